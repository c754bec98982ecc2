//! A ledger in SQLite keeps the laws of all ledgers, and those of its own.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

use candor_sqlite::Sqlite;
use rusqlite::Connection;

#[path = "../../../tests/ledger/kill.rs"]
mod kill;
#[path = "../../../tests/ledger/laws.rs"]
mod laws;
#[path = "../../../tests/ledger/measure.rs"]
mod measure;

mod ledger {
    pub(crate) use crate::laws;
}

use laws::{Pen, Place, add, reader, signed, verify};

struct InDatabase {
    _folder: tempfile::TempDir,
    file: PathBuf,
}

impl InDatabase {
    fn sql(&self, sql: &str) {
        Connection::open(&self.file).unwrap().execute_batch(sql).unwrap();
    }
}

impl Place for InDatabase {
    type Store = Sqlite;

    fn new() -> InDatabase {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("overrides.db");
        InDatabase { _folder: folder, file }
    }

    fn store(&self) -> Sqlite {
        Sqlite::open(&self.file).unwrap()
    }
}

laws::laws!(InDatabase);

fn three() -> InDatabase {
    let place = InDatabase::new();
    let mut ledger = signed(place.store());
    for line in ["one", "two", "three"] {
        add(&mut ledger, &[line]).unwrap();
    }
    place
}

#[test]
fn what_became_of_a_database_has_its_name() {
    let broken = |sql: &str| {
        let place = three();
        place.sql(sql);
        let read = verify(&mut reader(place.store()), None).unwrap_err();
        let written = add(&mut signed(place.store()), &["four"]).unwrap_err();
        assert_eq!(read.code(), written.code(), "{sql}");
        (read.code(), read.record())
    };
    assert_eq!(broken("UPDATE record SET line = x'747730' WHERE seq = 1"), ("L_ROOT", None));
    assert_eq!(broken("UPDATE record SET line = x'740d' WHERE seq = 1"), ("L_LINE_END", Some(1)));
    assert_eq!(broken("UPDATE record SET line = zeroblob(2000000) WHERE seq = 1"), ("L_STRANGE", Some(1)));
    assert_eq!(broken("DELETE FROM record WHERE seq = 1"), ("L_AHEAD", Some(1)));
    assert_eq!(broken("DELETE FROM record WHERE seq = 2"), ("L_AHEAD", Some(2)));
    assert_eq!(broken("DELETE FROM record"), ("L_EMPTY", Some(0)));
    assert_eq!(broken("INSERT INTO record VALUES (3, x'78')"), ("L_BEHIND", Some(3)));
    assert_eq!(broken("INSERT INTO record VALUES (-1, x'78')"), ("L_BEHIND", Some(3)));
    assert_eq!(broken("DELETE FROM checkpoint"), ("L_BEHIND", Some(0)));
    assert_eq!(broken("UPDATE checkpoint SET text = 'x'"), ("L_CHECKPOINT", None));
    assert_eq!(broken("DROP TABLE record"), ("L_IO", None));
    let swap = "UPDATE record SET seq = 9 WHERE seq = 0; UPDATE record SET seq = 0 WHERE seq = 1; UPDATE record SET seq = 1 WHERE seq = 9";
    assert_eq!(broken(swap), ("L_ROOT", None));
}

/// Every bit of every record and of the checkpoint.
#[test]
fn every_bit_counts() {
    let place = three();
    let connection = Connection::open(&place.file).unwrap();
    let columns = [("record", "line", "seq"), ("checkpoint", "CAST(text AS BLOB)", "id")];
    for (table, column, id) in columns {
        let select = format!("SELECT {id}, {column} FROM {table}");
        let mut rows = connection.prepare(&select).unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let rows: Vec<(i64, Vec<u8>)> = rows.map(Result::unwrap).collect();
        for (key, good) in rows {
            let (name, cast) = if table == "record" { ("line", "?1") } else { ("text", "CAST(?1 AS TEXT)") };
            let update = format!("UPDATE {table} SET {name} = {cast} WHERE {id} = ?2");
            for bit in 0..8 * good.len() {
                let mut bad = good.clone();
                bad[bit / 8] ^= 1 << (bit % 8);
                connection.execute(&update, rusqlite::params![bad, key]).unwrap();
                assert!(verify(&mut reader(place.store()), None).is_err(), "bit {bit} of {table} {key}");
            }
            connection.execute(&update, rusqlite::params![good, key]).unwrap();
        }
    }
    assert_eq!(verify(&mut reader(place.store()), None).unwrap().size, 3);
}

