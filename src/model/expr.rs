//! Typed conditions and values: names resolved, numbers in units, sides of a comparison brought to one scale.

use std::sync::Arc;

pub(crate) use super::interval::seconds_of;
use super::vocabulary::FactId;
use super::{ActionId, FigureId, TermId};
use crate::language::Language;
use crate::source::Span;
pub(crate) use crate::syntax::tree::{Citation, Comparison, OverWord, Quantifier, Rounding, UnitWord};
use crate::value::date::LeapDay;
use crate::value::{Type, Value};

/// A condition (of type yes/no) or a value, with its type and place.
#[derive(Clone, Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) ty: Type,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum ExprKind {
    Constant(Value),
    Fact(FactId),
    Term(TermId),
    /// A record by its fields, in the order of its type.
    Make(Vec<Expr>),
    /// `no row`: what a row of a table gives that says so.
    NoRow,
    /// The value of a figure on the day of the request.
    Figure(FigureId),
    /// The value of a figure on another day.
    FigureOn {
        figure: FigureId,
        day: Box<Expr>,
    },
    /// The member that a quantifier is about, or the record that a term is of, by how many stand around it.
    Member(usize),
    /// A field of a record, by its position.
    Field {
        of: Box<Expr>,
        at: usize,
    },
    /// A term of a record.
    TermOf {
        term: TermId,
        of: Box<Expr>,
    },
    /// What holds of the members of a list, how many there are and what they come to.
    Over(Box<Over>),
    Includes {
        set: Box<Expr>,
        value: Box<Expr>,
    },
    /// Whether a name is in a group, directly or by way of other groups.
    Belongs {
        who: Box<Expr>,
        group: Box<Expr>,
        by: Box<Expr>,
    },
    Today,
    /// `ACTION is allowed`.
    Allowed(ActionId),
    Not(Box<Expr>),
    Group {
        how: Quantifier,
        items: Vec<Item>,
    },
    Compare {
        how: Comparison,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// Both ends are in.
    Between {
        value: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
    },
    OneOf {
        value: Box<Expr>,
        options: Vec<Expr>,
    },
    Add(Box<Expr>, Box<Expr>),
    Subtract(Box<Expr>, Box<Expr>),
    /// The decimals of the factors add up.
    Multiply(Box<Expr>, Box<Expr>),
    /// The same amount, counted in units that are `factor` times smaller.
    Rescale {
        value: Box<Expr>,
        factor: i128,
    },
    Round(Box<Round>),
    /// A date moved by days, months or years, or a point in time moved by hours or minutes.
    Move {
        date: Box<Expr>,
        by: Box<Expr>,
        unit: UnitWord,
        back: bool,
    },
    SpanOf {
        unit: UnitWord,
        from: Box<Expr>,
        to: Box<Expr>,
        leap_day: LeapDay,
    },
    Pick {
        greater: bool,
        of: Vec<Expr>,
    },
    YearOf(Box<Expr>),
    MonthStart(Box<Expr>),
    /// The day of a point in time, or the hour, where the clocks go as its type says.
    DateOf(Box<Expr>),
    HourOf(Box<Expr>),
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
}

/// So many members of lists within lists are gone through for one condition or value.
pub(crate) const NESTED: usize = 100_000;

/// Something about the members of a list or set.
#[derive(Clone, Debug)]
pub(crate) struct Over {
    pub(crate) how: OverWord,
    /// Inside, the member is [`ExprKind::Member`] of this number.
    pub(crate) level: usize,
    pub(crate) list: Expr,
    /// Which members count; all where there is none.
    pub(crate) test: Option<Expr>,
    /// What is added up or compared.
    pub(crate) value: Option<Expr>,
}

impl Over {
    /// What is read of each member: the test, then the value.
    pub(crate) fn inside(&self) -> impl Iterator<Item = &Expr> {
        self.test.iter().chain(&self.value)
    }
}

/// `dividend / divisor`, brought to the nearest multiple of a step.
#[derive(Clone, Debug)]
pub(crate) struct Round {
    pub(crate) dividend: Expr,
    pub(crate) divisor: Option<Expr>,
    pub(crate) to: Quotient,
}

