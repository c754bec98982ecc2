//! The day and the facts that a decision is about.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Path;
use crate::model::Model;
use crate::model::vocabulary::FactId;
use crate::value::{Date, Type, Value};

/// A day, and a value for every fact that is stated or assumed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Situation {
    pub(crate) today: Date,
    /// By the position of the fact; `None` is missing.
    facts: Vec<Option<Value>>,
    /// Facts that nobody stated and whose declaration says what they then are.
    pub(crate) assumed: Vec<FactId>,
    /// Fields that nobody stated likewise.
    pub(crate) assumed_parts: Vec<Arc<Path>>,
    /// Terms of which not even is known whether they are stated.
    forgotten: BTreeSet<FactId>,
}

impl Situation {
    pub(crate) fn new(model: &Model, today: Date, stated: &BTreeMap<FactId, Value>) -> Situation {
        let mut assumed = Vec::new();
        let mut assumed_parts = Vec::new();
        let facts = model
            .vocabulary
            .iter()
            .map(|(id, fact)| match (stated.get(&id), &fact.default) {
                (Some(value), _) if has_defaults(&fact.ty) => {
                    Some(filled(value, &fact.ty, &Arc::new(Path::Fact(id)), &mut assumed_parts))
                }
                (Some(value), _) => Some(value.clone()),
                (None, Some(value)) => {
                    assumed.push(id);
                    Some(value.clone())
                }
                (None, None) => None,
            })
            .collect();
        Situation { today, facts, assumed, assumed_parts, forgotten: BTreeSet::new() }
    }

    /// Whether a fact, or a part of it, was taken for something because nobody stated it.
    pub(crate) fn is_assumed(&self, id: FactId) -> bool {
        self.assumed.contains(&id) || self.assumed_parts.iter().any(|part| part.fact() == id)
    }

    pub(crate) fn fact(&self, id: FactId) -> Option<&Value> {
        self.facts.get(id.0).and_then(Option::as_ref)
    }

    /// The same, but for one fact.
    pub(crate) fn set(&mut self, id: FactId, value: Value) {
        if let Some(slot) = self.facts.get_mut(id.0) {
            *slot = Some(value);
        }
        self.forgotten.remove(&id);
        self.assumed_parts.retain(|part| part.fact() != id);
        self.assumed.retain(|assumed| *assumed != id);
    }

    /// The same without a fact: not even the value that its declaration or definition gives it.
    pub(crate) fn forget(&mut self, id: FactId) {
        if let Some(slot) = self.facts.get_mut(id.0) {
            *slot = None;
        }
        self.forgotten.insert(id);
        self.assumed_parts.retain(|part| part.fact() != id);
        self.assumed.retain(|assumed| *assumed != id);
    }

    /// The part of a fact that stands at a place.
    pub(crate) fn part(&self, at: &Path) -> Option<&Value> {
        match at {
            Path::Fact(id) => self.fact(*id),
            Path::Field(of, at) => match self.part(of)? {
                Value::Record(fields) => fields.get(*at)?.as_ref(),
                _ => None,
            },
            Path::Member(of, at, _) => match self.part(of)? {
                Value::List(members) => members.get(*at),
                _ => None,
            },
        }
    }

    /// The same, but for one part of a fact.
    pub(crate) fn set_part(&mut self, at: &Path, value: Value) {
        let Path::Field(of, field) = at else { return };
        if let Some(Some(fact)) = self.facts.get_mut(at.fact().0)
            && let Some(Value::Record(fields)) = find(fact, of)
            && let Some(slot) = Arc::make_mut(fields).get_mut(*field)
        {
            *slot = Some(value);
        }
        self.assumed_parts.retain(|part| part.as_ref() != at);
    }

    /// The same without some parts of facts: fields of records, of members of lists too, are then not stated.
    pub(crate) fn forget_parts<'p>(&mut self, parts: impl Iterator<Item = &'p Path>) {
        for part in parts {
            if let Some(Some(value)) = self.facts.get_mut(part.fact().0) {
                leave_out(value, part);
            }
        }
    }

    /// Whether a term that may be stated has no value, not even by its definition: it may be stated as anything.
    pub(crate) fn is_forgotten(&self, id: FactId) -> bool {
        self.forgotten.contains(&id)
    }

    /// The same on another day.
    pub(crate) fn on(&self, today: Date) -> Situation {
        Situation { today, ..self.clone() }
    }
}

/// Whether a field somewhere in values of a type says what it is where nobody states it.
fn has_defaults(ty: &Type) -> bool {
    match ty {
        Type::Record(record) | Type::List(record) => {
            record.fields.iter().any(|field| field.default.is_some() || has_defaults(&field.ty))
        }
        _ => false,
    }
}

/// The value with what its fields are where nobody states them.
fn filled(value: &Value, ty: &Type, at: &Arc<Path>, assumed: &mut Vec<Arc<Path>>) -> Value {
    match (value, ty) {
        (Value::Record(fields), Type::Record(record)) => {
            let fields = fields.iter().zip(&record.fields).enumerate().map(|(i, (value, field))| {
                let at = Arc::new(Path::Field(Arc::clone(at), i));
                match (value, &field.default) {
                    (Some(value), _) => Some(filled(value, &field.ty, &at, assumed)),
                    (None, Some(default)) => {
                        assumed.push(at);
                        Some(default.clone())
                    }
                    (None, None) => None,
                }
            });
            Value::Record(fields.collect())
        }
        (Value::List(members), Type::List(record)) => {
            let of = Type::Record(Arc::clone(record));
            let members = members.iter().enumerate().map(|(i, member)| {
                filled(member, &of, &Arc::new(Path::Member(Arc::clone(at), i, record.called(member))), assumed)
            });
            Value::List(members.collect())
        }
        _ => value.clone(),
    }
}

/// Takes a field away from the value of a fact.
fn leave_out(fact: &mut Value, part: &Path) {
    let Path::Field(of, at) = part else { return };
    let Some(Value::Record(fields)) = find(fact, of) else { return };
    if let Some(field) = Arc::make_mut(fields).get_mut(*at) {
        *field = None;
    }
}

/// The part of a fact that stands at a place.
fn find<'v>(fact: &'v mut Value, at: &Path) -> Option<&'v mut Value> {
    match at {
        Path::Fact(_) => Some(fact),
        Path::Field(of, at) => match find(fact, of)? {
            Value::Record(fields) => Arc::make_mut(fields).get_mut(*at)?.as_mut(),
            _ => None,
        },
        Path::Member(of, at, _) => match find(fact, of)? {
            Value::List(members) => Arc::make_mut(members).get_mut(*at),
            _ => None,
        },
    }
}
