// How much lives in a page after garbage collection.

import type { CDPSession, Page } from '@playwright/test';

export interface Size {
  documents: number;
  nodes: number;
  listeners: number;
  wasmBytes: number;
  heapBytes: number;
}

/** Runs before the page's first script: remembers the engine's memory. */
export function keepMemories(): void {
  const memories: WebAssembly.Memory[] = [];
  Object.assign(globalThis, { memories });
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = (async (...values: Parameters<typeof instantiate>) => {
    const made: any = await instantiate(...values);
    for (const each of Object.values((made.instance ?? made).exports)) {
      if (each instanceof WebAssembly.Memory) memories.push(each);
    }
    return made;
  }) as typeof instantiate;
}

/** The browser's own count. */
export async function size(page: Page, devtools: CDPSession): Promise<Size> {
  // What the first round frees may have held more.
  for (let round = 0; round < 3; round += 1) await devtools.send('HeapProfiler.collectGarbage');
  const { documents, nodes, jsEventListeners: listeners } = await devtools.send('Memory.getDOMCounters');
  const { usedSize: heapBytes } = await devtools.send('Runtime.getHeapUsage');
  const wasmBytes = await page.evaluate(() =>
    (globalThis as any).memories.reduce((sum: number, { buffer }: WebAssembly.Memory) => sum + buffer.byteLength, 0),
  );
  return { documents, nodes, listeners, wasmBytes, heapBytes };
}
