//! The steps that are possible in a state: everything that user, host, service, network, timer and frame may do.
//!
//! The service may give any answer at any time, more than a real one, which has to follow the states of its links.

use crate::{
    answers::{claim_answers, claim_ok, status, status_answers},
    timing,
    world::{Step, World},
};
use passage_web::{
    session::Input,
    told::{ClosedBy, ConnectionError, ErrorCode},
    wire::{Answer, Claimed, FrameMessage, Status},
};
use simulated_page::{
    Frame, LAST_REQUEST, Modal, Page, Sent,
    answers::{self, EMPTY, code_given, status_answered},
};

/// Which parts of the world change in a search; the others stay as they are.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    pub function: bool,
    pub starts_offline: bool,
    /// The connection comes and goes.
    pub network: bool,
    /// The tab is hidden and shown.
    pub visibility: bool,
    /// The machine sleeps.
    pub sleep: bool,
    /// The frame sends messages unasked: hints, pongs, another ready.
    pub frame: bool,
    /// The service fails in ways that are tried again.
    pub failures: bool,
    /// The service holds requests.
    pub holds: bool,
    /// The link expires soon.
    pub expiry: bool,
    /// Answers of cancelled requests still arrive.
    pub late: bool,
    /// The status may be about another session.
    pub foreign: bool,
}

impl Scope {
    /// The claim code is a string, the browser is online, and the service does not fail.
    pub const STILL: Self = Self {
        function: false,
        starts_offline: false,
        network: false,
        visibility: false,
        sleep: false,
        frame: false,
        failures: false,
        holds: false,
        expiry: false,
        late: false,
        foreign: false,
    };
}

/// All steps that are possible in `world`.
pub fn steps(world: &World, scope: &Scope) -> Vec<Step> {
    let page = world.page();
    let due_ms = page.timer;
    let mut steps = Vec::new();
    let slept_ms = due_ms.unwrap_or(0) + timing().late_ms + 1;
    // A little early, as timers are where clocks are coarse; on time; a little late; so late that the machine slept.
    if let Some(due_ms) = due_ms {
        let slept_ms = scope.sleep.then_some(slept_ms);
        let times = [
            due_ms.checked_sub(1),
            Some(due_ms),
            Some(due_ms + 1),
            slept_ms,
        ];
        steps.extend(times.into_iter().flatten().map(|after_ms| Step {
            after_ms,
            input: Input::Wake,
        }));
    }
    for input in inputs(page, scope) {
        let ends = matches!(
            input,
            Input::Close(_) | Input::Broken(_) | Input::FrameBlocked { .. }
        );
        let latest_ms = if ends { 0 } else { due_ms.unwrap_or(1) };
        // After a sleep, any input may arrive before the timer's.
        let slept = (scope.sleep && !ends).then_some(slept_ms);
        steps.extend((0..=latest_ms).chain(slept).map(|after_ms| Step {
            after_ms,
            input: input.clone(),
        }));
    }
    steps
}

fn claim_answered(request: u32, answer: Answer<Claimed>) -> Input {
    answers::claim_answered(request, answer, 0)
}

fn inputs(page: &Page, scope: &Scope) -> Vec<Input> {
    let mut inputs = vec![Input::Close(ClosedBy::Host)];
    if page.modal == Modal::NotYet {
        inputs.push(Input::Open);
        return inputs;
    }
    if page.code_due {
        inputs.extend([Some(EMPTY.code), None].map(|code| code_given(page.asked, code)));
    }
    if scope.late && page.asked == 2 {
        inputs.push(code_given(1, Some("clm_old")));
    }
    match page.request {
        Some(Sent::Claim { .. }) => {
            inputs.extend(
                claim_answers(scope)
                    .into_iter()
                    .map(|answer| claim_answered(LAST_REQUEST, answer)),
            );
        }
        Some(Sent::Status { had_etag }) => {
            let answers = status_answers(scope, had_etag).into_iter();
            inputs.extend(answers.map(|answer| status_answered(LAST_REQUEST, answer)));
        }
        None => {}
    }
    // Late answers of requests that were given up, those that would change most if the session accepted them.
    let old = if page.request.is_some() {
        LAST_REQUEST - 1
    } else {
        LAST_REQUEST
    };
    if scope.late && page.late_claim {
        inputs.push(claim_answered(old, claim_ok(None)));
    }
    if scope.late && page.late_status {
        inputs.push(status_answered(old, status(Status::Complete)));
    }
    if scope.network || !page.online {
        inputs.push(Input::Online(!page.online));
    }
    if scope.visibility {
        inputs.extend([Input::Visible(!page.visible), Input::Resumed]);
    }
    if let Some(frame) = page.frame {
        let ready = frame == Frame::Ready;
        if !ready || scope.frame {
            inputs.push(Input::Frame(FrameMessage::Ready));
        }
        if !ready {
            inputs.push(Input::FrameBlocked { text: "blocked" });
        }
        if scope.frame {
            inputs.extend(
                [
                    FrameMessage::Changed,
                    FrameMessage::Pong,
                    FrameMessage::Close,
                ]
                .map(Input::Frame),
            );
        }
    }
    inputs
}

/// One input of each kind, for a session that has ended and must ignore them.
pub fn every_kind() -> Vec<Input> {
    let error = ConnectionError::new(ErrorCode::InternalError);
    let mut inputs = vec![
        Input::Open,
        Input::Wake,
        Input::Close(ClosedBy::Host),
        Input::Resumed,
        Input::Broken(error),
        Input::FrameBlocked { text: "blocked" },
    ];
    for id in LAST_REQUEST - 1..=LAST_REQUEST + 2 {
        inputs.push(claim_answered(id, claim_ok(None)));
        inputs.push(status_answered(id, status(Status::Complete)));
    }
    inputs.extend([1, 2].map(|ask| code_given(ask, Some(EMPTY.code))));
    for yes in [false, true] {
        inputs.extend([Input::Online(yes), Input::Visible(yes)]);
    }
    let step = "signing_in".into();
    inputs.extend(
        [
            FrameMessage::Ready,
            FrameMessage::Changed,
            FrameMessage::Pong,
            FrameMessage::AtStake(true),
            FrameMessage::HandedOver(true),
            FrameMessage::Close,
            FrameMessage::Progress { step },
        ]
        .map(Input::Frame),
    );
    inputs
}
