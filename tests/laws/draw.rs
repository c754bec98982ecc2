//! Draws random rulebooks, cases and parts of them.

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use super::book::*;
use super::tables::{self, Matches};

fn amounts() -> impl Strategy<Value = i64> {
    prop::sample::select(vec![0, 1_000, 2_000, 2_001, 3_000, 5_000, 9_999])
}

fn some_day() -> impl Strategy<Value = i64> {
    FIRST_DAY..=LAST_DAY
}

/// Some of them where the clocks of Berlin are put forward, or the day changes there.
fn some_moment() -> impl Strategy<Value = i64> {
    let hour = (FIRST_DAY * 24..=LAST_DAY * 24).prop_map(|hour| hour * 3600);
    let forward = Just((FIRST_DAY + 56) * 86_400 + 3600);
    (prop_oneof![3 => hour, 1 => forward], prop::sample::select(vec![-1_i64, 0, 0, 1, 1799]))
        .prop_map(|(hour, by)| hour + by)
}

/// A point in time, some hours later or earlier.
fn moment() -> BoxedStrategy<Val> {
    let plain = prop_oneof![4 => MOMENTS.prop_map(Val::Fact), 1 => some_moment().prop_map(Val::Moment)].boxed();
    prop_oneof![3 => plain.clone(), 1 => (boxed(plain), -30..=30i64).prop_map(|(at, n)| Val::MoveHours(at, n))].boxed()
}

fn boxed(val: impl Strategy<Value = Val>) -> impl Strategy<Value = Box<Val>> {
    val.prop_map(Box::new)
}

/// A value that a case may state.
fn fact_value(kind: Kind) -> BoxedStrategy<i64> {
    match kind {
        Kind::YesNo => (0..=1i64).boxed(),
        Kind::Whole => (0..=6i64).boxed(),
        Kind::Money => amounts().boxed(),
        Kind::Day => some_day().boxed(),
        Kind::Moment => some_moment().boxed(),
        Kind::Choice(_) => (0..=2i64).boxed(),
    }
}

/// An amount of money in whole cents; `terms` is how many terms may be read.
fn money(terms: usize) -> BoxedStrategy<Val> {
    let plain = prop_oneof![
        4 => MONEY.prop_map(Val::Fact),
        2 => amounts().prop_map(Val::Cents),
        2 => Just(Val::Figure(FEE)),
        2 => Just(if terms > CAP { Val::Term(CAP) } else { Val::Figure(FEE) }),
        1 => boxed(day(true)).prop_map(|day| Val::FigureOn(FEE, day)),
    ]
    .boxed();
    let two = || (boxed(plain.clone()), boxed(plain.clone()));
    prop_oneof![
        8 => plain.clone(),
        1 => two().prop_map(|(a, b)| Val::Add(a, b)),
        1 => two().prop_map(|(a, b)| Val::Subtract(a, b)),
        1 => (1..=3i64, boxed(plain.clone())).prop_map(|(n, a)| Val::Times(Box::new(Val::Whole(n)), a)),
        1 => boxed(plain.clone()).prop_map(|a| Val::Times(Box::new(Val::Fact(COPIES)), a)),
        1 => prop::collection::vec(plain.clone(), 2..=3).prop_map(Val::Lesser),
        1 => prop::collection::vec(plain.clone(), 2..=3).prop_map(Val::Greater),
        1 => (FLAGS, two()).prop_map(|(f, (a, b))| Val::If(Box::new(Cond::Flag(Val::Fact(f))), a, b)),
    ]
    .boxed()
}

/// An amount for one side of a comparison: also a share, which counts finer than cents.
fn share(terms: usize) -> BoxedStrategy<Val> {
    prop_oneof![
        4 => money(terms),
        1 => (prop::sample::select(vec![10, 30, 150]), boxed(money(terms))).prop_map(|(n, of)| Val::Percent(n, of)),
    ]
    .boxed()
}

