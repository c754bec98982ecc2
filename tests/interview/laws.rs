//! Laws of interviews on random rulebooks, and how near they come to the fewest questions possible.

use std::collections::HashMap;

use candor::interview::Step;
use candor::{Audience, Date, Interview, Outcome, Rulebook};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::small::{Best, Book, TODAY, book};

fn times() -> u32 {
    std::env::var("CANDOR_LAWS_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1)
}

/// So many random books; the seed is fixed.
fn books(seed: u64, count: u32) -> impl Iterator<Item = Book> {
    let mut runner =
        TestRunner::new(Config { rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() });
    (0..count * times()).map(move |_| book().new_tree(&mut runner).unwrap().current())
}

fn begin(rulebook: &Rulebook) -> Interview {
    let case = rulebook.case_builder(Date::parse(TODAY).unwrap()).build().unwrap();
    rulebook.interview(Audience::Staff, "go", &case).unwrap()
}

/// Walks through all interviews of one book.
struct Walk<'b> {
    book: &'b Book,
    best: Best,
    seen: HashMap<Vec<Option<usize>>, f64>,
    steps: usize,
    /// Questions asked although nothing can change the outcome any more, which the plain evaluator cannot tell.
    untold: usize,
}

impl Walk<'_> {
    /// The mean number of questions from here on.
    fn mean(&mut self, interview: &mut Interview, known: &mut Vec<Option<usize>>) -> f64 {
        if let Some(seen) = self.seen.get(known) {
            return *seen;
        }
        self.steps += 1;
        let (certain, _) = self.best.at(known);
        let mean = match interview.step().unwrap() {
            Step::Done(conclusion) => {
                let told = match conclusion.answer.outcome {
                    Outcome::Allowed => Some(true),
                    Outcome::Denied => Some(false),
                    Outcome::Undetermined => None,
                };
                assert!(told.is_some() && told == certain, "{}\n{known:?} {told:?} {certain:?}", self.book.text());
                0.0
            }
            Step::Ask(page) => {
                assert_eq!(page.questions.len(), 1);
                let fact: usize = page.questions[0].fact.name[1..].parse().unwrap();
                assert!(known[fact].is_none(), "asked twice");
                let cells = self.best.cells()[fact].clone();
                if certain.is_some() {
                    self.untold += 1;
                } else {
                    assert!(self.counts(known, fact), "f{fact} cannot change it: {known:?}\n{}", self.book.text());
                }
                let mut sum = 0.0;
                for (at, value) in cells.iter().enumerate() {
                    interview.answer(&format!("f{fact}"), &self.book.answer(fact, *value)).unwrap();
                    known[fact] = Some(at);
                    sum += self.mean(interview, known);
                    known[fact] = None;
                    assert!(interview.back());
                }
                1.0 + sum / cells.len() as f64
            }
        };
        self.seen.insert(known.clone(), mean);
        mean
    }

    /// Whether two values of a fact lead to different outcomes, with all others the same.
    fn counts(&mut self, known: &[Option<usize>], fact: usize) -> bool {
        let open: Vec<usize> = (0..known.len()).filter(|at| known[*at].is_none() && *at != fact).collect();
        let all: usize = open.iter().map(|at| self.best.cells()[*at].len()).product();
        (0..all).any(|mut at| {
            let mut full = known.to_vec();
            for other in &open {
                let cells = self.best.cells()[*other].len();
                full[*other] = Some(at % cells);
                at /= cells;
            }
            let outcomes: Vec<_> = (0..self.best.cells()[fact].len())
                .map(|cell| {
                    full[fact] = Some(cell);
                    self.best.at(&full).0
                })
                .collect();
            outcomes.iter().any(|outcome| *outcome != outcomes[0])
        })
    }
}

/// Asks nothing that cannot change the outcome, stops the moment it is certain, says then what is so, and takes hardly more
/// questions than the best possible order of them.
#[test]
fn few_questions_and_no_needless_one() {
    let (mut asked, mut least, mut count, mut steps, mut untold, mut worst) =
        (0.0, 0.0, 0, 0, 0, (1.0_f64, String::new()));
    let mut ratios = Vec::new();
    let (mut told_asked, mut told_least) = (0.0, 0.0);
    for book in books(21, 60) {
        let best = Best::of(&book);
        if best.size() > 400 {
            continue;
        }
        let rulebook = book.load();
        let mut walk = Walk { book: &book, best, seen: HashMap::new(), steps: 0, untold: 0 };
        let mut known = vec![None; book.facts.len()];
        let optimal = walk.best.at(&known).1;
        let mean = walk.mean(&mut begin(&rulebook), &mut known);
        steps += walk.steps;
        untold += walk.untold;
        if optimal == 0.0 {
            continue;
        }
        count += 1;
        if walk.untold == 0 {
            told_asked += mean;
            told_least += optimal;
        }
        asked += mean;
        least += optimal;
        ratios.push(mean / optimal);
        if mean / optimal > worst.0 {
            worst = (mean / optimal, format!("{mean} {optimal}\n{}", book.text()));
        }
    }
    let mean_ratio = ratios.iter().sum::<f64>() / f64::from(count);
    println!(
        "where all is told {:.4}; {count} books, {steps} steps: {:.4} questions on average, {:.4} at least; ratio {:.4}, mean of ratios {mean_ratio:.4}, {untold} untold; worst {:.3} {}",
        told_asked / told_least,
        asked / f64::from(count),
        least / f64::from(count),
        asked / least,
        worst.0,
        worst.1
    );
    assert!(count > 20 && asked <= 1.15 * least && mean_ratio <= 1.15);
}
