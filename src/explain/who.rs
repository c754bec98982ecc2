//! Who may decide otherwise, under which conditions, and why others may not.

use super::because::{Blocker, reads_never_told, rule_ref, source};
use super::instead;
use super::phrase;
use super::uses::{Sum, Uses};
use super::{
    Authority, Book, Condition, Counted, Label, Limit, Named, NotCovered, Reach, RuleKind, RuleRef, Typed, WhyNot, sure,
};
use crate::decide::{Evaluation, Outcome, Reading, Situation};
use crate::model::expr::{Citation, Expr, ExprKind};
use crate::model::vocabulary::RoleId;
use crate::model::{self, ActionId, Model, Override, WayOut};
use crate::search::BUDGET;
use crate::search::remedy::Target;
use crate::value::{Truth, Type, Value};

/// A blocker that a role may override, and the line of the rulebook by which it may.
#[derive(Debug)]
pub(crate) struct Cover<'m> {
    pub(crate) blocker: Blocker,
    pub(crate) line: &'m Override,
    /// Its limits, with what is used of them.
    pub(crate) limits: Vec<Limit>,
    /// Who else has to agree here.
    pub(crate) confirmed_by: Vec<RoleId>,
    /// What the limits of all lines of the rule add up, as it is here.
    pub(crate) values: Vec<(Named, Typed)>,
}

/// What decides about authority: a decision, and what has been used of limits where that is known.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'e, 'm> {
    pub(crate) evaluation: &'e Evaluation<'m>,
    pub(crate) situation: &'e Situation,
    pub(crate) action: ActionId,
    pub(crate) uses: Option<Uses<'e>>,
    pub(crate) book: Book<'e>,
}

/// Every role, in the order of the rulebook. Only where none may decide as it stands is it sought what could be provided first.
/// With it whether these are surely all.
pub(super) fn authority(asked: Asked<'_, '_>, blockers: &[(Blocker, Truth)]) -> (Vec<Authority>, Label) {
    let model = asked.evaluation.model;
    let mut all: Vec<Authority> = (0..model.roles.len())
        .map(RoleId)
        .map(|role| {
            let (covers, why_not) = powers(asked, blockers, role);
            let conditions = observe(model, &covers);
            let covers = why_not.is_empty() && !blockers.is_empty();
            Authority { role: named(model, role), covers, after: Vec::new(), conditions, why_not }
        })
        .collect();
    if all.iter().any(|role| role.covers) {
        return (all, Label::Proven);
    }
    let mut label = Label::Proven;
    for (i, role) in all.iter_mut().enumerate() {
        let (found, exact) = after(asked, RoleId(i));
        if !exact {
            label = Label::GaveUp { budget: BUDGET };
        }
        if let Some((changes, conditions)) = found {
            role.after = changes;
            role.conditions = conditions;
        }
    }
    (all, label)
}

/// The smallest sets of roles that cover everything together, where none does alone.
pub(super) fn together(
    asked: Asked<'_, '_>,
    blockers: &[(Blocker, Truth)],
    authority: &[Authority],
) -> Vec<Vec<Named>> {
    // More people than that are no way out, and the sets to try stay few.
    const MOST: usize = 3;
    let alone = authority.iter().any(|role| role.covers || !role.after.is_empty());
    if alone || blockers.len() < 2 {
        return Vec::new();
    }
    let short_of = |role: &Authority, blocker: &RuleRef| role.why_not.iter().any(|why| why.rule == *blocker);
    let blockers: Vec<RuleRef> =
        blockers.iter().map(|(blocker, _)| blocker_ref(asked.evaluation.model, asked.action, *blocker)).collect();
    // Whoever covers what another covers, and no more, adds nothing.
    let covered: Vec<Vec<bool>> =
        authority.iter().map(|role| blockers.iter().map(|blocker| !short_of(role, blocker)).collect()).collect();
    let useful: Vec<usize> = (0..authority.len())
        .filter(|i| {
            let within = |j: &usize| {
                let (own, other) = (&covered[*i], &covered[*j]);
                own.iter().zip(other).all(|(a, b)| !a || *b) && (own != other || j < i)
            };
            covered[*i].contains(&true) && !(0..authority.len()).filter(|j| j != i).any(|j| within(&j))
        })
        .take(24)
        .collect();
    let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..MOST {
        sets = sets
            .iter()
            .flat_map(|set| {
                let next = set.last().map_or(0, |last| last + 1);
                useful.iter().filter(move |i| **i >= next).map(|i| [set.as_slice(), &[*i]].concat())
            })
            .collect();
        let all = |set: &&Vec<usize>| (0..blockers.len()).all(|b| set.iter().any(|role| covered[*role][b]));
        let enough: Vec<Vec<Named>> =
            sets.iter().filter(all).map(|set| set.iter().map(|i| authority[*i].role.clone()).collect()).collect();
        if !enough.is_empty() {
            return enough;
        }
    }
    Vec::new()
}

