// How the frame shows a provider: a monogram on the provider's well-known colour. The colours are in clip.css under
// `[data-provider=…]`. No logo is copied.

import { el, isolated } from './dom.js';

const MONOGRAMS = { tmobile: 'TM', att: 'AT', verizon: 'VZ', ubereats: 'UE' };

/** Colours the whole page for this provider. */
export function applyBrand(provider) {
  document.documentElement.dataset.provider = Object.hasOwn(MONOGRAMS, provider.id) ? provider.id : 'other';
}

/** The provider's name, or its id if it has none. */
export function providerName(provider) {
  return typeof provider.name === 'string' && provider.name !== '' ? provider.name : provider.id;
}

/** A sentence as nodes that keep the provider's name on one line: "T-" at the end of a line looks like a mistake. */
export const withName = (sentence, provider) => isolated(sentence, providerName(provider), 'name');

/** A sentence as nodes that keep the name of a host in one piece, if it fits, and in its own direction. */
export const withPlace = (sentence, place) => isolated(sentence, place, 'place');

/** The heading of a view: the provider's tile and one sentence. It can take the focus. */
export function brandHeading(provider, sentence) {
  const monogram = MONOGRAMS[provider.id] ?? providerName(provider).slice(0, 2).toUpperCase();
  return el(
    'header',
    { class: 'brand' },
    el('span', { class: 'tile', 'aria-hidden': 'true' }, monogram),
    el('h1', { id: 'heading', class: 'heading', tabindex: '-1' }, ...withName(sentence, provider)),
  );
}
