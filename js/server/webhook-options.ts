// In a file of their own, so that the package's declarations need neither the DOM's types nor a recent TypeScript.

/** The body of a request as it was received, not parsed. */
export type RawBody = string | ArrayBuffer | ArrayBufferView;

/**
 * Fetch's `Headers`, Node's `IncomingHttpHeaders` or `rawHeaders`, a plain object, a `Map`, or a list of pairs or of `{ name, value }`; names in
 * any case.
 */
export type WebhookHeaders =
  | { get(name: string): string | null | undefined }
  | { readonly [name: string]: string | readonly string[] | undefined }
  | readonly string[]
  | readonly (readonly [string, string])[]
  | readonly { readonly name: string; readonly value: string }[]
  | readonly { readonly key: string; readonly value: string }[];

/** A public P-256 key as a JWK; other members are ignored. */
export interface WebhookJwk {
  kty: 'EC' | (string & {});
  crv: 'P-256' | (string & {});
  x: string;
  y: string;
}

/** Public keys by their id, each a PEM (SPKI) or a JWK; or a JWK set, as `GET {baseUrl}/.well-known/jwks.json` returns it. */
export type WebhookKeys =
  | { readonly [keyId: string]: string | WebhookJwk }
  | { readonly keys: ReadonlyArray<WebhookJwk & { readonly kid: string }> };

/** What `verifyWebhook` takes. */
export interface VerifyWebhookOptions {
  /** The raw body of the request, as bytes or text, before anything has parsed it. */
  body: RawBody;
  /** The request's headers. */
  headers: WebhookHeaders;
  /** The Connect service, where the keys are looked up. Default: `https://connect.services.getpassage.ai`. */
  baseUrl?: string | undefined;
  /** The keys themselves, instead of `baseUrl`. Then no request is made. */
  keys?: WebhookKeys | undefined;
  /** How old a signature may be, in seconds. The service signs each try of a webhook anew. Default: 300. */
  toleranceSeconds?: number | undefined;
}
