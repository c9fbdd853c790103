//! The hosted frame: its page, and the calls that the page makes.

pub mod calls;
pub mod handover;
pub mod page;
