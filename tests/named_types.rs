//! Named types: facts and terms that share one list of values.

use candor::{Case, Outcome, Rulebook};

const RULEBOOK: &str = r#"rulebook desk "Desk"
  edition   "1"

type Region is one of eu, us
type Level  is ranked none, silver, gold

fact home "where they live": Region
fact sent "where it goes": Region
fact level "their level": Level

figure needed "the level that is needed": Level
  from 2026-01-01: silver, by law "L 1"

term zone "where it counts": Region
  means     home if level is at least gold
  means     sent otherwise

action send "to send" allowed unless restricted

restriction far "Too far" on send
  when      home is not sent and zone is eu
  source    house policy "H"
  tell customer "We do not send that far from {home}."
  tell staff "Far."
  override  by nobody

restriction low "A level too low" on send
  when      level is less than needed
  source    house policy "H"
  tell customer "That is for members."
  tell staff "Low."
  override  by nobody
"#;

fn outcome(facts: &str) -> Outcome {
    let rulebook = Rulebook::from_text("desk", RULEBOOK).unwrap();
    let case: Case = rulebook.case("case", &format!("today: 2026-03-01\nfacts: {{{facts}}}\n")).unwrap();
    rulebook.why("send", &case).unwrap().outcome
}

#[test]
fn what_has_one_type_can_be_compared() {
    assert_eq!(outcome("home: us, sent: eu, level: silver"), Outcome::Denied);
    assert_eq!(outcome("home: us, sent: eu, level: gold"), Outcome::Allowed);
    assert_eq!(outcome("home: eu, sent: eu, level: silver"), Outcome::Allowed);
    assert_eq!(outcome("home: eu, sent: eu, level: none"), Outcome::Denied);
}

#[test]
fn the_order_of_declarations_does_not_matter() {
    let (head, rest) = RULEBOOK.split_once("type Region").unwrap();
    let (types, rest) = rest.split_once("\n\n").unwrap();
    let moved = format!("{head}{rest}\ntype Region{types}\n");
    assert!(Rulebook::from_text("desk", &moved).is_ok());
}

#[test]
fn a_case_may_state_its_values_only() {
    let rulebook = Rulebook::from_text("desk", RULEBOOK).unwrap();
    let wrong = rulebook.case("case", "today: 2026-03-01\nfacts: {home: asia}\n").unwrap_err();
    assert!(wrong.to_string().contains("E_CHOICE"), "{wrong}");
}

#[test]
fn the_layout_is_kept() {
    let text = RULEBOOK.replace("Level  is", "Level is");
    assert_eq!(Rulebook::format("desk", RULEBOOK).unwrap(), text);
    assert_eq!(Rulebook::format("desk", &text).unwrap(), text);
}
