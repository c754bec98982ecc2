//! Makes the nodes of a rulebook, and those that one case adds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::apart;
use super::node::Holds;
use super::{ActionNodes, Column, Id, Index, Node, Place, Program, Row, RuleNodes, Same, Var, Variable};
use crate::decide::{Evaluation, Path, Reading, Situation};
use crate::model::expr::{Comparison, Expr, ExprKind, Quantifier};
use crate::model::interval::Op;
use crate::model::vocabulary::FactId;
use crate::model::{self, ActionId, Model, Reads, RuleId, RuleWord, Step, TermId, Window};
use crate::value::{Date, Type, Value};

/// So many nodes are made for one case at most; what does not fit is one unknown.
const NODES: usize = 400_000;

/// A range that no value of a variable leaves.
const FAR: (i128, i128) = (i128::MIN / 4, i128::MAX / 4);

impl Program {
    /// All of a rulebook that needs no case.
    pub(crate) fn of(model: &Model) -> Program {
        let mut program = Program::default();
        program.variables.push(Variable {
            place: Place::Today,
            ty: Type::Date,
            low: i128::from(Date::MIN.days()),
            high: i128::from(Date::MAX.days()),
        });
        for (id, fact) in model.vocabulary.iter() {
            let (low, high) = if has_parts(&fact.ty) { (0, 1) } else { fact.range };
            program.variables.push(Variable { place: Place::Fact(id), ty: fact.ty.clone(), low, high });
        }
        program.name_texts(texts_of(model));
        let mut build = Build { model, program: &mut program, case: None };
        build.all();
        program
    }

    /// The same with what one case adds: its lists and records, part by part.
    pub(crate) fn for_case(base: &Arc<Program>, model: &Model, situation: &Situation) -> Program {
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut program = Program {
            offset: (count(base.nodes.len()), count(base.variables.len()), base.slots),
            base: Some(Arc::clone(base)),
            ..Program::default()
        };
        let texts = model.vocabulary.iter().filter_map(|(id, _)| situation.fact(id));
        let mut found = BTreeSet::new();
        texts.for_each(|value| texts_in(value, &mut found));
        program.name_texts(found.into_iter().filter(|text| base.text_id(text).is_none()));
        if base.is_whole(model) {
            return program;
        }
        let evaluation = Evaluation::new(model, situation);
        let mut build = Build { model, program: &mut program, case: Some((situation, &evaluation)) };
        build.all();
        program
    }

    /// One more condition, for one question about a case.
    pub(crate) fn condition<'m>(
        &mut self,
        model: &'m Model,
        case: (&Situation, &Evaluation<'m>),
        condition: &'m Expr,
    ) -> Option<Id> {
        Build { model, program: self, case: Some(case) }.expr(condition).ok()
    }

    /// Whether nothing has to be made for a case.
    fn is_whole(&self, model: &Model) -> bool {
        self.rules.len() == model.rules.len()
            && self.actions.len() == model.actions.len()
            && self.always.iter().all(Option::is_some)
            && model.terms.iter().enumerate().all(|(i, term)| term.of.is_some() || self.terms.contains_key(&TermId(i)))
    }

    fn name_texts(&mut self, texts: impl IntoIterator<Item = Arc<str>>) {
        let below = self.base.as_ref().map_or(0, |base| base.texts());
        for text in texts {
            let id = below + i128::try_from(self.texts.len()).unwrap_or(0);
            self.text_ids.insert(Arc::clone(&text), id);
            self.texts.push(text);
        }
    }
}

/// The texts that a rulebook names, in the order of texts.
fn texts_of(model: &Model) -> BTreeSet<Arc<str>> {
    let mut found = BTreeSet::new();
    let mut see = |expr: &Expr| {
        expr.walk(&mut |e| {
            if let ExprKind::Constant(value) = &e.kind {
                texts_in(value, &mut found);
            }
        });
    };
    model.terms.iter().flat_map(model::Term::exprs).for_each(&mut see);
    model.rules.iter().flat_map(|rule| rule.when.iter().chain(&rule.required)).for_each(&mut see);
    model.always.iter().for_each(&mut see);
    for period in model.figures.iter().flat_map(|figure| &figure.periods) {
        texts_in(&period.value, &mut found);
    }
    found
}

