//! A small signed ledger on disk, with every byte changed in turn: each change is caught, and nothing is added behind it.

use std::fs;
use std::path::Path;

use candor::ledger::{JsonLines, SecretKey};

use super::*;

fn key() -> SecretKey {
    SecretKey::from_seed("desk.example", [5; 32]).unwrap()
}

fn signed(file: &Path) -> Ledger<JsonLines> {
    Ledger::new(JsonLines::new(file), ORIGIN).unwrap().signed_by(Box::new(key()))
}

/// What an auditor runs, with the public key only.
fn audit(file: &Path, earlier: Option<&str>) -> Result<u64, DeskError> {
    let mut ledger = Ledger::new(JsonLines::new(file), ORIGIN)?.trusting(key().public_key().clone());
    verify(&mut ledger, earlier, &mut |_, _| ()).map(|verified| verified.size)
}

fn code(result: Result<u64, DeskError>) -> String {
    match result {
        Ok(size) => format!("verified {size}"),
        Err(DeskError::Ledger(error)) => error.code().to_owned(),
        Err(other) => panic!("{other:?}"),
    }
}

/// A ledger of four records, and the checkpoint after the third.
fn small(folder: &Path) -> (std::path::PathBuf, String) {
    let file = folder.join("overrides.jsonl");
    let mut desk = Desk::init(signed(&file), at(0)).unwrap().with_directory(staff());
    desk.adopt(&rules(), "ada", at(1)).unwrap().unwrap();
    for n in 2..4 {
        let reply = desk.request(&rules(), &case(""), &request("lena", "lead"), at(n)).unwrap();
        assert!(matches!(reply, Reply::Granted(_)));
    }
    let earlier = desk.ledger().checkpoint().unwrap().unwrap();
    assert_eq!(desk.feedback(&rules(), "late", "leo", "Too short.", at(5)).unwrap(), Ok(()));
    (file, earlier)
}

#[test]
fn every_byte_counts() {
    let folder = tempfile::tempdir().unwrap();
    let (file, earlier) = small(folder.path());
    let checkpoint = folder.path().join("overrides.jsonl.checkpoint");
    assert_eq!(code(audit(&file, Some(&earlier))), "verified 5");
    for path in [&file, &checkpoint] {
        let whole = fs::read(path).unwrap();
        for at in 0..whole.len() {
            let mut changed = whole.clone();
            changed[at] ^= 1 << (at % 7);
            fs::write(path, &changed).unwrap();
            assert!(audit(&file, None).is_err(), "byte {at} of {}", path.display());
        }
        fs::write(path, &whole).unwrap();
    }
    assert_eq!(code(audit(&file, Some(&earlier))), "verified 5");
}

