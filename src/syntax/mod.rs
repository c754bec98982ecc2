//! Text to tree. The only room that knows pest.
//!
//! [`parse`] returns what could be read *and* everything that could not: one fault per clause, and a statement with a
//! bad clause is still there, so that one slip does not cascade.

mod condition;
mod foreign;
mod layout;
mod parse;
pub(crate) mod tree;
pub(crate) mod words;

pub(crate) use parse::parse;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;
    #[test]
    fn tmp() {
        for f in ["rules/returns/returns.rulebook", "rules/community-gaming/community-gaming.rulebook"] {
            let s = Source::new(f, std::fs::read_to_string(f).unwrap());
            let (st, d) = parse(&s);
            eprintln!("{} statements {} diags", st.len(), d.len());
            for d in d { let sp = d.span.unwrap_or_default(); eprintln!("{:?} {} {:?} [{}]", d.code, d.message, s.line_column(sp.start), d.help.unwrap_or_default()); }
        }
    }
}
