//! Many desks at once: requests from several threads against one SQLite ledger. Limits must hold exactly, and the ledger must verify.
//!
//! `cargo run -r -p candor-sqlite --example storm -- [REQUESTS] [THREADS]`
#![expect(clippy::print_stdout, reason = "a named command that prints its figures")]

use std::collections::BTreeMap;
use std::error::Error;
use std::time::Instant;

use candor::discretion::{Desk, Event, Reply, Request, Staff, verify};
use candor::ledger::Ledger;
use candor::value::Moment;
use candor::{Case, Rulebook};
use candor_sqlite::Sqlite;

const ORIGIN: &str = "storm.example/overrides";
/// Each person asks five times and may three times.
const EACH: usize = 5;
const MAY: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let requests: usize = args.next().map_or(Ok(100_000), |n| n.parse())?;
    let threads: usize = args.next().map_or(Ok(8), |n| n.parse())?;
    let text = include_str!("../../../tests/leeway/desk.rulebook");
    let rulebook = Rulebook::from_text("desk.rulebook", text)?;
    let case = rulebook.case("case", "{today: 2026-11-21, facts: {amount: 1 EUR, age: 40, worn: no}}")?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("storm.db");
    let start = Moment::parse("2026-11-21T10:00:00Z").ok_or("a time")?;
    let people = requests.div_ceil(EACH);
    let staff = (0..people).fold(Staff::new(), |staff, n| staff.with(&format!("p{n}"), "lead"));
    Desk::init(Ledger::new(Sqlite::open(&path)?, ORIGIN)?, start)?;

    let began = Instant::now();
    let work = |thread: usize| -> Result<usize, Box<dyn Error + Send + Sync>> {
        let ledger = Ledger::new(Sqlite::open(&path)?, ORIGIN)?;
        let mut desk = Desk::open(ledger)?.with_directory(staff.clone());
        let mut granted = 0;
        // Every thread asks for everybody, so that each person's limit is reached from several desks at once.
        for n in (thread..requests).step_by(threads) {
            granted += usize::from(ask(&mut desk, &rulebook, &case, &format!("p{}", n % people), start)?);
        }
        Ok(granted)
    };
    let granted = std::thread::scope(|scope| -> Result<usize, Box<dyn Error>> {
        let handles: Vec<_> = (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        let mut granted = 0;
        for handle in handles {
            granted += handle.join().map_err(|_| "a thread panicked")?.map_err(|e| e.to_string())?;
        }
        Ok(granted)
    })?;
    let took = began.elapsed();

    let mut ledger = Ledger::new(Sqlite::open(&path)?, ORIGIN)?;
    let began = Instant::now();
    let verified = verify(&mut ledger, None, &mut |_, _| ())?;
    let verifying = began.elapsed();
    let mut by: BTreeMap<String, usize> = BTreeMap::new();
    for record in Desk::open(ledger)?.records()? {
        if let Event::Granted(granted) = record.event {
            *by.entry(granted.ask.by.id).or_default() += 1;
        }
    }
    let exact = by.len() == people && by.values().all(|count| *count == MAY.min(requests / people));
    println!(
        "{requests} requests from {threads} threads in {:.1} s ({} a second): {granted} granted, {} records, verified in {:.1} s",
        seconds(took),
        u128::from(requests as u64) * 1000 / took.as_millis().max(1),
        verified.size,
        seconds(verifying),
    );
    if !exact || by.values().sum::<usize>() != granted {
        return Err(format!("a limit did not hold: {by:?}").into());
    }
    println!("every limit held exactly: {people} people, {MAY} each");
    Ok(())
}

fn ask(
    desk: &mut Desk<Sqlite>,
    rulebook: &Rulebook,
    case: &Case,
    person: &str,
    at: Moment,
) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let request = Request::new("refund", person, "lead").reason("The parcel was late.");
    match desk.request(rulebook, case, &request, at)? {
        Reply::Granted(_) => Ok(true),
        Reply::Refused(refusal) if refusal.code() == "not_covered" => Ok(false),
        other => Err(format!("{other:?}").into()),
    }
}

#[expect(clippy::float_arithmetic, reason = "a figure to print")]
fn seconds(duration: std::time::Duration) -> f64 {
    duration.as_millis() as f64 / 1000.0
}
