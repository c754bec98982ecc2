//! The `candor` command: reads files, asks the library, prints. No logic of its own.
//!
//! Data goes to stdout, diagnostics to stderr. Exits with 0 if it answered, 1 if it found what it was asked to look
//! for (a failed test, a finding, a refused override, a broken ledger), 2 on bad usage or bad input.

mod command;
mod desk;
mod folder;
mod input;
mod output;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Rulebooks people can read, and honest answers to "why can't I?"
#[derive(Debug, Parser)]
#[command(name = "candor", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Says whether an action is possible in a case; if not, why, and what can be done.
    Why(command::why::Why),
    /// The same by interview: asks only what can still change the answer.
    Ask(command::ask::Ask),
    /// Checks rulebooks and runs their worked examples.
    Check(command::check::Check),
    /// Explains a code of a diagnostic, such as `E_SYNTAX`; without one, lists all codes.
    Explain(command::explain::Explain),
    /// Brings rulebooks into their canonical layout.
    Fmt(command::fmt::Fmt),
    /// Decides against the rules, for people who may: within declared bounds and on the record.
    Override(Box<command::override_::Override>),
    /// Keeps, checks and shows the record of decisions against the rules.
    Ledger(command::ledger::Ledger),
    /// Runs suites of worked cases (`*.cases.yaml`).
    Test(command::test::Test),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Why(why) => why.run(),
        Command::Ask(ask) => ask.run(),
        Command::Check(check) => check.run(),
        Command::Explain(explain) => explain.run(),
        Command::Fmt(fmt) => fmt.run(),
        Command::Override(decide) => decide.run(),
        Command::Ledger(ledger) => ledger.run(),
        Command::Test(test) => test.run(),
    };
    match result {
        Ok(code) => code,
        Err(stop) => {
            output::complain(&stop);
            ExitCode::from(2)
        }
    }
}
