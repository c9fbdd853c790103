// The languages of the frame. To add one, add a file to texts/ and a line here.

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
 * Loads the texts for a locale such as `pt-BR`, or for the browser's languages if the host page names none, and sets the
 * document's language and direction. The texts are English if there are none for the language, or if they do not load.
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

/** The text for a step. An unknown step gets a text made from its name. */
export function stepName(texts, step) {
  const name = String(step);
  return texts.steps[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}
