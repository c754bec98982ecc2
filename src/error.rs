//! The one public error.

use crate::diagnostic::Report;

/// Why a question was not answered. An error never stands for a yes.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A rulebook, case or suite cannot be read; the report says what, where, and what to write instead.
    #[error("{}", first(.0))]
    Text(Report),
    /// The rulebook has no action of this name.
    #[error("the rulebook has no action `{name}`{}", .nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownAction {
        /// What was asked for.
        name: String,
        /// The name that is most like it.
        nearest: Option<String>,
    },
    /// An interview asks for no fact of this name.
    #[error("no fact `{name}` is asked for{}", .nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownFact {
        /// What was answered.
        name: String,
        /// The name that is most like it.
        nearest: Option<String>,
    },
    /// The rulebook lists no such language.
    #[error("the rulebook has no wording in `{language}`; it has {listed}")]
    UnknownLanguage {
        /// What was asked for.
        language: String,
        /// Those that it lists.
        listed: String,
    },
    /// The case was read for another rulebook, which declares other facts.
    #[error("this case was read for a rulebook that declares other facts; read it again for this one")]
    OtherFacts,
    /// The rulebook has no term or figure of this name.
    #[error("the rulebook has no term or figure `{name}`{}", .nearest.as_ref().map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
    UnknownTerm {
        /// What was asked for.
        name: String,
        /// The name that is most like it.
        nearest: Option<String>,
    },
    /// The case does not say on which day the request is made, and the library never reads a clock.
    #[error("the case does not say on which day: add `today: 2026-01-31`")]
    NoToday,
}

/// The first thing that is wrong, and how many more there are.
fn first(report: &Report) -> String {
    let errors: Vec<_> = report.diagnostics.iter().filter(|d| d.is_error()).collect();
    let Some(first) = errors.first() else { return "the text cannot be read".to_owned() };
    let place = first.span.and_then(|span| {
        let source = report.sources.get(span)?;
        let (line, column) = source.line_column(span.start);
        Some(format!("{}:{line}:{column}: ", source.name()))
    });
    let more = match errors.len() - 1 {
        0 => String::new(),
        n => format!(" (and {n} more)"),
    };
    format!("{}{} [{}]{more}", place.unwrap_or_default(), first.message, first.code)
}
