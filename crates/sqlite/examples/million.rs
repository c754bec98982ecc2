//! How long `verify` takes: a file of records such as a desk makes, written at once, and verified with every check.
//!
//! `cargo run -r -p candor-sqlite --example million -- [RECORDS]`
#![expect(clippy::print_stdout, reason = "a named command that prints its figures")]

use std::error::Error;
use std::io::Write as _;
use std::time::Instant;

use candor::Rulebook;
use candor::discretion::{Desk, Event, Record, Reply, Request, Staff, verify};
use candor::ledger::{Checkpoint, Frontier, Hash, JsonLines, Ledger, Memory};
use candor::value::Moment;

const ORIGIN: &str = "million.example/overrides";

fn main() -> Result<(), Box<dyn Error>> {
    let count: u64 = std::env::args().nth(1).map_or(Ok(1_000_000), |n| n.parse())?;
    let rulebook = Rulebook::from_text("desk.rulebook", include_str!("../../../tests/leeway/desk.rulebook"))?;
    let case = rulebook.case("case", "{today: 2026-11-21, facts: {amount: 1 EUR, age: 40, worn: no}}")?;
    let start = Moment::parse("2026-11-21T10:00:00Z").ok_or("a time")?;
    // One real grant is the pattern of all.
    let staff = Staff::new().with("p1", "lead");
    let mut desk = Desk::init(Ledger::new(Memory::new(), ORIGIN)?, start)?.with_directory(staff);
    let request = Request::new("refund", "p1", "lead").reason("The parcel was late.");
    let Reply::Granted(_) = desk.request(&rulebook, &case, &request, start)? else { return Err("no grant".into()) };
    let [opened, pattern] = desk.records()?.try_into().map_err(|_| "two records")?;

    let folder = tempfile::tempdir()?;
    let path = folder.path().join("million.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path)?);
    let (mut tree, mut prev, mut bytes) = (Frontier::new(), Hash::ZERO, 0);
    for seq in 0..count {
        let mut record = if seq == 0 { opened.clone() } else { Record { seq, ..pattern.clone() } };
        record.prev = prev.to_string();
        if let Event::Granted(granted) = &mut record.event {
            granted.ask.id = seq.to_string();
            granted.ask.by.id = format!("p{seq}");
        }
        let line = record.line();
        prev = Hash::leaf(&line);
        tree.push(prev);
        bytes += line.len() + 1;
        file.write_all(&line)?;
        file.write_all(b"\n")?;
    }
    file.into_inner()?.sync_all()?;
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: tree.size(), root: tree.root() };
    std::fs::write(folder.path().join("million.jsonl.checkpoint"), checkpoint.to_string())?;

    let began = Instant::now();
    let verified = verify(&mut Ledger::new(JsonLines::new(&path), ORIGIN)?, None, &mut |done, all| {
        if done % (all / 10).max(1) < 4096 {
            println!("{done} of {all}");
        }
    })?;
    println!("{} records, {} MB, verified in {} ms", verified.size, bytes / 1_000_000, began.elapsed().as_millis());
    Ok(())
}
