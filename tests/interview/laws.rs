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

/// Walks through all interviews about one action.
struct Walk {
    /// What is asked of whom, to be shown where a law does not hold.
    what: String,
    facts: Vec<String>,
    /// An answer for each cell of each fact.
    answers: Vec<Vec<String>>,
    best: Best,
    seen: HashMap<Vec<Option<usize>>, f64>,
    steps: usize,
    /// Questions asked although nothing can change the outcome any more.
    untold: usize,
}

impl Walk {
    fn new(what: String, facts: Vec<String>, answers: Vec<Vec<String>>, allowed: impl Fn(&[usize]) -> bool) -> Walk {
        let best = Best::new(answers.iter().map(Vec::len).collect(), allowed);
        Walk { what, facts, answers, best, seen: HashMap::new(), steps: 0, untold: 0 }
    }

    fn of(book: &Book) -> Walk {
        let cells = book.cells();
        let answers =
            cells.iter().enumerate().map(|(fact, cells)| cells.iter().map(|v| book.answer(fact, *v)).collect());
        let facts = (0..cells.len()).map(|at| format!("f{at}")).collect();
        Walk::new(book.text(), facts, answers.collect(), |at| {
            let values: Vec<i64> = at.iter().zip(&cells).map(|(at, cells)| cells[*at]).collect();
            book.outcome(&values) == Outcome::Allowed
        })
    }

    /// How many questions are asked on average, and how few can be.
    fn measure(&mut self, rulebook: &Rulebook, action: &str) -> (f64, f64) {
        let case = rulebook.case_builder(Date::parse(TODAY).unwrap()).build().unwrap();
        let mut interview = rulebook.interview(Audience::Staff, action, &case).unwrap();
        let mut known = vec![None; self.facts.len()];
        let least = self.best.at(&known).1;
        (self.mean(&mut interview, &mut known), least)
    }

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
                assert!(told.is_some() && told == certain, "{}\n{known:?} {told:?} {certain:?}", self.what);
                0.0
            }
            Step::Ask(page) => {
                assert_eq!(page.questions.len(), 1);
                let name = &page.questions[0].fact.name;
                let fact = self.facts.iter().position(|fact| fact == name).unwrap();
                assert!(known[fact].is_none(), "asked twice");
                let answers = self.answers[fact].clone();
                if certain.is_some() {
                    self.untold += 1;
                } else {
                    assert!(self.counts(known, fact), "{name} cannot change it: {known:?}\n{}", self.what);
                }
                let mut sum = 0.0;
                for (at, answer) in answers.iter().enumerate() {
                    interview.answer(name, answer).unwrap();
                    known[fact] = Some(at);
                    sum += self.mean(interview, known);
                    known[fact] = None;
                    assert!(interview.back());
                }
                1.0 + sum / answers.len() as f64
            }
        };
        self.seen.insert(known.clone(), mean);
        mean
    }

    /// Whether two values of a fact lead to different outcomes, with all others the same.
    fn counts(&mut self, known: &[Option<usize>], fact: usize) -> bool {
        let open: Vec<usize> = (0..known.len()).filter(|at| known[*at].is_none() && *at != fact).collect();
        let all: usize = open.iter().map(|at| self.best.cells()[*at]).product();
        (0..all).any(|mut at| {
            let mut full = known.to_vec();
            for other in &open {
                let cells = self.best.cells()[*other];
                full[*other] = Some(at % cells);
                at /= cells;
            }
            let outcomes: Vec<_> = (0..self.best.cells()[fact])
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
    let (mut hard, mut hard_asked, mut hard_least) = (0, 0.0, 0.0);
    for book in books(21, 60) {
        let mut walk = Walk::of(&book);
        if walk.best.size() > 400 {
            continue;
        }
        let (mean, optimal) = walk.measure(&book.load(), "go");
        steps += walk.steps;
        untold += walk.untold;
        if optimal == 0.0 {
            continue;
        }
        count += 1;
        if optimal >= 2.5 {
            hard += 1;
            hard_asked += mean;
            hard_least += optimal;
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
        "of {hard} that take 2.5 and more {:.4}; {count} books, {steps} steps: {:.4} questions on average, {:.4} at least; ratio {:.4}, mean of ratios {mean_ratio:.4}, {untold} untold; worst {:.3} {}",
        hard_asked / hard_least,
        asked / f64::from(count),
        least / f64::from(count),
        asked / least,
        worst.0,
        worst.1
    );
    assert_eq!(untold, 0, "asked although nothing can change it any more");
    assert!(count > 20 && asked <= 1.15 * least && mean_ratio <= 1.15);
}

/// Of rulebooks that people wrote, by what comes out of them. The best possible order is found among few amounts and prices here,
/// so it knows more of them than anybody who asks.
#[test]
fn few_questions_on_what_people_wrote() {
    let (mut asked, mut least) = (0.0, 0.0);
    let flag = ["no", "yes"].as_slice();
    for (path, action, facts) in [
        (
            "rules/returns/returns.rulebook",
            "exchange",
            [
                ("article", ["apparel", "hygiene"].as_slice()),
                ("region", &["eu", "us"]),
                ("seal_broken", flag),
                ("faulty", flag),
                ("price", &["4 EUR", "20 EUR", "60 EUR", "100 EUR"]),
                ("amount", &["5 EUR", "30 EUR", "90 EUR"]),
                ("receipt", flag),
            ]
            .as_slice(),
        ),
        ("rules/lido/lido.rulebook", "swim", &[("age", &["9", "10"]), ("with_adult", flag), ("trouble", flag)]),
        ("rules/lido/lido.rulebook", "tower", &[("badge", &["none_yet", "bronze"]), ("age", &["7", "8"])]),
    ] {
        let rulebook = crate::rulebooks::load(std::path::Path::new(path));
        let answers: Vec<Vec<String>> =
            facts.iter().map(|(_, values)| values.iter().map(|value| (*value).to_owned()).collect()).collect();
        let names: Vec<String> = facts.iter().map(|(name, _)| (*name).to_owned()).collect();
        let allowed = |at: &[usize]| {
            let stated =
                names.iter().zip(&answers).zip(at).map(|((name, answers), at)| format!("{name}: {}", answers[*at]));
            let text = format!("{{today: {TODAY}, facts: {{{}}}}}", stated.collect::<Vec<_>>().join(", "));
            let answer = rulebook.why(action, &rulebook.case("case", &text).unwrap()).unwrap();
            assert_ne!(answer.outcome, Outcome::Undetermined, "{text}");
            answer.outcome == Outcome::Allowed
        };
        let (mean, best) =
            Walk::new(action.to_owned(), names.clone(), answers.clone(), allowed).measure(&rulebook, action);
        println!("{action}: {mean:.3} questions on average, {best:.3} at least");
        (asked, least) = (asked + mean, least + best);
    }
    assert!(asked <= 1.15 * least);
}
