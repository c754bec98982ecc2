//! Why: the tests that decide, and the facts that suffice.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::naming;
use super::phrase;
use super::place::Missing;
use super::{FactValue, Force, Ground, Phrase, RuleKind, RuleRef, Segment, Source, TableRow, WayIn};
use crate::decide::{Evaluation, Reading, Situation, Trace};
use crate::model::expr::{Citation, ExprKind, Over, OverWord, Quantifier};
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
        known_from: fact.known_from.clone(),
        judged_by: fact.judged_by.map(|role| model[role].label.clone()),
        never_told: fact.never_tell_customer,
        stated_term: fact.is_term,
    }
}

// --- Grounds ----------------------------------------------------------------------------

/// The tests on which the truth of a condition rests: where several each suffice, all of them.
pub(super) fn grounds(evaluation: &Evaluation<'_>, trace: &Trace<'_>) -> Vec<Ground> {
    let mut collector = Collector { evaluation, found: Vec::new(), entered: BTreeSet::new() };
    collector.collect(trace, &Mark::default());
    collector.found
}

/// The letter, label and citation under which a test stands.
#[derive(Clone, Default)]
struct Mark {
    letter: Option<String>,
    label: Option<String>,
    by: Option<Source>,
}

/// Of so many members of a list it is told why.
const MEMBERS: usize = 6;

struct Collector<'a, 'm> {
    evaluation: &'a Evaluation<'m>,
    found: Vec<Ground>,
    /// Actions of which it was said already why they are or are not allowed.
    entered: BTreeSet<ActionId>,
}

impl Collector<'_, '_> {
    fn collect(&mut self, trace: &Trace<'_>, mark: &Mark) {
        match &trace.expr.kind {
            ExprKind::Not(_) if !is_leaf(&trace.parts[0]) => self.collect(&trace.parts[0], mark),
            ExprKind::Not(_) if matches!(trace.parts[0].expr.kind, ExprKind::Allowed(_)) => {
                self.collect(&trace.parts[0], mark)
            }
            ExprKind::Allowed(id) => {
                self.push(phrase::of_test(self.evaluation, trace), mark, trace.truth());
                if self.entered.insert(*id) {
                    self.below(*id, trace.truth());
                }
            }
            ExprKind::Group { how, items } => {
                for (item, part) in items.iter().zip(&trace.parts) {
                    if matters(*how, trace.truth(), part.truth()) {
                        let inner = Mark {
                            letter: match (&mark.letter, &item.letter) {
                                (Some(outer), Some(inner)) => Some(format!("{outer}.{inner}")),
                                (outer, inner) => inner.clone().or_else(|| outer.clone()),
                            },
                            label: item.label.clone().or_else(|| mark.label.clone()),
                            by: item.by.as_ref().map(source).or_else(|| mark.by.clone()),
                        };
                        self.collect(part, &inner);
                    }
                }
            }
            ExprKind::Over(over) if matches!(over.how, OverWord::Any | OverWord::Every) => {
                self.members(over, trace, mark);
            }
            _ => self.push(phrase::of_test(self.evaluation, trace), mark, trace.truth()),
        }
    }

    /// Of what is said of a list, the members that make it so or not so.
    fn members(&mut self, over: &Over, trace: &Trace<'_>, mark: &Mark) {
        let how = if over.how == OverWord::Any { Quantifier::Any } else { Quantifier::All };
        let tests = trace.parts.get(1..).unwrap_or_default();
        let mut telling = tests.iter().filter(|test| matters(how, trace.truth(), test.truth()));
        let told: Vec<&Trace<'_>> = telling.by_ref().take(MEMBERS).collect();
        if told.is_empty() {
            return self.push(phrase::of_test(self.evaluation, trace), mark, trace.truth());
        }
        told.into_iter().for_each(|test| self.collect(test, mark));
        let more = telling.count();
        if more > 0 {
            self.push(
                Phrase(vec![Segment::Words(Arc::from(naming::same_of(&self.evaluation.model.header.language, more)))]),
                mark,
                trace.truth(),
            );
        }
    }

    fn push(&mut self, phrase: Phrase, mark: &Mark, truth: Truth) {
        self.found.push(Ground {
            letter: mark.letter.clone(),
            label: mark.label.clone(),
            by: mark.by.clone(),
            phrase,
            open: truth == Truth::Unknown,
        });
    }

