//! The reference leaves nothing out: every form, reserved word, code and key stands in it, and its links lead somewhere.

use std::collections::BTreeSet;

use super::PAGES;
use crate::diagnostic::Code;
use crate::syntax::words::{CLAUSES, RESERVED, STATEMENTS};

fn page(name: &str) -> &'static str {
    PAGES.iter().find(|(page, _)| *page == name).map_or("", |(_, text)| text)
}

#[track_caller]
fn all_stand_in(name: &str, wanted: impl IntoIterator<Item = String>) {
    let text = page(name);
    let missing: Vec<String> = wanted.into_iter().filter(|word| !text.contains(word.as_str())).collect();
    assert!(missing.is_empty(), "src/reference/{name}.md does not have:\n{}", missing.join("\n"));
}

#[test]
fn every_form_stands_in_the_grammar() {
    all_stand_in("grammar", STATEMENTS.iter().map(|form| form.shape.to_owned()));
    all_stand_in("grammar", CLAUSES.iter().map(|form| form.shape.to_owned()));
}

#[test]
fn every_reserved_word_stands_in_the_grammar() {
    all_stand_in("grammar", RESERVED.iter().map(|word| format!("`{word}`")));
}

#[test]
fn every_code_stands_among_the_messages() {
    all_stand_in("messages", Code::ALL.iter().map(|code| format!("`{code}`")));
}

/// A page is reached from the first one, and every link leads to a page.
#[test]
fn links_lead_to_pages() {
    let names: BTreeSet<&str> = PAGES.iter().map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for (name, text) in PAGES {
        let defined: BTreeSet<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix('[')?.split_once("]: "))
            .filter_map(|(link, target)| (format!("{link}.md") == target).then_some(link))
            .collect();
        let used: BTreeSet<&str> = text
            .match_indices("][")
            .filter_map(|(at, _)| text[at + 2..].split_once(']').map(|(link, _)| link))
            .collect();
        wrong.extend(used.difference(&defined).map(|link| format!("{name}.md: nothing says where [{link}] leads")));
        wrong.extend(defined.difference(&names).map(|link| format!("{name}.md: there is no page {link}")));
        wrong.extend(defined.difference(&used).map(|link| format!("{name}.md: [{link}] is not used")));
        if *name == "README" {
            let rest: BTreeSet<&str> = names.difference(&used).copied().filter(|page| *page != "README").collect();
            wrong.extend(rest.iter().map(|page| format!("README.md does not lead to {page}")));
        }
    }
    let links = include_str!("links.md");
    let listed = |name: &str| links.contains(&format!("[{name}]: crate::reference::{name}\n"));
    wrong.extend(names.iter().filter(|n| **n != "README" && !listed(n)).map(|n| format!("links.md does not have {n}")));
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}
