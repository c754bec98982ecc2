//! What the laws found: the least rulebook and case of each wrong answer, kept so that it stays right.

use candor::explain::Label;
use candor::{Explanation, Rulebook};

const FACTS: &str = r#"
role clerk "the clerk"

fact paid "it is paid": yes/no
  customer  can provide "pay", effort small

fact signed "it is signed": yes/no
  customer  can choose "sign, or take the signature back", effort medium, takes 3 days

action lend "to lend" allowed unless restricted
"#;

fn why(statements: &[&str], case: &str) -> Explanation {
    let header = "rulebook desk \"Desk\"\n  edition   \"1\"\n".to_owned();
    let rulebook = Rulebook::from_text("desk", &(header + &statements.join("\n"))).unwrap();
    rulebook.why("lend", &rulebook.case("case", case).unwrap()).unwrap()
}

#[test]
fn of_two_sets_of_deciding_facts_the_order_of_statements_does_not_choose() {
    let action = "action lend \"to lend\" allowed unless restricted\n";
    let rule = "restriction either \"Either\" on lend\n  when      member or late\n  source    law \"L\"\n";
    let (member, late) = ("fact member \"a member\": yes/no\n", "fact late \"it is late\": yes/no\n");
    let case = "today: 2026-03-01\nfacts: {member: yes, late: yes}\n";
    let one = why(&[action, rule, member, late], case);
    let other = why(&[action, rule, late, member], case);
    assert_eq!(one.restrictions[0].facts, other.restrictions[0].facts);
}

#[test]
fn a_remedy_asks_for_nothing_that_another_of_its_changes_makes_needless() {
    let unsigned = "requirement unsigned \"Unsigned\" for lend\n  when      not paid\n  required  not signed\n  source    house policy \"H\"\n  override  by nobody\n";
    let paid = "requirement payment \"Payment\" for lend\n  required  paid\n  source    house policy \"H\"\n  override  by nobody\n";
    let answer = why(&[FACTS, unsigned, paid], "today: 2026-03-01\nfacts: {paid: no, signed: yes}\n");
    let changed: Vec<&str> = answer.remedies[0].changes.iter().map(|c| c.fact.name.as_str()).collect();
    assert_eq!(changed, ["paid"]);
}

#[test]
fn no_proof_that_nothing_can_be_done_rests_on_what_passes_while_it_is_done() {
    // Once the signature is taken back, which takes three days, the closing days are over.
    let closed = "restriction closed \"Closed\" on lend\n  source    house policy \"H\"\n  in force  until 2026-03-02\n  override  by nobody\n";
    let signed = "restriction bound \"Bound\" on lend\n  when      signed\n  source    house policy \"H\"\n  override  by nobody\n";
    let answer = why(&[FACTS, closed, signed], "today: 2026-03-01\nfacts: {paid: no, signed: yes}\n");
    assert!(!answer.remedies.is_empty() || answer.remedies_label != Label::Proven);
}
