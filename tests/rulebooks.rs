//! Every rulebook that ships checks without a finding and answers its cases.

use std::path::{Path, PathBuf};

use candor::Rulebook;
use candor::source::files::join;
use candor::source::{Files, NoFile};
use candor::suite::{self, Counts};

/// The files below `rules/` with this ending, by name.
pub fn files(ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in std::fs::read_dir("rules").unwrap() {
        let Ok(files) = std::fs::read_dir(folder.unwrap().path()) else { continue };
        found.extend(files.map(|file| file.unwrap().path()).filter(|path| path.to_string_lossy().ends_with(ending)));
    }
    found.sort();
    assert!(!found.is_empty(), "there are files below rules/ that end in {ending}");
    found
}

/// The files of this repository.
pub struct Here;

impl Files for Here {
    fn find(&self, from: &str, path: &str) -> Result<String, NoFile> {
        join(from, path).filter(|name| Path::new(name).is_file()).ok_or_else(|| NoFile::new("there is no such file"))
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, NoFile> {
        Ok(std::fs::read(name).unwrap())
    }
}

/// A rulebook that loads.
pub fn load(path: &Path) -> Rulebook {
    Rulebook::from_files(&path.to_string_lossy(), &Here).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn every_rulebook_checks_without_a_finding() {
    for path in files(".rulebook") {
        // A file without a header is no rulebook by itself: others use it.
        if !std::fs::read_to_string(&path).unwrap().lines().any(|line| line.starts_with("rulebook ")) {
            continue;
        }
        let (rulebook, report) = Rulebook::check_files(&path.to_string_lossy(), &Here);
        assert!(report.diagnostics.is_empty(), "{}: {:?}", path.display(), report.diagnostics);
        assert!(rulebook.is_some());
    }
}

#[test]
fn every_suite_passes_but_for_what_needs_a_search() {
    for path in files(".cases.yaml") {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.to_string_lossy();
        let rulebook = load(&path.with_file_name(suite::rulebook_of(&name, &text).unwrap().unwrap()));
        let report = suite::run(&rulebook, &name, &text).unwrap();
        let failed: Vec<_> = report.cases.iter().filter(|case| case.failed()).collect();
        assert!(failed.is_empty(), "{name}: {failed:#?}");
    }
}

/// The counts are exact, so that neither a case nor a check goes missing unseen.
#[test]
fn the_counts_of_the_suites() {
    let counts = |path: &str| {
        let text = std::fs::read_to_string(path).unwrap();
        let rulebook = load(&Path::new(path).with_file_name(suite::rulebook_of(path, &text).unwrap().unwrap()));
        suite::run(&rulebook, path, &text).unwrap().counts()
    };
    let gaming = counts("rules/community-gaming/community-gaming.cases.yaml");
    assert_eq!(gaming, Counts { passed: 25, failed: 0, not_checked: 0 });
    let air = counts("rules/air-passengers/air-passengers.cases.yaml");
    assert_eq!(air, Counts { passed: 10, failed: 0, not_checked: 0 });
    let access = |book: &str| counts(&format!("rules/access/{book}.cases.yaml"));
    assert_eq!(access("document-cloud"), Counts { passed: 5, failed: 0, not_checked: 0 });
    assert_eq!(access("repositories"), Counts { passed: 7, failed: 0, not_checked: 0 });
    assert_eq!(access("git-app"), Counts { passed: 10, failed: 0, not_checked: 0 });
    let photos = ["1a", "2a", "2b", "2c", "3a", "3b", "3c", "4a", "4d", "4e", "4f", "5b"]
        .map(|n| access(&format!("use_case_{n}")));
    assert_eq!(photos.iter().map(|counts| counts.passed).sum::<usize>(), 46);
    let shipping = counts("rules/shipping/shipping.cases.yaml");
    assert_eq!(shipping, Counts { passed: 3, failed: 0, not_checked: 0 });
    let eu261 = counts("rules/eu261/eu261.cases.yaml");
    assert_eq!(eu261, Counts { passed: 39, failed: 0, not_checked: 0 });
    let goods = counts("rules/distance-sales/goods.cases.yaml");
    assert_eq!(goods, Counts { passed: 5, failed: 0, not_checked: 0 });
    let courses = counts("rules/distance-sales/courses.cases.yaml");
    assert_eq!(courses, Counts { passed: 3, failed: 0, not_checked: 0 });
    let returns = counts("rules/returns/returns.cases.yaml");
    assert_eq!(returns, Counts { passed: 20, failed: 0, not_checked: 0 });
    // Of the fifteen models of the decision tables each case.
    for (name, cases) in [("approval", 21), ("status", 12), ("years", 12)] {
        let tables = counts(&format!("rules/dmn-tables/{name}.cases.yaml"));
        assert_eq!(tables, Counts { passed: cases, failed: 0, not_checked: 0 }, "{name}");
    }
    let travel = counts("rules/travel/travel.cases.yaml");
    assert_eq!(travel, Counts { passed: 8, failed: 0, not_checked: 0 });
}

/// A suite that expects what does not come out fails, with both sides shown.
#[test]
fn a_wrong_expectation_fails() {
    let rulebook = load(Path::new("rules/returns/returns.rulebook"));
    let suite = "
given: {received: 2026-11-11, article: apparel, channel: store, region: us, seal_broken: no, faulty: no, price: 60 EUR, amount: 60 EUR, receipt: yes, id_shown: no, member: none, returns_last_90_days: 1}
cases:
  - name: nothing as expected
    today: 2026-11-21
    expect:
      refund: {outcome: denied, standing: ask, because: [late_return], offers: [exchange], allowed_until: 2026-12-12, override: {shift_lead: yes}, granted_by: [withdrawal], excepted: {late_return: holiday_gifts}, remedies: [{receipt: yes}], advice: [say_sorry], faults: [overflow]}
      days_since: {value: 11 days}
  - name: a day before the article was received
    today: 2026-11-10
    expect:
      refund: {outcome: allowed}
  - name: nothing is expected
    today: 2026-11-21
";
    let report = suite::run(&rulebook, "wrong.cases.yaml", suite).unwrap();
    assert_eq!(report.counts(), Counts { passed: 0, failed: 2, not_checked: 1 });
    insta::assert_snapshot!(candor::render::suites(&[report], candor::render::Style::default()));
}
