// The view in which the person allows what will be changed. It has its own button, before the login.

import { el } from '../dom.js';
import { brandHeading, providerName } from '../provider.js';
import { askPanel } from './operations.js';

export function confirmView({ texts, state, ask, api, leave, confirm }) {
  const heading = brandHeading(state.provider, texts.confirmHeading(providerName(state.provider)));
  heading.querySelector('h1').setAttribute('aria-describedby', 'ask');
  const button = el('button', { type: 'button', name: 'confirm', class: 'button button-primary', onclick: confirm }, texts.confirm);
  return {
    nodes: [
      heading,
      askPanel({ texts, ask, api }),
      el('p', { class: 'intro confirm-intro' }, texts.confirmIntro),
      button,
      el('button', { type: 'button', name: 'cancel', class: 'button button-quiet', onclick: leave }, texts.cancel),
    ],
    focus: heading.querySelector('h1'),
    update() {},
    atStake: () => null,
  };
}
