//! Characters that no text may hold: controls, odd line breaks, and marks that hide what a text says.

/// What is wrong with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unwelcome {
    /// A control character, or a line break that is not LF or CRLF.
    Control,
    /// Changes the direction of writing (CVE-2021-42574).
    Direction,
}

/// Whether a character may stand nowhere, a carriage return aside.
pub(crate) fn is_hidden(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    control || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Whether a character takes no room of its own, so that nobody sees it: for printing and for telling apart, not for refusing.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{2065}' | '\u{3164}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The characters that may not stand in a text, with their places in bytes.
pub(crate) fn unwelcome(text: &str) -> impl Iterator<Item = (usize, char, Unwelcome)> {
    text.char_indices().filter_map(|(at, c)| {
        let why = match c {
            '\r' if text.as_bytes().get(at + 1) == Some(&b'\n') => return None,
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Unwelcome::Direction,
            c if c == '\r' || is_hidden(c) => Unwelcome::Control,
            _ => return None,
        };
        Some((at, c, why))
    })
}
