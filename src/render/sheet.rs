//! A sheet: a table of rules with what they read below them, then entries under headings; as text or as Markdown.

use super::layout::{clean, paragraph};
use super::markdown;
use super::style::{Style, Tone};

/// The narrowest last column of the table.
const LEAST: usize = 16;
/// How far reasons stand in.
const REASON: usize = 4;

/// One line of the table, with its reasons.
#[derive(Debug)]
pub(super) struct Line {
    /// How far below another line it belongs.
    pub(super) depth: usize,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) source: String,
    /// Each with how far it stands in.
    pub(super) because: Vec<(usize, String)>,
}

/// A head, a table and entries under headings.
#[derive(Debug)]
pub(super) struct Sheet {
    head: Vec<String>,
    lines: Vec<Line>,
    sections: Vec<(String, Vec<String>)>,
}

impl Sheet {
    pub(super) fn new(head: Vec<String>) -> Sheet {
        Sheet { head, lines: Vec::new(), sections: Vec::new() }
    }

    pub(super) fn line(&mut self, line: Line) {
        self.lines.push(line);
    }

    /// Entries under a heading, unless there are none.
    pub(super) fn section(&mut self, title: &str, entries: impl IntoIterator<Item = String>) {
        let entries: Vec<String> = entries.into_iter().filter(|entry| !entry.trim().is_empty()).collect();
        if !entries.is_empty() {
            self.sections.push((title.to_owned(), entries));
        }
    }

    pub(super) fn text(&self, style: Style) -> String {
        let width = style.width.max(20);
        let head: Vec<String> = self.head.iter().map(|part| clean(part)).collect();
        let mut out = paragraph(&head.join("  "), "", "  ", width);
        if let (Some(first), Some(word)) = (out.first_mut(), head.first())
            && let Some(rest) = first.strip_prefix(word.as_str())
        {
            *first = format!("{}{rest}", style.paint(Tone::Label, word));
        }
        if !self.lines.is_empty() {
            out.push(String::new());
            let titles = ["rule", "kind", "state"].map(str::to_owned);
            let columns = self.columns();
            out.extend(
                row(0, &titles, "source", columns, width).into_iter().map(|line| style.paint(Tone::Aside, &line)),
            );
            for line in &self.lines {
                let cells = [&line.name, &line.kind, &line.state].map(|cell| clean(cell));
                out.extend(row(line.depth, &cells, &clean(&line.source), columns, width));
                for (depth, why) in &line.because {
                    let indent = " ".repeat(2 * (line.depth + depth) + REASON);
                    out.extend(paragraph(&clean(why), &indent, &format!("{indent}  "), width));
                }
            }
        }
        for (title, entries) in &self.sections {
            out.push(String::new());
            out.push(style.paint(Tone::Label, &clean(title)));
            out.extend(entries.iter().flat_map(|entry| paragraph(&clean(entry), "  ", "    ", width)));
        }
        out.join("\n") + "\n"
    }

    /// How wide the columns for name, kind and state have to be.
    fn columns(&self) -> [usize; 3] {
        let widest = |cell: &dyn Fn(&Line) -> usize, least: usize| self.lines.iter().map(cell).fold(least, usize::max);
        let wide = |text: &str| textwrap::core::display_width(&clean(text));
        [
            widest(&|line| 2 * line.depth + wide(&line.name), 4),
            widest(&|line| wide(&line.kind), 4),
            widest(&|line| wide(&line.state), 5),
        ]
    }

    pub(super) fn markdown(&self) -> String {
        let cell = |text: &str| markdown::inline(&clean(text));
        let (first, rest) = self.head.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        let rest: Vec<String> = rest.iter().map(|part| cell(part)).collect();
        let mut out = format!("**{}** · {}\n", cell(first), rest.join(" · "));
        if !self.lines.is_empty() {
            out.push_str("\n| rule | kind | state | source | because |\n| --- | --- | --- | --- | --- |\n");
            for line in &self.lines {
                let because: Vec<String> = line.because.iter().map(|(depth, why)| below(*depth) + &cell(why)).collect();
                let cells = [
                    below(line.depth) + &cell(&line.name),
                    cell(&line.kind),
                    cell(&line.state),
                    cell(&line.source),
                    because.join("<br>"),
                ];
                out.push_str(&format!("| {} |\n", cells.join(" | ")));
            }
        }
        for (title, entries) in &self.sections {
            out.push_str(&format!("\n**{}**\n\n", cell(title)));
            for entry in entries {
                out.push_str(&format!("- {}\n", markdown::line(&clean(entry))));
            }
        }
        out
    }
}

/// What stands below something else, in a table cell.
fn below(depth: usize) -> String {
    "↳ ".repeat(depth)
}

/// A line of the table; where the page is too narrow for columns, one after the other.
fn row(depth: usize, cells: &[String; 3], last: &str, columns: [usize; 3], width: usize) -> Vec<String> {
    let indent = " ".repeat(2 * depth);
    let place: usize = columns.iter().map(|column| column + 2).sum();
    if place + LEAST > width {
        let rest = format!("{indent}  ");
        let full: Vec<&str> = cells.iter().map(String::as_str).chain([last]).filter(|cell| !cell.is_empty()).collect();
        return paragraph(&full.join(", "), &indent, &rest, width);
    }
    let mut start = indent;
    let mut end = 0;
    for (cell, column) in cells.iter().zip(columns) {
        end += column + 2;
        start.push_str(cell);
        start.push_str(&" ".repeat(end.saturating_sub(textwrap::core::display_width(&start))));
    }
    if last.is_empty() {
        return vec![start.trim_end().to_owned()];
    }
    paragraph(last, &start, &" ".repeat(place), width)
}
