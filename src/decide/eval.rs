//! Reads an expression and records what it read. All parts are read, whatever the first one says.

use std::cell::Cell;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use super::Situation;
use super::members::{self, Member, Path};
use crate::model::expr::{Comparison, Expr, ExprKind, Quantifier, UnitWord};
use crate::model::interval::{moment, move_day, quotient, seconds_of};
use crate::model::{Figure, Holds, Model, TermId};
use crate::value::{Date, Truth, Type, Value};

/// What reading an expression gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    Known(Value),
    /// A fact is missing; some completion gives it a value.
    Missing,
    /// No completion gives it a value.
    Fault(FaultKind),
}

/// Why something has no value whatever the missing facts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum FaultKind {
    /// A figure before its first date.
    BeforeFirstDate,
    /// Two lines of a term hold, with different values.
    Contradiction,
    DivisionByZero,
    /// Whether an action is allowed, on a day on which the rulebook is not in force.
    NotInForce,
    /// No line of a term holds.
    NoLine,
    /// No row of a table matches, or one that says that there is none.
    NoRow,
    /// The largest or smallest of no members.
    NoMember,
    /// Lists within lists have more members than are gone through.
    TooMany,
    /// A number that cannot be counted, or a day outside the calendar.
    Overflow,
    /// More rows of a table match than its head allows.
    SeveralRows,
}

/// An expression with what it gave and what its parts gave.
#[derive(Clone, Debug)]
pub(crate) struct Trace<'m> {
    pub(crate) expr: &'m Expr,
    pub(crate) reading: Reading,
    /// What its parts gave; of what is said of a list the list, then what is read of each member in turn.
    pub(crate) parts: Vec<Trace<'m>>,
    /// Where in the facts it stands, if it is a value with parts or such a part.
    pub(crate) at: Option<Arc<Path>>,
    /// Of a term of a record what its lines gave for this one.
    pub(crate) inside: Option<Box<TermTrace<'m>>>,
}

impl Trace<'_> {
    pub(crate) fn truth(&self) -> Truth {
        match self.reading {
            Reading::Known(Value::YesNo(b)) => b.into(),
            _ => Truth::Unknown,
        }
    }

    pub(crate) fn value(&self) -> Option<&Value> {
        match &self.reading {
            Reading::Known(value) => Some(value),
            _ => None,
        }
    }
}

/// A term with what its lines gave; where it is stated they give nothing.
#[derive(Clone, Debug)]
pub(crate) struct TermTrace<'m> {
    pub(crate) reading: Reading,
    pub(crate) lines: Vec<LineTrace<'m>>,
    /// The positions of those that may count at all: of a table the rows of one part.
    pub(crate) rows: Range<usize>,
    /// Of a table the day whose rows count.
    pub(crate) day: Option<Trace<'m>>,
}

impl<'m> TermTrace<'m> {
    /// What is not worked out.
    pub(crate) fn open(reading: Reading) -> TermTrace<'m> {
        TermTrace { reading, lines: Vec::new(), rows: 0..0, day: None }
    }

    /// What its value rests on, or may: the day, and the conditions and values of the lines that may hold.
    pub(crate) fn possible(&self) -> impl Iterator<Item = &Trace<'m>> {
        let lines = self.lines.iter().filter(|line| line.holds != Truth::No);
        self.day.iter().chain(lines.flat_map(|line| line.condition.iter().chain(std::iter::once(&line.value))))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct LineTrace<'m> {
    pub(crate) holds: Truth,
    pub(crate) condition: Option<Trace<'m>>,
    pub(crate) value: Trace<'m>,
}

/// All terms, each after those that it reads; what depends on whether an action is allowed stays unknown.
pub(crate) fn terms<'m>(model: &'m Model, situation: &Situation) -> Vec<TermTrace<'m>> {
    let mut terms: Vec<TermTrace<'m>> = model.terms.iter().map(|_| TermTrace::open(Reading::Missing)).collect();
    for id in model.term_order.iter().filter(|id| model[**id].of.is_none()) {
        let trace = Reader { model, situation, terms: &terms, allowed: &[], nested: Cell::new(0) }.term(*id);
        terms[id.0] = trace;
    }
    terms
}

/// Reads expressions in one situation.
pub(crate) struct Reader<'a, 'm> {
    pub(crate) model: &'m Model,
    pub(crate) situation: &'a Situation,
    pub(crate) terms: &'a [TermTrace<'m>],
    /// By the position of the action.
    pub(crate) allowed: &'a [Reading],
    /// How many members of lists within lists were gone through.
    pub(super) nested: Cell<usize>,
}

