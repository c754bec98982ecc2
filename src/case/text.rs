//! Text to tree: limits and characters first, then as JSON if it is JSON, else as YAML.

use crate::case::node::Node;
use crate::case::tree::{Hidden, MAX_VALUES, Tree, too_many_values};
use crate::case::{json, yaml};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::source::limits::{CASE_BYTES, DIAGNOSTICS};
use crate::source::scan::is_hidden;

/// Reads a text. No node where there is none (an empty text) or where reading had to stop.
pub(crate) fn read(text: &str, source: u32) -> (Option<Node>, Vec<Diagnostic>) {
    let faults = faults(text, source);
    if !faults.is_empty() {
        return (None, faults);
    }
    let (body, base) = match text.strip_prefix('\u{FEFF}') {
        Some(body) => (body, '\u{FEFF}'.len_utf8()),
        None => (text, 0),
    };
    let place = Place { source, base };
    // Inside brackets a YAML parser keeps every token until the outermost one closes, so they are counted before.
    if body.bytes().filter(|b| b",[]{}".contains(b)).count() > MAX_VALUES {
        return (None, vec![too_many_values(place.span(0, 0))]);
    }
    if body.trim_start().starts_with(['{', '[']) {
        let mut tree = Tree::default();
        match json::read(body, place, &mut tree) {
            Ok(()) | Err(json::Failure::Stop) => return tree.finish(),
            // `{member: gold}` is YAML.
            Err(json::Failure::NotJson) => {}
        }
    }
    let mut tree = Tree::default();
    match yaml::read(body, place, &mut tree) {
        Ok(()) => tree.finish(),
        Err(_) => (None, tree.finish().1),
    }
}

/// What is wrong with a text whatever it says: its size, or characters that may not be in it.
pub(crate) fn faults(text: &str, source: u32) -> Vec<Diagnostic> {
    if text.len() > CASE_BYTES {
        let said = format!("the text has {} bytes, and the limit is {CASE_BYTES}", text.len());
        return vec![Diagnostic::whole(Code::TooBig, said).help("split it into several files")];
    }
    characters(text, source)
}

/// Turns offsets in the text without its byte order mark into spans.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    source: u32,
    base: usize,
}

impl Place {
    pub(crate) fn span(self, start: usize, end: usize) -> Span {
        // The limit on the text keeps both within 32 bits.
        let byte = |at: usize| u32::try_from(at + self.base).unwrap_or(u32::MAX);
        Span { source: self.source, start: byte(start), end: byte(end) }
    }
}

/// Characters that may stand nowhere, not even in comments.
fn characters(text: &str, source: u32) -> Vec<Diagnostic> {
    let place = Place { source, base: 0 };
    text.char_indices()
        .filter(|(at, c)| match c {
            '\u{FEFF}' => *at > 0,
            '\r' => text.as_bytes().get(at + 1) != Some(&b'\n'),
            c => is_hidden(*c),
        })
        .take(DIAGNOSTICS)
        .map(|(at, c)| Hidden(c).at(place.span(at, at + c.len_utf8())))
        .collect()
}