fn texts_in(value: &Value, found: &mut BTreeSet<Arc<str>>) {
    match value {
        Value::Text(text) => {
            found.insert(Arc::clone(text));
        }
        Value::Record(fields) => fields.iter().flatten().for_each(|field| texts_in(field, found)),
        Value::List(members) => members.iter().for_each(|member| texts_in(member, found)),
        Value::Membership(groups) => {
            found.extend(groups.iter().flat_map(|(name, of)| of.iter().chain([name])).cloned());
        }
        _ => {}
    }
}

pub(super) fn has_parts(ty: &Type) -> bool {
    matches!(ty, Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership)
}

/// What cannot be made without a case.
pub(super) struct NeedsCase;

pub(super) type Made<T = Id> = Result<T, NeedsCase>;

pub(super) struct Build<'a, 'm> {
    pub(super) model: &'m Model,
    pub(super) program: &'a mut Program,
    pub(super) case: Option<(&'a Situation, &'a Evaluation<'m>)>,
}

impl<'m> Build<'_, 'm> {
    /// Everything that is not there yet, each after what it reads.
    fn all(&mut self) {
        let (mut deciding, mut by_kind) = (BTreeMap::new(), BTreeMap::new());
        for (i, rule) in self.model.rules.iter().enumerate().filter(|(_, r)| r.is_blocker() || r.permits()) {
            for action in &rule.actions {
                deciding.entry(*action).or_insert_with(Vec::new).push(RuleId(i));
                for kind in &rule.prevails_over {
                    by_kind.entry((*action, *kind)).or_insert_with(Vec::new).push(RuleId(i));
                }
            }
        }
        for step in &self.model.order {
            match *step {
                Step::Term(id) => {
                    if self.model[id].of.is_none()
                        && self.program.term(id).is_none()
                        && let Ok(made) = self.term(id)
                    {
                        self.program.terms.insert(id, made);
                    }
                }
                Step::Rule(id) => self.rule(id),
                Step::Action(id) => self.action(id, deciding.get(&id), &by_kind),
            }
        }
        for id in (0..self.model.rules.len()).map(RuleId) {
            self.rule(id);
        }
        for id in (0..self.model.actions.len()).map(ActionId) {
            self.action(id, deciding.get(&id), &by_kind);
        }
        let made = self.program.base.as_ref().map(|base| base.always.clone()).unwrap_or_default();
        for (i, condition) in self.model.always.iter().enumerate() {
            let known = made.get(i).copied().flatten();
            let node = known.or_else(|| self.expr(condition).ok());
            self.program.always.push(node);
        }
    }

    // --- Nodes ------------------------------------------------------------------------------

    pub(super) fn push(&mut self, node: Node) -> Id {
        let key = match &node {
            Node::Var(var) => Some(Same::Var(*var)),
            Node::Constant(at) => Some(Same::Constant(*at)),
            Node::Calculate { op, of } if !matches!(op, Op::Not | Op::Between) => {
                Some(Same::Calculation(format!("{op:?}"), of.clone()))
            }
            _ => None,
        };
        let Some(key) = key else { return self.program.add(node) };
        if let Some(known) = self.program.same(&key) {
            return known;
        }
        let id = self.program.add(node);
        self.program.same.insert(key, id);
        id
    }

    pub(super) fn constant(&mut self, value: i128) -> Id {
        self.push(Node::Constant(value))
    }

    pub(super) fn keep(&mut self, of: Id) -> Id {
        if matches!(self.program.node(of), Node::Constant(_) | Node::Fault | Node::Var(_) | Node::Kept { .. }) {
            return of;
        }
        let slot = self.program.offset.2 + self.program.slots;
        self.program.slots += 1;
        self.push(Node::Kept { of, slot })
    }

