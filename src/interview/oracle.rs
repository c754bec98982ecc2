//! What an interview has to know of the rules: the one seam to the search over boxes.
//!
//! Three questions: what the outcome is, which missing facts can still change it, and which values of a fact are told
//! apart. The answers are exact as long as the search does not give up; then more is asked than has to be.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::cells::Cells;
use crate::decide::{Evaluation, Outcome, Situation, impossible};
use crate::explain::{Book, sure, waiting};
use crate::model::ActionId;
use crate::model::vocabulary::FactId;
use crate::value::Value;

/// How many nodes are looked at to choose one question. It is counted, so that it is the same on each machine.
const WORK: u64 = 4_000_000;
/// Where that is enough for so many situations, it is proven of each which facts can still change its outcome.
const PROVEN: u64 = 100;
/// Else so many are read without a search; fewer where long lists are read.
const READ: usize = 1_500;
/// So many parts of lists and records take about as long to read as all else.
const PARTS: usize = 200;

/// The facts that can still change the outcome, by the values of some.
type Seen = BTreeMap<Vec<Option<Value>>, Rc<Vec<FactId>>>;

/// Decides for one action, beginning with one situation.
pub(super) struct Oracle<'m> {
    book: Book<'m>,
    action: ActionId,
    /// The missing facts that may be set, with their cells.
    free: BTreeMap<FactId, Vec<Value>>,
    /// The facts that can still change the outcome where it begins.
    open: Rc<Vec<FactId>>,
    /// What was seen already, by the values of these facts.
    seen: RefCell<Seen>,
    /// Whether each situation is searched, and not only read.
    is_proven: bool,
    /// How much more may be looked at: nodes, or situations.
    left: Cell<u64>,
    /// How much of that one situation costs.
    each: u64,
}

impl<'m> Oracle<'m> {
    /// `others` are terms that may be stated: their values are tried too.
    pub(super) fn new(
        book: Book<'m>,
        action: ActionId,
        situation: &Situation,
        others: impl IntoIterator<Item = FactId>,
    ) -> Oracle<'m> {
        let (open, work) = sure::open(book, situation, action);
        let mut cells = Cells::new(book, action, situation);
        let free = open.iter().copied().chain(others).map(|id| (id, cells.of(id))).collect();
        let stated = book.model.vocabulary.iter().filter_map(|(id, _)| situation.fact(id));
        let parts = stated.map(parts).sum::<usize>();
        let is_proven = work.max(1).saturating_mul(PROVEN) <= WORK && parts < PARTS;
        let read = u64::try_from(READ * PARTS / (PARTS + parts)).unwrap_or(0);
        let (left, each) = if is_proven { (WORK, work.max(1)) } else { (read, 1) };
        Oracle {
            book,
            action,
            free,
            open: Rc::new(open.into_iter().collect()),
            seen: RefCell::default(),
            is_proven,
            left: Cell::new(left),
            each,
        }
    }

    /// What the rules say, whatever is missing.
    pub(super) fn outcome(&self, situation: &Situation) -> Outcome {
        sure::outcome(self.book, situation, self.action)
    }

    /// Whether the rulebook does not say that this cannot be.
    pub(super) fn is_possible(&self, situation: &Situation) -> bool {
        impossible(self.book.model, situation).is_none()
    }

    /// The missing facts that can still change the outcome, in the order of their declaration; none if it is certain. Where a
    /// search would take too long, those of them that a reading waits for.
    pub(super) fn relevant(&self, situation: &Situation) -> Rc<Vec<FactId>> {
        let key: Vec<Option<Value>> = self.free.keys().map(|id| situation.fact(*id).cloned()).collect();
        if let Some(seen) = self.seen.borrow().get(&key) {
            return Rc::clone(seen);
        }
        let (open, work) = if self.is_proven && self.left.get() > 0 {
            sure::open(self.book, situation, self.action)
        } else {
            // What cannot change the outcome now cannot change it later.
            let evaluation = Evaluation::new(self.book.model, situation);
            let mut waiting = match evaluation.outcome(self.action) {
                Outcome::Undetermined => waiting(&evaluation, self.action),
                _ => BTreeSet::new(),
            };
            waiting.retain(|id| self.free.contains_key(id));
            (waiting, 1)
        };
        self.left.set(self.left.get().saturating_sub(work));
        let open = Rc::new(open.into_iter().collect());
        self.seen.borrow_mut().insert(key, Rc::clone(&open));
        open
    }

    /// One possible value of each cell of a fact: values that no condition tells apart share one. None of a fact with parts.
    pub(super) fn cells(&self, id: FactId) -> &[Value] {
        self.free.get(&id).map_or(&[], Vec::as_slice)
    }

    /// How many more situations may be looked at, at what the first one cost.
    pub(super) fn left(&self) -> u64 {
        self.left.get() / self.each
    }

    /// The missing facts that can still change the outcome where it begins.
    pub(super) fn open(&self) -> &[FactId] {
        &self.open
    }
}

/// How many values a value consists of.
fn parts(value: &Value) -> usize {
    match value {
        Value::Record(fields) => fields.iter().flatten().map(parts).sum(),
        Value::List(members) => members.iter().map(parts).sum(),
        Value::Membership(groups) => groups.values().map(|of| of.len()).sum(),
        _ => 1,
    }
}
