//! Why: what stands in the way, the ways in with what they lack, and the facts that suffice.

use std::collections::BTreeSet;

use super::grounds::{self, Test};
use super::phrase;
use super::place::Missing;
use super::{FactValue, Force, RuleKind, RuleRef, Source, TableRow, WayIn};
use crate::decide::{Evaluation, Reading, Situation, Trace};
use crate::model::expr::{Citation, ExprKind, Quantifier};
use crate::model::table::RowMark;
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, Means, Model, Reads, RuleId, RuleWord, SourceKind};
use crate::value::Truth;

pub(super) fn source(citation: &Citation) -> Source {
    let force = match citation.kind {
        SourceKind::Law => Force::Law,
        SourceKind::Regulation => Force::Regulation,
        SourceKind::Contract => Force::Contract,
        SourceKind::HousePolicy => Force::HousePolicy,
    };
    Source { force, citation: citation.text.clone() }
}

/// Which row of a table a line is.
pub(super) fn table_row(line: &Means) -> Option<TableRow> {
    let RowMark { position, letter, label } = line.row.clone()?;
    Some(TableRow { position, letter, label, by: line.by.as_ref().map(source) })
}

pub(crate) fn rule_ref(model: &Model, id: RuleId) -> RuleRef {
    let rule = &model[id];
    let kind = match rule.kind {
        RuleWord::Advice => RuleKind::Advice,
        RuleWord::Exception => RuleKind::Exception,
        RuleWord::Exclusion => RuleKind::Exclusion,
        RuleWord::Permission => RuleKind::Permission,
        RuleWord::Requirement => RuleKind::Requirement,
        RuleWord::Restriction => RuleKind::Restriction,
        RuleWord::Right => RuleKind::Right,
    };
    let never_told = reads_never_told(model, &Reads::of_rule(model, id));
    RuleRef { rule: rule.name.clone(), title: rule.title.clone(), kind, source: source(&rule.source), never_told }
}

/// Whether something depends on a fact that customers are never told.
pub(super) fn reads_never_told(model: &Model, reads: &Reads) -> bool {
    reads.facts.iter().any(|id| model[*id].never_tell_customer)
}

pub(crate) fn fact_value(model: &Model, situation: &Situation, id: FactId) -> FactValue {
    let fact = &model[id];
    FactValue {
        fact: fact.name.clone(),
        label: fact.label.clone(),
        value: situation.fact(id).map(|value| phrase::typed(value, &fact.ty)),
        extent: None,
        known_from: fact.known_from.clone(),
        judged_by: fact.judged_by.map(|role| model[role].label.clone()),
        never_told: fact.never_tell_customer,
        stated_term: fact.is_term,
    }
}

// --- Ways in ----------------------------------------------------------------------------

/// A permission or right with what it lacks.
pub(super) struct Lacking<'t, 'm> {
    pub(super) rule: RuleId,
    pub(super) unmet: Vec<Test<'t, 'm>>,
    excluded_by: Vec<RuleRef>,
}

/// Every permission and right to an action with what is unmet, the nearest first.
pub(super) fn ways_in(
    evaluation: &Evaluation<'_>,
    action: ActionId,
    changeable: &dyn Fn(FactId) -> bool,
) -> Vec<WayIn> {
    let ways = lacking(evaluation, action, changeable).into_iter();
    ways.map(|Lacking { rule, unmet, excluded_by }| WayIn {
        rule: rule_ref(evaluation.model, rule),
        unmet: grounds::descend(evaluation, unmet),
        excluded_by,
    })
    .collect()
}

