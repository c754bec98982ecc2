//! What somebody might try who knows the desk well: ways around a hook, a limit, a colleague or a rule. None of them works.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use candor::Error;
use candor::discretion::{Directory, Proposal, Verdict};

use super::*;

/// A directory that fails once, so that the first look at a request finds it out of bounds and the second within them.
struct OnceDown(AtomicUsize);

impl Directory for OnceDown {
    fn holds(&self, person: &str, role: &str, at: Moment) -> Result<bool, String> {
        match self.0.fetch_add(1, Ordering::SeqCst) {
            0 => Err("timeout".into()),
            _ => staff().holds(person, role, at),
        }
    }
}

#[test]
fn no_hook_is_passed_by() {
    let mut desk = Desk::init(ledger(&Memory::new()), at(0))
        .unwrap()
        .with_directory(OnceDown(AtomicUsize::new(0)))
        .with_hook(|_: &Proposal<'_>| Ok(Verdict::Refuse("Not today.".into())));
    let refusal = refused(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
    assert_eq!(refusal.code(), "no_directory");
    let refusal = refused(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
    assert_eq!(refusal.code(), "hook");
}

/// What a hook agreed to is what is recorded: if another line of the rule is used meanwhile, it is asked again.
#[test]
fn a_hook_agrees_to_what_it_saw() {
    let rules = edited(
        "  override  by lead if amount is at most 150 EUR, at most 3 times in 30 days per employee,\n            at most 300 EUR of amount in 30 days per employee, with written reason\n",
        "  override  by lead, at most 1 time in 30 days in all, with written reason\n  override  by lead, at most 9 times in 30 days in all, with written reason\n",
    );
    let store = Memory::new();
    let other = Mutex::new(Some(Desk::init(ledger(&store), at(0)).unwrap().with_directory(staff())));
    let seen = std::sync::Arc::new(Mutex::new(Vec::new()));
    let (by_hook, rules_too) = (seen.clone(), rules.clone());
    let mut desk = Desk::open(ledger(&store)).unwrap().with_directory(staff()).with_hook(move |p: &Proposal<'_>| {
        by_hook.lock().unwrap().push(p.ask.overrides[0].limits[0].used.clone());
        if let Some(mut other) = other.lock().unwrap().take() {
            granted(other.request(&rules_too, &case(""), &request("leo", "lead"), at(1)));
        }
        Ok(Verdict::Grant)
    });
    let grant = granted(desk.request(&rules, &case(""), &request("lena", "lead"), at(2)));
    let seen = seen.lock().unwrap();
    assert_eq!(seen.last(), Some(&grant.ask.overrides[0].limits[0].used), "{seen:?}");
    assert_eq!(seen.len(), 2);
    verifies(&mut desk);
}

/// A rule may stand in any order in a rulebook, and so may the lines that say who may override it.
#[test]
fn the_order_of_lines_decides_nothing() {
    let text = RULES.replace("  override  by nobody", "");
    let lines = |a: &str, b: &str| {
        let too_much = "  tell staff \"Too much.\"\n";
        let text = text.replace(too_much, &format!("{too_much}  override  {a}\n  override  {b}\n"));
        Rulebook::from_text("desk.rulebook", &text).unwrap()
    };
    let (free, bound) = ("by lead", "by manager, with evidence \"a film\", reviewed by auditor within 3 days");
    let much = case("amount: 3000 EUR, age: 3");
    let ask = || request("mia", "manager").evidence("a photo", "1");
    for rules in [lines(free, bound), lines(bound, free)] {
        let waiting = pending(desk().request(&rules, &much, &ask(), at(1)));
        let powers: Vec<&str> = waiting.ask.overrides.iter().map(|o| o.power_of.as_str()).collect();
        assert_eq!(powers, ["manager", "lead"]);
    }
}

#[test]
fn no_decision_gives_a_limit_back() {
    let mut desk = desk();
    // By the manager's line, which adds nothing up, a negative amount would make room in the lead's.
    let refusal = refused(desk.request(&rules(), &case("amount: -1000 EUR"), &request("mia", "manager"), at(1)));
    assert_eq!(short_of(refusal), ["late negative"]);
    // Nor is a value left out that another line adds up.
    let silent = rules().case("c", "{today: 2026-11-21, facts: {age: 40, worn: no}}").unwrap();
    let gift = edited(
        "by manager, at most 2 times in 1 day per role",
        "by manager\n  override  by lead, at most 5 EUR of amount in 1 day in all",
    );
    let reply = desk.request(&gift, &silent, &Request::new("gift", "mia", "manager"), at(1));
    assert_eq!(short_of(refused(reply)), ["gift not_known"]);
}

/// One person in three roles has the powers of one role once.
#[test]
fn a_limit_per_role_is_that_of_the_power() {
    let rules = edited("by manager, at most 2 times in 1 day per role", "by clerk, at most 1 time in 1 day per role");
    let mut desk = desk();
    let gift = |role: &str| Request::new("gift", "mia", role);
    granted(desk.request(&rules, &case(""), &gift("clerk"), at(1)));
    for role in ["clerk", "lead", "manager"] {
        assert_eq!(short_of(refused(desk.request(&rules, &case(""), &gift(role), at(1)))), ["gift limit_reached"]);
    }
    verifies(&mut desk);
}

/// Whoever alone judged a fact neither decides on it nor agrees to a decision, by whichever line.
#[test]
fn a_judge_agrees_to_nothing_of_theirs() {
    let rules = edited(
        "  override  by lead, not by who judged worn",
        "  override  by manager, not by who judged worn, confirmed by another manager",
    );
    let worn = case("worn: yes, age: 3");
    let mut desk = desk();
    let waiting = pending(desk.request(&rules, &worn, &request("mia", "manager").judged("worn", "max"), at(1)));
    let refusal = refused(desk.confirm(&rules, &worn, &waiting.id, "max", "manager", at(2)));
    assert_eq!(refusal.code(), "own_judgment");
}

/// A case that was read for other facts is no case of this rulebook.
#[test]
fn facts_are_never_taken_for_others() {
    let swapped = edited(
        "fact worn \"the article is worn\": yes/no\n  judged by clerk\n\nfact illness \"the customer was ill\": yes/no\n  sensitive\n  if not stated, no\n",
        "fact illness \"the customer was ill\": yes/no\n  sensitive\n  if not stated, no\n\nfact worn \"the article is worn\": yes/no\n  judged by clerk\n",
    );
    assert!(matches!(swapped.why("refund", &case("")), Err(Error::OtherFacts)));
    let mut desk = desk();
    let reply = desk.request(&swapped, &case(""), &request("lena", "lead"), at(1));
    assert!(matches!(reply, Err(DeskError::Text(Error::OtherFacts))));
    let grant = granted(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
    assert_eq!(desk.use_grant(&swapped, &case(""), &grant.id, "lena", at(2)).unwrap().unwrap_err().code(), "stale");
}

#[test]
fn whoever_used_a_grant_does_not_review_it() {
    let mut desk = desk();
    let grant = granted(desk.request(&rules(), &case("amount: 200 EUR"), &request("mia", "manager"), at(1)));
    // On the next day as well, on the same facts.
    let tomorrow = case("amount: 200 EUR").with_today(candor::Date::new(2026, 11, 22).unwrap());
    assert_eq!(desk.use_grant(&rules(), &tomorrow, &grant.id, "ada", at(2)).unwrap(), Ok(()));
    let review = desk.review(&rules(), &grant.id, "ada", "auditor", Finding::Upheld, "Fine.", at(3)).unwrap();
    assert_eq!(review.unwrap_err().code(), "own_review");
}

/// Who agrees takes the place of their own role, so that nobody is kept out.
#[test]
fn everybody_agrees_in_their_own_role() {
    let mut desk = desk().with_hook(|_: &Proposal<'_>| Ok(Verdict::AskAnother("lead".into())));
    let large = case("amount: 600 EUR, age: 3");
    let waiting = pending(desk.request(&rules(), &large, &request("mia", "manager").evidence("a photo", "1"), at(1)));
    assert_eq!(waiting.needs, ["lead", "manager"]);
    let waiting = pending(desk.confirm(&rules(), &large, &waiting.id, "max", "manager", at(2)));
    assert_eq!(waiting.needs, ["lead"]);
    assert_eq!(desk.waiting().unwrap()[0].needs, ["lead"]);
    granted(desk.confirm(&rules(), &large, &waiting.id, "lena", "lead", at(3)));
    assert!(desk.waiting().unwrap().is_empty());
    verifies(&mut desk);
}

/// A refused attempt takes nobody's id away.
#[test]
fn an_attempt_leaves_the_id_to_the_next() {
    let mut desk = desk();
    refused(desk.request(&rules(), &case(""), &request("cleo", "lead").id("T-1"), at(1)));
    granted(desk.request(&rules(), &case(""), &request("lena", "lead").id("T-1"), at(2)));
    verifies(&mut desk);
}

#[test]
fn what_lapsed_is_recorded_when_somebody_looks() {
    let mut desk = desk();
    for n in 0..3 {
        granted(desk.request(&rules(), &case("amount: 1 EUR"), &request("lena", "lead").until(at(10 + n)), at(1)));
    }
    assert_eq!(desk.lapse(at(9)).unwrap().unwrap(), Vec::<String>::new());
    assert_eq!(desk.lapse(at(11)).unwrap().unwrap(), ["1", "2"]);
    assert_eq!(desk.lapse(at(11)).unwrap().unwrap(), Vec::<String>::new());
    verifies(&mut desk);
}

/// What the customer reads does not change with what is left of a limit.
#[test]
fn customers_see_nothing_of_limits() {
    let mut desk = desk();
    let letter = |desk: &mut Desk<Memory>| {
        let answer = desk.why(&rules(), candor::Audience::Customer, "gift", &case(""), at(5), None).unwrap();
        candor::render::json(&answer)
    };
    let before = letter(&mut desk);
    for n in 0..2 {
        granted(desk.request(&rules(), &case(""), &Request::new("gift", "mia", "manager"), at(n)));
    }
    assert_eq!(letter(&mut desk), before);
}

/// A directory that panics vouches for nobody, and harms nothing.
#[test]
fn a_directory_that_panics_grants_nothing() {
    struct Broken;
    impl Directory for Broken {
        fn holds(&self, _: &str, _: &str, _: Moment) -> Result<bool, String> {
            panic!("a bug in the app")
        }
    }
    let mut desk = Desk::init(ledger(&Memory::new()), at(0)).unwrap().with_directory(Broken);
    assert_eq!(refused(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1))).code(), "no_directory");
    verifies(&mut desk);
}

/// Salts that are none, and erasing what was kept.
#[test]
fn a_salt_is_random_and_what_is_erased_is_gone() {
    let mut desk = desk();
    let ill = case("illness: yes");
    let ask = request("lena", "lead");
    assert!(matches!(desk.request(&rules(), &ill, &ask.clone().salt([0; 32]), at(1)), Err(DeskError::NoSalt)));
    let grant = granted(desk.request(&rules(), &ill, &ask.salt([3; 32]), at(1)));
    assert_eq!(
        desk.erase(&grant.id, "lena", "I would rather not.", at(2)).unwrap().unwrap_err().code(),
        "role_not_held"
    );
    assert_eq!(desk.erase(&grant.id, "ada", "Asked for.", at(2)).unwrap(), Ok(()));
    assert_eq!(desk.use_grant(&rules(), &ill, &grant.id, "lena", at(3)).unwrap().unwrap_err().code(), "erased");
}

/// Adopting another rulebook ends the use of this one, in the desk as in the history: no call ruins a ledger.
#[test]
fn what_cannot_stand_in_a_ledger_is_not_written() {
    let mut desk = desk();
    let grant = granted(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
    desk.adopt(&edited("rulebook desk ", "rulebook other "), "ada", at(2)).unwrap().unwrap();
    assert_eq!(desk.use_grant(&rules(), &case(""), &grant.id, "lena", at(3)).unwrap().unwrap_err().code(), "stale");
    // It can be looked after all the same, under the text that it was made under.
    let review = desk.review(&rules(), &grant.id, "mia", "manager", Finding::Upheld, "Fine.", at(4)).unwrap();
    assert_eq!(review, Ok(()));
    verifies(&mut desk);
}

/// A new edition that renames a role leaves nobody without a reviewer.
#[test]
fn a_grant_is_reviewed_under_its_own_rules() {
    let mut desk = desk();
    desk.adopt(&rules(), "ada", at(0)).unwrap().unwrap();
    let grant = granted(desk.request(&rules(), &case("amount: 200 EUR"), &request("mia", "manager"), at(1)));
    let text = RULES.replace("auditor", "controller");
    desk.adopt(&Rulebook::from_text("desk.rulebook", &text).unwrap(), "ada", at(2)).unwrap().unwrap();
    let review = desk.review(&rules(), &grant.id, "ada", "auditor", Finding::Upheld, "Fine.", at(3)).unwrap();
    assert_eq!(review, Ok(()));
    // And who reviewed it does not use it.
    assert_eq!(
        desk.use_grant(&rules(), &case("amount: 200 EUR"), &grant.id, "ada", at(4)).unwrap().unwrap_err().code(),
        "stale"
    );
}

#[test]
fn whoever_reviewed_a_grant_does_not_use_it_nor_anybody_the_day_before() {
    let mut desk = desk();
    let large = case("amount: 200 EUR");
    let grant = granted(desk.request(&rules(), &large, &request("mia", "manager"), at(1)));
    assert_eq!(desk.review(&rules(), &grant.id, "ada", "auditor", Finding::Upheld, "Fine.", at(2)).unwrap(), Ok(()));
    let used = |desk: &mut Desk<Memory>, case: &Case, by: &str| {
        desk.use_grant(&rules(), case, &grant.id, by, at(3)).unwrap().map_err(|refusal| refusal.code())
    };
    assert_eq!(used(&mut desk, &large, "ada"), Err("own_review"));
    let before = large.clone().with_today(candor::Date::new(2026, 11, 20).unwrap());
    assert_eq!(used(&mut desk, &before, "lena"), Err("stale"));
    assert_eq!(used(&mut desk, &large, "lena"), Ok(()));
    verifies(&mut desk);
}

/// A hook that grants for an hour from now still does once somebody else has agreed.
#[test]
fn a_hook_with_a_time_from_now_can_be_confirmed() {
    let hour = |p: &Proposal<'_>| Ok(Verdict::GrantUntil(Moment::from_seconds(p.at.seconds() + 3600).unwrap()));
    let mut desk = desk().with_hook(hour);
    let large = case("amount: 600 EUR, age: 3");
    let waiting = pending(desk.request(&rules(), &large, &request("mia", "manager").evidence("a photo", "1"), at(1)));
    let grant = granted(desk.confirm(&rules(), &large, &waiting.id, "max", "manager", at(2)));
    assert_eq!(grant.ask.until, at(3601));
    verifies(&mut desk);
}

/// Who asked may withdraw, whatever was adopted since.
#[test]
fn who_asked_may_withdraw() {
    let mut desk = desk();
    let large = case("amount: 600 EUR, age: 3");
    let waiting = pending(desk.request(&rules(), &large, &request("mia", "manager").evidence("a photo", "1"), at(1)));
    desk.adopt(&edited("rulebook desk ", "rulebook other "), "ada", at(2)).unwrap().unwrap();
    let reply = desk.decline(&rules(), &waiting.id, "mia", "manager", "The customer came back.", at(3));
    assert_eq!(refused(reply).code(), "declined");
    assert!(desk.waiting().unwrap().is_empty());
}

/// A grant on facts of which a sensitive one was not stated is none for a case that states it.
#[test]
fn a_sensitive_fact_that_turns_up_later_is_another_case() {
    let mut desk = desk();
    let grant = granted(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
    let ill = desk.use_grant(&rules(), &case("illness: yes"), &grant.id, "lena", at(2)).unwrap();
    assert_eq!(ill.unwrap_err().code(), "stale");
    assert_eq!(desk.use_grant(&rules(), &case(""), &grant.id, "lena", at(3)).unwrap(), Ok(()));
}

/// Of several lines one is used that suits whoever asks: with the film in hand, or with somebody else who agrees.
#[test]
fn a_line_that_suits_goes_first() {
    let rules = edited(
        "  override  by lead, not by who judged worn",
        "  override  by lead, confirmed by another lead\n  override  by lead, not by who judged worn\n  override  by lead, with evidence \"a film\"",
    );
    let worn = case("worn: yes, age: 3");
    let ask = || request("lena", "lead");
    // The least that is asked for is what nobody else has to agree to.
    granted(desk().request(&rules, &worn, &ask().judged("worn", "cleo"), at(1)));
    granted(desk().request(&rules, &worn, &ask().judged("worn", "lena").evidence("a film", "1.mp4"), at(1)));
    let waiting = pending(desk().request(&rules, &worn, &ask().judged("worn", "lena"), at(1)));
    assert_eq!(waiting.needs, ["lead"]);
}

/// What `why` says of authority is what a request meets.
#[test]
fn why_promises_nothing_that_a_request_does_not_get() {
    let mut desk = desk();
    let minus = case("amount: -5 EUR");
    let answer = desk.why(&rules(), candor::Audience::Staff, "refund", &minus, at(1), Some("mia")).unwrap();
    assert!(answer.authority.iter().all(|role| !role.covers));
    let refusal = refused(desk.request(&rules(), &minus, &request("mia", "manager"), at(1)));
    assert_eq!(short_of(refusal), ["late negative"]);
}
