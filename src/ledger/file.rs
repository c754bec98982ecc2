//! A ledger in a file: one line a record, a checkpoint beside it, and an order of writes that a crash cannot spoil.

use std::fmt;
use std::path::{Path, PathBuf};

use super::LedgerError;
use super::disk::{Disk, Handle, RealDisk};
use super::note::LONGEST_NOTE;
use super::store::{
    Batch, Each, LONGEST_LINE, LONGEST_PRIVATE, MOST_BYTES, MOST_LINES, Session, Store, Work, check_name,
};

/// Keeps a ledger in `FILE`, one line a record, UTF-8, each line ended by one line feed. Beside it stand
///
/// - `FILE.checkpoint`: what of `FILE` is acknowledged;
/// - `FILE.lock`: empty; who adds holds a lock on it, for whom others wait up to ten seconds;
/// - `FILE.private/NAME`: private parts. Erasing one removes the file and syncs the folder; what a disk, a snapshot or a backup still holds of it is
///   beyond a program's reach, so keep these files where that is taken care of, or keep them encrypted;
/// - `FILE.set-aside-N`: what a crash left behind record N - 1, moved here when the next record was added. Never removed.
///
/// When something is added, private parts are made durable first, then the lines, then the checkpoint that counts them, and only then it is
/// acknowledged. What stands behind the checkpoint is not part of the ledger. If the machine stops in between, private parts can be left whose
/// record never came to be; they are written over when a record with the same name for them comes.
///
/// ```
/// use candor::ledger::{JsonLines, Ledger};
/// let ledger = Ledger::new(JsonLines::new("overrides.jsonl"), "returns.example/overrides")?; // nothing is opened yet
/// # Ok::<(), candor::ledger::LedgerError>(())
/// ```
pub struct JsonLines {
    file: PathBuf,
    disk: Box<dyn Disk>,
    /// How many lines the checkpoint counted when it was last read.
    acknowledged: u64,
    /// Where a line ends that was acknowledged, so that the lines before it need not be read again.
    mark: Mark,
}

/// After this many lines, that many bytes of the file are behind us.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    lines: u64,
    bytes: u64,
}

/// What stands behind the acknowledged lines, and what was set aside since the last of them.
struct Left {
    end: Mark,
    tail: Vec<u8>,
    aside: Vec<u8>,
    /// How many files were set aside since then.
    asides: u32,
}

impl Left {
    /// What no record has told of yet.
    fn untold(&self) -> Vec<u8> {
        // A crash after setting aside leaves the same bytes in both places.
        if self.aside.ends_with(&self.tail) { self.aside.clone() } else { [&self.aside[..], &self.tail].concat() }
    }
}

const CHUNK: usize = 64 * 1024;
const NEXT_CHECKPOINT: &str = ".checkpoint.tmp";

impl JsonLines {
    /// The ledger in this file, which need not be there yet. Nothing is opened.
    #[must_use]
    pub fn new(file: impl Into<PathBuf>) -> JsonLines {
        JsonLines::on(Box::new(RealDisk), file.into())
    }

    pub(super) fn on(disk: Box<dyn Disk>, file: PathBuf) -> JsonLines {
        JsonLines { file, disk, acknowledged: 0, mark: Mark::default() }
    }

    /// `FILE` with something behind its name.
    fn beside(&self, suffix: &str) -> PathBuf {
        let mut path = self.file.clone().into_os_string();
        path.push(suffix);
        path.into()
    }

    fn private_file(&self, name: &str) -> Result<PathBuf, LedgerError> {
        check_name(name)?;
        Ok(self.beside(".private").join(name))
    }

