//! The tests on which the truth of a condition rests, down through terms and other actions to the facts.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::because::{self, Blocker, source};
use super::{Ground, Phrase, Segment, Source, instead, lines, naming, options, phrase};
use crate::decide::{Evaluation, Path, Reading, TermTrace, Trace};
use crate::model::expr::{ExprKind, Over, OverWord, Quantifier};
use crate::model::{ActionId, RuleId, Term, TermId};
use crate::value::{Truth, Type, Value};

/// Of so many members of a list it is told why.
const MEMBERS: usize = 6;

/// So many tests of one term are told one by one.
const TESTS: usize = 40;

/// Beyond so many tests no further term is entered.
const ENOUGH: usize = 1_000;

/// A test that decides, and what it rests on in turn.
pub(super) struct Test<'t, 'm> {
    pub(super) ground: Ground,
    below: Vec<Below<'t, 'm>>,
}

/// Something that is yes or no for reasons of its own.
enum Below<'t, 'm> {
    /// A term; of a record with what its lines gave for this one.
    Term { id: TermId, of: Option<&'t Trace<'m>>, trace: &'t TermTrace<'m>, lacking: bool },
    /// Whether an action is allowed.
    Action(ActionId, Truth),
}

/// What is told once: a term, of a record by where that stands or what it is, or an action.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Entered {
    Term(TermId, Option<Arc<Path>>, Option<Value>),
    Action(ActionId),
}

/// The tests on which the truth of conditions rests, where several each suffice all of them, and what these rest on.
pub(super) fn grounds<'t, 'm: 't>(
    evaluation: &'t Evaluation<'m>,
    conditions: impl IntoIterator<Item = &'t Trace<'m>>,
) -> Vec<Ground> {
    let mut tests = Vec::new();
    for condition in conditions {
        Collector { evaluation, lacking: false, found: &mut tests }.collect(condition, &Mark::default());
    }
    descend(evaluation, tests)
}

/// The same without what terms rest on, for where each term is told by itself.
pub(super) fn plain<'t, 'm>(evaluation: &'t Evaluation<'m>, condition: &'t Trace<'m>) -> Vec<Ground> {
    let mut tests = Vec::new();
    Collector { evaluation, lacking: false, found: &mut tests }.collect(condition, &Mark::default());
    enter(evaluation, tests, |below| matches!(below, Below::Action(..)))
}

/// What is not met of a condition that would have to hold: tests that fail, and tests that depend on a missing fact.
pub(super) fn unmet<'t, 'm>(evaluation: &'t Evaluation<'m>, condition: &'t Trace<'m>) -> Vec<Test<'t, 'm>> {
    let mut tests = Vec::new();
    if condition.truth() != Truth::Yes {
        Collector { evaluation, lacking: true, found: &mut tests }.collect(condition, &Mark::default());
    }
    tests
}

/// Tests with what they rest on behind each, one deeper; what several rest on only behind the first.
pub(super) fn descend<'t, 'm>(evaluation: &'t Evaluation<'m>, tests: Vec<Test<'t, 'm>>) -> Vec<Ground> {
    enter(evaluation, tests, |_| true)
}

fn enter<'t, 'm>(
    evaluation: &'t Evaluation<'m>,
    tests: Vec<Test<'t, 'm>>,
    wanted: impl Fn(&Below<'t, 'm>) -> bool,
) -> Vec<Ground> {
    let mut told = Vec::new();
    let mut entered = BTreeSet::new();
    // No deeper on the stack than one condition, however many terms read each other.
    let mut levels = vec![tests.into_iter()];
    while let Some(level) = levels.last_mut() {
        let Some(Test { ground, below }) = level.next() else {
            levels.pop();
            continue;
        };
        told.push(Ground { depth: levels.len() - 1, ..ground });
        let enough = told.len() >= ENOUGH;
        let new = below.into_iter().filter(|below| !enough && wanted(below) && entered.insert(below.once()));
        let inner: Vec<Test<'t, 'm>> = new.flat_map(|below| below.tests(evaluation)).collect();
        levels.push(inner.into_iter());
    }
    told
}

impl Ground {
    /// A test without a letter or place.
    pub(super) fn of(phrase: Phrase) -> Ground {
        Ground { letter: None, label: None, by: None, phrase, open: false, stated: false, depth: 0 }
    }
}

/// The letter, label and citation under which a test stands.
#[derive(Clone, Default)]
struct Mark {
    letter: Option<String>,
    label: Option<String>,
    by: Option<Source>,
}

