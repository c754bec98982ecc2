//! YAML to tree: the only file that names the YAML parser. Its events are pulled one by one, so no input is deep on our stack.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError};

use crate::case::node::Style;
use crate::case::text::Place;
use crate::case::tree::{Stop, Tree, quote};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::source::limits::NESTING;

pub(crate) fn read(text: &str, place: Place, tree: &mut Tree) -> Result<(), Stop> {
    let mut at = Cursor { text, chars: 0, bytes: 0 };
    let mut documents = 0;
    for event in Parser::new_from_str(text) {
        let (event, marks) = event.map_err(|error| {
            let byte = at.byte(error.marker().index());
            tree.stop(syntax(text, byte, place, &error))
        })?;
        let start = at.byte(marks.start.index());
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    let more =
                        Diagnostic::new(Code::YamlDocuments, word(text, start, place), "a second document starts here");
                    return Err(tree.stop(
                        more.help("write one document per file; in a suite, the cases are a list under `cases:`"),
                    ));
                }
                if let Some(directive) = directive(text.get(..start).unwrap_or_default()) {
                    let span = place.span(directive, line_end(text, directive));
                    let more = Diagnostic::new(Code::YamlDocuments, span, "a directive, which a case has no use for");
                    tree.complain(more.help("delete this line"));
                }
            }
            Event::Alias(_) => {
                let span = word(text, start, place);
                tree.complain(alias(span));
                tree.refused(span)?;
            }
            Event::Scalar(value, style, anchor, tag) => {
                let span = match style {
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => place.span(start, quoted_end(text, start)),
                    _ => trimmed(text, start, at.byte(marks.end.index()), place),
                };
                if properties(text, start, place, anchor, tag.is_some(), tree) {
                    tree.refused(span)?;
                } else {
                    tree.scalar(span, value.into_owned(), manner(style))?;
                }
            }
            Event::SequenceStart(anchor, tag) => {
                properties(text, start, place, anchor, tag.is_some(), tree);
                tree.open_list(opening(text, start, place))?;
            }
            Event::MappingStart(anchor, tag) => {
                properties(text, start, place, anchor, tag.is_some(), tree);
                tree.open_map(opening(text, start, place))?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let bracket = text.as_bytes().get(start).is_some_and(|b| b"]}".contains(b)) && !marks.is_empty();
                tree.close(bracket.then(|| place.span(start, start + 1)))?;
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
    }
    Ok(())
}

/// From characters, which the parser counts, to bytes. Its marks move forward but for a few steps, so walking is cheap.
struct Cursor<'t> {
    text: &'t str,
    chars: usize,
    bytes: usize,
}

impl Cursor<'_> {
    fn byte(&mut self, chars: usize) -> usize {
        let (before, after) = self.text.split_at_checked(self.bytes).unwrap_or((self.text, ""));
        if chars < self.chars {
            self.bytes = before.char_indices().rev().nth(self.chars - chars - 1).map_or(0, |(at, _)| at);
            self.chars = chars;
        } else if let Some((at, _)) = after.char_indices().nth(chars - self.chars) {
            self.bytes += at;
            self.chars = chars;
        } else {
            // The parser may count past the last character.
            self.bytes = self.text.len();
            self.chars += after.chars().count();
        }
        self.bytes
    }
}

fn manner(style: ScalarStyle) -> Style {
    match style {
        ScalarStyle::Plain => Style::Plain,
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
        ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
    }
}

/// Complains about what stands before a node: `&anchor` and `!tag`.
fn properties(text: &str, start: usize, place: Place, anchor: usize, tag: bool, tree: &mut Tree) -> bool {
    let span = word(text, start, place);
    if anchor > 0 {
        tree.complain(alias(span));
    } else if tag {
        tree.complain(tagged(span));
    }
    anchor > 0 || tag
}

fn alias(span: Span) -> Diagnostic {
    Diagnostic::new(Code::YamlAlias, span, "a case says everything where it stands, without `&` and `*`")
        .help("write the value itself; a text that starts with `&` or `*` goes in quotes")
}

fn tagged(span: Span) -> Diagnostic {
    Diagnostic::new(Code::YamlTag, span, "a tag; the type of a value is the one that the rulebook declares")
        .help("delete the tag; a text that starts with `!` goes in quotes")
}

