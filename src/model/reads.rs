//! Which facts, terms and figures something depends on, through all terms and through the rules about actions that it reads.

use std::collections::BTreeSet;

use super::expr::{Expr, ExprKind};
use super::vocabulary::FactId;
use super::{ActionId, FigureId, Model, RuleId, TermId, Window};

/// What is read, with everything that is read through terms and actions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    pub(crate) facts: BTreeSet<FactId>,
    pub(crate) terms: BTreeSet<TermId>,
    pub(crate) figures: BTreeSet<FigureId>,
    /// Actions of which it is asked whether they are allowed.
    pub(crate) actions: BTreeSet<ActionId>,
    /// The rules that decide these, their exceptions and exclusions included.
    pub(crate) rules: BTreeSet<RuleId>,
    pub(crate) today: bool,
}

/// Something that is read and whose own parts are still to be seen.
enum Pending {
    Rule(RuleId),
    Term(TermId),
}

impl Reads {
    /// Adds what an expression reads. What is already known is not entered again, so this ends on cycles too.
    pub(crate) fn add(&mut self, model: &Model, expr: &Expr) {
        let mut pending = Vec::new();
        self.see(model, expr, &mut pending);
        self.follow(model, pending);
    }

    fn follow(&mut self, model: &Model, mut pending: Vec<Pending>) {
        while let Some(next) = pending.pop() {
            match next {
                Pending::Term(id) => {
                    self.facts.extend(model[id].stated);
                    model[id].exprs().for_each(|e| self.see(model, e, &mut pending));
                }
                Pending::Rule(id) => {
                    let rule = &model[id];
                    self.today |= rule.in_force != Window::default();
                    rule.when.iter().chain(&rule.required).for_each(|e| self.see(model, e, &mut pending));
                    self.rules_of(model.lifted_by.get(id.0).into_iter().flatten().copied(), &mut pending);
                }
            }
        }
    }

    fn see(&mut self, model: &Model, expr: &Expr, pending: &mut Vec<Pending>) {
        expr.walk(&mut |e| match &e.kind {
            ExprKind::Fact(id) => {
                self.facts.insert(*id);
            }
            ExprKind::Figure(id) => {
                self.figures.insert(*id);
                self.today = true;
            }
            ExprKind::FigureOn { figure, .. } => {
                self.figures.insert(*figure);
            }
            ExprKind::Today => self.today = true,
            ExprKind::Term(id) | ExprKind::TermOf { term: id, .. } if self.terms.insert(*id) => {
                pending.push(Pending::Term(*id));
            }
            ExprKind::Allowed(id) if self.actions.insert(*id) => {
                self.today |= model.header.in_force != Window::default();
                self.rules_of(model.deciding(*id), pending);
            }
            _ => {}
        });
    }

    fn rules_of(&mut self, rules: impl Iterator<Item = RuleId>, pending: &mut Vec<Pending>) {
        pending.extend(rules.filter(|id| self.rules.insert(*id)).map(Pending::Rule));
    }

    /// What a term reads.
    pub(crate) fn of_term(model: &Model, term: TermId) -> Reads {
        let mut reads = Reads::default();
        reads.follow(model, vec![Pending::Term(term)]);
        reads
    }

    /// What decides whether one rule applies, its exceptions and their exceptions included.
    pub(crate) fn of_rule(model: &Model, rule: RuleId) -> Reads {
        let mut reads = Reads::default();
        reads.add_rule(model, rule);
        reads
    }

    pub(crate) fn add_rule(&mut self, model: &Model, rule: RuleId) {
        let mut pending = vec![rule];
        while let Some(id) = pending.pop() {
            for expr in model[id].when.iter().chain(&model[id].required) {
                self.add(model, expr);
            }
            pending.extend(model.lifted_by.get(id.0).into_iter().flatten());
        }
    }
}
