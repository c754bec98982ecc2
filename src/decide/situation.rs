//! The day and the facts that a decision is about.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Model;
use crate::model::vocabulary::FactId;
use crate::value::{Date, Value};

/// A day, and a value for every fact that is stated or assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Situation {
    pub(crate) today: Date,
    /// By the position of the fact; `None` is missing.
    facts: Vec<Option<Value>>,
    /// Facts that nobody stated and whose declaration says what they then are.
    pub(crate) assumed: Vec<FactId>,
    /// Terms of which not even is known whether they are stated.
    forgotten: BTreeSet<FactId>,
}

impl Situation {
    pub(crate) fn new(model: &Model, today: Date, stated: &BTreeMap<FactId, Value>) -> Situation {
        let mut assumed = Vec::new();
        let facts = model
            .vocabulary
            .iter()
            .map(|(id, fact)| match (stated.get(&id), &fact.default) {
                (Some(value), _) => Some(value.clone()),
                (None, Some(value)) => {
                    assumed.push(id);
                    Some(value.clone())
                }
                (None, None) => None,
            })
            .collect();
        Situation { today, facts, assumed, forgotten: BTreeSet::new() }
    }

    pub(crate) fn fact(&self, id: FactId) -> Option<&Value> {
        self.facts.get(id.0).and_then(Option::as_ref)
    }

    /// The same, but for one fact.
    pub(crate) fn set(&mut self, id: FactId, value: Value) {
        if let Some(slot) = self.facts.get_mut(id.0) {
            *slot = Some(value);
        }
        self.forgotten.remove(&id);
        self.assumed.retain(|assumed| *assumed != id);
    }

    /// The same without a fact: not even the value that its declaration or definition gives it.
    pub(crate) fn forget(&mut self, id: FactId) {
        if let Some(slot) = self.facts.get_mut(id.0) {
            *slot = None;
        }
        self.forgotten.insert(id);
        self.assumed.retain(|assumed| *assumed != id);
    }

    /// Whether a term that may be stated has no value, not even by its definition: it may be stated as anything.
    pub(crate) fn is_forgotten(&self, id: FactId) -> bool {
        self.forgotten.contains(&id)
    }

    /// The same on another day.
    pub(crate) fn on(&self, today: Date) -> Situation {
        Situation { today, ..self.clone() }
    }
}
