//! Explanation to words: what one reader sees, as text or as data. Imported by nothing of ours.
//!
//! Nothing here decides: every sentence says what an [`Explanation`](crate::explain::Explanation) holds. Nothing here reads
//! the terminal or the environment: width and color come in as a [`Style`], so the same input gives the same bytes
//! everywhere.
//!
//! - [`text()`] and [`markdown`]: the answer in the words of the reader that it was made for: a letter for the customer, a page
//!   for staff at a counter ([`staff`]), a table of every rule for the auditor.
//! - [`json`] and [`yaml`]: the answer as data, for each of them, described by [`SCHEMA`].
//! - [`value()`], [`value_markdown`], [`value_json`] and [`value_yaml`]: the value of a term and why, for each of them ([`VALUE_SCHEMA`]).
//! - [`question`]: a question of an interview, with how it is answered; [`conclusion`]: what its answer was concluded from; [`step_json`]: the next step as data.
//! - [`report`]: what is wrong with a rulebook or a case, with carets under the words; [`reports_json`] as data.
//! - [`proofs`]: what of a rulebook lies outside the provable core; [`proofs_json`] as data.
//! - [`page`]: what a code of a diagnostic means, at length; [`codes`] lists them all; [`page_json`], [`codes_json`] as data.
//! - [`suites`]: what differs between what suites expect and what comes out; [`suites_json`] as data.
//! - [`reply`], [`done`] and [`due`]: what came of a decision against the rule; [`records()`] and [`history()`]: what is on
//!   record; [`verified`] and [`broken`]: what checking a ledger came to. Each has a form as data: [`reply_json`] and so on.

mod auditor;
mod change;
mod clause;
mod customer;
mod found;
mod history;
mod interview;
mod json;
mod layout;
mod leeway;
mod letter;
mod markdown;
mod messages;
mod notice;
mod page;
mod proof;
mod reasons;
mod records;
mod sheet;
mod snippet;
mod style;
mod suite;
mod text;
mod tongue;
mod value;
mod voice;
mod ways;
mod wire;
mod words;

#[cfg(test)]
mod tests;

pub use self::proof::{
    Trust, broken, broken_json, checkpoint_json, opened, opened_json, proof, proof_json, verified, verified_json,
};
pub use found::{proofs, proofs_json, reports_json};
pub use history::{View, history, history_json};
pub use interview::{conclusion, question, step_json};
pub use json::{SCHEMA, VALUE_SCHEMA, json, value_json, value_yaml, yaml};
pub use leeway::{Done, Labels, done, done_json, due, due_json, reply, reply_json, waiting, waiting_json};
pub use page::{codes, codes_json, page, page_json};
pub use records::{Selection, records, records_json};
pub use snippet::report;
pub use style::Style;
pub use suite::{suites, suites_json};
pub use text::staff;
pub use value::{value, value_markdown};
pub use voice::{markdown, text};
