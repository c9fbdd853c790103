//! The one error of whatever is asked of the service. How it looks on the wire is `http`'s to say.

use std::{fmt, time::SystemTime};

use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that is wrong with a request body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Issue {
    /// Such as `operations[0].arguments.cardNumber`; empty for the body as a whole.
    pub path: String,
    /// What would be right. Never holds the value that was sent.
    pub message: String,
}

/// Why a request is not answered with what it asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The body was read, but says something impossible.
    #[error("Validation failed")]
    Invalid(Vec<Issue>),
    /// The body is no JSON, or of another shape altogether.
    #[error("{0}")]
    BadRequest(&'static str),
    /// `POST /link/claim` without a code, or `GET /link/status` with something that is none.
    #[error("{0}")]
    MalformedClaimCode(&'static str),
    /// The idempotency key is too long or not printable.
    #[error("The Idempotency-Key must be 1 to 255 printable ASCII characters.")]
    MalformedIdempotencyKey,
    /// `POST /v1/links` with an idempotency key that came with another body before.
    #[error("This Idempotency-Key was used with another body.")]
    KeyReused,
    /// No API key, or a wrong one.
    #[error("A valid API key is needed: Authorization: Bearer <API key>.")]
    ApiKey,
    /// No client token, or not this session's.
    #[error("The client token of this session is needed: Authorization: Bearer <clientToken>.")]
    ClientToken,
    /// `GET /link/status` without a claim code, or with an unknown one.
    #[error("A valid claim code is needed: Authorization: Bearer <claim code>.")]
    ClaimCode,
    /// `POST /link/claim` with a code that no link has.
    #[error("No link has this claim code.")]
    UnknownClaimCode,
    /// There is no such thing, or not for this caller.
    #[error("{0}")]
    NotFound(&'static str),
    /// The path exists, the method does not.
    #[error("This path does not answer that method.")]
    MethodNotAllowed,
    /// The session does not wait for what was sent.
    #[error("{0}")]
    WrongStage(&'static str),
    /// The link is used up.
    #[error("The link is complete and cannot be claimed again.")]
    AlreadyComplete,
    /// Somebody else holds the link.
    #[error("Another claim of this link is in progress.")]
    InUse,
    /// The link's time is over.
    #[error("The link has expired.")]
    Expired,
    /// The link was claimed as often as it may be.
    #[error("The link was claimed 10 times and cannot be claimed any more.")]
    UsedUp,
    /// The link writes, and nobody said that the person allows it.
    #[error("The person has to allow what the link writes.")]
    Unconfirmed,
    /// Another device holds the session.
    #[error("Another device holds the session.")]
    HeldElsewhere,
    /// A phone that wants to hand over or to take back.
    #[error("Only the device that claimed the session hands it over and takes it back.")]
    NotFirstDevice,
    /// The hand-over code is none of this session, or forgotten since.
    #[error("No session has this hand-over code.")]
    UnknownHandover,
    /// Another device came first.
    #[error("The hand-over code was used on another device.")]
    HandoverUsed,
    /// The two minutes are over, or another code took its place.
    #[error("The hand-over code is not good any more.")]
    HandoverExpired,
    /// There is nothing to hand over.
    #[error("The session has ended.")]
    SessionEnded,
    /// The link was deleted.
    #[error("The link was called off and cannot be claimed any more.")]
    CalledOff,
    /// The one-time code is wrong.
    #[error("That code is not right.")]
    OneTimeCode,
    /// Too many requests, or the sandbox said so.
    #[error("Too many requests. Try again later.")]
    RateLimited(RetryAfter),
    /// The sandbox said so.
    #[error("The service is out of order. Try again.")]
    OutOfOrder(StatusCode),
    /// The sandbox page of a browser that stands elsewhere.
    #[error("The sandbox answers its own page and programs, not other sites.")]
    Foreign,
    /// The body is bigger than this service reads.
    #[error("The body is too large.")]
    TooLarge,
    /// The body did not arrive in time.
    #[error("The body did not arrive in time.")]
    Slow,
    /// The body is not declared as JSON.
    #[error("The body must be sent as application/json.")]
    NotJson,
    /// The database failed.
    #[error("The service could not answer. Try again.")]
    Database(#[from] sqlx::Error),
    /// The database takes no write.
    #[error("The database takes no write.")]
    Unwell,
    /// The service is about to end, and the request is not all here.
    #[error("The service is ending. Try again.")]
    Closing,
    /// The machine gave no random numbers, or a task ended unexpectedly.
    #[error("The service could not answer. Try again.")]
    Internal(&'static str),
}

impl Error {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_)
            | Self::BadRequest(_)
            | Self::MalformedClaimCode(_)
            | Self::MalformedIdempotencyKey => StatusCode::BAD_REQUEST,
            Self::ApiKey | Self::ClientToken | Self::ClaimCode => StatusCode::UNAUTHORIZED,
            Self::UnknownClaimCode | Self::UnknownHandover | Self::NotFound(_) => {
                StatusCode::NOT_FOUND
            }
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::WrongStage(_)
            | Self::AlreadyComplete
            | Self::InUse
            | Self::HeldElsewhere
            | Self::HandoverUsed => StatusCode::CONFLICT,
            Self::Expired
            | Self::CalledOff
            | Self::UsedUp
            | Self::HandoverExpired
            | Self::SessionEnded => StatusCode::GONE,
            Self::OneTimeCode | Self::KeyReused | Self::Unconfirmed => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::OutOfOrder(status) => *status,
            Self::Foreign | Self::NotFirstDevice => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unwell | Self::Closing => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The `code` of the body: the contract's names where a browser reads it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) => "VALIDATION_FAILED",
            Self::BadRequest(_) | Self::MalformedIdempotencyKey => "BAD_REQUEST",
            Self::MalformedClaimCode(_) | Self::ClaimCode | Self::UnknownClaimCode => {
                "INVALID_CLAIM_CODE"
            }
            Self::KeyReused => "IDEMPOTENCY_KEY_REUSED",
            Self::ApiKey | Self::ClientToken => "UNAUTHORIZED",
            Self::NotFound(_) => "NOT_FOUND",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::WrongStage(_) => "WRONG_STAGE",
            Self::AlreadyComplete => "LINK_ALREADY_COMPLETE",
            Self::InUse => "LINK_IN_USE",
            Self::Expired | Self::CalledOff | Self::UsedUp => "LINK_EXPIRED",
            Self::Unconfirmed => "CONFIRMATION_REQUIRED",
            Self::OneTimeCode => "INVALID_ONE_TIME_CODE",
            Self::RateLimited(_) => "RATE_LIMITED",
            Self::HeldElsewhere => "HELD_ELSEWHERE",
            Self::UnknownHandover => "INVALID_HANDOVER_CODE",
            Self::HandoverUsed => "HANDOVER_USED",
            Self::HandoverExpired => "HANDOVER_EXPIRED",
            Self::SessionEnded => "SESSION_ENDED",
            Self::Foreign | Self::NotFirstDevice => "FORBIDDEN",
            Self::TooLarge => "PAYLOAD_TOO_LARGE",
            Self::Slow => "REQUEST_TIMEOUT",
            Self::NotJson => "UNSUPPORTED_MEDIA_TYPE",
            Self::Database(_)
            | Self::Internal(_)
            | Self::OutOfOrder(_)
            | Self::Unwell
            | Self::Closing => "SERVICE_UNAVAILABLE",
        }
    }
}

/// When to try again, in either form of the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// In so many seconds.
    Seconds(u64),
    /// At this time of the machine's clock.
    Date(SystemTime),
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(seconds) => seconds.fmt(f),
            Self::Date(date) => httpdate::fmt_http_date(*date).fmt(f),
        }
    }
}

impl From<getrandom::Error> for Error {
    fn from(_: getrandom::Error) -> Self {
        Self::Internal("the machine gave no random numbers")
    }
}