    /// Why another action is or is not allowed: what stands in its way, or may; else what permits it.
    fn below(&mut self, action: ActionId, allowed: Truth) {
        let model = self.evaluation.model;
        if allowed == Truth::Yes {
            let about = self.evaluation.rules_about(action).into_iter();
            for state in about.filter(|s| model[s.id].permits() && s.applies == Truth::Yes) {
                self.rule(state.id);
            }
            return;
        }
        // What surely stands in the way tells more than what may.
        let blockers = super::options::blockers(self.evaluation, action).into_iter();
        for (blocker, blocks) in blockers.filter(|(_, blocks)| *blocks == !allowed) {
            match blocker {
                Blocker::Rule(id) => self.rule(id),
                Blocker::DefaultDenial => {
                    let label = Segment::Words(Arc::from(model[action].label.as_str()));
                    let said = Phrase(vec![Segment::Operator("nothing here permits"), label]);
                    self.push(said, &Mark::default(), blocks);
                    let changeable = |id| super::instead::changeable(model, id);
                    if let Some(nearest) = ways_in(self.evaluation, action, &changeable).into_iter().next() {
                        let titled = |ground: Ground| Ground {
                            label: ground.label.or_else(|| Some(nearest.rule.title.clone())),
                            by: ground.by.or_else(|| Some(nearest.rule.source.clone())),
                            ..ground
                        };
                        self.found.extend(nearest.unmet.into_iter().map(titled));
                    }
                }
            }
        }
    }

    /// The grounds of a rule about another action, under its title.
    fn rule(&mut self, id: RuleId) {
        let rule = &self.evaluation.model[id];
        let mark = Mark { letter: None, label: Some(rule.title.clone()), by: Some(source(&rule.source)) };
        let state = self.evaluation.state(id);
        let before = self.found.len();
        for trace in state.when.iter().chain(&state.required) {
            self.collect(trace, &mark);
        }
        if self.found.len() == before {
            let said = Phrase(vec![Segment::Words(Arc::from(rule.title.as_str()))]);
            self.push(said, &Mark { label: None, ..mark }, state.applies);
        }
    }
}

fn is_leaf(trace: &Trace<'_>) -> bool {
    !matches!(trace.expr.kind, ExprKind::Group { .. } | ExprKind::Not(_) | ExprKind::Over(_))
}

/// Whether a member of a group is part of why the group is true, untrue or open.
pub(super) fn matters(how: Quantifier, group: Truth, member: Truth) -> bool {
    match (how, group) {
        (_, Truth::Unknown) => member == Truth::Unknown,
        (Quantifier::All, Truth::Yes) | (Quantifier::None, Truth::Yes) => true,
        (Quantifier::All, Truth::No) => member == Truth::No,
        (Quantifier::Any, Truth::No) => true,
        (Quantifier::Any, Truth::Yes) | (Quantifier::None, Truth::No) | (Quantifier::AtLeast(_), Truth::Yes) => {
            member == Truth::Yes
        }
        (Quantifier::AtLeast(_), Truth::No) => member != Truth::Yes,
    }
}

/// What is not met of a condition that would have to hold: tests that fail, and tests that depend on a missing fact.
pub(super) fn unmet(evaluation: &Evaluation<'_>, trace: &Trace<'_>) -> Vec<Ground> {
    match (&trace.expr.kind, trace.truth()) {
        (_, Truth::Yes) => Vec::new(),
        (ExprKind::Group { how: Quantifier::All, items }, _) => {
            let parts = items.iter().zip(&trace.parts).filter(|(_, part)| part.truth() != Truth::Yes);
            parts
                .flat_map(|(item, part)| {
                    let mut inner = unmet(evaluation, part);
                    for ground in &mut inner {
                        ground.letter = match (&item.letter, ground.letter.take()) {
                            (Some(outer), Some(inner)) => Some(format!("{outer}.{inner}")),
                            (outer, inner) => inner.or_else(|| outer.clone()),
                        };
                        ground.label = ground.label.take().or_else(|| item.label.clone());
                        ground.by = ground.by.take().or_else(|| item.by.as_ref().map(source));
                    }
                    inner
                })
                .collect()
        }
        _ => grounds(evaluation, trace),
    }
}

