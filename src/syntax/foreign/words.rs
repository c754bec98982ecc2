//! A piece that could not be read, cut into words and signs.

use super::Habit;

/// The words of a piece with their places; a sign is a word of its own.
pub(super) struct Words<'t>(Vec<(usize, &'t str)>);

/// Whether a word could be a name of the rulebook.
pub(super) fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
}

impl<'t> Words<'t> {
    /// Of a piece in which the insides of quoted texts are blank.
    pub(super) fn of(plain: &'t str) -> Words<'t> {
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '/');
        let mut found: Vec<(usize, &str)> = Vec::new();
        for (at, c) in plain.char_indices().filter(|(_, c)| *c != ' ') {
            match found.last_mut() {
                Some((start, word)) if inside(c) && *start + word.len() == at && word.ends_with(inside) => {
                    *word = &plain[*start..at + c.len_utf8()];
                }
                _ => found.push((at, &plain[at..at + c.len_utf8()])),
            }
        }
        Words(found)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The word at a place, or nothing behind the end.
    pub(super) fn at(&self, at: usize) -> &'t str {
        self.0.get(at).map_or("", |(_, word)| word)
    }

    /// Whether a word stands in front of a place.
    pub(super) fn before(&self, at: usize, word: &str) -> bool {
        self.0.iter().take(at).any(|(_, w)| *w == word)
    }

    /// Whether a word stands at a place or behind it.
    pub(super) fn behind(&self, at: usize, word: &str) -> bool {
        self.0.iter().skip(at).any(|(_, w)| *w == word)
    }

    /// The place of the first word that is this one.
    pub(super) fn find(&self, word: &str) -> Option<usize> {
        self.0.iter().position(|(_, w)| *w == word)
    }

    /// A habit that stands in the words from one place to another.
    pub(super) fn say(&self, from: usize, to: usize, message: &str, help: impl Into<String>) -> Option<Habit> {
        let (start, _) = self.0.get(from)?;
        let (last, word) = self.0.get(to.min(self.0.len() - 1))?;
        Some(Habit { start: *start, end: last + word.len(), message: message.to_owned(), help: help.into() })
    }
}
