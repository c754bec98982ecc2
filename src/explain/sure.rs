//! A decision that is exact with missing facts: what three-valued reading leaves open, the search settles where it can.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Book, Label, MissingFact, Turn, place};
use crate::decide::{Evaluation, Outcome, Path, Situation, always, impossible};
use crate::model::expr::Expr;
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, RuleId};
use crate::program::{Id, Place, Program, Var};
use crate::search::sure::{Oracle, Pair};
use crate::search::{BUDGET, Found, Goal, Want};
use crate::value::Truth;

/// Of so many rules that may apply it is sought whether they surely do.
const RULES: usize = 64;

/// The decision about one action.
pub(crate) fn decided<'m>(book: Book<'m>, situation: &Situation, action: ActionId) -> Evaluation<'m> {
    let mut evaluation = Evaluation::new(book.model, situation);
    settle(book, situation, &mut evaluation, action);
    evaluation
}

/// The same of what matters for the action alone: rules that ask for another value of a fact than the case has are passed by.
pub(super) fn decided_near<'m>(book: Book<'m>, situation: &Situation, action: ActionId) -> Evaluation<'m> {
    let mut evaluation = read(book, situation, action);
    settle(book, situation, &mut evaluation, action);
    evaluation
}

/// The same as the plain evaluator reads it, test by test.
pub(super) fn read<'m>(book: Book<'m>, situation: &Situation, action: ActionId) -> Evaluation<'m> {
    Evaluation::of(book.model, situation, near(book, situation, action))
}

/// The rules that can matter for an action here, by one test that each of many rules has; `None` where there is no such test.
pub(super) fn near(book: Book<'_>, situation: &Situation, action: ActionId) -> Option<Vec<RuleId>> {
    let Book { model, program } = book;
    let nodes = program.action(action)?;
    let Place::Fact(fact) = program.variable(nodes.index.by?).place else { return None };
    // Where a condition reads other actions, their rules matter too.
    if model.reads_actions {
        return None;
    }
    let at = situation.fact(fact)?;
    // A text that no rule names is none that a rule asks for.
    let at = program.ordinal(at).unwrap_or(i128::MAX);
    let blockers = nodes.index.within((at, at)).filter_map(|i| nodes.blockers.get(i)).map(|(id, _)| *id);
    let mut near: Vec<RuleId> = blockers.chain(model.about(action).others.iter().copied()).collect();
    let mut at = 0;
    // What lifts a rule lifts no other.
    while let Some(id) = near.get(at) {
        near.extend(&model.lifted_by[id.0]);
        at += 1;
    }
    near.sort_unstable();
    near.dedup();
    Some(near)
}

/// The outcome alone.
pub(crate) fn outcome(book: Book<'_>, situation: &Situation, action: ActionId) -> Outcome {
    let evaluation = Evaluation::new(book.model, situation);
    match evaluation.outcome(action) {
        Outcome::Undetermined if evaluation.in_force => {
            let program = Program::for_case(book.program, book.model, situation);
            Oracle::new(book.model, &program, situation).outcome(action).0
        }
        outcome => outcome,
    }
}

/// The facts that are missing, as a whole or in part, and that settle an outcome; none if it is certain. With how many nodes
/// were looked at to find them.
pub(crate) fn open(book: Book<'_>, situation: &Situation, action: ActionId) -> (BTreeSet<FactId>, u64) {
    let evaluation = Evaluation::new(book.model, situation);
    if evaluation.outcome(action) != Outcome::Undetermined || !evaluation.in_force {
        return (BTreeSet::new(), 0);
    }
    let program = Program::for_case(book.program, book.model, situation);
    let oracle = Oracle::new(book.model, &program, situation);
    let mut facts = BTreeSet::new();
    if let Some(nodes) = program.action(action)
        && oracle.outcome(action).0 == Outcome::Undetermined
    {
        let needed = oracle.needed(nodes.allowed).vars.into_iter();
        facts = needed.flat_map(|(var, _)| paths(&program, situation, var)).map(|path| path.fact()).collect();
    }
    (facts, oracle.evaluator.looked_at.get())
}

