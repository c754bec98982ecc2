//! Which rules apply and which are lifted.

use super::eval::Trace;
use super::{Evaluation, Situation};
use crate::model::{RuleId, RuleWord};
use crate::value::Truth;

/// One rule in one situation.
#[derive(Debug)]
pub(crate) struct RuleState<'m> {
    pub(crate) id: RuleId,
    /// Few of many rules are read, so that what was read stands elsewhere.
    pub(crate) when: Option<Box<Trace<'m>>>,
    pub(crate) required: Option<Box<Trace<'m>>>,
    /// Whether the rule is in force and its condition true; of a requirement, whether also what it requires is not there.
    pub(crate) condition: Truth,
    /// Whether an exception or exclusion to it applies.
    pub(crate) lifted: Truth,
    /// Its condition is true, and it is not lifted.
    pub(crate) applies: Truth,
}

impl RuleState<'_> {
    /// A rule that was not evaluated yet.
    pub(super) fn open(id: RuleId) -> Self {
        let unknown = Truth::Unknown;
        RuleState { id, when: None, required: None, condition: unknown, lifted: unknown, applies: unknown }
    }

    /// A rule that is known not to apply.
    pub(super) fn closed(id: RuleId) -> Self {
        let no = Truth::No;
        RuleState { id, when: None, required: None, condition: no, lifted: no, applies: no }
    }
}

impl<'m> RuleState<'m> {
    /// What its condition gave, and what it requires.
    pub(crate) fn traces(&self) -> impl Iterator<Item = &Trace<'m>> {
        self.when.iter().chain(&self.required).map(AsRef::as_ref)
    }
}

/// One rule, whose exceptions and exclusions were evaluated before.
pub(super) fn state<'m>(evaluation: &Evaluation<'m>, situation: &Situation, id: RuleId) -> RuleState<'m> {
    let model = evaluation.model;
    let rule = &model[id];
    let read = |expr| Box::new(evaluation.read(situation, expr));
    let when = rule.when.as_ref().map(read);
    let required = rule.required.as_ref().map(read);
    let unmet = match rule.kind {
        RuleWord::Requirement => !required.as_ref().map_or(Truth::Yes, |trace| trace.truth()),
        _ => Truth::Yes,
    };
    let condition = Truth::all([
        rule.in_force.contains(situation.today).into(),
        when.as_ref().map_or(Truth::Yes, |trace| trace.truth()),
        unmet,
    ]);
    let lifted = Truth::any(model.lifted_by[id.0].iter().map(|by| evaluation.state(*by).applies));
    RuleState { id, when, required, condition, lifted, applies: Truth::all([condition, !lifted]) }
}
