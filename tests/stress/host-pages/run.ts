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
import { AROUND, HostLab } from './lab.ts';
import type { HostPage, ServiceOf, World } from './row.ts';

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
  const lab = new HostLab(page, around.context, service, host);
  lab.home = row.focus ?? 'opener';
  await page.addInitScript(firstScript(row, host, { baseUrl: service.address, claimCode: code }));
  const frame = await lab.visit(addressOf(row, host), row.loaded);
  const world: World = { ...around, lab, frame, host, code };
  await press(row, world);
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

async function press({ press }: HostPage, { page, frame }: World): Promise<void> {
  const opener = frame.locator('#opener');
  if (press === 'Enter') {
    await opener.focus();
    return page.keyboard.press('Enter');
  }
  // A mouse press without the driver's own checks, which would add listeners to the page.
  if (press === 'double click') await opener.dblclick({ force: true });
  else await opener.click({ force: true });
}

function hostOf({ html: changes, headers, around, type }: HostPage, service: ServiceOf): Promise<Host> {
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
      ...(around && { [AROUND]: { html: (address) => around.html(`${address}/`) } }),
    },
  });
}

function addressOf({ around }: HostPage, { address }: Host): string {
  if (!around) return `${address}/`;
  // The same server under another name is another site.
  return (around.of === 'another site' ? address.replace('localhost', '127.0.0.1') : address) + AROUND;
}

/** All code in one script, because only that fixes the order. */
function firstScript({ before, open }: HostPage, host: Host, values: { baseUrl: string; claimCode: string }): string {
  const does = open ?? ((claimCode: string) => void calls.open({ claimCode }));
  return `if (location.href.startsWith('${host.address}/') && location.pathname !== '${AROUND}') {
    (${install.toString()})();
    globalThis.oracle = ${JSON.stringify({ ...values, kept: {} })};
    oracle.structuredClone = structuredClone;
    oracle.open = ${does.toString()};
    oracle.putRight = (${keep.toString()})();
    ${typeof before === 'string' ? before : before ? `(${before.toString()})();` : ''}
  }`;
}
