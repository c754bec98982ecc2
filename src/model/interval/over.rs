//! What is said of the members of lists, sets and groups can be, on the same terms: every value that the plain evaluator can yield lies in the range.

use super::{Held, NO, Parts, Range, YES, choose, combine, compare, group, range_in, single};
use crate::model::build_fact::everything;
use crate::model::expr::{Comparison, Expr, ExprKind, Over, OverWord, Quantifier};
use crate::source::limits::LIST_MEMBERS;
use crate::value::{Type, Value};

/// The value of something with parts: a fact, a member of a list, or a field of one of these.
pub(super) fn held(expr: &Expr, parts: &dyn Parts, members: &[Held]) -> Held {
    match &expr.kind {
        ExprKind::Fact(id) => parts.held(*id),
        ExprKind::Term(id) => parts.held_term(*id),
        ExprKind::Constant(value) => Held::Known(value.clone()),
        ExprKind::Member(level) => members.get(*level).cloned().unwrap_or(Held::Any),
        ExprKind::Field { of, at } => match held(of, parts, members) {
            Held::Known(Value::Record(fields)) => match fields.get(*at) {
                Some(Some(value)) => Held::Known(value.clone()),
                _ => Held::Absent,
            },
            Held::Absent => Held::Absent,
            _ => Held::Any,
        },
        _ => Held::Any,
    }
}

/// A member or a field, as a single value.
pub(super) fn one(expr: &Expr, parts: &dyn Parts, members: &[Held]) -> Range {
    match (held(expr, parts, members), &expr.kind) {
        (Held::Known(value), _) => single(&value, parts),
        (Held::Absent, _) => Range::Never,
        (Held::Any, ExprKind::Field { of, at }) => match &of.ty {
            Type::Record(record) => match record.fields.get(*at) {
                // A text has no place on the line of values: it may be the same as any.
                Some(field) if field.ty == Type::Text => {
                    Range::Within { low: i128::MIN, high: i128::MAX, maybe_not: true }
                }
                Some(field) => Range::Within { low: field.range.0, high: field.range.1, maybe_not: true },
                None => Range::Never,
            },
            _ => Range::Never,
        },
        (Held::Any, _) => match &expr.ty {
            Type::Text => Range::Within { low: i128::MIN, high: i128::MAX, maybe_not: true },
            ty => {
                let (low, high) = everything(ty);
                Range::Within { low, high, maybe_not: true }
            }
        },
    }
}

/// Of each member whether it counts, and its value.
struct Seen {
    counts: Range,
    value: Range,
}

fn see(over: &Over, parts: &dyn Parts, members: &[Held], member: Held) -> Seen {
    let mut inside: Vec<Held> = members.to_vec();
    // What stands further out is not read from in here unless it was there.
    inside.resize(over.level, Held::Any);
    inside.push(member);
    Seen {
        counts: over.test.as_ref().map_or(Range::exactly(YES), |test| range_in(test, parts, &inside)),
        value: over.value.as_ref().map_or(Range::exactly(NO), |value| range_in(value, parts, &inside)),
    }
}

pub(super) fn range(over: &Over, parts: &dyn Parts, members: &[Held]) -> Range {
    let list = match held(&over.list, parts, members) {
        Held::Known(Value::List(list)) => list,
        Held::Absent => return Range::Never,
        _ => return of_any_list(over, &see(over, parts, members, Held::Any)),
    };
    if !parts.visit(list.len().max(1), !members.is_empty()) {
        return of_any_list(over, &see(over, parts, members, Held::Any));
    }
    let seen: Vec<Seen> = list.iter().map(|m| see(over, parts, members, Held::Known(m.clone()))).collect();
    let counts: Vec<Range> = seen.iter().map(|s| s.counts).collect();
    match over.how {
        OverWord::Any => return group(Quantifier::Any, &counts),
        OverWord::Every => return group(Quantifier::All, &counts),
        OverWord::Number | OverWord::Sum | OverWord::Largest | OverWord::Smallest => {}
    }
    if counts.contains(&Range::Overflow) {
        return Range::Overflow;
    }
    // Nothing is counted as long as it is not known of each whether it counts.
    if counts.contains(&Range::Never) {
        return Range::Never;
    }
    let sure = |s: &&Seen| matches!(s.counts, Range::Within { low: YES, .. });
    let possible: Vec<&Seen> = seen.iter().filter(|s| !matches!(s.counts, Range::Within { high: NO, .. })).collect();
    let maybe = counts.iter().any(|c| matches!(c, Range::Within { maybe_not: true, .. }));
    let result = match over.how {
        OverWord::Number => {
            let count = |n: usize| i128::try_from(n).unwrap_or(i128::MAX);
            Range::between(count(possible.iter().copied().filter(sure).count()), count(possible.len()))
        }
        OverWord::Sum => possible.iter().fold(Range::exactly(NO), |sum, s| {
            let added = if sure(s) { s.value } else { choose(Range::between(NO, YES), s.value, Range::exactly(NO)) };
            combine(&[sum, added], |v| Some((v[0].0.checked_add(v[1].0)?, v[0].1.checked_add(v[1].1)?)))
        }),
        _ => extreme(over.how == OverWord::Largest, &possible, &sure),
    };
    match result {
        Range::Within { low, high, maybe_not } => Range::Within { low, high, maybe_not: maybe_not || maybe },
        other => other,
    }
}

