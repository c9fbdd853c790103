// The modal: keyboard, focus, closing, scrolling, the back button, and its place in the window.

import { expect } from '@playwright/test';
import { type Behaviour, real, scripted, type World } from '../behaviour.ts';
import { SIZES } from '../driver.ts';
import { CLOSE, DIALOG, FRAME, landing } from '../lab.ts';

/** How long after the dialog has appeared a press on the backdrop counts, in milliseconds. */
const PRESS_COUNTS_AFTER_MS = 500;

/** Runs in the page: where the focus is. */
const focus = (): string => {
  const { activeElement } = document;
  if (!activeElement || activeElement === document.body) return 'nowhere';
  const inner = activeElement.shadowRoot?.activeElement;
  return inner ? inner.id || inner.localName : `page: ${activeElement.id || activeElement.localName}`;
};

type AnyWorld = Pick<World<never>, 'lab' | 'tab'>;

async function closedByPerson({ lab, tab }: AnyWorld): Promise<void> {
  expect(await lab.ended()).toEqual({ outcome: 'closed', by: 'person' });
  await lab.gone();
  await lab.comes('the focus', () => tab.evaluate(() => document.activeElement?.id), 'opener');
}

/** A page that is three windows high, whose button is at the end of the first. */
const LONG = { body: '<div style="height: 1200px"></div>', head: '<style>body { min-height: 3000px }</style>' };

