// Every call of openAppClip, with everything that is called back, in order: the same record as in
// tests/harness/lab/lab.js, for a page in this process.

import type { AppClipHandle, ConnectionError, OpenAppClipOptions, PassageEvent } from '../../../js/call/core.ts';

export interface Entry {
  call: number;
  name: 'onConnectionComplete' | 'onConnectionError' | 'onClose' | 'onEvent' | 'result' | 'rejected';
  value?: unknown;
}

export interface Calls {
  log: Entry[];
  handles: AppClipHandle[];
  /** Opens `clm_1`, unless the options name another one. */
  open(options?: Partial<OpenAppClipOptions>): AppClipHandle;
}

export function recordCalls(openAppClip: (options: OpenAppClipOptions) => AppClipHandle): Calls {
  const log: Entry[] = [];
  const handles: AppClipHandle[] = [];
  return {
    log,
    handles,
    open(options = {}) {
      const call = handles.length + 1;
      // Held, so that a callback within the call itself finds its place.
      handles.push(undefined as unknown as AppClipHandle);
      const note = (name: Entry['name'], value?: unknown) =>
        void log.push({ call, name, ...(value === undefined ? {} : { value: structuredClone(value) }) });
      let handle: AppClipHandle;
      try {
        handle = openAppClip({
          claimCode: 'clm_1',
          ...options,
          onConnectionComplete() {
            note('onConnectionComplete');
            return options.onConnectionComplete?.();
          },
          onConnectionError(error: ConnectionError) {
            note('onConnectionError', error);
            return options.onConnectionError?.(error);
          },
          onClose() {
            note('onClose');
            return options.onClose?.();
          },
          onEvent(event: PassageEvent) {
            note('onEvent', event);
            return options.onEvent?.(event);
          },
        });
      } catch (error) {
        handles.pop();
        throw error;
      }
      handles[call - 1] = handle;
      handle.result.then(
        (value) => note('result', value),
        () => note('rejected'),
      );
      return handle;
    },
  };
}
