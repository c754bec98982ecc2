//! Quoted texts: escapes, texts over several lines, and holes for values.

use super::layout::Piece;
use super::parse::{Cursor, Part, Reader, Rule};
use super::tree::{Template, TemplatePart, Translation, Word};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

impl<'t> Reader<'t> {
    pub(super) fn string(&mut self, parts: &mut Cursor<'t>) -> Option<Word> {
        let part = self.expect(parts, Rule::string)?;
        let text = self.unescape(&part, false)?;
        Some(Word { text, span: part.span })
    }

    /// Several texts are one, joined by a space.
    pub(super) fn strings(&mut self, parts: &mut Cursor<'t>) -> Option<Word> {
        let part = self.expect(parts, Rule::strings)?;
        let span = part.span;
        let texts = part.inner().map(|p| self.unescape(&p, false)).collect::<Option<Vec<_>>>()?;
        Some(Word { text: texts.join(" "), span })
    }

    /// A text for readers. What it is in other languages is kept beside the tree, by the place of the text.
    pub(super) fn said(&mut self, parts: &mut Cursor<'t>) -> Option<Word> {
        let mut inner = self.expect(parts, Rule::said)?.inner();
        let said = self.strings(&mut inner)?;
        self.in_languages(&said, &mut inner)?;
        Some(said)
    }

    /// What stands behind a text, or behind a value of a list: the same in other languages.
    pub(super) fn in_languages(&mut self, of: &Word, parts: &mut Cursor<'t>) -> Option<()> {
        for part in parts.filter(|part| part.rule == Rule::in_language) {
            let mut inner = part.inner();
            let language = self.expect(&mut inner, Rule::language)?.word();
            let text = self.strings(&mut inner)?;
            self.translations.push(Translation { of: of.span, language, text });
        }
        Some(())
    }

    /// What a text says: quotation marks off, `\"` `\\` `\n` `\{` `\}` resolved.
    fn unescape(&mut self, part: &Part<'t>, escaped_braces_stay: bool) -> Option<String> {
        let inner = part.text.get(1..part.text.len().saturating_sub(1)).unwrap_or("");
        let mut out = String::with_capacity(inner.len());
        let mut chars = inner.char_indices();
        while let Some((at, c)) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            match chars.next() {
                Some((_, 'n')) => out.push('\n'),
                Some((_, c @ ('{' | '}'))) if escaped_braces_stay => out.extend(['\\', c]),
                Some((_, c @ ('"' | '\\' | '{' | '}'))) => out.push(c),
                other => {
                    let start = part.span.start + u32::try_from(at + 1).unwrap_or(0);
                    let width = 1 + other.map_or(0, |(_, c)| c.len_utf8());
                    let span = Span { start, end: start + u32::try_from(width).unwrap_or(1), ..part.span };
                    self.diagnostics.push(
                        Diagnostic::new(Code::Syntax, span, "a backslash stands before nothing that needs one")
                            .help("write \\\\ for a backslash; before \" n { } it has a meaning"),
                    );
                    return None;
                }
            }
        }
        Some(out)
    }

    pub(super) fn template(&mut self, parts: &mut Cursor<'t>) -> Option<Template> {
        let part = self.expect(parts, Rule::strings)?;
        let span = part.span;
        let mut out = Vec::new();
        for (i, string) in part.inner().enumerate() {
            if i > 0 {
                out.push(TemplatePart::Text(" ".to_owned()));
            }
            self.template_parts(&string, &mut out)?;
        }
        Some(Template { parts: out, span })
    }

    /// Cuts one string at its holes; what stands in a hole is a value like any other.
    fn template_parts(&mut self, string: &Part<'t>, out: &mut Vec<TemplatePart>) -> Option<()> {
        // Checks the escapes of the whole string once.
        self.unescape(string, true)?;
        let start = string.span.start as usize + 1;
        let end = (string.span.end as usize).saturating_sub(1).max(start);
        let text = self.text;
        let bytes = text.as_bytes();
        let mut literal_from = start;
        let mut at = start;
        while at < end {
            match bytes[at] {
                b'\\' => at += 2,
                b'}' => {
                    self.brace(
                        string,
                        at,
                        "a closing brace stands here without an opening one",
                        "write \\} for a brace",
                    );
                    return None;
                }
                b'{' => {
                    out.push(TemplatePart::Text(plain(&text[literal_from..at])));
                    let Some(length) = bytes[at..end].iter().position(|b| *b == b'}') else {
                        self.brace(string, at, "this hole is not closed", "end it with } , or write \\{ for a brace");
                        return None;
                    };
                    let piece = Piece { source: string.span.source, start: at + 1, end: at + length };
                    let mut parts = self.pairs(Rule::hole, piece, "{NAME}, or a value such as {amount - price}")?;
                    out.push(TemplatePart::Hole(self.condition(&mut parts)?));
                    at += length + 1;
                    literal_from = at;
                }
                _ => at += 1,
            }
        }
        out.push(TemplatePart::Text(plain(&text[literal_from..end.max(literal_from)])));
        Some(())
    }

    fn brace(&mut self, string: &Part<'t>, at: usize, message: &str, help: &str) {
        let piece = Piece { source: string.span.source, start: at, end: at + 1 };
        self.diagnostics.push(Diagnostic::new(Code::Syntax, piece.span(), message).help(help));
    }
}

/// The escapes of a text that was already checked.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some(c) => out.push(c),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}
