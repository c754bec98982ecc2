//! Another person agrees later, in another task: the request travels through a queue as plain data.
//!
//! The library is synchronous and waits for nobody. A request that needs another person is a value; an async app sends it wherever it likes, asks whomever
//! it likes, and comes back with the answer. What changed meanwhile is refused.
#![expect(clippy::print_stdout, reason = "an example that prints")]

use candor::discretion::{Desk, Reply, Request, Staff};
use candor::ledger::{Ledger, Memory};
use candor::value::Moment;
use candor::{Case, Rulebook};
use tokio::sync::mpsc;

type Done<T> = Result<T, Box<dyn std::error::Error>>;

const ORIGIN: &str = "returns.example/overrides";

/// A desk for each task, on one ledger.
fn desk(store: &Memory) -> Done<Desk<Memory>> {
    let staff = Staff::new().with("emp-02", "store_manager").with("emp-03", "store_manager");
    Ok(Desk::open(Ledger::new(store.clone(), ORIGIN)?)?.with_directory(staff))
}

/// The counter: asks, and sends on what waits.
async fn counter(store: Memory, rulebook: &Rulebook, case: &Case, chat: mpsc::Sender<String>) -> Done<()> {
    let request = Request::new("refund", "emp-02", "store_manager").reason("Twelve returns, all of them our mistakes.");
    let now = Moment::parse("2026-11-21T10:15:00Z").ok_or("a time")?;
    let reply = desk(&store)?.request(rulebook, case, &request, now)?;
    let Reply::NeedsAnother(pending) = &reply else { return Err(format!("{reply:?}").into()) };
    println!("{} waits for another {}.", pending.id, pending.needs.join(", "));
    chat.send(serde_json::to_string(&reply)?).await?;
    Ok(())
}

/// The back office, some minutes later: reads what came in, and agrees.
async fn back_office(store: Memory, rulebook: &Rulebook, case: &Case, mut chat: mpsc::Receiver<String>) -> Done<()> {
    while let Some(message) = chat.recv().await {
        let Reply::NeedsAnother(pending) = serde_json::from_str(&message)? else { continue };
        let now = Moment::parse("2026-11-21T10:25:00Z").ok_or("a time")?;
        match desk(&store)?.confirm(rulebook, case, &pending.id, "emp-03", "store_manager", now)? {
            Reply::Granted(grant) => println!("{} is granted as record {}.", grant.id, grant.seq),
            other => println!("{other:?}"),
        }
    }
    Ok(())
}

fn main() -> Done<()> {
    let rulebook = Rulebook::from_text("returns.rulebook", include_str!("../rules/returns/returns.rulebook"))?;
    let mut case = rulebook.case("jacket.yaml", include_str!("../rules/returns/jacket.yaml"))?;
    rulebook.set(&mut case, "twelve", "returns_last_90_days=12")?;
    let store = Memory::new();
    Desk::init(Ledger::new(store.clone(), ORIGIN)?, Moment::parse("2026-11-21T10:00:00Z").ok_or("a time")?)?;

    let (send, receive) = mpsc::channel(8);
    tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
        let (asked, answered) = tokio::join!(
            counter(store.clone(), &rulebook, &case, send),
            back_office(store.clone(), &rulebook, &case, receive),
        );
        asked.and(answered)
    })
}