/// How a quotient is brought to a whole number of steps.
///
/// The result counts `step` at a time: quotient × `scale_up` / `scale_down`, rounded to a whole number, times `step`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quotient {
    pub(crate) scale_up: i128,
    pub(crate) scale_down: i128,
    pub(crate) step: i128,
    pub(crate) mode: Rounding,
}

/// A member of a group, with the letter, label and citation that it may carry.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) letter: Option<String>,
    pub(crate) label: Option<String>,
    pub(crate) by: Option<Citation>,
    pub(crate) test: Expr,
}

/// A text with holes.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(crate) parts: Vec<TemplatePart>,
    /// The language that it is written in, and its values with it.
    pub(crate) language: Language,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum TemplatePart {
    Text(Arc<str>),
    Hole(Expr),
}

impl Expr {
    pub(crate) fn constant(value: Value, ty: Type, span: Span) -> Expr {
        Expr { kind: ExprKind::Constant(value), ty, span }
    }

    /// The parts, in reading order.
    pub(crate) fn parts(&self) -> Vec<&Expr> {
        let mut parts = Vec::new();
        self.each_part(&mut |part| parts.push(part));
        parts
    }

    /// The same, one after the other.
    pub(crate) fn each_part<'e>(&'e self, see: &mut impl FnMut(&'e Expr)) {
        match &self.kind {
            ExprKind::Constant(_)
            | ExprKind::Fact(_)
            | ExprKind::Term(_)
            | ExprKind::NoRow
            | ExprKind::Figure(_)
            | ExprKind::Today
            | ExprKind::Member(_)
            | ExprKind::Allowed(_) => {}
            ExprKind::Not(e)
            | ExprKind::YearOf(e)
            | ExprKind::MonthStart(e)
            | ExprKind::DateOf(e)
            | ExprKind::HourOf(e)
            | ExprKind::Rescale { value: e, .. }
            | ExprKind::Field { of: e, .. }
            | ExprKind::TermOf { of: e, .. }
            | ExprKind::FigureOn { day: e, .. } => see(e),
            ExprKind::Over(over) => std::iter::once(&over.list).chain(over.inside()).for_each(see),
            ExprKind::Group { items, .. } => items.iter().map(|item| &item.test).for_each(see),
            ExprKind::Includes { set: a, value: b }
            | ExprKind::Compare { left: a, right: b, .. }
            | ExprKind::Add(a, b)
            | ExprKind::Subtract(a, b)
            | ExprKind::Multiply(a, b)
            | ExprKind::Move { date: a, by: b, .. }
            | ExprKind::SpanOf { from: a, to: b, .. } => [a, b].into_iter().for_each(|part| see(part)),
            ExprKind::Belongs { who: a, group: b, by: c }
            | ExprKind::Between { value: a, low: b, high: c }
            | ExprKind::If { condition: a, then: b, otherwise: c } => [a, b, c].into_iter().for_each(|part| see(part)),
            ExprKind::OneOf { value, options } => std::iter::once(value.as_ref()).chain(options).for_each(see),
            ExprKind::Round(round) => std::iter::once(&round.dividend).chain(&round.divisor).for_each(see),
            ExprKind::Pick { of, .. } | ExprKind::Make(of) => of.iter().for_each(see),
        }
    }

    /// Whether it reads the member of a list that it does not go through itself.
    pub(crate) fn is_open(&self) -> bool {
        fn open(expr: &Expr, bound: &mut Vec<usize>) -> bool {
            match &expr.kind {
                ExprKind::Member(level) => !bound.contains(level),
                ExprKind::Over(over) => {
                    if open(&over.list, bound) {
                        return true;
                    }
                    bound.push(over.level);
                    let inside = over.inside().any(|e| open(e, bound));
                    bound.pop();
                    inside
                }
                _ => expr.parts().into_iter().any(|part| open(part, bound)),
            }
        }
        open(self, &mut Vec::new())
    }

    /// Calls `see` for this expression and everything in it, outermost first.
    pub(crate) fn walk<'e>(&'e self, see: &mut dyn FnMut(&'e Expr)) {
        see(self);
        for part in self.parts() {
            part.walk(see);
        }
    }
}
