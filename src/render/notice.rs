//! A notice: one word that says what happened, sentences beside it, and rows below. The words of everything around a ledger.

use super::layout::{Row, clean, paragraph};
use super::style::{Style, Tone};

/// Where the sentences start.
const COLUMN: usize = 10;

/// A word, sentences beside it, and rows below.
#[derive(Debug)]
pub(super) struct Notice {
    tone: Tone,
    word: &'static str,
    /// With how far they go in: in their first line, and from the second on.
    sentences: Vec<(String, usize, usize)>,
    rows: Vec<Row>,
}

impl Notice {
    pub(super) fn new(tone: Tone, word: &'static str, sentence: impl AsRef<str>) -> Notice {
        Notice { tone, word, sentences: vec![(clean(sentence.as_ref()), 0, 0)], rows: Vec::new() }
    }

    /// One more sentence on a line of its own, unless it is empty.
    pub(super) fn line(&mut self, sentence: impl AsRef<str>) {
        self.hanging(sentence, 0, 0);
    }

    /// One of several things of a kind.
    pub(super) fn item(&mut self, item: impl AsRef<str>) {
        self.hanging(item, 0, 2);
    }

    /// Something about the thing above.
    pub(super) fn detail(&mut self, detail: impl AsRef<str>) {
        self.hanging(detail, 2, 4);
    }

    fn hanging(&mut self, sentence: impl AsRef<str>, first: usize, rest: usize) {
        let sentence = clean(sentence.as_ref());
        if !sentence.is_empty() {
            self.sentences.push((sentence, first, rest));
        }
    }

    pub(super) fn row(&mut self, row: Row) {
        self.rows.push(row);
    }

    pub(super) fn text(&self, style: Style) -> String {
        let width = style.width.max(20);
        let mut out = Vec::new();
        for (i, (sentence, first, rest)) in self.sentences.iter().enumerate() {
            let start = if i == 0 { format!("{:<COLUMN$}", self.word) } else { " ".repeat(COLUMN + first) };
            let mut lines = paragraph(sentence, &start, &" ".repeat(COLUMN + rest), width);
            if let (0, Some(first)) = (i, lines.first_mut())
                && let Some(rest) = first.strip_prefix(self.word)
            {
                *first = format!("{}{rest}", style.paint(self.tone, self.word));
            }
            out.append(&mut lines);
        }
        let mut rows: Vec<String> = self.rows.iter().flat_map(|row| row.lines(style, width)).collect();
        if !rows.is_empty() {
            out.push(String::new());
            out.append(&mut rows);
        }
        out.join("\n") + "\n"
    }
}
