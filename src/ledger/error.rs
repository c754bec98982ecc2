//! What can be wrong with a ledger: one variant for each cause, each with a name that stays.

/// Why a ledger was not read, not trusted or not added to. Records are counted from 0.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The store could not be read or written.
    #[error("cannot {what} `{place}`: {reason}")]
    Io {
        /// What was tried: `read`, `write`.
        what: &'static str,
        /// The file, or what else it was tried on.
        place: String,
        /// What the system answered.
        reason: String,
    },
    /// A line without a line feed where a whole one has to be, or more behind the checkpoint than a crash can leave.
    #[error(
        "record {record} is torn: {bytes} bytes behind the last whole record that belongs to the ledger, and no crash leaves that; put back a copy of the file"
    )]
    Torn {
        /// The record that would stand there.
        record: u64,
        /// How many bytes.
        bytes: u64,
    },
    /// A carriage return or a line feed in a line: the ledger was converted or edited.
    #[error(
        "record {record} holds a carriage return or a line feed: something converted the line ends; put back a copy, and keep the ledger away from editors and from conversion of line ends"
    )]
    LineEnd {
        /// The record.
        record: u64,
    },
    /// A checkpoint that counts records, and not one record.
    #[error("the ledger is empty, but its checkpoint counts {checkpoint} records; put back a copy of the records")]
    Empty {
        /// What the checkpoint counts.
        checkpoint: u64,
    },
    /// The checkpoint counts more records than there are.
    #[error(
        "record {lines} is missing: the checkpoint counts {checkpoint} records and there are {lines}; put back a copy of the records"
    )]
    Ahead {
        /// What the checkpoint counts.
        checkpoint: u64,
        /// What there is; the number of the first missing record.
        lines: u64,
    },
    /// There are more records than the checkpoint counts, and more than a crash can leave.
    #[error(
        "record {checkpoint} and those behind it are not covered by a checkpoint: an earlier checkpoint was put back, or it was removed; put back the newest copy of the checkpoint"
    )]
    Behind {
        /// What the checkpoint counts (0 if there is none); the number of the first record that it does not cover.
        checkpoint: u64,
    },
    /// The records are not those that the checkpoint was made of.
    #[error(
        "the first {size} records are not those that the checkpoint was made of: a record was changed, added, removed or moved, or the checkpoint was; if each record fits the one before it, it is the last record or the checkpoint"
    )]
    Root {
        /// How many records the checkpoint counts.
        size: u64,
    },
    /// Not a checkpoint.
    #[error("this is not a checkpoint: {reason}")]
    Checkpoint {
        /// What is wrong with it.
        reason: String,
    },
    /// The checkpoint of another ledger.
    #[error("this is a checkpoint of `{found}`, not of `{expected}`; check which ledger it belongs to")]
    Origin {
        /// The ledger that was asked for.
        expected: String,
        /// The ledger that the checkpoint names.
        found: String,
    },
    /// A key is configured, and the checkpoint carries no signature at all.
    #[error(
        "the checkpoint is not signed, and a signature of `{key}` is required; a signature may have been removed: put back a copy of the checkpoint"
    )]
    Unsigned {
        /// The key that has to have signed.
        key: String,
    },
    /// A key is configured, and only other keys have signed.
    #[error("the checkpoint is signed, but not by `{key}`; check which key this ledger is signed with")]
    Key {
        /// The key that has to have signed.
        key: String,
    },
    /// A signature of the configured key that does not fit the text.
    #[error(
        "the signature of `{key}` does not fit the text of the checkpoint: the text or the signature was changed; put back a copy of the checkpoint"
    )]
    Signature {
        /// The key.
        key: String,
    },
    /// The ledger does not go on from an earlier checkpoint.
    #[error("the first {old} records are no longer those of the earlier checkpoint: the ledger does not continue it")]
    History {
        /// How many records the earlier checkpoint counts.
        old: u64,
    },
    /// The ledger is shorter than at an earlier checkpoint.
    #[error(
        "the ledger had {old} records at an earlier checkpoint and has {new} now: records were removed from its end, or an old copy was put back"
    )]
    Truncated {
        /// How many records the earlier checkpoint counts.
        old: u64,
        /// How many there are now.
        new: u64,
    },
    /// A line that cannot be kept. Counted from 0 within what was to be added.
    #[error("line {line} cannot be added: {reason}")]
    Line {
        /// Which of the lines that were to be added.
        line: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A line in the ledger that no ledger would have taken.
    #[error("record {record} cannot be one: {reason}")]
    Strange {
        /// The record.
        record: u64,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Too much at once.
    #[error("cannot add this at once: {reason}")]
    Batch {
        /// What is too much.
        reason: &'static str,
    },
    /// A name that a private part cannot have.
    #[error(
        "`{name}` cannot name a private part: use 1 to 100 of the characters a-z, 0-9, `_`, `-` and `.`, with no dot in front"
    )]
    Name {
        /// The name.
        name: String,
    },
    /// Somebody else keeps the ledger locked.
    #[error("`{place}` is locked: another program is adding to this ledger; try again when it is done")]
    Locked {
        /// What is locked.
        place: String,
    },
    /// An origin that cannot stand in a checkpoint.
    #[error("`{origin}` cannot be the origin of a ledger: {reason}")]
    OriginText {
        /// The origin, with odd characters escaped.
        origin: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The text of a key that is none. It is not shown, since it may be secret.
    #[error("this is not a key: {reason}")]
    KeyText {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The signer could not sign.
    #[error("cannot sign the checkpoint: {reason}")]
    Signer {
        /// Why not.
        reason: String,
    },
    /// There is no such record.
    #[error("there is no record {record}: the ledger has {size} records, counted from 0")]
    NoRecord {
        /// What was asked for.
        record: u64,
        /// How many there are.
        size: u64,
    },
    /// A proof that proves nothing.
    #[error("the proof does not fit: {reason}")]
    Proof {
        /// Why not.
        reason: &'static str,
    },
    /// A database that is no ledger.
    #[error("`{place}` is not a ledger: {reason}")]
    Foreign {
        /// The database.
        place: String,
        /// How that can be told.
        reason: String,
    },
    /// A session was asked to add twice.
    #[error("a session adds once, and this one was asked to add again; put all lines into one batch")]
    Twice,
    /// What looked at the records found a fault in one of them.
    #[error("record {record}: {fault}")]
    Record {
        /// The record.
        record: u64,
        /// The fault.
        fault: Fault,
    },
    /// The work under the lock was given up; why stands in an error of the caller's.
    #[error("the work was given up, and nothing was added")]
    Stopped,
}

/// What a reader of records found wrong with one: its own code and words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} [{code}]")]
pub struct Fault {
    /// A stable name, such as `L_CHAIN`.
    pub code: &'static str,
    /// What is wrong, in plain words.
    pub message: String,
}

impl Fault {
    /// A code, and what is wrong in plain words.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>) -> Fault {
        Fault { code, message: message.into() }
    }
}

