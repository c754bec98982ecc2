//! Parts of facts by their names and in words, and which of them decide.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::because::fact_value;
use super::phrase::typed;
use super::{FactValue, MissingFact, Named, Typed, naming};
use crate::decide::{Path, Situation, Trace};
use crate::model::Model;
use crate::model::expr::ExprKind;
use crate::model::vocabulary::FactId;
use crate::value::{Type, Value};

/// Up to this many parts of one fact are asked for one by one.
const FEW: usize = 12;

/// How often the plain evaluator may be asked while the parts that decide are sought.
const TRIALS: usize = 400;

/// How many parts may be read in all meanwhile: of a long list fewer trials are made.
const PARTS_READ: usize = 400_000;

// --- Names ---------------------------------------------------------------------------------

/// Its name in data and its words: `travelers[1].born`, "the date of birth of the second traveler, Bo".
pub(super) fn named(model: &Model, path: &Path) -> Named {
    Named { name: name(model, path).0, label: label(model, path).0 }
}

fn name<'m>(model: &'m Model, path: &Path) -> (String, &'m Type) {
    match path {
        Path::Fact(id) => (model[*id].name.clone(), &model[*id].ty),
        Path::Field(of, at) => {
            let (of, ty) = name(model, of);
            match ty {
                Type::Record(record) | Type::List(record) => match record.fields.get(*at) {
                    Some(field) => (format!("{of}.{}", field.name), &field.ty),
                    None => (of, ty),
                },
                _ => (of, ty),
            }
        }
        // The type of a list names that of its members.
        Path::Member(of, at, _) => {
            let (of, ty) = name(model, of);
            (format!("{of}[{at}]"), ty)
        }
    }
}

fn label<'m>(model: &'m Model, path: &Path) -> (String, &'m Type) {
    match path {
        Path::Fact(id) => (model[*id].label.clone(), &model[*id].ty),
        Path::Field(of, at) => {
            let (whose, ty) = label(model, of);
            match ty {
                Type::Record(record) | Type::List(record) => match record.fields.get(*at) {
                    Some(field) => {
                        (naming::part_of(&model.header.language, &field.label, &field.ty, &whose), &field.ty)
                    }
                    None => (whose, ty),
                },
                _ => (whose, ty),
            }
        }
        Path::Member(of, at, called) => {
            let (whose, ty) = label(model, of);
            // Of whom only where there are several lists of the kind.
            let among = (!matches!(of.as_ref(), Path::Fact(_))).then_some(whose.as_str());
            (naming::member(&model.header.language, ty, *at, called.as_deref(), among), ty)
        }
    }
}

/// What a trace reads, in words: a fact, a member of a list, or a part of one of these.
pub(super) fn words(model: &Model, trace: &Trace<'_>) -> Named {
    if let Some(path) = &trace.at {
        return named(model, path);
    }
    let whose = || {
        trace.parts.first().map(|of| words(model, of)).unwrap_or(Named { name: String::new(), label: String::new() })
    };
    let part = |name: &str, label: &str, ty: &Type| {
        let whose = whose();
        Named {
            name: format!("{}.{name}", whose.name),
            label: naming::part_of(&model.header.language, label, ty, &whose.label),
        }
    };
    match &trace.expr.kind {
        ExprKind::Term(id) => Named { name: model[*id].name.clone(), label: model[*id].label.clone() },
        ExprKind::Fact(id) => Named { name: model[*id].name.clone(), label: model[*id].label.clone() },
        ExprKind::TermOf { term, .. } => part(&model[*term].name, &model[*term].label, &model[*term].ty),
        ExprKind::Field { of, at } => match &of.ty {
            Type::Record(record) => match record.fields.get(*at) {
                Some(field) => part(&field.name, &field.label, &field.ty),
                None => whose(),
            },
            _ => whose(),
        },
        _ => Named { name: String::new(), label: "this".to_owned() },
    }
}

