// The world of the fake, in which this process is the page.

import { close, openAppClip } from '@getpassage/web-react/core';
import { type FakePassage, installFakePassage } from '@getpassage/web-react/testing';
import { recordCalls } from './calls.ts';
import type { World } from './world.ts';

/** The real function, even if a test replaces it by a fake clock's. */
const { setImmediate } = globalThis;

/** Waits for a task. All microtasks of the package and of the host run before it begins. */
export function microtasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Installs a fake and returns its world; `undo` uninstalls it. */
export function fakeWorld(): { world: World; fake: FakePassage; undo: () => void } {
  const fake = installFakePassage();
  const calls = recordCalls(openAppClip);
  const reports: string[] = [];
  const original = globalThis.reportError;
  globalThis.reportError = (error) => void reports.push((error as Error).message);

  const told = () => calls.log.map(({ call, name, value }) => `${call} ${name === 'onEvent' ? (value as { type: string }).type : name}`);

  /** Does this after all earlier callbacks were called, and returns when its own were called. */
  async function step(act: () => void): Promise<void> {
    await microtasks();
    act();
    await microtasks();
  }

  const world: World = {
    async host(code, argument) {
      return await code({ calls, close }, argument);
    },
    activate: () =>
      step(() => {
        fake.emit({ type: 'frameReady' });
        fake.emit({ type: 'status', status: 'active' });
      }),
    progress: (name) => step(() => fake.emit({ type: 'progress', step: name })),
    complete: (link) => step(() => fake.complete(link)),
    fail: (code) => step(() => fake.fail(code)),
    expire: () => step(() => fake.expire()),
    dismiss: () => step(() => fake.close()),
    async event(type, times = 1) {
      await microtasks();
      const seen = told().filter((line) => line.endsWith(` ${type}`)).length;
      if (seen < times) throw new Error(`"${type}" was told ${seen} times, not ${times}: ${told().join(', ')}`);
    },
    async ended(call = 1) {
      // Without a clock, there are only microtasks to wait for.
      const open = Symbol();
      await microtasks();
      const result = await Promise.race([calls.handles[call - 1]!.result, Promise.resolve(open)]);
      if (typeof result === 'symbol') throw new Error(`call ${call} has not ended: ${told().join(', ')}`);
      return result;
    },
    told: async () => told(),
    events: async (call = 1) =>
      calls.log.flatMap((entry) => (entry.call === call && entry.name === 'onEvent' ? [entry.value as never] : [])),
    reported: async () => reports,
  };
  return {
    world,
    fake,
    undo() {
      fake.uninstall();
      globalThis.reportError = original;
    },
  };
}
