//! Mappings of facts to values, and of fixed keys to anything: what cases and suites have in common.

use std::collections::BTreeMap;

use crate::case::expect::Name;
use crate::case::node::{Content, Entry, Node};
use crate::case::tree::quote;
use crate::case::{Stated, read, say, text};
use crate::diagnostic::{Code, Diagnostic, Report, nearest::nearest};
use crate::model::vocabulary::{Fact, FactId, Vocabulary};
use crate::source::limits::DIAGNOSTICS;
use crate::source::{Source, Sources, Span};
use crate::value::Date;

/// Collects what is wrong while it reads; what was wrong is left out of what it returns.
#[derive(Clone, Debug)]
pub(crate) struct Reader<'v> {
    pub(crate) vocabulary: &'v Vocabulary,
    diagnostics: Vec<Diagnostic>,
}

impl<'v> Reader<'v> {
    pub(crate) fn new(vocabulary: &'v Vocabulary, diagnostics: Vec<Diagnostic>) -> Reader<'v> {
        Reader { vocabulary, diagnostics }
    }

    /// The text as a tree and a reader that knows what was already wrong with it; only `Err` if there is nothing to read.
    pub(crate) fn open(
        name: &str,
        text: &str,
        vocabulary: &'v Vocabulary,
    ) -> Result<(Option<Node>, Reader<'v>, Sources), Report> {
        let sources = Sources::one(Source::new(name, text));
        let (node, diagnostics) = text::read(text, 0);
        if node.is_none() && !diagnostics.is_empty() {
            return Err(Report::new(sources, diagnostics));
        }
        Ok((node, Reader::new(vocabulary, diagnostics), sources))
    }

    /// Whether nobody would read one more; looking for near names is then a waste.
    pub(crate) fn is_full(&self) -> bool {
        self.diagnostics.len() >= DIAGNOSTICS
    }

    pub(crate) fn complain(&mut self, diagnostic: impl Into<Option<Diagnostic>>) {
        if let Some(diagnostic) = diagnostic.into().filter(|_| !self.is_full()) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// The result, unless something was wrong.
    pub(crate) fn finish<T>(self, sources: Sources, read: T) -> Result<T, Report> {
        if self.diagnostics.is_empty() { Ok(read) } else { Err(Report::new(sources, self.diagnostics)) }
    }

    pub(crate) fn date(&mut self, node: &Node, name: &str) -> Option<Date> {
        read::date(node, name).map_err(|wrong| self.complain(wrong)).ok()
    }

    /// The entries of a mapping; nothing at all counts as an empty one where `or_nothing`.
    pub(crate) fn map(&mut self, node: Node, what: &str, or_nothing: bool) -> Vec<Entry> {
        if or_nothing && node.is_null() {
            return Vec::new();
        }
        let kind = node.kind();
        match node.content {
            Content::Map(entries) => return entries,
            Content::Refused => {}
            Content::Scalar(_) | Content::List(_) => {
                self.complain(
                    Diagnostic::new(Code::Type, node.span, format!("{what} is a mapping, and {kind} stands here"))
                        .help("write `name: value`, one to a line"),
                );
            }
        }
        Vec::new()
    }

    /// Complains about a key that does not belong here.
    pub(crate) fn unknown_key(&mut self, entry: &Entry, known: &[&str], place: &str) {
        if self.is_full() {
            return;
        }
        let mut wrong =
            Diagnostic::new(Code::Key, entry.key_span, format!("{} does not belong {place}", quote(&entry.key)));
        wrong.help = if self.vocabulary.find(&entry.key).is_some() && known.contains(&"facts") {
            Some(format!("`{}` is a fact; write it under `facts:`", entry.key))
        } else {
            // There are never so many keys that they could not all be named.
            match nearest(&entry.key, known.iter().copied()) {
                None => Some(format!("write one of `{}`", known.join("`, `"))),
                Some(_) => say::names(Some(&entry.key), known.iter().copied()),
            }
        };
        self.complain(wrong);
    }

    /// The fact of this name, or a complaint.
    pub(crate) fn fact(&mut self, name: &str, span: Span) -> Option<(FactId, &'v Fact)> {
        let found = self.vocabulary.find(name);
        if found.is_none() && !self.is_full() {
            if self.vocabulary.is_derived(name) {
                let said = format!("{} is a term, which follows from facts and is not stated", quote(name));
                let help = "state the facts, or let the rulebook say of the term: may be stated";
                self.complain(Diagnostic::new(Code::UnknownFact, span, said).help(help));
                return None;
            }
            let mut wrong =
                Diagnostic::new(Code::UnknownFact, span, format!("the rulebook declares no fact {}", quote(name)));
            wrong.help = say::names(Some(name), self.vocabulary.names());
            self.complain(wrong);
        }
        found.map(|id| (id, &self.vocabulary[id]))
    }

    /// States facts, over those that are stated already; where `taking_away`, null takes one away.
    pub(crate) fn facts(&mut self, node: Node, into: &mut BTreeMap<FactId, Stated>, taking_away: bool) {
        for entry in self.map(node, "this part", true) {
            let Some((id, fact)) = self.fact(&entry.key, entry.key_span) else {
                continue;
            };
            if taking_away && entry.value.is_null() {
                into.remove(&id);
                continue;
            }
            if let Some(value) = read::value(&entry.value, fact.into(), &mut |wrong| self.complain(wrong)) {
                into.insert(id, Stated { value, span: Some(entry.value.span) });
            }
        }
    }

    /// One text, whether in quotes or not.
    pub(crate) fn name(&mut self, node: Node, what: &str) -> Option<Name> {
        let (span, kind) = (node.span, node.kind());
        match node.content {
            Content::Scalar(scalar) if !scalar.is_null() => return Some(Name { text: scalar.text, span }),
            Content::Refused => {}
            Content::Scalar(_) => self.complain(
                Diagnostic::new(Code::Null, span, format!("{what} has no value"))
                    .help("write a value, or leave the line out"),
            ),
            Content::List(_) | Content::Map(_) => {
                let wrong = Diagnostic::new(Code::Type, span, format!("{what} is one text, and {kind} stands here"));
                self.complain(wrong.help("write one word or a text in quotes"));
            }
        }
        None
    }

    pub(crate) fn list(&mut self, node: Node, what: &str) -> Vec<Node> {
        let (span, kind) = (node.span, node.kind());
        match node.content {
            Content::List(nodes) => return nodes,
            Content::Refused => {}
            Content::Scalar(_) | Content::Map(_) => {
                self.complain(
                    Diagnostic::new(Code::Type, span, format!("{what} is a list, and {kind} stands here"))
                        .help("write `[…]`, or lines that start with `- `"),
                );
            }
        }
        Vec::new()
    }
}
