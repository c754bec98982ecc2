//! Terms that may be stated: what is stated wins over the definition, and the answer says so.

use candor::render::{self, Style};
use candor::{Audience, Case, Date, Explanation, Outcome, Rulebook, suite};

const RULEBOOK: &str = r#"rulebook desk "Desk"
  edition   "1"
  currency  EUR

fact price "the price": money
  range     0 EUR to 1_000 EUR
fact bought "the day it was bought": date
fact paid "it is paid": yes/no
  customer  can provide "pay", effort small
fact suspect "on the list": yes/no
  never tell customer

figure limit "the limit": money
  from 2026-01-01: 100 EUR, by house policy "H"
  from 2026-06-01: 500 EUR, by house policy "H"

term fee "the fee": money
  means     (the lesser of ((10% of price), limit)) rounded to 0.01 up, by house policy "H"
  may be stated
  range     0 EUR to 1_000 EUR

term trusted "trusted": yes/no
  means     not suspect
  may be stated

term settled "settled": yes/no
  means     paid
  may be stated

term doubled "twice the fee": money
  means     2 * fee, by house policy "H"

action lend "to lend" allowed unless restricted

restriction dear "Too dear" on lend
  when      doubled is more than 100 EUR
  source    house policy "H"
  tell customer "The fee of {fee} is too high."
  tell staff "Fee {fee}."
  override  by nobody

action take "to take" allowed unless restricted

restriction watched "Watched" on take
  when      not trusted
  source    house policy "H"
  tell customer "Please ask at the desk."
  tell staff "Not trusted."
  override  by nobody

action settle "to settle" allowed unless restricted

requirement payment "Payment" for settle
  required  settled
  source    house policy "H"
  tell customer "Please pay."
  tell staff "Pay."
  override  by nobody

example "a stated fee wins"
  today 2026-03-01
  given price 10 EUR, fee 60 EUR
  then  lend is denied by dear, doubled is 120 EUR
"#;

fn rulebook() -> Rulebook {
    let (rulebook, report) = Rulebook::check("desk", RULEBOOK);
    assert!(report.diagnostics.iter().all(|d| !d.is_error()), "{:?}", report.diagnostics);
    rulebook.unwrap()
}

fn case(facts: &str) -> Case {
    rulebook().case("case", &format!("today: 2026-03-01\nfacts: {{{facts}}}\n")).unwrap()
}

fn why(action: &str, facts: &str) -> Explanation {
    rulebook().why(action, &case(facts)).unwrap()
}

#[test]
fn what_is_stated_wins_over_the_definition() {
    assert_eq!(why("lend", "price: 600 EUR").outcome, Outcome::Denied);
    assert_eq!(why("lend", "price: 600 EUR, fee: 50 EUR").outcome, Outcome::Allowed);
    assert_eq!(why("lend", "price: 10 EUR, fee: 50.01 EUR").outcome, Outcome::Denied);
    // Nothing else has to be known then, and nothing else is asked.
    assert_eq!(why("lend", "fee: 50 EUR").outcome, Outcome::Allowed);
    let open = why("lend", "");
    assert_eq!(open.missing.iter().map(|m| m.fact.name.as_str()).collect::<Vec<_>>(), ["price"]);
    assert!(open.restrictions[0].facts.iter().all(|fact| fact.fact != "fee"));
}

#[test]
fn the_answer_says_that_it_was_stated() {
    let answer = why("lend", "price: 600 EUR, fee: 60 EUR");
    let facts: Vec<_> = answer.restrictions[0].facts.iter().map(|f| (f.fact.as_str(), f.stated_term)).collect();
    assert_eq!(facts, [("fee", true)]);
    let page = render::staff(&answer, Style::default());
    assert!(page.contains("60.00 EUR, as stated and not worked out"), "{page}");
    let auditor = rulebook().why_for(Audience::Auditor, "lend", &case("price: 600 EUR, fee: 60 EUR")).unwrap();
    assert!(render::text(&auditor, Style::default()).contains("60.00 EUR, stated"));
    let worked_out = why("lend", "price: 600 EUR");
    assert!(worked_out.restrictions[0].facts.iter().all(|fact| !fact.stated_term));
}

#[test]
fn what_is_stated_does_not_change_with_the_day() {
    let stated = why("lend", "price: 1000 EUR, fee: 60 EUR");
    assert_eq!((stated.outcome, stated.timeline.stretches.len()), (Outcome::Denied, 1));
}

#[test]
fn no_remedy_changes_it_or_what_it_would_follow_from() {
    assert_eq!(why("settle", "paid: no").outcome, Outcome::Denied);
    assert!(why("settle", "paid: no, settled: no").remedies.is_empty());
}

#[test]
fn it_is_stated_by_every_way_into_a_case() {
    let rulebook = rulebook();
    let today = Date::new(2026, 3, 1).unwrap();
    let denied = |case: &Case| assert_eq!(rulebook.why("lend", case).unwrap().outcome, Outcome::Denied);
    denied(&rulebook.case_builder(today).set("fee", "60 EUR").build().unwrap());
    denied(&rulebook.case_from(today, &std::collections::BTreeMap::from([("fee", "60 EUR")])).unwrap());
    let mut set = case("price: 10 EUR");
    rulebook.set(&mut set, "option", "fee=60 EUR").unwrap();
    denied(&set);
    let text = "given: {fee: 60 EUR}\ncases:\n  - {name: a, today: 2026-03-01, expect: {lend: {outcome: denied}, doubled: {value: 120 EUR}}}\n  - {name: b, today: 2026-03-01, facts: {fee: null, price: 10 EUR}, expect: {lend: {outcome: allowed}, fee: {value: 1 EUR}}}\n";
    let report = suite::run(&rulebook, "suite", text).unwrap();
    assert_eq!(report.counts().passed, 2, "{report:?}");
}

#[test]
fn what_is_stated_is_checked() {
    let wrong = |facts: &str| {
        let text = format!("today: 2026-03-01\nfacts: {{{facts}}}\n");
        rulebook().case("case", &text).unwrap_err().to_string()
    };
    assert!(wrong("fee: 1001 EUR").contains("E_"), "{}", wrong("fee: 1001 EUR"));
    assert!(wrong("fee: yes").contains("E_"), "{}", wrong("fee: yes"));
    assert!(wrong("doubled: 4 EUR").contains("is a term"), "{}", wrong("doubled: 4 EUR"));
}

#[test]
fn what_would_tell_what_is_never_told_is_not_told() {
    let rulebook = rulebook();
    let page = |facts: &str| {
        let answer = rulebook.why_for(Audience::Customer, "take", &case(facts)).unwrap();
        (render::json(&answer), answer.answer_id)
    };
    let hidden = page("suspect: yes");
    assert_eq!(hidden, page("trusted: no"));
    assert_eq!(hidden, page("trusted: no, suspect: no"));
    assert!(!hidden.0.contains("trusted") && !hidden.0.contains("Watched"), "{}", hidden.0);
}
