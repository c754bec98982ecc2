//! An employee decides against the rule: the app vouches for roles, has the last word, and keeps the record.
#![expect(clippy::print_stdout, reason = "an example that prints")]

use candor::Rulebook;
use candor::discretion::{Desk, Directory, HookError, Proposal, Reply, Request, Verdict, verify};
use candor::ledger::{Ledger, Memory};
use candor::value::Moment;

/// Who works here, as the app knows it. A request never says so itself.
struct Accounts;

impl Directory for Accounts {
    fn holds(&self, person: &str, role: &str, _at: Moment) -> Result<bool, String> {
        Ok(matches!((person, role), ("emp-17", "shift_lead") | ("emp-02", "store_manager")))
    }
}

/// The last word, within the bounds of the rulebook: what it grants beyond them is not granted.
fn last_word(proposal: &Proposal<'_>) -> Result<Verdict, HookError> {
    Ok(match proposal.ask.reason.as_deref() {
        Some(reason) if reason.split(' ').count() < 4 => Verdict::Refuse("Please say what happened.".to_owned()),
        _ => Verdict::Grant,
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rulebook = Rulebook::from_text("returns.rulebook", include_str!("../rules/returns/returns.rulebook"))?;
    let case = rulebook.case("jacket.yaml", include_str!("../rules/returns/jacket.yaml"))?;
    // The library reads no clock: the time of a record is what the app says, and never goes back.
    let now = Moment::parse("2026-11-21T10:15:00Z").ok_or("a time")?;
    let ledger = Ledger::new(Memory::new(), "returns.example/overrides")?;
    let mut desk = Desk::init(ledger, now)?.with_directory(Accounts).with_hook(last_word);

    let request = Request::new("refund", "emp-17", "shift_lead");
    for request in [
        request.clone(),
        request.clone().reason("goodwill"),
        Request::new("refund", "emp-02", "shift_lead").reason("The customer was in hospital for two weeks."),
        request.reason("The parcel lay at the neighbor's for two weeks."),
    ] {
        match desk.request(&rulebook, &case, &request, now)? {
            Reply::Granted(grant) => {
                println!("Granted to {} as record {}; the rules still say no.", grant.ask.by.id, grant.seq);
                desk.use_grant(&rulebook, &case, &grant.id, "till-3", now)?.map_err(|refusal| refusal.to_string())?;
            }
            Reply::NeedsAnother(pending) => println!("Waits for another {}.", pending.needs.join(", ")),
            Reply::Refused(refusal) => println!("Refused: {refusal}"),
        }
    }

    // To be kept where nobody of the returns desk can write: it proves later that these records were there.
    let checkpoint = desk.ledger().checkpoint()?.unwrap_or_default();
    let verified = verify(desk.ledger(), Some(&checkpoint), &mut |_, _| ())?;
    println!("{} records, verified.", verified.size);
    Ok(())
}
