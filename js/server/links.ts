import { readBaseUrl } from './base-url.js';
import { asObject } from './encoding.js';
import { type Answer, exchange, type NoAnswer } from './exchange.js';
import { LinkError, type LinkErrorCode, type LinkIssue } from './link-error.js';
import type { CreatedLink, CreateLinkRequest, Link } from './link-types.js';

/** How to call the service. */
export interface LinkOptions {
  /** Your API key: a secret of your backend, sent to `baseUrl` and nowhere else. */
  apiKey: string;
  /** The Connect service. Default: `https://connect.services.getpassage.ai`. */
  baseUrl?: string | undefined;
  /** How long the whole answer may take, in seconds, at most 600. Default: 10. */
  timeoutSeconds?: number | undefined;
}

/**
 * Creates a link: `POST /v1/links`. Hand its `claimCode` to the page, and keep its `linkId`.
 *
 * @throws `LinkError`; with `code: 'VALIDATION_FAILED'`, `issues` lists everything that is wrong with the request.
 */
export async function createLink(options: LinkOptions, request: CreateLinkRequest): Promise<CreatedLink> {
  let body: string | undefined;
  try {
    body = asObject(request) ? JSON.stringify(request) : undefined;
  } catch {
    // Reported below: the text of this error may quote values.
  }
  if (!body) throw invalid('createLink needs a request that can be written as JSON.');
  const link = await call(options, '/v1/links', body);
  if (typeof link.linkId !== 'string' || typeof link.claimCode !== 'string') throw unexpected();
  return link as unknown as CreatedLink;
}

/**
 * Reads a link with its result: `GET /v1/links/{id}`.
 *
 * @throws `LinkError`; `code: 'NOT_FOUND'` if this API key has no link with this id.
 */
export async function getLink<Result = Record<string, unknown>>(options: LinkOptions, linkId: string): Promise<Link<Result>> {
  // An id with a slash or dots would be another path.
  if (typeof linkId !== 'string' || !/^[\w-]+$/.test(linkId)) throw invalid('getLink needs the id of a link.');
  const link = await call(options, `/v1/links/${linkId}`);
  if (link.id !== linkId || typeof link.status !== 'string') throw unexpected();
  return link as unknown as Link<Result>;
}

async function call(options: LinkOptions, path: string, body?: string): Promise<Record<string, unknown>> {
  const { apiKey, baseUrl, timeoutSeconds = 10 } = options ?? {};
  // Checked here, because the error of fetch would quote an invalid header, and with it the key.
  if (typeof apiKey !== 'string' || !/^[\x21-\x7e]+$/.test(apiKey)) throw invalid('apiKey must be your API key, without spaces.');
  const service = readBaseUrl(baseUrl);
  if (!service) throw invalid('baseUrl must be the http(s) address of the Connect service, without query or fragment.');
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 600)) throw invalid('timeoutSeconds must be above 0, at most 600.');
  const headers: Record<string, string> = { authorization: `Bearer ${apiKey}` };
  const init: RequestInit = { headers };
  if (body) {
    headers['content-type'] = 'application/json';
    init.method = 'POST';
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
  if (answer.status !== (body ? 201 : 200)) throw refused(answer, apiKey);
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
