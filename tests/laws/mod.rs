//! Laws: what holds of every answer, tried on random rulebooks and held against a naive evaluator of its own.
//!
//! The seeds are fixed, so that a run is the same everywhere. `CANDOR_LAWS_CASES=20` tries twenty times as many.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a law that does not hold ends the test")]

pub mod book;
mod draw;
mod files;
mod found;
mod oracle;
pub mod print;
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use candor::explain::{Label, Restriction, Stopped};
use candor::value::Value;
use candor::{Case, Date, Explanation, Rulebook, Standing};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};

use book::{ACTIONS, FACTS, FIRST_DAY, LAST_DAY, Question, ROLES, Rule, STATED_CAP, WayOut, Word};
use draw::question;
use oracle::{Oracle, Outcome};
use print::{day_text, rule_name, value_text};

type Held = Result<(), TestCaseError>;

/// Tries a law on so many inputs and shows the smallest one on which it does not hold.
fn law<S: Strategy>(seed: u64, cases: u32, inputs: S, holds: impl Fn(S::Value) -> Held) {
    let times: u32 = std::env::var("CANDOR_LAWS_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let config = Config {
        cases: cases.saturating_mul(times),
        failure_persistence: None,
        max_shrink_iters: 3_000,
        max_shrink_time: 20_000,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    if let Err(error) = TestRunner::new(config).run(&inputs, holds) {
        panic!("{error}");
    }
}

// --- Asking the engine --------------------------------------------------------------------

fn load(text: &str) -> Rulebook {
    let (rulebook, report) = Rulebook::check("desk", text);
    let errors: Vec<_> = report.diagnostics.iter().filter(|d| d.is_error()).collect();
    rulebook.unwrap_or_else(|| panic!("a random rulebook does not load:\n{text}\n{errors:#?}"))
}

fn read(rulebook: &Rulebook, question: &Question, facts: &[Option<i64>]) -> Case {
    let text = question.case_of(facts);
    rulebook.case("case", &text).unwrap_or_else(|error| panic!("a random case does not load:\n{text}\n{error:?}"))
}

impl Question {
    fn load(&self) -> Rulebook {
        load(&self.book.print())
    }

    /// Every action with its answer; `None` if the rulebook says that the case cannot be.
    fn answers(&self, rulebook: &Rulebook) -> Option<Vec<(usize, Explanation)>> {
        self.answers_of(rulebook, &self.facts)
    }

    fn answers_of(&self, rulebook: &Rulebook, facts: &[Option<i64>]) -> Option<Vec<(usize, Explanation)>> {
        let case = read(rulebook, self, facts);
        (0..ACTIONS.len()).map(|at| Some((at, rulebook.why(ACTIONS[at], &case).ok()?))).collect()
    }

    /// Whether everything is stated but the term that may be.
    fn is_full(&self) -> bool {
        (0..FACTS.len()).all(|at| at == STATED_CAP || self.facts[at].is_some())
    }

    fn is_possible(&self) -> bool {
        !Oracle::new(self).is_impossible()
    }
}

fn day(date: Date) -> i64 {
    i64::from(date.days())
}

fn outcome(outcome: candor::Outcome) -> Outcome {
    match outcome {
        candor::Outcome::Allowed => Outcome::Allowed,
        candor::Outcome::Denied => Outcome::Denied,
        candor::Outcome::Undetermined => Outcome::Undetermined,
    }
}

fn names<'r>(restrictions: impl IntoIterator<Item = &'r Restriction>, certain: bool) -> BTreeSet<String> {
    restrictions.into_iter().filter(|r| r.certain == certain).map(|r| r.rule.rule.clone()).collect()
}

fn stopped(all: &[Stopped]) -> BTreeMap<String, BTreeSet<String>> {
    all.iter().map(|s| (s.rule.rule.clone(), s.by.iter().map(|by| by.rule.clone()).collect())).collect()
}

fn offers(answer: &Explanation) -> BTreeSet<String> {
    let open = answer.alternatives.iter().filter(|a| a.outcome == candor::Outcome::Allowed);
    open.map(|a| a.action.name.clone()).collect()
}

/// Cases that state everything, and cases that state some of it.
fn full_or_partial() -> impl Strategy<Value = Question> {
    prop_oneof![question(10), question(8), question(4)]
}

// --- The engine and the charter -----------------------------------------------------------

