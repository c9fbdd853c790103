// What the dialog says when the click shows it; everything else that it says comes with the engine (`js/texts`).

/** By language: the dialog's heading and accessible name, and the close button's name. */
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
 * The language of a tag such as `pt-BR`, if the dialog speaks it; else English.
 * @param {string} locale
 * @returns {Language}
 */
export function languageOf(locale) {
  const language = locale.toLowerCase().replace(/[-_].*/s, '');
  // Not what the page has added to all objects.
  return {}.hasOwnProperty.call(WORDS, language) ? /** @type {Language} */ (language) : 'en';
}

/** The page's own language, else the browser's. */
export function pageLocale() {
  try {
    const language = document.documentElement.lang || navigator.language;
    return typeof language === 'string' ? language : '';
  } catch {
    return '';
  }
}
