// The views that only a page has that was opened by itself: what there is to say before it has a session, and after.

import { el } from '../dom.js';
import { withPlace } from '../provider.js';
import { action } from './action.js';
import { ending } from './ending.js';

/** No code in the address, and nothing that the tab has kept. */
export const startOverView = ({ texts }) => ending({ mark: 'note', heading: texts.lostHeading, intro: texts.page.startOver });

/** The link is complete. */
export const usedView = ({ texts, actions }) => ending({ mark: 'good', heading: texts.page.usedHeading, intro: texts.page.done, actions });

/** The link is open in another tab or on another device. */
export const inUseView = ({ texts, actions }) =>
  ending({ mark: 'note', heading: texts.page.inUseHeading, intro: texts.page.inUseIntro, actions });

/** The link is too old, was called off, or was claimed too often. */
export const tooLateView = ({ texts }) => ending({ mark: 'bad', heading: texts.expiredHeading, intro: texts.page.startOver });

/** No link has this code. */
export const unknownView = ({ texts }) => ending({ mark: 'bad', heading: texts.page.unknownHeading, intro: texts.page.unknownIntro });

export const unreachableView = ({ texts, actions }) =>
  ending({ mark: 'bad', heading: texts.failedHeading, intro: texts.noConnection, actions });

/** The person pressed Cancel. */
export const leftView = ({ texts, actions }) => ending({ mark: 'note', heading: texts.page.leftHeading, intro: texts.page.done, actions });

/** Inside an app whose browser is known to break logins. */
export function inAppView({ texts, address, announce, goOn }) {
  const link = el('input', { id: 'link', class: 'input', readonly: true, dir: 'ltr' });
  const label = el('label', { for: 'link', class: 'label' }, texts.page.link);
  const field = el('div', { class: 'field link-field', hidden: true }, label, el('div', { class: 'box' }, link));
  const copy = action(
    texts.page.copyLink,
    async () => {
      try {
        await navigator.clipboard.writeText(address);
      } catch {
        // Not allowed here, or not there: shown, so that the person can copy it by hand. Not before, since it is as good as the link.
        field.hidden = false;
        link.value = address;
        link.select();
        if (!document.execCommand('copy')) return;
      }
      copy.textContent = texts.page.copied;
      announce(texts.page.copied);
    },
    'button-primary',
  );
  return ending({
    mark: 'note',
    heading: texts.page.browserHeading,
    intro: texts.page.browserIntro,
    more: [el('p', { class: 'how' }, texts.page.browserHow), field],
    actions: [copy, action(texts.page.continueHere, goOn, 'button-quiet')],
  });
}

/** Leads to the `returnUrl`, by hand. */
export function returnLink(texts, { url, isApp, place }) {
  const text = isApp ? [texts.page.returnToApp] : withPlace(texts.page.continueTo(place), place);
  return el('a', { class: 'button button-primary', href: url, rel: 'noreferrer' }, el('span', {}, ...text));
}
