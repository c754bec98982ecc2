//! The README's example, whole: a rulebook, a case, an answer.
#![expect(clippy::print_stdout, reason = "an example that prints")]

use candor::{Outcome, Rulebook, render};

fn main() -> Result<(), candor::Error> {
    let text = include_str!("../rules/returns/returns.rulebook");
    let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    let case = rulebook.case("case", include_str!("../rules/returns/jacket.yaml"))?;

    let answer = rulebook.why("refund", &case)?;
    assert_eq!(answer.outcome, Outcome::Denied);
    assert_eq!(answer.alternatives[0].action.label, "an exchange for another article");
    println!("{}", render::staff(&answer, render::Style::default()));
    Ok(())
}
