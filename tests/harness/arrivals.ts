// Does something to a page and waits, in the page itself, for the event or message that follows. The browser decides when it delivers an
// event or message, so nothing outside of the page proves that it has arrived.

import type { Page } from '@playwright/test';

declare global {
  /** In the page: resolves when the awaited event or message arrives. */
  var arrival: Promise<void>;
}

/** Does `act`, and returns when the page has received a message with this `type`, or `times` of them. */
export async function untilMessage(page: Page, type: string, act: () => unknown, times = 1): Promise<void> {
  await page.evaluate(
    ([type, times]) => {
      let left = times;
      globalThis.arrival = new Promise((resolve) => {
        addEventListener('message', function heard({ data }) {
          if (data?.type !== type || (left -= 1) > 0) return;
          removeEventListener('message', heard);
          resolve();
        });
      });
    },
    [type, times] as const,
  );
  await act();
  await page.evaluate(() => arrival);
}

/** Does `act`, and returns when the page's window, document or open dialog has received this event. */
export async function untilEvent(page: Page, at: 'window' | 'document' | 'dialog', name: string, act: () => unknown): Promise<void> {
  await page.evaluate(
    ([at, name]) => {
      const dialog = () => document.body.lastElementChild!.shadowRoot!.querySelector('dialog')!;
      const target: EventTarget = at === 'window' ? window : at === 'document' ? document : dialog();
      globalThis.arrival = new Promise((resolve) => target.addEventListener(name, () => resolve(), { once: true }));
    },
    [at, name] as const,
  );
  await act();
  await page.evaluate(() => arrival);
}
