//! Explanation to words: what one reader sees, as text or as data. Imported by nothing of ours.
//!
//! Nothing here decides: every sentence says what an [`Explanation`](crate::explain::Explanation) holds. Nothing here reads
//! the terminal or the environment: width and color come in as a [`Style`], so the same input gives the same bytes
//! everywhere.
//!
//! - [`staff`]: for someone at a counter, with a customer waiting.
//! - [`json`] and [`yaml`]: the whole answer as data, described by [`SCHEMA`].
//! - [`report`]: what is wrong with a rulebook or a case, with carets under the words; [`reports_json`] as data.
//! - [`page`]: what a code of a diagnostic means, at length; [`codes`] lists them all; [`page_json`], [`codes_json`] as data.
//! - [`suites`]: what differs between what suites expect and what comes out; [`suites_json`] as data.

mod clause;
mod found;
mod json;
mod layout;
mod page;
mod reasons;
mod snippet;
mod style;
mod suite;
mod text;
mod ways;
mod wire;
mod words;

#[cfg(test)]
mod tests;

pub use found::reports_json;
pub use json::{SCHEMA, json, yaml};
pub use page::{codes, codes_json, page, page_json};
pub use snippet::report;
pub use style::Style;
pub use suite::{suites, suites_json};
pub use text::staff;
