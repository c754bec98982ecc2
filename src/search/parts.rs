//! A goal taken apart: all that has to hold for it to, without what holds in the whole region anyway.

use super::eval::{Bounds, Evaluator};
use super::{Goal, View, Want, World};
use crate::model::expr::Quantifier;
use crate::model::interval::Op;
use crate::program::Node;

/// The least tests that hold wherever in a region all goals do, and only there. Each is looked at again and again while a region
/// is cut, so that what is certain from the beginning is left out.
pub(super) fn parts(
    evaluator: &Evaluator<'_>,
    worlds: &[World],
    goals: impl DoubleEndedIterator<Item = Goal>,
    whole: &[(i128, i128)],
) -> Vec<Goal> {
    let mut parts = Vec::new();
    let mut pending: Vec<Goal> = goals.rev().collect();
    while let Some(goal) = pending.pop() {
        let Some(world) = worlds.get(goal.world) else { continue };
        let view = View::of(world, whole);
        let each = |id, want| Goal { id, want, ..goal };
        match (evaluator.program.node(goal.id), goal.want) {
            (Node::Kept { of, .. }, want) => pending.push(each(*of, want)),
            (Node::Calculate { op: Op::Not, of }, want) if of.len() == 1 => {
                pending.extend(of.iter().map(|id| each(*id, want.turned())));
            }
            (Node::Group { how: Quantifier::All, of }, Want::YES) => {
                pending.extend(of.iter().rev().map(|id| each(*id, Want::YES)));
            }
            (Node::Group { how: Quantifier::None, of }, Want::YES)
            | (Node::Group { how: Quantifier::Any, of }, Want::NO) => {
                pending.extend(of.iter().rev().map(|id| each(*id, Want::NO)));
            }
            (Node::Denied(action), Want::NO) => {
                let Some(nodes) = evaluator.program.action(*action) else {
                    parts.push(goal);
                    continue;
                };
                let near = nodes.index.by.and_then(|var| view.of(var)).unwrap_or((i128::MIN, i128::MAX));
                let blockers = nodes.index.within(near).filter_map(|i| nodes.blockers.get(i)).map(|(_, id)| *id);
                let all: Vec<_> = blockers.chain(nodes.default_denial).collect();
                pending.extend(all.into_iter().rev().map(|id| each(id, Want::NO)));
            }
            _ if goal.want.surely(evaluator.range(goal.id, &view)) => {}
            _ => parts.push(goal),
        }
    }
    parts
}
