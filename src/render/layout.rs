//! Two columns: a word that says what a line is for, and the line; wrapped to a width and kept to a screen.

use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

use super::markdown;
use super::style::{Style, Tone};
use crate::source::scan::is_hidden;

/// Where the second column starts.
const COLUMN: usize = 9;
/// Lines of 80 columns that one looks at without scrolling.
const LINES: usize = 24;

/// How soon a line goes if the page is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Keep {
    /// First.
    Extra,
    /// After these.
    Useful,
    /// Last.
    Deciding,
    /// Never.
    Always,
}

/// Lines under one word.
#[derive(Debug)]
pub(super) struct Row {
    label: String,
    items: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    text: String,
    indent: usize,
    keep: Keep,
}

impl Row {
    pub(super) fn new(label: &str) -> Row {
        Row { label: label.to_owned(), items: Vec::new() }
    }

    /// One more line, unless it is empty.
    pub(super) fn line(&mut self, keep: Keep, text: impl AsRef<str>) {
        self.indented(keep, 0, text);
    }

    pub(super) fn indented(&mut self, keep: Keep, indent: usize, text: impl AsRef<str>) {
        let text = clean(text.as_ref());
        if !text.is_empty() {
            self.items.push(Item { text, indent, keep });
        }
    }
}

/// A page: the answer, groups of rows, and what only staff should see.
#[derive(Debug)]
pub(super) struct Page {
    tone: Tone,
    answer: String,
    sentence: String,
    groups: Vec<Vec<Row>>,
    staff_only: Vec<Row>,
}

impl Page {
    pub(super) fn new(tone: Tone, answer: &str, sentence: &str) -> Page {
        Page { tone, answer: answer.to_owned(), sentence: clean(sentence), groups: Vec::new(), staff_only: Vec::new() }
    }

    pub(super) fn group(&mut self, rows: Vec<Row>) {
        self.groups.push(rows);
    }

    pub(super) fn staff_only(&mut self, rows: Vec<Row>) {
        self.staff_only = rows;
    }

    /// The page as text. What does not fit on a screen is left out, the least important first, and counted.
    pub(super) fn print(mut self, style: Style) -> String {
        let room = (LINES * 80).div_ceil(style.width.clamp(20, 80));
        let mut left_out = 0;
        loop {
            // Every line of it takes one on the page at least.
            let surely_too_long = self.rows().map(|row| row.items.len()).sum::<usize>() > room;
            if surely_too_long && self.drop_one() {
                left_out += 1;
                continue;
            }
            let text = self.lines(style, left_out);
            if text.len() <= room || !self.drop_one() {
                return text.join("\n") + "\n";
            }
            left_out += 1;
        }
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flatten().chain(&self.staff_only)
    }

    /// The page as Markdown, with every line: nobody has to see it at a glance.
    pub(super) fn markdown(&self) -> String {
        let mut out = format!("**{}** {}\n", markdown::inline(&clean(&self.answer)), markdown::inline(&self.sentence));
        for group in &self.groups {
            out.extend(group.iter().map(Row::markdown));
        }
        let staff_only: String = self.staff_only.iter().map(Row::markdown).collect();
        if !staff_only.is_empty() {
            out.push_str("\n---\n\n*staff only*\n");
            out.push_str(&staff_only);
        }
        out
    }

    /// Takes away the least important line, of equals the last; `false` if all are to stay.
    fn drop_one(&mut self) -> bool {
        let Some(least) = self.rows().flat_map(|row| &row.items).map(|item| item.keep).min() else { return false };
        if least == Keep::Always {
            return false;
        }
        for row in self.groups.iter_mut().flatten().chain(&mut self.staff_only).rev() {
            if let Some(at) = row.items.iter().rposition(|item| item.keep == least) {
                row.items.remove(at);
                return true;
            }
        }
        false
    }

    fn lines(&self, style: Style, left_out: usize) -> Vec<String> {
        let width = style.width.max(20);
        let head = format!("{}   ", self.answer);
        let mut out = paragraph(&self.sentence, &head, &" ".repeat(COLUMN), width);
        paint_start(&mut out, &self.answer, self.tone, style);
        for group in &self.groups {
            let mut lines: Vec<String> = group.iter().flat_map(|row| row.lines(style, width)).collect();
            if !lines.is_empty() {
                out.push(String::new());
                out.append(&mut lines);
            }
        }
        if left_out > 0 {
            let s = if left_out == 1 { "" } else { "s" };
            let note = format!("({left_out} more line{s} in the whole answer)");
            out.extend(paragraph(&note, &" ".repeat(COLUMN), &" ".repeat(COLUMN), width));
        }
        let mut staff_only: Vec<String> = self.staff_only.iter().flat_map(|row| row.lines(style, width)).collect();
        if !staff_only.is_empty() {
            let title = "---- staff only ";
            let rule = format!("{title}{}", "-".repeat(width.saturating_sub(title.len())));
            out.push(style.paint(Tone::Aside, &rule));
            out.append(&mut staff_only);
        }
        out
    }
}

impl Row {
    fn markdown(&self) -> String {
        let head = format!("\n**{}**", markdown::inline(&self.label));
        match self.items.as_slice() {
            [] => String::new(),
            [one] if self.label.is_empty() => format!("\n{}\n", markdown::line(&one.text)),
            [one] => format!("{head} {}\n", markdown::inline(&one.text)),
            all => {
                let list =
                    all.iter().map(|item| format!("{}- {}\n", " ".repeat(item.indent), markdown::line(&item.text)));
                let head = if self.label.is_empty() { String::new() } else { head + "\n" };
                format!("{head}\n{}", list.collect::<String>())
            }
        }
    }

    pub(super) fn lines(&self, style: Style, width: usize) -> Vec<String> {
        let mut out = Vec::new();
        for (i, item) in self.items.iter().enumerate() {
            let label = if i == 0 { self.label.as_str() } else { "" };
            let start = format!("{label:<w$}", w = COLUMN + item.indent);
            let rest = " ".repeat(COLUMN + item.indent + if item.indent > 0 { 2 } else { 0 });
            let mut lines = paragraph(&item.text, &start, &rest, width);
            paint_start(&mut lines, label, Tone::Label, style);
            out.append(&mut lines);
        }
        out
    }
}

/// Colors the word at the start, after wrapping: codes take no columns.
fn paint_start(lines: &mut [String], word: &str, tone: Tone, style: Style) {
    if let Some(first) = lines.first_mut()
        && let Some(rest) = first.strip_prefix(word)
    {
        *first = format!("{}{rest}", style.paint(tone, word));
    }
}

pub(super) fn paragraph(text: &str, start: &str, rest: &str, width: usize) -> Vec<String> {
    let options = Options::new(width)
        .initial_indent(start)
        .subsequent_indent(rest)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// One line of visible characters: what a case or rulebook brings along cannot steer a terminal or hide a word.
pub(super) fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}