// --- Missing -------------------------------------------------------------------------------

/// Facts that are missing, and of those that are stated the parts that are.
#[derive(Debug, Default)]
pub(super) struct Missing {
    facts: BTreeSet<FactId>,
    parts: BTreeMap<FactId, BTreeSet<Arc<Path>>>,
}

impl Missing {
    pub(super) fn fact(&mut self, id: FactId) {
        self.facts.insert(id);
    }

    pub(super) fn part(&mut self, path: &Arc<Path>) {
        self.parts.entry(path.fact()).or_default().insert(Arc::clone(path));
    }

    /// The facts, whether missing as a whole or in part.
    pub(super) fn ids(&self) -> BTreeSet<FactId> {
        self.facts.iter().chain(self.parts.keys()).copied().collect()
    }

    /// What is to be asked, in the order of the declarations; what is asked together stands together.
    pub(super) fn questions(self, model: &Model) -> Vec<MissingFact> {
        let ids = self.ids();
        let mut found: Vec<(FactId, MissingFact)> = Vec::new();
        for id in ids {
            let fact = &model[id];
            let whole = Named { name: fact.name.clone(), label: fact.label.clone() };
            let ask = |fact_: Named, ask: Option<String>| MissingFact {
                fact: fact_,
                ask,
                staff_only: fact.never_tell_customer,
                asked_with: Vec::new(),
                turn: None,
            };
            match self.parts.get(&id) {
                Some(parts) if parts.len() <= FEW && !self.facts.contains(&id) => {
                    found.extend(parts.iter().map(|path| (id, ask(named(model, path), None))));
                }
                Some(parts) if !self.facts.contains(&id) => {
                    let first = parts.first().map(|path| named(model, path).label).unwrap_or_default();
                    let label = format!("{} parts of {}, such as {first}", parts.len(), whole.label);
                    found.push((id, ask(Named { label, ..whole }, None)));
                }
                _ => found.push((id, ask(whole, fact.ask.clone()))),
            }
        }
        together(model, found)
    }
}

fn together(model: &Model, found: Vec<(FactId, MissingFact)>) -> Vec<MissingFact> {
    let mut groups: Vec<Vec<(FactId, MissingFact)>> = Vec::new();
    let mut places: BTreeMap<FactId, usize> = BTreeMap::new();
    for (id, missing) in found {
        let place = *places.entry(model.vocabulary.asked_in(id)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(others) => others.push((id, missing)),
            None => groups.push(vec![(id, missing)]),
        }
    }
    for members in &mut groups {
        let names: Vec<(FactId, String)> = members.iter().map(|(id, m)| (*id, m.fact.name.clone())).collect();
        for (id, missing) in members {
            let others = names.iter().filter(|(other, _)| other != id);
            missing.asked_with = others.map(|(_, name)| name.clone()).collect();
        }
    }
    groups.into_iter().flatten().map(|(_, missing)| missing).collect()
}

// --- Parts that decide -----------------------------------------------------------------------

