//! What readers see: real answers for every standing, data held to its schema, and laws about lines.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::Rulebook;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::explain::{Explanation, Fault, FaultCode, Label, Named, Phrase, Relation, Segment, Standing, Typed};
use crate::source::{Source, Sources, Span};
use crate::value::{Choices, Currency, Date, Quantity, Type, Unit, Value};

const JACKET: [(&str, &str); 12] = [
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

/// The jacket of the suite, with other facts in place of its own; `?` takes one away.
fn ask(action: &str, today: &str, facts: &[&str]) -> Explanation {
    let text = include_str!("../../rules/returns/returns.rulebook");
    let rulebook = Rulebook::from_text("returns.rulebook", text).unwrap();
    let other = |name: &str| facts.iter().filter_map(|f| f.split_once('=')).find(|(n, _)| *n == name).map(|(_, v)| v);
    let lines = JACKET.iter().map(|(name, value)| (name, other(name).unwrap_or(value))).filter(|(_, v)| *v != "?");
    let lines: Vec<String> = lines.map(|(name, value)| format!("  {name}: {value}\n")).collect();
    let case = format!("today: {today}\nfacts:\n{}", lines.concat());
    rulebook.why(action, &rulebook.case("case", &case).unwrap()).unwrap()
}

fn gaming(facts: &str) -> Explanation {
    let text = include_str!("../../rules/community-gaming/community-gaming.rulebook");
    let rulebook = Rulebook::from_text("community-gaming.rulebook", text).unwrap();
    let case = format!("today: 2021-07-01\nfacts: {{{facts}}}");
    rulebook.why("conduct_gaming_activity", &rulebook.case("case", &case).unwrap()).unwrap()
}

/// Answers of every standing, by name.
fn answers() -> Vec<(&'static str, Explanation)> {
    const LARGE: [&str; 3] = ["received=2026-11-11", "price=600.00 EUR", "amount=600.00 EUR"];
    const HYGIENE: [&str; 5] =
        ["received=2026-11-16", "article=hygiene", "channel=web", "region=eu", "seal_broken=yes"];
    let refund = |facts: &[&str]| ask("refund", "2026-11-21", facts);
    let mut from = ask("refund", "2026-06-30", &["received=2026-06-20", "price=400.00 EUR", "amount=400.00 EUR"]);
    from.remedies.clear();
    (from.remedies_label, from.later_label) = (Label::Proven, Label::Proven);
    from.standing = Standing::From;
    let mut fault = ask("refund", "2025-11-21", &["received=2025-11-20"]);
    fault.faults = vec![Fault { kind: FaultCode::DivisionByZero, at: "share".to_owned() }];
    let art_union = "activity: art_union, gross_proceeds: 50000 AUD, organisation_type: charitable, \
        proceeds_to_benefiting_org: 5000 AUD, total_prize_value: 15000 AUD, largest_money_prize: 1000 AUD, \
        holds_authority: yes";
    vec![
        ("ask_late", refund(&[])),
        ("ask_default_denial", ask("repair", "2026-11-21", &[])),
        ("ask_two_reasons_one_never_told", refund(&["returns_last_90_days=12"])),
        ("ask_hygiene", refund(&HYGIENE)),
        ("ask_after", refund(&["price=600.00 EUR", "amount=600.00 EUR"])),
        ("yes", refund(&["received=2026-10-07", "member=gold"])),
        ("yes_excepted", ask("refund", "2027-01-25", &["received=2026-12-20"])),
        ("yes_granted", refund(&["received=2026-11-11", "channel=web", "region=eu", "returns_last_90_days=12"])),
        ("yes_if_id", refund(&LARGE)),
        ("yes_if_two", refund(&[&LARGE[..], &["receipt=no"]].concat())),
        ("from", from),
        ("no_contract", refund(&["received=2026-11-11", "channel=web", "region=eu", "amount=130.00 EUR"])),
        ("no_regulation", gaming(art_union)),
        ("cannot_tell_one", refund(&["received=2026-11-11", "amount=60.00 EUR", "receipt=?"])),
        ("cannot_tell_many", refund(&["amount=?", "receipt=?", "member=?", "returns_last_90_days=?"])),
        ("cannot_tell_staff", refund(&["received=2026-11-11", "returns_last_90_days=?"])),
        ("cannot_tell_not_in_force", ask("refund", "2025-11-21", &["received=2025-11-20"])),
        ("cannot_tell_fault", fault),
    ]
}

#[test]
fn staff_read_this() {
    for (name, answer) in answers() {
        insta::assert_snapshot!(name, staff(&answer, Style::default()));
    }
}

#[test]
fn no_line_is_wider_than_asked_except_for_one_word() {
    for (name, answer) in answers() {
        for width in [40, 80, 120] {
            let text = staff(&answer, Style { width, color: false });
            for line in text.lines() {
                let too_wide = textwrap::core::display_width(line) > width;
                assert!(!too_wide || line.split_whitespace().count() <= 2, "{name} at {width}: {line}");
            }
        }
    }
}

#[test]
fn an_answer_fits_on_a_screen() {
    for (name, answer) in answers() {
        let lines = staff(&answer, Style::default()).lines().count();
        // Every reason stays, so an answer with many of them may be longer.
        let most = if name == "no_regulation" { 28 } else { 24 };
        assert!(lines <= most, "{name}: {lines}");
    }
}

#[test]
fn color_only_when_asked_and_nothing_but_color() {
    for (_, answer) in answers() {
        let plain = staff(&answer, Style::default());
        assert!(!plain.contains('\u{1b}'));
        let colored = staff(&answer, Style { color: true, ..Style::default() });
        assert!(colored.contains('\u{1b}'));
        let mut stripped = String::new();
        for (i, part) in colored.split('\u{1b}').enumerate() {
            stripped.push_str(if i == 0 { part } else { part.split_once('m').unwrap().1 });
        }
        assert_eq!(stripped, plain);
    }
}

#[test]
fn no_excuses_and_nothing_never_told_in_sight() {
    for (name, answer) in answers() {
        let text = staff(&answer, Style::default());
        for word in ["unfortunately", "policy", "sorry, ", "per our"] {
            assert!(!text.to_lowercase().contains(word), "{name}: {word}");
        }
        let in_sight = text.split("---- staff only").next().unwrap();
        assert!(!in_sight.contains("90 days") && !in_sight.contains("Unusual number"), "{name}:\n{in_sight}");
    }
}

#[test]
fn nothing_in_a_case_steers_the_terminal() {
    let mut answer = ask("refund", "2026-11-21", &[]);
    let evil = "red \u{1b}[31m\u{202e}\ntext".to_owned();
    answer.restrictions[0].tell_customer = Some(Phrase(vec![Segment::Words(evil.into())]));
    let text = staff(&answer, Style::default());
    assert!(text.contains(r"red \u{1b}[31m\u{202e} text"), "{text}");
}

#[test]
fn data_keeps_to_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for (name, answer) in answers() {
        let text = json(&answer);
        assert!(text.ends_with("}\n"));
        let data: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = schema.iter_errors(&data).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
        let from_yaml: serde_json::Value = serde_yaml::from_str(&yaml(&answer)).unwrap();
        assert_eq!(from_yaml, data, "{name}");
    }
}