/// A day; `moving` ones may go with the day of the request.
fn day(moving: bool) -> BoxedStrategy<Val> {
    let today = if moving { Val::Today } else { Val::Fact(DAYS.start) };
    let plain =
        prop_oneof![3 => DAYS.prop_map(Val::Fact), 3 => Just(today), 1 => some_day().prop_map(Val::Day)].boxed();
    prop_oneof![
        4 => plain.clone(),
        1 => (boxed(plain.clone()), -20..=20i64).prop_map(|(d, n)| Val::MoveDays(d, n)),
        1 => (boxed(plain.clone()), -2..=2i64).prop_map(|(d, n)| Val::MoveMonths(d, n)),
        1 => boxed(moment()).prop_map(Val::DateOf),
        1 => boxed(plain).prop_map(|d| Val::Later(d, Box::new(Val::Figure(GRACE)))),
    ]
    .boxed()
}

/// A number of days: since or until something, or `fixed` by the rulebook.
fn days(terms: usize, fixed: bool) -> BoxedStrategy<Val> {
    let plain = prop_oneof![2 => (0..=40i64).prop_map(Val::Days), 2 => Just(Val::Figure(GRACE))].boxed();
    if fixed {
        return plain;
    }
    let since = DAYS.prop_map(|f| Val::DaysFrom(Box::new(Val::Fact(f)), Box::new(Val::Today)));
    let two = || (boxed(plain.clone()), boxed(plain.clone()));
    prop_oneof![
        1 => plain.clone(),
        1 => boxed(day(true)).prop_map(|day| Val::FigureOn(GRACE, day)),
        2 => Just(if terms > HELD { Val::Term(HELD) } else { Val::Figure(GRACE) }),
        2 => since,
        1 => (boxed(day(true)), boxed(day(false))).prop_map(|(a, b)| Val::DaysFrom(a, b)),
        1 => (boxed(day(false)), boxed(day(true))).prop_map(|(a, b)| Val::DaysFrom(a, b)),
        1 => two().prop_map(|(a, b)| Val::Add(a, b)),
        1 => two().prop_map(|(a, b)| Val::Subtract(a, b)),
    ]
    .boxed()
}

fn cmp() -> impl Strategy<Value = Cmp> {
    prop::sample::select(vec![Cmp::Is, Cmp::IsNot, Cmp::More, Cmp::Less, Cmp::AtLeast, Cmp::AtMost])
}

/// A single test.
fn test(terms: usize) -> BoxedStrategy<Cond> {
    let flag = prop_oneof![
        6 => FLAGS.prop_map(Val::Fact),
        2 => Just(if terms > GOOD { Val::Term(GOOD) } else { Val::Fact(0) })
    ];
    // Terms are read by rules about any action, so they ask about none.
    let asked = if terms > GOOD {
        (0..ACTIONS.len(), any::<bool>()).prop_map(|(action, is)| Cond::Allowed(action, is)).boxed()
    } else {
        FLAGS.prop_map(|at| Cond::Flag(Val::Fact(at))).boxed()
    };
    let kind = || (0..KINDS.len()).prop_map(|at| Val::Choice(KINDS, at));
    prop_oneof![
        6 => flag.prop_map(Cond::Flag),
        2 => asked,
        2 => (cmp(), 0..=6i64).prop_map(|(how, n)| Cond::Compare(Val::Fact(COPIES), how, Val::Whole(n), false)),
        1 => (0..=3i64, 0..=3i64)
            .prop_map(|(low, more)| Cond::From(Val::Fact(COPIES), Val::Whole(low), Val::Whole(low + more))),
        1 => (MONEY, amounts(), 0..=2_000i64)
            .prop_map(|(f, low, more)| Cond::From(Val::Fact(f), Val::Cents(low), Val::Cents(low + more))),
        4 => (share(terms), cmp(), share(terms)).prop_map(|(a, how, b)| Cond::Compare(a, how, b, false)),
        3 => (day(true), cmp(), day(false)).prop_map(|(a, how, b)| Cond::Compare(a, how, b, true)),
        2 => (moment(), cmp(), moment()).prop_map(|(a, how, b)| Cond::Compare(a, how, b, true)),
        1 => (boxed(moment()), boxed(moment()), cmp(), -30..=30i64)
            .prop_map(|(a, b, how, n)| Cond::Compare(Val::HoursFrom(a, b), how, Val::Hours(n), false)),
        1 => (boxed(moment()), boxed(moment()), cmp(), -90..=90i64)
            .prop_map(|(a, b, how, n)| Cond::Compare(Val::MinutesFrom(a, b), how, Val::Minutes(n), false)),
        1 => (boxed(moment()), 0..=22i64, 0..=8i64)
            .prop_map(|(at, low, more)| Cond::From(Val::HourOf(at), Val::Whole(low), Val::Whole(low + more))),
        1 => (DAYS, some_day(), 0..=20i64)
            .prop_map(|(f, low, more)| Cond::From(Val::Fact(f), Val::Day(low), Val::Day(low + more))),
        3 => (days(terms, false), cmp(), days(terms, true)).prop_map(|(a, how, b)| Cond::Compare(a, how, b, false)),
        1 => (kind(), any::<bool>())
            .prop_map(|(k, is)| Cond::Compare(Val::Fact(KIND), if is { Cmp::Is } else { Cmp::IsNot }, k, false)),
        1 => (prop::collection::vec(kind(), 1..=3), any::<bool>()).prop_map(|(ks, not)| Cond::OneOf(Val::Fact(KIND), ks, not)),
        2 => (cmp(), 0..LEVELS.len())
            .prop_map(|(how, at)| Cond::Compare(Val::Fact(LEVEL), how, Val::Choice(LEVELS, at), false)),
    ]
    .boxed()
}

