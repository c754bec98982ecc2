//! Lists, records, sets and groups of one case, taken apart: what is said of a list is said of each of its members.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::build::{Build, Made, NeedsCase, has_parts, joined, words};
use super::{Id, Node, Place, Program};
use crate::decide::Path;
use crate::model::expr::{Expr, ExprKind, Over, OverWord, Quantifier};
use crate::model::vocabulary::{FactId, Manner};
use crate::value::{RecordType, Type, Value};

/// What stands for a value that has parts, or is one.
#[derive(Clone, Debug)]
pub(super) enum Thing {
    /// At a place in the facts, with its value if it is stated there.
    At(Arc<Path>, Option<Value>),
    /// A value that the rulebook says.
    Said(Value),
}

/// A member of a list: what it is, and whether it is there.
struct Member {
    thing: Thing,
    present: Option<Id>,
}

impl<'m> Build<'_, 'm> {
    pub(super) fn about_parts(&mut self, expr: &'m Expr, members: &[Thing]) -> Made {
        if self.case.is_none() {
            return Err(NeedsCase);
        }
        match &expr.kind {
            ExprKind::Member(_) | ExprKind::Field { .. } => {
                let thing = self.thing(expr, members)?;
                self.single(&thing, &expr.ty)
            }
            ExprKind::TermOf { term, of } => {
                let thing = self.thing(of, members)?;
                if has_parts(&expr.ty) {
                    return Err(NeedsCase);
                }
                let Thing::At(path, _) = &thing else { return self.lines(*term, &[thing]) };
                let key = (*term, Arc::clone(path));
                if let Some(made) = self.program.of_parts.get(&key) {
                    return Ok(*made);
                }
                let made = self.lines(*term, &[thing])?;
                let made = self.keep(made);
                self.program.of_parts.insert(key, made);
                Ok(made)
            }
            ExprKind::Over(over) => self.over(expr, over, members),
            ExprKind::Includes { set, value } => self.includes(expr, set, value, members),
            ExprKind::Belongs { who, group, by } => self.belongs(expr, (who, group, by), members),
            _ => Err(NeedsCase),
        }
    }

    fn thing(&mut self, expr: &'m Expr, members: &[Thing]) -> Made<Thing> {
        let Some((situation, _)) = self.case else { return Err(NeedsCase) };
        match &expr.kind {
            ExprKind::Fact(id) => Ok(Thing::At(Arc::new(Path::Fact(*id)), situation.fact(*id).cloned())),
            ExprKind::Constant(value) => Ok(Thing::Said(value.clone())),
            ExprKind::Member(level) => members.get(*level).cloned().ok_or(NeedsCase),
            ExprKind::Field { of, at } => match self.thing(of, members)? {
                Thing::At(path, value) => {
                    let field = match value {
                        Some(Value::Record(fields)) => fields.get(*at).cloned().flatten(),
                        _ => None,
                    };
                    Ok(Thing::At(Arc::new(Path::Field(path, *at)), field))
                }
                Thing::Said(Value::Record(fields)) => {
                    fields.get(*at).cloned().flatten().map(Thing::Said).ok_or(NeedsCase)
                }
                Thing::Said(_) => Err(NeedsCase),
            },
            _ => Err(NeedsCase),
        }
    }

    /// A value without parts.
    fn single(&mut self, thing: &Thing, ty: &Type) -> Made {
        match thing {
            _ if has_parts(ty) => Err(NeedsCase),
            Thing::Said(value) => match self.program.ordinal(value) {
                Some(at) => Ok(self.constant(at)),
                None => Err(NeedsCase),
            },
            Thing::At(path, _) => {
                let var = match self.program.parts.get(path) {
                    Some(var) => *var,
                    None => {
                        let (low, high) = range_of(self.model, path).ok_or(NeedsCase)?;
                        let var = self.var(Place::Part(Arc::clone(path)), ty, (low, high));
                        self.program.parts.insert(Arc::clone(path), var);
                        var
                    }
                };
                Ok(self.push(Node::Var(var)))
            }
        }
    }

    /// The members of a list that is known; `None` where it is not.
    fn members(&mut self, thing: &Thing) -> Made<Option<Vec<Member>>> {
        let (path, list) = match thing {
            Thing::At(path, Some(Value::List(list))) => (Some(path), Arc::clone(list)),
            Thing::Said(Value::List(list)) => (None, Arc::clone(list)),
            Thing::At(_, None) => return Ok(None),
            _ => return Err(NeedsCase),
        };
        let record = path.and_then(|path| record_of(self.model, path));
        // Only of a list itself can members be left out.
        let leaves_out = path.is_some_and(|path| match path.as_ref() {
            Path::Fact(id) => self.model[*id].changes.iter().any(|change| change.manner == Manner::LeaveOut),
            _ => false,
        });
        let mut members = Vec::new();
        for (i, value) in list.iter().enumerate() {
            let Some(path) = path else {
                members.push(Member { thing: Thing::Said(value.clone()), present: None });
                continue;
            };
            let called = record.as_ref().and_then(|record| record.called(value));
            let at = Arc::new(Path::Member(Arc::clone(path), i, called));
            let present = leaves_out.then(|| {
                let known = self.program.parts.get(&at).copied();
                let var = known.unwrap_or_else(|| {
                    let var = self.var(Place::Present(Arc::clone(&at)), &Type::YesNo, (0, 1));
                    self.program.parts.insert(Arc::clone(&at), var);
                    var
                });
                self.push(Node::Var(var))
            });
            members.push(Member { thing: Thing::At(at, Some(value.clone())), present });
        }
        Ok(Some(members))
    }

    /// What holds as long as a fact with parts is as the case states it; where it may be anything, so may this.
    fn as_stated(&mut self, thing: &Thing, here: Id, expr: &Expr) -> Id {
        let Thing::At(path, _) = thing else { return here };
        let var = self.push(Node::Var(Program::fact(path.fact())));
        let test = self.within(var, vec![(0, 0)]);
        let otherwise = self.unknown(format!("{path:?} {}", words(expr)), &expr.ty, Vec::new());
        self.push(Node::If { test, then: here, otherwise })
    }

    fn over(&mut self, expr: &'m Expr, over: &'m Over, members: &[Thing]) -> Made {
        if has_parts(&expr.ty) {
            return Err(NeedsCase);
        }
        let list = self.thing(&over.list, members)?;
        let Some(all) = self.members(&list)? else {
            return Ok(self.unknown(format!("{list:?} {}", words(expr)), &expr.ty, place_of(&list)));
        };
        let mut inside: Vec<Thing> = members.iter().take(over.level).cloned().collect();
        let (mut tests, mut values) = (Vec::new(), Vec::new());
        for member in all {
            inside.truncate(over.level);
            inside.push(member.thing);
            let test = over.test.as_ref().map(|test| self.expr_in(test, &inside)).transpose()?;
            let counts = match (member.present, test) {
                (Some(present), Some(test)) => self.group(Quantifier::All, vec![present, test]),
                (Some(only), None) | (None, Some(only)) => only,
                (None, None) => self.constant(1),
            };
            if over.how == OverWord::Every
                && let Some(present) = member.present
            {
                // A member that is not there need not hold.
                let absent = self.not(present);
                let test = test.unwrap_or(counts);
                tests.push(self.push(Node::Group { how: Quantifier::Any, of: Box::new([absent, test]) }));
            } else {
                tests.push(counts);
            }
            values.extend(over.value.as_ref().map(|value| self.expr_in(value, &inside)).transpose()?);
        }
        let pairs: Box<[(Id, Id)]> = tests.iter().copied().zip(values).collect();
        let node = match over.how {
            OverWord::Any => Node::Group { how: Quantifier::Any, of: tests.into() },
            OverWord::Every => Node::Group { how: Quantifier::All, of: tests.into() },
            OverWord::Number => Node::Count(tests.into()),
            OverWord::Sum => Node::Total(pairs),
            OverWord::Largest => Node::Extreme { largest: true, of: pairs },
            OverWord::Smallest => Node::Extreme { largest: false, of: pairs },
        };
        let node = self.push(node);
        // What stands within another list is told apart by its outermost.
        Ok(if members.is_empty() { self.as_stated(&list, node, expr) } else { node })
    }

    fn includes(&mut self, expr: &'m Expr, set: &'m Expr, value: &'m Expr, members: &[Thing]) -> Made {
        let thing = self.thing(set, members)?;
        let value = self.expr_in(value, members)?;
        let list = match &thing {
            Thing::At(_, Some(Value::List(list))) | Thing::Said(Value::List(list)) => Arc::clone(list),
            Thing::At(_, None) => {
                return Ok(self.unknown(format!("{thing:?} {}", words(expr)), &expr.ty, place_of(&thing)));
            }
            _ => return Err(NeedsCase),
        };
        let places: Option<Vec<(i128, i128)>> =
            list.iter().map(|value| self.program.ordinal(value).map(|at| (at, at))).collect();
        let node = self.within(value, joined(places.ok_or(NeedsCase)?));
        Ok(self.as_stated(&thing, node, expr))
    }

    fn belongs(&mut self, expr: &'m Expr, (who, group, by): (&'m Expr, &'m Expr, &'m Expr), members: &[Thing]) -> Made {
        let thing = self.thing(by, members)?;
        let who = self.expr_in(who, members)?;
        let group = self.expr_in(group, members)?;
        let groups = match &thing {
            Thing::At(_, Some(groups @ Value::Membership(_))) | Thing::Said(groups @ Value::Membership(_)) => {
                groups.clone()
            }
            Thing::At(_, None) => {
                return Ok(self.unknown(format!("{thing:?} {}", words(expr)), &expr.ty, place_of(&thing)));
            }
            _ => return Err(NeedsCase),
        };
        let names: BTreeMap<i128, Arc<str>> = (0..self.program.texts()).map(|at| (at, self.program.text(at))).collect();
        let node = self.push(Node::Belongs { who, group, names: Arc::new(names), by: groups });
        Ok(self.as_stated(&thing, node, expr))
    }
}

fn place_of(thing: &Thing) -> Vec<Arc<Path>> {
    match thing {
        Thing::At(path, _) => vec![Arc::clone(path)],
        Thing::Said(_) => Vec::new(),
    }
}

/// The record that stands at a place, or the records of a list there.
pub(super) fn record_of(model: &crate::model::Model, path: &Path) -> Option<Arc<RecordType>> {
    match type_of(model, path)? {
        Type::Record(record) | Type::List(record) => Some(record),
        _ => None,
    }
}

fn type_of(model: &crate::model::Model, path: &Path) -> Option<Type> {
    Some(match path {
        Path::Fact(id) => model[*id].ty.clone(),
        Path::Field(of, at) => record_of(model, of)?.fields.get(*at)?.ty.clone(),
        Path::Member(of, ..) => Type::Record(record_of(model, of)?),
    })
}

fn range_of(model: &crate::model::Model, path: &Path) -> Option<(i128, i128)> {
    match path {
        Path::Fact(FactId(id)) => Some(model[FactId(*id)].range),
        Path::Field(of, at) => record_of(model, of)?.fields.get(*at).map(|field| field.range),
        Path::Member(..) => None,
    }
}
