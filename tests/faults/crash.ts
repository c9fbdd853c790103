// A frame that crashes. The test driver gives up the whole page then, although its own process lives on: from there on
// the page is spoken to over a connection of our own.

import type { Page } from '@playwright/test';
import type { World } from './case.ts';

/** Crashes the frame, and puts a way to the page in the place of the driver's. */
export async function crashFrame({ lab, page, context }: World): Promise<void> {
  const frame = await lab.frame();
  const own = await context.newCDPSession(page);
  const evaluate = async (script: ((value: unknown) => unknown) | string, value?: unknown): Promise<unknown> => {
    const expression = typeof script === 'string' ? script : `(${script.toString()})(${JSON.stringify(value) ?? ''})`;
    const { result, exceptionDetails } = await own.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const clock = { runFor: (ms: number) => evaluate(`globalThis.__pwClock.controller.runFor(${ms})`) };
  const given: Partial<Record<string | symbol, unknown>> = { evaluate, clock };
  const crashed = page.waitForEvent('crash');
  // It never answers: there is nobody left to.
  (await context.newCDPSession(frame)).send('Page.crash').catch(() => undefined);
  await crashed;
  const through = new Proxy(page, { get: (target, name) => given[name] ?? (Reflect.get(target, name) as unknown) }) as Page;
  Object.assign(lab, { page: through });
}
