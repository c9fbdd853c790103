// What a host page can do with the fake while every timer, microtask and clock of the test runner stands still. This file uses neither
// Vitest nor Jest: each of them runs every story, with the clock stopped at every moment.

import { type AppClipHandle, type Passage, type SessionOptions, usePassage } from '@getpassage/web-react';
import { type FakePassage, installFakePassage } from '@getpassage/web-react/testing';
import { act, cleanup, render, screen } from '@testing-library/react';

/** The test runner's clock. */
export interface Clock {
  stop(): void;
  start(): void;
  /** How many timers, microtasks and the like wait for it. */
  waiting(): number;
}

/** When the test stops the clock. */
export const MOMENTS = ['before the install', 'before the render', 'after the render', 'while a session is open'] as const;
type Moment = (typeof MOMENTS)[number];

interface Stage {
  fake: FakePassage;
  handle: AppClipHandle;
  /** Does this, and everything that follows from it, within React's `act`; nothing may wait for the clock. */
  does(what: (hook: Passage) => void): Promise<void>;
}

interface Story {
  name: string;
  options?: () => SessionOptions & { claimCode?: () => Promise<string> };
  tell(stage: Stage): void | Promise<void>;
  /** The host's events and callbacks, then what the hook shows, and how the first session ended. */
  ends: [...told: string[], status: string, outcome: string];
}

const OPENED = ['opened'];
const ACTIVE = [...OPENED, 'claimed', 'frameReady', 'status active'];
const COMPLETE: Story['ends'] = [...ACTIVE, 'status complete', 'ended', 'onConnectionComplete', 'complete', 'complete'];
const CLOSED: Story['ends'] = [...OPENED, 'ended', 'onClose', 'closed', 'closed'];

/** The real function, whatever clock a story uses. */
const { setTimeout } = globalThis;

let aborter: AbortController;

export const STORIES: Story[] = [
  { name: 'it completes', tell: ({ fake, does }) => does(() => fake.complete()), ends: COMPLETE },
  {
    name: 'it fails',
    tell: ({ fake, does }) => does(() => fake.fail('AUTOMATION_ERROR')),
    ends: [...ACTIVE, 'status failed', 'ended', 'onConnectionError AUTOMATION_ERROR', 'error', 'error'],
  },
  {
    name: 'its claim code expires',
    tell: ({ fake, does }) => does(() => fake.expire()),
    ends: [...OPENED, 'ended', 'onConnectionError LINK_EXPIRED', 'error', 'error'],
  },
  {
    name: 'its claim code comes from a function, expires, and is replaced',
    options: () => {
      const codes = ['clm_old', 'clm_new'];
      return { claimCode: async () => codes.shift()! };
    },
    async tell({ fake, does }) {
      await does(() => fake.expire());
      await does(() => fake.complete());
    },
    ends: COMPLETE,
  },
  {
    name: 'the events come as they are emitted',
    async tell({ fake, does }) {
      await does(() => fake.emit({ type: 'progress', step: 'signing_in' }));
      await does(() => fake.emit({ type: 'offline' }));
      await does(() => fake.emit({ type: 'online' }));
      await does(() => fake.emit({ type: 'retrying', attempt: 1, delayMs: 300 }));
      await does(() => fake.close());
    },
    ends: [...ACTIVE, 'progress', 'offline', 'online', 'retrying', 'ended', 'onClose', 'closed', 'closed'],
  },
  { name: 'the person closes it', tell: ({ fake, does }) => does(() => fake.close()), ends: CLOSED },
  { name: 'the host closes it by close()', tell: ({ does }) => does(({ close }) => close()), ends: CLOSED },
  { name: 'the host closes it by its handle', tell: ({ handle, does }) => does(() => handle.close()), ends: CLOSED },
  {
    name: 'the host closes it by its signal',
    options: () => ({ signal: (aborter = new AbortController()).signal }),
    tell: ({ does }) => does(() => aborter.abort()),
    ends: CLOSED,
  },
  {
    name: 'it is opened a second time, and the newer callbacks count',
    async tell({ fake, does }) {
      await does(({ openAppClip }) => void openAppClip({ claimCode: 'clm_1' }));
      await does(() => fake.complete());
    },
    ends: [...OPENED, 'complete', 'complete'],
  },
  {
    name: 'another one takes its place',
    tell: ({ does }) => does(({ openAppClip }) => void openAppClip({ claimCode: 'clm_2' })),
    ends: [...OPENED, 'ended', 'onClose', 'opening', 'closed'],
  },
  {
    name: 'its component is taken off the page',
    tell: ({ does }) => does(() => cleanup()),
    ends: [...OPENED, 'gone', 'closed'],
  },
  {
    name: 'the page would be left, once the callback is through',
    async tell({ fake, does }) {
      await does(() => fake.complete({ returnUrl: 'https://shop.example/done' }));
      if (fake.sessions[0]?.redirectedTo !== 'https://shop.example/done') throw new Error('the page was not left');
    },
    ends: [...ACTIVE, 'status complete', 'redirecting', 'ended', 'onConnectionComplete', 'complete', 'complete'],
  },
];

/** How the story ended, and the largest number of timers that waited for the stopped clock. */
export async function play({ options, tell }: Story, moment: Moment, clock: Clock): Promise<{ ends: string[]; waited: number }> {
  let stopped = false;
  let waited = 0;
  const reached = (now: Moment) => {
    if (now !== moment) return;
    clock.stop();
    stopped = true;
  };
  const look = () => {
    if (stopped) waited = Math.max(waited, clock.waiting());
  };
  let hook!: Passage;
  function Page() {
    hook = usePassage();
    return <output>{hook.status}</output>;
  }
  async function does(what: (hook: Passage) => void): Promise<void> {
    act(() => what(hook));
    look();
    // Not within `act`, which for an async function queues microtasks of its own; nothing of these stories renders in one.
    // No task begins before all promises that can settle have settled.
    await new Promise<void>((resolve) => void setTimeout(resolve));
    look();
  }

  const told: string[] = [];
  reached('before the install');
  const fake = installFakePassage();
  try {
    reached('before the render');
    render(<Page />);
    reached('after the render');
    let handle!: AppClipHandle;
    await does(({ openAppClip }) => {
      handle = openAppClip({
        claimCode: 'clm_1',
        onConnectionComplete: async () => void told.push('onConnectionComplete'),
        onConnectionError: ({ code }) => void told.push(`onConnectionError ${code}`),
        onClose: () => void told.push('onClose'),
        onEvent: (event) => void told.push(event.type === 'status' ? `status ${event.status}` : event.type),
        ...options?.(),
      });
    });
    reached('while a session is open');
    await tell({ fake, handle, does });
    const { outcome } = await Promise.race([handle.result, Promise.resolve({ outcome: 'open' })]);
    return { ends: [...told, screen.queryByRole('status')?.textContent ?? 'gone', outcome], waited };
  } finally {
    cleanup();
    fake.uninstall();
    clock.start();
  }
}
