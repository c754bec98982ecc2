//! What a ledger asks of the place where its lines are kept, and what may be kept there.

use super::LedgerError;

/// The longest line, in bytes.
pub const LONGEST_LINE: usize = 1024 * 1024;
/// The most lines that are added at once.
pub const MOST_LINES: usize = 8;
/// The most bytes that are added at once, with a line feed for each line.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// The longest private part, in bytes.
pub const LONGEST_PRIVATE: usize = 8 * 1024 * 1024;

/// What reads lines: it is given the number of a record and the exact bytes of its line.
pub type Each<'a> = dyn FnMut(u64, &[u8]) -> Result<(), LedgerError> + 'a;
/// What is done while nobody else can add.
pub type Work<'a> = dyn FnMut(&mut dyn Session) -> Result<(), LedgerError> + 'a;

/// Where the lines of a ledger are kept: [`Memory`](super::Memory), [`JsonLines`](super::JsonLines), or a database.
///
/// A store keeps bytes and knows nothing of hashes, keys and rules; [`Ledger`](super::Ledger) checks what comes back.
pub trait Store {
    /// Runs `work` while nobody else can add. When this returns `Ok`, all that `work` added is durable. When `work` errs, nothing of it is there.
    /// When making it durable fails at the very last step, it can be there nevertheless: the next reading tells.
    ///
    /// # Errors
    /// What `work` says, or why the store could not do it.
    fn exclusively(&mut self, work: &mut Work<'_>) -> Result<(), LedgerError>;

    /// The text of the acknowledged checkpoint, as stored; none when the ledger is new. Does not wait for writers.
    ///
    /// # Errors
    /// Why it could not be read.
    fn checkpoint(&mut self) -> Result<Option<String>, LedgerError>;

    /// The lines from record `from` up to, not including, record `to`, in order, each exactly as it was added; fewer if there are fewer. Does not
    /// wait for writers. Lines behind the checkpoint, which nobody has acknowledged, are handed over as well if `to` reaches that far.
    ///
    /// # Errors
    /// What `each` says, or why it could not be read; [`LedgerError::Torn`] if a line before `to` has no end.
    fn read(&mut self, from: u64, to: u64, each: &mut Each<'_>) -> Result<(), LedgerError>;

    /// What is kept beside the ledger under this name, if anything.
    ///
    /// # Errors
    /// [`LedgerError::Name`], or why it could not be read.
    fn private(&mut self, name: &str) -> Result<Option<Vec<u8>>, LedgerError>;

    /// Erases what is kept under this name, durably. It is fine if nothing is.
    ///
    /// # Errors
    /// [`LedgerError::Name`], or why it could not be erased.
    fn erase(&mut self, name: &str) -> Result<(), LedgerError>;
}

/// A store while nobody else can add to it.
pub trait Session {
    /// As [`Store::checkpoint`].
    ///
    /// # Errors
    /// As there.
    fn checkpoint(&mut self) -> Result<Option<String>, LedgerError>;

    /// As [`Store::read`].
    ///
    /// # Errors
    /// As there.
    fn read(&mut self, from: u64, to: u64, each: &mut Each<'_>) -> Result<(), LedgerError>;

    /// What a crash left behind and no record has told of yet: bytes behind the checkpoint that were never acknowledged.
    ///
    /// # Errors
    /// [`LedgerError::Torn`] or [`LedgerError::Behind`] if it is more than a crash can leave.
    fn unacknowledged(&mut self) -> Result<Option<Vec<u8>>, LedgerError>;

    /// Adds lines, at most once in a session. They are durable when [`Store::exclusively`] returns, and their private parts before them.
    /// What was unacknowledged is kept aside first.
    ///
    /// # Errors
    /// What [`Batch::check`] says; [`LedgerError::Twice`].
    fn append(&mut self, batch: &Batch) -> Result<(), LedgerError>;
}

/// What is added at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The lines, without line feeds.
    pub lines: Vec<Vec<u8>>,
    /// The text of the checkpoint that covers them as well.
    pub checkpoint: String,
    /// What is kept beside the ledger and can be erased: names and bytes. A name that is there already is written over.
    pub private: Vec<(String, Vec<u8>)>,
    /// For a new ledger: the checkpoint of no records, durable before the first line is, so that lines without a checkpoint are never a new ledger.
    pub opening: Option<String>,
}

impl Batch {
    /// What every store refuses before anything is written.
    ///
    /// # Errors
    /// [`LedgerError::Line`], [`LedgerError::Batch`] or [`LedgerError::Name`].
    pub fn check(&self) -> Result<(), LedgerError> {
        for (at, line) in self.lines.iter().enumerate() {
            check_line(line).map_err(|reason| LedgerError::Line { line: at, reason })?;
        }
        self.private.iter().try_for_each(|(name, _)| check_name(name))?;
        let bytes: usize = self.lines.iter().map(|line| line.len() + 1).sum();
        let reason = if self.lines.len() > MOST_LINES {
            "it has more than 8 lines"
        } else if bytes > MOST_BYTES {
            "its lines have more than 8 MiB"
        } else if self.private.iter().any(|(_, bytes)| bytes.len() > LONGEST_PRIVATE) {
            "one of its private parts has more than 8 MiB"
        } else {
            return Ok(());
        };
        Err(LedgerError::Batch { reason })
    }
}

/// What keeps a line from being one.
fn check_line(line: &[u8]) -> Result<(), &'static str> {
    if line.contains(&b'\n') || line.contains(&b'\r') {
        Err("it holds a line feed or a carriage return; escape them")
    } else if line.len() > LONGEST_LINE {
        Err("it is longer than 1 MiB; keep the content elsewhere and its digest here")
    } else if std::str::from_utf8(line).is_err() {
        Err("it is not UTF-8")
    } else {
        Ok(())
    }
}

/// Holds a line that was read against what a ledger would have taken.
pub(super) fn check_read(record: u64, line: &[u8]) -> Result<(), LedgerError> {
    match check_line(line) {
        Ok(()) => Ok(()),
        Err(_) if line.contains(&b'\n') || line.contains(&b'\r') => Err(LedgerError::LineEnd { record }),
        Err(reason) => Err(LedgerError::Strange { record, reason }),
    }
}

/// Refuses a name that could leave the folder, or that some file system would not keep as it is.
///
/// # Errors
/// [`LedgerError::Name`].
pub fn check_name(name: &str) -> Result<(), LedgerError> {
    let is_plain = |c: u8| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.');
    if (1..=100).contains(&name.len()) && !name.starts_with('.') && name.bytes().all(is_plain) {
        Ok(())
    } else {
        Err(LedgerError::Name { name: name.escape_debug().take(200).collect() })
    }
}

impl<S: Store + ?Sized> Store for Box<S> {
    fn exclusively(&mut self, work: &mut Work<'_>) -> Result<(), LedgerError> {
        (**self).exclusively(work)
    }

    fn checkpoint(&mut self) -> Result<Option<String>, LedgerError> {
        (**self).checkpoint()
    }

    fn read(&mut self, from: u64, to: u64, each: &mut Each<'_>) -> Result<(), LedgerError> {
        (**self).read(from, to, each)
    }

    fn private(&mut self, name: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        (**self).private(name)
    }

    fn erase(&mut self, name: &str) -> Result<(), LedgerError> {
        (**self).erase(name)
    }
}
