// What a behaviour can do in a browser, whatever drives it: the description of the behaviours knows nothing else.

import type { Judged } from '../harness/oracle.ts';

export const ENGINES = ['chromium', 'firefox', 'webkit'] as const;
export type Engine = (typeof ENGINES)[number];

/** The window's size and how the person presses: with a mouse, or with a finger. */
export const SIZES = {
  desktop: { width: 1_280, height: 800, pointer: 'mouse' },
  phone: { width: 390, height: 844, pointer: 'touch' },
} as const;
export type Size = keyof typeof SIZES;

/** An element as a person finds it, also in the dialog's shadow root: by its text or label; or by a selector. */
export type Find = { button: string } | { field: string } | { heading: string } | { css: string };

/** How an element is. */
export interface Look {
  text: string;
  value: string;
  /** Whether it has the focus of its document or shadow root. */
  focused: boolean;
  /** Its place in the window of its document, in CSS pixels. */
  box: { left: number; top: number; width: number; height: number };
}

/** A key by its name (`Escape`, `Tab`, `Enter`, `PageDown`, `Shift+Tab`), or a character. */
export type Key = string;

/** A page in a tab of its own. */
export interface Tab extends Judged {
  readonly engine: Engine;
  readonly size: Size;
  /** Whether it can press with a finger. */
  readonly touches: boolean;

  open(address: string): Promise<void>;
  url(): Promise<string>;
  reload(): Promise<void>;
  /** The browser's back button. */
  back(): Promise<void>;

  /** Runs a function, or an expression, in the page; inside of `inFrame`, in the frame. What it returns must be plain data. */
  evaluate<T>(script: () => T | Promise<T>): Promise<T>;
  evaluate<T, V>(script: (value: V) => T | Promise<T>, value: V): Promise<T>;
  evaluate<T = any>(script: string): Promise<T>;

  /** Every element that is found and shown, in the document's order. */
  look(what: Find): Promise<Look[]>;
  /** Presses the middle of an element, once it is there: with a finger if the size is a phone's. */
  press(what: Find, times?: number): Promise<void>;
  /** Presses a point of the window. */
  pressAt(x: number, y: number): Promise<void>;
  /** Turns the mouse's wheel over a point of the window; once in a page, because WebKitGTK's driver adds nothing for a second turn. */
  scroll(x: number, y: number, by: number): Promise<void>;
  /** Presses keys one after the other, wherever the focus is. */
  keys(...keys: Key[]): Promise<void>;
  /** Does something inside of the iframe that is found, which may be of another site. */
  inFrame<T>(what: Find, does: () => Promise<T>): Promise<T>;

  close(): Promise<void>;
}

/** A browser of one engine. */
export interface Driver {
  readonly engine: Engine;
  /** As the browser calls itself: `Firefox 153.8.0`. */
  readonly version: string;
  tab(size: Size): Promise<Tab>;
  stop(): Promise<void>;
}
