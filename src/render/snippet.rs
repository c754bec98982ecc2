//! Diagnostics for people: what, where in the text, and what to write instead.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Padding, Renderer, Snippet};

use super::layout::clean;
use super::style::Style;
use crate::diagnostic::{Diagnostic, Report};
use crate::source::scan::{is_hidden, is_invisible};
use crate::source::{Sources, Span};

/// Columns that line numbers and borders take.
const BORDER: usize = 10;

/// What was found in the texts, each with its place and the words there, and a count at the end; empty if nothing was.
///
/// ```
/// use candor::{Rulebook, render};
///
/// let (_, report) = Rulebook::check("hours.rulebook", "rulebok hours");
/// assert!(render::report(&report, render::Style::default()).ends_with("1 error\n"));
/// ```
#[must_use]
pub fn report(report: &Report, style: Style) -> String {
    if report.diagnostics.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    for diagnostic in &report.diagnostics {
        out.push_str(one(diagnostic, &report.sources, style).trim_end());
        out.push_str("\n\n");
    }
    let errors = report.diagnostics.iter().filter(|d| d.is_error()).count();
    let findings = report.diagnostics.len() - errors;
    let counts = [(errors, "error"), (findings, "finding")];
    let counts: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    out.push_str(&counts.join(", "));
    out.push('\n');
    out
}

fn one(diagnostic: &Diagnostic, sources: &Sources, style: Style) -> String {
    let level = if diagnostic.is_error() { Level::ERROR } else { Level::WARNING.with_name("finding") };
    let mut group = level
        .primary_title(clean(&diagnostic.message))
        .id(diagnostic.code.name())
        .elements(std::iter::empty::<Origin<'_>>());
    let places = diagnostic.span.map(|span| (span, diagnostic.label.as_str())).into_iter();
    let others = diagnostic.others.iter().map(|(span, label)| (*span, label.as_str()));
    for (i, (span, label)) in places.chain(others).enumerate() {
        let Some(excerpt) = excerpt(sources, span, style.width) else { continue };
        if i > 0 {
            group = group.element(Padding);
        }
        // The excerpt may be cut out of a long line, so that the place is told here and not counted in it.
        group = group.element(Origin::path(excerpt.path).line(excerpt.line).char_column(excerpt.column));
        let kind = if i == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(excerpt.range).label(Some(clean(label)).filter(|label| !label.is_empty()));
        group = group.element(Snippet::source(excerpt.text).line_start(excerpt.line).annotation(annotation));
    }
    if diagnostic.span.is_none()
        && let Some(source) = sources.first()
    {
        group = group.element(Origin::path(clean(source.name())));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    let renderer = if style.color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    let text = renderer.term_width(usize::MAX / 4).render(&[group]);
    // Excerpts without a name of their own get an empty head, which says nothing.
    text.lines().filter(|line| uncolored(line).trim() != ":::").fold(String::new(), |out, line| out + line + "\n")
}

fn uncolored(line: &str) -> String {
    let after = |part: &str| part.split_once('m').map_or_else(String::new, |(_, rest)| rest.to_owned());
    line.split('\u{1b}').enumerate().map(|(i, part)| if i == 0 { part.to_owned() } else { after(part) }).collect()
}

/// One line around a place, as it may be shown.
struct Excerpt {
    path: String,
    line: usize,
    column: usize,
    text: String,
    range: Range<usize>,
}

/// The line in which a span starts, cut to a width around it, with what cannot be seen written out.
fn excerpt(sources: &Sources, span: Span, width: usize) -> Option<Excerpt> {
    let source = sources.get(span)?;
    let text = source.text();
    let start = boundary(text, span.start);
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let rest = text.get(start..)?;
    let line_end = start + rest.find('\n').unwrap_or(rest.len());
    let end = boundary(text, span.end).clamp(start, line_end);
    let (line, column) = source.line_column(u32::try_from(start).unwrap_or(u32::MAX));

    let room = width.saturating_sub(BORDER).max(20);
    let whole = text.get(line_start..line_end)?;
    // A character takes at most four bytes, so a very long line is not measured.
    let fits = whole.len() <= 4 * room && textwrap::core::display_width(whole) <= room;
    // Else a third of the room before the place, so that one sees what it belongs to; what is not used goes after it.
    let before = if fits { 0 } else { tail(text.get(line_start..start)?, room / 3) };
    let shown_before = text.get(before + line_start..start)?;
    let mut out = String::new();
    if before > 0 {
        out.push('…');
    }
    shown_before.chars().for_each(|c| show(c, &mut out));
    let range_start = out.len();
    let mut range_end = None;
    let mut columns = textwrap::core::display_width(&out);
    for (at, c) in text.get(start..line_end)?.trim_end_matches('\r').char_indices() {
        if start + at >= end && range_end.is_none() {
            range_end = Some(out.len());
        }
        let length = out.len();
        show(c, &mut out);
        columns += textwrap::core::display_width(out.get(length..).unwrap_or_default());
        if columns > room {
            out.truncate(length);
            out.push('…');
            break;
        }
    }
    let range = range_start..range_end.unwrap_or(out.len());
    Some(Excerpt { path: clean(source.name()), line, column, text: out, range })
}

/// Where the last few characters of a text begin, counted as they are shown.
fn tail(text: &str, room: usize) -> usize {
    let mut columns = 0;
    for (at, c) in text.char_indices().rev() {
        let mut shown = String::new();
        show(c, &mut shown);
        columns += textwrap::core::display_width(&shown);
        if columns > room {
            return at + c.len_utf8();
        }
    }
    0
}

/// A character as it can be seen: what hides or steers is written out.
fn show(c: char, out: &mut String) {
    match c {
        '\t' => out.push_str("    "),
        c if is_hidden(c) || is_invisible(c) || c == '\r' => out.extend(c.escape_unicode()),
        c => out.push(c),
    }
}

/// The nearest start of a character at or before a byte.
fn boundary(text: &str, byte: u32) -> usize {
    let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(text.len());
    (0..=byte).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
