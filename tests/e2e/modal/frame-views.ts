// Every view of the frame with every text, one after the other in one frame: the host page's `init` names the session, and so the view.

import type { Frame, Page } from '@playwright/test';
import { expect, hostedFrame } from './test.ts';

interface Answer {
  status?: number;
  json?: object;
}

export interface View {
  name: string;
  /** The session's states, in order; the last one stays. */
  states: Answer[];
  ask?: object;
  /** Answers to what the person sends. */
  sent?: Answer;
  /** What the person does, once the view is there. */
  act?: (frame: Frame) => Promise<void>;
  /** What then must be there. */
  shows: string;
}

const PROVIDER = { provider: { id: 'tmobile', name: 'T-Mobile' } };
const state = (fields: object): Answer => ({
  json: { ...PROVIDER, status: 'active', stage: 'login', step: null, steps: [], attemptsLeft: 3, error: null, ...fields },
});

const READS = ['mobileBillingStatement', 'paymentMethod', 'orderHistory'].map((resource) => ({ resource, action: 'read', digits: null }));
const WRITES = [{ resource: 'paymentMethod', action: 'write', digits: '1111' }];
const INTEGRATOR = { name: 'Household Ledger & Partners', hasLogo: false };
const STEPS = [
  'signing_in',
  'verifying_code',
  'reading_account',
  'collecting_statements',
  'collecting_orders',
  'reading_payment_methods',
  'saving_payment_method',
  'finishing',
];
const failed = (error: string, reason?: string): Answer[] => [
  state({ stage: 'failed', error: { code: error, message: '' }, reason, operationsDone: 1 }),
];
const submit = (frame: Frame) => frame.locator('button[type=submit]').click();
const cancel = (frame: Frame) => frame.locator('.button-quiet').click();

async function typeLogin(frame: Frame): Promise<void> {
  await frame.locator('#username').fill('somebody');
  await frame.locator('#password').fill('something');
}

export const VIEWS: View[] = [
  { name: 'confirmation', states: [state({})], ask: { integrator: INTEGRATOR, operations: WRITES }, shows: '.confirm-intro' },
  { name: 'login', states: [state({})], shows: '#username' },
  { name: 'login, asked by a site without a name', states: [state({})], ask: { integrator: null, operations: READS }, shows: '#username' },
  { name: 'login, sent empty', states: [state({})], act: submit, shows: '.field-error >> nth=1' },
  { name: 'wrong password', states: [state({ attemptsLeft: 2 })], shows: '.field-error strong' },
  { name: 'wrong password, the last try', states: [state({ attemptsLeft: 1 })], shows: '.field-error strong' },
  { name: 'login, asked once more', states: [state({ stage: 'working' }), state({})], shows: '.alert:not(:empty)' },
  {
    name: 'login, not sent',
    states: [state({})],
    sent: { status: 400, json: { error: '' } },
    act: async (frame) => {
      await typeLogin(frame);
      await submit(frame);
    },
    shows: '.alert:not(:empty)',
  },
  { name: 'code', states: [state({ stage: 'code', attemptsLeft: 3 })], shows: '.attempts:not(:empty)' },
  { name: 'code, sent empty', states: [state({ stage: 'code' })], act: submit, shows: '.field-error:not(:empty)' },
  {
    name: 'code, half of it',
    states: [state({ stage: 'code' })],
    act: async (frame) => {
      await frame.locator('#code').fill('123');
      await submit(frame);
    },
    shows: '.field-error:not(:empty)',
  },
  {
    name: 'code, wrong',
    states: [state({ stage: 'code', attemptsLeft: 1 })],
    sent: { status: 422, json: { error: '' } },
    act: async (frame) => {
      await frame.locator('#code').fill('123456');
      await submit(frame);
    },
    shows: '.field-error:not(:empty)',
  },
  { name: 'working', states: [state({ stage: 'working', steps: STEPS, step: 'collecting_orders' })], shows: '.step-now' },
  {
    name: 'working on a change',
    states: [state({ stage: 'working', steps: STEPS, step: 'finishing' })],
    ask: { integrator: INTEGRATOR, operations: WRITES },
    shows: '.step-now',
  },
  { name: 'reconnecting', states: [state({ stage: 'working', steps: STEPS }), { status: 503 }], shows: '#connection:not(:empty)' },
  {
    name: 'leave?',
    states: [state({})],
    act: async (frame) => {
      await typeLogin(frame);
      await cancel(frame);
    },
    shows: 'dialog[open]',
  },
  {
    name: 'stop?',
    states: [state({ stage: 'working', steps: STEPS, step: 'signing_in', operationsDone: 1 })],
    act: cancel,
    shows: 'dialog[open] .outcome',
  },
  {
    name: 'the phone',
    states: [state({ holder: 0 })],
    sent: {
      json: { address: `https://connect.example/clip/ses_${'0'.repeat(32)}`, expiresInMs: 120_000, qr: { size: 25, path: 'M0 0h7v7h-7z' } },
    },
    act: (frame) => frame.locator('.button-quiet:has(.icon-phone)').click(),
    shows: '#address',
  },
  { name: 'on the phone', states: [state({ stage: 'working', holder: 1, steps: STEPS, step: 'finishing' })], shows: '.button-plain' },
  { name: 'complete', states: [state({ stage: 'complete', status: 'complete' })], shows: '.verdict-good' },
  { name: 'stopped', states: failed('CANCELED'), shows: '.outcome' },
  { name: 'failed', states: failed('AUTOMATION_ERROR'), shows: '.verdict-bad' },
  { name: 'failed, too slow', states: failed('CLIENT_TIMEOUT'), shows: '.verdict-bad' },
  ...['password', 'code', 'locked'].map((reason) => ({
    name: `failed, ${reason}`,
    states: failed('AUTOMATION_ERROR', reason),
    shows: '.verdict-bad',
  })),
  { name: 'expired', states: [state({ stage: 'expired', status: 'expired' })], shows: '.verdict-bad' },
  { name: 'time is up', states: [{ status: 410, json: { error: '' } }], shows: '.verdict-bad' },
  { name: 'lost', states: [{ status: 401, json: { error: '' } }], shows: '.verdict-bad' },
];

