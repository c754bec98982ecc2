//! Parsing is bounded by count: at most 40 steps for each byte of a piece, however it is nested.
//!
//! pest counts its steps against a limit that holds for the whole process, so this is a process of its own, with one test.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::num::NonZeroUsize;

use candor::Rulebook;

const HEAD: &str = "rulebook steps \"Steps\"\n  edition   \"1\"\n  currency  EUR\n\nfact x \"x\": yes/no\nfact n \"n\": whole number\n  range     0 to 9\n\naction go \"go\" allowed unless restricted\n\n";

/// A rulebook whose one long clause is this condition.
fn rulebook(condition: &str) -> String {
    format!(
        "{HEAD}restriction r \"R\" on go\n  when      {condition}\n  source    house policy \"x\"\n  tell customer \"x\"\n  tell staff \"x\"\n  override  by nobody\n"
    )
}

#[test]
fn at_most_forty_steps_for_each_byte() {
    let repeat = |part: &str, join: &str, n: usize| vec![part; n].join(join);
    let mut conditions = Vec::new();
    for depth in [8, 16, 32, 64] {
        conditions.push(format!("{}x{}", "(".repeat(depth), ")".repeat(depth)));
        conditions.push(format!("{}x{}", "(not ".repeat(depth), ")".repeat(depth)));
        conditions.push(format!("{}x{}", "all of (".repeat(depth), ")".repeat(depth)));
        conditions.push(format!("{}n{} is 3", "(1 + ".repeat(depth), ")".repeat(depth)));
        conditions.push(format!("{}n{} is 3", "(30% of ".repeat(depth), ")".repeat(depth)));
        conditions.push(format!("{}x{}", "any i in x has (".repeat(depth), ")".repeat(depth)));
        conditions.push(format!("{}x{}", "number of i in x with (".repeat(depth), ")".repeat(depth)));
        conditions.push(format!("{}n{} is 3", "sum of (".repeat(depth), ") for i in x with (i.a)".repeat(depth)));
        conditions.push(format!("x{} is 3", ".a".repeat(depth)));
        conditions.push(format!("{}n{} is 3", "the lesser of (1, ".repeat(depth).trim_end(), ")".repeat(depth)));
    }
    for n in [10, 100, 2000] {
        conditions.push(repeat("x", " and ", n));
        conditions.push(repeat("n is at least 3", " or ", n));
        conditions.push(repeat("n is from 1 to 3", " and ", n));
        conditions.push(format!("n is one of ({})", repeat("3", ", ", n)));
        conditions.push(format!("{} is 3", repeat("n", " + ", n)));
        // What cannot be read costs no more.
        conditions.push(repeat("x x", " and ", n));
        conditions.push(repeat("(", "", n));
        conditions.push(repeat("n is at", " ", n));
        conditions.push(repeat("if x then", " ", n));
        conditions.push(repeat("any i in x has", " ", n));
        conditions.push(repeat("sum of x for", " ", n));
        conditions.push(repeat("x belongs to x in x", " and ", n));
    }
    for condition in conditions {
        let clause = format!("when      {condition}");
        let limit = 40 * clause.len();
        pest::set_call_limit(Some(NonZeroUsize::new(limit).unwrap()));
        let report = Rulebook::check("steps", &rulebook(&condition)).1;
        let exhausted = report.diagnostics.iter().find(|d| d.message.contains("call limit"));
        assert!(exhausted.is_none(), "more than {limit} steps: {}", &clause[..clause.len().min(60)]);
        // A limit that is reached shows as a clause that cannot be read: what is well formed must be read.
        pest::set_call_limit(None);
        let free = Rulebook::check("steps", &rulebook(&condition)).1;
        assert_eq!(
            report.diagnostics,
            free.diagnostics,
            "more than {limit} steps: {}",
            &clause[..clause.len().min(60)]
        );
    }
}