#[test]
fn the_schema_knows_every_field_and_no_field_is_nameless() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    for (name, answer) in answers() {
        let data: serde_json::Value = serde_json::from_str(&json(&answer)).unwrap();
        for (field, value) in data.as_object().unwrap() {
            assert!(schema["properties"].get(field).is_some(), "{name}: {field}");
            let entry = schema["properties"][field]["items"]["$ref"].as_str().and_then(|r| r.strip_prefix("#/$defs/"));
            for item in value.as_array().into_iter().flatten().filter_map(|v| v.as_object()) {
                for key in item.keys() {
                    assert!(schema["$defs"][entry.unwrap()]["properties"].get(key).is_some(), "{name}: {field}.{key}");
                }
            }
        }
    }
}

#[test]
fn data_of_the_jacket() {
    let mut answer = ask("refund", "2026-11-21", &[]);
    answer.rulebook.digest = "sha256:0".to_owned();
    answer.answer_id = "sha256:1".to_owned();
    insta::assert_snapshot!(json(&answer));
}

// --- Words ------------------------------------------------------------------------------

fn typed(value: Value, ty: Type) -> Typed {
    Typed { value, ty }
}

fn quantity(count: i128, unit: Unit, decimals: u32) -> Typed {
    typed(Value::Number(count), Type::Quantity(Quantity { unit, decimals }))
}

#[test]
fn values_as_one_says_them() {
    let euro = Unit::Money(Currency::from_code("EUR").unwrap());
    let yen = Unit::Money(Currency::from_code("JPY").unwrap());
    let kinds =
        Type::Choice(Choices { names: vec!["made_to_order".to_owned()], labels: Vec::new(), ranked: false }.into());
    for (value, said) in [
        (quantity(112_000, euro, 2), "1,120.00 EUR"),
        (quantity(-112_000_000, euro, 2), "-1,120,000.00 EUR"),
        (quantity(150_000_000, euro, 4), "15,000.00 EUR"),
        (quantity(150_000_001, euro, 4), "15,000.0001 EUR"),
        (quantity(999, yen, 0), "999 JPY"),
        (quantity(1000, yen, 0), "1,000 JPY"),
        (quantity(1250, Unit::Plain, 2), "12.50"),
        (quantity(1, Unit::Days, 0), "1 day"),
        (quantity(43, Unit::Days, 0), "43 days"),
        (quantity(24, Unit::Months, 0), "24 months"),
        (typed(Value::Date(Date::parse("2026-10-09").unwrap()), Type::Date), "9 October 2026"),
        (typed(Value::YesNo(true), Type::YesNo), "yes"),
        (typed(Value::Choice(0), kinds), "made to order"),
        (typed(Value::Text("a_b".into()), Type::Text), "a_b"),
    ] {
        assert_eq!(words::value(&value), said);
    }
    assert_eq!(words::list::<&str>(&[], "and"), "");
    assert_eq!(words::list(&["a", "b", "c"], "and"), "a, b and c");
}

