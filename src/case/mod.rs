//! Cases: what is stated, checked against what a rulebook declares. The only room that knows YAML and JSON as input.

mod builder;
pub(crate) mod expect;
mod facts;
pub(crate) mod form;
mod given;
mod hint;
mod json;
mod node;
mod read;
mod say;
pub(crate) mod staff;
pub(crate) mod suite;
#[cfg(test)]
mod tests;
mod text;
mod tree;
mod yaml;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use crate::case::builder::CaseBuilder;
use crate::case::facts::Reader;
use crate::case::node::{Content, Node, Scalar, Style};
use crate::case::tree::quote;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::vocabulary::{FactId, Vocabulary};
use crate::source::{Source, Sources, Span};
use crate::value::{Date, Type, Value};

/// One case: the facts that are stated, and the day of the request.
///
/// Every fact is one that the rulebook declares, with a value of its type and within its range. A fact that is not
/// stated is missing; it is never taken for `no`, zero or empty.
#[derive(Clone, Debug, Default)]
pub struct Case {
    pub(crate) sources: Sources,
    /// The day, and where it is stated unless a caller set it.
    pub(crate) today: Option<(Date, Option<Span>)>,
    pub(crate) facts: BTreeMap<FactId, Stated>,
    pub(crate) salt: Option<[u8; 32]>,
    /// The signature of the vocabulary by which its facts were read; empty where that is beyond doubt.
    pub(crate) vocabulary: Arc<str>,
}

/// The value of a fact, and where it is stated, if it is stated in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stated {
    pub(crate) value: Value,
    pub(crate) span: Option<Span>,
}

impl Case {
    /// The day of the request, if the case states it.
    #[must_use]
    pub fn today(&self) -> Option<Date> {
        self.today.map(|(date, _)| date)
    }

    /// The same case on another day.
    #[must_use]
    pub fn with_today(mut self, today: Date) -> Case {
        self.today = Some((today, None));
        self
    }

    /// The same case with a salt: random bytes that nobody else knows, so that no sensitive fact can be found from the
    /// `answer_id` by trying all its values.
    #[must_use]
    pub fn with_salt(mut self, salt: [u8; 32]) -> Case {
        self.salt = Some(salt);
        self
    }

    /// States one more fact, or another value for one that is stated: `FACT=VALUE`, of which `name` says what the text is.
    pub(crate) fn set(&mut self, name: &str, text: &str, vocabulary: &Vocabulary) -> Result<(), Report> {
        let mut sources = self.sources.clone();
        let source = sources.add(Source::new(name, text));
        let span = |start: usize, end: usize| Span { source, start: byte(start), end: byte(end) };
        let Some((fact, value)) = text.split_once('=') else {
            let wrong = Diagnostic::new(
                Code::Key,
                span(0, text.len()),
                format!("{} is not of the form `FACT=VALUE`", quote(text)),
            );
            return Err(Report::new(sources, vec![wrong.help("write the name of a fact, `=` and its value")]));
        };
        let parts = vocabulary.find(fact.trim()).is_some_and(|id| has_parts(&vocabulary[id].ty));
        let (node, mut diagnostics) = if parts { text::read(value, source) } else { option(value, source) };
        // The value was read as a text of its own, which starts behind the `=`.
        let by = byte(fact.len() + 1);
        let shifted = |s: Span| Span { source, start: s.start + by, end: s.end + by };
        for diagnostic in &mut diagnostics {
            diagnostic.span = diagnostic.span.map(shifted);
        }
        let mut reader = Reader::new(vocabulary, diagnostics);
        let stated = reader.fact(fact.trim(), span(0, fact.len())).zip(node).and_then(|((id, fact), node)| {
            let node = node.shifted(&shifted);
            let value = read::value(&node, fact.into(), &mut |wrong| reader.complain(wrong))?;
            Some((id, Stated { value, span: Some(node.span) }))
        });
        let stated = reader.finish(sources.clone(), stated)?;
        self.sources = sources;
        self.facts.extend(stated);
        Ok(())
    }
}

/// Reads a case: `today:` and `facts:`, both optional.
pub(crate) fn from_text(name: &str, text: &str, vocabulary: &Vocabulary) -> Result<Case, Report> {
    const KEYS: &[&str] = &["today", "facts"];
    let (node, mut reader, sources) = Reader::open(name, text, vocabulary)?;
    let mut case = Case { sources: sources.clone(), vocabulary: vocabulary.signature.clone(), ..Case::default() };
    for entry in node.map(|node| reader.map(node, "a case", true)).unwrap_or_default() {
        match entry.key.as_str() {
            "today" => {
                let today = reader.date(&entry.value, "today");
                case.today = today.map(|date| (date, Some(entry.value.span)));
            }
            "facts" => reader.facts(entry.value, &mut case.facts, false),
            _ => reader.unknown_key(&entry, KEYS, "in a case"),
        }
    }
    reader.finish(sources, case)
}

/// Whether values of a type are written in brackets.
fn has_parts(ty: &Type) -> bool {
    matches!(ty, Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership)
}

/// The value of an option. It comes from a command line, where quotes are a nuisance, so any text stands as it is.
fn option(value: &str, source: u32) -> (Option<Node>, Vec<Diagnostic>) {
    let trimmed = value.trim();
    if trimmed.starts_with('"') {
        return text::read(value, source);
    }
    let faults = text::faults(value, source);
    if !faults.is_empty() {
        return (None, faults);
    }
    let start = value.len() - value.trim_start().len();
    let span = Span { source, start: byte(start), end: byte(start + trimmed.len()) };
    (
        Some(Node { span, content: Content::Scalar(Scalar { text: trimmed.to_owned(), style: Style::Plain }) }),
        Vec::new(),
    )
}

fn byte(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
