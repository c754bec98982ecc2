//! How to write rulebooks: the whole language, page by page, with examples that are run as tests.
//!
#![doc = include_str!("links.md")]
#![doc = include_str!("README.md")]

// A page is read in two places: here, where `links.md` comes first and its links count, and in the folder itself, where those at
// the end of the page do.
macro_rules! pages {
    ($($page:ident)+) => {
        $(
            #[doc = include_str!("links.md")]
            #[doc = include_str!(concat!(stringify!($page), ".md"))]
            pub mod $page {}
        )+

        /// The pages by their names, in the order of reading.
        #[cfg(test)]
        const PAGES: &[(&str, &str)] = &[
            ("README", include_str!("README.md")),
            $((stringify!($page), include_str!(concat!(stringify!($page), ".md"))),)+
        ];
    };
}

pages! {
    first_rulebook
    from_law
    cases
    answers
    command
    layout
    header
    types
    facts
    conditions
    values
    dates
    times
    records
    groups
    terms
    figures
    tables
    actions
    restrictions
    rights
    exceptions
    sources
    wording
    ways_out
    roles
    examples
    files
    grammar
    messages
}

#[cfg(test)]
mod tests;
