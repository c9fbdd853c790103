// The words of the dialog as the click opens it, until its language has been loaded (`js/engine/texts`).

/**
 * @typedef {object} Words
 * @property {string} lang The language's tag.
 * @property {boolean} [rtl] Whether it is written from right to left.
 * @property {string} title The dialog's heading, which is its accessible name too.
 * @property {string} close The close button's accessible name.
 */

/** @satisfies {Words} */
export const ENGLISH = { lang: 'en', title: 'Connect your account', close: 'Close' };

/** The page's `lang`, else the browser's language, else an empty string. */
export function pageLocale() {
  try {
    const language = document.documentElement.lang || navigator.language;
    return typeof language === 'string' ? language : '';
  } catch {
    return '';
  }
}
