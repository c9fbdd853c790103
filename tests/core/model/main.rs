//! A model check of the real session, in a world where everything may happen in any order.
//!
//! The world (`inputs.rs`, `answers.rs`) consists of a person who closes the modal, a host whose function returns a code, fails or never
//! answers, a service that may give any answer, a network that comes and goes, a tab that is hidden, a machine that sleeps, a frame, and
//! the timer, which may be on time, a little late or far too late. Nothing is scripted: from every state, the search takes every possible
//! step, at every millisecond up to the next deadline. After each step the session is rebased, so that the same situation at another
//! time is the same state. This makes the number of states finite, and all searches but the last visit every one of them.
//!
//! The promises (`../simulated-page`, `fair.rs`), checked at every step:
//! - there is one ending, reported by the last event and the last effect, and no effect follows it, whatever happens;
//! - nothing is left running at the end: the request is cancelled, the timer cleared, modal and frame are gone;
//! - everything happens while the modal is open; it opens first, and once;
//! - there are never two requests, none while offline, none before `Retry-After` is over, and each has its own number;
//! - complete only by a status that says so, and then at once; expired only if the service says so; closed only if somebody closes;
//! - offline, the session ends only by what the page itself knows: a frame that is blocked;
//! - no frame without a claim, no token before the frame is ready, no second call of a function unless the link has expired;
//! - a function and a frame get all of their time, and time that the machine slept does not count;
//! - whatever runs has a deadline within its limit, online there is always a next step, and the timer does not spin;
//! - every session ends: from every state, whether from then on everybody answers well, nobody answers, or every request fails.
//!
//! It found four mistakes in the session as it was first written. It also finds each of these, which were put into the session by
//! hand; the promise that caught a mistake is in brackets:
//! - the request is not cancelled, or the timer not cleared, at the end (nothing is left running);
//! - `finish` can run twice (one ending, the last effect);
//! - an answer is accepted whatever its number (no frame without a claim);
//! - a request leaves while offline, or goes on when the connection is lost (none while offline; no frame offline);
//! - the connection comes back and no request is sent (something is planned);
//! - a timer that has fired still counts as set (something is planned);
//! - the deadline of a function, of a held request, of a loading frame is not planned (each has its time);
//! - the deadline of a function, the budget of failing polls, the end of a shown failure is planned and does nothing (the timer does not spin);
//! - a claim with no time left is sent (the timer does not spin);
//! - a 304 plans no further poll (something is planned; every session that can end does);
//! - the link expires by the browser's clock (only the service says so);
//! - a hint of the frame completes the connection (only the status says so);
//! - a function is called again and again; its late answer counts; a try of a claim gets a number of its own;
//! - the frame stays while the code is replaced (tries of one claim share its number);
//! - `Retry-After` is forgotten when the person comes back; the `ETag` is not kept; a hidden frame is pinged;
//! - a status about another session counts while offline (offline, the session ends only by what the page knows);
//! - the time up to the deadline through which a machine slept counts (a function and a frame get all of their time).
//!
//! One mistake was not caught: `send_due` without its check for a request under way. It still never sends a second one, because no
//! request is due while another one runs; the check is a second safeguard.
//!
//! `cargo test -p passage-web --test model -- --nocapture` prints how many states were visited.

// Its hash tables stand among the native dependencies; and it is long enough without a browser.
#![cfg(not(target_family = "wasm"))]

mod answers;
mod fair;
mod inputs;
mod search;
mod world;

use inputs::Scope;
use passage_web::session::Timing;

/// More inputs than any state needs; the search ends when it finds no new state.
const ALL: u32 = u32::MAX;

/// Times of a few milliseconds, in proportions that keep every order of events possible.
pub fn timing() -> Timing {
    Timing {
        request_ms: 3,
        // A held request gets no more time than another one: its seconds would drown the milliseconds.
        wait_s: 0,
        poll_ms: 1,
        poll_fast_for_ms: 2,
        poll_max_ms: 2,
        poll_hidden_ms: 3,
        backoff_base_ms: 1,
        backoff_max_ms: 1,
        retry_after_max_ms: 2,
        offline_try_after_ms: 1,
        offline_try_every_ms: 3,
        claim_tries: 3,
        claim_budget_ms: 5,
        poll_budget_ms: 5,
        frame_ready_ms: 3,
        ping_ms: 2,
        pings_lost: 1,
        claim_code_ms: 2,
        slow_ms: 1,
        failed_ms: 1,
        foreign_session_ms: 2,
        stale_request_ms: 1,
        held_ms: 2,
        late_ms: 2,
    }
}

/// The page around the session: it loses the connection, is hidden, sleeps.
const MOVING: Scope = Scope {
    network: true,
    visibility: true,
    sleep: true,
    ..Scope::STILL
};

fn check(name: &str, scope: Scope, depth: u32) {
    let seen = search::search(&scope, depth);
    println!(
        "{name}: {} states, {} steps, up to {} inputs deep, {}",
        seen.states,
        seen.steps,
        seen.depth,
        if seen.exhausted {
            "all there are"
        } else {
            "and no deeper"
        },
    );
    assert_eq!(seen.exhausted, depth == ALL, "{name}");
    // A search that never reaches an ending would trivially keep all promises about it.
    let mut endings = vec![
        "CONNECTION_FAILED",
        "FRAME_LOAD_FAILED",
        "INVALID_CLAIM_CODE",
        "LINK_ALREADY_COMPLETE",
        "LINK_EXPIRED",
        "LINK_IN_USE",
        "NETWORK_ERROR",
        "closed",
        "complete",
    ];
    endings.extend(scope.function.then_some("INTERNAL_ERROR"));
    endings.extend(scope.failures.then_some("SERVICE_UNAVAILABLE"));
    endings.sort_unstable();
    assert_eq!(seen.endings, endings, "{name}");
}

#[test]
fn a_session_that_asks_a_function_for_the_code() {
    let scope = Scope {
        function: true,
        starts_offline: true,
        late: true,
        ..MOVING
    };
    check("function", scope, ALL);
}

#[test]
fn a_service_that_fails() {
    let scope = Scope {
        failures: true,
        ..MOVING
    };
    check("failures", scope, ALL);
}

#[test]
fn a_service_that_fails_and_answers_late() {
    let scope = Scope {
        function: true,
        failures: true,
        late: true,
        network: true,
        ..Scope::STILL
    };
    check("failures, late", scope, ALL);
}

#[test]
fn a_frame_that_says_anything_at_any_time() {
    let scope = Scope {
        frame: true,
        ..MOVING
    };
    check("frame", scope, ALL);
}

#[test]
fn a_service_that_holds_requests() {
    let scope = Scope {
        holds: true,
        ..MOVING
    };
    check("holds", scope, ALL);
}

#[test]
fn hints_while_requests_are_held() {
    let scope = Scope {
        holds: true,
        frame: true,
        ..Scope::STILL
    };
    check("holds, frame", scope, ALL);
}

#[test]
fn a_service_that_holds_requests_and_fails() {
    let scope = Scope {
        holds: true,
        failures: true,
        expiry: true,
        ..Scope::STILL
    };
    check("holds, failures", scope, ALL);
}

#[test]
fn a_link_that_others_claim_and_that_expires() {
    let scope = Scope {
        foreign: true,
        expiry: true,
        ..MOVING
    };
    check("foreign, expiry", scope, ALL);
}

#[test]
fn everything_at_once() {
    let scope = Scope {
        function: true,
        frame: true,
        failures: true,
        holds: true,
        expiry: true,
        late: true,
        foreign: true,
        ..MOVING
    };
    check("everything", scope, 7);
}
