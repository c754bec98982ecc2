//! What has to hold of an answer, held against the enumeration.

use std::collections::BTreeSet;

use candor::explain::{Change as Suggested, Extent, Label, Typed};
use candor::value::Value;
use candor::{Explanation, Rulebook};

use super::book::{ACTIONS, Book, Kind, ROLES, fact_name, how, rule_name};
use super::brute::{Cost, Move, Outcome, Space};
use super::draw::{Chance, DAY};
use super::naive::Blocker;

pub type Held = Result<(), String>;
pub type Law = fn(&Desk<'_>, &Case) -> Held;

/// A day, and a value for some of the facts.
#[derive(Clone, Debug)]
pub struct Case {
    pub today: i64,
    pub facts: Vec<Option<i64>>,
}

/// A rulebook, as the engine has it and as all its points.
pub struct Desk<'a> {
    pub book: &'a Book,
    pub rulebook: Rulebook,
    pub space: Space<'a>,
}

/// Ends a law where something is not as it should be.
macro_rules! hold {
    ($holds:expr, $($why:tt)*) => {
        if !$holds {
            return Err(format!($($why)*));
        }
    };
}

impl<'a> Desk<'a> {
    pub fn load(book: &'a Book) -> Option<Desk<'a>> {
        let (rulebook, report) = Rulebook::check("desk", &book.text());
        let errors: Vec<_> = report.diagnostics.iter().filter(|d| d.is_error()).collect();
        assert!(errors.is_empty(), "a random rulebook does not load: {errors:#?}");
        Some(Desk { book, rulebook: rulebook?, space: Space::new(book) })
    }

    /// Cases that can be, most of them denied; each leaves out as many facts as one of these numbers says.
    pub fn cases(&self, chance: &mut Chance, missing: &[usize]) -> Vec<Case> {
        let mut cases = Vec::new();
        let today = DAY + chance.from(-1, 3);
        for missing in missing {
            let points = self.space.on(today);
            let drawn = || (0..self.space.count).filter(|at| points[*at].is_possible);
            let denied: Vec<usize> = drawn().filter(|at| points[*at].allowed == Some(false)).collect();
            let possible: Vec<usize> = drawn().collect();
            let from = if denied.is_empty() || chance.is(15) { &possible } else { &denied };
            if from.is_empty() {
                continue;
            }
            let mut facts: Vec<Option<i64>> =
                self.space.values(from[chance.below(from.len())]).into_iter().map(Some).collect();
            for _ in 0..*missing {
                let at = chance.below(facts.len());
                facts[at] = None;
            }
            cases.push(Case { today, facts });
        }
        cases
    }

    fn ask(&self, case: &Case) -> Result<Explanation, String> {
        let text = self.book.case_text(case.today, &case.facts);
        let read = self.rulebook.case("case", &text).map_err(|error| format!("the case is refused: {error:?}"))?;
        self.rulebook.why(ACTIONS[0], &read).map_err(|error| format!("no answer: {error:?}"))
    }

    /// What the remedies of an answer cost, the first of them first.
    pub fn costs(&self, case: &Case) -> Result<Vec<Cost>, String> {
        let answer = self.ask(case)?;
        let moves = answer.remedies.iter().map(|remedy| self.moves((case.today, 0), case, &remedy.changes));
        moves.map(|moves| Ok(self.space.cost(&case.facts, &moves?))).collect()
    }

    /// The name of a blocker in an answer.
    fn name(&self, bit: usize) -> String {
        match self.space.blockers[bit] {
            Blocker::Rule(at) => rule_name(at),
            Blocker::Default => ACTIONS[0].to_owned(),
        }
    }

    fn names(&self, mask: u32) -> BTreeSet<String> {
        let bits = 0..self.space.blockers.len();
        bits.filter(|bit| mask >> bit & 1 == 1).map(|bit| self.name(bit)).collect()
    }

    fn fact(&self, name: &str) -> usize {
        (0..self.book.facts.len()).find(|at| fact_name(*at) == name).unwrap()
    }

    /// Changes as they are told, by the way that they name, on a day and begun so many days before.
    fn moves(&self, today: (i64, i64), case: &Case, changes: &[Suggested]) -> Result<Vec<Move>, String> {
        let told = changes.iter().map(|change| {
            let at = self.fact(&change.fact.name);
            let to = number(&change.to);
            let way = (0..self.book.facts[at].changes.len()).find(|way| how(at, *way) == change.how);
            let declared = &self.book.facts[at].changes[way.ok_or("names no change")?];
            let days = (declared.days - today.1).max(0);
            hold!(Some(number(&change.from)) == case.facts[at], "{} is not what it was", change.fact.name);
            let reached = |m: &Move| (m.to, m.effort, m.days) == (to, declared.effort, days);
            let own = self.space.moves(today, at, number(&change.from)).into_iter().any(|m| reached(&m));
            hold!(own, "`{}` does not lead to {to}", change.how);
            Ok(Move { fact: at, to, effort: declared.effort, days })
        });
        told.collect()
    }
}

pub fn number(typed: &Typed) -> i64 {
    match &typed.value {
        Value::YesNo(yes) => i64::from(*yes),
        Value::Number(n) => i64::try_from(*n).unwrap(),
        Value::Choice(at) => i64::try_from(*at).unwrap(),
        Value::Date(day) => i64::from(day.days()),
        other => panic!("{other:?} is no value of a small rulebook"),
    }
}

fn ends(extent: &Extent, (low, high): (i64, i64)) -> (i64, i64) {
    (extent.from.as_ref().map_or(low, number), extent.to.as_ref().map_or(high, number))
}

fn applied(case: &Case, moves: &[Move]) -> Case {
    let mut changed = case.clone();
    moves.iter().for_each(|m| changed.facts[m.fact] = Some(m.to));
    changed.today += moves.iter().map(|m| m.days).max().unwrap_or(0);
    changed
}

fn outcome(answer: &Explanation) -> Outcome {
    outcome_of(answer.outcome)
}

fn outcome_of(outcome: candor::Outcome) -> Outcome {
    match outcome {
        candor::Outcome::Allowed => Outcome::Allowed,
        candor::Outcome::Denied => Outcome::Denied,
        candor::Outcome::Undetermined => Outcome::Undetermined,
    }
}

// --- The laws -----------------------------------------------------------------------------

/// Denied or allowed where all completions agree, and of each rule whether it surely stands in the way.
pub fn certainty(desk: &Desk<'_>, case: &Case) -> Held {
    let answer = desk.ask(case)?;
    let expected = desk.space.outcome(case.today, &case.facts);
    hold!(outcome(&answer) == expected, "{:?}, and it is {expected:?}", answer.outcome);
    let (surely, maybe) = desk.space.blocking(case.today, &case.facts);
    let named = |certain: bool| -> BTreeSet<String> {
        answer.restrictions.iter().filter(|r| r.certain == certain).map(|r| r.rule.rule.clone()).collect()
    };
    hold!(named(true) == desk.names(surely), "certain {:?}, and it is {:?}", named(true), desk.names(surely));
    let open = desk.names(maybe & !surely);
    hold!(named(false) == open, "may apply {:?}, and it is {open:?}", named(false));
    Ok(())
}

/// Asked is for what belongs to a smallest set that settles the outcome; pairs of values turn it.
pub fn missing(desk: &Desk<'_>, case: &Case) -> Held {
    let answer = desk.ask(case)?;
    let asked: BTreeSet<usize> = answer.missing.iter().map(|m| desk.fact(&m.fact.name)).collect();
    // Where it is settled, only ways out are left to ask for.
    if outcome(&answer) != Outcome::Undetermined {
        return Ok(());
    }
    let (needed, turns) = desk.space.needed(case.today, &case.facts);
    hold!(asked == needed, "asks for {asked:?}, and needed are {needed:?}");
    hold!(answer.missing_label == Label::Proven, "{:?}", answer.missing_label);
    for question in &answer.missing {
        let at = desk.fact(&question.fact.name);
        let Some(turn) = &question.turn else {
            hold!(!turns.contains(&at), "no two values of {} are told", question.fact.name);
            continue;
        };
        let (one, other) = (number(&turn.one), number(&turn.other));
        let (with_one, with_other) = (outcome_of(turn.with_one), outcome_of(turn.with_other));
        hold!(with_one != with_other, "{} does not turn", question.fact.name);
        if turn.alone {
            for (value, told) in [(one, with_one), (other, with_other)] {
                let mut facts = case.facts.clone();
                facts[at] = Some(value);
                let here = desk.space.outcome(case.today, &facts);
                hold!(here == told, "{} with {value}, told {told:?}, is {here:?}", question.fact.name);
            }
        }
        // Somewhere among the completions these are the outcomes.
        let points = desk.space.on(case.today);
        let real = desk.space.completions(case.today, &case.facts).into_iter().any(|point| {
            let mut values: Vec<Option<i64>> = desk.space.values(point).into_iter().map(Some).collect();
            let mut is = |value: i64, expected: Outcome| {
                values[at] = Some(value);
                let here = desk.space.completions(case.today, &values);
                here.iter().any(|point| {
                    let outcome = match points[*point].allowed {
                        Some(true) => Outcome::Allowed,
                        Some(false) => Outcome::Denied,
                        None => Outcome::Undetermined,
                    };
                    outcome == expected
                })
            };
            is(one, with_one) && is(other, with_other)
        });
        hold!(real, "{} does not turn between {one} and {other}", question.fact.name);
    }
    Ok(())
}

/// Exactly the cheapest, at most three, none with all facts of another; or the proof that there is none.
pub fn remedies(desk: &Desk<'_>, case: &Case) -> Held {
    let answer = desk.ask(case)?;
    if outcome(&answer) != Outcome::Denied {
        hold!(answer.remedies.is_empty(), "remedies of what is not denied");
        return Ok(());
    }
    let expected = desk.space.remedies(case.today, &case.facts);
    let mut found: Vec<Cost> = Vec::new();
    for remedy in &answer.remedies {
        let moves = desk.moves((case.today, 0), case, &remedy.changes)?;
        let after = applied(case, &moves);
        let which: BTreeSet<usize> = moves.iter().map(|m| m.fact).collect();
        let on = remedy.on.map_or(case.today, |day| i64::from(day.days()));
        hold!(on == after.today, "it is done on {}, not on {on}", after.today);
        let is_one =
            |facts: &[Option<i64>]| desk.space.is_remedy((case.today, &case.facts), (after.today, facts), &which);
        hold!(is_one(&after.facts), "no remedy: {moves:?}");
        found.push(desk.space.cost(&case.facts, &moves));
        for (change, m) in remedy.changes.iter().zip(&moves) {
            stretch(desk, case, change, m, &after, &is_one)?;
        }
    }
    hold!(found == expected, "found {found:?}, and the cheapest are {expected:?}");
    hold!(answer.remedies_label == Label::Proven, "{:?}", answer.remedies_label);
    Ok(())
}

/// All that a fact may become instead does, and what lies one further does not or is not reached.
fn stretch(
    desk: &Desk<'_>,
    case: &Case,
    change: &Suggested,
    m: &Move,
    after: &Case,
    is_one: &dyn Fn(&[Option<i64>]) -> bool,
) -> Held {
    let Some(range) = &change.range else { return Ok(()) };
    let fact = &desk.book.facts[m.fact];
    let (low, high) = ends(range, (fact.low, fact.high));
    let with = |to: i64| {
        let mut facts = after.facts.clone();
        facts[m.fact] = Some(to);
        is_one(&facts)
    };
    hold!((low..=high).contains(&m.to) && low < high, "{} lies outside of {low} to {high}", m.to);
    hold!((low..=high).all(with), "not all of {low} to {high} of {}", fact_name(m.fact));
    let old = case.facts[m.fact].unwrap();
    let further = if m.to < old { low - 1 } else { high + 1 };
    let moves = desk.space.moves((case.today, 0), m.fact, old);
    let reached = moves.iter().any(|other| (other.to, other.effort, other.days) == (further, m.effort, m.days));
    hold!(!reached || !with(further), "{} of {} would do as well", further, fact_name(m.fact));
    Ok(())
}

/// The engine's own answer after each remedy, and after all but one of its changes.
pub fn remedies_asked_again(desk: &Desk<'_>, case: &Case) -> Held {
    let answer = desk.ask(case)?;
    for remedy in &answer.remedies {
        let moves = desk.moves((case.today, 0), case, &remedy.changes)?;
        let after = applied(case, &moves);
        let again = desk.ask(&after)?;
        hold!(outcome(&again) == Outcome::Allowed, "{:?} after {moves:?}", again.outcome);
        for left_out in &moves {
            let mut less = after.clone();
            less.facts[left_out.fact] = case.facts[left_out.fact];
            let which: BTreeSet<usize> = moves.iter().map(|m| m.fact).filter(|at| *at != left_out.fact).collect();
            let is_one = desk.space.is_remedy((case.today, &case.facts), (less.today, &less.facts), &which);
            // Where it would be a yes, that is by evasion, or by waiting as long.
            let outcome = desk.ask(&less).map(|answer| outcome(&answer));
            let by_waiting = less.today != case.today;
            hold!(
                outcome != Ok(Outcome::Allowed) || !is_one || by_waiting,
                "{} need not change",
                fact_name(left_out.fact)
            );
        }
    }
    Ok(())
}

/// Each surely suffices, none can be left out, and no stretch could be wider.
pub fn reasons(desk: &Desk<'_>, case: &Case) -> Held {
    let answer = desk.ask(case)?;
    for restriction in answer.restrictions.iter().filter(|r| r.certain) {
        let name = &restriction.rule.rule;
        let blocker = (0..desk.space.blockers.len()).find(|bit| desk.name(*bit) == *name).unwrap();
        let mut decide: Vec<Option<(i64, i64)>> = vec![None; case.facts.len()];
        for told in &restriction.facts {
            let at = desk.fact(&told.fact);
            let fact = &desk.book.facts[at];
            let value = told.value.as_ref().map(number);
            hold!(value.is_some() && value == case.facts[at], "{} decides with {value:?}", told.fact);
            let value = value.unwrap();
            let stretch = told.extent.as_ref().map_or((value, value), |extent| ends(extent, (fact.low, fact.high)));
            hold!((stretch.0..=stretch.1).contains(&value), "{} lies outside of {stretch:?}", told.fact);
            decide[at] = Some(stretch);
        }
        let suffices = |decide: &[Option<(i64, i64)>]| desk.space.suffices(case.today, blocker, decide);
        hold!(suffices(&decide), "{name} does not follow from {decide:?}");
        hold!(restriction.facts_label == Label::Proven, "{name}: {:?}", restriction.facts_label);
        // With the others as they are.
        let values: Vec<Option<(i64, i64)>> =
            decide.iter().zip(&case.facts).map(|(ends, value)| ends.and(value.map(|value| (value, value)))).collect();
        for at in (0..values.len()).filter(|at| values[*at].is_some()) {
            let mut less = values.clone();
            less[at] = None;
            hold!(!suffices(&less), "{name} does not need {} of {decide:?}", fact_name(at));
            let fact = &desk.book.facts[at];
            let (low, high) = decide[at].unwrap();
            if matches!(fact.kind, Kind::YesNo | Kind::Choice) {
                continue;
            }
            for wider in [(low - 1, high), (low, high + 1)] {
                let mut more = decide.clone();
                more[at] = Some(wider);
                let is_within = fact.low <= wider.0 && wider.1 <= fact.high;
                hold!(!is_within || !suffices(&more), "{} of {name} could be {wider:?}", fact_name(at));
            }
        }
    }
    Ok(())
}

/// So many later days are tried one by one.
const DAYS: i64 = 12;

/// Where nothing helps today, the first later day on which something does, and what is cheapest then.
pub fn later(desk: &Desk<'_>, case: &Case) -> Held {
    let answer = desk.ask(case)?;
    let is_sought = outcome(&answer) == Outcome::Denied && answer.remedies.is_empty();
    hold!(is_sought || answer.later.is_none(), "a later day where something helps today");
    if !is_sought {
        return Ok(());
    }
    let expected = desk.space.later(case.today, &case.facts, DAYS);
    // Where facts are missing, or another action is asked for, it is not known that it is the first.
    let is_unsure = case.facts.contains(&None) || desk.space.asks_of_other;
    let Some(later) = &answer.later else {
        // There, or where days are left out, it may end without a result, and says so; so where nobody can tell on some day, or it cannot be.
        let cannot_tell = |day| {
            let day = case.today + day;
            desk.space.outcome(day, &case.facts) == Outcome::Undetermined
                || desk.space.completions(day, &case.facts).is_empty()
        };
        let is_open = is_unsure || answer.timeline.gave_up || (1..=DAYS).any(cannot_tell);
        let gave_up = answer.later_label != Label::Proven && is_open;
        hold!(
            gave_up || expected.is_none() && answer.later_label == Label::Proven,
            "nothing later, and it is {expected:?}"
        );
        return Ok(());
    };
    let on = i64::from(later.on.days());
    let begun = (on, on - case.today);
    let mut found: Vec<Cost> = Vec::new();
    for remedy in &later.remedies {
        let moves = desk.moves(begun, case, &remedy.changes)?;
        let after = applied(&Case { today: on, ..case.clone() }, &moves);
        let which: BTreeSet<usize> = moves.iter().map(|m| m.fact).collect();
        let is_one = desk.space.is_remedy((on, &case.facts), (on, &after.facts), &which);
        hold!(after.today == on && remedy.on.is_none() && is_one, "no remedy on {on}: {moves:?}");
        found.push(desk.space.cost(&case.facts, &moves));
    }
    if begun.1 <= DAYS || expected.is_some() {
        hold!(expected == Some((on, found.clone())), "on {on} {found:?}, and it is {expected:?}");
    }
    hold!(is_unsure || answer.later_label == Label::Proven, "{:?}", answer.later_label);
    Ok(())
}

/// Where no role may decide as it stands, the least change after which one may.
pub fn after(desk: &Desk<'_>, case: &Case) -> Held {
    let answer = desk.ask(case)?;
    if outcome(&answer) != Outcome::Denied {
        return Ok(());
    }
    let one_covers = (0..ROLES.len()).any(|role| desk.space.covers(role, case.today, &case.facts));
    for (role, authority) in answer.authority.iter().enumerate() {
        let covers = desk.space.covers(role, case.today, &case.facts);
        hold!(authority.covers == covers, "{}: {} and it is {covers}", ROLES[role].0, authority.covers);
        let expected = if one_covers { None } else { desk.space.after(role, case.today, &case.facts) };
        let moves = desk.moves((case.today, 0), case, &authority.after)?;
        let found = (!moves.is_empty()).then(|| desk.space.cost(&case.facts, &moves));
        if !moves.is_empty() {
            let changed = applied(case, &moves);
            let covers = desk.space.covers(role, changed.today, &changed.facts);
            hold!(covers, "{} does not cover after {moves:?}", ROLES[role].0);
        }
        hold!(found == expected, "{} covers after {found:?}, and the least is {expected:?}", ROLES[role].0);
    }
    Ok(())
}