impl LedgerError {
    /// The stable name of this cause, for programs. The code of a [`Fault`] is that of the fault.
    ///
    /// ```
    /// use candor::ledger::{Ledger, Memory};
    /// let error = Ledger::new(Memory::new(), "a+b").unwrap_err();
    /// assert_eq!(error.code(), "L_ORIGIN_TEXT");
    /// ```
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            LedgerError::Io { .. } => "L_IO",
            LedgerError::Torn { .. } => "L_TORN",
            LedgerError::LineEnd { .. } => "L_LINE_END",
            LedgerError::Empty { .. } => "L_EMPTY",
            LedgerError::Ahead { .. } => "L_AHEAD",
            LedgerError::Behind { .. } => "L_BEHIND",
            LedgerError::Root { .. } => "L_ROOT",
            LedgerError::Checkpoint { .. } => "L_CHECKPOINT",
            LedgerError::Origin { .. } => "L_ORIGIN",
            LedgerError::Unsigned { .. } => "L_UNSIGNED",
            LedgerError::Key { .. } => "L_KEY",
            LedgerError::Signature { .. } => "L_SIGNATURE",
            LedgerError::History { .. } => "L_HISTORY",
            LedgerError::Truncated { .. } => "L_TRUNCATED",
            LedgerError::Line { .. } => "L_LINE",
            LedgerError::Strange { .. } => "L_STRANGE",
            LedgerError::Batch { .. } => "L_BATCH",
            LedgerError::Name { .. } => "L_NAME",
            LedgerError::Locked { .. } => "L_LOCKED",
            LedgerError::OriginText { .. } => "L_ORIGIN_TEXT",
            LedgerError::KeyText { .. } => "L_KEY_TEXT",
            LedgerError::Signer { .. } => "L_SIGNER",
            LedgerError::NoRecord { .. } => "L_NO_RECORD",
            LedgerError::Proof { .. } => "L_PROOF",
            LedgerError::Foreign { .. } => "L_FOREIGN",
            LedgerError::Twice => "L_TWICE",
            LedgerError::Record { fault, .. } => fault.code,
            LedgerError::Stopped => "L_STOPPED",
        }
    }

    /// The first record that is known to be bad, where one can be told.
    #[must_use]
    pub fn record(&self) -> Option<u64> {
        match self {
            LedgerError::Torn { record, .. }
            | LedgerError::LineEnd { record }
            | LedgerError::Strange { record, .. }
            | LedgerError::Record { record, .. } => Some(*record),
            LedgerError::Ahead { lines, .. } => Some(*lines),
            LedgerError::Behind { checkpoint } => Some(*checkpoint),
            LedgerError::Empty { .. } => Some(0),
            _ => None,
        }
    }
}
