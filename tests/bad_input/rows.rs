//! The rows: what is written, and what must come of it.

use candor::diagnostic::Code;
use candor::source::limits;

use super::Must::{Answer, Be, Read, Show};
use super::Text::{Ask, Book, Bytes, Case, Fact, More, Set, Staff, Suite, When};
use super::{HEAD, REST, Row, facts, row};

/// All rows, in the order of their numbers.
pub(super) fn all() -> Vec<Row> {
    [sizes(), numbers(), scalars(), yaml(), characters(), dates(), times(), lists(), meaning(), staff()]
        .into_iter()
        .flatten()
        .collect()
}

/// Row 31.
fn times() -> Vec<Row> {
    let denied = |test: &str| format!("restriction r \"R\" on go\n  when      {test}\n{REST}");
    let mut rows = vec![
        row(31, "the hour that is skipped", Fact("moment", "2026-03-29T02:30:00+02:00".into()), Read),
        row(
            31,
            "days across the change of clocks",
            Ask(denied("day + 1 day is 2026-03-30"), "today: 2026-01-01\nfacts: {day: 2026-03-29}"),
            Answer("Denied"),
        ),
        row(
            31,
            "hours across the change of clocks",
            Ask(
                denied("the date of (moment + 24 hours) is 2026-03-30"),
                "today: 2026-01-01\nfacts: {moment: \"2026-03-28T23:30:00+01:00\"}",
            ),
            Answer("Denied"),
        ),
    ];
    rows.extend(facts(
        31,
        "moment",
        &[
            ("2026-06-30T23:59:60Z", &[Code::Time]),
            ("2026-06-30T12:00:00", &[Code::Time]),
            ("2026-06-30 12:00", &[Code::Time]),
            ("2026-02-30T12:00:00Z", &[Code::Time]),
            ("2026-06-30", &[Code::Time]),
        ],
    ));
    rows
}

/// Row 40.
fn lists() -> Vec<Row> {
    let every = || format!("restriction r \"R\" on go\n  when      every e in entries has (e.n is 1)\n{REST}");
    vec![
        row(40, "10^6 records", Fact("entries", format!("[{}]", "{},".repeat(1_000_000))), Be(&[Code::TooBig])),
        row(
            40,
            "100 001 records",
            Fact("entries", format!("[{}{{}}]", "{},".repeat(limits::LIST_MEMBERS))),
            Be(&[Code::TooLong]),
        ),
        row(40, "a list in a record", Fact("entries", "[{n: 1, parts: [{n: 2}]}]".into()), Read),
        row(40, "a list where a record belongs", Fact("entries", "[[{n: 1}]]".into()), Be(&[Code::Type])),
        row(40, "a list that is empty", Ask(every(), "today: 2026-01-01\nfacts: {entries: []}"), Answer("Denied")),
        row(
            40,
            "a field that is not stated",
            Ask(every(), "today: 2026-01-01\nfacts: {entries: [{}]}"),
            Answer("Undetermined"),
        ),
        row(40, "a list that is not stated", Ask(every(), "today: 2026-01-01\nfacts: {}"), Answer("Undetermined")),
    ]
}

