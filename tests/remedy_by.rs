//! `remedy by` and `remedy not by`: what may be suggested where law or regulation stands in the way, and what never is.

use candor::{Explanation, Outcome, Rulebook};

const FACTS: &str = r#"rulebook desk "Desk"
  edition   "1"

fact paid "it is paid": yes/no
  customer  can provide "pay", effort small

fact signed "it is signed": yes/no
  customer  can provide "sign", effort small

"#;

const OPEN: &str = "action lend \"to lend\" allowed unless restricted\n";
const CLOSED: &str =
    "action lend \"to lend\" denied unless permitted\n  source    house policy \"H 0\"\n  override  by nobody\n";
const PAY: &str = "requirement payment \"Payment\" for lend\n  required  paid\n  source    house policy \"H 1\"\n  override  by nobody\n";
const LAW: &str = "restriction law \"The law\" on lend\n  when      not paid\n  source    law \"L 1\"\n";

fn suggested(statements: &[&str]) -> Vec<String> {
    let rulebook = Rulebook::from_text("desk", &(FACTS.to_owned() + &statements.join("\n"))).unwrap();
    let case = rulebook.case("case", "today: 2026-03-01\nfacts: {paid: no, signed: no}\n").unwrap();
    let answer: Explanation = rulebook.why("lend", &case).unwrap();
    assert_eq!(answer.outcome, Outcome::Denied);
    answer.remedies.iter().flat_map(|r| &r.changes).map(|c| c.fact.name.clone()).collect()
}

#[test]
fn a_restriction_of_law_gives_way_to_the_facts_it_names_only() {
    assert_eq!(suggested(&[OPEN, PAY]), ["paid"]);
    assert!(suggested(&[OPEN, PAY, LAW]).is_empty());
    assert_eq!(suggested(&[OPEN, PAY, &format!("{LAW}  remedy by paid\n")]), ["paid"]);
    assert!(suggested(&[OPEN, PAY, &format!("{LAW}  remedy by signed\n")]).is_empty());
}

#[test]
fn so_does_a_permission_or_right_of_law() {
    let permission = "permission payers \"Payers\" to lend\n  when      paid\n  source    law \"L 2\"\n";
    assert!(suggested(&[CLOSED, PAY, permission]).is_empty());
    assert_eq!(suggested(&[CLOSED, PAY, &format!("{permission}  remedy by paid\n")]), ["paid"]);
    let house = "restriction house \"Closed\" on lend\n  source    house policy \"H 2\"\n  override  by nobody\n";
    let right =
        "right payers \"Payers\" to lend\n  when      paid\n  prevails over house policy\n  source    law \"L 3\"\n";
    assert!(suggested(&[OPEN, PAY, house, right]).is_empty());
    assert_eq!(suggested(&[OPEN, PAY, house, &format!("{right}  remedy by paid\n")]), ["paid"]);
}

#[test]
fn what_a_rule_keeps_out_is_never_suggested() {
    let kept_out = format!("{PAY}  remedy not by paid\n");
    assert!(suggested(&[OPEN, &kept_out]).is_empty());
    let exception = "exception signers \"Signers\" lifts payment\n  when      signed\n  remedy not by paid\n  source    house policy \"H 3\"\n";
    assert_eq!(suggested(&[OPEN, PAY, exception]), ["signed"]);
    assert_eq!(suggested(&[OPEN, PAY, &exception.replace("by paid", "by signed")]), ["paid"]);
}

#[test]
fn nor_is_a_law_evaded_by_way_of_another_action() {
    let other = "action pay_back \"to pay back\" allowed unless restricted\n";
    let asks = "restriction asks \"Asks\" on lend\n  when      pay_back is not allowed\n  source    house policy \"H 4\"\n  override  by nobody\n";
    let law = LAW.replace("on lend", "on pay_back");
    assert!(suggested(&[OPEN, other, PAY, asks, &law]).is_empty());
    assert_eq!(suggested(&[OPEN, other, PAY, asks, &format!("{law}  remedy by paid\n")]), ["paid"]);
}

#[test]
fn what_may_not_be_suggested_is_not_listed_as_changeable() {
    let rulebook = Rulebook::from_text("desk", &[FACTS, OPEN, LAW].concat()).unwrap();
    let case = rulebook.case("case", "today: 2026-03-01\nfacts: {paid: no}\n").unwrap();
    assert!(rulebook.why("lend", &case).unwrap().changeable.is_empty());
}
