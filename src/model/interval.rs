//! What values an expression can take while some of its parts vary: interval arithmetic, exact at the ends.
//!
//! One function serves the check that nothing can leave the integers, and the timeline, where `today` varies over a
//! stretch of days. Sound: every value that the plain evaluator can yield lies in the interval.

mod op;
mod over;

use std::sync::Arc;

use super::expr::{Comparison, Expr, ExprKind, Quantifier, Quotient, Rounding, UnitWord};
use super::vocabulary::FactId;
use super::{ActionId, FigureId, TermId};
use crate::value::{Date, Moment, Type, Value, Zone};
pub(crate) use op::Op;

/// What is known of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Range {
    /// From `low` to `high`, both possible as far as is known. `maybe_not` says that it may also have no value.
    Within { low: i128, high: i128, maybe_not: bool },
    /// It has no value wherever in the stretch: a missing fact or a fault.
    Never,
    /// A calculation can leave the integers.
    Overflow,
}

impl Range {
    pub(crate) fn exactly(n: i128) -> Range {
        Range::Within { low: n, high: n, maybe_not: false }
    }

    pub(crate) fn between(low: i128, high: i128) -> Range {
        Range::Within { low, high, maybe_not: false }
    }

    /// Whether it is the same everywhere in the stretch.
    pub(crate) fn is_settled(self) -> bool {
        match self {
            Range::Within { low, high, maybe_not } => low == high && !maybe_not,
            Range::Never => true,
            Range::Overflow => false,
        }
    }
}

/// What the parts of an expression can be.
pub(crate) trait Parts {
    fn fact(&self, id: FactId) -> Range;
    fn term(&self, id: TermId) -> Range;
    /// The values of a figure on any of these days.
    fn figure(&self, id: FigureId, on: Range) -> Range;
    fn today(&self) -> Range;

    /// The value of a fact that has parts, as far as it is known here.
    fn held(&self, _: FactId) -> Held {
        Held::Any
    }

    /// The value of a term that has parts.
    fn held_term(&self, _: TermId) -> Held {
        Held::Any
    }

    /// Says that so many members of a list are looked at, of a list within a list or of one by itself; `false` where they are
    /// too many.
    fn visit(&self, _: usize, _nested: bool) -> bool {
        true
    }

    /// A term of one record.
    fn term_of(&self, id: TermId, _: &Held) -> Range {
        self.term(id)
    }

    /// Whether an action is allowed.
    fn allowed(&self, _: ActionId) -> Range {
        Range::Within { low: NO, high: YES, maybe_not: true }
    }

    /// A number that stands for this text alone, or any.
    fn text(&self, _: &Arc<str>) -> Range {
        Range::between(NO, YES)
    }
}

/// What is known of a value that has parts.
#[derive(Clone, Debug)]
pub(crate) enum Held {
    Known(Value),
    /// There is none: a fact or a field is missing.
    Absent,
    /// It may be any.
    Any,
}

/// The seconds of a day on which no clock is changed.
const DAY: i128 = 86_400;

/// So many seconds are more than a year.
const LONG: i128 = 400 * DAY;

const NO: i128 = 0;
const YES: i128 = 1;

/// The range of an expression that is about no member of a list but those that it goes through itself.
pub(crate) fn range(expr: &Expr, parts: &dyn Parts) -> Range {
    range_in(expr, parts, &[])
}

/// The range of an expression about members of lists, the outermost first.
pub(crate) fn range_in(expr: &Expr, parts: &dyn Parts, members: &[Held]) -> Range {
    let of = |e: &Expr| range_in(e, parts, members);
    match &expr.kind {
        ExprKind::Constant(value) => single(value, parts),
        ExprKind::Member(_) | ExprKind::Field { .. } => over::one(expr, parts, members),
        ExprKind::TermOf { term, of } => match over::held(of, parts, members) {
            Held::Absent => Range::Never,
            record => parts.term_of(*term, &record),
        },
        ExprKind::Over(over) => over::range(over, parts, members),
        ExprKind::Includes { set, value } => over::includes(set, of(value), parts, members),
        ExprKind::Belongs { .. } => over::belongs(expr, parts, members),
        ExprKind::Allowed(id) => parts.allowed(*id),
        ExprKind::Fact(id) => parts.fact(*id),
        ExprKind::Term(id) => parts.term(*id),
        ExprKind::NoRow => Range::Never,
        // What has parts has no place on the line of values; its fields are asked for one by one.
        ExprKind::Make(_) => Range::Within { low: NO, high: YES, maybe_not: true },
        ExprKind::Figure(id) => parts.figure(*id, parts.today()),
        ExprKind::FigureOn { figure, day } => match of(day) {
            on @ Range::Within { .. } => parts.figure(*figure, on),
            other => other,
        },
        ExprKind::Today => parts.today(),
        ExprKind::Group { how, items } => group(*how, &items.iter().map(|item| of(&item.test)).collect::<Vec<_>>()),
        ExprKind::OneOf { value, options } => {
            let value = of(value);
            let tests: Vec<Range> = options
                .iter()
                .map(|o| combine(&[value, of(o)], |v| Some(compare(Comparison::Is, v[0], v[1]))))
                .collect();
            group(Quantifier::Any, &tests)
        }
        ExprKind::If { condition, then, otherwise } => choose(of(condition), of(then), of(otherwise)),
        _ => match Op::of(expr) {
            Some(op) => op.range(&expr.parts().into_iter().map(of).collect::<Vec<_>>()),
            None => Range::Within { low: i128::MIN, high: i128::MAX, maybe_not: true },
        },
    }
}

