//! The best question first: the page after which the fewest questions are to be expected.
//!
//! Looks so many pages ahead as the budget of steps allows, every answer as likely as another; what comes behind that is taken
//! by how many facts can still change the outcome. Counts whole numbers, in thousandths of one plain question.

use super::oracle::Oracle;
use crate::decide::Situation;
use crate::model::Model;
use crate::model::vocabulary::FactId;
use crate::value::Type;

/// What one plain question costs.
const QUESTION: u64 = 1000;
/// What each further one on the same page costs: the place where it is read is open already.
const ON_THE_SAME_PAGE: u64 = 300;
/// So many ways to fill in one page are looked at.
const WAYS: usize = 16;
/// So many pages ahead at most.
const AHEAD: u32 = 3;

/// Chooses among pages of facts that may be asked.
pub(super) struct Chooser<'a, 'm> {
    pub(super) model: &'m Model,
    pub(super) oracle: &'a Oracle<'m>,
    /// Whether a fact may be asked at all, in this interview.
    pub(super) may_ask: &'a dyn Fn(FactId) -> bool,
}

impl Chooser<'_, '_> {
    /// The position of the best page; of several the first.
    pub(super) fn best(&self, situation: &Situation, pages: &[Vec<FactId>]) -> usize {
        if pages.len() < 2 {
            return 0;
        }
        // The answers to each page, and below each as many again.
        let answers: usize = pages.iter().map(|page| self.ways(page)).sum();
        let answers = u64::try_from(answers).unwrap_or(u64::MAX);
        let fits = |ahead: &u32| answers.checked_pow(*ahead).is_some_and(|looks| looks <= self.oracle.left());
        let Some(ahead) = (1..=AHEAD).rev().find(fits) else {
            // Too much is stated to look ahead at all.
            return pages.iter().enumerate().min_by_key(|(at, page)| (self.cost(page), *at)).map_or(0, |(at, _)| at);
        };
        let costs = pages.iter().map(|page| self.with(situation, page, ahead));
        costs.enumerate().min_by_key(|(at, cost)| (*cost, *at)).map_or(0, |(at, _)| at)
    }

    /// What is to be expected where this page is asked next.
    fn with(&self, situation: &Situation, page: &[FactId], ahead: u32) -> u64 {
        let (mut sum, mut count) = (0, 0);
        for way in 0..self.ways(page) {
            let mut answered = situation.clone();
            let mut rest = way;
            for id in page {
                let cells = self.oracle.cells(*id);
                if let Some(value) = cells.get(rest % cells.len().max(1)) {
                    answered.set(*id, value.clone());
                }
                rest /= cells.len().max(1);
            }
            if self.oracle.is_possible(&answered) {
                sum += self.rest(&answered, page, ahead - 1);
                count += 1;
            }
        }
        self.cost(page) + sum / count.max(1)
    }

    /// What is still to be expected behind an answered page.
    fn rest(&self, situation: &Situation, answered: &[FactId], ahead: u32) -> u64 {
        let relevant = self.oracle.relevant(situation);
        let facts: Vec<FactId> =
            relevant.iter().copied().filter(|id| !answered.contains(id) && (self.may_ask)(*id)).collect();
        if facts.is_empty() {
            return 0;
        }
        let pages = pages(self.model, facts);
        if ahead == 0 {
            let all: u64 = pages.iter().map(|page| self.cost(page)).sum();
            return (all + QUESTION) / 2;
        }
        pages.iter().map(|page| self.with(situation, page, ahead)).min().unwrap_or(0)
    }

    fn ways(&self, page: &[FactId]) -> usize {
        let cells = page.iter().map(|id| self.oracle.cells(*id).len().max(1));
        cells.fold(1, usize::saturating_mul).min(WAYS)
    }

    fn cost(&self, page: &[FactId]) -> u64 {
        page.iter()
            .enumerate()
            .map(|(at, id)| {
                let plain = if at == 0 { QUESTION } else { ON_THE_SAME_PAGE };
                let fact = &self.model[*id];
                match &fact.ty {
                    // Many things to look up and to write.
                    Type::Record(_) | Type::List(_) | Type::Set(_) | Type::Membership => plain * 4,
                    // Somebody has to look at it and make up their mind.
                    _ if fact.judged_by.is_some() => plain * 5 / 4,
                    _ => plain,
                }
            })
            .sum()
    }
}

/// Facts in pages: what is asked together stands on one, each in the order of the declarations.
pub(super) fn pages(model: &Model, facts: impl IntoIterator<Item = FactId>) -> Vec<Vec<FactId>> {
    let mut pages: Vec<Vec<FactId>> = Vec::new();
    for id in facts {
        let group = model.vocabulary.asked_in(id);
        match pages.iter_mut().find(|page| page.first().is_some_and(|first| model.vocabulary.asked_in(*first) == group))
        {
            Some(page) => page.push(id),
            None => pages.push(vec![id]),
        }
    }
    pages
}
