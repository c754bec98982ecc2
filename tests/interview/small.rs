//! Random rulebooks so small that the best possible order of questions can be worked out, with an evaluator of their own.

use std::fmt::Write as _;

use candor::{Date, Outcome, Rulebook};
use proptest::prelude::*;

/// A fact by its kind; a value is a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    YesNo,
    /// One of a, b, c, d.
    Choice,
    /// From 0 to 40.
    Number,
    /// Days before the day of the request, from 0 to 90.
    Day,
}

const CHOICES: [&str; 4] = ["a", "b", "c", "d"];
const FEWEST: usize = 2;
pub const MOST: usize = 6;

/// One test of one fact, with what it is held against.
#[derive(Clone, Debug)]
pub struct Test {
    fact: usize,
    against: i64,
    not: bool,
}

#[derive(Clone, Debug)]
pub enum Cond {
    One(Test),
    All(Vec<Test>),
    Any(Vec<Test>),
    /// All of these, and one of those.
    Both(Vec<Test>, Vec<Test>),
    /// At least two.
    Two(Vec<Test>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    Restriction,
    Requirement,
    Permission,
    Right,
    /// Of a restriction, by its position.
    Exception(usize),
}

#[derive(Clone, Debug)]
pub struct Book {
    pub facts: Vec<Kind>,
    closed: bool,
    rules: Vec<(Word, Cond, Cond)>,
}

pub const TODAY: &str = "2026-06-30";

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![4 => Just(Kind::YesNo), 2 => Just(Kind::Choice), 2 => Just(Kind::Number), 2 => Just(Kind::Day)]
}

fn test() -> impl Strategy<Value = Test> {
    (0..MOST, 0_i64..4, any::<bool>()).prop_map(|(fact, against, not)| Test { fact, against, not })
}

fn cond() -> impl Strategy<Value = Cond> {
    let tests = |least, most| prop::collection::vec(test(), least..=most);
    prop_oneof![
        3 => test().prop_map(Cond::One),
        4 => tests(2, 3).prop_map(Cond::All),
        2 => tests(2, 3).prop_map(Cond::Any),
        2 => (tests(1, 2), tests(2, 2)).prop_map(|(all, any)| Cond::Both(all, any)),
        1 => tests(3, 3).prop_map(Cond::Two),
    ]
}

pub fn book() -> impl Strategy<Value = Book> {
    let word = prop_oneof![
        5 => Just(Word::Restriction),
        2 => Just(Word::Requirement),
        3 => Just(Word::Permission),
        1 => Just(Word::Right),
        2 => (0_usize..6).prop_map(Word::Exception),
    ];
    let rules = prop::collection::vec((word, cond(), cond()), 2..=6);
    (prop::collection::vec(kind(), FEWEST..=MOST), any::<bool>(), rules).prop_map(|(facts, closed, rules)| {
        let mut book = Book { facts, closed, rules };
        book.mend();
        book
    })
}

impl Cond {
    fn tests(&mut self) -> Vec<&mut Test> {
        match self {
            Cond::One(test) => vec![test],
            Cond::All(tests) | Cond::Any(tests) | Cond::Two(tests) => tests.iter_mut().collect(),
            Cond::Both(all, any) => all.iter_mut().chain(any).collect(),
        }
    }

    fn text(&self, book: &Book) -> String {
        let list = |tests: &[Test], word: &str| {
            tests.iter().map(|test| test.text(book)).collect::<Vec<_>>().join(&format!(" {word} "))
        };
        match self {
            Cond::One(test) => test.text(book),
            Cond::All(tests) => list(tests, "and"),
            Cond::Any(tests) => list(tests, "or"),
            Cond::Both(all, any) => format!("{} and ({})", list(all, "and"), list(any, "or")),
            Cond::Two(tests) => format!("at least 2 of ({})", list(tests, ",").replace(" ,", ",")),
        }
    }

    fn holds(&self, book: &Book, facts: &[i64]) -> bool {
        let count = |tests: &[Test]| tests.iter().filter(|test| test.holds(book, facts[test.fact])).count();
        match self {
            Cond::One(test) => test.holds(book, facts[test.fact]),
            Cond::All(tests) => count(tests) == tests.len(),
            Cond::Any(tests) => count(tests) > 0,
            Cond::Both(all, any) => count(all) == all.len() && count(any) > 0,
            Cond::Two(tests) => count(tests) > 1,
        }
    }
}

impl Test {
    fn text(&self, book: &Book) -> String {
        let (name, not) = (format!("f{}", self.fact), if self.not { "not " } else { "" });
        match book.facts[self.fact] {
            Kind::YesNo => format!("{not}{name}"),
            Kind::Choice => format!("{name} is {not}{}", CHOICES[usize::try_from(self.against).unwrap()]),
            // Half of them by way of a term.
            Kind::Number if self.against % 2 == 0 => {
                let how = if self.not { "less than" } else { "at least" };
                format!("t{} is {how} {}", self.fact, 10 * self.against + 8)
            }
            Kind::Number => {
                let how = if self.not { "at most" } else { "more than" };
                format!("{name} is {how} {}", 10 * self.against + 4)
            }
            Kind::Day if self.against % 2 == 0 => {
                let how = if self.not { "at most" } else { "more than" };
                format!("d{} is {how} {} days", self.fact, 20 * self.against + 10)
            }
            Kind::Day => {
                let how = if self.not { "on or after" } else { "before" };
                format!("{name} is {how} {}", day(20 * self.against + 10))
            }
        }
    }

