//! Why a term or figure has its value: the lines that hold, then those of what they read, down to the facts.

use std::collections::{BTreeSet, VecDeque};

use serde::Serialize;

use super::because::{self, fact_value};
use super::build;
use super::grounds;
use super::lines::{self, each_that_matters};
use super::naming;
use super::phrase::{self, typed};
use super::place::{self, Missing};
use super::{
    Audience, FactValue, Fault, FaultCode, Ground, MissingFact, Named, Phrase, RulebookRef, Segment, Source, TableRow,
    Typed,
};
use crate::decide::{Evaluation, FaultKind, Reading, Situation, Trace};
use crate::language::Language;
use crate::model::expr::ExprKind;
use crate::model::table::Matches;
use crate::model::vocabulary::FactId;
use crate::model::{Holds, Model, Reads, TermId, Valued};
use crate::source::Sources;
use crate::value::{Date, Truth, Type};

/// The answer to "what is this value, and why?", for one term or figure in one case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ValueAnswer {
    /// For whom it is.
    pub audience: Audience,
    /// In which language it stands.
    pub language: Language,
    /// A digest of rulebook, name and case: the same question gives the same id.
    pub answer_id: String,
    /// Which edition of which rulebook answered.
    pub rulebook: RulebookRef,
    /// The name that was asked for.
    pub name: String,
    /// The day of the request.
    pub today: Date,
    /// The value and why; `None` where it depends on what this reader is never told.
    pub derivation: Option<Derivation>,
    /// What is still to be asked before it is known.
    pub missing: Vec<MissingFact>,
    /// What was taken for granted because nobody stated it.
    pub assumed: Vec<FactValue>,
    /// What could not be calculated.
    pub faults: Vec<Fault>,
    /// The day by which the rulebook was to be reviewed, if it has passed.
    pub review_overdue_since: Option<Date>,
}

/// A value and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// What has the value.
    pub term: Named,
    /// The value; `None` if it is not known or cannot be calculated.
    pub value: Option<Typed>,
    /// The term or figure itself, then what it reads, each once; empty on a day on which the rulebook is not in force.
    pub steps: Vec<Step>,
    /// The facts that decide: with these as they are it has this value, whatever the others are. Of a value that is not
    /// known, those that are stated and count.
    pub facts: Vec<FactValue>,
    /// Whether it depends on a fact that customers are never told.
    pub never_told: bool,
}

/// A term or figure on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub term: Named,
    /// Whether it is a term, a table or a figure.
    pub kind: ValueKind,
    /// Its value; `None` if it is not known or cannot be calculated.
    pub value: Option<Typed>,
    /// The lines that hold; of a value that is not known those that may, and if none holds all.
    pub lines: Vec<Line>,
    /// Of a table that puts all rows that match together: how.
    pub together: Phrase,
    /// Whether it depends on a fact that customers are never told.
    pub never_told: bool,
}

/// Whether something is derived, looked up, or fixed by date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// Fixed by date.
    Figure,
    /// Looked up in rows.
    Table,
    /// Derived.
    Term,
}

/// Whether a line holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// It does.
    Holds,
    /// It depends on what is not known.
    MayHold,
    /// It does not.
    DoesNotHold,
}

/// A `means` line of a term, a row of a table, or a period of a figure, as it stands here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Whether it holds.
    pub state: LineState,
    /// What it comes to.
    pub value: Option<Typed>,
    /// How that came about; empty where the rulebook states the value itself.
    pub working: Phrase,
    /// The tests on which it rests.
    pub because: Vec<Ground>,
    /// Of a row of a table which.
    pub row: Option<TableRow>,
    /// Whether it is a row that says that there is none.
    pub no_row: bool,
    /// Of a period, or a row that does not hold always, the day from which it holds.
    pub from: Option<Date>,
    /// Where the value stands.
    pub by: Option<Source>,
    /// Where the line stands in the text of the rulebook; for auditors.
    pub at: Option<Place>,
    /// Whether it is no line of the rulebook: the case states the term.
    pub stated: bool,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The name of the text.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

impl Valued {
    pub(super) fn reads(self, model: &Model) -> Reads {
        match self {
            Valued::Term(id) => Reads::of_term(model, id),
            Valued::Figure(_) => Reads::default(),
        }
    }

    fn named(self, model: &Model) -> Named {
        let (name, label) = match self {
            Valued::Term(id) => (&model[id].name, &model[id].label),
            Valued::Figure(id) => (&model[id].name, &model[id].label),
        };
        Named { name: name.clone(), label: label.clone() }
    }

    /// Whether customers may not see it: its value would tell them what they are never told.
    pub(crate) fn never_told(self, model: &Model) -> bool {
        because::reads_never_told(model, &self.reads(model))
    }
}