    pub(super) fn var(&mut self, place: Place, ty: &Type, (low, high): (i128, i128)) -> Var {
        let id = self.program.offset.1 as usize + self.program.variables.len();
        self.program.variables.push(Variable { place, ty: ty.clone(), low, high });
        Var(u32::try_from(id).unwrap_or(u32::MAX))
    }

    /// A variable for what is not known, the same for the same words.
    pub(super) fn unknown(&mut self, words: String, ty: &Type, at: Vec<Arc<Path>>) -> Id {
        let known = self.program.unknown.get(&words).copied();
        let var = known.unwrap_or_else(|| {
            let range = match ty {
                Type::YesNo => (0, 1),
                Type::Choice(choices) => (0, i128::try_from(choices.names.len()).unwrap_or(1) - 1),
                _ => FAR,
            };
            let var = self.var(Place::Unknown(at), ty, range);
            self.program.unknown.insert(words, var);
            var
        });
        self.push(Node::Var(var))
    }

    pub(super) fn group(&mut self, how: Quantifier, of: Vec<Id>) -> Id {
        match (how, of.as_slice()) {
            (Quantifier::All | Quantifier::Any, [only]) => *only,
            _ => self.push(Node::Group { how, of: of.into() }),
        }
    }

    pub(super) fn not(&mut self, of: Id) -> Id {
        self.push(Node::Calculate { op: Op::Not, of: Box::new([of]) })
    }

    pub(super) fn within(&mut self, value: Id, set: Vec<(i128, i128)>) -> Id {
        self.push(Node::Within { value, set: set.into() })
    }

    fn window(&mut self, window: Window) -> Option<Id> {
        (window != Window::default()).then(|| {
            let today = self.push(Node::Var(Var::TODAY));
            let day = |date: Option<Date>, open: i128| date.map_or(open, |date| i128::from(date.days()));
            self.within(today, vec![(day(window.from, i128::MIN), day(window.until, i128::MAX))])
        })
    }

    // --- Rules ------------------------------------------------------------------------------

    fn rule(&mut self, id: RuleId) {
        if self.program.rule(id).is_some() {
            return;
        }
        let model = self.model;
        // A rule after its exceptions; there are no cycles.
        for by in &model.lifted_by[id.0] {
            self.rule(*by);
        }
        let rule = &model[id];
        let Ok(when) = rule.when.as_ref().map(|e| self.expr(e)).transpose() else { return };
        let Ok(required) = rule.required.as_ref().map(|e| self.expr(e)).transpose() else { return };
        let mut lifters = Vec::new();
        for by in &model.lifted_by[id.0] {
            let Some(by) = self.program.rule(*by) else { return };
            lifters.push(by.applies);
        }
        // A long conjunction stands in one group, so that each of its tests can be looked at.
        let mut tests = match when.map(|when| self.program.node(when).clone()) {
            Some(Node::Group { how: Quantifier::All, of }) => of.to_vec(),
            _ => when.into_iter().collect(),
        };
        tests.extend(self.window(rule.in_force));
        if let (RuleWord::Requirement, Some(required)) = (rule.kind, required) {
            tests.push(self.not(required));
        } else if rule.kind == RuleWord::Requirement {
            tests.push(self.constant_no());
        }
        let condition = self.push(Node::Group { how: Quantifier::All, of: tests.clone().into() });
        if !lifters.is_empty() {
            let lifted = self.push(Node::Group { how: Quantifier::None, of: lifters.into() });
            tests.push(lifted);
        }
        let mut applies = match model.lifted_by[id.0].is_empty() {
            true => condition,
            false => self.push(Node::Group { how: Quantifier::All, of: tests.into() }),
        };
        if rule.permits() {
            applies = self.keep(applies);
        }
        self.program.rules.insert(id, RuleNodes { when, required, condition, applies });
    }

    fn constant_no(&mut self) -> Id {
        self.constant(0)
    }

