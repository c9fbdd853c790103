import type { Texts } from './generated/passage_web.js';
import { importFile } from './import-file.js';
import { texts as english } from './texts/en.js';

/**
 * All but English, which comes with the engine and stands in for what is missing: a page downloads the one it needs.
 * Another language is one more file, and one line here.
 */
const LANGUAGES: Readonly<Record<string, () => Promise<{ texts: Texts }>>> = {
  ar: () => import('./texts/ar.js'),
  de: () => import('./texts/de.js'),
  es: () => import('./texts/es.js'),
  fr: () => import('./texts/fr.js'),
  ja: () => import('./texts/ja.js'),
  pt: () => import('./texts/pt.js'),
};

const loaded: Record<string, Texts> = { __proto__: null as never };

/** The texts for a language tag such as `pt-BR`, if they are there; English for a language that has none. */
export function loadedTexts(locale: string): Texts | undefined {
  const language = languageOf(locale);
  return loaded[language] ?? (isKnown(language) ? undefined : english);
}

/** What stands in for a language that takes too long. */
export { english };

/** Loads the texts for a language tag. Never rejects: a language that fails to load is English from then on. */
export async function loadTexts(locale: string): Promise<Texts> {
  const there = loadedTexts(locale);
  if (there) return there;
  const language = languageOf(locale);
  let texts = english;
  try {
    texts = (await importFile(LANGUAGES[language]!)).texts;
  } catch {
    // A modal in another language is better than none.
  }
  return (loaded[language] = texts);
}

function isKnown(language: string): boolean {
  // Not what the page has added to all objects.
  return {}.hasOwnProperty.call(LANGUAGES, language);
}

function languageOf(locale: string): string {
  return locale.split(/[-_]/)[0]!.toLowerCase();
}