/// Settles what can be settled about one more action.
pub(crate) fn settle(book: Book<'_>, situation: &Situation, evaluation: &mut Evaluation<'_>, action: ActionId) {
    let model = book.model;
    let is_open = |evaluation: &Evaluation<'_>| {
        let about = evaluation.applying(action).any(|state| state.applies == Truth::Unknown);
        about || evaluation.outcome(action) == Outcome::Undetermined
    };
    if !evaluation.in_force || !is_open(evaluation) {
        return;
    }
    let program = Program::for_case(book.program, model, situation);
    let oracle = Oracle::new(model, &program, situation);
    let Some(nodes) = program.action(action) else { return };
    let is_missing = |var| oracle.is_missing(var);
    if oracle.is_whole() || !oracle.reads([nodes.allowed]).into_iter().any(is_missing) {
        return;
    }
    let mut open: Vec<_> = evaluation
        .rules_about(action)
        .into_iter()
        .filter(|state| state.applies == Truth::Unknown)
        .filter_map(|state| Some((state.id, program.rule(state.id)?)))
        .take(RULES)
        .collect();
    // What is easily told first, whatever the order of statements, so that it is told whatever is not.
    open.sort_by_cached_key(|(id, rule)| (oracle.missing_of(&[rule.applies]).len(), &model[*id].name));
    for (id, rule) in open {
        let applies = oracle.truth(rule.applies);
        let condition = oracle.truth(rule.condition);
        if let Some(state) = evaluation.state_mut(id) {
            state.applies = applies;
            if state.condition == Truth::Unknown {
                state.condition = condition;
            }
            // A rule whose condition holds and that surely does not apply is lifted.
            state.lifted = match (state.condition, applies) {
                (_, Truth::Yes) => Truth::No,
                (Truth::Yes, Truth::No) => Truth::Yes,
                _ => state.lifted,
            };
        }
    }
    let blockers: Vec<_> = nodes
        .blockers
        .iter()
        .filter(|(id, _)| evaluation.blocks(*id, action) == Truth::Unknown)
        .take(RULES)
        .copied()
        .collect();
    for (id, blocks) in blockers {
        let truth = oracle.truth(blocks);
        evaluation.settled.blocks.insert((id, action), truth);
    }
    if let (Some(node), Some(Truth::Unknown)) = (nodes.default_denial, evaluation.default_denial(action)) {
        let truth = oracle.truth(node);
        evaluation.settled.denials.insert(action, truth);
    }
    if evaluation.outcome(action) == Outcome::Undetermined {
        let (outcome, _) = oracle.outcome(action);
        evaluation.settled.outcomes.insert(action, outcome);
    }
}

/// What a rulebook says cannot be otherwise and that is, whatever the missing facts are: one thing by itself, or as few as can be together.
pub(crate) fn contradicted<'m>(book: Book<'m>, situation: &Situation) -> Vec<&'m Expr> {
    let model = book.model;
    let read: Vec<(&Expr, Truth)> = always(model, situation).collect();
    if let Some((always, _)) = read.iter().find(|(_, truth)| *truth == Truth::No) {
        return vec![always];
    }
    // Where all of it is known to be so, nothing missing has to fit.
    if read.iter().all(|(_, truth)| *truth == Truth::Yes) {
        return Vec::new();
    }
    let program = Program::for_case(book.program, model, situation);
    let oracle = Oracle::new(model, &program, situation);
    let missing = oracle.missing_of(&[]);
    if missing.is_empty() || missing.iter().any(|var| program.is_loose(*var)) {
        return Vec::new();
    }
    let space = oracle.space(missing);
    let cannot_be = |all: &[(usize, Id)]| {
        let goals: Vec<Goal> = all.iter().map(|(_, id)| Goal::new(*id, Want::NO.other())).collect();
        oracle.any(&space, &goals) == Found::Nowhere
    };
    let mut all: Vec<(usize, Id)> = program.always_by_place().collect();
    if !cannot_be(&all) {
        return Vec::new();
    }
    for at in (0..all.len()).rev() {
        let one = all.remove(at);
        if !cannot_be(&all) {
            all.insert(at, one);
        }
    }
    all.into_iter().filter_map(|(at, _)| model.always.get(at)).collect()
}

