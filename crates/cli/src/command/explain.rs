//! `candor explain`: what the code of a diagnostic means, at length.

use std::process::ExitCode;

use candor::diagnostic::Code;
use candor::render;
use clap::{Args, ValueEnum};

use crate::input::Stop;
use crate::output;

#[derive(Debug, Args)]
pub struct Explain {
    /// The code, such as `E_SYNTAX`; all codes are listed if there is none.
    code: Option<String>,
    /// The form of the page.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Explain {
    pub fn run(&self) -> Result<ExitCode, Stop> {
        let code = self.code.as_deref().map(find).transpose()?;
        output::data(&match (code, self.format) {
            (Some(code), Format::Text) => render::page(code, output::style()),
            (Some(code), Format::Json) => render::page_json(code),
            (None, Format::Text) => render::codes(output::style()),
            (None, Format::Json) => render::codes_json(),
        });
        Ok(ExitCode::SUCCESS)
    }
}

fn find(name: &str) -> Result<Code, Stop> {
    Code::from_name(name).ok_or_else(|| {
        let help = match Code::nearest(name) {
            Some(near) => format!("did you mean {near}?"),
            None => "candor explain lists all codes".to_owned(),
        };
        Stop::Usage(format!("there is no code {name:?}; {help}"))
    })
}

#[cfg(test)]
mod tests {
    use super::{Code, Stop, find};

    #[test]
    fn a_code_is_found_in_any_case_and_a_slip_is_answered() {
        assert!(matches!(find("e_syntax"), Ok(Code::Syntax)));
        assert!(matches!(find("E_SYNTX"), Err(Stop::Usage(said)) if said.ends_with("did you mean E_SYNTAX?")));
        assert!(matches!(find("weather"), Err(Stop::Usage(said)) if said.ends_with("lists all codes")));
    }
}
