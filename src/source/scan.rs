//! Characters that no text may hold: controls, odd line breaks, and marks that hide what a text says.

/// What is wrong with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unwelcome {
    /// A control character, or a line break that is not LF or CRLF.
    Control,
    /// Changes the direction of writing (CVE-2021-42574).
    Direction,
}

/// The characters that may not stand in a text, with their places in bytes.
pub(crate) fn unwelcome(text: &str) -> impl Iterator<Item = (usize, char, Unwelcome)> {
    text.char_indices().filter_map(|(at, c)| {
        let why = match c {
            '\n' | '\t' => return None,
            '\r' if text.as_bytes().get(at + 1) == Some(&b'\n') => return None,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Unwelcome::Direction,
            '\u{feff}' | '\u{2028}' | '\u{2029}' => Unwelcome::Control,
            c if c.is_control() => Unwelcome::Control,
            _ => return None,
        };
        Some((at, c, why))
    })
}
