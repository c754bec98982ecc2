//! The formatter: the same words and comments, in the one layout of the language.
//!
//! It works on words, not on the tree: it moves them, and neither makes nor drops one. What it wrote is read again all the
//! same, and a text that would say something else is never given back.

mod lines;
#[cfg(test)]
mod tests;

use self::lines::{Line, Place};
use super::parse::parse;
use super::tree::Statement;
use super::{layout, literate};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

/// The text in its canonical layout. Only a text that can be read is formatted: the error is what is wrong with it.
pub(crate) fn format(source: &Source) -> Result<String, Vec<Diagnostic>> {
    let (before, diagnostics) = parse(source);
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Err(diagnostics);
    }
    let text = match literate::is_literate(source) {
        true => blocks(source.text()),
        false => block(source),
    };
    let (after, faults) = parse(&Source::new(source.name(), text.as_str()));
    if faults.is_empty() && same(&before, &after) {
        return Ok(text);
    }
    Err(vec![
        Diagnostic::whole(Code::Syntax, "formatting would change what this rulebook says, so it stays as it is")
            .help("please report it together with the rulebook: the fault is in Candor"),
    ])
}

/// A text that is rulebook from one end to the other.
fn block(source: &Source) -> String {
    let layout = layout::cut(source, 0, &mut Vec::new());
    print(&lines::lines(source.text(), &layout))
}

/// Markdown with its blocks in the canonical layout; the prose stays as it is.
fn blocks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for found in literate::blocks(text, &mut Vec::new()) {
        out.push_str(&text[end..found.start]);
        out.push_str(&block(&Source::new("", &text[found.clone()])));
        end = found.end;
    }
    out + &text[end..]
}

/// Whether two trees say the same, wherever it stands.
fn same(one: &[Statement], other: &[Statement]) -> bool {
    // One by one, so that a large rulebook is never held a second time.
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| format!("{a:-?}") == format!("{b:-?}"))
}

fn print(lines: &[Line<'_>]) -> String {
    let mut out = String::new();
    for line in lines {
        let parts_statements = line.column == 0 && !out.is_empty();
        if line.blank_above && parts_statements {
            out.push('\n');
        }
        out.extend(std::iter::repeat_n(' ', line.column));
        words(line, &mut out);
        if let Some(comment) = line.comment {
            // One space more than between words: a comment is seen to be none.
            out.push_str(if line.words.is_empty() { "" } else { "  " });
            out.push_str(comment);
        }
        out.push('\n');
    }
    out
}

/// The words of a line, one space between them; what a clause says starts in one column.
fn words(line: &Line<'_>, out: &mut String) {
    let start = out.len();
    let mut above = "(";
    for (at, word) in line.words.iter().enumerate() {
        if above != "(" && !lines::closes(word) {
            out.push(' ');
        }
        if let Place::Clause { lead, width } = line.place
            && at == lead
        {
            let written = out.len() - start;
            out.extend(std::iter::repeat_n(' ', width.saturating_sub(written)));
        }
        out.push_str(word);
        above = word;
    }
}
