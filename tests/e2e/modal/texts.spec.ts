// The language of the modal: `locale` or the page's language decides, all texts are in it, and so is the direction.

import { STATES } from './states.ts';
import { expect, test, visit } from './test.ts';

const reach = Object.fromEntries(STATES.map(({ name, reach }) => [name, reach]));

const LANGUAGES: [locale: string, title: string, close: string, direction: string][] = [
  ['en-GB', 'Connect your account', 'Close', 'ltr'],
  ['es', 'Conecta tu cuenta', 'Cerrar', 'ltr'],
  ['fr-CA', 'Connectez votre compte', 'Fermer', 'ltr'],
  ['de', 'Konto verbinden', 'Schließen', 'ltr'],
  ['pt-BR', 'Conecte sua conta', 'Fechar', 'ltr'],
  ['ja', 'アカウントを接続', '閉じる', 'ltr'],
  ['AR_eg', 'اربط حسابك', 'إغلاق', 'rtl'],
  ['tlh', 'Connect your account', 'Close', 'ltr'],
];

for (const [locale, title, close, direction] of LANGUAGES) {
  test(`locale ${locale}: ${title}`, async ({ page, modal, open }) => {
    await reach['opening']!({ page, modal, open, options: { locale } });
    const dialog = page.getByRole('dialog', { name: title, exact: true });
    await expect(dialog).toHaveCSS('direction', direction);
    await expect(dialog).toHaveAttribute('lang', title.startsWith('Connect your') ? 'en' : locale.slice(0, 2).toLowerCase());
    await expect(dialog.getByRole('status')).not.toBeEmpty();
    await dialog.getByRole('button', { name: close, exact: true }).click();
    await expect(dialog).toHaveCount(0);
  });
}

test('without a locale the page’s language decides', async ({ page, modal, site, open }) => {
  await visit(page, site);
  await page.evaluate(() => (document.documentElement.lang = 'fr'));
  await reach['live']!({ page, modal, open });
  await expect(page.getByRole('dialog', { name: 'Connectez votre compte' })).toBeVisible();
  await expect(modal.frame.getByRole('button', { name: 'Se connecter' })).toBeVisible();
});
