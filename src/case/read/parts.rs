//! Values with parts: records, lists, sets and memberships, each part read as a fact of its type would be.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Sought, value as read};
use crate::case::node::{Content, Entry, Node};
use crate::case::say;
use crate::case::tree::quote;
use crate::diagnostic::{Code, Diagnostic};
use crate::value::{RecordType, Type, Value};

type Complain<'c> = &'c mut dyn FnMut(Diagnostic);

pub(super) fn value(node: &Node, sought: Sought<'_>, complain: Complain<'_>) -> Option<Value> {
    match (sought.ty, &node.content) {
        (_, Content::Refused) => None,
        (Type::Record(ty), Content::Map(entries)) => record(entries, ty, complain),
        (Type::List(ty), Content::List(nodes)) => {
            let of = Type::Record(Arc::clone(ty));
            let member = Sought { name: &ty.name, ty: &of, range: (0, 0) };
            let members: Vec<Option<Value>> = nodes.iter().map(|node| read(node, member, complain)).collect();
            members.into_iter().collect::<Option<Vec<Value>>>().map(|members| Value::List(Arc::from(members)))
        }
        (Type::Set(of), Content::List(nodes)) => set(nodes, sought, of, complain),
        (Type::Membership, Content::Map(entries)) => membership(entries, complain),
        (ty, _) => {
            let null = node.is_null();
            let said = match ty {
                _ if null => format!("`{}` has no value", sought.name),
                Type::Record(_) => {
                    format!("`{}` has fields, and {} stands here", sought.name, node.kind())
                }
                Type::List(_) => format!("`{}` is a list, and {} stands here", sought.name, node.kind()),
                Type::Set(_) => format!("`{}` is a set, and {} stands here", sought.name, node.kind()),
                _ => format!("`{}` says who belongs to which group, and {} stands here", sought.name, node.kind()),
            };
            let empty = match ty {
                Type::List(_) | Type::Set(_) if null => ", or `[]` if it is known to be empty",
                Type::Membership if null => ", or `{}` if it is known to be empty",
                _ => "",
            };
            let help = match null {
                true => format!("leave `{}` out if it is not known{empty}", sought.name),
                false => say::what_to_write(ty),
            };
            complain(Diagnostic::new(if null { Code::Null } else { Code::Type }, node.span, said).help(help));
            None
        }
    }
}

/// The fields of a record; one that is not stated is missing.
fn record(entries: &[Entry], ty: &Arc<RecordType>, complain: Complain<'_>) -> Option<Value> {
    let mut fields: Vec<Option<Value>> = vec![None; ty.fields.len()];
    let mut whole = true;
    for entry in entries {
        let Some(at) = ty.find(&entry.key) else {
            let names = || ty.fields.iter().map(|field| field.name.as_str());
            let mut wrong = Diagnostic::new(
                Code::UnknownFact,
                entry.key_span,
                format!("`{}` has no field {}", ty.name, quote(&entry.key)),
            );
            wrong.help = say::names(Some(&entry.key), names());
            complain(wrong);
            whole = false;
            continue;
        };
        let field = &ty.fields[at];
        if fields[at].is_some() {
            let said = format!("{} is stated twice", quote(&entry.key));
            complain(Diagnostic::new(Code::Duplicate, entry.key_span, said).help("keep the one that is true"));
            whole = false;
            continue;
        }
        fields[at] = read(&entry.value, Sought { name: &field.name, ty: &field.ty, range: field.range }, complain);
        whole &= fields[at].is_some();
    }
    whole.then(|| Value::Record(Arc::from(fields)))
}

/// The members of a set, each once: one that is stated twice is a slip.
fn set(nodes: &[Node], sought: Sought<'_>, of: &Type, complain: Complain<'_>) -> Option<Value> {
    let member = Sought { name: sought.name, ty: of, range: (i128::MIN, i128::MAX) };
    let mut members = BTreeMap::new();
    let mut whole = true;
    for node in nodes {
        let Some(value) = read(node, member, complain) else {
            whole = false;
            continue;
        };
        if let Some(first) = members.insert(value, node.span) {
            let said = format!("`{}` has the same member twice", sought.name);
            complain(Diagnostic::new(Code::Duplicate, node.span, said).other(first, "the first").help("leave one out"));
            whole = false;
        }
    }
    whole.then(|| Value::List(members.into_keys().collect()))
}

/// Each name with the groups that it belongs to directly.
fn membership(entries: &[Entry], complain: Complain<'_>) -> Option<Value> {
    let mut groups: BTreeMap<Arc<str>, BTreeSet<Arc<str>>> = BTreeMap::new();
    let mut whole = true;
    for entry in entries {
        let of = Sought { name: &entry.key, ty: &Type::Set(Box::new(Type::Text)), range: (0, 0) };
        let Some(Value::List(names)) = read(&entry.value, of, complain) else {
            whole = false;
            continue;
        };
        let names =
            names.iter().filter_map(|name| if let Value::Text(name) = name { Some(Arc::clone(name)) } else { None });
        groups.insert(Arc::from(entry.key.as_str()), names.collect());
    }
    whole.then(|| Value::Membership(Arc::new(groups)))
}
