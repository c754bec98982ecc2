//! The facts that decide: with these as they are something stands in the way, whatever all others are, and none of them can be left out.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::because::{Blocker, fact_value};
use super::phrase::typed;
use super::{Book, Extent, FactValue, Label, naming, place};
use crate::decide::{Path, Situation};
use crate::model::ActionId;
use crate::model::vocabulary::FactId;
use crate::program::{Id, Place, Program, Var};
use crate::search::BUDGET;
use crate::search::sure::{Oracle, Reason};
use crate::value::{Type, Value};

/// The facts on which a blocker rests, each as wide as it may be, and whether surely none can be left out.
pub(super) fn of_blocker(
    book: Book<'_>,
    situation: &Situation,
    action: ActionId,
    blocker: Blocker,
) -> Option<(Vec<FactValue>, Label)> {
    let program = Program::for_case(book.program, book.model, situation);
    let oracle = Oracle::new(book.model, &program, situation);
    let nodes = program.action(action)?;
    let (node, own) = match blocker {
        Blocker::Rule(id) => {
            let (_, node) = nodes.blockers.iter().find(|(rule, _)| *rule == id)?;
            let rule = program.rule(id)?;
            (*node, rule.when.into_iter().chain(rule.required).collect())
        }
        Blocker::DefaultDenial => (nodes.default_denial?, Vec::new()),
    };
    let reason = least(&oracle, node, own);
    let label = if reason.exact { Label::Proven } else { Label::GaveUp { budget: BUDGET } };
    Some((facts(book, &oracle, situation, &reason), label))
}

/// Which set is found depends on what is left out first: of two ways the one that leaves fewer to tell.
fn least(oracle: &Oracle<'_>, node: Id, own: Vec<Id>) -> Reason {
    let own: BTreeSet<Var> = oracle.stated(own).into_iter().collect();
    let names = |var: &Var| oracle.fact_of(*var).map(|id| oracle.model[id].name.as_str());
    // What is missing may follow from what it has to fit to.
    let is_open = !oracle.missing_of(&[node]).is_empty();
    let fitting = oracle.program().always().filter(|_| is_open);
    let mut order = oracle.stated(fitting.chain([node]));
    // By name, so that the order of statements does not choose between two sets.
    order.sort_by(|a, b| (names(a), a).cmp(&(names(b), b)));
    // What the rule itself reads is left out last: it is what people expect to hear.
    let by_rank = |mut order: Vec<Var>| {
        order.sort_by_key(|var| own.contains(var));
        oracle.reason(node, &order, false)
    };
    let other = by_rank(order.clone());
    order.reverse();
    let one = by_rank(order);
    let least = if other.vars.len() < one.vars.len() { other } else { one };
    let mut kept: Vec<Var> = least.vars.iter().map(|(var, _)| *var).collect();
    kept.sort_by(|a, b| (names(a), a).cmp(&(names(b), b)));
    // How wide each may be is no part of whether one can be left out.
    Reason { exact: least.exact, ..oracle.reason(node, &kept, true) }
}

/// The facts in the order of their declaration; of those with parts, the parts.
fn facts(book: Book<'_>, oracle: &Oracle<'_>, situation: &Situation, reason: &Reason) -> Vec<FactValue> {
    let (model, program) = (book.model, oracle.program());
    let with_parts: BTreeSet<FactId> = reason
        .vars
        .iter()
        .filter(|(var, _)| matches!(program.variable(*var).place, Place::Part(_)))
        .filter_map(|(var, _)| oracle.fact_of(*var))
        .collect();
    let mut found: Vec<(FactId, Option<Arc<Path>>, FactValue)> = Vec::new();
    for (var, ends) in &reason.vars {
        let variable = program.variable(*var);
        let Some(id) = oracle.fact_of(*var) else { continue };
        let whole = fact_value(model, situation, id);
        match &variable.place {
            Place::Fact(_) if !crate::search::has_parts(&variable.ty) => {
                found.push((id, None, FactValue { extent: extent(program, *var, *ends), ..whole }));
            }
            // The parts say it.
            Place::Fact(_) if with_parts.contains(&id) => {}
            Place::Fact(_) => {
                let count = match (situation.fact(id), &variable.ty) {
                    // All that counts is how many there are.
                    (Some(Value::List(members)), Type::List(_)) if !members.is_empty() => {
                        i128::try_from(members.len()).ok()
                    }
                    _ => None,
                };
                let value = match count {
                    Some(n) => FactValue {
                        label: naming::how_many(&model.header.language, &whole.label),
                        value: Some(typed(&Value::Number(n), &Type::WHOLE)),
                        ..whole
                    },
                    None => whole,
                };
                found.push((id, None, value));
            }
            Place::Part(path) => {
                let named = place::named(model, path);
                let value = situation.part(path).map(|value| typed(value, &variable.ty));
                let extent = extent(program, *var, *ends);
                found.push((
                    id,
                    Some(Arc::clone(path)),
                    FactValue { fact: named.name, label: named.label, value, extent, ..whole },
                ));
            }
            Place::Today | Place::Present(_) | Place::Unknown(_) => {}
        }
    }
    found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    found.into_iter().map(|(.., value)| value).collect()
}

/// All that a fact may be with the answer staying, where that is more than one value.
fn extent(program: &Program, var: Var, (low, high): (i128, i128)) -> Option<Extent> {
    let variable = program.variable(var);
    let end = |at: i128, open: i128| {
        let value = if at == open { None } else { program.value(&variable.ty, at) };
        value.map(|value| typed(&value, &variable.ty))
    };
    (low < high).then(|| Extent { from: end(low, variable.low), to: end(high, variable.high) })
}
