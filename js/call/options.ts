import type { ConnectionError, PassageEvent } from '../generated/passage_web.js';
import { member, parseUrl } from './platform.js';

/** Page-wide defaults; each of them can be left out. */
export interface PassageConfig {
  /** The Connect service. Default: `https://connect.services.getpassage.ai`. */
  baseUrl?: string;
  /** Where the WebAssembly comes from, for those who host it themselves. Default: the package brings it along. */
  wasm?: string | URL | BufferSource | WebAssembly.Module;
  /** A language tag such as `pt-BR`. Default: the page's `lang`, else the browser's language. */
  locale?: string;
  /** Default: `auto`, which follows the system. */
  theme?: 'light' | 'dark' | 'auto';
  /**
   * When `usePassage` fetches the engine by itself: when the browser is idle, at the first sign of intent (a pointer over something,
   * a focus, a touch, anywhere in the page), or never, so that the first call does. Default: `idle`.
   */
  preload?: 'idle' | 'intent' | 'none';
}

/** What `openAppClip` takes. */
export interface OpenAppClipOptions {
  /**
   * The claim code of a link that your server created, or a function that gets one: it is asked when needed, and once
   * more if the code has expired.
   */
  claimCode: string | (() => string | Promise<string>);
  /** The link is complete, the service says so. A redirect waits for a returned promise, at most 5 s. */
  onConnectionComplete?: () => void | Promise<void>;
  /** It did not come about; `error.code` says why, `error.retryable` whether the same claim code can be used again. */
  onConnectionError?: (error: ConnectionError) => void | Promise<void>;
  /** The person, the host (`close()`) or `signal` dismissed it. */
  onClose?: () => void;
  /** What happens meanwhile. */
  onEvent?: (event: PassageEvent) => void;
  /** Aborting it closes the session. */
  signal?: AbortSignal;
  /** Whether to follow the link's `returnUrl` after completion. Default: true. */
  redirect?: boolean;
}

/** Options as `checkOptions` leaves them. */
export interface CheckedOptions extends OpenAppClipOptions {
  /** Calls the host's `claimCode` function as its object would. */
  askCode?: () => unknown;
}

/** Options of the former packages, and what to write instead. */
const LEGACY: Record<string, string> = {
  intentToken: 'claimCode',
  shortCode: 'claimCode',
  onSuccess: 'onConnectionComplete',
  onError: 'onConnectionError',
  onExit: 'onClose',
};

const CALLBACKS = ['onConnectionComplete', 'onConnectionError', 'onClose', 'onEvent'] as const;

/** Settings that are one of a few words. */
const CHOICES = { theme: ['light', 'dark', 'auto'], preload: ['idle', 'intent', 'none'] };

/** The error of a call that cannot work as it is written; thrown at once. */
export function invalid(text: string): Error {
  return Object.assign(new Error(`[passage] ${text}`), { code: 'INVALID_OPTIONS' as const });
}

/**
 * Throws on what cannot work, and says what to write instead. Returns a copy that the caller cannot change; member by member,
 * since the host's object may be of a class, whose members a spread would leave behind.
 */
export function checkOptions(options: OpenAppClipOptions): CheckedOptions {
  if (typeof options !== 'object' || options === null) {
    throw invalid('openAppClip takes an object: { claimCode, onConnectionComplete, onConnectionError }.');
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
  // Nothing of it comes from the page.
  const checked = { __proto__: null, claimCode } as unknown as CheckedOptions;
  if (typeof claimCode === 'function') checked.askCode = () => claimCode.call(options);
  for (const name of CALLBACKS) {
    const callback = member(options, name);
    if (callback == null) continue;
    if (typeof callback !== 'function') throw invalid(`${name} must be a function.`);
    // Of a class's instance it may be a method.
    checked[name] = (...given: unknown[]) => (callback as (...given: unknown[]) => undefined).apply(options, given);
  }
  const signal = member(options, 'signal');
  if (signal != null && typeof signal.addEventListener !== 'function') throw invalid('signal must be an AbortSignal.');
  if (signal) checked.signal = signal;
  const redirect = member(options, 'redirect');
  if (redirect != null && typeof redirect !== 'boolean') throw invalid('redirect must be true or false.');
  if (redirect != null) checked.redirect = redirect;
  return checked;
}

/** Throws on a wrong setting; returns those that are set, the address without a slash at its end. */
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
