//! What a program reads: the whole answer in JSON and YAML, held to a published schema, and what was found in a text.

use serde::Serialize;

use super::wire::Answer;
use crate::diagnostic::{Diagnostic, Report};
use crate::explain::Explanation;
use crate::source::{Source, Span};

/// The JSON Schema (draft 2020-12) of what [`json`] gives.
pub const SCHEMA: &str = include_str!("answer.schema.json");

/// The answer as JSON, indented, with a line break at the end.
#[must_use]
pub fn json(explanation: &Explanation) -> String {
    write(&Answer::of(explanation))
}

/// Plain structs always serialize; were it ever otherwise, no reader may take the text for an answer.
pub(super) fn write(data: &impl Serialize) -> String {
    serde_json::to_string_pretty(data).unwrap_or_else(|error| format!("not an answer: {error}")) + "\n"
}

/// The same as YAML.
#[must_use]
pub fn yaml(explanation: &Explanation) -> String {
    let text = serde_yaml::to_string(&Answer::of(explanation));
    text.unwrap_or_else(|error| format!("not an answer: {error}\n"))
}

#[derive(Serialize)]
struct Checked<'a> {
    format: u32,
    errors: usize,
    findings: usize,
    diagnostics: Vec<Place<'a>>,
}

/// A diagnostic, or a further place of one.
#[derive(Default, Serialize)]
struct Place<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'a str>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    others: Option<Vec<Place<'a>>>,
}

/// What was found in texts, as JSON. Lines and columns count from 1, columns in characters.
#[must_use]
pub fn reports_json(reports: &[Report]) -> String {
    let all = || reports.iter().flat_map(|report| report.diagnostics.iter().map(move |found| (report, found)));
    let errors = all().filter(|(_, found)| found.is_error()).count();
    let diagnostics: Vec<Place<'_>> = all().map(|(report, found)| diagnostic(report, found)).collect();
    write(&Checked { format: 1, errors, findings: diagnostics.len() - errors, diagnostics })
}

fn diagnostic<'a>(report: &'a Report, found: &'a Diagnostic) -> Place<'a> {
    let others = found.others.iter().map(|(span, label)| place(report, Some(*span), label)).collect();
    Place {
        code: Some(found.code.name()),
        severity: Some(if found.is_error() { "error" } else { "finding" }),
        label: Some(found.label.as_str()).filter(|label| !label.is_empty()),
        help: found.help.as_deref(),
        others: Some(others),
        ..place(report, found.span, &found.message)
    }
}

fn place<'a>(report: &'a Report, span: Option<Span>, message: &'a str) -> Place<'a> {
    let source = match span {
        Some(span) => report.sources.get(span),
        None => report.sources.first(),
    };
    let at = |byte: fn(Span) -> u32| span.and_then(|span| Some(source?.line_column(byte(span))));
    let (start, end) = (at(|span| span.start), at(|span| span.end));
    Place {
        message,
        path: source.map(Source::name),
        line: start.map(|(line, _)| line),
        column: start.map(|(_, column)| column),
        end_line: end.map(|(line, _)| line),
        end_column: end.map(|(_, column)| column),
        ..Place::default()
    }
}
