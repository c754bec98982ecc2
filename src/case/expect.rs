//! What a worked case expects of an answer. Names of rules, roles and terms are left for the caller to check.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::facts::Reader;
use crate::case::node::{Content, Entry, Node};
use crate::case::tree::quote;
use crate::case::{read, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::value::{Date, Value};

const OUTCOMES: &[&str] = &["allowed", "denied", "undetermined"];
const STANDINGS: &[&str] = &["yes", "cannot_tell", "yes_if", "ask", "from", "no"];

/// What is expected of one action or term.
#[derive(Debug)]
pub(crate) struct Expected {
    pub(crate) about: String,
    /// Each with the place of its key.
    pub(crate) what: Vec<(Span, Check)>,
}

/// A text as written, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// One thing that an answer must contain; lists and maps are exact, order free but for remedies.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// One of `allowed`, `denied`, `undetermined`.
    Outcome(&'static str),
    /// One of `yes`, `cannot_tell`, `yes_if`, `ask`, `from`, `no`.
    Standing(&'static str),
    Because(Vec<Name>),
    CouldBlock(Vec<Name>),
    /// A rule, and what lifts it.
    Excepted(Vec<(Name, Vec<Name>)>),
    /// A rule, and what prevails over it.
    Defeated(Vec<(Name, Vec<Name>)>),
    GrantedBy(Vec<Name>),
    Offers(Vec<Name>),
    Refer(Vec<Name>),
    /// In order; each by the names of the facts it changes.
    Remedies(Vec<BTreeMap<String, Value>>),
    /// The roles it names, and no others.
    Override(Vec<(Name, ExpectedOverride)>),
    /// Facts, all of them declared.
    Ask(Vec<Name>),
    Advice(Vec<Name>),
    /// `[]` expects no such day.
    AllowedUntil(Option<Date>),
    OpensOn(Option<Date>),
    /// Facts, all of them declared, with their values where these are stated.
    Assumed(Vec<(Name, Option<Value>)>),
    /// Terms, with their values as written.
    Values(Vec<(Name, Said)>),
    Faults(Vec<Name>),
    /// The value of the term itself, as written.
    Value(Said),
}

/// A value as written: of a record field by field, of a list member by member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Text(String),
    List(Vec<Said>),
    Record(Vec<(String, Said)>),
}

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Said::Text(text) => f.write_str(text),
            Said::List(members) => {
                let members: Vec<String> = members.iter().map(Said::to_string).collect();
                write!(f, "[{}]", members.join(", "))
            }
            Said::Record(fields) => {
                let fields: Vec<String> = fields.iter().map(|(name, said)| format!("{name}: {said}")).collect();
                write!(f, "{{{}}}", fields.join(", "))
            }
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ExpectedOverride {
    No,
    Yes,
    /// Once these facts have changed.
    After(BTreeMap<String, Value>),
}

impl Reader<'_> {
    pub(crate) fn expectations(&mut self, node: Node, answers: &BTreeSet<&str>) -> Vec<Expected> {
        let mut all = Vec::new();
        for Entry { key, key_span, value } in self.map(node, "`expect`", false) {
            if !answers.contains(key.as_str()) && !self.is_full() {
                let mut wrong = Diagnostic::new(
                    Code::UnknownName,
                    key_span,
                    format!("the rulebook has no action or term {}", quote(&key)),
                );
                wrong.help = say::names(Some(&key), answers.iter().copied());
                self.complain(wrong);
            }
            let what = self
                .map(value, "what is expected", false)
                .into_iter()
                .filter_map(|entry| Some((entry.key_span, self.check(entry)?)))
                .collect();
            all.push(Expected { about: key, what });
        }
        all
    }

    /// A day, or `[]` for none. The outer `None` is a fault.
    #[expect(clippy::option_option, reason = "no day is something to expect")]
    fn day_or_none(&mut self, value: &Node, key: &str) -> Option<Option<Date>> {
        match &value.content {
            Content::List(days) if days.is_empty() => Some(None),
            _ => self.date(value, key).map(Some),
        }
    }

    fn check(&mut self, entry: Entry) -> Option<Check> {
        const KEYS: &[&str] = &[
            "outcome",
            "standing",
            "because",
            "could_block",
            "excepted",
            "defeated",
            "granted_by",
            "offers",
            "refer",
            "remedies",
            "override",
            "ask",
            "advice",
            "allowed_until",
            "opens_on",
            "assumed",
            "values",
            "faults",
            "value",
        ];
        // Silence would check nothing and look as if it had.
        if entry.value.is_null() {
            let said = format!("{} has no value", quote(&entry.key));
            self.complain(
                Diagnostic::new(Code::Null, entry.value.span, said)
                    .help("write what is expected, `[]` for nothing, or leave it out"),
            );
            return None;
        }
        let what = quote(&entry.key);
        let Entry { key, value, .. } = entry;
        Some(match key.as_str() {
            "outcome" => Check::Outcome(self.one_of(value, &what, OUTCOMES)?),
            "standing" => Check::Standing(self.one_of(value, &what, STANDINGS)?),
            "because" => Check::Because(self.names(value, &what)),
            "could_block" => Check::CouldBlock(self.names(value, &what)),
            "excepted" => Check::Excepted(self.by(value, &what)),
            "defeated" => Check::Defeated(self.by(value, &what)),
            "granted_by" => Check::GrantedBy(self.names(value, &what)),
            "offers" => Check::Offers(self.names(value, &what)),
            "refer" => Check::Refer(self.names(value, &what)),
            "remedies" => Check::Remedies(
                self.list(value, &what).into_iter().map(|node| self.changes(node, "a remedy")).collect(),
            ),
            "override" => Check::Override(
                self.map(value, &what, false)
                    .into_iter()
                    .filter_map(|e| Some((named(&e), self.may_override(e.value)?)))
                    .collect(),
            ),
            "ask" => {
                let names = self.names(value, &what);
                names.iter().for_each(|name| {
                    self.fact(&name.text, name.span);
                });
                Check::Ask(names)
            }
            "advice" => Check::Advice(self.names(value, &what)),
            "allowed_until" => Check::AllowedUntil(self.day_or_none(&value, &key)?),
            "opens_on" => Check::OpensOn(self.day_or_none(&value, &key)?),
            "assumed" => Check::Assumed(self.assumed(value, &what)),
            "values" => Check::Values(
                self.map(value, &what, false)
                    .into_iter()
                    .filter_map(|e| Some((named(&e), self.said(e.value, "a value")?)))
                    .collect(),
            ),
            "faults" => Check::Faults(self.names(value, &what)),
            "value" => Check::Value(self.said(value, &what)?),
            _ => {
                self.unknown_key(&Entry { key, key_span: entry.key_span, value }, KEYS, "in what is expected");
                return None;
            }
        })
    }

    /// A value as written, with its parts if it has any.
    fn said(&mut self, node: Node, what: &str) -> Option<Said> {
        match node.content {
            Content::List(members) => {
                Some(Said::List(members.into_iter().map(|member| self.said(member, what)).collect::<Option<_>>()?))
            }
            Content::Map(fields) => {
                let fields = fields.into_iter().map(|field| Some((field.key, self.said(field.value, what)?)));
                Some(Said::Record(fields.collect::<Option<_>>()?))
            }
            _ => self.name(node, what).map(|name| Said::Text(name.text)),
        }
    }

    fn one_of(&mut self, node: Node, what: &str, known: &'static [&'static str]) -> Option<&'static str> {
        let name = self.name(node, what)?;
        let found = known.iter().find(|k| **k == name.text).copied();
        if found.is_none() {
            let mut wrong = Diagnostic::new(Code::Choice, name.span, format!("{what} cannot be {}", quote(&name.text)));
            wrong.help = say::names(Some(&name.text), known.iter().copied());
            self.complain(wrong);
        }
        found
    }

    /// A list of names; one name stands for a list of one.
    fn names(&mut self, node: Node, what: &str) -> Vec<Name> {
        let nodes = if let Content::Scalar(_) = node.content { vec![node] } else { self.list(node, what) };
        nodes.into_iter().filter_map(|node| self.name(node, "a name")).collect()
    }

    fn by(&mut self, node: Node, what: &str) -> Vec<(Name, Vec<Name>)> {
        self.map(node, what, false)
            .into_iter()
            .map(|e| (named(&e), self.names(e.value, "what stands after a rule")))
            .collect()
    }

    fn changes(&mut self, node: Node, what: &str) -> BTreeMap<String, Value> {
        let mut facts = BTreeMap::new();
        for entry in self.map(node, what, false) {
            let Some((_, fact)) = self.fact(&entry.key, entry.key_span) else {
                continue;
            };
            if let Some(value) = read::value(&entry.value, fact.into(), &mut |wrong| self.complain(wrong)) {
                facts.insert(entry.key, value);
            }
        }
        facts
    }

    fn may_override(&mut self, node: Node) -> Option<ExpectedOverride> {
        let span = node.span;
        let expected = match node.content {
            Content::Refused => return None,
            Content::Scalar(s) if matches!(s.text.as_str(), "yes" | "true") => Some(ExpectedOverride::Yes),
            Content::Scalar(s) if matches!(s.text.as_str(), "no" | "false") => Some(ExpectedOverride::No),
            Content::Map(mut entries) if entries.len() == 1 && entries.iter().all(|e| e.key == "after") => {
                entries.pop().map(|after| ExpectedOverride::After(self.changes(after.value, "`after`")))
            }
            Content::Scalar(_) | Content::List(_) | Content::Map(_) => None,
        };
        if expected.is_none() {
            self.complain(
                Diagnostic::new(Code::Choice, span, "a role may override, may not, or may after a change")
                    .help("write `yes`, `no` or `{after: {fact: value}}`"),
            );
        }
        expected
    }

    fn assumed(&mut self, node: Node, what: &str) -> Vec<(Name, Option<Value>)> {
        let Content::Map(_) = node.content else {
            let names = self.names(node, what);
            return names
                .into_iter()
                .filter(|name| self.fact(&name.text, name.span).is_some())
                .map(|name| (name, None))
                .collect();
        };
        let entries = self.map(node, what, false);
        let mut assumed = Vec::new();
        for entry in entries {
            let Some((_, fact)) = self.fact(&entry.key, entry.key_span) else {
                continue;
            };
            if let Some(value) = read::value(&entry.value, fact.into(), &mut |wrong| self.complain(wrong)) {
                assumed.push((named(&entry), Some(value)));
            }
        }
        assumed
    }
}

fn named(entry: &Entry) -> Name {
    Name { text: entry.key.clone(), span: entry.key_span }
}
