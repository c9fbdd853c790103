// Pages whose scripts change the classes of the DOM.

import type { HostPage } from '../row.ts';

const dom = (page: string, before: NonNullable<HostPage['before']>, more: Partial<HostPage> = {}): HostPage => ({
  page,
  before,
  ending: 'complete',
  ...more,
});

export const classes: HostPage[] = [
  dom('`addEventListener` is wrapped as by zone.js: `once`, `signal` and `passive` are lost', () => {
    const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
    const wrapped = new WeakMap<object, EventListener>();
    const capture = (options: unknown) =>
      typeof options === 'object' && options !== null ? !!(options as AddEventListenerOptions).capture : !!options;
    EventTarget.prototype.addEventListener = function (this: EventTarget, type: string, listener: any, options?: unknown) {
      if (listener && !wrapped.has(listener)) {
        wrapped.set(listener, function (this: unknown, event) {
          return typeof listener === 'function' ? listener.call(this, event) : listener.handleEvent(event);
        });
      }
      return add.call(this, type, listener && wrapped.get(listener)!, capture(options));
    };
    EventTarget.prototype.removeEventListener = function (this: EventTarget, type: string, listener: any, options?: unknown) {
      return remove.call(this, type, (listener && wrapped.get(listener)) ?? listener, capture(options));
    };
  }),
  dom('`addEventListener` is wrapped and gives every listener `passive`', () => {
    const { addEventListener: add } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (this: EventTarget, type: string, listener: any, options?: any) {
      const given = typeof options === 'object' && options !== null ? options : { capture: !!options };
      return add.call(this, type, listener, { passive: true, ...given });
    };
  }),
  dom('`addEventListener` is wrapped, and `removeEventListener` does not find what it added', () => {
    const { addEventListener: add } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (this: EventTarget, type: string, listener: any, options?: any) {
      if (typeof listener !== 'function') throw new TypeError(`${type}: a listener must be a function`);
      return add.call(this, type, (event) => listener.call(this, event), options);
    };
  }),
  dom('`addEventListener` of the window is one of its own', () => {
    const { addEventListener: add, removeEventListener: remove } = window;
    window.addEventListener = (...values: Parameters<typeof add>) => add.apply(window, values);
    window.removeEventListener = (...values: Parameters<typeof remove>) => remove.apply(window, values);
  }),
  dom('`appendChild`, `insertBefore` and `append` are wrapped, as tag managers do', () => {
    const { appendChild, insertBefore } = Node.prototype;
    const { append } = Element.prototype;
    Node.prototype.appendChild = function <T extends Node>(this: Node, node: T): T {
      if (node instanceof HTMLScriptElement && /ads/.test(node.src)) return node;
      return appendChild.call(this, node) as T;
    };
    Node.prototype.insertBefore = function <T extends Node>(this: Node, node: T, before: Node | null): T {
      return insertBefore.call(this, node, before) as T;
    };
    Element.prototype.append = function (this: Element, ...nodes: (Node | string)[]) {
      append.apply(this, nodes);
    };
  }),
  dom('`createElement` is wrapped, and `src` of frames with it, as consent banners do', () => {
    const { createElement } = Document.prototype;
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'src')!;
    Document.prototype.createElement = function (this: Document, ...values: [string]) {
      const element = createElement.apply(this, values);
      if (values[0] === 'iframe') {
        Object.defineProperty(element, 'src', {
          get: () => get!.call(element) as string,
          set: (address: string) => set!.call(element, /ads/.test(address) ? 'about:blank' : address),
        });
      }
      return element;
    } as typeof createElement;
  }),
  dom('`setAttribute` is wrapped and takes texts alone', () => {
    const { setAttribute } = Element.prototype;
    Element.prototype.setAttribute = function (this: Element, name: string, value: string) {
      if (typeof value !== 'string') throw new TypeError(`${name}: a text, please`);
      setAttribute.call(this, name, value);
    };
  }),
  dom('`focus` is wrapped, as focus guards do', () => {
    const { focus } = HTMLElement.prototype;
    HTMLElement.prototype.focus = function (this: HTMLElement, options?: FocusOptions) {
      focus.call(this, { preventScroll: true, ...options });
    };
  }),
  dom("`remove`, `contains` and `closest` are a library's own", () => {
    Element.prototype.remove = function (this: Element) {
      this.parentNode?.removeChild(this);
      return this;
    };
    Node.prototype.contains = function (this: Node, node: unknown) {
      return typeof node === 'object' && node !== null && this !== node && !!(this.compareDocumentPosition(node as Node) & 16);
    };
    Element.prototype.closest = () => null;
  }),
  dom(
    '`attachShadow` makes every shadow root closed',
    () => {
      const { attachShadow } = Element.prototype;
      Element.prototype.attachShadow = function (this: Element, init: ShadowRootInit) {
        return attachShadow.call(this, { ...init, mode: 'closed' });
      };
    },
    { unseen: 'nobody finds the way into a closed shadow root' },
  ),
  dom('`attachShadow` makes every shadow root open and notes it', () => {
    const { attachShadow } = Element.prototype;
    const noted: ShadowRoot[] = [];
    Element.prototype.attachShadow = function (this: Element, init: ShadowRootInit) {
      const root = attachShadow.call(this, { ...init, mode: 'open' });
      noted.push(root);
      return root;
    };
  }),
  dom(
    '`attachShadow` is missing',
    () => {
      delete (Element.prototype as Partial<Element>).attachShadow;
    },
    { ending: 'INTERNAL_ERROR' },
  ),
  dom(
    '`showModal` is missing, as in old browsers',
    () => {
      delete (HTMLDialogElement.prototype as Partial<HTMLDialogElement>).showModal;
    },
    { ending: 'INTERNAL_ERROR' },
  ),
  dom('`showModal` is wrapped', () => {
    const { showModal, close } = HTMLDialogElement.prototype;
    HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
      showModal.call(this);
      this.dispatchEvent(new Event('show'));
    };
    HTMLDialogElement.prototype.close = function (this: HTMLDialogElement, ...values: [string?]) {
      close.apply(this, values);
    };
  }),
  dom('`replaceSync` of style sheets is missing', () => {
    delete (CSSStyleSheet.prototype as Partial<CSSStyleSheet>).replaceSync;
  }),
  dom('`composedPath` is missing', () => {
    delete (Event.prototype as Partial<Event>).composedPath;
  }),
  dom('`pushState` and `replaceState` are wrapped, as routers and analytics do', () => {
    for (const name of ['pushState', 'replaceState'] as const) {
      const real = History.prototype[name];
      history[name] = function (...values: Parameters<typeof real>) {
        real.apply(history, values);
        dispatchEvent(new Event('locationchange'));
      };
    }
  }),
  dom('`pushState` is wrapped, and the browser has no close watchers', () => {
    delete (globalThis as { CloseWatcher?: unknown }).CloseWatcher;
    const { pushState } = History.prototype;
    history.pushState = (...values: Parameters<typeof pushState>) => {
      pushState.apply(history, values);
      dispatchEvent(new Event('locationchange'));
    };
  }),
];