/// Answers what one term or figure is, to one reader. `answer_id` is left to the caller; `sources` say where lines stand.
pub(crate) fn value_answer(
    evaluation: &Evaluation<'_>,
    rulebook: RulebookRef,
    situation: &Situation,
    asked: Valued,
    audience: Audience,
    sources: &Sources,
) -> ValueAnswer {
    let model = evaluation.model;
    let to_customer = audience == Audience::Customer;
    let mut answer = ValueAnswer {
        audience,
        language: evaluation.model.header.language.clone(),
        answer_id: String::new(),
        rulebook,
        name: asked.named(model).name,
        today: situation.today,
        derivation: None,
        missing: Vec::new(),
        assumed: Vec::new(),
        faults: Vec::new(),
        review_overdue_since: None,
    };
    // Not even what is missing: to ask for it would tell what it depends on.
    if to_customer && asked.never_told(model) {
        return answer;
    }
    let reads = asked.reads(model);
    let derivation = derivation(evaluation, situation, asked, (audience == Audience::Auditor).then_some(sources));
    if !to_customer {
        answer.faults = faults(evaluation, situation, &[asked]);
        answer.review_overdue_since = model.header.review_by.filter(|day| *day < situation.today);
    }
    if let Valued::Term(id) = asked
        && evaluation.in_force
        && evaluation.term(id).reading == Reading::Missing
    {
        let mut found = Missing::default();
        because::missing(evaluation, evaluation.term(id).possible(), &mut found);
        answer.missing = found.questions(model);
    }
    let assumed = situation.assumed.iter().filter(|fact| reads.facts.contains(fact));
    let assumed = assumed.map(|fact| fact_value(model, situation, *fact));
    answer.assumed = assumed.chain(place::assumed(model, situation, &reads.facts)).collect();
    answer.derivation = Some(derivation);
    answer
}

/// A value and why, down to the facts.
pub(super) fn derivation(
    evaluation: &Evaluation<'_>,
    situation: &Situation,
    asked: Valued,
    sources: Option<&Sources>,
) -> Derivation {
    let model = evaluation.model;
    let mut out = Derivation {
        term: asked.named(model),
        value: None,
        steps: Vec::new(),
        facts: Vec::new(),
        never_told: asked.never_told(model),
    };
    if !evaluation.in_force {
        return out;
    }
    let mut counted = BTreeSet::new();
    let mut entered = BTreeSet::from([asked]);
    let mut pending = VecDeque::from([asked]);
    while let Some(next) = pending.pop_front() {
        for trace in deciding(evaluation, next) {
            each_that_matters(trace, &mut |trace| {
                let read = match &trace.expr.kind {
                    ExprKind::Term(id) => Valued::Term(*id),
                    ExprKind::Figure(id) => Valued::Figure(*id),
                    ExprKind::Fact(id) => {
                        counted.insert(*id);
                        return;
                    }
                    _ => return,
                };
                if entered.insert(read) {
                    pending.push_back(read);
                }
            });
        }
        out.steps.push(step(evaluation, situation, next, sources));
    }
    out.value = out.steps.first().and_then(|step| step.value.clone());
    let facts: Vec<FactId> = match (asked, &out.value) {
        (Valued::Term(id), Some(_)) => sufficient(model, situation, id, &counted),
        _ => counted.into_iter().filter(|fact| situation.fact(*fact).is_some()).collect(),
    };
    out.facts = match (asked, &out.value) {
        (Valued::Term(id), Some(_)) => {
            let known = evaluation.term(id).reading.clone();
            let same = |trial: &Situation| Evaluation::new(model, trial).term(id).reading == known;
            place::deciding(model, &only(model, situation, &facts), &facts, &same)
        }
        _ => facts.into_iter().map(|fact| fact_value(model, situation, fact)).collect(),
    };
    out
}

