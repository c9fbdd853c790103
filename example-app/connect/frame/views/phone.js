// The views of a session that goes over to a phone: the QR code on the computer, what the computer shows meanwhile, and what a phone
// shows that does not hold the session.

import { drawing, el, icon } from '../dom.js';
import { brandHeading } from '../provider.js';
import { backOff } from '../watch.js';
import { action } from './action.js';
import { ending } from './ending.js';
import { stepList } from './progress.js';

const PHONE = ['M8 3.5h8a1.5 1.5 0 0 1 1.5 1.5v14a1.5 1.5 0 0 1-1.5 1.5H8A1.5 1.5 0 0 1 6.5 19V5A1.5 1.5 0 0 1 8 3.5Z', 'M11 17.5h2'];
/** How long before a code is over the next one is made, in ms: so much may pass between a scan and the page that it opens. */
const EARLY_MS = 3_000;
/** The light modules around a QR code that its readers need. */
const QUIET = 4;

/** The button that shows the QR code; null if the session cannot be handed over from here. */
export function phoneButton(texts, phone) {
  if (phone === null) return null;
  return el('button', { type: 'button', class: 'button button-quiet', onclick: phone }, icon('icon-phone', ...PHONE), texts.phone.use);
}

/** The QR code and the address in it, renewed as long as they are shown. `back` leads to the sign-in on this device. */
export function phoneView({ texts, state, api, announce, back, signal }) {
  const heading = brandHeading(state.provider, texts.phone.heading);
  const code = el('div', { class: 'qr' }, el('span', { class: 'spinner', 'aria-hidden': 'true' }));
  // Changes each second, which nobody shall hear.
  const left = el('p', { class: 'qr-left', 'aria-hidden': 'true' });
  const address = el('input', { id: 'address', class: 'input', readonly: true, dir: 'ltr', 'aria-describedby': 'address-hint' });
  address.addEventListener('focus', () => address.select());
  const copy = action(texts.page.copyLink, async () => {
    if (!(await copied(address))) return;
    copy.textContent = texts.page.copied;
    announce(texts.page.copied);
  });
  const field = el(
    'div',
    { class: 'field', hidden: true },
    el('label', { for: 'address', class: 'label' }, texts.phone.address),
    el('p', { id: 'address-hint', class: 'hint' }, texts.phone.once),
    el('div', { class: 'box box-copy' }, address, copy),
  );

  function draw({ address: url, qr }) {
    const { size, path } = qr;
    const box = size + 2 * QUIET;
    const properties = { viewBox: `${-QUIET} ${-QUIET} ${box} ${box}`, role: 'img', 'aria-label': texts.phone.qr };
    code.replaceChildren(
      drawing(
        'svg',
        properties,
        drawing('path', { class: 'qr-light', d: `M${-QUIET} ${-QUIET}h${box}v${box}h-${box}z` }),
        drawing('path', { d: path }),
      ),
    );
    address.value = url;
    copy.textContent = texts.page.copyLink;
    field.hidden = false;
  }

  /** One code after the other, until another view is shown. Nobody scans it in a hidden page, so there is no new one then. */
  async function offer() {
    for (let failures = 0; code.isConnected && !signal.aborted; ) {
      try {
        const offered = await api.offer(signal);
        if (!code.isConnected) return;
        draw(offered);
        failures = 0;
        await untilOver(performance.now() + offered.expiresInMs - EARLY_MS);
      } catch (error) {
        if (signal.aborted || !error.passing) return;
        await backOff(error, failures, signal);
        failures += 1;
      }
    }
  }

  function untilOver(overAt) {
    return new Promise((resolve) => {
      const timer = setInterval(tick, 250);
      function tick() {
        const seconds = Math.max(0, Math.ceil((overAt - performance.now()) / 1000));
        const text = texts.phone.renews(`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`);
        if (left.textContent !== text) left.textContent = text;
        const isGone = !code.isConnected || signal.aborted;
        if (!isGone && (seconds > 0 || document.hidden)) return;
        clearInterval(timer);
        resolve();
      }
      tick();
    });
  }

  // Once it is on the page.
  queueMicrotask(offer);

  return {
    nodes: [
      heading,
      el('p', { class: 'intro' }, texts.phone.intro),
      el('div', { class: 'qr-box' }, code, left),
      field,
      el('button', { type: 'button', class: 'button button-quiet', onclick: back }, texts.phone.here),
    ],
    focus: heading.querySelector('h1'),
    update() {},
    atStake: () => null,
  };
}

/** The computer, while a phone holds the session: it follows, and may take it back. */
export function awayView({ texts, state, announce, leave, takeBack }) {
  const heading = brandHeading(state.provider, texts.phone.awayHeading);
  const steps = stepList(texts, announce);
  let { stage } = state;
  function update(next) {
    ({ stage } = next);
    steps.update(next);
  }
  update(state);
  return {
    nodes: [
      heading,
      el('p', { class: 'intro' }, texts.phone.awayIntro),
      steps.node,
      action(texts.phone.takeBack, takeBack),
      el('button', { type: 'button', class: 'button button-quiet', onclick: leave }, texts.cancel),
    ],
    focus: heading.querySelector('h1'),
    update,
    atStake: () => (stage === 'working' ? 'work' : null),
  };
}

/** A phone from which the session was taken back. */
export const backView = ({ texts, state }) =>
  ending({ mark: 'note', state, heading: texts.phone.backHeading, intro: texts.phone.backIntro });

/** The phone came too late, or another device came first. */
export const codeOverView = ({ texts }) => ending({ mark: 'bad', heading: texts.phone.overHeading, intro: texts.phone.overIntro });

/** Copies what a field holds. The older way comes first: the newer one is closed to most frames, and complains in the console. */
async function copied(field) {
  field.select();
  if (document.execCommand('copy')) return true;
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // It stays selected, to be copied by hand.
    return false;
  }
}
