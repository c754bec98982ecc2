//! A list of staff: who holds which role, and from when to when. Read like a case, so every slip in it has a place.

use std::collections::BTreeSet;

use crate::case::facts::Reader;
use crate::case::node::{Content, Entry, Node};
use crate::case::tree::quote;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::model::vocabulary::Vocabulary;
use crate::source::Span;
use crate::source::scan::{is_hidden, is_invisible};
use crate::value::Date;

/// A person who holds a role. The days are those of UTC, and the last one is included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) person: String,
    pub(crate) role: String,
    pub(crate) from: Option<Date>,
    pub(crate) until: Option<Date>,
}

/// Reads `staff:` and under it the id of each person with `roles:`, and `from:` and `until:` where they hold them for a time.
pub(crate) fn from_text(name: &str, text: &str) -> Result<Vec<Held>, Report> {
    let nothing = Vocabulary::default();
    let (node, mut reader, sources) = Reader::open(name, text, &nothing)?;
    let start = node.as_ref().map_or_else(Span::default, |node| Span { end: node.span.start, ..node.span });
    let refused = node.as_ref().is_some_and(|node| node.content == Content::Refused);
    let entries = node.map(|node| reader.map(node, "a list of staff", true)).unwrap_or_default();
    let (mut held, mut found) = (Vec::new(), refused);
    for entry in entries {
        match entry.key.as_str() {
            "staff" => {
                found = true;
                for person in reader.map(entry.value, "`staff`", true) {
                    reader.person(person, &mut held);
                }
            }
            _ => reader.unknown_key(&entry, &["staff"], "in a list of staff"),
        }
    }
    if !found {
        reader
            .complain(Diagnostic::new(Code::MissingKey, start, "a list of staff without `staff:`").help(
                "write `staff:`, and below it one line for each person, such as `emp-17: {roles: [shift_lead]}`",
            ));
    }
    reader.finish(sources, held)
}

impl Reader<'_> {
    fn person(&mut self, entry: Entry, into: &mut Vec<Held>) {
        const KEYS: &[&str] = &["roles", "from", "until"];
        let Entry { key: person, key_span, value } = entry;
        self.id(&person, key_span);
        let refused = value.content == Content::Refused;
        let what = format!("what is said of {}", quote(&person));
        let (mut roles, mut from, mut until) = (None, None, None);
        for entry in self.map(value, &what, false) {
            match entry.key.as_str() {
                "roles" => roles = Some(self.roles(entry.value)),
                "from" => from = self.date(&entry.value, "from").map(|day| (day, entry.value.span)),
                "until" => until = self.date(&entry.value, "until").map(|day| (day, entry.value.span)),
                _ => self.unknown_key(&entry, KEYS, "with a person"),
            }
        }
        if let (Some((first, first_span)), Some((last, last_span))) = (from, until)
            && last < first
        {
            self.complain(
                Diagnostic::new(Code::Window, last_span, format!("the last day, {last}, lies before the first"))
                    .other(first_span, "the first day")
                    .help("exchange the two, or correct one of them; the last day is included"),
            );
        }
        if roles.is_none() && !refused {
            self.complain(
                Diagnostic::new(Code::MissingKey, key_span, format!("{} without `roles:`", quote(&person)))
                    .help("write `roles:` and the names of roles, such as `[shift_lead]`, or take the person out"),
            );
        }
        let held = |role| Held {
            person: person.clone(),
            role,
            from: from.map(|(day, _)| day),
            until: until.map(|(day, _)| day),
        };
        into.extend(roles.into_iter().flatten().map(held));
    }

    /// The names of roles; at least one, and none twice.
    fn roles(&mut self, node: Node) -> Vec<String> {
        let (span, empty) = (node.span, matches!(&node.content, Content::List(none) if none.is_empty()));
        if empty {
            self.complain(
                Diagnostic::new(Code::Empty, span, "a person with no role")
                    .help("write at least one role, or take the person out"),
            );
        }
        let mut roles = BTreeSet::new();
        for role in self.list(node, "`roles`") {
            let Some(role) = self.name(role, "a role") else { continue };
            if !roles.insert(role.text.clone()) {
                let said = format!("the role {} stands here twice", quote(&role.text));
                self.complain(Diagnostic::new(Code::Duplicate, role.span, said).help("keep one of them"));
            }
        }
        roles.into_iter().collect()
    }

    /// Ids are compared exactly, so one that nobody can type would never be found.
    fn id(&mut self, person: &str, span: Span) {
        let invisible = |c: char| c.is_control() || is_hidden(c) || is_invisible(c);
        if person.is_empty() || person.trim() != person || person.chars().any(invisible) {
            let said = format!("{} is no id of a person: it is compared exactly", quote(person));
            self.complain(
                Diagnostic::new(Code::Key, span, said)
                    .help("write it without spaces around it and without characters that cannot be seen"),
            );
        }
    }
}
