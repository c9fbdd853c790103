// The names of the former package, and what becomes of each. A name that is not listed here is left to a person.

export const FORMER_PACKAGE = '@getpassage/react-js';
export const PACKAGE = '@getpassage/web-react';

/** The options that became `claimCode`. If a call has several of them, the first in this list is kept. */
export const TOKEN_OPTIONS = ['intentToken', 'token', 'shortCode', 'shortToken'] as const;

/** Callbacks and their successors. `kind` is the argument of the successor: nothing, or a `ConnectionError`. */
export const CALLBACKS: Readonly<Record<string, { name: string; kind: 'nothing' | 'error' }>> = {
  onSuccess: { name: 'onConnectionComplete', kind: 'nothing' },
  onConnectionComplete: { name: 'onConnectionComplete', kind: 'nothing' },
  onError: { name: 'onConnectionError', kind: 'error' },
  onConnectionError: { name: 'onConnectionError', kind: 'error' },
  onExit: { name: 'onClose', kind: 'nothing' },
  onClose: { name: 'onClose', kind: 'nothing' },
};

/** Options of `openAppClip` that the former package did not have. */
export const NEW_OPTIONS: ReadonlySet<string> = new Set(['claimCode', 'appClipUrl', 'container', 'onEvent', 'signal', 'redirect']);

/** Options of the look, which CSS custom properties replace: they are removed, and the summary says so. */
export const BRANDING: ReadonlySet<string> = new Set([
  'branding',
  'customStyles',
  'colorPrimary',
  'colorBackground',
  'colorCardBackground',
  'colorText',
  'colorTextSecondary',
]);
export const BRANDING_NOTE = 'set --passage-accent, --passage-radius and --passage-font in your CSS instead';

/** Options that say who asks and for what. The service knows both: they are removed, without a word where nothing is lost. */
export const BY_SERVICE: Readonly<Record<string, string>> = {
  companyName: '',
  integrationName: '',
  logoUrl: 'the modal shows the name and the logo that belong to your API key',
};

const BY_LINK = 'give it to POST /v1/links on your server';

/** Options of the former `open` and `openAppClip` without a successor: they are kept, with this text as a comment above them. */
export const GONE_OPTIONS: Readonly<Record<string, string>> = {
  integrationId: BY_LINK,
  resources: `${BY_LINK}, as operations`,
  products: `${BY_LINK}, as operations`,
  prompts: `${BY_LINK}, as arguments of an operation, if its resource has them`,
  sessionArgs: `${BY_LINK}, as arguments of an operation`,
  returnUrl: BY_LINK,
  userId: `${BY_LINK}, as externalUserId`,
  debug: BY_LINK,
  publishableKey: 'no key belongs in a page: your server creates the link with its API key',
  onDataComplete: 'results go to your server, by webhook or GET /v1/links/{id}',
  onPromptComplete: 'results go to your server, by webhook or GET /v1/links/{id}',
  onStatusChange: 'use onEvent',
  onMessage: 'use onEvent',
  presentationStyle: 'it is a modal, or in the page with container',
};

/** Settings that `configure`, `usePassage` and `PassageProvider` take. */
export const SETTINGS: ReadonlySet<string> = new Set(['wasm', 'locale', 'theme', 'preload']);

/** Settings that have no effect any more, and are removed. */
export const IDLE_SETTINGS: ReadonlySet<string> = new Set(['debug', 'analytics', 'socketUrl', 'socketNamespace']);

/** Settings without a successor: they are kept, with this text as a comment above them. */
export const GONE_SETTINGS: Readonly<Record<string, string>> = {
  publishableKey: 'no key belongs in a page: your server creates the link with its API key',
  apiUrl: 'the one address left is baseUrl, that of the Connect service; remove it to use the default',
  webUrl: 'the one address left is baseUrl, that of the Connect service; remove it to use the default',
  uiUrl: 'the one address left is baseUrl, that of the Connect service; remove it to use the default',
};

/** Members of what `usePassage` returns that are unchanged or new. */
export const HOOK_FIELDS: ReadonlySet<string> = new Set(['openAppClip', 'close', 'ready']);

/** Members of what `usePassage` returned that are gone or changed, with the text of the comment. */
export const GONE_HOOK_FIELDS: Readonly<Record<string, string>> = {
  status: "the values of status are 'idle', 'opening', 'active', 'complete', 'error' and 'closed' now",
  error: 'error is a ConnectionError or null now: { error, userMessage, code, retryable, linkId?, requestId? }',
  isOpen: "isOpen is gone: status is 'opening' or 'active' while the modal is open",
  intentToken: 'intentToken is gone: your page gets a claim code from your server',
  initialize: 'initialize is gone: create the link on your server, and give its claim code and the callbacks to openAppClip',
  connect: 'connect is gone: create the link on your server, and give its claim code to openAppClip',
  disconnect: 'disconnect is gone: close() ends the session',
  getData: 'getData is gone: your server reads the result, GET /v1/links/{id}',
  generateAppClip: 'generateAppClip is gone: your server creates the link, POST /v1/links',
};

/** Exports, functions and types, that have another name now. */
export const RENAMED_EXPORTS: Readonly<Record<string, string>> = {
  open: 'openAppClip',
  PassageOpenOptions: 'OpenAppClipOptions',
  PassageErrorData: 'ConnectionError',
  PassageContextValue: 'Passage',
};

/** Exports that keep their name. What changed about them is handled where they are used. */
export const KEPT_EXPORTS: ReadonlySet<string> = new Set([
  'usePassage',
  'PassageProvider',
  'openAppClip',
  'close',
  'configure',
  'preload',
  'OpenAppClipOptions',
  'PassageConfig',
  'ConnectionError',
  'ConnectionResult',
  'PassageEvent',
  'AppClipHandle',
  'CloseInfo',
  'SessionOptions',
]);

/** Exports without a successor, with the text of the comment. */
export const GONE_EXPORTS: Readonly<Record<string, string>> = {
  ...GONE_HOOK_FIELDS,
  PassageSuccessData: 'PassageSuccessData is gone: onConnectionComplete gets nothing, your server reads the result',
  PassageDataResult: 'PassageDataResult is gone: your server reads the result, GET /v1/links/{id}',
  PassageInitializeOptions: 'PassageInitializeOptions is gone, with initialize',
  ConnectionStatus: "ConnectionStatus is gone: Passage['status'] is the type of the hook's status",
  createIntentTokenLink: 'createIntentTokenLink is gone: your server creates the link, POST /v1/links',
  AppClipModal: 'AppClipModal is gone: openAppClip shows the modal',
  AppClipPage: 'AppClipPage is gone: openAppClip shows the modal',
};

/** Types whose values are options (the first list) or settings (the second). */
export const OPTION_TYPES: ReadonlySet<string> = new Set(['PassageOpenOptions', 'OpenAppClipOptions']);
export const SETTING_TYPES: ReadonlySet<string> = new Set(['PassageConfig']);
