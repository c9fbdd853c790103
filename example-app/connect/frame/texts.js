// The languages of the frame. Adding one: a file in texts/ and its line here.

import english from './texts/en.js';

const LANGUAGES = {
  en: () => ({ default: english }),
  es: () => import('./texts/es.js'),
  fr: () => import('./texts/fr.js'),
  de: () => import('./texts/de.js'),
  pt: () => import('./texts/pt.js'),
  ja: () => import('./texts/ja.js'),
  ar: () => import('./texts/ar.js'),
};

const RIGHT_TO_LEFT = new Set(['ar']);

/**
 * Loads the texts for a locale such as `pt-BR`, or for the browser's languages when the host names none, and tells the
 * document its language and direction. What we do not speak, or cannot load, is said in English.
 */
export async function loadTexts(locale) {
  const wanted = locale === null ? navigator.languages : [locale];
  let language = wanted.map((tag) => tag.toLowerCase().split(/[-_]/)[0]).find((tag) => Object.hasOwn(LANGUAGES, tag));
  let texts = english;
  try {
    texts = (await LANGUAGES[language ?? 'en']()).default;
  } catch {
    language = 'en';
  }
  document.documentElement.lang = language ?? 'en';
  document.documentElement.dir = RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr';
  document.title = texts.title;
  return texts;
}

/** What a step is called; one that this page has never heard of is shown by its own name. */
export function stepName(texts, step) {
  const name = String(step);
  return texts.steps[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}
