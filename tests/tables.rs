//! Tables: which rows match, what several matches come to, what is not known, and why.

use candor::explain::{FaultCode, ValueAnswer};
use candor::render::{self, Style};
use candor::{Audience, Date, Outcome, Rulebook};

const FACTS: &str = r#"rulebook desk "Desk"
  edition   "1"
  currency  EUR

fact size "the size of the household": whole number
  range     1 to 20
fact region "the region": one of eu, us
fact age "the age": years
  range     0 to 120
fact member "a member": yes/no
fact income "the income": money
  range     0 EUR to 100_000 EUR
fact received "the day it came": date
"#;

fn book(statements: &str) -> Rulebook {
    Rulebook::from_text("desk", &format!("{FACTS}{statements}")).unwrap()
}

fn answer(statements: &str, term: &str, facts: &str) -> ValueAnswer {
    let rulebook = book(statements);
    let case = rulebook.case("case", &format!("today: 2026-03-01\nfacts: {{{facts}}}\n")).unwrap();
    rulebook.why_value(Audience::Staff, term, &case).unwrap()
}

/// The value as a case would state it, `?` for one that is not known, or the faults.
fn value(statements: &str, term: &str, facts: &str) -> String {
    let answer = answer(statements, term, facts);
    match answer.derivation.unwrap().value {
        Some(typed) => typed.ty.write(&typed.value),
        None if answer.faults.is_empty() => "?".to_owned(),
        None => answer.faults.iter().map(|fault| format!("{:?} at {}", fault.kind, fault.at)).collect(),
    }
}

fn found(statements: &str) -> Vec<String> {
    let (_, report) = Rulebook::check("desk", &format!("{FACTS}{statements}"));
    report.diagnostics.iter().map(|d| format!("{} {}", d.code, d.message)).collect()
}

const LIMIT: &str = r#"
table limit "the limit": money
  by        size, region
  from 2025-01-01, by law "L 1"
            - any, eu: 1_000 EUR
            - at most 2, us: 1_100 EUR
            - more than 2, us: 1_200 EUR
  from 2026-01-01, by law "L 2"
            - 1, eu: 1_500 EUR
            - one of (1, 2), us: 1_600 EUR
            - 3 to 5, us: 1_700 EUR
            - 2, eu: 2_000 EUR, by law "L 2(b)"
            - each further, eu: + 596 EUR
            - each further, us: - 10 EUR
"#;

#[test]
fn rows_are_looked_up_by_their_keys() {
    for (facts, expected) in [
        ("size: 1, region: eu", "1500.00 EUR"),
        ("size: 2, region: eu", "2000.00 EUR"),
        ("size: 3, region: eu", "2596.00 EUR"),
        ("size: 20, region: eu", "12728.00 EUR"),
        ("size: 2, region: us", "1600.00 EUR"),
        ("size: 5, region: us", "1700.00 EUR"),
        ("size: 7, region: us", "1680.00 EUR"),
        ("size: 2", "?"),
        ("region: us", "?"),
    ] {
        assert_eq!(value(LIMIT, "limit", facts), expected, "{facts}");
    }
    assert_eq!(found(LIMIT), [""; 0]);
}

#[test]
fn on_another_day_the_rows_of_that_day_count() {
    let then = format!(
        "{LIMIT}\nterm then_due \"what held then\": money\n  means     limit on received\n\nterm more \"with one more\": money\n  means     limit for (size + 1, region) on (received + 1 month)\n"
    );
    for (facts, expected) in [
        ("size: 1, region: eu, received: 2025-12-31", "1000.00 EUR"),
        ("size: 1, region: eu, received: 2026-01-01", "1500.00 EUR"),
        // Before the first rows there is no value, and whose fault it is is said once.
        ("size: 1, region: eu, received: 2024-12-31", "BeforeFirstDate at the limit on the day it came"),
        ("size: 1, region: eu", "?"),
    ] {
        assert_eq!(value(&then, "then_due", facts), expected, "{facts}");
    }
    assert_eq!(value(&then, "more", "size: 2, region: us, received: 2025-11-30"), "1200.00 EUR");
    assert_eq!(value(&then, "more", "size: 2, region: us, received: 2025-12-31"), "1700.00 EUR");
    let missing = answer(&then, "then_due", "size: 1, region: eu").missing;
    assert_eq!(missing.iter().map(|m| m.fact.name.as_str()).collect::<Vec<_>>(), ["received"]);
}

