// The scripted service: a stand-in for the Connect service that answers as a test says, also with answers that the real one cannot be made
// to give. It implements the real protocol (CORS, ETag, Prefer, Idempotency-Key), holds requests until the link changes, without a time
// limit, and counts the requests under way.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import type { CreatedLink } from './connect.ts';
import { inRepository } from './places.ts';

export type Status = 'pending' | 'active' | 'complete' | 'failed' | 'expired';

export interface Link {
  code: string;
  linkId: string;
  sessionId: string;
  /** The idempotency key of the claim that made the session. */
  key: string;
  status: Status;
  error: { code: string; message: string } | null;
  returnUrl: string | null;
  version: number;
}

/** An answer instead of the ordinary one. */
export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Asked {
  what: What;
  code: string;
  /** `Idempotency-Key` of a claim. */
  key?: string;
  /** The session that a cancel names. */
  sessionId?: string;
  /** The `Request-Id` of the answer. */
  requestId: string;
  headers: IncomingMessage['headers'];
}

export type What = 'claim' | 'status' | 'cancel';
type Script = (asked: Asked) => Reply | 'ordinary' | 'cut' | Promise<Reply | 'ordinary' | 'cut'>;

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*, authorization',
  'access-control-allow-methods': 'GET, POST',
  'access-control-expose-headers': 'ETag, Preference-Applied, Request-Id, Retry-After',
  'access-control-max-age': '600',
  'cache-control': 'no-store',
};

