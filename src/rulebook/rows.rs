//! Tables whose rows stand in a file: the columns found by the names of the keys, and each line a row.

use super::load::Loader;
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{Code, Diagnostic, text_of};
use crate::source::Source;
use crate::source::files;
use crate::source::limits::{FILES, RULEBOOK_TOTAL_BYTES};
use crate::syntax::sheet::{self, Sheet};
use crate::syntax::tree::{Cell, Citation, ClauseKind, Head, NodeKind, Row, RowHolds, Statement, Word};

/// How the names of such files end.
const ENDINGS: &[&str] = &[".csv"];

impl Loader<'_> {
    /// Reads the files of rows that the tables of a file name.
    pub(super) fn rows(&mut self, statements: &mut [Statement], above: &[String]) {
        for statement in statements {
            let Head::Table { name, .. } = &statement.head else { continue };
            let name = name.clone();
            let keys = statement.clauses.iter().find_map(|clause| match &clause.kind {
                ClauseKind::Keys { keys, .. } => Some(keys.clone()),
                _ => None,
            });
            for clause in &mut statement.clauses {
                let ClauseKind::FromFile { path, by, rows, .. } = &mut clause.kind else { continue };
                let Some(keys) = &keys else {
                    let help = "add above this line: by FACT, FACT, with the names of the columns";
                    let said = "rows in a file are looked up, and the table does not say by what";
                    self.report(Code::MissingClause, path, said.to_owned(), help);
                    continue;
                };
                let mut names: Vec<&str> = Vec::new();
                for key in keys {
                    match &key.kind {
                        NodeKind::Name(name) => names.push(name),
                        _ => {
                            let said = "this key has no name, and a column of the file has one".to_owned();
                            let help = "give it a name with a term, and look rows up by that";
                            self.diagnostics.push(Diagnostic::new(Code::Syntax, key.span, said).help(help));
                            self.whole = false;
                        }
                    }
                }
                if names.len() == keys.len()
                    && let Some(number) = self.sheet(path, above)
                {
                    let read = self.rows_of(number, path, &names, &name, by.as_ref());
                    rows.extend(read.unwrap_or_default());
                }
            }
        }
    }

    /// The number of a file of rows, which is read once.
    fn sheet(&mut self, path: &Word, above: &[String]) -> Option<usize> {
        if let Some((message, help)) = files::fault(&path.text, ENDINGS) {
            self.report(Code::File, path, message.to_owned(), &help);
            return None;
        }
        let from = above.last().cloned().unwrap_or_default();
        let found = self.files.find(&from, &path.text);
        let name = found.map_err(|no| self.no_file(path, no)).ok()?;
        if let Some(number) = self.read.iter().position(|(file, _)| *file == name) {
            return Some(number);
        }
        let read = self.files.read(&name);
        let bytes = read.map_err(|no| self.no_file(path, no)).ok()?;
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > RULEBOOK_TOTAL_BYTES || self.read.len() >= FILES {
            let said = "with this file the rulebook is larger than it may be".to_owned();
            self.report(Code::TooBig, path, said, "split it into several rulebooks");
            return None;
        }
        let text = text_of(&name, bytes).map_err(|report| self.not_text(path, report)).ok()?;
        let source = Source::new(name.as_str(), text);
        let number = self.read.len();
        let mut found = Vec::new();
        let sheet = sheet::read(&source, u32::try_from(number).unwrap_or(u32::MAX), &mut found);
        self.whole &= sheet.is_some();
        self.sources.add(source);
        self.read.push((name, Vec::new()));
        self.sheets.insert(number, sheet.unwrap_or_default());
        self.diagnostics.append(&mut found);
        Some(number)
    }

    fn rows_of(
        &mut self,
        number: usize,
        path: &Word,
        keys: &[&str],
        table: &Word,
        by: Option<&Citation>,
    ) -> Option<Vec<Row>> {
        let sheet = self.sheets.get(&number)?.clone();
        if sheet.columns.is_empty() {
            return None;
        }
        let wanted: Vec<&str> = keys.iter().copied().chain([table.text.as_str()]).collect();
        let at = self.columns(&sheet, &wanted, path)?;
        let (value_at, keys_at) = at.split_last()?;
        let source = self.sources.iter().nth(number)?;
        let rows = sheet.rows.iter().map(|row| {
            let cells = keys_at.iter().map(|at| Cell { kind: sheet::cell(source, &row[*at]), span: row[*at].span });
            let first = row.first().map_or(path.span, |word| word.span);
            Row {
                letter: None,
                label: None,
                holds: RowHolds::Cells(cells.collect()),
                gives: sheet::gives(source, &row[*value_at]),
                by: by.cloned(),
                span: first.to(row.last().map_or(first, |word| word.span)),
            }
        });
        Some(rows.collect())
    }

    /// Where the columns stand that are wanted, in the order in which they are.
    fn columns(&mut self, sheet: &Sheet, wanted: &[&str], path: &Word) -> Option<Vec<usize>> {
        let mut whole = true;
        for (at, column) in sheet.columns.iter().enumerate() {
            let earlier = sheet.columns[..at].iter().find(|other| other.text == column.text);
            let diagnostic = if let Some(earlier) = earlier {
                Diagnostic::new(Code::Duplicate, column.span, format!("two columns are called `{}`", column.text))
                    .other(earlier.span, "the first")
                    .help("keep one of them")
            } else if !wanted.contains(&column.text.as_str()) {
                let help = match nearest(&column.text, wanted.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its columns are {}", wanted.join(", ")),
                };
                let said = format!("the table has no key `{}`, nor is it called so", column.text);
                Diagnostic::new(Code::UnknownName, column.span, said).other(path.span, "read here").help(help)
            } else {
                continue;
            };
            self.diagnostics.push(diagnostic);
            whole = false;
        }
        let find = |name: &&str| sheet.columns.iter().position(|column| column.text == **name);
        let missing: Vec<&str> = wanted.iter().filter(|name| find(name).is_none()).copied().collect();
        if whole && !missing.is_empty() {
            let span = sheet.columns.first().map_or(path.span, |column| column.span);
            let said = format!("the first line names no column {}", missing.join(", "));
            let help = format!("write in the first line: {}", wanted.join(","));
            self.diagnostics
                .push(Diagnostic::new(Code::MissingClause, span, said).other(path.span, "read here").help(help));
            whole = false;
        }
        self.whole &= whole;
        if whole { wanted.iter().map(find).collect() } else { None }
    }
}
