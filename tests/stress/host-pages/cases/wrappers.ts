// Pages that have wrapped `fetch`, in the usual ways.

import type { HostPage } from '../row.ts';

/** The source of a wrapper, which gets `input`, `init` and the browser's own function as `real`. */
const wrapped = (page: string, wrapper: string, more: Partial<HostPage> = {}): HostPage => ({
  page,
  before: `const real = fetch; fetch = ${wrapper};`,
  ending: 'complete',
  ...more,
});

/** The `Response` of a polyfill on XMLHttpRequest: it has no stream, and is not of the browser's class. */
const POLYFILL = `(input, init = {}) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open(init.method || 'GET', input);
  for (const name of Object.keys(init.headers || {})) request.setRequestHeader(name, init.headers[name]);
  request.onload = () => resolve({
    ok: request.status >= 200 && request.status < 300,
    status: request.status,
    headers: { get: (name) => request.getResponseHeader(name) },
    text: () => Promise.resolve(request.responseText),
    json: () => Promise.resolve(JSON.parse(request.responseText)),
    clone() { return this; },
  });
  request.onerror = request.ontimeout = () => reject(new TypeError('Network request failed'));
  request.onabort = () => reject(new DOMException('Aborted', 'AbortError'));
  const abort = () => request.abort();
  if (init.signal) init.signal.addEventListener('abort', abort);
  request.onloadend = () => { if (init.signal) init.signal.removeEventListener('abort', abort); };
  request.send(init.body);
})`;

/** A thenable that is not a promise. */
const THENABLE = '(promise) => ({ then: (done, failed) => { promise.then(done, failed); } })';

const TRACING = `(i, o = {}) => real(i, { ...o, headers: { ...o.headers, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'a=1', baggage: 'b=2', 'sentry-trace': 'c-1', 'x-datadog-trace-id': '1', 'x-datadog-origin': 'rum' } })`;

