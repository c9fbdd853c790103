//! Redeeming, taking back and signing in at once: some order of the calls explains all answers.

use passage_connect::secrets;
use serde_json::{Value, json};

use super::{claimed, offered, redeem_request, take_back_request};
use crate::support::{Connect, json_request, text};

/// What is called at once in the race.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Redeem(Who),
    TakeBack,
    SignIn(Who),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Computer,
    Phone,
    OtherPhone,
}

/// What the rules say of a session, one call after the other.
#[derive(Clone, Copy)]
struct Model {
    holder: Who,
    redeemed: Option<Who>,
    is_withdrawn: bool,
    is_working: bool,
}

impl Model {
    /// Whether a call may have got this answer here.
    fn allows(&mut self, call: Call, (status, code): (u16, &str)) -> bool {
        let said = match (status, code) {
            (200 | 202 | 204, _) => "",
            (_, code) => code,
        };
        match call {
            Call::TakeBack => {
                self.is_withdrawn |= self.redeemed.is_none();
                self.holder = Who::Computer;
                said.is_empty()
            }
            Call::Redeem(who) => {
                let wanted = match self.redeemed {
                    Some(first) if first == who => "",
                    Some(_) => "HANDOVER_USED",
                    None if self.is_withdrawn => "HANDOVER_EXPIRED",
                    None if self.is_working => "WRONG_STAGE",
                    None => {
                        self.redeemed = Some(who);
                        self.holder = who;
                        ""
                    }
                };
                said == wanted
            }
            Call::SignIn(who) if who != Who::Computer && self.redeemed != Some(who) => {
                said == "UNAUTHORIZED"
            }
            Call::SignIn(who) => match said {
                "" if self.holder == who && !self.is_working => {
                    self.is_working = true;
                    true
                }
                "HELD_ELSEWHERE" => self.holder != who,
                "WRONG_STAGE" => self.is_working,
                _ => false,
            },
        }
    }
}

/// Whether some order of the calls explains all answers, and the state at the end.
fn is_explained(
    model: Model,
    calls: &[(Call, (u16, String))],
    holder: &Value,
    stage: &str,
) -> bool {
    if calls.is_empty() {
        let holds = (model.holder == Who::Computer) == (*holder == 0);
        return holds && model.is_working == (stage == "working");
    }
    (0..calls.len()).any(|first| {
        let (call, (status, code)) = &calls[first];
        let mut next = model;
        let mut left = calls.to_vec();
        left.remove(first);
        next.allows(*call, (*status, code)) && is_explained(next, &left, holder, stage)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_races_of_redeeming_taking_back_and_signing_in_have_one_holder_each() {
    let connect = Connect::start_slow().await;
    let mut signed_in = [0, 0];
    for round in 0..200 {
        let (_, _, computer) = claimed(&connect).await;
        let code = offered(&connect, &computer).await;
        // A phone knows its token only from the answer; here it is known before, so that its sign-in is in the race too.
        let token = |key: &str| secrets::phone_token(&secrets::hash(&code), key, &computer.id);
        let sign_in = |token: &str| {
            let body = json!({ "username": "user_good", "password": "pass_good" });
            json_request(&format!("/clip/{}/login", computer.id), token, &body)
        };
        let mut calls = vec![
            (
                Call::Redeem(Who::Phone),
                redeem_request(&computer.id, &code, "phone"),
            ),
            (
                Call::Redeem(Who::OtherPhone),
                redeem_request(&computer.id, &code, "other"),
            ),
            (Call::TakeBack, take_back_request(&computer)),
            (Call::SignIn(Who::Computer), sign_in(&computer.token)),
            (Call::SignIn(Who::Phone), sign_in(&token("phone"))),
            (Call::SignIn(Who::OtherPhone), sign_in(&token("other"))),
        ];
        let count = calls.len();
        calls.rotate_left(round % count);
        if round % 3 == 0 {
            calls.retain(|(call, _)| *call != Call::TakeBack);
        }
        // A phone signs in after it has redeemed; in a race of both, a slow database lets it come too early each time.
        let redeem = calls
            .iter()
            .position(|(call, _)| *call == Call::Redeem(Who::Phone));
        let first = match redeem {
            Some(at) if round % 4 == 1 => {
                let (call, request) = calls.remove(at);
                let running = connect.spawn(request);
                while !running.is_finished() {
                    tokio::task::yield_now().await;
                }
                Some((call, running))
            }
            _ => None,
        };
        let running: Vec<_> = calls
            .into_iter()
            .map(|(call, request)| (call, connect.spawn(request)))
            .chain(first)
            .collect();
        let mut answers = Vec::new();
        for (call, running) in running {
            let answer = running.await.unwrap();
            let code = match answer.text.as_str() {
                "" => Value::Null,
                _ => answer.json()["error"]["code"].clone(),
            };
            let code = code.as_str().unwrap_or_default().to_owned();
            answers.push((call, (answer.status.as_u16(), code)));
        }
        let taken = |(call, answer): &&(Call, (u16, String))| {
            matches!(call, Call::SignIn(_)) && answer.0 == 202
        };
        let accepted: Vec<_> = answers.iter().filter(taken).map(|one| one.0).collect();
        assert!(accepted.len() <= 1, "two devices signed in: {answers:?}");
        for call in accepted {
            signed_in[usize::from(call != Call::SignIn(Who::Computer))] += 1;
        }
        let state = connect.state(&computer).await;
        let stage = text(&state["stage"]);
        let model = Model {
            holder: Who::Computer,
            redeemed: None,
            is_withdrawn: false,
            is_working: false,
        };
        assert!(
            is_explained(model, &answers, &state["holder"], &stage),
            "round {round}: no order of the calls explains {answers:?}, then {state}"
        );
    }
    // Both happened, or the race is none.
    assert!(signed_in.iter().all(|count| *count > 0), "{signed_in:?}");
}
