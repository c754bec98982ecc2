//! Files of rows (CSV, RFC 4180): a line for each row, the names of the columns first. Strict, so that no row goes missing.

use super::layout;
use super::parse::{Reader, Rule};
use super::table::{CELLS, CellKind, Gives};
use super::tree::{Node, NodeKind, Word};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::limits::RULEBOOK_BYTES;
use crate::source::{Source, Span};

/// Rows of one file.
const MOST_ROWS: usize = 5_000;
/// Complaints about one file: who exported it wrongly has the same fault in every line.
const MOST_COMPLAINTS: usize = 10;

/// The columns and rows of a file. A word is what stands in a cell, without quotation marks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) columns: Vec<Word>,
    pub(crate) rows: Vec<Vec<Word>>,
}

/// Reads the text of this number; nothing if something is wrong with it.
pub(crate) fn read(source: &Source, number: u32, diagnostics: &mut Vec<Diagnostic>) -> Option<Sheet> {
    let text = source.text();
    let before = diagnostics.len();
    let whole = |code, said: String, help: &str| {
        Diagnostic::new(code, Span { source: number, start: 0, end: 0 }, said).help(help)
    };
    if text.len() > RULEBOOK_BYTES {
        diagnostics.push(whole(Code::TooBig, format!("a file has at most {RULEBOOK_BYTES} bytes"), "split the table"));
        return None;
    }
    layout::characters(text, diagnostics);
    for diagnostic in diagnostics.iter_mut().skip(before) {
        diagnostic.span.iter_mut().for_each(|span| span.source = number);
    }
    let mut sheet = Sheet::default();
    let mut at = text.len() - text.trim_start_matches('\u{feff}').len();
    for raw in text[at..].split_inclusive('\n') {
        let (start, line) = (at, raw.trim_end_matches(['\n', '\r']));
        at += raw.len();
        if diagnostics.len() >= before + MOST_COMPLAINTS {
            break;
        }
        if line.trim().is_empty() {
            continue;
        }
        let line_span = span(number, start, start + line.len());
        let cells = match cells(line, number, start) {
            Ok(cells) => cells,
            Err(diagnostic) => {
                diagnostics.push(diagnostic);
                continue;
            }
        };
        if sheet.columns.is_empty() {
            if cells.len() == 1 && line.contains([';', '\t']) {
                let said = "the columns of this file are not parted by commas";
                diagnostics.push(Diagnostic::new(Code::Syntax, line_span, said).help("save it as CSV with commas"));
                return None;
            }
            sheet.columns = cells;
            continue;
        }
        if cells.len() != sheet.columns.len() {
            let (here, head) = (cells.len(), sheet.columns.len());
            let said = format!("this row has {here} cells, and the first line names {head} columns");
            let help = "write a cell for each column; a cell with a comma in it stands in quotation marks";
            diagnostics.push(Diagnostic::new(Code::Syntax, line_span, said).help(help));
            continue;
        }
        if sheet.rows.len() == MOST_ROWS {
            let said = format!("a file has at most {MOST_ROWS} rows");
            diagnostics.push(Diagnostic::new(Code::TooLong, line_span, said).help("split the table into several"));
            break;
        }
        sheet.rows.push(cells);
    }
    if sheet.rows.is_empty() && diagnostics.len() == before {
        let help = "write the names of the columns in the first line, and a line for each row below it";
        diagnostics.push(whole(Code::Empty, "this file has no rows".to_owned(), help));
    }
    (diagnostics.len() == before).then_some(sheet)
}

fn span(number: u32, start: usize, end: usize) -> Span {
    layout::Piece { source: number, start, end }.span()
}

/// The cells of a line, cut at its commas.
fn cells(line: &str, number: u32, start: usize) -> Result<Vec<Word>, Diagnostic> {
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let here = at + (rest.len() - rest.trim_start_matches(' ').len());
        let (word, end) = match line[here..].strip_prefix('"') {
            None => {
                let end = line[here..].find(',').map_or(line.len(), |comma| here + comma);
                let text = line[here..end].trim_end();
                if let Some(quote) = text.find('"') {
                    let place = span(number, start + here + quote, start + here + quote + 1);
                    let said = "a quotation mark stands within a cell that does not start with one";
                    let help = "put the whole cell in quotation marks, and write each mark in it twice";
                    return Err(Diagnostic::new(Code::Syntax, place, said).help(help));
                }
                (Word { text: text.to_owned(), span: span(number, start + here, start + here + text.len()) }, end)
            }
            Some(_) => quoted(line, here, number, start)?,
        };
        if word.text.trim().is_empty() {
            let help = "write `any` if every value fits, or leave the row out";
            return Err(Diagnostic::new(Code::Syntax, word.span, "this cell is empty").help(help));
        }
        cells.push(word);
        match line.as_bytes().get(end) {
            Some(_) => at = end + 1,
            None => return Ok(cells),
        }
    }
}

