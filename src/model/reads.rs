//! Which facts, terms and figures something depends on, through all terms.

use std::collections::BTreeSet;

use super::expr::{Expr, ExprKind};
use super::vocabulary::FactId;
use super::{FigureId, Holds, Model, RuleId, TermId};

/// What is read, with everything that is read through terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    pub(crate) facts: BTreeSet<FactId>,
    pub(crate) terms: BTreeSet<TermId>,
    pub(crate) figures: BTreeSet<FigureId>,
    pub(crate) today: bool,
}

impl Reads {
    /// Adds what an expression reads. Terms already known are not entered again, so this ends on cycles too.
    pub(crate) fn add(&mut self, model: &Model, expr: &Expr) {
        let mut pending = Vec::new();
        self.see(expr, &mut pending);
        while let Some(id) = pending.pop() {
            for line in &model[id].lines {
                self.see(&line.value, &mut pending);
                if let Holds::If(condition) = &line.holds {
                    self.see(condition, &mut pending);
                }
            }
        }
    }

    fn see(&mut self, expr: &Expr, pending: &mut Vec<TermId>) {
        expr.walk(&mut |e| match &e.kind {
            ExprKind::Fact(id) => {
                self.facts.insert(*id);
            }
            ExprKind::Figure(id) => {
                self.figures.insert(*id);
                self.today = true;
            }
            ExprKind::Today => self.today = true,
            ExprKind::Term(id) if self.terms.insert(*id) => pending.push(*id),
            _ => {}
        });
    }

    /// What a term reads.
    pub(crate) fn of_term(model: &Model, term: TermId) -> Reads {
        let (mut reads, mut pending) = (Reads::default(), vec![term]);
        while let Some(id) = pending.pop() {
            for line in &model[id].lines {
                reads.see(&line.value, &mut pending);
                if let Holds::If(condition) = &line.holds {
                    reads.see(condition, &mut pending);
                }
            }
        }
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
