//! Suites: worked cases for a rulebook. Each case is read with what is given for all of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::Case;
use crate::case::expect::Expected;
use crate::case::facts::Reader;
use crate::case::node::{Content, Node};
use crate::case::tree::quote;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::vocabulary::Vocabulary;
use crate::source::Span;

#[derive(Debug)]
pub(crate) struct Suite {
    pub(crate) cases: Vec<SuiteCase>,
}

#[derive(Debug)]
pub(crate) struct SuiteCase {
    pub(crate) name: String,
    /// Where the name stands.
    pub(crate) span: Span,
    /// With what is given for all cases.
    pub(crate) case: Case,
    pub(crate) expect: Vec<Expected>,
}

/// Which rulebook a suite names, read before there is a vocabulary to read the rest with.
pub(crate) fn rulebook_of(name: &str, text: &str) -> Result<Option<String>, Report> {
    let nothing = Vocabulary::default();
    let (node, mut reader, sources) = Reader::open(name, text, &nothing)?;
    let entries = node.map(|node| reader.map(node, "a suite", true)).unwrap_or_default();
    let found = entries.into_iter().find(|e| e.key == "rulebook").and_then(|e| reader.name(e.value, "`rulebook`"));
    reader.finish(sources, found.map(|name| name.text))
}

/// Reads a suite; `answers` are the names of the actions and terms of which something can be expected.
pub(crate) fn from_text(
    name: &str,
    text: &str,
    vocabulary: &Vocabulary,
    answers: &BTreeSet<&str>,
) -> Result<Suite, Report> {
    const KEYS: &[&str] = &["rulebook", "given", "cases"];
    let (node, mut reader, sources) = Reader::open(name, text, vocabulary)?;
    let whole = node.as_ref().map_or_else(Span::default, |node| node.span);
    let (mut cases, mut given) = (None, Case { sources: sources.clone(), ..Case::default() });
    for entry in node.map(|node| reader.map(node, "a suite", true)).unwrap_or_default() {
        match entry.key.as_str() {
            // Read by `rulebook_of`; here it is only held to be a name.
            "rulebook" => {
                reader.name(entry.value, "`rulebook`");
            }
            "given" => reader.facts(entry.value, &mut given.facts, false),
            "cases" => cases = Some(entry.value),
            _ => reader.unknown_key(&entry, KEYS, "in a suite"),
        }
    }
    let cases = match cases {
        Some(cases) => {
            let (span, empty) = (cases.span, matches!(&cases.content, Content::List(none) if none.is_empty()));
            let cases = reader.list(cases, "`cases`");
            if empty {
                reader.complain(
                    Diagnostic::new(Code::Empty, span, "the suite has no case")
                        .help("list at least one case under `cases:`"),
                );
            }
            cases
        }
        None => {
            let first = Span { end: whole.start, ..whole };
            reader.complain(
                Diagnostic::new(Code::MissingKey, first, "a suite without `cases:`")
                    .help("list the cases under `cases:`, each with `name`, `facts` and `expect`"),
            );
            Vec::new()
        }
    };
    let cases: Vec<SuiteCase> = cases.into_iter().filter_map(|case| reader.case(case, &given, answers)).collect();
    reader.names_differ(&cases);
    let suite = Suite { cases };
    reader.finish(sources, suite)
}

impl Reader<'_> {
    fn case(&mut self, node: Node, given: &Case, answers: &BTreeSet<&str>) -> Option<SuiteCase> {
        const KEYS: &[&str] = &["name", "today", "facts", "expect"];
        let start = Span { end: node.span.start, ..node.span };
        let refused = node.content == Content::Refused;
        let entries = self.map(node, "a case", false);
        let (mut name, mut case, mut expect) = (None, given.clone(), Vec::new());
        let nameless = !refused && !entries.iter().any(|e| e.key == "name");
        for entry in entries {
            match entry.key.as_str() {
                "name" => name = self.name(entry.value, "`name`"),
                "today" => case.today = self.date(&entry.value, "today").map(|date| (date, Some(entry.value.span))),
                "facts" => self.facts(entry.value, &mut case.facts, true),
                "expect" => expect = self.expectations(entry.value, answers),
                _ => self.unknown_key(&entry, KEYS, "in a case of a suite"),
            }
        }
        if nameless {
            self.complain(
                Diagnostic::new(Code::MissingKey, start, "a case without a name")
                    .help("write `name:` and what the case shows, in a few words"),
            );
        }
        name.map(|name| SuiteCase { name: name.text, span: name.span, case, expect })
    }

    /// Two cases of one name could not be told apart when one of them fails.
    fn names_differ(&mut self, cases: &[SuiteCase]) {
        let mut seen = BTreeMap::new();
        for case in cases {
            if let Some(first) = seen.insert(case.name.as_str(), case.span) {
                let said = format!("two cases are named {}", quote(&case.name));
                self.complain(
                    Diagnostic::new(Code::Duplicate, case.span, said)
                        .label("again here")
                        .other(first, "first here")
                        .help("say what is special about each"),
                );
            }
        }
    }
}
