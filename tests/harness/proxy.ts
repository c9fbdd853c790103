// A proxy between a page and the real service, with the faults of real networks: resets, truncated bodies, answers that are lost after the
// service has done its work, slow answers, endless answers. Each connection carries one request, so that a fault affects exactly one.

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

/** What a request is for. */
export type Path = 'claim' | 'status' | 'preflight' | 'other';

export type ProxyFault =
  /** The connection is reset; the service never hears of the request. */
  | 'reset'
  /** The connection closes normally, without an answer. */
  | 'closed'
  /** The service has done its work; its answer is lost and the connection reset. */
  | 'replyLost'
  /** The answer's head and half of its body, then a reset. */
  | 'cut'
  /** The answer's head and half of its body, then the connection closes normally. */
  | 'cutInGoodOrder'
  /** The answer arrives byte by byte, one at each call of `drip`. */
  | 'drip'
  /** A body of up to a hundred megabytes, as long as the page reads it. */
  | 'huge'
  /** Bytes that are not HTTP. */
  | 'garbage'
  /** The request is accepted and never answered. */
  | 'swallowed'
  /** The connection is reset while the service holds the request, as `Prefer` asks. */
  | 'severed'
  /** The answer arrives half a second late. */
  | 'late'
  /** 503 in place of the service. */
  | 'busy'
  /** 429 in place of the service, with a second of `Retry-After`. */
  | 'limited'
  /** A captive portal's page in place of the service. */
  | 'portal';

const HUGE = 100 * 1024 * 1024;
/** How late `late` is, in milliseconds. */
const LATE_MS = 500;
/** How long `severed` lets the service hold a request, in milliseconds. */
const SEVERED_AFTER_MS = 200;

/** The CORS header that a load balancer in front of the service would send: every origin may read the answers. */
const CORS = 'access-control-allow-origin: *\r\naccess-control-expose-headers: Retry-After\r\n';
const INSTEAD = {
  busy: answer('503 Service Unavailable', `${CORS}content-type: application/json\r\n`, '{"error":"Busy"}'),
  limited: answer('429 Too Many Requests', `${CORS}content-type: application/json\r\nretry-after: 1\r\n`, '{"error":"Slowly"}'),
  portal: answer('200 OK', 'content-type: text/html\r\n', '<!doctype html><title>Welcome to the hotel</title>'),
} satisfies Partial<Record<ProxyFault, string>>;

export class Proxy {
  /** Claims and status requests so far. */
  heard = 0;
  /** How many of them are under way. */
  pending = 0;
  /** The kinds of the requests, in order. */
  readonly asked: Path[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly faults: { path: Path; fault: ProxyFault; always: boolean }[] = [];
  private readonly dripping: { bytes: Buffer; client: Socket }[] = [];
  /** Requests that are held by the service, as `Prefer` asks. */
  held = 0;
  private waiting = 0;
  /** The ETag of the latest status for each client token, whether the page has received it or not. */
  private readonly latest = new Map<string | undefined, string>();
  /** Chooses the fault of a request for which no test has set one. */
  choose: (request: Request) => ProxyFault | undefined = () => undefined;
  /** Called with the service's answer, whether it reaches the page or not; `null` if the service is down. */
  answered: (request: Request, reply: Buffer | null) => void = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly upstream: () => string,
  ) {
    server.on('connection', (socket) => this.accept(socket));
  }

