// `<passage-connect>`: the call of `openAppClip` as an element, for every framework and for none.

import { type AppClip, type AppClipHandle, open, type Owner } from '../call/app-clip.js';
import { withDefaults } from '../call/config.js';
import type { CloseInfo, ConnectionError, PassageEvent } from '../generated/passage_web.js';
import { loadEngine } from '../call/loader.js';
import type { OpenAppClipOptions, PassageConfig } from '../call/options.js';
import { settle, soon } from '../call/platform.js';
import { onIntent, whenIdle } from '../components/ahead.js';
import { isBusy, TEXT } from '../components/button.js';
import type { PassageConnect, PassageConnectEvents, PassageConnectOptions } from './types.js';

/** The options that an attribute can hold, by attribute. Each is a property, too. */
const ATTRIBUTES = {
  'app-clip-url': 'appClipUrl',
  'base-url': 'baseUrl',
  'claim-code': 'claimCode',
  locale: 'locale',
  preload: 'preload',
  redirect: 'redirect',
  theme: 'theme',
  wasm: 'wasm',
} as const;

const PROPERTIES = [
  ...Object.values(ATTRIBUTES),
  'container',
  'onConnectionComplete',
  'onConnectionError',
  'onClose',
  'onEvent',
  'signal',
] as const;

// On a server there are no elements, and the class is only defined.
const Base = typeof HTMLElement === 'function' ? HTMLElement : (class {} as typeof HTMLElement);

/** The element itself. Each option is a property of it, kept in `given`. */
export class ConnectElement extends Base implements Owner, Pick<PassageConnect, 'status' | 'error' | 'open' | 'close'> {
  static readonly formAssociated = true;

  given = { __proto__: null } as PassageConnectOptions;
  mounted = false;
  private clip: AppClip | undefined;
  private readonly internals: ElementInternals | undefined;
  private readonly button: HTMLButtonElement;
  /** Where the flow is shown with the attribute `inline`. */
  private readonly place: HTMLElement;
  private warm = false;

  constructor() {
    super();
    try {
      this.internals = this.attachInternals();
    } catch {
      // A browser without them: no state for the style sheet, no value in a form.
    }
    // Properties that were set before the class was there hide those of the class.
    for (const name of PROPERTIES) {
      const own = Object.getOwnPropertyDescriptor(this, name);
      if (!own) continue;
      delete (this as PassageConnectOptions)[name];
      (this.given as Record<string, unknown>)[name] = own.value;
    }
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    const create = <Name extends keyof HTMLElementTagNameMap>(name: Name, inside: ParentNode, attributes: object, text = '') => {
      const element = document.createElement(name);
      element.textContent = text;
      inside.append(Object.assign(element, attributes));
      return element;
    };
    const slot = create('slot', root, { name: 'button' });
    this.button = create('button', slot, { type: 'button', part: 'button' });
    create('slot', this.button, {}, TEXT);
    this.place = create('div', root, { part: 'flow' });
    slot.addEventListener('click', () => void this.open());
    onIntent(this, () => this.load('intent'));
    this.show();
  }

  get status(): PassageConnect['status'] {
    return this.clip?.status ?? 'idle';
  }

  get error(): ConnectionError | null {
    return this.clip?.error ?? null;
  }

  open(): AppClipHandle {
    const tell = <Name extends keyof PassageConnectEvents>(type: Name, detail: PassageConnectEvents[Name]['detail']) =>
      this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
    const { onConnectionComplete, onConnectionError, onClose, onEvent, ...rest } = this.options();
    if (this.hasAttribute('inline')) rest.container ??= this.place;
    const options = {
      ...rest,
      onConnectionComplete: () => {
        const linkId = clip.linkId ?? '';
        this.internals?.setFormValue?.(linkId);
        tell('passage-complete', { linkId });
        return onConnectionComplete?.();
      },
      onConnectionError: (error: ConnectionError) => {
        tell('passage-error', error);
        return onConnectionError?.(error);
      },
      onClose: (info: CloseInfo) => {
        tell('passage-close', info);
        return onClose?.(info);
      },
      onEvent: (event: PassageEvent) => {
        tell('passage-event', event);
        return onEvent?.(event);
      },
    } as OpenAppClipOptions;
    const clip = open(options, withDefaults(rest), this);
    return clip.handle;
  }

  close(): void {
    if (this.clip?.owner === this) this.clip.close();
  }

  opened(clip: AppClip): void {
    this.clip = clip;
    this.show();
  }

  changed(clip: AppClip): void {
    if (this.clip === clip) this.show();
  }

  connectedCallback(): void {
    this.mounted = true;
    whenIdle(() => this.load('idle'));
  }

  disconnectedCallback(): void {
    // Not if it was only moved.
    void soon(() => {
      if (this.isConnected) return;
      this.mounted = false;
      if (this.clip?.owner === this) this.clip.close('unmount');
    });
  }

  formDisabledCallback(disabled: boolean): void {
    this.button.disabled = disabled;
  }

  formResetCallback(): void {
    this.internals?.setFormValue?.(null);
  }

  /** The options as they are now, from properties and attributes. */
  options(): OpenAppClipOptions & PassageConfig {
    const options = { ...this.given };
    for (const [attribute, name] of Object.entries(ATTRIBUTES)) {
      const text = this.getAttribute(attribute);
      if (text === null || options[name] != null) continue;
      (options as Record<string, unknown>)[name] = name === 'redirect' ? text !== 'false' : text;
    }
    return options as OpenAppClipOptions & PassageConfig;
  }

  /** Loads the engine ahead of the press, if the page wants it at this time. */
  private load(time: 'idle' | 'intent'): void {
    if (this.warm) return;
    try {
      const config = withDefaults(this.options());
      if ((config.preload ?? 'intent') !== time) return;
      this.warm = true;
      void settle(
        loadEngine(config),
        () => undefined,
        () => (this.warm = false),
      );
    } catch {
      // A wrong setting is reported by the press.
    }
  }

  private show(): void {
    this.button.setAttribute('aria-busy', String(isBusy(this.status)));
    try {
      this.internals?.states.clear();
      this.internals?.states.add(this.status);
    } catch {
      // Older browsers want two hyphens.
    }
  }
}

for (const name of PROPERTIES) {
  Object.defineProperty(ConnectElement.prototype, name, {
    configurable: true,
    enumerable: true,
    get(this: ConnectElement) {
      return this.options()[name];
    },
    set(this: ConnectElement, value: unknown) {
      (this.given as Record<string, unknown>)[name] = value;
    },
  });
}
