//! What the enumeration found: the least rulebook and case of each wrong answer, and the two traps on the way to reasons.

use candor::explain::Label;
use candor::{Error, Explanation, Rulebook};

fn asked(statements: &str, facts: &str) -> Result<Explanation, Error> {
    let text = format!("rulebook desk \"Desk\"\n  edition   \"1\"\n  currency  EUR\n\n{statements}");
    let desk = Rulebook::from_text("desk", &text).unwrap();
    desk.why("lend", &desk.case("case", &format!("today: 2026-03-01\nfacts: {{{facts}}}\n")).unwrap())
}

fn why(statements: &str, facts: &str) -> Explanation {
    asked(statements, facts).unwrap()
}

/// What is said of a case that cannot be, and what to do about it.
fn refused(statements: &str, facts: &str) -> (String, String) {
    let Err(Error::Text(mut report)) = asked(statements, facts) else { panic!("not refused") };
    let refused = report.diagnostics.remove(0);
    (refused.message, refused.help.unwrap())
}

/// The first change of the cheapest way out, and the day until which it takes.
fn cheapest(answer: &Explanation) -> (&str, Option<String>) {
    let remedy = &answer.remedies[0];
    (&remedy.changes[0].how, remedy.on.map(|day| day.to_string()))
}

fn deciding(answer: &Explanation) -> Vec<&str> {
    answer.restrictions[0].facts.iter().map(|fact| fact.fact.as_str()).collect()
}

const ROUTED: &str = r#"
fact topic "the topic": one of books, films

fact late "it is late": yes/no

fact member "a member": yes/no

action lend "to lend" allowed unless restricted

restriction late_ones "Late" on lend
  when      late
  source    house policy "H"
  override  by nobody

exception members "Members" lifts late_ones
  when      all of
            - topic is films
            - member
  source    house policy "H"
"#;

#[test]
fn what_beats_a_rule_on_another_topic_counts_while_the_topic_is_free() {
    // Of a member the topic decides: about films the exception would hold.
    let answer = why(ROUTED, "topic: books, late: yes, member: yes");
    assert_eq!(deciding(&answer), ["topic", "late"]);
    // Of anybody else either is enough, and one of them is needed.
    let answer = why(ROUTED, "topic: books, late: yes, member: no");
    assert_eq!(deciding(&answer).len(), 2);
    assert!(deciding(&answer).contains(&"late"));
}

#[test]
fn what_a_rule_reads_itself_is_no_reason_before_it_is_seen_to_suffice() {
    let rules = r#"
fact late "it is late": yes/no

fact member "a member": yes/no

action lend "to lend" allowed unless restricted

restriction late_ones "Late" on lend
  when      late
  source    house policy "H"
  override  by nobody

right of_members "Members" to lend
  when      member
  prevails over house policy
  source    contract "C"
"#;
    assert_eq!(deciding(&why(rules, "late: yes, member: no")), ["late", "member"]);
}

#[test]
fn less_effort_goes_before_fewer_days() {
    let rules = r#"
fact paid "it is paid": yes/no
  customer  can provide "pay at once, at the head office", effort large
  customer  can provide "pay by transfer", effort small, takes 2 days

action lend "to lend" allowed unless restricted

requirement payment "Payment" for lend
  required  paid
  source    house policy "H"
  override  by nobody
"#;
    let answer = why(rules, "paid: no");
    assert_eq!(cheapest(&answer), ("pay by transfer", Some("2026-03-03".to_owned())));
}

#[test]
fn that_no_change_can_be_is_a_proof() {
    let rules = r#"
fact paid "it is paid": yes/no
  customer  can choose "pay, or take it back", effort small

fact member "a member": yes/no

action lend "to lend" denied unless permitted
  source    house policy "H"
  override  by nobody

always not paid

restriction members "Members" on lend
  when      member
  source    house policy "H"
  override  by nobody
"#;
    let answer = why(rules, "paid: no");
    assert!(answer.remedies.is_empty());
    assert_eq!(answer.remedies_label, Label::Proven);
}

#[test]
fn a_change_that_only_passes_the_time_is_no_remedy() {
    // From 3 March on it is allowed whatever is signed.
    let rules = r#"
fact signed "it is signed": yes/no
  customer  can provide "sign", effort small, takes 3 days

fact big "it is big": yes/no

action lend "to lend" allowed unless restricted

restriction closed "Closed" on lend
  when      not (signed and big)
  source    house policy "H"
  in force  until 2026-03-02
  override  by nobody
"#;
    let answer = why(rules, "signed: no, big: no");
    assert!(answer.remedies.is_empty(), "{:?}", answer.remedies);
    assert_eq!(answer.timeline.opens_on.map(|day| day.to_string()).as_deref(), Some("2026-03-03"));
}

#[test]
fn a_slow_way_counts_also_where_it_takes_more_than_the_quick_one() {
    // Signed at the desk today it is not open yet; by mail it is open by then.
    let rules = r#"
fact signed "it is signed": yes/no
  customer  can provide "sign at the desk", effort small
  customer  can provide "sign by mail", effort large, takes 3 days

action lend "to lend" allowed unless restricted

requirement signature "Signature" for lend
  required  signed
  source    house policy "H"
  override  by nobody

restriction closed "Closed" on lend
  when      today is before 2026-03-03
  source    house policy "H"
  override  by nobody
"#;
    let answer = why(rules, "signed: no");
    assert_eq!(cheapest(&answer), ("sign by mail", Some("2026-03-04".to_owned())));
}

