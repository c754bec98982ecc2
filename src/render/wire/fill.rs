//! Fills the shape of the wire from an explanation.

use super::super::tongue::Tongue;
use super::super::{clause, reasons, ways};
use super::*;

impl<'a> Answer<'a> {
    pub(in crate::render) fn of(x: &'a e::Explanation) -> Answer<'a> {
        let tongue = Tongue::for_reader(x.audience, &x.sentences);
        let told = || x.told.iter().map(|phrase| Told { message: tongue.phrase(phrase) });
        let mut reasons: Vec<Reason<'a>> =
            x.restrictions.iter().map(|r| Reason::Rule(Box::new(restriction(tongue, r, x.audience)))).collect();
        let mut advice: Vec<Said<'a>> = x.advice.iter().map(|a| Said::Rule(advised(tongue, a, x.audience))).collect();
        // Nothing stands in the way of what is allowed: all that is told there is advice.
        match x.outcome {
            e::Outcome::Allowed => advice.extend(told().map(Said::Told)),
            _ => reasons.extend(told().map(Reason::Told)),
        }
        // Of a denial all reasons stand together, marked; of anything less than a denial they only could block.
        let (restrictions, could_block) =
            if x.outcome == e::Outcome::Undetermined { (Vec::new(), reasons) } else { (reasons, Vec::new()) };
        Answer {
            format: 1,
            audience: x.audience,
            language: x.language.tag(),
            answer_id: &x.answer_id,
            action: &x.action.name,
            label: &x.action.label,
            outcome: x.outcome,
            standing: x.standing,
            today: x.today.to_string(),
            rulebook: &x.rulebook,
            restrictions,
            could_block,
            excepted: x.excepted.iter().map(stopped).collect(),
            defeated: x.defeated.iter().map(stopped).collect(),
            granted_by: x.granted_by.iter().map(rule).collect(),
            alternatives: x.alternatives.iter().map(|a| alternative(tongue, a, x)).collect(),
            referrals: &x.referrals,
            remedies: x.remedies.iter().map(remedy).collect(),
            remedies_label: Search(x.remedies_label),
            changeable: x.changeable.iter().map(changeable).collect(),
            timeline: x.timeline.stretches.iter().map(stretch).collect(),
            authority: x.authority.iter().map(authority).collect(),
            together: x.together.iter().map(|set| set.iter().map(|role| role.name.as_str()).collect()).collect(),
            authority_label: Search(x.authority_label),
            missing: x.missing.iter().map(missing).collect(),
            missing_label: Search(x.missing_label),
            assumed: x.assumed.iter().map(fact).collect(),
            values: x.values.iter().map(|shown| value::shown(tongue, shown)).collect(),
            advice,
            faults: x.faults.iter().map(|f| fault(tongue, f, x.today)).collect(),
            branches: x.branches.iter().map(branch).collect(),
            allowed_until: day(x.timeline.allowed_until),
            opens_on: day(x.timeline.opens_on),
            was_allowed_until: day(x.timeline.was_allowed_until),
            later: x.later.as_ref().map(|later| Later {
                on: later.on.to_string(),
                remedies: later.remedies.iter().map(remedy).collect(),
                label: Search(x.later_label),
            }),
            dead_end: x.dead_end.then_some(true),
            timeline_gave_up: x.timeline.gave_up.then_some(true),
            review_overdue_since: day(x.review_overdue_since),
            considered: (x.audience == e::Audience::Auditor).then(|| x.considered.iter().map(considered).collect()),
        }
    }
}

fn day(day: Option<crate::value::Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn said(tongue: Tongue<'_>, phrase: Option<&e::Phrase>) -> Option<String> {
    phrase.map(|phrase| tongue.phrase(phrase))
}

pub(super) fn rule(r: &e::RuleRef) -> Rule<'_> {
    Rule { rule: &r.rule, title: &r.title, kind: r.kind, force: r.source.force, source: &r.source.citation }
}

/// The wording for the reader, and for staff and auditors also that for the customer.
fn message(
    tongue: Tongue<'_>,
    staff: Option<&e::Phrase>,
    customer: Option<&e::Phrase>,
    audience: e::Audience,
) -> (Option<String>, Option<String>) {
    match audience {
        e::Audience::Customer => (said(tongue, customer), None),
        e::Audience::Staff | e::Audience::Auditor => (said(tongue, staff.or(customer)), said(tongue, customer)),
    }
}

fn restriction<'a>(tongue: Tongue<'_>, r: &'a e::Restriction, audience: e::Audience) -> Restriction<'a> {
    let (message, message_for_customer) = message(tongue, r.tell_staff.as_ref(), r.tell_customer.as_ref(), audience);
    let source = &r.rule.source;
    Restriction {
        rule: &r.rule.rule,
        title: &r.rule.title,
        kind: r.rule.kind,
        force: source.force,
        source: &source.citation,
        certain: r.certain,
        because: r.because.iter().map(|ground| reasons::ground_in(tongue, ground, source)).collect(),
        grounds: r.because.iter().map(|each| ground(tongue, each)).collect(),
        facts: r.facts.iter().map(fact).collect(),
        facts_label: Search(r.facts_label),
        overridable_by: &r.overridable_by,
        not_granted: r.not_granted.iter().map(|way| way_in(tongue, way)).collect(),
        never_told: (audience != e::Audience::Customer).then_some(r.rule.never_told),
        message,
        message_for_customer,
        purpose: r.purpose.as_deref(),
    }
}

pub(super) fn fact(f: &e::FactValue) -> Fact<'_> {
    Fact {
        fact: &f.fact,
        label: &f.label,
        value: f.value.as_ref().map(Wire),
        range: f.extent.as_ref().map(range),
        known_from: f.known_from.as_deref(),
        judged_by: f.judged_by.as_deref(),
        stated_term: f.stated_term.then_some(true),
    }
}