    fn action(
        &mut self,
        id: ActionId,
        deciding: Option<&Vec<RuleId>>,
        by_kind: &BTreeMap<(ActionId, model::SourceKind), Vec<RuleId>>,
    ) {
        if self.program.action(id).is_some() {
            return;
        }
        let model = self.model;
        let deciding = deciding.map_or(&[] as &[RuleId], Vec::as_slice);
        for rule in deciding {
            self.rule(*rule);
        }
        let applies = |program: &Program, rule: RuleId| program.rule(rule).map(|rule| rule.applies);
        let mut no_right: BTreeMap<model::SourceKind, Id> = BTreeMap::new();
        let mut blockers = Vec::new();
        for rule in deciding.iter().copied().filter(|rule| model[*rule].is_blocker()) {
            let Some(mut blocks) = applies(self.program, rule) else { return };
            let kind = model[rule].source.kind;
            if let Some(rights) = by_kind.get(&(id, kind)) {
                let rights: Option<Vec<Id>> = rights.iter().map(|right| applies(self.program, *right)).collect();
                let Some(rights) = rights else { return };
                let none = match no_right.get(&kind) {
                    Some(none) => *none,
                    None => {
                        let none = self.push(Node::Group { how: Quantifier::None, of: rights.into() });
                        self.keep(none)
                    }
                };
                no_right.insert(kind, none);
                blocks = self.push(Node::Group { how: Quantifier::All, of: Box::new([blocks, none]) });
            }
            blockers.push((rule, blocks));
        }
        let mut default_denial = None;
        if model[id].denied_unless_permitted {
            let permits = deciding.iter().copied().filter(|rule| model[*rule].permits());
            let permits: Option<Vec<Id>> = permits.map(|rule| applies(self.program, rule)).collect();
            let Some(permits) = permits else { return };
            let none = self.push(Node::Group { how: Quantifier::None, of: permits.into() });
            default_denial = Some(self.keep(none));
        }
        let denied = self.push(Node::Denied(id));
        let denied = self.keep(denied);
        let is_not = self.not(denied);
        let allowed = match self.window(model.header.in_force) {
            Some(in_force) => {
                let fault = self.push(Node::Fault);
                self.push(Node::If { test: in_force, then: is_not, otherwise: fault })
            }
            None => is_not,
        };
        let index = Index::of(self.program, &blockers);
        self.program.actions.insert(id, ActionNodes { blockers, index, default_denial, denied, allowed });
    }

    // --- Terms ------------------------------------------------------------------------------

    fn term(&mut self, id: TermId) -> Made {
        let model = self.model;
        let term = &model[id];
        let defined = if has_parts(&term.ty) { Err(NeedsCase) } else { self.lines(id, &[]) };
        let defined = match (defined, self.case) {
            (Err(NeedsCase), Some((_, evaluation))) if !has_parts(&term.ty) => {
                let reading = evaluation.term(id).reading.clone();
                // A term that is stated has a definition too, which is then not read.
                let mut reads = Reads::of_term(model, id);
                reads.facts.retain(|fact| Some(*fact) != term.stated);
                self.as_it_is(&format!("term {}", id.0), &term.ty, &reads, &reading)
            }
            (defined, _) => defined?,
        };
        let defined = self.keep(defined);
        Ok(match term.stated {
            Some(fact) => self.push(Node::Stated { var: Program::fact(fact), defined }),
            None => defined,
        })
    }

