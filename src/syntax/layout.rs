//! Cuts a text into statements, clauses and bullets, and enforces the limits, before anything is parsed.
//!
//! A statement starts at the left edge; its clauses share one indent; a deeper line continues its clause; a deeper line
//! that starts with `- ` is a bullet. What is cut here is parsed piece by piece, so that one slip does not hide the rest.

use super::literate;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::limits::{NESTING, RULEBOOK_BYTES, STRING_BYTES};
use crate::source::scan::{Unwelcome, unwelcome};
use crate::source::{Source, Span};

/// A text, cut. Pieces are ranges of `text`, which has the same length as the source but spaces for comments and line breaks.
#[derive(Debug, Default)]
pub(crate) struct Layout {
    pub(crate) text: String,
    pub(crate) statements: Vec<RawStatement>,
}

#[derive(Debug)]
pub(crate) struct RawStatement {
    pub(crate) head: Piece,
    pub(crate) clauses: Vec<RawClause>,
    /// Whether something in it was already reported.
    pub(crate) damaged: bool,
}

#[derive(Debug)]
pub(crate) struct RawClause {
    pub(crate) piece: Piece,
    pub(crate) bullets: Vec<RawBullet>,
    pub(crate) damaged: bool,
}

#[derive(Debug)]
pub(crate) struct RawBullet {
    pub(crate) piece: Piece,
    pub(crate) children: Vec<RawBullet>,
    column: usize,
}

/// A range of bytes in one of the texts of a rulebook.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) source: u32,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Piece {
    pub(crate) fn span(self) -> Span {
        Span { source: self.source, ..span(self.start, self.end) }
    }
}

/// A place in the text that is being cut; whose text it is, is known to the caller of [`cut`].
fn span(start: usize, end: usize) -> Span {
    // The limit on the size of a file lies far below 4 GiB.
    Span { source: 0, start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
}

/// Cuts the text of this number. An error about the text as a whole leaves no statements.
pub(crate) fn cut(source: &Source, number: u32, diagnostics: &mut Vec<Diagnostic>) -> Layout {
    let before = diagnostics.len();
    let layout = cut_here(source, number, diagnostics);
    let places = |d: &mut Diagnostic| {
        d.span.iter_mut().chain(d.others.iter_mut().map(|(span, _)| span)).for_each(|span| span.source = number)
    };
    diagnostics.iter_mut().skip(before).for_each(places);
    layout
}

fn cut_here(source: &Source, number: u32, diagnostics: &mut Vec<Diagnostic>) -> Layout {
    let text = source.text();
    if text.len() > RULEBOOK_BYTES {
        diagnostics.push(
            Diagnostic::whole(
                Code::TooBig,
                format!("the file has {} bytes; a rulebook file may have {RULEBOOK_BYTES}", text.len()),
            )
            .help("split it into several rulebooks"),
        );
        return Layout::default();
    }
    let before = diagnostics.len();
    characters(text, diagnostics);
    if diagnostics.len() > before {
        return Layout::default();
    }
    let text = &*literate::rulebook_of(source, diagnostics);
    tabs(text, diagnostics);
    if diagnostics.len() > before {
        return Layout::default();
    }
    let mut cutter = Cutter {
        diagnostics,
        layout: Layout::default(),
        number,
        clause_indent: None,
        open: Vec::new(),
        parentheses: 0,
    };
    let mut blanked = Vec::with_capacity(text.len());
    for line in lines(text) {
        cutter.line(&line, &text[line.start..line.end]);
        // What follows the content (a comment, the line break) becomes spaces, so that pieces match without knowing of lines.
        blanked.resize(line.start, b' ');
        blanked.extend_from_slice(&text.as_bytes()[line.start..line.end]);
    }
    cutter.close_bullets(0);
    blanked.resize(text.len(), b' ');
    let mut layout = cutter.layout;
    // Cut at ASCII bytes only, so this holds the same characters.
    layout.text = String::from_utf8(blanked).unwrap_or_default();
    if layout.statements.is_empty() && diagnostics.len() == before {
        diagnostics.push(
            Diagnostic::whole(Code::Empty, "the rulebook has no statement")
                .help("start with: rulebook NAME \"what it is about\""),
        );
    }
    layout
}

pub(super) fn characters(text: &str, diagnostics: &mut Vec<Diagnostic>) {
    for (at, c, why) in unwelcome(text).filter(|(at, c, _)| !(*at == 0 && *c == '\u{feff}')).take(10) {
        let place = span(at, at + c.len_utf8());
        let code = format!("U+{:04X}", u32::from(c));
        diagnostics.push(match why {
            Unwelcome::Direction => Diagnostic::new(
                Code::Bidi,
                place,
                format!("the hidden character {code} changes the direction of writing"),
            )
            .help("delete it: it can make a rule read differently from what it says"),
            Unwelcome::Control => Diagnostic::new(
                Code::ControlChar,
                place,
                format!("the hidden character {code} does not belong in a text"),
            )
            .help("delete it"),
        });
    }
}

fn tabs(text: &str, diagnostics: &mut Vec<Diagnostic>) {
    for (at, _) in text.match_indices('\t').take(1) {
        diagnostics.push(
            Diagnostic::new(Code::Layout, span(at, at + 1), "a tab stands here")
                .help("use spaces: tabs are not the same width everywhere"),
        );
    }
}

/// A line that says something: where its content starts and ends, comments and blanks at both ends left out.
struct Line {
    start: usize,
    end: usize,
    indent: usize,
    /// Where a string was opened that the line does not close.
    unclosed: Option<usize>,
}

fn lines(text: &str) -> impl Iterator<Item = Line> {
    let skip = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = skip;
    text[skip..].split_inclusive('\n').filter_map(move |raw| {
        let line_start = at;
        at += raw.len();
        let (content, unclosed) = without_comment(raw);
        let content = content.trim_end();
        let indent = content.len() - content.trim_start().len();
        (indent < content.len()).then(|| Line {
            start: line_start + indent,
            end: line_start + content.len(),
            indent,
            unclosed: unclosed.map(|offset| line_start + offset),
        })
    })
}

/// The line up to its comment; a `#` in a string is no comment.
pub(super) fn without_comment(line: &str) -> (&str, Option<usize>) {
    let mut string = None;
    let mut escaped = false;
    for (at, b) in line.bytes().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' if string.is_some() => escaped = true,
            b'"' => string = if string.is_some() { None } else { Some(at) },
            b'#' if string.is_none() => return (&line[..at], None),
            _ => {}
        }
    }
    (line, string)
}