fn way_in<'a>(tongue: Tongue<'_>, w: &'a e::WayIn) -> WayIn<'a> {
    WayIn {
        rule: &w.rule.rule,
        title: &w.rule.title,
        source: &w.rule.source.citation,
        unmet: w.unmet.iter().map(|each| ground(tongue, each)).collect(),
        excluded_by: names(&w.excluded_by),
    }
}

fn ground<'a>(tongue: Tongue<'_>, g: &'a e::Ground) -> Ground<'a> {
    Ground {
        because: tongue.phrase(&g.phrase),
        open: g.open,
        letter: g.letter.as_deref(),
        label: g.label.as_deref(),
        source: g.by.as_ref().map(|by| by.citation.as_str()),
        depth: (g.depth > 0).then_some(g.depth),
        stated: g.stated.then_some(true),
    }
}

fn names(rules: &[e::RuleRef]) -> Vec<&str> {
    rules.iter().map(|r| r.rule.as_str()).collect()
}

fn stopped(s: &e::Stopped) -> Stopped<'_> {
    Stopped { rule: &s.rule.rule, by: names(&s.by) }
}

fn alternative<'a>(tongue: Tongue<'_>, a: &'a e::Alternative, x: &e::Explanation) -> Alternative<'a> {
    let offer = match x.audience {
        e::Audience::Customer => ways::offer_in(tongue, a, x.today),
        e::Audience::Staff | e::Audience::Auditor => ways::offer(a, x.today),
    };
    Alternative {
        action: &a.action.name,
        label: &a.action.label,
        outcome: a.outcome,
        standing: a.standing,
        remedies: a.remedies.iter().map(remedy).collect(),
        missing: a.missing.iter().map(missing).collect(),
        message: Some(offer).filter(|message| !message.is_empty()),
    }
}

fn remedy(r: &e::Remedy) -> Remedy<'_> {
    Remedy {
        changes: r.changes.iter().map(change).collect(),
        label: Search(r.label),
        on: day(r.on),
        allowed_until: day(r.allowed_until),
    }
}

fn change(c: &e::Change) -> Change<'_> {
    Change {
        fact: &c.fact.name,
        label: &c.fact.label,
        from: Wire(&c.from),
        to: Wire(&c.to),
        how: &c.how,
        by: by(c.by_staff),
        range: c.range.as_ref().map(range),
    }
}

fn by(by_staff: bool) -> &'static str {
    if by_staff { "staff" } else { "customer" }
}

fn range(extent: &e::Extent) -> Range<'_> {
    Range { from: extent.from.as_ref().map(Wire), to: extent.to.as_ref().map(Wire) }
}

fn changeable(c: &e::Changeable) -> Changeable<'_> {
    Changeable { fact: &c.fact.name, label: &c.fact.label, how: &c.how, by: by(c.by_staff) }
}

fn stretch(s: &e::Stretch) -> Stretch<'_> {
    Stretch { from: s.from.to_string(), outcome: s.outcome, because: &s.because, to: day(s.to) }
}

fn authority(a: &e::Authority) -> Authority<'_> {
    Authority {
        role: &a.role.name,
        label: &a.role.label,
        covers: a.covers,
        after: a.after.iter().map(change).collect(),
        conditions: a.conditions.iter().map(condition).collect(),
        why_not: a.why_not.iter().map(why_not).collect(),
    }
}

fn condition(c: &e::Condition) -> Condition<'_> {
    let plain = |kind| Condition {
        kind,
        message: clause::condition(c),
        role: None,
        evidence: None,
        fact: None,
        times: None,
        days: None,
        reach: None,
        of: None,
        most: None,
        used: None,
        left: None,
    };
    match c {
        e::Condition::WrittenReason => plain("written_reason"),
        e::Condition::Evidence(what) => Condition { evidence: Some(what), ..plain("evidence") },
        e::Condition::ConfirmedByAnother(role) => Condition { role: Some(&role.name), ..plain("confirmed_by_another") },
        e::Condition::NotByWhoJudged(fact) => Condition { fact: Some(&fact.name), ..plain("not_by_who_judged") },
        e::Condition::AtMost(limit) => at_most(limit, clause::condition(c)),
        e::Condition::Reviewed { by, days } => {
            Condition { role: by.as_ref().map(|by| by.name.as_str()), days: Some(*days), ..plain("reviewed") }
        }
    }
}

