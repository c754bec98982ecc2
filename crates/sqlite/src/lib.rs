//! Keeps a ledger of [`candor`] in a SQLite database: one transaction for what is added at once.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

use std::fmt;
use std::path::Path;
use std::time::Duration;

use candor::ledger::{Batch, Each, LedgerError, Session, Store, Work, check_name};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, ErrorCode, OptionalExtension, TransactionBehavior, params};

/// `CanL`, in the header of the database: what tells a ledger from another database.
const APPLICATION: i32 = i32::from_be_bytes(*b"CanL");
/// The version of the tables.
const VERSION: i32 = 1;
/// How long to wait for others.
const PATIENCE: Duration = Duration::from_secs(10);

const TABLES: &str = "
    CREATE TABLE record (seq INTEGER PRIMARY KEY, line BLOB NOT NULL) STRICT;
    CREATE TABLE checkpoint (id INTEGER PRIMARY KEY CHECK (id = 1), text TEXT NOT NULL) STRICT;
    CREATE TABLE private (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;";

/// A ledger in a SQLite database, with its private parts in a table of their own.
///
/// What is added is durable when it is acknowledged (write-ahead log, synced at each commit), and a crash leaves nothing behind. Erased private parts
/// are overwritten with zeros in the database and cut from its log; what a disk, a snapshot or a backup still holds of them is beyond a program's reach.
///
/// ```
/// use candor::ledger::Ledger;
/// use candor_sqlite::Sqlite;
///
/// let folder = tempfile::tempdir()?;
/// let store = Sqlite::open(folder.path().join("overrides.db"))?;
/// let mut ledger = Ledger::new(store, "returns.example/overrides")?;
/// assert_eq!(ledger.checkpoint()?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Sqlite {
    connection: Connection,
    place: String,
}

impl Sqlite {
    /// Opens the ledger in this database; makes it if there is none.
    ///
    /// # Errors
    /// [`LedgerError::Foreign`] if it is another database or none; [`LedgerError::Locked`], [`LedgerError::Io`].
    pub fn open(path: impl AsRef<Path>) -> Result<Sqlite, LedgerError> {
        let path = path.as_ref();
        let place = path.display().to_string();
        let failed = |error| failed("open", &place, &error);
        // SQLite would open a pipe, and wait for its other end.
        if path.exists() && !path.is_file() {
            let (what, reason) = ("open", "it is not a file".to_owned());
            return Err(LedgerError::Io { what, place, reason });
        }
        let mut connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        // Looked at before anything is changed, so that nobody else's database is.
        let found = connection.unchecked_transaction().and_then(|one_state| kind(&one_state));
        let kind = match found.map_err(failed)? {
            Kind::New => make(&mut connection).map_err(failed)?,
            kind => kind,
        };
        if let Kind::Other(reason) = kind {
            return Err(LedgerError::Foreign { place, reason });
        }
        patiently(|| connection.pragma_update(None, "journal_mode", "WAL")).map_err(failed)?;
        connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        connection.pragma_update(None, "secure_delete", "ON").map_err(failed)?;
        connection.pragma_update(None, "trusted_schema", "OFF").map_err(failed)?;
        connection.pragma_update(None, "cell_size_check", "ON").map_err(failed)?;
        Ok(Sqlite { connection, place })
    }
}

/// Tries again while others are in the way: where the kind of log is changed, SQLite itself does not wait.
fn patiently(mut work: impl FnMut() -> Result<(), Error>) -> Result<(), Error> {
    let pause = Duration::from_millis(5);
    for _ in 0..PATIENCE.as_millis() / pause.as_millis() {
        match work() {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => std::thread::sleep(pause),
            done => return done,
        }
    }
    work()
}

/// What a database is.
enum Kind {
    New,
    Ledger,
    Other(String),
}

fn kind(connection: &Connection) -> Result<Kind, Error> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let (application, version) = (number("application_id")?, number("user_version")?);
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(match (application, version, tables) {
        (APPLICATION, VERSION, _) => Kind::Ledger,
        (APPLICATION, ..) => Kind::Other(format!("it was made by another version, with tables of version {version}")),
        (0, 0, 0) => Kind::New,
        _ => Kind::Other("it is a database of another program".to_owned()),
    })
}

/// Makes the tables, unless somebody else was faster.
fn make(connection: &mut Connection) -> Result<Kind, Error> {
    let made = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let kind = kind(&made)?;
    if matches!(kind, Kind::New) {
        made.execute_batch(TABLES)?;
        made.pragma_update(None, "application_id", APPLICATION)?;
        made.pragma_update(None, "user_version", VERSION)?;
    }
    made.commit()?;
    Ok(if matches!(kind, Kind::New) { Kind::Ledger } else { kind })
}

impl Store for Sqlite {
    fn exclusively(&mut self, work: &mut Work<'_>) -> Result<(), LedgerError> {
        let place = &self.place;
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let begun = begun.map_err(|error| failed("lock", place, &error))?;
        let mut session = Open { connection: &begun, place, batch: None };
        work(&mut session)?;
        let Some(batch) = session.batch else { return Ok(()) };
        let written = add(&begun, &batch).and_then(|()| begun.commit());
        written.map_err(|error| failed("write", place, &error))
    }