/// The largest or smallest value of those that count; of none there is no value.
fn extreme(largest: bool, possible: &[&Seen], sure: &dyn Fn(&&Seen) -> bool) -> Range {
    if possible.is_empty() {
        return Range::Never;
    }
    let settled = possible.iter().all(sure);
    if settled {
        let values: Vec<Range> = possible.iter().map(|s| s.value).collect();
        let pick = if largest { i128::max } else { i128::min };
        return combine(&values, |v| v.iter().copied().reduce(|a, b| (pick(a.0, b.0), pick(a.1, b.1))));
    }
    possible.iter().map(|s| s.value).reduce(|a, b| choose(Range::between(NO, YES), a, b)).map_or(Range::Never, |r| {
        match r {
            Range::Within { low, high, .. } => Range::Within { low, high, maybe_not: true },
            other => other,
        }
    })
}

/// Of a list of which nothing is known but how long it may be.
fn of_any_list(over: &Over, seen: &Seen) -> Range {
    if seen.counts == Range::Overflow {
        return Range::Overflow;
    }
    let most = i128::try_from(LIST_MEMBERS).unwrap_or(i128::MAX);
    let wide = |low, high| Range::Within { low, high, maybe_not: true };
    match (over.how, seen.value) {
        (OverWord::Any | OverWord::Every, _) => wide(NO, YES),
        (OverWord::Number, _) => wide(NO, most),
        (_, Range::Overflow) => Range::Overflow,
        (_, Range::Never) => wide(NO, NO),
        (OverWord::Sum, Range::Within { low, high, .. }) => match (low.checked_mul(most), high.checked_mul(most)) {
            (Some(low), Some(high)) => wide(low.min(NO), high.max(NO)),
            _ => Range::Overflow,
        },
        (_, Range::Within { low, high, .. }) => wide(low, high),
    }
}

/// Whether a value is in a set.
pub(super) fn includes(set: &Expr, value: Range, parts: &dyn Parts, members: &[Held]) -> Range {
    match held(set, parts, members) {
        Held::Known(Value::List(list)) => {
            let same = |m: &Value| combine(&[single(m, parts), value], |v| Some(compare(Comparison::Is, v[0], v[1])));
            let tests: Vec<Range> = list.iter().map(same).collect();
            // Even of an empty set it is only said what it includes once it is known what is asked for.
            combine(&[value, group(Quantifier::Any, &tests)], |v| Some(v[1]))
        }
        Held::Absent => Range::Never,
        _ => Range::Within { low: NO, high: YES, maybe_not: true },
    }
}

pub(super) fn belongs(expr: &Expr, parts: &dyn Parts, members: &[Held]) -> Range {
    let ExprKind::Belongs { who, group, by } = &expr.kind else { return Range::Never };
    let value = |e: &Expr| match &e.kind {
        ExprKind::Constant(value) => Held::Known(value.clone()),
        _ => held(e, parts, members),
    };
    match (value(who), value(group), value(by)) {
        (Held::Absent, ..) | (_, Held::Absent, _) | (.., Held::Absent) => Range::Never,
        (Held::Known(who), Held::Known(group), Held::Known(by)) => {
            by.belongs(&who, &group).map_or(Range::Never, |yes| Range::exactly(i128::from(yes)))
        }
        _ => Range::Within { low: NO, high: YES, maybe_not: true },
    }
}
