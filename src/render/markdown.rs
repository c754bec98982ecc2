//! Words in Markdown: what a rulebook or case writes stays words and never becomes markup.

/// Words within a line.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut within_word = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        // Between two letters an underscore is one: names stay as they are written.
        let joins = c == '_' && within_word && rest.peek().is_some_and(|next| next.is_alphanumeric());
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&') && !joins {
            out.push('\\');
        }
        out.push(c);
        within_word = c.is_alphanumeric();
    }
    out
}

/// Words at the start of a line: no heading, list or number of a list.
pub(super) fn line(text: &str) -> String {
    let text = inline(text);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text.get(digits..).and_then(|rest| rest.chars().next()) {
        Some('#' | '-' | '+' | '=') if digits == 0 => format!("\\{text}"),
        Some('.' | ')') if digits > 0 => {
            format!("{}\\{}", text.get(..digits).unwrap_or_default(), text.get(digits..).unwrap_or_default())
        }
        _ => text,
    }
}
