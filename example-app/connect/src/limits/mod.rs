//! What is counted and remembered of callers, in memory.

pub mod guesses;
pub mod presence;
