//! What the laws found: the least rulebook and case of each wrong answer, kept so that it stays right.

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
