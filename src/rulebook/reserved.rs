//! A word of the language as a name is told where it is declared, and not again wherever it is read.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Sources, Span};

/// Leaves out what cannot be read, or is read as something else, because such a name stands there or before it on the line.
pub(super) fn tell_once(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) {
    let declared = diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::Reserved);
    let names: BTreeSet<String> =
        declared.filter_map(|diagnostic| diagnostic.span).map(|span| sources.snippet(span).to_owned()).collect();
    let ends_word = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    let reads = |span: Span| {
        let before = sources.snippet(Span { start: 0, end: span.start, ..span });
        let line = before.rsplit('\n').next().unwrap_or(before);
        let mut words = line.split(ends_word).chain(sources.snippet(span).split(ends_word));
        words.any(|word| names.contains(word))
    };
    let follows = |code: Code| matches!(code, Code::Syntax | Code::Type);
    diagnostics.retain(|diagnostic| !follows(diagnostic.code) || !diagnostic.span.is_some_and(reads));
}
