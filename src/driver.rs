//! Carries a session's effects out, and owns everything that was started for it.

use crate::{
    api::{self, Host},
    browser::{
        self,
        http::{Call, Exchange, Outcome},
        messages::Messages,
        modal::Modal,
        page::{self, Page},
        policy::Policy,
        timer::Timer,
    },
    error::{ConnectionError, ErrorCode},
    event::Event,
    secret::Secret,
    session::{CodeSource, Effect, Ending, Input, Session, Setup, Timing},
    texts::Texts,
    wire::{Answer, read_claimed, read_status},
};
use js_sys::JSON;
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortSignal, Url};

/// What is told to the host page: its code runs last, when nothing of ours is borrowed or half done.
enum HostCall {
    AskClaimCode(u32),
    Event(Event),
    Ended(Ending),
}

/// Everything that runs for a session. Dropping a field stops it.
#[derive(Default)]
struct Running {
    timer: Option<Timer>,
    request: Option<Exchange>,
    page: Option<Page>,
    messages: Option<Messages>,
    policy: Option<Policy>,
    modal: Option<Modal>,
}

/// One session at work.
pub struct Driver {
    host: Host,
    signal: AbortSignal,
    base_url: String,
    locale: String,
    session: RefCell<Session>,
    running: RefCell<Running>,
    inputs: RefCell<VecDeque<Input>>,
    calls: RefCell<VecDeque<HostCall>>,
    draining: Cell<bool>,
    calling: Cell<bool>,
    /// The idempotency key of the claim with this number, so that its tries share it.
    key: RefCell<(u32, String)>,
}

impl Driver {
    /// A session for `host`, not begun.
    pub fn new(host: Host) -> Rc<Self> {
        let session = Session::new(Setup {
            code: host.code().map_or(CodeSource::Function, |code| {
                CodeSource::Fixed(Secret::new(code))
            }),
            redirect: host.redirect(),
            online: page::online(),
            visible: page::visible(),
            seed: (js_sys::Math::random() * 9_007_199_254_740_992.0) as u64,
            timing: Timing::default(),
        });
        Rc::new(Self {
            signal: host.signal(),
            base_url: host.base_url(),
            locale: host.locale(),
            host,
            session: RefCell::new(session),
            running: RefCell::default(),
            inputs: RefCell::default(),
            calls: RefCell::default(),
            draining: Cell::new(false),
            calling: Cell::new(false),
            key: RefCell::default(),
        })
    }

    /// Takes an input: effects first, then the host's callbacks, each of which may call back in.
    pub fn tell(self: &Rc<Self>, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        if !self.draining.replace(true) {
            while let Some(input) = self.next_input() {
                #[cfg(feature = "panic-probe")]
                probe(&input);
                let effects = self.session.borrow_mut().handle(browser::clock_ms(), input);
                for effect in effects {
                    self.carry_out(effect);
                }
            }
            self.draining.set(false);
        }
        if !self.draining.get() && !self.calling.replace(true) {
            while let Some(call) = self.next_call() {
                self.call_host(call);
            }
            self.calling.set(false);
        }
    }

    // Each in a function of its own, so that the borrow is over when the value is used.
    fn next_input(&self) -> Option<Input> {
        self.inputs.borrow_mut().pop_front()
    }

    fn next_call(&self) -> Option<HostCall> {
        self.calls.borrow_mut().pop_front()
    }