  /** `upstream` may be a service that starts later, or moves. */
  static async start(upstream: string | (() => string)): Promise<Proxy> {
    const server = createServer({ allowHalfOpen: false });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Proxy(server, typeof upstream === 'string' ? () => upstream : upstream);
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The fault of the next request of this kind. Calls queue up: the second one is for the request after it. */
  next(path: Path, fault: ProxyFault): void {
    this.faults.push({ path, fault, always: false });
  }

  /** The fault of every request of this kind. */
  every(path: Path, fault: ProxyFault): void {
    this.faults.push({ path, fault, always: true });
  }

  /** No more faults. */
  heal(): void {
    this.faults.length = 0;
  }

  /** Resets every connection, as a change of the network does. */
  severAll(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** Sends one more byte of each answer with the fault `drip`. */
  drip(): void {
    for (const each of this.dripping) {
      each.client.write(each.bytes.subarray(0, 1));
      each.bytes = each.bytes.subarray(1);
    }
  }

  /** Whether every request under way waits, because the service holds it or a fault stops it. */
  holds(): boolean {
    return this.waiting + this.held === this.pending;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private accept(client: Socket): void {
    this.own(client);
    let bytes = Buffer.alloc(0);
    const hear = (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const request = whole(bytes);
      if (!request) return;
      client.off('data', hear);
      // No more data is expected, but a socket reports its end only while it is read.
      client.resume();
      this.take(request, client);
    };
    client.on('data', hear);
  }

  private own(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => this.sockets.delete(socket));
    // Resets are expected.
    socket.on('error', () => undefined);
  }

  private take(request: Request, client: Socket): void {
    const { path } = request;
    this.asked.push(path);
    const counts = path === 'claim' || path === 'status';
    if (counts) {
      this.heard += 1;
      this.pending += 1;
      client.once('close', () => (this.pending -= 1));
    }
    const waits = () => {
      if (!counts) return;
      this.waiting += 1;
      client.once('close', () => (this.waiting -= 1));
    };
    const index = this.faults.findIndex((each) => each.path === path);
    const found = this.faults[index];
    if (found && !found.always) this.faults.splice(index, 1);
    const fault = found?.fault ?? this.choose(request);
    switch (fault) {
      case 'reset':
        return void client.resetAndDestroy();
      case 'closed':
        return void client.end();
      case 'garbage':
        return void client.end('\u0000\u0001 this is not HTTP\n\n');
      case 'swallowed':
        return waits();
      case 'busy':
      case 'limited':
      case 'portal':
        return void client.end(INSTEAD[fault]);
      default:
        return this.forward(request, client, fault, waits);
    }
  }

  private forward(request: Request, client: Socket, fault: ProxyFault | undefined, waits: () => void): void {
    const { bytes } = request;
    const { hostname, port } = new URL(this.upstream());
    const service = connect(Number(port), hostname);
    this.own(service);
    client.once('close', () => service.destroy());
    let answered = false;
    service.once('close', () => {
      // The connection has ended without an answer.
      if (answered || client.destroyed) return;
      this.answered(request, null);
      client.resetAndDestroy();
    });
    service.write(bytes);
    if (this.isHeld(request)) {
      this.held += 1;
      service.once('close', () => (this.held -= 1));
    }
    const severing = fault === 'severed' ? setTimeout(() => client.resetAndDestroy(), SEVERED_AFTER_MS) : undefined;
    const parts: Buffer[] = [];
    service.on('data', (part) => parts.push(part));
    // The service closes the connection after its answer: the answer is complete, and the work is done.
    service.once('end', () => {
      clearTimeout(severing);
      const reply = Buffer.concat(parts);
      if (reply.length === 0) return;
      answered = true;
      this.answered(request, reply);
      const body = reply.indexOf('\r\n\r\n') + 4;
      const etag = header({ head: reply.subarray(0, body).toString('latin1') }, 'etag');
      if (request.path === 'status' && etag) this.latest.set(header(request, 'authorization'), etag);
      const half = reply.subarray(0, body + Math.floor((reply.length - body) / 2));
      switch (fault) {
        case 'replyLost':
          return void client.resetAndDestroy();
        case 'cut':
          return void client.write(half, () => client.resetAndDestroy());
        case 'cutInGoodOrder':
          return void client.end(half);
        case 'drip':
          waits();
          this.dripping.push({ bytes: reply, client });
          return;
        case 'huge':
          return this.pour(reply.subarray(0, body), client);
        case 'late':
          return void setTimeout(() => client.end(reply), LATE_MS);
        default:
          return void client.end(reply);
      }
    });
  }

  /** Whether the service will hold this request: only if the page knows the latest state. */
  private isHeld(request: Request): boolean {
    const etag = header(request, 'if-none-match');
    return header(request, 'prefer') !== undefined && etag !== undefined && etag === this.latest.get(header(request, 'authorization'));
  }

  /** Sends the head with another length, and then only spaces, which JSON allows. */
  private pour(head: Buffer, client: Socket): void {
    client.write(head.toString('latin1').replace(/content-length: *\d+/i, `content-length: ${HUGE}`));
    const spaces = Buffer.alloc(65_536, 0x20);
    const more = () => {
      while (!client.destroyed && client.write(spaces));
    };
    client.on('drain', more);
    more();
  }
}

export interface Request {
  path: Path;
  /** `/link/claim`, `/clip/…` */
  target: string;
  head: string;
  body: Buffer;
  /** The request for the service, with a header that asks it to close the connection after the answer. */
  bytes: Buffer;
}

/** The value of a header, if the request has it. */
export function header({ head }: Pick<Request, 'head'>, name: string): string | undefined {
  return new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(head)?.[1];
}

function answer(status: string, headers: string, body: string): string {
  return `HTTP/1.1 ${status}\r\n${headers}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
}

/** The request, once all of it has arrived. */
function whole(bytes: Buffer): Request | null {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = bytes.subarray(0, end).toString('latin1');
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  if (bytes.length < end + 4 + length) return null;
  const [, method, target = ''] = /^(\S+) (\S+)/.exec(head) ?? [];
  const named = target === '/link/claim' ? 'claim' : target === '/link/status' ? 'status' : 'other';
  const closing = head.replace(/\r\nconnection: *[^\r]*/i, '') + '\r\nConnection: close\r\n\r\n';
  const body = bytes.subarray(end + 4, end + 4 + length);
  return {
    path: method === 'OPTIONS' ? 'preflight' : named,
    target,
    head,
    body,
    bytes: Buffer.concat([Buffer.from(closing, 'latin1'), body]),
  };
}
