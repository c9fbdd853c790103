// What only the fake has: its records, its own errors, and that it needs no timers.

import { close, configure, openAppClip, preload } from '@getpassage/web-react/core';
import { type FakePassage, installFakePassage } from '@getpassage/web-react/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { microtasks } from './fake-world.ts';
import { ALL } from './sample-app/src/everyTimer.ts';

let fake: FakePassage;

beforeEach(() => {
  fake = installFakePassage();
});

afterEach(() => {
  fake.uninstall();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a container', () => {
  test('stays as it was, and the session is the same', async () => {
    const container = document.body.appendChild(document.createElement('div'));
    container.innerHTML = '<p>Before</p>';
    const handle = openAppClip({ claimCode: 'clm_1', container });
    fake.emit({ type: 'frameReady' });
    expect(container.outerHTML).toBe('<div><p>Before</p></div>');
    expect(document.body.children).toHaveLength(1);
    fake.complete();
    await expect(handle.result).resolves.toEqual({ outcome: 'complete', linkId: 'link_1' });
    expect(container.outerHTML).toBe('<div><p>Before</p></div>');
    container.remove();
  });

  test('that is no element in the page throws, and opens nothing', () => {
    for (const container of ['#place', null, {}, document.createElement('div'), document.createTextNode('')]) {
      expect(() => openAppClip({ claimCode: 'clm_1', container: container as HTMLElement })).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining('container') }),
      );
    }
    expect(fake.sessions).toEqual([]);
  });
});

