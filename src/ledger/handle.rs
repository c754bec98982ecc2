//! What one handle knows of a ledger, and how it comes to know more: nothing is handed over before its root has been checked.

use super::checkpoint::check_origin;
use super::store::{Each, check_read};
use super::{
    Batch, Checkpoint, Frontier, Hash, LedgerError, Note, PublicKey, Receipt, Session, SetAside, Signer, Tail, Writer,
};

/// How lines are read: from a store or from a session.
pub(super) type Read<'a> = dyn FnMut(u64, u64, &mut Each<'_>) -> Result<(), LedgerError> + 'a;
/// What is done with a line and its leaf hash on the way.
pub(super) type OnTheWay<'a> = dyn FnMut(u64, &[u8], Hash) -> Result<(), LedgerError> + 'a;

/// Everything of a [`Ledger`](super::Ledger) but its store.
pub(super) struct Handle {
    pub(super) origin: String,
    pub(super) signer: Option<Box<dyn Signer + Send>>,
    /// Checkpoints must carry a signature of one of these, if there are any.
    pub(super) keys: Vec<PublicKey>,
    /// The tree over the lines that were handed over.
    handed: Frontier,
    /// The leaf hash of the last of them.
    last: Hash,
    /// The largest checkpoint seen: none that is smaller or does not continue it is accepted.
    known: Option<(u64, Hash)>,
}

/// What the handle will know once what it added is durable.
pub(super) struct Added {
    handed: Frontier,
    last: Hash,
    receipt: Receipt,
}

impl Handle {
    pub(super) fn new(origin: &str) -> Result<Handle, LedgerError> {
        check_origin(origin)?;
        let (signer, keys, known) = (None, Vec::new(), None);
        Ok(Handle { origin: origin.to_owned(), signer, keys, handed: Frontier::new(), last: Hash::ZERO, known })
    }

    /// Reads the text of a checkpoint and holds it against the configured keys and what was seen before.
    pub(super) fn accept(&self, text: Option<&str>) -> Result<Checkpoint, LedgerError> {
        let checkpoint = match text {
            Some(text) => Checkpoint::open(text, &self.origin, &self.keys)?,
            None => Checkpoint { origin: self.origin.clone(), size: 0, root: Hash::of(b"") },
        };
        match self.known {
            Some((old, _)) if checkpoint.size < old => Err(LedgerError::Truncated { old, new: checkpoint.size }),
            Some((old, root)) if checkpoint.size == old && checkpoint.root != root => Err(LedgerError::History { old }),
            _ => Ok(checkpoint),
        }
    }

    /// Remembers a checkpoint that was accepted.
    pub(super) fn remember(&mut self, checkpoint: &Checkpoint) {
        self.known = Some((checkpoint.size, checkpoint.root));
    }

    /// Reads all lines up to a checkpoint behind those of `tree`, holds them against it, against the largest checkpoint seen before and against an
    /// older one, and gives each to `each` on the way.
    pub(super) fn examine(
        &self,
        mut tree: Frontier,
        checkpoint: &Checkpoint,
        old: Option<&Checkpoint>,
        read: &mut Read<'_>,
        each: &mut OnTheWay<'_>,
    ) -> Result<(), LedgerError> {
        let earlier: Vec<(u64, Hash)> = self.known.into_iter().chain(old.map(|old| (old.size, old.root))).collect();
        let continues = |tree: &Frontier| {
            let broken = earlier.iter().find(|(size, root)| *size == tree.size() && *root != tree.root());
            broken.map_or(Ok(()), |(old, _)| Err(LedgerError::History { old: *old }))
        };
        continues(&tree)?;
        let all = checkpoint.size;
        read(tree.size(), all, &mut |seq, line| {
            if seq != tree.size() {
                return Err(LedgerError::Ahead { checkpoint: all, lines: tree.size() });
            }
            check_read(seq, line)?;
            let leaf = Hash::leaf(line);
            each(seq, line, leaf)?;
            tree.push(leaf);
            if earlier.iter().any(|(size, _)| *size == tree.size()) { continues(&tree) } else { Ok(()) }
        })?;
        if tree.size() < all {
            return Err(match tree.size() {
                0 => LedgerError::Empty { checkpoint: all },
                lines => LedgerError::Ahead { checkpoint: all, lines },
            });
        }
        if tree.root() == checkpoint.root { Ok(()) } else { Err(LedgerError::Root { size: all }) }
    }