    /// A small file as a whole.
    fn whole(&mut self, path: &Path, most: usize) -> Result<Option<Vec<u8>>, LedgerError> {
        let Some(mut file) = self.disk.open(path)? else { return Ok(None) };
        let mut bytes = Vec::new();
        let mut buffer = vec![0; CHUNK];
        loop {
            match file.read_at(bytes.len() as u64, &mut buffer)? {
                0 => return Ok(Some(bytes)),
                n => bytes.extend(buffer.iter().take(n)),
            }
            if bytes.len() > most {
                let (what, place, reason) =
                    ("read", path.display().to_string(), format!("it has more than {most} bytes"));
                return Err(LedgerError::Io { what, place, reason });
            }
        }
    }

    /// Writes a file with these bytes, durably; its name is made durable by `place`.
    fn prepare(&mut self, path: &Path, bytes: &[u8]) -> Result<(), LedgerError> {
        let mut file = self.disk.make(path)?;
        file.cut(0)?;
        write_all(&mut *file, path, 0, bytes)?;
        file.sync()
    }

    /// Puts a prepared file in the place of another or of none, durably.
    fn place(&mut self, prepared: &Path, path: &Path) -> Result<(), LedgerError> {
        self.disk.rename(prepared, path)?;
        self.disk.sync_folder(folder_of(path))
    }

    /// What stands behind the acknowledged lines.
    fn left(&mut self) -> Result<Left, LedgerError> {
        let size = self.checkpoint()?.map(|_| self.acknowledged);
        let len = match self.disk.open(&self.file)? {
            Some(mut file) => file.len()?,
            None => 0,
        };
        let Some(size) = size else {
            // The first checkpoint is older than the first line.
            let left = Left { end: Mark::default(), tail: Vec::new(), aside: Vec::new(), asides: 0 };
            return if len == 0 { Ok(left) } else { Err(LedgerError::Behind { checkpoint: 0 }) };
        };
        let end = self.end(size, len)?;
        let bytes = len - end.bytes;
        let torn = Err(LedgerError::Torn { record: size, bytes });
        if bytes > MOST_BYTES as u64 {
            return torn;
        }
        let mut tail = Vec::new();
        if let Some(mut file) = self.disk.open(&self.file)?.filter(|_| bytes > 0) {
            tail.resize(usize::try_from(bytes).unwrap_or(0), 0);
            read_all(&mut *file, end.bytes, &mut tail)?;
        }
        if tail.split_inclusive(|b| *b == b'\n').count() > MOST_LINES {
            return torn;
        }
        let (mut aside, mut asides) = (Vec::new(), 0);
        // Each later one holds the earlier as well. What is longer than that was not written here.
        while let Some(bytes) = self.whole(&self.aside(size, asides), 64 * MOST_BYTES)? {
            aside = bytes;
            asides += 1;
        }
        Ok(Left { end, tail, aside, asides })
    }

    /// The file for what is set aside behind this many lines.
    fn aside(&self, size: u64, number: u32) -> PathBuf {
        let again = if number == 0 { String::new() } else { format!("-{}", number + 1) };
        self.beside(&format!(".set-aside-{size}{again}"))
    }

    /// Where the acknowledged lines end in a file of `len` bytes.
    fn end(&mut self, size: u64, len: u64) -> Result<Mark, LedgerError> {
        if self.mark.lines > size || self.mark.bytes > len {
            self.mark = Mark::default();
        }
        let mut lines = self.mark.lines;
        self.read(lines, size, &mut |_, _| {
            lines += 1;
            Ok(())
        })?;
        if lines < size {
            return Err(LedgerError::Ahead { checkpoint: size, lines });
        }
        // A mark from before must still be the end of a line.
        if let (Some(at), Some(mut file)) = (self.mark.bytes.checked_sub(1), self.disk.open(&self.file)?) {
            let mut last = [0];
            read_all(&mut *file, at, &mut last)?;
            if last != *b"\n" {
                return Err(LedgerError::Root { size });
            }
        }
        Ok(self.mark)
    }

