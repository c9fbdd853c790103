import { readBaseUrl } from './base-url.js';
import { asObject } from './encoding.js';
import { type Answer, exchange, type NoAnswer } from './exchange.js';
import { LinkError, type LinkErrorCode, type LinkIssue } from './link-error.js';
import type { CreatedLink, CreateLinkRequest, Link, LinkFilter, LinkPage, LinkSession } from './link-types.js';

/** How to call the service. */
export interface LinkOptions {
  /** Your API key: a secret of your backend, sent to `baseUrl` and nowhere else. */
  apiKey: string;
  /** The Connect service. Default: `https://connect.services.getpassage.ai`. */
  baseUrl?: string | undefined;
  /** How long the whole answer to each try may take, in seconds, at most 600. Default: 10. */
  timeoutSeconds?: number | undefined;
}

/** How to create a link. */
export interface CreateLinkOptions extends LinkOptions {
  /**
   * For 24 hours, the same key with the same request gives the same link: 1 to 255 visible ASCII characters. Give your own to repeat a call
   * after a restart. Default: a random one for each call.
   */
  idempotencyKey?: string | undefined;
  /** How often to try again if the outcome is unknown or the service cannot answer now, 0 to 5. Default: 2. */
  retries?: number | undefined;
}

/** The longest wait that `createLink` takes upon itself, in seconds. For a longer `Retry-After`, it fails at once. */
const LONGEST_WAIT_S = 5;

/**
 * Creates a link: `POST /v1/links`. Hand its `claimCode` to the page, and keep its `linkId`. Tries again with the same idempotency key, so
 * that a lost answer leaves no second link behind.
 *
 * @throws `LinkError`; with `code: 'VALIDATION_FAILED'`, `issues` lists everything that is wrong with the request.
 */
export async function createLink(options: CreateLinkOptions, request: CreateLinkRequest): Promise<CreatedLink> {
  let body: string | undefined;
  try {
    body = asObject(request) ? JSON.stringify(request) : undefined;
  } catch {
    // Reported below: the text of this error may quote values.
  }
  if (!body) throw invalid('createLink needs a request that can be written as JSON.');
  const { idempotencyKey = crypto.randomUUID(), retries = 2 } = options ?? {};
  if (typeof idempotencyKey !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    throw invalid('idempotencyKey must be 1 to 255 visible ASCII characters.');
  }
  if (!Number.isInteger(retries) || retries < 0 || retries > 5) throw invalid('retries must be a whole number, 0 to 5.');
  for (let tried = 0; ; tried++) {
    try {
      const link = await call(options, '/v1/links', { method: 'POST', body, headers: { 'idempotency-key': idempotencyKey } });
      if (typeof link.linkId !== 'string' || typeof link.claimCode !== 'string') throw unexpected();
      return link as unknown as CreatedLink;
    } catch (error) {
      const { retryable, retryAfterSeconds } = error as LinkError;
      const wait = Math.max(0.5 * 2 ** tried * (0.5 + Math.random() / 2), retryAfterSeconds ?? 0);
      if (!retryable || tried >= retries || wait > LONGEST_WAIT_S) throw error;
      await new Promise<void>((resolve) => setTimeout(resolve, wait * 1_000));
    }
  }
}

/**
 * Reads a link with its result: `GET /v1/links/{id}`.
 *
 * @throws `LinkError`; `code: 'NOT_FOUND'` if this API key has no link with this id.
 */
export async function getLink<Result = Record<string, unknown>>(options: LinkOptions, linkId: string): Promise<Link<Result>> {
  const link = await call(options, pathOf(linkId));
  if (link.id !== linkId || typeof link.status !== 'string') throw unexpected();
  return link as unknown as Link<Result>;
}

/**
 * Reads a page of links, the newest first: `GET /v1/links`.
 *
 * @throws `LinkError`
 */
export async function listLinks<Result = Record<string, unknown>>(
  options: LinkOptions,
  filter: LinkFilter = {},
): Promise<LinkPage<Result>> {
  const given = Object.entries(asObject(filter) ?? {}).filter(([, value]) => value !== undefined);
  const unknown = given.find(([name]) => !['cursor', 'limit', 'externalUserId', 'status'].includes(name));
  if (unknown) throw invalid('listLinks takes cursor, limit, externalUserId and status.');
  const query = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
  const page = await call(options, `/v1/links${query && `?${query}`}`);
  if (!Array.isArray(page.links) || (page.nextCursor !== null && typeof page.nextCursor !== 'string')) throw unexpected();
  return page as unknown as LinkPage<Result>;
}

