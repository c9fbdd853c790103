// `<passage-connect>` keeps the promises of `openAppClip`, and is an element as others are.

import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, type Lab, test } from '../../harness/lab.ts';
import { UNPACKED } from '../../harness/places.ts';

type PassageConnect = HTMLElement & { claimCode: unknown; status: string; error: { code: string } | null; close(): void };

declare global {
  interface HTMLElementTagNameMap {
    'passage-connect': PassageConnect;
  }
  /** The events of the element, in order. */
  var elementEvents: string[];
}

/** Loads the page with an element in it: the element is no trace of a session. */
async function gotoWith(lab: Lab, page: Page, html: string): Promise<void> {
  await page.addInitScript(
    ({ html }) => {
      if (window !== top) return;
      globalThis.elementEvents = [];
      for (const name of ['complete', 'error', 'close', 'event']) {
        document.addEventListener(`passage-${name}`, (event) => {
          const { detail } = event as CustomEvent;
          elementEvents.push(name === 'event' ? detail.type : `${name} ${JSON.stringify(detail)}`);
        });
      }
      addEventListener('DOMContentLoaded', () => {
        document.body.append(document.createRange().createContextualFragment(html));
        // A page that writes the code into its HTML shows it to all of its scripts.
        Object.assign(document.querySelector('passage-connect')!, { claimCode: 'clm_1' });
        document.head.append(
          Object.assign(document.createElement('script'), { type: 'module', textContent: "import './passage/dist/element.js'" }),
        );
      });
    },
    { html },
  );
  await lab.goto();
  lab.home = 'connect';
}

/** As in the guide: the flow takes the place of the button. */
const IN_PLACE = `<style>
  passage-connect[inline] { display: block; }
  passage-connect[inline]:is(:state(opening), :state(active))::part(button) { display: none; }
</style>`;

const own = '<passage-connect><button slot="button" id="connect">Connect</button></passage-connect>';

test('a press of the default button connects, and the events and the state say so', async ({ lab, page, service }) => {
  await gotoWith(lab, page, '<passage-connect id="connect">Connect your bank</passage-connect>');
  const button = page.getByRole('button', { name: 'Connect your bank' });
  await button.click();
  await lab.frame();
  await expect(button).toHaveAttribute('aria-busy', 'true');
  expect(await page.locator('passage-connect:state(active)').count()).toBe(1);
  service.set('clm_1', { status: 'complete' });
  await expect(page.locator('passage-connect:state(complete)')).toBeAttached();
  expect(await page.evaluate(() => elementEvents.slice(-2))).toEqual(['ended', 'complete {"linkId":"link_1"}']);
  await expect(button).toHaveAttribute('aria-busy', 'false');
  await expect(button).toBeFocused();
});

