//! Texts that mean harm, and texts of no meaning at all: read or refused, in little time, without a panic.

use proptest::prelude::*;

use super::*;

/// Each of these is refused or read in little time on a small stack.
#[test]
fn hostile_texts_are_cheap() {
    let hostile = [
        ("[".repeat(100_000), Some("E_TOO_DEEP 1:65")),
        ("{\"a\":".repeat(100_000), Some("E_TOO_DEEP 1:321")),
        ("{a: ".repeat(100_000), Some("E_TOO_DEEP")),
        ("- ".repeat(100_000), Some("E_TOO_DEEP 1:129")),
        ("? ".repeat(100_000), Some("E_TOO_DEEP")),
        ((0..3000).map(|i| format!("{}a:\n", " ".repeat(i))).collect(), Some("E_TOO_DEEP 65:65")),
        (format!("facts: {}1{}", "[".repeat(63), "]".repeat(63)), Some("E_TYPE")),
        (format!("facts: {}1{}", "[".repeat(64), "]".repeat(64)), Some("E_TOO_DEEP 1:71")),
        (format!("facts: {{note: {}}}", "a".repeat(64 << 10)), None),
        (format!("facts: {{note: {}}}", "a".repeat((64 << 10) + 1)), Some("E_TOO_LONG 1:15")),
        ("a".repeat(10 << 20), Some("E_TOO_LONG")),
        ("#".repeat((16 << 20) + 1), Some("E_TOO_BIG")),
        ((0..100_001).map(|i| format!("k{i}: {i}\n")).collect(), Some("E_TOO_LONG")),
        (format!("a: [{}]", "1,".repeat(100_001)), Some("E_TOO_LONG")),
        (format!("[{}", ",".repeat(2_000_001)), Some("E_TOO_BIG")),
        ((0..100_000).map(|i| format!("[{i}]: 1\n")).collect(), Some("E_KEY")),
        (format!("a: &a [1]\nb: &b [{0}]\nc: [{1}]", "*a,".repeat(1000), "*b,".repeat(1000)), Some("E_YAML_ALIAS")),
        ("--- ".repeat(100_000), Some("E_")),
        ("%x\n".repeat(100_000), Some("E_YAML")),
    ];
    let run = move || {
        for (text, expected) in hostile {
            let start: String = text.chars().take(20).collect();
            let told = told(&text);
            match expected {
                Some(expected) => assert!(told.starts_with(expected), "{start}: {told}"),
                None => assert!(!told.starts_with("E_"), "{start}: {told}"),
            }
        }
    };
    std::thread::Builder::new().stack_size(128 << 10).spawn(run).unwrap().join().unwrap();
}

/// Pieces of which texts are made that go as deep into the reader as possible.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "facts",
        "today",
        "cases",
        "given",
        "name",
        "expect",
        "refund",
        "remedies",
        "waited",
        "note",
        "price",
        "a",
        "é",
        "😀",
        " ",
        "  ",
        "\n",
        "\n ",
        "\n  ",
        "- ",
        "-",
        "? ",
        ": ",
        ":",
        "[",
        "]",
        "{",
        "}",
        ",",
        "'",
        "\"",
        "|\n",
        ">\n",
        "#",
        " #",
        "---",
        "...",
        "\t",
        "&a",
        "*a",
        "!",
        "!!",
        "%TAG ! x",
        "%YAML 1.2\n",
        "\\",
        "\\ud83d",
        "<<",
        "\u{feff}",
        "1",
        "2026-01-01",
        "1.50 EUR",
        "~",
        "@",
        "\r\n",
        "\r",
        "\0",
        "null",
        "yes",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Whatever is told points into the text, on the boundaries of characters.
fn is_well_told(report: &Report) {
    assert!((1..=50).contains(&report.diagnostics.len()));
    for d in &report.diagnostics {
        for span in d.span.iter().chain(d.others.iter().map(|(span, _)| span)) {
            let text = report.sources.get(*span).unwrap().text();
            assert!(
                text.get(usize::try_from(span.start).unwrap()..usize::try_from(span.end).unwrap()).is_some(),
                "{d:?} in {text:?}"
            );
        }
        assert!(!d.message.ends_with('.') && !d.message.chars().any(char::is_control), "{}", d.message);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(text in prop_oneof![pieces(), any::<String>(), pieces().prop_map(|p| format!("facts:\n  note: {p}"))]) {
        let vocabulary = vocabulary();
        if let Err(report) = from_text("x", &text, &vocabulary) { is_well_told(&report); }
        if let Err(report) = suite(&text) { is_well_told(&report); }
        if let Err(report) = Case::default().set("--set", &format!("note={text}"), &vocabulary) { is_well_told(&report); }
        if let Err(report) = Case::default().set("--set", &text, &vocabulary) { is_well_told(&report); }
        let _ = suite::rulebook_of("x", &text);
    }

    #[test]
    fn any_text_comes_through_json(text in "[^\\p{Cc}\u{2028}\u{2029}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{feff}]*") {
        let json = serde_json::json!({ "facts": { "note": text } }).to_string();
        let case = from_text("x", &json, &vocabulary()).unwrap();
        prop_assert_eq!(&case.facts.first_key_value().unwrap().1.value, &Value::Text(text.as_str().into()));
    }

    #[test]
    fn any_number_comes_through(count in -MOST..10_000_i128, digits in 0_u32..=2) {
        let scale = 10_i128.pow(2 - digits);
        let written = crate::value::number::print(count / scale, digits);
        let case = from_text("x", &format!("facts: {{score: {written}}}"), &vocabulary()).unwrap();
        prop_assert_eq!(&case.facts.first_key_value().unwrap().1.value, &Value::Number(count / scale * scale));
    }

    #[test]
    fn any_value_of_any_fact_is_read_or_told(fact in 0_usize..19, text in prop_oneof!["[0-9+.,_ eE:x-]{0,12}( ?(EUR|USD|€|days|years))?", "[0-9]{1,5}[-/.][0-9]{0,3}[-/.][0-9]{0,3}.{0,3}", any::<String>()]) {
        let vocabulary = vocabulary();
        let name = vocabulary[FactId(fact)].name.clone();
        if let Err(report) = Case::default().set("--set", &format!("{name}={text}"), &vocabulary) { is_well_told(&report); }
    }
}
