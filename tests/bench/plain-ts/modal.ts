// What a person sees: a native dialog, and in it the frame, once there is one.

import type { Claimed } from './wire.ts';

const STYLE = `
.passage { padding: 0; border: 0; border-radius: 12px; width: min(26rem, 100vw); height: min(40rem, 100vh); overflow: hidden; background: #fff; color: #111; font: 16px/1.5 system-ui, sans-serif }
.passage::backdrop { background: rgb(0 0 0 / 50%) }
.passage header { display: flex; align-items: center; justify-content: space-between; height: 3rem; padding: 0 1rem; border-bottom: 1px solid #ddd }
.passage h2 { margin: 0; font-size: 1rem }
.passage header button { border: 0; background: none; font-size: 1.25rem; cursor: pointer }
.passage p { margin: 2rem; text-align: center }
.passage iframe { display: block; border: 0; width: 100%; height: calc(100% - 3rem) }
.passage iframe:not(.ready) { visibility: hidden; height: 0 }
.passage iframe.ready ~ p { display: none }
html:has(.passage[open]) { overflow: hidden }`;

let styled = false;

export class Modal {
  private readonly dialog = document.createElement('dialog');
  private readonly over = new AbortController();
  private readonly before = document.activeElement;

  constructor(private readonly onClose: () => void) {
    if (!styled) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      document.adoptedStyleSheets.push(sheet);
      styled = true;
    }
    const { dialog } = this;
    dialog.className = 'passage';
    dialog.setAttribute('aria-label', 'Connect your account');
    const header = add(dialog, 'header');
    add(header, 'h2').textContent = 'Connect your account';
    const button = add(header, 'button');
    button.textContent = '×';
    button.setAttribute('aria-label', 'Close');
    add(dialog, 'p').textContent = 'One moment…';
    button.addEventListener('click', onClose);
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      onClose();
    });
    dialog.addEventListener('click', (event) => event.target === dialog && onClose());
    document.body.append(dialog);
    dialog.showModal();
  }

  /** Shows the frame when it says that it is ready, and gives it what it needs. */
  load({ appClipUrl, sessionId, clientToken }: Claimed, onReady: () => void): void {
    const { origin } = new URL(appClipUrl);
    const frame = document.createElement('iframe');
    frame.title = 'Connect your account';
    frame.referrerPolicy = 'no-referrer';
    frame.sandbox.add('allow-scripts', 'allow-same-origin', 'allow-forms');
    frame.src = appClipUrl;
    const hear = ({ source, origin: from, data }: MessageEvent<unknown>) => {
      if (source !== frame.contentWindow || from !== origin) return;
      const message = data as { passage?: unknown; type?: unknown } | null;
      if (typeof message !== 'object' || message?.passage !== 1) return;
      if (message.type === 'close') this.onClose();
      if (message.type !== 'ready') return;
      const locale = document.documentElement.lang || navigator.language;
      frame.contentWindow?.postMessage({ passage: 1, type: 'init', sessionId, clientToken, locale, theme: 'auto' }, origin);
      if (frame.className) return;
      frame.className = 'ready';
      frame.focus();
      onReady();
    };
    addEventListener('message', hear, { signal: this.over.signal });
    this.dialog.querySelector('header')!.after(frame);
  }

  remove(): void {
    this.over.abort();
    this.dialog.close();
    this.dialog.remove();
    if (this.before instanceof HTMLElement) this.before.focus();
  }
}

function add<K extends keyof HTMLElementTagNameMap>(parent: Element, name: K): HTMLElementTagNameMap[K] {
  return parent.appendChild(document.createElement(name));
}
