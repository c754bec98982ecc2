//! Text to tree. The only room that knows pest.
//!
//! [`parse`] returns what could be read *and* everything that could not: one fault per clause, and a statement with a
//! bad clause is still there, so that one slip does not cascade.

mod clause;
mod condition;
mod foreign;
mod layout;
mod parse;
mod print;
mod text;
pub(crate) mod tree;
pub(crate) mod words;

pub(crate) use parse::parse;
pub(crate) use print::format;
