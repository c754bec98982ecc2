//! Larger rulebooks with a fact that routes: the facts of a reason fixed and all others random, the answer stays.

use candor::Rulebook;

use super::book::{ACTIONS, fact_name, rule_name};
use super::draw::{self, Chance, DAY};
use super::hold::number;
use super::naive::{At, Blocker};
use super::times;

#[test]
fn a_reason_fixed_and_the_rest_random_keeps_what_stands_in_the_way() {
    let mut tried = 0;
    for book_number in 0..6 * times() {
        let chance = &mut Chance::new(8_000_000_007 + book_number);
        let book = draw::routed(chance);
        let desk = Rulebook::from_text("desk", &book.text()).unwrap();
        for _ in 0..3 {
            let facts: Vec<i64> = book.facts.iter().map(|fact| chance.from(fact.low, fact.high)).collect();
            let stated: Vec<Option<i64>> = facts.iter().copied().map(Some).collect();
            let case = desk.case("case", &book.case_text(DAY, &stated)).unwrap();
            let answer = desk.why(ACTIONS[0], &case).unwrap();
            for restriction in answer.restrictions.iter().filter(|r| r.certain) {
                let at = (0..book.rules.len()).find(|at| rule_name(*at) == restriction.rule.rule).unwrap();
                let mut ends: Vec<(i64, i64)> = book.facts.iter().map(|fact| (fact.low, fact.high)).collect();
                for told in &restriction.facts {
                    let fact = (0..ends.len()).find(|fact| fact_name(*fact) == told.fact).unwrap();
                    let (low, high) = ends[fact];
                    ends[fact] = match &told.extent {
                        None => (facts[fact], facts[fact]),
                        Some(extent) => {
                            (extent.from.as_ref().map_or(low, number), extent.to.as_ref().map_or(high, number))
                        }
                    };
                }
                for _ in 0..300 {
                    let drawn: Vec<i64> = ends.iter().map(|(low, high)| chance.from(*low, *high)).collect();
                    let here = At { book: &book, today: DAY, facts: &drawn };
                    assert_eq!(
                        here.blocks(Blocker::Rule(at), 0),
                        Some(true),
                        "book {book_number}: rule_{at} does not follow from {:?}, as with {drawn:?}\n{}",
                        restriction.facts,
                        book.text()
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 3_000, "{tried} completions are too few to say anything");
}
