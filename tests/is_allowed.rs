//! `ACTION is allowed` as a condition: the answer to another action, with all that decides it.

use candor::explain::FaultCode;
use candor::render::{self, Style};
use candor::{Audience, Date, Explanation, Outcome, Rulebook};

const RULEBOOK: &str = r#"rulebook desk "Desk"
  edition   "1"
  in force  from 2026-01-01

role lead "the lead"

fact member "a member": yes/no
  ask       "Are you a member?"

fact vip "a very important person": yes/no

fact late "too late": yes/no

fact suspect "on the list": yes/no
  never tell customer

action lend "to lend" allowed unless restricted

restriction lateness "Lateness" on lend
  when      late
  source    house policy "H 1"
  tell customer "You are late."
  tell staff "Late."
  override  by lead

exception important "Important people" lifts lateness
  when      vip
  source    house policy "H 2"

restriction closing "Closed for the summer" on lend
  source    contract "C 1"
  in force  from 2026-07-01 until 2026-08-31
  tell customer "Closed."
  tell staff "Closed."
  override  by nobody

right by_law "The right of members" to lend
  when      member and late
  prevails over contract
  source    law "L 1"

action gift "a gift" denied unless permitted
  source    house policy "H 3"
  tell customer "Gifts are for members."
  tell staff "Members only."
  override  by nobody

permission members "Members get gifts" to gift
  when      member
  source    house policy "H 4"

action extend "to extend" allowed unless restricted

restriction no_loan "Nothing to extend" on extend
  when      lend is not allowed
  source    house policy "H 5"
  tell customer "There is nothing to extend."
  tell staff "Lending is not allowed."
  override  by nobody

action renew "to renew" allowed unless restricted

term no_gift "no gift": yes/no
  means     not gift is allowed

requirement gifts_first "Gifts first" for renew
  when      no_gift
  required  vip
  source    house policy "H 6"
  tell customer "Take a gift first."
  tell staff "Gifts first."
  override  by nobody

action watch "to watch" allowed unless restricted

restriction watched "Watched" on watch
  when      suspect
  source    house policy "H 7"
  tell customer "Please ask at the desk."
  tell staff "On the list."
  override  by nobody

action follow "to follow" allowed unless restricted

restriction nothing_to_follow "Nothing to follow" on follow
  when      watch is not allowed
  source    house policy "H 8"
  tell customer "Please come to the desk."
  tell staff "Watching is not allowed."
  override  by nobody
"#;

fn why_on(today: &str, action: &str, facts: &str, audience: Audience) -> Explanation {
    let rulebook = Rulebook::from_text("desk", RULEBOOK).unwrap();
    let case = rulebook.case("case", &format!("today: {today}\nfacts: {{{facts}}}\n")).unwrap();
    rulebook.why_for(audience, action, &case).unwrap()
}

fn why(action: &str, facts: &str) -> Explanation {
    why_on("2026-03-01", action, facts, Audience::Staff)
}

fn day(month: i8, day: i8) -> Date {
    Date::new(2026, month, day).unwrap()
}

fn missing(answer: &Explanation) -> Vec<&str> {
    answer.missing.iter().map(|m| m.fact.name.as_str()).collect()
}

#[test]
fn the_answer_to_the_other_action_decides() {
    assert_eq!(why("extend", "late: yes, vip: no, member: no").outcome, Outcome::Denied);
    assert_eq!(why("extend", "late: no").outcome, Outcome::Allowed);
    // Its exceptions, its rights and its default denial count.
    assert_eq!(why("extend", "late: yes, vip: yes").outcome, Outcome::Allowed);
    assert_eq!(why_on("2026-07-15", "extend", "late: no, vip: no", Audience::Staff).outcome, Outcome::Denied);
    let right = why_on("2026-07-15", "extend", "late: yes, member: yes, vip: yes", Audience::Staff);
    assert_eq!(right.outcome, Outcome::Allowed);
    assert_eq!(why("renew", "member: no, vip: no").outcome, Outcome::Denied);
    assert_eq!(why("renew", "member: yes, vip: no").outcome, Outcome::Allowed);
}

