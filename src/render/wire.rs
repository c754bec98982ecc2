//! The shape of an answer on the wire: fields may be added, never renamed.

mod fill;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::explain as e;
use crate::value::{Type, Value};

/// The whole numbers that every reader of JSON keeps exact.
const EXACT: u128 = 1 << 53;

/// A value as cases write it: `true`, `12`, `"12.50"`, `"120.00 EUR"`, `"43 days"`, `"2026-10-09"`, `"made_to_order"`.
#[derive(Debug)]
pub(super) struct Wire<'a>(&'a e::Typed);

/// The same, of a value that is worked out for the answer.
#[derive(Debug)]
pub(super) struct Owned(e::Typed);

impl Serialize for Owned {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire(&self.0).serialize(serializer)
    }
}

impl Serialize for Wire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let e::Typed { value, ty } = self.0;
        let part = |value: &Value, ty: &Type| Owned(e::Typed { value: value.clone(), ty: ty.clone() });
        match (value, ty) {
            (Value::Record(fields), Type::Record(record)) => {
                let stated = record.fields.iter().zip(fields.iter());
                serializer.collect_map(stated.filter_map(|(f, v)| Some((&f.name, part(v.as_ref()?, &f.ty)))))
            }
            (Value::List(members), Type::List(record)) => {
                let of = Type::Record(Arc::clone(record));
                serializer.collect_seq(members.iter().map(|member| part(member, &of)))
            }
            (Value::List(members), Type::Set(of)) => {
                serializer.collect_seq(members.iter().map(|member| part(member, of)))
            }
            (Value::Membership(groups), _) => {
                let names = |of: &BTreeSet<Arc<str>>| of.iter().map(|name| name.to_string()).collect::<Vec<_>>();
                serializer.collect_map(groups.iter().map(|(name, of)| (name.to_string(), names(of))))
            }
            (Value::YesNo(yes), _) => serializer.serialize_bool(*yes),
            (Value::Number(count), _) if *ty == Type::WHOLE && count.unsigned_abs() <= EXACT => {
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
        pub(in crate::render) struct $name<'a> {
            $($field: $ty,)*
            $(#[serde(skip_serializing_if = "Option::is_none")] $option: Option<$oty>,)*
        })+
    };
}

pub(super) mod interview;
pub(super) mod value;

wire! {
    /// The answer to one question in one case.
    Answer {
        format: u32,
        audience: e::Audience,
        language: &'a str,
        answer_id: &'a str,
        action: &'a str,
        label: &'a str,
        outcome: e::Outcome,
        standing: e::Standing,
        today: String,
        rulebook: &'a e::RulebookRef,
        restrictions: Vec<Reason<'a>>,
        could_block: Vec<Reason<'a>>,
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
        together: Vec<Vec<&'a str>>,
        authority_label: Search,
        missing: Vec<Missing<'a>>,
        missing_label: Search,
        assumed: Vec<Fact<'a>>,
        values: Vec<TermValue<'a>>,
        advice: Vec<Said<'a>>,
        faults: Vec<Fault<'a>>,
        branches: Vec<Branch<'a>>,
        ? allowed_until: String,
        ? opens_on: String,
        ? was_allowed_until: String,
        ? timeline_gave_up: bool,
        ? later: Later<'a>,
        ? dead_end: bool,
        ? review_overdue_since: String,
        ? considered: Vec<Considered<'a>>,
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
        grounds: Vec<Ground<'a>>,
        facts: Vec<Fact<'a>>,
        facts_label: Search,
        overridable_by: &'a [String],
        not_granted: Vec<WayIn<'a>>,
        ? never_told: bool,
        ? message: String,
        ? message_for_customer: String,
        ? purpose: &'a str,
    }
    /// A rule and what became of it, for auditors.
    Considered {
        rule: &'a str,
        title: &'a str,
        kind: e::RuleKind,
        force: e::Force,
        source: &'a str,
        state: e::RuleState,
        because: Vec<String>,
        grounds: Vec<Ground<'a>>,
        stopped_by: Vec<&'a str>,
        values: Vec<ValueRead<'a>>,
        ? touches: &'a str,
    }
    /// A term or figure that a rule reads.
    ValueRead { term: &'a str, label: &'a str, ? value: Wire<'a>, ? force: e::Force, ? source: &'a str, ? on: String, ? stated: bool, }
    /// A fact, its value, and who established it.
    Fact {
        fact: &'a str,
        label: &'a str,
        ? value: Wire<'a>,
        ? range: Range<'a>,
        ? known_from: &'a str,
        ? judged_by: &'a str,
        ? stated_term: bool,
    }
    /// A permission or right with what it lacks here.
    WayIn { rule: &'a str, title: &'a str, source: &'a str, unmet: Vec<Ground<'a>>, excluded_by: Vec<&'a str>, }
    /// A test; what it rests on follows it, one deeper.
    Ground {
        because: String,
        open: bool,
        ? letter: &'a str,
        ? label: &'a str,
        ? source: &'a str,
        ? depth: usize,
        ? stated: bool,
    }
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
    Remedy { changes: Vec<Change<'a>>, label: Search, ? on: String, ? allowed_until: String, }
    /// A later day on which changes make it a yes that do not before.
    Later { on: String, remedies: Vec<Remedy<'a>>, label: Search, }
    /// A fact and what it has to become.
    Change { fact: &'a str, label: &'a str, from: Wire<'a>, to: Wire<'a>, how: &'a str, by: &'static str, ? range: Range<'a>, }
    /// A stretch of values; both ends are in.
    Range { ? from: Wire<'a>, ? to: Wire<'a>, }
    /// A fact that the asker can change.
    Changeable { fact: &'a str, label: &'a str, how: &'a str, by: &'static str, }
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
    Condition {
        kind: &'a str,
        message: String,
        ? role: &'a str,
        ? evidence: &'a str,
        ? fact: &'a str,
        ? times: u32,
        ? days: u32,
        ? reach: &'a str,
        ? of: &'a str,
        ? most: Owned,
        ? used: Owned,
        ? left: Owned,
    }
    /// Why a role may not decide on one rule.
    WhyNot { rule: &'a str, reason: &'a str, roles: Vec<&'a str>, ? because: String, ? limit: Box<Condition<'a>>, }
    /// A fact that is still to be asked.
    Missing {
        fact: &'a str,
        label: &'a str,
        audience: &'a str,
        ? ask: &'a str,
        ? asked_with: &'a [String],
        ? witness: Vec<Witness<'a>>,
        ? alone: bool,
    }
    /// A value of a missing fact and the outcome with it.
    Witness { value: Wire<'a>, outcome: e::Outcome, }
    /// The value of a term and why.
    TermValue { term: &'a str, label: &'a str, because: Vec<String>, ? value: Wire<'a>, }
    /// What to bear in mind.
    Advice { rule: &'a str, title: &'a str, force: e::Force, source: &'a str, ? message: String, ? message_for_customer: String, }
    /// What could not be calculated.
    Fault { kind: e::FaultCode, at: &'a str, message: String, }
    /// What one answer to the missing question leads to.
    Branch { answer: bool, outcome: e::Outcome, standing: e::Standing, restrictions: Vec<&'a str>, ? allowed_until: String, }
}

/// A reason with its rule, or, where that is never told, its words alone.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Reason<'a> {
    Rule(Box<Restriction<'a>>),
    Told(Told),
}

/// Advice with its rule, or, where that is never told, its words alone.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Said<'a> {
    Rule(Advice<'a>),
    Told(Told),
}

/// What is said to the customer without the rule that it comes from.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    message: String,
}
