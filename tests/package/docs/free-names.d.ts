// Declares what the guides' examples use without declaring it: the reader's own code.

import type * as Core from '@getpassage/web-react/core';
import type { RawBody, WebhookHeaders } from '@getpassage/web-react/server';
import type { Page } from '@playwright/test';

declare global {
  /** The global of `passage.global.js`. */
  const Passage: typeof Core;

  const apiKey: string;
  const linkId: string;
  const claimCode: string;
  const appClipUrl: string;
  const body: RawBody;
  const headers: WebhookHeaders;
  const page: Page;

  function fetchClaimCode(): Promise<string>;
  function showToPerson(text: string, requestId?: string): void;
  function offerAnotherTry(): void;
  function showResult(): void;
  function showBills(): void;
  function askForNewLink(): void;

  // Of the former package, in the guide to migration.
  const intentToken: string;
  const shortCode: string;
  const shortToken: string;

  const process: { env: Record<string, string | undefined> };
}
