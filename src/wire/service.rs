//! The service's answers: claim, status and error.

use super::{Fields, text};
use crate::{secret::Secret, told::typescript};

/// The longest identifier or code that is accepted, in bytes.
const MAX_NAME: usize = 128;
/// The longest address or token that is accepted, in bytes.
const MAX_LONG: usize = 8_192;
/// The longest `Request-Id` that is accepted, in bytes.
const MAX_REQUEST_ID: usize = 64;
/// The service's error text is cut to this many characters.
const MAX_MESSAGE: usize = 300;

/// `Variant = "its name on the wire";`
macro_rules! statuses {
    ($($(#[doc = $when:literal])+ $variant:ident = $name:literal;)+) => {
        /// A link's status, as `GET /link/status` names it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Status { $($(#[doc = $when])+ $variant,)+ }

        impl Status {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name on the wire.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|status| status.name() == name)
            }
        }

        typescript! {
            "/** A link's status, as the service names it. */\nexport type LinkStatus =",
            $("\n  /** ", $($when,)+ " */\n  | '", $name, "'",)+
            ";\n\n"
        }
    };
}

statuses! {
    /// Created, not claimed.
    Pending = "pending";
    /// Claimed; a session is under way.
    Active = "active";
    /// Complete; the link cannot be used again.
    Complete = "complete";
    /// The session failed; the link can be claimed again.
    Failed = "failed";
    /// Too old to be completed.
    Expired = "expired";
}

/// The answer to a successful claim.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Claimed {
    /// The link's id.
    pub link_id: String,
    /// The session that this claim started.
    pub session_id: String,
    /// What the frame authenticates with.
    pub client_token: Secret,
    /// The frame's address, `https:` or `http:`.
    pub frame_url: String,
    /// When the link expires, in the service's epoch milliseconds.
    pub expires_at_ms: Option<u64>,
}

/// The body of a status answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LinkStatus {
    /// The link's id.
    pub link_id: String,
    /// The session that the status is about; `None` before the first claim.
    pub session_id: Option<String>,
    /// `None` for a status that this version does not know.
    pub status: Option<Status>,
    /// Why it failed.
    pub error: ServiceError,
    /// Where the page should go after completion.
    pub return_url: Option<String>,
    /// When the link expires, in the service's epoch milliseconds.
    pub expires_at_ms: Option<u64>,
}

/// An error from the service, in either of its two forms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ServiceError {
    /// The machine-readable code.
    pub code: Option<String>,
    /// The text for the developer, shortened.
    pub message: Option<String>,
}

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer<T> {
    /// A readable 2xx.
    Ok {
        /// The body.
        body: T,
        /// The `ETag` header.
        etag: Option<String>,
        /// Whether the service says (in `Preference-Applied`) that it holds requests.
        waited: bool,
    },
    /// 304: nothing changed since the `ETag` that was sent.
    NotModified {
        /// Whether the service says that it holds requests.
        waited: bool,
    },
    /// Any other status.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The error in the body.
        error: ServiceError,
        /// `Retry-After`, in milliseconds from now.
        retry_after_ms: Option<u64>,
    },
    /// A 2xx whose body was cut off, is too large, is not JSON, or lacks a member.
    Unreadable,
    /// No answer: refused, reset, blocked, or no network.
    NoConnection,
}

impl<T> Answer<T> {
    /// Interprets head and body; `None` stands for no connection. `read` parses the body of a 2xx.
    pub fn of<F: Fields>(
        answer: Option<(Head, Option<F>)>,
        read: impl FnOnce(&F) -> Option<T>,
    ) -> Self {
        match answer {
            Some((head, body)) => Self::new(head, body.as_ref(), read),
            None => Self::NoConnection,
        }
    }

    /// Interprets head and body; `body` is `None` where it is no JSON object. `read` parses the body of a 2xx.
    pub fn new<F: Fields>(
        head: Head,
        body: Option<&F>,
        read: impl FnOnce(&F) -> Option<T>,
    ) -> Self {
        match head.status {
            200..=299 => match body.and_then(read) {
                Some(body) => Self::Ok {
                    body,
                    etag: head.etag,
                    waited: head.waited,
                },
                None => Self::Unreadable,
            },
            304 => Self::NotModified {
                waited: head.waited,
            },
            status => Self::Refused {
                status,
                error: body.map(read_error).unwrap_or_default(),
                retry_after_ms: head.retry_after_ms,
            },
        }
    }
}

