//! Carries a session's effects out, and owns everything that was started for it.

use crate::{
    browser::{
        self,
        http::{self, Exchange},
        messages::Messages,
        modal::Modal,
        page::{self, Page},
        platform::{origin_of, random},
        policy::Policy,
        promise::then,
        timer::Timer,
    },
    host::{Host, Plain},
    secret::Secret,
    session::{CodeSource, Effect, Ending, Input, Session, Setup, Timing},
    told::{ConnectionError, ErrorCode, Event},
    wire::{Answer, read_claimed, read_status},
};
use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;

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
    signal: Option<AbortSignal>,
    /// Told when the session has ended, before the host is.
    ended: fn(&Rc<Self>),
    /// What the adapters tell. It does not keep the session alive.
    teller: Rc<dyn Fn(Input)>,
    session: RefCell<Session>,
    running: RefCell<Running>,
    inputs: RefCell<Vec<Input>>,
    calls: RefCell<Vec<HostCall>>,
    draining: Cell<bool>,
    calling: Cell<bool>,
}

impl Driver {
    /// A session for `host`, not begun.
    pub fn new(host: Host, ended: fn(&Rc<Self>)) -> Rc<Self> {
        let session = Session::new(Setup {
            code: host.code().map_or(CodeSource::Function, |code| {
                CodeSource::Fixed(Secret::new(code))
            }),
            redirect: host.redirect(),
            online: page::online(),
            visible: page::visible(),
            seed: (random() * 9_007_199_254_740_992.0) as u64,
            timing: Timing::default(),
        });
        Rc::new_cyclic(|driver: &Weak<Self>| {
            let driver = driver.clone();
            Self {
                signal: host.signal(),
                host,
                ended,
                teller: Rc::new(move |input| {
                    if let Some(driver) = driver.upgrade() {
                        driver.tell(input);
                    }
                }),
                session: RefCell::new(session),
                running: RefCell::default(),
                inputs: RefCell::default(),
                calls: RefCell::default(),
                draining: Cell::new(false),
                calling: Cell::new(false),
            }
        })
    }

    /// Takes an input: effects first, then the host's callbacks, each of which may call back in.
    pub fn tell(self: &Rc<Self>, input: Input) {
        self.inputs.borrow_mut().push(input);
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
        first(&mut self.inputs.borrow_mut())
    }

