// The type of a row of the table: what is unusual about the host page, and how a connection in it must end.

import type { CreatedLink } from '../../harness/connect.ts';
import type { HostLab } from './lab.ts';

/** An outcome, or the code of an error. */
export type Ending = 'complete' | 'closed' | (string & {});

/** Code that runs in the page: a function that uses nothing from outside of it, or source text. */
export type PageCode = (() => unknown) | string;

/** The scripted service, or the real one with the same members. */
export interface ServiceOf {
  readonly address: string;
  /** Requests under way. */
  readonly pending: number;
  /** `Referer` of every request. */
  readonly referrers: string[];
  createLink(): Promise<CreatedLink>;
  complete(code: string): unknown;
}

/** The page of a row, with everything that the row may use. */
export interface World {
  lab: HostLab;
  service: ServiceOf;
  /** The claim code of this row. */
  code: string;
}

/** The path of the page around the host page. */
export const AROUND = '/around.html';

export interface HostPage {
  /** What is unusual about the page, for the table. */
  page: string;
  ending: Ending;
  /** What the text of the error must contain, so that a developer knows what to fix. */
  says?: RegExp;
  /** Console messages and page errors that this page causes by itself. */
  allow?: RegExp[];

  // Before the package is loaded.
  /** Runs before any other script of the page. */
  before?: PageCode;
  /** Sent with the page and its files; `service` is the Connect service's address. */
  headers?: (service: string) => Record<string, string>;
  /** Headers of the service's frame. */
  frameHeaders?: Record<string, string>;
  /** Differences in the page's HTML. */
  html?: Partial<Html>;
  /** The host page is the `iframe` of this HTML, on the page's own origin or on another site. */
  around?: { of: 'this origin' | 'another site'; html(address: string): string };
  /** The page is served as this type. */
  type?: string;

  // Between the package and the session.
  /** Runs when the package is loaded and the button exists. */
  loaded?: PageCode;

  // The session.
  /** Replaces the button's action, which opens a session for the claim code. */
  open?: (claimCode: string) => unknown;
  /** Presses the button; the default is one click. */
  press?: 'double click' | 'Enter';
  /** Runs in the page when the frame has got its `init`, before the link completes. */
  live?: PageCode;
  /** Runs at the same time in the test, for actions of a person or of the browser. */
  act?(world: World): unknown;
  /** Runs the row at the real service, for what only that one can show. */
  real?: true;
  /** Checks the page after the session has ended. */
  check?(world: World): unknown;
  /** Runs after that, and undoes the page's own changes, so that whatever is left is the package's. */
  after?: PageCode;
  /** The id of the element that has the focus afterwards: by default the opener, '' if the opener is gone. */
  focus?: string;
  /** Whether requests have a `Referer`, because the page's `fetch` drops the option that forbids it. */
  refers?: true;
  /** The reason why the test cannot check that the modal is usable. */
  unseen?: string;
}

/** The parts of the page's HTML. */
export interface Html {
  doctype: string;
  /** Attributes of `html`. */
  attributes: string;
  head: string;
  /** Attributes of `body`. */
  bodyAttributes: string;
  /** HTML around or beside the button; `OPENER` stands for the button. */
  body: string;
  /** HTML that loads the page's script; `ADDRESS` stands for its address. */
  script: string;
}

/** When the page does the unusual thing, for the table. */
export function when({ live, before, headers, html, around, type, loaded, open, press }: HostPage): string {
  if (live) return 'while open';
  if (before ?? headers ?? html ?? around ?? type) return 'before the package';
  if (loaded) return 'before the call';
  return (open ?? press) ? 'at the call' : 'before the package';
}
