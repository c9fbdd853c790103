// The texts of the dialog as the click opens it. All other texts come with the engine (`js/engine/texts`).

/** By language: the dialog's heading, which is its accessible name too, and the close button's accessible name. */
export const WORDS = /** @satisfies {Record<string, [string, string]>} */ ({
  en: ['Connect your account', 'Close'],
  ar: ['اربط حسابك', 'إغلاق'],
  de: ['Konto verbinden', 'Schließen'],
  es: ['Conecta tu cuenta', 'Cerrar'],
  fr: ['Connectez votre compte', 'Fermer'],
  ja: ['アカウントを接続', '閉じる'],
  pt: ['Conecte sua conta', 'Fechar'],
});

/** @typedef {keyof typeof WORDS} Language */

/**
 * The language of a tag such as `pt-BR`, if the dialog has texts in it; else English.
 * @param {string} locale
 * @returns {Language}
 */
export function languageOf(locale) {
  const language = locale.toLowerCase().replace(/[-_].*/s, '');
  // Not a member that the page has added to `Object.prototype`.
  return {}.hasOwnProperty.call(WORDS, language) ? /** @type {Language} */ (language) : 'en';
}

/** The page's `lang`, else the browser's language, else an empty string. */
export function pageLocale() {
  try {
    const language = document.documentElement.lang || navigator.language;
    return typeof language === 'string' ? language : '';
  } catch {
    return '';
  }
}
