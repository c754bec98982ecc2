//! One file per command.

pub mod ask;
pub mod check;
pub mod explain;
pub mod fmt;
pub mod ledger;
pub mod override_;
pub mod test;
pub mod why;