/// A condition: a test, or tests joined in any way, two deep.
fn condition(terms: usize) -> BoxedStrategy<Cond> {
    test(terms)
        .prop_recursive(2, 8, 3, |inner| {
            let some = || prop::collection::vec(inner.clone(), 2..=3);
            let how = prop_oneof![Just(How::All), Just(How::Any), Just(How::None), Just(How::AtLeast(2))];
            prop_oneof![
                2 => inner.clone().prop_map(|c| Cond::Not(Box::new(c))),
                2 => some().prop_map(Cond::And),
                2 => some().prop_map(Cond::Or),
                3 => (how, some()).prop_map(|(how, parts)| Cond::Group(how, parts)),
            ]
        })
        .boxed()
}

/// One line that always holds, or lines under conditions with or without an `otherwise`.
fn term(value: BoxedStrategy<Val>, terms: usize) -> BoxedStrategy<Vec<(Val, Holds)>> {
    let lines = prop::collection::vec((value.clone(), condition(terms).prop_map(Holds::If)), 1..=3);
    prop_oneof![
        2 => value.clone().prop_map(|v| vec![(v, Holds::Always)]),
        3 => (lines, prop::option::weighted(0.7, value)).prop_map(|(mut lines, otherwise)| {
            lines.extend(otherwise.map(|v| (v, Holds::Otherwise)));
            lines
        }),
    ]
    .boxed()
}

fn figure(value: BoxedStrategy<i64>) -> BoxedStrategy<Vec<(i64, i64)>> {
    // Now and then the first period starts so late that there is no value yet.
    (prop_oneof![4 => Just(FIRST_DAY - 400), 1 => some_day()], prop::collection::vec((1..=40i64, value), 1..=3))
        .prop_map(|(first, periods)| {
            let mut from = first;
            periods
                .into_iter()
                .map(|(after, value)| {
                    let this = from;
                    from = from.max(FIRST_DAY) + after;
                    (this, value)
                })
                .collect()
        })
        .boxed()
}

fn window() -> BoxedStrategy<Window> {
    prop_oneof![
        6 => Just((None, None)),
        1 => some_day().prop_map(|from| (Some(from), None)),
        1 => some_day().prop_map(|until| (None, Some(until))),
        1 => (some_day(), 0..=40i64).prop_map(|(from, more)| (Some(from), Some(from + more))),
    ]
    .boxed()
}

