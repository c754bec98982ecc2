//! Suites: what they may expect, and what they are told.

use super::super::expect::{Check, ExpectedOverride};
use super::*;

const SAMPLE: &str = include_str!("../../../rules/returns/returns.cases.yaml");

fn texts(names: &[expect::Name]) -> Vec<&str> {
    names.iter().map(|n| n.text.as_str()).collect()
}

#[test]
fn the_sample_suite_reads() {
    let vocabulary = vocabulary();
    let read = suite(SAMPLE).unwrap_or_else(|r| panic!("{:?}", r.diagnostics));
    assert_eq!(suite::rulebook_of("x", SAMPLE).unwrap().unwrap(), "returns.rulebook");
    assert_eq!(read.cases.len(), SAMPLE.matches("- name:").count());
    let case = |name: &str| read.cases.iter().find(|c| c.name.starts_with(name)).unwrap();
    let refund = |name: &str| &case(name).expect[0].what;

    let first = case("jacket");
    assert_eq!(first.case.sources.snippet(first.span), "jacket after 43 days");
    assert_eq!(first.case.today(), Date::parse("2026-11-21"));
    assert_eq!(first.case.facts.len(), 12);
    assert_eq!(
        first.expect.iter().map(|e| e.about.as_str()).collect::<Vec<_>>(),
        ["refund", "exchange", "store_credit", "repair"]
    );
    let checks: Vec<_> = first.expect[0].what.iter().map(|(_, check)| check).collect();
    assert!(
        matches!(checks[..], [Check::Outcome("denied"), Check::Because(rules), Check::Offers(offers), Check::Standing("ask"), Check::Remedies(none), Check::Override(roles)]
        if texts(rules) == ["late_return"] && texts(offers) == ["exchange", "store_credit"] && none.is_empty() && roles.len() == 3 && roles[0].1 == ExpectedOverride::No)
    );

    // Given facts hold unless the case states or takes away its own.
    let stated =
        |name: &str, fact: &str| case(name).case.facts.get(&vocabulary.find(fact).unwrap()).map(|s| s.value.clone());
    assert_eq!(stated("the same for 200", "amount"), Some(Value::Number(20_000)));
    assert_eq!(stated("the same for 200", "member"), Some(Value::Choice(0)));
    assert_eq!(stated("receipt not known and it matters", "receipt"), None);

    assert!(
        matches!(&refund("no receipt")[4].1, Check::Remedies(r) if r.len() == 2 && r[1]["amount"] == Value::Number(2000))
    );
    assert!(matches!(&refund("late and without")[4].1, Check::Override(o)
        if matches!(&o[1].1, ExpectedOverride::After(facts) if facts["id_shown"] == Value::YesNo(true))));
    assert!(
        matches!(&refund("a gift")[1].1, Check::Excepted(e) if e[0].0.text == "late_return" && texts(&e[0].1) == ["holiday_gifts"])
    );
    assert!(matches!(&refund("the threshold")[2].1, Check::OpensOn(d) if *d == Date::parse("2026-07-01")));
    assert!(
        matches!(&refund("receipt not known and it matters")[3].1, Check::Ask(facts) if texts(facts) == ["receipt"])
    );
}

