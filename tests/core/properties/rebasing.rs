//! The model check treats two sessions as the same state if they are equal after rebasing. That is right only if a rebased session does
//! what the original does.

use passage_web::{
    session::{CodeSource, Effect, Input, Setup, Timing},
    told::Event,
    wire::{Answer, Claimed, FrameMessage, LinkStatus, ServiceError, Status},
};
use proptest::prelude::*;
use simulated_page::{
    Sent, Simulated,
    answers::{LINK, claim_answered, code_given, ok, ok_tagged, status_answered},
};

/// Times without jitter, because the random numbers are the only thing that rebasing changes.
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
    let granted = prop::option::of(0_u64..30).prop_map(|at_ms| ok(LINK.claimed(at_ms)));
    prop_oneof![6 => granted, 1 => refusal(), 1 => Just(Answer::Unreadable), 1 => Just(Answer::NoConnection)]
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
    let known =
        (status, session, etag, any::<bool>()).prop_map(|(status, session, etag, waited)| {
            ok_tagged(LINK.status_of(status, session), etag, waited)
        });
    prop_oneof![
        4 => known,
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
    simulated: Simulated,
    now: u64,
}

impl Side {
    fn new(code: CodeSource) -> Self {
        let simulated = Simulated::new(Setup {
            code,
            redirect: true,
            online: true,
            visible: true,
            seed: 1,
            timing: timing(),
        });
        Self { simulated, now: 0 }
    }

    /// Effects without what rebasing may change: the numbers of requests and of failures.
    fn tell(&mut self, event: &Told) -> Vec<Effect> {
        let page = &self.simulated.page;
        let claims = matches!(page.request, Some(Sent::Claim { .. }));
        // An answer to another request than the one under way comes too late.
        let request = |answers_claim: bool| {
            if answers_claim == claims {
                page.last_request
            } else {
                0
            }
        };
        let input = match event.clone() {
            Told::Code(given) => code_given(page.asked, given.then_some(LINK.code)),
            Told::Claim(answer) => claim_answered(request(true), answer, 0),
            Told::Status(answer) => status_answered(request(false), answer),
            Told::Other(input) => input,
        };
        let mut effects = self.simulated.handle(self.now, input);
        for effect in &mut effects {
            match effect {
                Effect::SendClaim { request, .. } | Effect::SendStatus { request, .. } => {
                    *request = 0;
                }
                Effect::Emit(Event::Retrying { attempt, .. }) => *attempt = 0,
                _ => {}
            }
        }
        effects
    }

    fn rebase(&mut self) {
        self.simulated = self.simulated.clone().rebased(1);
        self.now = self.simulated.clock_ms();
    }
}

proptest! {
    #![proptest_config(crate::cases(20_000))]

    #[test]
    fn a_rebased_session_does_what_the_original_does(
        function in any::<bool>(),
        events in prop::collection::vec((prop_oneof![4 => 0_u64..5, 1 => 0_u64..40], event(), any::<bool>()), 0..60),
    ) {
        let code = || if function { CodeSource::Function } else { CodeSource::Fixed(LINK.secret()) };
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
        prop_assert_eq!(original.simulated.rebased(1), rebased.simulated.rebased(1));
    }
}
