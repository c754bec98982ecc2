//! Why: every reason with where it comes from and the facts that decide it.

use super::clause;
use super::layout::{Keep, Row};
use super::words;
use crate::explain::{
    Explanation, FactValue, Ground, Named, Outcome, Restriction, RuleKind, RuleRef, Segment, Source, Stopped, WayIn,
};

/// All reasons at once.
pub(super) fn why(explanation: &Explanation) -> Row {
    let mut row = Row::new("Why");
    for restriction in &explanation.restrictions {
        reason(restriction, &mut row);
    }
    let allowed = explanation.outcome == Outcome::Allowed;
    for rule in &explanation.granted_by {
        row.line(Keep::Always, format!("permitted by {}", inline(rule)));
    }
    for stopped in &explanation.excepted {
        let grants = matches!(stopped.rule.kind, RuleKind::Right | RuleKind::Permission);
        // What an exception lifts explains a yes; a right that does not reach this case explains a no.
        match (allowed, grants) {
            (true, false) => row.line(Keep::Useful, stopped_by(stopped, "does not apply")),
            (false, true) => row.line(Keep::Useful, stopped_by(stopped, "does not cover this")),
            _ => {}
        }
    }
    if allowed {
        for stopped in &explanation.defeated {
            row.line(Keep::Useful, stopped_by(stopped, "gives way"));
        }
    }
    row
}

fn stopped_by(stopped: &Stopped, how: &str) -> String {
    let by: Vec<String> = stopped.by.iter().map(inline).collect();
    format!("{} {how}: {}", clause::title(&stopped.rule), words::list(&by, "and"))
}

fn inline(rule: &RuleRef) -> String {
    format!("{}, {}", clause::title(rule), clause::source(&rule.source))
}

fn reason(restriction: &Restriction, row: &mut Row) {
    let rule = &restriction.rule;
    if restriction.certain {
        row.line(Keep::Always, clause::rule(rule));
    } else {
        let source = clause::source(&rule.source);
        let depends = depends_on(restriction);
        let title = clause::title(rule);
        let (title, may) = if rule.kind == RuleKind::DefaultDenial { (title, "perhaps") } else { (title, "may apply") };
        row.line(Keep::Always, format!("{title}, {may}{depends}: {source}"));
    }
    for ground in &restriction.because {
        row.indented(Keep::Always, 2, self::ground(ground, &rule.source));
    }
    let more: Vec<String> = restriction.facts.iter().filter(|f| adds(f, restriction)).map(fact).collect();
    row.indented(Keep::Useful, 2, more.join("; "));
    ways_in(&restriction.not_granted, row);
}

fn depends_on(restriction: &Restriction) -> String {
    let missing: Vec<&str> =
        restriction.facts.iter().filter(|f| f.value.is_none()).map(|f| f.label.as_str()).collect();
    if missing.is_empty() { String::new() } else { format!(", depends on {}", words::list(&missing, "and")) }
}

/// `(a) at least 30% goes to the organization: the proceeds (5,000.00 AUD) is less than …`.
pub(super) fn ground(ground: &Ground, rule_source: &Source) -> String {
    let mut out = String::new();
    if let Some(letter) = &ground.letter {
        // A letter is `a`; a longer name of a condition speaks for itself in its label.
        if letter.chars().count() <= 3 {
            out.push_str(&format!("({letter}) "));
        }
    }
    if let Some(label) = &ground.label {
        out.push_str(label);
        out.push_str(": ");
    }
    out.push_str(&words::phrase(&ground.phrase));
    if let Some(by) = &ground.by
        && !by.citation.starts_with(&rule_source.citation)
    {
        out.push_str(&format!(" ({})", by.citation));
    }
    out
}

/// Whether a fact says more than the statements above it: something they do not name, or who established it.
fn adds(fact: &FactValue, restriction: &Restriction) -> bool {
    if fact.known_from.is_some() || fact.judged_by.is_some() {
        return true;
    }
    let segments = restriction.because.iter().flat_map(|ground| &ground.phrase.0);
    !segments.into_iter().any(|s| matches!(s, Segment::Named(Named { name, .. }, _) if *name == fact.fact))
}

/// `the day it was delivered: 9 October 2026 (from the receipt)`.
pub(super) fn fact(fact: &FactValue) -> String {
    let value = fact.value.as_ref().map_or_else(|| "not known".to_owned(), words::value);
    let mut out = format!("{}: {value}", fact.label);
    match (&fact.known_from, &fact.judged_by) {
        (Some(from), Some(by)) => out.push_str(&format!(" (from {from}, judged by {by})")),
        (Some(from), None) => out.push_str(&format!(" (from {from})")),
        (None, Some(by)) => out.push_str(&format!(" (judged by {by})")),
        (None, None) => {}
    }
    out
}

/// The nearest way in with what it lacks, and how many others there are.
fn ways_in(ways: &[WayIn], row: &mut Row) {
    let Some(nearest) = ways.first() else { return };
    let head = if ways.len() == 1 { "the only way in" } else { "the nearest way in" };
    let citation = &nearest.rule.source.citation;
    row.indented(Keep::Always, 2, format!("{head}: {} ({citation}); what it lacks:", clause::title(&nearest.rule)));
    for unmet in &nearest.unmet {
        row.indented(Keep::Always, 4, ground(unmet, &nearest.rule.source));
    }
    for excluded in &nearest.excluded_by {
        row.indented(Keep::Always, 4, format!("taken out by {}", inline(excluded)));
    }
    match ways.len() - 1 {
        0 => {}
        1 => row.indented(Keep::Useful, 2, "1 other way in is no nearer"),
        n => row.indented(Keep::Useful, 2, format!("{n} other ways in are no nearer")),
    }
}
