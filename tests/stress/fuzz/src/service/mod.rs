//! The service, called through its router: each answer is one that the contract knows, and never its own fault.

mod bodies;
mod connect;
mod request;

pub use self::{
    bodies::{claim, create_link, frame_input},
    request::request,
};
