//! Reads records and the members of lists, and remembers where in the facts each of them stands.

use std::sync::Arc;

use super::eval::{FaultKind, Reader, Reading, Trace, group, weakest};
use crate::model::TermId;
use crate::model::expr::{Expr, ExprKind, NESTED, Over, OverWord, Quantifier};
use crate::model::vocabulary::FactId;
use crate::value::{Truth, Type, Value};

/// Where in the facts something stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Path {
    Fact(FactId),
    /// A field of a record, by its position.
    Field(Arc<Path>, usize),
    /// A member of a list, by its position, with what it is called.
    Member(Arc<Path>, usize, Option<Arc<str>>),
}

impl Path {
    /// The fact in which it stands.
    pub(crate) fn fact(&self) -> FactId {
        match self {
            Path::Fact(id) => *id,
            Path::Field(of, _) | Path::Member(of, ..) => of.fact(),
        }
    }
}

/// The member of a list that something is about, or the record that a term is of.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(super) value: Value,
    at: Option<Arc<Path>>,
}

/// The field of a record that is known; one that is not stated is missing.
pub(super) fn field(parts: &[Trace<'_>], at: usize) -> Reading {
    match parts.first().map(|of| &of.reading) {
        Some(Reading::Known(Value::Record(fields))) => match fields.get(at) {
            Some(Some(value)) => Reading::Known(value.clone()),
            _ => Reading::Missing,
        },
        Some(Reading::Fault(fault)) => Reading::Fault(*fault),
        _ => Reading::Missing,
    }
}

/// Where a value with parts stands, and where such a part does.
pub(super) fn place(expr: &Expr, parts: &[Trace<'_>], members: &[Member]) -> Option<Arc<Path>> {
    match &expr.kind {
        ExprKind::Fact(id) if has_parts(&expr.ty) => Some(Arc::new(Path::Fact(*id))),
        ExprKind::Member(level) => members.get(*level)?.at.clone(),
        ExprKind::Field { at, .. } => Some(Arc::new(Path::Field(parts.first()?.at.clone()?, *at))),
        _ => None,
    }
}

fn has_parts(ty: &Type) -> bool {
    matches!(ty, Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership)
}

impl<'m> Reader<'_, 'm> {
    /// Whether so many more members of lists within lists may be gone through.
    fn nested_left(&self, members: usize) -> bool {
        let gone = self.nested.get().saturating_add(members.max(1));
        self.nested.set(gone);
        gone <= NESTED
    }

    /// What is said of the members of a list: all of them are read, whatever the first one says.
    pub(super) fn over(&self, expr: &'m Expr, over: &'m Over, members: &[Member]) -> Trace<'m> {
        let list = self.read_in(&over.list, members);
        let called = |value: &Value| match &over.list.ty {
            Type::List(record) => record.called(value),
            _ => None,
        };
        let values: Arc<[Value]> =
            if let Reading::Known(Value::List(values)) = &list.reading { Arc::clone(values) } else { Arc::from([]) };
        // A list within a list is gone through again for each member of the outer one.
        if !members.is_empty() && !self.nested_left(values.len()) {
            let reading = Reading::Fault(FaultKind::TooMany);
            return Trace { expr, reading, parts: vec![list], at: None, inside: None };
        }
        let mut inside: Vec<Member> = members.iter().take(over.level).cloned().collect();
        let mut tests = Vec::new();
        let mut amounts = Vec::new();
        for (i, value) in values.iter().enumerate() {
            let at = list.at.as_ref().map(|at| Arc::new(Path::Member(Arc::clone(at), i, called(value))));
            inside.truncate(over.level);
            inside.push(Member { value: value.clone(), at });
            tests.extend(over.test.as_ref().map(|test| self.read_in(test, &inside)));
            amounts.extend(over.value.as_ref().map(|value| self.read_in(value, &inside)));
        }
        let reading = match &list.reading {
            Reading::Known(_) => reading(over, values.len(), &tests, &amounts),
            other => other.clone(),
        };
        let mut parts = vec![list];
        let (mut tests, mut amounts) = (tests.into_iter(), amounts.into_iter());
        for _ in 0..values.len() {
            parts.extend(tests.next());
            parts.extend(amounts.next());
        }
        Trace { expr, reading, parts, at: None, inside: None }
    }

    /// A term of one record: its lines are read for this one.
    pub(super) fn term_of(&self, expr: &'m Expr, term: TermId, of: &'m Expr, members: &[Member]) -> Trace<'m> {
        let of = self.read_in(of, members);
        let (reading, inside) = match &of.reading {
            Reading::Known(value) => {
                let this = Member { value: value.clone(), at: of.at.clone() };
                let trace = self.worked_out(term, &[this]);
                (trace.reading.clone(), Some(Box::new(trace)))
            }
            other => (other.clone(), None),
        };
        Trace { expr, reading, parts: vec![of], at: None, inside }
    }
}

fn reading(over: &Over, members: usize, tests: &[Trace<'_>], amounts: &[Trace<'_>]) -> Reading {
    let number =
        |n: usize| i128::try_from(n).map_or(Reading::Fault(FaultKind::Overflow), |n| Reading::Known(Value::Number(n)));
    match over.how {
        OverWord::Any => return group(Quantifier::Any, tests),
        OverWord::Every => return group(Quantifier::All, tests),
        OverWord::Number if over.test.is_none() => return number(members),
        _ => {}
    }
    // Nothing is counted as long as it is not known of each whether it counts.
    if tests.iter().any(|test| test.truth() == Truth::Unknown) {
        return weakest(tests.iter().map(|test| &test.reading));
    }
    let counts = |i: usize| tests.get(i).is_none_or(|test| test.truth() == Truth::Yes);
    if over.how == OverWord::Number {
        return number((0..members).filter(|i| counts(*i)).count());
    }
    let counted: Vec<&Trace<'_>> = amounts.iter().enumerate().filter(|(i, _)| counts(*i)).map(|(_, a)| a).collect();
    if let Some(unknown) = counted.iter().find(|a| matches!(a.reading, Reading::Fault(_))) {
        return unknown.reading.clone();
    }
    let values: Vec<&Value> = counted.iter().filter_map(|amount| amount.value()).collect();
    if values.len() < counted.len() {
        return Reading::Missing;
    }
    let result = match over.how {
        OverWord::Sum => values.iter().try_fold(0_i128, |sum, value| match value {
            Value::Number(n) => sum.checked_add(*n),
            _ => None,
        }),
        OverWord::Largest => {
            return values.into_iter().max().map_or(Reading::Fault(FaultKind::NoMember), |v| Reading::Known(v.clone()));
        }
        _ => {
            return values.into_iter().min().map_or(Reading::Fault(FaultKind::NoMember), |v| Reading::Known(v.clone()));
        }
    };
    result.map_or(Reading::Fault(FaultKind::Overflow), |n| Reading::Known(Value::Number(n)))
}
