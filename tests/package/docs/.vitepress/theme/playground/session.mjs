// Opens a session with the package, as a page of a user does, and tells what happens.

import { CALLBACKS, linkOf } from './choices.mjs';

const CARD = { cardNumber: '4242424242424242', expirationDate: '12/39', cvv: '123', nameOnCard: 'Alex Morgan', billingZip: '98101' };

/** Creates a link, which elsewhere only a backend does: an API key has no place in a page, but a sandbox's test key opens nothing real. */
export async function createLink({ baseUrl, apiKey, operation, returnUrl }) {
  const [integrationId, resource, action] = operation.split(' ');
  const body = { integrationId, operations: [{ resource, action }], ...(returnUrl ? { returnUrl } : {}) };
  if (action === 'write') body.operations[0].arguments = CARD;
  return ask(`${baseUrl}/sandbox/v1/links`, apiKey, { method: 'POST', body: JSON.stringify(body) });
}

/** What the backend reads when the link is complete. */
export const readLink = ({ baseUrl, apiKey }, linkId) => ask(`${baseUrl}/sandbox/v1/links/${linkId}`, apiKey, {});

async function ask(address, apiKey, init) {
  const headers = { authorization: `Bearer ${apiKey}`, ...(init.body ? { 'content-type': 'application/json' } : {}) };
  let response;
  try {
    response = await fetch(address, { ...init, headers });
  } catch {
    throw new Error(
      `No answer from ${new URL(address).origin}. Is the service running there, with the sandbox on? The key must be a test key, ` +
        'and your browser may ask whether this page may reach your own machine.',
    );
  }
  const answer = await response.json();
  if (response.ok) return answer;
  const issues = answer.issues?.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new Error(`${response.status} ${[answer.error?.message ?? answer.error, issues].filter(Boolean).join(': ')}`);
}

/** The options of `openAppClip` for what was chosen. `tell(name, value)` hears of each call. */
async function optionsFor(choices, tell, signal) {
  const fresh = async () => {
    try {
      const link = await createLink(choices);
      tell('link created', { linkId: link.linkId });
      return link;
    } catch (error) {
      tell('no link', error);
      throw error;
    }
  };
  const options = {};
  if (linkOf(choices) === 'function') options.claimCode = async () => (await fresh()).claimCode;
  else if (choices.link === 'string') options.claimCode = (await fresh()).claimCode;
  else options.appClipUrl = (await fresh()).appClipUrl;
  for (const name of CALLBACKS) if (choices[name]) options[name] = (value) => tell(name, value);
  if (choices.signal) options.signal = signal;
  if (!choices.redirect) options.redirect = false;
  return options;
}

const settingsFor = ({ baseUrl, theme, locale, preload }) => ({
  baseUrl,
  theme,
  locale: locale || undefined,
  preload: preload || undefined,
});

/** In a modal, or inside `place`. Returns the handle. */
export async function open(choices, { tell, signal, place }) {
  const { configure, openAppClip } = await import('@getpassage/web-react/core');
  configure({ ...settingsFor(choices), locale: choices.locale || document.documentElement.lang });
  const options = await optionsFor(choices, tell, signal);
  return openAppClip(choices.way === 'container' ? { ...options, container: place } : options);
}

/** Shows the element or the button inside `place`. Returns what takes it away again. */
export async function show(choices, { tell, signal, place }) {
  const options = await optionsFor(choices, tell, signal);
  const all = { ...options, ...settingsFor(choices) };
  if (choices.way === 'element') {
    await import('@getpassage/web-react/element');
    const element = Object.assign(document.createElement('passage-connect'), all, { textContent: 'Connect your account' });
    place.replaceChildren(element);
    return () => element.remove();
  }
  const [{ createElement }, { createRoot }, { PassageButton }] = await Promise.all([
    import('react'),
    import('react-dom/client'),
    import('@getpassage/web-react'),
  ]);
  const root = createRoot(place);
  root.render(createElement(PassageButton, { ...all, className: 'primary' }, 'Connect your account'));
  return () => root.unmount();
}
