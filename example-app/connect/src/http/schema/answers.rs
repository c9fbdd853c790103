//! Error answers that many calls share.

use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::error::Issue;

/// The code of an error, for a program.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names say it; `Error::code` writes them")]
pub enum Code {
    BadRequest,
    ConfirmationRequired,
    Forbidden,
    HandoverExpired,
    HandoverUsed,
    HeldElsewhere,
    IdempotencyKeyReused,
    InvalidClaimCode,
    InvalidHandoverCode,
    InvalidOneTimeCode,
    LinkAlreadyComplete,
    LinkExpired,
    LinkInUse,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    RateLimited,
    RequestTimeout,
    ServiceUnavailable,
    SessionEnded,
    Unauthorized,
    UnsupportedMediaType,
    ValidationFailed,
    WrongStage,
}

/// The form of all errors but the frame's.
#[derive(Serialize, ToSchema)]
pub struct ErrorBody {
    /// For a developer to read.
    error: String,
    /// For a program.
    code: Code,
    /// All that is wrong with the body, if that is it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    issues: Option<Vec<Issue>>,
}

/// The form of the frame's errors.
#[derive(Serialize, ToSchema)]
pub struct FrameErrorBody {
    error: FrameErrorDetail,
}

/// What went wrong.
#[derive(Serialize, ToSchema)]
pub struct FrameErrorDetail {
    /// For a program.
    code: Code,
    /// For a developer to read.
    message: String,
}

/// Why a body is not taken.
#[derive(IntoResponses)]
pub enum BadBody {
    /// It says something impossible, or is no JSON object.
    #[response(status = 400)]
    Invalid(#[to_schema] ErrorBody),
    /// It is larger than 64 KiB.
    #[response(status = 413)]
    TooLarge(#[to_schema] ErrorBody),
    /// It did not arrive in time.
    #[response(status = 408)]
    Slow(#[to_schema] ErrorBody),
    /// It is not declared as JSON.
    #[response(status = 415)]
    NotJson(#[to_schema] ErrorBody),
}

/// The same in the frame's form.
#[derive(IntoResponses)]
pub enum BadFrameBody {
    /// A field is missing, or it is no JSON object.
    #[response(status = 400)]
    Invalid(#[to_schema] FrameErrorBody),
    /// It is larger than 64 KiB.
    #[response(status = 413)]
    TooLarge(#[to_schema] FrameErrorBody),
    /// It did not arrive in time.
    #[response(status = 408)]
    Slow(#[to_schema] FrameErrorBody),
    /// It is not declared as JSON.
    #[response(status = 415)]
    NotJson(#[to_schema] FrameErrorBody),
}

/// Why a backend is not let in.
#[derive(IntoResponses)]
pub enum NoKey {
    /// No API key, or a wrong one.
    #[response(status = 401)]
    Wrong(#[to_schema] ErrorBody),
    /// Too many wrong keys from this address.
    #[response(status = 429, headers(("Retry-After" = String, description = "Seconds")))]
    TooMany(#[to_schema] ErrorBody),
}

/// Too many requests, or too many unknown claim codes from this address.
#[derive(IntoResponses)]
#[response(status = 429, headers(("Retry-After" = String, description = "Seconds, or a date")))]
#[expect(dead_code, reason = "a description")]
pub struct TooMany(#[to_schema] ErrorBody);

/// The request came from another site's page, or used a host name that is not the service's.
#[derive(IntoResponses)]
#[response(status = 403)]
#[expect(dead_code, reason = "a description")]
pub struct Foreign(#[to_schema] ErrorBody);

/// Why a link cannot be claimed.
#[derive(IntoResponses)]
pub enum Unclaimable {
    /// No link has this code.
    #[response(status = 404)]
    Unknown(#[to_schema] ErrorBody),
    /// `LINK_ALREADY_COMPLETE` or `LINK_IN_USE`.
    #[response(status = 409)]
    Taken(#[to_schema] ErrorBody),
    /// Its time is over, it was deleted, or it was claimed 10 times.
    #[response(status = 410)]
    Expired(#[to_schema] ErrorBody),
}

/// Why a session cannot be reached.
#[derive(IntoResponses)]
pub enum NoSession {
    /// No client token, or not this session's.
    #[response(status = 401)]
    Token(#[to_schema] FrameErrorBody),
    /// There is no such session.
    #[response(status = 404)]
    Unknown(#[to_schema] FrameErrorBody),
}

/// Why a session does not take what was typed.
#[derive(IntoResponses)]
pub enum WrongStage {
    /// It waits for something else, or another device holds it (`HELD_ELSEWHERE`).
    #[response(status = 409)]
    Other(#[to_schema] FrameErrorBody),
    /// Its link's time is over.
    #[response(status = 410)]
    Expired(#[to_schema] FrameErrorBody),
}

/// Another device holds the session: `HELD_ELSEWHERE`.
#[derive(IntoResponses)]
#[response(status = 409)]
#[expect(dead_code, reason = "a description")]
pub struct Elsewhere(#[to_schema] FrameErrorBody);

/// Why a session is not handed over.
#[derive(IntoResponses)]
pub enum NoHandover {
    /// It is at work, or another device holds it (`HELD_ELSEWHERE`).
    #[response(status = 409)]
    Other(#[to_schema] FrameErrorBody),
    /// It has ended.
    #[response(status = 410)]
    Ended(#[to_schema] FrameErrorBody),
}

/// Why a hand-over code does not get the session.
#[derive(IntoResponses)]
pub enum Unredeemable {
    /// The session has no such code.
    #[response(status = 404)]
    Unknown(#[to_schema] FrameErrorBody),
    /// `HANDOVER_USED`, or the session is at work.
    #[response(status = 409)]
    Used(#[to_schema] FrameErrorBody),
    /// `HANDOVER_EXPIRED`, also when a newer code took its place; or `SESSION_ENDED`.
    #[response(status = 410)]
    Over(#[to_schema] FrameErrorBody),
    /// Too many unknown codes from this address.
    #[response(status = 429, headers(("Retry-After" = String, description = "Seconds")))]
    TooMany(#[to_schema] FrameErrorBody),
}

/// The calling device may not do this.
#[derive(IntoResponses)]
#[response(status = 403)]
#[expect(dead_code, reason = "a description")]
pub struct NotFirst(#[to_schema] FrameErrorBody);

/// Why the sandbox cannot do it.
#[derive(IntoResponses)]
pub enum Act {
    /// There is no such thing.
    #[response(status = 404)]
    Unknown(#[to_schema] ErrorBody),
    /// Its state does not allow it.
    #[response(status = 409)]
    Stage(#[to_schema] ErrorBody),
}
