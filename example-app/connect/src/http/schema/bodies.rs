//! Parameters and bodies that no type of a handler describes.

#![expect(
    dead_code,
    reason = "nobody makes or reads them: they are descriptions"
)]

use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::store::links::Event;

/// The id of a link in a path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub struct LinkId {
    /// `link_…`
    id: String,
}

/// The id of a session in a path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub struct SessionId {
    /// `ses_…`
    session_id: String,
}

/// The headers with which a request is held.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub struct LongPoll {
    /// The `ETag` that the caller knows.
    #[param(rename = "If-None-Match")]
    if_none_match: Option<String>,
    /// `wait=N`, in seconds, at most 50 (RFC 7240).
    #[param(rename = "Prefer")]
    prefer: Option<String>,
}

/// `POST /v1/links`: either `operations`, or one flat `resource`, `action` and `arguments`.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CreateLinkRequest {
    /// A provider's id, of `GET /v1/providers`.
    #[schema(example = "tmobile", max_length = 2048)]
    integration_id: String,
    /// In the order in which they run.
    #[schema(min_items = 1, max_items = 20, nullable = false)]
    operations: Option<Vec<OperationRequest>>,
    /// In place of `operations`.
    #[schema(nullable = false)]
    resource: Option<String>,
    /// In place of `operations`.
    #[schema(nullable = false)]
    action: Option<String>,
    /// In place of `operations`.
    #[schema(value_type = Option<Object>, nullable = false)]
    arguments: Option<Value>,
    /// Where to send the webhook; http or https, without credentials.
    #[schema(format = "uri", max_length = 2048, nullable = false)]
    webhook_url: Option<String>,
    /// Which ends the webhook tells of; `link.complete` and `link.failed` if not given. A link that was called off is
    /// `link.canceled` where that is among them, otherwise `link.failed`.
    #[schema(min_items = 1, max_items = 4, nullable = false)]
    webhook_events: Option<Vec<Event>>,
    /// Where the person goes afterwards: https, http on loopback, or a custom app scheme.
    #[schema(format = "uri", max_length = 2048, nullable = false)]
    return_url: Option<String>,
    /// The integrator's own name for the person.
    #[schema(max_length = 2048, nullable = false)]
    external_user_id: Option<String>,
    /// Keeps the timeline of each session, for `GET /v1/links/{id}/sessions`.
    #[schema(nullable = false)]
    debug: Option<bool>,
    /// Seconds, 14400 if not given.
    #[schema(minimum = 1, maximum = 2_592_000, nullable = false)]
    expires_in: Option<i64>,
}

/// One operation of a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OperationRequest {
    #[schema(example = "mobileBillingStatement")]
    resource: String,
    #[schema(example = "read")]
    action: String,
    /// As its schema in `GET /v1/providers` says.
    #[schema(value_type = Option<Object>, nullable = false)]
    arguments: Option<Value>,
}

/// `POST /link/claim`
#[derive(ToSchema)]
pub struct ClaimRequest {
    /// `clm_…`
    #[schema(min_length = 1)]
    code: String,
}

/// `POST /link/cancel`
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CancelRequest {
    /// `ses_…`. Left out, `Idempotency-Key` names the session by its claim.
    #[schema(min_length = 1, nullable = false)]
    session_id: Option<String>,
}

/// `POST /clip/{sessionId}/login`
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LoginRequest {
    #[schema(min_length = 1)]
    username: String,
    #[schema(min_length = 1)]
    password: String,
    /// The frame shows a failure and calls `seen` when it was read; until then, at most for a minute, the link stays active.
    #[schema(nullable = false)]
    shows_failure: Option<bool>,
    /// The person has allowed what the link writes. A link with a write needs it.
    #[schema(nullable = false)]
    confirms_writes: Option<bool>,
}

/// `POST /clip/{sessionId}/code`
#[derive(ToSchema)]
pub struct CodeRequest {
    #[schema(min_length = 1)]
    code: String,
}

/// `POST /clip/{sessionId}/redeem`
#[derive(ToSchema)]
pub struct RedeemRequest {
    /// `hnd_…`. Left out, `Idempotency-Key`, of at least 32 characters, asks for the answer to a redemption once more.
    #[schema(min_length = 1, nullable = false)]
    code: Option<String>,
}

/// `POST /webhook_verification_key/get`
#[derive(ToSchema)]
pub struct KeyRequest {
    /// The `kid` of a signature.
    key_id: String,
}

/// An empty object.
#[derive(ToSchema)]
pub struct Empty {}

/// `GET /health`
#[derive(ToSchema)]
pub struct Health {
    /// `ok`
    status: String,
    /// How many requests are being held.
    waiting: u64,
}

/// `GET /health/live`, `GET /health/ready`
#[derive(ToSchema)]
#[schema(as = HealthStatus)]
pub struct Status {
    /// `ok`
    status: String,
}

/// `GET /.well-known/jwks.json`
#[derive(ToSchema)]
pub struct JwkSet {
    keys: Vec<Jwk>,
}

/// A public key of P-256.
#[derive(ToSchema)]
pub struct Jwk {
    kty: String,
    crv: String,
    alg: String,
    r#use: String,
    kid: String,
    x: String,
    y: String,
}

/// `GET /v1/providers`
#[derive(ToSchema)]
pub struct Providers {
    providers: Vec<ProviderShown>,
}

/// A company at which accounts can be connected.
#[derive(ToSchema)]
#[schema(as = Provider)]
pub struct ProviderShown {
    /// For `integrationId`.
    id: String,
    /// For people.
    name: String,
    resources: Vec<ResourceShown>,
}

/// What can be read or written there.
#[derive(ToSchema)]
#[schema(as = Resource)]
pub struct ResourceShown {
    name: String,
    /// By action: `{description, arguments, result}`, the latter two JSON Schemas.
    #[schema(value_type = Object)]
    operations: Value,
}
