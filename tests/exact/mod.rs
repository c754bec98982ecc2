//! Answers held against the enumeration of everything that could be, on small rulebooks.
//!
//! Every value of every fact is tried, by an evaluator that shares no code with the engine: the outcome with missing facts, which facts are
//! asked for, the cheapest changes and that there are none, which facts decide and how far each may go, who may decide after a change.
//!
//! A normal run tries a few thousand cases. Millions: `CANDOR_EXACT_CASES=1000 cargo test --release --test tests exact`.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "what does not hold ends the test, and the smallest example is shown"
)]

mod book;
mod brute;
mod draw;
mod found;
mod hold;
mod json;
mod large;
mod naive;
mod parcels;
mod shrink;

use book::Book;
use draw::Chance;

/// How many times as many cases are to be tried.
fn times() -> u64 {
    std::env::var("CANDOR_EXACT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// Tries a law on so many books, each with several cases, and shows the smallest case on which it does not hold.
fn every_case(seed: u64, books: u64, missing: &[usize], law: hold::Law) {
    every_case_of(any_book, seed, books, missing, law);
}

fn any_book(chance: &mut Chance) -> Book {
    draw::book(chance, 150)
}

/// The same of books of one kind.
fn every_case_of(draw: fn(&mut Chance) -> Book, seed: u64, books: u64, missing: &[usize], law: hold::Law) {
    let (mut cases, mut broken) = (0, Vec::new());
    let only: Option<u64> = std::env::var("CANDOR_EXACT_ONLY").ok().and_then(|n| n.parse().ok());
    for number in (0..books * times()).filter(|number| only.is_none_or(|only| only == *number)) {
        let chance = &mut Chance::new(seed * 1_000_000_007 + number);
        let book = draw(chance);
        let Some(desk) = hold::Desk::load(&book) else { panic!("a random rulebook does not load:\n{}", book.text()) };
        for case in desk.cases(chance, missing) {
            cases += 1;
            if let Err(what) = law(&desk, &case) {
                broken.push((number, what));
                if broken.len() == 1 {
                    eprintln!("{}", shrink::smallest(&book, &case, law));
                }
            }
        }
        if broken.len() >= 5 && std::env::var("CANDOR_EXACT_ALL").is_err() {
            break;
        }
    }
    assert!(broken.is_empty(), "{} of {cases} cases: {broken:#?}", broken.len());
    eprintln!("{cases} cases");
}

#[test]
fn the_outcome_is_what_all_completions_agree_on() {
    every_case(1, 100, &[0, 1, 1, 2, 2, 3], hold::certainty);
}

#[test]
fn what_is_missing_is_what_belongs_to_a_smallest_set_that_settles_it() {
    every_case(2, 100, &[1, 2, 2, 2, 3, 3], hold::missing);
}

/// Each fact can be changed in one way at most.
fn one_way(chance: &mut Chance) -> Book {
    let mut book = any_book(chance);
    book.facts.iter_mut().for_each(|fact| fact.changes.truncate(1));
    book
}

#[test]
fn remedies_are_the_cheapest_and_all() {
    every_case_of(one_way, 3, 100, &[0, 0, 0, 0], hold::remedies);
}

#[test]
fn remedies_are_the_cheapest_and_all_by_any_way_and_with_missing_facts() {
    every_case(9, 150, &[0, 0, 0, 0, 1, 2], hold::remedies);
}

#[test]
fn remedies_are_the_cheapest_and_all_where_one_fact_says_which_of_many_rules_count() {
    every_case_of(draw::branching, 10, 30, &[0, 0, 0, 1], hold::remedies);
}

#[test]
fn so_is_the_outcome_what_all_completions_agree_on() {
    every_case_of(draw::branching, 11, 20, &[0, 1, 2, 2], hold::certainty);
}

#[test]
fn where_nothing_helps_today_it_is_told_from_which_day_on_something_does() {
    every_case(12, 60, &[0, 0, 0, 0, 1], hold::later);
}

#[test]
fn with_a_remedy_it_is_a_yes_and_without_one_of_its_changes_it_is_not() {
    every_case(4, 50, &[0, 0, 0, 0], hold::remedies_asked_again);
}

#[test]
fn reasons_suffice_and_nothing_of_them_can_be_left_out() {
    every_case(5, 60, &[0, 0, 0, 1, 2], hold::reasons);
}

#[test]
fn a_role_covers_after_the_least_change_after_which_one_does() {
    every_case(6, 60, &[0, 0, 0, 0], hold::after);
}

/// Writes books, denied cases and what Candor finds to a file: see `smt/README.md`.
#[test]
#[ignore = "for the comparison with an SMT optimizer: it needs a place to write to"]
fn export() {
    let path = std::env::var("CANDOR_EXACT_EXPORT").unwrap();
    let mut lines = String::new();
    for number in 0..400 * times() {
        let chance = &mut Chance::new(7_000_000_007 + number);
        let book = draw::plain(draw::book(chance, 2_000));
        let Some(desk) = hold::Desk::load(&book) else { panic!("a random rulebook does not load:\n{}", book.text()) };
        for case in desk.cases(chance, &[0; 5]) {
            if let Some(case) = json::case(&desk, &case) {
                lines +=
                    &format!("{}\n", serde_json::json!({"number": number, "book": json::book(&book), "case": case}));
            }
        }
    }
    std::fs::write(path, lines).unwrap();
}
