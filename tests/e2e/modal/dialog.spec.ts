// The dialog: it opens at once, has a name, keeps the focus, and closes in every way that a person may try.

import { STATES } from './states.ts';
import { expect, hostedFrame, test, visit } from './test.ts';

// Chrome itself, because in its headless shell Tab does not leave the end of a frame of another site.
test.use({ launchOptions: { executablePath: process.env['CHROME_PATH']! } });

const reach = Object.fromEntries(STATES.map(({ name, reach }) => [name, reach]));

test('the dialog is in the page before the click has been handled', async ({ page, site, connect }) => {
  await visit(page, site);
  const { claimCode } = await connect.createLink();
  const opened = await page.evaluate((claimCode) => {
    window.openWith({ claimCode });
    document.getElementById('opener')!.click();
    const root = document.body.lastElementChild!;
    const dialog = root.shadowRoot!.querySelector('dialog')!;
    const bones = dialog.querySelector('.bones')!.getBoundingClientRect();
    return { modal: dialog.matches(':modal'), skeleton: bones.width > 100 && bones.height > 100 };
  }, claimCode);
  expect(opened).toEqual({ modal: true, skeleton: true });
});

test('it is a named modal dialog, and its frame has a title', async ({ page, modal, open }) => {
  await reach['live']!({ page, modal, open });
  await expect(page.getByRole('dialog', { name: 'Connect your account', exact: true })).toBeVisible();
  expect(await modal.dialog.evaluate((dialog) => dialog.matches(':modal'))).toBe(true);
  const frame = page.locator('iframe');
  await expect(frame).toHaveAttribute('title', 'Sign in to your provider');
  await expect(frame).toHaveAttribute('sandbox', 'allow-scripts allow-same-origin allow-forms');
  await expect(frame).toHaveAttribute('referrerpolicy', 'no-referrer');
});

test('the person can type at once', async ({ page, modal, open }) => {
  await reach['live']!({ page, modal, open });
  await expect(modal.frame.locator('#username')).toBeFocused();
  await page.keyboard.type('user_good');
  await expect(modal.frame.locator('#username')).toHaveValue('user_good');
});

test('40 Tab and 40 Shift+Tab presses reach every control and never the page', async ({ page, modal, open }) => {
  // Eighty key presses, each checked.
  test.slow();
  await reach['live']!({ page, modal, open });
  const frame = await hostedFrame(page);
  const expected = ['Close', 'username', 'Show password', 'password', 'Sign in', 'Cancel'];
  for (const key of ['Tab', 'Shift+Tab']) {
    const seen = new Set<string>();
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press(key);
      const where = await page.evaluate(() => {
        const focused = document.activeElement;
        const inner = focused?.shadowRoot?.activeElement;
        if (!inner) return focused === document.body || focused?.shadowRoot ? '' : `page: ${focused?.outerHTML}`;
        return inner.localName === 'iframe' ? 'frame' : (inner.getAttribute('aria-label') ?? inner.textContent ?? '');
      });
      seen.add(
        where === 'frame'
          ? await frame.evaluate(() => {
              const { id, textContent } = document.activeElement!;
              return document.activeElement!.getAttribute('aria-label') ?? (id || textContent!);
            })
          : where,
      );
    }
    expect(
      [...seen].filter((name) => name.startsWith('page:')),
      key,
    ).toEqual([]);
    expect([...seen], key).toEqual(expect.arrayContaining(expected));
  }
});

for (const state of ['opening', 'loading', 'live'] as const) {
  test(`Escape closes it when ${state}, wherever the focus is in the page`, async ({ page, modal, open }) => {
    await reach[state]!({ page, modal, open });
    await modal.dialog.getByRole('button', { name: 'Close' }).focus();
    await page.keyboard.press('Escape');
    await modal.expectGone();
    expect(await page.evaluate(() => window.ended)).toEqual(['closed']);
    await expect(page.locator('#opener')).toBeFocused();
  });
}

test('Escape closes it when nothing has the focus', async ({ page, modal, open }) => {
  await reach['opening']!({ page, modal, open });
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('Escape');
  await modal.expectGone();
});

test('Escape closes it with the focus in a field of the frame', async ({ page, modal, open }) => {
  await reach['live']!({ page, modal, open });
  await modal.frame.locator('#password').click();
  modal.escapeInFrame();
  await modal.expectGone();
  expect(await page.evaluate(() => window.ended)).toEqual(['closed']);
  await expect(page.locator('#opener')).toBeFocused();
});

test('Escape does not close what the page opens on top of the modal', async ({ page, modal, open }) => {
  await reach['opening']!({ page, modal, open });
  await page.evaluate(() => {
    const own = document.createElement('dialog');
    own.id = 'own';
    own.append(document.createElement('button'));
    document.body.append(own);
    own.showModal();
  });
  await page.keyboard.press('Escape');
  await expect(page.locator('#own')).toBeHidden();
  await expect(modal.dialog.getByRole('button', { name: 'Close' })).toBeVisible();
});

test('the close button closes it at once, and the focus returns', async ({ page, modal, open }) => {
  await reach['live']!({ page, modal, open });
  await modal.dialog.getByRole('button', { name: 'Close' }).click();
  await modal.expectGone();
  await expect(page.locator('#opener')).toBeFocused();
});

test('Enter pressed twice on the opener does not close what the first has opened', async ({ page, modal, open }) => {
  await reach['opening']!({ page, modal, open });
  await page.keyboard.press('Enter');
  await expect(modal.dialog).toBeVisible();
  expect(await page.evaluate(() => window.ended)).toEqual([]);
});

test('the page gets no events of presses, keys and focus inside the dialog', async ({ page, modal, site, open }) => {
  await visit(page, site);
  await page.evaluate(() => {
    const kinds = ['pointerdown', 'mousedown', 'mouseup', 'click', 'keydown', 'keyup', 'focusin', 'focusout'];
    for (const kind of kinds) {
      // Only events in the dialog; the click that opens it belongs to the page.
      const note = (event: Event) =>
        document.body.lastElementChild?.shadowRoot &&
        event.target === document.body.lastElementChild &&
        document.body.setAttribute('data-heard', kind);
      document.addEventListener(kind, note, true);
    }
  });
  await reach['live']!({ page, modal, open });
  await page.keyboard.press('Tab');
  await modal.dialog.getByRole('heading').click();
  await modal.frame.locator('#username').fill('half done');
  await modal.pressBeside();
  await modal.dialog.getByRole('button', { name: 'Keep going' }).click();
  expect(await page.locator('body').getAttribute('data-heard')).toBeNull();
});
