//! Interviews as people meet them: in a real terminal, by pipes, and as data for a page.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn candor(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
    command.args(["ask"]).args(arguments).current_dir(top()).env("NO_COLOR", "1");
    command
}

/// The exit code, standard output and standard error, with these lines on the standard input.
fn told(arguments: &[&str], lines: &str) -> (i32, String, String) {
    let pipes = candor(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = pipes.unwrap();
    // Whoever stops reading early is done.
    let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const REFUND: [&str; 5] = ["refund", "-r", "rules/returns", "--today", "2026-11-21"];

/// The answer goes where data goes, and what is said meanwhile does not.
#[test]
fn by_pipes() {
    let swim = ["swim", "-r", "rules/lido", "--today", "2026-07-01", "--set", "trouble=no"];
    let (code, out, err) = told(&swim, "nine\n9\n<\n<\n\n8\n?\n");
    assert_eq!(code, 0);
    insta::assert_snapshot!(format!("{err}\n===== answer\n{out}"));
}

#[test]
fn who_stops_early_hears_what_is_known() {
    let (code, out, err) = told(&REFUND, "80.00 EUR\n");
    assert_eq!(code, 0);
    assert!(out.starts_with("\nAll that is known: "), "{out}");
    assert!(out.contains("CANNOT TELL YET"), "{out}");
    assert!(err.contains("No more answers, so this is what can be said so far."), "{err}");
    // With nothing to ask there is nothing to stop.
    let (code, out, err) = told(&["refund", "-r", "rules/returns", "-c", "rules/returns/jacket.yaml"], "");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("\nConcluded from: "), "{out}");
    assert!(out.contains("\nASK   "), "{out}");
}

#[test]
fn what_cannot_be_read_is_two() {
    let known = ["--today", "2026-11-21"];
    for (wrong, said) in [
        (&["refnud", "-r", "rules/returns"][..], "did you mean `refund`?"),
        (&["refund", "-r", "-"], "name a file instead of `-`"),
        (&["refund", "-r", "rules/returns", "-c", "-"], "name a file instead of `-`"),
        (&["refund", "-r", "rules/returns", "--skip", "reciept"], "did you mean `receipt`?"),
        (&["refund", "-r", "rules/returns", "--for", "auditor"], "possible values"),
        (&["refund", "-r", "rules/returns", "--set", "received=2026-12-24"], "this cannot be"),
        (&["exchange", "-r", "rules/returns", "--for", "customer", "--skip", "returns_last_90_days"], "is asked for"),
    ] {
        let (code, out, err) = told(&[wrong, &known].concat(), "");
        assert_eq!((code, out.as_str()), (2, ""), "{wrong:?}: {err}");
        assert!(err.contains(said), "{wrong:?}: {err}");
    }
}

/// A page that keeps no state: it states what it was answered, and is given the next step.
#[test]
fn as_data_for_a_page() {
    let mut arguments: Vec<String> = REFUND.iter().map(|word| (*word).to_owned()).collect();
    arguments.extend(["--format", "json", "--for", "customer", "--set", "returns_last_90_days=1"].map(str::to_owned));
    let mut asked = Vec::new();
    let end = loop {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (code, out, err) = told(&words, "");
        assert_eq!((code, err.as_str()), (0, ""), "{out}");
        assert!(!out.contains("returns_last_90_days") && !out.contains("many_returns"), "{out}");
        let data: Value = serde_json::from_str(&out).unwrap();
        let next = &data["next"];
        if asked.is_empty() {
            insta::assert_snapshot!(out);
        }
        if next["step"] == "done" {
            break data;
        }
        for question in next["questions"].as_array().unwrap() {
            let fact = question["fact"].as_str().unwrap().to_owned();
            match fact.as_str() {
                "seal_broken" => arguments.extend(["--skip".to_owned(), fact.clone()]),
                _ => {
                    let answer = match question["answer"]["kind"].as_str().unwrap() {
                        "yes_no" => "yes",
                        "one_of" => question["answer"]["choices"][0]["value"].as_str().unwrap(),
                        "date" => "2026-11-10",
                        _ => question["answer"]["example"].as_str().unwrap(),
                    };
                    arguments.extend(["--set".to_owned(), format!("{fact}={answer}")]);
                }
            }
            asked.push(fact);
        }
    };
    assert_eq!(end["next"]["answer"]["outcome"], "allowed", "{end}");
    assert!(!asked.contains(&"returns_last_90_days".to_owned()));
    let words: Vec<&str> = asked.iter().map(String::as_str).collect();
    insta::assert_snapshot!(words.join(" "));
}

#[cfg(unix)]
mod terminal {
    use rexpect::session::{PtySession, spawn_command};

    use super::candor;

    fn begin(arguments: &[&str]) -> PtySession {
        let mut command = candor(arguments);
        command.env("TERM", "xterm").env_remove("NO_COLOR");
        spawn_command(command, Some(20_000)).unwrap()
    }

    /// Asks, explains a wrong answer, goes back, takes "don't know", and ends with the page of `why`.
    #[test]
    fn a_talk() {
        let mut talk = begin(&["swim", "-r", "rules/lido", "--today", "2026-07-01", "--set", "trouble=no"]);
        talk.exp_string("To go back type <").unwrap();
        talk.exp_string("How old is the child?").unwrap();
        talk.exp_string("> ").unwrap();
        talk.send_line("<").unwrap();
        talk.exp_string("This is the first question.").unwrap();
        talk.send_line("nine").unwrap();
        talk.exp_string("is not written as a number is").unwrap();
        talk.send_line("80").unwrap();
        talk.exp_string("is outside the range").unwrap();
        talk.send_line("12").unwrap();
        // That was enough.
        talk.exp_string("Concluded from: the age of the child, 12 years; what is known to staff only.").unwrap();
        talk.exp_string("YES").unwrap();
        talk.exp_eof().unwrap();
    }

    #[test]
    fn a_talk_with_second_thoughts() {
        let mut talk = begin(&["swim", "-r", "rules/lido", "--today", "2026-07-01", "--set", "trouble=no"]);
        talk.exp_string("How old is the child?").unwrap();
        talk.send_line("8").unwrap();
        talk.exp_string("Does a grown-up come along?").unwrap();
        talk.send_line("back").unwrap();
        talk.exp_string("How old is the child?").unwrap();
        talk.send_line("9").unwrap();
        talk.exp_string("Does a grown-up come along?").unwrap();
        talk.send_line("I don't know").unwrap();
        talk.exp_string("All that is known: ").unwrap();
        talk.exp_string("CANNOT TELL YET").unwrap();
        talk.exp_eof().unwrap();
    }

    /// Ctrl-D ends kindly.
    #[test]
    fn a_talk_that_ends_early() {
        let mut talk = begin(&["refund", "-r", "rules/returns", "--today", "2026-11-21"]);
        talk.exp_string("> ").unwrap();
        talk.send_control('d').unwrap();
        talk.exp_string("No more answers").unwrap();
        talk.exp_string("CANNOT TELL YET").unwrap();
        talk.exp_eof().unwrap();
    }
}
