//! The cell form of a checked rulebook: every test over variables that lie on a line of integers, flat and immutable.
//!
//! A variable is a fact, the day of the request, or a part of a fact of one case. A comparison with a constant becomes the
//! stretches of the line in which it holds; whatever else a condition says stays a calculation over variables. What needs
//! no case is made once for a rulebook; what goes through lists and records is made for the case, on top of it.

mod apart;
mod build;
mod index;
mod lists;
mod node;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::decide::Path;
use crate::model::vocabulary::FactId;
use crate::model::{ActionId, RuleId, TermId};
use crate::value::{Type, Value};
pub(crate) use index::Index;
pub(crate) use node::{Column, Holds, Id, Node, Row, Var};

/// What a variable stands for.
#[derive(Clone, Debug)]
pub(crate) enum Place {
    /// The day of the request.
    Today,
    /// A fact; one with parts is 0 as long as it is as the case states it, and 1 where it may be anything.
    Fact(FactId),
    /// A part of a fact.
    Part(Arc<Path>),
    /// Whether a member of a list is there at all.
    Present(Arc<Path>),
    /// What is calculated from what is not known, and has no place among the other variables: with where that is missing.
    Unknown(Vec<Arc<Path>>),
}

/// A variable, with all that it can be.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) place: Place,
    pub(crate) ty: Type,
    pub(crate) low: i128,
    pub(crate) high: i128,
}

/// A rule, as far as it has been made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuleNodes {
    pub(crate) when: Option<Id>,
    pub(crate) required: Option<Id>,
    /// In force, with its condition true.
    pub(crate) condition: Id,
    pub(crate) applies: Id,
}

/// What decides an action.
#[derive(Debug)]
pub(crate) struct ActionNodes {
    /// The restrictions and requirements, each with whether it stands in the way.
    pub(crate) blockers: Vec<(RuleId, Id)>,
    /// Which of them can matter where.
    pub(crate) index: Index,
    pub(crate) default_denial: Option<Id>,
    /// Whether anything stands in the way.
    pub(crate) denied: Id,
    /// Whether it is allowed: nothing stands in the way, on a day on which the rulebook is in force.
    pub(crate) allowed: Id,
}

/// What makes two nodes the same.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Same {
    Var(Var),
    Constant(i128),
    Calculation(String, Box<[Id]>),
}

/// A compiled rulebook, or what one case adds to it.
#[derive(Debug, Default)]
pub(crate) struct Program {
    /// What needs no case.
    base: Option<Arc<Program>>,
    /// How many nodes, variables and slots the base has.
    offset: (u32, u32, u32),
    nodes: Vec<Node>,
    variables: Vec<Variable>,
    /// How many values are kept while a box is evaluated.
    slots: u32,
    terms: BTreeMap<TermId, Id>,
    rules: BTreeMap<RuleId, RuleNodes>,
    actions: BTreeMap<ActionId, ActionNodes>,
    always: Vec<Option<Id>>,
    /// The texts that conditions or the case name; each has its place as its number.
    texts: Vec<Arc<str>>,
    text_ids: BTreeMap<Arc<str>, i128>,
    /// Nodes that are the same for the same variable, constant or calculation.
    same: BTreeMap<Same, Id>,
    /// Variables for parts of facts.
    parts: BTreeMap<Arc<Path>, Var>,
    /// Terms of records, for the records that they were asked of.
    of_parts: BTreeMap<(TermId, Arc<Path>), Id>,
    /// Variables for what is not known, by what it says.
    unknown: BTreeMap<String, Var>,
    /// Variables for what could not be taken apart, where something that it reads is otherwise than in the case.
    loose: BTreeSet<Var>,
}

impl Program {
    pub(crate) fn node(&self, id: Id) -> &Node {
        match &self.base {
            Some(base) if id.0 < self.offset.0 => base.node(id),
            _ => &self.nodes[(id.0 - self.offset.0) as usize],
        }
    }

    pub(crate) fn variable(&self, var: Var) -> &Variable {
        match &self.base {
            Some(base) if var.0 < self.offset.1 => base.variable(var),
            _ => &self.variables[(var.0 - self.offset.1) as usize],
        }
    }

