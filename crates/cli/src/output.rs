//! Words out: data to stdout, diagnostics to stderr; color and width follow the terminal.

use std::io::{IsTerminal as _, Write as _};

use candor::Error;
use candor::diagnostic::Report;
use candor::render::{self, Style};

use crate::input::Stop;

/// Prints data. A reader that stops reading early is no fault.
pub fn data(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Prints diagnostics.
pub fn diagnostics(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Says something to whoever sits there: no part of the data.
pub fn say(text: &str) {
    diagnostics(text);
}

/// Prints a remark that is not part of the data.
pub fn note(text: &str) {
    diagnostics(&format!("note: {text}\n"));
}

/// Prints what was found in texts, and where there is more to read about it.
pub fn reports(reports: &[&Report]) {
    for report in reports {
        diagnostics(&render::report(report, style_of_diagnostics()));
    }
    let found = || reports.iter().flat_map(|report| &report.diagnostics);
    // The error before the finding: it is what keeps the text from being used.
    if let Some(first) = found().find(|diagnostic| diagnostic.is_error()).or(found().next()) {
        diagnostics(&format!("More on a code: candor explain {}\n", first.code));
    }
}

/// Prints why a command stopped.
pub fn complain(stop: &Stop) {
    match stop {
        Stop::Error(Error::Text(report)) => reports(&[report]),
        Stop::Error(error) => diagnostics(&visible(&format!("error: {error}\n"))),
        Stop::Usage(message) => diagnostics(&visible(&format!("error: {message}\n"))),
    }
}

/// What a ledger, a path or an option brings along cannot steer a terminal or turn the direction of writing.
pub fn visible(text: &str) -> String {
    let hides = |c: char| {
        c.is_control() && c != '\n' || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
    };
    text.chars().map(|c| if hides(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect()
}

/// The style of data.
pub fn style() -> Style {
    style_for(std::io::stdout().is_terminal())
}

/// The style of diagnostics.
pub fn style_of_diagnostics() -> Style {
    style_for(std::io::stderr().is_terminal())
}

/// Color only on a terminal that shows it, and never against `NO_COLOR` (<https://no-color.org>).
fn style_for(terminal: bool) -> Style {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let width =
        if terminal { terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)) } else { 80 };
    Style { width: width.clamp(40, 120), color: terminal && !dumb && !set("NO_COLOR") }
}