#[test]
fn the_engine_answers_as_the_charter_says() {
    law(1, 80, full_or_partial(), |question| {
        let oracle = Oracle::new(&question);
        let Some(answers) = question.answers(&question.load()) else {
            prop_assert!(oracle.is_impossible(), "refused as impossible");
            return Ok(());
        };
        prop_assert!(!oracle.is_impossible(), "answered although it cannot be");
        for (action, answer) in &answers {
            let action = *action;
            // The naive evaluator reads test by test. Where facts are missing the engine knows no less than it; that what it knows
            // beyond is so in every completion is the next law, and that it knows all of it is held in `exact`.
            let is_read = oracle.outcome(action) != Outcome::Undetermined;
            prop_assert!(!is_read || outcome(answer.outcome) == oracle.outcome(action), "outcome");
            let (certain, open) = (names(&answer.restrictions, true), names(&answer.restrictions, false));
            let (read, unread) = (oracle.certain(action), oracle.could_block(action));
            prop_assert!(certain.is_superset(&read), "certain restrictions: {certain:?}, read {read:?}");
            prop_assert!(certain.is_subset(&(&read | &unread)), "certain restrictions: {certain:?}");
            prop_assert!(open.is_subset(&unread), "could block: {open:?}, read {unread:?}");
            let granted: BTreeSet<String> = answer.granted_by.iter().map(|r| r.rule.clone()).collect();
            if !question.is_full() {
                let by_name = |all: BTreeMap<String, BTreeSet<String>>| all.into_keys().collect::<BTreeSet<String>>();
                let (excepted, defeated) = (by_name(stopped(&answer.excepted)), by_name(stopped(&answer.defeated)));
                prop_assert!(excepted.is_superset(&by_name(oracle.excepted(action))), "excepted: {excepted:?}");
                prop_assert!(defeated.is_superset(&by_name(oracle.defeated(action))), "defeated: {defeated:?}");
                prop_assert!(granted.is_superset(&oracle.granted_by(action)), "granted by: {granted:?}");
                prop_assert!(!is_read || offers(answer).is_superset(&oracle.offers(action)), "offers");
                continue;
            }
            prop_assert_eq!(outcome(answer.outcome), oracle.outcome(action), "outcome");
            prop_assert_eq!(certain, read, "certain restrictions");
            prop_assert_eq!(open, unread, "could block");
            prop_assert_eq!(stopped(&answer.excepted), oracle.excepted(action), "excepted");
            prop_assert_eq!(stopped(&answer.defeated), oracle.defeated(action), "defeated");
            prop_assert_eq!(granted, oracle.granted_by(action), "granted by");
            prop_assert_eq!(offers(answer), oracle.offers(action), "offers");
        }
        Ok(())
    });
}

#[test]
fn what_is_certain_holds_whatever_the_missing_facts_are() {
    law(2, 40, prop_oneof![question(8), question(6)], |question| {
        let oracle = Oracle::new(&question);
        let Some(answers) = question.answers(&question.load()) else { return Ok(()) };
        for facts in oracle.completions(150) {
            let complete = oracle.with(&facts);
            for (action, answer) in &answers {
                if answer.outcome != candor::Outcome::Undetermined {
                    prop_assert_eq!(
                        complete.outcome(*action),
                        outcome(answer.outcome),
                        "with {}",
                        question.case_of(&facts)
                    );
                }
                let certain = names(&answer.restrictions, true);
                let blocking = complete.certain(*action);
                prop_assert!(certain.is_subset(&blocking), "{certain:?}, and with {}", question.case_of(&facts));
                let listed: BTreeSet<String> = &certain | &names(&answer.restrictions, false);
                prop_assert!(blocking.is_subset(&listed), "not listed with {}", question.case_of(&facts));
            }
        }
        Ok(())
    });
}