    fn checkpoint(&mut self) -> Result<Option<String>, LedgerError> {
        checkpoint(&self.connection).map_err(|error| failed("read", &self.place, &error))
    }

    fn read(&mut self, from: u64, to: u64, each: &mut Each<'_>) -> Result<(), LedgerError> {
        // One state of the database for all that is read.
        let begun = self.connection.unchecked_transaction().map_err(|error| failed("read", &self.place, &error))?;
        read(&begun, &self.place, from, to, each)
    }

    fn private(&mut self, name: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        check_name(name)?;
        let found = self.connection.query_row("SELECT bytes FROM private WHERE name = ?1", [name], |row| row.get(0));
        found.optional().map_err(|error| failed("read", &self.place, &error))
    }

    fn erase(&mut self, name: &str) -> Result<(), LedgerError> {
        check_name(name)?;
        let failed = |error| failed("erase from", &self.place, &error);
        self.connection.execute("DELETE FROM private WHERE name = ?1", [name]).map_err(failed)?;
        // The log still holds the bytes, until all of it is in the database and it is cut to nothing.
        let busy = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        match busy.map_err(failed)? {
            0 => Ok(()),
            _ => Err(LedgerError::Locked { place: self.place.clone() }),
        }
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sqlite").field("place", &self.place).finish_non_exhaustive()
    }
}

struct Open<'c> {
    connection: &'c Connection,
    place: &'c str,
    batch: Option<Batch>,
}

impl Session for Open<'_> {
    fn checkpoint(&mut self) -> Result<Option<String>, LedgerError> {
        checkpoint(self.connection).map_err(|error| failed("read", self.place, &error))
    }

    fn read(&mut self, from: u64, to: u64, each: &mut Each<'_>) -> Result<(), LedgerError> {
        read(self.connection, self.place, from, to, each)
    }

    /// Nothing: a transaction is there as a whole or not at all.
    fn unacknowledged(&mut self) -> Result<Option<Vec<u8>>, LedgerError> {
        check_end(self.connection, self.place).map(|()| None)
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

fn checkpoint(connection: &Connection) -> Result<Option<String>, Error> {
    connection.query_row("SELECT text FROM checkpoint", [], |row| row.get(0)).optional()
}

/// Refuses records that the checkpoint does not count: they were not added by a ledger.
fn check_end(connection: &Connection, place: &str) -> Result<(), LedgerError> {
    let failed = |error| failed("read", place, &error);
    let size = match checkpoint(connection).map_err(failed)?.as_deref().map(|text| text.split('\n').nth(1)) {
        None => 0,
        Some(size) => match size.and_then(|size| size.parse::<i64>().ok()) {
            Some(size) => size,
            // That it is none is told by whoever reads it.
            None => return Ok(()),
        },
    };
    let more = "SELECT EXISTS (SELECT 1 FROM record WHERE seq >= ?1 OR seq < 0)";
    let more: bool = connection.query_row(more, [size], |row| row.get(0)).map_err(failed)?;
    if more { Err(LedgerError::Behind { checkpoint: size.unsigned_abs() }) } else { Ok(()) }
}

fn read(connection: &Connection, place: &str, from: u64, to: u64, each: &mut Each<'_>) -> Result<(), LedgerError> {
    let failed = |error| failed("read", place, &error);
    check_end(connection, place)?;
    let number = |seq: u64| i64::try_from(seq).unwrap_or(i64::MAX);
    let mut found =
        connection.prepare("SELECT seq, line FROM record WHERE seq >= ?1 AND seq < ?2 ORDER BY seq").map_err(failed)?;
    let mut rows = found.query(params![number(from), number(to)]).map_err(failed)?;
    let mut next = from;
    while let Some(row) = rows.next().map_err(failed)? {
        if row.get::<_, i64>(0).map_err(failed)? != number(next) {
            break;
        }
        match row.get_ref(1).map_err(failed)? {
            ValueRef::Blob(line) => each(next, line)?,
            _ => return Err(LedgerError::Strange { record: next, reason: "it is not kept as bytes" }),
        }
        next += 1;
    }
    Ok(())
}

fn add(connection: &Connection, batch: &Batch) -> Result<(), Error> {
    let first = "SELECT coalesce(max(seq) + 1, 0) FROM record";
    let mut seq: i64 = connection.query_row(first, [], |row| row.get(0))?;
    let mut keep = connection.prepare("INSERT OR REPLACE INTO private (name, bytes) VALUES (?1, ?2)")?;
    for (name, bytes) in &batch.private {
        keep.execute(params![name, bytes])?;
    }
    let mut insert = connection.prepare("INSERT INTO record (seq, line) VALUES (?1, ?2)")?;
    for line in &batch.lines {
        insert.execute(params![seq, line])?;
        seq += 1;
    }
    let count = "INSERT OR REPLACE INTO checkpoint (id, text) VALUES (1, ?1)";
    connection.execute(count, [&batch.checkpoint]).map(|_| ())
}

/// What an error of SQLite means for a ledger.
fn failed(what: &'static str, place: &str, error: &Error) -> LedgerError {
    let place = place.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LedgerError::Locked { place },
        Some(ErrorCode::NotADatabase) => LedgerError::Foreign { place, reason: error.to_string() },
        _ => LedgerError::Io { what, place, reason: error.to_string() },
    }
}
