//! Diagnostics as data, and what lies outside the provable core.

use serde::Serialize;

use super::json::pretty;
use crate::diagnostic::{Diagnostic, Report};
use crate::explain::Unproven;
use crate::source::Span;

#[derive(Serialize)]
struct Wire<'a> {
    format: u32,
    reports: Vec<WireReport<'a>>,
}

#[derive(Serialize)]
struct Proofs<'a> {
    format: u32,
    unproven: &'a [Unproven],
}

#[derive(Serialize)]
struct WireReport<'a> {
    name: &'a str,
    diagnostics: Vec<WireDiagnostic<'a>>,
}

#[derive(Serialize)]
struct WireDiagnostic<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Option<Place<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<Other<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
}

#[derive(Serialize)]
struct Other<'a> {
    #[serde(flatten)]
    place: Option<Place<'a>>,
    label: &'a str,
}

/// Lines and columns count from 1, columns in characters.
#[derive(Serialize)]
struct Place<'a> {
    /// Where it is another text than the one that is reported on: one that it uses.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// What is wrong with texts, as JSON.
///
/// ```
/// use candor::{Rulebook, render};
///
/// let (_, report) = Rulebook::check("hours.rulebook", "rulebok hours");
/// assert!(render::reports_json(&[report]).contains("hours.rulebook"));
/// ```
#[must_use]
pub fn reports_json(reports: &[Report]) -> String {
    let reports = reports.iter().map(|report| WireReport {
        name: report.sources.first().map_or("", |source| source.name()),
        diagnostics: report.diagnostics.iter().map(|diagnostic| wire(report, diagnostic)).collect(),
    });
    pretty(&Wire { format: 1, reports: reports.collect() })
}

/// What of a rulebook lies outside the provable core, as JSON.
///
/// ```
/// use candor::{Rulebook, render};
///
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
/// let rulebook = Rulebook::from_text("returns.rulebook", text)?;
/// assert!(render::proofs_json(&rulebook.proofs()).contains("\"unproven\": []"));
/// # Ok::<(), candor::Error>(())
/// ```
#[must_use]
pub fn proofs_json(unproven: &[Unproven]) -> String {
    pretty(&Proofs { format: 1, unproven })
}

/// What of a rulebook lies outside the provable core, one test in two lines: where it stands, and why it lies outside.
///
/// ```
/// use candor::{Rulebook, render};
///
/// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
/// let rulebook = Rulebook::from_text("returns.rulebook", text)?;
/// assert_eq!(render::proofs(&rulebook.proofs()), "everything lies in the provable core\n");
/// # Ok::<(), candor::Error>(())
/// ```
#[must_use]
pub fn proofs(unproven: &[Unproven]) -> String {
    if unproven.is_empty() {
        return "everything lies in the provable core\n".to_owned();
    }
    let tests = unproven.iter().map(|test| {
        let why: Vec<&str> = test.why.iter().map(|why| why.words()).collect();
        let Unproven { name, file, line, column, test, .. } = test;
        format!("{file}:{line}:{column}: {name}: {test}\n    {}\n", why.join("; "))
    });
    tests.collect()
}

fn wire<'a>(report: &'a Report, diagnostic: &'a Diagnostic) -> WireDiagnostic<'a> {
    WireDiagnostic {
        code: diagnostic.code.name(),
        severity: if diagnostic.is_error() { "error" } else { "finding" },
        message: &diagnostic.message,
        place: diagnostic.span.and_then(|span| place(report, span)),
        label: &diagnostic.label,
        others: diagnostic.others.iter().map(|(span, label)| Other { place: place(report, *span), label }).collect(),
        help: diagnostic.help.as_deref(),
    }
}

fn place(report: &Report, span: Span) -> Option<Place<'_>> {
    let source = report.sources.get(span)?;
    let ((line, column), (end_line, end_column)) = (source.line_column(span.start), source.line_column(span.end));
    let file = (span.source > 0).then(|| source.name());
    Some(Place { file, line, column, end_line, end_column })
}
