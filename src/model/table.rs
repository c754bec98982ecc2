//! Tables: terms whose lines are rows, with what several matches mean and from which day rows hold.

use std::ops::Range;

use super::expr::Expr;
use super::interval;
use crate::source::Span;
pub(crate) use crate::syntax::tree::Matches;
use crate::value::Date;

/// What a table has besides its rows.
#[derive(Debug)]
pub(crate) struct Table {
    /// What several matches mean.
    pub(crate) how: Matches,
    /// The field by which rows are compared, where they give records.
    pub(crate) by: Option<usize>,
    /// What its rows are looked up by; none where each row has a condition of its own.
    pub(crate) keys: Vec<Expr>,
    /// The day whose rows count; `None` where rows hold always.
    pub(crate) day: Option<Expr>,
    /// Earliest first; one without a day where rows hold always.
    pub(crate) parts: Vec<Part>,
    /// Whether it is another table, read for other keys or on another day than that of the request.
    pub(crate) is_reading: bool,
    /// The lines of its head.
    pub(crate) said: Vec<Span>,
}

/// Rows that hold from one day on, up to that of the next part.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) from: Option<Date>,
    /// The positions of its rows.
    pub(crate) rows: Range<usize>,
    /// Whether it is proven that always one of them matches.
    pub(crate) is_complete: bool,
    /// Whether it is proven that never two of them match.
    pub(crate) is_disjoint: bool,
}

impl Table {
    /// The part that holds on a day; where rows hold always, the day does not matter.
    pub(crate) fn part_on(&self, day: Option<Date>) -> Option<&Part> {
        self.parts.iter().rev().find(|part| match (part.from, day) {
            (None, _) => true,
            (Some(from), Some(day)) => from <= day,
            (Some(_), None) => false,
        })
    }
}

/// Whether all matches go into one value.
pub(crate) fn adds_up(how: Matches) -> bool {
    matches!(how, Matches::Sum | Matches::Least | Matches::Greatest | Matches::Number) || is_list(how)
}

/// Whether all matches come out, each as it is.
pub(crate) fn is_list(how: Matches) -> bool {
    matches!(how, Matches::All | Matches::GreatestFirst | Matches::LeastFirst)
}

/// What any of several values can be, and maybe none.
pub(crate) fn hull(ranges: impl Iterator<Item = interval::Range>) -> interval::Range {
    let either = |a, b| interval::choose(interval::Range::between(0, 1), a, b);
    match ranges.reduce(either) {
        Some(interval::Range::Within { low, high, .. }) => interval::Range::Within { low, high, maybe_not: true },
        Some(other) => other,
        None => interval::Range::Never,
    }
}

/// What a sum can be, each of its parts with whether it surely counts.
pub(crate) fn sum(parts: impl Iterator<Item = (bool, interval::Range)>) -> interval::Range {
    let (mut least, mut most) = (0_i128, 0_i128);
    for (surely, range) in parts {
        let (low, high) = match range {
            interval::Range::Within { low, high, .. } if surely => (low, high),
            interval::Range::Within { low, high, .. } => (low.min(0), high.max(0)),
            interval::Range::Never => continue,
            interval::Range::Overflow => return range,
        };
        match (least.checked_add(low), most.checked_add(high)) {
            (Some(low), Some(high)) => (least, most) = (low, high),
            _ => return interval::Range::Overflow,
        }
    }
    interval::Range::Within { low: least, high: most, maybe_not: true }
}

/// How a row is told: its place, and the letter and label that it may carry.
#[derive(Clone, Debug)]
pub(crate) struct RowMark {
    /// From 1, among the rows that hold from the same day.
    pub(crate) position: usize,
    pub(crate) letter: Option<String>,
    pub(crate) label: Option<String>,
}
