// The lab's record of calls, with types, for a page in this process.

import type { AppClipHandle, OpenAppClipOptions } from '../../../js/call/core.ts';
import { record } from '../../harness/lab/calls.js';

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
  return record({ openAppClip }) as unknown as Calls;
}