#[test]
fn what_is_unknown_there_is_unknown_here_and_asked() {
    let answer = why("extend", "late: yes");
    assert_eq!((answer.outcome, missing(&answer)), (Outcome::Undetermined, vec!["vip"]));
    let answer = why("renew", "vip: no");
    assert_eq!((answer.outcome, missing(&answer)), (Outcome::Undetermined, vec!["member"]));
    // Where it does not matter it is not asked.
    assert_eq!(missing(&why("renew", "vip: yes")), Vec::<&str>::new());
}

#[test]
fn the_explanation_goes_down_to_what_stands_in_the_way_there() {
    let page = render::staff(&why("extend", "late: yes, vip: no, member: no"), Style::default());
    assert!(page.contains("to lend is not allowed"), "{page}");
    assert!(page.contains("Lateness: too late: yes (H 1)"), "{page}");
    let answer = why("extend", "late: yes, vip: no, member: no");
    let facts: Vec<&str> = answer.restrictions[0].facts.iter().map(|f| f.fact.as_str()).collect();
    assert_eq!(facts, ["vip", "late"]);
    let auditor = why_on("2026-07-15", "extend", "late: no, vip: no", Audience::Auditor);
    let grounds: Vec<_> = auditor.considered[0].because.iter().map(|g| g.label.as_deref()).collect();
    assert_eq!(grounds, [None, None], "{:?}", auditor.considered[0].because);
}

#[test]
fn a_term_that_asks_for_an_action_tells_why_too() {
    let rulebook = Rulebook::from_text("desk", RULEBOOK).unwrap();
    let case = rulebook.case("case", "{today: 2026-03-01, facts: {member: no}}").unwrap();
    let value = rulebook.why_value(Audience::Staff, "no_gift", &case).unwrap();
    let page = render::value(&value, Style::default());
    assert!(page.contains("a gift is not allowed") && page.contains("a member: no"), "{page}");
    let answer = render::staff(&why("renew", "member: no, vip: no"), Style::default());
    assert!(answer.contains("no gift: yes") && answer.contains("Members get gifts: a member: no"), "{answer}");
}

#[test]
fn the_days_on_which_the_other_answer_changes_change_this_one() {
    let answer = why("extend", "late: no, vip: no");
    assert_eq!((answer.outcome, answer.timeline.allowed_until), (Outcome::Allowed, Some(day(6, 30))));
    let closed = why_on("2026-07-15", "extend", "late: no, vip: no", Audience::Staff);
    assert_eq!((closed.timeline.opens_on, closed.timeline.was_allowed_until), (Some(day(9, 1)), Some(day(6, 30))));
    // A right that holds on every day leaves nothing to change.
    let right = why("extend", "late: yes, member: yes, vip: yes");
    assert_eq!((right.outcome, right.timeline.stretches.len()), (Outcome::Allowed, 1));
}

#[test]
fn overrides_do_not_count() {
    let answer = why("extend", "late: yes, vip: no, member: no");
    assert!(answer.authority.iter().all(|role| !role.covers), "{:?}", answer.authority);
}

#[test]
fn outside_of_the_edition_nothing_is_allowed_or_denied() {
    let answer = why_on("2025-12-31", "extend", "late: no", Audience::Staff);
    assert_eq!(answer.outcome, Outcome::Undetermined);
    assert_eq!(answer.faults.iter().map(|f| f.kind).collect::<Vec<_>>(), [FaultCode::NotInForce]);
}

#[test]
fn what_customers_are_never_told_there_they_are_not_told_here() {
    let answer = why_on("2026-03-01", "follow", "suspect: yes", Audience::Customer);
    assert_eq!((answer.restrictions.len(), answer.told.len()), (0, 1));
    let page = render::text(&answer, Style::default());
    assert!(!page.contains("watch") && !page.contains("the list"), "{page}");
}