impl<'m> Reader<'_, 'm> {
    pub(crate) fn read(&self, expr: &'m Expr) -> Trace<'m> {
        self.read_in(expr, &[])
    }

    /// Reads what is about members of lists, the outermost first.
    pub(super) fn read_in(&self, expr: &'m Expr, members: &[Member]) -> Trace<'m> {
        match &expr.kind {
            ExprKind::Over(over) => return self.over(expr, over, members),
            ExprKind::TermOf { term, of } => return self.term_of(expr, *term, of, members),
            _ => {}
        }
        // Exactly as much room as there are parts: most tests have two, and there are many tests.
        let mut count = 0;
        expr.each_part(&mut |_| count += 1);
        let mut parts: Vec<Trace<'m>> = Vec::with_capacity(count);
        expr.each_part(&mut |part| parts.push(self.read_in(part, members)));
        let reading = match &expr.kind {
            ExprKind::Member(level) => {
                members.get(*level).map_or(Reading::Missing, |member| Reading::Known(member.value.clone()))
            }
            ExprKind::Field { at, .. } => members::field(&parts, *at),
            _ => self.reading(expr, &parts),
        };
        let at = members::place(expr, &parts, members);
        Trace { expr, reading, parts, at, inside: None }
    }

    fn reading(&self, expr: &'m Expr, parts: &[Trace<'m>]) -> Reading {
        match &expr.kind {
            ExprKind::Constant(value) => Reading::Known(value.clone()),
            ExprKind::Fact(id) => {
                self.situation.fact(*id).map_or(Reading::Missing, |value| Reading::Known(value.clone()))
            }
            ExprKind::Term(id) => self.terms.get(id.0).map_or(Reading::Missing, |term| term.reading.clone()),
            ExprKind::NoRow => Reading::Fault(FaultKind::NoRow),
            ExprKind::Figure(id) => figure(&self.model[*id], self.situation.today),
            ExprKind::FigureOn { figure: id, .. } => match parts {
                [Trace { reading: Reading::Known(Value::Date(day)), .. }] => figure(&self.model[*id], *day),
                _ => weakest(parts.iter().map(|part| &part.reading)),
            },
            ExprKind::Allowed(id) => self.allowed.get(id.0).cloned().unwrap_or(Reading::Missing),
            ExprKind::Today => Reading::Known(Value::Date(self.situation.today)),
            ExprKind::Group { how, .. } => group(*how, parts),
            ExprKind::OneOf { .. } => one_of(parts),
            ExprKind::If { .. } => choose(parts),
            ExprKind::Round(_) if parts.get(1).is_some_and(|d| d.value() == Some(&Value::Number(0))) => {
                Reading::Fault(FaultKind::DivisionByZero)
            }
            _ => match parts {
                // Most tests have two sides.
                [Trace { reading: Reading::Known(a), .. }, Trace { reading: Reading::Known(b), .. }] => {
                    calculate(expr, &[a, b])
                }
                _ => known(parts).map_or_else(|reading| reading, |values| calculate(expr, &values)),
            },
        }
    }

    /// What is stated, where that may be; else the value of its definition.
    pub(crate) fn term(&self, id: TermId) -> TermTrace<'m> {
        let term = &self.model[id];
        let stated = term.stated.and_then(|fact| match self.situation.fact(fact) {
            Some(value) => Some(Reading::Known(value.clone())),
            None => self.situation.is_forgotten(fact).then_some(Reading::Missing),
        });
        match stated {
            Some(reading) => TermTrace::open(reading),
            None => self.worked_out(id, &[]),
        }
    }

    /// What its lines or rows come to.
    pub(super) fn worked_out(&self, id: TermId, members: &[Member]) -> TermTrace<'m> {
        let term = &self.model[id];
        match &term.table {
            Some(table) => self.table(&term.lines, table, members),
            None => self.defined(&term.lines, members),
        }
    }

    /// The value on which all lines that may hold agree.
    fn defined(&self, lines: &'m [crate::model::Means], members: &[Member]) -> TermTrace<'m> {
        let mut traces: Vec<LineTrace<'m>> = lines
            .iter()
            .map(|line| {
                let condition =
                    if let Holds::If(condition) = &line.holds { Some(self.read_in(condition, members)) } else { None };
                let holds = condition.as_ref().map_or(Truth::Yes, Trace::truth);
                LineTrace { holds, condition, value: self.read_in(&line.value, members) }
            })
            .collect();
        let otherwise = lines.iter().position(|line| matches!(line.holds, Holds::Otherwise));
        if let Some(at) = otherwise {
            let others = traces.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, line)| line.holds);
            traces[at].holds = !Truth::any(others);
        }
        let reading = term_reading(&traces, otherwise.is_some());
        TermTrace { reading, rows: 0..traces.len(), lines: traces, day: None }
    }
}

