// Pages that contain the package more than once, and pages without a bundler.

import { expect } from '@playwright/test';
import type { HostPage } from '../row.ts';

/** Checks that both calls got the same session. */
const oneSession: HostPage['check'] = async ({ lab }) =>
  expect(await lab.page.evaluate('calls.handles[0] === calls.handles[1]')).toBe(true);

const SCRIPT_TAG = '<script src="ADDRESS/passage/dist/passage.global.js"></script>';

/** Runs CommonJS files in a page, like a bundler's runtime. */
const REQUIRE = `
  const modules = new Map();
  const required = (address) => {
    if (!modules.has(address)) {
      const module = { exports: {} };
      modules.set(address, module);
      const request = new XMLHttpRequest();
      request.open('GET', address, false);
      request.send();
      new Function('require', 'module', 'exports', request.responseText)((name) => required(new URL(name, address).href), module, module.exports);
    }
    return modules.get(address).exports;
  };
  oracle.kept.cjs = required(location.origin + '/passage/dist/core.cjs');
`;

export const copies: HostPage[] = [
  {
    page: 'the package as ES module and by a script tag: one configuration',
    html: { head: SCRIPT_TAG },
    open: (claimCode) => void calls.open({ claimCode }, Passage.openAppClip),
    ending: 'complete',
  },
  {
    page: 'the package as ES module and by a script tag: one session',
    html: { head: SCRIPT_TAG },
    open: (claimCode) => void [calls.open({ claimCode }), calls.open({ claimCode }, Passage.openAppClip)],
    check: oneSession,
    ending: 'complete',
  },
  {
    page: 'the package by a script tag, twice',
    html: { head: SCRIPT_TAG + SCRIPT_TAG },
    loaded: 'Passage.configure({ baseUrl: oracle.baseUrl })',
    open: (claimCode) => void calls.open({ claimCode }, Passage.openAppClip),
    ending: 'complete',
  },
  {
    page: 'the package as ES module from two addresses, as of two applications: one session',
    loaded: "import('/second/dist/core.js').then((second) => { oracle.kept.second = second; })",
    open: (claimCode) => void [calls.open({ claimCode }), calls.open({ claimCode }, oracle.kept.second.openAppClip)],
    check: oneSession,
    ending: 'complete',
  },
  {
    page: 'the package as ES module and as CommonJS: one configuration, one session',
    loaded: REQUIRE,
    open: (claimCode) => void [calls.open({ claimCode }, oracle.kept.cjs.openAppClip), calls.open({ claimCode })],
    check: oneSession,
    ending: 'complete',
  },
  {
    page: 'the package as ES module and as CommonJS: `close` of the one closes what the other has opened',
    loaded: REQUIRE,
    open: (claimCode) => void calls.open({ claimCode }, oracle.kept.cjs.openAppClip),
    live: 'passage.close()',
    ending: 'closed',
  },
  {
    page: 'a service worker answers every request',
    loaded: `(async () => {
      await navigator.serviceWorker.register('/service-worker.js');
      if (!navigator.serviceWorker.controller) await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
    })()`,
    ending: 'complete',
  },
];