/// A value that is known.
pub(crate) fn single(value: &Value, parts: &dyn Parts) -> Range {
    match value {
        Value::Text(text) => parts.text(text),
        value => value.ordinal().map_or(Range::between(NO, YES), Range::exactly),
    }
}

pub(crate) fn not(range: Range) -> Range {
    combine(&[range], |v| Some((YES - v[0].1, YES - v[0].0)))
}

/// Applies a function that is exact at the ends. No value on either side gives no value.
fn combine(ranges: &[Range], apply: impl Fn(&[(i128, i128)]) -> Option<(i128, i128)>) -> Range {
    let mut values = Vec::with_capacity(ranges.len());
    let mut maybe = false;
    for range in ranges {
        match range {
            Range::Within { low, high, maybe_not } => {
                values.push((*low, *high));
                maybe |= maybe_not;
            }
            Range::Never | Range::Overflow => {}
        }
    }
    if ranges.contains(&Range::Overflow) {
        return Range::Overflow;
    }
    if values.len() < ranges.len() {
        return Range::Never;
    }
    match apply(&values) {
        Some((low, high)) => Range::Within { low, high, maybe_not: maybe },
        // A single point that cannot be calculated is a fault; a stretch may be one in part.
        None if values.iter().all(|(low, high)| low == high) && !maybe => Range::Never,
        None => Range::Overflow,
    }
}

fn compare(how: Comparison, a: (i128, i128), b: (i128, i128)) -> (i128, i128) {
    let truth = |surely: bool, possibly: bool| (i128::from(surely), i128::from(possibly));
    match how {
        Comparison::Is => truth(a.0 == a.1 && a == b, a.0 <= b.1 && b.0 <= a.1),
        Comparison::IsNot => truth(a.1 < b.0 || b.1 < a.0, !(a.0 == a.1 && a == b)),
        Comparison::Less => truth(a.1 < b.0, a.0 < b.1),
        Comparison::AtMost => truth(a.1 <= b.0, a.0 <= b.1),
        Comparison::More => truth(a.0 > b.1, a.1 > b.0),
        Comparison::AtLeast => truth(a.0 >= b.1, a.1 >= b.0),
    }
}

/// Counts how many members surely hold, possibly hold, and possibly have no value.
pub(crate) fn group(how: Quantifier, members: &[Range]) -> Range {
    if members.contains(&Range::Overflow) {
        return Range::Overflow;
    }
    let (needed, negate) = match how {
        Quantifier::All => (members.len(), false),
        Quantifier::Any => (1, false),
        Quantifier::AtLeast(n) => (n, false),
        Quantifier::None => (1, true),
    };
    let count = |test: &dyn Fn(&Range) -> bool| members.iter().filter(|m| test(m)).count();
    let surely_yes = count(&|m| matches!(m, Range::Within { low: YES, maybe_not: false, .. }));
    let surely_no = count(&|m| matches!(m, Range::Within { high: NO, maybe_not: false, .. }));
    let never = count(&|m| *m == Range::Never);
    let truth = |yes: bool| Range::exactly(i128::from(yes != negate));
    let possible = members.len() - surely_no;
    if surely_yes >= needed {
        return truth(true);
    }
    if possible < needed {
        return truth(false);
    }
    let open = members.len() - surely_yes - surely_no - never;
    if open == 0 {
        // Only what has no value is left to decide.
        return Range::Never;
    }
    let unvalued = never > 0 || members.iter().any(|m| matches!(m, Range::Within { maybe_not: true, .. }));
    Range::Within { low: NO, high: YES, maybe_not: unvalued }
}

