//! From conditions inwards to a fact: through terms, sums, moved dates and spans, step by step.
//!
//! What comes out are tests of one fact alone: the steps that lead from it to a condition, and what stands on the other side.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::decide::eval::{calculate, holds};
use crate::decide::{Evaluation, Reading, Situation};
use crate::model::expr::{Comparison, Expr, ExprKind};
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, Model, Reads, RuleId};
use crate::value::{Type, Value};

/// So many ways lead from a condition to a fact, and so many values stand on its other side.
const WAYS: usize = 64;

/// The conditions about an action, in one situation.
pub(super) struct Conditions<'m> {
    model: &'m Model,
    situation: &'m Situation,
    evaluation: Evaluation<'m>,
    /// Comparisons, with the facts that they read through all terms.
    atoms: Vec<(&'m Expr, BTreeSet<FactId>)>,
    /// What each part of a condition reads, by where it stands: parts are asked for again and again.
    reads: RefCell<BTreeMap<*const Expr, BTreeSet<FactId>>>,
    /// Values that stand for other facts that are missing.
    pub(super) samples: BTreeMap<FactId, Vec<Value>>,
}

/// One step from a fact to a condition: an expression of which all parts but one are known.
#[derive(Clone, Debug)]
pub(super) struct Step<'m> {
    expr: &'m Expr,
    at: usize,
    others: Vec<Value>,
}

/// A test of what comes of a fact by some steps.
#[derive(Debug)]
pub(super) struct Test<'m> {
    pub(super) steps: Vec<Step<'m>>,
    pub(super) how: Comparison,
    pub(super) against: Value,
}

/// What was found about a fact so far.
#[derive(Debug, Default)]
pub(super) struct Found<'m> {
    pub(super) tests: Vec<Test<'m>>,
    /// Whether some condition reads it in another way, or more than was looked at.
    pub(super) is_partial: bool,
}

