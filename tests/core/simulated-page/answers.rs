//! The service's answers, as inputs of a session.

use passage_web::{
    secret::Secret,
    session::{Input, RequestNumber},
    wire::{Answer, Claimed, LinkStatus, ServiceError, Status},
};

/// The texts of a link, which a session only copies and compares.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// The claim code.
    pub code: &'static str,
    /// `linkId`.
    pub id: &'static str,
    /// `sessionId`.
    pub session_id: &'static str,
    /// `clientToken`.
    pub token: &'static str,
    /// The frame's address.
    pub frame_url: &'static str,
}

/// A link to read in a test.
pub const LINK: Link = Link {
    code: "clm_secret",
    id: "link_1",
    session_id: "ses_1",
    token: "ct_secret",
    frame_url: "https://clip.example/ses_1",
};

/// A link whose texts need no memory, for a search that copies it some million times.
pub const EMPTY: Link = Link {
    code: "",
    id: "",
    session_id: "",
    token: "",
    frame_url: "",
};

impl Link {
    /// The claim code, as the host gives it.
    #[must_use]
    pub fn secret(&self) -> Secret {
        Secret::new(self.code.into())
    }

    /// The body of a claim that was granted.
    #[must_use]
    pub fn claimed(&self, expires_at_ms: Option<u64>) -> Claimed {
        Claimed {
            link_id: self.id.into(),
            session_id: self.session_id.into(),
            client_token: Secret::new(self.token.into()),
            frame_url: self.frame_url.into(),
            expires_at_ms,
        }
    }

    /// The body of a status of its session.
    #[must_use]
    pub fn status(&self, status: Status) -> LinkStatus {
        self.status_of(Some(status), Some(self.session_id))
    }

    /// The body of a status that may be of another session, or of none.
    #[must_use]
    pub fn status_of(&self, status: Option<Status>, session_id: Option<&str>) -> LinkStatus {
        LinkStatus {
            link_id: self.id.into(),
            session_id: session_id.map(Into::into),
            status,
            error: ServiceError::default(),
            return_url: None,
            expires_at_ms: None,
        }
    }
}

/// A 200 without an `ETag`, as of a service that cannot hold requests.
pub fn ok<T>(body: T) -> Answer<T> {
    ok_tagged(body, None, false)
}

/// A 200; `waited` if the service could have held the request.
pub fn ok_tagged<T>(body: T, etag: Option<&str>, waited: bool) -> Answer<T> {
    Answer::Ok {
        body,
        etag: etag.map(Into::into),
        waited,
    }
}

/// A refusal with or without a code.
pub fn refused<T>(status: u16, code: Option<&str>) -> Answer<T> {
    Answer::Refused {
        status,
        error: ServiceError {
            code: code.map(Into::into),
            message: None,
        },
        retry_after_ms: None,
    }
}

/// A refusal with or without `Retry-After`, in milliseconds.
pub fn refused_for<T>(status: u16, retry_after_ms: Option<u64>) -> Answer<T> {
    Answer::Refused {
        status,
        error: ServiceError::default(),
        retry_after_ms,
    }
}

/// The host's function gives a code, or none that can be used.
#[must_use]
pub fn code_given(ask: u32, code: Option<&str>) -> Input {
    let code = code.map(|code| Secret::new(code.into()));
    Input::CodeGiven { ask, code }
}

/// A claim is answered at `wall_ms`, the time of day in epoch milliseconds.
#[must_use]
pub fn claim_answered(request: RequestNumber, answer: Answer<Claimed>, wall_ms: u64) -> Input {
    Input::ClaimAnswered {
        request,
        answer,
        request_id: None,
        wall_ms,
        resumed: false,
    }
}

/// A status request is answered.
#[must_use]
pub fn status_answered(request: RequestNumber, answer: Answer<LinkStatus>) -> Input {
    Input::StatusAnswered {
        request,
        answer,
        request_id: None,
    }
}
