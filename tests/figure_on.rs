//! A figure on another day: the period of that day counts, and before its first date there is no value.

use candor::explain::{FaultCode, Segment};
use candor::{Audience, Date, Explanation, Outcome, Rulebook};

const RULEBOOK: &str = r#"rulebook desk "Desk"
  edition   "1"
  currency  EUR

fact received "the day it came": date
fact price "the price": money
fact waiting "the days of waiting": days
  range     0 days to 400 days

figure threshold "the threshold": money
  from 2025-01-01: 100 EUR, by law "L 1"
  from 2026-01-01: 200 EUR, by law "L 2"
  from 2026-07-01: 300 EUR, by law "L 3"

term then_due "what counted then": money
  means     threshold on (received + waiting)

action lend "to lend" allowed unless restricted

restriction dear "Too dear" on lend
  when      price is more than threshold on received
  source    house policy "H"
  tell customer "On that day the limit was {threshold on received}."
  tell staff "Over."
  override  by nobody

action keep "to keep" allowed unless restricted

restriction soon "Too dear in a month" on keep
  when      price is more than threshold on (today + 1 month)
  source    house policy "H"
  tell customer "Too dear."
  tell staff "Over."
  override  by nobody

action wait "to wait" allowed unless restricted

restriction waited "Too dear then" on wait
  when      price is at least then_due
  source    house policy "H"
  tell customer "Too dear."
  tell staff "Over."
  override  by nobody
"#;

fn why(action: &str, facts: &str) -> Explanation {
    let rulebook = Rulebook::from_text("desk", RULEBOOK).unwrap();
    let case = rulebook.case("case", &format!("today: 2026-03-01\nfacts: {{{facts}}}\n")).unwrap();
    rulebook.why(action, &case).unwrap()
}

fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap()
}

#[test]
fn the_period_of_that_day_counts() {
    assert_eq!(why("lend", "received: 2025-12-31, price: 150 EUR").outcome, Outcome::Denied);
    assert_eq!(why("lend", "received: 2026-01-01, price: 150 EUR").outcome, Outcome::Allowed);
    // A day to come is a day like another.
    assert_eq!(why("lend", "received: 2027-01-01, price: 300 EUR").outcome, Outcome::Allowed);
}

#[test]
fn before_the_first_date_there_is_no_value() {
    let answer = why("lend", "received: 2024-12-31, price: 150 EUR");
    assert_eq!(answer.outcome, Outcome::Undetermined);
    let faults: Vec<_> = answer.faults.iter().map(|f| (f.kind, f.at.as_str())).collect();
    assert_eq!(faults, [(FaultCode::BeforeFirstDate, "the threshold")]);
}

#[test]
fn without_the_day_it_cannot_be_told_and_the_day_is_asked() {
    let answer = why("lend", "price: 150 EUR");
    assert_eq!(answer.outcome, Outcome::Undetermined);
    let missing: Vec<&str> = answer.missing.iter().map(|m| m.fact.name.as_str()).collect();
    assert_eq!(missing, ["received"]);
    let through_a_term = why("wait", "price: 150 EUR, received: 2025-12-01");
    let missing: Vec<&str> = through_a_term.missing.iter().map(|m| m.fact.name.as_str()).collect();
    assert_eq!(missing, ["waiting"]);
}

#[test]
fn the_answer_says_the_value_and_the_day() {
    let answer = why("lend", "received: 2025-05-05, price: 150 EUR");
    let names =
        |segment: &Segment| if let Segment::Named(named, _) = segment { Some(named.name.clone()) } else { None };
    let named: Vec<String> = answer.restrictions[0].because[0].phrase.0.iter().filter_map(names).collect();
    assert_eq!(named, ["price", "threshold", "received"]);
    let facts: Vec<&str> = answer.restrictions[0].facts.iter().map(|f| f.fact.as_str()).collect();
    assert_eq!(facts, ["received", "price"]);
    let rulebook = Rulebook::from_text("desk", RULEBOOK).unwrap();
    let case = rulebook.case("case", "today: 2026-03-01\nfacts: {received: 2025-05-05, price: 150 EUR}").unwrap();
    let auditor = rulebook.why_for(Audience::Auditor, "lend", &case).unwrap();
    let value = &auditor.considered[0].values[0];
    assert_eq!((value.on, value.by.as_ref().unwrap().citation.as_str()), (Some(day(2025, 5, 5)), "L 1"));
}

#[test]
fn a_fixed_day_never_moves_and_a_moving_one_does() {
    let fixed = why("lend", "received: 2025-05-05, price: 150 EUR");
    assert_eq!((fixed.timeline.opens_on, fixed.timeline.stretches.len()), (None, 1));
    let moving = why("keep", "price: 250 EUR");
    assert_eq!((moving.outcome, moving.timeline.opens_on), (Outcome::Denied, Some(day(2026, 6, 1))));
}
