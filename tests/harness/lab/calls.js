// Every call of openAppClip, with everything that the package calls back, in order.

const CALLBACKS = ['onConnectionComplete', 'onConnectionError', 'onClose', 'onEvent'];

/** Notes what is called back to the calls that are made by `open`. `clone` is for a page that has taken away its own. */
export function record(passage, clone = structuredClone) {
  const log = [];
  const handles = [];
  return {
    log,
    handles,
    /**
     * Calls openAppClip; callbacks among the options are called after they are noted. Returns the handle. `openWith` may
     * call it in another way.
     */
    open(options = {}, openWith = passage.openAppClip) {
      const call = handles.length + 1;
      // Held, so that a callback within the call itself finds its place.
      handles.push(undefined);
      const spied = { claimCode: 'clm_1', ...options };
      for (const name of CALLBACKS) {
        spied[name] = (...values) => {
          const [value] = values;
          log.push({ call, name, ...(value === undefined ? {} : { value: clone(value) }) });
          // A page may have given every object a member of this name.
          return {}.hasOwnProperty.call(options, name) ? options[name]?.(...values) : undefined;
        };
      }
      let handle;
      try {
        handle = openWith(spied);
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
}
