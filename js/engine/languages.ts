import type { Texts } from '../generated/passage_web.js';
import { importFile } from '../call/import-file.js';
import { languageOf, type Language } from '../shell/words.js';
import { texts as english } from './texts/en.js';

/**
 * The languages that a page loads when it needs them. English is part of the engine, and replaces a language that fails to load.
 * To add a language: one file in `texts`, one line here, and its words in `js/shell/words.js`.
 */
const LANGUAGES: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ texts: Texts }>>> = {
  ar: () => import('./texts/ar.js'),
  de: () => import('./texts/de.js'),
  es: () => import('./texts/es.js'),
  fr: () => import('./texts/fr.js'),
  ja: () => import('./texts/ja.js'),
  pt: () => import('./texts/pt.js'),
};

const loaded = { __proto__: null, en: english } as unknown as Partial<Record<Language, Texts>>;

/** The texts for a language tag such as `pt-BR`, if they are loaded; English for a language without texts. */
export function loadedTexts(locale: string): Texts | undefined {
  return loaded[languageOf(locale)];
}

/** For a language that takes too long to load. */
export { english };

/** Loads the texts for a language tag. Never rejects: if a language fails to load, English takes its place from then on. */
export async function loadTexts(locale: string): Promise<Texts> {
  const language = languageOf(locale);
  return (loaded[language] ??= language === 'en' ? english : await load(LANGUAGES[language]));
}

async function load(language: () => Promise<{ texts: Texts }>): Promise<Texts> {
  try {
    return (await importFile(language)).texts;
  } catch {
    // A modal in another language is better than none.
    return english;
  }
}
