//! The decision: total, pure and three-valued. Everything is evaluated; nothing is skipped because another rule already decides.
//!
//! This is the *plain evaluator*: small and obvious, the one that everything shown to a person is checked with.

pub(crate) mod eval;
mod members;
mod rules;
mod situation;
pub(crate) mod table;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::expr::Expr;
use crate::model::{ActionId, Model, RuleId, Step, TermId};
use crate::value::{Truth, Value};
pub(crate) use eval::{FaultKind, LineTrace, Reading, TermTrace, Trace};
pub(crate) use members::Path;
pub(crate) use rules::RuleState;
pub(crate) use situation::Situation;

/// What may be done: exhaustive on purpose, every caller has to handle all three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// No rule stands in the way, and something permits it where that is needed.
    Allowed,
    /// A rule stands in the way, or nothing permits it.
    Denied,
    /// It depends on what is not known, or a fault could decide.
    Undetermined,
}

impl Outcome {
    /// Its name in data: `allowed`, `denied`, `undetermined`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Allowed => "allowed",
            Outcome::Denied => "denied",
            Outcome::Undetermined => "undetermined",
        }
    }
}

/// Everything that one situation makes of one rulebook: all terms and all rules.
#[derive(Debug)]
pub(crate) struct Evaluation<'m> {
    pub(crate) model: &'m Model,
    pub(crate) terms: Vec<TermTrace<'m>>,
    /// By the position of the rule.
    pub(crate) rules: Vec<RuleState<'m>>,
    /// Whether the rulebook is in force on the day of the request.
    pub(crate) in_force: bool,
    /// By the position of the action, whether it is allowed, where a condition reads that.
    allowed: Vec<Reading>,
    /// What a search found out of what three-valued reading leaves open.
    pub(crate) settled: Settled,
}

/// What is the same in every completion of the missing facts, although not every test is.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    pub(crate) outcomes: BTreeMap<ActionId, Outcome>,
    pub(crate) blocks: BTreeMap<(RuleId, ActionId), Truth>,
    pub(crate) denials: BTreeMap<ActionId, Truth>,
}

impl<'m> Evaluation<'m> {
    pub(crate) fn new(model: &'m Model, situation: &Situation) -> Evaluation<'m> {
        Evaluation::of(model, situation, None)
    }

    /// The same where some rules are known not to apply here, by their position: they are not read.
    pub(crate) fn of(model: &'m Model, situation: &Situation, far: Option<&[bool]>) -> Evaluation<'m> {
        let is_far = |id: RuleId| far.is_some_and(|far| far.get(id.0) == Some(&true));
        let mut evaluation = Evaluation {
            model,
            terms: model.terms.iter().map(|_| TermTrace::open(Reading::Missing)).collect(),
            rules: (0..model.rules.len()).map(|i| RuleState::open(RuleId(i))).collect(),
            in_force: model.header.in_force.contains(situation.today),
            allowed: vec![Reading::Missing; model.actions.len()],
            settled: Settled::default(),
        };
        for step in &model.order {
            match *step {
                // A term of records has a value for each of them, where it is read.
                Step::Term(id) if model[id].of.is_some() => {}
                Step::Term(id) => evaluation.terms[id.0] = evaluation.reader(situation).term(id),
                Step::Rule(id) if is_far(id) => evaluation.rules[id.0].close(),
                Step::Rule(id) => evaluation.rules[id.0] = rules::state(&evaluation, situation, id),
                Step::Action(id) => evaluation.allowed[id.0] = evaluation.is_allowed(id),
            }
        }
        evaluation
    }

    fn reader<'a>(&'a self, situation: &'a Situation) -> eval::Reader<'a, 'm> {
        eval::Reader { model: self.model, situation, terms: &self.terms, allowed: &self.allowed, nested: Cell::new(0) }
    }

    /// Evaluates one more expression in the same situation.
    pub(crate) fn read(&self, situation: &Situation, expr: &'m Expr) -> Trace<'m> {
        self.reader(situation).read(expr)
    }

    pub(crate) fn term(&self, id: TermId) -> &TermTrace<'m> {
        &self.terms[id.0]
    }

    pub(crate) fn state(&self, id: RuleId) -> &RuleState<'m> {
        &self.rules[id.0]
    }