#[test]
fn where_all_rows_that_may_match_agree_it_is_known() {
    let table = "
table fee \"the fee\": money
  source    house policy \"H 1\"
  by        age, region
            - less than 14, any: 5 EUR
            - 14 to 64, eu: 5 EUR
            - 14 to 64, us: 7 EUR
            - at least 65, any: 7 EUR
";
    assert_eq!(found(table), [""; 0]);
    assert_eq!(value(table, "fee", "age: 20"), "?");
    assert_eq!(value(table, "fee", "age: 13"), "5.00 EUR");
    // Whoever it is, some row matches.
    let same = table.replace("7 EUR", "5 EUR");
    assert_eq!(value(&same, "fee", "region: us"), "5.00 EUR");
    assert_eq!(value(&same, "fee", ""), "5.00 EUR");
    // Unless some case has no row.
    let gap = same.replace("            - at least 65, any: 5 EUR\n", "");
    assert_eq!(found(&gap), ["W_ROW_GAP no row of `fee` is for age 65 years"]);
    assert_eq!(value(&gap, "fee", ""), "?");
    assert_eq!(value(&gap, "fee", "age: 70, region: eu"), "NoRow at the fee");
}

fn several(head: &str, third: &str) -> String {
    format!(
        "
table rate \"the rate\": whole number
  source    house policy \"H 2\"
  {head}
            - a \"a grown-up\": when age is at least 18, then 3
            - b: when member, then 2
            - {third}
"
    )
}

#[test]
fn the_head_says_what_several_matches_mean() {
    let grown_member = "age: 30, member: yes";
    for (head, expected) in [
        ("first match decides", ["3", "2", "1", "?", "?"]),
        ("sum of matches", ["5", "2", "1", "?", "?"]),
        ("least of matches", ["2", "2", "1", "?", "?"]),
        ("greatest of matches", ["3", "2", "1", "3", "?"]),
    ] {
        let table = several(head, "otherwise 1");
        let cases = [grown_member, "age: 3, member: yes", "age: 3, member: no", "age: 30", "member: no"];
        // The first row decides whatever the second says.
        let expected: Vec<&str> =
            if head == "first match decides" { vec!["3", "2", "1", "3", "?"] } else { expected.to_vec() };
        assert_eq!(cases.map(|facts| value(&table, "rate", facts)).to_vec(), expected, "{head}");
        assert_eq!(found(&table), [""; 0], "{head}");
    }
}

#[test]
fn matches_that_may_not_be_are_found_when_it_is_loaded() {
    let two = ["E_ROWS_OVERLAP two rows of `rate` match for age 18 years, member yes"];
    for head in ["one row may match", "matches must agree"] {
        assert_eq!(found(&several(head, "otherwise 1")), two, "{head}");
    }
    // Where they give the same, they agree; one row may match all the same.
    let same = |head| several(head, "otherwise 1").replace("then 2", "then 3");
    assert_eq!(found(&same("matches must agree")), [""; 0]);
    assert_eq!(found(&same("one row may match")), two);
    // Keys of one table are a table by themselves, whatever follows from what.
    let keyed = "
term half \"half\": whole number
  means     (size / 2) rounded to 1 down, by house policy \"H\"

table fee \"the fee\": money
  source    house policy \"H 1\"
  by        half
            - at most 3: 5 EUR
            - 3 to 20: 6 EUR
";
    assert_eq!(found(keyed), ["E_ROWS_OVERLAP two rows of `fee` match for half 3"]);
}

#[test]
fn what_cannot_be_is_no_gap_and_no_overlap() {
    let table = several("one row may match", "c: when age is less than 18 and member is no, then 1");
    assert_eq!(found(&format!("{table}\nalways    member is no or age is less than 18\n")), [""; 0]);
}

/// What follows from other facts is not proven to come together, so the rulebook loads, and a case shows it.
#[test]
fn matches_that_may_not_be_are_a_fault() {
    let table = "
term spare \"what is spare\": money
  means     income - 1_000 EUR, by house policy \"H\"

table status \"the status\": one of good, plain
  source    house policy \"H 3\"
  one row may match
            - when spare is at least 100 EUR, then good
            - when income is at most 1_100 EUR, then plain
";
    assert_eq!(
        found(table),
        [
            "W_ROW_GAP no row of `status` is for spare 99.99 EUR, income 1100.01 EUR",
            "W_ROWS_MAY_OVERLAP two rows of `status` would match for spare 100.00 EUR, income 1100.00 EUR, if that can be",
        ]
    );
    assert_eq!(value(table, "status", "income: 1099 EUR"), "plain");
    assert_eq!(value(table, "status", "income: 1100.01 EUR"), "good");
    assert_eq!(value(table, "status", "income: 1100 EUR"), "SeveralRows at the status");
    // Two that match are a fault even where they say the same: the head is not true of them.
    let same = table.replace("then plain", "then good");
    assert_eq!(value(&same, "status", "income: 1100 EUR"), "SeveralRows at the status");
    let agree = same.replace("one row may match", "matches must agree");
    assert_eq!(value(&agree, "status", "income: 1100 EUR"), "good");
}