impl<'m> Conditions<'m> {
    pub(super) fn new(model: &'m Model, situation: &'m Situation, action: ActionId) -> Conditions<'m> {
        let mut reads = Reads::default();
        let mut rules: BTreeSet<RuleId> = BTreeSet::new();
        for (i, _) in model.rules.iter().enumerate().filter(|(_, rule)| rule.actions.contains(&action)) {
            reads.add_rule(model, RuleId(i));
            rules.insert(RuleId(i));
            rules.extend(&model.lifted_by[i]);
        }
        rules.extend(&reads.rules);
        model.always.iter().for_each(|always| reads.add(model, always));
        let of_rules = rules.iter().flat_map(|id| model[*id].when.iter().chain(&model[*id].required));
        let of_terms = reads.terms.iter().flat_map(|id| model[*id].exprs());
        let mut atoms = Vec::new();
        for expr in of_rules.chain(of_terms).chain(&model.always) {
            expr.walk(&mut |part| {
                if is_atom(&part.kind) {
                    let mut reads = Reads::default();
                    reads.add(model, part);
                    atoms.push((part, reads.facts));
                }
            });
        }
        let evaluation = Evaluation::new(model, situation);
        Conditions { model, situation, evaluation, atoms, reads: RefCell::default(), samples: BTreeMap::new() }
    }

    /// The missing facts that are read at all.
    pub(super) fn missing(&self) -> BTreeSet<FactId> {
        let read = self.atoms.iter().flat_map(|(_, reads)| reads.iter().copied());
        read.filter(|id| self.situation.fact(*id).is_none()).collect()
    }

    /// All tests of a fact.
    pub(super) fn tests(&self, id: FactId) -> Found<'m> {
        let mut found = Found::default();
        for (atom, _) in self.atoms.iter().filter(|(_, reads)| reads.contains(&id)) {
            self.atom(atom, id, &mut found);
        }
        found
    }

    fn atom(&self, atom: &'m Expr, id: FactId, found: &mut Found<'m>) {
        match &atom.kind {
            ExprKind::Compare { how, left, right } => self.pair(left, *how, right, id, found),
            ExprKind::Between { value, low, high } => {
                self.pair(value, Comparison::AtLeast, low, id, found);
                self.pair(value, Comparison::AtMost, high, id, found);
            }
            ExprKind::OneOf { value, options } => {
                options.iter().for_each(|option| self.pair(value, Comparison::Is, option, id, found));
            }
            ExprKind::FigureOn { figure, day } => {
                let mut ways = Vec::new();
                self.ways(day, id, &mut ways, found);
                for steps in ways {
                    let starts = self.model[*figure].periods.iter().map(|period| Value::Date(period.from));
                    found.tests.extend(starts.map(|from| Test {
                        steps: steps.clone(),
                        how: Comparison::AtLeast,
                        against: from,
                    }));
                }
            }
            ExprKind::Includes { set, value } if !self.reads(set, id) => {
                let mut members = BTreeSet::new();
                for set in self.values(set, found) {
                    if let Value::List(all) = set {
                        members.extend(all.iter().cloned());
                    }
                }
                let mut ways = Vec::new();
                self.ways(value, id, &mut ways, found);
                for steps in ways {
                    found.tests.extend(members.iter().map(|member| Test {
                        steps: steps.clone(),
                        how: Comparison::Is,
                        against: member.clone(),
                    }));
                }
            }
            _ => found.is_partial = true,
        }
    }

    fn pair(&self, left: &'m Expr, how: Comparison, right: &'m Expr, id: FactId, found: &mut Found<'m>) {
        // What is yes or no changes where the conditions in it do.
        if left.ty == Type::YesNo {
            return;
        }
        let (side, other, how) = match (self.reads(left, id), self.reads(right, id)) {
            (true, false) => (left, right, how),
            (false, true) => (right, left, mirrored(how)),
            (true, true) => {
                found.is_partial = true;
                return;
            }
            (false, false) => return,
        };
        let against = self.values(other, found);
        let mut ways = Vec::new();
        self.ways(side, id, &mut ways, found);
        for steps in ways {
            for value in &against {
                if found.tests.len() >= WAYS {
                    found.is_partial = true;
                    return;
                }
                found.tests.push(Test { steps: steps.clone(), how, against: value.clone() });
            }
        }
    }

    pub(super) fn reads(&self, expr: &Expr, id: FactId) -> bool {
        let mut known = self.reads.borrow_mut();
        let facts = known.entry(std::ptr::from_ref(expr)).or_insert_with(|| {
            let mut reads = Reads::default();
            reads.add(self.model, expr);
            reads.facts
        });
        facts.contains(&id)
    }

    /// The ways from a fact to an expression that reads it, each the steps in their order.
    fn ways(&self, expr: &'m Expr, id: FactId, ways: &mut Vec<Vec<Step<'m>>>, found: &mut Found<'m>) {
        let before = ways.len();
        match &expr.kind {
            ExprKind::Fact(fact) if *fact == id => ways.push(Vec::new()),
            ExprKind::Term(term) if self.model[*term].stated == Some(id) => ways.push(Vec::new()),
            ExprKind::Term(term) if self.model[*term].table.as_ref().is_none_or(|table| table.day.is_none()) => {
                // A condition that decides between lines is one of the atoms.
                for line in self.model[*term].lines.iter().filter(|line| self.reads(&line.value, id)) {
                    self.ways(&line.value, id, ways, found);
                }
            }
            ExprKind::If { then, otherwise, .. } => {
                for branch in [then, otherwise].into_iter().filter(|branch| self.reads(branch, id)) {
                    self.ways(branch, id, ways, found);
                }
            }
            ExprKind::Pick { of, .. } => {
                for part in of.iter().filter(|part| self.reads(part, id)) {
                    self.ways(part, id, ways, found);
                }
            }
            kind if is_step(kind) => {
                let parts = expr.parts();
                let reading: Vec<usize> = (0..parts.len()).filter(|at| self.reads(parts[*at], id)).collect();
                let [at] = reading[..] else {
                    found.is_partial = true;
                    return;
                };
                if matches!(kind, ExprKind::Round(_)) && at != 0 {
                    found.is_partial = true;
                    return;
                }
                self.ways(parts[at], id, ways, found);
                let mut others = vec![Vec::new()];
                for (_, part) in parts.iter().enumerate().filter(|(i, _)| *i != at) {
                    let values = self.values(part, found);
                    others = times(&others, &values);
                }
                let inner = ways.split_off(before);
                for (steps, others) in inner.iter().flat_map(|steps| others.iter().map(move |o| (steps, o))) {
                    let step = Step { expr, at, others: others.clone() };
                    ways.push(steps.iter().cloned().chain(std::iter::once(step)).collect());
                }
            }
            _ => found.is_partial = true,
        }
        if ways.len() > WAYS {
            ways.truncate(WAYS);
            found.is_partial = true;
        }
    }

    /// What an expression that does not read the fact can be.
    fn values(&self, expr: &'m Expr, found: &mut Found<'m>) -> Vec<Value> {
        let closed = !expr.is_open();
        if closed && let Reading::Known(value) = self.evaluation.read(self.situation, expr).reading {
            return vec![value];
        }
        let mut values: BTreeSet<Value> = BTreeSet::new();
        match &expr.kind {
            ExprKind::Fact(other) => {
                // It may be any value, and these stand for them.
                found.is_partial = true;
                values.extend(self.samples.get(other).into_iter().flatten().cloned());
            }
            ExprKind::Term(term) => {
                found.is_partial |= self.model[*term].table.as_ref().is_some_and(|table| {
                    use crate::model::table::Matches::{Agree, First, One};
                    table.day.is_some() || !matches!(table.how, Agree | First | One)
                });
                for line in &self.model[*term].lines {
                    values.extend(self.values(&line.value, found));
                }
            }
            ExprKind::NoRow => {}
            ExprKind::FigureOn { figure, .. } => {
                values.extend(self.model[*figure].periods.iter().map(|period| period.value.clone()));
            }
            ExprKind::If { then, otherwise, .. } => {
                values.extend(self.values(then, found));
                values.extend(self.values(otherwise, found));
            }
            ExprKind::Pick { of, .. } => of.iter().for_each(|part| values.extend(self.values(part, found))),
            _ if expr.ty == Type::YesNo => values.extend([Value::YesNo(false), Value::YesNo(true)]),
            kind if is_step(kind) => {
                let parts = expr.parts();
                let all = parts.iter().fold(vec![Vec::new()], |all, part| times(&all, &self.values(part, found)));
                for inputs in all {
                    if let Reading::Known(value) = calculate(expr, &inputs.iter().collect::<Vec<_>>()) {
                        values.insert(value);
                    }
                }
            }
            _ => found.is_partial = true,
        }
        if values.len() > WAYS {
            found.is_partial = true;
        }
        spread(values.into_iter().collect(), WAYS)
    }
}

