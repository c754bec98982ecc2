//! In which order everything is worked out: terms, rules and the actions that conditions ask for, each after what it needs.

use std::collections::BTreeSet;

use super::check::conditions_of;
use super::expr::{Expr, ExprKind};
use super::{ActionId, Model, Rule, RuleId, Step, TermId};
use crate::source::Span;

/// What each step needs directly, by the number of the step: first all terms, then all rules, then all actions.
pub(super) fn needs(model: &Model) -> Vec<Vec<usize>> {
    let terms = model.terms.iter().map(|term| read_by(model, term.exprs()));
    let rules = model.rules.iter().zip(&model.lifted_by).map(|(rule, lifted_by)| {
        let mut needs = read_by(model, own(rule));
        needs.extend(lifted_by.iter().map(|by| number(model, Step::Rule(*by))));
        needs
    });
    let actions =
        (0..model.actions.len()).map(|i| model.deciding(ActionId(i)).map(|id| number(model, Step::Rule(id))).collect());
    terms.chain(rules).chain(actions).collect()
}

fn own(rule: &Rule) -> impl Iterator<Item = &Expr> {
    rule.when.iter().chain(&rule.required)
}

fn read_by<'e>(model: &Model, exprs: impl Iterator<Item = &'e Expr>) -> Vec<usize> {
    let mut found = BTreeSet::new();
    for expr in exprs {
        expr.walk(&mut |e| {
            found.extend(match &e.kind {
                ExprKind::Term(id) | ExprKind::TermOf { term: id, .. } => Some(number(model, Step::Term(*id))),
                ExprKind::Allowed(id) => Some(number(model, Step::Action(*id))),
                _ => None,
            });
        });
    }
    found.into_iter().collect()
}

fn number(model: &Model, step: Step) -> usize {
    match step {
        Step::Term(id) => id.0,
        Step::Rule(id) => model.terms.len() + id.0,
        Step::Action(id) => model.terms.len() + model.rules.len() + id.0,
    }
}

fn step(model: &Model, number: usize) -> Step {
    let (terms, rules) = (model.terms.len(), model.rules.len());
    match number {
        n if n < terms => Step::Term(TermId(n)),
        n if n < terms + rules => Step::Rule(RuleId(n - terms)),
        n => Step::Action(ActionId(n - terms - rules)),
    }
}

/// The steps, of actions only those of which something asks whether they are allowed.
pub(super) fn steps(model: &Model, order: &[usize]) -> Vec<Step> {
    let asked = asked(model);
    let steps = order.iter().map(|number| step(model, *number));
    steps.filter(|step| !matches!(step, Step::Action(id) if !asked.contains(id))).collect()
}

fn asked(model: &Model) -> BTreeSet<ActionId> {
    let terms = model.terms.iter().flat_map(|term| term.exprs());
    let rules = model.rules.iter().flat_map(|rule| own(rule).chain(conditions_of(&rule.way_out)));
    let actions = model.actions.iter().flat_map(|action| conditions_of(&action.way_out));
    let mut found = BTreeSet::new();
    for expr in terms.chain(rules).chain(actions) {
        expr.walk(&mut |e| {
            if let ExprKind::Allowed(id) = &e.kind {
                found.insert(*id);
            }
        });
    }
    found
}

/// A cycle told from the first action in it.
pub(super) fn from_an_action(model: &Model, mut cycle: Vec<usize>) -> Vec<usize> {
    let first = cycle.iter().position(|number| matches!(step(model, *number), Step::Action(_)));
    cycle.rotate_left(first.unwrap_or(0));
    cycle
}

/// The name of a step and where it is declared.
pub(super) fn place(model: &Model, number: usize) -> (&str, Span) {
    match step(model, number) {
        Step::Term(id) => (&model[id].name, model[id].span),
        Step::Rule(id) => (&model[id].name, model[id].span),
        Step::Action(id) => (&model[id].name, model[id].span),
    }
}