pub fn source() -> BoxedStrategy<Source> {
    prop_oneof![4 => Just(Source::House), 1 => Just(Source::Contract), 1 => Just(Source::Regulation), 1 => Just(Source::Law)]
        .boxed()
}

fn way_out() -> BoxedStrategy<WayOut> {
    let actions: Vec<usize> = (0..ACTIONS.len()).collect();
    let instead = (subsequence(actions, 1..=2), prop::option::weighted(0.3, condition(3)));
    let overrides = (0..ROLES.len(), prop::option::weighted(0.5, condition(3)));
    (prop::option::weighted(0.6, instead), prop::collection::vec(overrides, 0..=2))
        .prop_map(|(instead, overrides)| WayOut { instead, overrides })
        .boxed()
}

/// What the customer can provide or choose.
pub fn provided() -> BoxedStrategy<Cond> {
    let (paid, signed) = (|| Cond::Flag(Val::Fact(2)), || Cond::Flag(Val::Fact(3)));
    prop_oneof![
        2 => Just(paid()),
        1 => Just(signed()),
        1 => Just(Cond::And(vec![paid(), signed()])),
        1 => Just(Cond::Not(Box::new(signed()))),
        1 => Just(Cond::Not(Box::new(paid()))),
    ]
    .boxed()
}

/// A rule as drawn, before it is made to keep the rules for rules: the rule, and picks for what it touches and prevails over.
fn rule() -> BoxedStrategy<(Rule, Index, Index)> {
    let word = prop_oneof![
        4 => Just(Word::Restriction),
        3 => Just(Word::Requirement),
        2 => Just(Word::Permission),
        2 => Just(Word::Right),
        4 => Just(Word::Exception),
        2 => Just(Word::Exclusion),
    ];
    let actions: Vec<usize> = (0..ACTIONS.len()).collect();
    (
        word,
        subsequence(actions, 1..=2),
        prop::option::weighted(0.85, condition(3)),
        prop_oneof![4 => provided(), 1 => condition(3)],
        source(),
        window(),
        way_out(),
        any::<Index>(),
        any::<Index>(),
        (subsequence(vec![2, 3], 0..=2), prop::option::weighted(0.1, 2..4usize)),
    )
        .prop_map(|(word, actions, when, required, source, in_force, way_out, touched, over, (by, not_by))| {
            let required = (word == Word::Requirement).then_some(required);
            let rule = Rule {
                word,
                actions,
                touches: None,
                when,
                required,
                source,
                prevails_over: Vec::new(),
                remedy_by: by.into_iter().filter(|fact| Some(*fact) != not_by).collect(),
                remedy_not_by: not_by.into_iter().collect(),
                in_force,
                way_out,
            };
            (rule, touched, over)
        })
        .boxed()
}

/// Makes what was drawn keep what the language asks of rules.
fn settle(drawn: Vec<(Rule, Index, Index)>) -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    for (mut rule, touched, over) in drawn {
        if matches!(rule.word, Word::Exception | Word::Exclusion) {
            let fits = |r: &Rule| r.word.permits() == (rule.word == Word::Exclusion);
            let touchable: Vec<usize> = (0..rules.len()).filter(|at| fits(&rules[*at])).collect();
            if touchable.is_empty() {
                rule.word = Word::Restriction;
            } else {
                rule.touches = Some(touchable[touched.index(touchable.len())]);
                rule.actions.clear();
            }
        }
        if rule.word == Word::Right {
            if rule.source == Source::House {
                rule.source = Source::Contract;
            }
            let sets: &[&[Source]] = match rule.source {
                Source::Contract => &[&[Source::House]],
                _ => &[&[Source::House], &[Source::Contract], &[Source::House, Source::Contract]],
            };
            rule.prevails_over = sets[over.index(sets.len())].to_vec();
        }
        if !rule.source.is_imposed() || !(rule.word == Word::Restriction || rule.word.permits()) {
            rule.remedy_by.clear();
        }
        let about = match rule.touches {
            Some(mut touched) => loop {
                match rules[touched].touches {
                    Some(further) => touched = further,
                    None => break rules[touched].actions.clone(),
                }
            },
            None => rule.actions.clone(),
        };
        let last = about.iter().copied().max().unwrap_or(0);
        rule.when.iter_mut().chain(&mut rule.required).for_each(|cond| cond.only_later(last));
        let about = rule.actions.clone();
        keep_clear(&mut rule.way_out, &about);
        rules.push(rule);
    }
    rules
}