fn term_reading(lines: &[LineTrace<'_>], complete: bool) -> Reading {
    let possible: Vec<&LineTrace<'_>> = lines.iter().filter(|line| line.holds != Truth::No).collect();
    let certain: Vec<&LineTrace<'_>> = lines.iter().filter(|line| line.holds == Truth::Yes).collect();
    let Some(first) = possible.first() else {
        return Reading::Fault(FaultKind::NoLine);
    };
    let agree = |some: &[&LineTrace<'_>]| {
        some.iter().all(|line| line.value.value().is_some() && line.value.value() == some[0].value.value())
    };
    if agree(&possible) && (complete || !certain.is_empty()) {
        return first.value.reading.clone();
    }
    let known: Vec<&LineTrace<'_>> = certain.iter().copied().filter(|line| line.value.value().is_some()).collect();
    if known.len() > 1 && !agree(&known) {
        return Reading::Fault(FaultKind::Contradiction);
    }
    if let Some(line) = certain.iter().find(|line| matches!(line.value.reading, Reading::Fault(_))) {
        return line.value.reading.clone();
    }
    let unsettled = possible
        .iter()
        .flat_map(|line| {
            line.condition.iter().filter(|c| c.truth() == Truth::Unknown).chain(std::iter::once(&line.value))
        })
        .map(|trace| &trace.reading);
    weakest(unsettled)
}

fn figure(figure: &Figure, day: Date) -> Reading {
    match figure.on(day) {
        Some(period) => Reading::Known(period.value.clone()),
        None => Reading::Fault(FaultKind::BeforeFirstDate),
    }
}

/// `Missing` if a fact is missing, for then some completion may settle it; else the first fault.
pub(crate) fn weakest<'r>(readings: impl Iterator<Item = &'r Reading>) -> Reading {
    let mut fault = None;
    for reading in readings {
        match reading {
            Reading::Missing => return Reading::Missing,
            Reading::Fault(_) => {
                fault.get_or_insert_with(|| reading.clone());
            }
            Reading::Known(_) => {}
        }
    }
    fault.unwrap_or(Reading::Missing)
}

