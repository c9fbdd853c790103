// Crashes the frame. The test driver then gives up the whole page, although only the frame's process has ended. So from then on a
// second DevTools connection talks to the page.

import { ownConnection, pageWith } from '../../harness/own-connection.ts';
import type { World } from './case.ts';

/** Crashes the frame, and replaces the driver's connection to the page by its own. */
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
