//! Every example in the reference is run: rulebooks check without a finding, cases come out, and what is bad is answered as shown.
//!
//! With `REFERENCE=write` in the environment the answers shown on the pages are written anew, to be read before they are kept.

mod page;

use std::collections::BTreeMap;
use std::path::Path;

use candor::diagnostic::Report;
use candor::{Error, Rulebook, render, suite};
use page::Piece;

/// The diagnostics as pages show them.
fn shown(report: &Report) -> String {
    let one = |d: &candor::diagnostic::Diagnostic| {
        let help = d.help.as_ref().map_or_else(String::new, |help| format!("  help: {help}\n"));
        format!("{}: {}\n{help}", d.code, d.message)
    };
    report.diagnostics.iter().map(one).collect()
}

fn of(error: Error) -> String {
    match error {
        Error::Text(report) => shown(&report),
        other => format!("{other}\n"),
    }
}

/// One page while it is run.
#[derive(Default)]
struct Run {
    rulebook: page::Rulebook,
    /// Files beside it, by their names.
    files: BTreeMap<String, String>,
    /// What a bad example gave, until it is held against what the page shows.
    answer: Option<String>,
    examples: usize,
    wrong: Vec<String>,
}

impl Run {
    /// A text as the page's rulebook, with the files beside it.
    fn check(&self, text: &str) -> (Option<Rulebook>, Report) {
        let mut files = self.files.clone();
        let name = format!("{}.rulebook", page::Rulebook::name(text));
        files.insert(name.clone(), text.to_owned());
        Rulebook::check_files(&name, &files)
    }

    fn load(&self) -> Option<Rulebook> {
        self.check(&self.rulebook.text).0
    }

    fn format(&mut self, body: &mut String, write: bool) {
        match Rulebook::format("page.rulebook", body) {
            Err(error) => self.wrong.push(of(error)),
            Ok(formatted) if write => *body = formatted,
            Ok(formatted) if formatted != *body => self.wrong.push(format!("not in the canonical layout:\n{body}")),
            Ok(_) => {}
        }
    }

    fn fence(&mut self, (language, file): (&str, Option<&str>), body: &mut String, write: bool) {
        let suite = body.lines().any(|line| line.starts_with("cases:"));
        if let (Some(file), "rulebook") = (file, language) {
            self.format(body, write);
            self.files.insert(file.to_owned(), body.clone());
            return;
        }
        match (self.answer.take(), language) {
            (Some(answer), "text") if write => *body = answer,
            (Some(answer), "text") if *body == answer => {}
            (Some(answer), "text") => self.wrong.push(format!("{body}is shown, and this comes out:\n{answer}")),
            (Some(answer), _) => self.wrong.push(format!("what a bad example is answered stands behind it:\n{answer}")),
            (None, "text" | "console") => {}
            (None, "rulebook") => {
                self.rulebook.text = self.rulebook.with(body);
                let (_, report) = self.check(&self.rulebook.text);
                match report.diagnostics.is_empty() {
                    true => self.format(body, write),
                    false => self.wrong.push(render::report(&report, render::Style::default())),
                }
            }
            (None, "rulebook,bad") => {
                let (_, report) = self.check(&self.rulebook.with(body));
                if report.diagnostics.is_empty() {
                    self.wrong.push(format!("nothing is wrong with:\n{body}"));
                }
                self.answer = Some(shown(&report));
            }
            (None, "markdown") => {
                let (_, report) = Rulebook::check("page.rulebook.md", body);
                if !report.diagnostics.is_empty() {
                    self.wrong.push(shown(&report));
                }
            }
            // Who holds which role: for the command, which reads it.
            (None, "yaml") if body.starts_with("staff:") => {}
            (None, "yaml") => {
                let Some(rulebook) = self.load() else { return };
                match suite {
                    true => match suite::run(&rulebook, "page.cases.yaml", body) {
                        Ok(report) => {
                            let counts = report.counts();
                            if counts.failed > 0 || counts.passed == 0 {
                                self.wrong.push(render::suites(&[report], render::Style::default()));
                            }
                        }
                        Err(error) => self.wrong.push(of(error)),
                    },
                    false => self.wrong.extend(rulebook.case("page.yaml", body).err().map(of)),
                }
            }
            (None, "yaml,bad") => {
                let Some(rulebook) = self.load() else { return };
                let told = match suite {
                    true => suite::run(&rulebook, "page.cases.yaml", body).map(|_| ()),
                    // What always holds is held against a case when something is asked.
                    false => rulebook.case("page.yaml", body).and_then(|case| match rulebook.actions().next() {
                        Some(action) => rulebook.why(action, &case).map(|_| ()),
                        None => Ok(()),
                    }),
                };
                match told {
                    Ok(()) => self.wrong.push(format!("nothing is wrong with:\n{body}")),
                    Err(error) => self.answer = Some(of(error)),
                }
            }
            (None, other) => self.wrong.push(format!("a fence of an unknown kind: {other}")),
        }
        self.examples += usize::from(!matches!(language, "text" | "console"));
    }
}

#[test]
fn every_example_is_what_it_says() {
    let write = std::env::var("REFERENCE").is_ok_and(|how| how == "write");
    let (mut examples, mut wrong) = (0, Vec::new());
    for path in page::pages(Path::new(".")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut pieces = page::cut(&text);
        let mut run = Run::default();
        if page::join(&pieces) != text {
            run.wrong.push("a fence is not closed".to_owned());
        }
        for piece in &mut pieces {
            if let Piece::Fence { info, body } = piece {
                run.fence(page::language(&info.clone()), body, write);
            }
        }
        run.wrong.extend(run.answer.map(|_| "a bad example at the end has no answer".to_owned()));
        examples += run.examples;
        wrong.extend(run.wrong.iter().map(|wrong| format!("{}:\n{wrong}", path.display())));
        if write && page::join(&page::cut(&text)) == text {
            std::fs::write(&path, page::join(&pieces)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(examples > 5, "{examples}");
}