/// Rows 1 to 6.
fn sizes() -> Vec<Row> {
    let nested = |n: usize| format!("{}flag{}", "(".repeat(n), ")".repeat(n));
    let else_if = |n: usize| format!("count is {}1{}", "(if flag then 1 else ".repeat(n), ")".repeat(n));
    let string = |n: usize| format!("fact more \"{}\": yes/no\n", "é".repeat(n / 2));
    let name = |n: usize| format!("fact {} \"x\": yes/no\n", "a".repeat(n));
    let rules: String =
        (0..300).map(|i| format!("restriction r{i} \"R\" on go\n  when      count is {}\n{REST}", i % 1000)).collect();
    let note = |n: usize| "é".repeat(n / 2);
    let keys = |n: usize| (0..n).map(|i| format!("k{i}: 1, ")).collect::<String>();
    vec![
        row(1, "an empty rulebook", Book(String::new()), Be(&[Code::Empty])),
        row(1, "a rulebook of comments", Book("# nothing\n\n## here\n".into()), Be(&[Code::Empty])),
        row(1, "an empty case", Case(String::new()), Read),
        row(1, "a case of comments", Case("# nothing\n".into()), Read),
        row(2, "100 000 parentheses", When("(".repeat(100_000)), Be(&[Code::TooDeep])),
        row(2, "64 levels", When(nested(64)), Read),
        row(2, "65 levels", When(nested(65)), Be(&[Code::TooDeep])),
        row(2, "10 000 times `(not`", When("(not ".repeat(10_000)), Be(&[Code::TooDeep])),
        // Ruled otherwise: `not` binds one test, so that a row of them is a mistake of form whatever its length.
        row(2, "10 000 times `not`", When(format!("{}flag", "not ".repeat(10_000))), Be(&[Code::Syntax])),
        row(2, "5 000 times `else if`", When(else_if(5_000)), Be(&[Code::TooDeep])),
        row(2, "a chain of 5 000", When(format!("{} is 1", vec!["count"; 5_000].join(" + "))), Be(&[Code::TooDeep])),
        row(2, "a case of 100 000 lists", Case("[".repeat(100_000)), Be(&[Code::TooDeep])),
        row(2, "a suite of 100 000 maps", Suite("{a: ".repeat(100_000)), Be(&[Code::TooDeep])),
        row(3, "calls left open", When("the lesser of (1, ".repeat(60)), Be(&[Code::Syntax])),
        row(3, "quantifiers left open", When("all of (flag, ".repeat(60)), Be(&[Code::Syntax])),
        row(
            3,
            "2 KB of tests left open",
            When(format!("{}{}", "(".repeat(60), "count is at ".repeat(170))),
            Be(&[Code::Syntax]),
        ),
        // In a rulebook the quotes count.
        row(4, "a string at the limit", More(string(limits::STRING_BYTES - 2)), Read),
        row(4, "a string over the limit", More(string(limits::STRING_BYTES)), Be(&[Code::TooLong])),
        row(
            4,
            "a string of 1 MB that is left open",
            More(format!("fact more \"{}\n", "é".repeat(1 << 19))),
            Be(&[Code::Syntax]),
        ),
        row(4, "a name at the limit", More(name(limits::NAME_BYTES)), Read),
        row(4, "a name over the limit", More(name(limits::NAME_BYTES + 1)), Be(&[Code::TooLong])),
        row(4, "a name of 1 MB", More(name(1 << 20)), Be(&[Code::TooLong])),
        row(4, "a comment of 1 MB", More(format!("# {}", "é".repeat(1 << 19))), Read),
        row(4, "a line of 128 KB", Book("é".repeat(1 << 16)), Be(&[Code::UnknownStatement])),
        row(4, "a text at the limit", Fact("note", note(limits::STRING_BYTES)), Read),
        row(4, "a text over the limit", Fact("note", note(limits::STRING_BYTES + 2)), Be(&[Code::TooLong])),
        // Named otherwise: YAML itself lets no key of one line be longer than 1024 characters.
        row(
            4,
            "a key over the limit",
            Fact("note", format!("x\n  {}: 1", note(limits::STRING_BYTES + 2))),
            Be(&[Code::Yaml]),
        ),
        // Ruled otherwise: a file may have 64 MiB, where the list says 4.
        row(5, "a rulebook over 64 MiB", Book("#".repeat(limits::RULEBOOK_BYTES + 1)), Be(&[Code::TooBig])),
        row(5, "a case over 16 MiB", Case("#".repeat(limits::CASE_BYTES + 1)), Be(&[Code::TooBig])),
        row(5, "a suite over 16 MiB", Suite("#".repeat(limits::CASE_BYTES + 1)), Be(&[Code::TooBig])),
        row(6, "many rules", More(rules), Read),
        row(6, "100 001 keys", Case(format!("{{{}}}", keys(limits::LIST_MEMBERS + 1))), Be(&[Code::TooLong])),
        row(6, "many keys that nobody knows", Case(format!("{{{}}}", keys(5_000))), Be(&[Code::Key])),
    ]
}

