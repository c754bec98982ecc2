//! Terms that are tables: what several rows mean, and from which day they hold.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::sample::select;

use super::book::{FIRST_DAY, Holds, Val};
use super::print::day_text;

/// What several matches mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matches {
    First,
    Sum,
    Least,
    Greatest,
}

/// What makes a term a table: its lines are the rows, part by part.
#[derive(Clone, Debug)]
pub struct Head {
    pub how: Matches,
    /// From which day on how many of the rows hold, the earliest first.
    pub parts: Vec<(Option<i64>, usize)>,
}

type Lines = Vec<(Val, Holds)>;

/// The rows of one part: some under conditions, and one for what is left.
fn rows(value: &BoxedStrategy<Val>, holds: &BoxedStrategy<Holds>) -> BoxedStrategy<Lines> {
    (prop::collection::vec((value.clone(), holds.clone()), 1..=3), value.clone())
        .prop_map(|(mut rows, last)| {
            rows.push((last, Holds::Otherwise));
            rows
        })
        .boxed()
}

/// Lines that are a table in one case of three.
pub fn maybe(
    lines: BoxedStrategy<Lines>,
    value: &BoxedStrategy<Val>,
    holds: &BoxedStrategy<Holds>,
    how: &'static [Matches],
) -> BoxedStrategy<(Lines, Option<Head>)> {
    let one = (select(how), rows(value, holds))
        .prop_map(|(how, rows)| (rows.clone(), Some(Head { how, parts: vec![(None, rows.len())] })));
    let from = prop_oneof![3 => Just(FIRST_DAY - 400), 1 => FIRST_DAY..=FIRST_DAY + 20];
    let two = (select(how), from, 1..=40i64, rows(value, holds), rows(value, holds)).prop_map(
        |(how, from, after, mut rows, later)| {
            let next = from.max(FIRST_DAY) + after;
            let parts = vec![(Some(from), rows.len()), (Some(next), later.len())];
            rows.extend(later);
            (rows, Some(Head { how, parts }))
        },
    );
    prop_oneof![4 => lines.prop_map(|lines| (lines, None)), 1 => one, 1 => two].boxed()
}

/// The clauses of a table.
pub fn text(head: &Head, lines: &[(Val, Holds)]) -> String {
    let how = match head.how {
        Matches::First => "first match decides",
        Matches::Sum => "sum of matches",
        Matches::Least => "least of matches",
        Matches::Greatest => "greatest of matches",
    };
    let mut out = format!("\n  source    house policy \"H\"\n  {how}");
    let mut rows = lines.iter();
    for (from, count) in &head.parts {
        if let Some(from) = from {
            let _ = write!(out, "\n  from {}, by house policy \"H\"", day_text(*from));
        }
        for (value, holds) in rows.by_ref().take(*count) {
            let _ = match holds {
                Holds::If(cond) => write!(out, "\n            - when {}, then {}", cond.text(), value.text()),
                _ => write!(out, "\n            - otherwise {}", value.text()),
            };
        }
    }
    out
}

/// What rows come to, each with whether it matches and what it gives: what all ways in which those may match that are open
/// come to, if that is one value. `None` in a row is not known.
pub fn value(how: Matches, rows: &[(Option<bool>, Option<i128>)], last: Option<i128>) -> Option<i128> {
    if how == Matches::Sum {
        // Nothing is added up as long as it is not known of each row whether it counts.
        let matching: Option<Vec<bool>> = rows.iter().map(|(holds, _)| *holds).collect();
        let values: Vec<Option<i128>> =
            matching?.into_iter().zip(rows).filter(|(holds, _)| *holds).map(|(_, (_, value))| *value).collect();
        return if values.is_empty() { last } else { values.into_iter().sum() };
    }
    let open: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].0.is_none()).collect();
    let mut all = BTreeSet::new();
    for chosen in 0..1_usize << open.len() {
        let matches = |at: usize| match open.iter().position(|other| *other == at) {
            Some(bit) => chosen >> bit & 1 == 1,
            None => rows[at].0 == Some(true),
        };
        let mut values = (0..rows.len()).filter(|at| matches(*at)).map(|at| rows[at].1);
        let value = match how {
            Matches::First => values.next().unwrap_or(last),
            _ => match values.collect::<Option<Vec<i128>>>() {
                Some(values) if values.is_empty() => last,
                Some(values) if how == Matches::Least => values.into_iter().min(),
                Some(values) => values.into_iter().max(),
                None => None,
            },
        };
        all.insert(value);
    }
    if all.len() == 1 { all.pop_first().flatten() } else { None }
}
