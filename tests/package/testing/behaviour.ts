// The behaviours on which a host can rely, run with the fake and with the real engine: if the two differed, a test that passes with the
// fake would prove nothing. This file uses no test runner; each runner runs every behaviour in its own world.

import assert from 'node:assert/strict';
import type { CloseInfo, ConnectionResult, PassageEvent } from '../../../js/call/core.ts';
import type { World } from './world.ts';

export interface Behaviour {
  name: string;
  run(world: World): Promise<void>;
}

/** The failures that a service or a frame can cause at once, when they occur, and what the host gets. */
export const FAILURES: readonly { code: string; retryable: boolean; when: 'claiming' | 'active' }[] = [
  { code: 'INVALID_CLAIM_CODE', retryable: false, when: 'claiming' },
  { code: 'LINK_ALREADY_COMPLETE', retryable: false, when: 'claiming' },
  { code: 'LINK_IN_USE', retryable: true, when: 'claiming' },
  { code: 'SERVICE_UNAVAILABLE', retryable: true, when: 'claiming' },
  { code: 'UNEXPECTED_RESPONSE', retryable: false, when: 'claiming' },
  { code: 'INVALID_CLAIM_CODE', retryable: false, when: 'active' },
  { code: 'AUTOMATION_ERROR', retryable: true, when: 'active' },
  { code: 'CLIENT_TIMEOUT', retryable: true, when: 'active' },
  { code: 'CONNECTION_FAILED', retryable: true, when: 'active' },
  { code: 'CANCELED', retryable: true, when: 'active' },
  { code: 'UNKNOWN_PROVIDER', retryable: false, when: 'active' },
  { code: 'RESULT_VALIDATION_ERROR', retryable: false, when: 'active' },
  { code: 'A_CODE_OF_TOMORROW', retryable: false, when: 'active' },
];

const OUTCOMES = { complete: 'onConnectionComplete', error: 'onConnectionError', closed: 'onClose' } as const;

const open = (world: World, claimCode = 'clm_1') => world.host(({ calls }, claimCode) => void calls.open({ claimCode }), claimCode);

async function openActive(world: World, claimCode?: string): Promise<void> {
  await open(world, claimCode);
  await world.activate();
}

/** In a browser, either the frame or the first status may arrive first. */
function inOrder(events: PassageEvent[]): string[] {
  const lines = events.map((event) => (event.type === 'status' ? `status ${event.status}` : event.type));
  lines.forEach((line, at) => {
    if (line === 'frameReady' && lines[at - 1] === 'status active') lines.splice(at - 1, 2, 'frameReady', 'status active');
  });
  return lines;
}

function failure(result: ConnectionResult) {
  assert.equal(result.outcome, 'error');
  return result.outcome === 'error' ? result.error : assert.fail();
}

/** The callbacks of a call from the event `ended` on: exactly one ending, and the result agrees with it. */
async function theEnd(world: World, call = 1): Promise<string[]> {
  const told = (await world.told()).filter((line) => line.startsWith(`${call} `));
  return told.slice(told.indexOf(`${call} ended`));
}

const endings: Behaviour[] = (
  [
    ['complete', (world) => world.complete()],
    ['error', (world) => world.fail('AUTOMATION_ERROR')],
    ['closed', (world) => world.dismiss(), 'person'],
    ['closed', (world) => world.host(({ close }) => close(), null), 'host'],
    ['closed', (world) => world.host(({ calls }) => calls.handles[0]!.close(), null), 'host'],
  ] as [keyof typeof OUTCOMES, (world: World) => Promise<void>, CloseInfo['by']?][]
).map(([outcome, end, by], index) => ({
  name: `one ending: ${outcome} (${['the service', 'the service', 'the person', 'close()', 'handle.close()'][index]})`,
  async run(world) {
    await openActive(world);
    await end(world);
    const result = await world.ended();
    assert.equal(result.outcome, outcome);
    assert.equal(result.outcome === 'closed' ? result.by : undefined, by);
    assert.deepEqual(await theEnd(world), ['1 ended', `1 ${OUTCOMES[outcome]}`, '1 result']);
    assert.deepEqual((await world.events()).at(-1), { type: 'ended', outcome });
  },
}));