export class Service {
  /** Every claim, status and cancel request, in order. */
  readonly asked: Asked[] = [];
  /** `Referer` of every request, the frame's included. */
  readonly referrers: string[] = [];
  /** How many requests, including the frame's, are neither answered nor given up by the browser. */
  pending = 0;
  /** The claims, status and cancel requests among them. */
  readonly underWay = new Set<Asked>();
  /** Those that are held until a link changes, as `Prefer` asks; each with a function that releases it. */
  readonly held = new Map<Asked, () => void>();
  /** The largest number of requests of each kind that were under way at the same time. */
  readonly most: Record<What, number> = { claim: 0, status: 0, cancel: 0 };
  /** Whether the frame reports ready by itself. */
  frameReady = true;
  /** Headers of the frame's page. */
  frameHeaders: Record<string, string> = {};
  /** Whether `Prefer: wait` is honoured. */
  waits = true;
  private readonly links = new Map<string, Link>();
  private readonly scripts: Record<What, Script[]> = { claim: [], status: [], cancel: [] };
  private always: Partial<Record<What, Script>> = {};

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        response.writeHead(500, CORS).end(String(error));
      });
    });
  }

  static async start(): Promise<Service> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Service(server);
  }

  /** `http://127.0.0.1:PORT`: to a page at localhost, another site. */
  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  async createLink(): Promise<CreatedLink> {
    const { linkId, code } = this.link(`clm_${this.links.size + 1}`);
    return { linkId, claimCode: code };
  }

  /** The link with this claim code; a new one begins as pending. */
  link(code: string): Link {
    let link = this.links.get(code);
    if (!link) {
      const number = this.links.size + 1;
      link = {
        code,
        linkId: `link_${number}`,
        sessionId: '',
        key: '',
        status: 'pending',
        error: null,
        returnUrl: null,
        version: 1,
      };
      this.links.set(code, link);
    }
    return link;
  }

  /** Changes a link, and releases the requests that wait for a change. */
  set(code: string, change: Partial<Link>): void {
    const link = this.link(code);
    Object.assign(link, change);
    link.version += 1;
    for (const wake of [...this.held.values()]) wake();
  }

  /** How the next request of this kind is answered. Calls queue up: the second one is for the request after it. */
  next(what: What, script: Reply | 'cut' | Script): void {
    this.scripts[what].push(typeof script === 'function' ? script : () => script);
  }

  /** How every request of this kind is answered from now on; `undefined` for the ordinary answers. */
  every(what: What, script: Reply | 'cut' | Script | undefined): void {
    this.always[what] = script === undefined || typeof script === 'function' ? script : () => script;
  }

  /** The next request of this kind waits until the returned function is called. */
  hold(what: What): () => void {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    this.next(what, () => released.then(() => 'ordinary' as const));
    return release;
  }

  of(what: What): Asked[] {
    return this.asked.filter((asked) => asked.what === what);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', this.address);
    if (request.method === 'OPTIONS') return void response.writeHead(204, CORS).end();
    this.referrers.push(request.headers.referer ?? '');
    this.pending += 1;
    response.once('close', () => (this.pending -= 1));
    if (search) throw new Error(`the package sends no query, but this request has one: ${search}`);
    if (pathname === '/link/claim') return this.scripted('claim', request, response);
    if (pathname === '/link/status') return this.scripted('status', request, response);
    if (pathname === '/link/cancel') return this.scripted('cancel', request, response);
    if (pathname.startsWith('/clip/')) return this.frame(response);
    response.writeHead(404, CORS).end();
  }

  private async scripted(what: What, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = what === 'status' ? {} : (JSON.parse(await text(request)) as { code?: string; sessionId?: string });
    const code = body.code ?? bearer(request);
    const key = request.headers['idempotency-key'];
    const requestId = `req_${this.asked.length + 1}`;
    response.setHeader('request-id', requestId);
    const asked: Asked = { what, code, requestId, headers: request.headers };
    if (typeof key === 'string') asked.key = key;
    if (body.sessionId !== undefined) asked.sessionId = body.sessionId;
    this.asked.push(asked);
    this.underWay.add(asked);
    this.most[what] = Math.max(this.most[what], [...this.underWay].filter((each) => each.what === what).length);
    response.once('close', () => this.underWay.delete(asked));
    const script = this.scripts[what].shift() ?? this.always[what];
    const reply = (await script?.(asked)) ?? 'ordinary';
    if (reply === 'cut') return void response.socket?.destroy();
    if (reply !== 'ordinary') return send(response, reply);
    // Here the person always has something to do, so there is nothing to stop.
    if (what === 'cancel') return send(response, { status: 204 });
    return what === 'claim' ? this.claim(asked, response) : this.status(asked, response);
  }

  private claim({ code, key = '' }: Asked, response: ServerResponse): void {
    const link = this.link(code);
    if (link.status === 'expired') return send(response, { status: 410, body: { error: 'Link expired', code: 'LINK_EXPIRED' } });
    if (link.status === 'complete') return send(response, { status: 409, body: { error: 'Done', code: 'LINK_ALREADY_COMPLETE' } });
    if (link.key !== key) {
      if (link.status === 'active') return send(response, { status: 409, body: { error: 'In use', code: 'LINK_IN_USE' } });
      this.set(code, { key, status: 'active', error: null, sessionId: `ses_${this.of('claim').length}_${link.linkId}` });
    }
    send(response, {
      status: 200,
      body: {
        linkId: link.linkId,
        sessionId: link.sessionId,
        clientToken: `token-of-${link.sessionId}`,
        appClipUrl: `${this.address}/clip/${link.sessionId}`,
        expiresAt: Date.now() + 4 * 3_600_000,
      },
    });
  }

  private async status(asked: Asked, response: ServerResponse): Promise<void> {
    const { code, headers } = asked;
    const link = this.link(code);
    const etag = () => `"${link.version}"`;
    const waits = this.waits && headers.prefer?.includes('wait=');
    if (waits) {
      while (headers['if-none-match'] === etag() && !response.closed) await this.change(asked, response);
      if (response.closed) return;
    }
    const applied: Record<string, string> = waits ? { 'preference-applied': 'wait=25' } : {};
    if (headers['if-none-match'] === etag()) return send(response, { status: 304, headers: { etag: etag(), ...applied } });
    const { linkId, sessionId, status, error, returnUrl } = link;
    const body = { linkId, sessionId, status, error, returnUrl, expiresAt: Date.now() + 4 * 3_600_000, updatedAt: Date.now() };
    send(response, { status: 200, body, headers: { etag: etag(), ...applied } });
  }

  /** Waits until a link changes, or the browser gives the request up. */
  private change(asked: Asked, response: ServerResponse): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.held.delete(asked);
        response.off('close', wake);
        resolve();
      };
      this.held.set(asked, wake);
      response.once('close', wake);
    });
  }

  private async frame(response: ServerResponse): Promise<void> {
    const page = await readFile(inRepository('tests/harness/lab/frame.html'), 'utf8');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...this.frameHeaders });
    response.end(page.replace('READY', String(this.frameReady)));
  }
}

function send(response: ServerResponse, { status, body, headers }: Reply): void {
  response.writeHead(status, { ...CORS, 'content-type': 'application/json', ...headers });
  response.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
}

function bearer(request: IncomingMessage): string {
  return request.headers.authorization?.replace(/^Bearer /, '') ?? '';
}

async function text(request: IncomingMessage): Promise<string> {
  let all = '';
  for await (const part of request.setEncoding('utf8')) all += part as string;
  return all;
}
