// A Chromium of years ago, which today's chromedriver no longer drives. Playwright still does, as long as it is given points and keys:
// what it does with elements needs a newer browser.

import { type Browser, chromium, expect, type Frame, type Page } from '@playwright/test';
import { SOON } from '../harness/oracle.ts';
import { type Driver, type Find, type Key, type Look, type Size, SIZES, type Tab } from './driver.ts';
import { find, look } from './find.ts';

export async function startOld(executablePath: string): Promise<Driver> {
  const browser = await chromium.launch({ executablePath, args: ['--site-per-process'] });
  return {
    engine: 'chromium',
    version: `Chromium ${browser.version()}`,
    tab: (size) => OldTab.open(browser, size),
    stop: () => browser.close(),
  };
}

class OldTab implements Tab {
  readonly engine = 'chromium';
  readonly touches = true;
  /** The frame that the commands are for, and how it is found in the page. */
  private inside: { frame: Frame; what: Find } | undefined;

  private constructor(
    private readonly page: Page,
    readonly size: Size,
  ) {}

  static async open(browser: Browser, size: Size): Promise<OldTab> {
    const { width, height, pointer } = SIZES[size];
    const context = await browser.newContext({ viewport: { width, height }, hasTouch: pointer === 'touch' });
    return new OldTab(await context.newPage(), size);
  }

  async open(address: string): Promise<void> {
    await this.page.goto(address);
  }

  async url(): Promise<string> {
    return this.page.url();
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  async back(): Promise<void> {
    await this.page.goBack({ waitUntil: 'commit' });
  }

  async evaluate(script: ((value: any) => unknown) | string, value?: unknown): Promise<any> {
    return (this.inside?.frame ?? this.page).evaluate(script as never, value as never);
  }

  look(what: Find): Promise<Look[]> {
    return this.evaluate(`(${look.toString()})((${find.toString()})(${JSON.stringify(what)}))`);
  }

  async press(what: Find, times = 1): Promise<void> {
    // While a page is replaced by the next, there is nothing to look into.
    const count = () =>
      this.look(what).then(
        ({ length }) => length,
        () => 0,
      );
    await expect.poll(count, { message: `how many there are: ${JSON.stringify(what)}`, ...SOON }).toBe(1);
    await this.evaluate(`(([element]) => {
      const { top, bottom } = element.getBoundingClientRect();
      if (top < 0 || bottom > innerHeight) element.scrollIntoView({ block: 'center' });
    })((${find.toString()})(${JSON.stringify(what)}))`);
    const [{ box }] = (await this.look(what)) as [Look];
    await this.pressAt(box.left + box.width / 2, box.top + box.height / 2, times);
  }

  async pressAt(x: number, y: number, times = 1): Promise<void> {
    let [left, top] = [x, y];
    if (this.inside) {
      const frame = await this.page.evaluate<Look>(`(${look.toString()})((${find.toString()})(${JSON.stringify(this.inside.what)}))[0]`);
      left += frame.box.left;
      top += frame.box.top;
    }
    for (let time = 0; time < times; time += 1) {
      // A touch that the protocol makes does not arrive in a frame of another site.
      if (SIZES[this.size].pointer === 'touch' && !this.inside) await this.page.touchscreen.tap(left, top);
      else await this.page.mouse.click(left, top, { clickCount: time + 1 });
    }
  }

  async scroll(x: number, y: number, by: number): Promise<void> {
    await this.page.mouse.move(x, y);
    await this.page.mouse.wheel(0, by);
  }

  async keys(...keys: Key[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async inFrame<T>(what: Find, does: () => Promise<T>): Promise<T> {
    // Not by its element, for which Playwright adds listeners to the page.
    const frames = this.page.mainFrame().childFrames();
    const [frame] = frames;
    if (!frame || frames.length > 1) throw new Error(`${frames.length} frames for ${JSON.stringify(what)}`);
    this.inside = { frame, what };
    try {
      return await does();
    } finally {
      this.inside = undefined;
    }
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
