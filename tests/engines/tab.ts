// A tab that a WebDriver drives.

import { expect } from '@playwright/test';
import { SOON } from '../harness/oracle.ts';
import { type Engine, type Find, type Key, type Look, type Size, SIZES, type Tab } from './driver.ts';
import { find, look } from './find.ts';
import { DriverError, type Element, type Session } from './webdriver.ts';

/** The protocol's code points of keys without a character. */
const KEYS: Record<string, string> = {
  Shift: '\uE008',
  Tab: '\uE004',
  Enter: '\uE007',
  Escape: '\uE00C',
  Backspace: '\uE003',
  PageDown: '\uE00F',
  End: '\uE010',
  Space: ' ',
};

/** How long a script may take, in milliseconds: a number of its own, by which a timer of the driver's in the page is known. */
export const SCRIPT_MS = 29_989;

/** WebKitGTK's driver also lists what a page has added to every object. */
const AS_TEXT = "typeof result === 'object' && result !== null ? { json: JSON.stringify(result) } : { value: result }";

export class DrivenTab implements Tab {
  constructor(
    private readonly browser: Session,
    private readonly handle: string,
    readonly engine: Engine,
    readonly size: Size,
    readonly touches: boolean,
    private readonly end: () => Promise<void>,
  ) {}

  /** The session, with this tab as the one that commands are for. */
  private async here(): Promise<Session> {
    await this.browser.choose(this.handle);
    return this.browser;
  }

  async open(address: string): Promise<void> {
    await (await this.here()).post('/url', { url: address });
  }

  async url(): Promise<string> {
    return (await this.here()).get('/url');
  }

  async reload(): Promise<void> {
    await (await this.here()).post('/refresh');
  }

  async back(): Promise<void> {
    await (await this.here()).post('/back');
  }

  async evaluate(script: ((value: any) => unknown) | string, value?: unknown): Promise<any> {
    const does = typeof script === 'string' ? `() => (${script})` : script.toString();
    // Firefox runs a driver's scripts beside the page's globals, so what they set would not be there for the page's own scripts. A policy
    // of the page may forbid `eval`, and then they run beside them.
    const run =
      this.engine === 'firefox'
        ? `(() => { try { return window.eval(${JSON.stringify(`(${does})`)}); } catch { return (${does}); } })()`
        : `(${does})`;
    // Not the protocol's own waiting for a promise, which calls the page's `Promise` where a page may have replaced it; nor its arguments,
    // which it makes with the page's classes. Without a prototype, because a page may have added to that of every object.
    const body = `const answer = arguments[arguments.length - 1];
      const done = (members) => answer({ __proto__: null, ...members });
      const failed = (error) => done({ failed: String((error && error.stack) || error), text: String(error) });
      try {
        const result = ${run}(${value === undefined ? '' : JSON.stringify(value)});
        if (typeof result === 'object' && result !== null && typeof result.then === 'function') result.then((result) => done(${this.engine === 'webkit' ? AS_TEXT : '{ value: result }'}), failed);
        else done(${this.engine === 'webkit' ? AS_TEXT : '{ value: result }'});
      } catch (error) { failed(error); }`;
    const answer = await (await this.here()).post<{ json?: string; value?: unknown; failed?: string; text?: string }>('/execute/async', {
      script: body,
      args: [],
    });
    if (answer.failed !== undefined) throw new Error(`in the page: ${answer.text}\n${answer.failed}`);
    return (typeof answer.json === 'string' ? JSON.parse(answer.json) : answer.value) ?? undefined;
  }

  look(what: Find): Promise<Look[]> {
    return this.evaluate(`(${look.toString()})((${find.toString()})(${JSON.stringify(what)}))`);
  }

  async press(what: Find, times = 1): Promise<void> {
    const origin = await this.element(what);
    // As a person scrolls to what is outside of the window.
    const script =
      "const { top, bottom } = arguments[0].getBoundingClientRect(); if (top < 0 || bottom > innerHeight) arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });";
    await (await this.here()).post('/execute/sync', { script, args: [origin] });
    try {
      await this.point({ origin, x: 0, y: 0 }, times);
    } catch (error) {
      // WebKitGTK's driver finds no middle of a part of a picture, nor of anything in a page that is zoomed.
      if (!(error instanceof DriverError && error.error === 'element not interactable')) throw error;
      const [{ box } = { box: undefined }] = await this.look(what);
      if (!box) throw error;
      await this.point({ origin: 'viewport', x: Math.round(box.left + box.width / 2), y: Math.round(box.top + box.height / 2) }, times);
    }
  }

  async pressAt(x: number, y: number): Promise<void> {
    await this.point({ origin: 'viewport', x, y }, 1);
  }

  async scroll(x: number, y: number, by: number): Promise<void> {
    const actions = [{ type: 'scroll', x, y, deltaX: 0, deltaY: by, duration: 0, origin: 'viewport' }];
    await (await this.here()).post('/actions', { actions: [{ type: 'wheel', id: 'wheel', actions }] });
  }

  async keys(...keys: Key[]): Promise<void> {
    const actions = keys.flatMap((key) => {
      const parts = key.length > 1 ? key.split('+') : [key];
      const values = parts.map((part) => KEYS[part] ?? part);
      return [...values.map((value) => ({ type: 'keyDown', value })), ...values.reverse().map((value) => ({ type: 'keyUp', value }))];
    });
    await (await this.here()).post('/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  async inFrame<T>(what: Find, does: () => Promise<T>): Promise<T> {
    await (await this.here()).post('/frame', { id: await this.element(what) });
    try {
      return await does();
    } finally {
      // The frame, and the whole page, may be gone.
      await (await this.here()).post('/frame', { id: null }).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    await this.here();
    await this.end();
  }

  /** Waits until exactly one is found. */
  private async element(what: Find): Promise<Element> {
    const script = `return (${find.toString()})(${JSON.stringify(what)})`;
    let found: Element[] = [];
    const looks = async () => {
      // While a page is replaced by the next, there is nothing to look into.
      found = await (await this.here()).post<Element[]>('/execute/sync', { script, args: [] }).catch((error: unknown) => {
        if (error instanceof DriverError) return [];
        throw error;
      });
      return found.length;
    };
    await expect.poll(looks, { message: `how many there are: ${JSON.stringify(what)}`, ...SOON }).toBe(1);
    return found[0]!;
  }

  private async point(at: { origin: Element | 'viewport'; x: number; y: number }, times: number): Promise<void> {
    const press = [
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    const pointerType = this.touches ? SIZES[this.size].pointer : 'mouse';
    await (await this.here()).post('/actions', {
      actions: [
        {
          type: 'pointer',
          // A pointer keeps its type as long as the session lasts.
          id: pointerType,
          parameters: { pointerType },
          actions: [{ type: 'pointerMove', duration: 0, ...at }, ...Array.from({ length: times }, () => press).flat()],
        },
      ],
    });
  }
}
