//! Descriptions for `openapi.json` that stand beside no handler: [`bodies`] has what handlers read field by field, so that all
//! that is wrong can be said at once; [`answers`] what many calls share.

mod answers;
mod bodies;

pub use self::{answers::*, bodies::*};