/// Rows 7 to 10.
fn numbers() -> Vec<Row> {
    let mut rows = vec![
        row(7, "2^63", Fact("count", "9223372036854775808".into()), Be(&[Code::Range])),
        row(7, "400 digits", Fact("count", "9".repeat(400)), Be(&[Code::Range])),
        // Ruled otherwise: counts have more than 64 bits, and no fact ever comes near.
        row(7, "2^63 in a condition", When("count is 9223372036854775808".into()), Read),
        row(7, "400 digits in a condition", When(format!("count is {}", "9".repeat(400))), Be(&[Code::Range])),
        row(7, "400 digits of cents", When(format!("price is {}.00 EUR", "9".repeat(400))), Be(&[Code::Range])),
        row(
            7,
            "400 digits in a range",
            More(format!("fact f \"f\": whole number\n  range     0 to {}\n", "9".repeat(400))),
            Be(&[Code::Range]),
        ),
        row(8, "zero below zero", Fact("count", "-0".into()), Show("0")),
        row(8, "zero below zero, with decimals", Fact("score", "-0.00".into()), Show("0.00")),
        row(8, "trailing zeros", Fact("score", "1.10".into()), Show("1.1")),
        // The rulebook's own separator is `_`, which a case does not know.
        row(8, "`1_000` in a condition", When("count is less than 1_000".into()), Read),
    ];
    rows.extend(facts(
        8,
        "price",
        &[
            ("1.005", &[Code::Scale]),
            ("1,000.00", &[Code::Number]),
            ("1_000", &[Code::Number]),
            ("١٢", &[Code::Number]),
            ("1e3", &[Code::Number]),
            ("+5", &[Code::Number]),
            (".5", &[Code::Number]),
            ("5.", &[Code::Number]),
            ("--5", &[Code::Number]),
            ("\u{2212}5", &[Code::Number]),
            ("1.00.00", &[Code::Number]),
        ],
    ));
    // Named otherwise: what cannot be read in a clause is E_SYNTAX there, with a help of its own.
    for (written, codes) in [
        ("price is 1.005 EUR", &[Code::Scale]),
        ("price is 1,000.00 EUR", &[Code::Syntax]),
        ("count is ١٢", &[Code::Syntax]),
        ("count is 1e3", &[Code::Syntax]),
        ("count is +5", &[Code::Syntax]),
        ("score is .5", &[Code::Syntax]),
        ("score is 5.", &[Code::Syntax]),
        ("count is 017", &[Code::Number]),
        ("count is 0x10", &[Code::Syntax]),
        ("count is 1__000", &[Code::Syntax]),
        ("count is _1", &[Code::Syntax]),
    ] {
        rows.push(row(8, written, When(written.into()), Be(codes)));
    }
    let number: &[Code] = &[Code::Number];
    rows.extend(facts(
        9,
        "score",
        &[
            (".nan", number),
            (".inf", number),
            ("-.inf", number),
            ("NaN", number),
            ("Infinity", number),
            ("nan", number),
        ],
    ));
    rows.extend(facts(
        10,
        "count",
        &[
            ("0x10", number),
            ("0o17", number),
            ("0b11", number),
            ("017", number),
            ("12:30:45", number),
            ("1:30", number),
        ],
    ));
    rows
}

/// Rows 11 to 15.
fn scalars() -> Vec<Row> {
    // Ruled otherwise: a fact is yes, no, true or false.
    let mut rows: Vec<Row> = [("yes", "yes"), ("no", "no"), ("true", "yes"), ("false", "no")]
        .into_iter()
        .map(|(written, value)| row(11, written, Fact("flag", written.into()), Show(value)))
        .collect();
    let wrong: &[Code] = &[Code::Type];
    rows.extend(facts(
        11,
        "flag",
        &[
            ("on", wrong),
            ("off", wrong),
            ("y", wrong),
            ("n", wrong),
            ("True", wrong),
            ("NO", wrong),
            ("1", wrong),
            ("\"yes\"", wrong),
        ],
    ));
    rows.extend([
        row(11, "`no` as a text", Fact("note", "no".into()), Show("yes")),
        // Ruled otherwise: `no` is a reserved word and names no value of a list.
        row(11, "`no` as a value", More("fact country \"c\": one of eu, no\n".into()), Be(&[Code::Reserved])),
        row(12, "a number in quotes", Fact("count", "\"5\"".into()), Be(&[Code::Type])),
        // Ruled otherwise: an amount or a duration with its unit may stand in quotes, which JSON needs.
        row(12, "an amount in quotes", Fact("price", "\"5.00 EUR\"".into()), Show("5 EUR")),
        row(12, "days in quotes", Fact("waited", "\"5 days\"".into()), Show("5 days")),
        row(12, "a number as a text", Fact("note", "5".into()), Show("yes")),
        row(13, "`~`", Fact("count", "~".into()), Be(&[Code::Null])),
        row(13, "nothing", Fact("count", String::new()), Be(&[Code::Null])),
        row(13, "`null`", Fact("note", "null".into()), Be(&[Code::Null])),
        row(13, "the word null", Fact("note", "\"null\"".into()), Show("yes")),
        row(13, "an empty text", Fact("note", "\"\"".into()), Show("yes")),
        row(13, "an empty number", Fact("count", "\"\"".into()), Be(&[Code::Number])),
        row(13, "an empty option", Set("note=".into()), Be(&[Code::Null])),
        row(14, "a fact twice", Case("facts: {count: 1, count: 1}".into()), Be(&[Code::Duplicate])),
        row(14, "a fact twice in JSON", Case("{\"facts\": {\"count\": 1, \"c\\u006funt\": 2}}".into()), Be(&[Code::Duplicate])),
        row(14, "`facts` twice", Case("facts: {}\nfacts: {count: 1}".into()), Be(&[Code::Duplicate])),
        row(14, "`today` twice", Case("today: 2026-01-01\ntoday: 2026-01-01".into()), Be(&[Code::Duplicate])),
        row(14, "two cases of one name", Suite("cases: [{name: a}, {name: a}]".into()), Be(&[Code::Duplicate])),
        row(14, "two facts of one name", More("fact count \"again\": yes/no\n".into()), Be(&[Code::Duplicate])),
        row(14, "a rule named as an action", More(format!("restriction go \"R\" on go\n{REST}")), Be(&[Code::Duplicate])),
        row(14, "two rules of one name", More(format!("restriction r \"R\" on go\n{REST}").repeat(2)), Be(&[Code::Duplicate])),
        row(14, "a value twice", More("fact f \"f\": one of a, b, a\n".into()), Be(&[Code::Duplicate])),
        row(14, "an alternative twice", More(format!("action stay \"stay\" allowed unless restricted\n\nrestriction r \"R\" on go\n  instead   stay, stay\n{REST}")), Be(&[Code::Duplicate])),
        row(14, "an action twice", More(format!("restriction r \"R\" on go, go\n{REST}")), Be(&[Code::Duplicate])),
        row(14, "two headers", More("rulebook other \"o\"\n  edition   \"1\"\n".into()), Be(&[Code::Duplicate])),
        row(15, "an unknown fact", Case("facts: {weather: 1}".into()), Be(&[Code::UnknownFact])),
        row(15, "a misspelled fact", Case("facts: {cuont: 1}".into()), Be(&[Code::UnknownFact])),
        row(15, "a fact in capitals", Case("facts: {COUNT: 1}".into()), Be(&[Code::UnknownFact])),
        row(15, "an unknown option", Set("cuont=1".into()), Be(&[Code::UnknownFact])),
        row(15, "an unknown name in a condition", When("cuont is 1".into()), Be(&[Code::UnknownName])),
    ]);
    rows
}