fn step(evaluation: &Evaluation<'_>, situation: &Situation, of: Valued, sources: Option<&Sources>) -> Step {
    let model = evaluation.model;
    let place = |span| {
        let source = sources?.get(span)?;
        Some(Place { file: source.name().to_owned(), line: source.line_column(span.start).0 })
    };
    let (kind, value, lines) = match of {
        Valued::Term(id) => {
            let (term, trace) = (&model[id], evaluation.term(id));
            let lines = lines::telling(trace).into_iter().map(|at| Line {
                state: match trace.lines[at].holds {
                    Truth::Yes => LineState::Holds,
                    Truth::Unknown => LineState::MayHold,
                    Truth::No => LineState::DoesNotHold,
                },
                value: trace.lines[at].value.value().map(|value| typed(value, &trace.lines[at].value.expr.ty)),
                working: working(evaluation, &trace.lines[at].value),
                because: tests(evaluation, id, at),
                row: because::table_row(&term.lines[at]),
                no_row: term.lines[at].is_no_row(),
                from: term.table.as_ref().and_then(|table| table.parts.iter().find(|p| p.rows.contains(&at))?.from),
                by: term.lines[at].by.as_ref().map(because::source),
                at: place(term.lines[at].span),
                stated: false,
            });
            let stated = term.stated.and_then(|fact| situation.fact(fact)).map(|value| Line {
                state: LineState::Holds,
                value: Some(typed(value, &term.ty)),
                working: Phrase::default(),
                because: Vec::new(),
                row: None,
                no_row: false,
                from: None,
                by: None,
                at: None,
                stated: true,
            });
            let value = match &trace.reading {
                Reading::Known(value) => Some(typed(value, &term.ty)),
                Reading::Missing | Reading::Fault(_) => None,
            };
            let kind = if term.table.is_some() { ValueKind::Table } else { ValueKind::Term };
            (kind, value, lines.chain(stated).collect())
        }
        Valued::Figure(id) => {
            let figure = &model[id];
            let period = figure.on(situation.today);
            let line = period.map(|period| Line {
                state: LineState::Holds,
                value: Some(typed(&period.value, &figure.ty)),
                working: Phrase::default(),
                because: Vec::new(),
                row: None,
                no_row: false,
                from: Some(period.from),
                by: Some(because::source(&period.by)),
                at: place(period.by.span),
                stated: false,
            });
            (ValueKind::Figure, line.as_ref().and_then(|line| line.value.clone()), line.into_iter().collect())
        }
    };
    let together = together(evaluation, of);
    Step { term: of.named(model), kind, value, lines, together, never_told: of.never_told(model) }
}

/// How a table puts all rows that match together, where that is more than one.
fn together(evaluation: &Evaluation<'_>, of: Valued) -> Phrase {
    let Valued::Term(id) = of else { return Phrase::default() };
    let (term, trace) = (&evaluation.model[id], evaluation.term(id));
    let (Some(table), Reading::Known(_)) = (&term.table, &trace.reading) else { return Phrase::default() };
    let matching = trace.lines.iter().filter(|line| line.holds == Truth::Yes);
    let values: Vec<Segment> =
        matching.filter_map(|line| Some(Segment::Value(typed(line.value.value()?, &line.value.expr.ty)))).collect();
    let said = |words| Phrase(vec![Segment::Operator(words)]);
    let listed = |words, between: &'static str, end: Option<&'static str>| {
        let mut out: Vec<Segment> = Option::into_iter(words).map(Segment::Operator).collect();
        for (at, value) in values.iter().enumerate() {
            out.extend((at > 0).then_some(Segment::Operator(between)));
            out.push(value.clone());
        }
        out.extend(end.map(Segment::Operator));
        Phrase(out)
    };
    match (table.how, values.len()) {
        (Matches::Sum | Matches::Number | Matches::All | Matches::GreatestFirst | Matches::LeastFirst, 0) => {
            said("no row fits")
        }
        (Matches::Number, _) => said("as many rows as fit"),
        (_, 0 | 1) => Phrase::default(),
        (Matches::Sum, _) => listed(None, "+", None),
        // Records side by side are hard to tell apart, so the field that decides is named.
        (Matches::Least | Matches::Greatest, _) if table.by.is_some() => {
            let best = if table.how == Matches::Least { "least" } else { "greatest" };
            let field = match &term.ty {
                Type::Record(record) => table.by.and_then(|at| record.fields.get(at)).map(|field| field.label.as_str()),
                _ => None,
            };
            let said = naming::best_of_rows(&evaluation.model.header.language, best, field);
            Phrase(vec![Segment::Words(said.into())])
        }
        (Matches::Least, _) => listed(Some("the least of ("), ",", Some(")")),
        (Matches::Greatest, _) => listed(Some("the greatest of ("), ",", Some(")")),
        (Matches::All, _) => said("the rows that fit, in their order"),
        (Matches::GreatestFirst | Matches::LeastFirst, _) => said("the rows that fit, in the order of what they give"),
        (Matches::One | Matches::First | Matches::Agree, _) => Phrase::default(),
    }
}

/// What decides about the lines that are told: their conditions, of `otherwise` those of all others, and their values.
fn deciding<'t>(evaluation: &'t Evaluation<'_>, of: Valued) -> Vec<&'t Trace<'t>> {
    let Valued::Term(id) = of else { return Vec::new() };
    let (term, trace) = (&evaluation.model[id], evaluation.term(id));
    let mut found: Vec<&Trace<'_>> = trace.day.iter().collect();
    for at in lines::telling(trace) {
        found.extend(lines::conditions(term, trace, at).map(|(_, condition)| condition));
        if trace.lines[at].holds != Truth::No {
            found.push(&trace.lines[at].value);
        }
    }
    found
}