/// The part of an answer that comes before its body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The HTTP status.
    pub status: u16,
    /// The `ETag` header, where the service exposes it.
    pub etag: Option<String>,
    /// Whether `Preference-Applied` names `wait`.
    pub waited: bool,
    /// `Retry-After`, in milliseconds from now.
    pub retry_after_ms: Option<u64>,
    /// `Request-Id`, if [`read_request_id`] accepts it.
    pub request_id: Option<String>,
}

/// The `Request-Id` header, if it is an identifier: the host page may show it, so that nobody's sentences get in. It is at most 64
/// letters, digits and `-_.:/+=`.
#[must_use]
pub fn read_request_id(header: String) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(&byte);
    let fits = (1..=MAX_REQUEST_ID).contains(&header.len()) && header.bytes().all(is_plain);
    fits.then_some(header)
}

/// Whether a `Preference-Applied` header (RFC 7240) says that the service holds requests.
#[must_use]
pub fn applies_wait(preference_applied: &str) -> bool {
    let parts = preference_applied
        .as_bytes()
        .split(|byte| matches!(byte, b',' | b';'));
    parts.into_iter().any(|part| {
        let name = part.split(|byte| *byte == b'=').next().unwrap_or_default();
        name.trim_ascii().eq_ignore_ascii_case(b"wait")
    })
}

/// Parses the body of a successful claim.
#[must_use]
pub fn read_claimed(body: &impl Fields) -> Option<Claimed> {
    let frame_url = text(body, "appClipUrl", MAX_LONG)?;
    // A `javascript:` address in an iframe would run in the host page.
    let web = frame_url.starts_with("https://") || frame_url.starts_with("http://");
    web.then_some(())?;
    Some(Claimed {
        link_id: text(body, "linkId", MAX_NAME)?,
        session_id: text(body, "sessionId", MAX_NAME)?,
        client_token: Secret::new(text(body, "clientToken", MAX_LONG)?),
        frame_url,
        expires_at_ms: epoch_ms(body, "expiresAt"),
    })
}

/// Parses the body of a status answer.
#[must_use]
pub fn read_status(body: &impl Fields) -> Option<LinkStatus> {
    Some(LinkStatus {
        link_id: text(body, "linkId", MAX_NAME)?,
        session_id: text(body, "sessionId", MAX_NAME),
        status: Status::from_name(&body.text("status")?),
        error: read_error(body),
        return_url: body.text("returnUrl"),
        expires_at_ms: epoch_ms(body, "expiresAt"),
    })
}

/// Parses an error body: `{"error":"text","code":"…"}` or `{"error":{"code","message"}}`.
#[must_use]
pub fn read_error(body: &impl Fields) -> ServiceError {
    match body.object("error") {
        Some(error) => ServiceError {
            code: text(&error, "code", MAX_NAME),
            message: message(&error, "message"),
        },
        None => ServiceError {
            code: text(body, "code", MAX_NAME),
            message: message(body, "error"),
        },
    }
}

/// The field as one line of text, cut to `MAX_MESSAGE` characters; `None` if it is blank.
fn message(body: &impl Fields, name: &str) -> Option<String> {
    let text = body.text(name)?;
    let (mut plain, mut blank) = (String::new(), true);
    for c in text.chars().take(MAX_MESSAGE) {
        blank &= c.is_whitespace() || c.is_control();
        plain.push(if c.is_control() { ' ' } else { c });
    }
    (!blank).then_some(plain)
}

/// The field as epoch milliseconds.
fn epoch_ms(body: &impl Fields, name: &str) -> Option<u64> {
    let ms = body.number(name)?;
    // 2^53: from there on a JSON number is no longer exact.
    (0.0..9_007_199_254_740_992.0)
        .contains(&ms)
        .then_some(ms as u64)
}
