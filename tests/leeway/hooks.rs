//! The last word of the app, and that it is never more than the rules allow.

use std::sync::{Arc, Mutex};

use candor::discretion::{Desk, HookError, Proposal, Verdict};
use candor::ledger::Memory;

use super::*;

fn with(hook: impl Fn(&Proposal<'_>) -> Result<Verdict, HookError> + Send + 'static) -> Desk<Memory> {
    desk().with_hook(hook)
}

#[test]
fn a_hook_may_grant_refuse_or_ask_for_another() {
    let mut desk = with(|proposal| {
        assert_eq!(proposal.explanation.outcome, candor::Outcome::Denied);
        Ok(Verdict::Grant)
    });
    granted(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));

    let mut desk = with(|_| Ok(Verdict::Refuse("This customer was refunded yesterday.".into())));
    let refusal = refused(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
    assert_eq!((refusal.code(), refusal.to_string().as_str()), ("hook", "This customer was refunded yesterday."));
    assert_eq!(recorded(&mut desk), ["opened", "refused"]);

    let mut desk = with(|proposal| {
        Ok(if proposal.confirmed_by.is_empty() { Verdict::AskAnother("lead".into()) } else { Verdict::Grant })
    });
    let waiting = pending(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
    assert_eq!(waiting.needs, ["lead"]);
    granted(desk.confirm(&rules(), &case(""), &waiting.id, "leo", "lead", at(2)));
    verifies(&mut desk);

    let mut desk = with(|_| Ok(Verdict::GrantUntil(at(50))));
    let grant = granted(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
    assert_eq!(grant.ask.until, at(50));
    verifies(&mut desk);
}

#[test]
fn a_hook_that_fails_grants_nothing() {
    type Row = (&'static str, Box<dyn Fn(&Proposal<'_>) -> Result<Verdict, HookError> + Send>, &'static str);
    let rows: Vec<Row> = vec![
        ("errs", Box::new(|_| Err("no connection".into())), "hook_failed"),
        ("panics", Box::new(|_| panic!("a bug in the app")), "hook_failed"),
        ("says no without a reason", Box::new(|_| Ok(Verdict::Refuse("  ".into()))), "hook_failed"),
        ("asks for a role that is none", Box::new(|_| Ok(Verdict::AskAnother("boss".into()))), "hook_failed"),
        ("is over before it starts", Box::new(|_| Ok(Verdict::GrantUntil(at(1)))), "hook_failed"),
        (
            "grants for longer than was asked",
            Box::new(|p| Ok(Verdict::GrantUntil(p.ask.until.plus_days(1)))),
            "too_generous",
        ),
    ];
    for (what, hook, code) in rows {
        let mut desk = with(hook);
        let refusal = refused(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
        assert_eq!(refusal.code(), code, "{what}");
        assert_eq!(recorded(&mut desk), ["opened", "refused"], "{what}");
        // After the hook of an app failed, the desk goes on.
        verifies(&mut desk);
    }
}

#[test]
fn a_hook_is_not_asked_about_what_is_out_of_bounds() {
    let asked = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&asked);
    let mut desk = with(move |_| {
        *counter.lock().unwrap() += 1;
        Ok(Verdict::Grant)
    });
    refused(desk.request(&rules(), &case("id_shown: no"), &request("mia", "manager"), at(1)));
    assert_eq!(*asked.lock().unwrap(), 0);
}

/// While the hook thinks, somebody else uses up what was left: the bounds are checked again behind it.
#[test]
fn what_changes_while_a_hook_thinks_counts() {
    let store = Memory::new();
    let mut first = Desk::init(ledger(&store), at(0)).unwrap().with_directory(staff());
    for _ in 0..2 {
        granted(first.request(&rules(), &case("amount: 1 EUR"), &request("lena", "lead"), at(1)));
    }
    let other = Mutex::new(first);
    let mut desk = Desk::open(ledger(&store)).unwrap().with_directory(staff()).with_hook(move |_: &Proposal<'_>| {
        granted(other.lock().unwrap().request(&rules(), &case("amount: 1 EUR"), &request("lena", "lead"), at(2)));
        Ok(Verdict::Grant)
    });
    let refusal = refused(desk.request(&rules(), &case("amount: 1 EUR"), &request("lena", "lead"), at(3)));
    assert_eq!(short_of(refusal), ["late limit_reached"]);
    verifies(&mut desk);
}

/// A directory that cannot tell vouches for nobody.
#[test]
fn a_directory_that_fails_grants_nothing() {
    struct Down;
    impl candor::discretion::Directory for Down {
        fn holds(&self, _: &str, _: &str, _: Moment) -> Result<bool, String> {
            Err("timeout".into())
        }
    }
    let mut desk = Desk::init(ledger(&Memory::new()), at(0)).unwrap().with_directory(Down);
    assert_eq!(refused(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1))).code(), "no_directory");
}
