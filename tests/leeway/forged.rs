//! A ledger that was tampered with by somebody who may write it, key and all: what a desk would not have recorded does not verify.

use candor::discretion::{Event, Record};
use candor::ledger::{Hash, LedgerError, NewLine, Tail, Writer};

use super::*;

/// Writes whatever it is given.
struct Forger(Option<Record>);

impl Writer<LedgerError> for Forger {
    fn seen(&mut self, _: u64, _: &[u8]) -> Result<(), LedgerError> {
        Ok(())
    }

    fn write(&mut self, _: &Tail) -> Result<Vec<NewLine>, LedgerError> {
        Ok(self.0.take().map(|record| NewLine { line: record.line(), private: Vec::new() }).into_iter().collect())
    }
}

fn granted_mut(record: &mut Record) -> &mut candor::discretion::Granted {
    match &mut record.event {
        Event::Granted(granted) => granted,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_a_desk_would_not_have_recorded_does_not_verify() {
    type Forge = fn(&mut Record);
    let rows: [(&str, Forge, &str, &str); 13] = [
        ("an honest one", |_| (), "", ""),
        ("a place skipped", |r| r.seq += 1, "L_SEQ", "it says that it is record 4"),
        ("another record before it", |r| r.prev = Hash::leaf(b"x").to_string(), "L_PREV", "it does not follow"),
        ("an earlier time", |r| r.at = at(0), "L_STATE", "lies before"),
        ("an id once more", |r| granted_mut(r).ask.id = "1".into(), "L_STATE", "stands in the ledger before"),
        (
            "a count of its own",
            |r| granted_mut(r).ask.overrides[0].limits[0].used = "0".into(),
            "L_STATE",
            "miscounts what was used",
        ),
        (
            "a limit that is exceeded",
            |r| granted_mut(r).ask.overrides[0].limits[0].most = "2".into(),
            "L_STATE",
            "goes beyond the limit of 2 in 30 days per employee",
        ),
        (
            "a negative amount",
            |r| {
                granted_mut(r).ask.overrides[0].values.insert("amount".into(), "-5.00 EUR".into());
            },
            "L_STATE",
            "less than nothing",
        ),
        ("no rule at all", |r| granted_mut(r).ask.overrides.clear(), "L_STATE", "names no rule"),
        (
            "a rule twice",
            |r| {
                let rule = granted_mut(r).ask.overrides[0].clone();
                granted_mut(r).ask.overrides.push(rule);
            },
            "L_STATE",
            "or one twice",
        ),
        ("good for ever", |r| granted_mut(r).ask.until = at(31 * DAY), "L_STATE", "no request may ask for"),
        (
            "another value below zero",
            |r| {
                granted_mut(r).ask.overrides[0].values.insert("more".into(), "-5.00 EUR".into());
            },
            "L_STATE",
            "less than nothing",
        ),
        (
            "somebody who agreed to what nobody asked for",
            |r| {
                let by = granted_mut(r).ask.by.clone();
                granted_mut(r).confirmed_by.push(by);
            },
            "L_STATE",
            "was never asked for",
        ),
    ];
    for (what, forge, code, said) in rows {
        let store = Memory::new();
        let mut desk = Desk::init(ledger(&store), at(0)).unwrap().with_directory(staff());
        for n in 1..3 {
            granted(desk.request(&rules(), &case("amount: 1 EUR"), &request("lena", "lead"), at(n)));
        }
        // What the third grant would be, taken from a copy of the ledger.
        let mut record = {
            let mut copy = Desk::init(ledger(&Memory::new()), at(0)).unwrap().with_directory(staff());
            for n in 1..4 {
                granted(copy.request(&rules(), &case("amount: 1 EUR"), &request("lena", "lead"), at(n)));
            }
            copy.records().unwrap().remove(3)
        };
        forge(&mut record);
        ledger(&store).append(&mut Forger(Some(record))).unwrap();
        let verified = verify(&mut ledger(&store), None, &mut |_, _| ());
        match (verified, code) {
            (Ok(_), "") => {}
            (Err(DeskError::Ledger(LedgerError::Record { record: 3, fault })), code) => {
                assert_eq!(fault.code, code, "{what}: {fault}");
                assert!(fault.message.contains(said), "{what}: {fault}");
            }
            (other, _) => panic!("{what}: {other:?}"),
        }
        // A desk takes no turn on such a ledger either.
        assert_eq!(Desk::open(ledger(&store)).is_ok(), code.is_empty() || code == "L_PREV", "{what}");
    }
}

#[test]
fn a_line_is_taken_only_as_it_was_written() {
    let mut desk = desk();
    granted(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
    let record = desk.records().unwrap().pop().unwrap();
    let line = String::from_utf8(record.line()).unwrap();
    assert_eq!(Record::parse(line.as_bytes()).unwrap(), record);
    for forged in [
        line.replacen("\"seq\":1,", "\"seq\": 1,", 1),
        line.replacen("\"seq\":1,", "", 1).replacen('{', "{\"seq\":1,\"more\":1,", 1),
        line.replacen("{\"seq\":1,\"prev\"", "{\"prev\"", 1).replacen(",\"event\"", ",\"seq\":1,\"event\"", 1),
        line.replacen("\"seq\":1,", "\"seq\":1,\"seq\":1,", 1),
        line.replacen("\"seq\":1,", "\"seq\":1.0,", 1),
        line.replacen("lena", "\\u006cena", 1),
        format!("{line} "),
    ] {
        assert_ne!(forged, line);
        assert!(Record::parse(forged.as_bytes()).is_err(), "{forged}");
    }
}