    fn next_call(&self) -> Option<HostCall> {
        first(&mut self.calls.borrow_mut())
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
                        ("sessionId", JsValue::from_str(&session_id)),
                        ("clientToken", JsValue::from_str(client_token.reveal())),
                        ("locale", self.host.locale()),
                        ("theme", self.host.theme()),
                    ],
                );
            }
            Effect::SendPing => self.send_to_frame("ping", &[]),
            Effect::WakeIn(delay_ms) => self.wake_in(delay_ms),
            Effect::Warn(text) => browser::warn(text),
            Effect::CloseModal => self.stop(),
            Effect::AskClaimCode { ask } => {
                self.calls.borrow_mut().push(HostCall::AskClaimCode(ask))
            }
            Effect::Emit(event) => self.calls.borrow_mut().push(HostCall::Event(event)),
            Effect::End(ending) => {
                self.stop();
                self.calls.borrow_mut().push(HostCall::Ended(ending));
            }
        }
    }

    /// Drops every guard. Taken out first: closing the modal runs listeners, and those may call `tell`.
    fn stop(&self) {
        drop(self.running.take());
    }

    fn open_modal(&self) {
        let tell = self.teller.clone();
        let page = Page::new(self.signal.as_ref(), tell.clone());
        let modal = Modal::open(&self.host, Box::new(move || tell(Input::Close)));
        let mut running = self.running.borrow_mut();
        running.modal = Some(modal);
        running.page = Some(page);
    }

    fn broken(&self, text: &str) {
        let error = ConnectionError::new(ErrorCode::InternalError).with_text(text);
        self.inputs.borrow_mut().push(Input::Broken(error));
    }

    fn wake_in(&self, delay_ms: Option<u64>) {
        // The one before is cleared first, so that there is never more than one.
        self.running.borrow_mut().timer = None;
        let tell = self.teller.clone();
        let timer = delay_ms
            .and_then(|delay_ms| Timer::new(delay_ms, Box::new(move |_| tell(Input::Wake))));
        match &timer {
            Some(timer) => self.host.timer(timer.handle()),
            None if delay_ms.is_some() => self.broken("The page's setTimeout does not work."),
            None => {}
        }
        self.running.borrow_mut().timer = timer;
    }

    fn send_claim(&self, request: u32, claim: u32, code: &Secret) {
        if !self.can_send() {
            return;
        }
        let sent = self.host.claim(code.reveal(), claim);
        let resumed = sent.resumed();
        let tell = self.teller.clone();
        let exchange = Exchange::of(
            sent.controller(),
            &sent.answer(),
            Box::new(move |outcome| {
                let answer = Answer::of(outcome, read_claimed);
                tell(Input::ClaimAnswered {
                    request,
                    answer,
                    wall_ms: browser::wall_ms(),
                    resumed,
                });
            }),
        );
        self.follow(exchange);
    }

    fn send_status(&self, request: u32, code: &Secret, etag: Option<String>, wait_s: Option<u32>) {
        let bearer = "Bearer ".to_owned() + code.reveal();
        let prefer = wait_s.map(|wait_s| "wait=".to_owned() + &browser::decimal(wait_s));
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(etag.as_deref().map(|etag| ("if-none-match", etag)));
        headers.extend(prefer.as_deref().map(|prefer| ("prefer", prefer)));
        let tell = self.teller.clone();
        if !self.can_send() {
            return;
        }
        self.follow(Exchange::send(
            &self.host.base_url(),
            "/link/status",
            &headers,
            Box::new(move |outcome| {
                let answer = Answer::of(outcome, read_status);
                tell(Input::StatusAnswered { request, answer });
            }),
        ));
    }

    fn can_send(&self) -> bool {
        if !http::can_ask() {
            self.broken("The page has no fetch: it was removed or replaced by something else.");
        } else if !http::can_read() {
            self.broken("The page's JSON.parse does not work.");
        } else {
            return true;
        }
        false
    }

    fn follow(&self, exchange: Exchange) {
        self.host.request(exchange.controller());
        self.running.borrow_mut().request = Some(exchange);
    }

    fn load_frame(&self, url: &str) {
        // Without a base: what is not a whole address is refused here.
        let Some(origin) = origin_of(url) else {
            return self.broken("The frame's address is not a URL.");
        };
        let mut running = self.running.borrow_mut();
        let tell = self.teller.clone();
        // Listening comes before loading: a cached frame may be ready at once, and a refusal comes at once.
        let refused = Box::new(move || {
            tell(Input::FrameBlocked {
                text: "The page's Content Security Policy blocks the frame: allow its origin in frame-src.",
            });
        });
        running.policy = Some(Policy::new(&origin, self.signal.as_ref(), refused));
        let frame = running.modal.as_mut().map(|modal| modal.load_frame(url));
        let tell = self.teller.clone();
        running.messages = frame.map(|frame| {
            let hear = Box::new(move |message| tell(Input::Frame(message)));
            Messages::new(&frame, &origin, self.signal.as_ref(), hear)
        });
    }

    fn unload_frame(&self) {
        let mut running = self.running.borrow_mut();
        running.messages = None;
        running.policy = None;
        if let Some(modal) = &mut running.modal {
            modal.unload_frame();
        }
    }

    fn send_to_frame(&self, kind: &str, fields: &[(&str, JsValue)]) {
        if let Some(messages) = &self.running.borrow().messages {
            messages.send(kind, fields);
        }
    }

    fn call_host(self: &Rc<Self>, call: HostCall) {
        match call {
            HostCall::Event(event) => {
                let Plain(event) = event.to_object();
                self.host.event(&event);
            }
            HostCall::Ended(ending) => {
                (self.ended)(self);
                let Plain(ending) = ending.to_object();
                self.host.ended(&ending);
            }
            HostCall::AskClaimCode(ask) => {
                let tell = self.teller.clone();
                then(
                    &self.host.ask_code(),
                    Box::new(move |code| {
                        let code = code.and_then(|code| code.as_string());
                        let code = code.filter(|code| !code.is_empty()).map(Secret::new);
                        tell(Input::CodeGiven { ask, code });
                    }),
                );
            }
        }
    }
}

/// The first of a queue that is never long.
fn first<T>(queue: &mut Vec<T>) -> Option<T> {
    (!queue.is_empty()).then(|| queue.remove(0))
}

/// Panics where it hurts most: in the middle of the work, with inputs waiting.
#[cfg(feature = "panic-probe")]
fn probe(input: &Input) {
    if matches!(input, Input::Frame(crate::wire::FrameMessage::Progress { step }) if step == "panic")
    {
        panic!("asked to");
    }
}
