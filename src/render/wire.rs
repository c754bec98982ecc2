//! The shape of an answer on the wire: fields may be added, never renamed.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::{clause, reasons, words};
use crate::explain as e;
use crate::value::{Type, Value};

/// The whole numbers that every reader of JSON keeps exact.
const EXACT: u128 = 1 << 53;

/// A value as cases write it: `true`, `12`, `"12.50"`, `"120.00 EUR"`, `"43 days"`, `"2026-10-09"`, `"made_to_order"`.
#[derive(Debug)]
pub(super) struct Wire<'a>(&'a e::Typed);

impl Serialize for Wire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let e::Typed { value, ty } = self.0;
        match value {
            Value::YesNo(yes) => serializer.serialize_bool(*yes),
            Value::Number(count) if *ty == Type::WHOLE && count.unsigned_abs() <= EXACT => {
                match i64::try_from(*count) {
                    Ok(count) => serializer.serialize_i64(count),
                    Err(_) => serializer.collect_str(count),
                }
            }
            _ => serializer.serialize_str(&ty.write(value)),
        }
    }
}

/// How far a result of search can be relied on: `"proven"`, or `{"gave_up": {"budget": 0}}`, in YAML without a tag.
#[derive(Debug)]
pub(super) struct Search(e::Label);

impl Serialize for Search {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            e::Label::Proven => serializer.serialize_str("proven"),
            e::Label::Verified => serializer.serialize_str("verified"),
            e::Label::GaveUp { budget } => serializer.collect_map([("gave_up", BTreeMap::from([("budget", budget)]))]),
        }
    }
}