/// A cell in quotation marks, and where it ends.
fn quoted(line: &str, here: usize, number: u32, start: usize) -> Result<(Word, usize), Diagnostic> {
    let mut text = String::new();
    let mut chars = line[here + 1..].char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let at = here + 1 + offset;
        if c != '"' {
            text.push(c);
            continue;
        }
        if chars.next_if(|(_, next)| *next == '"').is_some() {
            text.push('"');
            continue;
        }
        let after = &line[at + 1..];
        let end = at + 1 + (after.len() - after.trim_start_matches(' ').len());
        if line[end..].is_empty() || line[end..].starts_with(',') {
            return Ok((Word { text, span: span(number, start + here + 1, start + at) }, end));
        }
        let said = "something stands behind the quotation mark that closes this cell";
        let help = "write a comma there, or each quotation mark in the cell twice";
        return Err(Diagnostic::new(Code::Syntax, span(number, start + end, start + end + 1), said).help(help));
    }
    let said = "this cell is not closed on its line";
    let help = "end it with a quotation mark; a cell does not go on on the next line";
    Err(Diagnostic::new(Code::Syntax, span(number, start + here, start + line.len()), said).help(help))
}

/// What a cell looks for, read as in a row of the rulebook; where the key is a text, the text as it stands.
pub(crate) fn cell(source: &Source, word: &Word) -> CellKind {
    let kind = part(source, word, Rule::cell_alone, CELLS, |reader, parts| {
        let part = reader.expect(parts, Rule::cell)?;
        reader.cell(part).map(|cell| cell.kind)
    });
    let kind = kind.and_then(|kind| match &kind {
        CellKind::Is(node) if is_calculation(node) => {
            Err(calculation(word, "write the number itself, or a range: 1 to 3"))
        }
        _ => Ok(kind),
    });
    CellKind::Read { text: word.text.as_str().into(), kind: kind.map(Box::new) }
}

/// What a row gives, likewise.
pub(crate) fn gives(source: &Source, word: &Word) -> Gives {
    let gives = part(source, word, Rule::gives_alone, "VALUE or no row", |reader, parts| reader.given(parts));
    let gives = gives.and_then(|gives| {
        let calculates = match &gives {
            Gives::Value(node) | Gives::Step { by: node, .. } => is_calculation(node),
            Gives::Made(fields, _) => fields.iter().any(|(_, node)| is_calculation(node)),
            Gives::NoRow(_) | Gives::Nothing | Gives::Read { .. } => false,
        };
        if calculates { Err(calculation(word, "write what it comes to")) } else { Ok(gives) }
    });
    Gives::Read { text: word.text.as_str().into(), gives: gives.map(Box::new), span: word.span }
}

/// In a file a calculation is a slip: `1 - 3` is meant as a range.
fn is_calculation(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Calculate { .. })
}

fn calculation(word: &Word, help: &str) -> Diagnostic {
    Diagnostic::new(Code::Syntax, word.span, "a calculation stands in this cell").help(help)
}

fn part<'s, T>(
    source: &'s Source,
    word: &Word,
    rule: Rule,
    shape: &str,
    read: impl FnOnce(&mut Reader<'s>, &mut super::parse::Cursor<'s>) -> Option<T>,
) -> Result<T, Diagnostic> {
    if word.text.starts_with('=') {
        let said = "a formula stands in this cell";
        return Err(Diagnostic::new(Code::Syntax, word.span, said).help("write what it comes to"));
    }
    let mut reader = Reader::of(source.text());
    let piece = layout::Piece {
        source: word.span.source,
        start: usize::try_from(word.span.start).unwrap_or(0),
        end: usize::try_from(word.span.end).unwrap_or(0),
    };
    let found = reader.pairs(rule, piece, shape).and_then(|mut parts| read(&mut reader, &mut parts));
    let first = reader.diagnostics.into_iter().next();
    found.ok_or_else(|| {
        first.unwrap_or_else(|| Diagnostic::new(Code::Syntax, word.span, "this could not be read").help(shape))
    })
}