/// What a rule is about is not offered instead.
fn keep_clear(way_out: &mut WayOut, about: &[usize]) {
    if let Some((actions, _)) = &mut way_out.instead {
        actions.retain(|action| !about.contains(action));
        if actions.is_empty() {
            way_out.instead = None;
        }
    }
}

pub fn book() -> BoxedStrategy<Book> {
    let truth = prop_oneof![condition(2).prop_map(|c| Val::Truth(Box::new(c)))].boxed();
    let holds = |terms: usize| condition(terms).prop_map(Holds::If).boxed();
    let every: &[Matches] = &[Matches::First, Matches::Sum, Matches::Least, Matches::Greatest];
    let held = days(HELD, false);
    let terms = (
        tables::maybe(term(held.clone(), HELD), &held, &holds(HELD), every),
        term(money(CAP), CAP),
        tables::maybe(term(truth.clone(), GOOD), &truth, &holds(GOOD), &[Matches::First]),
    );
    let figures = (figure(amounts().boxed()), figure((0..=30i64).boxed()));
    let action = || prop::option::weighted(0.4, (source(), way_out()));
    let always = prop_oneof![
        3 => Just(Vec::new()),
        1 => Just(vec![Cond::Compare(Val::Fact(7), Cmp::AtMost, Val::Today, true)]),
        1 => Just(vec![Cond::Or(vec![Cond::Flag(Val::Fact(0)), Cond::Not(Box::new(Cond::Flag(Val::Fact(1))))])]),
    ];
    let actions = (action(), action(), action());
    (window(), terms, figures, actions, prop::collection::vec(rule(), 1..=8), always)
        .prop_map(
            |(in_force, ((held, held_table), cap, (good, good_table)), (fee, grace), (a, b, c), drawn, always)| {
                let actions = [a, b, c].into_iter().enumerate().map(|(at, mut closed)| {
                    if let Some((_, way_out)) = &mut closed {
                        keep_clear(way_out, &[at]);
                    }
                    Action { closed }
                });
                Book {
                    in_force,
                    terms: vec![held, cap, good],
                    tables: vec![held_table, None, good_table],
                    figures: vec![fee, grace],
                    actions: actions.collect(),
                    rules: settle(drawn),
                    always,
                }
            },
        )
        .boxed()
}

/// A rulebook with a case that states each fact with so many chances in ten.
pub fn question(chances: u32) -> BoxedStrategy<Question> {
    let stated = |fact: &Fact| (fact_value(fact.kind), 0..10u32).prop_map(move |(v, n)| (n < chances).then_some(v));
    let facts: Vec<_> = FACTS.iter().map(stated).collect();
    (book(), FIRST_DAY + 10..=LAST_DAY + 10, facts, prop::bool::weighted(0.3))
        .prop_map(|(book, today, mut facts, stated)| {
            // More often a term means what its definition says.
            facts[STATED_CAP] = facts[STATED_CAP].filter(|_| stated);
            Question { book, today, facts }
        })
        .boxed()
}

impl Cond {
    /// Without questions about actions of which the answer would wait for itself: each waits for later ones only.
    fn only_later(&mut self, about: usize) {
        match self {
            Cond::Allowed(action, _) if *action <= about => *self = Cond::Flag(Val::Fact(0)),
            Cond::Not(cond) => cond.only_later(about),
            Cond::And(parts) | Cond::Or(parts) | Cond::Group(_, parts) => {
                parts.iter_mut().for_each(|part| part.only_later(about));
            }
            _ => {}
        }
    }
}
