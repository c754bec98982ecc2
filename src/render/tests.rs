//! What readers see: real answers, every standing, and laws about lines.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::Rulebook;
use crate::explain::Explanation;

fn returns() -> Rulebook {
    Rulebook::from_text("returns.rulebook", include_str!("../../rules/returns/returns.rulebook")).unwrap()
}

/// The jacket of the suite, with other facts in place of its own.
fn ask(action: &str, today: &str, facts: &[&str]) -> Explanation {
    let rulebook = returns();
    let mut case = String::new();
    let given = [
        ("received", "2026-10-09"),
        ("article", "apparel"),
        ("channel", "store"),
        ("region", "us"),
        ("seal_broken", "no"),
        ("faulty", "no"),
        ("price", "120.00 EUR"),
        ("amount", "120.00 EUR"),
        ("receipt", "yes"),
        ("id_shown", "no"),
        ("member", "none"),
        ("returns_last_90_days", "1"),
    ];
    case.push_str(&format!("today: {today}\nfacts:\n"));
    let other = |name: &str| facts.iter().find_map(|f| f.split_once('=').filter(|(n, _)| *n == name).map(|(_, v)| v));
    for (name, value) in given {
        match other(name) {
            Some("?") => {}
            value_here => case.push_str(&format!("  {name}: {}\n", value_here.unwrap_or(value))),
        }
    }
    rulebook.why(action, &rulebook.case("case", &case).unwrap()).unwrap()
}

#[test]
fn tmp() {
    for (action, today, facts) in [
        ("refund", "2026-11-21", &[][..]),
        ("repair", "2026-11-21", &[]),
        ("refund", "2026-11-21", &["price=200.00 EUR", "amount=200.00 EUR"]),
        ("refund", "2026-11-21", &["returns_last_90_days=12"]),
        ("refund", "2026-11-21", &["received=2026-10-07", "member=gold"]),
        ("refund", "2027-01-25", &["received=2026-12-20"]),
        ("refund", "2026-11-21", &["received=2026-11-11", "amount=60.00 EUR", "receipt=no"]),
        ("refund", "2026-11-21", &["received=2026-11-11", "price=600.00 EUR", "amount=600.00 EUR"]),
        ("refund", "2026-11-21", &["received=2026-11-11", "price=600.00 EUR", "amount=600.00 EUR", "receipt=no"]),
        ("refund", "2026-11-21", &["price=600.00 EUR", "amount=600.00 EUR"]),
        ("refund", "2026-06-30", &["received=2026-06-20", "price=400.00 EUR", "amount=400.00 EUR"]),
        (
            "refund",
            "2026-11-21",
            &[
                "received=2026-11-16",
                "article=hygiene",
                "channel=web",
                "region=eu",
                "seal_broken=yes",
                "price=40.00 EUR",
                "amount=40.00 EUR",
            ],
        ),
        (
            "refund",
            "2026-11-21",
            &[
                "received=2026-11-16",
                "article=hygiene",
                "channel=web",
                "region=eu",
                "seal_broken=yes",
                "price=40.00 EUR",
                "amount=40.00 EUR",
                "faulty=yes",
            ],
        ),
        ("refund", "2026-11-21", &["received=2026-11-11", "channel=web", "region=eu", "returns_last_90_days=12"]),
        ("refund", "2026-11-21", &["received=2026-11-11", "channel=web", "region=eu", "amount=130.00 EUR"]),
        ("refund", "2026-11-21", &["received=2026-11-11", "amount=60.00 EUR", "receipt=?"]),
        ("refund", "2026-11-21", &["amount=?", "receipt=?", "member=?", "returns_last_90_days=?"]),
        ("repair", "2026-11-21", &["received=2025-01-10", "region=eu", "faulty=yes"]),
        ("refund", "2025-11-21", &["received=2025-11-20"]),
    ] {
        let e = ask(action, today, facts);
        println!("== {action} {today} {facts:?}\n{}", staff(&e, Style::default()));
    }
}

#[test]
fn tmp2() {
    let rb = Rulebook::from_text("c", include_str!("../../rules/community-gaming/community-gaming.rulebook")).unwrap();
    let suite = include_str!("../../rules/community-gaming/community-gaming.cases.yaml");
    for (i, part) in suite.split("  - name: ").skip(1).enumerate() {
        if ![1, 4, 8, 12, 20].contains(&i) {
            continue;
        }
        let (head, _) = part.split_once("    expect:").unwrap();
        let (_, body) = head.split_once('\n').unwrap();
        let case = rb
            .case("x", &body.lines().map(|l| l.get(4..).unwrap_or("").to_owned() + "\n").collect::<String>())
            .unwrap();
        println!("== {body}\n{}", staff(&rb.why("conduct_gaming_activity", &case).unwrap(), Style::default()));
    }
}
