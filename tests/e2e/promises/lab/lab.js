// Every call of openAppClip, with everything that the package calls back, in order.

import * as passage from './passage/dist/core.js';

const CALLBACKS = ['onConnectionComplete', 'onConnectionError', 'onClose', 'onEvent'];
const log = [];
const handles = [];

globalThis.passage = passage;
globalThis.calls = {
  log,
  handles,
  /** Calls openAppClip; callbacks among the options are called after they are noted. Returns the handle. */
  open(options = {}) {
    const call = handles.length + 1;
    // Held, so that a callback within the call itself finds its place.
    handles.push(undefined);
    const spied = { claimCode: 'clm_1', ...options };
    for (const name of CALLBACKS) {
      spied[name] = (...values) => {
        const [value] = values;
        log.push({ call, name, ...(value === undefined ? {} : { value: structuredClone(value) }) });
        return options[name]?.(...values);
      };
    }
    let handle;
    try {
      handle = passage.openAppClip(spied);
    } catch (error) {
      handles.pop();
      throw error;
    }
    handles[call - 1] = handle;
    handle.result.then(
      (value) => log.push({ call, name: 'result', value }),
      () => log.push({ call, name: 'rejected' }),
    );
    return handle;
  },
  /** The sessions of this page, each with all that its calls were told, in order. */
  sessions() {
    return [...new Set(handles)].map((handle) => {
      const calls = handles.flatMap((each, index) => (each === handle ? [index + 1] : []));
      return log.filter(({ call }) => calls.includes(call));
    });
  },
};

const { connectUrl } = await (await fetch('api/config')).json();
passage.configure({ baseUrl: connectUrl });
document.documentElement.dataset.ready = '';