#[test]
fn rows_are_counted() {
    let table = "
table points \"the points\": whole number
  source    house policy \"H 4\"
  number of matches
            - when age is more than 20
            - when age is more than 40
            - when member
";
    assert_eq!(found(table), [""; 0]);
    for (facts, expected) in
        [("age: 10, member: no", "0"), ("age: 30, member: no", "1"), ("age: 50, member: yes", "3"), ("age: 50", "?")]
    {
        assert_eq!(value(table, "points", facts), expected, "{facts}");
    }
}

#[test]
fn no_row_is_said_on_purpose() {
    let table = "
table gift \"the gift\": one of book, pen
  source    house policy \"H 5\"
  first match decides
            - when age is less than 12, then book
            - when age is less than 18, then no row
            - when member, then pen
            - otherwise no row

action take \"to take one\" allowed unless restricted

restriction books \"No books\" on take
  when      gift is book
  source    house policy \"H 5\"
  tell customer \"No.\"
  tell staff \"No.\"
  override  by nobody
";
    assert_eq!(found(table), [""; 0]);
    assert_eq!(value(table, "gift", "age: 11"), "book");
    assert_eq!(value(table, "gift", "age: 17"), "NoRow at the gift");
    assert_eq!(value(table, "gift", "age: 18, member: yes"), "pen");
    assert_eq!(value(table, "gift", "age: 18, member: no"), "NoRow at the gift");
    // Never a no, and never a yes: what has no value leaves it open.
    let rulebook = book(table);
    let case = rulebook.case("case", "today: 2026-03-01\nfacts: {age: 17, member: no}").unwrap();
    let open = rulebook.why("take", &case).unwrap();
    assert_eq!(open.outcome, Outcome::Undetermined);
    assert_eq!(
        open.faults.iter().map(|f| (f.kind, f.at.as_str())).collect::<Vec<_>>(),
        [(FaultCode::NoRow, "the gift")]
    );
}

#[test]
fn the_answer_changes_with_the_rows_by_itself() {
    let table = format!(
        "{LIMIT}
action lend \"to lend\" allowed unless restricted

restriction poor \"Too little\" on lend
  when      limit is less than 1_400 EUR
  source    house policy \"H\"
  tell customer \"The limit is {{limit}}.\"
  tell staff \"Over.\"
  override  by nobody
"
    );
    let rulebook = book(&table);
    let why = |today: &str| {
        let case = rulebook.case("case", &format!("today: {today}\nfacts: {{size: 1, region: eu}}")).unwrap();
        rulebook.why("lend", &case).unwrap()
    };
    let denied = why("2025-06-01");
    assert_eq!((denied.outcome, denied.timeline.opens_on), (Outcome::Denied, Date::new(2026, 1, 1)));
    let allowed = why("2026-06-01");
    assert_eq!((allowed.outcome, allowed.timeline.allowed_until), (Outcome::Allowed, None));
    let before = why("2024-06-01");
    assert_eq!((before.outcome, before.timeline.opens_on), (Outcome::Undetermined, Date::new(2026, 1, 1)));
}

#[test]
fn why_names_the_row() {
    let told =
        |statements: &str, term: &str, facts: &str| render::value(&answer(statements, term, facts), Style::default());
    let sum = several("sum of matches", "c \"somebody\": when age is at least 0, then 1");
    let first = several("first match decides", "otherwise no row");
    let texts = [
        told(LIMIT, "limit", "size: 2, region: eu"),
        told(LIMIT, "limit", "size: 6, region: eu"),
        told(&sum, "rate", "age: 30, member: yes"),
        told(&first, "rate", "age: 3, member: yes"),
        told(&first, "rate", "age: 3, member: no"),
        told(&first, "rate", "member: yes"),
    ];
    insta::assert_snapshot!(texts.join("\n--------\n"));
}

