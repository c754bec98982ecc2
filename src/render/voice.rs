//! Three readers, one answer: for whom an explanation was made decides how it is worded.

use super::style::Style;
use super::{auditor, customer, text as page};
use crate::explain::{Audience, Explanation};

/// The answer as text, worded for the reader that the explanation was made for.
///
/// ```
/// use candor::{Audience, Rulebook, render};
///
/// let rulebook = Rulebook::from_text("returns.rulebook", include_str!("../../rules/returns/returns.rulebook"))?;
/// let case = rulebook.case("jacket.yaml", include_str!("../../rules/returns/jacket.yaml"))?;
/// let answer = rulebook.why_for(Audience::Customer, "refund", &case)?;
/// let letter = render::text(&answer, render::Style::default());
/// assert!(letter.starts_with("A refund to the original payment is not open for this as it stands."));
/// # Ok::<(), candor::Error>(())
/// ```
#[must_use]
pub fn text(explanation: &Explanation, style: Style) -> String {
    match explanation.audience {
        Audience::Customer => customer::letter(explanation).text(style),
        Audience::Staff => page::staff(explanation, style),
        Audience::Auditor => auditor::sheet(explanation).text(style),
    }
}

/// The same as Markdown.
#[must_use]
pub fn markdown(explanation: &Explanation) -> String {
    match explanation.audience {
        Audience::Customer => customer::letter(explanation).markdown(),
        Audience::Staff => page::page(explanation).markdown(),
        Audience::Auditor => auditor::sheet(explanation).markdown(),
    }
}
