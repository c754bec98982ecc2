//! What the ledger in a file asks of a disk: the only code of the library that touches one.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use super::LedgerError;

/// A disk, call by call, so that a test can make each call fail.
pub(super) trait Disk: Send {
    /// Opens a file to read it; none if there is none.
    fn open(&mut self, path: &Path) -> Result<Option<Box<dyn Handle>>, LedgerError>;
    /// Opens a file to write it, as it is; makes it if there is none.
    fn make(&mut self, path: &Path) -> Result<Box<dyn Handle>, LedgerError>;
    /// Waits a while for the lock on a file, and holds it until the result is dropped or the process ends.
    fn lock(&mut self, path: &Path) -> Result<Box<dyn Send>, LedgerError>;
    /// Puts one file in the place of another, at once.
    fn rename(&mut self, from: &Path, to: &Path) -> Result<(), LedgerError>;
    /// Removes a file; fine if there is none.
    fn remove(&mut self, path: &Path) -> Result<(), LedgerError>;
    /// Makes a folder; fine if there is one.
    fn make_folder(&mut self, path: &Path) -> Result<(), LedgerError>;
    /// Makes durable which files a folder has; fine if there is no such folder.
    fn sync_folder(&mut self, path: &Path) -> Result<(), LedgerError>;
}

/// An open file.
pub(super) trait Handle {
    fn len(&mut self) -> Result<u64, LedgerError>;
    /// Reads some of what stands from `offset` on; 0 bytes at the end.
    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, LedgerError>;
    /// Writes some of these bytes from `offset` on, at least one.
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> Result<usize, LedgerError>;
    /// Leaves that many bytes.
    fn cut(&mut self, len: u64) -> Result<(), LedgerError>;
    /// Makes durable what was written.
    fn sync(&mut self) -> Result<(), LedgerError>;
}

/// The disk of this machine.
#[derive(Debug)]
pub(super) struct RealDisk;

struct RealHandle {
    file: File,
    place: String,
}

/// How often, and how many milliseconds apart, a lock is tried: ten seconds in all.
const TRIES: (u32, u64) = (5000, 2);

impl Disk for RealDisk {
    fn open(&mut self, path: &Path) -> Result<Option<Box<dyn Handle>>, LedgerError> {
        let file = match check_regular(path) {
            Ok(false) => return Ok(None),
            Ok(true) => File::open(path),
            Err(error) => Err(error),
        };
        match file {
            Ok(file) => Ok(Some(handle(file, path))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io_error("read", path, &error)),
        }
    }

    fn make(&mut self, path: &Path) -> Result<Box<dyn Handle>, LedgerError> {
        let file = check_regular(path).and_then(|_| writable(path));
        file.map(|file| handle(file, path)).map_err(|error| io_error("write", path, &error))
    }

    fn lock(&mut self, path: &Path) -> Result<Box<dyn Send>, LedgerError> {
        let file = check_regular(path).and_then(|_| writable(path));
        let file = file.map_err(|error| io_error("lock", path, &error))?;
        for _ in 0..TRIES.0 {
            match file.try_lock() {
                Ok(()) => return Ok(Box::new(file)),
                Err(TryLockError::WouldBlock) => sleep(Duration::from_millis(TRIES.1)),
                Err(TryLockError::Error(error)) => return Err(io_error("lock", path, &error)),
            }
        }
        Err(LedgerError::Locked { place: path.display().to_string() })
    }

    fn rename(&mut self, from: &Path, to: &Path) -> Result<(), LedgerError> {
        fs::rename(from, to).map_err(|error| io_error("replace", to, &error))
    }

    fn remove(&mut self, path: &Path) -> Result<(), LedgerError> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(io_error("remove", path, &error)),
            _ => Ok(()),
        }
    }

    fn make_folder(&mut self, path: &Path) -> Result<(), LedgerError> {
        match fs::create_dir(path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            made => made.map_err(|error| io_error("make the folder", path, &error)),
        }
    }

    fn sync_folder(&mut self, path: &Path) -> Result<(), LedgerError> {
        // Only Unix lets a folder be opened and synced.
        if cfg!(not(unix)) {
            return Ok(());
        }
        match File::open(path).and_then(|folder| folder.sync_all()) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(io_error("sync the folder", path, &error)),
            _ => Ok(()),
        }
    }
}

impl Handle for RealHandle {
    fn len(&mut self) -> Result<u64, LedgerError> {
        let len = self.file.metadata().map(|data| data.len());
        self.done("read", len)
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, LedgerError> {
        let read = self.file.seek(SeekFrom::Start(offset)).and_then(|_| again(|| self.file.read(buffer)));
        self.done("read", read)
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> Result<usize, LedgerError> {
        let written = self.file.seek(SeekFrom::Start(offset)).and_then(|_| again(|| self.file.write(bytes)));
        self.done("write", written)
    }

    fn cut(&mut self, len: u64) -> Result<(), LedgerError> {
        let cut = self.file.set_len(len);
        self.done("shorten", cut)
    }

    fn sync(&mut self) -> Result<(), LedgerError> {
        let synced = self.file.sync_all();
        self.done("sync", synced)
    }
}

impl RealHandle {
    fn done<T>(&self, what: &'static str, result: io::Result<T>) -> Result<T, LedgerError> {
        result.map_err(|error| io_error(what, Path::new(&self.place), &error))
    }
}

fn handle(file: File, path: &Path) -> Box<dyn Handle> {
    Box::new(RealHandle { file, place: path.display().to_string() })
}

fn writable(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

/// Whether there is a file. A folder, a pipe or a device is an error before it is opened: opening a pipe would wait for its other end.
fn check_regular(path: &Path) -> io::Result<bool> {
    match fs::metadata(path) {
        Ok(data) if data.is_file() => Ok(true),
        Ok(_) => Err(io::Error::other("it is not a file")),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Tries again what a signal has interrupted.
fn again(mut call: impl FnMut() -> io::Result<usize>) -> io::Result<usize> {
    loop {
        match call() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

fn io_error(what: &'static str, path: &Path, error: &io::Error) -> LedgerError {
    LedgerError::Io { what, place: path.display().to_string(), reason: error.to_string() }
}