struct Cutter<'d> {
    diagnostics: &'d mut Vec<Diagnostic>,
    layout: Layout,
    /// Which text it is.
    number: u32,
    clause_indent: Option<usize>,
    /// The bullets that can still be continued, outermost first.
    open: Vec<RawBullet>,
    /// Parentheses open in the current piece, which may run over several lines.
    parentheses: usize,
}

impl Cutter<'_> {
    fn line(&mut self, line: &Line, content: &str) {
        let is_bullet = content == "-" || content.starts_with("- ");
        let piece = Piece { source: self.number, start: line.start, end: line.end };
        let clause_indent = self.clause_indent;
        let continues = !is_bullet && clause_indent.is_some_and(|indent| line.indent > indent);
        if !continues {
            self.parentheses = 0;
        }
        match clause_indent {
            _ if line.indent == 0 => {
                self.close_bullets(0);
                self.layout.statements.push(RawStatement { head: piece, clauses: Vec::new(), damaged: is_bullet });
                self.clause_indent = None;
                if is_bullet {
                    self.report(
                        piece,
                        "a bullet stands at the left edge, where a statement starts",
                        "indent it deeper than its clause",
                    );
                }
            }
            _ if self.layout.statements.is_empty() => {
                self.report(
                    piece,
                    "this line is indented, and no statement stands above it",
                    "start a statement at the left edge",
                );
            }
            None if is_bullet => {
                self.report(
                    piece,
                    "a bullet stands here, and no clause above it",
                    "write the clause first, such as `when      all of`",
                );
            }
            None => {
                self.clause_indent = Some(line.indent);
                self.clause(piece);
            }
            Some(indent) if line.indent > indent => self.deeper(line, piece, content, is_bullet),
            Some(indent) => {
                self.close_bullets(0);
                if line.indent < indent {
                    let advice = format!("indent it by {indent} spaces, as the clauses above it");
                    self.clause(piece);
                    self.report(piece, "this line is indented less than the clauses above it", &advice);
                } else if is_bullet {
                    self.report(piece, "this bullet is not deeper than its clause", "indent it further");
                } else {
                    self.clause(piece);
                }
            }
        }
        self.check_line(line, content);
    }

    fn deeper(&mut self, line: &Line, piece: Piece, content: &str, is_bullet: bool) {
        if !is_bullet && content.starts_with('-') && content.as_bytes().get(1).is_some_and(u8::is_ascii_lowercase) {
            self.report(piece, "this line starts with a bullet that touches its words", "put a space after the `-`");
            return;
        }
        if is_bullet {
            let deepest_closed = self.close_bullets(line.indent);
            let siblings_at = match self.open.last() {
                Some(parent) => parent.children.first().map(|b| b.column),
                None => self.last_clause().and_then(|c| c.bullets.first()).map(|b| b.column),
            };
            if deepest_closed && siblings_at.is_some_and(|column| column != line.indent) {
                self.report(
                    piece,
                    "this bullet is in no column of the bullets above it",
                    "put bullets that belong together in one column",
                );
            }
            if self.open.len() >= NESTING {
                // Said once: what stands deeper still is too deep as well.
                if self.last_clause().is_some_and(|clause| clause.damaged) {
                    return;
                }
                self.diagnostics.push(
                    Diagnostic::new(
                        Code::TooDeep,
                        piece.span(),
                        format!("bullets are nested more than {NESTING} levels deep"),
                    )
                    .help("give the inner conditions a name with a `term`"),
                );
                self.damage();
                return;
            }
            self.open.push(RawBullet { piece, children: Vec::new(), column: line.indent });
        } else if let Some(column) = self.open.last().map(|b| b.column) {
            if line.indent <= column {
                self.report(
                    piece,
                    "this line continues neither the bullet above it nor its clause",
                    "indent it deeper than the bullet, or start a clause",
                );
            }
            if let Some(bullet) = self.open.last_mut() {
                bullet.piece.end = line.end;
            }
        } else if let Some(clause) = self.last_clause() {
            if clause.bullets.is_empty() {
                clause.piece.end = line.end;
            } else {
                self.report(
                    piece,
                    "text follows the bullets of this clause",
                    "the bullets are the whole of their clause: start a new clause",
                );
            }
        }
    }

    /// Closes bullets in this column or deeper; says whether the last one closed was deeper.
    fn close_bullets(&mut self, column: usize) -> bool {
        let mut closed_deeper = false;
        while self.open.last().is_some_and(|b| b.column >= column) {
            let Some(bullet) = self.open.pop() else { break };
            closed_deeper = bullet.column > column;
            match self.open.last_mut() {
                Some(parent) => parent.children.push(bullet),
                None => {
                    if let Some(clause) = self.last_clause() {
                        clause.bullets.push(bullet);
                    }
                }
            }
        }
        closed_deeper
    }

    fn clause(&mut self, piece: Piece) {
        if let Some(statement) = self.layout.statements.last_mut() {
            statement.clauses.push(RawClause { piece, bullets: Vec::new(), damaged: false });
        }
    }

    fn last_clause(&mut self) -> Option<&mut RawClause> {
        self.layout.statements.last_mut()?.clauses.last_mut()
    }

    /// Marks what the current line belongs to as already reported.
    fn damage(&mut self) {
        match self.last_clause() {
            Some(clause) => clause.damaged = true,
            None => {
                if let Some(statement) = self.layout.statements.last_mut() {
                    statement.damaged = true;
                }
            }
        }
    }

    fn report(&mut self, piece: Piece, message: &str, help: &str) {
        self.diagnostics.push(Diagnostic::new(Code::Layout, piece.span(), message).help(help));
        self.damage();
    }

    fn check_line(&mut self, line: &Line, content: &str) {
        if let Some(at) = line.unclosed {
            self.diagnostics.push(Diagnostic::new(Code::Syntax, span(at, line.end), "this text is not closed").help(
                "end it with a quotation mark on the same line; a further quoted text on a deeper line continues it",
            ));
            self.damage();
        }
        let (mut string, mut escaped) = (None, false);
        for (at, b) in content.bytes().enumerate() {
            match (b, string) {
                _ if escaped => escaped = false,
                (b'\\', Some(_)) => escaped = true,
                (b'"', Some(start)) => {
                    if at - start > STRING_BYTES {
                        let shown = content[start..].chars().take(40).map(char::len_utf8).sum::<usize>();
                        self.diagnostics.push(
                            Diagnostic::new(
                                Code::TooLong,
                                span(line.start + start, line.start + start + shown),
                                format!("this text is longer than {STRING_BYTES} bytes"),
                            )
                            .help("shorten it"),
                        );
                        self.damage();
                    }
                    string = None;
                }
                (b'"', None) => string = Some(at),
                (b'(', None) => {
                    self.parentheses += 1;
                    if self.parentheses == NESTING + 1 {
                        let place = line.start + at;
                        self.diagnostics.push(
                            Diagnostic::new(
                                Code::TooDeep,
                                span(place, place + 1),
                                format!("parentheses are nested more than {NESTING} levels deep"),
                            )
                            .help("give the inner part a name with a `term`"),
                        );
                        self.damage();
                    }
                }
                (b')', None) => self.parentheses = self.parentheses.saturating_sub(1),
                _ => {}
            }
        }
    }
}
