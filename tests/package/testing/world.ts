// What a behaviour of ./behaviour.ts runs in: the fake in this process, or the real engine in a browser.

import type { ConnectionResult, PassageEvent } from '../../../js/call/core.ts';
import type { Calls } from './calls.ts';

/** What the code that a behaviour runs in the page finds there. */
export interface InPage {
  /** Opens sessions, and notes everything that is called back. */
  calls: Calls;
  close(): void;
}

export interface World {
  /**
   * Runs the host's own code in the page: as a function that knows nothing but its two arguments, since the page may be
   * in another process.
   */
  host<A, R>(code: (page: InPage, argument: A) => R | Promise<R>, argument: A): Promise<R>;
  /** Lets the open session be claimed, its frame be ready and its link be active. */
  activate(): Promise<void>;
  /** The frame tells a step of the automation. */
  progress(step: string): Promise<void>;
  complete(link?: { returnUrl?: string }): Promise<void>;
  /** One of those that {@link FAILURES} names. */
  fail(code: string): Promise<void>;
  /** The service says from now on that the present claim code has expired. */
  expire(): Promise<void>;
  /** The person closes the modal. */
  dismiss(): Promise<void>;
  /** Waits until the host has been told this event `times` times. */
  event(type: PassageEvent['type'], times?: number): Promise<void>;
  /** How the call with this number ended, waited for. */
  ended(call?: number): Promise<ConnectionResult>;
  /** Everything that was called back, `1 onClose`; events by their type, `1 opened`. */
  told(): Promise<string[]>;
  /** The events that the call with this number was told. */
  events(call?: number): Promise<PassageEvent[]>;
  /** What was reported as an uncaught error so far, without what the browser says by itself. */
  reported(): Promise<string[]>;
}