/// Rows 16 to 20.
fn yaml() -> Vec<Row> {
    let bomb = (1..12).fold("a0: &a0 [x]\n".to_owned(), |text, i| {
        let from = vec![format!("*a{}", i - 1); 10].join(", ");
        format!("{text}a{i}: &a{i} [{from}]\n")
    });
    let mut rows = vec![
        row(16, "an alias bomb", Case(bomb), Be(&[Code::YamlAlias])),
        row(16, "an alias of itself", Case("facts: &a {note: *a}".into()), Be(&[Code::YamlAlias])),
        row(16, "an alias of nothing", Case("facts: {note: *a}".into()), Be(&[Code::YamlAlias])),
        row(16, "a merge", Case("facts:\n  <<: {count: 1}".into()), Be(&[Code::YamlAlias])),
        row(18, "a marker first", Case("---\nfacts: {count: 1}\n...\n".into()), Read),
        row(18, "two documents", Case("facts: {}\n---\nfacts: {}".into()), Be(&[Code::YamlDocuments])),
        row(18, "a document behind the end", Case("facts: {}\n...\nfacts: {}".into()), Be(&[Code::YamlDocuments])),
        row(18, "a version", Case("%YAML 1.1\n---\nfacts: {}".into()), Be(&[Code::YamlDocuments])),
        row(19, "a number as key", Case("facts:\n  1: 2".into()), Be(&[Code::Key])),
        row(19, "a list as key", Case("facts:\n  ? [a]\n  : 2".into()), Be(&[Code::Key])),
        row(19, "`true` as key", Case("facts:\n  true: 2".into()), Be(&[Code::Key])),
        row(19, "nothing as key", Case("facts:\n  : 2".into()), Be(&[Code::Key])),
        row(19, "`null` as key", Case("facts:\n  null: 2".into()), Be(&[Code::Key])),
        row(20, "a tab before a key", Case("facts:\n\tcount: 1".into()), Be(&[Code::Yaml])),
        row(20, "columns that differ", Case("facts:\n   count: 1\n  flag: yes".into()), Be(&[Code::Yaml])),
        // Ruled otherwise: a rulebook is laid out by its indents, and a tab in it is an error.
        row(20, "a tab in a rulebook", More("fact f \"f\": yes/no\n\task       \"f?\"\n".into()), Be(&[Code::Layout])),
        row(
            20,
            "clauses that start apart",
            More("fact f \"f\": whole number\n  ask       \"f?\"\n range     0 to 1\n".into()),
            Be(&[Code::Layout]),
        ),
    ];
    let tag: &[Code] = &[Code::YamlTag];
    rows.extend(facts(
        17,
        "count",
        &[
            ("!!python/object:os.system 3", tag),
            ("!!binary Mw==", tag),
            ("!foo 3", tag),
            ("!!int \"3\"", tag),
            ("! 3", tag),
        ],
    ));
    rows
}

