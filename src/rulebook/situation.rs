//! The day and facts of a case, held against what the rulebook says cannot be otherwise.

use std::collections::BTreeMap;

use super::Rulebook;
use crate::case::Case;
use crate::decide::Situation;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::error::Error;
use crate::explain::{Audience, Book, sure, untold};
use crate::model::Reads;
use crate::model::expr::Expr;
use crate::model::vocabulary::FactId;
use crate::stack::with_room;
use crate::value::Value;

impl Rulebook {
    /// The situation that a case states, said in full where it cannot be.
    pub(crate) fn situation(&self, case: &Case) -> Result<Situation, Error> {
        self.situation_for(Audience::Staff, case)
    }

    /// The same for one reader: what cannot be may be so because of something that customers are never told, and then nothing
    /// more is said of it to them.
    pub(crate) fn situation_for(&self, audience: Audience, case: &Case) -> Result<Situation, Error> {
        let model = self.model();
        self.fits(case)?;
        let today = case.today().ok_or(Error::NoToday)?;
        let stated: BTreeMap<FactId, Value> =
            case.facts.iter().map(|(id, stated)| (*id, stated.value.clone())).collect();
        let situation = Situation::new(model, today, &stated);
        let book = Book { model, program: self.program() };
        let contradicted = with_room(|| sure::contradicted(book, &situation));
        if contradicted.is_empty() {
            return Ok(situation);
        }
        let wrong = match audience {
            Audience::Customer => {
                // What cannot be whatever is never told may be said.
                let untold = untold(model, &situation);
                let open = with_room(|| sure::contradicted(book, &untold));
                let reads = self.reads_of(open.iter().copied());
                match open.is_empty() || reads.facts.iter().any(|id| model[*id].never_tell_customer) {
                    true => Diagnostic::whole(Code::Always, "this cannot be beside what else is known")
                        .help("correct what is stated, or ask somebody there"),
                    false => self.cannot_be(case, &untold, &open),
                }
            }
            _ => self.cannot_be(case, &situation, &contradicted),
        };
        Err(Error::Text(Report::new(case.sources.clone(), vec![wrong])))
    }

    fn reads_of<'m>(&'m self, conditions: impl IntoIterator<Item = &'m Expr>) -> Reads {
        let mut reads = Reads::default();
        conditions.into_iter().for_each(|condition| reads.add(self.model(), condition));
        reads
    }

    /// What cannot be, in the words of the rulebook, and what to correct.
    fn cannot_be(&self, case: &Case, situation: &Situation, contradicted: &[&Expr]) -> Diagnostic {
        let reads = self.reads_of(contradicted.iter().copied());
        let rule = |always: &&Expr| {
            let words = self.inner.sources.snippet(always.span).split_whitespace().collect::<Vec<_>>().join(" ");
            format!("always {words}")
        };
        let rules = contradicted.iter().map(rule).collect::<Vec<_>>().join(", and that ");
        let is_open = reads.facts.iter().any(|id| situation.fact(*id).is_none());
        let whatever = if is_open { ", whatever is not stated" } else { "" };
        let message = format!("this cannot be{whatever}: the rulebook says that {rules}");
        let correct = match (reads.today, contradicted) {
            (true, _) => format!("correct the fact, or the day of the request ({})", situation.today),
            (false, [_]) => "correct one of the facts in it".to_owned(),
            (false, _) => "correct one of the facts in them".to_owned(),
        };
        // What nobody stated was taken for something: it may be just that which is wrong.
        let book = Book { model: self.model(), program: self.program() };
        let may_be_wrong = |id: &&FactId| {
            let mut without = situation.clone();
            without.forget(**id);
            reads.facts.contains(*id) && sure::contradicted(book, &without).is_empty()
        };
        let assumed = situation.assumed.iter().filter(may_be_wrong).map(|id| &self.model()[*id]);
        let taken: Vec<String> = assumed
            .filter_map(|fact| Some(format!("`{}` (taken for {})", fact.name, fact.ty.write(fact.default.as_ref()?))))
            .collect();
        let help = match taken.is_empty() {
            true => correct,
            false => format!("state {}, of which nothing was said; or {correct}", taken.join(" or ")),
        };
        let span = reads.facts.iter().find_map(|id| case.facts.get(id)?.span);
        let diagnostic = match span {
            Some(span) => Diagnostic::new(Code::Always, span, message),
            None => Diagnostic::whole(Code::Always, message),
        };
        diagnostic.help(help)
    }
}
