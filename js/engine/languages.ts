import type { Texts } from '../generated/passage_web.js';
import { importFile } from '../call/import-file.js';
import { shared } from '../call/shared.js';
import { attempt } from './platform.js';
import { texts as english } from './texts/en.js';

/**
 * The languages that a page loads when it needs them. English is part of the engine, and replaces a language that fails to load.
 * To add a language: one file in `texts`, and one line here.
 */
const LANGUAGES: Readonly<Record<string, () => Promise<{ texts: Texts }>>> = {
  ar: () => import('./texts/ar.js'),
  de: () => import('./texts/de.js'),
  es: () => import('./texts/es.js'),
  fa: () => import('./texts/fa.js'),
  fr: () => import('./texts/fr.js'),
  he: () => import('./texts/he.js'),
  hi: () => import('./texts/hi.js'),
  id: () => import('./texts/id.js'),
  it: () => import('./texts/it.js'),
  ja: () => import('./texts/ja.js'),
  ko: () => import('./texts/ko.js'),
  nl: () => import('./texts/nl.js'),
  pl: () => import('./texts/pl.js'),
  pt: () => import('./texts/pt.js'),
  ru: () => import('./texts/ru.js'),
  tr: () => import('./texts/tr.js'),
  vi: () => import('./texts/vi.js'),
  zh: () => import('./texts/zh-Hans.js'),
  zhHant: () => import('./texts/zh-Hant.js'),
  // The codes that were replaced long ago, and that some systems still report.
  in: () => import('./texts/id.js'),
  iw: () => import('./texts/he.js'),
};

const loaded = { __proto__: null, en: english } as unknown as Record<string, Texts | undefined>;

/**
 * The key of the language of a tag such as `pt-BR`, if there are texts in it; else English. Chinese by its script, else by its region.
 * Not by `Intl.Locale`, which a page may have replaced.
 */
export function languageOf(locale: string): string {
  const tag = locale.toLowerCase();
  const language = /^zh(?!.*hans).*(hant|tw|hk|mo)/.test(tag) ? 'zhHant' : tag.replace(/[-_].*/s, '');
  // Not a member that the page has added to `Object.prototype`.
  return {}.hasOwnProperty.call(LANGUAGES, language) ? language : 'en';
}

/** The texts for a language tag, if they are loaded. */
export function loadedTexts(locale: string): Texts | undefined {
  return loaded[languageOf(locale)];
}

/** For a language that takes too long to load. */
export { english };

/**
 * Loads the texts for a language tag, and shows their words in an open dialog. Never rejects: if a language fails to load, English
 * takes its place from then on.
 */
export async function loadTexts(locale: string): Promise<Texts> {
  const language = languageOf(locale);
  try {
    loaded[language] ??= (await importFile(LANGUAGES[language]!)).texts;
  } catch {
    // A modal in another language is better than none.
    loaded[language] = english;
  }
  const texts = loaded[language]!;
  const open = shared().current?.asked;
  // Before the engine has started, since the rest of it may take longer.
  if (open && !open.begun && languageOf(open.locale) === language) {
    open.words = texts;
    attempt(() => open.shell?.speak(texts));
  }
  return texts;
}
