//! Which of many rules can matter in a place: those whose test of one variable can hold there.

use std::collections::BTreeMap;

use super::{Id, Node, Program, Var};
use crate::model::RuleId;
use crate::model::expr::Quantifier;

/// Below so many rules all are looked at.
const FEW: usize = 16;

/// The blockers of an action by the value of one variable that most of them ask for.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(crate) by: Option<Var>,
    /// The positions of those that ask for one value.
    at: BTreeMap<i128, Vec<u32>>,
    /// The positions of all others.
    rest: Vec<u32>,
}

impl Index {
    pub(super) fn of(program: &Program, blockers: &[(RuleId, Id)]) -> Index {
        let all = || (0..u32::try_from(blockers.len()).unwrap_or(u32::MAX)).collect();
        if blockers.len() <= FEW {
            return Index { by: None, at: BTreeMap::new(), rest: all() };
        }
        let wanted: Vec<Vec<(Var, i128)>> = blockers.iter().map(|(_, id)| wanted(program, *id)).collect();
        // The variable that tells most rules apart.
        let mut values: BTreeMap<Var, BTreeMap<i128, usize>> = BTreeMap::new();
        for (var, at) in wanted.iter().flatten() {
            *values.entry(*var).or_default().entry(*at).or_default() += 1;
        }
        let left = |by: &BTreeMap<i128, usize>| {
            let asked: usize = by.values().sum();
            blockers.len().saturating_sub(asked) + asked / by.len().max(1)
        };
        let Some((by, _)) = values.iter().min_by_key(|(var, by)| (left(by), **var)) else {
            return Index { by: None, at: BTreeMap::new(), rest: all() };
        };
        let mut index = Index { by: Some(*by), ..Index::default() };
        for (i, wanted) in wanted.iter().enumerate() {
            let i = u32::try_from(i).unwrap_or(u32::MAX);
            match wanted.iter().find(|(var, _)| var == by) {
                Some((_, at)) => index.at.entry(*at).or_default().push(i),
                None => index.rest.push(i),
            }
        }
        index
    }

    /// The positions of those that can matter where the variable lies within these ends.
    pub(crate) fn within(&self, (low, high): (i128, i128)) -> impl Iterator<Item = usize> + '_ {
        let asked = self.at.range(low..=high.max(low)).flat_map(|(_, at)| at);
        self.rest.iter().chain(asked).map(|at| *at as usize)
    }
}

/// What a test asks for of single variables: where one of these is otherwise, it does not hold.
fn wanted(program: &Program, id: Id) -> Vec<(Var, i128)> {
    match program.node(id) {
        Node::Group { how: Quantifier::All, of } => of.iter().flat_map(|id| wanted(program, *id)).collect(),
        Node::Within { value, set } => match (program.node(*value), set.as_ref()) {
            (Node::Var(var), [(low, high)]) if low == high => vec![(*var, *low)],
            _ => Vec::new(),
        },
        // A fact that is yes or no, and stands by itself.
        Node::Kept { of, .. } => wanted(program, *of),
        _ => Vec::new(),
    }
}
