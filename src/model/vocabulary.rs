//! What a case may state: the declared facts and the roles that judge them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use crate::source::Span;
use crate::value::{Type, Value};

/// A declared fact, by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FactId(pub(crate) usize);

/// A role, by its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RoleId(pub(crate) usize);

/// The facts of a rulebook, in the order of their declaration.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    facts: Vec<Fact>,
    by_name: BTreeMap<String, FactId>,
    /// Tells vocabularies apart by which facts a case can be read; empty until it is made.
    pub(crate) signature: Arc<str>,
    /// Facts that are asked with others, each with an earlier one of its group.
    together: BTreeMap<FactId, FactId>,
    /// The terms that no case may state.
    derived: BTreeSet<String>,
}

impl Vocabulary {
    /// Adds a fact; a later one of the same name does not replace the first.
    pub(crate) fn declare(&mut self, fact: Fact) -> FactId {
        let id = FactId(self.facts.len());
        self.by_name.entry(fact.name.clone()).or_insert(id);
        self.facts.push(fact);
        id
    }

    pub(crate) fn set_default(&mut self, id: FactId, default: Option<Value>) {
        if let Some(fact) = self.facts.get_mut(id.0) {
            fact.default = default;
        }
    }

    /// Every fact with its type and range: what a case that was read by it relies on.
    pub(crate) fn contents(&self) -> String {
        let mut out = String::new();
        for fact in &self.facts {
            let _ = writeln!(out, "{} {:?} {:?}", fact.name, fact.ty, fact.range);
        }
        out
    }

    /// Two facts are asked together, and with them all that either is asked with.
    pub(crate) fn ask_together(&mut self, one: FactId, other: FactId) {
        let (a, b) = (self.asked_in(one), self.asked_in(other));
        if a != b {
            self.together.insert(a.max(b), a.min(b));
        }
    }

    /// The group in which a fact is asked: its first fact, of most facts itself.
    pub(crate) fn asked_in(&self, id: FactId) -> FactId {
        let mut first = id;
        while let Some(earlier) = self.together.get(&first) {
            first = *earlier;
        }
        first
    }

    /// Remembers the name of a term that no case may state.
    pub(crate) fn derive(&mut self, name: &str) {
        self.derived.insert(name.to_owned());
    }

    pub(crate) fn is_derived(&self, name: &str) -> bool {
        self.derived.contains(name)
    }

    /// What is worked out from what nobody may be told is not told either, wherever it comes from.
    pub(crate) fn keep_secret(&mut self, id: FactId, never_tell_customer: bool, sensitive: bool) {
        if let Some(fact) = self.facts.get_mut(id.0) {
            fact.never_tell_customer |= never_tell_customer;
            fact.sensitive |= sensitive;
        }
    }

    pub(crate) fn find(&self, name: &str) -> Option<FactId> {
        self.by_name.get(name).copied()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    pub(crate) fn len(&self) -> usize {
        self.facts.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (FactId, &Fact)> {
        self.facts.iter().enumerate().map(|(i, fact)| (FactId(i), fact))
    }
}

impl std::ops::Index<FactId> for Vocabulary {
    type Output = Fact;
    fn index(&self, id: FactId) -> &Fact {
        &self.facts[id.0]
    }
}

/// Something a case states.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) ty: Type,
    /// The least and the greatest value, both possible, on the line of [`Value::ordinal`]; not used for a text.
    pub(crate) range: (i128, i128),
    /// The question that asks for it.
    pub(crate) ask: Option<String>,
    /// Where its value is read.
    pub(crate) known_from: Option<String>,
    /// Who judges it.
    pub(crate) judged_by: Option<RoleId>,
    /// Who can change it, and how.
    pub(crate) changes: Vec<Change>,
    /// Its value when a case does not state it: `if not stated, V`.
    pub(crate) default: Option<Value>,
    pub(crate) never_tell_customer: bool,
    /// Enters a ledger as a commitment only.
    pub(crate) sensitive: bool,
    /// Whether it is a term that may be stated: where it is not, its definition gives it.
    pub(crate) is_term: bool,
    pub(crate) span: Span,
}

impl Fact {
    /// A fact of which nothing but this is said.
    pub(crate) fn new(name: &str, label: String, ty: Type, range: (i128, i128), span: Span) -> Fact {
        Fact {
            name: name.to_owned(),
            label,
            ty,
            range,
            ask: None,
            known_from: None,
            judged_by: None,
            changes: Vec::new(),
            default: None,
            never_tell_customer: false,
            sensitive: false,
            is_term: false,
            span,
        }
    }
}

/// `customer can provide "…", effort small, takes 3 days`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) actor: Actor,
    pub(crate) manner: Manner,
    /// The field that changes, of a record or of each member of a list, by its position; `None` where the fact itself does.
    pub(crate) field: Option<usize>,
    pub(crate) how: String,
    pub(crate) effort: Effort,
    pub(crate) takes_days: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    Customer,
    Staff,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    BringForward,
    Choose,
    /// Of a list: leave out a member.
    LeaveOut,
    Lower,
    Provide,
    PutOff,
    Raise,
}

/// Counted 1, 2 and 4 when remedies are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effort {
    Small,
    Medium,
    Large,
}