    /// Hands over the lines up to a checkpoint: first all are checked, then they are handed over one by one, so that no line that does not belong
    /// is ever handed over. If `writer` errs, what it has not taken comes again the next time.
    pub(super) fn catch_up<E: From<LedgerError>>(
        &mut self,
        checkpoint: &Checkpoint,
        read: &mut Read<'_>,
        writer: &mut dyn Writer<E>,
    ) -> Result<(), E> {
        self.examine(self.handed.clone(), checkpoint, None, read, &mut |_, _, _| Ok(()))?;
        self.remember(checkpoint);
        let mut stopped = None;
        let handed = read(self.handed.size(), checkpoint.size, &mut |seq, line| {
            if let Err(error) = writer.seen(seq, line) {
                stopped = Some(error);
                return Err(LedgerError::Stopped);
            }
            self.last = Hash::leaf(line);
            self.handed.push(self.last);
            Ok(())
        });
        match stopped {
            Some(error) => Err(error),
            None => {
                handed?;
                let same = (self.handed.size(), self.handed.root()) == (checkpoint.size, checkpoint.root);
                if same { Ok(()) } else { Err(LedgerError::Root { size: checkpoint.size }.into()) }
            }
        }
    }

    /// Under the lock: catches up, asks for lines, and adds them.
    pub(super) fn add<E: From<LedgerError>>(
        &mut self,
        session: &mut dyn Session,
        writer: &mut dyn Writer<E>,
    ) -> Result<Option<Added>, E> {
        let text = session.checkpoint()?;
        let checkpoint = self.accept(text.as_deref())?;
        self.catch_up(&checkpoint, &mut |from, to, each| session.read(from, to, each), writer)?;
        let left = session.unacknowledged()?;
        let set_aside = left.map(|bytes| SetAside { bytes: bytes.len() as u64, sha256: Hash::of(&bytes) });
        let first = checkpoint.size;
        let new = writer.write(&Tail { size: first, previous: self.last, set_aside })?;
        if new.is_empty() {
            return Ok(None);
        }
        let mut batch = Batch::default();
        let (mut handed, mut last) = (self.handed.clone(), self.last);
        for line in new {
            last = Hash::leaf(&line.line);
            handed.push(last);
            batch.lines.push(line.line);
            batch.private.extend(line.private);
        }
        batch.check()?;
        if text.is_none() {
            batch.opening = Some(self.seal(&Frontier::new())?);
        }
        batch.checkpoint = self.seal(&handed)?;
        session.append(&batch)?;
        let receipt = Receipt { first, count: batch.lines.len() as u64, checkpoint: batch.checkpoint };
        Ok(Some(Added { handed, last, receipt }))
    }

    /// What was added is durable.
    pub(super) fn added(&mut self, added: Added) -> Receipt {
        self.known = Some((added.handed.size(), added.handed.root()));
        (self.handed, self.last) = (added.handed, added.last);
        added.receipt
    }

    /// The text of the checkpoint of a tree, signed if there is a signer.
    fn seal(&self, tree: &Frontier) -> Result<String, LedgerError> {
        let checkpoint = Checkpoint { origin: self.origin.clone(), size: tree.size(), root: tree.root() };
        match &self.signer {
            Some(signer) => Note::sign(&checkpoint.to_string(), &**signer),
            None => Ok(checkpoint.to_string()),
        }
    }
}
