// The words of the dialog as the click opens it, until its language has been loaded (`js/engine/texts`).

/**
 * @typedef {object} Words
 * @property {string} lang The language's tag.
 * @property {boolean} [rtl] Whether it is written from right to left.
 * @property {string} title The dialog's heading, which is its accessible name too.
 * @property {string} close The close button's accessible name.
 * @property {string} again For the page to show, after an error for which trying again may help.
 */

/** @satisfies {Words} */
export const ENGLISH = {
  lang: 'en',
  title: 'Connect your account',
  close: 'Close',
  again: 'This did not work. Please try again in a moment.',
};

/** The page's `lang`, else the browser's language, else an empty string. */
export function pageLocale() {
  try {
    const language = document.documentElement.lang || navigator.language;
    return typeof language === 'string' ? language : '';
  } catch {
    return '';
  }
}