fn corners(a: (i128, i128), b: (i128, i128), f: impl Fn(i128, i128) -> Option<i128>) -> Option<(i128, i128)> {
    let all = [f(a.0, b.0)?, f(a.0, b.1)?, f(a.1, b.0)?, f(a.1, b.1)?];
    Some((all.iter().copied().min()?, all.iter().copied().max()?))
}

fn rounded(round: &Quotient, dividend: Range, divisor: Range) -> Range {
    if let Range::Within { low, high, .. } = divisor
        && low <= 0
        && high >= 0
    {
        // By zero there is no value; on either side the quotient is largest next to zero.
        let sides: Vec<(i128, i128)> = [(low, -1), (1, high)].into_iter().filter(|(low, high)| low <= high).collect();
        let ranges = sides.iter().map(|side| {
            combine(&[dividend, Range::between(side.0, side.1)], |v| corners(v[0], v[1], |a, b| quotient(round, a, b)))
        });
        return ranges.reduce(|a, b| choose(Range::between(NO, YES), a, b)).map_or(Range::Never, |all| match all {
            Range::Within { low, high, .. } => Range::Within { low, high, maybe_not: true },
            other => other,
        });
    }
    // Monotone in each operand while the divisor keeps its sign.
    combine(&[dividend, divisor], |v| corners(v[0], v[1], |a, b| quotient(round, a, b)))
}

/// `a / b`, scaled and rounded as stated; `None` on overflow or division by zero.
pub(crate) fn quotient(round: &Quotient, a: i128, b: i128) -> Option<i128> {
    let above = a.checked_mul(round.scale_up)?;
    let below = b.checked_mul(round.scale_down)?.checked_mul(round.step)?;
    divide(above, below, round.mode)?.checked_mul(round.step)
}

/// The quotient as a whole number, rounded as stated. `up` is away from zero, `down` towards it.
pub(crate) fn divide(a: i128, b: i128, mode: Rounding) -> Option<i128> {
    let (whole, rest) = (a.checked_div(b)?, a.checked_rem(b)?);
    if rest == 0 {
        return Some(whole);
    }
    let away = if (a < 0) == (b < 0) { 1 } else { -1 };
    let doubled = rest.unsigned_abs().checked_mul(2)?;
    let over_half = doubled.cmp(&b.unsigned_abs());
    let go = match mode {
        Rounding::Up => true,
        Rounding::Down => false,
        Rounding::HalfUp => over_half.is_ge(),
        Rounding::HalfEven => over_half.is_gt() || (over_half.is_eq() && whole % 2 != 0),
    };
    if go { whole.checked_add(away) } else { Some(whole) }
}

/// A day moved; where that leaves the calendar there is no value.
fn moved(date: Range, by: Range, unit: UnitWord, back: bool) -> Range {
    let (ends, maybe) = match (date, by) {
        (Range::Overflow, _) | (_, Range::Overflow) => return Range::Overflow,
        (Range::Within { low: a, high: b, maybe_not: x }, Range::Within { low: c, high: d, maybe_not: y }) => {
            (if back { ((a, d), (b, c)) } else { ((a, c), (b, d)) }, x || y)
        }
        _ => return Range::Never,
    };
    let at = |(date, by): (i128, i128)| move_day(date, by, unit, back);
    match (at(ends.0), at(ends.1)) {
        (Some(low), Some(high)) => Range::Within { low, high, maybe_not: maybe },
        (None, None) if ends.0 == ends.1 && !maybe => Range::Never,
        (low, high) => {
            let (first, last) = match seconds_of(unit) {
                Some(_) => (Moment::MIN.seconds(), Moment::MAX.seconds()),
                None => (i64::from(Date::MIN.days()), i64::from(Date::MAX.days())),
            };
            Range::Within {
                low: low.unwrap_or(i128::from(first)),
                high: high.unwrap_or(i128::from(last)),
                maybe_not: true,
            }
        }
    }
}

/// How many seconds a unit has that points in time are moved by.
pub(crate) fn seconds_of(unit: UnitWord) -> Option<i128> {
    match unit {
        UnitWord::Hours => Some(3600),
        UnitWord::Minutes => Some(60),
        UnitWord::Days | UnitWord::Months | UnitWord::Years => None,
    }
}

/// The point in time at this count of seconds.
pub(crate) fn moment(seconds: i128) -> Option<Moment> {
    Moment::from_seconds(i64::try_from(seconds).ok()?)
}

fn zone(ty: &Type) -> Option<&Zone> {
    if let Type::Moment(zone) = ty { Some(zone) } else { None }
}

/// A stretch of time in which the clocks of a zone go on as everywhere, one after the other; `None` where it is long.
fn steady((low, high): (i128, i128), zone: &Zone) -> Option<Vec<(Moment, Moment)>> {
    if high - low > LONG { None } else { zone.steady(moment(low)?, moment(high)?) }
}

