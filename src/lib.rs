//! Rulebooks that people can read, and honest answers to "why can't I?"
//!
//! A rulebook is written once, in a language that the people responsible for the rules can read. From it Candor answers, for one case: may they; if
//! not, which restrictions apply and where they come from; what is possible instead; what would make it a yes; when the
//! answer changes by itself; and who may decide otherwise.
//!
//! ```
//! use candor::{Outcome, Rulebook, Standing};
//!
//! let rulebook = Rulebook::from_text("library.rulebook", r#"
//! rulebook library "Lending library"
//!   edition   "2026.1"
//!
//! role librarian "a librarian"
//!
//! fact on_loan "books on loan": whole number
//!   range     0 to 100
//!
//! action borrow "borrow a book" allowed unless restricted
//! action reserve "reserve a book" allowed unless restricted
//!
//! term limit "how many books may be on loan": whole number
//!   means     5, by house policy "Lending rules 3"
//!
//! restriction too_many "Books on loan" on borrow
//!   when      on_loan is at least limit
//!   source    house policy "Lending rules 3"
//!   tell customer "You can have {limit} books at a time."
//!   tell staff "{on_loan} of {limit} on loan."
//!   instead   reserve
//!   override  by librarian, with written reason
//! "#)?;
//! let case = rulebook.case("case.yaml", "{today: 2026-11-21, facts: {on_loan: 5}}")?;
//! let answer = rulebook.why("borrow", &case)?;
//! assert_eq!(answer.outcome, Outcome::Denied);
//! assert_eq!(answer.standing, Standing::Ask);
//! assert_eq!(answer.alternatives[0].action.name, "reserve");
//! # Ok::<(), candor::Error>(())
//! ```
//!
//! - [`Rulebook`] is the door: text or your own types in ([`Rulebook::case_from`]), answers out.
//!   [`Explanation`] is an answer as plain data, explained in [`explain`].
//! - [`render`] puts answers into words or JSON, and diagnostics into snippets with carets.
//! - [`mod@interview`] asks for what decides, the best question first, and for nothing else ([`Rulebook::interview`]).
//! - [`suite`] runs worked cases; [`diagnostic`] lists what can be wrong with a text.
//!
//! - [`mod@reference`] says how to write rulebooks: the whole language, page by page.
//! - [`ledger`] keeps lines that nobody can change unnoticed.
//!
//! The library reads no clock and no environment, starts no thread and holds no global state. It touches no file but those of a
//! [`ledger::JsonLines`] that the caller makes. It panics on no
//! input, and no error, fault or limit ever becomes a yes.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod case;
mod decide;
pub mod diagnostic;
pub mod discretion;
mod error;
pub mod explain;
pub mod interview;
pub mod language;
pub mod ledger;
mod model;
mod program;
pub mod reference;
pub mod render;
mod rulebook;
mod search;
pub mod source;
mod stack;
pub mod suite;
mod syntax;
pub mod value;

pub use case::{Case, CaseBuilder};
pub use error::Error;
pub use explain::{Audience, Explanation, Outcome, Standing};
pub use interview::Interview;
pub use rulebook::{Reader, Rulebook};
pub use value::Date;
