//! What an interview has to know of the rules: the one seam behind which certainty with missing facts is decided.
//!
//! Three questions: what the outcome is, which missing facts can still change it, and which values of a fact are told
//! apart. Here the plain evaluator answers them, with trying out where that is few steps. A fact that it counts in may still be
//! irrelevant; one that it leaves out is.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cells, Finder};
use crate::decide::{Evaluation, Outcome, Situation, impossible};
use crate::explain::missing_facts;
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, Model};
use crate::value::Value;

/// So many combinations of values are tried to tell which facts still count.
const TRIED: usize = 256;
/// How often the plain evaluator is asked in all before one step is decided; less often where long lists are read.
const STEPS: usize = 1_500;
/// So many parts of lists and records take about as long to read as all else.
const PARTS: usize = 200;

/// Decides for one action, beginning with one situation.
pub(super) struct Oracle<'m> {
    model: &'m Model,
    action: ActionId,
    /// The missing facts that may count at all, with their cells.
    free: BTreeMap<FactId, Cells>,
    /// What was seen already, by the values of these facts.
    seen: RefCell<BTreeMap<Vec<Option<Value>>, Seen>>,
    /// How many more situations may be tried.
    left: Cell<usize>,
}

#[derive(Clone, Debug)]
struct Seen {
    /// `None` if the rulebook says that this cannot be.
    outcome: Option<Outcome>,
    /// The facts on which three-valued reading waits.
    open: BTreeSet<FactId>,
}

impl<'m> Oracle<'m> {
    /// `others` are facts beside those that are waited for: terms that may be stated.
    pub(super) fn new(
        model: &'m Model,
        action: ActionId,
        situation: &'m Situation,
        others: impl IntoIterator<Item = FactId>,
    ) -> Oracle<'m> {
        let evaluation = Evaluation::new(model, situation);
        let mut facts = missing_facts(&evaluation, action);
        facts.extend(others);
        let free = match facts.is_empty() {
            true => BTreeMap::new(),
            false => {
                let finder = Finder::new(model, situation, action);
                facts.into_iter().map(|id| (id, finder.cells(id))).collect()
            }
        };
        let stated = model.vocabulary.iter().filter_map(|(id, _)| situation.fact(id));
        let left = STEPS * PARTS / (PARTS + stated.map(parts).sum::<usize>());
        Oracle { model, action, free, seen: RefCell::default(), left: Cell::new(left) }
    }

    /// What the rules say, whatever is missing.
    pub(super) fn outcome(&self, situation: &Situation) -> Outcome {
        self.look(situation).outcome.unwrap_or(Outcome::Undetermined)
    }

    /// Whether the rulebook does not say that this cannot be.
    pub(super) fn is_possible(&self, situation: &Situation) -> bool {
        self.look(situation).outcome.is_some()
    }

    /// The missing facts that can still change the outcome, in the order of their declaration.
    pub(super) fn relevant(&self, situation: &Situation) -> Vec<FactId> {
        let open = self.look(situation).open;
        match self.tried(situation, &open) {
            // Where nothing could change it and yet it was not told, asking lets the plain evaluator tell it too.
            Some(counts) if !counts.is_empty() => counts.into_iter().collect(),
            _ => open.into_iter().collect(),
        }
    }

    /// The missing facts that three-valued reading waits for, whether or not they can change the outcome.
    pub(super) fn waits_for(&self, situation: &Situation) -> Vec<FactId> {
        self.look(situation).open.into_iter().collect()
    }

    /// One possible value of each cell of a fact: values that no condition tells apart share one. None of a fact with parts.
    pub(super) fn cells(&self, id: FactId) -> &[Value] {
        self.free.get(&id).map_or(&[], |cells| cells.values.as_slice())
    }

    /// How many more situations may be looked at.
    pub(super) fn left(&self) -> usize {
        self.left.get()
    }

    fn look(&self, situation: &Situation) -> Seen {
        let key: Vec<Option<Value>> = self.free.keys().map(|id| situation.fact(*id).cloned()).collect();
        if let Some(seen) = self.seen.borrow().get(&key) {
            return seen.clone();
        }
        self.left.set(self.left.get().saturating_sub(1));
        let seen = match impossible(self.model, situation) {
            Some(_) => Seen { outcome: None, open: BTreeSet::new() },
            None => {
                let evaluation = Evaluation::new(self.model, situation);
                let open = missing_facts(&evaluation, self.action);
                Seen { outcome: Some(evaluation.outcome(self.action)), open }
            }
        };
        self.seen.borrow_mut().insert(key, seen.clone());
        seen
    }

    /// The facts of which two values give different outcomes, all others the same: by trying all values of all. `None`
    /// where these are too many, or not all that there are.
    fn tried(&self, situation: &Situation, open: &BTreeSet<FactId>) -> Option<BTreeSet<FactId>> {
        let mut facts: Vec<(FactId, &[Value])> = Vec::new();
        let mut all = 1_usize;
        for id in open {
            let cells = self.free.get(id).filter(|cells| cells.is_exact && situation.fact(*id).is_none())?;
            all = all.checked_mul(cells.values.len()).filter(|all| *all <= TRIED.min(self.left.get()))?;
            facts.push((*id, &cells.values));
        }
        let mut outcomes = Vec::with_capacity(all);
        let mut trial = situation.clone();
        for at in 0..all {
            let mut rest = at;
            for (id, values) in &facts {
                if let Some(value) = values.get(rest % values.len()) {
                    trial.set(*id, value.clone());
                }
                rest /= values.len();
            }
            outcomes.push(self.look(&trial).outcome);
        }
        let mut counts = BTreeSet::new();
        let mut stride = 1;
        for (id, values) in &facts {
            // Each is held against all that differ in this fact only.
            let differ = |at: usize| {
                let line = at - at / stride % values.len() * stride;
                let mut others = (0..values.len()).map(|other| outcomes.get(line + other * stride).copied().flatten());
                outcomes[at].is_some_and(|here| others.any(|there| there.is_some_and(|there| there != here)))
            };
            if (0..all).any(differ) {
                counts.insert(*id);
            }
            stride *= values.len();
        }
        Some(counts)
    }
}

/// How many values a value consists of.
fn parts(value: &Value) -> usize {
    match value {
        Value::Record(fields) => fields.iter().flatten().map(parts).sum(),
        Value::List(members) => members.iter().map(parts).sum(),
        Value::Membership(groups) => groups.values().map(|of| of.len()).sum(),
        _ => 1,
    }
}
