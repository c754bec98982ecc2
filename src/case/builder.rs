//! A case from values of the embedding program, held against the rulebook as a case text is, and named where a text has places.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::case::facts::Reader;
use crate::case::given::Given;
use crate::case::node::{Content, Entry, Node, Style};
use crate::case::read::Sought;
use crate::case::tree::{Tree, quote};
use crate::case::{Case, Stated, read, say};
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Error;
use crate::model::vocabulary::{Fact, FactId, Vocabulary};
use crate::source::{Sources, Span};
use crate::value::{Date, Type};

/// There is no text to point into. Until they are sorted, all diagnostics stand at one place, so that they keep their order.
const NOWHERE: Span = Span { source: 0, start: 0, end: 0 };

/// A case in the making: fact by fact, from Rust values. See [`Rulebook::case_builder`](crate::Rulebook::case_builder).
#[derive(Clone, Debug)]
#[must_use = "nothing is a case before `build`"]
pub struct CaseBuilder<'r> {
    reader: Reader<'r>,
    today: Date,
    facts: BTreeMap<FactId, Stated>,
    seen: BTreeSet<FactId>,
}

impl<'r> CaseBuilder<'r> {
    pub(crate) fn new(vocabulary: &'r Vocabulary, today: Date) -> CaseBuilder<'r> {
        let reader = Reader::new(vocabulary, Vec::new());
        CaseBuilder { reader, today, facts: BTreeMap::new(), seen: BTreeSet::new() }
    }

    /// States a fact. `None` leaves it unstated. What is wrong is kept for [`CaseBuilder::build`].
    pub fn set(mut self, fact: &str, value: impl Serialize) -> CaseBuilder<'r> {
        self.state(fact, Given::of(&value));
        self
    }

    /// The case, with every fact checked.
    ///
    /// # Errors
    /// [`Error::Text`] with everything that is wrong; each message names its fact.
    pub fn build(self) -> Result<Case, Error> {
        let vocabulary = self.reader.vocabulary.signature.clone();
        let case = Case { today: Some((self.today, None)), facts: self.facts, vocabulary, ..Case::default() };
        self.reader.finish(Sources::default(), case).map_err(|mut report| {
            report.diagnostics.iter_mut().for_each(|wrong| wrong.span = None);
            Error::Text(report)
        })
    }

    /// States the fields of a struct or the entries of a map.
    pub(crate) fn fields(mut self, facts: &(impl Serialize + ?Sized)) -> CaseBuilder<'r> {
        let wrong = match Given::of(facts) {
            Given::Nothing => return self,
            Given::Fields(fields) => {
                fields.into_iter().for_each(|(name, given)| self.state(&name, given));
                return self;
            }
            Given::Failed(said) => Diagnostic::new(Code::Type, NOWHERE, format!("the facts cannot be read: {said}")),
            given => {
                let said =
                    format!("facts are the fields of a struct or the entries of a map, and {} is given", given.kind());
                Diagnostic::new(Code::Type, NOWHERE, said).help("give a struct or a map, one field for each fact")
            }
        };
        self.reader.complain(wrong);
        self
    }

    /// A field of an unknown name is wrong even if it holds nothing: the day on which it holds something is too late.
    fn state(&mut self, name: &str, given: Given) {
        let Some((id, fact)) = self.reader.fact(name, NOWHERE) else { return };
        if !self.seen.insert(id) {
            let said = format!("{} is stated twice", quote(name));
            self.reader.complain(Diagnostic::new(Code::Duplicate, NOWHERE, said).help("keep the one that is true"));
            return;
        }
        match node(given, fact.into()) {
            Ok(Some(node)) => {
                let complain = &mut |wrong| self.reader.complain(named(wrong, fact));
                if let Some(value) = read::value(&node, fact.into(), complain) {
                    self.facts.insert(id, Stated { value, span: None });
                }
            }
            Ok(None) => {}
            Err(wrong) => self.reader.complain(wrong.map(|wrong| named(wrong, fact))),
        }
    }
}

