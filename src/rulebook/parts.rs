//! Parts of an answer by themselves, for a caller that needs no more.

use crate::case::Case;
use crate::error::Error;
use crate::explain::{self, Book, Deciding, Label, Remedy};
use crate::rulebook::Rulebook;
use crate::stack::with_room;

impl Rulebook {
    /// What would make it a yes, the cheapest first: what the customer or staff can change, confirmed by the plain evaluator.
    ///
    /// The label says whether these are surely the least, or surely none exists.
    ///
    /// ```
    /// use candor::{Rulebook, explain::Label};
    /// # let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/returns/returns.rulebook"));
    ///
    /// let rulebook = Rulebook::from_text("returns.rulebook", text)?;
    /// let case = rulebook.case("case", "{today: 2026-11-21, facts: {received: 2026-11-11, article: apparel, channel: store,
    ///     region: us, seal_broken: no, faulty: no, price: 60.00 EUR, amount: 60.00 EUR, receipt: no, id_shown: no,
    ///     member: none, returns_last_90_days: 1}}")?;
    /// let (remedies, label) = rulebook.remedies("refund", &case)?;
    /// let facts: Vec<&str> = remedies.iter().map(|remedy| remedy.changes[0].fact.name.as_str()).collect();
    /// assert_eq!((facts, label), (vec!["receipt", "amount"], Label::Proven));
    /// # Ok::<(), candor::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Rulebook::why`].
    pub fn remedies(&self, action: &str, case: &Case) -> Result<(Vec<Remedy>, Label), Error> {
        with_room(|| {
            let (id, situation) = (self.action(action)?, self.situation(case)?);
            let book = Book { model: self.model(), program: self.program() };
            Ok(explain::remedies_of(book, &situation, id))
        })
    }

    /// The facts that decide, for all that surely stands in the way: with these it does, whatever all others are, and none can be left out.
    ///
    /// # Errors
    /// As [`Rulebook::why`].
    pub fn deciding(&self, action: &str, case: &Case) -> Result<Vec<Deciding>, Error> {
        with_room(|| {
            let (id, situation) = (self.action(action)?, self.situation(case)?);
            let book = Book { model: self.model(), program: self.program() };
            Ok(explain::deciding_of(book, &situation, id))
        })
    }
}
