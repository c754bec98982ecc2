//! Leeway: every request that must be refused, every boundary of every limit, and what a person may decide in between.

mod abuse;
mod bytes;
mod forged;
mod hooks;
mod threads;

use candor::discretion::{Desk, DeskError, Event, Finding, Refusal, Reply, Request, Staff, verify};
use candor::ledger::{Ledger, Memory};
use candor::value::Moment;
use candor::{Case, Rulebook};

const RULES: &str = include_str!("leeway/desk.rulebook");
const ORIGIN: &str = "desk.example/overrides";

/// A second of the day of the tests, counted from 10:00.
fn at(seconds: i64) -> Moment {
    Moment::from_seconds(1_795_255_200 + seconds).unwrap()
}

const DAY: i64 = 86_400;

fn rules() -> Rulebook {
    Rulebook::from_text("desk.rulebook", RULES).unwrap()
}

/// The rules with one text in place of another: an edited rulebook.
fn edited(from: &str, to: &str) -> Rulebook {
    assert!(RULES.contains(from));
    Rulebook::from_text("desk.rulebook", &RULES.replace(from, to)).unwrap()
}

/// Late, 100 EUR, nothing else.
fn case(facts: &str) -> Case {
    let given = "amount: 100 EUR, age: 40, worn: no";
    let mut case = rules().case("case.yaml", &format!("{{today: 2026-11-21, facts: {{{given}}}}}")).unwrap();
    for fact in facts.split(", ").filter(|fact| !fact.is_empty()) {
        rules().set(&mut case, "case", &fact.replacen(": ", "=", 1)).unwrap();
    }
    case
}

fn staff() -> Staff {
    Staff::new()
        .with("cleo", "clerk")
        .with("lena", "lead")
        .with("leo", "lead")
        .with("mia", "manager")
        .with("max", "manager")
        .with("ada", "auditor")
        .with("ada", "adopter")
        .with("ada", "eraser")
        .with_period("tim", "manager", None, Some(at(100)))
}

fn ledger(store: &Memory) -> Ledger<Memory> {
    Ledger::new(store.clone(), ORIGIN).unwrap()
}

fn desk() -> Desk<Memory> {
    Desk::init(ledger(&Memory::new()), at(0)).unwrap().with_directory(staff())
}

fn request(by: &str, role: &str) -> Request {
    Request::new("refund", by, role).reason("The parcel was late.")
}