// --- Ways in ----------------------------------------------------------------------------

/// Every permission and right to an action with what is unmet: first those on which only changeable facts are unmet, then the fewest unmet.
pub(super) fn ways_in<'m>(
    evaluation: &Evaluation<'m>,
    action: ActionId,
    changeable: &dyn Fn(FactId) -> bool,
) -> Vec<WayIn> {
    let model = evaluation.model;
    let mut ways: Vec<(bool, usize, WayIn)> = Vec::new();
    for state in evaluation.rules_about(action).into_iter().filter(|s| model[s.id].permits()) {
        let open: Vec<Ground> = state.when.iter().flat_map(|when| unmet(evaluation, when)).collect();
        let fixed = state.when.iter().any(|when| fails_on_fixed(model, when, changeable));
        let excluded_by = model.lifted_by[state.id.0].iter().filter(|by| evaluation.state(**by).applies == Truth::Yes);
        let excluded_by: Vec<RuleRef> = excluded_by.map(|by| rule_ref(model, *by)).collect();
        let distance = open.len() + excluded_by.len();
        ways.push((fixed, distance, WayIn { rule: rule_ref(model, state.id), unmet: open, excluded_by }));
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

// --- Facts that suffice -------------------------------------------------------------------

/// What stands in the way: a rule, or the default denial of the action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Blocker {
    Rule(RuleId),
    DefaultDenial,
}

impl Blocker {
    pub(super) fn blocks(self, evaluation: &Evaluation<'_>, action: ActionId) -> Truth {
        match self {
            Blocker::Rule(id) => evaluation.blocks(id, action),
            Blocker::DefaultDenial => evaluation.default_denial(action).unwrap_or(Truth::No),
        }
    }

    /// All that decides whether it stands in the way: its exceptions, and the rights that may prevail over it.
    pub(super) fn reads(self, model: &Model, action: ActionId) -> Reads {
        let mut reads = Reads::default();
        for (i, rule) in model.rules.iter().enumerate().filter(|(_, rule)| rule.actions.contains(&action)) {
            let counts = match self {
                Blocker::Rule(id) => id == RuleId(i) || rule.prevails_over.contains(&model[id].source.kind),
                Blocker::DefaultDenial => rule.permits(),
            };
            if counts {
                reads.add_rule(model, RuleId(i));
            }
        }
        reads
    }
}

/// Facts that decide that a blocker stands in the way: with these as they are it does, whatever the others are, and none
/// of them can be left out. Found by leaving out one at a time and asking the plain evaluator.
pub(super) fn sufficient(model: &Model, situation: &Situation, action: ActionId, blocker: Blocker) -> Vec<FactId> {
    let own: BTreeSet<FactId> = match blocker {
        Blocker::Rule(id) => {
            let mut reads = Reads::default();
            for expr in model[id].when.iter().chain(&model[id].required) {
                reads.add(model, expr);
            }
            reads.facts
        }
        Blocker::DefaultDenial => BTreeSet::new(),
    };
    // A term that nobody stated follows from the others, and stays so while these are left out.
    let follows = |id: FactId| model[id].is_term && situation.fact(id).is_none();
    let read: Vec<FactId> = blocker.reads(model, action).facts.into_iter().filter(|id| !follows(*id)).collect();
    // Which set is found depends on what is left out first: of two ways the one that leaves fewer to tell.
    let shrink = |later_first: bool| {
        let mut trial = situation.clone();
        for (id, _) in model.vocabulary.iter().filter(|(id, _)| !read.contains(id) && !follows(*id)) {
            trial.forget(id);
        }
        // By name, so that the order of statements does not choose between two sets.
        let mut order = read.clone();
        order.sort_by_key(|id| &model[*id].name);
        if later_first {
            order.reverse();
        }
        // What the rule itself reads is left out last: it is what people expect to hear.
        order.sort_by_key(|id| own.contains(id));
        let mut kept = read.clone();
        for id in order {
            let mut without = trial.clone();
            without.forget(id);
            if blocker.blocks(&Evaluation::new(model, &without), action) == Truth::Yes {
                trial = without;
                kept.retain(|k| *k != id);
            }
        }
        kept
    };
    let (one, other) = (shrink(true), shrink(false));
    if other.len() < one.len() { other } else { one }
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
