//! Lines as they will be printed: each with its words, its comment and its column.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::super::layout::{Layout, RawBullet, without_comment};
use super::super::words::{CLAUSES, Kind, STATEMENTS};

/// The column of clauses.
const CLAUSE: usize = 2;
/// How wide a clause word is padded, how wide in an example, and in a record, where each clause starts with `has`.
const WIDTH: usize = 10;
const EXAMPLE_WIDTH: usize = 6;
const RECORD_WIDTH: usize = 4;
/// How wide the mark of a bullet is.
const MARK: usize = "- ".len();

/// A line to print.
#[derive(Debug)]
pub(super) struct Line<'t> {
    /// Words, texts in quotation marks, and punctuation. None on a line of its own for a comment.
    pub(super) words: Vec<&'t str>,
    pub(super) comment: Option<&'t str>,
    pub(super) place: Place,
    pub(super) column: usize,
    pub(super) blank_above: bool,
}

/// What a line is to the lines around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Head,
    /// So many words start a clause, and what it says starts so many columns to the right of them.
    Clause {
        lead: usize,
        width: usize,
    },
    Bullet,
    /// It continues the clause or bullet above it.
    Deeper,
    Comment {
        indented: bool,
    },
}

impl Line<'_> {
    /// Whether nothing that could stand alone stands on it yet, so that no line should end here.
    fn is_open(&self) -> bool {
        let started = match self.place {
            Place::Clause { lead, .. } => lead,
            Place::Bullet => 1,
            _ => 0,
        };
        self.words.len() <= started || self.words.last() == Some(&"(")
    }
}

/// Whether a word stands directly behind the one before it.
pub(super) fn closes(word: &str) -> bool {
    matches!(word, "," | ":" | ")")
}

/// The lines of a text that could be cut without a fault.
pub(super) fn lines<'t>(text: &'t str, layout: &Layout) -> Vec<Line<'t>> {
    let mut lines = rejoin(read(text, layout));
    place_comments(&mut lines);
    lines
}

fn read<'t>(text: &'t str, layout: &Layout) -> Vec<Line<'t>> {
    let mut starts = starts(layout);
    let mut lines = Vec::new();
    let (mut text_column, mut blank_above) = (0, false);
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let mut at = start;
    for raw in text[start..].split_inclusive('\n') {
        let (content, _) = without_comment(raw);
        let comment = Some(raw[content.len()..].trim_end()).filter(|comment| !comment.is_empty());
        let indent = content.len() - content.trim_start().len();
        let words = words(content);
        let start = starts.next_if(|start| !words.is_empty() && start.at == at + indent);
        at += raw.len();
        if words.is_empty() && comment.is_none() {
            blank_above = true;
            continue;
        }
        let (place, column) = match start {
            _ if words.is_empty() => (Place::Comment { indented: indent > 0 }, 0),
            Some(start) => {
                text_column = start.text_column;
                (start.place, start.column)
            }
            None => (Place::Deeper, text_column),
        };
        lines.push(Line { words, comment, place, column, blank_above });
        blank_above = false;
    }
    lines
}

/// Where in the text something starts, and where it is printed.
struct Start {
    at: usize,
    place: Place,
    column: usize,
    /// Where the lines stand that continue it.
    text_column: usize,
}

fn starts(layout: &Layout) -> Peekable<IntoIter<Start>> {
    let mut starts = Vec::new();
    for statement in &layout.statements {
        starts.push(Start { at: statement.head.start, place: Place::Head, column: 0, text_column: CLAUSE });
        let word = first_word(layout, statement.head.start);
        let kind = STATEMENTS.iter().find(|form| form.word == word).map(|form| form.kind);
        let width = match kind {
            Some(Kind::Example) => EXAMPLE_WIDTH,
            Some(Kind::Record) => RECORD_WIDTH,
            _ => WIDTH,
        };
        for clause in &statement.clauses {
            let at = clause.piece.start;
            let word = first_word(layout, at);
            let form = CLAUSES.iter().find(|form| form.word == word && kind.is_some_and(form.of));
            let place = Place::Clause { lead: form.map_or(1, |form| lead(form.shape, width)), width };
            let text_column = CLAUSE + width;
            starts.push(Start { at, place, column: CLAUSE, text_column });
            bullets(&clause.bullets, text_column, &mut starts);
        }
    }
    starts.into_iter().peekable()
}