test("the page's own button in its slot takes the place of the default one", async ({ lab, page, service }) => {
  await gotoWith(lab, page, own);
  await expect(page.getByRole('button')).toHaveText(['Open', 'Connect']);
  await page.getByRole('button', { name: 'Connect' }).click();
  await lab.frame();
  service.set('clm_1', { status: 'failed', error: { code: 'AUTOMATION_ERROR', message: 'Because' } });
  await expect(page.locator('passage-connect:state(error)')).toBeAttached();
  expect(await page.evaluate(() => elementEvents.at(-1))).toMatch(/^error \{.*"code":"AUTOMATION_ERROR"/);
  expect(await page.evaluate(() => document.querySelector('passage-connect')!.error?.code)).toBe('AUTOMATION_ERROR');
});

test('a double click is one session; close() ends it', async ({ lab, page }) => {
  await gotoWith(lab, page, own);
  await page.getByRole('button', { name: 'Connect' }).dblclick();
  await lab.frame();
  await page.evaluate(() => document.querySelector('passage-connect')!.close());
  await expect(page.locator('passage-connect:state(closed)')).toBeAttached();
  expect(await page.evaluate(() => elementEvents.filter((line) => /^(close|complete|error) /.test(line)))).toEqual(['close {"by":"host"}']);
});

test('an attribute counts where its property is not set; a function is asked, and its callback is called', async ({
  lab,
  page,
  service,
  witness,
}) => {
  witness.allowSecret(/claim-code="clm_1"/);
  await gotoWith(lab, page, own.replace('<passage-connect>', '<passage-connect claim-code="clm_1" redirect="false" theme="dark">'));
  const given = await page.evaluate(() => {
    const element = document.querySelector('passage-connect')!;
    element.claimCode = undefined;
    const { claimCode, redirect, theme, locale } = element as unknown as Record<string, unknown>;
    Object.assign(element, { claimCode: () => 'clm_2', onConnectionComplete: () => elementEvents.push('called back') });
    return [claimCode, redirect, theme, locale];
  });
  expect(given).toEqual(['clm_1', false, 'dark', undefined]);
  await page.getByRole('button', { name: 'Connect' }).click();
  await lab.frame();
  service.set('clm_2', { status: 'complete' });
  await expect(page.locator('passage-connect:state(complete)')).toBeAttached();
  expect(await page.evaluate(() => elementEvents.slice(-2))).toEqual(['complete {"linkId":"link_1"}', 'called back']);
});

test('inline, the flow is in the element, which closes it when it is removed; the focus follows the press and comes back', async ({
  lab,
  page,
}) => {
  await gotoWith(lab, page, '<passage-connect id="connect" inline>Connect your bank</passage-connect>');
  const region = page.getByRole('region', { name: 'Connect your account' });
  await page.getByRole('button', { name: 'Connect your bank' }).press('Enter');
  await lab.frame();
  await expect(page.locator('iframe')).toBeFocused();
  await expect(page.locator('passage-connect').getByRole('region')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await region.getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('passage-connect:state(closed)')).toBeAttached();
  await expect(page.getByRole('button', { name: 'Connect your bank' })).toBeFocused();

  await page.getByRole('button', { name: 'Connect your bank' }).press('Enter');
  await lab.frame();
  await page.evaluate(() => {
    const element = document.querySelector('passage-connect')!;
    Object.assign(globalThis, { gone: element });
    Object.assign(element, { onClose: ({ by }: { by: string }) => elementEvents.push(`callback ${by}`) });
    element.remove();
  });
  await expect.poll(() => page.evaluate(() => (globalThis as { gone?: PassageConnect }).gone!.status)).toBe('closed');
  await page.evaluate(() => document.body.append((globalThis as { gone?: Element }).gone!));
  lab.home = 'opener';
  await page.locator('#opener').focus();
});

test('in the place of its button, the flow has the focus from the opening on, and the button gets it back', async ({
  lab,
  page,
  service,
}) => {
  await gotoWith(lab, page, `<passage-connect id="connect" inline>Connect your bank</passage-connect>${IN_PLACE}`);
  const button = page.getByRole('button', { name: 'Connect your bank' });
  const region = page.getByRole('region', { name: 'Connect your account' });
  const release = service.hold('claim');
  await button.press('Enter');
  await expect(region).toBeFocused();
  await expect(button).toBeHidden();
  const { y } = (await region.boundingBox())!;
  release();
  await lab.frame();
  await expect(page.locator('iframe')).toBeFocused();
  expect((await region.boundingBox())!.y, 'it stays where it was').toBe(y);
  await region.getByRole('button', { name: 'Close' }).click();
  await expect(button).toBeFocused();
});

test('removed while open, it closes; moved, it goes on', async ({ lab, page }) => {
  await gotoWith(lab, page, own);
  const element = page.locator('passage-connect');
  await page.getByRole('button', { name: 'Connect' }).click();
  await lab.frame();
  await element.evaluate((element) => document.body.prepend(element));
  await expect(page.locator('passage-connect:state(active)')).toBeAttached();
  lab.home = 'opener';
  await element.evaluate((element) => {
    (globalThis as { gone?: Element }).gone = element;
    element.remove();
  });
  await expect.poll(() => page.evaluate(() => (globalThis as { gone?: PassageConnect }).gone!.status)).toBe('closed');
  await page.evaluate(() => {
    document.body.append((globalThis as { gone?: Element }).gone!);
    document.getElementById('opener')!.focus();
  });
});

test('in a form its value is the link, once that is complete; a reset takes it away', async ({ lab, page, service }) => {
  await gotoWith(
    lab,
    page,
    `<form id="form">${own.replace('<passage-connect>', '<passage-connect name="link">').replace('<button', '<button type="button"')}</form>`,
  );
  const value = () => page.evaluate(() => new FormData(document.querySelector<HTMLFormElement>('#form')!).get('link'));
  expect(await value()).toBeNull();
  await page.getByRole('button', { name: 'Connect' }).click();
  await lab.frame();
  service.set('clm_1', { status: 'complete' });
  await expect.poll(value).toBe('link_1');
  await page.evaluate(() => document.querySelector('form')!.reset());
  expect(await value()).toBeNull();
});

test('options that cannot work are an uncaught error of the press', async ({ lab, page, witness }) => {
  witness.allow(/create a link on your server/);
  await gotoWith(lab, page, own);
  await page.evaluate(() => (document.querySelector('passage-connect')!.claimCode = undefined));
  const error = page.waitForEvent('pageerror');
  await page.getByRole('button', { name: 'Connect' }).click();
  expect((await error).message).toContain('create a link on your server');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.locator('#opener').focus();
  lab.home = 'opener';
});

test('the engine is loaded with the first sign that the button will be pressed', async ({ lab, page }) => {
  await gotoWith(lab, page, own);
  expect(lab.addresses.some((address) => address.endsWith('/engine.js'))).toBe(false);
  const engine = page.waitForRequest(/\/engine\.js$/);
  await page.getByRole('button', { name: 'Connect' }).hover();
  await engine;
  lab.home = 'opener';
});

test('the manifest names the attributes and properties that the element has', async ({ lab, page }) => {
  const { modules } = JSON.parse(await readFile(`${UNPACKED}/custom-elements.json`, 'utf8'));
  const { attributes: all, members, events } = modules[0].declarations[0];
  // `inline` alone is no option, but says where the flow is.
  const attributes = all.filter(({ fieldName }: { fieldName?: string }) => fieldName);
  expect(all.length - attributes.length).toBe(1);
  await gotoWith(lab, page, own);
  const found = await page.evaluate((attributes: { name: string; fieldName: string }[]) => {
    const element = document.querySelector('passage-connect')! as unknown as HTMLElement & Record<string, unknown>;
    element['claimCode'] = undefined;
    const read = attributes.map(({ name, fieldName }) => {
      element.setAttribute(name, 'false');
      const value = String(element[fieldName]);
      element.removeAttribute(name);
      return value;
    });
    return { read, properties: Object.keys(Object.getPrototypeOf(element)) };
  }, attributes);
  expect(found.read).toEqual(attributes.map(() => 'false'));
  const written = members.filter(({ kind, readonly }: { kind: string; readonly?: boolean }) => kind === 'field' && !readonly);
  expect(written.map(({ name }: { name: string }) => name).sort()).toEqual(found.properties.sort());
  expect(events.map(({ name }: { name: string }) => name)).toEqual(['passage-complete', 'passage-error', 'passage-close', 'passage-event']);
  lab.home = 'opener';
});
