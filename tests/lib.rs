//! The one integration binary: every module is a set of tests with one idea.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod answers;
mod architecture;
mod asked_with;
mod bad_input;
mod date_and_time;
mod descend;
mod exact;
mod figure_on;
mod fmt;
mod interview;
mod is_allowed;
mod languages;
mod laws;
mod ledger;
mod leeway;
mod literate;
mod may_be_stated;
mod named_types;
mod nearest_yes;
mod pages;
mod public;
mod records;
mod reference;
mod remedy_by;
mod rows_in_files;
mod rulebooks;
mod seeds;
mod several_files;
mod syntax;
mod tables;
mod untold;
mod values;
mod voices;
mod ways_out;