/** What the browser reports about answers that are errors. */
export const ANSWERS = /\/clip\/view-\d+\//;

/** Answers for the sessions of `VIEWS`. Call it before the modal opens. */
export async function answerViews(page: Page): Promise<void> {
  // The real session is abandoned meanwhile, and must not end.
  await page.route(/\/link\/status$/, () => undefined);
  await page.route(/\/clip\/view-\d+\//, async (route) => {
    const [, number, path] = /\/clip\/view-(\d+)\/(\w+)/.exec(route.request().url())!;
    const { states, ask, sent } = VIEWS[Number(number)]!;
    const answer = ({ status = 200, json = {} }: Answer, headers = {}) => route.fulfill({ status, json, headers });
    if (path === 'request') return answer({ json: ask ?? { integrator: INTEGRATOR, operations: READS } });
    if (path !== 'state') return answer(sent ?? { json: {} });
    const seen = Number(route.request().headers()['if-none-match']?.replaceAll('"', '') ?? -1);
    const next = states[seen + 1];
    // The last state stays: the request is held.
    return next ? answer(next, { etag: `"${seen + 1}"`, 'preference-applied': 'wait=20' }) : undefined;
  });
}

/** Shows a view in the open modal's frame, in a language. */
export async function showView(page: Page, view: View, locale: string, theme = 'auto'): Promise<Frame> {
  const frame = await hostedFrame(page);
  await frame.evaluate(() => {
    document.getElementById('clip')!.replaceChildren();
    for (const open of document.querySelectorAll('dialog')) open.remove();
    document.getElementById('connection')!.textContent = '';
  });
  await page.evaluate(
    ({ sessionId, locale, theme }) => {
      const { shadowRoot } = document.querySelector('[data-react-aria-top-layer]')!;
      const init = { passage: 1, type: 'init', sessionId, clientToken: 'token', locale, theme };
      shadowRoot!.querySelector('iframe')!.contentWindow!.postMessage(init, '*');
    },
    { sessionId: `view-${VIEWS.indexOf(view)}`, locale, theme },
  );
  if (view.act) {
    await frame.locator('.button-quiet').first().waitFor();
    await view.act(frame);
  }
  await expect(frame.locator(view.shows), view.name).toBeVisible();
  return frame;
}
