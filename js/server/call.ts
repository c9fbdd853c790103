import { readBaseUrl } from './base-url.js';
import { asObject } from './encoding.js';
import { type Answer, exchange, type NoAnswer } from './exchange.js';
import { LinkError, type LinkErrorCode, type LinkIssue } from './link-error.js';

/** How to call the service. */
export interface LinkOptions {
  /** Your API key: a secret of your backend, sent to `baseUrl` and nowhere else. */
  apiKey: string;
  /** The Connect service. Default: `https://connect.services.getpassage.ai`. */
  baseUrl?: string | undefined;
  /** How long the whole answer to each try may take, in seconds, at most 600. Default: 10. */
  timeoutSeconds?: number | undefined;
  /**
   * How often to try again if there was no answer or the service cannot answer now, 0 to 5. Every call can be repeated without harm.
   * Default: 2.
   */
  retries?: number | undefined;
}

interface Request {
  method?: 'GET' | 'POST' | 'DELETE';
  body?: string;
  headers?: Record<string, string>;
}

const SUCCESS = { GET: 200, POST: 201, DELETE: 204 };

/** The longest wait between two tries, in seconds. For a longer `Retry-After`, the call fails at once. */
const LONGEST_WAIT_S = 5;

/**
 * Calls the service, and tries again as often as `retries` says: no call changes anything more when it is repeated.
 *
 * @throws `LinkError`
 */
export async function call(options: LinkOptions, path: string, request: Request = {}): Promise<Record<string, unknown>> {
  const { retries = 2 } = options ?? {};
  if (!Number.isInteger(retries) || retries < 0 || retries > 5) throw invalid('retries must be a whole number, 0 to 5.');
  for (let tried = 0; ; tried++) {
    try {
      return await callOnce(options, path, request);
    } catch (error) {
      const { retryable, retryAfterSeconds } = error as LinkError;
      const wait = Math.max(0.5 * 2 ** tried * (0.5 + Math.random() / 2), retryAfterSeconds ?? 0);
      if (!retryable || tried >= retries || wait > LONGEST_WAIT_S) throw error;
      await new Promise<void>((resolve) => setTimeout(resolve, wait * 1_000));
    }
  }
}

async function callOnce(options: LinkOptions, path: string, request: Request): Promise<Record<string, unknown>> {
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

export function invalid(text: string): LinkError {
  return new LinkError('INVALID_OPTIONS', text);
}

export function unexpected(): LinkError {
  return new LinkError('UNEXPECTED_RESPONSE', 'The service gave an answer that this version does not understand.');
}
