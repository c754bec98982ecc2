//! Builds the tree from the events of a parser and refuses what no case may hold, whichever format it came in.

use crate::case::node::{Content, Entry, Node, Scalar, Style};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::source::limits::{DIAGNOSTICS, LIST_MEMBERS, NESTING, STRING_BYTES};
use crate::source::scan::{is_hidden, is_invisible};

/// How many values a text may hold; keeps memory within a small multiple of the text.
pub(crate) const MAX_VALUES: usize = 2_000_000;

/// Reading cannot go on; why is among the diagnostics.
#[derive(Debug)]
pub(crate) struct Stop;

#[derive(Debug, Default)]
pub(crate) struct Tree {
    open: Vec<Open>,
    values: usize,
    root: Option<Node>,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Debug)]
enum Open {
    List(Span, Vec<Node>),
    Map(Span, Vec<Entry>, Key),
}

#[derive(Debug)]
enum Key {
    /// The next node is a key.
    Awaited,
    Named(String, Span),
    /// Complained about; its value is dropped.
    Refused,
}

impl Tree {
    pub(crate) fn complain(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
    }

    pub(crate) fn stop(&mut self, diagnostic: Diagnostic) -> Stop {
        // The reason for stopping is always told.
        self.diagnostics.truncate(DIAGNOSTICS - 1);
        self.diagnostics.push(diagnostic);
        Stop
    }

    pub(crate) fn finish(self) -> (Option<Node>, Vec<Diagnostic>) {
        (self.root, self.diagnostics)
    }

    pub(crate) fn scalar(&mut self, mut span: Span, text: String, style: Style) -> Result<(), Stop> {
        if text.len() > STRING_BYTES {
            let said = format!("a text of {} bytes is longer than the limit of {STRING_BYTES}", text.len());
            self.complain(Diagnostic::new(Code::TooLong, span, said).help("shorten it"));
            return self.refused(span);
        }
        if let Some(hidden) = hidden(&text) {
            self.complain(hidden.at(span));
            return self.refused(span);
        }
        // Nothing has no place of its own, so it is shown at the key that lacks a value.
        if let (true, Some(Open::Map(.., Key::Named(_, key)))) =
            (text.is_empty() && style == Style::Plain, self.open.last())
        {
            span = *key;
        }
        self.place(Node { span, content: Content::Scalar(Scalar { text, style }) })
    }

    /// Something that was complained about stands here.
    pub(crate) fn refused(&mut self, span: Span) -> Result<(), Stop> {
        self.place(Node { span, content: Content::Refused })
    }

    pub(crate) fn open_list(&mut self, span: Span) -> Result<(), Stop> {
        self.deeper(span)?;
        self.open.push(Open::List(span, Vec::new()));
        Ok(())
    }

    pub(crate) fn open_map(&mut self, span: Span) -> Result<(), Stop> {
        self.deeper(span)?;
        self.open.push(Open::Map(span, Vec::new(), Key::Awaited));
        Ok(())
    }

    /// Closes the innermost list or mapping; `end` is its closing bracket, if it has one.
    pub(crate) fn close(&mut self, end: Option<Span>) -> Result<(), Stop> {
        let (mut span, content) = match self.open.pop() {
            Some(Open::List(span, nodes)) => (nodes.last().map_or(span, |n| span.to(n.span)), Content::List(nodes)),
            Some(Open::Map(span, entries, _)) => {
                let entries = self.without_duplicates(entries);
                (entries.last().map_or(span, |e| span.to(e.value.span)), Content::Map(entries))
            }
            None => return Ok(()),
        };
        if let Some(end) = end {
            span = span.to(end);
        }
        self.place(Node { span, content })
    }

    fn deeper(&mut self, span: Span) -> Result<(), Stop> {
        if self.open.len() < NESTING {
            return Ok(());
        }
        Err(self.stop(
            Diagnostic::new(Code::TooDeep, span, format!("this is nested more than {NESTING} levels deep"))
                .help("a case needs no more than two levels, a suite six"),
        ))
    }