    /// Makes a batch durable, in the order that a crash cannot spoil.
    fn commit(&mut self, batch: &Batch) -> Result<(), LedgerError> {
        let mut new = Vec::new();
        match self.write(batch, &mut new) {
            Ok(mark) => {
                self.place(&self.beside(NEXT_CHECKPOINT), &self.beside(".checkpoint"))?;
                (self.acknowledged, self.mark) = (mark.lines, mark);
                Ok(())
            }
            Err(error) => {
                // Private parts of records that never came to be are not left lying about, if the disk lets us.
                new.iter().for_each(|path| _ = self.disk.remove(path));
                Err(error)
            }
        }
    }

    /// Everything but the last step, which acknowledges it. Gives where the lines will end, and in `new` the private files that were not there before.
    fn write(&mut self, batch: &Batch, new: &mut Vec<PathBuf>) -> Result<Mark, LedgerError> {
        let left = self.left()?;
        let folder = folder_of(&self.file).to_owned();
        if !batch.private.is_empty() {
            self.disk.make_folder(&self.beside(".private"))?;
            self.disk.sync_folder(&folder)?;
        }
        for (name, bytes) in &batch.private {
            let path = self.private_file(name)?;
            let prepared = path.with_file_name(format!(".{name}.tmp"));
            new.push(prepared.clone());
            if self.disk.open(&path)?.is_none() {
                new.push(path.clone());
            }
            self.prepare(&prepared, bytes)?;
            self.place(&prepared, &path)?;
        }
        if !left.tail.is_empty() && !left.aside.ends_with(&left.tail) {
            let prepared = self.beside(".set-aside.tmp");
            self.prepare(&prepared, &left.untold())?;
            self.place(&prepared, &self.aside(left.end.lines, left.asides))?;
        }
        if let Some(opening) = &batch.opening {
            self.prepare(&self.beside(NEXT_CHECKPOINT), opening.as_bytes())?;
            self.place(&self.beside(NEXT_CHECKPOINT), &self.beside(".checkpoint"))?;
        }
        let lines: Vec<u8> = batch.lines.iter().flat_map(|line| line.iter().chain(b"\n")).copied().collect();
        let mut file = self.disk.make(&self.file)?;
        if !left.tail.is_empty() {
            file.cut(left.end.bytes)?;
        }
        write_all(&mut *file, &self.file, left.end.bytes, &lines)?;
        file.sync()?;
        if left.end.lines == 0 {
            self.disk.sync_folder(&folder)?;
        }
        self.prepare(&self.beside(NEXT_CHECKPOINT), batch.checkpoint.as_bytes())?;
        Ok(Mark { lines: left.end.lines + batch.lines.len() as u64, bytes: left.end.bytes + lines.len() as u64 })
    }
}

impl Store for JsonLines {
    fn exclusively(&mut self, work: &mut Work<'_>) -> Result<(), LedgerError> {
        let _held = self.disk.lock(&self.beside(".lock"))?;
        let mut session = Open { store: self, batch: None };
        work(&mut session)?;
        match session.batch {
            Some(batch) => self.commit(&batch),
            None => Ok(()),
        }
    }

