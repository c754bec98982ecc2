//! What of a rulebook lies outside the provable core.

use super::Rulebook;
use crate::explain::{self, Unproven};
use crate::stack::with_room;

impl Rulebook {
    /// The tests and values outside the provable core, in the order of the text. As long as a fact in one of them is missing, a
    /// search takes it for one unknown of its own: what it says is never wrong, but it may be less than could be said.
    ///
    /// ```
    /// use candor::Rulebook;
    /// use candor::explain::Outside;
    ///
    /// let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    /// assert!(Rulebook::from_text("returns.rulebook", text)?.proofs().is_empty());
    ///
    /// let text = text.replace("amount is more than price\n", "the greater of (amount, 1 EUR) is more than price\n");
    /// let outside = Rulebook::from_text("returns.rulebook", &text)?.proofs();
    /// assert_eq!(outside[0].test, "the greater of (amount, 1 EUR) is more than price");
    /// assert_eq!(outside[0].why, [Outside::Pick]);
    /// # Ok::<(), candor::Error>(())
    /// ```
    #[must_use]
    pub fn proofs(&self) -> Vec<Unproven> {
        with_room(|| explain::proofs::unproven(self.model(), &self.inner.sources))
    }
}