#[test]
fn statements_as_one_says_them() {
    let named = |label: &str, value| Segment::Named(Named { name: "n".to_owned(), label: label.to_owned() }, value);
    let days = |n| quantity(n, Unit::Days, 0);
    let said = |segments: Vec<Segment>| words::phrase(&Phrase(segments));
    let relation = Segment::Relation(Relation::MoreThan);
    assert_eq!(
        said(vec![named("the time", Some(days(43))), relation.clone(), named("the window", None)]),
        "the time (43 days) is more than the window (not known)"
    );
    assert_eq!(said(vec![named("a receipt", Some(typed(Value::YesNo(false), Type::YesNo)))]), "a receipt: no");
    assert_eq!(
        said(vec![named("it", Some(days(3))), Segment::Relation(Relation::Is), Segment::Value(days(3))]),
        "it is 3 days"
    );
    let list = vec![
        Segment::Operator("any of ("),
        Segment::Today,
        Segment::Relation(Relation::OnOrBefore),
        Segment::Value(days(1)),
        Segment::Operator(","),
        Segment::Unknown,
        Segment::Operator("+"),
        Segment::Value(days(2)),
        Segment::Operator(")"),
    ];
    assert_eq!(said(list), "any of (today is on or before 1 day, (not known) + 2 days)");
    let text = ["for ", ", not more (", ")."].map(|w| Segment::Words(w.into()));
    let [a, b, c] = text;
    assert_eq!(said(vec![a, Segment::Value(days(2)), b, Segment::Value(days(3)), c]), "for 2 days, not more (3 days).");
    let share = vec![Segment::Value(quantity(125, Unit::Plain, 3)), Segment::Operator("of"), Segment::Value(days(80))];
    assert_eq!(said(share), "12.5% of 80 days");
}

// --- Diagnostics ------------------------------------------------------------------------

fn at(start: u32, end: u32) -> Span {
    Span { source: 0, start, end }
}

fn one(text: &str, diagnostic: Diagnostic) -> String {
    report(&Report::new(Sources::one(Source::new("a.rulebook", text)), vec![diagnostic]), Style::default())
}

#[test]
fn carets_under_the_words() {
    let text = "action refund \"a refund\"\n\nrestriction late on refnd\n\twhen  x\u{202e}y\n";
    let diagnostics = vec![
        Diagnostic::new(Code::UnknownName, at(46, 51), "there is no action `refnd`")
            .label("no action has this name")
            .other(at(7, 13), "this one is alike")
            .help("write `refund`"),
        Diagnostic::new(Code::Bidi, at(60, 63), "a character that hides what the text says"),
        Diagnostic::new(Code::Unworded, at(38, 42), "this can say no and has no words for staff"),
        Diagnostic::whole(Code::MissingClause, "there is no rulebook statement"),
    ];
    let report_of = Report::new(Sources::one(Source::new("a.rulebook", text)), diagnostics);
    insta::assert_snapshot!(report(&report_of, Style::default()));
    let data: serde_json::Value = serde_json::from_str(&reports_json(&[report_of])).unwrap();
    assert_eq!(data["reports"][0]["diagnostics"].as_array().unwrap().len(), 4);
}

#[test]
fn an_excerpt_of_a_line_without_end() {
    let text = format!("{}refnd{}", "ä ".repeat(2_000_000), " z".repeat(2_000_000));
    let start = 6_000_000;
    let shown = one(&text, Diagnostic::new(Code::UnknownName, at(start, start + 5), "no").label("here"));
    assert!(shown.contains("refnd") && shown.contains("^^^^^ here") && shown.contains(":1:4000001"), "{shown}");
    assert!(shown.lines().all(|line| textwrap::core::display_width(line) <= 82), "{shown}");
}

#[test]
fn odd_places_are_shown_as_well_as_they_can_be() {
    for (text, start, end) in [
        ("", 0, 0),
        ("abc", 3, 3),
        ("abc\n", 4, 4),
        ("abc\r\ndef\r\n", 3, 7),
        ("äöü", 1, 3),
        ("abc", 90, 99),
        ("abc", 2, 1),
        ("a\nb\nc", 0, 5),
        ("\u{1b}[31m\u{feff}\t日本", 0, 99),
    ] {
        let shown = one(text, Diagnostic::new(Code::Syntax, at(start, end), "odd \u{1b}[0m").label("here"));
        assert!(shown.starts_with("error[E_SYNTAX]: odd \\u{1b}[0m\n"), "{shown}");
        assert!(shown.ends_with("\n1 error\n") && !shown.contains('\u{1b}'), "{shown}");
    }
    assert_eq!(report(&Report::default(), Style::default()), "");
    let lost = Span { source: 9, start: 0, end: 1 };
    assert!(one("abc", Diagnostic::new(Code::Syntax, lost, "lost")).contains("lost"));
}
