//! The ledger itself: a store, read with suspicion and added to only behind what has been checked.

use std::fmt;

use super::handle::Handle;
use super::verify::check_end;
use super::{Hash, LedgerError, PublicKey, Signer, Store};

/// An append-only ledger of lines: whoever keeps one of its checkpoints can tell later, offline, whether a line from before was changed, removed,
/// moved or slipped in. It knows nothing of what the lines mean.
///
/// ```
/// use candor::ledger::{Ledger, LedgerError, Memory, NewLine, SecretKey, Tail, Writer};
///
/// struct Say(&'static str);
/// impl Writer<LedgerError> for Say {
///     fn seen(&mut self, _: u64, _: &[u8]) -> Result<(), LedgerError> {
///         Ok(())
///     }
///     fn write(&mut self, _: &Tail) -> Result<Vec<NewLine>, LedgerError> {
///         Ok(vec![NewLine::from(self.0)])
///     }
/// }
///
/// let key = SecretKey::from_seed("returns.example", [7; 32])?;
/// let public = key.public_key().clone();
/// let store = Memory::new();
/// let mut ledger = Ledger::new(store.clone(), "returns.example/overrides")?.signed_by(Box::new(key));
/// let receipt = ledger.append(&mut Say("one"))?.ok_or(LedgerError::Stopped)?;
/// ledger.append(&mut Say("two"))?;
///
/// // Somebody who kept the first checkpoint checks the whole ledger.
/// let mut auditor = Ledger::new(store, "returns.example/overrides")?.trusting(public);
/// let verified = auditor.verify(Some(&receipt.checkpoint), &mut |_| Ok(()), &mut |_, _| ())?;
/// assert_eq!(verified.size, 2);
/// # Ok::<(), LedgerError>(())
/// ```
pub struct Ledger<S: Store> {
    pub(super) store: S,
    pub(super) handle: Handle,
}

/// Who adds lines, and is told first of the lines that were added before.
pub trait Writer<E> {
    /// A line that this handle has not handed over yet, oldest first; it has been checked. What this handle adds itself does not come here once its
    /// [`Receipt`] was given.
    ///
    /// # Errors
    /// Whatever ends the work; the line comes again the next time.
    fn seen(&mut self, seq: u64, line: &[u8]) -> Result<(), E>;

    /// The lines to add behind the last one: at most 8, or none.
    ///
    /// # Errors
    /// Whatever keeps them from being added; nothing is then.
    fn write(&mut self, tail: &Tail) -> Result<Vec<NewLine>, E>;
}

/// Where new lines will stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tail {
    /// How many records there are: the number of the next.
    pub size: u64,
    /// The leaf hash of the last record; [`Hash::ZERO`] before the first.
    pub previous: Hash,
    /// What a crash left behind and no record has told of yet. Whoever writes should tell of it in a record: it is kept, but not in the ledger.
    pub set_aside: Option<SetAside>,
}

/// Bytes that a crash left behind the last acknowledged record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// How many.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: Hash,
}

/// A line to add, and what is kept beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewLine {
    /// The line, without line feed.
    pub line: Vec<u8>,
    /// Names and bytes that are kept beside the ledger and can be erased.
    pub private: Vec<(String, Vec<u8>)>,
}

impl From<&str> for NewLine {
    fn from(line: &str) -> NewLine {
        NewLine { line: line.into(), private: Vec::new() }
    }
}

/// What was added, durably.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The number of the first record that was added.
    pub first: u64,
    /// How many were.
    pub count: u64,
    /// The text of the checkpoint that covers them.
    pub checkpoint: String,
}

impl<S: Store> Ledger<S> {
    /// A handle onto the ledger in this store. Nothing is read or written yet.
    ///
    /// # Errors
    /// [`LedgerError::OriginText`] if the origin is empty or holds a `+` or a control character.
    pub fn new(store: S, origin: &str) -> Result<Self, LedgerError> {
        Ok(Ledger { store, handle: Handle::new(origin)? })
    }

    /// Signs what is added. Checkpoints that exist must carry a signature of the same key, or of one that is [trusted](Ledger::trusting).
    #[must_use]
    pub fn signed_by(mut self, signer: Box<dyn Signer + Send>) -> Self {
        self.handle.keys.insert(0, signer.public().clone());
        self.handle.signer = Some(signer);
        self
    }

    /// Requires a valid signature of this key on every checkpoint: whatever the ledger says of itself, one without is refused.
    ///
    /// With more than one key (from more than one call, or with [`Ledger::signed_by`]) a signature of one of them is enough, so that a key can be
    /// replaced by another.
    #[must_use]
    pub fn trusting(mut self, key: PublicKey) -> Self {
        self.handle.keys.push(key);
        self
    }

    /// Brings this handle up to date, then asks `writer` for lines, all while nobody else can add. Nothing is added if `writer` errs or gives no line.
    ///
    /// # Errors
    /// What `writer` says, or why the ledger cannot be trusted or written; nothing is acknowledged then.
    pub fn append<E: From<LedgerError>>(&mut self, writer: &mut dyn Writer<E>) -> Result<Option<Receipt>, E> {
        let (mut stopped, mut added) = (None, None);
        let Ledger { store, handle } = self;
        let done = store.exclusively(&mut |session| match handle.add(session, writer) {
            Ok(new) => {
                added = new;
                Ok(())
            }
            Err(error) => {
                stopped = Some(error);
                Err(LedgerError::Stopped)
            }
        });
        match stopped {
            Some(error) => Err(error),
            None => {
                done?;
                Ok(added.map(|added| self.handle.added(added)))
            }
        }
    }

    /// Hands over what others added since, without waiting for writers; nothing is written.
    ///
    /// # Errors
    /// What `writer` says, or why the ledger cannot be trusted or read.
    pub fn catch_up<E: From<LedgerError>>(&mut self, writer: &mut dyn Writer<E>) -> Result<(), E> {
        let text = self.store.checkpoint()?;
        let checkpoint = self.handle.accept(text.as_deref())?;
        if text.is_none() {
            check_end(&mut self.store, 0, false)?;
        }
        let store = &mut self.store;
        self.handle.catch_up(&checkpoint, &mut |from, to, each| store.read(from, to, each), writer)
    }

    /// The text of the current checkpoint, to be kept outside; none for a new ledger. Its signature is checked, the records are not: that is what
    /// [`Ledger::verify`] and [`Ledger::catch_up`] do.
    ///
    /// # Errors
    /// Why it cannot be trusted or read.
    pub fn checkpoint(&mut self) -> Result<Option<String>, LedgerError> {
        let text = self.store.checkpoint()?;
        let checkpoint = self.handle.accept(text.as_deref())?;
        self.handle.remember(&checkpoint);
        Ok(text)
    }

    /// Its name, which stands in every checkpoint.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.handle.origin
    }

    /// The public key by which this handle signs, if it does.
    #[must_use]
    pub fn signer_key(&self) -> Option<&PublicKey> {
        self.handle.signer.as_ref().map(|signer| signer.public())
    }

    /// Whether checkpoints must carry a signature of a configured key.
    #[must_use]
    pub fn requires_a_key(&self) -> bool {
        !self.handle.keys.is_empty()
    }

    /// Where the lines are kept: for the private parts beside them.
    pub fn store(&mut self) -> &mut S {
        &mut self.store
    }
}

impl<S: Store> fmt::Debug for Ledger<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Handle { origin, keys, .. } = &self.handle;
        f.debug_struct("Ledger").field("origin", origin).field("keys", keys).finish_non_exhaustive()
    }
}
