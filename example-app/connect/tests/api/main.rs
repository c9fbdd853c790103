//! The service by its behaviour: through its router, as a program, and killed. One program for all, since linking takes longer than testing.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod ask;
mod attacks;
mod bad_input;
mod balancer;
mod bodies;
mod cancel;
mod claims;
mod database;
mod deleted;
mod done;
mod expiry;
mod faults;
mod frame;
mod handover;
mod keys;
mod kills;
mod layers;
mod links;
mod metrics;
mod migrations;
mod openapi;
mod operations;
#[cfg(target_os = "linux")]
mod outages;
mod program;
mod receiver;
mod replicas;
mod restart;
mod rolling;
mod sandbox;
mod status;
mod support;
mod traces;
mod tries;
mod webhook_events;
mod webhook_order;
mod webhooks;
mod wiped;
mod wire;
mod words;
