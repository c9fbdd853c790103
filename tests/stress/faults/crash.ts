// A frame that crashes. The test driver gives up the whole page then, although its own process lives on: from there on
// the page is spoken to over a connection of our own.

import { ownConnection, pageWith } from '../../harness/own-connection.ts';
import type { World } from './case.ts';

/** Crashes the frame, and puts a way to the page in the place of the driver's. */
export async function crashFrame({ lab, page, context }: World): Promise<void> {
  const frame = await lab.frame();
  const evaluate = await ownConnection(context, page);
  const clock = { runFor: (ms: number) => evaluate(`globalThis.__pwClock.controller.runFor(${ms})`) };
  const crashed = page.waitForEvent('crash');
  // It never answers: there is nobody left to.
  (await context.newCDPSession(frame)).send('Page.crash').catch(() => undefined);
  await crashed;
  Object.assign(lab, { page: pageWith(page, { evaluate, clock }) });
}
