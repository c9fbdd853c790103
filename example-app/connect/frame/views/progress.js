// The view that lists the automation's steps and marks the current one.

import { el, icon } from '../dom.js';
import { brandHeading, providerName } from '../provider.js';
import { stepName } from '../texts.js';
import { isWrite } from './operations.js';

const CHECK = 'M5 12.5 10 17.5 19 7';

/** The steps, with the current one marked, and announced when it becomes that. */
export function stepList(texts, announce) {
  const list = el('ol', { class: 'steps' });
  let drawn = null;

  function update({ steps, step, stepIndex }) {
    const names = Array.isArray(steps) ? steps : [];
    // Drawn only if something changed, because drawing restarts the animation.
    const fingerprint = JSON.stringify([names, step, stepIndex]);
    if (fingerprint === drawn) return;
    drawn = fingerprint;

    // Two operations may have the same step, so the index decides where the service tells it.
    const current = Number.isInteger(stepIndex) ? stepIndex : names.indexOf(step);
    list.replaceChildren(...names.map((name, index) => item(texts, stepName(texts, name), index - current, current >= 0)));
    if (current >= 0) announce(texts.stepOf(stepName(texts, step), current + 1, names.length));
  }
  return { node: list, update };
}

export function progressView({ texts, state, ask, leave, announce }) {
  const provider = providerName(state.provider);
  const steps = stepList(texts, announce);
  steps.update(state);

  const changes = ask.operations.some(isWrite);
  const heading = brandHeading(state.provider, changes ? texts.changingHeading(provider) : texts.workingHeading(provider));
  return {
    nodes: [
      heading,
      el('p', { class: 'intro' }, texts.workingIntro),
      steps.node,
      el('button', { type: 'button', name: 'cancel', class: 'button button-quiet', onclick: leave }, texts.cancel),
    ],
    focus: heading.querySelector('h1'),
    update: steps.update,
    atStake: () => 'work',
  };
}

/** `distance` from the current step: negative for a step that is done, positive for a later one. */
function item(texts, name, distance, known) {
  if (known && distance < 0) {
    return el(
      'li',
      { class: 'step step-done' },
      el('span', { class: 'mark' }, icon('icon-check', CHECK)),
      el('span', {}, name, el('span', { class: 'visually-hidden' }, ` (${texts.done})`)),
    );
  }
  const now = known && distance === 0;
  return el(
    'li',
    { class: now ? 'step step-now' : 'step', 'aria-current': now && 'step' },
    el('span', { class: 'mark' }, now ? el('span', { class: 'spinner', 'aria-hidden': 'true' }) : null),
    el('span', {}, name),
  );
}
