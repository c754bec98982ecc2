//! The one integration binary: every module is a set of tests with one idea.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod answers;
mod architecture;
mod bad_input;
mod figure_on;
mod fmt;
mod is_allowed;
mod languages;
mod laws;
mod ledger;
mod leeway;
mod literate;
mod may_be_stated;
mod named_types;
mod pages;
mod public;
mod records;
mod remedy_by;
mod rulebooks;
mod seeds;
mod several_files;
mod syntax;
mod untold;
mod values;
mod voices;
