//! Leeway: decisions against a rule by people who may, within declared bounds and on the record.
//!
//! The rules say no, and that stays their answer. A person with authority may say yes nevertheless: a [`Desk`] holds the
//! request against every bound of the rulebook, asks the app's [`Hook`] for the last word, and gives a [`Grant`] once its
//! record is durable in a [ledger](crate::ledger). What needs another person waits as plain data.
//!
//! ```text
//! request ──▶ refused
//!         ├─▶ needs another ──▶ confirmed ──▶ granted ──▶ used ──▶ reviewed
//!         │                 └─▶ declined, lapsed      └─▶ revoked, lapsed
//!         └─▶ granted
//! ```
//!
//! ```
//! use candor::discretion::{Desk, Reply, Request, Staff};
//! use candor::ledger::{Ledger, Memory};
//! use candor::value::Moment;
//! # use candor::Rulebook;
//! # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
//! # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
//! # let case = rulebook.case("jacket.yaml", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/jacket.yaml")))?;
//!
//! let now = Moment::parse("2026-11-21T10:15:00Z").unwrap();
//! let ledger = Ledger::new(Memory::new(), "returns.example/overrides")?;
//! let mut desk = Desk::init(ledger, now)?.with_directory(Staff::new().with("emp-17", "shift_lead"));
//!
//! let request = Request::new("refund", "emp-17", "shift_lead").reason("It lay at the neighbor's for two weeks.");
//! let Reply::Granted(grant) = desk.request(&rulebook, &case, &request, now)? else { unreachable!() };
//! assert_eq!(grant.ask.overrides[0].rule, "late_return");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A ledger shows whoever kept an earlier checkpoint that nothing recorded before it was changed, removed or moved. It
//! cannot show that every decision was recorded, nor that its owner keeps no second one: an outside copy of checkpoints,
//! taken regularly by somebody else, is what makes both hard.

mod afterwards;
mod agree;
mod book;
mod desk;
mod directory;
mod examine;
mod history;
mod hook;
mod record;
mod refusal;
mod reply;
mod request;
mod secret;
mod verify;

pub use desk::Desk;
pub use directory::{Directory, Staff};
pub use hook::{Hook, HookError, Proposal, Verdict};
pub use record::*;
pub use refusal::{Changed, NotCoveredRule, Refusal};
pub use reply::{Due, Grant, Pending, Reply};
pub use request::Request;
pub use verify::verify;

use crate::error::Error;
use crate::ledger::LedgerError;

/// Why a desk could not decide at all. Nothing was granted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// What is wrong with the question.
    #[error(transparent)]
    Text(#[from] Error),
    /// What is wrong with the ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A line of the ledger that is no record, or cannot stand where it does.
    #[error("record {seq} cannot be taken: {because}")]
    Record {
        /// Which.
        seq: u64,
        /// What is wrong with it.
        because: String,
    },
    /// What is kept privately beside a record cannot be read.
    #[error("what is kept beside record {seq} cannot be read: {because}")]
    Private {
        /// Which record.
        seq: u64,
        /// What is wrong with it.
        because: String,
    },
    /// A record could not be written; what this desk knows is not what the ledger says any more.
    #[error("a record could not be written, so this desk has to be opened anew")]
    OpenAnew,
    /// There is a ledger here already.
    #[error("there is a ledger here already, and it is not opened a second time")]
    Exists,
    /// There is no ledger here yet.
    #[error("there is no ledger here yet; open one first")]
    New,
    /// The ledger is signed and the key is not here.
    #[error("this ledger is signed, and adding to it takes the key of {key}")]
    KeyNeeded {
        /// The public key.
        key: String,
    },
    /// The case states a sensitive fact, and the request brings no salt.
    #[error("the case states a sensitive fact, so the request has to bring a salt of 32 random bytes")]
    NoSalt,
}