const failures: Behaviour[] = FAILURES.map(({ code, retryable, when }) => ({
  name: `${code} while ${when}: retryable is ${retryable}`,
  async run(world) {
    await open(world);
    if (when === 'active') await world.activate();
    await world.fail(code);
    const error = failure(await world.ended());
    assert.deepEqual([error.code, error.retryable, typeof error.error], [code, retryable, 'string']);
    assert.notEqual(error.error, '');
    // The link is known once it is claimed.
    assert.equal('linkId' in error, when === 'active');
    const before = when === 'active' ? ['opened', 'claimed', 'frameReady', 'status active'] : ['opened'];
    const verdict = when === 'active' && code !== 'INVALID_CLAIM_CODE' ? ['status failed'] : [];
    assert.deepEqual(inOrder(await world.events()), [...before, ...verdict, 'ended']);
    const seen = await world.host(({ calls }) => calls.log.find(({ name }) => name === 'onConnectionError')?.value, null);
    assert.deepEqual(seen, error);
  },
}));

const callbacks: Behaviour[] = (['throws', 'rejects'] as const).flatMap((how) =>
  Object.values(OUTCOMES).map((name) => ({
    name: `an ${name} that ${how} is reported and changes nothing else`,
    async run(world: World) {
      await world.host(
        ({ calls }, { how, name }) => {
          const misbehave = () => {
            if (how === 'throws') throw new Error('boom');
            return Promise.reject(new Error('boom'));
          };
          calls.open({ [name]: misbehave });
        },
        { how, name },
      );
      await world.activate();
      if (name === 'onClose') await world.dismiss();
      else if (name === 'onConnectionError') await world.fail('CLIENT_TIMEOUT');
      else await world.complete();
      const { outcome } = await world.ended();
      assert.equal(OUTCOMES[outcome], name);
      assert.deepEqual(await theEnd(world), ['1 ended', `1 ${name}`, '1 result']);
      assert.deepEqual(await world.reported(), ['boom']);
    },
  })),
);

const codes: Behaviour[] = [
  {
    name: 'a function is asked once, and what it gives is used',
    async run(world) {
      await world.host(({ calls }) => void calls.open({ claimCode: async () => 'clm_7' }), null);
      await world.activate();
      await world.complete();
      assert.equal((await world.ended()).outcome, 'complete');
      assert.deepEqual(inOrder(await world.events()), ['opened', 'claimed', 'frameReady', 'status active', 'status complete', 'ended']);
    },
  },
  ...(['claiming', 'active'] as const).map((when) => ({
    name: `a code that expires while ${when} is asked for anew, once and silently`,
    async run(world: World) {
      await world.host(({ calls }) => {
        const left = ['clm_old', 'clm_new', 'clm_third'];
        Object.assign(globalThis, { left });
        calls.open({ claimCode: () => left.shift()! });
      }, null);
      if (when === 'active') await world.activate();
      await world.expire();
      await world.activate();
      const events = await world.events();
      const links = events.flatMap((event) => (event.type === 'claimed' ? [event.linkId] : []));
      assert.equal(links.length, when === 'active' ? 2 : 1);
      assert.equal(new Set(links).size, links.length);
      const connecting = ['claimed', 'frameReady', 'status active'];
      assert.deepEqual(inOrder(events), ['opened', ...(when === 'active' ? [...connecting, 'status expired'] : []), ...connecting]);
      const told = await world.told();
      assert.equal(told.filter((line) => line === '1 opened').length, 1);
      assert.deepEqual(
        told.filter((line) => line.startsWith('1 on')),
        [],
      );
      await world.complete();
      assert.deepEqual(await world.ended(), { outcome: 'complete', linkId: links.at(-1) });
      assert.deepEqual(await world.host(() => (globalThis as unknown as { left: string[] }).left, null), ['clm_third']);
    },
  })),
  {
    name: 'a replacement that has expired too ends as LINK_EXPIRED',
    async run(world) {
      await world.host(({ calls }) => {
        const left = ['clm_old', 'clm_new', 'clm_third'];
        Object.assign(globalThis, { left });
        calls.open({ claimCode: () => left.shift()! });
      }, null);
      await world.expire();
      await world.activate();
      await world.expire();
      const error = failure(await world.ended());
      assert.deepEqual([error.code, error.retryable], ['LINK_EXPIRED', false]);
      assert.deepEqual(inOrder(await world.events()).slice(-2), ['status expired', 'ended']);
      assert.deepEqual(await world.host(() => (globalThis as unknown as { left: string[] }).left, null), ['clm_third']);
    },
  },
  ...(['claiming', 'active'] as const).map((when) => ({
    name: `a string that has expired while ${when} ends as LINK_EXPIRED`,
    async run(world: World) {
      await open(world);
      if (when === 'active') await world.activate();
      await world.expire();
      const error = failure(await world.ended());
      assert.deepEqual([error.code, error.retryable, 'linkId' in error], ['LINK_EXPIRED', false, when === 'active']);
      assert.deepEqual(inOrder(await world.events()).slice(-2), [when === 'active' ? 'status expired' : 'opened', 'ended']);
    },
  })),
  ...['', undefined, null, 42, {}].map((code) => ({
    name: `a function that gives ${JSON.stringify(code) ?? 'nothing'} ends in an error that says so`,
    async run(world: World) {
      await world.host(({ calls }, code) => void calls.open({ claimCode: () => code as string }), code);
      const error = failure(await world.ended());
      assert.deepEqual([error.code, error.retryable, 'linkId' in error], ['INTERNAL_ERROR', true, false]);
      assert.match(error.error, /claimCode/);
    },
  })),
  {
    name: 'a function that rejects ends in a typed error, and its own error is reported',
    async run(world) {
      await world.host(({ calls }) => void calls.open({ claimCode: () => Promise.reject(new Error('my own')) }), null);
      const error = failure(await world.ended());
      assert.deepEqual([error.code, error.retryable], ['INTERNAL_ERROR', true]);
      assert.ok(!error.error.includes('my own'));
      assert.deepEqual(await world.reported(), ['my own']);
    },
  },
  {
    name: 'a code that comes after close() is not used',
    async run(world) {
      await world.host(({ calls }) => {
        const given = new Promise<string>((give) => Object.assign(globalThis, { give }));
        calls.open({ claimCode: () => given });
      }, null);
      await world.event('opened');
      await world.host(({ close }) => {
        close();
        (globalThis as unknown as { give(code: string): void }).give('clm_1');
      }, null);
      assert.deepEqual(await world.ended(), { outcome: 'closed', by: 'host' });
      await openActive(world, 'clm_2');
      await world.complete();
      assert.equal((await world.ended(2)).outcome, 'complete');
      assert.deepEqual(inOrder(await world.events()), ['opened', 'ended']);
    },
  },
];

