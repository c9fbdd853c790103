// Crashes the frame. The test driver then gives up the whole page, although the page's process lives on: from there on a DevTools
// connection of our own talks to it.

import { ownConnection, pageWith } from '../../harness/own-connection.ts';
import type { World } from './case.ts';

/** Crashes the frame, and puts a way to the page in the place of the driver's. */
export async function crashFrame({ lab, page, context }: World): Promise<void> {
  const frame = await lab.frame();
  const evaluate = await ownConnection(context, page);
  const clock = { runFor: (ms: number) => evaluate(`globalThis.__pwClock.controller.runFor(${ms})`) };
  const crashed = page.waitForEvent('crash');
  // The crashed process never answers.
  (await context.newCDPSession(frame)).send('Page.crash').catch(() => undefined);
  await crashed;
  Object.assign(lab, { page: pageWith(page, { evaluate, clock }) });
}