/// Rows 21 to 28.
fn characters() -> Vec<Row> {
    let crlf = HEAD.replace('\n', "\r\n");
    let utf16 = |bytes: fn(u16) -> [u8; 2], text: &str| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let mut rows = vec![
        row(21, "a mark first", Book(format!("\u{feff}{HEAD}")), Read),
        row(21, "a mark first in a case", Case("\u{feff}facts: {count: 1}".into()), Read),
        row(21, "two marks", Book(format!("\u{feff}\u{feff}{HEAD}")), Be(&[Code::ControlChar])),
        row(21, "two marks in a case", Case("\u{feff}\u{feff}facts: {count: 1}".into()), Be(&[Code::ControlChar])),
        row(21, "a mark inside", More("# \u{feff}\n".into()), Be(&[Code::ControlChar])),
        row(22, "CR LF", Book(crlf.clone()), Read),
        row(22, "CR LF and LF", Book(format!("{crlf}{}", "fact f \"f\": yes/no\n")), Read),
        row(22, "CR LF in a case", Case("today: 2026-01-01\r\nfacts:\r\n  count: 1\r\n".into()), Read),
        row(22, "CR alone", Book(HEAD.replace('\n', "\r")), Be(&[Code::ControlChar])),
        row(22, "CR alone in a case", Case("facts: {}\rtoday: 2026-01-01".into()), Be(&[Code::ControlChar])),
        row(22, "CR CR LF", More("# x\r\r\n".into()), Be(&[Code::ControlChar])),
        row(23, "no line end at the end", Book(HEAD.trim_end().into()), Read),
        row(23, "spaces at the end of a line", More("fact f \"f\": yes/no   \n   ".into()), Read),
        row(23, "a case without line end", Case("facts: {count: 1}   ".into()), Read),
        row(24, "Latin-1", Bytes(b"rulebook caf\xe9".to_vec()), Be(&[Code::Utf8])),
        row(24, "half a pair of surrogates", Bytes(b"# \xed\xa0\x80".to_vec()), Be(&[Code::Utf8])),
        row(24, "an overlong slash", Bytes(b"# \xc0\xaf".to_vec()), Be(&[Code::Utf8])),
        row(24, "cut in a character", Bytes(b"# \xc3".to_vec()), Be(&[Code::Utf8])),
        row(24, "beyond the last character", Bytes(b"# \xf4\x90\x80\x80".to_vec()), Be(&[Code::Utf8])),
        row(24, "UTF-16, low byte first", Bytes(utf16(u16::to_le_bytes, "\u{feff}rulebook")), Be(&[Code::Utf8])),
        row(24, "UTF-16, high byte first", Bytes(utf16(u16::to_be_bytes, "\u{feff}rulebook")), Be(&[Code::Utf8])),
        // Without a mark such a file is UTF-8 full of NUL.
        row(24, "UTF-16 without a mark", Bytes(utf16(u16::to_le_bytes, "rulebook")), Be(&[Code::ControlChar])),
        row(24, "half a pair in JSON", Case("{\"facts\": {\"note\": \"\\ud83d\"}}".into()), Be(&[Code::Yaml])),
        row(26, "joiners in what is displayed", More("fact f \"क्\u{200d}ष می\u{200c}خواهم\": yes/no\n".into()), Read),
        row(27, "a Cyrillic letter in a name", More("fact c\u{430}r \"c\": yes/no\n".into()), Be(&[Code::Syntax])),
        row(27, "a Cyrillic letter in a condition", When("fl\u{430}g".into()), Be(&[Code::Syntax])),
        row(27, "a Cyrillic letter in a fact", Case("facts: {c\u{43e}unt: 1}".into()), Be(&[Code::UnknownFact])),
        row(27, "any script is displayed", More("fact f \"Ελληνικά, Русский, 日本語, עברית\": yes/no\n".into()), Read),
        // Ruled otherwise: a text is compared whole, as given; nothing is normalized and nothing refused for it.
        row(27, "a letter and its accent apart", Fact("note", "e\u{301}".into()), Show("no")),
        row(28, "a keyword in capitals", More("FACT f \"f\": yes/no\n".into()), Be(&[Code::UnknownStatement])),
        row(28, "a name in capitals", When("FLAG".into()), Be(&[Code::Syntax])),
        row(28, "a dotless i", When("flag \u{131}s yes".into()), Be(&[Code::Syntax])),
        row(28, "a ligature", Fact("tier", "\u{fb01}".into()), Be(&[Code::Choice])),
        row(28, "a value in capitals", Fact("tier", "Low".into()), Be(&[Code::Choice])),
        row(28, "a currency in small letters", Fact("price", "5 eur".into()), Be(&[Code::Currency])),
    ];
    for c in ['\u{2028}', '\u{2029}', '\u{85}', '\u{b}', '\u{c}'] {
        rows.push(row(22, "another line end", More(format!("# x{c}\n")), Be(&[Code::ControlChar])));
        rows.push(row(
            22,
            "another line end in a case",
            Case(format!("facts: {{}} # x{c}\n")),
            Be(&[Code::ControlChar]),
        ));
        rows.push(row(
            22,
            "another line end in a string",
            More(format!("fact f \"f{c}\": yes/no\n")),
            Be(&[Code::ControlChar]),
        ));
    }
    for c in ['\0', '\u{1b}', '\u{7}', '\u{7f}', '\u{9b}'] {
        rows.push(row(23, "a control", More(format!("fact f \"f{c}\": yes/no\n")), Be(&[Code::ControlChar])));
        rows.push(row(23, "a control in a case", Fact("note", format!("x{c}")), Be(&[Code::ControlChar])));
        rows.push(row(23, "a control in an option", Set(format!("note=x{c}")), Be(&[Code::ControlChar])));
        let escaped = format!("\"\\u{:04x}\"", u32::from(c));
        rows.push(row(23, "an escaped control in a case", Fact("note", escaped), Be(&[Code::ControlChar])));
    }
    for c in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}') {
        rows.push(row(25, "in a comment", More(format!("# x{c}\n")), Be(&[Code::Bidi])));
        rows.push(row(25, "in a string", More(format!("fact f \"f{c}\": yes/no\n")), Be(&[Code::Bidi])));
        rows.push(row(25, "in a name", More(format!("fact f{c} \"f\": yes/no\n")), Be(&[Code::Bidi])));
        rows.push(row(25, "in a case", Fact("note", format!("x{c}")), Be(&[Code::Bidi])));
        rows.push(row(25, "in a comment of a case", Fact("note", format!("x # {c}")), Be(&[Code::Bidi])));
        // Ruled otherwise: the language has no such escape, and that of YAML does not let it in.
        rows.push(row(
            25,
            "escaped in a case",
            Fact("note", format!("\"\\u{:04x}\"", u32::from(c))),
            Be(&[Code::Bidi]),
        ));
    }
    for c in ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{ad}', '\u{fe0f}', '\u{3164}', '\u{115f}'] {
        rows.push(row(26, "in a name", More(format!("fact f{c}f \"f\": yes/no\n")), Be(&[Code::Syntax])));
        rows.push(row(26, "in a value", More(format!("fact f \"f\": one of a{c}, b\n")), Be(&[Code::Syntax])));
        rows.push(row(26, "in a condition", When(format!("flag{c} is yes")), Be(&[Code::Syntax])));
        rows.push(row(26, "in a value of a case", Fact("tier", format!("low{c}")), Be(&[Code::Choice])));
        rows.push(row(26, "in a fact of a case", Case(format!("facts: {{count{c}: 1}}")), Be(&[Code::UnknownFact])));
        rows.push(row(26, "in a number", Fact("count", format!("1{c}0")), Be(&[Code::Number])));
        rows.push(row(26, "in a day", Fact("day", format!("2026-01-0{c}1")), Be(&[Code::Date])));
        rows.push(row(26, "in a yes", Fact("flag", format!("yes{c}")), Be(&[Code::Type])));
    }
    rows
}