pub(super) fn known<'t>(parts: &'t [Trace<'_>]) -> Result<Vec<&'t Value>, Reading> {
    let values: Vec<&Value> = parts.iter().filter_map(Trace::value).collect();
    if values.len() == parts.len() {
        return Ok(values);
    }
    // What is calculated from a fault is a fault, whatever is missing besides.
    let fault = parts.iter().find(|part| matches!(part.reading, Reading::Fault(_)));
    Err(fault.map_or(Reading::Missing, |part| part.reading.clone()))
}

/// Whether enough of the tests hold.
pub(super) fn group(how: Quantifier, parts: &[Trace<'_>]) -> Reading {
    let count = |truth: Truth| parts.iter().filter(|part| part.truth() == truth).count();
    let (yes, unknown) = (count(Truth::Yes), count(Truth::Unknown));
    let (needed, negate) = match how {
        Quantifier::All => (parts.len(), false),
        Quantifier::Any => (1, false),
        Quantifier::AtLeast(n) => (n, false),
        Quantifier::None => (1, true),
    };
    if yes >= needed {
        Reading::Known(Value::YesNo(!negate))
    } else if yes + unknown < needed {
        Reading::Known(Value::YesNo(negate))
    } else {
        weakest(parts.iter().map(|part| &part.reading))
    }
}

fn one_of(parts: &[Trace<'_>]) -> Reading {
    let Some((value, options)) = parts.split_first() else { return Reading::Missing };
    let same = |option: &Trace<'_>| option.value().is_some() && option.value() == value.value();
    if options.iter().any(same) {
        Reading::Known(Value::YesNo(true))
    } else {
        known(parts).map_or_else(|reading| reading, |_| Reading::Known(Value::YesNo(false)))
    }
}

fn choose(parts: &[Trace<'_>]) -> Reading {
    let [condition, then, otherwise] = parts else { return Reading::Missing };
    match condition.truth() {
        Truth::Yes => then.reading.clone(),
        Truth::No => otherwise.reading.clone(),
        Truth::Unknown if then.value().is_some() && then.value() == otherwise.value() => then.reading.clone(),
        Truth::Unknown => weakest([&condition.reading].into_iter()),
    }
}

/// Calculates with values that are all known.
pub(crate) fn calculate(expr: &Expr, values: &[&Value]) -> Reading {
    let result = match (&expr.kind, values) {
        (ExprKind::Includes { .. }, [Value::List(set), value]) => Some(Value::YesNo(set.contains(value))),
        (ExprKind::Belongs { .. }, [who, group, by]) => by.belongs(who, group).map(Value::YesNo),
        (ExprKind::Make(_), fields) => Some(Value::Record(fields.iter().map(|field| Some((*field).clone())).collect())),
        (ExprKind::Not(_), [Value::YesNo(b)]) => Some(Value::YesNo(!b)),
        (ExprKind::Compare { how, .. }, [a, b]) => Some(Value::YesNo(holds(*how, a.cmp(b)))),
        (ExprKind::Between { .. }, [value, low, high]) => Some(Value::YesNo(low <= value && value <= high)),
        (ExprKind::Add(..), [Value::Number(a), Value::Number(b)]) => a.checked_add(*b).map(Value::Number),
        (ExprKind::Subtract(..), [Value::Number(a), Value::Number(b)]) => a.checked_sub(*b).map(Value::Number),
        (ExprKind::Multiply(..), [Value::Number(a), Value::Number(b)]) => a.checked_mul(*b).map(Value::Number),
        (ExprKind::Rescale { factor, .. }, [Value::Number(n)]) => n.checked_mul(*factor).map(Value::Number),
        (ExprKind::Round(round), [Value::Number(a), rest @ ..]) => {
            let divisor = if let [Value::Number(b)] = rest { *b } else { 1 };
            if divisor == 0 {
                return Reading::Fault(FaultKind::DivisionByZero);
            }
            quotient(&round.to, *a, divisor).map(Value::Number)
        }
        (ExprKind::Move { unit, back, .. }, [Value::Date(date), Value::Number(by)]) => {
            move_day(i128::from(date.days()), *by, *unit, *back).and_then(Date::from_days).map(Value::Date)
        }
        (ExprKind::Move { unit, back, .. }, [Value::Moment(at), Value::Number(by)]) => {
            move_day(i128::from(at.seconds()), *by, *unit, *back).and_then(moment).map(Value::Moment)
        }
        (ExprKind::SpanOf { unit, .. }, [Value::Moment(from), Value::Moment(to)]) => seconds_of(*unit)
            .map(|seconds| Value::Number((i128::from(to.seconds()) - i128::from(from.seconds())) / seconds)),
        (ExprKind::DateOf(of), [Value::Moment(at)]) => match &of.ty {
            Type::Moment(zone) => zone.date(*at).map(Value::Date),
            _ => None,
        },
        (ExprKind::HourOf(of), [Value::Moment(at)]) => match &of.ty {
            Type::Moment(zone) => Some(Value::Number(i128::from(zone.clock(*at).0))),
            _ => None,
        },
        (ExprKind::SpanOf { unit, leap_day, .. }, [Value::Date(from), Value::Date(to)]) => {
            Some(Value::Number(match unit {
                UnitWord::Days => i128::from(to.days()) - i128::from(from.days()),
                UnitWord::Months => from.months_until(*to),
                _ => from.years_until(*to, *leap_day),
            }))
        }
        (ExprKind::Pick { greater, .. }, values) => {
            if *greater { values.iter().max() } else { values.iter().min() }.map(|v| (*v).clone())
        }
        (ExprKind::YearOf(_), [Value::Date(date)]) => Some(Value::Number(i128::from(date.parts().0))),
        (ExprKind::MonthStart(_), [Value::Date(date)]) => Date::new(date.parts().0, date.parts().1, 1).map(Value::Date),
        _ => None,
    };
    result.map_or(Reading::Fault(FaultKind::Overflow), Reading::Known)
}

pub(crate) fn holds(how: Comparison, order: Ordering) -> bool {
    match how {
        Comparison::AtLeast => order.is_ge(),
        Comparison::AtMost => order.is_le(),
        Comparison::Is => order.is_eq(),
        Comparison::IsNot => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::More => order.is_gt(),
    }
}
