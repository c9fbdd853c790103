//! The table `links`.

mod change;
mod event;
mod link;
mod read;

pub use self::{
    change::{
        activate, call_off, complete, expire, fail, insert, run_out, seal_all, wipe,
        wipe_arguments, wipe_arguments_of,
    },
    event::Event,
    link::{Link, NewLink, Operation, Status},
    read::{Wanted, arguments, by_claim_hash, by_id, due, newest, next_expiry, opens_with, page},
};
