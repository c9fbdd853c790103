// The host of a page that was opened by itself: from a mail, in a WebView, on a phone after a scan. It does what the modal does for a
// frame: it gets the session, lets the person leave, and at the end leads them back or says that it is done.
//
// Where the session comes from is a source's to say, such as that of claim.js:
//   open({ signal, trouble })  the session, `{ sessionId, clientToken }`; throws an `ApiError`
//   address                    the address that opens this page again elsewhere, or null
//   hide()                     takes out of the page's address what nobody else shall read
//   repeats                    whether `open` may give another session when this one has failed
//   returns                    whether the person is led to the link's `returnUrl`
//   words(texts)               `done` and `startOver`: what to say at the end
//   refused(error)             a view, with its name, for an error that only this source knows; null otherwise
//   forget()                   the session has ended

import { el } from './dom.js';
import { isInAppBrowser } from './in-app-browser.js';
import { returnTarget } from './return-url.js';
import { loadTexts } from './texts.js';
import { action } from './views/action.js';
import {
  inAppView,
  inUseView,
  leftView,
  returnLink,
  startOverView,
  tooLateView,
  unknownView,
  unreachableView,
  usedView,
} from './views/alone.js';
import { pause } from './watch.js';

/** How long the ending is shown before the person is led away, in ms. */
const SHOWN_MS = 2_500;
/** How often a link that is in use elsewhere is tried again, in ms. The service lets it go 30 s after the other page has gone. */
const IN_USE_MS = 5_000;

/** The errors after which the same link may be tried again: those of the contract. */
const REPEATABLE = new Set(['AUTOMATION_ERROR', 'CLIENT_TIMEOUT', 'CONNECTION_FAILED', 'CANCELED', 'LINK_IN_USE']);

/**
 * Runs the page. `source` is null if there is no session to be had. `page` is clip.js: `show` puts a view on the page, `follow` follows a
 * session, `announce` tells a screen reader, and `reconnecting` says that the service does not answer.
 */
export async function standAlone(source, page) {
  document.documentElement.dataset.alone = '';
  // The same address with a code, opened in this tab once more, changes what is behind `#` and loads nothing.
  addEventListener('hashchange', () => location.hash !== '' && location.reload());
  const leavesCode = source?.address && isInAppBrowser(navigator.userAgent);
  // In an app's browser the code stays until the person goes on: the app's own "Open in browser" takes the address as it is.
  if (leavesCode) history.replaceState(null, '', source.address);
  else source?.hide();
  const texts = await loadTexts(null);
  let running = new AbortController();

  if (source === null) {
    const { state } = history;
    if (state?.ended === 'complete') page.show('used', usedView, { texts, actions: toReturn(state.returnUrl) });
    else page.show('startOver', startOverView, { texts });
    return;
  }

  const words = source.words(texts);
  const tryAgain = () => action(texts.page.tryAgain, () => begin(true), 'button-primary button-again');

  const host = {
    isPage: true,
    /** The person leaves. The session waits for them as long as the service lets it. */
    close() {
      running.abort();
      source.forget();
      page.reconnecting('');
      page.show('left', leftView, { texts, actions: [action(texts.goOn, () => begin())] });
    },
    /** The failure was read. It stays on the page, and a reload begins anew. */
    dismiss: source.forget,
    progress() {},
    changed() {},
    atStake() {},
    handedOver() {},
    takenBack() {},
    shows(state, ask) {
      if (state?.stage === 'complete') completed(ask.returnUrl);
      else if (state === null || state.stage === 'expired' || (state.stage === 'failed' && state.status !== 'active')) source.forget();
    },
    /** What a view of the end says and offers beside what a frame says. */
    ending: {
      complete({ returnUrl }) {
        const target = source.returns ? returnTarget(returnUrl) : null;
        const { toApp, toSite } = texts.page;
        return { intro: target === null ? words.done : target.isApp ? toApp : toSite, actions: toReturn(returnUrl) };
      },
      failed({ error }) {
        if (error?.code === 'LINK_IN_USE') return { intro: texts.page.inUseIntro, ...again(true) };
        return again(REPEATABLE.has(error?.code));
      },
      expired: () => ({ intro: words.startOver, actions: [] }),
      lost: () => ({ intro: source.repeats ? texts.page.inUseIntro : words.startOver, actions: again(true).actions }),
    },
  };

  /** Another try if there may be one; otherwise where to begin again. */
  function again(mayRepeat) {
    if (mayRepeat && source.repeats) return { actions: [tryAgain()] };
    return { actions: [], more: [paragraph(words.startOver)] };
  }

  /** The link to the `returnUrl`, if there is one that may be followed. */
  function toReturn(returnUrl) {
    const target = source === null || source.returns ? returnTarget(returnUrl) : null;
    return target === null ? [] : [returnLink(texts, target)];
  }

  function completed(returnUrl) {
    source.forget();
    const target = source.returns ? returnTarget(returnUrl) : null;
    // For a reload, and for whoever comes back: there is no secret in it.
    history.replaceState({ ended: 'complete', returnUrl: target?.url ?? null }, '');
    if (target === null) return;
    setTimeout(() => {
      // The page is over, and Back shall not lead to it. An app's address leaves it where it is.
      if (target.isApp) location.assign(target.url);
      else location.replace(target.url);
    }, SHOWN_MS);
  }

  /** Gets the session and follows it. Begun again, the earlier one is not followed any more. `pressed`: by a button that may stay. */
  async function begin(pressed = false) {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    source.hide();
    try {
      const session = await source.open({ signal, trouble: (yes) => page.reconnecting(yes ? texts.reconnecting : '') });
      if (!signal.aborted) page.follow(session, texts, host, signal);
    } catch (error) {
      if (!signal.aborted) refused(error, signal, pressed);
    }
  }

  /** Says why there is no session, and what there is to do. */
  function refused(error, signal, pressed) {
    const before = document.querySelector('h1');
    const say = (name, view, actions = []) => page.show(name, view, { texts, actions });
    const own = error.passing ? null : source.refused(error);
    if (error.passing) {
      addEventListener('online', () => begin(), { once: true, signal });
      say('unreachable', unreachableView, [tryAgain()]);
    } else if (own !== null) {
      source.forget();
      say(...own);
    } else if (error.status === 409 && error.code !== 'LINK_ALREADY_COMPLETE') {
      whenLetGo(signal);
      say('inUse', inUseView, [tryAgain()]);
    } else {
      source.forget();
      if (error.status === 409) say('used', usedView);
      else if (error.status === 410) say('tooLate', tooLateView);
      else say('unknown', unknownView);
    }
    // The same view as before: who cannot see the button at rest again hears why.
    if (pressed && before === document.querySelector('h1')) page.announce(before.textContent);
  }

  /** Tries again by itself while somebody looks. */
  async function whenLetGo(signal) {
    do await pause(IN_USE_MS, signal);
    while (document.hidden && !signal.aborted);
    if (!signal.aborted) begin();
  }

  if (leavesCode) page.show('inApp', inAppView, { texts, address: source.address, announce: page.announce, goOn: () => begin() });
  else begin();
}

const paragraph = (text) => el('p', { class: 'how' }, text);