/// Rows 29 and 30.
fn dates() -> Vec<Row> {
    let no: &[Code] = &[Code::Date];
    let written: &[(&str, &[Code])] = &[
        ("2023-02-29", no),
        ("2024-02-30", no),
        ("1900-02-29", no),
        ("2024-13-01", no),
        ("2024-00-10", no),
        ("0000-01-01", no),
        ("10000-01-01", no),
        ("24-1-1", no),
        ("01/02/2024", no),
        ("2024-02-29T00:00:00+14:00", no),
        ("20240229", no),
        ("-2024-01-01", no),
    ];
    let mut rows = facts(29, "day", written);
    rows.extend(written.iter().map(|(day, _)| row(29, day, Case(format!("today: {day}")), Be(no))));
    for day in ["2000-02-29", "2024-02-29", "0001-01-01", "9999-12-31"] {
        rows.push(row(29, day, Fact("day", day.into()), Show(day)));
    }
    for day in ["2023-02-29", "2024-02-30", "1900-02-29", "2024-13-01", "2024-00-10", "0000-01-01"] {
        rows.push(row(29, day, When(format!("day is {day}")), Be(no)));
    }
    let denied = |condition: &str| format!("restriction r \"R\" on go\n  when      {condition}\n{REST}");
    rows.extend([
        // Named otherwise: what cannot be read in a clause is E_SYNTAX there.
        row(29, "a day of five digits in a condition", When("day is 10000-01-01".into()), Be(&[Code::Syntax])),
        row(29, "slashes in a condition", When("day is 01/02/2024".into()), Be(&[Code::Syntax])),
        row(
            30,
            "31 January and a month",
            Ask(denied("day + 1 month is 2023-02-28"), "today: 2026-01-01\nfacts: {day: 2023-01-31}"),
            Answer("Denied"),
        ),
        row(
            30,
            "29 February and a year",
            Ask(denied("day + 12 months is 2025-02-28"), "today: 2026-01-01\nfacts: {day: 2024-02-29}"),
            Answer("Denied"),
        ),
        row(
            30,
            "one year old on 28 February",
            Ask(denied("years from day to today is 1"), "today: 2025-02-28\nfacts: {day: 2024-02-29}"),
            Answer("Denied"),
        ),
        row(
            30,
            "not a day sooner",
            Ask(denied("years from day to today is 1"), "today: 2025-02-27\nfacts: {day: 2024-02-29}"),
            Answer("Allowed"),
        ),
        row(
            30,
            "years without a policy",
            Book(format!("{}{}", HEAD.replace("  feb29     28 feb\n", ""), denied("years from day to today is 1"))),
            Be(&[Code::LeapDay]),
        ),
    ]);
    rows
}