/// The parser's complaint in the author's words.
fn syntax(text: &str, at: usize, place: Place, error: &ScanError) -> Diagnostic {
    let rest = text.get(at..).unwrap_or_default();
    let span = place.span(at, at + rest.chars().next().map_or(0, char::len_utf8));
    let info = error.info();
    if info.contains("recursion") {
        return Diagnostic::new(Code::TooDeep, span, format!("this is nested more than {NESTING} levels deep"))
            .help("a case needs no more than two levels, a suite six");
    }
    match rest.chars().next() {
        Some('*' | '&') => return alias(word(text, at, place)),
        Some('!') => return tagged(word(text, at, place)),
        _ => {}
    }
    let (message, help) = EXPLAINED.iter().find(|(part, ..)| info.contains(part)).map_or_else(
        || {
            (
                "the text cannot be read from here on".to_owned(),
                "write `name: value`, one to a line, names in one column",
            )
        },
        |(_, message, help)| ((*message).to_owned(), *help),
    );
    if rest.is_empty() && info.contains("',' or") {
        return Diagnostic::new(Code::Yaml, span, "a bracket is opened and never closed")
            .help("close it with `]` or `}`");
    }
    let message = match rest.chars().next() {
        Some('`') => "a value cannot start with a backtick".to_owned(),
        Some(c @ ('@' | '%')) => {
            format!("a value cannot start with {}", quote(&c.to_string()))
        }
        _ => message,
    };
    Diagnostic::new(Code::Yaml, span, message).help(help)
}

/// Part of the parser's message, ours, and what to write instead.
const EXPLAINED: &[(&str, &str, &str)] = &[
    ("unexpected character", "a value cannot start with this character", "put the value in quotes"),
    ("tab", "a tab stands where the line is indented", "indent with spaces"),
    (
        "mapping values are not allowed",
        "a second colon, or a line indented more than its neighbors",
        "put names in one column with a colon after each, and a text that has `: ` in it in quotes",
    ),
    ("illegal placement of ':'", "a colon inside an open bracket", "close the bracket `]` or `}` before this line"),
    ("did not find expected key", "this line is not in the column of the names above it", "put names in one column"),
    ("'-' indicator", "this line is not in the column of the dashes above it", "put dashes in one column"),
    ("block sequence entries", "a list starts on the line of its name", "put the dash on a line of its own"),
    ("simple key expect", "a colon is missing on this line", "write `name: value`"),
    ("misplaced bracket", "a closing bracket without an opening one", "delete it, or put the value in quotes"),
    ("unexpected end of stream", "the quote that opens here is never closed", "close it on the same line"),
    ("unexpected document indicator", "the quote that opens here is never closed", "close it on the same line"),
    (
        "unknown escape",
        "a backslash before a character that needs none",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    ("hexadecimal number", "an escape that is not complete", "write four hexadecimal digits after `\\u`"),
    ("Unicode character escape", "an escape that stands for no character", "write the character itself"),
    ("trailing content", "something follows the closing quote", "put all of the value in quotes"),
    (
        "expected ',' or ']'",
        "a list in brackets goes on without a comma",
        "put a comma between values, and `]` at the end",
    ),
    (
        "expected ',' or '}'",
        "a mapping in braces goes on without a comma",
        "put a comma between entries, and `}` at the end",
    ),
    (
        "indentation",
        "this line is indented less than what it belongs to",
        "indent it further, or close the bracket or quote before it",
    ),
    ("node content", "a value is missing here", "write a value, or close what was opened"),
    ("directive", "a directive, which a case has no use for", "delete this line"),
    ("after document end marker", "something follows the end of the document", "delete the line `...`"),
];

/// Where a line before the document starts with `%`.
fn directive(before: &str) -> Option<usize> {
    if before.starts_with('%') { Some(0) } else { before.find("\n%").map(|at| at + 1) }
}

fn line_end(text: &str, start: usize) -> usize {
    text.get(start..).and_then(|rest| rest.find(['\r', '\n'])).map_or(text.len(), |n| start + n)
}

/// From here to the next white space or flow sign, at least one character.
fn word(text: &str, start: usize, place: Place) -> Span {
    let rest = text.get(start..).unwrap_or_default();
    let len = rest.find(|c: char| c.is_whitespace() || ",[]{}".contains(c)).unwrap_or(rest.len());
    place.span(start, start + len)
}

/// The bracket that opens a list or mapping, or the place where its first line starts.
fn opening(text: &str, start: usize, place: Place) -> Span {
    let bracket = text.as_bytes().get(start).is_some_and(|b| b"[{".contains(b));
    place.span(start, start + usize::from(bracket))
}

/// A span without white space at its end.
fn trimmed(text: &str, start: usize, end: usize, place: Place) -> Span {
    let len = text.get(start..end).map_or(0, |t| t.trim_end().len());
    place.span(start, start + len)
}

/// The byte after the closing quote; the parser's mark lies behind the white space and the comment that follow.
fn quoted_end(text: &str, start: usize) -> usize {
    let mut bytes = text.get(start..).unwrap_or_default().bytes().zip(start + 1..).peekable();
    let quote = bytes.next().map(|(b, _)| b);
    while let Some((b, end)) = bytes.next() {
        let doubled = quote == Some(b'\'') && b == b'\'' && bytes.peek().is_some_and(|(b, _)| *b == b'\'');
        if doubled || (quote == Some(b'"') && b == b'\\') {
            bytes.next();
        } else if Some(b) == quote {
            return end;
        }
    }
    text.len()
}
