// Fuzzes the readers of the hosted frame: of the service's answers, and of the host page's messages.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { RUNS, load } from './load.mjs';

const STATE = readFileSync(new URL('../../../fixtures/frame_state_200.json', import.meta.url), 'utf8');

globalThis.location = { href: 'http://127.0.0.1:8787/clip/ses_1' };
const { ApiError, sessionApi } = await load('example-app/connect/frame/api.js');
const { listenToHost } = await load('example-app/connect/frame/protocol.js');

/** A state in which some fields have arbitrary values. */
const likeTheState = fc
  .dictionary(fc.constantFrom('provider', 'status', 'stage', 'step', 'steps', 'attemptsLeft', 'error'), fc.jsonValue(), { maxKeys: 2 })
  .map((fields) => JSON.stringify({ ...JSON.parse(STATE), ...fields }));

/** Both forms of an error, with arbitrary values. */
const likeAnError = fc
  .oneof(
    fc.record({ error: fc.jsonValue(), code: fc.jsonValue() }, { requiredKeys: [] }),
    fc.record({ error: fc.record({ code: fc.jsonValue(), message: fc.jsonValue() }, { requiredKeys: [] }) }),
    // The methods by which JavaScript converts an object to a string.
    fc.record({ code: fc.constantFrom({ toString: 1 }, { toString: null, valueOf: {} }, [[]]) }),
  )
  .map((body) => JSON.stringify(body));

const cutOff = fc.nat(STATE.length).map((length) => STATE.slice(0, length));

const answers = fc.record({
  status: fc.oneof(fc.constantFrom(200, 200, 304, 400, 401, 409, 410, 422, 429, 503), fc.integer({ min: 200, max: 599 })),
  body: fc.oneof({ arbitrary: likeTheState, weight: 3 }, likeAnError, cutOff, fc.json(), fc.string()),
  headers: fc.record(
    {
      etag: fc.constantFrom('"1"', 'W/"2"', ''),
      'preference-applied': fc.constantFrom('wait=20', ''),
      'retry-after': fc.oneof(fc.constantFrom('7', '1e9', '-1', 'NaN', 'Infinity', '0x10', 'soon'), fc.nat().map(String)),
    },
    { requiredKeys: [] },
  ),
});

test('an answer is read as a state that can be shown, or as an error with its status', async () => {
  const api = sessionApi('ses_1', 'ct_1');
  let shown = 0;
  await fc.assert(
    fc.asyncProperty(answers, async ({ status, body, headers }) => {
      const empty = [204, 205, 304].includes(status);
      globalThis.fetch = async () => new Response(empty ? null : body, { status, headers });
      try {
        const { state } = await api.state({ etag: '"0"', waitSeconds: 20 });
        assert.ok(status === 304 || (status >= 200 && status < 300));
        assert.equal(state === null, status === 304);
        if (state === null) return;
        shown += 1;
        assert.equal(typeof state.stage, 'string');
        assert.equal(typeof state.provider.id, 'string');
      } catch (error) {
        assert.ok(error instanceof ApiError, `${error}`);
        const readable = status < 200 || status > 299;
        assert.equal(error.status, readable ? status : 0);
        assert.equal(typeof error.code, 'string');
        assert.ok(error.retryAfterMs >= 0 && error.retryAfterMs <= 60_000);
      }
    }),
    RUNS,
  );
  assert.ok(shown > 50, `only ${shown} were states`);
});

/** Values that can be posted between windows, often similar to an `init`. */
const messages = fc.array(
  fc.record({
    data: fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withSparseArray: true }),
      fc.record(
        {
          passage: fc.oneof(fc.constant(1), fc.anything()),
          type: fc.oneof(fc.constantFrom('init', 'init', 'ping'), fc.anything()),
          sessionId: fc.oneof(fc.constant('ses_1'), fc.anything()),
          clientToken: fc.oneof(fc.constant('ct_1'), fc.anything()),
          locale: fc.oneof(fc.constant('de'), fc.anything()),
          theme: fc.oneof(fc.constantFrom('dark', 'light'), fc.anything()),
        },
        { requiredKeys: ['passage', 'type'] },
      ),
    ),
    origin: fc.constantFrom('https://shop.example', 'https://evil.example', 'null'),
    fromParent: fc.boolean(),
  }),
  { maxLength: 6 },
);

test('only a whole init from the embedding page, of one origin, is accepted', () => {
  const later = globalThis.setTimeout;
  let believed = 0;
  try {
    // The frame repeats `ready` later, which this test ignores.
    globalThis.setTimeout = () => 0;
    fc.assert(
      fc.property(messages, (sent) => {
        const posted = [];
        let hear;
        const parent = { postMessage: (message, target) => posted.push({ message, target }) };
        globalThis.window = { parent, addEventListener: (_, listener) => (hear = listener) };
        const inits = [];
        let host = null;
        listenToHost((init) => inits.push(init));
        for (const { data, origin, fromParent } of sent) {
          const before = inits.length;
          hear({ data, origin, source: fromParent ? parent : {} });
          if (inits.length === before) continue;
          believed += 1;
          assert.ok(fromParent);
          assert.ok(host === null || host === origin);
          host = origin;
          const { sessionId, clientToken, locale, theme } = inits.at(-1);
          for (const text of [sessionId, clientToken]) assert.ok(typeof text === 'string' && text !== '');
          assert.ok(locale === null || typeof locale === 'string');
          assert.ok(['auto', 'light', 'dark'].includes(theme));
        }
        for (const { message, target } of posted) {
          assert.ok(['ready', 'pong'].includes(message.type));
          assert.ok(target === '*' || target === host);
        }
      }),
      RUNS,
    );
  } finally {
    globalThis.setTimeout = later;
  }
  assert.ok(believed > 50, `only ${believed} were believed`);
});
