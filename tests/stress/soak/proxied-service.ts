// The real service behind its own proxy. It can be killed and started again; calls wait until it is up.

import { Connect, type CreatedLink, type Link } from '../../harness/connect.ts';
import { Proxy } from '../../harness/proxy.ts';

/** How long each step of the automation takes, in milliseconds; long enough that the page sees one. */
const STEP_MS = 20;

/** A link with its sessions, as the sandbox shows it. */
interface Shown {
  id: string;
  sessions: { id: string; stage: string }[];
}

export class ProxiedService {
  restarts = 0;
  private up: Promise<void> = Promise.resolve();
  private logs = '';

  private constructor(
    readonly proxy: Proxy,
    private readonly connect: Connect,
  ) {}

  static async start(): Promise<ProxiedService> {
    let connect: Connect | undefined;
    const proxy = await Proxy.start(() => connect!.address);
    // Its frames come through the proxy as well.
    connect = await reachedAt(proxy, () => Connect.start(STEP_MS));
    return new ProxiedService(proxy, connect);
  }

  /** Kills the service with SIGKILL, and starts it again with the same port and database. */
  restart(): Promise<void> {
    this.restarts += 1;
    this.up = (async () => {
      this.logs += this.connect.stderr;
      await this.connect.kill();
      await reachedAt(this.proxy, () => this.connect.startAgain());
    })();
    return this.up;
  }

  async createLink(): Promise<CreatedLink> {
    await this.up;
    return this.connect.createLink();
  }

  async link(linkId: string): Promise<Link> {
    await this.up;
    return this.connect.link(linkId);
  }

  /** How often a link was claimed. */
  async sessionsOf(linkId: string): Promise<number> {
    const { links } = await this.ask<{ links: Shown[] }>('GET', '/sandbox/links');
    return links.find(({ id }) => id === linkId)?.sessions.length ?? 0;
  }

  /** Makes the link expire, by the sandbox. */
  async expire(linkId: string): Promise<void> {
    await this.ask('POST', `/sandbox/links/${linkId}/expire`);
  }

  /** Somebody else claims it: another browser, another key. */
  async claim(code: string): Promise<void> {
    await this.ask('POST', '/link/claim', { code });
  }

  /** The service's error messages. */
  get complaints(): string[] {
    return (this.logs + this.connect.stderr).split('\n').filter((line) => /panicked|ERROR/.test(line));
  }

  async stop(): Promise<void> {
    await this.up;
    await this.proxy.stop();
    await this.connect.stop();
  }

  private async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    await this.up;
    const response = await fetch(this.connect.address + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}

/** Starts a service whose public address is the proxy's. */
async function reachedAt<T>(proxy: Proxy, start: () => Promise<T>): Promise<T> {
  const { CONNECT_PUBLIC_URL: address, CONNECT_LOG: log } = process.env;
  Object.assign(process.env, { CONNECT_PUBLIC_URL: proxy.address, CONNECT_LOG: 'warn' });
  try {
    return await start();
  } finally {
    // Other tests of this process start services of their own.
    for (const [name, value] of Object.entries({ CONNECT_PUBLIC_URL: address, CONNECT_LOG: log })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
