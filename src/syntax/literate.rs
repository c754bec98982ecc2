//! Rulebooks in Markdown: the fenced blocks marked `rulebook` are the rulebook, and everything else is prose.
//!
//! A block that a reader of the page would not take for one, or that a slip would turn into prose, is an error: rules that
//! nobody sees must not count, and rules that everybody sees must not be left out.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Source, Span};

/// How the names of such files end.
const ENDING: &str = ".rulebook.md";
/// The word behind the fence.
const MARK: &str = "rulebook";

/// Whether a text is Markdown with a rulebook in it, which its name says.
pub(super) fn is_literate(source: &Source) -> bool {
    source.name().ends_with(ENDING)
}

/// What of a text is rulebook: all of it, or of Markdown its blocks, with spaces of the same length for the prose.
pub(super) fn rulebook_of<'s>(source: &'s Source, diagnostics: &mut Vec<Diagnostic>) -> Cow<'s, str> {
    let text = source.text();
    if !is_literate(source) {
        return Cow::Borrowed(text);
    }
    let blocks = blocks(text, diagnostics);
    if blocks.is_empty() && diagnostics.is_empty() {
        let said = "nothing in this page is marked as rulebook";
        diagnostics.push(
            Diagnostic::whole(Code::Empty, said).help("start the rules with a line ```rulebook, and end them with ```"),
        );
    }
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for block in blocks {
        blank(&text[end..block.start], &mut out);
        out.push_str(&text[block.clone()]);
        end = block.end;
    }
    blank(&text[end..], &mut out);
    Cow::Owned(out)
}

fn blank(prose: &str, out: &mut String) {
    out.extend(prose.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

/// Where a line of the page stands.
enum Within {
    Prose,
    /// The character and length of the fence, the fence itself, and where the block starts if it is rulebook.
    Fence {
        sign: char,
        length: usize,
        opened: Span,
        rules: Option<usize>,
    },
    /// HTML goes on until these words, or to the next empty line.
    Html(Option<&'static str>),
}

/// The blocks that are rulebook: what stands between their fences.
pub(super) fn blocks(text: &str, diagnostics: &mut Vec<Diagnostic>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut within = Within::Prose;
    let mut start = 0;
    for raw in text.split_inclusive('\n') {
        let (at, line) = (start, raw.trim_end());
        start += raw.len();
        let here = || place(at, at + line.len());
        within = match within {
            Within::Prose => match (fence(line), html(line)) {
                (Some((sign, length, info)), _) => {
                    let marked = info == MARK && line.starts_with(sign);
                    if !marked && mentions(line) {
                        diagnostics.push(misplaced(here()));
                    }
                    Within::Fence { sign, length, opened: here(), rules: marked.then_some(start) }
                }
                (None, Some(until)) => until,
                (None, None) => {
                    if mentions(line) {
                        diagnostics.push(misplaced(here()));
                    }
                    Within::Prose
                }
            },
            Within::Html(until) => {
                if mentions(line) {
                    let said = "this block stands within HTML, where it may not be seen";
                    let help = "move it out, and leave an empty line above it";
                    diagnostics.push(Diagnostic::new(Code::Layout, here(), said).help(help));
                }
                match until {
                    Some(words) if line.to_ascii_lowercase().contains(words) => Within::Prose,
                    None if line.is_empty() => Within::Prose,
                    _ => Within::Html(until),
                }
            }
            Within::Fence { sign, length, opened, rules } => match fence(line) {
                Some((closing, long, "")) if closing == sign && long >= length => {
                    if let Some(from) = rules {
                        starts_with_a_statement(text, from..at, diagnostics);
                        found.push(from..at);
                    }
                    Within::Prose
                }
                Some((other, long, _)) if other == sign && long >= length && mentions(line) => {
                    let said = "this block starts within another one";
                    let help =
                        "close that one first; a page that shows rules without stating them fences them with ````";
                    diagnostics.push(
                        Diagnostic::new(Code::Layout, here(), said).other(opened, "which starts here").help(help),
                    );
                    Within::Fence { sign, length, opened, rules }
                }
                _ => Within::Fence { sign, length, opened, rules },
            },
        };
    }
    if let Within::Fence { sign, length, opened, .. } = within {
        let help = format!("end it with a line {}", sign.to_string().repeat(length));
        diagnostics.push(Diagnostic::new(Code::Layout, opened, "this block has no end").help(help));
    }
    found
}

fn place(start: usize, end: usize) -> Span {
    super::layout::Piece { source: 0, start, end }.span()
}

fn misplaced(here: Span) -> Diagnostic {
    Diagnostic::new(Code::Layout, here, "rules may stand in this block, and nothing would read them")
        .help("write ```rulebook at the left edge, with nothing behind it; to show rules without stating them, fence them with ````")
}

/// The sign, the length and the words behind a fence of three or more.
fn fence(line: &str) -> Option<(char, usize, &str)> {
    let body = line.trim_start_matches(' ');
    let sign = body.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let info = body.trim_start_matches(sign);
    let length = body.len() - info.len();
    let indent = line.len() - body.len();
    (indent <= 3 && length >= 3 && !(sign == '`' && info.contains('`'))).then_some((sign, length, info.trim()))
}

/// Whether a line looks as if it started a block of rules, in whatever list, quotation, or spelling it stands.
fn mentions(line: &str) -> bool {
    let body = line.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || ">-*+.)".contains(c));
    let info = body.trim_start_matches(['`', '~']);
    let word: String = info.trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
    body.len() - info.len() >= 3 && word.to_ascii_lowercase().starts_with(MARK)
}

/// Whether HTML starts here, and how it goes on.
fn html(line: &str) -> Option<Within> {
    const ENDS: [(&str, &str); 8] = [
        ("<!--", "-->"),
        ("<?", "?>"),
        ("<![cdata[", "]]>"),
        ("<!", ">"),
        ("<script", "</script>"),
        ("<pre", "</pre>"),
        ("<style", "</style>"),
        ("<textarea", "</textarea>"),
    ];
    let body = line.trim_start().to_ascii_lowercase();
    if !body.starts_with('<') {
        return None;
    }
    let ends = ENDS.iter().find(|(start, _)| body.starts_with(start));
    Some(match ends {
        Some((start, end)) if body.get(start.len()..).is_some_and(|rest| rest.contains(end)) => Within::Prose,
        Some((_, end)) => Within::Html(Some(end)),
        None => Within::Html(None),
    })
}

/// Each block is read and formatted by itself, so no statement goes on from one to the next.
fn starts_with_a_statement(text: &str, block: Range<usize>, diagnostics: &mut Vec<Diagnostic>) {
    let mut at = block.start;
    for raw in text[block].split_inclusive('\n') {
        let line = raw.trim();
        if line.is_empty() || line.starts_with('#') {
            at += raw.len();
            continue;
        }
        if raw.starts_with(' ') {
            let indent = raw.len() - raw.trim_start().len();
            let said = "a block starts with a statement, and this line stands deeper";
            let help = "move it to the left edge, or to the block with its statement";
            diagnostics
                .push(Diagnostic::new(Code::Layout, place(at + indent, at + raw.trim_end().len()), said).help(help));
        }
        return;
    }
}
