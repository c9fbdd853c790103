// What `<passage-connect>` is to a page.

import type { AppClipHandle } from '../call/app-clip.js';
import type { OpenAppClipOptions, PassageConfig } from '../call/options.js';
import type { CloseInfo, ConnectionError, PassageEvent } from '../generated/passage_web.js';

/** Every option of `openAppClip` and every setting; `undefined` stands for one that is left out. */
export type PassageConnectOptions = {
  -readonly [Name in keyof (OpenAppClipOptions & PassageConfig)]?: (OpenAppClipOptions & PassageConfig)[Name] | undefined;
};

/** The attributes: where the flow is shown, and the options that a text can hold. A property that is set counts, and not the attribute. */
export interface PassageConnectAttributes {
  'app-clip-url'?: string | undefined;
  'base-url'?: string | undefined;
  'claim-code'?: string | undefined;
  /** Shows the flow in the element, below its button, instead of in a modal. */
  inline?: boolean | '' | undefined;
  locale?: string | undefined;
  /** When the engine is loaded ahead of the press; `intent`, the default, means intent on this element. */
  preload?: PassageConfig['preload'] | undefined;
  /** `false` leaves the person in the page; anything else follows the link's `returnUrl` after completion. */
  redirect?: boolean | 'true' | 'false' | undefined;
  theme?: PassageConfig['theme'] | undefined;
  wasm?: PassageConfig['wasm'] | undefined;
}

/** What a template may set: properties and attributes. */
export type PassageConnectProps = Omit<PassageConnectOptions, keyof PassageConnectAttributes> & PassageConnectAttributes;

/** The events, which bubble and cross shadow roots. */
export interface PassageConnectEvents {
  /** The service says that the link is complete. */
  'passage-complete': CustomEvent<{ linkId: string }>;
  /** The connection failed. */
  'passage-error': CustomEvent<ConnectionError>;
  /** The session was closed. */
  'passage-close': CustomEvent<CloseInfo>;
  /** A step of the session. */
  'passage-event': CustomEvent<PassageEvent>;
}

/** The events as a template listens to them: `onpassage-complete`. */
export type PassageConnectListeners = {
  [Name in keyof PassageConnectEvents as `on${Name}`]?: ((event: PassageConnectEvents[Name]) => void) | undefined;
};

/**
 * A button that connects an account. Its text is the element's content; a button of the page's own, with `slot="button"`, takes its
 * place. In a form, its value is the id of the link, once that is complete.
 */
export interface PassageConnect extends HTMLElement, PassageConnectOptions {
  /** The status of the session that was opened last; also a state for style sheets: `passage-connect:state(active)`. */
  readonly status: 'idle' | 'opening' | 'active' | 'complete' | 'error' | 'closed';
  /** Why that session failed; `null` unless `status` is `error`. */
  readonly error: ConnectionError | null;
  /**
   * Opens the modal, or the flow in its place, as a press of the button does.
   *
   * @throws an `Error` with `code: 'INVALID_OPTIONS'` if the options cannot work.
   */
  open(): AppClipHandle;
  /** Ends the session that this element has opened, if it is open. */
  close(): void;
  addEventListener<Name extends keyof PassageConnectEvents>(
    type: Name,
    listener: (this: PassageConnect, event: PassageConnectEvents[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<Name extends keyof HTMLElementEventMap>(
    type: Name,
    listener: (this: PassageConnect, event: HTMLElementEventMap[Name]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}
