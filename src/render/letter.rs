//! A letter: paragraphs and short lists, as text or as Markdown.

use super::layout::{clean, paragraph};
use super::markdown;
use super::style::Style;
use super::words;

/// One piece of a letter.
#[derive(Debug)]
enum Block {
    Words(String),
    /// What it is a list of, and each entry with how far it stands in.
    List(String, Vec<(usize, String)>),
}

/// Words for a person, in the order in which they are read.
#[derive(Debug, Default)]
pub(super) struct Letter {
    blocks: Vec<Block>,
}

impl Letter {
    /// One more paragraph, unless it is empty.
    pub(super) fn words(&mut self, text: impl AsRef<str>) {
        let text = clean(text.as_ref());
        // What was said once is not said again.
        let said = self.blocks.iter().any(|block| matches!(block, Block::Words(before) if *before == text));
        if !text.is_empty() && !said {
            self.blocks.push(Block::Words(text));
        }
    }

    /// Sentences in one paragraph.
    pub(super) fn sentences(&mut self, sentences: &[String]) {
        self.words(Self::joined(sentences));
    }

    /// Sentences one after the other.
    pub(super) fn joined(sentences: &[String]) -> String {
        let each = sentences.iter().filter(|s| !s.trim().is_empty()).map(|s| words::sentence_end(s.trim()));
        each.collect::<Vec<_>>().join(" ")
    }

    /// One more list with what it is a list of, unless nothing is in it.
    pub(super) fn list(&mut self, head: &str, items: impl IntoIterator<Item = String>) {
        self.nested(head, items.into_iter().map(|item| (0, item)));
    }

    /// The same of entries that stand below others.
    pub(super) fn nested(&mut self, head: &str, items: impl IntoIterator<Item = (usize, String)>) {
        let items = items.into_iter().map(|(depth, item)| (depth, clean(&item)));
        let items: Vec<(usize, String)> = items.filter(|(_, item)| !item.is_empty()).collect();
        if !items.is_empty() {
            self.blocks.push(Block::List(clean(head), items));
        }
    }

    pub(super) fn text(&self, style: Style) -> String {
        let width = style.width.max(20);
        let blocks: Vec<String> = self
            .blocks
            .iter()
            .map(|block| match block {
                Block::Words(text) => paragraph(text, "", "", width).join("\n"),
                Block::List(head, items) => {
                    let mut lines = paragraph(head, "", "", width);
                    for (depth, item) in items {
                        let indent = "  ".repeat(*depth);
                        lines.extend(paragraph(item, &format!("{indent}  - "), &format!("{indent}    "), width));
                    }
                    lines.join("\n")
                }
            })
            .collect();
        blocks.join("\n\n") + "\n"
    }

    pub(super) fn markdown(&self) -> String {
        let blocks: Vec<String> = self
            .blocks
            .iter()
            .map(|block| match block {
                Block::Words(text) => markdown::line(text),
                Block::List(head, items) => {
                    let items =
                        items.iter().map(|(depth, item)| format!("{}- {}", "  ".repeat(*depth), markdown::line(item)));
                    let items: Vec<String> = items.collect();
                    format!("**{}**\n\n{}", markdown::inline(head), items.join("\n"))
                }
            })
            .collect();
        blocks.join("\n\n") + "\n"
    }
}
