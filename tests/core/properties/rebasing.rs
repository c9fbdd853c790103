//! The model check takes two sessions for one if they are equal once rebased. That is right only if a rebased
//! session does what the original does.

use passage_web::{
    secret::Secret,
    session::{CodeSource, Effect, Input, REBASED_MS, Session, Setup, Timing},
    told::Event,
    wire::{Answer, Claimed, FrameMessage, LinkStatus, ServiceError, Status},
};
use proptest::prelude::*;

/// Times whose jitter is always 0: the dice are the one thing that rebasing throws anew.
fn timing() -> Timing {
    Timing {
        request_ms: 3,
        wait_s: 0,
        poll_ms: 1,
        poll_fast_for_ms: 3,
        poll_max_ms: 4,
        poll_hidden_ms: 4,
        backoff_base_ms: 0,
        backoff_max_ms: 0,
        retry_after_max_ms: 3,
        offline_try_after_ms: 1,
        offline_try_every_ms: 3,
        claim_tries: 4,
        claim_budget_ms: 9,
        poll_budget_ms: 9,
        frame_ready_ms: 6,
        ping_ms: 2,
        pings_lost: 2,
        claim_code_ms: 5,
        slow_ms: 2,
        failed_ms: 2,
        foreign_session_ms: 4,
        stale_request_ms: 2,
        held_ms: 2,
        late_ms: 3,
    }
}

#[derive(Clone, Debug)]
enum Told {
    Code(bool),
    Claim(Answer<Claimed>),
    Status(Answer<LinkStatus>),
    Other(Input),
}

fn refusal<T: Clone + core::fmt::Debug + 'static>() -> impl Strategy<Value = Answer<T>> {
    let status = prop::sample::select(&[400_u16, 403, 409, 410, 429, 500, 503, 503, 503][..]);
    let code = prop::sample::select(&[None, None, Some("LINK_IN_USE")][..]);
    (status, code, prop::option::of(0_u64..5)).prop_map(|(status, code, retry_after_ms)| {
        Answer::Refused {
            status,
            error: ServiceError {
                code: code.map(Into::into),
                message: None,
            },
            retry_after_ms,
        }
    })
}

fn claim() -> impl Strategy<Value = Answer<Claimed>> {
    let ok = prop::option::of(0_u64..30).prop_map(|expires_at_ms| Answer::Ok {
        body: Claimed {
            link_id: "link_1".into(),
            session_id: "ses_1".into(),
            client_token: Secret::new("ct_secret".into()),
            frame_url: "https://clip.example".into(),
            expires_at_ms,
        },
        etag: None,
        waited: false,
    });
    prop_oneof![6 => ok, 1 => refusal(), 1 => Just(Answer::Unreadable), 1 => Just(Answer::NoConnection)]
}

fn status() -> impl Strategy<Value = Answer<LinkStatus>> {
    let status = prop::sample::select(
        &[
            Some(Status::Active),
            Some(Status::Active),
            Some(Status::Pending),
            None,
            Some(Status::Failed),
            Some(Status::Expired),
        ][..],
    );
    let session = prop::sample::select(&[Some("ses_1"), Some("ses_1"), Some("ses_2"), None][..]);
    let etag = prop::sample::select(&[None, Some("e1"), Some("e2")][..]);
    let ok = (status, session, etag, any::<bool>()).prop_map(|(status, session, etag, waited)| {
        Answer::Ok {
            body: LinkStatus {
                link_id: "link_1".into(),
                session_id: session.map(Into::into),
                status,
                error: ServiceError::default(),
                return_url: None,
                expires_at_ms: None,
            },
            etag: etag.map(Into::into),
            waited,
        }
    });
    prop_oneof![
        4 => ok,
        4 => any::<bool>().prop_map(|waited| Answer::NotModified { waited }),
        2 => refusal(),
        1 => Just(Answer::NoConnection),
    ]
}

fn event() -> impl Strategy<Value = Told> {
    let other = prop_oneof![
        6 => Just(Input::Wake),
        1 => any::<bool>().prop_map(Input::Online),
        1 => any::<bool>().prop_map(Input::Visible),
        1 => Just(Input::Resumed),
        2 => Just(Input::Frame(FrameMessage::Ready)),
        2 => Just(Input::Frame(FrameMessage::Changed)),
        2 => Just(Input::Frame(FrameMessage::Pong)),
    ];
    prop_oneof![
        1 => any::<bool>().prop_map(Told::Code),
        2 => claim().prop_map(Told::Claim),
        4 => status().prop_map(Told::Status),
        6 => other.prop_map(Told::Other),
    ]
}

/// A session with its own clock and its own numbers for requests.
struct Side {
    session: Session,
    now: u64,
    request: u32,
    asked: u32,
}

impl Side {
    fn new(code: CodeSource) -> Self {
        let session = Session::new(Setup {
            code,
            redirect: true,
            online: true,
            visible: true,
            seed: 1,
            timing: timing(),
        });
        Self {
            session,
            now: 0,
            request: 0,
            asked: 0,
        }
    }

    /// Effects without what rebasing may change: the numbers of requests and of failures.
    fn tell(&mut self, event: &Told) -> Vec<Effect> {
        let input = match event.clone() {
            Told::Code(given) => Input::CodeGiven {
                ask: self.asked,
                code: given.then(|| Secret::new("clm_secret".into())),
            },
            Told::Claim(answer) => Input::ClaimAnswered {
                request: self.request,
                answer,
                wall_ms: 0,
                resumed: false,
            },
            Told::Status(answer) => Input::StatusAnswered {
                request: self.request,
                answer,
            },
            Told::Other(input) => input,
        };
        let mut effects = self.session.handle(self.now, input);
        for effect in &mut effects {
            match effect {
                Effect::SendClaim { request, .. } | Effect::SendStatus { request, .. } => {
                    self.request = core::mem::take(request);
                }
                Effect::AskClaimCode { ask } => self.asked = *ask,
                Effect::Emit(Event::Retrying { attempt, .. }) => *attempt = 0,
                _ => {}
            }
        }
        effects
    }

    fn rebase(&mut self) {
        self.session = self.session.clone().rebased(1);
        self.now = REBASED_MS;
        // The number that a rebased session gives to its latest request.
        self.request = 2;
    }
}

proptest! {
    #![proptest_config(crate::cases(20_000))]

    #[test]
    fn a_rebased_session_does_what_the_original_does(
        function in any::<bool>(),
        events in prop::collection::vec((prop_oneof![4 => 0_u64..5, 1 => 0_u64..40], event(), any::<bool>()), 0..60),
    ) {
        let code = || if function { CodeSource::Function } else { CodeSource::Fixed(Secret::new("clm_secret".into())) };
        let (mut original, mut rebased) = (Side::new(code()), Side::new(code()));
        let open = Told::Other(Input::Open);
        prop_assert_eq!(original.tell(&open), rebased.tell(&open));
        for (after_ms, event, rebase) in events {
            if rebase {
                rebased.rebase();
            }
            original.now += after_ms;
            rebased.now += after_ms;
            prop_assert_eq!(original.tell(&event), rebased.tell(&event), "{:?}", event);
        }
        prop_assert_eq!(original.session.rebased(1), rebased.session.rebased(1));
    }
}