const oneSession: Behaviour[] = [
  ...(['at once', 'while active'] as const).map((when) => ({
    name: `the same claim code again ${when}: the same handle, the newer callbacks`,
    async run(world: World) {
      await open(world);
      if (when === 'while active') await world.activate();
      await open(world);
      assert.ok(await world.host(({ calls }) => calls.handles[0] === calls.handles[1], null));
      if (when === 'at once') await world.activate();
      await world.complete();
      assert.deepEqual(await world.ended(1), await world.ended(2));
      const told = await world.told();
      assert.ok(told.includes('2 onConnectionComplete'));
      assert.ok(!told.includes('1 onConnectionComplete'));
    },
  })),
  {
    name: 'the same function again: the same handle, and it is asked once',
    async run(world) {
      await world.host(({ calls }) => {
        const asked: string[] = [];
        Object.assign(globalThis, { asked });
        const claimCode = () => `clm_${asked.push('')}`;
        calls.open({ claimCode });
        calls.open({ claimCode });
      }, null);
      await world.activate();
      assert.equal(await world.host(() => (globalThis as unknown as { asked: string[] }).asked.length, null), 1);
      assert.ok(await world.host(({ calls }) => calls.handles[0] === calls.handles[1], null));
      await world.dismiss();
    },
  },
  ...(['at once', 'while active'] as const).map((when) => ({
    name: `another claim code ${when} ends the first as closed, and then opens`,
    async run(world: World) {
      if (when === 'while active') {
        await openActive(world);
        await open(world, 'clm_2');
      } else {
        await world.host(({ calls }) => {
          calls.open({ claimCode: 'clm_1' });
          calls.open({ claimCode: 'clm_2' });
        }, null);
      }
      assert.deepEqual(await world.ended(1), { outcome: 'closed', by: 'replaced' });
      await world.activate();
      await world.complete();
      assert.equal((await world.ended(2)).outcome, 'complete');
      const told = await world.told();
      assert.ok(told.indexOf('1 onClose') < told.indexOf('2 opened'));
    },
  })),
  {
    name: 'the same claim code after the ending is a new session',
    async run(world) {
      await openActive(world);
      await world.dismiss();
      await world.ended(1);
      await openActive(world);
      await world.complete();
      assert.equal((await world.ended(2)).outcome, 'complete');
      assert.ok(await world.host(({ calls }) => calls.handles[0] !== calls.handles[1], null));
    },
  },
];

