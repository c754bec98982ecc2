//! Which lines of a term say why it has its value, and the tests on which they rest.

use super::grounds;
use crate::decide::{FaultKind, LineTrace, Reading, TermTrace, Trace};
use crate::model::expr::ExprKind;
use crate::model::table::Matches;
use crate::model::{Holds, Term};
use crate::value::{Truth, Type};

/// The lines that say why a term has its value, or none, by position.
pub(super) fn telling(trace: &TermTrace<'_>) -> Vec<usize> {
    let with = |wanted: &dyn Fn(&LineTrace<'_>) -> bool| -> Vec<usize> {
        let lines = trace.lines.iter().enumerate().filter(|(at, _)| trace.rows.contains(at));
        lines.filter(|(_, line)| wanted(line)).map(|(at, _)| at).collect()
    };
    let certain = with(&|line| line.holds == Truth::Yes);
    match trace.reading {
        Reading::Known(_) if !certain.is_empty() => certain,
        Reading::Fault(FaultKind::NoLine) => with(&|_| true),
        Reading::Fault(FaultKind::NoRow) if trace.lines.iter().all(|line| line.holds == Truth::No) => with(&|_| true),
        _ => with(&|line| line.holds != Truth::No),
    }
}

/// A test and the position of the line in which it stands.
type Placed<'t, 'm> = (usize, &'t Trace<'m>);

/// The conditions on which it depends whether a line counts.
pub(super) fn conditions<'t, 'm>(
    term: &Term,
    trace: &'t TermTrace<'m>,
    at: usize,
) -> impl Iterator<Item = Placed<'t, 'm>> {
    trace.lines[at].condition.iter().map(move |own| (at, own)).chain(others(term, trace, at))
}

/// Those of other lines: of `otherwise` all, and where the first match decides those of the rows before it.
fn others<'t, 'm>(term: &Term, trace: &'t TermTrace<'m>, at: usize) -> impl Iterator<Item = Placed<'t, 'm>> {
    let lines = &trace.lines;
    let part = term.table.as_ref().and_then(|table| table.parts.iter().find(|part| part.rows.contains(&at)));
    let rows = part.map_or(0..lines.len(), |part| part.rows.clone());
    let first = term.table.as_ref().is_some_and(|table| table.how == Matches::First);
    let range = match &term.lines[at].holds {
        Holds::Otherwise => rows,
        Holds::Always | Holds::If(_) if first && lines[at].holds != Truth::No => rows.start..at,
        Holds::Always | Holds::If(_) => at..at,
    };
    range.filter_map(|other| Some((other, lines[other].condition.as_ref()?)))
}

/// A condition that has to be untrue and is not known is not told as if it had to be true.
fn is_open(line: &LineTrace<'_>, other: &Trace<'_>) -> bool {
    line.holds == Truth::Unknown && other.truth() == Truth::Unknown
}

/// Whether it depends on other lines that are open whether a line holds.
pub(super) fn waits_for_others(term: &Term, trace: &TermTrace<'_>, at: usize) -> bool {
    others(term, trace, at).any(|(_, other)| is_open(&trace.lines[at], other))
}

/// The tests on which a line rests.
pub(super) fn tests<'t, 'm>(term: &Term, trace: &'t TermTrace<'m>, at: usize) -> Vec<Placed<'t, 'm>> {
    let line = &trace.lines[at];
    let own = line.condition.iter().map(|own| (at, own));
    let others = others(term, trace, at).filter(|(_, other)| !is_open(line, other));
    let mut found: Vec<Placed<'t, 'm>> = own.chain(others).collect();
    if line.holds != Truth::No {
        // A yes or no that is worked out rests on its tests; a choice in a calculation on its condition.
        if line.value.expr.ty == Type::YesNo && !matches!(line.value.expr.kind, ExprKind::Constant(_)) {
            found.push((at, &line.value));
        } else {
            each_that_matters(&line.value, &mut |trace| {
                if let (ExprKind::If { .. }, [condition, ..]) = (&trace.expr.kind, trace.parts.as_slice()) {
                    found.push((at, condition));
                }
            });
        }
    }
    found
}

/// Visits what a value rests on: not the branch that was not taken, nor the tests that change nothing.
pub(super) fn each_that_matters<'t, 'm>(trace: &'t Trace<'m>, see: &mut dyn FnMut(&'t Trace<'m>)) {
    see(trace);
    match (&trace.expr.kind, trace.parts.as_slice()) {
        (ExprKind::If { .. }, [condition, then, otherwise]) => {
            each_that_matters(condition, see);
            if condition.truth() != Truth::No {
                each_that_matters(then, see);
            }
            if condition.truth() != Truth::Yes {
                each_that_matters(otherwise, see);
            }
        }
        (ExprKind::Group { how, .. }, parts) => {
            let whole = trace.truth();
            for part in parts.iter().filter(|part| grounds::matters(*how, whole, part.truth())) {
                each_that_matters(part, see);
            }
        }
        (_, parts) => {
            parts.iter().for_each(|part| each_that_matters(part, see));
            let lines = trace.inside.iter().flat_map(|term| &term.lines).filter(|line| line.holds != Truth::No);
            lines
                .flat_map(|line| line.condition.iter().chain(std::iter::once(&line.value)))
                .for_each(|part| each_that_matters(part, see));
        }
    }
}