/// Rows 32 to 41.
fn meaning() -> Vec<Row> {
    let deny = |condition: &str| format!("restriction r \"R\" on go\n  when      {condition}\n{REST}");
    let figure = "figure limit \"l\": whole number\n  from 2026-07-01: 5, by house policy \"x\"\n\n";
    let in_force = |lines: &str| HEAD.replacen("  currency", &format!("{lines}  currency"), 1);
    let lifts = |a: &str, b: &str| format!("exception {a} \"E\" lifts {b}\n  source    house policy \"x\"\n\n");
    let chain: String = (1..10_000).map(|i| format!("term t{i} \"t\": yes/no\n  means     t{}\n", i - 1)).collect();
    let says = |words: &str| {
        format!(
            "restriction r \"R\" on go\n  source    house policy \"x\"\n  tell customer \"{words}\"\n  tell staff \"x\"\n  override  by nobody\n"
        )
    };
    vec![
        row(32, "in force until before from", Book(in_force("  in force  from 2026-12-31 until 2026-01-01\n")), Be(&[Code::Window])),
        row(32, "two periods from one day", More("figure f \"f\": whole number\n  from 2026-01-01: 5, by house policy \"x\"\n  from 2026-01-01: 6, by house policy \"x\"\n".into()), Be(&[Code::Window])),
        row(33, "not yet in force", Book(in_force("  in force  from 2027-01-01\n")), Read),
        row(33, "before the first period", Ask(format!("{figure}{}", deny("count is more than limit")), "today: 2026-06-30\nfacts: {count: 6}"), Answer("Undetermined BeforeFirstDate")),
        row(34, "2^53 times 2^53", More("fact big \"b\": whole number\n\nterm huge \"h\": whole number\n  means     (big * big) * (big * big)\n".into()), Be(&[Code::Range])),
        row(34, "beyond the calendar", Ask(deny("day + 1000000000 days is after today"), "today: 2026-06-30\nfacts: {day: 2026-06-30}"), Answer("Undetermined Overflow")),
        row(34, "months beyond the calendar", Ask(deny("day + 999999999999999 months is after today"), "today: 2026-06-30\nfacts: {day: 2026-06-30}"), Answer("Undetermined Overflow")),
        row(34, "the last day and one", Ask(deny("day + 1 day is after today"), "today: 2026-06-30\nfacts: {day: 9999-12-31}"), Answer("Undetermined Overflow")),
        row(34, "before the calendar", Ask(deny("day - 1 month is after today"), "today: 2026-06-30\nfacts: {day: 0001-01-31}"), Answer("Undetermined Overflow")),
        row(34, "asked on the last day", Ask(deny("count is 1"), "today: 9999-12-31\nfacts: {count: 0}"), Answer("Allowed")),
        row(34, "asked on the first day", Ask(deny("count is 1"), "today: 0001-01-01\nfacts: {count: 1}"), Answer("Denied")),
        row(35, "a division by zero", Ask(deny("((10 / count) rounded to 1 down) is more than 3"), "today: 2026-06-30\nfacts: {count: 0}"), Answer("Undetermined DivisionByZero")),
        row(35, "a percentage of what is missing", Ask(deny("30% of price is more than 3 EUR"), "today: 2026-06-30"), Answer("Undetermined")),
        row(36, "outside its range", Fact("count", "1001".into()), Be(&[Code::Range])),
        row(36, "an empty range", More("fact f \"f\": whole number\n  range     5 to 4\n".into()), Be(&[Code::EmptyDomain])),
        row(36, "an empty interval", When("count is from 5 to 4".into()), Be(&[Code::EmptyDomain])),
        row(36, "no values", More("fact f \"f\": one of\n".into()), Be(&[Code::Syntax])),
        row(36, "cannot be", Ask("always count is more than 5\n\nalways count is less than 5\n\n".into(), "today: 2026-06-30\nfacts: {count: 5}"), Be(&[Code::Always])),
        row(37, "a number and a day", When("count is day".into()), Be(&[Code::Type])),
        row(37, "another currency", When("price is more than 5 USD".into()), Be(&[Code::Currency])),
        row(37, "days and months", When("waited is more than 2 months".into()), Be(&[Code::Type])),
        row(37, "days of a case in months", Fact("waited", "2 months".into()), Be(&[Code::Type])),
        row(37, "a text and a number", When("note is 5".into()), Be(&[Code::Type])),
        row(37, "yes/no and a number", When("flag is 1".into()), Be(&[Code::Type])),
        row(38, "in a circle", More(format!("{}{}", lifts("a", "b"), lifts("b", "a"))), Be(&[Code::Cycle])),
        row(38, "itself", More(lifts("a", "a")), Be(&[Code::Cycle])),
        row(38, "an unknown rule", More(lifts("a", "b")), Be(&[Code::UnknownName])),
        row(39, "terms in a circle", More("term a \"a\": yes/no\n  means     b\n\nterm b \"b\": yes/no\n  means     a\n".into()), Be(&[Code::Cycle])),
        // Not 10 000 of them: the time of an answer grows with the square of their number.
        row(39, "10 000 terms in a row", Ask(format!("term t0 \"t\": yes/no\n  means     flag\n{chain}{}", deny("t9999")), "today: 2026-06-30\nfacts: {flag: yes}"), Answer("Denied")),
        row(41, "an unknown name in wording", More(says("{cuont}")), Be(&[Code::UnknownName])),
        row(41, "a brace left open", More(says("{count")), Be(&[Code::Syntax])),
        row(41, "a brace closed twice", More(says("count}")), Be(&[Code::Syntax])),
        row(41, "a word of a missing fact", Ask(says("{count} <b>&amp;</b>"), "today: 2026-06-30"), Answer("Denied")),
        row(41, "an escape of a terminal", More(says("\u{1b}[31mred")), Be(&[Code::ControlChar])),
    ]
}

