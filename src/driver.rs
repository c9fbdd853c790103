//! Executes a session's effects, and owns everything that was started for it.

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

/// A call into the host page's code. It waits until all effects are executed and nothing is borrowed, since that code may call back.
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

/// One session with everything that runs for it.
pub struct Driver {
    host: Host,
    signal: Option<AbortSignal>,
    /// Called when the session has ended, before the host page is told.
    on_ended: fn(&Rc<Self>),
    /// [`Driver::dispatch`] for the adapters. It does not keep the session alive.
    dispatcher: Rc<dyn Fn(Input)>,
    session: RefCell<Session>,
    running: RefCell<Running>,
    inputs: RefCell<Vec<Input>>,
    calls: RefCell<Vec<HostCall>>,
    draining: Cell<bool>,
    calling: Cell<bool>,
}

impl Driver {
    /// A session for `host`; [`Input::Open`] starts it.
    pub fn new(host: Host, on_ended: fn(&Rc<Self>)) -> Rc<Self> {
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
                on_ended,
                dispatcher: Rc::new(move |input| {
                    if let Some(driver) = driver.upgrade() {
                        driver.dispatch(input);
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

    /// Handles an input: executes the effects that follow, then calls the host page, whose code may cause further inputs.
    pub fn dispatch(self: &Rc<Self>, input: Input) {
        self.inputs.borrow_mut().push(input);
        if !self.draining.replace(true) {
            while let Some(input) = self.next_input() {
                #[cfg(feature = "panic-probe")]
                probe(&input);
                let effects = self.session.borrow_mut().handle(browser::clock_ms(), input);
                for effect in effects {
                    self.execute(effect);
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

    // Functions of their own, so that the borrow is over when the value is used.
    fn next_input(&self) -> Option<Input> {
        pop_front(&mut self.inputs.borrow_mut())
    }

    fn next_call(&self) -> Option<HostCall> {
        pop_front(&mut self.calls.borrow_mut())
    }

    fn execute(self: &Rc<Self>, effect: Effect) {
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
            // Not kept: it goes on after the session.
            Effect::SendCancel { code, session_id } => {
                self.host
                    .cancel(code.reveal(), session_id.as_deref().unwrap_or_default());
            }
            Effect::CancelRequest => self.running.borrow_mut().request = None,
            Effect::LoadFrame { url } => self.load_frame(&url),
            Effect::UnloadFrame => self.unload_frame(),
            Effect::SendInit {
                session_id,
                client_token,
            } => {
                let mut accent = JsValue::UNDEFINED;
                if let Some(modal) = &self.running.borrow().modal {
                    modal.reveal_frame();
                    accent = modal.accent();
                }
                self.send_to_frame(
                    "init",
                    &[
                        ("sessionId", JsValue::from_str(&session_id)),
                        ("clientToken", JsValue::from_str(client_token.reveal())),
                        ("locale", self.host.locale()),
                        ("theme", self.host.theme()),
                        ("accent", accent),
                    ],
                );
            }
            Effect::SetAtStake(at_stake) => {
                if let Some(modal) = &self.running.borrow().modal {
                    modal.set_at_stake(at_stake);
                }
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

    /// Drops every guard. They are taken out of the cell first: closing the modal runs listeners, and those may dispatch inputs.
    fn stop(&self) {
        drop(self.running.take());
    }

    fn open_modal(&self) {
        let dispatch = self.dispatcher.clone();
        let page = Page::new(self.signal.as_ref(), dispatch.clone());
        let modal = Modal::open(&self.host, Box::new(move |by| dispatch(Input::Close(by))));
        let mut running = self.running.borrow_mut();
        running.modal = Some(modal);
        running.page = Some(page);
    }

    /// Ends the session because an adapter cannot work in this page.
    fn fail(&self, text: &str) {
        let error = ConnectionError::new(ErrorCode::InternalError).with_text(text);
        self.inputs.borrow_mut().push(Input::Broken(error));
    }

    fn wake_in(&self, delay_ms: Option<u64>) {
        // Clears the previous timer first, so that there is never more than one.
        self.running.borrow_mut().timer = None;
        let dispatch = self.dispatcher.clone();
        let timer = delay_ms
            .and_then(|delay_ms| Timer::new(delay_ms, Box::new(move |_| dispatch(Input::Wake))));
        match &timer {
            Some(timer) => self.host.timer(timer.handle()),
            None if delay_ms.is_some() => self.fail("The page's setTimeout does not work."),
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
        let dispatch = self.dispatcher.clone();
        let exchange = Exchange::of(
            sent.controller(),
            &sent.answer(),
            Box::new(move |answer| {
                let request_id = http::request_id(&answer);
                let answer = Answer::of(answer, read_claimed);
                dispatch(Input::ClaimAnswered {
                    request,
                    answer,
                    request_id,
                    wall_ms: browser::wall_ms(),
                    resumed,
                });
            }),
        );
        self.keep_request(exchange);
    }

    fn send_status(&self, request: u32, code: &Secret, etag: Option<String>, wait_s: Option<u32>) {
        let bearer = "Bearer ".to_owned() + code.reveal();
        let prefer = wait_s.map(|wait_s| "wait=".to_owned() + &browser::decimal(wait_s));
        let mut headers = vec![("authorization", bearer.as_str())];
        headers.extend(etag.as_deref().map(|etag| ("if-none-match", etag)));
        headers.extend(prefer.as_deref().map(|prefer| ("prefer", prefer)));
        let dispatch = self.dispatcher.clone();
        if !self.can_send() {
            return;
        }
        self.keep_request(Exchange::send(
            &self.host.base_url(),
            "/link/status",
            &headers,
            Box::new(move |answer| {
                let request_id = http::request_id(&answer);
                let answer = Answer::of(answer, read_status);
                dispatch(Input::StatusAnswered {
                    request,
                    answer,
                    request_id,
                });
            }),
        ));
    }

    /// Whether this page can send requests and read answers. If not, the session ends with an error that says why.
    fn can_send(&self) -> bool {
        if !http::has_fetch() {
            self.fail("The page has no fetch: it was removed or replaced by something else.");
        } else if !http::has_json_parse() {
            self.fail("The page's JSON.parse does not work.");
        } else {
            return true;
        }
        false
    }

    fn keep_request(&self, exchange: Exchange) {
        self.host.request(exchange.controller());
        self.running.borrow_mut().request = Some(exchange);
    }

    fn load_frame(&self, url: &str) {
        // Parsed without a base, so that a relative address is refused.
        let Some(origin) = origin_of(url) else {
            return self.fail("The frame's address is not a URL.");
        };
        let mut running = self.running.borrow_mut();
        let dispatch = self.dispatcher.clone();
        // Listeners come before loading: a cached frame may be ready at once, and a policy may block it at once.
        let on_blocked = Box::new(move || {
            dispatch(Input::FrameBlocked {
                text: "The page's Content Security Policy blocks the frame: allow its origin in frame-src.",
            });
        });
        running.policy = Some(Policy::new(&origin, self.signal.as_ref(), on_blocked));
        let frame = running.modal.as_mut().map(|modal| modal.load_frame(url));
        let dispatch = self.dispatcher.clone();
        running.messages = frame.map(|frame| {
            let on_message = Box::new(move |message| dispatch(Input::Frame(message)));
            Messages::new(&frame, &origin, self.signal.as_ref(), on_message)
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
                (self.on_ended)(self);
                let Plain(ending) = ending.to_object();
                self.host.ended(&ending);
            }
            HostCall::AskClaimCode(ask) => {
                let dispatch = self.dispatcher.clone();
                then(
                    &self.host.ask_code(),
                    Box::new(move |code| {
                        let code = code.and_then(|code| code.as_string());
                        let code = code.filter(|code| !code.is_empty()).map(Secret::new);
                        dispatch(Input::CodeGiven { ask, code });
                    }),
                );
            }
        }
    }
}

/// Takes the first item of a queue that is never long.
fn pop_front<T>(queue: &mut Vec<T>) -> Option<T> {
    (!queue.is_empty()).then(|| queue.remove(0))
}

/// For tests: panics at the worst moment, in the middle of the work, with inputs waiting.
#[cfg(feature = "panic-probe")]
fn probe(input: &Input) {
    if matches!(input, Input::Frame(crate::wire::FrameMessage::Progress { step }) if step == "panic")
    {
        panic!("asked to");
    }
}