#[test]
fn the_decision_follows_from_the_explanation() {
    law(3, 40, full_or_partial(), |question| {
        let in_force = Oracle::new(&question).is_in_force();
        for (action, answer) in question.answers(&question.load()).unwrap_or_default() {
            let certain = !names(&answer.restrictions, true).is_empty();
            let open = question.book.actions[action].closed.is_none();
            let granted = open || !answer.granted_by.is_empty();
            let allowed = in_force && answer.restrictions.is_empty() && granted;
            let denied = answer.outcome == candor::Outcome::Denied;
            // Of several of which one surely stands in the way none has to by itself, as long as facts are missing.
            let together = !question.is_full() && answer.restrictions.len() > 1;
            prop_assert!(denied == certain || (denied && together), "denied by nothing, or not by what surely blocks");
            prop_assert_eq!(answer.outcome == candor::Outcome::Allowed, allowed);
            let standing = match answer.outcome {
                candor::Outcome::Allowed => Standing::Yes,
                candor::Outcome::Undetermined => Standing::CannotTell,
                candor::Outcome::Denied if !answer.remedies.is_empty() => Standing::YesIf,
                candor::Outcome::Denied if answer.authority.iter().any(|a| a.covers || !a.after.is_empty()) => {
                    Standing::Ask
                }
                candor::Outcome::Denied if answer.timeline.opens_on.is_some() => Standing::From,
                candor::Outcome::Denied => Standing::No,
            };
            prop_assert_eq!(answer.standing, standing);
        }
        Ok(())
    });
}

#[test]
fn the_deciding_facts_suffice_and_none_can_be_left_out() {
    law(4, 30, full_or_partial(), |question| {
        let rulebook = question.load();
        for (action, answer) in question.answers(&rulebook).unwrap_or_default() {
            for restriction in answer.restrictions.iter().filter(|r| r.certain) {
                let mut facts = vec![None; FACTS.len()];
                for stated in &restriction.facts {
                    let at = FACTS.iter().position(|f| f.name == stated.fact).unwrap();
                    prop_assert!(question.facts[at].is_some(), "{} decides and is missing", stated.fact);
                    facts[at] = question.facts[at];
                }
                let is_least = restriction.facts_label == Label::Proven;
                let denies = |facts: &[Option<i64>]| {
                    let answers = question.answers_of(&rulebook, facts).unwrap();
                    names(&answers[action].1.restrictions, true).contains(&restriction.rule.rule)
                };
                prop_assert!(denies(&facts), "{} does not follow", restriction.rule.rule);
                // Without what is stated of a term its definition gives it, so that it may be left out of a case by chance.
                for at in (0..FACTS.len()).filter(|at| is_least && *at != STATED_CAP) {
                    let kept = facts[at].take();
                    prop_assert!(kept.is_none() || !denies(&facts), "{} is not needed", FACTS[at].name);
                    facts[at] = kept;
                }
            }
        }
        Ok(())
    });
}

// --- Order and names ----------------------------------------------------------------------

/// An answer without the order in which it lists things, and without digests.
fn orderless(answer: &Explanation) -> Vec<BTreeSet<String>> {
    fn set<T: std::fmt::Debug>(all: &[T]) -> BTreeSet<String> {
        all.iter().map(|one| format!("{one:?}")).collect()
    }
    // Of several pairs between which the answer turns any one is told.
    fn asked(all: &[candor::explain::MissingFact]) -> BTreeSet<String> {
        let plain = |one: &candor::explain::MissingFact| candor::explain::MissingFact { turn: None, ..one.clone() };
        set(&all.iter().map(plain).collect::<Vec<_>>())
    }
    let restrictions = answer.restrictions.iter().map(|r| {
        let mut r = r.clone();
        r.not_granted.iter_mut().for_each(|way| way.excluded_by.sort_by(|a, b| a.rule.cmp(&b.rule)));
        // Rules about an action that a condition asks for are listed by position too, and what several of them read is told
        // below the first.
        let ways = r.not_granted.iter_mut().flat_map(|way| &mut way.unmet);
        ways.chain(&mut r.because).for_each(|ground| ground.depth = 0);
        r.not_granted.iter_mut().for_each(|way| way.unmet.sort_by_key(|ground| format!("{ground:?}")));
        let because = set(&std::mem::take(&mut r.because));
        // Where the search ended early, which of several sets of facts it had come to is chance.
        if r.facts_label != Label::Proven {
            r.facts.clear();
        }
        let (facts, ways) = (set(&std::mem::take(&mut r.facts)), set(&std::mem::take(&mut r.not_granted)));
        r.overridable_by.sort();
        format!("{r:?} {because:?} {facts:?} {ways:?}")
    });
    let stretches = answer.timeline.stretches.iter().map(|s| {
        let because: BTreeSet<&String> = s.because.iter().collect();
        format!("{} {:?} {:?} {because:?}", s.from, s.to, s.outcome)
    });
    let stops = |all: &[Stopped]| stopped(all).into_iter().map(|s| format!("{s:?}")).collect();
    let authority = answer.authority.iter().map(|a| {
        let changes = set(&a.after);
        format!("{:?} {} {changes:?} {:?} {:?}", a.role, a.covers, set(&a.conditions), set(&a.why_not))
    });
    let alternatives = answer
        .alternatives
        .iter()
        .map(|a| format!("{:?} {:?} {:?} {:?}", a.action, a.outcome, a.standing, asked(&a.missing)));
    let t = &answer.timeline;
    let days = [t.allowed_until, t.opens_on, t.was_allowed_until];
    vec![
        [format!("{:?} {:?} {:?} {days:?}", answer.outcome, answer.standing, answer.remedies_label)].into(),
        restrictions.collect(),
        stops(&answer.excepted),
        stops(&answer.defeated),
        set(&answer.granted_by),
        alternatives.collect(),
        answer.remedies.iter().map(|r| format!("{:?} {:?}", set(&r.changes), r.allowed_until)).collect(),
        set(&answer.changeable),
        stretches.collect(),
        authority.collect(),
        asked(&answer.missing),
        set(&answer.faults),
    ]
}

