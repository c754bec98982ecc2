//! What a rulebook means: names resolved, types checked, inert data.

pub(crate) mod vocabulary;
