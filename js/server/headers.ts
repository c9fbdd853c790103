import { WebhookError } from './webhook-error.js';
import type { WebhookHeaders } from './webhook-options.js';

/**
 * A header by its lower-case name, from any shape in which frameworks hand headers over. Several values are joined as in HTTP, rather
 * than picking one of them.
 */
export function header(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) throw invalid("verifyWebhook needs the request's headers.");
  if (isPromise(headers)) throw invalid('headers is a promise: write `headers: await headers()`.');
  const values = pairs(headers, name).flatMap(([key, value]) =>
    typeof key === 'string' && key.toLowerCase() === name ? texts(value) : [],
  );
  return values.length ? values.join(', ') : undefined;
}

export function isPromise(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function pairs(headers: object, name: string): (readonly [unknown, unknown])[] {
  // `Headers` and `Map` go through their names, since the names in a map may be in any case.
  const list: unknown[] | undefined = Symbol.iterator in headers ? [...(headers as Iterable<unknown>)] : undefined;
  // Node's `rawHeaders`: name, value, name, value.
  if (list?.every((item) => typeof item === 'string')) {
    return list.flatMap((key, i) => (i % 2 === 0 ? [[key, list[i + 1]] as const] : []));
  }
  if (list) {
    return list.map((item) => {
      if (Array.isArray(item)) return [item[0], item[1]];
      const { name: key, key: other, value } = Object(item) as Record<string, unknown>;
      return [key ?? other, value];
    });
  }
  const get = (headers as { get?: unknown }).get;
  if (typeof get === 'function') return [[name, get.call(headers, name)]];
  return Object.entries(headers);
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string' && each !== '');
}

function invalid(text: string): WebhookError {
  return new WebhookError('INVALID_OPTIONS', text);
}