    pub(crate) fn variables(&self) -> impl Iterator<Item = Var> + use<> {
        let count = self.offset.1 as usize + self.variables.len();
        (0..u32::try_from(count).unwrap_or(u32::MAX)).map(Var)
    }

    /// One more node, for one question.
    pub(crate) fn add(&mut self, node: Node) -> Id {
        let id = self.offset.0 as usize + self.nodes.len();
        self.nodes.push(node);
        Id(u32::try_from(id).unwrap_or(u32::MAX))
    }

    pub(crate) fn slots(&self) -> usize {
        (self.offset.2 + self.slots) as usize
    }

    pub(crate) fn rule(&self, id: RuleId) -> Option<RuleNodes> {
        self.rules.get(&id).copied().or_else(|| self.base.as_ref()?.rule(id))
    }

    pub(crate) fn action(&self, id: ActionId) -> Option<&ActionNodes> {
        self.actions.get(&id).or_else(|| self.base.as_ref()?.action(id))
    }

    fn same(&self, key: &Same) -> Option<Id> {
        self.same.get(key).copied().or_else(|| self.base.as_ref()?.same(key))
    }

    fn term(&self, id: TermId) -> Option<Id> {
        self.terms.get(&id).copied().or_else(|| self.base.as_ref()?.term(id))
    }

    /// What cannot be otherwise.
    pub(crate) fn always(&self) -> impl Iterator<Item = Id> + '_ {
        self.always_by_place().map(|(_, id)| id)
    }

    /// The same, each with its place among the statements that say so.
    pub(crate) fn always_by_place(&self) -> impl Iterator<Item = (usize, Id)> + '_ {
        // Where a case adds nothing, it is all in the base.
        let own = match &self.base {
            Some(base) if self.always.is_empty() => &base.always,
            _ => &self.always,
        };
        own.iter().enumerate().filter_map(|(at, id)| Some((at, (*id)?)))
    }

    /// Whether a variable stands for what could not be taken apart.
    pub(crate) fn is_loose(&self, var: Var) -> bool {
        self.loose.contains(&var)
    }

    /// The variable of a fact.
    pub(crate) fn fact(id: FactId) -> Var {
        Var(u32::try_from(id.0).map_or(u32::MAX, |id| id.saturating_add(1)))
    }

    /// How many texts have a number; further ones are all the same to every condition.
    pub(crate) fn texts(&self) -> i128 {
        let below = self.base.as_ref().map_or(0, |base| base.texts());
        below + i128::try_from(self.texts.len()).unwrap_or(0)
    }

    fn text_id(&self, text: &Arc<str>) -> Option<i128> {
        self.text_ids.get(text).copied().or_else(|| self.base.as_ref()?.text_id(text))
    }

    /// The place of a value on its line.
    pub(crate) fn ordinal(&self, value: &Value) -> Option<i128> {
        match value {
            Value::Text(text) => self.text_id(text),
            value => value.ordinal(),
        }
    }

    /// The value at a place on the line of a type.
    pub(crate) fn value(&self, ty: &Type, at: i128) -> Option<Value> {
        Some(match ty {
            Type::YesNo => Value::YesNo(at == 1),
            Type::Quantity(_) => Value::Number(at),
            Type::Date => Value::Date(crate::value::Date::from_days(at)?),
            Type::Moment(_) => Value::Moment(crate::value::Moment::from_seconds(i64::try_from(at).ok()?)?),
            Type::Choice(_) => Value::Choice(usize::try_from(at).ok()?),
            Type::Text => Value::Text(self.text(at)),
            Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership => return None,
        })
    }

    /// A text by its number; one beyond those that are named is another than all of them.
    fn text(&self, at: i128) -> Arc<str> {
        let below = self.base.as_ref().map_or(0, |base| base.texts());
        if let (Some(base), true) = (&self.base, at < below) {
            return base.text(at);
        }
        let known = usize::try_from(at - below).ok().and_then(|at| self.texts.get(at));
        known.cloned().unwrap_or_else(|| {
            let mut n = at - self.texts() + 1;
            loop {
                let text: Arc<str> = Arc::from(format!("another {n}"));
                if self.text_id(&text).is_none() {
                    return text;
                }
                n += self.texts() + 1;
            }
        })
    }
}
