// Starts a browser of each engine with its WebDriver. `cargo xtask test --only engines` names the programs in variables.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { SOON } from '../harness/oracle.ts';
import { type Driver, type Engine, type Size, SIZES } from './driver.ts';
import { startOld } from './old-chromium.ts';
import { DrivenTab, SCRIPT_MS } from './tab.ts';
import { Session } from './webdriver.ts';

/** How an engine's driver and browser are started. */
interface Start {
  program: () => string;
  args: (port: number) => string[];
  capabilities: () => object;
}

/** The headless shell has no pointer; with this it has a mouse, which is fine and hovers. */
const MOUSE = '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4';

const STARTS: Record<Engine, Start> = {
  chromium: {
    program: () => named('CHROMEDRIVER'),
    args: (port) => [`--port=${port}`, '--log-level=OFF'],
    capabilities: () => ({
      browserName: 'chrome',
      'goog:chromeOptions': {
        binary: process.env['HEADLESS_PATH'] ?? named('CHROME_PATH'),
        // By default the headless shell keeps frames of another site in the page's process, unlike any browser that people use.
        args: ['--headless', '--no-sandbox', '--site-per-process', '--hide-scrollbars', MOUSE],
      },
    }),
  },
  firefox: {
    program: () => named('GECKODRIVER'),
    // With access to the browser's own window, which has to become as narrow as a phone.
    args: (port) => ['--port', String(port), '--log', 'fatal', '--allow-system-access'],
    capabilities: () => ({
      browserName: 'firefox',
      'moz:firefoxOptions': {
        args: ['-headless'],
        // Fine, and able to hover: without a window it has no pointer at all.
        prefs: { 'ui.primaryPointerCapabilities': 6, 'ui.allPointerCapabilities': 6 },
      },
    }),
  },
  webkit: {
    program: () => named('WEBKIT_DRIVER'),
    args: (port) => [`--port=${port}`],
    capabilities: () => ({ browserName: 'MiniBrowser' }),
  },
};

/** WebKitGTK's driver makes mouse events of whatever pointer it is told to use. */
const TOUCHES: Record<Engine, boolean> = { chromium: true, firefox: true, webkit: false };

/** The size of the screen for the browser that has no headless mode: larger than any window here. */
const SCREEN = '1400x1000x24';

/** Without it, the buttons beside the address keep the window wider than a phone. */
const NARROW =
  '* { padding: 0; margin: 0; min-width: 0; min-height: 0; font-size: 4px; border-width: 0; -gtk-icon-transform: scale(0.2); }';

export async function start(engine: Engine): Promise<Driver> {
  const old = process.env['OLD_CHROME'];
  if (engine === 'chromium' && old) return startOld(old);
  const { program, args, capabilities } = STARTS[engine];
  const started: ChildProcess[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'passage-engines-'));
  const env = { ...process.env };
  if (engine === 'webkit') {
    env['DISPLAY'] = await screen(started);
    env['XDG_CONFIG_HOME'] = folder;
    await mkdir(join(folder, 'gtk-3.0'));
    await writeFile(join(folder, 'gtk-3.0/gtk.css'), NARROW);
  }
  const port = await freePort();
  const driver = spawn(program(), args(port), { env, stdio: 'ignore' });
  started.unshift(driver);
  const address = `http://127.0.0.1:${port}`;
  const answers = () =>
    fetch(`${address}/status`)
      .then((answer) => answer.ok)
      .catch(() => false);
  await expect.poll(answers, { message: `${program()} answers`, timeout: 20_000, ...SOON }).toBe(true);
  const session = await Session.start(address, capabilities());
  // One window serves the tests one after the other, because a browser whose last window is closed ends. A new page has a new origin,
  // and so neither storage nor listeners of the page before.
  const own = await session.get<string>('/window');
  await session.post('/timeouts', { script: SCRIPT_MS });
  let isFree = true;

  return {
    engine,
    version: session.browser,
    async tab(size: Size) {
      const handle = isFree ? own : (await session.post<{ handle: string }>('/window/new', { type: 'window' })).handle;
      if (handle === own) isFree = false;
      await session.choose(handle);
      if (engine === 'firefox') await anyWidth(session);
      await resize(session, size);
      return new DrivenTab(session, handle, engine, size, TOUCHES[engine], async () => {
        if (handle !== own) return void (await session.delete('/window'));
        isFree = true;
        await session.post('/url', { url: 'about:blank' });
      });
    },
    async stop() {
      await session.delete().catch(() => undefined);
      for (const child of started) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = once(child, 'exit');
        child.kill();
        await ended;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A screen without a monitor; returns its name. */
async function screen(started: ChildProcess[]): Promise<string> {
  const xvfb = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  started.push(xvfb);
  const [number] = (await once(xvfb.stdio[3]!, 'data')) as [Buffer];
  return `:${number.toString().trim()}`;
}

/** Firefox makes no window narrower than its own tool bar. */
async function anyWidth(session: Session): Promise<void> {
  await session.post('/moz/context', { context: 'chrome' });
  await session.post('/execute/sync', { script: "document.documentElement.style.minWidth = '0'", args: [] });
  await session.post('/moz/context', { context: 'content' });
}

/** Gives the page, not the window around it, this size. */
async function resize(session: Session, size: Size): Promise<void> {
  const { width, height } = SIZES[size];
  const inner = () => session.post<[number, number]>('/execute/sync', { script: 'return [innerWidth, innerHeight]', args: [] });
  const outer = { width, height };
  // The browser lays the page out a while later, and a new window gets its tool bars a while later too.
  const sized = async () => {
    await session.post('/window/rect', outer);
    let seen: number[] = [];
    const rests = async () => `${seen}` === `${(seen = await inner())}`;
    await expect.poll(rests, { message: 'the size of the page rests', intervals: [50] }).toBe(true);
    const [innerWidth = 0, innerHeight = 0] = seen;
    outer.width += width - innerWidth;
    outer.height += height - innerHeight;
    return seen;
  };
  await expect.poll(sized, { message: 'the size of the page', ...SOON }).toEqual([width, height]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function named(variable: string): string {
  const program = process.env[variable];
  if (!program) throw new Error(`${variable} must name the program; \`cargo xtask test --only engines\` sets it`);
  return program;
}