/**
 * Reads every attempt at a link, the oldest first: `GET /v1/links/{id}/sessions`.
 *
 * @throws `LinkError`; `code: 'NOT_FOUND'` if this API key has no link with this id.
 */
export async function listSessions(options: LinkOptions, linkId: string): Promise<LinkSession[]> {
  const { sessions } = await call(options, `${pathOf(linkId)}/sessions`);
  if (!Array.isArray(sessions)) throw unexpected();
  return sessions as LinkSession[];
}

/**
 * Deletes a link: `DELETE /v1/links/{id}`. An open one is called off (`CANCELED`); an ended one loses its arguments and its result.
 * Deleting it again changes nothing.
 *
 * @throws `LinkError`; `code: 'NOT_FOUND'` if this API key has no link with this id.
 */
export async function deleteLink(options: LinkOptions, linkId: string): Promise<void> {
  await call(options, pathOf(linkId), { method: 'DELETE' });
}

function pathOf(linkId: string): string {
  // An id with a slash or dots would be another path.
  if (typeof linkId !== 'string' || !/^[\w-]+$/.test(linkId)) throw invalid('The id of a link is needed, as createLink returned it.');
  return `/v1/links/${linkId}`;
}

interface Request {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: string;
  headers?: Record<string, string>;
}

const SUCCESS = { GET: 200, POST: 201, DELETE: 204 };

async function call(options: LinkOptions, path: string, request: Request = {}): Promise<Record<string, unknown>> {
  const { apiKey, baseUrl, timeoutSeconds = 10 } = options ?? {};
  // Checked here, because the error of fetch would quote an invalid header, and with it the key.
  if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw invalid('apiKey must be your API key, without spaces or line breaks.');
  }
  const service = readBaseUrl(baseUrl);
  if (!service) throw invalid('baseUrl must be the http(s) address of the Connect service, without query or fragment.');
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 600)) throw invalid('timeoutSeconds must be above 0, at most 600.');
  const { method = 'GET', body } = request;
  const headers: Record<string, string> = { ...request.headers, authorization: `Bearer ${apiKey}` };
  const init: RequestInit = { method, headers };
  if (body) {
    headers['content-type'] = 'application/json';
    init.body = body;
  }
  let answer;
  try {
    answer = await exchange(service + path, init, timeoutSeconds * 1_000);
  } catch (error) {
    throw (error as NoAnswer).late
      ? new LinkError('TIMEOUT', `The service did not answer within ${timeoutSeconds} s.`)
      : new LinkError('NETWORK_ERROR', 'The service could not be reached.');
  }
  if (answer.status !== SUCCESS[method]) throw refused(answer, apiKey);
  if (method === 'DELETE') return {};
  if (!answer.body) throw unexpected();
  return answer.body;
}

/** The error for an answer that is not a success, from either form of error body. If the body repeats the API key, that is removed. */
function refused({ status, body, retryAfter }: Answer, apiKey: string): LinkError {
  const safe = (text: unknown): string => (typeof text === 'string' ? text.split(apiKey).join('…').slice(0, 500) : '');
  const issues = (Array.isArray(body?.issues) ? body.issues : []).map((issue: unknown): LinkIssue => {
    const { path, message } = asObject(issue) ?? {};
    return { path: safe(path), message: safe(message) };
  });
  const said = safe(asObject(body?.error)?.message ?? body?.error);
  const listed = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  const text = [`The service answered ${status}`, said, listed].filter(Boolean).join('. ');
  return new LinkError(classify(status), text, { status, issues, retryAfterSeconds: seconds(retryAfter) });
}

function classify(status: number): LinkErrorCode {
  if (status === 400) return 'VALIDATION_FAILED';
  if (status === 401 || status === 403) return 'UNAUTHORIZED';
  if (status === 404) return 'NOT_FOUND';
  if (status === 422) return 'IDEMPOTENCY_KEY_REUSED';
  if (status === 429) return 'RATE_LIMITED';
  return status === 408 || status === 425 || status >= 500 ? 'SERVICE_UNAVAILABLE' : 'UNEXPECTED_RESPONSE';
}

/** Parses `Retry-After`, which is seconds or a date, into seconds from now. */
function seconds(retryAfter: string | null): number | null {
  if (!retryAfter) return null;
  const wait = /^\d+$/.test(retryAfter) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1_000);
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}

function invalid(text: string): LinkError {
  return new LinkError('INVALID_OPTIONS', text);
}

function unexpected(): LinkError {
  return new LinkError('UNEXPECTED_RESPONSE', 'The service gave an answer that this version does not understand.');
}