/// In what is said of a list a table is read for each member.
#[test]
fn a_table_is_read_for_a_member_of_a_list() {
    let statements = "
record Item \"an item\"
  has weight \"the weight\": whole number, range 0 to 100
  has way \"the way\": Way

type Way is one of land, air

fact items \"the items\": list of Item

table rate \"the rate\": money
  source    house policy \"H 6\"
  by        size, region
            - any, eu: 5 EUR
            - at most 10, us: 7 EUR
            - more than 10, us: 9 EUR

table postage \"the postage\": money
  source    house policy \"H 7\"
  by        size, member
            - at most 10, any: 3 EUR
            - more than 10, yes: 4 EUR
            - more than 10, no: 6 EUR

term price of Item \"the price\": money
  means     postage for (weight, way is air)

term whole \"all of it\": money
  means     sum of item.price for item in items

term dear \"something dear\": yes/no
  means     any x in items has (postage for (x.weight + 1, x.way is air) is more than 3 EUR), by house policy \"H 8\"
";
    assert_eq!(found(statements), [""; 0]);
    let items = |items: &str| format!("items: [{items}]");
    let heavy = items("{weight: 10, way: land}, {weight: 11, way: land}, {weight: 50, way: air}");
    assert_eq!(value(statements, "whole", &heavy), "13.00 EUR");
    assert_eq!(value(statements, "dear", &items("{weight: 9, way: air}")), "no");
    assert_eq!(value(statements, "dear", &items("{weight: 10, way: air}")), "yes");
    assert_eq!(value(statements, "dear", &items("{weight: 10}")), "?");
    assert_eq!(value(statements, "whole", &items("{weight: 11}")), "?");
    assert_eq!(value(statements, "whole", &items("{weight: 10}")), "3.00 EUR");
    insta::assert_snapshot!(render::value(&answer(statements, "dear", &heavy), Style::default()));
}

const OFFERS: &str = r#"
type Status is ranked declined, approved

record Offer "an offer"
  has status "the status": Status
  has fee "the fee": money

table offers "the offers": list of Offer
  source    house policy "H 9"
  all matches, greatest status first
            - when age is at least 18, then status declined, fee 1 EUR
            - when member, then status approved, fee 2 EUR
            - when region is eu, then status approved, fee 5% of income
            - when age is at least 60, then status declined, fee 3 EUR

table offer "the offer": Offer
  source    house policy "H 10"
  greatest of matches by status
            - a: when age is at least 18, then status declined, fee 1 EUR
            - b: when member, then status approved, fee 2 EUR
            - c: when region is eu, then status approved, fee 3 EUR
            - otherwise no row

table dated "what holds": Offer
  by        region
  from 2026-01-01, by house policy "H 11"
            - any: status declined, fee 3 EUR
  from 2026-05-01, by house policy "H 12"
            - eu: status approved, fee 3 EUR
            - us: status declined, fee 4 EUR

action sell "to sell" allowed unless restricted

restriction no_offer "No offer" on sell
  when      dated.status is declined and offer.fee is at most 3 EUR
  source    house policy "H 13"
  tell customer "No."
  tell staff "No."
  override  by nobody
"#;

#[test]
fn rows_give_records_and_all_that_match_a_list() {
    let text = &OFFERS.replace("fee 5% of income", "fee ((5% of income) rounded to 0.01 EUR half_up)");
    assert_eq!(found(text), [""; 0]);
    let (declined, approved) = ("{status: declined, fee: 1.00 EUR}", "{status: approved, fee: 2.00 EUR}");
    for (facts, expected) in [
        ("age: 70, member: yes, region: us", format!("[{approved}, {declined}, {{status: declined, fee: 3.00 EUR}}]")),
        ("age: 1, member: no, region: us", "[]".to_owned()),
        (
            "age: 30, member: yes, region: eu, income: 100 EUR",
            format!("[{approved}, {{status: approved, fee: 5.00 EUR}}, {declined}]"),
        ),
        ("age: 30, member: yes", "?".to_owned()),
        ("age: 30, member: yes, region: eu", "?".to_owned()),
    ] {
        assert_eq!(value(text, "offers", facts), expected, "{facts}");
    }
    for (facts, expected) in [
        ("age: 30, member: no, region: us", declined),
        ("age: 30, member: yes, region: us", approved),
        ("member: yes, region: us", approved),
        ("age: 1, member: no, region: us", "NoRow at the offer"),
        // Two that are best and differ.
        ("age: 30, member: yes, region: eu", "SeveralRows at the offer"),
        ("age: 30, region: eu", "?"),
    ] {
        assert_eq!(value(text, "offer", facts), expected, "{facts}");
    }
}

#[test]
fn the_answer_changes_with_a_field_of_what_a_table_gives() {
    let rulebook = book(&OFFERS.replace("fee 5% of income", "fee 5 EUR"));
    let why = |facts: &str| {
        let case = rulebook.case("case", &format!("today: 2026-03-01\nfacts: {{{facts}}}")).unwrap();
        rulebook.why("sell", &case).unwrap()
    };
    let open = why("region: eu, age: 1, member: no");
    assert_eq!((open.outcome, open.timeline.opens_on), (Outcome::Denied, Date::new(2026, 5, 1)));
    let closed = why("region: us, age: 30, member: no");
    assert_eq!((closed.outcome, closed.timeline.opens_on, closed.timeline.gave_up), (Outcome::Denied, None, false));
    // A fact that counts nowhere is not asked for.
    let missing = why("age: 30, member: no");
    assert_eq!(missing.missing.iter().map(|m| m.fact.name.as_str()).collect::<Vec<_>>(), ["region"]);
}