    /// Of the fact itself, whatever the rulebook says by way of terms.
    fn holds(&self, book: &Book, value: i64) -> bool {
        let plain = match book.facts[self.fact] {
            Kind::YesNo => value == 1,
            Kind::Choice => value == self.against,
            Kind::Number if self.against % 2 == 0 => value + 3 >= 10 * self.against + 8,
            Kind::Number => value > 10 * self.against + 4,
            Kind::Day => value > 20 * self.against + 10,
        };
        plain != self.not
    }
}

/// So many days before the day of the request.
fn day(before: i64) -> String {
    let today = Date::parse(TODAY).unwrap();
    Date::from_days(i128::from(today.days()) - i128::from(before)).unwrap().to_string()
}

impl Book {
    /// What cannot be said of the facts and rules that there are.
    fn mend(&mut self) {
        let count = self.facts.len();
        let restrictions: Vec<usize> =
            (0..self.rules.len()).filter(|at| self.rules[*at].0 == Word::Restriction).collect();
        let closed = self.closed;
        for (word, when, required) in &mut self.rules {
            when.tests().into_iter().chain(required.tests()).for_each(|test| test.fact %= count);
            match word {
                Word::Exception(at) => match restrictions.get(*at % restrictions.len().max(1)) {
                    Some(other) => *at = *other,
                    None => *word = Word::Requirement,
                },
                Word::Permission if !closed => *word = Word::Requirement,
                _ => {}
            }
        }
    }

    pub fn text(&self) -> String {
        let mut out = "rulebook small \"Small\"\n  edition   \"1\"\n\nrole lead \"the lead\"\n\n".to_owned();
        for (at, kind) in self.facts.iter().enumerate() {
            let ty = match kind {
                Kind::YesNo => "yes/no".to_owned(),
                Kind::Choice => format!("one of {}", CHOICES.join(", ")),
                Kind::Number => "whole number\n  range     0 to 40".to_owned(),
                Kind::Day => format!("date\n  range     {} to {TODAY}", day(90)),
            };
            let _ = write!(out, "fact f{at} \"fact {at}\": {ty}\n\n");
            let _ = match kind {
                Kind::Number => write!(
                    out,
                    "term t{at} \"term {at}\": whole number\n  means     f{at} + 3, by house policy \"H\"\n\n"
                ),
                Kind::Day => {
                    write!(out, "term d{at} \"days since {at}\": days\n  means     days from f{at} to today\n\n")
                }
                _ => Ok(()),
            };
        }
        let default = if self.closed {
            "denied unless permitted\n  source    house policy \"H\"\n  tell customer \"No.\"\n  tell staff \"No.\"\n  override  by nobody"
        } else {
            "allowed unless restricted"
        };
        let _ = write!(out, "action go \"to go\" {default}\n\n");
        let told = "  tell customer \"No.\"\n  tell staff \"No.\"\n  override  by nobody\n";
        for (at, (word, when, required)) in self.rules.iter().enumerate() {
            let when = when.text(self);
            let _ = match word {
                Word::Restriction => write!(
                    out,
                    "restriction r{at} \"R{at}\" on go\n  when      {when}\n  source    house policy \"H\"\n{told}\n"
                ),
                Word::Requirement => write!(
                    out,
                    "requirement r{at} \"R{at}\" for go\n  when      {when}\n  required  {}\n  source    house policy \"H\"\n{told}\n",
                    required.text(self)
                ),
                Word::Permission => write!(
                    out,
                    "permission r{at} \"R{at}\" to go\n  when      {when}\n  source    house policy \"H\"\n\n"
                ),
                Word::Right => write!(
                    out,
                    "right r{at} \"R{at}\" to go\n  when      {when}\n  source    law \"L\"\n  prevails over house policy\n  tell customer \"Yes.\"\n\n"
                ),
                Word::Exception(of) => write!(
                    out,
                    "exception r{at} \"R{at}\" lifts r{of}\n  when      {when}\n  source    house policy \"H\"\n\n"
                ),
            };
        }
        out
    }

    pub fn load(&self) -> Rulebook {
        let (rulebook, report) = Rulebook::check("small", &self.text());
        rulebook.unwrap_or_else(|| panic!("{}\n{:#?}", self.text(), report.diagnostics))
    }