fn at_most(limit: &e::Limit, message: String) -> Condition<'_> {
    let reach = match limit.reach {
        e::Reach::InAll => "in_all",
        e::Reach::PerEmployee => "per_employee",
        e::Reach::PerRole => "per_role",
    };
    let (kind, times, of, most) = match &limit.what {
        e::Counted::Times(times) => ("at_most_times", Some(*times), None, None),
        e::Counted::Of { most, value, .. } => {
            ("at_most_of", None, Some(value.name.as_str()), Some(Owned(most.clone())))
        }
    };
    Condition {
        kind,
        message,
        role: None,
        evidence: None,
        fact: None,
        times,
        days: Some(limit.days),
        reach: Some(reach),
        of,
        most,
        used: limit.used.clone().map(Owned),
        left: limit.left().map(Owned),
    }
}

fn why_not(w: &e::WhyNot) -> WhyNot<'_> {
    let because = clause::short_of(&w.reason);
    let plain = |reason| WhyNot { rule: &w.rule.rule, reason, roles: Vec::new(), because: None, limit: None };
    let limit = |limit| Some(Box::new(at_most(limit, clause::at_most(limit))));
    let plain = match &w.reason {
        e::NotCovered::Imposed => plain("imposed"),
        e::NotCovered::Nobody => plain("nobody"),
        e::NotCovered::OtherRoles(roles) => {
            WhyNot { roles: roles.iter().map(|r| r.name.as_str()).collect(), ..plain("other_roles") }
        }
        e::NotCovered::Condition(_) => plain("condition"),
        e::NotCovered::NotKnown(_) => plain("not_known"),
        e::NotCovered::LimitReached(reached) => WhyNot { limit: limit(reached), ..plain("limit_reached") },
        e::NotCovered::NotCounted(uncounted) => WhyNot { limit: limit(uncounted), ..plain("not_counted") },
        e::NotCovered::Negative(..) => plain("negative"),
    };
    WhyNot { because, ..plain }
}

pub(super) fn missing(m: &e::MissingFact) -> Missing<'_> {
    let audience = if m.staff_only { "staff" } else { "customer" };
    let asked_with = (!m.asked_with.is_empty()).then_some(m.asked_with.as_slice());
    Missing {
        fact: &m.fact.name,
        label: &m.fact.label,
        audience,
        ask: m.ask.as_deref(),
        asked_with,
        witness: m.turn.as_ref().map(witness),
        alone: m.turn.as_ref().map(|turn| turn.alone),
    }
}

fn witness(turn: &e::Turn) -> Vec<Witness<'_>> {
    vec![
        Witness { value: Wire(&turn.one), outcome: turn.with_one },
        Witness { value: Wire(&turn.other), outcome: turn.with_other },
    ]
}

fn considered(c: &e::Considered) -> Considered<'_> {
    let source = &c.rule.source;
    Considered {
        rule: &c.rule.rule,
        title: &c.rule.title,
        kind: c.rule.kind,
        force: source.force,
        source: &source.citation,
        state: c.state,
        because: c.because.iter().map(|ground| reasons::ground_in(Tongue::ENGLISH, ground, source)).collect(),
        grounds: c.because.iter().map(|each| ground(Tongue::ENGLISH, each)).collect(),
        stopped_by: names(&c.stopped_by),
        values: c.values.iter().map(value_read).collect(),
        touches: c.touches.as_deref(),
    }
}

fn value_read(v: &e::TermValue) -> ValueRead<'_> {
    ValueRead {
        term: &v.term.name,
        label: &v.term.label,
        value: v.value.as_ref().map(Wire),
        force: v.by.as_ref().map(|by| by.force),
        source: v.by.as_ref().map(|by| by.citation.as_str()),
        on: v.on.map(|day| day.to_string()),
        stated: v.stated.then_some(true),
    }
}

fn advised<'a>(tongue: Tongue<'_>, a: &'a e::Advice, audience: e::Audience) -> Advice<'a> {
    let (message, message_for_customer) = message(tongue, a.tell_staff.as_ref(), a.tell_customer.as_ref(), audience);
    Advice {
        rule: &a.rule.rule,
        title: &a.rule.title,
        force: a.rule.source.force,
        source: &a.rule.source.citation,
        message,
        message_for_customer,
    }
}

pub(super) fn fault<'a>(tongue: Tongue<'_>, f: &'a e::Fault, today: crate::value::Date) -> Fault<'a> {
    Fault { kind: f.kind, at: &f.at, message: clause::fault_in(tongue, f, today) }
}

fn branch(b: &e::Branch) -> Branch<'_> {
    Branch {
        answer: b.answer,
        outcome: b.then.outcome,
        standing: b.then.standing,
        restrictions: b.then.restrictions.iter().map(|r| r.rule.rule.as_str()).collect(),
        allowed_until: day(b.then.timeline.allowed_until),
    }
}
