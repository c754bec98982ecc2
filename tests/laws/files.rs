//! Laws of rulebooks in several files: where a statement stands changes no answer.

use std::collections::BTreeMap;

use candor::Rulebook;
use proptest::prelude::*;

use super::print::rule_name;
use super::{full_or_partial, law, orderless};

/// Five files: each uses those behind it that are drawn for it, and the last is used in any case.
fn names(at: usize) -> String {
    ["desk.rulebook", "a.rulebook", "b/b.rulebook", "b/c.rulebook", "d.rulebook.md"][at].to_owned()
}

fn path(from: usize, to: usize) -> String {
    match (names(from).strip_prefix("b/").is_some(), names(to).strip_prefix("b/")) {
        (true, Some(name)) => name.to_owned(),
        (true, None) => format!("../{}", names(to)),
        (false, _) => format!("./{}", names(to)),
    }
}

#[test]
fn where_a_statement_stands_changes_no_answer() {
    let split = full_or_partial().prop_flat_map(|question| {
        let count = question.book.statements(&rule_name).len();
        (Just(question), prop::collection::vec(0_usize..5, count), prop::collection::vec(any::<bool>(), 10))
    });
    law(21, 40, split, |(question, homes, uses)| {
        let statements = question.book.statements(&rule_name);
        let mut texts: [Vec<String>; 5] = Default::default();
        texts[0].push(statements[0].clone());
        for (statement, home) in statements.iter().zip(&homes).skip(1) {
            texts[*home].push(statement.clone());
        }
        let pairs = (0..5).flat_map(|from| (from + 1..5).map(move |to| (from, to)));
        for ((from, to), drawn) in pairs.zip(&uses) {
            if *drawn || from == 0 {
                texts[from].push(format!("use \"{}\"", path(from, to)));
            }
        }
        // A file without a statement would be one by mistake.
        texts.iter_mut().skip(1).filter(|t| t.is_empty()).for_each(|t| t.push("role nobody_else \"x\"".to_owned()));
        let mut files = BTreeMap::new();
        for (at, text) in texts.iter().enumerate() {
            let text = text.join("\n\n").replace("nobody_else", &format!("nobody_{at}"));
            let literate = names(at).ends_with(".md");
            files
                .insert(names(at), if literate { format!("# Law\n\n```rulebook\n{text}\n```\n") } else { text + "\n" });
        }
        let several = Rulebook::from_files("desk.rulebook", &files);
        prop_assert!(several.is_ok(), "{files:?}\n{several:?}");
        let several = several.unwrap();
        let (one, two) = (question.answers(&question.load()), question.answers(&several));
        prop_assert_eq!(one.is_some(), two.is_some());
        for ((_, one), (_, two)) in one.unwrap_or_default().iter().zip(&two.unwrap_or_default()) {
            // Besides the roles that fill files, whose names sort nowhere: nobody may decide by them.
            for (one, two) in orderless(one).iter().zip(&orderless(two)) {
                let other = |set: &std::collections::BTreeSet<String>| {
                    set.iter().filter(|said| !said.contains("\"nobody_")).cloned().collect::<Vec<_>>()
                };
                prop_assert_eq!(other(one), other(two));
            }
        }
        Ok(())
    });
}
