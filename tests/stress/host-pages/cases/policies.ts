// Pages whose headers forbid something.

import type { HostPage } from '../row.ts';

type Policy = (service: string) => string;

const csp = (page: string, policy: Policy, more: Partial<HostPage> = {}): HostPage => ({
  page,
  headers: (service) => ({ 'content-security-policy': policy(service) }),
  ending: 'complete',
  ...more,
});

const header = (page: string, headers: Record<string, string>, more: Partial<HostPage> = {}): HostPage => ({
  page,
  headers: () => headers,
  ending: 'complete',
  ...more,
});

/** The browser's messages about its refusals. */
const REFUSED = [/Content Security Policy|violates the following|blocked/i];

const STRICT: Policy = (service) =>
  `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${service}; frame-src ${service}; base-uri 'none'; form-action 'none'; object-src 'none'`;

export const policies: HostPage[] = [
  csp('the strictest policy that names what is needed', STRICT),
  csp(
    'the same, with Trusted Types and none of them allowed',
    (service) => `${STRICT(service)}; require-trusted-types-for 'script'; trusted-types 'none'`,
  ),
  csp("`style-src 'none'`", (service) => `${STRICT(service)}; style-src 'none'; style-src-attr 'none'; style-src-elem 'none'`),
  csp("no `'wasm-unsafe-eval'`", (service) => STRICT(service).replace(" 'wasm-unsafe-eval'", ''), { allow: REFUSED }),
  csp("a nonce and `'strict-dynamic'`", (service) => `${STRICT(service).replace("'self'", "'nonce-n1' 'strict-dynamic'")}`, {
    html: { script: '<script type="module" nonce="n1" src="ADDRESS/page.js"></script>' },
  }),
  csp('`sandbox` with scripts and its own origin', () => 'sandbox allow-scripts allow-same-origin', {
    allow: [/can escape its sandboxing/],
  }),
  csp('the policy stands in a `meta` element', () => "img-src 'none'", {
    html: {
      head: `<meta http-equiv="Content-Security-Policy" content="script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; object-src 'none'" />`,
    },
  }),
  csp('`frame-src` does not name the service', (service) => STRICT(service).replace(`frame-src ${service}`, "frame-src 'self'"), {
    ending: 'FRAME_LOAD_FAILED',
    says: /frame-src/,
    allow: REFUSED,
  }),
  csp(
    "`frame-src` names a longer host that begins with the service's",
    (service) => STRICT(service).replace(`frame-src ${service}`, `frame-src ${service}0`),
    {
      ending: 'FRAME_LOAD_FAILED',
      says: /frame-src/,
      allow: REFUSED,
    },
  ),
  {
    page: "`script-src` names the page's files and not the engine's",
    headers: () => ({ 'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'" }),
    html: {
      head: '<meta http-equiv="Content-Security-Policy" content="script-src ADDRESS/page.js ADDRESS/lab/ ADDRESS/passage/dist/core.js ADDRESS/passage/dist/session.js" />',
    },
    ending: 'SDK_LOAD_FAILED',
    says: /script-src/,
    allow: REFUSED,
  },
  header('`Permissions-Policy` that turns everything off', {
    'permissions-policy':
      'fullscreen=(), publickey-credentials-get=(), otp-credentials=(), autoplay=(), clipboard-write=(), storage-access=(), unload=(), sync-xhr=()',
  }),
  header('`Referrer-Policy: unsafe-url`', { 'referrer-policy': 'unsafe-url' }),
  header('`Referrer-Policy: no-referrer`', { 'referrer-policy': 'no-referrer' }),
  header('`Cross-Origin-Opener-Policy: same-origin`', { 'cross-origin-opener-policy': 'same-origin' }),
  header(
    'isolated from other origins, and the frame consents',
    { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
    { frameHeaders: { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'cross-origin' } },
  ),
  header(
    'isolated from other origins, and the frame does not consent',
    { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
    { ending: 'FRAME_LOAD_FAILED', allow: [/ERR_BLOCKED_BY_RESPONSE/] },
  ),
  header('`Origin-Agent-Cluster` and `Document-Isolation-Policy`', {
    'origin-agent-cluster': '?1',
    'document-isolation-policy': 'isolate-and-credentialless',
  }),
  header('`X-Content-Type-Options: nosniff` and `Cross-Origin-Resource-Policy: same-origin`', {
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  }),
];
