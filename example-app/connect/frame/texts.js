// The languages of the frame. To add one, add a file to texts/ and a line here.

import english from './texts/en.js';

const LANGUAGES = {
  en: () => ({ default: english }),
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
  'zh-Hans': () => import('./texts/zh-Hans.js'),
  'zh-Hant': () => import('./texts/zh-Hant.js'),
};

/**
 * The language of a tag such as `pt-BR`, `AR_eg` or `iw`; undefined if there are no texts in it. Chinese by its script, which the region
 * implies.
 */
export function languageOf(tag) {
  try {
    const { language, script } = new Intl.Locale(tag.replaceAll('_', '-')).maximize();
    return [`${language}-${script}`, language].find((name) => Object.hasOwn(LANGUAGES, name));
  } catch {
    // Not a tag.
    return undefined;
  }
}

/**
 * Loads the texts for a locale such as `pt-BR`, or for the browser's languages if the host page names none, and sets the
 * document's language and direction. The texts are English if there are none for the language, or if they do not load.
 */
export async function loadTexts(locale) {
  const wanted = locale === null ? navigator.languages : [locale];
  let language = wanted.map(languageOf).find(Boolean) ?? 'en';
  let texts = english;
  try {
    texts = (await LANGUAGES[language]()).default;
  } catch {
    language = 'en';
  }
  document.documentElement.lang = language;
  document.documentElement.dir = texts.rtl ? 'rtl' : 'ltr';
  document.title = texts.title;
  const waiting = document.getElementById('waiting');
  if (waiting) waiting.textContent = texts.title;
  return texts;
}

/** The text for a step. An unknown step gets a text made from its name. */
export function stepName(texts, step) {
  const name = String(step);
  return texts.steps[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}
