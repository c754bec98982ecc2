//! What a table comes to: the rows that match, or may, and what its head makes of several.

use std::sync::Arc;

use super::eval::{FaultKind, LineTrace, Reader, Reading, TermTrace, Trace, weakest};
use super::members::Member;
use crate::model::table::{Matches, Part, Table, is_list};
use crate::model::{Holds, Means};
use crate::value::{Truth, Value};

/// A row as far as the value of its table depends on it.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Whether it counts: it matches, and no row before it decides.
    pub(crate) holds: Truth,
    pub(crate) gives: Reading,
}

impl<'m> Reader<'_, 'm> {
    pub(super) fn table(&self, lines: &'m [Means], table: &'m Table, members: &[Member]) -> TermTrace<'m> {
        let day = table.day.as_ref().map(|day| self.read_in(day, members));
        let mut traces: Vec<LineTrace<'m>> = lines
            .iter()
            .map(|line| {
                let condition =
                    if let Holds::If(condition) = &line.holds { Some(self.read_in(condition, members)) } else { None };
                LineTrace { holds: Truth::No, condition, value: self.read_in(&line.value, members) }
            })
            .collect();
        let known = match day.as_ref().map(|day| &day.reading) {
            None => None,
            Some(Reading::Known(Value::Date(day))) => Some(*day),
            Some(reading) => {
                // Which rows count is not known, but for those that match on no day.
                let reading = weakest([reading].into_iter());
                for part in &table.parts {
                    let truths = truths(&lines[part.rows.clone()], &traces[part.rows.clone()], table.how);
                    for (line, truth) in traces[part.rows.clone()].iter_mut().zip(truths) {
                        line.holds = Truth::all([truth, Truth::Unknown]);
                    }
                }
                return TermTrace { reading, rows: 0..traces.len(), lines: traces, day };
            }
        };
        let Some(part) = table.part_on(known) else {
            let reading = Reading::Fault(FaultKind::BeforeFirstDate);
            return TermTrace { reading, rows: 0..0, lines: traces, day };
        };
        let rows = part.rows.clone();
        let truths = truths(&lines[rows.clone()], &traces[rows.clone()], table.how);
        for (line, truth) in traces[rows.clone()].iter_mut().zip(truths) {
            line.holds = truth;
        }
        let rows = &traces[rows];
        let has_otherwise = lines[part.rows.clone()].iter().any(|line| matches!(line.holds, Holds::Otherwise));
        let found: Vec<Found> =
            rows.iter().map(|row| Found { holds: row.holds, gives: row.value.reading.clone() }).collect();
        let reading = reading((table.how, table.by), &found, has_otherwise, part).unwrap_or_else(|| {
            let possible = rows.iter().filter(|row| row.holds != Truth::No);
            let open = possible.flat_map(|row| {
                row.condition.iter().filter(|c| c.truth() == Truth::Unknown).chain(std::iter::once(&row.value))
            });
            // Of a row that holds otherwise, or after others, these are the ones that are open.
            let others = rows.iter().filter_map(|row| row.condition.as_ref()).filter(|c| c.truth() == Truth::Unknown);
            weakest(open.chain(others).map(|trace| &trace.reading))
        });
        TermTrace { reading, rows: part.rows.clone(), lines: traces, day }
    }
}

