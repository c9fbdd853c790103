import type { CloseInfo, ConnectionError, PassageEvent } from '../generated/passage_web.js';
import { member, parseUrl } from './platform.js';

/** Settings for a page, a part of it, or a component; each of them can be left out. */
export interface PassageConfig {
  /** The Connect service. Default: `https://connect.services.getpassage.ai`. */
  baseUrl?: string | undefined;
  /** The WebAssembly, or its address, for a page that hosts it itself. Default: the one inside the package. */
  wasm?: string | URL | BufferSource | WebAssembly.Module | undefined;
  /** A language tag such as `pt-BR`. Default: the page's `lang`, else the browser's language. */
  locale?: string | undefined;
  /** Default: `auto`, which follows the system. */
  theme?: 'light' | 'dark' | 'auto' | undefined;
  /**
   * When `usePassage` loads the engine: `idle`, as soon as the browser is idle; `intent`, when the pointer moves over something, or
   * something gets the focus or is touched, anywhere in the page; `none`, with the first call of `openAppClip`. Default: `idle`.
   */
  preload?: 'idle' | 'intent' | 'none' | undefined;
}

/** What `openAppClip` takes: a link, by its claim code or by its address, and what to do with it. */
export type OpenAppClipOptions = SessionOptions &
  (
    | {
        /**
         * The claim code of a link that your server created, or a function that gets one. The function is called when the code is
         * needed, and once more if the code has expired.
         */
        claimCode: string | (() => string | Promise<string>);
        appClipUrl?: undefined;
      }
    | {
        /** In place of the claim code: the link's address, as `POST /v1/links` returned it. It must be of the service at `baseUrl`. */
        appClipUrl: string;
        claimCode?: undefined;
      }
  );

/** What `openAppClip` takes besides the link. */
export interface SessionOptions {
  /** The service says that the link is complete. A redirect waits for the promise that this returns, at most 5 s. */
  onConnectionComplete?: (() => void | Promise<void>) | undefined;
  /** The connection failed: `error.code` says why, `error.retryable` whether the same claim code can be used again. */
  onConnectionError?: ((error: ConnectionError) => void | Promise<void>) | undefined;
  /** The session was closed; `info.by` says who or what closed it. */
  onClose?: ((info: CloseInfo) => void) | undefined;
  /**
   * Shows the flow inside this element, which must be in the page, instead of in a modal. It is as wide as the element, and as high, but at
   * least 680 px. Removing the element, or emptying it, closes the session.
   */
  container?: HTMLElement | undefined;
  /** Called for each step of the session. */
  onEvent?: ((event: PassageEvent) => void) | undefined;
  /** Aborting it closes the session. */
  signal?: AbortSignal | undefined;
  /** Whether to follow the link's `returnUrl` after completion. Default: true. */
  redirect?: boolean | undefined;
}

/** Options that `checkOptions` has checked. */
export interface CheckedOptions extends SessionOptions {
  /** The code itself, wherever it was given, or the host page's function. */
  claimCode: string | (() => string | Promise<string>);
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

/** The type of a setting, or its values. */
const SETTINGS = { locale: 'string', theme: ['light', 'dark', 'auto'], preload: ['idle', 'intent', 'none'] };

/** The error that is thrown for a call that cannot work as it is written. */
export function invalid(text: string): Error {
  return Object.assign(new Error(`[passage] ${text}`), { code: 'INVALID_OPTIONS' as const });
}

/**
 * Throws an error for options that cannot work, which says what to write instead. Returns a copy, so that later changes of the
 * caller's object have no effect. It is copied member by member: a spread would leave out what comes from a class.
 */
export function checkOptions(options: OpenAppClipOptions, baseUrl: string): CheckedOptions {
  if (typeof options !== 'object' || options === null) {
    throw invalid('openAppClip takes an object.');
  }
  for (const name of Object.keys(LEGACY)) {
    if (member(options as unknown as Record<string, unknown>, name) !== undefined) {
      throw invalid(`openAppClip no longer takes ${name}: use ${LEGACY[name]}.`);
    }
  }
  const appClipUrl = member(options, 'appClipUrl');
  const given = member(options, 'claimCode');
  const claimCode = appClipUrl == null ? given : given == null && codeOf(appClipUrl, baseUrl);
  // Without a prototype, so that nothing comes from what the page has added to `Object.prototype`.
  const checked = { __proto__: null, claimCode } as unknown as CheckedOptions;
  if (typeof claimCode === 'function') checked.askCode = () => claimCode.call(options);
  else if (typeof claimCode !== 'string' || !claimCode.trim()) {
    throw invalid(
      'create a link on your server and pass either its claimCode, a function that gets it, or its whole appClipUrl, at baseUrl.',
    );
  }
  for (const name of CALLBACKS) {
    const callback = take(options, name, 'function') as ((...given: unknown[]) => undefined) | undefined;
    // Called with its object, since it may be a method of a class.
    if (callback) checked[name] = (...given: unknown[]) => callback.apply(options, given);
  }
  const signal = member(options, 'signal');
  if (signal != null && typeof signal.addEventListener !== 'function') throw invalid('signal must be an AbortSignal.');
  checked.signal = signal;
  const container = member(options, 'container');
  if (container !== undefined && (container?.nodeType !== 1 || container.ownerDocument !== document || !container.isConnected))
    throw invalid('container must be an element in the page.');
  checked.container = container;
  checked.redirect = take(options, 'redirect', 'boolean');
  return checked;
}

/** A member that may be left out, else is of a type, or one of some choices. */
function take<Given extends object, Name extends keyof Given & string>(
  given: Given,
  name: Name,
  wanted: string | string[],
): NonNullable<Given[Name]> | undefined {
  const value = member(given, name);
  if (value == null) return undefined;
  const fits = typeof wanted === 'string' ? typeof value === wanted : wanted.includes(value as string);
  if (!fits) throw invalid(`${name} must be ${typeof wanted === 'string' ? `a ${wanted}` : `one of ${wanted.join(', ')}`}.`);
  return value;
}

/**
 * The claim code in a link's address; `undefined` if there is none. The code is sent to `baseUrl` alone, so an address of another
 * origin is a mistake: a test link in a page of the live service, for instance.
 */
function codeOf(appClipUrl: unknown, baseUrl: string): string | undefined {
  const url = parseUrl(appClipUrl);
  if (!url || !`${baseUrl}/`.startsWith(`${url.origin}/`)) return undefined;
  return url.hash.slice(1) || /[?&]code=([^&]+)/.exec(url.search)?.[1];
}

/** Throws an error for a wrong setting. Returns the settings that are set, `baseUrl` without a slash at its end. */
export function checkConfig(config: PassageConfig | undefined): PassageConfig {
  if (config != null && typeof config !== 'object') throw invalid('the configuration must be an object.');
  const given: PassageConfig = config ?? {};
  const baseUrl = member(given, 'baseUrl');
  const wasm = member(given, 'wasm');
  const checked: PassageConfig = {};
  if (baseUrl != null) checked.baseUrl = checkUrl(baseUrl);
  if (wasm != null) checked.wasm = wasm;
  for (const [name, wanted] of Object.entries(SETTINGS)) {
    const value = take(given, name as 'locale', wanted);
    if (value !== undefined) (checked as Record<string, unknown>)[name] = value;
  }
  return checked;
}

function checkUrl(baseUrl: string): string {
  const url = parseUrl(baseUrl);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    throw invalid('baseUrl must be the http(s) address of the Connect service, without query or fragment.');
  }
  return url.href.replace(/\/+$/, '');
}
