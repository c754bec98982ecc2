//! Results of suites: what was expected beside what came out.

use std::fmt::Write as _;

use serde::Serialize;

use super::layout::clean;
use super::style::{Style, Tone};
use crate::suite::{CaseReport, Checked, Counts, SuiteReport, Verdict};

/// Each case that did not come out or could not be told, and the counts over all in the last line.
#[must_use]
pub fn suites(reports: &[SuiteReport], style: Style) -> String {
    let mut out = String::new();
    for report in reports {
        for case in report.cases.iter().filter(|case| !case.passed()) {
            let (tone, word) = if case.failed() { (Tone::Bad, "FAILED") } else { (Tone::Question, "NOT CHECKED") };
            let _ = writeln!(out, "{}  {}: {}", style.paint(tone, word), clean(&report.name), clean(&case.name));
            if case.checks.is_empty() {
                out.push_str("  nothing is expected\n");
            }
            for check in &case.checks {
                one(check, &mut out);
            }
            out.push('\n');
        }
    }
    let Counts { passed, failed, not_checked } = counts(reports);
    let _ = writeln!(out, "{passed} passed, {failed} failed, {not_checked} not checked");
    out
}

fn one(check: &Checked, out: &mut String) {
    let what = format!("{} {}", check.about, check.key);
    let _ = match &check.verdict {
        Verdict::Passed => Ok(()),
        Verdict::Failed { expected, came_out } => {
            let (expected, came_out) = (clean(expected), clean(came_out));
            writeln!(out, "  {what}\n    expected  {expected}\n    came out  {came_out}")
        }
        Verdict::NotChecked(why) => writeln!(out, "  {what}\n    not checked: {}", clean(why)),
    };
}

fn counts(reports: &[SuiteReport]) -> Counts {
    reports.iter().map(SuiteReport::counts).fold(Counts::default(), |all, each| Counts {
        passed: all.passed + each.passed,
        failed: all.failed + each.failed,
        not_checked: all.not_checked + each.not_checked,
    })
}

#[derive(Serialize)]
struct Results<'a> {
    format: u32,
    passed: usize,
    failed: usize,
    not_checked: usize,
    suites: Vec<Suite<'a>>,
}

#[derive(Serialize)]
struct Suite<'a> {
    suite: &'a str,
    cases: Vec<Case<'a>>,
}

#[derive(Serialize)]
struct Case<'a> {
    name: &'a str,
    result: &'a str,
    checks: Vec<Check<'a>>,
}

#[derive(Default, Serialize)]
struct Check<'a> {
    about: &'a str,
    key: &'a str,
    result: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    came_out: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

/// The same as JSON, with every check.
#[must_use]
pub fn suites_json(reports: &[SuiteReport]) -> String {
    let Counts { passed, failed, not_checked } = counts(reports);
    let suites = reports.iter().map(|r| Suite { suite: &r.name, cases: r.cases.iter().map(case).collect() }).collect();
    super::json::write(&Results { format: 1, passed, failed, not_checked, suites })
}

fn case(case: &CaseReport) -> Case<'_> {
    let result = match (case.failed(), case.passed()) {
        (true, _) => "failed",
        (false, true) => "passed",
        (false, false) => "not_checked",
    };
    let checks = case.checks.iter().map(|check| {
        let shared = Check { about: &check.about, key: check.key, ..Check::default() };
        match &check.verdict {
            Verdict::Passed => Check { result: "passed", ..shared },
            Verdict::Failed { expected, came_out } => {
                Check { result: "failed", expected: Some(expected), came_out: Some(came_out), ..shared }
            }
            Verdict::NotChecked(why) => Check { result: "not_checked", why: Some(why), ..shared },
        }
    });
    Case { name: &case.name, result, checks: checks.collect() }
}