/// The missing facts that settle an undetermined outcome, each with two of its values between which the answer turns, and
/// whether these are surely all.
pub(crate) fn missing(
    book: Book<'_>,
    situation: &Situation,
    evaluation: &Evaluation<'_>,
    action: ActionId,
) -> (Vec<MissingFact>, Label) {
    let needed = needed(book, situation, evaluation, action);
    let label = needed.label;
    (needed.questions(book), label)
}

/// What settles an outcome, before it is put in order as questions.
pub(super) struct Needed {
    pub(super) missing: place::Missing,
    turns: Vec<(String, Turn)>,
    pub(super) label: Label,
}

impl Needed {
    pub(super) fn questions(self, book: Book<'_>) -> Vec<MissingFact> {
        let mut questions = self.missing.questions(book.model);
        for question in &mut questions {
            let turn = self.turns.iter().find(|(name, _)| *name == question.fact.name);
            question.turn = turn.map(|(_, turn)| turn.clone());
        }
        questions
    }
}

pub(super) fn needed(book: Book<'_>, situation: &Situation, evaluation: &Evaluation<'_>, action: ActionId) -> Needed {
    let mut all = Needed { missing: place::Missing::default(), turns: Vec::new(), label: Label::Proven };
    if evaluation.outcome(action) != Outcome::Undetermined || !evaluation.in_force {
        return all;
    }
    let program = Program::for_case(book.program, book.model, situation);
    let oracle = Oracle::new(book.model, &program, situation);
    let Some(nodes) = program.action(action) else { return all };
    let found = oracle.needed(nodes.allowed);
    for (var, pair) in &found.vars {
        for path in paths(&program, situation, *var) {
            match path.as_ref() {
                Path::Fact(id) => all.missing.fact(*id),
                _ => all.missing.part(&path),
            }
            if let Some(turn) = pair.as_ref().and_then(|pair| turn(book, &program, situation, action, *var, pair)) {
                all.turns.push((place::named(book.model, &path).name, turn));
            }
        }
    }
    if !found.exact {
        all.label = Label::GaveUp { budget: BUDGET };
    }
    all
}

/// Where in the facts a variable stands.
pub(crate) fn paths(program: &Program, situation: &Situation, var: Var) -> Vec<Arc<Path>> {
    match &program.variable(var).place {
        Place::Today | Place::Present(_) => Vec::new(),
        Place::Fact(id) => vec![Arc::new(Path::Fact(*id))],
        // Of what is missing as a whole, the whole is asked for.
        Place::Part(path) => {
            let mut asked = Arc::clone(path);
            let mut at = Arc::clone(path);
            while let Path::Field(of, _) | Path::Member(of, ..) = at.as_ref() {
                let of = Arc::clone(of);
                if situation.part(&of).is_none() {
                    asked = Arc::clone(&of);
                }
                at = of;
            }
            vec![asked]
        }
        Place::Unknown(paths) => paths.clone(),
    }
}

/// Two values of a missing fact between which the answer turns, if the plain evaluator confirms it.
fn turn(
    book: Book<'_>,
    program: &Program,
    situation: &Situation,
    action: ActionId,
    var: Var,
    pair: &Pair,
) -> Option<Turn> {
    let ty = &program.variable(var).ty;
    let side = |value: i128| {
        let values = pair.others.iter().copied().chain([(var, value)]);
        let at = crate::search::situation_at(program, situation, values)?;
        if impossible(book.model, &at).is_some() {
            return None;
        }
        let outcome = Evaluation::new(book.model, &at).outcome(action);
        Some((super::phrase::typed(&program.value(ty, value)?, ty), outcome))
    };
    let (one, other) = (side(pair.values.0)?, side(pair.values.1)?);
    // Where other facts are missing too, only they make it turn here.
    let alone = pair.others.is_empty();
    (one.1 != other.1).then_some(Turn { one: one.0, with_one: one.1, other: other.0, with_other: other.1, alone })
}
