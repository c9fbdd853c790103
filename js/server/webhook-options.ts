// Apart from the code that reads them, so that the package's declarations need neither the DOM's types nor a new TypeScript.

/** The body of a request as it came. */
export type RawBody = string | ArrayBuffer | ArrayBufferView;

/** Fetch's `Headers`, Node's `IncomingHttpHeaders`, or a plain object; names in any case. */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | { readonly [name: string]: string | readonly string[] | undefined };

/** The members of a public P-256 key in JWK form that are read. */
export interface WebhookJwk {
  kty: 'EC' | (string & {});
  crv: 'P-256' | (string & {});
  x: string;
  y: string;
}

/** Public keys by their id, each a PEM (SPKI) or a JWK; or a JWK set, as `GET {baseUrl}/.well-known/jwks.json` says it. */
export type WebhookKeys =
  | { readonly [keyId: string]: string | WebhookJwk }
  | { readonly keys: ReadonlyArray<WebhookJwk & { readonly kid: string }> };

/** What `verifyWebhook` takes. */
export interface VerifyWebhookOptions {
  /** The bytes of the request's body, or its text, before anything parsed it. */
  body: RawBody;
  /** The request's headers. */
  headers: WebhookHeaders;
  /** The Connect service, which is asked for its keys. Default: `https://connect.services.getpassage.ai`. */
  baseUrl?: string | undefined;
  /** In place of `baseUrl`: the keys themselves. Nothing is asked of the service then. */
  keys?: WebhookKeys | undefined;
  /** How old a signature may be, in seconds. The service signs each try anew. Default: 300. */
  toleranceSeconds?: number | undefined;
}
