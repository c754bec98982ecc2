//! What is wrong with a text, as plain data: what, where, and what to write instead.

mod code;
pub(crate) mod nearest;

pub use code::Code;

use crate::source::{Sources, Span};

/// One thing that is wrong, or worth a look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// What is wrong, in the author's words; one sentence without a full stop.
    pub message: String,
    /// Where; `None` if it concerns the text as a whole.
    pub span: Option<Span>,
    /// A few words under the caret.
    pub label: String,
    /// Further places that matter, each with a few words.
    pub others: Vec<(Span, String)>,
    /// What to write instead.
    pub help: Option<String>,
}

impl Diagnostic {
    pub(crate) fn new(code: Code, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            message: message.into(),
            span: Some(span),
            label: String::new(),
            others: Vec::new(),
            help: None,
        }
    }

    /// About the text as a whole.
    pub(crate) fn whole(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic { code, message: message.into(), span: None, label: String::new(), others: Vec::new(), help: None }
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Diagnostic {
        self.label = label.into();
        self
    }

    pub(crate) fn other(mut self, span: Span, label: impl Into<String>) -> Diagnostic {
        self.others.push((span, label.into()));
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Whether another one says the same of the same place.
    pub(crate) fn says_the_same(&self, other: &Diagnostic) -> bool {
        (self.code, self.span, &self.message) == (other.code, other.span, &other.message)
    }

    /// Whether it keeps the text from being used.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.code.is_error()
    }
}

/// Diagnostics together with the texts they point into.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The texts.
    pub sources: Sources,
    /// What was found, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

impl Report {
    pub(crate) fn new(sources: Sources, mut diagnostics: Vec<Diagnostic>) -> Report {
        diagnostics.sort_by_key(|d| d.span.map(|s| (s.source, s.start, s.end)));
        Report { sources, diagnostics }
    }

    /// Whether one of the diagnostics is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// The text in the bytes of a file.
///
/// ```
/// assert!(candor::diagnostic::text_of("a.rulebook", vec![0xff, 0xfe]).is_err());
/// ```
///
/// # Errors
/// A report with [`Code::Utf8`] if the bytes are not UTF-8, which says at which byte.
pub fn text_of(name: &str, bytes: Vec<u8>) -> Result<String, Report> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let help = match error.as_bytes() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "this looks like UTF-16: save the file as UTF-8",
            _ => "save the file as UTF-8",
        };
        let diagnostic = Diagnostic::whole(Code::Utf8, format!("byte {at} is not part of a UTF-8 text")).help(help);
        Report::new(Sources::one(crate::source::Source::new(name, "")), vec![diagnostic])
    })
}
