//! What a value of each type may look like, and what to write where it does not.

use super::*;

#[test]
fn values_are_read_as_declared() {
    for (fact, written, value) in [
        ("faulty", "yes", Value::YesNo(true)),
        ("faulty", "no", Value::YesNo(false)),
        ("faulty", "true", Value::YesNo(true)),
        ("faulty", "false", Value::YesNo(false)),
        ("returns_last_90_days", "12", Value::Number(12)),
        ("returns_last_90_days", "-0", Value::Number(0)),
        ("score", "-0.00", Value::Number(0)),
        ("score", "1.1", Value::Number(110)),
        ("score", "1.10", Value::Number(110)),
        ("score", "-3", Value::Number(-300)),
        ("price", "120.00 EUR", Value::Number(12_000)),
        ("price", "120 EUR", Value::Number(12_000)),
        ("price", "\"120.5 EUR\"", Value::Number(12_050)),
        ("price", "50000", Value::Number(5_000_000)),
        ("price", "0.01", Value::Number(1)),
        ("yen", "500 JPY", Value::Number(500)),
        ("waited", "30", Value::Number(30)),
        ("waited", "30 days", Value::Number(30)),
        ("waited", "1 day", Value::Number(1)),
        ("waited", "'30 days'", Value::Number(30)),
        ("employed", "18 months", Value::Number(18)),
        ("age", "17 years", Value::Number(17)),
        ("received", "2024-02-29", Value::Date(Date::new(2024, 2, 29).unwrap())),
        ("received", "\"2000-02-29\"", Value::Date(Date::new(2000, 2, 29).unwrap())),
        ("region", "no", Value::Choice(3)),
        ("region", "\"eu\"", Value::Choice(0)),
        ("member", "gold", Value::Choice(2)),
        ("note", "5", Value::Text("5".into())),
        ("note", "yes", Value::Text("yes".into())),
        ("note", "\"null\"", Value::Text("null".into())),
        ("note", "\"\"", Value::Text("".into())),
        ("note", "\"tab\\tand \\u00e9\"", Value::Text("tab\tand é".into())),
        ("note", "\"\\ud83d\\ude00 \\/\"", Value::Text("😀 /".into())),
    ] {
        // JSON where it is JSON; the pair of surrogates is JSON only.
        let text = format!("{{\"facts\": {{\"{fact}\": {written}}}}}");
        let case = from_text("x", &text, &vocabulary()).unwrap_or_else(|r| panic!("{text}: {:?}", r.diagnostics));
        let (id, stated) = case.facts.first_key_value().unwrap();
        assert_eq!((vocabulary()[*id].name.as_str(), &stated.value), (fact, &value), "{text}");
        assert_eq!(case.sources.snippet(stated.span.unwrap()), written, "{text}");
    }
}

