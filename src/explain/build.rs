//! Puts an explanation together.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::because::{self, Blocker, fact_value, rule_ref};
use super::fair::rules_about;
use super::phrase::of_template;
use super::uses::Uses;
use super::who::Asked;
use super::{
    Advice, Audience, Authority, Book, Branch, Deciding, Explanation, FactValue, Fault, FaultCode, Label, Later,
    MissingFact, Named, Outcome, Remedy, Restriction, RulebookRef, Standing, Stopped, Timeline, considered, grounds,
    instead, options, place, reasons, redact, sure, value, when, who,
};
use crate::decide::{Evaluation, FaultKind, Reading, Situation, Trace};
use crate::model::expr::ExprKind;
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, Model, Reads, RuleId, RuleWord, TermId};
use crate::program::Program;
use crate::value::{Truth, Type, Value};

/// What decides the standing of an action; the same for the action that was asked for and for its alternatives.
pub(super) struct Core {
    pub(super) outcome: Outcome,
    pub(super) standing: Standing,
    pub(super) blockers: Vec<(Blocker, Truth)>,
    pub(super) remedies: Vec<Remedy>,
    pub(super) remedies_label: Label,
    pub(super) authority: Vec<Authority>,
    pub(super) authority_label: Label,
    pub(super) together: Vec<Vec<Named>>,
    pub(super) timeline: Timeline,
}

impl Core {
    /// Whether surely nothing changes a denial: nobody, and no day.
    pub(super) fn is_closed(&self) -> bool {
        self.standing == Standing::No
            && self.blockers.iter().all(|(_, blocks)| *blocks == Truth::Yes)
            && [self.remedies_label, self.authority_label] == [Label::Proven, Label::Proven]
            && self.together.is_empty()
            // A later day on which it cannot be told may be one on which it opens.
            && !self.timeline.gave_up
            && self.timeline.stretches.iter().all(|stretch| stretch.outcome == Outcome::Denied)
    }
}

pub(super) fn core(asked: Asked<'_, '_>) -> Core {
    let Asked { evaluation, situation, action, book, .. } = asked;
    let outcome = evaluation.outcome(action);
    let blockers = if evaluation.in_force { options::blockers(evaluation, action) } else { Vec::new() };
    let denied = outcome == Outcome::Denied;
    let (remedies, remedies_label) = match outcome {
        Outcome::Denied => instead::remedies(book, situation, evaluation, action, instead::ALL),
        Outcome::Allowed => (Vec::new(), Label::Proven),
        Outcome::Undetermined => (Vec::new(), Label::GaveUp { budget: 0 }),
    };
    let (authority, authority_label) =
        if denied { who::authority(asked, &blockers) } else { (Vec::new(), Label::Proven) };
    let together = who::together(asked, &blockers, &authority);
    let timeline = when::timeline(book, situation, action);
    let standing = match outcome {
        Outcome::Allowed => Standing::Yes,
        Outcome::Undetermined => Standing::CannotTell,
        Outcome::Denied if !remedies.is_empty() => Standing::YesIf,
        Outcome::Denied if authority.iter().any(|a| a.covers || !a.after.is_empty()) => Standing::Ask,
        Outcome::Denied if timeline.opens_on.is_some() => Standing::From,
        Outcome::Denied => Standing::No,
    };
    Core { outcome, standing, blockers, remedies, remedies_label, authority, authority_label, together, timeline }
}

/// Explains one action in one situation to one reader. `answer_id` is left to the caller.
pub(crate) fn explain(
    (model, program): (&Model, &Arc<Program>),
    rulebook: RulebookRef,
    situation: &Situation,
    action: ActionId,
    audience: Audience,
    uses: Option<Uses<'_>>,
) -> Explanation {
    // What is left of a limit is no matter for the customer: who may decide is the same tomorrow.
    let uses = uses.filter(|_| audience != Audience::Customer);
    let book = Book { model, program };
    let full = explain_once(book, &rulebook, situation, action, uses, true);
    match audience {
        Audience::Staff => full,
        Audience::Customer => redact::for_customer(book, situation, action, full),
        Audience::Auditor => Explanation { audience, considered: considered::rules(model, situation, action), ..full },
    }
}

/// What would make it a yes, by itself.
pub(crate) fn remedies_of(book: Book<'_>, situation: &Situation, action: ActionId) -> (Vec<Remedy>, Label) {
    let evaluation = sure::decided_near(book, situation, action);
    match evaluation.outcome(action) {
        Outcome::Denied => instead::remedies(book, situation, &evaluation, action, instead::ALL),
        Outcome::Allowed => (Vec::new(), Label::Proven),
        Outcome::Undetermined => (Vec::new(), Label::GaveUp { budget: 0 }),
    }
}