/// By which lines a role covers what stands in the way, and why it does not cover the rest.
pub(crate) fn powers<'m>(
    asked: Asked<'_, 'm>,
    blockers: &[(Blocker, Truth)],
    role: RoleId,
) -> (Vec<Cover<'m>>, Vec<WhyNot>) {
    powers_for(asked, blockers, role, &|_| true)
}

/// The same for somebody of whom it is known what they bring: a line that suits them goes before all others.
pub(crate) fn powers_for<'m>(
    asked: Asked<'_, 'm>,
    blockers: &[(Blocker, Truth)],
    role: RoleId,
    suits: &dyn Fn(&Override) -> bool,
) -> (Vec<Cover<'m>>, Vec<WhyNot>) {
    let (mut covered, mut why_not) = (Vec::new(), Vec::new());
    for (blocker, _) in blockers {
        match covers(asked, *blocker, role, suits) {
            Ok(cover) => covered.push(cover),
            Err(reason) => {
                why_not.push(WhyNot { rule: blocker_ref(asked.evaluation.model, asked.action, *blocker), reason });
            }
        }
    }
    (covered, why_not)
}

/// Whether a role may override one blocker: its conditions must be certain, and something left of its limits.
fn covers<'m>(
    asked: Asked<'_, 'm>,
    blocker: Blocker,
    role: RoleId,
    suits: &dyn Fn(&Override) -> bool,
) -> Result<Cover<'m>, NotCovered> {
    let model = asked.evaluation.model;
    let (way_out, citation) = way_out(model, asked.action, blocker);
    if citation.is_some_and(|c| c.kind.is_imposed()) {
        return Err(NotCovered::Imposed);
    }
    let overrides = way_out.overrides.as_deref().unwrap_or(&[]);
    if overrides.is_empty() {
        return Err(NotCovered::Nobody);
    }
    let own: Vec<&Override> = overrides.iter().filter(|o| model[role].powers.contains(&o.role)).collect();
    let mut reason: Option<NotCovered> = None;
    let mut best: Option<Cover<'m>> = None;
    // Of several lines the one that asks for least, whatever order they stand in.
    let rank = |cover: &Cover<'_>| (!suits(cover.line), demands(model, cover));
    for line in &own {
        match by_line(asked, blocker, line) {
            Ok(cover) if best.as_ref().is_none_or(|best| rank(&cover) < rank(best)) => best = Some(cover),
            Ok(_) => {}
            Err(not) if reason.as_ref().is_none_or(|reason| nearness(&not) > nearness(reason)) => reason = Some(not),
            Err(_) => {}
        }
    }
    if let Some(cover) = best {
        return Ok(Cover { values: values(asked, overrides)?, ..cover });
    }
    Err(reason.unwrap_or_else(|| {
        let mut others: Vec<Named> = Vec::new();
        for line in overrides {
            let named = named(model, line.role);
            if !others.contains(&named) {
                others.push(named);
            }
        }
        NotCovered::OtherRoles(others)
    }))
}

/// What all lines of a rule add up. Each of it has to be known and no less than nothing, whichever line is used: else a decision by one
/// line would leave the limits of another without a count, or give them back.
fn values(asked: Asked<'_, '_>, lines: &[Override]) -> Result<Vec<(Named, Typed)>, NotCovered> {
    let counted = lines.iter().flat_map(Override::counted);
    counted.map(|value| value_of(asked, value)).collect()
}

/// A value that a limit adds up, as it is here.
fn value_of(asked: Asked<'_, '_>, value: &Expr) -> Result<(Named, Typed), NotCovered> {
    let Asked { evaluation, situation, .. } = asked;
    let of = counted(evaluation.model, value);
    let trace = evaluation.read(situation, value);
    let typed = |n: i128| Typed { value: Value::Number(n), ty: value.ty.clone() };
    match trace.reading {
        Reading::Known(Value::Number(n)) if n >= 0 => Ok((of, typed(n))),
        Reading::Known(Value::Number(n)) => Err(NotCovered::Negative(of, typed(n))),
        _ => Err(NotCovered::NotKnown(phrase::of_test(evaluation, &trace))),
    }
}

