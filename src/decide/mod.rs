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
    /// By the position of the rule; where only some are read, in the order of these.
    rules: Vec<RuleState<'m>>,
    /// The rules that can matter here, where that is known, by position: the others are not read.
    near: Option<Vec<RuleId>>,
    /// What is known of each other.
    other: RuleState<'m>,
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

    /// The same where it is known which rules can matter here, by position: the others are not read. No condition reads an action there.
    pub(crate) fn of(model: &'m Model, situation: &Situation, near: Option<Vec<RuleId>>) -> Evaluation<'m> {
        let mut evaluation = Evaluation {
            model,
            terms: model.terms.iter().map(|_| TermTrace::open(Reading::Missing)).collect(),
            rules: Vec::new(),
            in_force: model.header.in_force.contains(situation.today),
            allowed: vec![Reading::Missing; model.actions.len()],
            near,
            other: RuleState::closed(RuleId(model.rules.len())),
            settled: Settled::default(),
        };
        let Some(near) = &evaluation.near else {
            evaluation.rules.extend((0..model.rules.len()).map(|at| RuleState::open(RuleId(at))));
            for step in &model.order {
                match *step {
                    Step::Term(id) => evaluation.evaluate(situation, id),
                    Step::Rule(id) => evaluation.rules[id.0] = rules::state(&evaluation, situation, id),
                    Step::Action(id) => evaluation.allowed[id.0] = evaluation.is_allowed(id),
                }
            }
            return evaluation;
        };
        evaluation.rules.extend(near.iter().copied().map(RuleState::open));
        let mut order: Vec<(usize, RuleId)> = near.iter().copied().enumerate().collect();
        order.sort_by_key(|(_, id)| model.rule_rank[id.0]);
        for id in &model.term_order {
            evaluation.evaluate(situation, *id);
        }
        for (at, id) in order {
            evaluation.rules[at] = rules::state(&evaluation, situation, id);
        }
        evaluation
    }

    /// A term of records has a value for each of them, where it is read.
    fn evaluate(&mut self, situation: &Situation, id: TermId) {
        if self.model[id].of.is_none() {
            self.terms[id.0] = self.reader(situation).term(id);
        }
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

    /// What became of a rule; of one that cannot matter here, that it does not apply.
    pub(crate) fn state(&self, id: RuleId) -> &RuleState<'m> {
        self.place(id).and_then(|at| self.rules.get(at)).unwrap_or(&self.other)
    }

    /// The same, to settle what is open.
    pub(crate) fn state_mut(&mut self, id: RuleId) -> Option<&mut RuleState<'m>> {
        self.place(id).and_then(|at| self.rules.get_mut(at))
    }

    fn place(&self, id: RuleId) -> Option<usize> {
        match &self.near {
            None => Some(id.0),
            Some(near) => near.binary_search(&id).ok(),
        }
    }

    /// The rules about an action that can matter here, by position.
    pub(crate) fn about(&self, action: ActionId) -> impl Iterator<Item = &RuleState<'m>> {
        let ids = self.near.as_deref().unwrap_or(&self.model.about(action).rules);
        // What lifts a rule can be about other actions.
        let is_about = move |id: &&RuleId| self.near.is_none() || self.model[**id].actions.contains(&action);
        ids.iter().filter(is_about).map(|id| self.state(*id))
    }

    /// The rules about an action that apply, or may.
    pub(crate) fn applying(&self, action: ActionId) -> impl Iterator<Item = &RuleState<'m>> {
        self.about(action).filter(|state| state.applies != Truth::No)
    }

    /// The rules about an action: those imposed from outside first, then by position.
    pub(crate) fn rules_about(&self, action: ActionId) -> Vec<&RuleState<'m>> {
        let mut about: Vec<_> = self.about(action).collect();
        about.sort_by_key(|state| (!self.model[state.id].source.kind.is_imposed(), state.id));
        about
    }

    /// Whether nothing permits an action that is denied unless permitted; `None` for the others.
    pub(crate) fn default_denial(&self, action: ActionId) -> Option<Truth> {
        if let Some(known) = self.settled.denials.get(&action) {
            return Some(*known);
        }
        self.model[action].denied_unless_permitted.then(|| {
            let others = self.model.about(action).others.iter();
            let ways_in = others.filter(|id| self.model[**id].permits()).map(|id| self.state(*id));
            !Truth::any(ways_in.map(|s| s.applies))
        })
    }

    /// Whether a right to the action prevails over a rule here, and which rights may.
    pub(crate) fn defeated(&self, rule: RuleId, action: ActionId) -> (Truth, Vec<RuleId>) {
        let kind = self.model[rule].source.kind;
        let others = self.model.about(action).others.iter().filter(|id| self.model[**id].prevails_over.contains(&kind));
        let rights: Vec<&RuleState<'m>> = others.map(|id| self.state(*id)).filter(|s| s.applies != Truth::No).collect();
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
        match Truth::any(self.about(action).map(|s| self.blocks(s.id, action)).chain(self.default_denial(action))) {
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
    always(model, situation).find(|(_, truth)| *truth == Truth::No).map(|(always, _)| always)
}

/// What a rulebook says cannot be otherwise, and whether it is so here.
pub(crate) fn always<'m>(model: &'m Model, situation: &Situation) -> impl Iterator<Item = (&'m Expr, Truth)> {
    let terms = eval::terms(model, situation);
    // What cannot be otherwise never reads an action: the model sees to that.
    model.always.iter().map(move |condition| {
        let reader = eval::Reader { model, situation, terms: &terms, allowed: &[], nested: Cell::new(0) };
        (condition, reader.read(condition).truth())
    })
}