impl Test<'_> {
    /// What comes of a value by all steps.
    pub(super) fn reach(&self, value: Value) -> Option<Value> {
        self.steps.iter().try_fold(value, |value, step| step.apply(value))
    }

    pub(super) fn holds(&self, value: Value) -> Option<bool> {
        self.reach(value).map(|value| holds(self.how, value.cmp(&self.against)))
    }
}

impl Step<'_> {
    fn apply(&self, value: Value) -> Option<Value> {
        let mut inputs: Vec<&Value> = self.others.iter().collect();
        inputs.insert(self.at.min(inputs.len()), &value);
        match calculate(self.expr, &inputs) {
            Reading::Known(value) => Some(value),
            _ => None,
        }
    }

    /// Whether more of the fact is less of the whole.
    pub(super) fn falls(&self) -> bool {
        let negative = |value: Option<&Value>| matches!(value, Some(Value::Number(n)) if *n < 0);
        match &self.expr.kind {
            ExprKind::Subtract(..) => self.at == 1,
            ExprKind::SpanOf { .. } => self.at == 0,
            ExprKind::Move { back, .. } => self.at == 1 && *back,
            ExprKind::Multiply(..) | ExprKind::Round(_) => negative(self.others.first()),
            ExprKind::Rescale { factor, .. } => *factor < 0,
            _ => false,
        }
    }
}

/// Whether it is a comparison, or anything else of which the value changes at places of its own.
fn is_atom(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Compare { .. }
            | ExprKind::Between { .. }
            | ExprKind::OneOf { .. }
            | ExprKind::FigureOn { .. }
            | ExprKind::Includes { .. }
            | ExprKind::Belongs { .. }
            | ExprKind::Over(_)
    )
}

/// Whether it goes one way with each of its parts while the others stay.
fn is_step(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Add(..)
            | ExprKind::Subtract(..)
            | ExprKind::Multiply(..)
            | ExprKind::Rescale { .. }
            | ExprKind::Round(_)
            | ExprKind::Move { .. }
            | ExprKind::SpanOf { .. }
            | ExprKind::YearOf(_)
            | ExprKind::MonthStart(_)
            | ExprKind::DateOf(_)
    )
}

/// The same with its sides exchanged.
fn mirrored(how: Comparison) -> Comparison {
    match how {
        Comparison::AtLeast => Comparison::AtMost,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::Less => Comparison::More,
        Comparison::More => Comparison::Less,
        same @ (Comparison::Is | Comparison::IsNot) => same,
    }
}

/// Each of some lists with each of some values behind it.
fn times(lists: &[Vec<Value>], values: &[Value]) -> Vec<Vec<Value>> {
    let all = lists.iter().flat_map(|list| {
        values.iter().map(move |value| list.iter().cloned().chain(std::iter::once(value.clone())).collect())
    });
    all.take(WAYS).collect()
}

/// At most so many of some values, evenly from the first to the last.
pub(super) fn spread(values: Vec<Value>, most: usize) -> Vec<Value> {
    let last = values.len().saturating_sub(1);
    match values.len() > most && most > 1 {
        true => (0..most).filter_map(|i| values.get(i * last / (most - 1)).cloned()).collect(),
        false => values,
    }
}
