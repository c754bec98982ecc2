//! Which rules apply and which are lifted.

use super::Situation;
use super::eval::{Reader, TermTrace, Trace};
use crate::model::expr::Expr;
use crate::model::{Model, RuleId, RuleWord};
use crate::value::Truth;

/// One rule in one situation.
#[derive(Debug)]
pub(crate) struct RuleState<'m> {
    pub(crate) id: RuleId,
    pub(crate) when: Option<Trace<'m>>,
    pub(crate) required: Option<Trace<'m>>,
    /// Whether the rule is in force and its condition true; of a requirement, whether also what it requires is not there.
    pub(crate) condition: Truth,
    /// Whether an exception or exclusion to it applies.
    pub(crate) lifted: Truth,
    /// Its condition is true, and it is not lifted.
    pub(crate) applies: Truth,
}

/// All rules by position, each evaluated after its exceptions and exclusions.
pub(super) fn states<'m>(model: &'m Model, situation: &Situation, terms: &[TermTrace<'m>]) -> Vec<RuleState<'m>> {
    let reader = Reader { model, situation, terms };
    let read = |expr: &'m Option<Expr>| expr.as_ref().map(|expr| reader.read(expr));
    let mut states: Vec<RuleState<'m>> = model
        .rules
        .iter()
        .enumerate()
        .map(|(i, rule)| {
            let (when, required) = (read(&rule.when), read(&rule.required));
            let unmet = match rule.kind {
                RuleWord::Requirement => !required.as_ref().map_or(Truth::Yes, Trace::truth),
                _ => Truth::Yes,
            };
            let condition = Truth::all([
                rule.in_force.contains(situation.today).into(),
                when.as_ref().map_or(Truth::Yes, Trace::truth),
                unmet,
            ]);
            RuleState { id: RuleId(i), when, required, condition, lifted: Truth::No, applies: condition }
        })
        .collect();
    for id in &model.rule_order {
        let lifted = Truth::any(model.lifted_by[id.0].iter().map(|by| states[by.0].applies));
        let state = &mut states[id.0];
        state.lifted = lifted;
        state.applies = Truth::all([state.condition, !lifted]);
    }
    states
}
