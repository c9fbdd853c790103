// What a row of the table is: what is unusual about a page, and how a connection in it must end.

import type { BrowserContext, Frame, Page } from '@playwright/test';
import type { CreatedLink } from '../../harness/connect.ts';
import type { Host } from '../../harness/host.ts';
import type { Witness } from '../../harness/witness.ts';
import type { HostLab } from './lab.ts';

/** An outcome, or the code of an error. */
export type Ending = 'complete' | 'closed' | (string & {});

/** What runs in the page: a function that uses nothing from outside of it, or its text. */
export type PageCode = (() => unknown) | string;

/** The scripted service, or what stands for the real one. */
export interface ServiceOf {
  readonly address: string;
  /** Requests under way. */
  readonly pending: number;
  /** `Referer` of every request. */
  readonly referrers: string[];
  createLink(): Promise<CreatedLink>;
  complete(code: string): unknown;
}

/** A page on its own, with everything that a row may look at. */
export interface World {
  lab: HostLab;
  /** The browser's page. The host page may be a frame in it. */
  page: Page;
  /** The host page. */
  frame: Frame;
  context: BrowserContext;
  host: Host;
  service: ServiceOf;
  witness: Witness;
  /** The claim code of this row. */
  code: string;
}

export interface HostPage {
  /** What the page is, has done or does, for the table. */
  page: string;
  ending: Ending;
  /** What the text of the error must say, so that a developer knows what to mend. */
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
  /** What is different in the page's HTML. */
  html?: Partial<Html>;
  /** The host page is the `iframe` of this HTML, on the page's own origin or on another site. */
  around?: { of: 'this origin' | 'another site'; html(address: string): string };
  /** The page is served as this type. */
  type?: string;

  // Between the package and the session.
  /** Runs when the package is loaded and the button is there. */
  loaded?: PageCode;

  // The session.
  /** What the button does, with the claim code, instead of opening a session for it. */
  open?: (claimCode: string) => unknown;
  /** How the button is pressed, if not by one click. */
  press?: 'double click' | 'Enter';
  /** Runs in the page when the frame has been greeted, before the link is completed. */
  live?: PageCode;
  /** The same, for what a person or the browser does. */
  act?(world: World): unknown;
  /** At the real service in place of the scripted one, for what only that one can show. */
  real?: true;
  /** What must be true when the session has ended, in the page as it is then. */
  check?(world: World): unknown;
  /** Runs after that: takes back what the page itself has done, so that what is left is the package's. */
  after?: PageCode;
  /** The id of what has the focus afterwards, '' where the opener is gone; the opener's by default. */
  focus?: string;
  /** The page's own `fetch` sends a `Referer`, because it drops the option that forbids one. */
  refers?: true;
  /** The modal cannot be looked at, for the reason given. */
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
  /** Around or beside the button; `OPENER` stands for the button. */
  body: string;
  /** What loads the page's script, at `ADDRESS`. */
  script: string;
}

/** When the page does what it does, for the table. */
export function when({ live, before, headers, html, around, type, loaded, open, press }: HostPage): string {
  if (live) return 'while open';
  if (before ?? headers ?? html ?? around ?? type) return 'before the package';
  if (loaded) return 'before the call';
  return (open ?? press) ? 'at the call' : 'before the package';
}
