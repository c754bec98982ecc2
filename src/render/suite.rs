//! What suites gave: what differed side by side, and the counts last.

use std::fmt::Write as _;

use serde::Serialize;

use super::json::pretty;
use super::style::{Style, Tone};
use crate::suite::{CaseReport, Counts, SuiteReport, Verdict};

/// The results of suites as text. The last line is `N passed, N failed, N not checked`, counted in cases.
///
/// ```
/// # use candor::{Rulebook, render, suite};
/// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
/// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
/// let text = "cases: [{name: new, today: 2026-11-21, facts: {received: 2026-11-21}, expect: {days_since: {value: 0 days}}}]";
/// let report = suite::run(&rulebook, "new.cases.yaml", text)?;
/// assert!(render::suites(&[report], render::Style::default()).contains("1 passed, 0 failed, 0 not checked"));
/// # Ok::<(), candor::Error>(())
/// ```
#[must_use]
pub fn suites(reports: &[SuiteReport], style: Style) -> String {
    let mut out = String::new();
    for report in reports {
        let _ = writeln!(out, "{}", style.paint(Tone::Label, &report.name));
        for case in report.cases.iter().filter(|case| !case.passed()) {
            write_case(&mut out, case, style);
        }
    }
    let counts = total(reports);
    let _ = writeln!(out, "\n{} passed, {} failed, {} not checked", counts.passed, counts.failed, counts.not_checked);
    out
}

fn write_case(out: &mut String, case: &CaseReport, style: Style) {
    let (tone, word) = if case.failed() { (Tone::Bad, "FAILED") } else { (Tone::Question, "not checked") };
    let _ = writeln!(out, "  {}  {}", style.paint(tone, word), case.name);
    if case.checks.is_empty() {
        let _ = writeln!(out, "      nothing is expected: add `expect:`");
    }
    for check in &case.checks {
        match &check.verdict {
            Verdict::Passed => {}
            Verdict::Failed { expected, came_out } => {
                let _ = writeln!(out, "      {} {}", check.about, check.key);
                let _ = writeln!(out, "          expected  {expected}");
                let _ = writeln!(out, "          came out  {came_out}");
            }
            Verdict::NotChecked(why) => {
                let _ = writeln!(out, "      {} {}: came out {why}", check.about, check.key);
            }
        }
    }
}

fn total(reports: &[SuiteReport]) -> Counts {
    reports.iter().map(SuiteReport::counts).fold(Counts::default(), |a, b| Counts {
        passed: a.passed + b.passed,
        failed: a.failed + b.failed,
        not_checked: a.not_checked + b.not_checked,
    })
}

#[derive(Serialize)]
struct Wire<'a> {
    format: u32,
    suites: Vec<WireSuite<'a>>,
    passed: usize,
    failed: usize,
    not_checked: usize,
}

#[derive(Serialize)]
struct WireSuite<'a> {
    name: &'a str,
    cases: Vec<WireCase<'a>>,
}

#[derive(Serialize)]
struct WireCase<'a> {
    name: &'a str,
    verdict: &'static str,
    checks: Vec<WireCheck<'a>>,
}

#[derive(Serialize)]
struct WireCheck<'a> {
    about: &'a str,
    key: &'static str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    came_out: Option<&'a str>,
}

/// The same as data.
///
/// ```
/// # use candor::{Rulebook, render, suite};
/// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
/// # let rulebook = Rulebook::from_text("returns.rulebook", text)?;
/// let text = "cases: [{name: new, today: 2026-11-21, facts: {received: 2026-11-21}, expect: {days_since: {value: 0 days}}}]";
/// let report = suite::run(&rulebook, "new.cases.yaml", text)?;
/// assert!(render::suites_json(&[report]).contains("new.cases.yaml"));
/// # Ok::<(), candor::Error>(())
/// ```
#[must_use]
pub fn suites_json(reports: &[SuiteReport]) -> String {
    let counts = total(reports);
    let suites = reports
        .iter()
        .map(|report| WireSuite { name: &report.name, cases: report.cases.iter().map(wire_case).collect() });
    pretty(&Wire {
        format: 1,
        suites: suites.collect(),
        passed: counts.passed,
        failed: counts.failed,
        not_checked: counts.not_checked,
    })
}

fn wire_case(case: &CaseReport) -> WireCase<'_> {
    let verdict = match (case.failed(), case.passed()) {
        (true, _) => "failed",
        (_, true) => "passed",
        _ => "not_checked",
    };
    let checks = case.checks.iter().map(|check| {
        let (verdict, expected, came_out) = match &check.verdict {
            Verdict::Passed => ("passed", None, None),
            Verdict::Failed { expected, came_out } => ("failed", Some(expected.as_str()), Some(came_out.as_str())),
            Verdict::NotChecked(why) => ("not_checked", None, Some(why.as_str())),
        };
        WireCheck { about: &check.about, key: check.key, verdict, expected, came_out }
    });
    WireCase { name: &case.name, verdict, checks: checks.collect() }
}