/// The tests on which a line rests, each once.
fn tests(evaluation: &Evaluation<'_>, id: TermId, at: usize) -> Vec<Ground> {
    let (term, trace) = (&evaluation.model[id], evaluation.term(id));
    let mut found: Vec<Ground> = Vec::new();
    for (_, test) in lines::tests(term, trace, at) {
        for ground in grounds::plain(evaluation, test) {
            if !found.contains(&ground) {
                found.push(ground);
            }
        }
    }
    if lines::waits_for_others(term, trace, at) {
        let said = match (term.table.is_some(), matches!(term.lines[at].holds, Holds::Otherwise)) {
            (false, _) => "no other line holds",
            (true, true) => "no other row fits",
            (true, false) => "no row before it fits",
        };
        found.push(Ground { open: true, ..Ground::of(Phrase(vec![Segment::Operator(said)])) });
    }
    found
}

/// How a value came about; empty where the rulebook states it, and where tests tell it.
fn working(evaluation: &Evaluation<'_>, trace: &Trace<'_>) -> Phrase {
    match trace.expr.kind {
        ExprKind::Constant(_) | ExprKind::NoRow | ExprKind::Make(_) => Phrase::default(),
        _ if trace.expr.ty == Type::YesNo => Phrase::default(),
        _ => phrase::of_value(evaluation, trace),
    }
}

/// Facts that decide a known value: none of them can be left out. Found by leaving out one at a time, first those that no
/// line that is told reads, and asking the plain evaluator.
fn sufficient(model: &Model, situation: &Situation, id: TermId, counted: &BTreeSet<FactId>) -> Vec<FactId> {
    let reads = Reads::of_term(model, id);
    let value = |situation: &Situation| Evaluation::new(model, situation).term(id).reading.clone();
    let known = value(situation);
    // What nobody stated decides nothing here.
    let mut kept: BTreeSet<FactId> = reads.facts.into_iter().filter(|fact| situation.fact(*fact).is_some()).collect();
    let mut order: Vec<FactId> = kept.iter().copied().collect();
    // By name, so that the order of statements does not choose between two sets.
    order.sort_by_key(|fact| (counted.contains(fact), &model[*fact].name));
    let mut trial = situation.clone();
    for fact in order {
        let mut without = trial.clone();
        without.forget(fact);
        if value(&without) == known {
            trial = without;
            kept.remove(&fact);
        }
    }
    kept.into_iter().collect()
}

/// The same of which only these facts are known.
pub(super) fn only(model: &Model, situation: &Situation, facts: &[FactId]) -> Situation {
    let mut only = situation.clone();
    // A term that nobody stated follows from the others.
    let others = model
        .vocabulary
        .iter()
        .filter(|(id, fact)| !(facts.contains(id) || fact.is_term && situation.fact(*id).is_none()));
    others.for_each(|(id, _)| only.forget(id));
    only
}

/// What could not be calculated on the way to values.
pub(super) fn faults(evaluation: &Evaluation<'_>, situation: &Situation, of: &[Valued]) -> Vec<Fault> {
    let model = evaluation.model;
    if !evaluation.in_force {
        return vec![Fault { kind: FaultCode::NotInForce, at: model.header.title.clone() }];
    }
    let mut found = BTreeSet::new();
    let mut entered: BTreeSet<Valued> = of.iter().copied().collect();
    let mut pending: Vec<Valued> = of.to_vec();
    while let Some(next) = pending.pop() {
        let label = next.named(model).label;
        match next {
            Valued::Figure(id) if model[id].on(situation.today).is_none() => {
                found.insert(Fault { kind: FaultCode::BeforeFirstDate, at: label.clone() });
            }
            Valued::Figure(_) => {}
            Valued::Term(id) => {
                if let Reading::Fault(kind @ (FaultKind::NoLine | FaultKind::Contradiction)) =
                    evaluation.term(id).reading
                {
                    found.insert(Fault { kind: build::code(kind), at: label.clone() });
                }
                found.extend(build::table_fault(evaluation, id));
            }
        }
        for trace in deciding(evaluation, next) {
            each_that_matters(trace, &mut |trace| {
                let read = match &trace.expr.kind {
                    ExprKind::Term(id) => Valued::Term(*id),
                    ExprKind::Figure(id) => Valued::Figure(*id),
                    _ => {
                        let inner = trace.parts.iter().any(|part| matches!(part.reading, Reading::Fault(_)));
                        let here = !inner && !matches!(trace.expr.kind, ExprKind::NoRow);
                        if let (Reading::Fault(kind), true) = (&trace.reading, here) {
                            found.insert(Fault { kind: build::code(*kind), at: label.clone() });
                        }
                        return;
                    }
                };
                if entered.insert(read) {
                    pending.push(read);
                }
            });
        }
    }
    found.into_iter().collect()
}
