//! Every rule about an action and what became of it: what an auditor reads.

use std::collections::BTreeSet;

use super::because::{self, rule_ref};
use super::grounds;
use super::phrase::typed;
use super::{Considered, Named, RuleState, TermValue};
use crate::decide::{Evaluation, Reading, Situation};
use crate::model::expr::ExprKind;
use crate::model::{ActionId, FigureId, Model, Reads, RuleId};
use crate::value::{Date, Truth, Value};

/// The rules about an action, imposed ones first, each with its exceptions and exclusions among them.
pub(super) fn rules(model: &Model, situation: &Situation, action: ActionId) -> Vec<Considered> {
    let evaluation = Evaluation::new(model, situation);
    evaluation
        .rules_about(action)
        .into_iter()
        .map(|state| {
            let rule = &model[state.id];
            let (defeated, by_right) = evaluation.defeated(state.id, action);
            let lifting = model.lifted_by[state.id.0].iter().copied();
            let lifting: Vec<_> = lifting.filter(|by| evaluation.state(*by).applies == state.lifted).collect();
            let became = match (rule.in_force.contains(situation.today), state.condition, state.lifted, state.applies) {
                (false, ..) => RuleState::NotInForce,
                (_, Truth::No, ..) => RuleState::DoesNotApply,
                (_, Truth::Yes, Truth::Yes, _) => RuleState::Lifted,
                (.., Truth::Yes) if rule.is_blocker() && defeated == Truth::Yes => RuleState::Defeated,
                (.., Truth::Yes) => RuleState::Applies,
                _ => RuleState::MayApply,
            };
            let stopped_by = match became {
                RuleState::Lifted => lifting,
                RuleState::Defeated => by_right,
                _ => Vec::new(),
            };
            let traces = state.traces();
            Considered {
                rule: rule_ref(model, state.id),
                touches: rule.touches.map(|id| model[id].name.clone()),
                state: became,
                because: grounds::grounds(&evaluation, traces),
                stopped_by: stopped_by.into_iter().map(|by| rule_ref(model, by)).collect(),
                values: values(&evaluation, situation, state.id),
            }
        })
        .collect()
}

/// The terms and figures that a rule reads itself or through terms.
fn values(evaluation: &Evaluation<'_>, situation: &Situation, rule: RuleId) -> Vec<TermValue> {
    let model = evaluation.model;
    let mut reads = Reads::default();
    for expr in model[rule].when.iter().chain(&model[rule].required) {
        reads.add(model, expr);
    }
    let terms = reads.terms.iter().map(|id| {
        let (term, trace) = (&model[*id], evaluation.term(*id));
        let value = if let Reading::Known(value) = &trace.reading { Some(typed(value, &term.ty)) } else { None };
        let stated = term.stated.is_some_and(|fact| situation.fact(fact).is_some());
        let line = trace.lines.iter().position(|line| line.holds == Truth::Yes);
        let by = line.and_then(|at| term.lines[at].by.as_ref()).map(because::source);
        TermValue { term: Named { name: term.name.clone(), label: term.label.clone() }, value, by, on: None, stated }
    });
    let figures = figures_read(evaluation, situation, rule, &reads).into_iter().map(|(id, on)| {
        let figure = &model[id];
        let period = figure.on(on.unwrap_or(situation.today));
        TermValue {
            term: Named { name: figure.name.clone(), label: figure.label.clone() },
            value: period.map(|period| typed(&period.value, &figure.ty)),
            by: period.map(|period| because::source(&period.by)),
            on,
            stated: false,
        }
    });
    terms.chain(figures).collect()
}

/// The figures that a rule reads, each with the day on which it is read if that is not the day of the request. On a day
/// that is not known there is no value to show.
fn figures_read(
    evaluation: &Evaluation<'_>,
    situation: &Situation,
    rule: RuleId,
    reads: &Reads,
) -> BTreeSet<(FigureId, Option<Date>)> {
    let model = evaluation.model;
    let mut found = BTreeSet::new();
    let rules = std::iter::once(&rule).chain(&reads.rules).map(|id| &model[*id]);
    let own = rules.flat_map(|rule| rule.when.iter().chain(&rule.required));
    for expr in own.chain(reads.terms.iter().flat_map(|id| model[*id].exprs())) {
        expr.walk(&mut |e| match &e.kind {
            ExprKind::Figure(id) => {
                found.insert((*id, None));
            }
            ExprKind::FigureOn { figure, day } => {
                if let Reading::Known(Value::Date(day)) = evaluation.read(situation, day).reading {
                    found.insert((*figure, Some(day).filter(|day| *day != situation.today)));
                }
            }
            _ => {}
        });
    }
    found
}