/// Declares the structs of the wire: an `Option` that is `None` is left out, a list is always there.
macro_rules! wire {
    ($($(#[doc = $doc:literal])+ $name:ident { $($field:ident: $ty:ty,)* $(? $option:ident: $oty:ty,)* })+) => {
        $($(#[doc = $doc])+
        #[derive(Debug, Serialize)]
        pub(super) struct $name<'a> {
            $($field: $ty,)*
            $(#[serde(skip_serializing_if = "Option::is_none")] $option: Option<$oty>,)*
        })+
    };
}

wire! {
    /// The answer to one question in one case.
    Answer {
        format: u32,
        answer_id: &'a str,
        action: &'a str,
        label: &'a str,
        outcome: e::Outcome,
        standing: e::Standing,
        today: String,
        rulebook: &'a e::RulebookRef,
        restrictions: Vec<Restriction<'a>>,
        could_block: Vec<Restriction<'a>>,
        excepted: Vec<Stopped<'a>>,
        defeated: Vec<Stopped<'a>>,
        granted_by: Vec<Rule<'a>>,
        alternatives: Vec<Alternative<'a>>,
        referrals: &'a [e::Referral],
        remedies: Vec<Remedy<'a>>,
        remedies_label: Search,
        changeable: Vec<Changeable<'a>>,
        timeline: Vec<Stretch<'a>>,
        authority: Vec<Authority<'a>>,
        missing: Vec<Missing<'a>>,
        assumed: Vec<Fact<'a>>,
        values: Vec<TermValue<'a>>,
        advice: Vec<Advice<'a>>,
        faults: Vec<Fault<'a>>,
        branches: Vec<Branch<'a>>,
        ? allowed_until: String,
        ? opens_on: String,
        ? was_allowed_until: String,
        ? timeline_gave_up: bool,
        ? review_overdue_since: String,
    }
    /// A rule and where it comes from.
    Rule { rule: &'a str, title: &'a str, kind: e::RuleKind, force: e::Force, source: &'a str, }
    /// Something that stands in the way.
    Restriction {
        rule: &'a str,
        title: &'a str,
        kind: e::RuleKind,
        force: e::Force,
        source: &'a str,
        certain: bool,
        because: Vec<String>,
        facts: Vec<Fact<'a>>,
        overridable_by: &'a [String],
        not_granted: Vec<WayIn<'a>>,
        never_told: bool,
        ? message: String,
        ? message_for_customer: String,
        ? purpose: &'a str,
    }
    /// A fact, its value, and who established it.
    Fact {
        fact: &'a str,
        label: &'a str,
        ? value: Wire<'a>,
        ? known_from: &'a str,
        ? judged_by: &'a str,
    }
    /// A permission or right with what it lacks here.
    WayIn { rule: &'a str, title: &'a str, source: &'a str, unmet: Vec<Unmet<'a>>, excluded_by: Vec<&'a str>, }
    /// A condition that is not met.
    Unmet { because: String, open: bool, ? letter: &'a str, ? label: &'a str, ? source: &'a str, }
    /// A rule that something stops.
    Stopped { rule: &'a str, by: Vec<&'a str>, }
    /// Another action.
    Alternative {
        action: &'a str,
        label: &'a str,
        outcome: e::Outcome,
        standing: e::Standing,
        remedies: Vec<Remedy<'a>>,
        missing: Vec<Missing<'a>>,
        ? message: String,
    }
    /// Changes that together make it a yes.
    Remedy { changes: Vec<Change<'a>>, label: Search, ? allowed_until: String, }
    /// A fact and what it has to become.
    Change { fact: &'a str, label: &'a str, from: Wire<'a>, to: Wire<'a>, how: &'a str, }
    /// A fact that the asker can change.
    Changeable { fact: &'a str, label: &'a str, how: &'a str, }
    /// Days with one answer.
    Stretch { from: String, outcome: e::Outcome, because: &'a [String], ? to: String, }
    /// A role and whether it may decide otherwise.
    Authority {
        role: &'a str,
        label: &'a str,
        covers: bool,
        after: Vec<Change<'a>>,
        conditions: Vec<Condition<'a>>,
        why_not: Vec<WhyNot<'a>>,
    }
    /// What a role has to observe.
    Condition { kind: &'a str, message: String, ? role: &'a str, ? times: u32, ? days: u32, ? reach: &'a str, }
    /// Why a role may not decide on one rule.
    WhyNot { rule: &'a str, reason: &'a str, roles: Vec<&'a str>, ? because: String, }
    /// A fact that is still to be asked.
    Missing { fact: &'a str, label: &'a str, audience: &'a str, ? ask: &'a str, }
    /// The value of a term and why.
    TermValue { term: &'a str, label: &'a str, value: Wire<'a>, because: Vec<String>, }
    /// What to bear in mind.
    Advice { rule: &'a str, title: &'a str, force: e::Force, source: &'a str, ? message: String, ? message_for_customer: String, }
    /// What could not be calculated.
    Fault { kind: e::FaultCode, at: &'a str, message: String, }
    /// What one answer to the missing question leads to.
    Branch { answer: bool, outcome: e::Outcome, standing: e::Standing, restrictions: Vec<&'a str>, ? allowed_until: String, }
}

impl<'a> Answer<'a> {
    pub(super) fn of(x: &'a e::Explanation) -> Answer<'a> {
        // Of a denial all reasons stand together, marked; of anything less than a denial they only could block.
        let reasons: Vec<Restriction<'a>> = x.restrictions.iter().map(restriction).collect();
        let (restrictions, could_block) =
            if x.outcome == e::Outcome::Undetermined { (Vec::new(), reasons) } else { (reasons, Vec::new()) };
        Answer {
            format: 1,
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
            alternatives: x.alternatives.iter().map(alternative).collect(),
            referrals: &x.referrals,
            remedies: x.remedies.iter().map(remedy).collect(),
            remedies_label: Search(x.remedies_label),
            changeable: x.changeable.iter().map(changeable).collect(),
            timeline: x.timeline.stretches.iter().map(stretch).collect(),
            authority: x.authority.iter().map(authority).collect(),
            missing: x.missing.iter().map(missing).collect(),
            assumed: x.assumed.iter().map(fact).collect(),
            values: Vec::new(),
            advice: x.advice.iter().map(advice).collect(),
            faults: x.faults.iter().map(|f| fault(f, x)).collect(),
            branches: x.branches.iter().map(branch).collect(),
            allowed_until: day(x.timeline.allowed_until),
            opens_on: day(x.timeline.opens_on),
            was_allowed_until: day(x.timeline.was_allowed_until),
            timeline_gave_up: x.timeline.gave_up.then_some(true),
            review_overdue_since: day(x.review_overdue_since),
        }
    }
}

fn day(day: Option<crate::value::Date>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn said(phrase: Option<&e::Phrase>) -> Option<String> {
    phrase.map(words::phrase)
}

fn rule(r: &e::RuleRef) -> Rule<'_> {
    Rule { rule: &r.rule, title: &r.title, kind: r.kind, force: r.source.force, source: &r.source.citation }
}

fn restriction(r: &e::Restriction) -> Restriction<'_> {
    let source = &r.rule.source;
    Restriction {
        rule: &r.rule.rule,
        title: &r.rule.title,
        kind: r.rule.kind,
        force: source.force,
        source: &source.citation,
        certain: r.certain,
        because: r.because.iter().map(|ground| reasons::ground(ground, source)).collect(),
        facts: r.facts.iter().map(fact).collect(),
        overridable_by: &r.overridable_by,
        not_granted: r.not_granted.iter().map(way_in).collect(),
        never_told: r.rule.never_told,
        message: said(r.tell_staff.as_ref().or(r.tell_customer.as_ref())),
        message_for_customer: said(r.tell_customer.as_ref()),
        purpose: r.purpose.as_deref(),
    }
}

fn fact(f: &e::FactValue) -> Fact<'_> {
    Fact {
        fact: &f.fact,
        label: &f.label,
        value: f.value.as_ref().map(Wire),
        known_from: f.known_from.as_deref(),
        judged_by: f.judged_by.as_deref(),
    }
}

fn way_in(w: &e::WayIn) -> WayIn<'_> {
    WayIn {
        rule: &w.rule.rule,
        title: &w.rule.title,
        source: &w.rule.source.citation,
        unmet: w.unmet.iter().map(unmet).collect(),
        excluded_by: names(&w.excluded_by),
    }
}

fn unmet(g: &e::Ground) -> Unmet<'_> {
    Unmet {
        because: words::phrase(&g.phrase),
        open: g.open,
        letter: g.letter.as_deref(),
        label: g.label.as_deref(),
        source: g.by.as_ref().map(|by| by.citation.as_str()),
    }
}

fn names(rules: &[e::RuleRef]) -> Vec<&str> {
    rules.iter().map(|r| r.rule.as_str()).collect()
}

fn stopped(s: &e::Stopped) -> Stopped<'_> {
    Stopped { rule: &s.rule.rule, by: names(&s.by) }
}

fn alternative(a: &e::Alternative) -> Alternative<'_> {
    Alternative {
        action: &a.action.name,
        label: &a.action.label,
        outcome: a.outcome,
        standing: a.standing,
        remedies: a.remedies.iter().map(remedy).collect(),
        missing: a.missing.iter().map(missing).collect(),
        message: Some(super::ways::offer(a)).filter(|message| !message.is_empty()),
    }
}

fn remedy(r: &e::Remedy) -> Remedy<'_> {
    Remedy {
        changes: r.changes.iter().map(change).collect(),
        label: Search(r.label),
        allowed_until: day(r.allowed_until),
    }
}

fn change(c: &e::Change) -> Change<'_> {
    Change { fact: &c.fact.name, label: &c.fact.label, from: Wire(&c.from), to: Wire(&c.to), how: &c.how }
}

fn changeable(c: &e::Changeable) -> Changeable<'_> {
    Changeable { fact: &c.fact.name, label: &c.fact.label, how: &c.how }
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
    let plain = Condition {
        kind: "written_reason",
        message: clause::condition(c),
        role: None,
        times: None,
        days: None,
        reach: None,
    };
    match c {
        e::Condition::WrittenReason => plain,
        e::Condition::ConfirmedByAnother(role) => {
            Condition { kind: "confirmed_by_another", role: Some(&role.name), ..plain }
        }
        e::Condition::AtMostTimes { times, days, reach } => {
            let reach = match reach {
                e::Reach::InAll => "in_all",
                e::Reach::PerEmployee => "per_employee",
                e::Reach::PerRole => "per_role",
            };
            Condition { kind: "at_most_times", times: Some(*times), days: Some(*days), reach: Some(reach), ..plain }
        }
    }
}

fn why_not(w: &e::WhyNot) -> WhyNot<'_> {
    let (reason, roles, because) = match &w.reason {
        e::NotCovered::Imposed => ("imposed", Vec::new(), None),
        e::NotCovered::Nobody => ("nobody", Vec::new(), None),
        e::NotCovered::OtherRoles(roles) => ("other_roles", roles.iter().map(|r| r.name.as_str()).collect(), None),
        e::NotCovered::Condition(phrase) => ("condition", Vec::new(), Some(words::phrase(phrase))),
        e::NotCovered::NotKnown(phrase) => ("not_known", Vec::new(), Some(words::phrase(phrase))),
    };
    WhyNot { rule: &w.rule.rule, reason, roles, because }
}

fn missing(m: &e::MissingFact) -> Missing<'_> {
    let audience = if m.staff_only { "staff" } else { "customer" };
    Missing { fact: &m.fact.name, label: &m.fact.label, audience, ask: m.ask.as_deref() }
}

fn advice(a: &e::Advice) -> Advice<'_> {
    Advice {
        rule: &a.rule.rule,
        title: &a.rule.title,
        force: a.rule.source.force,
        source: &a.rule.source.citation,
        message: said(a.tell_staff.as_ref().or(a.tell_customer.as_ref())),
        message_for_customer: said(a.tell_customer.as_ref()),
    }
}

fn fault<'a>(f: &'a e::Fault, x: &e::Explanation) -> Fault<'a> {
    Fault { kind: f.kind, at: &f.at, message: clause::fault(f, x.today) }
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
