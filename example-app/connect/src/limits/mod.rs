//! What the service counts and remembers about callers, in memory.

pub mod guesses;
pub mod presence;
