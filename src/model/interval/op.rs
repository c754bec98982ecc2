//! Calculations and comparisons by themselves: what they give for what their parts can be.

use super::{Range, YES, combine, compare, corners, dates, hours, month_start, moved, rounded, seconds_of, year};
use crate::model::expr::{Comparison, Expr, ExprKind, Quotient, UnitWord};
use crate::value::date::LeapDay;
use crate::value::{Date, Type};

/// What is made of single values, without the values.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Add,
    Between,
    Compare(Comparison),
    /// Of a point in time of this type.
    DateOf(Type),
    HourOf(Type),
    MonthStart,
    Move {
        unit: UnitWord,
        back: bool,
    },
    Multiply,
    Not,
    Pick {
        greater: bool,
    },
    Rescale(i128),
    /// With a divisor as its second part, or without.
    Round(Quotient),
    SpanOf {
        unit: UnitWord,
        leap_day: LeapDay,
    },
    Subtract,
    YearOf,
}

impl Op {
    /// What an expression does with its parts, if that is all that it does.
    pub(crate) fn of(expr: &Expr) -> Option<Op> {
        Some(match &expr.kind {
            ExprKind::Add(..) => Op::Add,
            ExprKind::Between { .. } => Op::Between,
            ExprKind::Compare { how, .. } => Op::Compare(*how),
            ExprKind::DateOf(of) => Op::DateOf(of.ty.clone()),
            ExprKind::HourOf(of) => Op::HourOf(of.ty.clone()),
            ExprKind::MonthStart(_) => Op::MonthStart,
            ExprKind::Move { unit, back, .. } => Op::Move { unit: *unit, back: *back },
            ExprKind::Multiply(..) => Op::Multiply,
            ExprKind::Not(_) => Op::Not,
            ExprKind::Pick { greater, .. } => Op::Pick { greater: *greater },
            ExprKind::Rescale { factor, .. } => Op::Rescale(*factor),
            ExprKind::Round(round) => Op::Round(round.to),
            ExprKind::SpanOf { unit, leap_day, .. } => Op::SpanOf { unit: *unit, leap_day: *leap_day },
            ExprKind::Subtract(..) => Op::Subtract,
            ExprKind::YearOf(_) => Op::YearOf,
            _ => return None,
        })
    }

    /// What it can come to, for what its parts can be. Every value that they can give together lies in it, and where each part is one value it is exact.
    pub(crate) fn range(&self, of: &[Range]) -> Range {
        match (self, of) {
            (Op::Round(to), [dividend]) => rounded(to, *dividend, Range::exactly(1)),
            (Op::Round(to), [dividend, divisor]) => rounded(to, *dividend, *divisor),
            (Op::Move { unit, back }, [date, by]) => moved(*date, *by, *unit, *back),
            (Op::DateOf(ty), [moment]) => dates(*moment, ty),
            _ => combine(of, |values| self.ends(values)),
        }
    }

    /// The same where it is exact at the ends.
    fn ends(&self, values: &[(i128, i128)]) -> Option<(i128, i128)> {
        match (self, values) {
            (Op::Add, [a, b]) => Some((a.0.checked_add(b.0)?, a.1.checked_add(b.1)?)),
            (Op::Between, [value, low, high]) => {
                let (a, b) = (compare(Comparison::AtLeast, *value, *low), compare(Comparison::AtMost, *value, *high));
                Some((a.0.min(b.0), a.1.min(b.1)))
            }
            (Op::Compare(how), [a, b]) => Some(compare(*how, *a, *b)),
            (Op::HourOf(ty), [moment]) => hours(*moment, ty),
            (Op::MonthStart, [date]) => Some((month_start(date.0)?, month_start(date.1)?)),
            (Op::Multiply, [a, b]) => corners(*a, *b, i128::checked_mul),
            (Op::Not, [truth]) => Some((YES - truth.1, YES - truth.0)),
            (Op::Pick { greater }, all) => {
                let pick = if *greater { i128::max } else { i128::min };
                all.iter().copied().reduce(|a, b| (pick(a.0, b.0), pick(a.1, b.1)))
            }
            (Op::Rescale(factor), [value]) => Some((value.0.checked_mul(*factor)?, value.1.checked_mul(*factor)?)),
            (Op::SpanOf { unit, leap_day }, [from, to]) => {
                // Grows with the later day and shrinks with the earlier one.
                let span = |from: i128, to: i128| {
                    if let Some(seconds) = seconds_of(*unit) {
                        return Some((to - from) / seconds);
                    }
                    let (from, to) = (Date::from_days(from)?, Date::from_days(to)?);
                    Some(match unit {
                        UnitWord::Days => i128::from(to.days()) - i128::from(from.days()),
                        UnitWord::Months => from.months_until(to),
                        _ => from.years_until(to, *leap_day),
                    })
                };
                Some((span(from.1, to.0)?, span(from.0, to.1)?))
            }
            (Op::Subtract, [a, b]) => Some((a.0.checked_sub(b.1)?, a.1.checked_sub(b.0)?)),
            (Op::YearOf, [date]) => Some((year(date.0)?, year(date.1)?)),
            _ => None,
        }
    }
}
