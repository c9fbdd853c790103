// Only type-checked, without the DOM's types: what a backend in TypeScript can write, and what is an error.

import type { IncomingHttpHeaders } from 'node:http';
import {
  createLink,
  getLink,
  LinkError,
  verifyWebhook,
  WebhookError,
  type CreatedLink,
  type CreateLinkRequest,
  type Link,
  type LinkFailure,
  type LinkIssue,
  type LinkPage,
  type LinkSession,
  type LinkState,
  type OperationRequest,
  type SessionStage,
  type SessionStep,
  type WebhookErrorCode,
  type WebhookEventName,
} from '@getpassage/web-react/server';
import type { Described } from './dist/described.js';

/** Fails to compile unless both are the same. */
type Same<A, B> = [A, B] extends [B, A] ? true : never;
type Fields<T> = T extends unknown ? keyof T : never;

/** The kit's types have every field and value that the service's openapi.json describes, and no other. */
export const asDescribed: {
  [Name in keyof Known]: Same<Known[Name], Described[Name]>;
} = {
  CreateLinkRequest: true,
  Created: true,
  Event: true,
  Failure: true,
  Issue: true,
  Link: true,
  Listed: true,
  OperationRequest: true,
  Session: true,
  Stage: true,
  Status: true,
  TimelineStep: true,
};
interface Known {
  CreateLinkRequest: Fields<CreateLinkRequest>;
  Created: keyof CreatedLink;
  Event: WebhookEventName;
  Failure: keyof LinkFailure;
  Issue: keyof LinkIssue;
  Link: keyof Link;
  Listed: keyof LinkPage;
  OperationRequest: keyof OperationRequest;
  Session: keyof LinkSession;
  Stage: SessionStage;
  Status: LinkState;
  TimelineStep: keyof SessionStep;
}

interface Bill {
  billing: Array<{ amountDue: number }>;
}

export async function accepted(body: Buffer, headers: IncomingHttpHeaders, request: Request): Promise<unknown> {
  const baseUrl = process.env.PASSAGE_URL;
  const event = await verifyWebhook<Bill>({ body, headers, baseUrl, toleranceSeconds: 60 });
  if (event.event === 'link.complete') return event.result.billing[0]?.amountDue;
  if (event.event === 'link.expired') return event.status satisfies 'expired';
  const code: string = event.error.code;
  await verifyWebhook({ body: await request.arrayBuffer(), headers: request.headers, keys: { whk_1: 'PEM' } });
  await verifyWebhook({ body: new DataView(new ArrayBuffer(1)), headers: new Map([['a', 'b']]), baseUrl });
  await verifyWebhook({ body: '', headers: [['a', 'b']], baseUrl });
  await verifyWebhook({ body: '', headers: ['a', 'b'], baseUrl });
  await verifyWebhook({ body: '', headers: {}, keys: { whk_1: { kty: 'EC', crv: 'P-256', x: '', y: '' } } });
  await verifyWebhook({ body: '', headers: {}, keys: { keys: [{ kty: 'EC', crv: 'P-256', x: '', y: '', kid: '' }] } });
  const options = { apiKey: 'sk', baseUrl };
  const operations = [{ resource: 'mobileBillingStatement', action: 'read', arguments: { months: 6 } }] as const;
  const { claimCode } = await createLink(options, {
    integrationId: 'tmobile',
    operations,
    expiresIn: 600,
    webhookEvents: ['link.complete', 'link.expired'],
  });
  const flat: CreateLinkRequest = { integrationId: 'att', resource: 'paymentMethod', action: 'write', arguments: {} };
  const link = await getLink<Bill>(options, (await createLink(options, flat)).linkId);
  return [code, claimCode, link.result?.billing, link.error?.message];
}

export function said(error: unknown): WebhookErrorCode | string | undefined {
  if (error instanceof LinkError) return error.issues[0]?.path;
  return error instanceof WebhookError ? error.code : undefined;
}

export async function refused(parsed: { event: string }, headers: IncomingHttpHeaders): Promise<void> {
  // @ts-expect-error a parsed body
  await verifyWebhook({ body: parsed, headers });
  // @ts-expect-error no headers
  await verifyWebhook({ body: '' });
  // @ts-expect-error keys without their ids
  await verifyWebhook({ body: '', headers, keys: { keys: [{ kty: 'EC', crv: 'P-256', x: '', y: '' }] } });
  // @ts-expect-error both forms at once
  await createLink({ apiKey: '' }, { integrationId: 'att', operations: [], resource: 'paymentMethod', action: 'read' });
  // @ts-expect-error neither form
  await createLink({ apiKey: '' }, { integrationId: 'att' });
  // @ts-expect-error an event that there is not
  await createLink({ apiKey: '' }, { integrationId: 'att', operations: [], webhookEvents: ['link.done'] });
  // @ts-expect-error no API key
  await getLink({}, 'link_1');
  const event = await verifyWebhook({ body: '', headers });
  // @ts-expect-error only a completed link has a result
  void event.result;
}