/// First those on which only changeable facts are unmet, then the fewest unmet.
pub(super) fn lacking<'t, 'm>(
    evaluation: &'t Evaluation<'m>,
    action: ActionId,
    changeable: &dyn Fn(FactId) -> bool,
) -> Vec<Lacking<'t, 'm>> {
    let model = evaluation.model;
    let mut ways: Vec<(bool, usize, Lacking<'t, 'm>)> = Vec::new();
    for state in evaluation.rules_about(action).into_iter().filter(|s| model[s.id].permits()) {
        let unmet: Vec<Test<'t, 'm>> = state.when.iter().flat_map(|when| grounds::unmet(evaluation, when)).collect();
        let fixed = state.when.iter().any(|when| fails_on_fixed(model, when, changeable));
        let excluded_by = model.lifted_by[state.id.0].iter().filter(|by| evaluation.state(**by).applies == Truth::Yes);
        let excluded_by: Vec<RuleRef> = excluded_by.map(|by| rule_ref(model, *by)).collect();
        ways.push((fixed, unmet.len() + excluded_by.len(), Lacking { rule: state.id, unmet, excluded_by }));
    }
    ways.sort_by_key(|(fixed, distance, _)| (*fixed, *distance));
    ways.into_iter().map(|(_, _, way)| way).collect()
}

/// Whether a test that fails reads no fact that the asker can change.
fn fails_on_fixed(model: &Model, trace: &Trace<'_>, changeable: &dyn Fn(FactId) -> bool) -> bool {
    match (&trace.expr.kind, trace.truth()) {
        (_, Truth::Yes | Truth::Unknown) => false,
        (ExprKind::Group { how: Quantifier::All, .. }, Truth::No) => {
            trace.parts.iter().any(|part| fails_on_fixed(model, part, changeable))
        }
        _ => {
            let mut reads = Reads::default();
            reads.add(model, trace.expr);
            !reads.facts.iter().any(|id| changeable(*id))
        }
    }
}

// --- What stands in the way ----------------------------------------------------------------

/// What stands in the way: a rule, or the default denial of the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Blocker {
    Rule(RuleId),
    DefaultDenial,
}

impl Blocker {
    /// All that decides whether it stands in the way: its exceptions, and the rights that may prevail over it.
    pub(super) fn reads(self, model: &Model, action: ActionId) -> Reads {
        let mut reads = Reads::default();
        if let Blocker::Rule(id) = self
            && model[id].actions.contains(&action)
        {
            reads.add_rule(model, id);
        }
        let counts = |other: &RuleId| match self {
            Blocker::Rule(id) => model[*other].prevails_over.contains(&model[id].source.kind),
            Blocker::DefaultDenial => model[*other].permits(),
        };
        let others = model.about(action).others.iter().copied().filter(counts);
        others.for_each(|other| reads.add_rule(model, other));
        reads
    }
}

// --- Missing facts ------------------------------------------------------------------------

/// The missing facts on which conditions depend, through all terms.
pub(super) fn missing<'t>(
    evaluation: &'t Evaluation<'_>,
    traces: impl IntoIterator<Item = &'t Trace<'t>>,
    found: &mut Missing,
) {
    let mut pending: Vec<&Trace<'_>> = traces.into_iter().collect();
    let mut entered = BTreeSet::new();
    let mut actions = BTreeSet::new();
    while let Some(trace) = pending.pop() {
        if trace.reading != Reading::Missing {
            continue;
        }
        match &trace.expr.kind {
            ExprKind::Fact(id) => found.fact(*id),
            ExprKind::Field { .. } if trace.parts.iter().all(|of| of.value().is_some()) => {
                trace.at.iter().for_each(|path| found.part(path));
            }
            ExprKind::Term(id) => {
                if entered.insert(*id) {
                    pending.extend(evaluation.term(*id).possible());
                }
            }
            ExprKind::Allowed(id) => {
                if actions.insert(*id) {
                    pending.extend(evaluation.open(*id));
                }
            }
            // Of a member that does not count nothing is asked, of one that may count first whether it does.
            ExprKind::Over(over) if over.test.is_some() && over.value.is_some() => {
                pending.extend(trace.parts.first());
                for member in trace.parts.get(1..).unwrap_or_default().chunks(2) {
                    match member {
                        [test, value] if test.truth() == Truth::Yes => pending.push(value),
                        [test, _] => pending.push(test),
                        _ => {}
                    }
                }
            }
            _ => {
                pending.extend(&trace.parts);
                let lines = trace.inside.iter().flat_map(|term| &term.lines).filter(|line| line.holds != Truth::No);
                pending.extend(lines.flat_map(|line| line.condition.iter().chain(std::iter::once(&line.value))));
            }
        }
    }
}