impl<'t, 'm> Below<'t, 'm> {
    fn once(&self) -> Entered {
        match self {
            Below::Action(id, _) => Entered::Action(*id),
            Below::Term { id, of, .. } => {
                let place = of.and_then(|of| of.at.clone());
                let value = if place.is_none() { of.and_then(|of| of.value().cloned()) } else { None };
                Entered::Term(*id, place, value)
            }
        }
    }

    fn tests(&self, evaluation: &'t Evaluation<'m>) -> Vec<Test<'t, 'm>> {
        let mut found = Vec::new();
        let mut collector = Collector { evaluation, lacking: false, found: &mut found };
        match self {
            Below::Action(id, allowed) => collector.action(*id, *allowed),
            Below::Term { id, trace, lacking, .. } => {
                collector.lacking = *lacking;
                collector.term(&evaluation.model[*id], trace);
            }
        }
        found
    }
}

struct Collector<'f, 't, 'm> {
    evaluation: &'t Evaluation<'m>,
    /// Whether all that is not met is told of what would have to hold, and not only what surely fails.
    lacking: bool,
    found: &'f mut Vec<Test<'t, 'm>>,
}

impl<'t, 'm> Collector<'_, 't, 'm> {
    fn collect(&mut self, trace: &'t Trace<'m>, mark: &Mark) {
        match (&trace.expr.kind, trace.parts.as_slice()) {
            (ExprKind::Not(_), [inner]) if !is_leaf(inner) || matches!(inner.expr.kind, ExprKind::Allowed(_)) => {
                let lacking = std::mem::replace(&mut self.lacking, false);
                self.collect(inner, mark);
                self.lacking = lacking;
            }
            (ExprKind::Group { how, items }, parts) => {
                let lacking = self.lacking;
                self.lacking &= *how == Quantifier::All;
                for (item, part) in items.iter().zip(parts) {
                    let told = match self.lacking && trace.truth() != Truth::Yes {
                        true => part.truth() != Truth::Yes,
                        false => matters(*how, trace.truth(), part.truth()),
                    };
                    if told {
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
                self.lacking = lacking;
            }
            (ExprKind::If { .. }, [condition, then, otherwise]) => {
                let lacking = std::mem::replace(&mut self.lacking, false);
                if trace.truth() != Truth::Unknown || condition.truth() == Truth::Unknown {
                    self.collect(condition, mark);
                }
                let chosen = match condition.truth() {
                    Truth::Yes => Some(then),
                    Truth::No => Some(otherwise),
                    Truth::Unknown => None,
                };
                if let Some(chosen) = chosen.filter(|chosen| !matches!(chosen.expr.kind, ExprKind::Constant(_))) {
                    self.collect(chosen, mark);
                }
                self.lacking = lacking;
            }
            (ExprKind::Over(over), _) if matches!(over.how, OverWord::Any | OverWord::Every) => {
                self.members(over, trace, mark);
            }
            _ => {
                let below = below(self.evaluation, trace, self.lacking);
                self.push(phrase::of_test(self.evaluation, trace), mark, trace.truth(), below);
            }
        }
    }

    /// Of what is said of a list, the members that make it so or not so.
    fn members(&mut self, over: &Over, trace: &'t Trace<'m>, mark: &Mark) {
        let how = if over.how == OverWord::Any { Quantifier::Any } else { Quantifier::All };
        let tests = trace.parts.get(1..).unwrap_or_default();
        let mut telling = tests.iter().filter(|test| matters(how, trace.truth(), test.truth()));
        let told: Vec<&Trace<'_>> = telling.by_ref().take(MEMBERS).collect();
        if told.is_empty() {
            return self.push(phrase::of_test(self.evaluation, trace), mark, trace.truth(), Vec::new());
        }
        let lacking = std::mem::replace(&mut self.lacking, false);
        told.into_iter().for_each(|test| self.collect(test, mark));
        self.lacking = lacking;
        self.more(telling.count(), mark, trace.truth());
    }

    /// That there is more of the same.
    fn more(&mut self, more: usize, mark: &Mark, truth: Truth) {
        if more > 0 {
            let said = naming::same_of(&self.evaluation.model.header.language, more);
            self.push(Phrase(vec![Segment::Words(Arc::from(said))]), mark, truth, Vec::new());
        }
    }

    fn push(&mut self, phrase: Phrase, mark: &Mark, truth: Truth, below: Vec<Below<'t, 'm>>) {
        // What is stated was not worked out, so nothing stands below it.
        let is_stated = |below: &Below<'_, '_>| match below {
            Below::Term { id, trace, .. } => {
                let known = matches!(trace.reading, Reading::Known(_));
                known && trace.lines.is_empty() && self.evaluation.model[*id].stated.is_some()
            }
            Below::Action(..) => false,
        };
        let ground = Ground {
            letter: mark.letter.clone(),
            label: mark.label.clone(),
            by: mark.by.clone(),
            phrase,
            open: truth == Truth::Unknown,
            stated: below.iter().any(is_stated),
            depth: 0,
        };
        self.found.push(Test { ground, below });
    }

    // --- What a test rests on ---------------------------------------------------------------

    /// The tests on which the lines of a term rest, each once, under the letter and citation of its line.
    fn term(&mut self, term: &Term, trace: &'t TermTrace<'m>) {
        let tests = lines::telling(trace).into_iter().flat_map(|at| lines::tests(term, trace, at));
        // As long as a fact is missing, what is known decides nothing.
        let tests = tests.filter(|(_, test)| trace.reading != Reading::Missing || test.truth() == Truth::Unknown);
        let mut more = 0;
        for (at, test) in tests {
            if self.found.len() >= TESTS {
                more += 1;
                continue;
            }
            let line = &term.lines[at];
            let row = line.row.as_ref();
            let mark = Mark {
                letter: row.and_then(|row| row.letter.clone()),
                label: row.and_then(|row| row.label.clone()),
                by: line.by.as_ref().map(source),
            };
            let mut found = Vec::new();
            Collector { evaluation: self.evaluation, lacking: self.lacking, found: &mut found }.collect(test, &mark);
            for test in found {
                if !self.found.iter().any(|before| before.ground == test.ground) {
                    self.found.push(test);
                }
            }
        }
        let known = matches!(trace.reading, Reading::Known(_));
        self.more(more, &Mark::default(), if known { Truth::Yes } else { Truth::Unknown });
    }

    /// Why another action is or is not allowed: what stands in its way, or may; else what permits it.
    fn action(&mut self, action: ActionId, allowed: Truth) {
        let model = self.evaluation.model;
        if allowed == Truth::Yes {
            let about = self.evaluation.rules_about(action).into_iter();
            for state in about.filter(|s| model[s.id].permits() && s.applies == Truth::Yes) {
                self.rule(state.id);
            }
            return;
        }
        // What surely stands in the way tells more than what may.
        let blockers = options::blockers(self.evaluation, action).into_iter();
        for (blocker, blocks) in blockers.filter(|(_, blocks)| *blocks == !allowed) {
            match blocker {
                Blocker::Rule(id) => self.rule(id),
                Blocker::DefaultDenial => {
                    let label = Segment::Words(Arc::from(model[action].label.as_str()));
                    let said = Phrase(vec![Segment::Operator("nothing here permits"), label]);
                    self.push(said, &Mark::default(), blocks, Vec::new());
                    let changeable = |id| instead::changeable(model, id);
                    let nearest = because::lacking(self.evaluation, action, &changeable).into_iter().take(1);
                    for way in nearest {
                        let rule = &model[way.rule];
                        for Test { mut ground, below } in way.unmet {
                            ground.label.get_or_insert_with(|| rule.title.clone());
                            ground.by.get_or_insert_with(|| source(&rule.source));
                            self.found.push(Test { ground, below });
                        }
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
        for trace in state.traces() {
            self.collect(trace, &mark);
        }
        if self.found.len() == before {
            let said = Phrase(vec![Segment::Words(Arc::from(rule.title.as_str()))]);
            self.push(said, &Mark { label: None, ..mark }, state.applies, Vec::new());
        }
    }
}

/// What a test reads that is yes or no itself, for reasons that can be told.
fn below<'t, 'm>(evaluation: &'t Evaluation<'m>, trace: &'t Trace<'m>, lacking: bool) -> Vec<Below<'t, 'm>> {
    let yes_no = trace.expr.ty == Type::YesNo;
    match (&trace.expr.kind, trace.parts.as_slice()) {
        (ExprKind::Allowed(id), _) => vec![Below::Action(*id, trace.truth())],
        (ExprKind::Term(id), _) if yes_no => {
            vec![Below::Term { id: *id, of: None, trace: evaluation.term(*id), lacking }]
        }
        (ExprKind::TermOf { term, .. }, parts) if yes_no => {
            let inside =
                trace.inside.as_deref().map(|trace| Below::Term { id: *term, of: parts.first(), trace, lacking });
            inside.into_iter().collect()
        }
        (ExprKind::Not(_) | ExprKind::Compare { .. }, parts) => {
            parts.iter().flat_map(|part| below(evaluation, part, false)).collect()
        }
        _ => Vec::new(),
    }
}

fn is_leaf(trace: &Trace<'_>) -> bool {
    !matches!(trace.expr.kind, ExprKind::Group { .. } | ExprKind::Not(_) | ExprKind::Over(_) | ExprKind::If { .. })
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
