//! Everything the host page is told: events, how a session ended, and why it failed. Each list stands here once: the enum,
//! the names, the members of the objects and the TypeScript union are generated from it, and so are the fake's texts
//! (`xtask`) and the documentation's tables (`tests/package/docs`).

use crate::wire::Status;
use serde::Serialize;

/// A plain object for the host page that gets its members one by one. Written by hand: a quarter of the code that serde's
/// derive generates.
pub trait HostObject: Default {
    /// Sets a member to a string, a number or a boolean.
    fn set<T: Serialize + ?Sized>(&self, name: &str, value: &T);

    /// Sets a member to another object.
    fn nest(&self, name: &str, inner: &Self);
}

/// The types that an event's member can have.
trait Member {
    fn set<O: HostObject>(&self, object: &O, name: &str);
}

impl Member for String {
    fn set<O: HostObject>(&self, object: &O, name: &str) {
        object.set(name, self.as_str());
    }
}

impl Member for u32 {
    fn set<O: HostObject>(&self, object: &O, name: &str) {
        object.set(name, self);
    }
}

impl Member for Status {
    fn set<O: HostObject>(&self, object: &O, name: &str) {
        object.set(name, self.name());
    }
}

impl Member for Outcome {
    fn set<O: HostObject>(&self, object: &O, name: &str) {
        object.set(name, self.name());
    }
}

/// Adds text to the generated TypeScript declarations.
macro_rules! typescript {
    ($($text:expr),+ $(,)?) => {
        #[cfg(target_family = "wasm")]
        const _: () = {
            #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
            const TYPES: &str = concat!($($text),+);
        };
    };
}
pub(crate) use typescript;