describe('when callbacks come', () => {
  test('they have been called when a method of the fake returns', async () => {
    const told: string[] = [];
    openAppClip({ claimCode: 'clm_1', onConnectionComplete: () => void told.push('complete'), onEvent: ({ type }) => told.push(type) });
    await undefined;
    expect(told).toEqual(['opened']);
    fake.emit({ type: 'frameReady' });
    expect(told).toEqual(['opened', 'claimed', 'frameReady']);
    fake.complete();
    expect(told.slice(3)).toEqual(['status', 'status', 'ended', 'complete']);
  });

  test('in the block of code that opened, they come one microtask later', async () => {
    const onConnectionComplete = vi.fn();
    openAppClip({ claimCode: 'clm_1', onConnectionComplete });
    fake.complete();
    expect(onConnectionComplete).not.toHaveBeenCalled();
    await undefined;
    expect(onConnectionComplete).toHaveBeenCalledOnce();
  });

  test('everything works with stopped timers, and no timer is set', async () => {
    vi.useFakeTimers({ toFake: ALL });
    const onClose = vi.fn();
    openAppClip({ claimCode: async () => 'clm_1', onClose });
    await microtasks();
    fake.emit({ type: 'progress', step: 'signing_in' });
    expect(vi.getTimerCount()).toBe(0);
    fake.close();
    expect(onClose).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('with stopped timers, a signal that was aborted before also closes the session', async () => {
    vi.useFakeTimers({ toFake: ALL });
    const handle = openAppClip({ claimCode: 'clm_1', signal: AbortSignal.abort() });
    await expect(handle.result).resolves.toEqual({ outcome: 'closed', by: 'signal' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a redirect waits for the promise of the callback, however long that takes, and for no timer', async () => {
    vi.useFakeTimers({ toFake: ALL });
    let finish!: () => void;
    openAppClip({ claimCode: 'clm_1', onConnectionComplete: () => new Promise<void>((resolve) => (finish = resolve)) });
    await microtasks();
    fake.complete({ returnUrl: 'https://shop.example/done' });
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(60_000);
    await microtasks();
    expect(fake.sessions[0]!.redirectedTo).toBeUndefined();
    finish();
    await microtasks();
    expect(fake.sessions[0]!.redirectedTo).toBe('https://shop.example/done');
  });

  test("the fake's methods wait for the answer of a claimCode function", async () => {
    let give!: (code: string) => void;
    const handle = openAppClip({ claimCode: () => new Promise((resolve) => (give = resolve)) });
    fake.emit({ type: 'progress', step: 'signing_in' });
    fake.complete();
    await microtasks();
    expect(fake.sessions[0]!.events).toEqual([{ type: 'opened' }]);
    give('clm_1');
    await expect(handle.result).resolves.toEqual({ outcome: 'complete', linkId: 'link_1' });
    const types = fake.sessions[0]!.events.map(({ type }) => type);
    expect(types).toEqual(['opened', 'claimed', 'frameReady', 'status', 'progress', 'status', 'ended']);
  });

  test("after an expiry, the fake's methods wait for the second answer", async () => {
    const codes = ['clm_old', 'clm_new'];
    const handle = openAppClip({ claimCode: async () => codes.shift()! });
    fake.expire();
    fake.complete();
    await expect(handle.result).resolves.toMatchObject({ outcome: 'complete' });
    expect(fake.sessions[0]!.claimCodes).toEqual(['clm_old', 'clm_new']);
  });

  test('after the ending, methods that still wait do nothing', async () => {
    const codes = ['clm_1', 'clm_2'];
    const handle = openAppClip({ claimCode: async () => codes.shift()! });
    fake.complete();
    fake.expire();
    fake.emit({ type: 'retrying', attempt: 1, delayMs: 300 });
    fake.fail('NETWORK_ERROR');
    await expect(handle.result).resolves.toMatchObject({ outcome: 'complete' });
    await microtasks();
    expect(fake.sessions[0]!.events.at(-1)).toEqual({ type: 'ended', outcome: 'complete' });
    expect(codes).toEqual(['clm_2']);
  });

  test('close() and failures that need no code do not wait for the answer', async () => {
    const first = openAppClip({ claimCode: () => new Promise<string>(() => undefined) });
    fake.close();
    await expect(first.result).resolves.toEqual({ outcome: 'closed', by: 'person' });
    const second = openAppClip({ claimCode: () => new Promise<string>(() => undefined) });
    fake.fail('SDK_LOAD_FAILED');
    await expect(second.result).resolves.toMatchObject({ error: { code: 'SDK_LOAD_FAILED', retryable: true } });
  });
});

describe('the records', () => {
  test('a session tells what it was opened with, and what has become of it', async () => {
    openAppClip({ claimCode: 'clm_1', redirect: false });
    expect(fake.sessions).toEqual([
      {
        status: 'opening',
        result: undefined,
        events: [{ type: 'opened' }],
        claimCodes: ['clm_1'],
        linkId: undefined,
        baseUrl: 'https://connect.services.getpassage.ai',
        locale: 'en-US',
        theme: 'auto',
        redirect: false,
        redirectedTo: undefined,
      },
    ]);
    fake.emit({ type: 'claimed', linkId: 'link_of_mine' });
    expect(fake.sessions[0]).toMatchObject({ status: 'opening', linkId: 'link_of_mine' });
    fake.emit({ type: 'frameReady' });
    expect(fake.sessions[0]!.status).toBe('active');
    fake.complete();
    expect(fake.sessions[0]).toMatchObject({ status: 'complete', result: { outcome: 'complete', linkId: 'link_of_mine' } });
  });

  test('the settings are those of configure', () => {
    configure({ baseUrl: 'https://connect.example', locale: 'pt-BR', theme: 'dark' });
    openAppClip({ claimCode: 'clm_1' });
    expect(fake.sessions[0]).toMatchObject({ baseUrl: 'https://connect.example', locale: 'pt-BR', theme: 'dark' });
    configure({ baseUrl: 'https://connect.services.getpassage.ai', locale: '', theme: 'auto' });
  });

  test('each session has a record; reset() forgets them and closes the open one', async () => {
    const onClose = vi.fn();
    openAppClip({ claimCode: 'clm_1' });
    const handle = openAppClip({ claimCode: 'clm_2', onClose });
    expect(fake.sessions.map(({ status }) => status)).toEqual(['closed', 'opening']);
    await undefined;
    fake.emit({ type: 'frameReady' });
    expect(fake.sessions[1]!.linkId).toBe('link_1');
    fake.reset();
    expect(fake.sessions).toEqual([]);
    expect(onClose).toHaveBeenCalledOnce();
    await expect(handle.result).resolves.toEqual({ outcome: 'closed', by: 'host' });
    openAppClip({ claimCode: 'clm_2' });
    fake.emit({ type: 'frameReady' });
    expect(fake.sessions[0]!.linkId).toBe('link_1');
  });

  test('a returnUrl is announced, and followed once the callback is through', async () => {
    let finish!: () => void;
    openAppClip({ claimCode: 'clm_1', onConnectionComplete: () => new Promise<void>((resolve) => (finish = resolve)) });
    await undefined;
    fake.complete({ returnUrl: 'https://shop.example/done' });
    await microtasks();
    const session = fake.sessions[0]!;
    expect(session.events.slice(-3)).toEqual([
      { type: 'status', status: 'complete' },
      { type: 'redirecting', returnUrl: 'https://shop.example/done' },
      { type: 'ended', outcome: 'complete' },
    ]);
    expect(session.result).toEqual({ outcome: 'complete', linkId: 'link_1' });
    expect(session.redirectedTo).toBeUndefined();
    finish();
    await microtasks();
    expect(session.redirectedTo).toBe('https://shop.example/done');
  });
});

describe('emit', () => {
  test('emit adds the events that always come before', async () => {
    openAppClip({ claimCode: 'clm_1' });
    fake.emit({ type: 'progress', step: 'signing_in' });
    expect(fake.sessions[0]!.events).toEqual([
      { type: 'opened' },
      { type: 'claimed', linkId: 'link_1' },
      { type: 'frameReady' },
      { type: 'status', status: 'active' },
      { type: 'progress', step: 'signing_in' },
    ]);
  });

  test('a claimCode function that fails while offline is called again once online', async () => {
    const codes = ['', 'clm_1'];
    const claimCode = vi.fn(async () => codes.shift() ?? '');
    openAppClip({ claimCode });
    fake.emit({ type: 'offline' });
    await microtasks();
    expect(claimCode).toHaveBeenCalledOnce();
    expect(fake.sessions[0]!.result).toBeUndefined();
    fake.emit({ type: 'online' });
    await microtasks();
    expect(fake.sessions[0]!.claimCodes).toEqual(['clm_1']);
    fake.complete();
    expect(fake.sessions[0]!.result?.outcome).toBe('complete');
  });

  test('an event that the engine tells once is told once', () => {
    openAppClip({ claimCode: 'clm_1' });
    for (const twice of [1, 2]) {
      fake.emit({ type: 'claimed', linkId: `link_${twice}` });
      fake.emit({ type: 'frameReady' });
      fake.emit({ type: 'status', status: 'active' });
      fake.emit({ type: 'progress', step: 'signing_in' });
      fake.emit({ type: 'online' });
    }
    fake.emit({ type: 'offline' });
    fake.emit({ type: 'offline' });
    fake.emit({ type: 'online' });
    fake.emit({ type: 'retrying', attempt: 1, delayMs: 300 });
    const types = fake.sessions[0]!.events.map(({ type }) => type);
    expect(types).toEqual(['opened', 'claimed', 'frameReady', 'status', 'progress', 'offline', 'online', 'retrying']);
  });

  test.each([
    { type: 'opened' },
    { type: 'ended', outcome: 'complete' },
    { type: 'redirecting', returnUrl: 'https://shop.example' },
    { type: 'status', status: 'complete' },
    { type: 'status', status: 'failed' },
    { type: 'status', status: 'expired' },
  ])('$type $status belongs to an opening or an ending', (event) => {
    openAppClip({ claimCode: 'clm_1' });
    expect(() => fake.emit(event as never)).toThrow(/use complete\(\)/);
    expect(fake.sessions[0]!.events).toEqual([{ type: 'opened' }]);
  });
});

test('a frame that does not load fails a link that is claimed', async () => {
  const handle = openAppClip({ claimCode: 'clm_1' });
  fake.fail('FRAME_LOAD_FAILED', 'My own text', 'req_1');
  expect(await handle.result).toEqual({
    outcome: 'error',
    error: {
      error: 'My own text',
      userMessage: 'This did not work. Please try again in a moment.',
      code: 'FRAME_LOAD_FAILED',
      retryable: true,
      linkId: 'link_1',
      requestId: 'req_1',
    },
  });
  expect(fake.sessions[0]!.events.map(({ type }) => type)).toEqual(['opened', 'claimed', 'ended']);
});

describe('mistakes of a test', () => {
  const METHODS: Record<string, () => void> = {
    complete: () => fake.complete(),
    fail: () => fake.fail('NETWORK_ERROR'),
    expire: () => fake.expire(),
    close: () => fake.close(),
    emit: () => fake.emit({ type: 'frameReady' }),
  };

  test.each(Object.keys(METHODS))('%s() where nothing is open says so', (method) => {
    expect(METHODS[method]).toThrow(/No session is open/);
    openAppClip({ claimCode: 'clm_1' });
    close();
    expect(METHODS[method]).toThrow(/No session is open/);
  });

  test('INVALID_OPTIONS is thrown by openAppClip and ends nothing', () => {
    openAppClip({ claimCode: 'clm_1' });
    expect(() => fake.fail('INVALID_OPTIONS')).toThrow(/openAppClip throws it/);
    expect(fake.sessions[0]!.status).toBe('opening');
    expect(() => openAppClip({ claimCode: '' })).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});

describe('install and uninstall', () => {
  test('nothing is fetched, no WebAssembly is compiled, nothing is added to the page', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const compiled = vi.spyOn(WebAssembly, 'compile');
    const before = document.documentElement.outerHTML;
    await preload();
    openAppClip({ claimCode: 'clm_1' });
    fake.emit({ type: 'frameReady' });
    expect(document.documentElement.outerHTML).toBe(before);
    fake.complete();
    expect(fetched).not.toHaveBeenCalled();
    expect(compiled).not.toHaveBeenCalled();
  });

  test('installing anew ends what the fake before had open, and takes its place', async () => {
    const handle = openAppClip({ claimCode: 'clm_1' });
    const second = installFakePassage();
    await expect(handle.result).resolves.toEqual({ outcome: 'closed', by: 'host' });
    openAppClip({ claimCode: 'clm_1' });
    expect(second.sessions).toHaveLength(1);
    // Uninstalling the replaced fake does not remove its successor.
    fake.uninstall();
    openAppClip({ claimCode: 'clm_2' });
    expect(second.sessions).toHaveLength(2);
    second.uninstall();
  });

  test('uninstalling ends what is open, and the real one is back', async () => {
    const handle = openAppClip({ claimCode: 'clm_1' });
    fake.uninstall();
    await expect(handle.result).resolves.toEqual({ outcome: 'closed', by: 'host' });
    expect(() => fake.complete()).toThrow(/No session is open/);
    const compiled = vi.spyOn(WebAssembly, 'compile').mockRejectedValue(new Error('seen enough'));
    await expect(preload()).rejects.toThrow();
    expect(compiled).toHaveBeenCalled();
  });
});
