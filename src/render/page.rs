//! The pages of the codes, for a terminal and as data.

use serde::Serialize;

use super::json::pretty;
use super::layout::paragraph;
use super::style::{Style, Tone};
use crate::diagnostic::Code;

/// What a code means, with an example, bad and mended.
///
/// ```
/// use candor::diagnostic::Code;
/// use candor::render::{Style, page};
///
/// let text = page(Code::Empty, Style::default());
/// assert!(text.starts_with("E_EMPTY (error): The text has no statement\n"));
/// ```
#[must_use]
pub fn page(code: Code, style: Style) -> String {
    let width = style.width.max(20);
    let mut out = Vec::new();
    let mut prose = String::new();
    let mut is_example = false;
    for line in code.page().lines() {
        if line.starts_with("```") {
            is_example = !is_example;
        } else if is_example {
            // An example stays as it is, however long its lines are: it is there to be copied.
            out.push(if line.is_empty() { String::new() } else { format!("    {line}") });
        } else if let Some(title) = line.strip_prefix("# ") {
            let name = code.name();
            let mut lines = paragraph(title, &format!("{name} ({}): ", severity(code)), "    ", width);
            if let Some(rest) = lines.first().and_then(|first| first.strip_prefix(name)) {
                let painted = style.paint(if code.is_error() { Tone::Bad } else { Tone::Open }, name) + rest;
                lines.splice(..1, [painted]);
            }
            out.append(&mut lines);
        } else if let Some(section) = line.strip_prefix("## ") {
            out.push(style.paint(Tone::Label, section));
        } else if line.is_empty() {
            flush(&mut prose, width, &mut out);
            out.push(String::new());
        } else {
            prose.push_str(line);
            prose.push(' ');
        }
    }
    flush(&mut prose, width, &mut out);
    out.join("\n") + "\n"
}

/// Lines of prose belong together until an empty one; they are wrapped anew to the width at hand.
fn flush(prose: &mut String, width: usize, out: &mut Vec<String>) {
    if !prose.is_empty() {
        out.extend(paragraph(prose.trim_end(), "", "", width));
        prose.clear();
    }
}

/// All codes, one to a line, each with what it means in one sentence.
#[must_use]
pub fn codes(style: Style) -> String {
    let column = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0) + 2;
    let mut out = Vec::new();
    for code in Code::ALL {
        let meaning = code.meaning().trim_end_matches('.');
        out.extend(paragraph(meaning, &format!("{:<column$}", code.name()), &" ".repeat(column), style.width.max(40)));
    }
    out.join("\n") + "\n"
}

#[derive(Serialize)]
struct Wire {
    format: u32,
    #[serde(flatten)]
    code: WireCode,
    page: &'static str,
}

#[derive(Serialize)]
struct WireCodes {
    format: u32,
    codes: Vec<WireCode>,
}

#[derive(Serialize)]
struct WireCode {
    code: &'static str,
    severity: &'static str,
    meaning: &'static str,
}

impl WireCode {
    fn of(code: Code) -> WireCode {
        WireCode { code: code.name(), severity: severity(code), meaning: code.meaning() }
    }
}

/// A code and its page (in Markdown) as JSON.
#[must_use]
pub fn page_json(code: Code) -> String {
    pretty(&Wire { format: 1, code: WireCode::of(code), page: code.page() })
}

/// All codes as JSON.
#[must_use]
pub fn codes_json() -> String {
    pretty(&WireCodes { format: 1, codes: Code::ALL.iter().copied().map(WireCode::of).collect() })
}

fn severity(code: Code) -> &'static str {
    if code.is_error() { "error" } else { "finding" }
}