    /// A callback for adapters: it does not keep the session alive.
    fn teller(self: &Rc<Self>) -> impl Fn(Input) + Clone + 'static {
        let weak: Weak<Self> = Rc::downgrade(self);
        move |input| {
            if let Some(driver) = weak.upgrade() {
                driver.tell(input);
            }
        }
    }

    fn carry_out(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::OpenModal => self.open_modal(),
            Effect::Show(view) => {
                if let Some(modal) = &self.running.borrow().modal {
                    modal.show(view);
                }
            }
            Effect::SendClaim {
                request,
                claim,
                code,
            } => self.send_claim(request, claim, &code),
            Effect::SendStatus {
                request,
                code,
                etag,
                wait_s,
            } => self.send_status(request, &code, etag, wait_s),
            Effect::CancelRequest => self.running.borrow_mut().request = None,
            Effect::LoadFrame { url } => self.load_frame(&url),
            Effect::UnloadFrame => self.unload_frame(),
            Effect::SendInit {
                session_id,
                client_token,
            } => {
                if let Some(modal) = &self.running.borrow().modal {
                    modal.reveal_frame();
                }
                self.send_to_frame(
                    "init",
                    &[
                        ("sessionId", &session_id),
                        ("clientToken", client_token.reveal()),
                        ("locale", &self.locale),
                        ("theme", &self.host.theme()),
                    ],
                );
            }
            Effect::SendPing => self.send_to_frame("ping", &[]),
            Effect::WakeIn(delay_ms) => self.wake_in(delay_ms),
            Effect::Warn(text) => browser::warn(text),
            Effect::CloseModal => self.stop(),
            Effect::AskClaimCode { ask } => self
                .calls
                .borrow_mut()
                .push_back(HostCall::AskClaimCode(ask)),
            Effect::Emit(event) => self.calls.borrow_mut().push_back(HostCall::Event(event)),
            Effect::End(ending) => {
                self.stop();
                self.calls.borrow_mut().push_back(HostCall::Ended(ending));
            }
        }
    }

    /// Drops every guard. Taken out first: closing the modal runs listeners, and those may call `tell`.
    fn stop(&self) {
        drop(self.running.take());
    }

    fn open_modal(self: &Rc<Self>) {
        let tell = self.teller();
        let page = Page::new(&self.signal, tell.clone());
        let texts = Texts::for_locale(&self.locale);
        match Modal::open(texts, &self.host.theme(), &self.signal, move || tell(Input::Close)) {
            Ok(modal) => {
                self.host.mounted(modal.root(), modal.page_sheet());
                let mut running = self.running.borrow_mut();
                running.modal = Some(modal);
                running.page = page;
            }
            Err(_) => self.broken("The modal could not be opened: the document has no body, or a node could not be added to it."),
        }
    }

    fn broken(&self, text: &str) {
        let error = ConnectionError::new(ErrorCode::InternalError).with_text(text);
        self.inputs.borrow_mut().push_back(Input::Broken(error));
    }

    fn wake_in(self: &Rc<Self>, delay_ms: Option<u64>) {
        let tell = self.teller();
        // The one before is cleared first, so that there is never more than one.
        self.running.borrow_mut().timer = None;
        let timer = delay_ms.and_then(|delay_ms| Timer::new(delay_ms, move || tell(Input::Wake)));
        self.running.borrow_mut().timer = timer;
    }

    fn send_claim(self: &Rc<Self>, request: u32, claim: u32, code: &Secret) {
        let mut key = self.key.borrow_mut();
        if key.0 != claim {
            *key = (claim, self.host.claim_key(code.reveal()));
        }
        let text = JSON::stringify(&JsValue::from_str(code.reveal()))
            .map(String::from)
            .unwrap_or_default();
        let call = Call {
            url: self.base_url.clone() + "/link/claim",
            json: Some("{\"code\":".to_owned() + &text + "}"),
            headers: vec![
                ("content-type", "application/json".into()),
                ("idempotency-key", key.1.clone()),
            ],
        };
        let tell = self.teller();
        self.send(
            call,
            Box::new(move |outcome| {
                let answer = Answer::of(outcome, read_claimed);
                tell(Input::ClaimAnswered {
                    request,
                    answer,
                    wall_ms: browser::wall_ms(),
                });
            }),
        );
    }

    fn send_status(
        self: &Rc<Self>,
        request: u32,
        code: &Secret,
        etag: Option<String>,
        wait_s: Option<u32>,
    ) {
        let mut headers = vec![("authorization", "Bearer ".to_owned() + code.reveal())];
        headers.extend(etag.map(|etag| ("if-none-match", etag)));
        headers.extend(wait_s.map(|wait_s| ("prefer", "wait=".to_owned() + &wait_s.to_string())));
        let call = Call {
            url: self.base_url.clone() + "/link/status",
            json: None,
            headers,
        };
        let tell = self.teller();
        self.send(
            call,
            Box::new(move |outcome| {
                let answer = Answer::of(outcome, read_status);
                tell(Input::StatusAnswered { request, answer });
            }),
        );
    }

    fn send(self: &Rc<Self>, call: Call, tell: Box<dyn FnOnce(Outcome)>) {
        let request = Exchange::send(call, tell);
        self.running.borrow_mut().request = request;
    }

    fn load_frame(self: &Rc<Self>, url: &str) {
        // `new` takes no base: what is not a whole address is refused here.
        let Ok(origin) = Url::new(url).map(|url| url.origin()) else {
            return self.broken("The frame's address is not a URL.");
        };
        let mut running = self.running.borrow_mut();
        let tell = self.teller();
        // Listening comes before loading: a cached frame may be ready at once, and a refusal comes at once.
        running.policy = Policy::new(&origin, &self.signal, move || {
            tell(Input::FrameBlocked {
                text: "The page's Content Security Policy blocks the frame: allow its origin in frame-src.",
            });
        });
        let tell = self.teller();
        let messages = running.modal.as_mut().and_then(|modal| {
            let frame = modal.load_frame(url).ok()?;
            Messages::new(frame, &origin, &self.signal, move |message| {
                tell(Input::Frame(message))
            })
        });
        running.messages = messages;
    }

    fn unload_frame(&self) {
        let mut running = self.running.borrow_mut();
        running.messages = None;
        running.policy = None;
        if let Some(modal) = &mut running.modal {
            modal.unload_frame();
        }
    }

    fn send_to_frame(&self, kind: &str, fields: &[(&str, &str)]) {
        if let Some(messages) = &self.running.borrow().messages {
            messages.send(kind, fields);
        }
    }

    fn call_host(self: &Rc<Self>, call: HostCall) {
        match call {
            HostCall::Event(event) => {
                self.host.event(&api::to_js(&event));
            }
            HostCall::Ended(ending) => {
                api::forget(self);
                self.host.ended(&api::to_js(&ending));
            }
            HostCall::AskClaimCode(ask) => {
                let tell = self.teller();
                let promise = self.host.ask_code();
                spawn_local(async move {
                    let code = JsFuture::from(promise)
                        .await
                        .ok()
                        .and_then(|code| code.as_string());
                    let code = code.filter(|code| !code.is_empty()).map(Secret::new);
                    tell(Input::CodeGiven { ask, code });
                });
            }
        }
    }
}

/// Panics where it hurts most: in the middle of the work, with inputs waiting.
#[cfg(feature = "panic-probe")]
fn probe(input: &Input) {
    if matches!(input, Input::Frame(crate::wire::FrameMessage::Progress { step }) if step == "panic")
    {
        panic!("asked to");
    }
}
