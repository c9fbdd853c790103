// The host page's site: serves files of folders, and answers the two calls of an integrator's backend.
// It is not the example's backend, so that a test can choose headers and see which links the page asked for.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import type { Connect, CreatedLink } from './connect.ts';
import { note } from './own-origin.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
};

/** Where the links come from: the real service or the scripted one. */
export type LinkSource = Pick<Connect, 'address' | 'createLink'>;

export interface HostOptions {
  /** URL path prefix to folder; the longest prefix wins. */
  folders: Record<string, string>;
  /** Sent with every page, a policy for instance. */
  headers?: Record<string, string>;
  /** Pages made for a test: URL path to HTML, which may contain the host's address. */
  pages?: Record<string, MadePage>;
}

export interface MadePage {
  html(address: string): string;
  /** Default: HTML. */
  type?: string;
}

export class Host {
  /** Every link that a page asked this host for, in order. */
  readonly links: CreatedLink[] = [];

  private constructor(
    private readonly server: Server,
    private readonly connect: LinkSource,
    private readonly options: HostOptions,
  ) {
    server.on('request', (request, response) => {
      this.answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  }

  static async start(connect: LinkSource, options: HostOptions): Promise<Host> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Host(server, connect, options);
  }

  /** `http://localhost:PORT`: another site than the service at 127.0.0.1. */
  get address(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.address);
    const made = this.options.pages?.[pathname];
    const file = made ? 'made.html' : await this.file(pathname);
    note(request, file);
    if (pathname === '/api/config') return json(response, { connectUrl: this.connect.address });
    if (pathname === '/api/links' && request.method === 'POST') {
      const link = await this.connect.createLink();
      this.links.push(link);
      return json(response, link);
    }
    // The browser asks for it by itself; a 404 would appear in the console of every test.
    if (pathname === '/favicon.ico') return void response.writeHead(204).end();
    if (!file) return void response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': made?.type ?? TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': 'no-store',
      ...this.options.headers,
    });
    if (made) return void response.end(made.html(this.address));
    createReadStream(file).pipe(response);
  }

  private async file(pathname: string): Promise<string | null> {
    const prefixes = Object.keys(this.options.folders).sort((a, b) => b.length - a.length);
    const prefix = prefixes.find((candidate) => pathname.startsWith(candidate));
    const folder = prefix && this.options.folders[prefix];
    if (!folder) return null;
    const rest = decodeURIComponent(pathname.slice(prefix.length)) || 'index.html';
    const file = normalize(join(folder, rest));
    if (!file.startsWith(normalize(folder + sep))) return null;
    return (await stat(file).catch(() => null))?.isFile() ? file : null;
  }
}

function json(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
