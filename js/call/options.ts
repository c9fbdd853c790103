import type { CloseInfo, ConnectionError, PassageEvent } from '../generated/passage_web.js';
import { member, parseUrl } from './platform.js';

/** Settings for a page, a part of it, or a component; each of them can be left out. */
export interface PassageConfig {
  /** The Connect service. Default: `https://connect.services.getpassage.ai`. */
  baseUrl?: string;
  /** The WebAssembly, or its address, for a page that hosts it itself. Default: the one inside the package. */
  wasm?: string | URL | BufferSource | WebAssembly.Module;
  /** A language tag such as `pt-BR`. Default: the page's `lang`, else the browser's language. */
  locale?: string;
  /** Default: `auto`, which follows the system. */
  theme?: 'light' | 'dark' | 'auto';
  /**
   * When `usePassage` loads the engine: `idle`, as soon as the browser is idle; `intent`, when the pointer moves over something, or
   * something gets the focus or is touched, anywhere in the page; `none`, with the first call of `openAppClip`. Default: `idle`.
   */
  preload?: 'idle' | 'intent' | 'none';
}

/** What `openAppClip` takes. */
export interface OpenAppClipOptions {
  /**
   * The claim code of a link that your server created, or a function that gets one. The function is called when the code is
   * needed, and once more if the code has expired.
   */
  claimCode: string | (() => string | Promise<string>);
  /** The service says that the link is complete. A redirect waits for the promise that this returns, at most 5 s. */
  onConnectionComplete?: () => void | Promise<void>;
  /** The connection failed: `error.code` says why, `error.retryable` whether the same claim code can be used again. */
  onConnectionError?: (error: ConnectionError) => void | Promise<void>;
  /** The session was closed; `info.by` says who or what closed it. */
  onClose?: (info: CloseInfo) => void;
  /**
   * Shows the flow inside this element, which must be in the page, instead of in a modal. It is as wide as the element, and as high, but at
   * least 560 px. Removing the element, or emptying it, closes the session.
   */
  container?: HTMLElement;
  /** Called for each step of the session. */
  onEvent?: (event: PassageEvent) => void;
  /** Aborting it closes the session. */
  signal?: AbortSignal;
  /** Whether to follow the link's `returnUrl` after completion. Default: true. */
  redirect?: boolean;
}

/** Options that `checkOptions` has checked. */
export interface CheckedOptions extends OpenAppClipOptions {
  /** Calls the `claimCode` function as a method of the host page's options object. */
  askCode?: () => unknown;
}

/** Options of the former packages, and their successors. */
const LEGACY: Record<string, string> = {
  intentToken: 'claimCode',
  shortCode: 'claimCode',
  onSuccess: 'onConnectionComplete',
  onError: 'onConnectionError',
  onExit: 'onClose',
};

const CALLBACKS = ['onConnectionComplete', 'onConnectionError', 'onClose', 'onEvent'] as const;

/** Settings with a fixed set of values. */
const CHOICES = { theme: ['light', 'dark', 'auto'], preload: ['idle', 'intent', 'none'] };

/** The error that is thrown for a call that cannot work as it is written. */
export function invalid(text: string): Error {
  return Object.assign(new Error(`[passage] ${text}`), { code: 'INVALID_OPTIONS' as const });
}

/**
 * Throws an error for options that cannot work, which says what to write instead. Returns a copy, so that later changes of the
 * caller's object have no effect. It is copied member by member: a spread would leave out what comes from a class.
 */
export function checkOptions(options: OpenAppClipOptions): CheckedOptions {
  if (typeof options !== 'object' || options === null) {
    throw invalid('openAppClip takes an object with a claimCode.');
  }
  for (const name of Object.keys(LEGACY)) {
    if (member(options as unknown as Record<string, unknown>, name) !== undefined) {
      throw invalid(`openAppClip no longer takes ${name}: use ${LEGACY[name]}.`);
    }
  }
  const claimCode = member(options, 'claimCode');
  if (typeof claimCode !== 'function' && (typeof claimCode !== 'string' || !claimCode.trim())) {
    throw invalid('claimCode is missing: create a link on your server and pass its claim code, or a function that gets one.');
  }
  // Without a prototype, so that nothing comes from what the page has added to `Object.prototype`.
  const checked = { __proto__: null, claimCode } as unknown as CheckedOptions;
  if (typeof claimCode === 'function') checked.askCode = () => claimCode.call(options);
  for (const name of CALLBACKS) {
    const callback = member(options, name);
    if (callback == null) continue;
    if (typeof callback !== 'function') throw invalid(`${name} must be a function.`);
    // Called with its object, since it may be a method of a class.
    checked[name] = (...given: unknown[]) => (callback as (...given: unknown[]) => undefined).apply(options, given);
  }
  const signal = member(options, 'signal');
  if (signal != null && typeof signal.addEventListener !== 'function') throw invalid('signal must be an AbortSignal.');
  if (signal) checked.signal = signal;
  const container = member(options, 'container');
  if (container !== undefined) {
    if (container?.nodeType !== 1 || container.ownerDocument !== document || !container.isConnected)
      throw invalid('container must be an element in the page.');
    checked.container = container;
  }
  const redirect = member(options, 'redirect');
  if (redirect != null && typeof redirect !== 'boolean') throw invalid('redirect must be true or false.');
  if (redirect != null) checked.redirect = redirect;
  return checked;
}

/** Throws an error for a wrong setting. Returns the settings that are set, `baseUrl` without a slash at its end. */
export function checkConfig(config: PassageConfig | undefined): PassageConfig {
  if (config != null && typeof config !== 'object') throw invalid('the configuration must be an object.');
  const given: PassageConfig = config ?? {};
  const baseUrl = member(given, 'baseUrl');
  const wasm = member(given, 'wasm');
  const locale = member(given, 'locale');
  const checked: PassageConfig = {};
  if (baseUrl != null) checked.baseUrl = checkUrl(baseUrl);
  if (wasm != null) checked.wasm = wasm;
  if (locale != null) {
    if (typeof locale !== 'string') throw invalid('locale must be a language tag such as "pt-BR".');
    checked.locale = locale;
  }
  for (const name of ['theme', 'preload'] as const) {
    const value = member(given, name);
    if (value == null) continue;
    if (!CHOICES[name].includes(value)) throw invalid(`${name} must be one of ${CHOICES[name].join(', ')}.`);
    (checked as Record<string, unknown>)[name] = value;
  }
  return checked;
}

function checkUrl(baseUrl: string): string {
  const address: unknown = typeof baseUrl === 'object' ? (baseUrl as URL).href : baseUrl;
  const url = typeof address === 'string' ? parseUrl(address.trim()) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw invalid('baseUrl must be the whole http(s) address of the Connect service, without query or fragment.');
  }
  return url.href.replace(/\/+$/, '');
}
