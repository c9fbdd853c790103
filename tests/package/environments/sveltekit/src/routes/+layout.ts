// Rendered when the site is built, then brought to life in the browser.
export const prerender = true;
