// What only a session in a container does: it leaves the page around it alone, and the page decides how long it is there.

import { expect, test } from '../../harness/lab.ts';

test.use({ way: 'container' });
test.beforeEach(({ lab }) => lab.goto());

/** Opens a session as a person does, by a key on the page's button. */
async function press({ page }: { page: import('@playwright/test').Page }): Promise<void> {
  await page.evaluate(() => (document.querySelector<HTMLElement>('#opener')!.onclick = () => void calls.open()));
  await page.locator('#opener').press('Enter');
}

test('the skeleton is in the container when the call returns, and nothing is modal', async ({ lab, page }) => {
  const before = await lab.counts();
  const seen = await page.evaluate(() => {
    calls.open();
    const { shadowRoot } = around.lastElementChild!;
    const { width, height } = shadowRoot!.querySelector('.bones')!.getBoundingClientRect();
    return { skeleton: width > 100 && height > 100, dialogs: shadowRoot!.querySelectorAll('dialog').length };
  });
  expect(seen).toEqual({ skeleton: true, dialogs: 0 });
  await expect(page.getByRole('region', { name: 'Connect your account' })).toBeVisible();
  await lab.frame();
  const { history, sheets } = await lab.counts();
  expect([history, sheets], 'no entry for the back button, no lock').toEqual([before.history, before.sheets]);
  await expect(page.locator('html')).not.toHaveCSS('overflow', 'hidden');
});

test('the focus follows a person who has just pressed, without scrolling, and goes back from inside', async ({ lab, page }) => {
  await press({ page });
  await lab.frame();
  await expect(page.locator('iframe')).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.evaluate(() => passage.close());
  await expect(page.locator('#opener')).toBeFocused();
});

for (const how of ['disabled', 'hidden'] as const) {
  test(`the focus follows the press of a button that the page has ${how} meanwhile, and goes back to it`, async ({
    lab,
    page,
    service,
  }) => {
    await page.evaluate((how) => {
      const opener = document.querySelector<HTMLButtonElement>('#opener')!;
      opener.onclick = () => {
        calls.open({ onClose: () => (opener[how] = false) });
        opener[how] = true;
      };
    }, how);
    const release = service.hold('claim');
    await page.locator('#opener').press('Enter');
    await expect(lab.shown).toBeFocused();
    release();
    await lab.frame();
    await expect(page.locator('iframe')).toBeFocused();
    await page.evaluate(() => passage.close());
    await expect(page.locator('#opener')).toBeFocused();
  });
}

test('the focus that is elsewhere stays there, at the opening and at the ending', async ({ lab, page }) => {
  await page.evaluate(() => {
    const other = document.createElement('input');
    other.id = 'other';
    document.body.append(other);
    document.querySelector<HTMLElement>('#opener')!.onclick = () => {
      calls.open();
      other.focus();
    };
  });
  await page.locator('#opener').press('Enter');
  await lab.frame();
  await expect(page.locator('#other')).toBeFocused();
  await expect(lab.shown.getByRole('status'), 'the frame is announced').toHaveText('Sign in to your provider');
  await page.evaluate(() => passage.close());
  await expect(page.locator('#other')).toBeFocused();
  await page.evaluate(() => document.querySelector('#other')!.remove());
  await page.locator('#opener').focus();
});

test('a person who has left it for nothing in particular keeps that', async ({ lab, page }) => {
  await press({ page });
  await lab.frame();
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.evaluate(() => passage.close());
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  await page.locator('#opener').focus();
});

test("Escape closes it from inside, and is the page's elsewhere", async ({ lab, page }) => {
  await page.evaluate(() => addEventListener('keydown', ({ key }) => document.documentElement.setAttribute('data-key', key)));
  await lab.openUntilLive();
  await page.locator('#opener').focus();
  await page.keyboard.press('Escape');
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('Escape');
  await expect(page.locator('html')).toHaveAttribute('data-key', 'Escape');
  expect(await lab.told()).not.toContain('1 onClose');
  await page.locator('#opener').focus();
  await lab.shown.getByRole('button', { name: 'Close' }).press('Escape');
  expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'person' });
  await page.reload();
  await lab.goto();
});

test("it takes the container's width and height, and is never lower than it needs", async ({ lab, page }) => {
  await lab.openUntilLive();
  for (const [style, width, height] of [
    ['width: 300px', 300, 680],
    ['width: 800px; height: 900px', 800, 900],
    ['display: flex; width: 500px; height: 700px', 500, 700],
    ['display: grid; width: 500px; height: 700px', 500, 700],
    ['display: flex; flex-direction: column; width: 320px', 320, 680],
  ] as const) {
    await page.evaluate((style) => around.setAttribute('style', style), style);
    expect(await lab.shown.boundingBox(), style).toMatchObject({ width, height });
  }
});

test('a container that is moved keeps its session, also into a shadow root, which ends with that', async ({ lab, page }) => {
  await lab.openUntilLive();
  await page.evaluate(() => {
    const host = document.createElement('div');
    host.id = 'host';
    document.body.append(host);
    host.attachShadow({ mode: 'open' }).append(around);
  });
  await lab.frame();
  expect(await lab.told()).not.toContain('1 onClose');
  await page.evaluate(() => document.querySelector('#host')!.remove());
  expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'host' });
  await page.evaluate(() => document.body.append(around));
});

for (const when of ['while the engine loads', 'while it is active'] as const) {
  for (const [how, remove] of Object.entries({
    'it is emptied': () => around.replaceChildren(),
    'it is removed': () => around.remove(),
    'the part of the page that it is in is removed': () => around.parentElement!.remove(),
  })) {
    test(`${when}, ${how}: closed by the host at once, and nothing stays`, async ({ lab, page }) => {
      let release = () => {};
      const released = new Promise<void>((resolve) => (release = resolve));
      await page.route('**/dist/{engine,script-engine}.js', async (route) => {
        if (when === 'while the engine loads') await released;
        await route.continue();
      });
      await page.evaluate(() => {
        const part = document.createElement('div');
        around.replaceWith(part);
        part.append(around);
        calls.open();
      });
      if (when === 'while it is active') await lab.frame();
      else await expect(lab.shown).toBeVisible();
      await page.evaluate(remove);
      expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'host' });
      release();
      await page.evaluate(() => passage.preload());
      await page.evaluate(() => {
        document.body.append(around);
        for (const part of document.querySelectorAll('body > div:empty:not(#container)')) part.remove();
      });
    });
  }
}

test('another session takes the opener that its own person has pressed', async ({ lab, page }) => {
  await lab.openUntilLive('clm_1');
  await page.evaluate(() => {
    const second = document.createElement('button');
    second.id = 'second';
    second.onclick = () => void calls.open({ claimCode: 'clm_2' });
    document.body.append(second);
  });
  await page.locator('#second').press('Enter');
  await lab.ended(1);
  await lab.event('claimed');
  await expect(page.locator('iframe')).toBeFocused();
  await page.evaluate(() => passage.close());
  await expect(page.locator('#second')).toBeFocused();
  await page.evaluate(() => document.querySelector('#second')!.remove());
  await page.locator('#opener').focus();
});
