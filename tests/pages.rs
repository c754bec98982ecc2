//! Every code has a page, and the examples on it do what the page says.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use candor::diagnostic::{Code, Report, text_of};
use candor::render::{self, Style};
use candor::{Error, Rulebook, suite};

/// A code whose bad example cannot be printed on a page: why, and how to make one.
struct InWords(Code, &'static str, fn() -> Report);

const IN_WORDS: &[InWords] = &[
    InWords(Code::Utf8, "a page is UTF-8 itself", || text_of("a.rulebook", vec![b'a', 0xff]).unwrap_err()),
    InWords(Code::TooBig, "a page of 16 MiB is no page", || {
        let rulebook = Rulebook::from_text("a.rulebook", "rulebook shop \"A shop\"\n  edition \"1\"\n").unwrap();
        match rulebook.case("a.yaml", &" ".repeat(16 * 1024 * 1024 + 1)) {
            Err(Error::Text(report)) => report,
            other => panic!("{other:?}"),
        }
    }),
];

/// Fenced examples of one section, each with the word behind its fence.
fn examples(page: &str, section: &str) -> Vec<(String, String)> {
    let Some((_, rest)) = page.split_once(&format!("\n## {section}\n")) else { return Vec::new() };
    let section = rest.split("\n## ").next().unwrap();
    let fences = section.split("\n```").collect::<Vec<_>>();
    fences.iter().skip(1).step_by(2).map(|f| f.split_once('\n').unwrap()).map(|(l, t)| (l.into(), t.into())).collect()
}

/// What comes of a section: the example itself, or the case in it held against the rulebook of the page.
fn outcome(page: &str, section: &str) -> Report {
    let report = |result: Result<(), Error>| match result {
        Ok(()) => Report::default(),
        Err(Error::Text(report)) => report,
        Err(other) => panic!("{other}"),
    };
    match examples(page, section).as_slice() {
        [(language, text)] if language == "rulebook" => {
            let files = [("page.rulebook", text.as_str()), ("authority.rulebook", "role lead \"the lead\"\n")];
            Rulebook::check_files("page.rulebook", &BTreeMap::from(files)).1
        }
        [(language, text)] if language == "yaml" => {
            let rulebooks = examples(page, "The rulebook");
            let [(_, rulebook)] = rulebooks.as_slice() else { panic!("a case needs one rulebook") };
            let (rulebook, found) = Rulebook::check("page.rulebook", rulebook);
            assert_eq!(codes(&found), [], "{}", shown(&found));
            let rulebook = rulebook.unwrap();
            if text.contains("cases:") {
                let ran = suite::run(&rulebook, "page.cases.yaml", text);
                return report(ran.map(|ran| assert_eq!((ran.counts().failed, ran.counts().passed), (0, 1))));
            }
            let case = rulebook.case("page.yaml", text);
            report(case.and_then(|case| rulebook.why("refund", &case)).map(drop))
        }
        other => panic!("one example in {section}, not {}", other.len()),
    }
}

fn codes(report: &Report) -> Vec<Code> {
    report.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

fn shown(report: &Report) -> String {
    render::report(report, Style::default())
}

fn is_in_words(code: Code) -> bool {
    IN_WORDS.iter().any(|InWords(other, ..)| *other == code)
}

/// All pages at once, so that one run tells of every page that is wrong.
#[test]
fn a_bad_example_has_its_code_and_a_mended_one_has_none() {
    let mut wrong = String::new();
    for code in Code::ALL.iter().copied().filter(|code| !is_in_words(*code)) {
        let (bad, mended) = (outcome(code.page(), "Bad"), outcome(code.page(), "Mended"));
        let bad_codes = codes(&bad);
        if bad_codes.is_empty() || bad_codes.iter().any(|other| *other != code) {
            writeln!(wrong, "{code}, bad: {bad_codes:?}\n{}", shown(&bad)).unwrap();
        }
        if !mended.diagnostics.is_empty() {
            writeln!(wrong, "{code}, mended:\n{}", shown(&mended)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn what_no_page_can_show_is_raised_all_the_same() {
    for InWords(code, reason, raise) in IN_WORDS {
        assert_eq!(codes(&raise()), [*code], "{reason}");
        assert!(!code.page().contains("```"), "{code} can be shown after all");
    }
}

#[test]
fn a_page_has_the_form_of_a_page() {
    for code in Code::ALL {
        let page = code.page();
        let title = page.lines().next().unwrap().strip_prefix("# ").unwrap();
        // One sentence for the list and for the page, so that they cannot drift apart.
        assert_eq!(format!("{title}."), code.meaning());
        let sections: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        let is_case = sections.contains(&"The rulebook");
        assert_eq!(
            sections,
            if is_case { &["The rulebook", "Bad", "Mended"][..] } else { &["Bad", "Mended"] },
            "{code}"
        );
        let first = page.split("\n\n").nth(1).unwrap();
        assert!((100..600).contains(&first.len()), "{code}: a short paragraph, not {} bytes", first.len());
        assert!(page.ends_with('\n') && !page.ends_with("\n\n"), "{code}");
    }
}

#[test]
fn there_is_no_page_without_a_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/pages");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert_eq!(Code::from_name(name).map(Code::name), Some(name));
    }
}

#[test]
fn a_code_is_found_by_its_name_and_by_one_like_it() {
    for code in Code::ALL {
        assert_eq!(Code::from_name(code.name()), Some(*code));
        assert_eq!(Code::from_name(&code.name().to_lowercase()), Some(*code));
        assert_eq!(Code::nearest(&code.name()[2..]), Some(*code));
    }
    assert_eq!(Code::from_name(""), None);
    assert_eq!(Code::nearest("E_SYNTAXX"), Some(Code::Syntax));
    assert_eq!(Code::nearest("no_words"), None);
}

#[test]
fn a_page_on_a_terminal_keeps_its_examples_and_its_width() {
    for code in Code::ALL {
        let text = render::page(*code, Style { width: 60, color: false });
        for section in ["The rulebook", "Bad", "Mended"] {
            for (_, example) in examples(code.page(), section) {
                assert!(example.lines().all(|line| text.contains(line)), "{code}: {section}");
            }
        }
        let wide = text.lines().find(|line| !line.starts_with("    ") && line.chars().count() > 60);
        assert_eq!(wide, None, "{code}");
        assert!(!text.contains("```") && !text.contains("## "), "{code}");
        let colored = render::page(*code, Style { width: 60, color: true });
        assert_eq!(
            colored
                .replace("\u{1b}[1;31m", "")
                .replace("\u{1b}[1;33m", "")
                .replace("\u{1b}[1m", "")
                .replace("\u{1b}[0m", ""),
            text
        );
    }
}

#[test]
fn pages_and_the_list_of_codes_are_data_too() {
    let list: serde_json::Value = serde_json::from_str(&render::codes_json()).unwrap();
    assert_eq!(list["codes"].as_array().unwrap().len(), Code::ALL.len());
    for (code, listed) in Code::ALL.iter().zip(list["codes"].as_array().unwrap()) {
        let page: serde_json::Value = serde_json::from_str(&render::page_json(*code)).unwrap();
        assert_eq!(page["page"], code.page());
        for key in ["code", "severity", "meaning"] {
            assert_eq!(page[key], listed[key]);
        }
        assert_eq!(listed["code"], code.name());
    }
    let text = render::codes(Style::default());
    assert!(Code::ALL.iter().all(|code| text.lines().any(|line| line.starts_with(&format!("{code} ")))), "{text}");
}