    /// The rules about an action that apply, or may.
    pub(crate) fn applying(&self, action: ActionId) -> impl Iterator<Item = &RuleState<'m>> {
        self.rules.iter().filter(move |s| s.applies != Truth::No && self.model[s.id].actions.contains(&action))
    }

    /// The rules about an action: those imposed from outside first, then by position.
    pub(crate) fn rules_about(&self, action: ActionId) -> Vec<&RuleState<'m>> {
        let mut about: Vec<_> =
            self.rules.iter().filter(|state| self.model[state.id].actions.contains(&action)).collect();
        about.sort_by_key(|state| (!self.model[state.id].source.kind.is_imposed(), state.id));
        about
    }

    /// Whether nothing permits an action that is denied unless permitted; `None` for the others.
    pub(crate) fn default_denial(&self, action: ActionId) -> Option<Truth> {
        if let Some(known) = self.settled.denials.get(&action) {
            return Some(*known);
        }
        self.model[action].denied_unless_permitted.then(|| {
            let ways_in =
                self.rules.iter().filter(|s| self.model[s.id].permits() && self.model[s.id].actions.contains(&action));
            !Truth::any(ways_in.map(|s| s.applies))
        })
    }

    /// Whether a right to the action prevails over a rule here, and which rights may.
    pub(crate) fn defeated(&self, rule: RuleId, action: ActionId) -> (Truth, Vec<RuleId>) {
        let kind = self.model[rule].source.kind;
        let rights: Vec<&RuleState<'m>> = self
            .rules
            .iter()
            .filter(|s| self.model[s.id].prevails_over.contains(&kind) && self.model[s.id].actions.contains(&action))
            .filter(|s| s.applies != Truth::No)
            .collect();
        let truth = Truth::any(rights.iter().map(|s| s.applies));
        // Those that surely do, if any does; else those that may.
        (truth, rights.into_iter().filter(|s| s.applies == truth).map(|s| s.id).collect())
    }

    /// Whether a rule stands in the way of an action.
    pub(crate) fn blocks(&self, rule: RuleId, action: ActionId) -> Truth {
        if !self.model[rule].is_blocker() {
            return Truth::No;
        }
        if let Some(known) = self.settled.blocks.get(&(rule, action)) {
            return *known;
        }
        // Which rights there are is only asked of the few rules that may apply.
        match self.state(rule).applies {
            Truth::No => Truth::No,
            applies => Truth::all([applies, !self.defeated(rule, action).0]),
        }
    }

    pub(crate) fn outcome(&self, action: ActionId) -> Outcome {
        if !self.in_force {
            return Outcome::Undetermined;
        }
        if let Some(known) = self.settled.outcomes.get(&action) {
            return *known;
        }
        let about = self.rules.iter().filter(|s| self.model[s.id].actions.contains(&action));
        match Truth::any(about.map(|s| self.blocks(s.id, action)).chain(self.default_denial(action))) {
            Truth::Yes => Outcome::Denied,
            Truth::No => Outcome::Allowed,
            Truth::Unknown => Outcome::Undetermined,
        }
    }
}

impl Evaluation<'_> {
    /// `ACTION is allowed` as a condition.
    fn is_allowed(&self, action: ActionId) -> Reading {
        match self.outcome(action) {
            Outcome::Allowed => Reading::Known(Value::YesNo(true)),
            Outcome::Denied => Reading::Known(Value::YesNo(false)),
            Outcome::Undetermined if !self.in_force => Reading::Fault(FaultKind::NotInForce),
            Outcome::Undetermined => eval::weakest(self.open(action).into_iter().map(|trace| &trace.reading)),
        }
    }
}

impl<'m> Evaluation<'m> {
    /// The conditions on which an undetermined outcome waits.
    pub(crate) fn open(&self, action: ActionId) -> Vec<&Trace<'m>> {
        if !self.in_force || self.outcome(action) != Outcome::Undetermined {
            return Vec::new();
        }
        let mut pending: Vec<RuleId> = Vec::new();
        for id in self.model.deciding(action) {
            if self.blocks(id, action) == Truth::Unknown {
                pending.push(id);
                pending.extend(self.defeated(id, action).1);
            }
        }
        if self.default_denial(action) == Some(Truth::Unknown) {
            pending.extend(self.model.deciding(action).filter(|id| self.model[*id].permits()));
        }
        let mut seen = BTreeSet::new();
        let mut traces = Vec::new();
        while let Some(id) = pending.pop() {
            let state = self.state(id);
            // A rule that surely does not apply waits for nothing.
            if seen.insert(id) && state.applies == Truth::Unknown {
                traces.extend(state.traces());
                pending.extend(&self.model.lifted_by[id.0]);
            }
        }
        traces
    }
}

/// The first thing that a rulebook says cannot be otherwise and that is otherwise here.
pub(crate) fn impossible<'m>(model: &'m Model, situation: &Situation) -> Option<&'m Expr> {
    let terms = eval::terms(model, situation);
    // What cannot be otherwise never reads an action: the model sees to that.
    let reader = eval::Reader { model, situation, terms: &terms, allowed: &[], nested: Cell::new(0) };
    model.always.iter().find(|condition| reader.read(condition).truth() == Truth::No)
}
