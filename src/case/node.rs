//! What a case text says before anything in it has a meaning: scalars as written, lists and mappings, each with its place.

use crate::source::Span;

/// A part of a case text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) content: Content,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    Scalar(Scalar),
    List(Vec<Node>),
    /// In the order of the text.
    Map(Vec<Entry>),
    /// Already complained about, so nobody complains again.
    Refused,
}

/// A value as its characters; what it means depends on the type that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    pub(crate) style: Style,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Quoted,
    /// A YAML text after `|` or `>`.
    Block,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

impl Node {
    /// Whether it is null, in one of YAML's four ways or by saying nothing.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.content, Content::Scalar(s) if s.is_null())
    }

    /// The same in another place.
    pub(crate) fn shifted(self, by: &dyn Fn(Span) -> Span) -> Node {
        let content = match self.content {
            Content::List(nodes) => Content::List(nodes.into_iter().map(|node| node.shifted(by)).collect()),
            Content::Map(entries) => Content::Map(
                entries
                    .into_iter()
                    .map(|entry| Entry { key_span: by(entry.key_span), value: entry.value.shifted(by), ..entry })
                    .collect(),
            ),
            other => other,
        };
        Node { span: by(self.span), content }
    }

    /// What stands here, in words.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.content {
            Content::Scalar(s) if s.is_null() => "no value",
            Content::Scalar(_) | Content::Refused => "a value",
            Content::List(_) => "a list",
            Content::Map(_) => "a mapping",
        }
    }
}

impl Scalar {
    pub(crate) fn is_null(&self) -> bool {
        self.style == Style::Plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }
}
