// Promise 2 at length: a thousand sessions in one page, and it is as it was after the first ten.

import type { CDPSession } from '@playwright/test';
import { expect, test } from '../../harness/lab.ts';

interface Size {
  documents: number;
  nodes: number;
  jsEventListeners: number;
  wasmBytes: number;
}

/** The browser's own count of what lives in the page, after all garbage is gone; and the engine's memory. */
async function size(cdp: CDPSession, wasmBytes: () => Promise<number>): Promise<Size> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { documents, nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters');
  return { documents, nodes, jsEventListeners, wasmBytes: await wasmBytes() };
}

// A recording of all of it would be what is measured.
test.use({ trace: 'off' });

test('a thousand sessions leave the page as the tenth did', async ({ lab, page, service, context }) => {
  // Half a minute of work, at the pace of a machine that is busy with other things.
  test.setTimeout(300_000);
  await page.addInitScript(() => {
    const memories: WebAssembly.Memory[] = [];
    Object.assign(globalThis, { memories });
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = (async (...args: Parameters<typeof instantiate>) => {
      const made: any = await instantiate(...args);
      for (const each of Object.values((made.instance ?? made).exports)) {
        if (each instanceof WebAssembly.Memory) memories.push(each);
      }
      return made;
    }) as typeof instantiate;
  });
  // Links whose number ends in 5 are complete at the first question.
  service.every('status', ({ code }) => {
    if (code.endsWith('5') && service.link(code).status === 'active') service.set(code, { status: 'complete' });
    return 'ordinary';
  });
  await lab.goto();
  const cdp = await context.newCDPSession(page);
  const wasmBytes = () =>
    page.evaluate(() => (globalThis as any).memories.reduce((sum: number, each: WebAssembly.Memory) => sum + each.buffer.byteLength, 0));

  /** All ways to end, in turn; the last digit chooses. */
  const cycle = (from: number, to: number) =>
    page.evaluate(
      async ([from, to]) => {
        const open = (each: number, until?: string) =>
          new Promise<ReturnType<typeof calls.open>>((resolve) => {
            const handle = calls.open({
              claimCode: `clm_${each}`,
              signal: new AbortController().signal,
              onEvent: ({ type }) => type === until && resolve(handle),
            });
            if (!until) resolve(handle);
          });
        for (let each = from; each < to; each += 1) {
          const digit = each % 10;
          // A frame is a process of its own, and costs more than all the rest: a fiftieth of them live to see it.
          const until = each % 50 === 6 ? 'frameReady' : { 2: 'opened', 3: 'claimed', 5: 'ended', 7: 'status' }[digit];
          const handle = await open(each, until);
          // Of those that are not closed, the next one takes the place.
          if (digit % 4 !== 0) handle.close();
        }
        passage.close();
        await Promise.all(calls.handles.map(({ result }) => result));
        const endings = calls.log.filter(({ name }) => /^on(Close|Connection)/.test(name)).length;
        calls.log.length = calls.handles.length = 0;
        return endings;
      },
      [from, to] as const,
    );

  expect(await cycle(0, 10)).toBe(10);
  await lab.expectNothingLeft();
  const tenth = await size(cdp, wasmBytes);
  expect(tenth.wasmBytes).toBeGreaterThan(0);
  expect(await cycle(10, 1_000)).toBe(990);
  await lab.expectNothingLeft();
  test.info().annotations.push({ type: 'after 10', description: JSON.stringify(tenth) });
  // Some garbage is gone only when other garbage is; what is kept stays.
  await expect.poll(() => size(cdp, wasmBytes), 'after 1000').toEqual(tenth);
});
