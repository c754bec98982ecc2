//! The ledger: an append-only log of lines that knows no rules. It proves, offline, that nothing before a kept checkpoint was changed.
//!
//! A [`Ledger`] keeps its lines in a [`Store`]: a file ([`JsonLines`]), memory ([`Memory`]), or a database. Over the exact bytes of the lines stands the
//! Merkle tree of RFC 6962; its root, with the name of the ledger and the number of lines, is a [`Checkpoint`], signed as a [`Note`].
//!
//! **What it promises.** Whoever holds an earlier checkpoint can prove that no record from before it was changed, removed, moved or slipped in
//! ([`Ledger::verify`]), and that one record is in it ([`Ledger::prove`]). With a key configured, nothing is accepted that the key has not signed.
//! What was acknowledged is durable.
//!
//! **What it does not promise.** It cannot make anybody record what they leave out; whoever can write the store can put back an older state that nobody
//! holds a later checkpoint of; and whoever holds the key can show two histories to two people, unless checkpoints are published. So keep
//! checkpoints outside: [`Ledger::checkpoint`].

mod book;
mod checkpoint;
mod disk;
mod error;
mod file;
mod handle;
mod key;
mod memory;
mod note;
mod proof;
mod store;
mod tree;
mod verify;

pub use book::{Ledger, NewLine, Receipt, SetAside, Tail, Writer};
pub use checkpoint::Checkpoint;
pub use error::{Fault, LedgerError};
pub use file::JsonLines;
pub use key::{PublicKey, SecretKey, Signer};
pub use memory::Memory;
pub use note::Note;
pub use proof::{ConsistencyProof, Proof, verify_consistency_proof, verify_proof};
pub use store::{Batch, Each, LONGEST_LINE, LONGEST_PRIVATE, MOST_BYTES, MOST_LINES, Session, Store, Work, check_name};
pub use tree::{Frontier, Hash, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
pub use verify::{Seen, Verified};
