// What a link asks for, in words: before the sign-in, and when it was stopped.

import { el, icon, isolated } from '../dom.js';

/** `{resource, action, digits}` as a sentence. An operation without one is named as the service names it. */
export function operationName(texts, { resource, action, digits }) {
  const name = `${resource}.${action}`;
  if (Object.hasOwn(texts.operations, name)) return texts.operations[name](digits);
  return `${resource} · ${action}`;
}

/** Whether an operation changes the account. */
export const isWrite = ({ action }) => action !== 'read';

const READ = ['M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z', 'M12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z'];
const WRITE = ['M4 20h4L19 9l-4-4L4 16v4Z', 'M13 7l4 4'];

/** Who asks, and for what. The element that gets the focus is described by it: a screen reader begins there. */
export function askPanel({ texts, ask, api }, operations = ask.operations) {
  const { name = null, hasLogo = false } = ask.integrator ?? {};
  return el(
    'section',
    { id: 'ask', class: 'ask', 'aria-labelledby': 'ask-heading' },
    el(
      'p',
      { id: 'ask-heading', class: 'ask-who' },
      hasLogo ? el('img', { class: 'ask-logo', src: api.logo, alt: '', width: '24', height: '24' }) : null,
      el('span', {}, ...(name === null ? [texts.someoneAsks] : isolated(texts.asks(name), name))),
    ),
    el(
      'ul',
      { class: 'ask-list' },
      ...operations.map((one) =>
        el('li', { class: 'ask-item' }, icon('icon-ask', ...(isWrite(one) ? WRITE : READ)), el('span', {}, operationName(texts, one))),
      ),
    ),
  );
}

/** What was done, and what was not. */
export function doneList(texts, operations, done) {
  const list = el('ul', { class: 'outcome' });
  function update(count) {
    list.replaceChildren(
      ...operations.map((one, index) =>
        el(
          'li',
          { class: index < count ? 'outcome-item outcome-done' : 'outcome-item' },
          el('span', { class: 'outcome-name' }, operationName(texts, one)),
          el('span', { class: 'outcome-state' }, index < count ? texts.doneLabel : texts.notDone),
        ),
      ),
    );
  }
  update(done);
  return { node: list, update };
}