    fn checkpoint(&mut self) -> Result<Option<String>, LedgerError> {
        self.acknowledged = 0;
        let Some(bytes) = self.whole(&self.beside(".checkpoint"), LONGEST_NOTE)? else { return Ok(None) };
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| LedgerError::Checkpoint { reason: "it is not UTF-8".to_owned() })?;
        let size = text.split('\n').nth(1).and_then(|size| size.parse().ok());
        let no_size = || LedgerError::Checkpoint { reason: "its size is not a plain decimal number".to_owned() };
        self.acknowledged = size.ok_or_else(no_size)?;
        Ok(Some(text))
    }

    fn read(&mut self, from: u64, to: u64, each: &mut Each<'_>) -> Result<(), LedgerError> {
        let mut at = if from < self.mark.lines { Mark::default() } else { self.mark };
        if at.lines >= to {
            return Ok(());
        }
        let Some(mut file) = self.disk.open(&self.file)? else { return Ok(()) };
        let (mut buffer, mut offset, mut begun) = (vec![0; CHUNK], at.bytes, Vec::new());
        while at.lines < to {
            let read = file.read_at(offset, &mut buffer)?;
            if read == 0 {
                break;
            }
            offset += read as u64;
            let mut rest = buffer.get(..read).unwrap_or_default();
            while at.lines < to {
                let Some(length) = rest.iter().position(|b| *b == b'\n') else {
                    begun.extend_from_slice(rest);
                    break;
                };
                let (end, next) = rest.split_at(length);
                let line = if begun.is_empty() {
                    end
                } else {
                    begun.extend_from_slice(end);
                    &begun
                };
                if at.lines >= from {
                    each(at.lines, line)?;
                }
                at = Mark { lines: at.lines + 1, bytes: at.bytes + line.len() as u64 + 1 };
                begun.clear();
                rest = next.get(1..).unwrap_or_default();
            }
            if begun.len() > LONGEST_LINE + 1 {
                break;
            }
        }
        if at.lines < to {
            return unended(at.lines, &begun);
        }
        if to <= self.acknowledged && to > self.mark.lines {
            self.mark = at;
        }
        Ok(())
    }

    fn private(&mut self, name: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        self.whole(&self.private_file(name)?, LONGEST_PRIVATE)
    }

    fn erase(&mut self, name: &str) -> Result<(), LedgerError> {
        let path = self.private_file(name)?;
        self.disk.remove(&path)?;
        self.disk.remove(&path.with_file_name(format!(".{name}.tmp")))?;
        self.disk.sync_folder(folder_of(&path))
    }
}

impl fmt::Debug for JsonLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonLines").field("file", &self.file).finish_non_exhaustive()
    }
}

struct Open<'s> {
    store: &'s mut JsonLines,
    batch: Option<Batch>,
}

impl Session for Open<'_> {
    fn checkpoint(&mut self) -> Result<Option<String>, LedgerError> {
        self.store.checkpoint()
    }

    fn read(&mut self, from: u64, to: u64, each: &mut Each<'_>) -> Result<(), LedgerError> {
        self.store.read(from, to, each)
    }

    fn unacknowledged(&mut self) -> Result<Option<Vec<u8>>, LedgerError> {
        let untold = self.store.left()?.untold();
        Ok(Some(untold).filter(|bytes| !bytes.is_empty()))
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

/// What a line without an end means.
fn unended(record: u64, begun: &[u8]) -> Result<(), LedgerError> {
    if begun.is_empty() {
        Ok(())
    } else if begun.contains(&b'\r') {
        Err(LedgerError::LineEnd { record })
    } else if begun.len() > LONGEST_LINE {
        Err(LedgerError::Strange { record, reason: "it is longer than 1 MiB" })
    } else {
        Err(LedgerError::Torn { record, bytes: begun.len() as u64 })
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn write_all(file: &mut dyn Handle, path: &Path, mut offset: u64, mut bytes: &[u8]) -> Result<(), LedgerError> {
    while !bytes.is_empty() {
        let written = file.write_at(offset, bytes)?;
        if written == 0 {
            let (what, place, reason) = ("write", path.display().to_string(), "the disk takes no more".to_owned());
            return Err(LedgerError::Io { what, place, reason });
        }
        offset += written as u64;
        bytes = bytes.get(written..).unwrap_or_default();
    }
    Ok(())
}

/// Fills the buffer, as far as there is something.
fn read_all(file: &mut dyn Handle, mut offset: u64, mut buffer: &mut [u8]) -> Result<(), LedgerError> {
    while !buffer.is_empty() {
        match file.read_at(offset, buffer)? {
            0 => return Ok(()),
            read => {
                offset += read as u64;
                buffer = buffer.get_mut(read..).unwrap_or_default();
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
