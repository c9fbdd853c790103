// `/debug`: a session in the console, readable and without a secret, which the witness looks for after every test. Importing it does
// nothing.

import type { Page } from '@playwright/test';
import { expect, type Lab, test } from '../../harness/lab.ts';
import { inRepository } from '../../harness/places.ts';

type Options = Parameters<typeof calls.open>[0];

declare global {
  var logSession: (event: unknown) => void;
}

/** What the page writes into its console, in order: a group's title and end, a table's rows, the text of an error. */
class Written {
  private readonly lines: unknown[] = [];
  groups = 0;

  constructor(page: Page) {
    page.on('console', (message) => {
      const type = message.type();
      if (type === 'startGroupCollapsed' || (type === 'error' && message.text().startsWith('The engine'))) this.lines.push(message.text());
      if (type === 'table') this.lines.push(message.args()[0]!.jsonValue());
      if (type === 'endGroup') this.groups += 1;
    });
  }

  /** The lines of so many groups, once they are written. */
  async read(groups = 1): Promise<any[]> {
    await expect.poll(() => this.groups).toBe(groups);
    return Promise.all(this.lines);
  }
}

async function gotoAndLoad(lab: Lab, page: Page): Promise<void> {
  await lab.goto();
  // Not written where TypeScript would look for it.
  await page.evaluate(
    (file) => import(file).then(({ logSession }) => Object.assign(globalThis, { logSession })),
    `${lab.host.address}/passage/dist/debug.js`,
  );
}

const open = (page: Page, options: Omit<Options, 'container'> = {}) =>
  page.evaluate((options) => void calls.open({ ...options, onEvent: (event) => logSession(event) }), options);

test('a connection: its events and its requests, with the times since the opening', async ({ lab, page, service }) => {
  await gotoAndLoad(lab, page);
  const written = new Written(page);
  service.next('claim', { status: 503 });
  await open(page);
  await lab.frame();
  service.set('clm_1', { status: 'complete' });
  const [title, events, requests]: [string, Record<string, unknown>[], Record<string, unknown>[]] = (await written.read()) as any;
  expect(title).toMatch(/^\[passage\] complete after \d+ ms: link_1$/);
  const facts = events.map(({ event, with: more, stage, status }) => [event, more, stage, status].join(' | '));
  expect(facts).toEqual([
    'opened |  | claiming | ',
    expect.stringMatching(/^retrying \| attempt: 1, delayMs: \d+ \| claiming \| $/),
    'claimed | linkId: link_1 | loading the frame | ',
    ...facts.slice(3, -2),
    'status | status: complete | with the person | complete',
    'ended | outcome: complete | over | complete',
  ]);
  expect(facts).toContainEqual(expect.stringMatching(/^frameReady \| {2}\| with the person/));
  const times = events.map(({ ms }) => ms as number);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(times[0]).toBeGreaterThanOrEqual(0);
  expect(requests.slice(0, 2).map(({ method, path, status, retry }) => [method, path, status, retry])).toEqual([
    ['POST', '/link/claim', 503, ''],
    ['POST', '/link/claim', 200, 1],
  ]);
  expect(requests.map(({ method, path }) => `${method} ${path}`)).toContain('GET /clip/…');
  expect(requests.at(-1)).toMatchObject({ method: 'GET', path: '/link/status', status: 200 });
});

test('an error: its code, its text and the request that decided it', async ({ lab, page, service }) => {
  await gotoAndLoad(lab, page);
  const written = new Written(page);
  service.next('claim', { status: 404 });
  await open(page);
  const lines = await written.read();
  expect(lines[0]).toMatch(/^\[passage\] error INVALID_CLAIM_CODE after \d+ ms$/);
  const { requestId } = service.of('claim')[0]!;
  expect(lines.at(-1)).toEqual([{ code: 'INVALID_CLAIM_CODE', retryable: false, requestId, error: expect.any(String) }]);
});

test('each session has a log of its own, and says who closed it', async ({ lab, page }) => {
  await gotoAndLoad(lab, page);
  const written = new Written(page);
  await open(page);
  await lab.frame();
  await open(page, { claimCode: 'clm_2' });
  await written.read();
  await lab.event('claimed');
  await lab.frame();
  await page.evaluate(() => passage.close());
  const titles = (await written.read(2)).filter((line) => String(line).startsWith('[passage]'));
  expect(titles).toEqual([
    expect.stringMatching(/^\[passage\] closed \(replaced\)/),
    expect.stringMatching(/^\[passage\] closed \(host\)/),
  ]);
});

test('a page that has replaced the console and the clock goes on without a log', async ({ lab, page, service }) => {
  await gotoAndLoad(lab, page);
  await page.evaluate(() => {
    const broken = () => {
      throw new Error('broken on purpose');
    };
    Object.assign(console, { groupCollapsed: broken, table: broken });
    Object.assign(globalThis, { PerformanceObserver: broken });
  });
  await open(page);
  await lab.frame();
  service.set('clm_1', { status: 'complete' });
  expect((await lab.ended()).outcome).toBe('complete');
});

test('importing it does nothing, and does not load the names', async ({ lab, page }) => {
  await lab.goto();
  const before = await lab.counts();
  await page.evaluate((file) => import(file), `${lab.host.address}/passage/dist/debug.js`);
  expect(await lab.counts()).toEqual(before);
  expect(lab.addresses.filter((address) => /function-names|engine|bytes/.test(address))).toEqual([]);
});

test.describe('a crash of the engine', () => {
  test.use({ otherFolders: { '/passage/dist/': inRepository('target/panic-probe') } });

  test('is told by the names of its functions', async ({ lab, page, witness }) => {
    witness.allow(/^unhandled: unreachable$/, /^console\.error: The engine has crashed/);
    await gotoAndLoad(lab, page);
    const written = new Written(page);
    await open(page);
    const frame = await lab.frame();
    await frame.evaluate(() => say({ type: 'progress', step: 'panic' }));
    const lines = await written.read();
    expect(lines[0]).toMatch(/^\[passage\] error INTERNAL_ERROR/);
    expect(lines.at(-1)).toMatch(/^The engine has crashed:\n( {4}at .+\n)*? {4}at passage_web::\S*driver/);
    expect(lines.at(-1)).not.toContain('wasm-function');
  });
});
