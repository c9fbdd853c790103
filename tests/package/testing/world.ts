// What a behaviour of ./behaviour.ts runs in: the fake in this process, or the real engine in a browser.

import type { ConnectionResult, PassageEvent } from '../../../js/call/core.ts';
import type { Calls } from './calls.ts';

/** What the code of a behaviour can use in the page. */
export interface InPage {
  /** Opens sessions, and records all callbacks. */
  calls: Calls;
  close(): void;
}

export interface World {
  /**
   * Runs the host's own code in the page. The function may use only its two arguments, because the page may be in another process.
   */
  host<A, R>(code: (page: InPage, argument: A) => R | Promise<R>, argument: A): Promise<R>;
  /** Makes the open session's claim succeed, its frame ready and its link active. */
  activate(): Promise<void>;
  /** Makes the frame report a step of the automation. */
  progress(step: string): Promise<void>;
  complete(link?: { returnUrl?: string }): Promise<void>;
  /** Causes one of the failures that {@link FAILURES} names. */
  fail(code: string): Promise<void>;
  /** Makes the service report from now on that the current claim code has expired. */
  expire(): Promise<void>;
  /** Closes the modal, as the person does. */
  dismiss(): Promise<void>;
  /** Waits until the host has got this event `times` times. */
  event(type: PassageEvent['type'], times?: number): Promise<void>;
  /** Waits for the end of the call with this number, and returns its result. */
  ended(call?: number): Promise<ConnectionResult>;
  /** All callbacks, such as `1 onClose`; events with their type, such as `1 opened`. */
  told(): Promise<string[]>;
  /** The events of the call with this number. */
  events(call?: number): Promise<PassageEvent[]>;
  /** The uncaught errors so far, without the browser's own messages. */
  reported(): Promise<string[]>;
}