/// The days of a stretch of time. Clocks are put back now and then, at most by a day, so that the ends of a long one are not always the
/// first and the last. Before the year 1 there is no day.
fn dates(moments: Range, ty: &Type) -> Range {
    let Range::Within { low, high, maybe_not } = moments else { return moments };
    let day_of = |moment: Moment| zone(ty)?.date(moment).map(|date| i128::from(date.days()));
    let day = |seconds: i128| day_of(moment(seconds)?);
    let (first, last) = (i128::from(Date::MIN.days()), i128::from(Date::MAX.days()));
    match (day(low), day(high)) {
        (Some(low_day), Some(high_day)) if low == high => Range::Within { low: low_day, high: high_day, maybe_not },
        (_, None) if low == high && !maybe_not => Range::Never,
        (Some(_), Some(_)) if let Some(parts) = zone(ty).and_then(|zone| steady((low, high), zone)) => {
            let days = || parts.iter().flat_map(|(from, to)| [*from, *to]).filter_map(day_of);
            Range::Within { low: days().min().unwrap_or(first), high: days().max().unwrap_or(last), maybe_not }
        }
        (from, to) => Range::Within {
            low: from.map_or(first, |day| (day - 1).max(first)),
            high: to.map_or(if from.is_none() { first } else { last }, |day| (day + 1).min(last)),
            maybe_not: maybe_not || from.is_none() || to.is_none(),
        },
    }
}

/// The hours of a stretch of time: those of a clock, unless it is within one day.
fn hours((low, high): (i128, i128), ty: &Type) -> Option<(i128, i128)> {
    let zone = zone(ty)?;
    let hour = |moment: Moment| i128::from(zone.clock(moment).0);
    if low == high {
        let hour = hour(moment(low)?);
        return Some((hour, hour));
    }
    if high - low > DAY {
        return Some((0, 23));
    }
    let Some(parts) = steady((low, high), zone) else { return Some((0, 23)) };
    // Over midnight they start anew.
    if parts.iter().any(|(from, to)| zone.date(*from).is_none_or(|day| zone.date(*to) != Some(day))) {
        return Some((0, 23));
    }
    let all = || parts.iter().flat_map(|(from, to)| [*from, *to]).map(hour);
    Some((all().min()?, all().max()?))
}

/// The day so many days, months or years later (or earlier), as a count of days; a point in time so many hours or
/// minutes later, as a count of seconds.
pub(crate) fn move_day(date: i128, by: i128, unit: UnitWord, back: bool) -> Option<i128> {
    let by = if back { by.checked_neg()? } else { by };
    if let Some(seconds) = seconds_of(unit) {
        return moment(date.checked_add(by.checked_mul(seconds)?)?).map(|moment| i128::from(moment.seconds()));
    }
    let date = Date::from_days(date)?;
    let moved = match unit {
        UnitWord::Days => Date::from_days(i128::from(date.days()).checked_add(by)?)?,
        UnitWord::Months => add_months(date, by)?,
        _ => add_months(date, by.checked_mul(12)?)?,
    };
    Some(i128::from(moved.days()))
}

fn add_months(date: Date, months: i128) -> Option<Date> {
    // Far beyond the calendar either way; keeps the sum small.
    if months.unsigned_abs() > 1_000_000 { None } else { date.add_months(months) }
}

fn year(date: i128) -> Option<i128> {
    Date::from_days(date).map(|d| i128::from(d.parts().0))
}

fn month_start(date: i128) -> Option<i128> {
    let (year, month, _) = Date::from_days(date)?.parts();
    Date::new(year, month, 1).map(|d| i128::from(d.days()))
}

pub(crate) fn choose(condition: Range, then: Range, otherwise: Range) -> Range {
    match condition {
        Range::Overflow => Range::Overflow,
        Range::Within { low: YES, maybe_not: false, .. } => then,
        Range::Within { high: NO, maybe_not: false, .. } => otherwise,
        Range::Never if then == otherwise && then.is_settled() => then,
        Range::Never if then.is_settled() && otherwise.is_settled() => Range::Never,
        _ => match (then, otherwise) {
            (Range::Within { low: a, high: b, .. }, Range::Within { low: c, high: d, .. }) => {
                Range::Within { low: a.min(c), high: b.max(d), maybe_not: true }
            }
            (Range::Within { low, high, .. }, Range::Never) | (Range::Never, Range::Within { low, high, .. }) => {
                Range::Within { low, high, maybe_not: true }
            }
            (Range::Never, Range::Never) => Range::Never,
            _ => Range::Overflow,
        },
    }
}