export const wrappers: HostPage[] = [
  wrapped('makes a `Request` first', '(i, o) => { new Request(i, o); return real(i, o); }'),
  wrapped('makes a `Request` of it and passes that on', '(i, o) => real(new Request(i, o))'),
  wrapped(
    'makes its call anew from method, headers and body',
    "(i, o) => real(typeof i === 'string' ? i : i.url, { method: (o && o.method) || i.method, headers: (o && o.headers) || i.headers, body: o && o.body })",
    { refers: true },
  ),
  wrapped(
    'looks for its own API in the address',
    "(i, o) => i.includes('/own-api/') ? real(i, { ...o, credentials: 'include' }) : real(i, o)",
  ),
  wrapped(
    'compares the origin of the address',
    "(i, o) => real(i, new URL(i).origin === location.origin ? { ...o, mode: 'same-origin' } : o)",
  ),
  wrapped('reads the address as `URL` and passes that on', '(i, o) => real(new URL(i), o)'),
  wrapped('spreads the headers', '(i, o) => real(i, { ...o, headers: { ...o.headers } })'),
  wrapped(
    'makes `Headers` of the headers',
    '(i, o = {}) => { const headers = new Headers(o.headers); return real(i, { ...o, headers }); }',
  ),
  wrapped('writes the headers out as a list', '(i, o = {}) => real(i, { ...o, headers: Object.entries(o.headers || {}) })'),
  wrapped(
    'puts its own header into the given ones',
    "(i, o = {}) => { o.headers = o.headers || {}; o.headers['traceparent'] = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'; return real(i, o); }",
  ),
  wrapped('adds the headers of tracing agents to every request', TRACING),
  wrapped('adds the headers of tracing agents to every request, at the real service', TRACING, { real: true }),
  wrapped('freezes what it is given', '(i, o) => real(i, Object.freeze({ ...o, headers: Object.freeze(o.headers || {}) }))'),
  wrapped(
    'deletes what it does not know',
    '(i, o) => { for (const name of Object.keys(o)) if (!/method|headers|body|signal/.test(name)) delete o[name]; return real(i, o); }',
    { refers: true },
  ),
  wrapped('loses the signal', '(i, { signal, ...o } = {}) => real(i, o)'),
  wrapped(
    'puts a signal of its own in the place of the given one',
    '(i, o = {}) => real(i, { ...o, signal: AbortSignal.any([o.signal, AbortSignal.timeout(60000)].filter(Boolean)) })',
  ),
  wrapped(
    'is asynchronous and waits for a token first',
    '(() => { const token = new Promise((resolve) => setTimeout(resolve, 50)); return async (i, o) => { await token; return real(i, o); }; })()',
  ),
  wrapped(
    'queues, one request after the other',
    '(() => { let last = Promise.resolve(); return (i, o) => { const mine = last.then(() => real(i, o)); return mine; }; })()',
  ),
  wrapped('tries again by itself', '(i, o) => real(i, o).catch(() => real(i, o))'),
  wrapped(
    'insists on being called on the window',
    "function (i, o) { if (this !== undefined && this !== window) throw new TypeError('Illegal invocation'); return real.call(window, i, o); }",
  ),
  wrapped(
    'is a method that calls itself `this.fetch`',
    '(() => { const api = { fetch: real }; return (i, o) => api.fetch.call(window, i, o); })()',
  ),
  wrapped(
    'reads a clone of every answer',
    '(i, o) => real(i, o).then(async (response) => { await response.clone().text(); return response; })',
  ),
  wrapped(
    'reads the answer and makes it anew',
    '(i, o) => real(i, o).then(async (r) => new Response(r.status === 304 ? null : await r.text(), { status: r.status, headers: r.headers }))',
  ),
  wrapped(
    'sends the body through a stream that counts',
    '(i, o) => real(i, o).then((r) => r.body ? new Response(r.body.pipeThrough(new TransformStream()), { status: r.status, headers: r.headers }) : r)',
  ),
  wrapped(
    'gives a proxy of the answer',
    "(i, o) => real(i, o).then((r) => new Proxy(r, { get(target, name) { const value = target[name]; return typeof value === 'function' ? value.bind(target) : value; } }))",
  ),
  wrapped(
    'gives an object that is like an answer',
    '(i, o) => real(i, o).then((r) => ({ ok: r.ok, status: r.status, headers: r.headers, text: () => r.text(), json: () => r.json() }))',
  ),
  wrapped('is a polyfill over XMLHttpRequest', POLYFILL, { refers: true }),
  wrapped('gives a thenable in place of a promise', `(i, o) => (${THENABLE})(real(i, o))`),
  wrapped(
    'answers with a promise of another library, which calls back later',
    `(i, o) => ({ then: (done, failed) => { real(i, o).then((r) => setTimeout(() => done(r), 10), (e) => setTimeout(() => failed(e), 10)); } })`,
  ),
  wrapped(
    'sends a copy of its arguments to a log',
    '(...values) => { globalThis.sent = [...(globalThis.sent || []), values]; return real(...values); }',
  ),
  {
    page: 'wraps `Request` and `Response` in classes of its own',
    before: 'Request = class extends Request {}; Response = class extends Response {};',
    ending: 'complete',
  },
  {
    page: 'puts a `fetch` in place that has accessors only',
    before: "const real = fetch; Object.defineProperty(globalThis, 'fetch', { configurable: true, get: () => real });",
    ending: 'complete',
  },
  {
    page: 'wraps `fetch` again when the package is loaded',
    loaded: 'const real = fetch; fetch = (i, o) => { new Request(i, o); return real(i, o); };',
    ending: 'complete',
  },
  {
    page: 'wraps `fetch` while the modal is open',
    live: 'const real = fetch; fetch = (i, o) => real(typeof i === "string" ? i : i.url, { method: o.method, headers: o.headers, body: o.body });',
    refers: true,
    ending: 'complete',
  },
];
