//! What has to hold of any text, by target. The fuzz targets call these, and so does an ordinary test on every seed.

use candor::diagnostic::{Report, text_of};
use candor::discretion::Staff;
use candor::render::{self, Style};
use candor::{Audience, Error, Rulebook};

/// Everything that is told about a text points into it and can be printed.
fn is_well_told(report: &Report) {
    for diagnostic in &report.diagnostics {
        for span in diagnostic.span.iter().chain(diagnostic.others.iter().map(|(span, _)| span)) {
            let Some(source) = report.sources.get(*span) else { panic!("{diagnostic:?} points nowhere") };
            let range = span.start as usize..span.end as usize;
            assert!(source.text().get(range).is_some(), "{diagnostic:?} points between characters");
        }
        assert!(diagnostic.help.is_some(), "{diagnostic:?} gives no help");
    }
    let printed = render::report(report, Style::default());
    assert!(!printed.contains('\u{1b}'));
    assert!(!render::reports_json(std::slice::from_ref(report)).is_empty());
}

/// Any bytes are a rulebook or are told why not; what loads can be asked about with nothing known.
pub fn rulebook(bytes: &[u8]) {
    let Ok(text) = text_of("fuzz", bytes.to_vec()) else { return };
    let (rulebook, report) = Rulebook::check("fuzz", &text);
    is_well_told(&report);
    assert!(rulebook.is_some() || report.has_errors(), "no rulebook and no error");
    let Some(rulebook) = rulebook else { return };
    let Ok(case) = rulebook.case("case", "today: 2026-11-21") else { panic!("a case with a day and nothing else") };
    let actions: Vec<String> = rulebook.actions().take(4).map(str::to_owned).collect();
    for action in actions {
        for audience in [Audience::Auditor, Audience::Customer, Audience::Staff] {
            match rulebook.why_for(audience, &action, &case) {
                Ok(answer) => {
                    assert!(!render::text(&answer, Style::default()).is_empty());
                    assert!(!render::json(&answer).is_empty());
                }
                Err(Error::Text(report)) => is_well_told(&report),
                Err(error) => panic!("{error}"),
            }
        }
    }
}

/// Any text is a case of a rulebook or is told why not; what reads can be asked about. As a list of staff as well.
pub fn case(bytes: &[u8], rulebook: &Rulebook) {
    let Ok(text) = text_of("fuzz", bytes.to_vec()) else { return };
    match Staff::from_text("fuzz", &text) {
        Ok(_) => {}
        Err(Error::Text(report)) => is_well_told(&report),
        Err(error) => panic!("{error}"),
    }
    match rulebook.case("fuzz", &text) {
        Err(Error::Text(report)) => is_well_told(&report),
        Err(error) => panic!("{error}"),
        Ok(case) => {
            let case = if case.today().is_some() { case } else { case.with_today(candor::Date::MIN) };
            match rulebook.why("refund", &case) {
                Ok(answer) => assert!(!render::text(&answer, Style::default()).is_empty()),
                Err(Error::Text(report)) => is_well_told(&report),
                Err(error) => panic!("{error}"),
            }
        }
    }
    if let Err(Error::Text(report)) = candor::suite::run(rulebook, "fuzz", &text) {
        is_well_told(&report);
    }
}

/// What loads can be formatted; formatted it still loads, answers the same, and has nothing more to format.
pub fn round_trip(bytes: &[u8]) {
    let Ok(text) = text_of("fuzz", bytes.to_vec()) else { return };
    if Rulebook::check("fuzz", &text).0.is_none() {
        return;
    }
    let formatted = match Rulebook::format("fuzz", &text) {
        Ok(formatted) => formatted,
        Err(error) => panic!("what loads cannot be formatted: {error}"),
    };
    assert_eq!(Rulebook::format("fuzz", &formatted).ok().as_ref(), Some(&formatted), "formatting twice differs");
    assert!(Rulebook::check("fuzz", &formatted).0.is_some(), "formatted, it does not load");
}
