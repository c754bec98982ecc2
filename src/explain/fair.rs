//! What may be suggested: never to evade what law or regulation imposes, and nothing that a rule keeps out.

use std::collections::BTreeSet;

use super::because::Blocker;
use crate::decide::Evaluation;
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, Model, Reads, RuleId, RuleWord};
use crate::value::Truth;

/// All rules about an action, their exceptions and exclusions among them.
pub(super) fn rules_about(model: &Model, action: ActionId) -> impl Iterator<Item = RuleId> + '_ {
    model.about(action).rules.iter().copied()
}

/// Whether only facts that the rule names may be suggested to be rid of it.
pub(super) fn is_restricted_by_law(model: &Model, rule: RuleId) -> bool {
    model[rule].kind == RuleWord::Restriction && model[rule].source.kind.is_imposed()
}

/// Whether changes may be suggested for an action: what was decided before them and after.
///
/// Every duty from outside that stood in the way still holds and is met; what else comes from law or regulation gives way,
/// or gives a yes, by facts only that it names itself; no rule's `remedy not by` is broken.
pub(super) fn is_fair(
    before: &Evaluation<'_>,
    after: &Evaluation<'_>,
    changed: &BTreeSet<FactId>,
    action: ActionId,
) -> bool {
    let model = before.model;
    let fair = Fair { model, before, after, changed };
    // Rules about other actions count where a condition asks whether these are allowed.
    let mut reads = Reads::default();
    if model.reads_actions {
        rules_about(model, action).for_each(|rule| reads.add_rule(model, rule));
    }
    let kept_out = |rule: &RuleId| model[*rule].remedy_not_by.iter().any(|fact| changed.contains(fact));
    model.about(action).kept_out.is_disjoint(changed)
        && !reads.rules.iter().any(kept_out)
        && fair.of_action(action)
        && reads.actions.iter().all(|other| fair.of_action(*other))
}

struct Fair<'a> {
    model: &'a Model,
    before: &'a Evaluation<'a>,
    after: &'a Evaluation<'a>,
    changed: &'a BTreeSet<FactId>,
}

impl Fair<'_> {
    fn of_action(&self, action: ActionId) -> bool {
        let near = self.before.about(action).chain(self.after.about(action)).map(|state| state.id);
        near.into_iter().all(|rule| self.of_rule(rule, action)) && self.of_default_denial(action)
    }

    /// Whether a blocker that stood in the way and no longer does was met, and not evaded.
    fn of_rule(&self, id: RuleId, action: ActionId) -> bool {
        let rule = &self.model[id];
        if self.before.blocks(id, action) == Truth::No || self.after.blocks(id, action) != Truth::No {
            return true;
        }
        // A right of law that prevails only now: one that names what was changed, or none from outside, is enough.
        let (defeated, rights) = self.after.defeated(id, action);
        if self.after.state(id).applies != Truth::No && defeated == Truth::Yes {
            return rights.into_iter().any(|right| self.is_named(right));
        }
        match rule.kind {
            RuleWord::Restriction if rule.source.kind.is_imposed() => {
                self.names(&rule.remedy_by, &self.reads(id, action))
            }
            RuleWord::Requirement if rule.source.kind.is_imposed() => {
                let state = self.after.state(id);
                state.traces().all(|trace| trace.truth() == Truth::Yes)
            }
            _ => true,
        }
    }

    /// Whether what permits an action that nothing permitted before may be brought about.
    fn of_default_denial(&self, action: ActionId) -> bool {
        let stood = self.before.default_denial(action).is_some_and(|denial| denial != Truth::No);
        if !stood || self.after.default_denial(action) != Some(Truth::No) {
            return true;
        }
        let permits = self.model.deciding(action).filter(|id| self.model[*id].permits());
        permits.filter(|id| self.after.state(*id).applies == Truth::Yes).any(|id| self.is_named(id))
    }

    /// Whether a right or permission is our own, or names all that was changed of what it depends on.
    fn is_named(&self, id: RuleId) -> bool {
        let rule = &self.model[id];
        !rule.source.kind.is_imposed() || self.names(&rule.remedy_by, &Reads::of_rule(self.model, id))
    }

    fn names(&self, named: &[FactId], reads: &Reads) -> bool {
        self.changed.intersection(&reads.facts).all(|fact| named.contains(fact))
    }

    fn reads(&self, id: RuleId, action: ActionId) -> Reads {
        Blocker::Rule(id).reads(self.model, action)
    }
}
