//! Why: every reason with where it comes from and the facts that decide it.

use super::layout::{Keep, Row};
use super::tongue::Tongue;
use super::words;
use super::{change, clause};
use crate::explain::{
    Explanation, FactValue, Ground, Named, Outcome, Phrase, Restriction, RuleKind, RuleRef, Segment, Source, Stopped,
    WayIn,
};

/// So many reasons are told with their tests whatever the room; of further ones at least the rule is named.
const DETAILED: usize = 3;

/// All reasons at once: those that customers may read, or those that they may not.
pub(super) fn why(explanation: &Explanation, never_told: bool) -> Row {
    let mut row = Row::new("Why");
    let is_one_of = explanation.outcome == Outcome::Denied && explanation.restrictions.iter().all(|r| !r.certain);
    if is_one_of && explanation.restrictions.iter().any(|r| r.rule.never_told == never_told) {
        row.line(Keep::Always, "whatever is not known yet, one of these stands in the way");
    }
    for (place, restriction) in explanation.restrictions.iter().filter(|r| r.rule.never_told == never_told).enumerate()
    {
        reason(restriction, place < DETAILED, &mut row);
    }
    let allowed = explanation.outcome == Outcome::Allowed;
    for rule in explanation.granted_by.iter().filter(|rule| rule.never_told == never_told) {
        row.line(Keep::Always, format!("permitted by {}", inline(rule)));
    }
    let hidden =
        |stopped: &&Stopped| (stopped.rule.never_told || stopped.by.iter().any(|r| r.never_told)) == never_told;
    for stopped in explanation.excepted.iter().filter(hidden) {
        let grants = matches!(stopped.rule.kind, RuleKind::Right | RuleKind::Permission);
        // What an exception lifts explains a yes; a right that does not reach this case explains a no.
        match (allowed, grants) {
            (true, false) => row.line(Keep::Useful, stopped_by(stopped, "does not apply:")),
            (false, true) => row.line(Keep::Useful, stopped_by(stopped, "does not cover this:")),
            _ => {}
        }
    }
    if allowed {
        for stopped in explanation.defeated.iter().filter(hidden) {
            row.line(Keep::Useful, stopped_by(stopped, "gives way to"));
        }
    }
    row
}

fn stopped_by(stopped: &Stopped, how: &str) -> String {
    let by: Vec<String> = stopped.by.iter().map(inline).collect();
    format!("\"{}\" {how} {}", clause::title(&stopped.rule), words::list(&by, "and"))
}

fn inline(rule: &RuleRef) -> String {
    format!("{}, {}", clause::title(rule), clause::source(rule))
}

fn reason(restriction: &Restriction, in_detail: bool, row: &mut Row) {
    let rule = &restriction.rule;
    let keep = if restriction.certain {
        row.line(Keep::Always, clause::rule(rule));
        if in_detail { Keep::Always } else { Keep::Extra }
    } else {
        row.line(Keep::Always, format!("{}; may apply{}", clause::rule(rule), depends_on(restriction)));
        Keep::Extra
    };
    for (depth, line) in told(Tongue::ENGLISH, &restriction.because, &rule.source) {
        row.indented(below(keep, depth), 2 + 2 * depth, line);
    }
    ways_in(&restriction.not_granted, row);
    let more: Vec<String> = restriction.facts.iter().filter(|f| adds(f, restriction)).map(fact).collect();
    if !more.is_empty() && restriction.certain {
        row.indented(Keep::Extra, 2, format!("rests on: {}", more.join("; ")));
    }
}

fn depends_on(restriction: &Restriction) -> String {
    let missing: Vec<&str> = restriction.facts.iter().filter(|f| f.value.is_none()).map(|f| f.label.as_str()).collect();
    if missing.is_empty() { String::new() } else { format!(", depends on {}", words::list(&missing, "and")) }
}

/// What a test rests on goes before the test, and after what only adds to the answer.
fn below(keep: Keep, depth: usize) -> Keep {
    if depth == 0 { keep } else { keep.min(Keep::Deciding) }
}

/// Lines stand in at most so far.
const DEEPEST: usize = 8;

/// Tests with how far each stands in: one line for each, but tests under one letter together, and the only test on which
/// another rests in the line of that.
pub(super) fn told(tongue: Tongue<'_>, grounds: &[Ground], rule_source: &Source) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut before: Option<&Ground> = None;
    let mut at = 0;
    while let Some(each) = grounds.get(at) {
        let only = only_below(grounds, at);
        let alone = only.is_none() && grounds.get(at + 1).is_none_or(|next| next.depth <= each.depth);
        let same = before.is_some_and(|before| {
            each.label.is_some()
                && (&before.letter, &before.label, before.depth) == (&each.letter, &each.label, each.depth)
        });
        match lines.last_mut().filter(|_| same && alone) {
            Some((_, line)) => line.push_str(&format!("; {}", statement(tongue, each))),
            None => {
                let mut line = ground_in(tongue, each, rule_source);
                if let Some(only) = only {
                    line.push_str(&tongue.fill(|says| says.since, &[&ground_in(tongue, only, rule_source)]));
                    at += 1;
                }
                lines.push((each.depth.min(DEEPEST), line));
            }
        }
        before = alone.then_some(each);
        at += 1;
    }
    lines
}