/// A byte of the file that has changed makes an error or nothing: never another ledger, never a panic.
#[test]
fn a_byte_of_the_file_changes_nothing_unnoticed() {
    let place = three();
    place.sql("PRAGMA wal_checkpoint(TRUNCATE)");
    let good = fs::read(&place.file).unwrap();
    let root = verify(&mut reader(place.store()), None).unwrap().root;
    let copy = InDatabase::new();
    let (mut errors, mut tried) = (0, 0);
    for at in (0..good.len()).step_by(23) {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", copy.file.display()));
        }
        fs::write(&copy.file, bad).unwrap();
        tried += 1;
        match Sqlite::open(&copy.file).and_then(|store| verify(&mut reader(store), None)) {
            // The checkpoint is signed and the root covers every byte of the records.
            Ok(verified) => assert!((verified.root, verified.size) == (root, 3), "byte {at}"),
            Err(_) => errors += 1,
        }
    }
    assert!(tried > 500 && errors > 10, "{errors} of {tried}");
}

#[test]
fn another_database_is_refused_and_left_alone() {
    let place = InDatabase::new();
    let refused = |about: &str| {
        let before = fs::read(&place.file).unwrap();
        let error = Sqlite::open(&place.file).unwrap_err();
        assert_eq!(error.code(), "L_FOREIGN", "{about}: {error}");
        assert!(error.to_string().contains(place.file.to_str().unwrap()), "{error}");
        assert_eq!(fs::read(&place.file).unwrap(), before, "{about}");
    };
    fs::write(&place.file, "one\ntwo\n".repeat(100)).unwrap();
    refused("a text");
    fs::remove_file(&place.file).unwrap();
    place.sql("CREATE TABLE record (seq INTEGER)");
    refused("another program's");
    place.sql("PRAGMA application_id = 7");
    refused("another program's, by its id");
    fs::remove_file(&place.file).unwrap();
    drop(place.store());
    place.sql("PRAGMA user_version = 2");
    refused("a later version's");
    let folder = place.file.parent().unwrap();
    assert_eq!(Sqlite::open(folder).unwrap_err().code(), "L_IO");
    assert_eq!(Sqlite::open(folder.join("none").join("x.db")).unwrap_err().code(), "L_IO");
}

#[test]
fn many_make_a_database_at_once() {
    for _ in 0..10 {
        let place = InDatabase::new();
        std::thread::scope(|scope| {
            for n in 0..6 {
                let file = &place.file;
                scope.spawn(move || add(&mut signed(Sqlite::open(file).unwrap()), &[&n.to_string()]).unwrap());
            }
        });
        assert_eq!(verify(&mut reader(place.store()), None).unwrap().size, 6);
    }
}

/// Neither the database nor its log holds a byte of what was erased.
#[test]
fn what_is_erased_is_gone() {
    let place = InDatabase::new();
    let mut ledger = signed(place.store());
    let mut pen = Pen::of(&["a"]);
    pen.lines[0].private.push(("0.case".into(), b"born 1815 in London".repeat(50)));
    ledger.append(&mut pen).unwrap();
    let holds = || {
        let files = fs::read_dir(place.file.parent().unwrap()).unwrap();
        let bytes: Vec<u8> = files.flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
        bytes.windows(9).any(|window| window == b"born 1815")
    };
    assert!(holds());
    candor::ledger::Store::erase(ledger.store(), "0.case").unwrap();
    assert!(!holds());
}

#[test]
#[ignore = "the child of the next"]
fn killed_child() {
    kill::child(|path: &Path| Sqlite::open(path).unwrap());
}

#[test]
#[ignore = "takes a minute"]
fn a_killed_process_loses_nothing() {
    let place = InDatabase::new();
    kill::kill_many("killed_child", &place.file, |path: &Path| Sqlite::open(path).unwrap());
}

#[test]
#[ignore = "measures"]
fn measure_a_million() {
    let place = InDatabase::new();
    drop(place.store());
    let fill = |lines: &mut dyn Iterator<Item = Vec<u8>>, checkpoint: &str| {
        let mut connection = Connection::open(&place.file).unwrap();
        let begun = connection.transaction().unwrap();
        for (seq, line) in lines.enumerate() {
            begun.execute("INSERT INTO record VALUES (?1, ?2)", rusqlite::params![seq as i64, line]).unwrap();
        }
        begun.execute("INSERT INTO checkpoint VALUES (1, ?1)", [checkpoint]).unwrap();
        begun.commit().unwrap();
    };
    measure::measure_file();
    measure::measure("SQLite", fill, || place.store());
}