#[test]
fn each_way_of_tampering_has_its_name() {
    type Tamper = fn(&mut Vec<String>, &mut String);
    let rows: [(&str, Tamper, &str); 11] = [
        ("nothing", |_, _| (), "verified 5"),
        ("a word changed", |l, _| l[2] = l[2].replace("lena", "leo"), "L_PREV"),
        ("a word of the last record changed", |l, _| l[4] = l[4].replace("short", "long"), "L_ROOT"),
        ("two records swapped", |l, _| l.swap(2, 3), "L_SEQ"),
        ("a record twice", |l, _| l.insert(3, l[2].clone()), "L_SEQ"),
        ("a record gone", |l, _| drop(l.remove(2)), "L_SEQ"),
        ("the last record gone", |l, _| drop(l.pop()), "L_AHEAD"),
        ("all records gone", |l, _| l.clear(), "L_EMPTY"),
        ("line ends converted", |l, _| l.iter_mut().for_each(|l| l.push('\r')), "L_LINE_END"),
        (
            "fields moved",
            |l, _| l[2] = l[2].replacen("{\"seq\":2,", "{", 1).replacen(",\"event\"", ",\"seq\":2,\"event\"", 1),
            "L_RECORD",
        ),
        ("the signature gone", |_, c| *c = c.split("\n\n").next().unwrap().to_owned() + "\n", "L_UNSIGNED"),
    ];
    for (what, tamper, expected) in rows {
        let folder = tempfile::tempdir().unwrap();
        let (file, earlier) = small(folder.path());
        let path = folder.path().join("overrides.jsonl.checkpoint");
        let mut lines: Vec<String> = fs::read_to_string(&file).unwrap().lines().map(str::to_owned).collect();
        let mut checkpoint = fs::read_to_string(&path).unwrap();
        tamper(&mut lines, &mut checkpoint);
        fs::write(&file, lines.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
        fs::write(&path, checkpoint).unwrap();
        assert_eq!(code(audit(&file, Some(&earlier))), expected, "{what}");
        assert_eq!(Desk::open(signed(&file)).is_ok(), expected.starts_with("verified"), "{what}");
    }
}

/// Somebody who has the key cuts off what they would rather not have on record, and signs what is left.
#[test]
fn what_the_key_signs_anew_an_earlier_checkpoint_tells() {
    let folder = tempfile::tempdir().unwrap();
    let (file, earlier) = small(folder.path());
    let lines: Vec<String> = fs::read_to_string(&file).unwrap().lines().map(str::to_owned).collect();
    let forge = |kept: &[String], name: &str| {
        let other = folder.path().join(name);
        let mut tree = candor::ledger::Frontier::new();
        kept.iter().for_each(|line| tree.push(candor::ledger::Hash::leaf(line.as_bytes())));
        let checkpoint = candor::ledger::Checkpoint { origin: ORIGIN.into(), size: tree.size(), root: tree.root() };
        let note = candor::ledger::Note::sign(&checkpoint.to_string(), &key()).unwrap();
        fs::write(&other, kept.iter().map(|line| format!("{line}\n")).collect::<String>()).unwrap();
        fs::write(folder.path().join(format!("{name}.checkpoint")), note).unwrap();
        other
    };
    let cut = forge(&lines[..3], "cut.jsonl");
    assert_eq!(code(audit(&cut, None)), "verified 3", "the ledger by itself cannot tell");
    assert_eq!(code(audit(&cut, Some(&earlier))), "L_TRUNCATED");
    // A history of the same length in which somebody else decided.
    let mut changed = lines[..3].to_vec();
    changed.push(lines[3].replace("The parcel was late.", "A friend of mine."));
    let changed = forge(&changed, "changed.jsonl");
    assert_eq!(code(audit(&changed, None)), "verified 4");
    assert_eq!(code(audit(&changed, Some(&earlier))), "L_HISTORY");
    // Another key than the configured one.
    let other = SecretKey::from_seed("desk.example", [6; 32]).unwrap();
    let mut ledger = Ledger::new(JsonLines::new(&file), ORIGIN).unwrap().trusting(other.public_key().clone());
    let wrong = verify(&mut ledger, None, &mut |_, _| ()).map(|verified| verified.size);
    assert_eq!(code(wrong), "L_KEY");
}

/// A ledger that says it is signed does not verify without a signature, whatever the verifier was given.
#[test]
fn a_stripped_signature_is_missed_without_a_key_too() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = small(folder.path());
    let path = folder.path().join("overrides.jsonl.checkpoint");
    let keyless = || Ledger::new(JsonLines::new(&file), ORIGIN).unwrap();
    let verified = || code(verify(&mut keyless(), None, &mut |_, _| ()).map(|verified| verified.size));
    assert_eq!(verified(), "verified 5");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.split("\n\n").next().unwrap().to_owned() + "\n").unwrap();
    assert_eq!(verified(), "L_UNSIGNED");
    assert!(Desk::read_only(keyless()).is_err());
}

/// A signed ledger takes nothing from a desk without its key.
#[test]
fn a_signed_ledger_needs_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = small(folder.path());
    let unsigned = || Ledger::new(JsonLines::new(&file), ORIGIN).unwrap();
    assert!(matches!(Desk::open(unsigned()), Err(DeskError::KeyNeeded { .. })));
    let mut reader = Desk::read_only(unsigned()).unwrap();
    assert_eq!(reader.records().unwrap().len(), 5);
    let request = request("lena", "lead");
    assert!(matches!(reader.request(&rules(), &case(""), &request, at(9)), Err(DeskError::KeyNeeded { .. })));
    // Nor does it erase anything.
    assert!(matches!(reader.erase("2", "ada", "No reason.", at(9)), Err(DeskError::KeyNeeded { .. })));
    assert_eq!(code(audit(&file, None)), "verified 5");
}
