//! Text to tree. The only room that knows pest.
//!
//! [`parse`] returns what could be read *and* everything that could not: one fault per clause, and a statement with a
//! bad clause is still there, so that one slip does not cascade.

mod clause;
mod condition;
mod foreign;
mod layout;
mod literate;
mod members;
mod parse;
mod print;
pub(crate) mod sheet;
pub(crate) mod table;
mod text;
pub(crate) mod tree;
pub(crate) mod words;

pub(crate) use parse::{parse, parse_numbered};
pub(crate) use print::format;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::source::Source;

    /// The tree is bounded by the text: at most 40 nodes for each byte, whatever the text says.
    #[test]
    fn at_most_forty_nodes_for_each_byte() {
        let mut texts = vec![std::fs::read_to_string("rules/returns/returns.rulebook").unwrap()];
        let head = "restriction r \"R\" on go\n  when      ";
        for (part, n) in [
            ("x and ", 2000),
            ("(", 64),
            ("1 + ", 64),
            ("not ", 1),
            ("n is one of (1, 2) and ", 500),
            ("30% of n is 3 or ", 500),
        ] {
            let closed = if part == "(" { ")".repeat(n) } else { String::new() };
            texts.push(format!("{head}{}x{closed}\n", part.repeat(n)));
        }
        for text in texts {
            let (statements, _) = parse(&Source::new("nodes", text.as_str()));
            let printed = format!("{statements:?}");
            // Every node of the tree prints the name of its kind of data once.
            let nodes = printed.matches("Node {").count()
                + printed.matches("Word {").count()
                + printed.matches("Clause {").count();
            assert!(nodes > 0 && nodes <= 40 * text.len(), "{nodes} nodes for {} bytes", text.len());
        }
    }
}
