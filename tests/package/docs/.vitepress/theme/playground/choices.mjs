// What can be chosen in the playground.

/** The ways to open a session, and the words for them. */
export const WAYS = {
  modal: 'Modal',
  container: 'In the page',
  element: 'Element',
  button: 'PassageButton',
};

/** What `openAppClip` gets of the link. */
export const LINKS = {
  function: 'claimCode: a function',
  string: 'claimCode: a string',
  url: 'appClipUrl',
};

/** What the sandbox's providers can do. */
export const OPERATIONS = {
  'tmobile mobileBillingStatement read': 'T-Mobile: read the bills',
  'tmobile paymentMethod write': 'T-Mobile: change how bills are paid',
  'ubereats orderHistory read': 'Uber Eats: read the orders',
};

export const CALLBACKS = ['onConnectionComplete', 'onConnectionError', 'onClose', 'onEvent'];

/** Languages of the modal, the page's first. */
export const LOCALES = ['', 'de', 'es', 'fr', 'pt-BR', 'ja', 'zh-TW', 'ar', 'he'];

export const firstChoices = () => ({
  baseUrl: 'http://127.0.0.1:8787',
  apiKey: '',
  operation: 'tmobile mobileBillingStatement read',
  returnUrl: '',
  way: 'modal',
  link: 'function',
  theme: 'auto',
  locale: '',
  preload: '',
  redirect: true,
  signal: false,
  onConnectionComplete: true,
  onConnectionError: true,
  onClose: false,
  onEvent: true,
});

/** A component asks for its claim code when it is pressed, so it needs a function. */
export const linkOf = ({ way, link }) => (way === 'element' || way === 'button' ? 'function' : link);