/// What is given, as if it stood in a text; nothing where nothing is given.
fn node(given: Given, sought: Sought<'_>) -> Result<Option<Node>, Option<Diagnostic>> {
    let name = sought.name;
    let (text, style) = match (given, sought.ty) {
        (Given::Nothing, _) => return Ok(None),
        (Given::YesNo(yes), Type::YesNo) => (if yes { "yes" } else { "no" }.to_owned(), Style::Plain),
        (Given::Integer(digits), Type::Quantity(_)) => (digits, Style::Plain),
        // Quotes mean nothing in Rust, and decimals have no other exact form than text.
        (Given::Text(text), Type::Quantity(_)) => (text, Style::Plain),
        (Given::Text(text), Type::Date | Type::Moment(_) | Type::Choice(_) | Type::Text) => (text, Style::Quoted),
        (Given::Fields(fields), Type::Record(record)) => {
            let mut entries = Vec::new();
            for (key, given) in fields {
                let field = record.find(&key).map(|at| &record.fields[at]);
                let value = match (given, field) {
                    (given, Some(field)) => {
                        node(given, Sought { name: &field.name, ty: &field.ty, range: field.range })?
                    }
                    // Its name is complained about, not its value.
                    (_, None) => Some(Node { span: NOWHERE, content: Content::Refused }),
                };
                entries.extend(value.map(|value| Entry { key, key_span: NOWHERE, value }));
            }
            return Ok(Some(Node { span: NOWHERE, content: Content::Map(entries) }));
        }
        (Given::Fields(fields), Type::Membership) => {
            let of = Type::Set(Box::new(Type::Text));
            let mut entries = Vec::new();
            for (key, given) in fields {
                let value = node(given, Sought { name: &key, ty: &of, range: (0, 0) })?;
                entries.extend(value.map(|value| Entry { key, key_span: NOWHERE, value }));
            }
            return Ok(Some(Node { span: NOWHERE, content: Content::Map(entries) }));
        }
        (Given::List(members), Type::List(_) | Type::Set(_)) => {
            let of = match sought.ty {
                Type::List(record) => Type::Record(Arc::clone(record)),
                Type::Set(of) => (**of).clone(),
                other => other.clone(),
            };
            let mut nodes = Vec::new();
            for given in members {
                match node(given, Sought { ty: &of, ..sought })? {
                    Some(node) => nodes.push(node),
                    None => {
                        let said = format!("`{name}` has a member that is nothing");
                        return Err(Some(Diagnostic::new(Code::Null, NOWHERE, said).help("leave the member out")));
                    }
                }
            }
            return Ok(Some(Node { span: NOWHERE, content: Content::List(nodes) }));
        }
        (Given::Float, _) => {
            let said = format!("`{name}` is given as a floating point number, which is not exact");
            return Err(Some(Diagnostic::new(Code::Type, NOWHERE, said).help(what_to_give(sought.ty))));
        }
        (Given::Failed(said), _) => {
            return Err(Some(Diagnostic::new(Code::Type, NOWHERE, format!("`{name}` cannot be read: {said}"))));
        }
        (given, ty) => {
            let said = format!("`{name}` is {}, and {} is given", kind(ty), given.kind());
            return Err(Some(Diagnostic::new(Code::Type, NOWHERE, said).help(what_to_give(sought.ty))));
        }
    };
    let mut tree = Tree::default();
    let stopped = tree.scalar(NOWHERE, text, style).is_err();
    match tree.finish() {
        (Some(node), wrong) if wrong.is_empty() && !stopped && node.content != Content::Refused => Ok(Some(node)),
        (_, wrong) => Err(wrong.into_iter().next()),
    }
}

/// Says of which fact a diagnostic is, unless it does already.
fn named(wrong: Diagnostic, fact: &Fact) -> Diagnostic {
    let name = format!("`{}`", fact.name);
    match wrong.message.contains(&name) {
        true => wrong,
        false => Diagnostic { message: format!("{name}: {}", wrong.message), ..wrong },
    }
}

fn kind(ty: &Type) -> &'static str {
    match ty {
        Type::YesNo => "yes or no",
        Type::Quantity(_) => "a number",
        Type::Date => "a day",
        Type::Moment(_) => "a date and time",
        Type::Choice(_) => "one of a list of values",
        Type::Text => "text",
        Type::Record(_) => "a record",
        Type::List(_) => "a list",
        Type::Set(_) => "a set",
        Type::Membership => "a membership",
    }
}

/// As [`say::what_to_write`], for somebody who writes Rust.
fn what_to_give(ty: &Type) -> String {
    match ty {
        Type::YesNo => "give a `bool`".to_owned(),
        Type::Quantity(quantity) => format!("give text such as `\"{}\"`, or an integer", say::example(*quantity)),
        Type::Date => "give a `candor::Date`, or text such as `\"2026-11-21\"`".to_owned(),
        Type::Moment(_) => "give a `candor::value::Moment`, or text such as `\"2026-11-21T10:15:00+01:00\"`".to_owned(),
        Type::Choice(_) | Type::Text => "give text, or a variant without values".to_owned(),
        Type::Record(_) => "give a struct or a map, one field for each field of the record".to_owned(),
        Type::List(_) | Type::Set(_) => "give a list, such as a `Vec`".to_owned(),
        Type::Membership => "give a map from each name to the list of its groups".to_owned(),
    }
}
