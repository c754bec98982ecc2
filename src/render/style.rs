//! How wide and how colorful: given by the caller, never looked up.

/// How text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns of a line. A word that is longer stays whole.
    pub width: usize,
    /// Whether to use terminal colors (ANSI codes). Color never carries anything that words do not.
    pub color: bool,
}

impl Default for Style {
    /// 80 columns without color.
    fn default() -> Style {
        Style { width: 80, color: false }
    }
}

/// What a piece of text is, for the eye.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Good,
    Open,
    Question,
    Bad,
    Label,
    Aside,
}

impl Style {
    /// The text in the color of its tone, if there is to be color.
    pub(super) fn paint(self, tone: Tone, text: &str) -> String {
        if !self.color || text.is_empty() {
            return text.to_owned();
        }
        let code = match tone {
            Tone::Good => "1;32",
            Tone::Open => "1;33",
            Tone::Question => "1;36",
            Tone::Bad => "1;31",
            Tone::Label => "1",
            Tone::Aside => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}
