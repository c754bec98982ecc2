//! The parts of a compiled rulebook: tests and calculations over variables, each after those that it reads.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::model::ActionId;
use crate::model::expr::Quantifier;
use crate::model::interval::Op;
use crate::model::table::Matches;
use crate::value::Value;

/// A node, by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Id(pub(crate) u32);

/// A variable, by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Var(pub(crate) u32);

impl Var {
    pub(crate) const TODAY: Var = Var(0);
}

/// One test or calculation. Yes is 1 and no is 0.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Constant(i128),
    /// What has no value, whatever the variables are.
    Fault,
    Var(Var),
    /// A term that may be stated: the variable where it is, else what its definition gives.
    Stated {
        var: Var,
        defined: Id,
    },
    /// Whether a value lies in one of these stretches, which are in order and do not touch.
    Within {
        value: Id,
        set: Box<[(i128, i128)]>,
    },
    Calculate {
        op: Op,
        of: Box<[Id]>,
    },
    /// A comparison of two values, neither of which is a constant: whether it holds where the first is less, the same and more. The first
    /// is the earlier node, so that two comparisons of the same values are seen to be about the same.
    Related {
        left: Id,
        right: Id,
        cases: [bool; 3],
    },
    Group {
        how: Quantifier,
        of: Box<[Id]>,
    },
    If {
        test: Id,
        then: Id,
        otherwise: Id,
    },
    /// A value fixed by date: from each of these days on.
    Figure {
        day: Id,
        from: Box<[(i128, i128)]>,
    },
    /// The lines of a term, on which those that hold have to agree: whether surely never two with a condition hold, and whether surely one does.
    Lines {
        lines: Box<[Row]>,
        is_disjoint: bool,
        is_complete: bool,
    },
    /// The rows of a table.
    Table {
        how: Matches,
        day: Option<Id>,
        columns: Box<[Column]>,
        rows: Box<[Row]>,
    },
    /// How many tests hold.
    Count(Box<[Id]>),
    /// The sum of the values whose tests hold.
    Total(Box<[(Id, Id)]>),
    /// The largest or smallest of the values whose tests hold.
    Extreme {
        largest: bool,
        of: Box<[(Id, Id)]>,
    },
    /// Whether a name is in a group.
    Belongs {
        who: Id,
        group: Id,
        names: Arc<BTreeMap<i128, Arc<str>>>,
        by: Value,
    },
    /// Whether anything stands in the way of an action.
    Denied(ActionId),
    /// Whether a test is not surely no: what has no value is none.
    Maybe(Id),
    /// A node that several read: its value is kept while one box is evaluated.
    Kept {
        of: Id,
        slot: u32,
    },
}

/// A line of a term or a row of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) holds: Holds,
    pub(crate) value: Id,
}

/// When a line or row counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds {
    Always,
    If(Id),
    Otherwise,
}

/// Rows that hold from one day on.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) from: Option<i128>,
    pub(crate) rows: Range<usize>,
    pub(crate) is_complete: bool,
    pub(crate) is_disjoint: bool,
}

impl Node {
    /// What it reads directly.
    pub(crate) fn parts(&self) -> Vec<Id> {
        let rows = |rows: &[Row]| -> Vec<Id> {
            rows.iter()
                .flat_map(|row| {
                    let test = if let Holds::If(test) = row.holds { Some(test) } else { None };
                    test.into_iter().chain([row.value])
                })
                .collect()
        };
        match self {
            Node::Constant(_) | Node::Fault | Node::Var(_) | Node::Denied(_) => Vec::new(),
            Node::Stated { defined, .. } => vec![*defined],
            Node::Within { value: of, .. } | Node::Figure { day: of, .. } | Node::Kept { of, .. } | Node::Maybe(of) => {
                vec![*of]
            }
            Node::Calculate { of, .. } | Node::Group { of, .. } | Node::Count(of) => of.to_vec(),
            Node::If { test, then, otherwise } => vec![*test, *then, *otherwise],
            Node::Lines { lines, .. } => rows(lines),
            Node::Table { day, rows: all, .. } => day.iter().copied().chain(rows(all)).collect(),
            Node::Total(pairs) | Node::Extreme { of: pairs, .. } => pairs.iter().flat_map(|(a, b)| [*a, *b]).collect(),
            Node::Belongs { who, group, .. } => vec![*who, *group],
            Node::Related { left, right, .. } => vec![*left, *right],
        }
    }
}
