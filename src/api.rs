//! What the JavaScript shim calls.

use crate::{
    browser::{
        modal::{ReturnToApp, when_back},
        platform::window,
    },
    driver::Driver,
    host::{Host, Place},
    session::Input,
    wire::return_url::{self, Target},
};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::prelude::wasm_bindgen;

/// A page has one thread, so a small allocator without size classes is enough, and far smaller than the default.
#[global_allocator]
static ALLOCATOR: lol_alloc::LockedAllocator<lol_alloc::FreeListAllocator> =
    lol_alloc::LockedAllocator::new(lol_alloc::FreeListAllocator::new());

thread_local! {
    /// The session that is open. The shim sees to it that there is never more than one.
    static CURRENT: RefCell<Option<Rc<Driver>>> = const { RefCell::new(None) };
    /// The way back to an app that is offered, after its session.
    static RETURN: RefCell<Option<ReturnToApp>> = const { RefCell::new(None) };
}

/// Opens a session in the dialog that the shim has shown.
#[wasm_bindgen]
pub fn open(host: Host) {
    drop(RETURN.take());
    let driver = Driver::new(host, forget);
    let before = CURRENT.replace(Some(driver.clone()));
    if let Some(before) = before {
        before.tell(Input::Close);
    }
    driver.tell(Input::Open);
}

/// Lets go of a session that has ended, and with it of the host's callbacks.
fn forget(driver: &Rc<Driver>) {
    CURRENT.with_borrow_mut(|current| {
        current.take_if(|current| Rc::ptr_eq(current, driver));
    });
}

/// Closes the open session, if there is one: when this returns, nothing of it is left in the page.
#[wasm_bindgen]
pub fn close() {
    let current = CURRENT.take();
    if let Some(driver) = current {
        driver.tell(Input::Close);
    }
}

/// Leaves the page for the `returnUrl` of a completed link. The address is checked once more, where it is used.
/// `place` is for the way back to an app, which a browser may refuse to take by itself.
#[wasm_bindgen]
pub fn leave(place: Place, return_url: String) {
    let Some(target) = return_url::target(&return_url) else {
        return;
    };
    when_back(Box::new(move || {
        // A browser that refuses the navigation leaves the page where it is.
        let _ = window().location().assign(&return_url);
        if target == Target::App && CURRENT.with_borrow(Option::is_none) {
            offer_return(&place, &return_url);
        }
    }));
}

/// Whether a browser follows an app's address without a click, none of them says: so the link is offered anyway. Where
/// the app comes up, the page is hidden and the link goes.
fn offer_return(place: &Place, return_url: &str) {
    let close = Rc::new(|| drop(RETURN.take()));
    if let Some(offered) = ReturnToApp::open(place, return_url, close) {
        drop(RETURN.replace(Some(offered)));
    }
}