/// `Variant = "its name", whether it is retryable, "the text for the person, by its name in `Texts`", "the text for the developer";`
macro_rules! error_codes {
    ($($(#[doc = $when:literal])+ $variant:ident = $name:literal, $retryable:literal, $user_text:literal, $text:literal;)+) => {
        /// Why a connection ended without success. Source: the error table of the public contract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[doc = $when])+ $variant,)+ }

        impl ErrorCode {
            /// Every code, in the order of the documentation's table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in JavaScript.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Whether calling `openAppClip` again with the same claim code can succeed.
            #[must_use]
            pub const fn retryable(self) -> bool {
                match self { $(Self::$variant => $retryable),+ }
            }

            /// The text for the person, `error.userMessage`, by its name in the languages' files (`Texts`).
            #[must_use]
            pub const fn user_text(self) -> &'static str {
                match self { $(Self::$variant => $user_text),+ }
            }

            /// The text for the developer who reads `error.error`.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The code with this name; `None` for a name that is not in the table.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }
        }

        typescript! {
            "/** Why a connection failed. */\nexport type ErrorCode =",
            $("\n  /** ", $($when,)+ " */\n  | '", $name, "'",)+
            "\n  /** A code of the service that this version does not know; never retryable. */\n  | (string & {});\n\n"
        }
    };
}

error_codes! {
    /// The options are wrong; thrown synchronously, never delivered by callback.
    InvalidOptions = "INVALID_OPTIONS", false, "broken", "The options of openAppClip are not valid.";
    /// The service does not know the claim code (400, 401 or 404).
    InvalidClaimCode = "INVALID_CLAIM_CODE", false, "unusable", "The claim code is not valid: create a new link on your server and pass its claim code.";
    /// The service says that the link has expired.
    LinkExpired = "LINK_EXPIRED", false, "unusable", "The link has expired: create a new one, or pass a function as claimCode so that it can be replaced.";
    /// The link was completed before; a link is single use.
    LinkAlreadyComplete = "LINK_ALREADY_COMPLETE", false, "done", "The link is already complete: each link connects once.";
    /// Another claim of the same link is in progress.
    LinkInUse = "LINK_IN_USE", true, "elsewhere", "The link is in use by another session: close that one or try again in a moment.";
    /// The automation at the provider failed.
    AutomationError = "AUTOMATION_ERROR", true, "again", "The automation at the provider failed; the same claim code can be claimed again.";
    /// The person took too long at the provider.
    ClientTimeout = "CLIENT_TIMEOUT", true, "again", "The person did not answer in time; the same claim code can be claimed again.";
    /// The connection to the provider failed.
    ConnectionFailed = "CONNECTION_FAILED", true, "again", "The connection to the provider failed; the same claim code can be claimed again.";
    /// The link names a provider that the service does not know.
    UnknownProvider = "UNKNOWN_PROVIDER", false, "broken", "The service does not know the provider of this link.";
    /// The provider's data did not have the promised shape.
    ResultValidationError = "RESULT_VALIDATION_ERROR", false, "broken", "The provider's data did not have the expected shape.";
    /// The service answered 429 or 5xx until the retry budget was spent.
    ServiceUnavailable = "SERVICE_UNAVAILABLE", true, "again", "The Connect service is not available at the moment; try again later.";
    /// There was no connection until the retry budget was spent.
    NetworkError = "NETWORK_ERROR", true, "unreachable", "The Connect service could not be reached: check the connection, baseUrl and the connect-src policy.";
    /// The frame did not report ready in time, or was blocked.
    FrameLoadFailed = "FRAME_LOAD_FAILED", true, "again", "The frame did not load: check the page's frame-src policy and the frame's frame-ancestors.";
    /// The WebAssembly could not be loaded or run.
    SdkLoadFailed = "SDK_LOAD_FAILED", true, "again", "The SDK's WebAssembly could not be loaded.";
    /// The service answered with a status that this version does not expect.
    UnexpectedResponse = "UNEXPECTED_RESPONSE", false, "broken", "The Connect service gave an answer that this version does not understand.";
    /// The session was called off, on another device or by the service.
    Canceled = "CANCELED", true, "calledOff", "The session was called off; the same claim code can be claimed again.";
    /// Anything else, such as a crash of the SDK.
    InternalError = "INTERNAL_ERROR", true, "again", "Something went wrong inside the SDK; the next call starts afresh.";
}

/// `Variant = "its name" { its members in the declarations }`
macro_rules! outcomes {
    ($($(#[doc = $how:literal])+ $variant:ident = $name:literal { $($members:literal)? };)+) => {
        /// How a session ended, without details.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Outcome { $($(#[doc = $how])+ $variant,)+ }

        impl Outcome {
            /// The name in JavaScript.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        typescript! {
            "/** How a session ended; `AppClipHandle.result` resolves with it. */\nexport type ConnectionResult =",
            $("\n  /** ", $($how,)+ " */\n  | { outcome: '", $name, "'", $("; ", $members,)? " }",)+
            ";\n\n"
        }
    };
}

outcomes! {
    /// The service said that the link is complete.
    Complete = "complete" { "linkId: string" };
    /// It failed; the error says why.
    Error = "error" { "error: ConnectionError" };
    /// It was closed before it was complete.
    Closed = "closed" { "by: CloseInfo['by']" };
}

/// `Variant = "its name";`
macro_rules! closers {
    ($($(#[doc = $who:literal])+ $variant:ident = $name:literal;)+) => {
        /// Who or what closed a session.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ClosedBy { $($(#[doc = $who])+ $variant,)+ }

        impl ClosedBy {
            /// All of them, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in JavaScript.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The one with this name; `None` for any other name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|by| by.name() == name)
            }
        }

        typescript! {
            "/** What `onClose` is called with. */\nexport interface CloseInfo {\n  /** Who or what closed the session. */\n  by:",
            $("\n    /** ", $($who,)+ " */\n    | '", $name, "'",)+
            ";\n}\n\n"
        }
    };
}

closers! {
    /// The person, with the close button, Escape, the back button, a click beside the modal, or a button in the frame.
    Person = "person";
    /// The host page, with `close()` or `handle.close()`, or because it keeps removing the modal.
    Host = "host";
    /// The `signal` of the options was aborted.
    Signal = "signal";
    /// The React component that opened the session was unmounted.
    Unmount = "unmount";
    /// Another claim code was opened.
    Replaced = "replaced";
}

/// `Variant = "its name" { member: its type = "its name", "its type in the declarations"; … }`
macro_rules! events {
    ($($(#[doc = $when:literal])+ $variant:ident = $name:literal {
        $($(#[doc = $about:literal])+ $member:ident: $type:ty = $js:literal, $ts:literal;)*
    })+) => {
        /// One step of a session, for the host's own display or analytics. No event carries a secret.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum Event {
            $($(#[doc = $when])+ $variant { $($(#[doc = $about])+ $member: $type,)* },)+
        }

        impl Event {
            /// The event as the host page receives it.
            pub fn to_object<O: HostObject>(&self) -> O {
                let object = O::default();
                match self {
                    $(Self::$variant { $($member,)* } => {
                        object.set("type", $name);
                        $($member.set(&object, $js);)*
                    })+
                }
                object
            }
        }

        typescript! {
            "/** One step of a session. No event carries a secret. */\nexport type PassageEvent =",
            $("\n  /** ", $($when,)+ $($(" `", $js, "`:", $about,)+)* " */\n  | { type: '", $name, "'", $("; ", $js, ": ", $ts,)* " }",)+
            ";\n\n"
        }
    };
}

events! {
    /// The modal is open.
    Opened = "opened" {}
    /// The link was claimed; a session has started at the service.
    Claimed = "claimed" {
        /// The link's id.
        link_id: String = "linkId", "string";
    }
    /// The frame reported ready for the first time.
    FrameReady = "frameReady" {}
    /// The automation at the provider reached a step, as the frame names it.
    Progress = "progress" {
        /// A short identifier, at most 64 characters.
        step: String = "step", "string";
    }
    /// The person goes on with the session on their phone.
    HandedOver = "handedOver" {}
    /// The session came back from the phone.
    TakenBack = "takenBack" {}
    /// The link's status changed.
    Status = "status" {
        /// The new status.
        status: Status = "status", "LinkStatus";
    }
    /// The browser lost its connection; no request is made until it is back.
    Offline = "offline" {}
    /// The browser is connected again.
    Online = "online" {}
    /// A request failed and will be retried.
    Retrying = "retrying" {
        /// 1 for the first retry.
        attempt: u32 = "attempt", "number";
        /// How long until the retry, in milliseconds.
        delay_ms: u32 = "delayMs", "number";
    }
    /// The page is about to leave for the link's `returnUrl`.
    Redirecting = "redirecting" {
        /// The address.
        return_url: String = "returnUrl", "string";
    }
    /// The session is over. Always the last event.
    Ended = "ended" {
        /// How the session ended.
        outcome: Outcome = "outcome", "ConnectionResult['outcome']";
    }
}

typescript! {
    r"/** Why a connection failed. Holds no claim code, token or personal data. */
export interface ConnectionError {
  /** What happened and what to do, in English, for the developer. */
  error: string;
  /** What happened and what to do, for the person: in the modal's language, or in English if that could not be loaded. */
  userMessage: string;
  /** What happened, as a code to compare with. */
  code: ErrorCode;
  /** Whether opening again with the same claim code can succeed. */
  retryable: boolean;
  /** The link, once it is known. */
  linkId?: string;
  /** The `Request-Id` of the answer that decided it, for a report to the service; missing if no answer did. */
  requestId?: string;
}

"
}

/// The error a host page receives. It never holds a claim code, a token or personal data.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConnectionError {
    /// What happened and what to do, in English, for the developer.
    pub error: String,
    /// One of [`ErrorCode`]'s names, or a code of the service passed through as it is.
    pub code: String,
    /// Whether opening again with the same claim code can succeed.
    pub retryable: bool,
    /// The link, once it is known.
    pub link_id: Option<String>,
    /// The `Request-Id` of the answer that decided it, for a report to the service; `None` if no answer did.
    pub request_id: Option<String>,
}

impl ConnectionError {
    /// The error for `code` with its default text.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self {
            error: code.text().into(),
            code: code.name().into(),
            retryable: code.retryable(),
            link_id: None,
            request_id: None,
        }
    }

    /// The error for a code from the service. A code of the table keeps its `retryable`, and its text where `message` is
    /// `None`; any other code is passed through and not retryable.
    #[must_use]
    pub fn from_service(code: &str, message: Option<&str>) -> Self {
        let known = ErrorCode::from_name(code);
        let fallback = known.map_or("The service reported an error.", ErrorCode::text);
        Self {
            error: message.unwrap_or(fallback).into(),
            code: code.into(),
            retryable: known.is_some_and(ErrorCode::retryable),
            link_id: None,
            request_id: None,
        }
    }

    /// The same error with another text.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        self.error = text.into();
        self
    }

    /// The error as the host receives it, except that `userMessage` is still the name of a text: the shim knows the language.
    pub fn to_object<O: HostObject>(&self) -> O {
        let object = O::default();
        object.set("error", self.error.as_str());
        let code = ErrorCode::from_name(&self.code);
        object.set("userMessage", code.map_or("broken", ErrorCode::user_text));
        object.set("code", self.code.as_str());
        object.set("retryable", &self.retryable);
        if let Some(link_id) = &self.link_id {
            object.set("linkId", link_id.as_str());
        }
        if let Some(request_id) = &self.request_id {
            object.set("requestId", request_id.as_str());
        }
        object
    }
}
