// How each provider looks here: a monogram of our own on the colour people know it by. The colours stand in clip.css
// under `[data-provider=…]`; no provider's logo is copied.

import { el } from './dom.js';

const MONOGRAMS = { tmobile: 'TM', att: 'AT', verizon: 'VZ', ubereats: 'UE' };

/** Colours the whole page for this provider. */
export function applyBrand(provider) {
  document.documentElement.dataset.provider = Object.hasOwn(MONOGRAMS, provider.id) ? provider.id : 'other';
}

/** The provider's name as the person reads it. */
export function providerName(provider) {
  return typeof provider.name === 'string' && provider.name !== '' ? provider.name : provider.id;
}

/** A sentence as nodes in which the provider's name is never broken over two lines: "T-" alone reads like a mistake. */
export function withName(sentence, provider) {
  const name = providerName(provider);
  return sentence
    .split(name)
    .flatMap((part, index) => (index === 0 ? [part] : [el('span', { class: 'name' }, name), part]))
    .filter((part) => part !== '');
}

/** The heading that every view begins with: the provider's tile and one sentence. It can take the focus. */
export function brandHeading(provider, sentence) {
  const monogram = MONOGRAMS[provider.id] ?? providerName(provider).slice(0, 2).toUpperCase();
  return el(
    'header',
    { class: 'brand' },
    el('span', { class: 'tile', 'aria-hidden': 'true' }, monogram),
    el('h1', { id: 'heading', class: 'heading', tabindex: '-1' }, ...withName(sentence, provider)),
  );
}
