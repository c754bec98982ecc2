//! Runs suites of worked cases: what was expected beside what came out.
//!
//! What rests on a search that gave up is *not checked*, never passed.

mod compare;

use std::collections::BTreeSet;

use crate::case::{Case, expect, suite};
use crate::decide::Evaluation;
use crate::error::Error;
use crate::rulebook::Rulebook;
use crate::stack::with_room;

/// What a suite gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuiteReport {
    /// The name of the text.
    pub name: String,
    /// Each case, in the order of the text.
    pub cases: Vec<CaseReport>,
}

/// What one case gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseReport {
    /// Its name.
    pub name: String,
    /// Each expectation, in the order of the text.
    pub checks: Vec<Checked>,
}

/// One expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The action or term that it is about.
    pub about: String,
    /// Its key: `outcome`, `because` and so on.
    pub key: &'static str,
    /// Whether it came out.
    pub verdict: Verdict,
}

/// Whether an expectation came out; the order is that of a summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It did.
    Passed,
    /// It did not.
    Failed {
        /// What was expected.
        expected: String,
        /// What came out.
        came_out: String,
    },
    /// It cannot be told; why.
    NotChecked(String),
}

/// How many cases passed, failed and were not checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Everything that was expected came out.
    pub passed: usize,
    /// Something did not.
    pub failed: usize,
    /// Nothing failed, and something cannot be told.
    pub not_checked: usize,
}

impl CaseReport {
    /// Whether something did not come out.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.checks.iter().any(|check| matches!(check.verdict, Verdict::Failed { .. }))
    }

    /// Whether everything that is expected was checked and came out.
    #[must_use]
    pub fn passed(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|check| check.verdict == Verdict::Passed)
    }
}

impl SuiteReport {
    /// The counts over all cases.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let failed = self.cases.iter().filter(|case| case.failed()).count();
        let passed = self.cases.iter().filter(|case| case.passed()).count();
        Counts { passed, failed, not_checked: self.cases.len() - passed - failed }
    }
}

/// The rulebook that a suite names, relative to the suite.
///
/// # Errors
/// [`Error::Text`] if the text cannot be read.
pub fn rulebook_of(name: &str, text: &str) -> Result<Option<String>, Error> {
    suite::rulebook_of(name, text).map_err(Error::Text)
}

/// Runs the suite in a text.
///
/// ```
/// # use candor::{Rulebook, suite};
/// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
/// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
/// let text = "cases: [{name: new, today: 2026-11-21, facts: {received: 2026-11-21}, expect: {days_since: {value: 0 days}}}]";
/// let report = suite::run(&rulebook, "new.cases.yaml", text)?;
/// assert_eq!(report.counts().passed, 1);
/// # Ok::<(), candor::Error>(())
/// ```
///
/// # Errors
/// [`Error::Text`] if the text cannot be read. A case that cannot be asked about has failed.
pub fn run(rulebook: &Rulebook, name: &str, text: &str) -> Result<SuiteReport, Error> {
    with_room(|| run_here(rulebook, name, text))
}

fn run_here(rulebook: &Rulebook, name: &str, text: &str) -> Result<SuiteReport, Error> {
    let model = rulebook.model();
    let terms = model.terms.iter().filter(|term| !term.is_reading()).map(|term| term.name.as_str());
    let answers: BTreeSet<&str> = rulebook.actions().chain(terms).collect();
    let suite = suite::from_text(name, text, &model.vocabulary, &answers).map_err(Error::Text)?;
    let cases = suite.cases.iter().map(|case| {
        let mut checks = Vec::new();
        for expected in &case.expect {
            match expectations(rulebook, &case.case, expected) {
                Ok(checked) => checks.extend(checked),
                Err(error) => {
                    let verdict = Verdict::Failed { expected: "an answer".to_owned(), came_out: error.to_string() };
                    checks.push(Checked { about: expected.about.clone(), key: "answer", verdict });
                }
            }
        }
        CaseReport { name: case.name.clone(), checks }
    });
    Ok(SuiteReport { name: name.to_owned(), cases: cases.collect() })
}

fn expectations(rulebook: &Rulebook, case: &Case, expected: &expect::Expected) -> Result<Vec<Checked>, Error> {
    let situation = rulebook.situation(case)?;
    let evaluation = Evaluation::new(rulebook.model(), &situation);
    let about = &expected.about;
    let answer = if rulebook.actions().any(|name| name == about) { Some(rulebook.why(about, case)?) } else { None };
    let checks = expected.what.iter().map(|(_, check)| {
        let (key, verdict) = compare::check(check, about, answer.as_ref(), &evaluation);
        Checked { about: about.clone(), key, verdict }
    });
    Ok(checks.collect())
}