#[test]
fn a_wrong_value_is_told_what_to_write() {
    for (fact, written, expected) in [
        ("faulty", "on", "E_TYPE `faulty` is yes or no, and `on` is neither; write `yes`"),
        ("faulty", "n", "E_TYPE `faulty` is yes or no, and `n` is neither; write `no`"),
        ("faulty", "True", "E_TYPE `faulty` is yes or no, and `True` is neither; write `yes`"),
        ("faulty", "maybe", "E_TYPE `faulty` is yes or no, and `maybe` is neither; write `yes` or `no`"),
        ("faulty", "\"yes\"", "E_TYPE `yes` in quotes is a text, and `faulty` is yes or no; write it without quotes"),
        ("faulty", "[yes]", "E_TYPE `faulty` is one value, and a list stands here; write `yes` or `no`"),
        (
            "faulty",
            "~",
            "E_NULL `faulty` has no value; leave `faulty` out if it is not known, or `no` if it is known not to be so",
        ),
        (
            "note",
            "null",
            "E_NULL `note` has no value; leave `note` out if it is not known, `\"\"` if the text is empty, or the word in quotes",
        ),
        (
            "returns_last_90_days",
            "1001",
            "E_RANGE `1001` is outside the range of `returns_last_90_days`; write a whole number from `0` to `1000`",
        ),
        (
            "returns_last_90_days",
            "9223372036854775808",
            "E_RANGE `9223372036854775808` is outside the range of `returns_last_90_days`; write a whole number from `0` to `1000`",
        ),
        (
            "returns_last_90_days",
            "\"5\"",
            "E_TYPE `5` in quotes is a text, and `returns_last_90_days` is a number; write it without quotes",
        ),
        (
            "returns_last_90_days",
            "1.5",
            "E_SCALE `1.5` has more decimals than `returns_last_90_days` counts; write a whole number",
        ),
        ("returns_last_90_days", "1_000", "E_NUMBER `1_000` is not written as a number is; write `1000`"),
        ("returns_last_90_days", "'1,000'", "E_NUMBER `1,000` is not written as a number is; write `1000`"),
        (
            "returns_last_90_days",
            "1e3",
            "E_NUMBER `1e3` is not written as a number is; write all its digits, without an exponent",
        ),
        ("returns_last_90_days", "+5", "E_NUMBER `+5` is not written as a number is; write `5`"),
        ("returns_last_90_days", "017", "E_NUMBER `017` is not written as a number is; write `17`"),
        (
            "returns_last_90_days",
            "0x10",
            "E_NUMBER `0x10` is not written as a number is; write it with the digits 0 to 9, in tens",
        ),
        (
            "returns_last_90_days",
            "0o17",
            "E_NUMBER `0o17` is not written as a number is; write it with the digits 0 to 9, in tens",
        ),
        (
            "returns_last_90_days",
            "12:30:45",
            "E_NUMBER `12:30:45` is not written as a number is; a time of day is not a number; write the number alone",
        ),
        ("returns_last_90_days", "١٢", "E_NUMBER `١٢` is not written as a number is; write it with the digits 0 to 9"),
        ("returns_last_90_days", "5.", "E_NUMBER `5.` is not written as a number is; write `5`"),
        (
            "returns_last_90_days",
            "many",
            "E_NUMBER `many` is not written as a number is; write a whole number such as `10`",
        ),
        (
            "returns_last_90_days",
            "5 EUR",
            "E_NUMBER `returns_last_90_days` is a number without a unit, and `EUR` stands here; write `5`",
        ),
        ("score", ".5", "E_NUMBER `.5` is not written as a number is; write `0.5`"),
        ("score", ".nan", "E_NUMBER `.nan` is not written as a number is; write a number; there is no other value"),
        ("score", "-.inf", "E_NUMBER `-.inf` is not written as a number is; write a number; there is no other value"),
        (
            "score",
            "Infinity",
            "E_NUMBER `Infinity` is not written as a number is; write a number; there is no other value",
        ),
        ("score", "'1,5'", "E_NUMBER `1,5` is not written as a number is; write `1.5`"),
        ("score", "100.01", "E_RANGE `100.01` is outside the range of `score`; write a number of at most `100.00`"),
        ("price", "1.005", "E_SCALE `1.005` has more decimals than `price` counts; write 2 decimals at most"),
        ("price", "0", "E_RANGE `0` is outside the range of `price`; write an amount of at least `0.01 EUR`"),
        ("price", "'1,000.00 EUR'", "E_NUMBER `1,000.00 EUR` is not written as an amount is; write `1000.00 EUR`"),
        ("price", "1 000 EUR", "E_NUMBER `1 000 EUR` is not written as an amount is; write `1000 EUR`"),
        (
            "price",
            "120 USD",
            "E_CURRENCY `price` counts in EUR, and this amount is in USD; state the amount in EUR; nothing is converted",
        ),
        ("price", "120 eur", "E_CURRENCY `price` counts in EUR, and `eur` is no currency; write `120 EUR`"),
        ("price", "120 €", "E_CURRENCY `price` counts in EUR, and `€` is no currency; write `120 EUR`"),
        ("price", "EUR 120", "E_NUMBER `EUR 120` is not written as an amount is; write `120 EUR`"),
        ("price", "$120", "E_NUMBER `$120` is not written as an amount is; write the number, a space and the currency"),
        (
            "price",
            "\"120\"",
            "E_TYPE `120` in quotes is a text, and `price` is a number; write it without quotes, or with its unit: `\"120.00 EUR\"`",
        ),
        ("yen", "500.0", "E_SCALE `500.0` has more decimals than `yen` counts; write a whole number"),
        (
            "waited",
            "2 months",
            "E_TYPE `waited` counts days, and `months` stands here; state it in days; nothing is converted",
        ),
        (
            "received",
            "2024-02-30",
            "E_DATE `2024-02-30` is not a day of the calendar; the last day of that month is `2024-02-29`",
        ),
        (
            "received",
            "1900-02-29",
            "E_DATE `1900-02-29` is not a day of the calendar; the last day of that month is `1900-02-28`",
        ),
        (
            "received",
            "2024-13-01",
            "E_DATE `2024-13-01` is not a day of the calendar; the months are 01 to 12, and the years 0001 to 9999",
        ),
        (
            "received",
            "0000-01-01",
            "E_DATE `0000-01-01` is not a day of the calendar; the months are 01 to 12, and the years 0001 to 9999",
        ),
        (
            "received",
            "10000-01-01",
            "E_DATE `10000-01-01` is not written as a day is; write the day as year, month and day: `2026-11-21`",
        ),
        (
            "received",
            "24-1-1",
            "E_DATE `24-1-1` is not written as a day is; write the day as year, month and day: `2026-11-21`",
        ),
        ("received", "2024/2/1", "E_DATE `2024/2/1` is not written as a day is; write `2024-02-01`"),
        (
            "received",
            "01/02/2024",
            "E_DATE `01/02/2024` is not written as a day is; write the day as year, month and day: `2026-11-21`",
        ),
        (
            "received",
            "2024-02-29T00:00:00+14:00",
            "E_DATE `2024-02-29T00:00:00+14:00` is not written as a day is; write `2024-02-29`, without a time of day",
        ),
        (
            "born",
            "1969-12-31",
            "E_RANGE `1969-12-31` is outside the range of `born`; write a day from `1970-01-01` to `2024-10-04`",
        ),
        (
            "member",
            "glod",
            "E_CHOICE `glod` is not one of the values of `member`; did you mean `gold`? there are `none`, `silver`, `gold`",
        ),
        (
            "member",
            "Gold",
            "E_CHOICE `Gold` is not one of the values of `member`; did you mean `gold`? there are `none`, `silver`, `gold`",
        ),
        (
            "member",
            "go\u{200b}ld",
            "E_CHOICE `go\\u{200b}ld` is not one of the values of `member`; did you mean `gold`? there are `none`, `silver`, `gold`",
        ),
        ("member", "2", "E_CHOICE `2` is not one of the values of `member`; write one of `none`, `silver`, `gold`"),
        (
            "returns_last_90_day",
            "2",
            "E_UNKNOWN_FACT 1:9 the rulebook declares no fact `returns_last_90_day`; did you mean `returns_last_90_days`?",
        ),
        (
            "faulty",
            "*x",
            "E_YAML_ALIAS a case says everything where it stands, without `&` and `*`; write the value itself; a text that starts with `&` or `*` goes in quotes",
        ),
        (
            "faulty",
            "&x yes",
            "E_YAML_ALIAS a case says everything where it stands, without `&` and `*`; write the value itself; a text that starts with `&` or `*` goes in quotes",
        ),
        (
            "waited",
            "!!int 3",
            "E_YAML_TAG a tag; the type of a value is the one that the rulebook declares; delete the tag; a text that starts with `!` goes in quotes",
        ),
        (
            "waited",
            "!x!y 3",
            "E_YAML_TAG a tag; the type of a value is the one that the rulebook declares; delete the tag; a text that starts with `!` goes in quotes",
        ),
        (
            "note",
            "\"\\u202e\"",
            "E_BIDI the character U+202E changes the direction of writing and so hides what the text says; delete it",
        ),
        ("note", "\"\\0\"", "E_CONTROL_CHAR the control character U+0000; delete it"),
    ] {
        assert_eq!(said(fact, written), expected, "{fact}: {written}");
    }
    let long = said("returns_last_90_days", &"9".repeat(400));
    assert!(long.starts_with("E_RANGE `999") && long.len() < 250, "{long}");
}

#[test]
fn of_many_choices_those_are_named_that_may_be_meant() {
    let months = "january february march april may june july august september october november december never";
    let names: Vec<&str> = months.split(' ').collect();
    let mut all = Vocabulary::default();
    all.declare(Fact::new("month", "month".to_owned(), one_of(&names, false), (0, 12), Span::default()));
    for (value, expected) in [
        ("septembre", "E_CHOICE `septembre` is not one of the values of `month`; did you mean `september`?"),
        (
            "autumn",
            "E_CHOICE `autumn` is not one of the values of `month`; write one of the 13 names that are declared, such as `august`, `april`, `may`, `june`, `july`, or leave this out",
        ),
        (
            "[june]",
            "E_TYPE `month` is one value, and a list stands here; write one of the 13 names that are declared, such as `january`, `february`, `march`, `april`, `may`, or leave this out",
        ),
    ] {
        let report = from_text("x", &format!("facts: {{month: {value}}}"), &all).unwrap_err();
        assert_eq!(line(&report, &report.diagnostics[0]).replacen(" 1:16", "", 1), expected);
    }
}