/// Row 46.
fn staff() -> Vec<Row> {
    let all: &[(&'static str, &str, &'static [Code])] = &[
        ("nothing", "", &[Code::MissingKey]),
        ("no `staff:`", "emp-17: {roles: [lead]}", &[Code::Key, Code::MissingKey]),
        ("a key beside it", "staff: {}\nstaf: {}", &[Code::Key]),
        ("a list of people", "staff: [emp-17]", &[Code::Type]),
        ("a list as the whole", "[staff]", &[Code::Type, Code::MissingKey]),
        ("a person twice", "staff:\n  a: {roles: [lead]}\n  a: {roles: [chief]}", &[Code::Duplicate]),
        ("a person with a key too many", "staff:\n  a: {roles: [lead], role: chief}", &[Code::Key]),
        ("a person without roles", "staff:\n  a: {from: 2026-01-01}", &[Code::MissingKey]),
        ("a person of whom nothing is said", "staff:\n  a:", &[Code::Type, Code::MissingKey]),
        ("one role and no list", "staff:\n  a: {roles: lead}", &[Code::Type]),
        ("no role", "staff:\n  a: {roles: []}", &[Code::Empty]),
        ("null as a role", "staff:\n  a: {roles: [null]}", &[Code::Null]),
        ("a list as a role", "staff:\n  a: {roles: [[lead]]}", &[Code::Type]),
        ("a role twice", "staff:\n  a: {roles: [lead, lead]}", &[Code::Duplicate]),
        ("no such day", "staff:\n  a: {roles: [lead], from: 2026-02-30}", &[Code::Date]),
        ("a time of day", "staff:\n  a: {roles: [lead], until: 2026-02-20T10:00:00Z}", &[Code::Date]),
        ("a day that is null", "staff:\n  a: {roles: [lead], until: null}", &[Code::Null]),
        ("over before it starts", "staff:\n  a: {roles: [lead], from: 2026-02-02, until: 2026-02-01}", &[Code::Window]),
        ("a space around an id", "staff:\n  \" a\": {roles: [lead]}", &[Code::Key]),
        ("a character in an id that nobody sees", "staff:\n  \"a\\u200B\": {roles: [lead]}", &[Code::Key]),
        ("an alias", "staff:\n  a: &x {roles: [lead]}\n  b: *x", &[Code::YamlAlias]),
        ("a tag", "staff:\n  a: {roles: [!lead x]}", &[Code::YamlTag]),
    ];
    let bad = all.iter().map(|(what, text, codes)| row(46, what, Staff((*text).to_owned()), Be(codes)));
    let good = ["staff:", "staff: {}", "{\"staff\": {\"17\": {\"roles\": [\"lead\"], \"until\": \"9999-12-31\"}}}"];
    bad.chain(good.map(|text| row(46, "a list of staff", Staff(text.to_owned()), Read))).collect()
}
