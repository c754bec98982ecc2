//! The ledger as its users see it, in each of the stores that the library has.

use std::fs;
use std::path::{Path, PathBuf};

use candor::ledger::{JsonLines, LedgerError, Memory, Store};

mod kill;
pub mod laws;

use laws::{Pen, Place, add, reader, signed, verify};

struct InMemory(Memory);

impl Place for InMemory {
    type Store = Memory;

    fn new() -> InMemory {
        InMemory(Memory::new())
    }

    fn store(&self) -> Memory {
        self.0.clone()
    }
}

/// A ledger file in a folder of its own.
struct InFile {
    folder: tempfile::TempDir,
    file: PathBuf,
}

impl InFile {
    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("overrides.jsonl{name}"))
    }

    fn files(&self) -> Vec<String> {
        let files = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Place for InFile {
    type Store = JsonLines;

    fn new() -> InFile {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("overrides.jsonl");
        InFile { folder, file }
    }

    fn store(&self) -> JsonLines {
        JsonLines::new(&self.file)
    }
}

mod memory {
    crate::ledger::laws::laws!(super::InMemory);
}

mod file {
    crate::ledger::laws::laws!(super::InFile);
}

fn code<T: std::fmt::Debug>(result: Result<T, LedgerError>) -> &'static str {
    result.unwrap_err().code()
}

#[test]
fn a_box_of_any_store_is_a_store() {
    let place = InFile::new();
    let stores: [Box<dyn Store + Send>; 2] = [Box::new(Memory::new()), Box::new(place.store())];
    for store in stores {
        let mut ledger = signed(store);
        add(&mut ledger, &["a"]).unwrap();
        assert_eq!(verify(&mut ledger, None).unwrap().size, 1);
        assert_eq!(ledger.store().private("none").unwrap(), None);
    }
    fn sent<T: Send>(_: &T) {}
    sent(&signed(Memory::new()).store());
}