export const modal: Behaviour[] = [
  scripted('it is a named modal dialog, and its frame has a title and no rights but those it needs', async ({ lab, tab }) => {
    await lab.openUntilLive();
    const found = await tab.evaluate(() => {
      const root = document.body.lastElementChild!.shadowRoot!;
      const dialog = root.querySelector('dialog')!;
      const frame = root.querySelector('iframe')!;
      return {
        modal: dialog.matches(':modal'),
        name: root.getElementById(dialog.getAttribute('aria-labelledby')!)?.textContent ?? dialog.getAttribute('aria-label'),
        title: frame.title,
        sandbox: frame.getAttribute('sandbox'),
        referrer: frame.getAttribute('referrerpolicy'),
      };
    });
    expect(found).toEqual({
      modal: true,
      name: 'Connect your account',
      title: 'Sign in to your provider',
      sandbox: 'allow-scripts allow-same-origin allow-forms',
      referrer: 'no-referrer',
    });
  }),
  scripted(
    'Tab and Shift+Tab reach the close button and the frame, and never the page',
    async ({ lab, tab }) => {
      await lab.openUntilLive();
      for (const key of ['Tab', 'Shift+Tab']) {
        const seen = new Set<string>();
        for (let press = 0; press < 12; press += 1) {
          await tab.keys(key);
          seen.add(await tab.evaluate(focus));
        }
        expect(
          [...seen].filter((where) => where.startsWith('page:')),
          key,
        ).toEqual([]);
        // Behind the frame there are a browser's own buttons; the headless shell has none, so Tab leads out of it and never back.
        const there = tab.engine === 'chromium' && key === 'Tab' ? ['iframe'] : ['close', 'iframe'];
        expect([...seen], key).toEqual(expect.arrayContaining(there));
      }
    },
    { smoke: 'desktop' },
  ),
  real(
    'the first field has the focus where there is a mouse; elsewhere no keyboard opens',
    async ({ lab, tab, connect }) => {
      await lab.connect(await connect.createLink());
      await lab.comes('the focus', () => tab.evaluate(focus), 'iframe');
      await lab.inFrame(async () => {
        await lab.sees({ css: '#username' });
        const hasMouse = await tab.evaluate(() => matchMedia('(hover: hover) and (pointer: fine)').matches);
        const isFocused = async () => (await lab.sees({ css: '#username' })).focused;
        if (tab.engine === 'webkit') {
          // It lets a frame of another site focus nothing before the person has done something in it.
          expect(await isFocused()).toBe(false);
          await tab.keys('Tab');
        }
        await lab.comes('the field', isFocused, hasMouse);
      });
    },
    { notes: { webkit: 'the frame as a whole has the focus, and Tab or a press takes it to the field' } },
  ),
  scripted(
    'Escape closes it, and the focus is back',
    async (world) => {
      const { lab, tab } = world;
      await lab.openUntilLive();
      await tab.evaluate("document.body.lastElementChild.shadowRoot.querySelector('#close').focus()");
      await tab.keys('Escape');
      await closedByPerson(world);
    },
    { smoke: 'desktop' },
  ),
  scripted('Escape closes it while it opens, too', async (world) => {
    const { lab, tab, service } = world;
    const release = service.hold('claim');
    await lab.open();
    await tab.keys('Escape');
    await closedByPerson(world);
    release();
  }),
  real(
    'Escape in a field of the frame closes it',
    async (world) => {
      const { lab, tab, connect } = world;
      await lab.connect(await connect.createLink());
      await lab.inFrame(async () => {
        await lab.sees({ css: '#password' });
        await tab.press({ css: '#password' });
        // The frame goes away with the key, and the driver may miss it then.
        await tab.keys('Escape').catch(() => undefined);
      });
      await closedByPerson(world);
    },
    { smoke: 'desktop' },
  ),
  scripted(
    'the close button closes it, and the focus is back',
    async (world) => {
      await world.lab.openUntilLive();
      await world.tab.press(CLOSE);
      await closedByPerson(world);
    },
    { smoke: 'phone' },
  ),
  scripted(
    'a press beside it closes it while nothing would be lost',
    async (world) => {
      const { lab, tab, service } = world;
      const release = service.hold('claim');
      await lab.open();
      const seen = await tab.evaluate(() => performance.now());
      await lab.comes('time', async () => (await tab.evaluate(() => performance.now())) > seen + PRESS_COUNTS_AFTER_MS, true);
      await tab.pressAt(30, 400);
      await closedByPerson(world);
      release();
    },
    { sizes: ['desktop'] },
  ),
  scripted('Escape closes what the page opens on top, and not the modal', async ({ lab, tab }) => {
    await lab.openUntilLive();
    await tab.evaluate(() => {
      const own = document.createElement('dialog');
      own.id = 'own';
      own.append(document.createElement('button'));
      document.body.append(own);
      own.showModal();
    });
    await tab.keys('Escape');
    await lab.comes('the dialog of the page', async () => (await tab.look({ css: '#own' })).length, 0);
    expect(await lab.events()).not.toContain('ended');
    await tab.evaluate("document.getElementById('own').remove()");
  }),
  scripted('the focus is back also when the page enables the button after the ending', async ({ lab, tab, service }) => {
    await lab.openUntilLive();
    await tab.evaluate(() => {
      const opener = document.getElementById('opener') as HTMLButtonElement;
      opener.disabled = true;
      void calls.handles[0]!.result.then(() => setTimeout(() => (opener.disabled = false), 60));
    });
    service.set('clm_1', { status: 'complete' });
    await lab.ended();
    await lab.comes('the focus', () => tab.evaluate(() => document.activeElement?.id), 'opener');
  }),
  scripted(
    'the page behind it does not scroll, and is as it was afterwards',
    async ({ lab, tab }) => {
      const place = () =>
        tab.evaluate(() => [scrollX, scrollY, Math.round(document.getElementById('opener')!.getBoundingClientRect().top)]);
      // The focus scrolls when the browser next paints; Firefox does so once more at the next layout, so this is where the page stays.
      await lab.comes('the focus has scrolled', () => tab.evaluate('scrollY > 0'), true);
      const before = await place();
      expect(before[1]).toBeGreaterThan(100);
      await lab.openUntilLive();
      expect(await place()).toEqual(before);
      await tab.scroll(5, 5, 400);
      await tab.evaluate("document.body.lastElementChild.shadowRoot.querySelector('#close').focus()");
      await tab.keys('PageDown', 'End', 'Space');
      await lab.gone();
      await lab.ended();
      // Firefox may report the same place half a pixel further.
      expect(Math.abs((await place())[1]! - before[1]!)).toBeLessThan(1);
      await tab.evaluate('document.activeElement.blur()');
      await tab.keys('PageDown');
      await lab.comes('it scrolls again', async () => (await place())[1]! > before[1]!, true);
      await tab.evaluate("document.getElementById('opener').focus()");
    },
    { site: LONG },
  ),
  scripted(
    'the back button closes it and nothing else',
    async (world) => {
      const { lab, tab } = world;
      const address = await tab.url();
      await lab.openUntilLive();
      await tab.back();
      await closedByPerson(world);
      expect(await tab.url()).toBe(address);
    },
    { smoke: 'phone' },
  ),
  scripted('closing it in another way leaves no entry for the back button', async ({ lab, tab }) => {
    await tab.open(landing(lab));
    await lab.visit();
    await lab.openUntilLive();
    await tab.press(CLOSE);
    await lab.ended();
    await lab.comes('the entry', () => tab.evaluate('history.state'), undefined);
    await tab.back();
    await lab.comes('the page before', () => tab.url(), landing(lab));
  }),
  scripted("an entry that the page's router adds meanwhile stays", async ({ lab, tab }) => {
    await lab.openUntilLive();
    await tab.evaluate("history.pushState({ router: 'next' }, '', '#next')");
    await tab.press(CLOSE);
    await lab.ended();
    expect(await tab.evaluate('[history.state, location.hash]')).toEqual([{ router: 'next' }, '#next']);
    await tab.evaluate("history.replaceState(null, '')");
  }),
  scripted('it is inside of the window, and so are its close button and its frame', async ({ lab, tab }) => {
    await lab.openUntilLive();
    const { width, height } = SIZES[tab.size];
    for (const what of [DIALOG, CLOSE, FRAME]) {
      const { box } = await lab.sees(what);
      expect(box.left, JSON.stringify(what)).toBeGreaterThanOrEqual(-1);
      expect(box.top, JSON.stringify(what)).toBeGreaterThanOrEqual(-1);
      expect(box.left + box.width, JSON.stringify(what)).toBeLessThanOrEqual(width + 1);
      expect(box.top + box.height, JSON.stringify(what)).toBeLessThanOrEqual(height + 1);
    }
    expect((await lab.sees(FRAME)).box.width).toBeGreaterThan(300);
  }),
  scripted(
    'it is inside of the window where the page zooms its root',
    async ({ lab, tab }) => {
      await lab.openUntilLive();
      const inside = await tab.evaluate(() => {
        const dialog = document.body.lastElementChild!.shadowRoot!.querySelector('dialog')!;
        const { left, top, right, bottom } = dialog.getBoundingClientRect();
        return [left >= -1, top >= -1, right <= innerWidth + 1, bottom <= innerHeight + 1];
      });
      expect(inside).toEqual([true, true, true, true]);
    },
    { site: { head: '<style>html { zoom: 1.25 }</style>' } },
  ),
  scripted('in a dark page it is dark, and in a light one light', async ({ lab, tab }) => {
    const colours: string[] = [];
    for (const [index, theme] of (['light', 'dark'] as const).entries()) {
      await tab.evaluate((theme) => passage.configure({ theme }), theme);
      await lab.open(`clm_${index + 1}`);
      await lab.told('frameReady', index + 1);
      colours.push(
        await tab.evaluate(() => getComputedStyle(document.body.lastElementChild!.shadowRoot!.querySelector('dialog')!).backgroundColor),
      );
      await tab.press(CLOSE);
      await lab.ended(index + 1);
      await tab.evaluate("document.getElementById('opener').focus()");
    }
    expect(colours[0]).not.toBe(colours[1]);
  }),
  scripted(
    'it is pressed with a finger',
    async ({ lab, tab }) => {
      await tab.evaluate(() => {
        Object.assign(globalThis, { pointers: [] });
        document.getElementById('opener')!.onpointerup = ({ pointerType }) => (globalThis as any).pointers.push(pointerType);
      });
      await lab.openUntilLive();
      expect(await tab.evaluate('pointers')).toEqual(['touch']);
      await tab.press(CLOSE);
      expect((await lab.ended()).outcome).toBe('closed');
    },
    { sizes: ['phone'], without: { webkit: "WebKitGTK's driver makes mouse events of touches" } },
  ),
];