    fn place(&mut self, node: Node) -> Result<(), Stop> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(self.stop(too_many_values(node.span)));
        }
        let mut complaint = None;
        let entries = match self.open.last_mut() {
            None => {
                self.root = Some(node);
                return Ok(());
            }
            Some(Open::List(_, nodes)) => {
                nodes.push(node);
                nodes.len()
            }
            Some(Open::Map(_, entries, key)) => {
                match std::mem::replace(key, Key::Awaited) {
                    Key::Awaited => {
                        *key = name(node).unwrap_or_else(|bad| {
                            complaint = bad;
                            Key::Refused
                        });
                    }
                    Key::Named(key, key_span) => entries.push(Entry { key, key_span, value: node }),
                    Key::Refused => {}
                }
                entries.len()
            }
        };
        if let Some(complaint) = complaint {
            self.complain(complaint);
        }
        if entries > LIST_MEMBERS {
            let at = match self.open.last() {
                Some(Open::List(span, _) | Open::Map(span, ..)) => *span,
                None => Span::default(),
            };
            let said = format!("a list or mapping of more than {LIST_MEMBERS} entries");
            return Err(self.stop(Diagnostic::new(Code::TooLong, at, said).help("split it into several files")));
        }
        Ok(())
    }

    /// The first of each key; the others are complained about.
    fn without_duplicates(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by(|a, b| entries[*a].key.cmp(&entries[*b].key).then(a.cmp(b)));
        let mut again = vec![false; entries.len()];
        for pair in order.chunk_by(|a, b| entries[*a].key == entries[*b].key) {
            let [first, others @ ..] = pair else { continue };
            for other in others {
                again[*other] = true;
                let (first, other) = (&entries[*first], &entries[*other]);
                self.complain(
                    Diagnostic::new(Code::Duplicate, other.key_span, format!("{} is stated twice", quote(&other.key)))
                        .label("again here")
                        .other(first.key_span, "first stated here")
                        .help("keep the one that is true"),
                );
            }
        }
        entries.into_iter().zip(again).filter_map(|(entry, again)| (!again).then_some(entry)).collect()
    }
}

/// A node as a key: a plain name, or any text in quotes.
fn name(node: Node) -> Result<Key, Option<Diagnostic>> {
    let span = node.span;
    let bad = |said: String, help: &str| Err(Some(Diagnostic::new(Code::Key, span, said).help(help)));
    match node.content {
        Content::Refused => Err(None),
        Content::List(_) | Content::Map(_) => bad("a key must be a name".into(), "write `name: value`"),
        Content::Scalar(s) if s.is_null() => bad("a key is missing before this colon".into(), "write `name: value`"),
        Content::Scalar(s) if s.style == Style::Block => {
            bad("a key must be a name on one line".into(), "write `name: value`")
        }
        Content::Scalar(s) if s.style == Style::Plain && s.text == "<<" => Err(Some(
            Diagnostic::new(
                Code::YamlAlias,
                span,
                "`<<` merges another mapping into this one, and a case says everything where it stands",
            )
            .help("write the facts out"),
        )),
        Content::Scalar(s) if s.style == Style::Plain && is_no_name(&s.text) => bad(
            format!("{} is not a name", quote(&s.text)),
            "a key is a name, which starts with a letter; what does not goes in quotes",
        ),
        Content::Scalar(s) => Ok(Key::Named(s.text, span)),
    }
}

/// Whether YAML reads it as a number or as yes or no rather than as a text.
fn is_no_name(text: &str) -> bool {
    let number = text.trim_start_matches(['-', '+', '.']).starts_with(|c: char| c.is_ascii_digit());
    number
        || matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE")
        || matches!(text.to_ascii_lowercase().as_str(), ".nan" | ".inf" | "-.inf")
}

pub(crate) fn too_many_values(span: Span) -> Diagnostic {
    Diagnostic::new(Code::TooBig, span, format!("a text of more than {MAX_VALUES} values"))
        .help("split it into several files")
}

/// A character that must not stand in a case: what it is and how to say so.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hidden(pub(crate) char);

impl Hidden {
    pub(crate) fn at(self, span: Span) -> Diagnostic {
        let code_point = format!("U+{:04X}", u32::from(self.0));
        match self.0 {
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Diagnostic::new(
                Code::Bidi,
                span,
                format!("the character {code_point} changes the direction of writing and so hides what the text says"),
            )
            .help("delete it"),
            '\r' => {
                Diagnostic::new(Code::ControlChar, span, "a line ends in CR alone").help("end lines in LF or in CR LF")
            }
            '\u{85}' | '\u{2028}' | '\u{2029}' => Diagnostic::new(
                Code::ControlChar,
                span,
                format!("the line break {code_point} is not one that all programs see"),
            )
            .help("end lines in LF or in CR LF"),
            '\u{FEFF}' => Diagnostic::new(Code::ControlChar, span, "a byte order mark inside the text")
                .help("delete it; it may only be the very first character"),
            _ => Diagnostic::new(Code::ControlChar, span, format!("the control character {code_point}"))
                .help("delete it"),
        }
    }
}

/// The first such character; an escape like `"\u202E"` must not bring in what the text itself may not hold.
fn hidden(text: &str) -> Option<Hidden> {
    text.chars().find(|c| is_hidden(*c) || *c == '\r').map(Hidden)
}

/// A piece of the user's text for a message: short, in backticks, with nothing invisible in it.
pub(crate) fn quote(text: &str) -> String {
    const MOST: usize = 60;
    let mut shown = String::from("`");
    for c in text.chars().take(MOST) {
        let invisible = is_hidden(c) || is_invisible(c) || matches!(c, '\n' | '\r' | '\t');
        if invisible { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown.push('`');
    shown
}
