// A browser at the other end of its debugging pipe, without the test driver: the driver gives up a tab whose renderer has crashed, and
// the browser discards no tab that a driver holds.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { expect } from '@playwright/test';

interface Target {
  targetId: string;
  type: string;
  url: string;
}

export class Browser {
  private readonly waiting = new Map<number, (answer: { result?: any; error?: { message: string } }) => void>();
  private readonly crashes = new Map<string, () => void>();
  private sent = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
  ) {
    let text = '';
    (child.stdio[4] as Readable).setEncoding('utf8').on('data', (more: string) => {
      const messages = (text + more).split('\0');
      text = messages.pop()!;
      for (const message of messages.map((each) => JSON.parse(each))) {
        if (message.method === 'Inspector.targetCrashed') this.crashes.get(message.sessionId)?.();
        else this.waiting.get(message.id)?.(message);
      }
    });
  }

  static async start(file: string): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'passage-profile-'));
    // Opens `chrome://discards`.
    await writeFile(join(profile, 'Local State'), JSON.stringify({ internal_only_uis_enabled: true }));
    const flags = ['--headless=new', '--no-sandbox', '--site-per-process', '--no-first-run', '--remote-debugging-pipe'];
    const child = spawn(file, [...flags, `--user-data-dir=${profile}`], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    return new Browser(child, profile);
  }

  async send(method: string, params: object = {}, sessionId?: string): Promise<any> {
    const id = (this.sent += 1);
    const answer = new Promise<any>((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result)));
    });
    (this.child.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return answer.finally(() => this.waiting.delete(id));
  }

  crashed(sessionId: string): Promise<void> {
    return new Promise((resolve) => this.crashes.set(sessionId, resolve));
  }

  async targets(): Promise<Target[]> {
    return (await this.send('Target.getTargets')).targetInfos;
  }

  /** A new tab, which nobody holds. */
  async open(url: string): Promise<Tab> {
    await this.send('Target.createTarget', { url });
    return new Tab(this, url);
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class Tab {
  /** By which it holds the page and its frames, by target. */
  private readonly sessions = new Map<string, string>();

  constructor(
    private readonly browser: Browser,
    private readonly url: string,
  ) {}

  /** The value of an expression in the page. */
  run(expression: string): Promise<any> {
    return this.runAt(({ type, url }) => type === 'page' && url === this.url, expression);
  }

  /** The value of an expression in its frame of another site whose address contains `part`. */
  runInFrame(part: string, expression: string): Promise<any> {
    return this.runAt(({ type, url }) => type === 'iframe' && url.includes(part), expression);
  }

  async reload(): Promise<void> {
    await this.run('void setTimeout(() => location.reload())');
  }

  /** Ends the page's process, and loads the page again, as the button in its place does. */
  async crash(): Promise<void> {
    const session = await this.hold(await this.target());
    const crashed = this.browser.crashed(session);
    await this.browser.send('Inspector.enable', {}, session);
    // It has no answer.
    this.browser.send('Page.crash', {}, session).catch(() => undefined);
    await crashed;
    await this.browser.send('Page.reload', {}, session);
  }

  /** Has the browser discard the tab as it does when memory is short, and shows the tab again, which loads the page. */
  async discard(): Promise<void> {
    await this.letGo();
    const list = await this.browser.open('chrome://discards/');
    const discards = "document.querySelector('discards-main')?.shadowRoot.querySelector('discards-tab')?.shadowRoot";
    const row = `[...${discards}?.querySelectorAll('tr') ?? []].find((row) => row.textContent.includes('${this.url}'))`;
    await expect.poll(() => list.run(`Boolean(${row})`)).toBe(true);
    await list.run(`[...${row}.querySelectorAll('[is=action-link]')].find((link) => /urgent discard/i.test(link.textContent)).click()`);
    await expect.poll(() => list.run(`/discarded/.test(${row}?.textContent)`)).toBe(true);
    await this.browser.send('Target.activateTarget', { targetId: await this.target() });
    // Only then is it held again: the browser would load it a second time.
    await expect.poll(() => list.run(`/\\bloaded/.test(${row}?.textContent)`)).toBe(true);
    expect(await this.run('document.wasDiscarded')).toBe(true);
    await list.close();
  }

  async close(): Promise<void> {
    await this.browser.send('Target.closeTarget', { targetId: await this.target() });
  }

  private async target(): Promise<string> {
    const found = (await this.browser.targets()).find(({ type, url }) => type === 'page' && url === this.url);
    if (!found) throw new Error(`no tab shows ${this.url}`);
    return found.targetId;
  }

  /** `undefined` where there is no such target, or where it went away. */
  private async runAt(which: (target: Target) => boolean, expression: string): Promise<any> {
    const found = (await this.browser.targets()).find(which);
    if (!found) return undefined;
    const session = await this.hold(found.targetId);
    const run = { expression, awaitPromise: true, returnByValue: true };
    return this.browser.send('Runtime.evaluate', run, session).then(
      ({ result }) => result.value,
      () => undefined,
    );
  }

  private async hold(targetId: string): Promise<string> {
    const held = this.sessions.get(targetId);
    if (held) return held;
    const { sessionId } = await this.browser.send('Target.attachToTarget', { targetId, flatten: true });
    this.sessions.set(targetId, sessionId);
    return sessionId;
  }

  private async letGo(): Promise<void> {
    for (const sessionId of this.sessions.values()) {
      // A frame that is gone has let go by itself.
      await this.browser.send('Target.detachFromTarget', { sessionId }).catch(() => undefined);
    }
    this.sessions.clear();
  }
}
