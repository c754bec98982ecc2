//! A rulebook in several files: each is read once, in the order in which they are used, and says which text it is.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Report, text_of};
use crate::source::files::{self, Files, NoFile};
use crate::source::limits::{FILES, NESTING, RULEBOOK_TOTAL_BYTES};
use crate::source::{Source, Sources, Span};
use crate::syntax;
use crate::syntax::sheet::Sheet;
use crate::syntax::tree::{Clause, ClauseKind, Head, Statement, Word};

/// How the names of files end that can be used.
const ENDINGS: &[&str] = &[".rulebook", ".rulebook.md"];

/// The texts of a rulebook and all that stands in them.
pub(super) struct Loaded {
    pub(super) sources: Sources,
    /// The main file's first, then those of the others, in the order of reading.
    pub(super) statements: Vec<Statement>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether every file is there: else names would be missing for no fault of those that read them.
    pub(super) whole: bool,
}

/// Reads a text and the files that it uses.
pub(super) fn load(name: &str, text: &str, files: &dyn Files) -> Loaded {
    let mut loader = Loader {
        files,
        sources: Sources::default(),
        read: Vec::new(),
        sheets: BTreeMap::new(),
        diagnostics: Vec::new(),
        bytes: 0,
        whole: true,
    };
    loader.file(name.to_owned(), text.to_owned(), &mut Vec::new());
    let statements = loader.read.into_iter().flat_map(|(_, statements)| statements).collect();
    Loaded { sources: loader.sources, statements, diagnostics: loader.diagnostics, whole: loader.whole }
}

/// For a text that was given alone.
pub(super) struct TextAlone;

impl Files for TextAlone {
    fn find(&self, _from: &str, _path: &str) -> Result<String, NoFile> {
        Err(NoFile::new("only the text of this rulebook was given, without the files beside it")
            .help("name the rulebook as a file; in a program, read it with `Rulebook::from_files`"))
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, NoFile> {
        self.find("", name).map(|_| Vec::new())
    }
}

/// Whether a file is no rulebook by itself: without a header of its own, or with one that names no edition.
pub(super) fn is_part(statements: &[Statement]) -> bool {
    !statements.iter().any(|statement| {
        let edition = |clause: &Clause| matches!(clause.kind, ClauseKind::Edition(_));
        matches!(statement.head, Head::Rulebook { .. }) && (statement.damaged || statement.clauses.iter().any(edition))
    })
}

pub(super) struct Loader<'f> {
    pub(super) files: &'f dyn Files,
    pub(super) sources: Sources,
    /// By number: the name of each file, and what stands in it.
    pub(super) read: Vec<(String, Vec<Statement>)>,
    /// The files of rows, by their numbers.
    pub(super) sheets: BTreeMap<usize, Sheet>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) bytes: usize,
    pub(super) whole: bool,
}

impl Loader<'_> {
    /// Reads one text and all that it uses; `above` are the names of the files that are being read.
    fn file(&mut self, name: String, text: String, above: &mut Vec<String>) {
        self.bytes = self.bytes.saturating_add(text.len());
        let source = Source::new(name.as_str(), text);
        let number = u32::try_from(self.read.len()).unwrap_or(u32::MAX);
        let (mut statements, mut diagnostics) = syntax::parse_numbered(&source, number);
        if !above.is_empty() {
            // What concerns a file as a whole has no place, and would seem to be about the main one.
            for diagnostic in diagnostics.iter_mut().filter(|d| d.span.is_none()) {
                diagnostic.span = Some(Span { source: number, start: 0, end: 0 });
                if diagnostic.code == Code::Empty && !name.ends_with(".md") {
                    diagnostic.help = Some("add a statement, or leave out the `use` of this file".to_owned());
                }
            }
            self.whole &= !statements.is_empty();
        }
        self.sources.add(source);
        self.diagnostics.append(&mut diagnostics);
        let uses: Vec<Word> = statements
            .iter()
            .filter_map(|statement| match &statement.head {
                Head::Use { path } => Some(path.clone()),
                _ => None,
            })
            .collect();
        self.read.push((name.clone(), Vec::new()));
        above.push(name);
        self.rows(&mut statements, above);
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        self.read.iter_mut().skip(place).take(1).for_each(|(_, all)| std::mem::swap(all, &mut statements));
        for path in &uses {
            self.used(path, above);
        }
        above.pop();
    }

    fn used(&mut self, path: &Word, above: &mut Vec<String>) {
        let shown = &path.text;
        if let Some((message, help)) = files::fault(shown, ENDINGS) {
            return self.report(Code::File, path, message.to_owned(), &help);
        }
        let from = above.last().cloned().unwrap_or_default();
        let name = match self.files.find(&from, shown) {
            Ok(name) => name,
            Err(no) => return self.no_file(path, no),
        };
        if let Some(at) = above.iter().position(|file| *file == name) {
            let way: Vec<&str> = above[at + 1..].iter().map(|file| last(file)).collect();
            let message = match way.is_empty() {
                true => "this file uses itself".to_owned(),
                false => format!("`{}` uses itself by way of {}", last(&name), way.join(", ")),
            };
            let help = "put what both need into a file of its own, and use that in both";
            return self.report(Code::Cycle, path, message, help);
        }
        if self.read.iter().any(|(file, _)| *file == name) {
            return;
        }
        if above.len() >= NESTING {
            let message = format!("files use files more than {NESTING} deep");
            return self.report(Code::TooDeep, path, message, "use this one further up");
        }
        if self.read.len() >= FILES {
            let message = format!("the rulebook has more than {FILES} files");
            return self.report(Code::TooBig, path, message, "put some of them together");
        }
        let bytes = match self.files.read(&name) {
            Ok(bytes) => bytes,
            Err(no) => return self.no_file(path, no),
        };
        if self.bytes.saturating_add(bytes.len()) > RULEBOOK_TOTAL_BYTES {
            let message = format!("with this file the rulebook has more than {RULEBOOK_TOTAL_BYTES} bytes");
            return self.report(Code::TooBig, path, message, "split it into several rulebooks");
        }
        match text_of(&name, bytes) {
            Ok(text) => self.file(name, text, above),
            Err(report) => self.not_text(path, report),
        }
    }

    pub(super) fn not_text(&mut self, path: &Word, report: Report) {
        self.whole = false;
        for diagnostic in report.diagnostics {
            let message = format!("`{}`: {}", path.text, diagnostic.message);
            self.diagnostics.push(Diagnostic { message, span: Some(path.span), ..diagnostic });
        }
    }

    pub(super) fn report(&mut self, code: Code, path: &Word, message: String, help: &str) {
        self.whole = false;
        self.diagnostics.push(Diagnostic::new(code, path.span, message).help(help));
    }

    pub(super) fn no_file(&mut self, path: &Word, no: NoFile) {
        let help = no.help.unwrap_or_else(|| {
            "name the file by the path from this one, such as \"authority.rulebook\" or \"../law/civil.rulebook\""
                .to_owned()
        });
        self.report(Code::File, path, format!("`{}` cannot be used: {}", path.text, no.why), &help);
    }
}

/// The last name of a path.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