/// Whether each row counts.
fn truths(lines: &[Means], traces: &[LineTrace<'_>], how: Matches) -> Vec<Truth> {
    let own: Vec<Truth> = traces.iter().map(|row| row.condition.as_ref().map_or(Truth::Yes, Trace::truth)).collect();
    counting(how, &lines.iter().map(|line| &line.holds).collect::<Vec<_>>(), &own)
}

/// Whether each row counts, by what its own condition says: `otherwise` where no other matches, and where the first match
/// decides none behind it.
pub(crate) fn counting(how: Matches, holds: &[&Holds], own: &[Truth]) -> Vec<Truth> {
    let is_otherwise = |at: usize| matches!(holds.get(at), Some(Holds::Otherwise));
    let stated = || own.iter().enumerate().filter(|(at, _)| !is_otherwise(*at)).map(|(_, truth)| *truth);
    let otherwise = !Truth::any(stated());
    let mut before = Truth::No;
    let mut out = Vec::with_capacity(own.len());
    for (at, truth) in own.iter().enumerate() {
        if is_otherwise(at) {
            out.push(otherwise);
        } else if how == Matches::First {
            out.push(Truth::all([*truth, !before]));
            before = Truth::any([before, *truth]);
        } else {
            out.push(*truth);
        }
    }
    out
}

/// What the rows come to; `None` where that depends on what is not known. What was proven of the
/// part when it was loaded is relied on.
pub(crate) fn reading(
    (how, by): (Matches, Option<usize>),
    rows: &[Found],
    has_otherwise: bool,
    part: &Part,
) -> Option<Reading> {
    let possible: Vec<&Found> = rows.iter().filter(|row| row.holds != Truth::No).collect();
    let certain: Vec<&Found> = possible.iter().copied().filter(|row| row.holds == Truth::Yes).collect();
    let Some(first) = possible.first() else {
        return Some(match how {
            Matches::Sum | Matches::Number => Reading::Known(Value::Number(0)),
            how if is_list(how) => Reading::Known(Value::List(Arc::from([]))),
            _ => Reading::Fault(FaultKind::NoRow),
        });
    };
    let one_matches = !certain.is_empty() || has_otherwise || part.is_complete;
    let says = |row: &Found| matches!(row.gives, Reading::Known(_) | Reading::Fault(FaultKind::NoRow));
    let agree = |rows: &[&Found]| rows.iter().all(|row| says(row) && row.gives == rows[0].gives);
    let fault = || certain.iter().find(|row| matches!(row.gives, Reading::Fault(_))).map(|row| row.gives.clone());
    match how {
        Matches::Agree => {
            if one_matches && agree(&possible) {
                return Some(first.gives.clone());
            }
            let said: Vec<&Found> = certain.iter().copied().filter(|row| says(row)).collect();
            if said.len() > 1 && !agree(&said) {
                return Some(Reading::Fault(FaultKind::SeveralRows));
            }
            fault()
        }
        // Of these at most one counts at all.
        Matches::First if one_matches && agree(&possible) => Some(first.gives.clone()),
        Matches::First => certain.first().map(|row| row.gives.clone()),
        Matches::One => {
            let disjoint = part.is_disjoint;
            match certain.as_slice() {
                [only] if disjoint || possible.len() == 1 => Some(only.gives.clone()),
                [_] => fault(),
                [] if one_matches && (possible.len() == 1 || disjoint && agree(&possible)) => Some(first.gives.clone()),
                [] => None,
                _ => Some(Reading::Fault(FaultKind::SeveralRows)),
            }
        }
        Matches::Sum | Matches::Number => {
            if let Some(fault) = fault() {
                return Some(fault);
            }
            if certain.len() < possible.len() {
                return None;
            }
            let numbers =
                certain.iter().map(|row| if let Reading::Known(Value::Number(n)) = row.gives { Some(n) } else { None });
            let numbers = numbers.collect::<Option<Vec<i128>>>()?;
            let sum = numbers.into_iter().try_fold(0_i128, i128::checked_add);
            Some(sum.map_or(Reading::Fault(FaultKind::Overflow), |n| Reading::Known(Value::Number(n))))
        }
        Matches::All | Matches::GreatestFirst | Matches::LeastFirst => {
            if let Some(fault) = fault() {
                return Some(fault);
            }
            if certain.len() < possible.len() {
                return None;
            }
            let mut values = values(&certain)?;
            // Those that compare the same stay in the order of the rows.
            match how {
                Matches::LeastFirst => values.sort_by_key(|value| compared(value, by)),
                Matches::GreatestFirst => values.sort_by_key(|value| std::cmp::Reverse(compared(value, by))),
                _ => {}
            }
            Some(Reading::Known(Value::List(values.into())))
        }
        Matches::Least | Matches::Greatest => {
            if let Some(fault) = fault() {
                return Some(fault);
            }
            if one_matches && agree(&possible) {
                return Some(first.gives.clone());
            }
            let (sure, all) = (values(&certain)?, values(&possible)?);
            let keys = all.iter().map(|value| compared(value, by));
            let best = if how == Matches::Least { keys.min() } else { keys.max() }.flatten()?;
            let is_best = |value: &&Value| compared(value, by).as_ref() == Some(&best);
            // Whichever others match, none goes beyond it, and all that come to it are the same.
            let chosen = sure.iter().find(is_best)?;
            if all.iter().filter(is_best).all(|value| value == chosen) {
                return Some(Reading::Known(chosen.clone()));
            }
            let clash = sure.iter().filter(is_best).any(|value| value != chosen);
            clash.then_some(Reading::Fault(FaultKind::SeveralRows))
        }
    }
}

/// The values of rows, if all are known.
fn values(rows: &[&Found]) -> Option<Vec<Value>> {
    rows.iter().map(|row| if let Reading::Known(value) = &row.gives { Some(value.clone()) } else { None }).collect()
}

/// What of a value is compared.
fn compared(value: &Value, by: Option<usize>) -> Option<Value> {
    match (value, by) {
        (Value::Record(fields), Some(at)) => fields.get(at)?.clone(),
        _ => Some(value.clone()),
    }
}
