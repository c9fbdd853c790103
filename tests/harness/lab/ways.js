// How a page opens a session: each way stands in for `openAppClip`, takes the same options, and returns the same handle. The address's
// query names one; without a query it is `openAppClip` itself.

/** The events of the element, each with the callback that gets the same. */
const EVENTS = {
  'passage-complete': 'onConnectionComplete',
  'passage-error': 'onConnectionError',
  'passage-close': 'onClose',
  'passage-event': 'onEvent',
};

/** Each makes what its sessions need in the page, and returns how to open one; `around` is the element to which the package adds its own. */
const WAYS = {
  modal: ({ openAppClip }) => ({ openAppClip, around: document.body }),

  container({ openAppClip }) {
    const container = document.createElement('div');
    container.id = 'container';
    document.body.append(container);
    return { openAppClip: (options) => openAppClip({ container, ...options }), around: container };
  },

  async element() {
    await import('./passage/dist/element.js');
    const element = document.createElement('passage-connect');
    element.id = 'element';
    document.body.append(element);
    const heard = [];
    for (const type of Object.keys(EVENTS)) element.addEventListener(type, ({ detail }) => heard.push({ type, detail }));
    return {
      openAppClip(options) {
        // What a text can hold as an attribute; but a claim code in the HTML would be no secret.
        element.removeAttribute('redirect');
        if (options.redirect !== undefined) element.setAttribute('redirect', options.redirect);
        for (const name of ['claimCode', 'appClipUrl', 'container', 'signal']) element[name] = options[name];
        for (const [type, name] of Object.entries(EVENTS)) {
          element[name] = (...values) => {
            const told = heard.shift();
            const same = name === 'onConnectionComplete' ? told?.detail.linkId : told?.detail === values[0];
            if (told?.type !== type || !same) throw new Error(`no event before ${name}`);
            return options[name]?.(...values);
          };
        }
        return element.open();
      },
      around: document.body,
    };
  },

  async button() {
    const place = document.createElement('div');
    place.id = 'buttons';
    // A test moves the mouse: a button under it would take that for the intent to press.
    place.hidden = true;
    document.body.append(place);
    const { renderButtons } = await import('./buttons/buttons.js');
    const press = renderButtons(place);
    const sessions = sessionsOf(globalThis[Symbol.for('@getpassage/web-react/1')]);
    return {
      openAppClip(options) {
        const begun = sessions.length;
        const refused = refusalOf(() => press(options));
        if (refused) throw refused;
        return (sessions[begun] ?? sessions.at(-1)).handle;
      },
      around: document.body,
    };
  },
};

/**
 * All sessions of the page from now on, in the order in which they begin. A button hands out no handle, so the tests take that of the
 * session that all copies of the package in a page share.
 */
function sessionsOf(shared) {
  const sessions = [];
  let { current } = shared;
  Object.defineProperty(shared, 'current', {
    get: () => current,
    set(session) {
      current = session;
      if (session) sessions.push(session);
    },
  });
  return sessions;
}

/** What the package has against the options: in React, the error of a press is an uncaught one. */
function refusalOf(press) {
  let refusal;
  const note = (event) => {
    if (event.error?.code !== 'INVALID_OPTIONS') return;
    refusal = event.error;
    event.preventDefault();
  };
  addEventListener('error', note);
  press();
  removeEventListener('error', note);
  return refusal;
}

/** Opens sessions in the way that the page's address names. */
export async function wayOf(passage) {
  const { openAppClip, around } = await (WAYS[location.search.slice(1)] ?? WAYS.modal)(passage);
  return { passage: { ...passage, openAppClip }, around };
}
