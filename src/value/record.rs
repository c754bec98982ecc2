//! Records: the types of values that have parts, and how such values are written.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;

use super::{Type, Value};

/// A record as declared: `record Item "an item"` with its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordType {
    /// Its name: `Item`.
    pub name: String,
    /// The words for one of them: `an item`.
    pub label: String,
    /// Its fields, in the order of the declaration.
    pub fields: Vec<Field>,
}

/// A field of a record: `has price "the price": money`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// The words for it.
    pub label: String,
    /// What it holds.
    pub ty: Type,
    /// The least and the greatest value, both possible, on the line of [`Value::ordinal`].
    pub range: (i128, i128),
    /// What it is where a case does not state it: `if not stated, V`.
    pub default: Option<Value>,
}

impl RecordType {
    /// The position of a field.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// The words for one of them without the article: `item`.
    #[must_use]
    pub fn noun(&self) -> &str {
        let label = self.label.as_str();
        ["a ", "an ", "the "].iter().find_map(|article| label.strip_prefix(article)).unwrap_or(label)
    }

    /// What one of them is called: its first field that is a text.
    #[must_use]
    pub fn called(&self, value: &Value) -> Option<Arc<str>> {
        let Value::Record(fields) = value else { return None };
        let at = self.fields.iter().position(|field| field.ty == Type::Text)?;
        match fields.get(at)? {
            Some(Value::Text(text)) if !text.is_empty() => Some(Arc::clone(text)),
            _ => None,
        }
    }
}

impl Value {
    /// Of a membership, whether a name is in a group, directly or by way of other groups. Nobody is in itself unless it
    /// says so. `None` if this is no membership of these.
    #[must_use]
    pub fn belongs(&self, who: &Value, group: &Value) -> Option<bool> {
        self.chain(who, group).map(|chain| chain.is_some())
    }

    /// The groups by way of which a name is in a group, the shortest way, without both ends.
    #[must_use]
    pub fn chain(&self, who: &Value, group: &Value) -> Option<Option<Vec<Arc<str>>>> {
        let (Value::Membership(groups), Value::Text(who), Value::Text(group)) = (self, who, group) else { return None };
        let mut from: BTreeMap<&Arc<str>, &Arc<str>> = BTreeMap::new();
        let mut pending = VecDeque::from([who]);
        while let Some(name) = pending.pop_front() {
            for next in groups.get(name).into_iter().flatten() {
                if next == group {
                    let mut chain = Vec::new();
                    let mut at = name;
                    while at != who {
                        chain.push(Arc::clone(at));
                        let Some(before) = from.get(at) else { break };
                        at = before;
                    }
                    chain.reverse();
                    return Some(Some(chain));
                }
                if next != who && !from.contains_key(next) {
                    from.insert(next, name);
                    pending.push_back(next);
                }
            }
        }
        Some(None)
    }
}

/// A value with parts as a case states it: `{price: 5.00 EUR, kind: hygiene}`, `[…, …]`.
pub(super) fn write(ty: &Type, value: &Value) -> String {
    let mut out = String::new();
    put(ty, value, &mut out);
    out
}

fn put(ty: &Type, value: &Value, out: &mut String) {
    match (ty, value) {
        (Type::Record(record), Value::Record(fields)) => {
            let stated = record.fields.iter().zip(fields.iter()).filter_map(|(f, v)| Some((f, v.as_ref()?)));
            bracketed('{', stated, '}', out, |(field, value), out| {
                out.push_str(&field.name);
                out.push_str(": ");
                put(&field.ty, value, out);
            });
        }
        (Type::List(record), Value::List(members)) => {
            let of = Type::Record(Arc::clone(record));
            bracketed('[', members.iter(), ']', out, |member, out| put(&of, member, out));
        }
        (Type::Set(of), Value::List(members)) => {
            bracketed('[', members.iter(), ']', out, |member, out| put(of, member, out));
        }
        (_, Value::Membership(groups)) => bracketed('{', groups.iter(), '}', out, |(name, of), out| {
            quoted(name, out);
            out.push_str(": ");
            bracketed('[', of.iter(), ']', out, |group, out| quoted(group, out));
        }),
        (_, Value::Text(text)) => quoted(text, out),
        // A value of another type than it is read with; nothing in the crate pairs them.
        (_, Value::Record(_) | Value::List(_)) => out.push('?'),
        _ => out.push_str(&ty.write(value)),
    }
}

/// A text inside of something needs its quotes, so that no two values are written alike.
fn quoted(text: &str, out: &mut String) {
    let _ = write!(out, "{text:?}");
}

fn bracketed<T>(
    open: char,
    parts: impl Iterator<Item = T>,
    close: char,
    out: &mut String,
    mut each: impl FnMut(T, &mut String),
) {
    out.push(open);
    for (i, part) in parts.enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        each(part, out);
    }
    out.push(close);
}