#[test]
fn the_order_of_statements_changes_no_answer() {
    let shuffled = full_or_partial().prop_flat_map(|question| {
        let statements = question.book.statements(&rule_name);
        (Just(question), Just(statements[1..].to_vec()).prop_shuffle())
    });
    law(5, 30, shuffled, |(question, statements)| {
        let header = question.book.statements(&rule_name).remove(0);
        let other = load(&format!("{header}\n\n{}\n", statements.join("\n\n")));
        let (one, two) = (question.answers(&question.load()), question.answers(&other));
        prop_assert_eq!(one.is_some(), two.is_some());
        for ((_, one), (_, two)) in one.unwrap_or_default().iter().zip(&two.unwrap_or_default()) {
            for (one, two) in orderless(one).iter().zip(&orderless(two)) {
                prop_assert_eq!(one, two, "{:?}", statements);
            }
        }
        Ok(())
    });
}

#[test]
fn the_name_of_a_rule_changes_nothing_but_names() {
    // Names that sort the other way round.
    let renamed = |at: usize| format!("zz_{}_", 99 - at);
    law(6, 25, full_or_partial(), |question| {
        let other = load(&(question.book.statements(&renamed).join("\n\n") + "\n"));
        let (one, two) = (question.answers(&question.load()), question.answers(&other));
        for ((_, mut one), (_, mut two)) in one.unwrap_or_default().into_iter().zip(two.unwrap_or_default()) {
            // Faults are listed by name.
            let place = |fault: &candor::explain::Fault| {
                (0..99).position(|at| fault.at == rule_name(at) || fault.at == renamed(at))
            };
            one.faults.sort_by_key(place);
            two.faults.sort_by_key(place);
            one.answer_id.clone_from(&two.answer_id);
            one.rulebook.clone_from(&two.rulebook);
            for (branch, other) in one.branches.iter_mut().zip(&mut two.branches) {
                branch.then.faults.sort_by_key(place);
                other.then.faults.sort_by_key(place);
                branch.then.rulebook.clone_from(&two.rulebook);
            }
            let mut text = format!("{two:?}");
            for at in 0..question.book.rules.len() {
                text = text.replace(&renamed(at), &rule_name(at));
            }
            prop_assert_eq!(format!("{one:?}"), text);
        }
        Ok(())
    });
}

#[test]
fn a_rule_that_can_never_apply_changes_no_full_case() {
    law(7, 25, (question(10), 0..4usize), |(question, kind)| {
        let never = "\n  when      all of\n            - member\n            - not member\n  source    law \"L\"\n";
        let rule = [
            "restriction never \"N\" on lend, extend, waive".to_owned() + never,
            "requirement never \"N\" for lend, extend, waive".to_owned()
                + &never.replace("  source", "  required  vip\n  source"),
            "right never \"N\" to lend, extend, waive".to_owned() + never + "  prevails over house policy, contract\n",
            "permission never \"N\" to lend, extend, waive".to_owned() + never,
        ];
        let other = load(&format!("{}\n{}", question.book.print(), rule[kind]));
        let (one, two) = (question.answers(&question.load()), question.answers(&other));
        for ((_, one), (_, two)) in one.unwrap_or_default().iter().zip(&two.unwrap_or_default()) {
            prop_assert_eq!(one.outcome, two.outcome);
            prop_assert_eq!(one.standing, two.standing);
            prop_assert_eq!(names(&one.restrictions, true), names(&two.restrictions, true));
            prop_assert_eq!(&one.granted_by, &two.granted_by);
            prop_assert_eq!(&one.timeline, &two.timeline);
            prop_assert_eq!(&one.authority, &two.authority);
        }
        Ok(())
    });
}