    /// What the rules say of facts that are all known.
    pub fn outcome(&self, facts: &[i64]) -> Outcome {
        let applies = |wanted: fn(&Word) -> bool| {
            self.rules.iter().enumerate().filter(move |(_, rule)| wanted(&rule.0)).any(
                |(at, (word, when, required))| {
                    let lifted = self
                        .rules
                        .iter()
                        .any(|(other, when, _)| *other == Word::Exception(at) && when.holds(self, facts));
                    when.holds(self, facts) && !lifted && !(*word == Word::Requirement && required.holds(self, facts))
                },
            )
        };
        let right = applies(|word| *word == Word::Right);
        let blocked = !right && applies(|word| matches!(word, Word::Restriction | Word::Requirement));
        let permitted = !self.closed || applies(|word| matches!(word, Word::Permission | Word::Right));
        if blocked || !permitted { Outcome::Denied } else { Outcome::Allowed }
    }

    /// One value of each cell of each fact: values that some test of the book tells apart stand in different ones.
    pub fn cells(&self) -> Vec<Vec<i64>> {
        let mut tests: Vec<Test> = Vec::new();
        for (word, mut when, mut required) in self.rules.clone() {
            tests.extend(when.tests().into_iter().map(|test| test.clone()));
            if word == Word::Requirement {
                tests.extend(required.tests().into_iter().map(|test| test.clone()));
            }
        }
        let of = |(fact, kind): (usize, &Kind)| {
            let most = match kind {
                Kind::YesNo => 1,
                Kind::Choice => 3,
                Kind::Number => 40,
                Kind::Day => 90,
            };
            let mut seen = Vec::new();
            let told_apart = |value: &i64| {
                let told: Vec<bool> =
                    tests.iter().filter(|test| test.fact == fact).map(|test| test.holds(self, *value)).collect();
                let is_new = !seen.contains(&told);
                seen.push(told);
                is_new || *kind == Kind::YesNo
            };
            (0..=most).filter(told_apart).collect()
        };
        self.facts.iter().enumerate().map(of).collect()
    }

    /// A value as it is answered.
    pub fn answer(&self, fact: usize, value: i64) -> String {
        match self.facts[fact] {
            Kind::YesNo => if value == 1 { "yes" } else { "no" }.to_owned(),
            Kind::Choice => CHOICES[usize::try_from(value).unwrap()].to_owned(),
            Kind::Number => value.to_string(),
            Kind::Day => day(value),
        }
    }
}

// --- The best possible ----------------------------------------------------------------------

/// The fewest questions to be expected, every cell of a fact as likely as another: worked out by trying every order.
pub struct Best {
    /// How many cells each fact has.
    cells: Vec<usize>,
    /// By the positions of the cells, the last fact running fastest.
    outcomes: Vec<bool>,
    /// By what is known of each fact: nothing, or the position of its cell.
    states: std::collections::HashMap<Vec<Option<usize>>, (Option<bool>, f64)>,
}

impl Best {
    /// `allowed` says what comes out, by the position of the cell of each fact.
    pub fn new(cells: Vec<usize>, allowed: impl Fn(&[usize]) -> bool) -> Best {
        let outcomes = (0..cells.iter().product()).map(|mut at: usize| {
            let mut facts = vec![0; cells.len()];
            for (fact, cells) in cells.iter().enumerate().rev() {
                facts[fact] = at % cells;
                at /= cells;
            }
            allowed(&facts)
        });
        Best { outcomes: outcomes.collect(), cells, states: std::collections::HashMap::new() }
    }

    /// How many combinations of cells there are.
    pub fn size(&self) -> usize {
        self.outcomes.len()
    }

    /// Whether the outcome is certain, and how many questions it takes on average.
    pub fn at(&mut self, known: &[Option<usize>]) -> (Option<bool>, f64) {
        if let Some(found) = self.states.get(known) {
            return *found;
        }
        let open: Vec<usize> = (0..known.len()).filter(|at| known[*at].is_none()).collect();
        let found = if open.is_empty() {
            let at = known.iter().zip(&self.cells).fold(0, |at, (cell, cells)| at * cells + cell.unwrap());
            (Some(self.outcomes[at]), 0.0)
        } else {
            let mut best: Option<f64> = None;
            let mut outcome = None;
            for (i, fact) in open.into_iter().enumerate() {
                let mut state = known.to_vec();
                let (mut sum, mut first, mut same) = (0.0, None, true);
                for cell in 0..self.cells[fact] {
                    state[fact] = Some(cell);
                    let (certain, rest) = self.at(&state);
                    sum += rest;
                    same &= certain.is_some() && (first.is_none() || first == certain);
                    first = first.or(certain);
                }
                let mean = 1.0 + sum / self.cells[fact] as f64;
                best = Some(best.map_or(mean, |best: f64| best.min(mean)));
                if i == 0 && same {
                    outcome = first;
                }
            }
            (outcome, if outcome.is_some() { 0.0 } else { best.unwrap() })
        };
        self.states.insert(known.to_vec(), found);
        found
    }

    pub fn cells(&self) -> &[usize] {
        &self.cells
    }
}
