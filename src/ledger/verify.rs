//! Verification of a whole ledger: every record, every root, and what stands behind the last acknowledged record.

use super::store::MOST_LINES;
use super::{Checkpoint, Fault, Frontier, Hash, Ledger, LedgerError, Store};

/// A record on its way through [`Ledger::verify`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen<'l> {
    /// Its number, from 0.
    pub seq: u64,
    /// The exact bytes of its line.
    pub line: &'l [u8],
    /// The leaf hash of the record before it; [`Hash::ZERO`] for the first.
    pub previous: Hash,
}

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many records there are.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// The text of the checkpoint that they were held against; none for a new ledger.
    pub checkpoint: Option<String>,
    /// How many bytes stand behind the last acknowledged record: 0, or what an addition under way or a crash has left.
    pub unacknowledged: u64,
}

/// How often progress is told.
const STEP: u64 = 4096;

impl<S: Store> Ledger<S> {
    /// Checks every record against the checkpoint, the checkpoint against the configured keys, and, if there is an earlier checkpoint that was kept
    /// outside, that the ledger continues it. Streams: a long ledger takes no more memory than a short one.
    ///
    /// Each record is shown to `each`, before its root is known to fit; a fault that it finds ends the verification. So a reader that follows a chain
    /// from record to record can name the record that is bad, where the root alone cannot. `progress` is told how many records of how many are done.
    ///
    /// ```
    /// use candor::ledger::{Ledger, Memory};
    /// let mut ledger = Ledger::new(Memory::new(), "returns.example/overrides")?;
    /// let verified = ledger.verify(None, &mut |_| Ok(()), &mut |_, _| ())?;
    /// assert_eq!((verified.size, verified.checkpoint), (0, None));
    /// # Ok::<(), candor::ledger::LedgerError>(())
    /// ```
    ///
    /// # Errors
    /// The first thing that is wrong, with the number of the record where it can be told.
    pub fn verify(
        &mut self,
        old: Option<&str>,
        each: &mut dyn FnMut(Seen<'_>) -> Result<(), Fault>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Verified, LedgerError> {
        let old = old.map(|text| Checkpoint::open(text, &self.handle.origin, &self.handle.keys)).transpose()?;
        let text = self.store.checkpoint()?;
        let checkpoint = self.handle.accept(text.as_deref())?;
        let size = checkpoint.size;
        if let Some(old) = old.as_ref().filter(|old| size < old.size) {
            return Err(LedgerError::Truncated { old: old.size, new: size });
        }
        let mut previous = Hash::ZERO;
        let store = &mut self.store;
        self.handle.examine(
            Frontier::new(),
            &checkpoint,
            old.as_ref(),
            &mut |from, to, each| store.read(from, to, each),
            &mut |seq, line, leaf| {
                each(Seen { seq, line, previous }).map_err(|fault| LedgerError::Record { record: seq, fault })?;
                previous = leaf;
                if (seq + 1) % STEP == 0 && seq + 1 < size {
                    progress(seq + 1, size);
                }
                Ok(())
            },
        )?;
        progress(size, size);
        let unacknowledged = check_end(&mut self.store, size, text.is_some())?;
        self.handle.remember(&checkpoint);
        Ok(Verified { size, root: checkpoint.root, checkpoint: text, unacknowledged })
    }
}

/// How many bytes stand behind the record `size`, where others may be adding. More than a crash or an addition under way can leave is
/// [`LedgerError::Behind`], and so is any byte where there is no checkpoint.
pub(super) fn check_end(store: &mut dyn Store, size: u64, has_checkpoint: bool) -> Result<u64, LedgerError> {
    let most = if has_checkpoint { MOST_LINES as u64 } else { 0 };
    let (mut lines, mut bytes) = (0, 0);
    let read = store.read(size, size.saturating_add(most + 1), &mut |_, line| {
        lines += 1;
        bytes += line.len() as u64 + 1;
        Ok(())
    });
    match read {
        Ok(()) => {}
        Err(LedgerError::Torn { bytes: torn, .. }) => {
            lines += 1;
            bytes += torn;
        }
        Err(error) => return Err(error),
    }
    if lines <= most {
        return Ok(bytes);
    }
    // Others may have added meanwhile: then the checkpoint is a new one by now, written before or after these lines.
    match store.checkpoint()?.map(|text| text.split('\n').nth(1).map(str::to_owned)) {
        Some(now) if !has_checkpoint || now != Some(size.to_string()) => Ok(0),
        _ => Err(LedgerError::Behind { checkpoint: size }),
    }
}
