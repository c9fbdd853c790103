//! The functions that the JavaScript shim calls.

use crate::{
    browser::{
        modal::{ReturnToApp, when_back},
        platform::window,
    },
    driver::Driver,
    host::{Host, Place},
    session::Input,
    told::ClosedBy,
    wire::return_url::{self, Target},
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::wasm_bindgen;

/// A page has one thread, so an allocator without size classes is enough, and it is far less code than the default.
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

thread_local! {
    /// The open session. There is never more than one.
    static CURRENT: RefCell<Option<Rc<Driver>>> = const { RefCell::new(None) };
    /// The "Return to app" dialog, which outlives its session.
    static RETURN_TO_APP: RefCell<Option<ReturnToApp>> = const { RefCell::new(None) };
}

/// Opens a session, in the dialog that the shim has opened already.
#[wasm_bindgen]
pub fn open(host: Host) {
    drop(RETURN_TO_APP.take());
    let driver = Driver::new(host, forget);
    let before = CURRENT.replace(Some(driver.clone()));
    if let Some(before) = before {
        before.dispatch(Input::Close(ClosedBy::Replaced));
    }
    driver.dispatch(Input::Open);
}

/// Drops a session that has ended, and its hold on the host page's callbacks.
fn forget(driver: &Rc<Driver>) {
    CURRENT.with_borrow_mut(|current| {
        current.take_if(|current| Rc::ptr_eq(current, driver));
    });
}

/// Closes the open session, if there is one; `by` is one of [`ClosedBy`]'s names. When this returns, nothing of the session is left in
/// the page.
#[wasm_bindgen]
pub fn close(#[wasm_bindgen(unchecked_param_type = "CloseInfo['by']")] by: &str) {
    let current = CURRENT.take();
    if let Some(driver) = current {
        let by = ClosedBy::from_name(by).unwrap_or(ClosedBy::Host);
        driver.dispatch(Input::Close(by));
    }
}

/// Navigates the page to the `returnUrl` of a completed link. The address is checked once more, where it is used.
///
/// For an app's address, the "Return to app" dialog opens in `place` as well: without a click, the browser may refuse to open
/// the app.
#[wasm_bindgen]
pub fn leave(place: Place, return_url: String) {
    let Some(target) = return_url::target(&return_url) else {
        return;
    };
    when_back(Box::new(move || {
        // If the browser refuses the navigation, the page stays.
        let _ = window().location().assign(&return_url);
        if target == Target::App && CURRENT.with_borrow(Option::is_none) {
            show_return_to_app(&place, &return_url);
        }
    }));
}

/// Opens the "Return to app" dialog. No browser reports whether it has opened the app, so the dialog is always shown; if the
/// app did open, the page is hidden, and the dialog closes.
fn show_return_to_app(place: &Place, return_url: &str) {
    let close = Rc::new(|| drop(RETURN_TO_APP.take()));
    if let Some(dialog) = ReturnToApp::open(place, return_url, close) {
        drop(RETURN_TO_APP.replace(Some(dialog)));
    }
}