/// Plain files, so that other tools can read and check them.
#[test]
fn the_files_are_what_the_documentation_says() {
    let place = InFile::new();
    let mut ledger = signed(place.store());
    assert_eq!(place.files(), [""; 0], "nothing is written before something is added");
    ledger.checkpoint().unwrap();
    verify(&mut ledger, None).unwrap();
    assert_eq!(place.files(), [""; 0], "reading writes nothing");
    let mut pen = Pen::of(&["{\"a\":1}", "{\"b\":2}"]);
    pen.lines[0].private.push(("0.case".into(), b"Ada".to_vec()));
    let receipt = ledger.append(&mut pen).unwrap().unwrap();
    let names = ["", ".checkpoint", ".lock", ".private"].map(|name| format!("overrides.jsonl{name}"));
    assert_eq!(place.files(), names);
    assert_eq!(fs::read_to_string(&place.file).unwrap(), "{\"a\":1}\n{\"b\":2}\n");
    assert_eq!(fs::read_to_string(place.beside(".checkpoint")).unwrap(), receipt.checkpoint);
    assert_eq!(fs::read(place.beside(".private").join("0.case")).unwrap(), b"Ada");
    insta::assert_snapshot!(receipt.checkpoint, @r"
    returns.example/overrides
    2
    bmlYegtXDYxdARTFGp1nda0mUHGLG5gZjedRMUN6TAY=

    — returns.example wMCdPKBMhT3ihPxQxeZBlk+0LjHW1K2bzNvrGOONIG32CP+7q0Gf1p5BsKdklBknlnAXF7uhvCypxz8gW0NjIyuniwo=
    ");
}

#[test]
fn what_became_of_a_file_has_its_name() {
    let broken = |change: &dyn Fn(&InFile)| {
        let place = InFile::new();
        let mut ledger = signed(place.store());
        for line in ["one", "two", "three"] {
            add(&mut ledger, &[line]).unwrap();
        }
        change(&place);
        let read = verify(&mut reader(place.store()), None).unwrap_err();
        let before = fs::read(&place.file).ok();
        let written = add(&mut signed(place.store()), &["four"]).unwrap_err();
        assert_eq!(fs::read(&place.file).ok(), before, "nothing is added");
        (read.code(), read.record(), written.code())
    };
    let lines = |change: &dyn Fn(String) -> String| {
        broken(&|place| fs::write(&place.file, change(fs::read_to_string(&place.file).unwrap())).unwrap())
    };
    assert_eq!(lines(&|text| text.replace('\n', "\r\n")), ("L_LINE_END", Some(0), "L_LINE_END"));
    assert_eq!(lines(&|text| text.replace('\n', "\r")), ("L_LINE_END", Some(0), "L_LINE_END"));
    assert_eq!(lines(&|text| text.trim_end().to_owned()), ("L_TORN", Some(2), "L_TORN"));
    assert_eq!(lines(&|text| text[..text.len() - 3].to_owned()), ("L_TORN", Some(2), "L_TORN"));
    assert_eq!(lines(&|text| text.replace("three\n", "")), ("L_AHEAD", Some(2), "L_AHEAD"));
    assert_eq!(lines(&|_| String::new()), ("L_EMPTY", Some(0), "L_EMPTY"));
    assert_eq!(lines(&|text| format!("\u{feff}{text}")), ("L_ROOT", None, "L_ROOT"));
    assert_eq!(lines(&|text| text.replace("two", "t w o")), ("L_ROOT", None, "L_ROOT"));
    assert_eq!(lines(&|text| text.replace("two\n", "two\ntwo\n")), ("L_ROOT", None, "L_ROOT"));
    assert_eq!(lines(&|text| text + &"x\n".repeat(9)), ("L_BEHIND", Some(3), "L_TORN"));
    assert_eq!(lines(&|text| text.replace("one", &"x".repeat(2_000_000))), ("L_STRANGE", Some(0), "L_STRANGE"));
    let removed = |name: &str| broken(&|place| fs::remove_file(place.beside(name)).unwrap());
    assert_eq!(removed(""), ("L_EMPTY", Some(0), "L_EMPTY"));
    assert_eq!(removed(".checkpoint"), ("L_BEHIND", Some(0), "L_BEHIND"));
    let checkpoint = |text: &[u8]| broken(&|place| fs::write(place.beside(".checkpoint"), text).unwrap());
    assert_eq!(checkpoint(b""), ("L_CHECKPOINT", None, "L_CHECKPOINT"));
    assert_eq!(checkpoint(b"\xff"), ("L_CHECKPOINT", None, "L_CHECKPOINT"));
    assert_eq!(checkpoint(&[b'\n'; 70_000]), ("L_IO", None, "L_IO"));
}

/// The one state that a reader cannot tell from a crash without an outside copy: so it is told, and found with one.
#[test]
fn an_old_checkpoint_put_back_is_found_with_a_copy_from_outside() {
    let place = InFile::new();
    let mut ledger = signed(place.store());
    let old = add(&mut ledger, &["one"]).unwrap().checkpoint;
    let new = add(&mut ledger, &["two"]).unwrap().checkpoint;
    fs::write(place.beside(".checkpoint"), old).unwrap();
    let verified = verify(&mut reader(place.store()), None).unwrap();
    assert_eq!((verified.size, verified.unacknowledged), (1, 4));
    assert_eq!(code(verify(&mut reader(place.store()), Some(&new))), "L_TRUNCATED");
    assert_eq!(code(add(&mut ledger, &["three"])), "L_TRUNCATED", "a handle that has seen more is not fooled");
    // Somebody who has seen nothing sets the line aside, and says so.
    let mut pen = Pen::of(&["three"]);
    signed(place.store()).append(&mut pen).unwrap();
    assert_eq!(pen.tails[0].set_aside.unwrap().bytes, 4);
    assert_eq!(fs::read_to_string(place.beside(".set-aside-1")).unwrap(), "two\n");
}

#[test]
fn what_is_no_file_is_an_error_with_its_path() {
    let check = |name: &str, spoil: &dyn Fn(&Path)| {
        let place = InFile::new();
        let path = place.beside(name);
        spoil(&path);
        let error = add(&mut signed(place.store()), &["one"]).unwrap_err();
        assert_eq!(error.code(), "L_IO", "{name}: {error}");
        assert!(error.to_string().contains(path.to_str().unwrap()), "{name}: {error}");
        if name != ".lock" {
            assert_eq!(code(verify(&mut signed(place.store()), None)), "L_IO", "{name}");
        }
    };
    for name in ["", ".checkpoint", ".lock"] {
        check(name, &|path| fs::create_dir(path).unwrap());
        // A pipe must not be waited for.
        if cfg!(unix) {
            check(name, &|path| assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success()));
        }
    }
    let missing = PathBuf::from("no_such_folder").join("overrides.jsonl");
    let error = add(&mut signed(JsonLines::new(&missing)), &["one"]).unwrap_err();
    assert!(error.code() == "L_IO" && error.to_string().contains("no_such_folder"), "{error}");
}

/// Whoever holds the lock keeps others out, and nobody waits forever.
#[test]
fn a_lock_that_is_kept_is_told() {
    let place = InFile::new();
    add(&mut signed(place.store()), &["one"]).unwrap();
    let lock = fs::File::open(place.beside(".lock")).unwrap();
    lock.lock().unwrap();
    let error = add(&mut signed(place.store()), &["two"]).unwrap_err();
    assert_eq!(error.code(), "L_LOCKED", "{error}");
    assert_eq!(verify(&mut signed(place.store()), None).unwrap().size, 1, "readers do not wait");
    drop(lock);
    add(&mut signed(place.store()), &["two"]).unwrap();
}

#[test]
#[ignore = "the child of the next"]
fn killed_child() {
    kill::child(|path: &Path| JsonLines::new(path));
}

#[test]
#[ignore = "takes a minute"]
fn a_killed_process_loses_nothing() {
    let place = InFile::new();
    kill::kill_many("ledger::killed_child", &place.file, |path: &Path| JsonLines::new(path));
}
