// Takes screenshots of every state of the modal and its frame in every look, and of some states in Arabic and Japanese.

import { inRepository } from '../../harness/places.ts';
import { FRAME_STATES, STATES } from '../modal/states.ts';
import { expect, test } from '../modal/test.ts';
import { LOOKS } from './shots.ts';

const shots = [
  ...STATES.map((state) => ({ ...state, locale: 'en' })),
  ...FRAME_STATES.map((state) => ({ ...state, locale: 'en' })),
  ...STATES.filter(({ name }) => ['asking', 'reconnecting'].includes(name)).map((state) => ({ ...state, locale: 'ar' })),
  ...FRAME_STATES.filter(({ name }) => ['progress', 'code'].includes(name)).map((state) => ({ ...state, locale: 'ar' })),
  ...STATES.filter(({ name }) => name === 'offline').map((state) => ({ ...state, locale: 'ja' })),
];

for (const look of LOOKS) {
  test.describe(look.name, () => {
    test.use({ colorScheme: look.colorScheme, viewport: look.viewport });

    for (const { name, locale, reach, reports } of shots) {
      // A sheet has no backdrop to press.
      if (name === 'asking' && look.name.startsWith('phone')) continue;
      const title = locale === 'en' ? name : `${name}-${locale}`;
      test(title, async ({ page, modal, open, witness }) => {
        if (reports) witness.allow(reports);
        await reach({ page, modal, open, options: { locale } });
        await picture(page, `${title}-${look.name}`);
      });
    }

    test('return to app', async ({ page, modal, open, witness }) => {
      witness.allow(/myapp:/);
      await open({ link: { returnUrl: 'myapp://done' } });
      await modal.login('user_good');
      await expect(page.getByRole('link')).toBeVisible();
      await picture(page, `return-to-app-${look.name}`);
    });
  });
}

async function picture(page: import('@playwright/test').Page, name: string): Promise<void> {
  await page.screenshot({
    path: inRepository(`tests/screenshots/modal/${name}.png`),
    caret: 'hide',
    animations: 'disabled',
  });
}
