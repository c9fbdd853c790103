// Runs a row: loads the page, presses its button, completes the connection, and compares. It runs in real time, and waits for events,
// never for a fixed time.

import { type BrowserContext, expect, type Page } from '@playwright/test';
import { install } from '../../harness/counts.js';
import { Host } from '../../harness/host.ts';
import { inRepository, UNPACKED } from '../../harness/places.ts';
import type { Serve } from '../../harness/test.ts';
import type { Witness } from '../../harness/witness.ts';
import { html } from './html.ts';
import { keep } from './keep.ts';
import { ChromeLab } from './chrome-lab.ts';
import { AROUND, type HostPage, type ServiceOf, type World } from './row.ts';

export interface Around {
  serve: Serve;
  page: Page;
  context: BrowserContext;
  service: ServiceOf;
  witness: Witness;
}

/** Runs a row and lets the oracle judge; returns the ending. */
export async function run(row: HostPage, around: Around): Promise<string> {
  const { page, service, witness } = around;
  witness.allow(...(row.allow ?? []));
  const { claimCode: code } = await service.createLink();
  const host = await around.serve(hostOf(row, service));
  const lab = new ChromeLab(page, around.context, service, host);
  await page.addInitScript(firstScript(row, host.address, { baseUrl: service.address, claimCode: code }));
  await lab.visit(addressOf(row, host), row.loaded);
  return connect(row, { lab, service, code });
}

/** Makes the connection in the page that is loaded, and lets the oracle judge; returns the ending. */
export async function connect(row: HostPage, world: World): Promise<string> {
  const { lab, service } = world;
  lab.home = row.focus ?? 'opener';
  if (row.press === 'Enter') await lab.enter();
  else await lab.press('#opener', row.press);
  if (row.ending === 'complete' || row.live || row.act) await liveUntilDone(row, world);
  const { ending } = await lab.until('the ending', (told) => told.ending !== null);
  const seen = ending?.error?.code ?? ending?.outcome ?? '';
  expect(seen, `the ending; ${ending?.error?.error ?? ''}`).toBe(row.ending);
  if (row.says) expect(ending?.error?.error, 'the text says what to mend').toMatch(row.says);
  await row.check?.(world);
  if (row.after) await lab.run(row.after);
  await lab.run('oracle.putRight()');
  await lab.judge();
  if (!row.refers)
    expect(
      service.referrers.filter((referrer) => referrer !== ''),
      'Referer',
    ).toEqual([]);
  return seen;
}

/** Waits until the frame can be used, runs the row's own code, and completes the link. */
async function liveUntilDone(row: HostPage, world: World): Promise<void> {
  const { lab, service, code } = world;
  await lab.until('the frame is greeted', ({ events }) => events.includes('frameReady'));
  if (!row.unseen) await lab.expectUsable();
  if (row.live) await lab.run(row.live);
  await row.act?.(world);
  if (row.ending === 'complete') await service.complete(code);
}

/** `first`: the script that runs before any other, where the driver cannot add one by itself. */
export function hostOf(row: HostPage, service: ServiceOf, first?: (address: string) => string): Promise<Host> {
  const { headers, around, type } = row;
  const changes = { ...row.html, ...(first && { head: FIRST + (row.html?.head ?? '') }) };
  return Host.start(service, {
    folders: {
      '/': inRepository('tests/stress/host-pages/page'),
      '/lab/': inRepository('tests/harness/lab'),
      '/passage/': UNPACKED,
      '/second/': UNPACKED,
      '/react/': inRepository('tests/e2e/react/node_modules'),
    },
    ...(headers && { headers: headers(service.address) }),
    pages: {
      '/': { html: (address) => html(address, changes), ...(type && { type }) },
      ...(first && { '/first.js': { html: first, type: 'text/javascript' } }),
      ...(around && { [AROUND]: { html: (address) => around.html(`${address}/`) } }),
    },
  });
}

export function addressOf({ around }: HostPage, { address }: Host): string {
  if (!around) return `${address}/`;
  // The same server under another name is another site.
  return (around.of === 'another site' ? address.replace('localhost', '127.0.0.1') : address) + AROUND;
}

/** Loads it; under a policy with a nonce, too. */
const FIRST = '<script nonce="n1" src="ADDRESS/first.js"></script>';

/** All code in one script, because only that fixes the order. */
export function firstScript({ before, open }: HostPage, address: string, values: { baseUrl: string; claimCode: string }): string {
  const does = open ?? ((claimCode: string) => void calls.open({ claimCode }));
  return `if (location.href.startsWith('${address}/') && location.pathname !== '${AROUND}') {
    (${install.toString()})();
    globalThis.oracle = ${JSON.stringify({ ...values, kept: {} })};
    oracle.structuredClone = structuredClone;
    oracle.getComputedStyle = getComputedStyle.bind(globalThis);
    oracle.open = ${does.toString()};
    oracle.putRight = (${keep.toString()})();
    ${typeof before === 'string' ? before : before ? `(${before.toString()})();` : ''}
  }`;
}