/// How near a line comes to covering: what is not known may yet turn out, and what is used up comes back.
fn nearness(reason: &NotCovered) -> u8 {
    match reason {
        NotCovered::NotKnown(_) => 2,
        NotCovered::LimitReached(_) | NotCovered::NotCounted(_) => 1,
        NotCovered::Condition(_)
        | NotCovered::Negative(..)
        | NotCovered::Imposed
        | NotCovered::Nobody
        | NotCovered::OtherRoles(_) => 0,
    }
}

/// How much a line asks for: other people first, then what is to be handed in, then limits. What is alike in all of it is told apart by its words.
fn demands(model: &Model, cover: &Cover<'_>) -> impl Ord + use<> {
    let line = cover.line;
    let duties = (line.evidence.len(), line.written_reason, line.not_by_judge_of.len());
    let words = format!("{} {:?}", model[line.role].name, cover.limits);
    (cover.confirmed_by.len(), line.review.is_some(), duties, cover.limits.len(), words)
}

fn by_line<'m>(asked: Asked<'_, 'm>, blocker: Blocker, line: &'m Override) -> Result<Cover<'m>, NotCovered> {
    let Asked { evaluation, situation, .. } = asked;
    if let Some(condition) = &line.condition {
        let trace = evaluation.read(situation, condition);
        match trace.truth() {
            Truth::Yes => {}
            Truth::No => return Err(NotCovered::Condition(phrase::of_test(evaluation, &trace))),
            Truth::Unknown => return Err(NotCovered::NotKnown(phrase::of_test(evaluation, &trace))),
        }
    }
    let mut limits = Vec::new();
    for written in &line.limits {
        let limit = limit(asked, blocker, line.role, written)?;
        if limit.reached() {
            return Err(NotCovered::LimitReached(Box::new(limit)));
        }
        limits.push(limit);
    }
    // Where it is not known whether somebody else has to agree, somebody has to.
    let needed = |c: &&model::Confirmation| {
        c.condition.as_ref().is_none_or(|condition| evaluation.read(situation, condition).truth() != Truth::No)
    };
    let confirmed_by = line.confirmed_by.iter().filter(needed).map(|c| c.role).collect();
    Ok(Cover { blocker, line, limits, confirmed_by, values: Vec::new() })
}

/// A limit as it stands for whoever would decide.
fn limit(asked: Asked<'_, '_>, blocker: Blocker, role: RoleId, written: &model::Limit) -> Result<Limit, NotCovered> {
    let Asked { evaluation, action, uses, .. } = asked;
    let model = evaluation.model;
    let rule = &blocker_ref(model, action, blocker).rule;
    let role = &model[role].name;
    let (days, reach) = (written.days, written.reach);
    let whole = |n: i128| Typed { value: Value::Number(n), ty: Type::WHOLE };
    let (what, used) = match &written.what {
        model::Counted::Times(times) => {
            let used = uses.and_then(|uses| uses.times(rule, role, reach, days));
            (Counted::Times(*times), used.map(|used| whole(i128::from(used))))
        }
        model::Counted::Of { most, value } => {
            let typed = |n: i128| Typed { value: Value::Number(n), ty: value.ty.clone() };
            let (of, this) = value_of(asked, value)?;
            let what = Counted::Of { most: typed(*most), value: of.clone(), this };
            match uses
                .and_then(|uses| uses.sum(rule, role, reach, days, &of.name, &value.ty.write(&Value::Number(*most))))
            {
                Some(Sum::NotKnown) => {
                    let limit = Limit { what, days, reach: reach_of(reach), used: None };
                    return Err(NotCovered::NotCounted(Box::new(limit)));
                }
                Some(Sum::Known(used)) => (what, Some(typed(used))),
                None => (what, None),
            }
        }
    };
    Ok(Limit { what, days, reach: reach_of(reach), used })
}

/// The fact, term or figure that a limit adds up.
fn counted(model: &Model, value: &Expr) -> Named {
    let (name, label) = match &value.kind {
        ExprKind::Fact(id) => (&model[*id].name, &model[*id].label),
        ExprKind::Term(id) => (&model[*id].name, &model[*id].label),
        ExprKind::Figure(id) => (&model[*id].name, &model[*id].label),
        // A limit names what it counts.
        _ => return Named { name: String::new(), label: String::new() },
    };
    Named { name: name.clone(), label: label.clone() }
}

