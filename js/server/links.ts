import { call, invalid, type LinkOptions, unexpected } from './call.js';
import { asObject } from './encoding.js';
import type { CreatedLink, CreateLinkRequest, Link, LinkFilter, LinkPage, LinkSession } from './link-types.js';

/** How to create a link. */
export interface CreateLinkOptions extends LinkOptions {
  /**
   * For 24 hours, the same key with the same request gives the same link: 1 to 255 visible ASCII characters. Give your own to repeat a call
   * after a restart. Default: a random one for each call.
   */
  idempotencyKey?: string | undefined;
}

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
  const { idempotencyKey = crypto.randomUUID() } = options ?? {};
  if (typeof idempotencyKey !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(idempotencyKey)) {
    throw invalid('idempotencyKey must be 1 to 255 visible ASCII characters.');
  }
  const link = await call(options, '/v1/links', { method: 'POST', body, headers: { 'idempotency-key': idempotencyKey } });
  if (typeof link.linkId !== 'string' || typeof link.claimCode !== 'string') throw unexpected();
  return link as unknown as CreatedLink;
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
