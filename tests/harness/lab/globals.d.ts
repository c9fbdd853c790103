// What the scripts of a test find in the lab's page.

import type * as core from '../../../pkg/dist/core.js';

type Name = 'onConnectionComplete' | 'onConnectionError' | 'onClose' | 'onEvent' | 'result' | 'rejected';

declare global {
  interface Entry {
    call: number;
    name: Name;
    value?: any;
  }
  interface Counts {
    nodes: number;
    listeners: string[];
    timers: number[];
    intervals: number;
    history: unknown;
    sheets: number;
  }
  var passage: typeof core;
  /** The element to which the package adds its own. */
  var around: HTMLElement;
  /** Every call of openAppClip in this page. */
  var calls: {
    log: Entry[];
    handles: core.AppClipHandle[];
    open(options?: Partial<core.OpenAppClipOptions>, openWith?: typeof core.openAppClip): core.AppClipHandle;
    sessions(): Entry[][];
  };
  var counts: { now(): Counts };
  /** In the frame: what the host said to it. */
  var heard: { type: string; [field: string]: unknown }[];
  /** In the frame. */
  var say: (message: { type: string; [field: string]: unknown }) => void;
  /** In the frame. */
  var answersPings: boolean;
}
