// The languages of the modal and of its frame: `locale` or the page's language decides, all texts are in it, and so is the direction.

import { readdirSync } from 'node:fs';
import { inRepository } from '../../harness/places.ts';
import { STATES } from './states.ts';
import { expect, test, visit } from './test.ts';

const reach = Object.fromEntries(STATES.map(({ name, reach }) => [name, reach]));

interface Texts extends Record<string, unknown> {
  rtl?: boolean;
  title: string;
}

const MODAL = 'js/engine/texts';
const FRAME = 'example-app/connect/frame/texts';
const named = (folder: string) => readdirSync(inRepository(folder)).map((file) => file.replace(/\.[jt]s$/, ''));
const modalTexts = async (language: string) => (await import(inRepository(`${MODAL}/${language}.ts`))).texts as Texts;
const frameTexts = async (language: string) => (await import(inRepository(`${FRAME}/${language}.js`))).default as Texts;
const languages = named(MODAL);

/** Tags that are not the name of a file, and the language of each. */
const TAGS: [tag: string, language: string][] = [
  ['en-GB', 'en'],
  ['fr-CA', 'fr'],
  ['pt-BR', 'pt'],
  ['pt-PT', 'pt'],
  ['AR_eg', 'ar'],
  ['de-DE-1996', 'de'],
  ['es-419', 'es'],
  ['iw', 'he'],
  ['iw-IL', 'he'],
  ['in', 'id'],
  ['in_ID', 'id'],
  ['zh', 'zh-Hans'],
  ['zh-CN', 'zh-Hans'],
  ['zh_SG', 'zh-Hans'],
  ['zh-TW', 'zh-Hant'],
  ['zh-HK', 'zh-Hant'],
  ['zh_MO', 'zh-Hant'],
  ['zh-Hans-HK', 'zh-Hans'],
  ['zh-Hant-CN', 'zh-Hant'],
  ['ZH-HANT-TW', 'zh-Hant'],
  ['tlh', 'en'],
  ['constructor', 'en'],
];

test('the modal and the frame speak the same twenty languages', () => {
  expect(languages).toHaveLength(20);
  expect(named(FRAME)).toEqual(languages);
});

for (const language of languages) {
  test(`${language}: every text is there, in the modal and in the frame`, async () => {
    for (const [texts, english] of [
      [await modalTexts(language), await modalTexts('en')],
      [await frameTexts(language), await frameTexts('en')],
    ]) {
      expect(shape({ ...texts, rtl: false })).toEqual(shape({ ...english, rtl: false }));
    }
    expect((await modalTexts(language)).title).toBe((await frameTexts(language)).title);
    expect((await modalTexts(language)).rtl).toBe((await frameTexts(language)).rtl);
  });

  test(`${language}: the title, the close button, the direction, the texts`, async ({ page, modal, open }) => {
    const { title, close, opening, rtl } = await modalTexts(language);
    await reach['opening']!({ page, modal, open, options: { locale: language } });
    const dialog = page.getByRole('dialog', { name: title, exact: true });
    await expect(dialog).toHaveCSS('direction', rtl ? 'rtl' : 'ltr');
    await expect(dialog).toHaveAttribute('lang', language);
    await expect(dialog.getByRole('heading')).toHaveText(title);
    await expect(dialog.getByRole('status')).toHaveText(String(opening));
    await dialog.getByRole('button', { name: String(close), exact: true }).click();
    await expect(dialog).toHaveCount(0);
  });
}

/** The names of all texts, and for each that is made from others, how it is called and that it uses what it is given. */
function shape(texts: object): unknown {
  return Object.entries(texts)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, text]) => {
      if (typeof text === 'object') return [name, shape(text)];
      if (typeof text !== 'function') return [name, typeof text];
      const made: string[] = [3, 2, 1, 11, 0].map((count) => text(count, count, count));
      for (const one of made) if (/undefined|NaN/.test(one)) throw new Error(`${name}: ${one}`);
      return [name, new Set(made).size > 1];
    });
}

test('a tag is another name of a language, for the modal and for the frame', async ({ page, modal, open }) => {
  await page.route(/\/link\/claim$/, () => undefined);
  for (const [tag, language] of TAGS) {
    await open({ locale: tag });
    await expect(modal.dialog, tag).toHaveAttribute('lang', language);
    await expect(modal.dialog.getByRole('status'), tag).toHaveText(String((await modalTexts(language))['opening']));
    await modal.dialog.locator('#close').click();
    await modal.expectGone();
  }
  const { languageOf } = (await import(inRepository(`${FRAME}/../texts.js`))) as { languageOf(tag: string): string | undefined };
  const all: [string, string][] = [...TAGS, ...languages.map((language): [string, string] => [language, language])];
  expect(all.map(([tag]) => [tag, languageOf(tag) ?? 'en'])).toEqual(all);
  expect(languageOf('not a tag')).toBeUndefined();
});

test('without a locale the page’s language decides', async ({ page, modal, site, open }) => {
  await visit(page, site);
  await page.evaluate(() => (document.documentElement.lang = 'fr'));
  await reach['live']!({ page, modal, open });
  await expect(page.getByRole('dialog', { name: 'Connectez votre compte' })).toBeVisible();
  await expect(modal.frame.getByRole('button', { name: 'Se connecter' })).toBeVisible();
});

test('in a page that has replaced Intl, the languages are the same', async ({ page, modal, open }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'Intl', { value: undefined }));
  await reach['opening']!({ page, modal, open, options: { locale: 'zh-TW' } });
  await expect(modal.dialog).toHaveAttribute('lang', 'zh-Hant');
});
