//! Calls the service through its router: every answer must be one that the contract allows, and never a server error.

mod bodies;
mod connect;
mod request;

pub use self::{
    bodies::{claim, create_link, frame_input},
    request::request,
};
