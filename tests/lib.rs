//! The one integration binary: every module is a set of tests with one idea.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod answers;
mod architecture;
mod bad_input;
mod fmt;
mod laws;
mod ledger;
mod leeway;
mod literate;
mod pages;
mod public;
mod rulebooks;
mod seeds;
mod syntax;
mod untold;
mod values;
mod voices;
