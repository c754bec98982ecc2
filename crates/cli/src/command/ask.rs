//! `candor ask`: an action by interview, in a terminal or as data for a page.

use std::io::BufRead as _;
use std::process::ExitCode;

use candor::interview::{AnswerKind, Conclusion, Page, Question, Step};
use candor::{Error, Interview, render};
use clap::{Args, ValueEnum};

use crate::input::{self, CaseArgs, Format, Stop};
use crate::output;

#[derive(Debug, Args)]
pub struct Ask {
    /// The action that is asked for.
    action: String,
    /// The rulebook: a file, a folder with one rulebook in it, or `-` with `--format json`.
    #[arg(short, long)]
    rulebook: String,
    #[command(flatten)]
    case: CaseArgs,
    /// A fact that nobody knows: it is not asked for.
    #[arg(long, value_name = "FACT")]
    skip: Vec<String>,
    /// Who answers: customers are not asked what they are never told.
    #[arg(long = "for", value_enum, default_value_t = Asked::Staff)]
    audience: Asked,
    /// Text asks here and now; JSON gives the next questions, or the answer, as data.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Who can be asked.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Asked {
    /// The person who asks.
    Customer,
    /// Whoever serves the person who asks.
    Staff,
}

/// What somebody typed.
enum Typed {
    Answer(String),
    Back,
    Nothing,
    NotKnown,
}

impl Ask {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        if self.format == Format::Text && [Some(&self.rulebook), self.case.file()].contains(&Some(&"-".to_owned())) {
            let said = "the answers are read from the standard input: name a file instead of `-`, or say --format json";
            return Err(Stop::Usage(said.to_owned()));
        }
        let rulebook = input::rulebook(&self.rulebook)?;
        let case = self.case.read(&rulebook)?;
        let audience = match self.audience {
            Asked::Customer => candor::Audience::Customer,
            Asked::Staff => candor::Audience::Staff,
        };
        let interview = rulebook.interview(audience, &self.action, &case);
        let mut interview = interview.map_err(|error| input::known_action(&rulebook, error.into()))?;
        for fact in &self.skip {
            interview.skip(fact)?;
        }
        match self.format {
            Format::Json => output::data(&render::step_json(&interview, &interview.step()?)),
            Format::Text => talk(&mut interview)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Asks until the answer is there, or until nobody answers any more.
fn talk(interview: &mut Interview) -> Result<(), Stop> {
    let mut step = interview.step()?;
    if matches!(step, Step::Ask(_)) {
        output::say("To go back type <, for what nobody knows type ?, and to stop press Ctrl-D.\n");
    }
    loop {
        let page = match step {
            Step::Done(end) => {
                conclude(&end);
                return Ok(());
            }
            Step::Ask(page) => page,
        };
        let Some(question) = page.questions.first() else { return Ok(()) };
        output::say(&format!("\n{}", render::question(question, output::style_of_diagnostics())));
        if !reply(interview, &page, question)? {
            return stop(interview);
        }
        step = interview.step()?;
    }
}

/// Takes one answer that can be read; `false` if there are no more.
fn reply(interview: &mut Interview, page: &Page, question: &Question) -> Result<bool, Stop> {
    loop {
        output::say("> ");
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        if read.map_err(|error| Stop::Usage(format!("the answers cannot be read: {error}")))? == 0 {
            return Ok(false);
        }
        let wrong = match typed(line.trim(), question) {
            Typed::Nothing => {
                let left = match page.open {
                    1 => "this is all that is still open".to_owned(),
                    n => format!("of {n} that are still open"),
                };
                output::say(&format!("An answer, < to go back, or ? if nobody knows ({left}).\n"));
                continue;
            }
            Typed::Back if interview.back() => return Ok(true),
            Typed::Back => {
                output::say("This is the first question.\n");
                continue;
            }
            Typed::NotKnown => interview.skip(&question.fact.name),
            Typed::Answer(answer) => interview.answer(&question.fact.name, &answer),
        };
        match wrong {
            Ok(()) => return Ok(true),
            Err(Error::Text(report)) => {
                for found in &report.diagnostics {
                    let help = found.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
                    output::say(&output::visible(&format!("{}{help}\n", found.message)));
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// What is meant: a sign or a few words say that it is no answer, unless they are one of those that can be given.
fn typed(line: &str, question: &Question) -> Typed {
    let is_choice = question.answer.choices.iter().any(|choice| choice.value == line);
    let words = !is_choice && question.answer.kind != AnswerKind::Text;
    match line.to_lowercase().replace('’', "'").trim_end_matches(['.', '!']) {
        "" if line.is_empty() => Typed::Nothing,
        "?" => Typed::NotKnown,
        "<" => Typed::Back,
        "don't know" | "i don't know" | "dont know" | "unknown" | "not known" if words => Typed::NotKnown,
        "back" | "go back" if words => Typed::Back,
        _ => Typed::Answer(line.to_owned()),
    }
}

/// The answer, and what it was concluded from.
fn conclude(end: &Conclusion) {
    let from = render::conclusion(end, output::style());
    output::data(&format!("\n{from}\n{}", render::text(&end.answer, output::style())));
}

/// What can be said when nobody answers any more.
fn stop(interview: &mut Interview) -> Result<(), Stop> {
    output::say("\nNo more answers, so this is what can be said so far.\n");
    conclude(&interview.so_far()?);
    Ok(())
}