fn refused(reply: Result<Reply, DeskError>) -> Refusal {
    match reply.unwrap() {
        Reply::Refused(refusal) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn granted(reply: Result<Reply, DeskError>) -> candor::discretion::Grant {
    match reply.unwrap() {
        Reply::Granted(grant) => grant,
        other => panic!("not granted: {other:?}"),
    }
}

fn pending(reply: Result<Reply, DeskError>) -> candor::discretion::Pending {
    match reply.unwrap() {
        Reply::NeedsAnother(pending) => pending,
        other => panic!("does not wait: {other:?}"),
    }
}

/// The reasons of a refusal that comes from the bounds of the rules.
fn short_of(refusal: Refusal) -> Vec<String> {
    match refusal {
        Refusal::NotCovered { rules, .. } => rules.into_iter().map(|r| format!("{} {}", r.rule, r.reason)).collect(),
        other => panic!("another refusal: {other:?}"),
    }
}

/// Everything that was recorded, by name.
fn recorded(desk: &mut Desk<Memory>) -> Vec<&'static str> {
    desk.records().unwrap().iter().map(|record| record.event.name()).collect()
}

/// Whatever happened: the records are such as a desk makes.
fn verifies(desk: &mut Desk<Memory>) {
    verify(desk.ledger(), None, &mut |_, _| ()).unwrap();
}

#[test]
fn what_must_be_refused_is_refused() {
    let good = || request("lena", "lead");
    let long = "x".repeat(10_001);
    let rows: Vec<(&str, Case, Request, &str)> = vec![
        ("nothing stands in the way", case("age: 3"), good(), "not_denied"),
        (
            "what is not known",
            rules().case("c", "{today: 2026-11-21, facts: {amount: 1 EUR, worn: no}}").unwrap(),
            good(),
            "undetermined",
        ),
        ("no such role", case(""), request("lena", "boss"), "unknown_role"),
        ("a role that somebody else holds", case(""), request("cleo", "lead"), "role_not_held"),
        ("a role that somebody unknown claims", case(""), request("eve", "manager"), "role_not_held"),
        ("an id that differs in case", case(""), request("Lena", "lead"), "role_not_held"),
        ("an id with a space", case(""), request("lena ", "lead"), "text"),
        ("an id with a hidden character", case(""), request("le\u{200b}na", "lead"), "text"),
        ("no id", case(""), request("", "lead"), "text"),
        ("a weaker role", case(""), request("lena", "clerk"), "not_covered"),
        ("no reason", case(""), Request::new("refund", "lena", "lead"), "no_reason"),
        ("an empty reason", case(""), good().reason(""), "no_reason"),
        ("a reason of ten invisible characters", case(""), good().reason(&"\u{200b}".repeat(10)), "no_reason"),
        ("a reason of dots", case(""), good().reason("..."), "no_reason"),
        ("a reason that turns the writing around", case(""), good().reason("ok \u{202e} ko"), "text"),
        ("a reason without end", case(""), good().reason(&long), "text"),
        ("a kind of reason that is none", case(""), good().reason_code("because"), "unknown_reason_code"),
        ("a cent above the amount", case("amount: 150.01 EUR"), good(), "not_covered"),
        ("a negative amount", case("amount: -0.01 EUR"), good(), "not_covered"),
        ("a law", case("id_shown: no"), request("mia", "manager"), "not_covered"),
        (
            "a rule that nobody overrides",
            case("amount: 2000.01 EUR, age: 3"),
            request("mia", "manager").evidence("a photo", "1.jpg"),
            "not_covered",
        ),
        ("one of two rules not covered", case("amount: 500 EUR"), good(), "not_covered"),
        ("no evidence", case("amount: 500 EUR"), request("mia", "manager"), "no_evidence"),
        (
            "other evidence",
            case("amount: 500 EUR"),
            request("mia", "manager").evidence("a receipt", "1.jpg"),
            "no_evidence",
        ),
        ("a fact judged by oneself alone", case("worn: yes"), good().judged("worn", "lena"), "own_judgment"),
        (
            "a fact judged by oneself and nobody known",
            case("worn: yes"),
            good().judged("worn", "lena").judged("worn", "eve"),
            "role_not_held",
        ),
        ("a judge of what nobody judges", case("worn: yes"), good().judged("amount", "cleo"), "text"),
        ("a reason of letters without a shape", case(""), good().reason("\u{3164}\u{115f}\u{ffa0}"), "no_reason"),
        ("a fact of which it is not said who judged it", case("worn: yes"), good(), "judge_not_stated"),
        ("over before it starts", case(""), good().until(at(10)), "until"),
        ("good for more than thirty days", case(""), good().until(at(10 + 30 * DAY + 1)), "until"),
        ("earlier than the last record", case(""), good().until(at(60)), "clock_backwards"),
    ];
    for (what, case, request, code) in rows {
        let mut desk = desk();
        let now = if code == "clock_backwards" { -1 } else { 10 };
        let refusal = refused(desk.request(&rules(), &case, &request, at(now)));
        assert_eq!(refusal.code(), code, "{what}: {refusal}");
        assert!(!recorded(&mut desk).contains(&"granted"), "{what}");
        verifies(&mut desk);
    }
}

#[test]
fn what_is_short_is_named_rule_by_rule() {
    let mut desk = desk();
    let said = |case: &Case, role: &str, by: &str, desk: &mut Desk<Memory>| {
        short_of(refused(desk.request(&rules(), case, &request(by, role).evidence("a photo", "1"), at(1))))
    };
    assert_eq!(
        said(&case("amount: 2500 EUR, id_shown: no"), "lead", "lena", &mut desk),
        ["identity imposed", "late condition", "large other_roles", "too_much nobody"]
    );
    assert_eq!(said(&case("amount: -1 EUR"), "lead", "lena", &mut desk), ["late negative"]);
    // Attempts beyond somebody's authority are on record, with their reason.
    assert_eq!(recorded(&mut desk), ["opened", "refused", "refused"]);
    // A slip of the pen is not.
    refused(desk.request(&rules(), &case(""), &Request::new("refund", "lena", "lead"), at(1)));
    assert_eq!(recorded(&mut desk).len(), 3);
}

#[test]
fn whoever_may_grants_in_one_call_and_the_answer_stays_no() {
    let mut desk = desk();
    let grant = granted(desk.request(&rules(), &case("amount: 150 EUR"), &request("lena", "lead"), at(5)));
    assert_eq!((grant.id.as_str(), grant.seq), ("1", 1));
    assert_eq!(grant.ask.overrides.iter().map(|o| o.rule.as_str()).collect::<Vec<_>>(), ["late"]);
    assert!(grant.checkpoint.starts_with("desk.example/overrides\n2\n"));
    let answer =
        desk.why(&rules(), candor::Audience::Staff, "refund", &case("amount: 150 EUR"), at(5), Some("lena")).unwrap();
    assert_eq!(answer.outcome, candor::Outcome::Denied);
    verifies(&mut desk);
}

#[test]
fn a_role_with_the_powers_of_another_may_act_in_it() {
    let mut desk = desk();
    granted(desk.request(&rules(), &case(""), &request("mia", "lead"), at(1)));
    // A manager may use the line of the lead as well, and counts as one person in both roles.
    for n in 0..2 {
        granted(desk.request(&rules(), &case(""), &request("mia", "manager"), at(2 + n)));
    }
    let refusal = refused(desk.request(&rules(), &case(""), &request("mia", "lead"), at(4)));
    assert_eq!(short_of(refusal), ["late limit_reached"]);
    // Above 150 EUR there is only the line of the manager, which counts everybody's decisions on this rule: one is left.
    let large = case("amount: 200 EUR");
    granted(desk.request(&rules(), &large, &request("max", "manager"), at(5)));
    let refusal = refused(desk.request(&rules(), &large, &request("max", "manager"), at(6)));
    assert_eq!(short_of(refusal), ["late limit_reached"]);
    verifies(&mut desk);
}

#[test]
fn a_role_is_held_until_the_second_at_which_it_is_over() {
    let mut desk = desk();
    granted(desk.request(&rules(), &case(""), &request("tim", "manager"), at(99)));
    let refusal = refused(desk.request(&rules(), &case(""), &request("tim", "manager"), at(100)));
    assert_eq!(refusal.code(), "role_not_held");
}

#[test]
fn limits_hold_to_the_cent_the_second_and_the_one_more() {
    // One more: three times in thirty days.
    let mut desk = desk();
    let small = case("amount: 1 EUR");
    for n in 0..3 {
        granted(desk.request(&rules(), &small, &request("lena", "lead"), at(n)));
    }
    assert_eq!(
        short_of(refused(desk.request(&rules(), &small, &request("lena", "lead"), at(3)))),
        ["late limit_reached"]
    );
    // Somebody else has their own count.
    granted(desk.request(&rules(), &small, &request("leo", "lead"), at(3)));
    // A second: the first of them stops counting after exactly thirty days, not a second before.
    let last = refused(desk.request(&rules(), &small, &request("lena", "lead"), at(30 * DAY - 1)));
    assert_eq!(short_of(last), ["late limit_reached"]);
    granted(desk.request(&rules(), &small, &request("lena", "lead"), at(30 * DAY)));
    verifies(&mut desk);

    // A cent: 300 EUR in thirty days.
    let mut desk = self::desk();
    granted(desk.request(&rules(), &case("amount: 150 EUR"), &request("lena", "lead"), at(0)));
    let more = refused(desk.request(&rules(), &case("amount: 150.01 EUR"), &request("lena", "lead"), at(0)));
    assert_eq!(short_of(more), ["late condition"]);
    granted(desk.request(&rules(), &case("amount: 149.99 EUR"), &request("lena", "lead"), at(0)));
    assert_eq!(
        short_of(refused(desk.request(&rules(), &case("amount: 0.02 EUR"), &request("lena", "lead"), at(0)))),
        ["late limit_reached"]
    );
    granted(desk.request(&rules(), &case("amount: 0.01 EUR"), &request("lena", "lead"), at(0)));
    verifies(&mut desk);

    // Per role, and a day is 24 hours; the day of the case is no matter.
    let mut desk = self::desk();
    let gift = |by: &str| Request::new("gift", by, "manager");
    granted(desk.request(&rules(), &small, &gift("mia"), at(0)));
    granted(desk.request(&rules(), &small, &gift("max"), at(1)));
    let later = small.clone().with_today(candor::Date::new(2027, 5, 1).unwrap());
    assert_eq!(short_of(refused(desk.request(&rules(), &later, &gift("mia"), at(DAY - 1)))), ["gift limit_reached"]);
    granted(desk.request(&rules(), &later, &gift("mia"), at(DAY)));
    verifies(&mut desk);
}

#[test]
fn what_is_used_up_comes_back_and_is_no_dead_end() {
    let rules = "rulebook desk \"Desk\"\n  edition   \"1\"\n\nrole lead \"the lead\"\n\naction refund \"a refund\" allowed unless restricted\n\n\
                 restriction late \"Late\" on refund\n  source    house policy \"H\"\n  override  by lead, at most 1 time in 30 days in all, with written reason\n";
    let rules = Rulebook::from_text("desk.rulebook", rules).unwrap();
    let case = rules.case("case.yaml", "today: 2026-11-21").unwrap();
    let mut desk = desk();
    granted(desk.request(&rules, &case, &request("lena", "lead"), at(0)));
    let answer = desk.why(&rules, candor::Audience::Staff, "refund", &case, at(1), Some("leo")).unwrap();
    assert_eq!((answer.standing, answer.dead_end), (candor::Standing::No, false));
}

#[test]
fn staff_are_told_what_is_left_before_they_try() {
    let mut desk = desk();
    granted(desk.request(&rules(), &case("amount: 120 EUR"), &request("lena", "lead"), at(0)));
    let answer = desk.why(&rules(), candor::Audience::Staff, "refund", &case(""), at(1), Some("lena")).unwrap();
    let text = candor::render::text(&answer, candor::render::Style::default());
    assert!(text.contains("2 left") && text.contains("180.00 EUR left"), "{text}");
    let nobody = desk.why(&rules(), candor::Audience::Staff, "refund", &case(""), at(1), None).unwrap();
    assert!(candor::render::text(&nobody, candor::render::Style::default()).contains("not checked here"));
}

/// Where no role covers everything, staff are told who would have to come together; and nobody can grant it alone.
#[test]
fn who_covers_it_only_together_is_told() {
    let rules = edited("override  by lead, not by who judged worn", "override  by auditor");
    let worn = case("worn: yes");
    let mut desk = desk();
    let answer = desk.why(&rules, candor::Audience::Staff, "refund", &worn, at(1), None).unwrap();
    let names = |set: &Vec<candor::explain::Named>| set.iter().map(|role| role.name.clone()).collect::<Vec<_>>();
    assert_eq!(answer.together.iter().map(names).collect::<Vec<_>>(), [["lead", "auditor"]]);
    let page = candor::render::staff(&answer, candor::render::Style::default());
    assert!(page.contains("nobody alone: the shift lead and the auditor may each decide"), "{page}");
    assert!(page.contains("Refer    Head of Service, who answers for these rules"), "{page}");
    assert_eq!(
        short_of(refused(desk.request(&rules, &worn, &request("lena", "lead"), at(1)))),
        ["worn_article other_roles"]
    );
    // Law is nobody's, and then nobody is sent round.
    let mut lawful = worn.clone();
    rules.set(&mut lawful, "case", "id_shown=no").unwrap();
    assert!(rules.why("refund", &lawful).unwrap().together.is_empty());
}

#[test]
fn a_request_that_needs_another_person_waits_as_plain_data() {
    let store = Memory::new();
    let mut desk = Desk::init(ledger(&store), at(0)).unwrap().with_directory(staff());
    let large = case("amount: 600 EUR, age: 3");
    let ask = request("mia", "manager").evidence("a photo", "IMG_1.jpg");
    let waiting = pending(desk.request(&rules(), &large, &ask, at(1)));
    assert_eq!(waiting.needs, ["manager"]);
    // Through a queue and to another program.
    let text = serde_json::to_string(&Reply::NeedsAnother(waiting)).unwrap();
    let Reply::NeedsAnother(waiting) = serde_json::from_str(&text).unwrap() else { panic!("{text}") };
    let mut other = Desk::open(ledger(&store)).unwrap().with_directory(staff());
    let rows: [(&str, &str, &str); 5] = [
        ("mia", "manager", "own_request"),
        ("lena", "manager", "role_not_held"),
        ("lena", "lead", "not_asked"),
        ("tim", "manager", "role_not_held"),
        ("max ", "manager", "text"),
    ];
    for (by, role, code) in rows {
        let refusal = refused(other.confirm(&rules(), &large, &waiting.id, by, role, at(200)));
        assert_eq!(refusal.code(), code, "{by} as {role}: {refusal}");
    }
    assert_eq!(refused(other.confirm(&rules(), &large, "7", "max", "manager", at(200))).code(), "not_pending");
    let grant = granted(other.confirm(&rules(), &large, &waiting.id, "max", "manager", at(200)));
    assert_eq!(grant.confirmed_by[0].id, "max");
    assert_eq!(recorded(&mut other), ["opened", "requested", "confirmed", "granted"]);
    assert_eq!(refused(desk.confirm(&rules(), &large, &waiting.id, "max", "manager", at(201))).code(), "not_pending");
    verifies(&mut desk);
    // A cent less needs nobody else.
    granted(desk.request(&rules(), &case("amount: 599.99 EUR, age: 3"), &ask, at(300)));
}

#[test]
fn another_person_may_say_no() {
    let mut desk = desk();
    let large = case("amount: 600 EUR, age: 3");
    let ask = request("mia", "manager").evidence("a photo", "IMG_1.jpg");
    let waiting = pending(desk.request(&rules(), &large, &ask, at(1)));
    let no = |desk: &mut Desk<Memory>, rules: &Rulebook, by: &str, role: &str| {
        refused(desk.decline(rules, &waiting.id, by, role, "The photo shows another one.", at(2)))
    };
    // Not everybody may, and nobody by rules of their own.
    assert_eq!(no(&mut desk, &rules(), "lena", "lead").code(), "not_asked");
    let mine = edited("role auditor \"the auditor\"", "role auditor \"the auditor\" with all powers of manager");
    assert_eq!(no(&mut desk, &mine, "ada", "auditor").code(), "stale");
    let refusal = no(&mut desk, &rules(), "max", "manager");
    assert_eq!(refusal.to_string(), "`max` said no: The photo shows another one.");
    assert_eq!(refused(desk.confirm(&rules(), &large, &waiting.id, "max", "manager", at(3))).code(), "not_pending");
    assert_eq!(refused(desk.request(&rules(), &large, &ask.id(&waiting.id), at(4))).code(), "replayed");
    verifies(&mut desk);
}

#[test]
fn a_state_that_went_stale_is_refused() {
    let large = case("amount: 600 EUR, age: 40");
    let ask = || request("mia", "manager").evidence("a photo", "IMG_1.jpg");
    let confirm = |change: &dyn Fn(&mut Desk<Memory>), rules: &Rulebook, case: &Case, now: i64| {
        let mut desk = desk();
        let waiting = pending(desk.request(&self::rules(), &large, &ask(), at(1)));
        change(&mut desk);
        let reply = desk.confirm(rules, case, &waiting.id, "max", "manager", at(now));
        verifies(&mut desk);
        reply
    };
    let nothing = |_: &mut Desk<Memory>| ();
    granted(confirm(&nothing, &rules(), &large, 5));
    let stale = |reply| match refused(reply) {
        Refusal::Stale { what } => serde_json::to_string(&what).unwrap(),
        other => panic!("{other:?}"),
    };
    let new_edition = edited("edition   \"1\"", "edition   \"2\"");
    assert_eq!(stale(confirm(&nothing, &new_edition, &large, 5)), "\"edition\"");
    assert_eq!(stale(confirm(&nothing, &rules(), &case("amount: 601 EUR, age: 40"), 5)), "\"facts\"");
    let tomorrow = large.clone().with_today(candor::Date::new(2026, 11, 22).unwrap());
    assert_eq!(stale(confirm(&nothing, &rules(), &tomorrow, 5)), "\"facts\"");
    let spend = |desk: &mut Desk<Memory>| {
        granted(desk.request(&rules(), &case("amount: 200 EUR"), &request("max", "manager"), at(2)));
    };
    assert_eq!(stale(confirm(&spend, &rules(), &large, 5)), "\"counts\"");
    let adopt = |desk: &mut Desk<Memory>| {
        desk.adopt(&edited("edition   \"1\"", "edition   \"2\""), "ada", at(2)).unwrap().unwrap();
    };
    assert_eq!(stale(confirm(&adopt, &rules(), &large, 5)), "\"edition\"");
    // What no longer counts changes the counts as well.
    let mut desk = desk();
    granted(desk.request(&rules(), &case("amount: 200 EUR"), &request("max", "manager"), at(0)));
    let ask = ask().until(at(11 * DAY));
    let waiting = pending(desk.request(&rules(), &large, &ask, at(1)));
    let reply = desk.confirm(&rules(), &large, &waiting.id, "max", "manager", at(10 * DAY));
    assert_eq!(stale(reply), "\"counts\"");
}

#[test]
fn what_is_not_used_in_time_lapses() {
    let mut desk = desk();
    let small = case("");
    let grant = granted(desk.request(&rules(), &small, &request("lena", "lead").until(at(100)), at(1)));
    // The second at which it is over is too late.
    assert_eq!(desk.use_grant(&rules(), &small, &grant.id, "lena", at(100)).unwrap().unwrap_err().code(), "too_late");
    assert_eq!(desk.use_grant(&rules(), &small, &grant.id, "lena", at(100)).unwrap().unwrap_err().code(), "too_late");
    assert_eq!(recorded(&mut desk), ["opened", "granted", "lapsed"]);
    let grant = granted(desk.request(&rules(), &small, &request("lena", "lead").until(at(300)), at(200)));
    assert_eq!(desk.use_grant(&rules(), &small, &grant.id, "lena", at(299)).unwrap(), Ok(()));
    // A grant is used once.
    assert_eq!(
        desk.use_grant(&rules(), &small, &grant.id, "lena", at(299)).unwrap().unwrap_err().code(),
        "used_already"
    );

    let large = case("amount: 600 EUR, age: 3");
    let ask = request("mia", "manager").evidence("a photo", "1").until(at(500));
    let waiting = pending(desk.request(&rules(), &large, &ask, at(400)));
    assert_eq!(refused(desk.confirm(&rules(), &large, &waiting.id, "max", "manager", at(500))).code(), "too_late");
    assert_eq!(refused(desk.confirm(&rules(), &large, &waiting.id, "max", "manager", at(500))).code(), "not_pending");
    verifies(&mut desk);
}

#[test]
fn a_grant_is_for_one_action_of_one_case_under_one_rulebook() {
    let mut desk = desk();
    let grant = granted(desk.request(&rules(), &case(""), &request("lena", "lead").id("R-1"), at(1)));
    assert_eq!(grant.id, "R-1");
    let try_it = |desk: &mut Desk<Memory>, rules: &Rulebook, case: &Case, id: &str| {
        desk.use_grant(rules, case, id, "lena", at(2)).unwrap().unwrap_err().code()
    };
    assert_eq!(try_it(&mut desk, &rules(), &case("amount: 101 EUR"), "R-1"), "stale");
    assert_eq!(try_it(&mut desk, &edited("Handbook 1", "Handbook 1a"), &case(""), "R-1"), "stale");
    assert_eq!(try_it(&mut desk, &rules(), &case(""), "r-1"), "no_grant");
    assert_eq!(
        refused(desk.request(&rules(), &case(""), &request("lena", "lead").id("R-1"), at(3))).code(),
        "replayed"
    );
    assert_eq!(desk.use_grant(&rules(), &case(""), "R-1", "lena", at(3)).unwrap(), Ok(()));
    verifies(&mut desk);
}

#[test]
fn a_grant_can_be_taken_back_and_still_counts() {
    let mut desk = desk();
    let ids: Vec<String> = (0..3)
        .map(|n| granted(desk.request(&rules(), &case("amount: 1 EUR"), &request("lena", "lead"), at(n))).id)
        .collect();
    let mut revoke = |id: &str, by: &str, role: &str, reason: &str| {
        desk.revoke(&rules(), id, by, role, reason, at(10)).unwrap().map_err(|refusal| refusal.code())
    };
    assert_eq!(revoke(&ids[0], "cleo", "clerk", "No."), Err("not_theirs"));
    assert_eq!(revoke(&ids[0], "cleo", "lead", "No."), Err("role_not_held"));
    assert_eq!(revoke(&ids[0], "leo", "lead", " "), Err("text"));
    assert_eq!(revoke(&ids[0], "mia", "manager", "It was another article."), Ok(()));
    assert_eq!(revoke(&ids[0], "mia", "manager", "Again."), Err("revoked"));
    assert_eq!(
        desk.use_grant(&rules(), &case("amount: 1 EUR"), &ids[0], "lena", at(11)).unwrap().unwrap_err().code(),
        "revoked"
    );
    // What was granted counts: else granting, using off the record and taking back would leave no limit.
    assert_eq!(
        short_of(refused(desk.request(&rules(), &case("amount: 1 EUR"), &request("lena", "lead"), at(12)))),
        ["late limit_reached"]
    );
    verifies(&mut desk);
}

#[test]
fn somebody_else_looks_at_it_afterwards() {
    let mut desk = desk();
    let grant =
        granted(desk.request(&rules(), &case(""), &request("mia", "manager").reason("A good customer."), at(1)));
    // The manager went by the line of the lead, which asks for no review; above 150 EUR only the manager's own line is left.
    assert_eq!(grant.reviews, []);
    let grant = granted(desk.request(&rules(), &case("amount: 200 EUR"), &request("mia", "manager"), at(2)));
    let [due] = grant.reviews.as_slice() else { panic!("{:?}", grant.reviews) };
    assert_eq!((due.by.as_str(), due.due), ("auditor", at(2 + 7 * DAY)));
    assert!(!desk.due(at(2 + 7 * DAY)).unwrap()[0].overdue);
    assert!(desk.due(at(3 + 7 * DAY)).unwrap()[0].overdue);
    let mut review = |by: &str, role: &str, note: &str| {
        let finding = Finding::UpheldWithAdvice;
        desk.review(&rules(), &grant.id, by, role, finding, note, at(20)).unwrap().map_err(|refusal| refusal.code())
    };
    assert_eq!(review("mia", "manager", "Fine."), Err("own_review"));
    assert_eq!(review("max", "manager", "Fine."), Err("not_theirs"));
    assert_eq!(review("max", "auditor", "Fine."), Err("role_not_held"));
    assert_eq!(review("ada", "auditor", ""), Err("text"));
    let mine = edited("role clerk \"the clerk\"", "role clerk \"the clerk\" with all powers of auditor");
    let by_clerk = desk.review(&mine, &grant.id, "cleo", "clerk", Finding::Upheld, "Fine.", at(20)).unwrap();
    assert_eq!(by_clerk.unwrap_err().code(), "stale");
    let mut review = |by: &str, role: &str, note: &str| {
        let finding = Finding::UpheldWithAdvice;
        desk.review(&rules(), &grant.id, by, role, finding, note, at(20)).unwrap().map_err(|refusal| refusal.code())
    };
    assert_eq!(review("ada", "auditor", "Say so to the customer at once next time."), Ok(()));
    assert_eq!(review("ada", "auditor", "Once more."), Err("reviewed_already"));
    assert!(desk.due(at(20)).unwrap().is_empty());
    // Where the rulebook names no role, it is one that could have decided it.
    let ill = case("illness: yes, age: 3");
    let grant = granted(desk.request(&rules(), &ill, &request("lena", "lead").salt([9; 32]), at(21)));
    let by_auditor = desk.review(&rules(), &grant.id, "ada", "auditor", Finding::Upheld, "Fine.", at(22)).unwrap();
    assert_eq!(by_auditor.unwrap_err().code(), "not_theirs");
    assert_eq!(desk.review(&rules(), &grant.id, "mia", "manager", Finding::Upheld, "Fine.", at(22)).unwrap(), Ok(()));
    verifies(&mut desk);
}

/// Two rules, two reviewers: each looks at it, and neither for the other.
#[test]
fn every_review_that_is_due_is_done() {
    let mut desk = desk();
    let both = case("illness: yes, amount: 200 EUR");
    let grant = granted(desk.request(&rules(), &both, &request("mia", "manager").salt([9; 32]), at(1)));
    let due = |desk: &mut Desk<Memory>| desk.due(at(2)).unwrap().into_iter().map(|d| d.review.by).collect::<Vec<_>>();
    assert_eq!(due(&mut desk), ["auditor", "manager"]);
    let review = |desk: &mut Desk<Memory>, by: &str, role: &str| {
        desk.review(&rules(), &grant.id, by, role, Finding::Upheld, "Fine.", at(2)).unwrap().map_err(|r| r.code())
    };
    assert_eq!(review(&mut desk, "ada", "auditor"), Ok(()));
    assert_eq!(due(&mut desk), ["manager"]);
    assert_eq!(review(&mut desk, "ada", "auditor"), Err("not_theirs"));
    assert_eq!(review(&mut desk, "max", "manager"), Ok(()));
    assert_eq!(review(&mut desk, "max", "manager"), Err("reviewed_already"));
    assert!(due(&mut desk).is_empty());
    verifies(&mut desk);
}

#[test]
fn a_word_to_the_owner_of_the_rules() {
    let mut desk = desk();
    assert_eq!(
        desk.feedback(&rules(), "late", "lena", "Thirty days are short for parcels from abroad.", at(1)).unwrap(),
        Ok(())
    );
    assert_eq!(desk.feedback(&rules(), "laet", "lena", "Hm.", at(1)).unwrap().unwrap_err().code(), "unknown_rule");
    assert_eq!(recorded(&mut desk), ["opened", "feedback"]);
    verifies(&mut desk);
}

#[test]
fn only_the_adopted_edition_counts() {
    let mut desk = desk();
    let adopted = desk.adopt(&rules(), "ada", at(1)).unwrap().unwrap();
    assert!(adopted.changes.iter().all(|line| line.starts_with("+ ")), "the first edition is new as a whole");
    granted(desk.request(&rules(), &case(""), &request("lena", "lead"), at(2)));
    // Somebody edits the limits for themselves.
    let higher = edited("amount is at most 150 EUR", "amount is at most 1500 EUR");
    let refusal = refused(desk.request(&higher, &case("amount: 1000 EUR"), &request("lena", "lead"), at(3)));
    assert_eq!(refusal.code(), "other_edition");
    // And if it is adopted, the ledger says what changed.
    // Nor is it another rulebook by being called otherwise.
    let renamed = edited("rulebook desk ", "rulebook desk2 ");
    assert_eq!(refused(desk.request(&renamed, &case(""), &request("lena", "lead"), at(3))).code(), "other_edition");
    assert_eq!(desk.adopt(&higher, "eve", at(4)).unwrap().unwrap_err().code(), "role_not_held");
    let adopted = desk.adopt(&higher, "ada", at(4)).unwrap().unwrap();
    let [gone, new] = adopted.changes.as_slice() else { panic!("{:?}", adopted.changes) };
    assert!(gone.starts_with("- late: override by lead if amount is at most 150 EUR"), "{gone}");
    assert!(new.starts_with("+ late: override by lead if amount is at most 1500 EUR"), "{new}");
    assert_eq!(refused(desk.request(&rules(), &case(""), &request("lena", "lead"), at(5))).code(), "other_edition");
    verifies(&mut desk);
}

#[test]
fn what_is_sensitive_is_no_part_of_the_ledger_and_can_be_erased() {
    let store = Memory::new();
    let mut desk = Desk::init(ledger(&store), at(0)).unwrap().with_directory(staff());
    let ill = case("illness: yes");
    let ask = request("lena", "lead");
    assert!(matches!(desk.request(&rules(), &ill, &ask, at(1)), Err(DeskError::NoSalt)));
    let grant = granted(desk.request(&rules(), &ill, &ask.salt([7; 32]), at(1)));
    let record = desk.records().unwrap().pop().unwrap();
    let line = String::from_utf8(record.line()).unwrap();
    assert!(line.contains(r#""illness":{"committed":""#), "{line}");
    assert_eq!(desk.sensitive(&grant.id).unwrap()["illness"], "yes");
    // The case is the same only with its sensitive facts.
    let well = desk.use_grant(&rules(), &case("illness: no"), &grant.id, "lena", at(2)).unwrap();
    assert_eq!(well.unwrap_err().code(), "stale");
    let checkpoint = desk.ledger().checkpoint().unwrap().unwrap();
    assert_eq!(desk.erase(&grant.id, "ada", "The customer asked for it.", at(3)).unwrap(), Ok(()));
    assert!(desk.sensitive(&grant.id).unwrap().is_empty());
    verify(desk.ledger(), Some(&checkpoint), &mut |_, _| ()).unwrap();
    assert_eq!(desk.erase("nobody", "ada", "Why not.", at(3)).unwrap().unwrap_err().code(), "no_grant");
}

/// Nothing of an answer or a record gives a sensitive fact away to somebody who tries all values.
#[test]
fn without_the_salt_nothing_tells_a_sensitive_fact() {
    let (ill, well) = (case("illness: yes"), case("illness: no"));
    let id = |case: &Case| rules().why("exchange", case).unwrap().answer_id;
    assert_eq!(id(&ill), id(&well), "without a salt it is left out");
    assert_ne!(id(&ill.clone().with_salt([1; 32])), id(&well.clone().with_salt([1; 32])));
    assert_ne!(id(&ill.clone().with_salt([1; 32])), id(&ill.with_salt([2; 32])));
}

#[test]
fn a_role_that_nobody_vouches_for_is_called_asserted() {
    let mut desk = Desk::init(ledger(&Memory::new()), at(0)).unwrap();
    let grant = granted(desk.request(&rules(), &case(""), &request("eve", "manager"), at(1)));
    assert!(serde_json::to_string(&grant.ask.by).unwrap().contains(r#""role":"asserted""#));
    let mut desk = self::desk();
    let grant = granted(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
    assert!(serde_json::to_string(&grant.ask.by).unwrap().contains(r#""role":"vouched""#));
}

#[test]
fn a_ledger_is_opened_once_and_read_back_whole() {
    let store = Memory::new();
    assert!(matches!(Desk::open(ledger(&store)), Err(DeskError::New)));
    let mut desk = Desk::init(ledger(&store), at(0)).unwrap();
    assert!(matches!(Desk::init(ledger(&store), at(1)), Err(DeskError::Exists)));
    granted(desk.request(&rules(), &case(""), &request("lena", "lead"), at(1)));
    let mut again = Desk::open(ledger(&store)).unwrap();
    assert_eq!(again.records().unwrap(), desk.records().unwrap());
    let Event::Granted(granted) = &again.records().unwrap()[1].event else { panic!() };
    assert_eq!(granted.ask.overrides[0].limits.len(), 2);
}