/// The facts that decide, by themselves.
pub(crate) fn deciding_of(book: Book<'_>, situation: &Situation, action: ActionId) -> Vec<Deciding> {
    let evaluation = sure::decided_near(book, situation, action);
    let blockers = if evaluation.in_force { options::blockers(&evaluation, action) } else { Vec::new() };
    let certain = blockers.into_iter().filter(|(_, blocks)| *blocks == Truth::Yes);
    certain
        .filter_map(|(blocker, _)| {
            let (facts, label) = reasons::of_blocker(book, situation, action, blocker)?;
            Some(Deciding { rule: who::blocker_ref(book.model, action, blocker), facts, label })
        })
        .collect()
}

fn explain_once(
    book: Book<'_>,
    rulebook: &RulebookRef,
    situation: &Situation,
    action: ActionId,
    uses: Option<Uses<'_>>,
    branch: bool,
) -> Explanation {
    let model = book.model;
    let mut evaluation = sure::decided(book, situation, action);
    // What is offered instead is decided in this case too.
    let instead: BTreeSet<ActionId> = options::blockers(&evaluation, action)
        .iter()
        .flat_map(|(blocker, _)| &who::way_out(model, action, *blocker).0.instead)
        .map(|instead| instead.action)
        .collect();
    instead.into_iter().for_each(|other| sure::settle(book, situation, &mut evaluation, other));
    let asked = Asked { evaluation: &evaluation, situation, action, uses, book };
    let core = core(asked);
    let about = evaluation.rules_about(action);
    let denied_or_open = core.outcome != Outcome::Allowed;
    let restrictions = core.blockers.iter().map(|(blocker, blocks)| restriction(asked, *blocker, *blocks)).collect();
    let covered = core.authority.iter().any(|role| role.covers);
    let (missing, missing_label) = options::to_ask(asked, covered);
    let (later, later_label) = later(asked, &core);
    let branches = if branch { branches(asked, rulebook, &missing) } else { Vec::new() };
    // Whatever is offered or referred to comes from what stands in the way; what may stand in the way counts too.
    let alternatives = if denied_or_open { options::alternatives(asked, &core.blockers) } else { Vec::new() };
    let stopped = |by: Vec<RuleId>, rule: RuleId| Stopped {
        rule: rule_ref(model, rule),
        by: by.into_iter().map(|id| rule_ref(model, id)).collect(),
    };
    let excepted = about.iter().filter(|s| s.condition == Truth::Yes && s.lifted == Truth::Yes).map(|s| {
        let by = model.lifted_by[s.id.0].iter().copied().filter(|by| evaluation.state(*by).applies == Truth::Yes);
        stopped(by.collect(), s.id)
    });
    let defeated = about.iter().filter(|s| model[s.id].is_blocker() && s.applies == Truth::Yes).filter_map(|s| {
        let (truth, by) = evaluation.defeated(s.id, action);
        (truth == Truth::Yes).then(|| stopped(by, s.id))
    });
    let granted =
        about.iter().filter(|s| core.outcome == Outcome::Allowed && model[s.id].permits() && s.applies == Truth::Yes);
    let advice = about.iter().filter(|s| model[s.id].kind == RuleWord::Advice && s.applies == Truth::Yes).map(|s| {
        let told = |template| Option::map(template, |t| of_template(&evaluation, situation, t));
        let way_out = &model[s.id].way_out;
        Advice {
            rule: rule_ref(model, s.id),
            tell_staff: told(way_out.tell_staff.as_ref()),
            tell_customer: told(way_out.tell_customer.as_ref()),
        }
    });
    let read = reads_about(model, action);
    // What may still be asked or may turn out otherwise is no end.
    let never = later.is_none() && later_label == Label::Proven;
    let dead_end =
        never && core.is_closed() && missing.is_empty() && alternatives.is_empty() && options::no_way_out(asked, &core);
    let mut rests_on = read.facts.clone();
    if core.outcome == Outcome::Denied {
        let mut reads = Reads::default();
        options::authority_reads(model, action, &core.blockers).into_iter().for_each(|expr| reads.add(model, expr));
        rests_on.extend(reads.facts);
    }
    let shows = &model[action].shows;
    rests_on.extend(shows.iter().flat_map(|shown| shown.reads(model).facts));
    let mut faults = faults(&evaluation, action, &read);
    for fault in value::faults(&evaluation, situation, shows) {
        if !shows.is_empty() && !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    Explanation {
        audience: Audience::Staff,
        language: model.header.language.clone(),
        sentences: model.header.language.clone(),
        answer_id: String::new(),
        rulebook: rulebook.clone(),
        action: options::named(model, action),
        today: situation.today,
        outcome: core.outcome,
        standing: core.standing,
        restrictions,
        told: Vec::new(),
        excepted: excepted.collect(),
        defeated: defeated.collect(),
        granted_by: granted.map(|s| rule_ref(model, s.id)).collect(),
        alternatives,
        referrals: if denied_or_open {
            options::referrals(&evaluation, situation, action, &core.blockers)
        } else {
            Vec::new()
        },
        remedies: core.remedies,
        remedies_label: core.remedies_label,
        later,
        later_label,
        changeable: if core.outcome == Outcome::Denied {
            instead::changeable_facts(model, action, &core.blockers)
        } else {
            Vec::new()
        },
        timeline: core.timeline,
        authority: core.authority,
        authority_label: core.authority_label,
        dead_end,
        together: core.together,
        missing,
        missing_label,
        assumed: situation
            .assumed
            .iter()
            .filter(|id| rests_on.contains(id))
            .map(|id| fact_value(model, situation, *id))
            .chain(place::assumed(model, situation, &rests_on))
            .collect(),
        branches,
        values: shows.iter().map(|shown| value::derivation(&evaluation, situation, *shown, None)).collect(),
        advice: advice.collect(),
        faults,
        review_overdue_since: model.header.review_by.filter(|day| *day < situation.today),
        considered: Vec::new(),
    }
}

/// What helps on a later day, where nothing does today.
pub(super) fn later(asked: Asked<'_, '_>, core: &Core) -> (Option<Later>, Label) {
    let Asked { situation, action, book, .. } = asked;
    match core.outcome {
        Outcome::Denied if core.remedies.is_empty() => {
            instead::later(book, situation, action, instead::ALL, &core.timeline)
        }
        _ => (None, Label::GaveUp { budget: 0 }),
    }
}

fn restriction(asked: Asked<'_, '_>, blocker: Blocker, blocks: Truth) -> Restriction {
    let Asked { evaluation, situation, action, book, .. } = asked;
    let model = evaluation.model;
    let (way_out, _) = who::way_out(model, action, blocker);
    let told = |template| Option::map(template, |t| of_template(evaluation, situation, t));
    let (because, purpose) = match blocker {
        Blocker::Rule(id) => {
            let state = evaluation.state(id);
            let traces = state.traces();
            (grounds::grounds(evaluation, traces), model[id].purpose.clone())
        }
        Blocker::DefaultDenial => (Vec::new(), model[action].purpose.clone()),
    };
    let certain = blocks == Truth::Yes;
    let (facts, facts_label) = deciding_facts(book, situation, action, blocker, certain);
    Restriction {
        rule: who::blocker_ref(model, action, blocker),
        certain,
        tell_customer: told(way_out.tell_customer.as_ref()),
        tell_staff: told(way_out.tell_staff.as_ref()),
        purpose,
        because,
        facts,
        facts_label,
        overridable_by: who::overridable_by(model, action, blocker),
        not_granted: match blocker {
            Blocker::Rule(_) => Vec::new(),
            Blocker::DefaultDenial => because::ways_in(evaluation, action, &|id| instead::changeable(model, id)),
        },
    }
}

/// The facts that decide that something stands in the way; where that is not certain, those that it reads.
pub(super) fn deciding_facts(
    book: Book<'_>,
    situation: &Situation,
    action: ActionId,
    blocker: Blocker,
    certain: bool,
) -> (Vec<FactValue>, Label) {
    let model = book.model;
    let deciding = if certain { reasons::of_blocker(book, situation, action, blocker) } else { None };
    deciding.unwrap_or_else(|| {
        // A term that nobody stated is no fact of the case.
        let in_the_case = |id: &FactId| !model[*id].is_term || situation.fact(*id).is_some();
        let facts = own_facts(model, action, blocker).into_iter().filter(in_the_case);
        (facts.map(|id| fact_value(model, situation, id)).collect(), Label::GaveUp { budget: 0 })
    })
}

/// What a rule that may apply reads itself.
fn own_facts(model: &Model, action: ActionId, blocker: Blocker) -> Vec<FactId> {
    let mut reads = Reads::default();
    match blocker {
        Blocker::Rule(id) => {
            for expr in model[id].when.iter().chain(&model[id].required) {
                reads.add(model, expr);
            }
        }
        Blocker::DefaultDenial => reads = blocker.reads(model, action),
    }
    reads.facts.into_iter().collect()
}

fn reads_about(model: &Model, action: ActionId) -> Reads {
    let mut reads = Reads::default();
    rules_about(model, action).for_each(|rule| reads.add_rule(model, rule));
    reads
}

/// Where one yes/no fact is all that is missing: what each answer would give.
fn branches(asked: Asked<'_, '_>, rulebook: &RulebookRef, missing: &[MissingFact]) -> Vec<Branch> {
    let Asked { evaluation, situation, action, uses, book } = asked;
    let model = evaluation.model;
    if evaluation.outcome(action) != Outcome::Undetermined {
        return Vec::new();
    }
    let [only] = missing else { return Vec::new() };
    let Some(id) = model.vocabulary.find(&only.fact.name).filter(|id| model[*id].ty == Type::YesNo) else {
        return Vec::new();
    };
    [true, false]
        .into_iter()
        .filter_map(|answer| {
            let mut with = situation.clone();
            with.set(id, Value::YesNo(answer));
            // An answer that the rulebook says cannot be is none.
            crate::decide::impossible(model, &with)
                .is_none()
                .then(|| Branch { answer, then: Box::new(explain_once(book, rulebook, &with, action, uses, false)) })
        })
        .collect()
}

/// Everything that could not be calculated in what was read for an action.
fn faults(evaluation: &Evaluation<'_>, action: ActionId, read: &Reads) -> Vec<Fault> {
    let mut found = BTreeSet::new();
    if !evaluation.in_force {
        // On such a day nothing else is worth saying.
        return vec![Fault { kind: FaultCode::NotInForce, at: evaluation.model.header.title.clone() }];
    }
    let model = evaluation.model;
    let through_actions = read.rules.iter().map(|id| evaluation.state(*id));
    for state in evaluation.rules_about(action).into_iter().chain(through_actions) {
        for trace in state.traces() {
            fault_in(model, trace, &model[state.id].title, &mut found);
        }
    }
    for id in &read.terms {
        let name = &model[*id].label;
        let is_table = model[*id].table.is_some();
        found.extend(table_fault(evaluation, *id));
        // A row that does not match gives nothing, so nothing of it can be at fault.
        for line in evaluation.term(*id).lines.iter().filter(|line| !is_table || line.holds != Truth::No) {
            for trace in line.condition.iter().chain(std::iter::once(&line.value)) {
                fault_in(model, trace, name, &mut found);
            }
        }
        if let Reading::Fault(kind @ (FaultKind::NoLine | FaultKind::Contradiction)) = evaluation.term(*id).reading {
            found.insert(Fault { kind: code(kind), at: name.clone() });
        }
    }
    found.into_iter().collect()
}

/// Names the innermost part that is at fault; what only reads a term or an action at fault is not at fault itself.
/// Names a table at fault by itself: no row matches, or too many, or none yet on the day.
pub(super) fn table_fault(evaluation: &Evaluation<'_>, id: TermId) -> Option<Fault> {
    let (term, trace) = (&evaluation.model[id], evaluation.term(id));
    let Reading::Fault(kind) = trace.reading else { return None };
    let own = matches!(kind, FaultKind::NoRow | FaultKind::SeveralRows | FaultKind::BeforeFirstDate);
    let elsewhere = |part: &Trace<'_>| part.reading == trace.reading && !matches!(part.expr.kind, ExprKind::NoRow);
    let is_here = term.table.is_some() && own && !trace.possible().any(elsewhere);
    is_here.then(|| Fault { kind: code(kind), at: term.label.clone() })
}

fn fault_in(model: &Model, trace: &Trace<'_>, at: &str, found: &mut BTreeSet<Fault>) {
    let inner = trace.parts.iter().any(|part| matches!(part.reading, Reading::Fault(_)));
    trace.parts.iter().for_each(|part| fault_in(model, part, at, found));
    // That there is no row was said of the table.
    let elsewhere = matches!(trace.expr.kind, ExprKind::Term(_) | ExprKind::Allowed(_) | ExprKind::NoRow);
    if let Reading::Fault(kind) = trace.reading
        && !inner
        && !elsewhere
    {
        // A figure is at fault itself, wherever it is read.
        let at = match &trace.expr.kind {
            ExprKind::Figure(id) | ExprKind::FigureOn { figure: id, .. } => &model[*id].label,
            _ => at,
        };
        found.insert(Fault { kind: code(kind), at: at.to_owned() });
    }
}

pub(super) fn code(kind: FaultKind) -> FaultCode {
    match kind {
        FaultKind::BeforeFirstDate => FaultCode::BeforeFirstDate,
        FaultKind::Contradiction => FaultCode::Contradiction,
        FaultKind::NoMember => FaultCode::NoMember,
        FaultKind::TooMany => FaultCode::TooMany,
        FaultKind::DivisionByZero => FaultCode::DivisionByZero,
        FaultKind::NoLine => FaultCode::NoLine,
        FaultKind::NoRow => FaultCode::NoRow,
        FaultKind::NotInForce => FaultCode::NotInForce,
        FaultKind::Overflow => FaultCode::Overflow,
        FaultKind::SeveralRows => FaultCode::SeveralRows,
    }
}
