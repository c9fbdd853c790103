// What of a page other scripts, extensions and screenshots could read: there may be no secret in it.

/**
 * Matches any claim code, hand-over code or client token of the real and of the scripted service. The service's ids (`link_`, `ses_`) are not secret.
 */
const SECRET = /clm_[A-Za-z0-9_-]+|\bhnd_[0-9a-f]{32}|\bct_[0-9a-f]{32}|token-of-\w+/;

/** Storage that neither the package nor any page of these tests uses: it must be empty. */
const UNUSED = /^(\S+ )?(indexedDB|cache): /;

/** Whether an entry has a secret in it. */
export const isSecret = (entry: string) => SECRET.test(entry);
/** Whether an entry is of storage that must be empty. */
export const isUnused = (entry: string) => UNUSED.test(entry);

/**
 * Runs in the page: returns everything that another script, an extension or a screenshot could read, and the callbacks and events that
 * the pages of these tests have received.
 */
export async function traces(): Promise<string[]> {
  const found: string[] = [`location: ${location.href}`, `name: ${window.name}`, `state: ${JSON.stringify(history.state)}`];
  const walk = (root: Document | ShadowRoot): void => {
    found.push(`dom: ${root instanceof Document ? root.documentElement.outerHTML : root.innerHTML}`);
    for (const element of root.querySelectorAll('*')) {
      if (element instanceof HTMLInputElement) found.push(`value: ${element.value}`);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  for (const entry of performance.getEntries()) found.push(`performance: ${JSON.stringify(entry)}`);
  for (const kind of ['localStorage', 'sessionStorage'] as const) {
    try {
      found.push(`${kind}: ${JSON.stringify({ ...window[kind] })}`);
    } catch {
      // A frame of another site has no access to storage, so there is nothing in it.
    }
  }
  // A page with an opaque origin has no storage, and asking for it is an unhandled error in Chrome.
  if (window.origin !== 'null') {
    try {
      for (const { name } of await indexedDB.databases()) found.push(`indexedDB: ${name}`);
      for (const name of await caches.keys()) found.push(`cache: ${name}`);
    } catch {
      // As above.
    }
  }
  const { calls, stage } = globalThis as unknown as { calls?: { log: unknown }; stage?: { told: unknown } };
  for (const told of [calls?.log, stage?.told]) if (told) found.push(`told: ${JSON.stringify(told)}`);
  return found;
}
