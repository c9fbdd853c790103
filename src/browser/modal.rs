//! The modal: a native dialog in a shadow root, and the frame inside it.

use super::{listener::Listener, window};
use crate::{session::View, texts::Texts};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortSignal, CssStyleSheet, Document, Element, Event, HtmlDialogElement, HtmlElement,
    HtmlIFrameElement, ShadowRootInit, ShadowRootMode,
};

const CSS: &str = include_str!("modal.css");

/// What a frame needs and no more.
const SANDBOX: &str = "allow-scripts allow-same-origin allow-forms";

/// The open modal. Dropping it closes it, gives focus back, and takes every node away.
#[must_use = "dropping the modal closes it"]
pub struct Modal {
    root: HtmlElement,
    dialog: HtmlDialogElement,
    main: Element,
    skeleton: Element,
    notice: Element,
    frame: Option<HtmlIFrameElement>,
    texts: &'static Texts,
    _listeners: Vec<Listener>,
}

impl Modal {
    /// Opens it. `close` is called for the close button, Escape, and a press on the backdrop.
    ///
    /// # Errors
    /// Whatever the browser throws, for example in a document without a body.
    pub fn open(
        texts: &'static Texts,
        theme: &str,
        signal: &AbortSignal,
        close: impl Fn() + 'static,
    ) -> Result<Self, JsValue> {
        let document = window()
            .and_then(|window| window.document())
            .ok_or(JsValue::NULL)?;
        let body = document.body().ok_or(JsValue::NULL)?;
        let root: HtmlElement = make(&document, "div", "")?;
        let shadow = root.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open))?;
        // A constructed sheet needs no allowance in the page's style-src.
        let sheet = CssStyleSheet::new()?;
        sheet.replace_sync(CSS)?;
        shadow.set_adopted_style_sheets(&js_sys::Array::of1(&sheet).unchecked_into());

        let dialog: HtmlDialogElement = make(&document, "dialog", theme)?;
        let header: Element = make(&document, "header", "")?;
        let title: Element = make(&document, "h2", "")?;
        title.set_text_content(Some(texts.title));
        dialog.set_attribute("aria-label", texts.title)?;
        let button: Element = make(&document, "button", "close")?;
        button.set_attribute("type", "button")?;
        button.set_attribute("aria-label", texts.close)?;
        button.set_text_content(Some("\u{d7}"));
        header.append_with_node_2(&title, &button)?;
        let notice: Element = make(&document, "p", "notice")?;
        notice.set_attribute("role", "status")?;
        let main: Element = make(&document, "main", "")?;
        let skeleton: Element = make(&document, "div", "skeleton")?;
        skeleton.set_attribute("aria-hidden", "true")?;
        for _ in 0..5 {
            skeleton.append_child(make::<Element>(&document, "i", "")?.as_ref())?;
        }
        main.append_child(&skeleton)?;
        dialog.append_with_node_3(&header, &notice, &main)?;
        shadow.append_child(&dialog)?;
        body.append_child(&root)?;

        let listeners = listen(&dialog, &button, signal, close);
        let modal = Self {
            root,
            dialog,
            main,
            skeleton,
            notice,
            frame: None,
            texts,
            _listeners: listeners,
        };
        modal.dialog.show_modal()?;
        Ok(modal)
    }

    /// The element in the page that holds everything.
    #[must_use]
    pub fn root(&self) -> &HtmlElement {
        &self.root
    }

    /// Shows what the session is doing.
    pub fn show(&self, view: View) {
        let live = matches!(view, View::Live);
        if live {
            let _ = self.skeleton.set_attribute("hidden", "");
            self.focus_frame();
        }
        let text = self.texts.notice(view);
        self.notice.set_text_content(Some(text));
    }

    /// Puts a frame with this address in, in place of the one before.
    ///
    /// # Errors
    /// Whatever the browser throws.
    pub fn load_frame(&mut self, url: &str) -> Result<&HtmlIFrameElement, JsValue> {
        self.unload_frame();
        let document = self.dialog.owner_document().ok_or(JsValue::NULL)?;
        let frame: HtmlIFrameElement = make(&document, "iframe", "")?;
        for (name, value) in [
            ("title", self.texts.frame),
            ("referrerpolicy", "no-referrer"),
            ("sandbox", SANDBOX),
            ("allow", ""),
            ("src", url),
        ] {
            frame.set_attribute(name, value)?;
        }
        self.main.append_child(&frame)?;
        Ok(self.frame.insert(frame))
    }

    /// Takes the frame away and shows the skeleton again.
    pub fn unload_frame(&mut self) {
        if let Some(frame) = self.frame.take() {
            frame.remove();
        }
        let _ = self.skeleton.remove_attribute("hidden");
    }

    /// Lets the person type at once, unless they have moved on to something else.
    fn focus_frame(&self) {
        if let Some(frame) = &self.frame {
            let _ = frame.focus();
        }
    }
}

impl Drop for Modal {
    fn drop(&mut self) {
        // Without `close`, removing an open dialog loses the focus.
        self.dialog.close();
        self.root.remove();
    }
}

fn listen(
    dialog: &HtmlDialogElement,
    button: &Element,
    signal: &AbortSignal,
    close: impl Fn() + 'static,
) -> Vec<Listener> {
    let close = Rc::new(close);
    let mut listeners = Vec::new();
    for (target, name) in [
        (button, "click"),
        (dialog.as_ref(), "cancel"),
        (dialog.as_ref(), "close"),
    ] {
        let close = close.clone();
        listeners.push(Listener::new(target, name, signal, move |event: Event| {
            // Closing is the session's to do, with everything that belongs to it.
            event.prevent_default();
            close();
        }));
    }
    let itself: js_sys::Object = dialog.clone().into();
    listeners.push(Listener::new(
        dialog,
        "click",
        signal,
        move |event: Event| {
            // A press on the backdrop has the dialog itself as its target.
            if event
                .target()
                .is_some_and(|target| js_sys::Object::is(&target, &itself))
            {
                close();
            }
        },
    ));
    listeners
}

fn make<T: JsCast>(document: &Document, name: &str, class: &str) -> Result<T, JsValue> {
    let element = document.create_element(name)?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Ok(element.unchecked_into())
}