#[test]
fn the_same_question_has_the_same_answer_however_it_is_stated() {
    law(8, 25, (full_or_partial(), any::<Index>()), |(question, some)| {
        let rulebook = question.load();
        let stated: Vec<usize> = (0..FACTS.len()).filter(|at| question.facts[*at].is_some()).collect();
        let later = &stated[some.index(stated.len() + 1)..];
        let mut facts = question.facts.clone();
        later.iter().for_each(|at| facts[*at] = None);
        let mut case = read(&rulebook, &question, &facts);
        for at in later {
            let text = format!("{}={}", FACTS[*at].name, value_text(FACTS[*at].kind, question.facts[*at].unwrap()));
            rulebook.set(&mut case, "--set", &text).unwrap();
        }
        let Some(answers) = question.answers(&rulebook) else { return Ok(()) };
        let again = question.answers(&question.load()).unwrap();
        for ((action, one), (_, two)) in answers.iter().zip(&again) {
            prop_assert_eq!(one, two);
            prop_assert_eq!(one, &rulebook.why(ACTIONS[*action], &case).unwrap());
            let changed = rulebook.why(ACTIONS[*action], &case.clone().with_today(one.today.tomorrow().unwrap()));
            prop_assert!(changed.is_err() || changed.unwrap().answer_id != one.answer_id);
        }
        Ok(())
    });
}

// --- Ways out -----------------------------------------------------------------------------

/// The first day of the days tried, and the last.
const TRIED: (i64, i64) = (60, 120);

#[test]
fn the_timeline_is_what_asking_on_every_day_would_give() {
    law(9, 30, full_or_partial(), |question| {
        let rulebook = question.load();
        let oracle = Oracle::new(&question);
        let today = question.today;
        for (action, answer) in question.answers(&rulebook).unwrap_or_default() {
            let line = &answer.timeline;
            if line.gave_up {
                continue;
            }
            let possible = (today..=today + TRIED.1).take_while(|d| !oracle.on(*d).is_impossible());
            let days: Vec<i64> = possible.collect();
            let (first, last) = (days[0], days[days.len() - 1]);
            // With facts missing, more is known than the naive evaluator reads: of some days it is asked.
            let is_asked = |d: i64| question.is_full() || [0, 1, 9].contains(&(d - first)) || d == last;
            for d in days.iter().copied().filter(|d| is_asked(*d)) {
                let d = &d;
                let here = line.stretches.iter().filter(|s| day(s.from) <= *d && s.to.is_none_or(|to| *d <= day(to)));
                let here: Vec<_> = here.collect();
                prop_assert_eq!(here.len(), 1, "{} lies in one stretch", day_text(*d));
                let because: BTreeSet<String> = here[0].because.iter().cloned().collect();
                let then = oracle.on(*d);
                if !question.is_full() {
                    let that_day = Question { today: *d, ..question.clone() };
                    let asked = that_day.answers(&rulebook).unwrap();
                    prop_assert_eq!(here[0].outcome, asked[action].1.outcome, "on {}", day_text(*d));
                    prop_assert!(because.is_subset(&names(&asked[action].1.restrictions, true)), "on {}", day_text(*d));
                    continue;
                }
                prop_assert_eq!(outcome(here[0].outcome), then.outcome(action), "on {}", day_text(*d));
                prop_assert_eq!(because, then.certain(action), "on {}", day_text(*d));
            }
            for pair in line.stretches.windows(2) {
                prop_assert!(pair[0].outcome != pair[1].outcome || pair[0].because != pair[1].because);
            }
            if !question.is_full() {
                continue;
            }
            let allowed = |d: &i64| oracle.on(*d).outcome(action) == Outcome::Allowed;
            let end = today + TRIED.1;
            let stretch = days.iter().take_while(|d| allowed(d)).last().copied();
            let last = days.last().copied().unwrap();
            if stretch == Some(end) {
                prop_assert!(line.allowed_until.is_none_or(|d| day(d) >= end));
            } else {
                prop_assert_eq!(line.allowed_until.map(day), stretch, "allowed until, possible until {}", last);
            }
            let opens = days.iter().copied().filter(|d| stretch.is_none_or(|s| *d > s)).find(|d| allowed(d));
            prop_assert_eq!(line.opens_on.map(day).filter(|d| *d <= end), opens, "opens on");
            let before = (today - TRIED.0..today).rev().take_while(|d| !oracle.on(*d).is_impossible());
            let was = before.filter(|_| stretch.is_none()).find(|d| allowed(d));
            prop_assert_eq!(
                line.was_allowed_until.map(day).filter(|d| *d >= today - TRIED.0),
                was,
                "was allowed until"
            );
        }
        Ok(())
    });
}

