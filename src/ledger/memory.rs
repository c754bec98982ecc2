//! A ledger in memory, for tests and trials: the only file of the library that names a lock.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::LedgerError;
use super::store::{Batch, Each, Session, Store, Work, check_name};

/// Keeps lines as long as the program runs. A clone is another handle onto the same ledger.
///
/// One handle's work waits for that of another; within one thread, do not begin work inside of work.
///
/// ```
/// use candor::ledger::{Memory, Store};
/// let mut one = Memory::new();
/// let mut same = one.clone();
/// one.exclusively(&mut |session| session.append(&Default::default()))?;
/// assert_eq!(same.checkpoint()?, Some(String::new()));
/// # Ok::<(), candor::ledger::LedgerError>(())
/// ```
#[derive(Clone, Default)]
pub struct Memory {
    /// Held for as long as somebody adds.
    adding: Arc<Mutex<()>>,
    /// Held for a moment at a time, so that readers never wait for writers.
    kept: Arc<Mutex<Kept>>,
}

#[derive(Clone, Default)]
struct Kept {
    lines: Vec<Arc<[u8]>>,
    checkpoint: Option<String>,
    private: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// An empty ledger.
    #[must_use]
    pub fn new() -> Memory {
        Memory::default()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        hold(&self.kept)
    }
}

/// What a thread that panicked has left is whole, since everything is put in at once.
fn hold<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").finish_non_exhaustive()
    }
}

impl Store for Memory {
    fn exclusively(&mut self, work: &mut Work<'_>) -> Result<(), LedgerError> {
        let adding = Arc::clone(&self.adding);
        let _held = hold(&adding);
        let mut session = Open { memory: self, batch: None };
        work(&mut session)?;
        let Some(batch) = session.batch else { return Ok(()) };
        let mut kept = self.kept();
        kept.lines.extend(batch.lines.into_iter().map(Arc::from));
        kept.checkpoint = Some(batch.checkpoint);
        kept.private.extend(batch.private);
        Ok(())
    }

    fn checkpoint(&mut self) -> Result<Option<String>, LedgerError> {
        Ok(self.kept().checkpoint.clone())
    }

    fn read(&mut self, from: u64, to: u64, each: &mut Each<'_>) -> Result<(), LedgerError> {
        for seq in from..to {
            // Looked up one by one, so that the lock is not held while `each` works.
            let line = usize::try_from(seq).ok().and_then(|at| self.kept().lines.get(at).map(Arc::clone));
            let Some(line) = line else { break };
            each(seq, &line)?;
        }
        Ok(())
    }

    fn private(&mut self, name: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        check_name(name)?;
        Ok(self.kept().private.get(name).cloned())
    }

    fn erase(&mut self, name: &str) -> Result<(), LedgerError> {
        check_name(name)?;
        self.kept().private.remove(name);
        Ok(())
    }
}

struct Open<'m> {
    memory: &'m mut Memory,
    batch: Option<Batch>,
}

impl Session for Open<'_> {
    fn checkpoint(&mut self) -> Result<Option<String>, LedgerError> {
        self.memory.checkpoint()
    }

    fn read(&mut self, from: u64, to: u64, each: &mut Each<'_>) -> Result<(), LedgerError> {
        self.memory.read(from, to, each)
    }

    fn unacknowledged(&mut self) -> Result<Option<Vec<u8>>, LedgerError> {
        Ok(None)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), LedgerError> {
        batch.check()?;
        if self.batch.is_some() {
            return Err(LedgerError::Twice);
        }
        self.batch = Some(batch.clone());
        Ok(())
    }
}