/// Facts that suffice, of those with parts only the parts: with these as they are it holds, whatever the others are, and
/// as long as the lists have as many members. Found by leaving out many at a time and asking the plain evaluator.
pub(super) fn deciding(
    model: &Model,
    situation: &Situation,
    facts: &[FactId],
    holds: &dyn Fn(&Situation) -> bool,
) -> Vec<FactValue> {
    let has_parts = |id: &FactId| matches!(model[*id].ty, Type::Record(_) | Type::List(_));
    if !facts.iter().any(|id| has_parts(id) && situation.fact(*id).is_some()) {
        return facts.iter().map(|id| fact_value(model, situation, *id)).collect();
    }
    let mut search = Search { trial: situation.clone(), trials: TRIALS, holds, kept: Vec::new() };
    let mut found = Vec::new();
    for id in facts {
        let whole = fact_value(model, situation, *id);
        let (Some(value), true) = (situation.fact(*id), has_parts(id)) else {
            found.push(whole);
            continue;
        };
        let mut leaves = Vec::new();
        leaves_of(value, &model[*id].ty, &Arc::new(Path::Fact(*id)), &mut leaves);
        search.trials = (PARTS_READ / (leaves.len() + 1)).min(search.trials);
        search.shrink(&leaves);
        if search.trials == 0 {
            found.push(whole);
            continue;
        }
        let kept = std::mem::take(&mut search.kept);
        if kept.is_empty() {
            // All that counts is how many there are.
            let count = if let Value::List(members) = value { i128::try_from(members.len()).ok() } else { None };
            let counted = count.map(|n| Typed { value: Value::Number(n), ty: Type::WHOLE });
            found.extend(counted.map(|n| FactValue {
                label: naming::how_many(&model.header.language, &whole.label),
                value: Some(n),
                ..whole
            }));
            continue;
        }
        for (path, value, ty) in kept {
            let Named { name, label } = named(model, &path);
            found.push(FactValue { fact: name, label, value: Some(typed(&value, &ty)), ..whole.clone() });
        }
    }
    found
}

type Leaf = (Arc<Path>, Value, Type);

/// The parts that have no parts themselves.
fn leaves_of(value: &Value, ty: &Type, at: &Arc<Path>, found: &mut Vec<Leaf>) {
    match (value, ty) {
        (Value::Record(fields), Type::Record(record)) => {
            for (i, (value, field)) in fields.iter().zip(&record.fields).enumerate() {
                if let Some(value) = value {
                    leaves_of(value, &field.ty, &Arc::new(Path::Field(Arc::clone(at), i)), found);
                }
            }
        }
        (Value::List(members), Type::List(record)) if !members.is_empty() => {
            let of = Type::Record(Arc::clone(record));
            for (i, value) in members.iter().enumerate() {
                let at = Arc::new(Path::Member(Arc::clone(at), i, record.called(value)));
                leaves_of(value, &of, &at, found);
            }
        }
        // Of an empty list nothing can be left out but the list.
        _ if matches!(at.as_ref(), Path::Fact(_)) => {}
        _ => found.push((Arc::clone(at), value.clone(), ty.clone())),
    }
}

struct Search<'a> {
    /// With all that was found not to count left out.
    trial: Situation,
    trials: usize,
    holds: &'a dyn Fn(&Situation) -> bool,
    kept: Vec<Leaf>,
}

impl Search<'_> {
    /// Leaves out all of these if that changes nothing, else looks at each half.
    fn shrink(&mut self, leaves: &[Leaf]) {
        if leaves.is_empty() || self.trials == 0 {
            return;
        }
        self.trials -= 1;
        let mut without = self.trial.clone();
        without.forget_parts(leaves.iter().map(|(path, ..)| path.as_ref()));
        if (self.holds)(&without) {
            self.trial = without;
        } else if let [only] = leaves {
            self.kept.push(only.clone());
        } else {
            let (one, other) = leaves.split_at(leaves.len() / 2);
            self.shrink(one);
            self.shrink(other);
        }
    }
}

// --- Assumed -------------------------------------------------------------------------------

/// Fields of these facts that nobody stated and whose declaration says what they then are.
pub(super) fn assumed(model: &Model, situation: &Situation, facts: &BTreeSet<FactId>) -> Vec<FactValue> {
    let parts = situation.assumed_parts.iter().filter(|part| facts.contains(&part.fact()));
    parts
        .map(|part| {
            let Named { name, label } = named(model, part);
            let here = situation.part(part).map(|value| typed(value, type_of(model, part)));
            FactValue { fact: name, label, value: here, ..fact_value(model, situation, part.fact()) }
        })
        .collect()
}

fn type_of<'m>(model: &'m Model, path: &Path) -> &'m Type {
    name(model, path).1
}
