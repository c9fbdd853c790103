import type { Texts } from './generated/passage_web.js';
import { texts as english } from './texts/en.js';

/**
 * All but English, which comes with the engine and stands in for what is missing: a page downloads the one it needs.
 * Another language is one more file, and one line here.
 */
const LANGUAGES = new Map<string, () => Promise<{ texts: Texts }>>([
  ['ar', () => import('./texts/ar.js')],
  ['de', () => import('./texts/de.js')],
  ['es', () => import('./texts/es.js')],
  ['fr', () => import('./texts/fr.js')],
  ['ja', () => import('./texts/ja.js')],
  ['pt', () => import('./texts/pt.js')],
]);

const loaded = new Map<string, Texts>();

/** The texts for a language tag such as `pt-BR`, if they are there; English for a language that has none. */
export function loadedTexts(locale: string): Texts | undefined {
  const language = languageOf(locale);
  return loaded.get(language) ?? (LANGUAGES.has(language) ? undefined : english);
}

/** Loads the texts for a language tag. Never rejects: a language that fails to load is English from then on. */
export async function loadTexts(locale: string): Promise<Texts> {
  const there = loadedTexts(locale);
  if (there) return there;
  const language = languageOf(locale);
  let texts = english;
  try {
    texts = (await LANGUAGES.get(language)!()).texts;
  } catch {
    // A modal in another language is better than none.
  }
  loaded.set(language, texts);
  return texts;
}

/** The page's own language, else the browser's. */
export function pageLocale(): string {
  return globalThis.document?.documentElement.lang || globalThis.navigator?.language || '';
}

function languageOf(locale: string): string {
  return locale.split(/[-_]/)[0]!.toLowerCase();
}