/// Children stand two columns deeper than the text of their bullet, so that a line that continues it is seen to be none of them.
fn bullets(bullets_here: &[RawBullet], column: usize, starts: &mut Vec<Start>) {
    for bullet in bullets_here {
        let text_column = column + MARK;
        starts.push(Start { at: bullet.piece.start, place: Place::Bullet, column, text_column });
        bullets(&bullet.children, text_column + MARK, starts);
    }
}

fn first_word(layout: &Layout, at: usize) -> &str {
    layout.text.get(at..).and_then(|rest| rest.split(' ').next()).unwrap_or("")
}

/// How many words start a clause. The shape of a form is in canonical layout, so it shows them.
fn lead(shape: &str, width: usize) -> usize {
    let end = shape.match_indices(' ').map(|(at, _)| at).find(|at| *at + 1 >= width).unwrap_or(shape.len());
    shape[..end].split_whitespace().count()
}

fn words(content: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = content.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => string_end(rest),
            '(' | ')' | ',' | ':' => 1,
            _ => word_end(rest),
        };
        let (word, more) = rest.split_at(end);
        words.push(word);
        rest = more.trim_start();
    }
    words
}

/// Where the word ends that starts here. The colons of a time of day stand within it.
fn word_end(rest: &str) -> usize {
    let digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
    let bytes = rest.as_bytes();
    let within = |at: usize| rest[..at].contains('T') && digit(bytes.get(at - 1)) && digit(bytes.get(at + 1));
    let ends = |(at, c): &(usize, char)| c.is_whitespace() || "\"(),".contains(*c) || *c == ':' && !within(*at);
    rest.char_indices().skip(1).find(ends).map_or(rest.len(), |(at, _)| at)
}

/// Where the text ends that starts here.
fn string_end(rest: &str) -> usize {
    let mut escaped = false;
    for (at, b) in rest.bytes().enumerate().skip(1) {
        match b {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Lines break where their authors break them, but not behind what opens or before what closes.
fn rejoin(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut out: Vec<Line<'_>> = Vec::with_capacity(lines.len());
    for mut line in lines {
        let above = match line.place {
            Place::Deeper => out.iter().rposition(|above| !above.words.is_empty()),
            _ => None,
        };
        let Some(above) = above else {
            out.push(line);
            continue;
        };
        let is_directly_above = above + 1 == out.len();
        let above = &mut out[above];
        let mut closing = line.words.iter().take_while(|word| closes(word)).count();
        // A minus that came to start the line would make a bullet of it.
        if closing > 0 && line.words.get(closing) == Some(&"-") {
            closing += 1;
        }
        above.words.extend(line.words.drain(..closing));
        if above.comment.is_none() && is_directly_above && (above.is_open() || line.words.is_empty()) {
            above.words.append(&mut line.words);
            above.comment = line.comment;
        } else if !line.words.is_empty() {
            out.push(line);
        } else if line.comment.is_some() {
            out.push(Line { place: Place::Comment { indented: true }, column: 0, ..line });
        }
    }
    out
}

/// A comment stands where the next line stands. Only before a statement its author says, by indenting it directly
/// below the one above, that it belongs to that one.
fn place_comments(lines: &mut [Line<'_>]) {
    let mut next = None;
    for line in lines.iter_mut().rev() {
        match (line.place, next) {
            (Place::Comment { .. }, Some(column)) => line.column = column,
            (Place::Comment { .. }, None) => {}
            _ => next = Some(line.column),
        }
    }
    let mut belongs_above = false;
    for line in lines {
        match line.place {
            Place::Comment { indented } if line.column == 0 => {
                belongs_above &= indented && !line.blank_above;
                line.column = if belongs_above { CLAUSE } else { 0 };
            }
            _ => belongs_above = true,
        }
    }
}