fn reach_of(reach: model::Reach) -> Reach {
    match reach {
        model::Reach::InAll => Reach::InAll,
        model::Reach::PerEmployee => Reach::PerEmployee,
        model::Reach::PerRole => Reach::PerRole,
    }
}

fn named(model: &Model, role: RoleId) -> Named {
    Named { name: model[role].name.clone(), label: model[role].label.clone() }
}

/// What has to be observed by all these lines, each thing once.
pub(crate) fn observe(model: &Model, covers: &[Cover<'_>]) -> Vec<Condition> {
    let mut all: Vec<Condition> = Vec::new();
    let mut add = |condition: Condition| {
        if !all.contains(&condition) {
            all.push(condition);
        }
    };
    for Cover { line, limits, confirmed_by, .. } in covers {
        if line.written_reason {
            add(Condition::WrittenReason);
        }
        line.evidence.iter().for_each(|what| add(Condition::Evidence(what.clone())));
        confirmed_by.iter().for_each(|role| add(Condition::ConfirmedByAnother(named(model, *role))));
        for fact in line.not_by_judge_of.iter().map(|id| &model[*id]) {
            add(Condition::NotByWhoJudged(Named { name: fact.name.clone(), label: fact.label.clone() }));
        }
        limits.iter().for_each(|limit| add(Condition::AtMost(limit.clone())));
        if let Some(review) = line.review {
            add(Condition::Reviewed { by: review.by.map(|role| named(model, role)), days: review.days });
        }
    }
    all
}

/// What has to be changed first, and what then has to be observed.
type Granted = (Vec<super::Change>, Vec<Condition>);

/// The least change after which a role may decide otherwise on all that is then in the way.
fn after(asked: Asked<'_, '_>, role: RoleId) -> (Option<Granted>, bool) {
    let Asked { evaluation, situation, action, book, .. } = asked;
    let searched = instead::ways(book, situation, evaluation, action, instead::ALL, Target::Covered(role));
    let conditions = |changed: &Situation| {
        let evaluation = sure::decided(book, changed, action);
        if evaluation.outcome(action) != Outcome::Denied {
            return None;
        }
        let then = Asked { evaluation: &evaluation, situation: changed, ..asked };
        let (covers, why_not) = powers(then, &super::options::blockers(&evaluation, action), role);
        why_not.is_empty().then(|| observe(evaluation.model, &covers))
    };
    let (found, all) = instead::confirmed(book, evaluation, (situation, action), &searched, &|_, changed| {
        conditions(changed).is_some()
    });
    let described = found.first().and_then(|(way, changed)| {
        Some((instead::describe(book.model, &searched.program, situation, way), conditions(changed)?))
    });
    (described, searched.exact && all)
}

pub(crate) fn way_out(model: &Model, action: ActionId, blocker: Blocker) -> (&WayOut, Option<&Citation>) {
    match blocker {
        Blocker::Rule(id) => (&model[id].way_out, Some(&model[id].source)),
        Blocker::DefaultDenial => (&model[action].way_out, model[action].source.as_ref()),
    }
}

pub(crate) fn blocker_ref(model: &Model, action: ActionId, blocker: Blocker) -> RuleRef {
    match blocker {
        Blocker::Rule(id) => rule_ref(model, id),
        Blocker::DefaultDenial => {
            let id = action;
            let action = &model[id];
            let source = action
                .source
                .as_ref()
                .map_or(super::Source { force: super::Force::HousePolicy, citation: String::new() }, source);
            let never_told = reads_never_told(model, &blocker.reads(model, id));
            RuleRef {
                rule: action.name.clone(),
                title: action.label.clone(),
                kind: RuleKind::DefaultDenial,
                source,
                never_told,
            }
        }
    }
}

/// The roles that a blocker's override clauses name, and those that have their powers.
pub(super) fn overridable_by(model: &Model, action: ActionId, blocker: Blocker) -> Vec<String> {
    let (way_out, _) = way_out(model, action, blocker);
    let named = |role: &model::Role| way_out.overrides.iter().flatten().any(|o| role.powers.contains(&o.role));
    model.roles.iter().filter(|role| named(role)).map(|role| role.name.clone()).collect()
}