#[test]
fn what_has_no_value_before_and_after_a_change_is_nothing_evaded() {
    // Two lines of the fee hold and differ, so that nobody can tell whether it may be extended; lending does not wait for that.
    let rules = r#"
fact length "the days": whole number
  customer  can lower "bring it back earlier", effort small

fact paid "it is paid": yes/no

term fee "the fee": whole number
  means     2 if paid, by house policy "H"
  means     3 if length is at least 1, by house policy "H"

action lend "to lend" allowed unless restricted

action extend "to extend" allowed unless restricted

requirement enough "Enough" for extend
  required  fee is more than 2
  source    house policy "H"
  override  by nobody

requirement payment "Payment" for lend
  when      extend is allowed
  required  paid
  source    house policy "H"
  override  by nobody

restriction long "Too long" on lend
  when      length is more than 14
  source    house policy "H"
  override  by nobody
"#;
    let answer = why(rules, "length: 20, paid: yes");
    assert_eq!(answer.remedies.len(), 1);
    assert_eq!(answer.remedies_label, Label::Proven);
}

#[test]
fn a_change_is_needed_where_without_it_the_day_does_only_if_something_missing_is_right() {
    let rules = r#"
fact paid "it is paid": yes/no
  customer  can provide "pay by transfer", effort small, takes 3 days

fact member "a member": yes/no

action lend "to lend" denied unless permitted
  source    house policy "H"
  override  by nobody

restriction closed "Closed" on lend
  when      today is before 2026-03-03
  source    house policy "H"
  override  by nobody

permission members "Members" to lend
  when      member
  source    house policy "H"

permission payers "Whoever pays" to lend
  when      paid
  source    house policy "H"
"#;
    let answer = why(rules, "paid: no");
    assert_eq!(answer.remedies[0].changes[0].fact.name, "paid");
}

#[test]
fn what_is_missing_may_follow_from_what_it_has_to_fit_to() {
    let rules = r#"
fact cash "they pay cash": yes/no

fact card "they pay by card": yes/no

action lend "to lend" allowed unless restricted

always any of (cash, card)

restriction no_cards "No cards" on lend
  when      card
  source    house policy "H"
  override  by nobody
"#;
    let answer = why(rules, "cash: no");
    assert_eq!(deciding(&answer), ["cash"]);
    assert_eq!(answer.restrictions[0].facts_label, Label::Proven);
}

#[test]
fn what_nothing_missing_can_fit_to_is_refused() {
    let rules = r#"
fact cash "they pay cash": yes/no

fact card "they pay by card": yes/no

fact paid "it is paid": yes/no

action lend "to lend" allowed unless restricted

always any of (cash, card)

always any of (not card, paid)
"#;
    let (said, _) = refused(rules, "cash: no, paid: no");
    assert!(said.contains("this cannot be, whatever is not stated"), "{said}");
    assert!(said.contains("always any of (cash, card), and that always any of (not card, paid)"), "{said}");
}

#[test]
fn what_was_taken_for_something_and_cannot_be_is_asked_for() {
    let rules = r#"
fact adult "of age": yes/no
  if not stated, no

fact child "under age": yes/no

always adult is not child

action lend "to lend" allowed unless restricted
"#;
    let (said, help) = refused(rules, "child: no");
    assert_eq!(said, "this cannot be: the rulebook says that always adult is not child");
    assert_eq!(help, "state `adult` (taken for no), of which nothing was said; or correct one of the facts in it");
    // What could be anything and would still not fit is not asked for.
    let (_, help) = refused(&rules.replace("adult is not child", "child and (adult or not adult)"), "child: no");
    assert_eq!(help, "correct one of the facts in it");
}

#[test]
fn what_is_missing_is_changed_by_nobody_and_evades_no_law() {
    let rules = r#"
fact kind "the kind": one of book, film
  customer  can choose "take another", effort small

fact length "the days": whole number
  range     1 to 30
  customer  can lower "bring it back earlier", effort small

action lend "to lend" allowed unless restricted

restriction films "Films" on lend
  when      kind is film and length is at least 1
  source    law "L"
  remedy by kind
"#;
    let answer = why(rules, "kind: film");
    assert_eq!(cheapest(&answer), ("take another", None));
    assert_eq!(answer.remedies_label, Label::Proven);
}

#[test]
fn what_only_may_stand_in_the_way_and_ends_by_itself_opens_a_way_on_that_day() {
    // Two lines of the fee differ until the fourth, so that the law may apply, and reads what could be changed. Then it does not.
    let rules = r#"
fact member "a member": yes/no
  customer  can provide "become a member", effort small

term fee "a fee is due": yes/no
  means     today is before 2026-03-05 if not member, by house policy "H"
  means     no, by house policy "H"

action lend "to lend" allowed unless restricted

restriction unpaid "Fee" on lend
  when      fee
  source    law "L"

requirement members "Members" for lend
  required  member
  source    house policy "H"
  override  by nobody
"#;
    let answer = why(rules, "member: no");
    assert_eq!((answer.remedies.len(), answer.later.unwrap().on.to_string()), (0, "2026-03-05".to_owned()));
}
