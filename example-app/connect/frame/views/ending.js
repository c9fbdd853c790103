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

export function completeView({ texts, state, ask, host }) {
  const provider = providerName(state.provider);
  const { intro, more, actions } = host.ending?.complete(ask) ?? {};
  return ending({
    mark: 'good',
    state,
    heading: texts.completeHeading(provider),
    intro: intro ?? texts.completeIntro,
    more,
    actions: actions ?? [closeButton(texts, host)],
  });
}

export function failedView({ texts, state, ask, host }) {
  const { error, reason } = state;
  if (error?.code === 'CANCELED') return stoppedView({ texts, state, ask, host });
  const text =
    (Object.hasOwn(texts.reasons, reason ?? '') && texts.reasons[reason]) ||
    (Object.hasOwn(texts.failures, error?.code ?? '') && texts.failures[error.code]) ||
    texts.failures.other;
  const { intro, more, actions } = host.ending?.failed(state) ?? {};
  return ending({
    mark: 'bad',
    state,
    heading: texts.failedHeading,
    intro: intro ?? text(providerName(state.provider)),
    more,
    actions: actions ?? [closeButton(texts, host)],
  });
}

/** The person stopped the session: what was done until then, and what was not. */
function stoppedView({ texts, state, ask, host }) {
  const { more, actions } = host.ending?.failed(state) ?? {};
  return ending({
    mark: 'note',
    state,
    heading: texts.stoppedHeading,
    intro: texts.stoppedIntro,
    more: [el('div', { role: 'alert' }, doneList(texts, ask.operations, state.operationsDone ?? 0).node), ...(more ?? [])],
    actions: actions ?? [closeButton(texts, host)],
  });
}

export function expiredView({ texts, state, host }) {
  const { intro, actions } = host.ending?.expired() ?? {};
  return ending({
    mark: 'bad',
    state,
    heading: texts.expiredHeading,
    intro: intro ?? texts.expiredIntro,
    actions: actions ?? [closeButton(texts, host)],
  });
}

/** The session has expired, and the service no longer returns its state. */
export function timeUpView({ texts, host }) {
  return expiredView({ texts, state: null, host });
}

/** The session cannot be read any more: another claim took it over, or its token is not valid. */
export function lostView({ texts, host }) {
  const { intro, actions } = host.ending?.lost() ?? {};
  return ending({
    mark: 'bad',
    heading: texts.lostHeading,
    intro: intro ?? texts.lostIntro,
    actions: actions ?? [closeButton(texts, host)],
  });
}

function closeButton(texts, host) {
  return el('button', { type: 'button', name: 'close', class: 'button button-plain', onclick: host.close }, texts.close);
}

/** How it ended, in a heading and a sentence, with what else there is to know (`more`) and to do (`actions`). */
export function ending({ mark, state = null, heading, intro, more = [], actions = [] }) {
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
        // An alert is said when it appears: the heading gets the focus, and a screen reader reads no further by itself.
        el('p', { role: mark === 'good' ? null : 'alert' }, ...(state ? withName(intro, state.provider) : [intro])),
      ),
      ...more,
      ...actions,
    ],
    focus: title.querySelector('h1'),
    update() {},
    atStake: () => null,
  };
}