const fromWithin: Behaviour[] = [
  ...(['opened', 'claimed', 'frameReady', 'progress'] as const).map((type) => ({
    name: `close() inside the event ${type} ends it, and nothing but the ending follows`,
    async run(world: World) {
      await world.host(({ calls }, type) => {
        calls.open({
          onEvent(event) {
            if (event.type === type) calls.handles[0]!.close();
          },
        });
      }, type);
      if (type === 'progress') {
        await world.activate();
        await world.progress('signing_in');
      } else if (type !== 'opened') {
        // The session ends before that.
        void world.activate().catch(() => undefined);
      }
      assert.deepEqual(await world.ended(), { outcome: 'closed', by: 'host' });
      const told = await world.told();
      assert.deepEqual(told.slice(told.indexOf(`1 ${type}`)), [`1 ${type}`, '1 ended', '1 onClose', '1 result']);
    },
  })),
  {
    name: 'what a callback brings about is told after it has returned',
    async run(world) {
      await world.host(({ calls }) => {
        const order: string[] = [];
        Object.assign(globalThis, { order });
        calls.open({
          onEvent({ type }) {
            if (type !== 'frameReady') return;
            calls.handles[0]!.close();
            order.push('frameReady');
          },
          onClose: () => void order.push('closed'),
        });
      }, null);
      void world.activate().catch(() => undefined);
      assert.deepEqual(await world.ended(), { outcome: 'closed', by: 'host' });
      const order = await world.host(() => (globalThis as unknown as { order: string[] }).order, null);
      assert.deepEqual(order, ['frameReady', 'closed']);
    },
  },
  ...(['the ending callback', 'the event ended'] as const).map((where) => ({
    name: `trying again inside ${where}, with the same claim code, is a new session`,
    async run(world: World) {
      await world.host(({ calls }, where) => {
        const again = () => void calls.open();
        calls.open(
          where === 'the event ended' ? { onEvent: ({ type }) => void (type === 'ended' && again()) } : { onConnectionError: again },
        );
      }, where);
      await world.activate();
      await world.fail('CONNECTION_FAILED');
      assert.equal((await world.ended(1)).outcome, 'error');
      await world.activate();
      await world.complete();
      assert.equal((await world.ended(2)).outcome, 'complete');
    },
  })),
  {
    name: 'close() after the ending changes nothing',
    async run(world) {
      await openActive(world);
      await world.complete();
      await world.ended();
      const told = await world.told();
      await world.host(({ calls, close }) => {
        calls.handles[0]!.close();
        close();
      }, null);
      assert.deepEqual(await world.told(), told);
    },
  },
  {
    name: 'no callback comes before the call that opens has returned',
    async run(world) {
      const early = await world.host(({ calls, close }) => {
        calls.open();
        const first = calls.log.length;
        close();
        calls.open({ claimCode: 'clm_2', signal: AbortSignal.abort() });
        return [first, calls.log.filter(({ call }) => call === 2).length];
      }, null);
      assert.deepEqual(early, [0, 0]);
      assert.deepEqual(await world.ended(2), { outcome: 'closed', by: 'signal' });
    },
  },
  {
    name: 'aborting the signal closes',
    async run(world) {
      await world.host(({ calls }) => {
        const controller = new AbortController();
        Object.assign(globalThis, { controller });
        calls.open({ signal: controller.signal });
      }, null);
      await world.activate();
      await world.host(() => (globalThis as unknown as { controller: AbortController }).controller.abort(), null);
      assert.deepEqual(await world.ended(), { outcome: 'closed', by: 'signal' });
    },
  },
];

const events: Behaviour[] = [
  {
    name: 'a whole session, event by event',
    async run(world) {
      await openActive(world);
      await world.progress('signing_in');
      await world.progress('signing_in');
      await world.progress('reading_account');
      await world.event('progress', 2);
      await world.complete();
      const result = await world.ended();
      const told = await world.events();
      assert.deepEqual(inOrder(told), [
        'opened',
        'claimed',
        'frameReady',
        'status active',
        'progress',
        'progress',
        'status complete',
        'ended',
      ]);
      assert.deepEqual(
        told.filter(({ type }) => type === 'progress'),
        [
          { type: 'progress', step: 'signing_in' },
          { type: 'progress', step: 'reading_account' },
        ],
      );
      const claimed = told.find((event) => event.type === 'claimed');
      assert.deepEqual(result, { outcome: 'complete', linkId: claimed?.type === 'claimed' && claimed.linkId });
    },
  },
  {
    name: 'redirect: false leaves the returnUrl alone',
    async run(world) {
      await world.host(({ calls }) => void calls.open({ redirect: false }), null);
      await world.activate();
      await world.complete({ returnUrl: 'https://shop.example/done' });
      assert.equal((await world.ended()).outcome, 'complete');
      assert.ok(!(await world.told()).includes('1 redirecting'));
    },
  },
];

export const BEHAVIOURS: readonly Behaviour[] = [...endings, ...failures, ...callbacks, ...codes, ...oneSession, ...fromWithin, ...events];