    /// What the lines or rows of a term come to, for the record that it is of.
    pub(super) fn lines(&mut self, id: TermId, members: &[super::lists::Thing]) -> Made {
        let term = &self.model[id];
        let mut rows = Vec::new();
        for line in &term.lines {
            let holds = match &line.holds {
                model::Holds::Always => Holds::Always,
                model::Holds::Otherwise => Holds::Otherwise,
                model::Holds::If(condition) => Holds::If(self.expr_in(condition, members)?),
            };
            rows.push(Row { holds, value: self.expr_in(&line.value, members)? });
        }
        let rows: Box<[Row]> = rows.into();
        let Some(table) = &term.table else {
            if let [Row { holds: Holds::Always, value }] = *rows {
                return Ok(value);
            }
            let conditions: Vec<&Expr> = term
                .lines
                .iter()
                .filter_map(|line| if let model::Holds::If(condition) = &line.holds { Some(condition) } else { None })
                .collect();
            let pairs = || (0..conditions.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
            let is_disjoint = pairs().all(|(i, j)| apart::are_apart(conditions[i], conditions[j]));
            let has_otherwise = term.lines.iter().any(|line| matches!(line.holds, model::Holds::Otherwise));
            let is_complete = has_otherwise || pairs().any(|(i, j)| apart::are_all(conditions[i], conditions[j]));
            return Ok(self.push(Node::Lines { lines: rows, is_disjoint, is_complete }));
        };
        let day = table.day.as_ref().map(|day| self.expr_in(day, members)).transpose()?;
        let columns = table.parts.iter().map(|part| Column {
            from: part.from.map(|from| i128::from(from.days())),
            rows: part.rows.clone(),
            is_complete: part.is_complete,
            is_disjoint: part.is_disjoint,
        });
        Ok(self.push(Node::Table { how: table.how, day, columns: columns.collect(), rows }))
    }

    // --- Expressions ------------------------------------------------------------------------

    pub(super) fn expr(&mut self, expr: &'m Expr) -> Made {
        self.expr_in(expr, &[])
    }

    /// An expression about members of lists, the outermost first.
    pub(super) fn expr_in(&mut self, expr: &'m Expr, members: &[super::lists::Thing]) -> Made {
        if self.case.is_some() && self.program.nodes.len() > NODES {
            return Err(NeedsCase);
        }
        match self.made(expr, members) {
            // What cannot be taken apart stays as it is in this case.
            Err(NeedsCase) if self.case.is_some() && members.is_empty() && !has_parts(&expr.ty) && !expr.is_open() => {
                let Some((situation, evaluation)) = self.case else { return Err(NeedsCase) };
                let reading = evaluation.read(situation, expr).reading;
                let mut reads = Reads::default();
                reads.add(self.model, expr);
                Ok(self.as_it_is(&words(expr), &expr.ty, &reads, &reading))
            }
            made => made,
        }
    }

    fn made(&mut self, expr: &'m Expr, members: &[super::lists::Thing]) -> Made {
        Ok(match &expr.kind {
            ExprKind::Constant(value) => match self.program.ordinal(value) {
                Some(at) => self.constant(at),
                None => return Err(NeedsCase),
            },
            ExprKind::Fact(id) if !has_parts(&expr.ty) => self.push(Node::Var(Program::fact(*id))),
            ExprKind::Term(id) => self.program.term(*id).ok_or(NeedsCase)?,
            ExprKind::NoRow => self.push(Node::Fault),
            ExprKind::Today => self.push(Node::Var(Var::TODAY)),
            ExprKind::Figure(id) => {
                let today = self.push(Node::Var(Var::TODAY));
                self.figure(*id, today)?
            }
            ExprKind::FigureOn { figure, day } => {
                let day = self.expr_in(day, members)?;
                self.figure(*figure, day)?
            }
            ExprKind::Allowed(id) => self.program.action(*id).ok_or(NeedsCase)?.allowed,
            ExprKind::Group { how, items } => {
                let of: Made<Vec<Id>> = items.iter().map(|item| self.expr_in(&item.test, members)).collect();
                self.group(*how, of?)
            }
            ExprKind::If { condition, then, otherwise } => {
                let test = self.expr_in(condition, members)?;
                let then = self.expr_in(then, members)?;
                let otherwise = self.expr_in(otherwise, members)?;
                self.push(Node::If { test, then, otherwise })
            }
            ExprKind::OneOf { value, options } => {
                let value = self.expr_in(value, members)?;
                let options: Made<Vec<Id>> = options.iter().map(|option| self.expr_in(option, members)).collect();
                let options = options?;
                let constant = |program: &Program, id: Id| match program.node(id) {
                    Node::Constant(at) => Some((*at, *at)),
                    _ => None,
                };
                match options.iter().map(|id| constant(self.program, *id)).collect::<Option<Vec<_>>>() {
                    Some(set) => self.within(value, joined(set)),
                    None => {
                        let same = |option: Id| self.calculate(Op::Compare(Comparison::Is), vec![value, option]);
                        let tests: Vec<Id> = options.into_iter().map(same).collect();
                        self.push(Node::Group { how: Quantifier::Any, of: tests.into() })
                    }
                }
            }
            ExprKind::Member(_)
            | ExprKind::Field { .. }
            | ExprKind::TermOf { .. }
            | ExprKind::Over(_)
            | ExprKind::Includes { .. }
            | ExprKind::Belongs { .. } => self.about_parts(expr, members)?,
            ExprKind::Make(_) | ExprKind::Fact(_) => return Err(NeedsCase),
            _ => {
                let Some(op) = Op::of(expr) else { return Err(NeedsCase) };
                // Values with parts are not on a line.
                if expr.parts().iter().any(|part| has_parts(&part.ty)) {
                    return Err(NeedsCase);
                }
                let of: Made<Vec<Id>> = expr.parts().into_iter().map(|part| self.expr_in(part, members)).collect();
                self.calculate(op, of?)
            }
        })
    }

    /// A comparison with a constant is the stretches in which it holds.
    fn calculate(&mut self, op: Op, of: Vec<Id>) -> Id {
        let constant = |id: Id| if let Node::Constant(at) = self.program.node(id) { Some(*at) } else { None };
        match (&op, of.as_slice()) {
            (Op::Compare(how), [value, other]) => {
                if let Some(set) = constant(*other).and_then(|at| holding(*how, at)) {
                    return self.within(*value, set);
                }
                let turned = match how {
                    Comparison::AtLeast => Comparison::AtMost,
                    Comparison::AtMost => Comparison::AtLeast,
                    Comparison::Less => Comparison::More,
                    Comparison::More => Comparison::Less,
                    same => *same,
                };
                if let Some(set) = constant(*value).and_then(|at| holding(turned, at)) {
                    return self.within(*other, set);
                }
                let [less, same, more] = apart::cases(*how);
                let (left, right, cases) = match value <= other {
                    true => (*value, *other, [less, same, more]),
                    false => (*other, *value, [more, same, less]),
                };
                return self.push(Node::Related { left, right, cases });
            }
            (Op::Between, [value, low, high]) => {
                if let (Some(low), Some(high)) = (constant(*low), constant(*high)) {
                    return self.within(*value, if low <= high { vec![(low, high)] } else { Vec::new() });
                }
            }
            _ => {}
        }
        self.push(Node::Calculate { op, of: of.into() })
    }

    fn figure(&mut self, id: model::FigureId, day: Id) -> Made {
        let periods = self.model[id].periods.iter();
        let from: Option<Box<[(i128, i128)]>> = periods
            .map(|period| Some((i128::from(period.from.days()), self.program.ordinal(&period.value)?)))
            .collect();
        Ok(self.push(Node::Figure { day, from: from.ok_or(NeedsCase)? }))
    }

    /// What cannot be taken apart: in this case it is what the plain evaluator makes of it; where something that it reads is otherwise, it may be anything.
    fn as_it_is(&mut self, words: &str, ty: &Type, reads: &Reads, reading: &Reading) -> Id {
        let missing = match self.case {
            Some((situation, _)) => reads.facts.iter().filter(|id| situation.fact(**id).is_none()).copied().collect(),
            None => Vec::new(),
        };
        let missing = missing.into_iter().filter(|id: &FactId| !self.model[*id].is_term);
        let missing: Vec<Arc<Path>> = missing.map(|id| Arc::new(Path::Fact(id))).collect();
        let here = match reading {
            Reading::Known(value) => match self.program.ordinal(value) {
                Some(at) => self.constant(at),
                None => self.unknown(words.to_owned(), ty, Vec::new()),
            },
            Reading::Missing => self.unknown(words.to_owned(), ty, missing),
            Reading::Fault(_) => self.push(Node::Fault),
        };
        let Some((situation, _)) = self.case else { return here };
        let mut same = Vec::new();
        for id in &reads.facts {
            let fact = &self.model[*id];
            let var = self.push(Node::Var(Program::fact(*id)));
            match situation.fact(*id) {
                Some(_) if has_parts(&fact.ty) => same.push(self.within(var, vec![(0, 0)])),
                Some(value) => {
                    if let Some(at) = self.program.ordinal(value) {
                        same.push(self.within(var, vec![(at, at)]));
                    }
                }
                None => {}
            }
        }
        if reads.today {
            let today = self.push(Node::Var(Var::TODAY));
            let day = i128::from(situation.today.days());
            same.push(self.within(today, vec![(day, day)]));
        }
        if same.is_empty() {
            return here;
        }
        let test = self.push(Node::Group { how: Quantifier::All, of: same.into() });
        let otherwise = self.unknown(format!("otherwise {words}"), ty, Vec::new());
        if let Node::Var(var) = *self.program.node(otherwise) {
            self.program.loose.insert(var);
        }
        let node = self.push(Node::If { test, then: here, otherwise });
        self.keep(node)
    }
}

/// The stretches in which a comparison with a constant holds.
pub(super) fn holding(how: Comparison, at: i128) -> Option<Vec<(i128, i128)>> {
    Some(match how {
        Comparison::AtLeast => vec![(at, i128::MAX)],
        Comparison::AtMost => vec![(i128::MIN, at)],
        Comparison::Is => vec![(at, at)],
        Comparison::IsNot => vec![(i128::MIN, at.checked_sub(1)?), (at.checked_add(1)?, i128::MAX)],
        Comparison::Less => vec![(i128::MIN, at.checked_sub(1)?)],
        Comparison::More => vec![(at.checked_add(1)?, i128::MAX)],
    })
}

/// Stretches in order, those that touch made one.
pub(super) fn joined(mut set: Vec<(i128, i128)>) -> Vec<(i128, i128)> {
    set.sort_unstable();
    let mut out: Vec<(i128, i128)> = Vec::new();
    for (low, high) in set {
        match out.last_mut() {
            Some(last) if last.1.checked_add(1).is_none_or(|next| next >= low) => last.1 = last.1.max(high),
            _ => out.push((low, high)),
        }
    }
    out
}

/// The words of an expression, the same for the same text wherever it stands.
pub(super) fn words(expr: &Expr) -> String {
    let mut out = String::new();
    put(expr, &mut out);
    out
}

fn put(expr: &Expr, out: &mut String) {
    use std::fmt::Write as _;
    let head = match &expr.kind {
        ExprKind::Constant(value) => format!("{value:?}"),
        ExprKind::Fact(FactId(id)) => format!("fact {id}"),
        ExprKind::Term(TermId(id)) => format!("term {id}"),
        ExprKind::Figure(id) => format!("figure {}", id.0),
        ExprKind::FigureOn { figure, .. } => format!("figure {} on", figure.0),
        ExprKind::Member(level) => format!("member {level}"),
        ExprKind::Field { at, .. } => format!("field {at}"),
        ExprKind::TermOf { term, .. } => format!("term {} of", term.0),
        ExprKind::Over(over) => {
            format!("{:?} {} {} {}", over.how, over.level, over.test.is_some(), over.value.is_some())
        }
        ExprKind::Group { how, .. } => format!("{how:?}"),
        ExprKind::Allowed(id) => format!("allowed {}", id.0),
        ExprKind::Today => "today".to_owned(),
        ExprKind::NoRow => "no row".to_owned(),
        ExprKind::Make(_) => "make".to_owned(),
        ExprKind::Includes { .. } => "includes".to_owned(),
        ExprKind::Belongs { .. } => "belongs".to_owned(),
        ExprKind::OneOf { .. } => "one of".to_owned(),
        ExprKind::If { .. } => "if".to_owned(),
        _ => format!("{:?}", Op::of(expr)),
    };
    let _ = write!(out, "({head}");
    for part in expr.parts() {
        out.push(' ');
        put(part, out);
    }
    out.push(')');
}