/// Few rules, and further requirements that often enough the asker can meet.
fn with_remedies() -> impl Strategy<Value = Question> {
    let provided = (draw::provided(), prop::option::of(draw::provided()), draw::source());
    (question(10), 0..4i64, prop::collection::vec(provided, 1..=3)).prop_map(|(mut question, stated, required)| {
        question.facts[2] = Some(stated & 1);
        question.facts[3] = Some(stated >> 1);
        question.book.in_force = (None, None);
        question.book.rules.truncate(2);
        question.book.rules.extend(required.into_iter().map(|(required, when, source)| Rule {
            word: Word::Requirement,
            actions: vec![0, 1],
            touches: None,
            when,
            required: Some(required),
            source,
            prevails_over: Vec::new(),
            remedy_by: Vec::new(),
            remedy_not_by: Vec::new(),
            in_force: (None, None),
            way_out: WayOut { instead: None, overrides: Vec::new() },
        }));
        question
    })
}

#[test]
fn a_remedy_makes_it_a_yes_and_none_of_its_changes_can_be_left_out() {
    law(10, 40, with_remedies(), |question| {
        for (action, answer) in question.answers(&question.load()).unwrap_or_default() {
            prop_assert!(answer.outcome == candor::Outcome::Denied || answer.remedies.is_empty());
            for remedy in &answer.remedies {
                let mut changed = question.clone();
                let mut changes = Vec::new();
                for change in &remedy.changes {
                    let at = FACTS.iter().position(|f| f.name == change.fact.name).unwrap();
                    let Value::YesNo(to) = change.to.value else { panic!("only yes and no are provided") };
                    prop_assert_ne!(changed.facts[at], Some(i64::from(to)), "changes nothing");
                    changed.facts[at] = Some(i64::from(to));
                    changes.push(at);
                }
                changed.today += changes.iter().map(|at| FACTS[*at].takes).max().unwrap();
                prop_assert!(changed.is_possible(), "{:?}", remedy.changes);
                prop_assert_eq!(Oracle::new(&changed).outcome(action), Outcome::Allowed, "{:?}", remedy.changes);
                for at in changes {
                    let mut less = changed.clone();
                    less.facts[at] = question.facts[at];
                    let without = Oracle::new(&less);
                    prop_assert!(
                        without.is_impossible() || without.outcome(action) != Outcome::Allowed,
                        "{} need not change",
                        FACTS[at].name
                    );
                }
            }
        }
        Ok(())
    });
}

#[test]
fn where_no_remedy_is_proven_there_is_none() {
    law(13, 40, with_remedies(), |question| {
        for (action, answer) in question.answers(&question.load()).unwrap_or_default() {
            let proven = answer.outcome == candor::Outcome::Denied && answer.remedies_label == Label::Proven;
            if !proven || !answer.remedies.is_empty() {
                continue;
            }
            // What is provided can become a yes, what is chosen either.
            for (paid, signed) in [(true, false), (false, true), (true, true)] {
                let mut changed = question.clone();
                if paid {
                    changed.facts[2] = changed.facts[2].map(|_| 1);
                }
                if signed {
                    changed.facts[3] = changed.facts[3].map(|value| 1 - value);
                    changed.today += FACTS[3].takes;
                }
                let after = Oracle::new(&changed);
                // To wait is no remedy, and what is imposed from outside is not to be evaded.
                let waited = Oracle::new(&question).on(changed.today).outcome(action) == Outcome::Allowed;
                let house = after.imposed(action).is_empty() && !waited;
                let allowed = !after.is_impossible() && after.outcome(action) == Outcome::Allowed;
                prop_assert!(!(house && allowed), "paid {paid}, signed {signed} would do");
            }
        }
        Ok(())
    });
}

