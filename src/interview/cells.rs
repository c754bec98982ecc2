//! The cells of a fact: which of its values a rulebook tells apart, found where its conditions change.
//!
//! Each step from a fact to a condition goes one way (the more of the fact, the more or the less of the whole), so the place
//! where the condition changes is found by halving.

use std::collections::BTreeSet;

use super::ways::{Conditions, Found, Test, spread};
use crate::decide::{Situation, impossible};
use crate::model::expr::Comparison;
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, Model};
use crate::value::{Date, Moment, Type, Value};

/// So many values of one fact are looked at; of more cells these are spread over all.
const MOST: usize = 12;
/// Of another missing fact so many values stand for all.
const SAMPLES: usize = 3;

/// One value of each cell of a fact, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    pub(super) values: Vec<Value>,
    /// Whether it is proven that no condition tells apart what shares a cell.
    pub(super) is_exact: bool,
}

/// Where the conditions about an action change.
pub(super) struct Finder<'m> {
    model: &'m Model,
    situation: &'m Situation,
    conditions: Conditions<'m>,
}

impl<'m> Finder<'m> {
    pub(super) fn new(model: &'m Model, situation: &'m Situation, action: ActionId) -> Finder<'m> {
        let conditions = Conditions::new(model, situation, action);
        let mut finder = Finder { model, situation, conditions };
        // What is compared with a fact that is missing too changes where that one does.
        let missing = finder.conditions.missing().into_iter();
        let samples = missing.map(|id| (id, spread(finder.find(id).values, SAMPLES))).collect();
        finder.conditions.samples = samples;
        finder
    }

    /// One possible value of each cell of a missing fact.
    pub(super) fn cells(&self, id: FactId) -> Cells {
        let mut cells = self.find(id);
        let is_bound = self.model.always.iter().any(|always| self.conditions.reads(always, id));
        cells.values.retain(|value| {
            let with = || {
                let mut with = self.situation.clone();
                with.set(id, value.clone());
                with
            };
            !is_bound || impossible(self.model, &with()).is_none()
        });
        if cells.values.len() > MOST {
            cells.values = spread(cells.values, MOST);
            cells.is_exact = false;
        }
        cells
    }

    fn find(&self, id: FactId) -> Cells {
        let fact = &self.model[id];
        if fact.ty == Type::YesNo {
            return Cells { values: vec![Value::YesNo(false), Value::YesNo(true)], is_exact: true };
        }
        let found = self.conditions.tests(id);
        match &fact.ty {
            Type::Quantity(_) | Type::Date | Type::Moment(_) | Type::Choice(_) => self.on_the_line(id, found),
            Type::Text => texts(found),
            _ => Cells::default(),
        }
    }

    /// The cells of a fact whose values stand on a line.
    fn on_the_line(&self, id: FactId, found: Found<'m>) -> Cells {
        let fact = &self.model[id];
        let (low, high) = fact.range;
        let is_choice = matches!(fact.ty, Type::Choice(_));
        let mut starts: BTreeSet<i128> = BTreeSet::new();
        if is_choice {
            starts.extend(low..=high.min(low.saturating_add(255)));
        }
        for test in found.tests.iter().filter(|_| !is_choice) {
            let Some(against) = test.against.ordinal() else { continue };
            for limit in [Some(against), against.checked_add(1)].into_iter().flatten() {
                let falls = test.steps.iter().fold(false, |falls, step| falls != step.falls());
                starts.extend(first((low, high), |at| {
                    let here = value_at(&fact.ty, at).and_then(|value| test.reach(value))?.ordinal()?;
                    Some((here >= limit) != falls)
                }));
            }
        }
        // Of the values below all of these the nearest, which people know.
        let lowest = starts.iter().find(|at| **at > low).map(|at| at - 1).unwrap_or_else(|| nearest_known(self, id));
        starts.retain(|at| *at > low || is_choice);
        starts.insert(lowest.clamp(low, high));
        let values: Vec<Value> = starts.into_iter().filter_map(|at| value_at(&fact.ty, at)).collect();
        // A choice of which something cannot be told keeps all its values, and then all is told.
        if is_choice && found.is_partial {
            return Cells { is_exact: true, values };
        }
        let mut seen = BTreeSet::new();
        let signature = |value: &Value| found.tests.iter().map(|test| test.holds(value.clone())).collect::<Vec<_>>();
        Cells {
            values: values.into_iter().filter(|v| seen.insert(signature(v))).collect(),
            is_exact: !found.is_partial,
        }
    }
}

/// Where nothing changes: a value that could be.
fn nearest_known(finder: &Finder<'_>, id: FactId) -> i128 {
    match finder.model[id].ty {
        Type::Date => finder.situation.today.days().into(),
        Type::Moment(_) => i128::from(finder.situation.today.days()) * 86_400,
        _ => 0,
    }
}

/// Where a condition that turns at most once, from no to yes, is first yes; `None` if it never turns. What is beyond what
/// can be counted lies at the ends.
fn first((low, high): (i128, i128), is: impl Fn(i128) -> Option<bool>) -> Option<i128> {
    let (mut low, mut high) = (low, high);
    let middle = low + (high - low) / 2;
    let is = |at: i128| is(at).unwrap_or(at > middle);
    if is(low) || !is(high) {
        return None;
    }
    while high - low > 1 {
        let at = low + (high - low) / 2;
        if is(at) { high = at } else { low = at }
    }
    Some(high)
}

/// The values that a text is compared with, and one that is none of them.
fn texts(found: Found<'_>) -> Cells {
    let plain = |test: &Test<'_>| test.steps.is_empty() && matches!(test.how, Comparison::Is | Comparison::IsNot);
    let is_exact = !found.is_partial && found.tests.iter().all(plain);
    let mut values: BTreeSet<Value> = found.tests.into_iter().map(|test| test.against).collect();
    let mut other = "another".to_owned();
    while values.contains(&Value::Text(other.as_str().into())) {
        other.push('+');
    }
    values.insert(Value::Text(other.into()));
    Cells { values: values.into_iter().collect(), is_exact }
}

/// The value at a place on the line of values of a type.
fn value_at(ty: &Type, at: i128) -> Option<Value> {
    match ty {
        Type::YesNo => Some(Value::YesNo(at != 0)),
        Type::Quantity(_) => Some(Value::Number(at)),
        Type::Date => Date::from_days(at).map(Value::Date),
        Type::Moment(_) => i64::try_from(at).ok().and_then(Moment::from_seconds).map(Value::Moment),
        Type::Choice(_) => usize::try_from(at).ok().map(Value::Choice),
        _ => None,
    }
}