/// The one test on which another rests and which rests on none, unless something is not known yet.
fn only_below(grounds: &[Ground], at: usize) -> Option<&Ground> {
    let (each, only) = (grounds.get(at)?, grounds.get(at + 1)?);
    let deeper = only.depth > each.depth && grounds.get(at + 2).is_none_or(|next| next.depth <= each.depth);
    (deeper && !each.open && !only.open).then_some(only)
}

/// `(a) at least 30% goes to the organization: the proceeds (5,000.00 AUD) is less than …`, in the language of the reader.
pub(super) fn ground_in(tongue: Tongue<'_>, ground: &Ground, rule_source: &Source) -> String {
    cited_ground(tongue, ground, Some(rule_source))
}

/// The same where nothing around it says where it stands.
pub(super) fn bare_ground(tongue: Tongue<'_>, ground: &Ground) -> String {
    cited_ground(tongue, ground, None)
}

fn cited_ground(tongue: Tongue<'_>, ground: &Ground, rule_source: Option<&Source>) -> String {
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
    out.push_str(&statement(tongue, ground));
    // A paragraph of the rule's own source is plain from its letter; below that it has to be said whose letter it is.
    let plain = |by: &Source, of: &Source| match ground.depth {
        0 => by.citation.starts_with(&of.citation),
        _ => by.citation == of.citation,
    };
    if let Some(by) = &ground.by
        && rule_source.is_none_or(|source| !plain(by, source))
    {
        out.push_str(&format!(" ({})", by.citation));
    }
    out
}

/// How it stands here, and whether that was stated.
fn statement(tongue: Tongue<'_>, ground: &Ground) -> String {
    tongue.phrase(&ground.phrase) + if ground.stated { tongue.says().as_stated } else { "" }
}

/// How a value came about: a name by itself stands for what it names.
pub(super) fn calculation(tongue: Tongue<'_>, working: &Phrase) -> String {
    match working.0.as_slice() {
        [Segment::Named(named, _)] => named.label.clone(),
        [Segment::Named(named, _), Segment::Row(row)] => format!("{} ({})", named.label, tongue.cited_row(row)),
        _ => tongue.phrase(working),
    }
}

/// Whether a fact says more than the statements above it: something they do not name, or who established it.
fn adds(fact: &FactValue, restriction: &Restriction) -> bool {
    if fact.known_from.is_some() || fact.judged_by.is_some() {
        return true;
    }
    // Of a stated term it has to be said that it was stated.
    let nearest = restriction.not_granted.first().into_iter().flat_map(|way| &way.unmet);
    let telling = restriction.because.iter().chain(nearest).filter(|ground| ground.stated || !fact.stated_term);
    let mut segments = telling.flat_map(|ground| &ground.phrase.0);
    !segments.any(|s| matches!(s, Segment::Named(Named { name, .. }, _) if *name == fact.fact))
}

/// `the day it was delivered: 9 October 2026 (from the receipt; any day on or before 21 October 2026)`: where it comes
/// from, and all that it may be with the answer staying.
pub(super) fn fact(fact: &FactValue) -> String {
    let value = fact.value.as_ref().map_or_else(|| "not known".to_owned(), words::value);
    let mut out = format!("{}: {value}", fact.label);
    if fact.stated_term {
        out.push_str(", as stated and not worked out");
    }
    let by = match (&fact.known_from, &fact.judged_by) {
        (Some(from), Some(by)) => Some(format!("from {from}, judged by {by}")),
        (Some(from), None) => Some(format!("from {from}")),
        (None, Some(by)) => Some(format!("judged by {by}")),
        (None, None) => None,
    };
    let same_with = fact.value.as_ref().zip(fact.extent.as_ref());
    let same_with = same_with.and_then(|(value, extent)| change::anything(value, extent));
    let about: Vec<String> = by.into_iter().chain(same_with).collect();
    if !about.is_empty() {
        out.push_str(&format!(" ({})", about.join("; ")));
    }
    out
}

/// The nearest way in with what it lacks, and how many others there are.
fn ways_in(ways: &[WayIn], row: &mut Row) {
    let Some(nearest) = ways.first() else { return };
    let head = if ways.len() == 1 { "the only way in" } else { "the nearest way in" };
    let citation = &nearest.rule.source.citation;
    row.indented(Keep::Always, 2, format!("{head}, \"{}\" ({citation}), lacks:", clause::title(&nearest.rule)));
    for (depth, line) in told(Tongue::ENGLISH, &nearest.unmet, &nearest.rule.source) {
        row.indented(below(Keep::Always, depth), 4 + 2 * depth, line);
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