#[test]
fn a_wrong_suite_is_told_where() {
    let answers = "did you mean `refund`? there are `days_since`, `exchange`, `refund`, `repair`, `return_window`, `store_credit`";
    let expecting = |what: &str| format!("cases: [{{name: a, expect: {{refund: {{{what}}}}}}}]");
    for (text, expected) in [
        (String::new(), "E_MISSING_KEY 1:1 a suite without `cases:`; list the cases under `cases:`, each with `name`, `facts` and `expect`".to_owned()),
        ("cases: []".into(), "E_EMPTY 1:8 the suite has no case; list at least one case under `cases:`".into()),
        ("case: []\ncases: [{name: a}]".into(), "E_KEY 1:1 `case` does not belong in a suite; did you mean `cases`? there are `rulebook`, `given`, `cases`".into()),
        ("cases: {}".into(), "E_TYPE 1:8 `cases` is a list, and a mapping stands here; write `[…]`, or lines that start with `- `".into()),
        ("cases:\n  - today: 2026-01-01".into(), "E_MISSING_KEY 2:5 a case without a name; write `name:` and what the case shows, in a few words".into()),
        ("cases: [{name: a}, {name: a}]".into(), "E_DUPLICATE 1:27 two cases are named `a`; say what is special about each".into()),
        (
            "given: {waited: null}\ncases: [{name: a}]".into(),
            "E_NULL 1:17 `waited` has no value; leave `waited` out if it is not known, or `0` if it is known to be zero".into(),
        ),
        ("cases: [{name: a, facts: {waitd: null}}]".into(), "E_UNKNOWN_FACT 1:27 the rulebook declares no fact `waitd`; did you mean `waited`?".into()),
        ("cases: [{name: a, expect: {refnd: {}}}]".into(), format!("E_UNKNOWN_NAME 1:28 the rulebook has no action or term `refnd`; {answers}")),
        (
            expecting("outcome: alowed"),
            "E_CHOICE 1:46 `outcome` cannot be `alowed`; did you mean `allowed`? there are `allowed`, `denied`, `undetermined`".into(),
        ),
        (expecting("standing: maybe"), "E_CHOICE 1:47 `standing` cannot be `maybe`; write one of `yes`, `cannot_tell`, `yes_if`, `ask`, `from`, `no`".into()),
        (expecting("becuase: x"), "E_KEY 1:37 `becuase` does not belong in what is expected; did you mean `because`?".into()),
        (expecting("because:"), "E_NULL 1:37 `because` has no value; write what is expected, `[]` for nothing, or leave it out".into()),
        (expecting("because: [[x]]"), "E_TYPE 1:47 a name is one text, and a list stands here; write one word or a text in quotes".into()),
        (expecting("ask: [recipt]"), "E_UNKNOWN_FACT 1:43 the rulebook declares no fact `recipt`; did you mean `receipt`?".into()),
        (
            expecting("remedies: [{amount: 1 USD}]"),
            "E_CURRENCY 1:57 `amount` counts in EUR, and this amount is in USD; state the amount in EUR; nothing is converted".into(),
        ),
        (
            expecting("remedies: [{receipt: ~}]"),
            "E_NULL 1:58 `receipt` has no value; leave `receipt` out if it is not known, or `no` if it is known not to be so".into(),
        ),
        (
            expecting("override: {lead: maybe}"),
            "E_CHOICE 1:54 a role may override, may not, or may after a change; write `yes`, `no` or `{after: {fact: value}}`".into(),
        ),
        (expecting("allowed_until: soon"), "E_DATE 1:52 `soon` is not written as a day is; write the day as year, month and day: `2026-11-21`".into()),
        (expecting("assumed: {waited: x}"), "E_NUMBER 1:55 `x` is not written as a number is; write a number of days such as `10 days`".into()),
    ] {
        let report = suite(&text).err().unwrap_or_default();
        assert_eq!(report.diagnostics.iter().map(|d| line(&report, d)).collect::<Vec<_>>().join("\n"), expected, "{text}");
    }
}

#[test]
fn everything_that_can_be_expected_is_read() {
    let read = suite(
        "cases: [{name: a, expect: {refund: {could_block: x, granted_by: [], refer: [\"A b\"], defeated: {x: [y, z]}, advice: x, \
         opens_on: \"2026-01-01\", assumed: [waited], faults: x}, days_since: {value: 43 days, values: {x: 1.50}, assumed: {waited: 3}}}}]",
    )
    .unwrap();
    let [refund, term] = &read.cases[0].expect[..] else { panic!("two are expected") };
    assert_eq!(refund.what.len(), 8);
    assert!(matches!(&refund.what[3].1, Check::Defeated(d) if texts(&d[0].1) == ["y", "z"]));
    assert!(matches!(&term.what[0].1, Check::Value(v) if v.to_string() == "43 days"));
    assert!(matches!(&term.what[1].1, Check::Values(v) if v[0].1.to_string() == "1.50"));
    assert!(matches!(&term.what[2].1, Check::Assumed(a) if a[0].1 == Some(Value::Number(3))));
}
