//! One file per command.

pub mod check;
pub mod test;
pub mod why;