#[test]
fn no_remedy_evades_what_is_imposed_from_outside() {
    law(11, 40, with_remedies(), |question| {
        for (action, answer) in question.answers(&question.load()).unwrap_or_default() {
            for remedy in &answer.remedies {
                let mut changed = question.clone();
                for change in &remedy.changes {
                    let at = FACTS.iter().position(|f| f.name == change.fact.name).unwrap();
                    changed.facts[at] = changed.facts[at].map(|value| 1 - value);
                    changed.today = changed.today.max(question.today + FACTS[at].takes);
                }
                let about = (0..question.book.rules.len()).filter(|at| question.book.about(*at).contains(&action));
                for fact in about.flat_map(|at| &question.book.rules[at].remedy_not_by) {
                    prop_assert_eq!(question.facts[*fact], changed.facts[*fact], "what is kept out is suggested");
                }
                let (before, after) = (Oracle::new(&question), Oracle::new(&changed));
                for ((rule, was, reads), (_, is, _)) in before.imposed(action).into_iter().zip(after.imposed(action)) {
                    let word = question.book.rules[rule].word;
                    if word == Word::Requirement && was == Some(true) {
                        prop_assert!(after.is_met(rule), "{} is evaded", rule_name(rule));
                    }
                    let named = &question.book.rules[rule].remedy_by;
                    let turned = |at: &usize| question.facts[*at] != changed.facts[*at] && !named.contains(at);
                    let turned = reads.iter().any(turned);
                    let evades = word == Word::Restriction && was == Some(true) && is != Some(true);
                    prop_assert!(!(evades && turned), "{} is evaded", rule_name(rule));
                }
            }
        }
        Ok(())
    });
}

#[test]
fn a_role_covers_where_it_may_decide_otherwise_on_everything() {
    law(12, 50, full_or_partial(), |question| {
        let oracle = Oracle::new(&question);
        for (action, answer) in question.answers(&question.load()).unwrap_or_default() {
            if answer.outcome != candor::Outcome::Denied {
                prop_assert!(answer.authority.is_empty());
                continue;
            }
            prop_assert_eq!(answer.authority.len(), ROLES.len());
            let imposed = answer.restrictions.iter().any(|r| r.rule.source.force.is_imposed());
            for (role, authority) in answer.authority.iter().enumerate() {
                prop_assert_eq!(authority.covers, oracle.covers(role, action), "{}", ROLES[role].0);
                prop_assert!(!(imposed && authority.covers), "what is imposed is covered");
                prop_assert!(authority.covers || !authority.why_not.is_empty(), "no reason is given");
                if authority.after.is_empty() {
                    continue;
                }
                let mut changed = question.clone();
                for change in &authority.after {
                    let at = FACTS.iter().position(|f| f.name == change.fact.name).unwrap();
                    changed.facts[at] = changed.facts[at].map(|value| 1 - value);
                    changed.today = changed.today.max(question.today + FACTS[at].takes);
                }
                prop_assert!(
                    Oracle::new(&changed).covers(role, action),
                    "{} after {:?}",
                    ROLES[role].0,
                    authority.after
                );
            }
        }
        Ok(())
    });
}

#[test]
fn formatting_changes_no_answer() {
    law(14, 30, full_or_partial(), |question| {
        let text = question.book.print();
        let formatted = Rulebook::format("desk", &text).unwrap();
        prop_assert_eq!(&Rulebook::format("desk", &formatted).unwrap(), &formatted);
        let said = |text: &str| -> Vec<String> {
            let answers = question.answers(&load(text)).unwrap_or_default();
            let mut answers: Vec<_> = answers.into_iter().map(|(_, answer)| answer).collect();
            for answer in &mut answers {
                // Digests are those of the text.
                answer.rulebook.digest.clear();
                answer.answer_id.clear();
            }
            answers.iter().map(candor::render::json).collect()
        };
        prop_assert_eq!(said(&formatted), said(&text));
        Ok(())
    });
}

/// The window of the generators is the one that the laws speak of.
#[test]
fn days_are_counted_as_the_engine_counts_them() {
    for at in [0, FIRST_DAY, LAST_DAY, -719_162, 2_932_896, 20_512] {
        let date = Date::from_days(i128::from(at)).unwrap();
        assert_eq!(day_text(at), date.to_string());
        assert_eq!(day(date), at);
    }
}
