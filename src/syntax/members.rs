//! What has parts: fields of records, members of lists, sets and groups.

use super::parse::{Cursor, Part, Reader, Rule};
use super::tree::{Node, NodeKind, Over, OverWord, Word};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// How many fields may follow one another in `a.b.c`.
const FIELDS: usize = 16;

impl<'t> Reader<'t> {
    /// A name, or a field of something: `traveler.passport.expires`.
    pub(super) fn path(&mut self, part: Part<'t>) -> Option<Node> {
        let span = part.span;
        let mut words = part.text.split('.');
        let root = words.next()?;
        let mut end = span.start + u32::try_from(root.len()).ok()?;
        let mut node = Node { kind: NodeKind::Name(root.to_owned()), span: Span { end, ..span } };
        for (i, word) in words.enumerate() {
            if i == FIELDS {
                let said = format!("more than {FIELDS} fields follow one another here");
                let help = "give a part of it a name with a `term`";
                self.diagnostics.push(Diagnostic::new(Code::TooDeep, span, said).help(help));
                return None;
            }
            let start = end + 1;
            end = start + u32::try_from(word.len()).ok()?;
            let field = Word { text: word.to_owned(), span: Span { start, end, ..span } };
            node = Node { span: Span { end, ..span }, kind: NodeKind::Field { of: Box::new(node), field } };
        }
        Some(node)
    }

    /// `includes VALUE`, `belongs to GROUP in MEMBERSHIP`.
    pub(super) fn membership(&mut self, part: Part<'t>, left: Node, span: Span) -> Option<Node> {
        let rule = part.rule;
        let mut parts = part.inner();
        let left = Box::new(left);
        let kind = if rule == Rule::includes {
            NodeKind::Includes { set: left, value: Box::new(self.value(&mut parts)?) }
        } else {
            let group = Box::new(self.operand(&mut parts)?);
            NodeKind::Belongs { who: left, group, by: Box::new(self.operand(&mut parts)?) }
        };
        Some(Node { kind, span })
    }

    /// `any ITEM in LIST`, without what it has.
    pub(super) fn member_of(&mut self, parts: &mut Cursor<'t>) -> Option<Over> {
        let word = self.expect(parts, Rule::every_or_any)?;
        let how = if word.text == "any" { OverWord::Any } else { OverWord::Every };
        let member = Some(self.expect(parts, Rule::name)?.word());
        Some(Over { how, member, list: self.operand(parts)?, test: None, value: None })
    }

    /// What holds of the members of a list, how many there are, and what they add up to.
    pub(super) fn over(&mut self, rule: Rule, parts: &mut Cursor<'t>, span: Span) -> Option<Node> {
        let mut over = match rule {
            Rule::each => self.member_of(parts)?,
            Rule::number_of => {
                let member = parts.optional(Rule::member).and_then(|p| p.inner().next()).map(|p| p.word());
                Over { how: OverWord::Number, member, list: self.operand(parts)?, test: None, value: None }
            }
            _ => {
                let how = match self.expect(parts, Rule::total_how)?.text {
                    "sum" => OverWord::Sum,
                    "largest" => OverWord::Largest,
                    _ => OverWord::Smallest,
                };
                let value = Some(self.operand(parts)?);
                let member = Some(self.expect(parts, Rule::name)?.word());
                Over { how, member, list: self.operand(parts)?, test: None, value }
            }
        };
        if let Some(group) = parts.optional(Rule::group) {
            over.test = Some(self.condition(&mut group.inner())?);
        }
        Some(Node { kind: NodeKind::Over(Box::new(over)), span })
    }
}
