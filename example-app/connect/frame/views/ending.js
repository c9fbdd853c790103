// The views of a session's end. The modal closes when its own poll reports the end; so the service tells a failure to the frame first,
// and to others when the frame says that it was read.

import { el, icon } from '../dom.js';
import { brandHeading, providerName, withName } from '../provider.js';
import { doneList } from './operations.js';

const MARKS = {
  good: ['M5 12.5 10 17.5 19 7'],
  bad: ['M12 6v7.5', 'M12 17.5v.3'],
  note: ['M12 10.5V18', 'M12 6.2v.3'],
};

export function completeView({ texts, state, host }) {
  const provider = providerName(state.provider);
  return ending({ mark: 'good', state, texts, host, heading: texts.completeHeading(provider), intro: texts.completeIntro });
}

export function failedView({ texts, state, ask, host }) {
  const { error, reason } = state;
  if (error?.code === 'CANCELED') return stoppedView({ texts, state, ask, host });
  const text =
    (Object.hasOwn(texts.reasons, reason ?? '') && texts.reasons[reason]) ||
    (Object.hasOwn(texts.failures, error?.code ?? '') && texts.failures[error.code]) ||
    texts.failures.other;
  return ending({ mark: 'bad', state, texts, host, heading: texts.failedHeading, intro: text(providerName(state.provider)) });
}

/** The person stopped the session: what was done until then, and what was not. */
function stoppedView({ texts, state, ask, host }) {
  const view = ending({ mark: 'note', state, texts, host, heading: texts.stoppedHeading, intro: texts.stoppedIntro });
  view.nodes.splice(2, 0, doneList(texts, ask.operations, state.operationsDone ?? 0).node);
  return view;
}

export function expiredView({ texts, state, host }) {
  return ending({ mark: 'bad', state, texts, host, heading: texts.expiredHeading, intro: texts.expiredIntro });
}

/** The session cannot be read any more: another claim took it over, or its token is not valid. */
export function lostView({ texts, host }) {
  return ending({ mark: 'bad', state: null, texts, host, heading: texts.lostHeading, intro: texts.lostIntro });
}

/** The session has expired, and the service no longer returns its state. */
export function timeUpView({ texts, host }) {
  return ending({ mark: 'bad', state: null, texts, host, heading: texts.expiredHeading, intro: texts.expiredIntro });
}

/** The page was opened by itself, so there is no host page to start a session. */
export function aloneView({ texts }) {
  return ending({ mark: 'note', state: null, texts, host: null, heading: texts.aloneHeading, intro: texts.aloneIntro });
}

function ending({ mark, state, texts, host, heading, intro }) {
  const title = state
    ? brandHeading(state.provider, heading)
    : el('header', { class: 'brand' }, el('h1', { id: 'heading', class: 'heading', tabindex: '-1' }, heading));
  return {
    nodes: [
      title,
      el(
        'div',
        { class: `verdict verdict-${mark}` },
        icon('icon-verdict', ...MARKS[mark]),
        el('p', {}, ...(state ? withName(intro, state.provider) : [intro])),
      ),
      host && el('button', { type: 'button', class: 'button button-plain', onclick: host.close }, texts.close),
    ].filter(Boolean),
    focus: title.querySelector('h1'),
    update() {},
    atStake: () => null,
  };
}
