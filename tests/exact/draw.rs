//! Random small rulebooks and cases; the same number gives the same one everywhere.

use super::book::{Book, Change, Closed, Cmp, Cond, Fact, Kind, LAW, Manner, Meaning, Num, ROLES, Rule, Term, Word};

/// 2026-02-16.
pub const DAY: i64 = 20_500;

/// A small random number generator.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    pub fn from(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(usize::try_from(high - low + 1).unwrap())).unwrap()
    }

    /// With so many chances in a hundred.
    pub fn is(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

fn fact(chance: &mut Chance) -> Fact {
    use Kind::{Choice, Day, Money, Ranked, Whole, YesNo};
    let kind = chance.pick(&[YesNo, YesNo, YesNo, Choice, Ranked, Whole, Whole, Money, Money, Day, Day]);
    let (low, high) = match kind {
        YesNo => (0, 1),
        Choice | Ranked => (0, chance.from(2, 3)),
        Whole | Money | Kind::Span => {
            let low = chance.from(0, 2);
            (low, low + chance.from(2, 7))
        }
        Day => {
            let low = DAY + chance.from(-4, 1);
            (low, low + chance.from(2, 6))
        }
    };
    Fact { kind, low, high, changes: Vec::new() }
}

fn changes(chance: &mut Chance, kind: Kind) -> Vec<Change> {
    use Manner::{BringForward, Choose, Lower, Provide, PutOff, Raise};
    let manners: &[Manner] = match kind {
        Kind::YesNo => &[Provide, Choose],
        Kind::Choice => &[Choose],
        Kind::Ranked => &[Raise, Choose],
        Kind::Day => &[BringForward, PutOff, Choose],
        Kind::Whole | Kind::Money | Kind::Span => &[Lower, Raise, Choose],
    };
    let more = usize::from(chance.is(25));
    (0..=more)
        .map(|at| Change {
            by_staff: if at == 0 { chance.is(20) } else { chance.is(70) },
            manner: chance.pick(manners),
            effort: chance.pick(&[1, 1, 2, 4]),
            days: if chance.is(65) { 0 } else { chance.from(1, 3) },
        })
        .collect()
}

/// What conditions may be made of.
struct Words<'a> {
    facts: &'a [Fact],
    terms: &'a [Term],
    has_figure: bool,
    may_ask: bool,
}

impl Words<'_> {
    fn of(&self, kind: Kind) -> Vec<usize> {
        (0..self.facts.len()).filter(|at| self.facts[*at].kind == kind).collect()
    }

    fn number(&self, chance: &mut Chance, kind: Kind) -> Num {
        let facts = self.of(kind);
        let terms: Vec<usize> = (0..self.terms.len()).filter(|at| self.terms[*at].kind == kind).collect();
        let constant = |chance: &mut Chance| match kind {
            Kind::Day => Num::Const(DAY + chance.from(-4, 6)),
            Kind::Span => Num::Const(chance.from(-3, 6)),
            _ => Num::Const(chance.from(0, 9)),
        };
        if !terms.is_empty() && chance.is(30) {
            return Num::Term(chance.pick(&terms));
        }
        match kind {
            Kind::Span => {
                let days = self.of(Kind::Day);
                if days.is_empty() { constant(chance) } else { Num::DaysSince(chance.pick(&days)) }
            }
            Kind::Money if self.has_figure && chance.is(15) => Num::Figure,
            Kind::Day if chance.is(15) => Num::Today,
            _ if facts.is_empty() => constant(chance),
            _ => {
                let first = Num::Fact(chance.pick(&facts));
                if kind == Kind::Day || chance.is(65) {
                    return first;
                }
                let second = if chance.is(60) { Num::Fact(chance.pick(&facts)) } else { constant(chance) };
                match chance.below(3) {
                    0 => Num::Add(Box::new(first), Box::new(second)),
                    1 => Num::Subtract(Box::new(first), Box::new(second)),
                    _ => Num::Times(chance.from(2, 3), Box::new(first)),
                }
            }
        }
    }

    fn test(&self, chance: &mut Chance) -> Cond {
        let good: Vec<usize> = (0..self.terms.len()).filter(|at| self.terms[*at].kind == Kind::YesNo).collect();
        if self.may_ask && chance.is(12) {
            return Cond::Allowed;
        }
        if !good.is_empty() && chance.is(20) {
            return Cond::Good(chance.pick(&good));
        }
        let at = chance.below(self.facts.len());
        let fact = &self.facts[at];
        let cmp = chance.pick(&[Cmp::Is, Cmp::More, Cmp::Less, Cmp::AtLeast, Cmp::AtMost, Cmp::AtMost]);
        match fact.kind {
            Kind::YesNo => Cond::Flag(at),
            Kind::Choice => {
                let one = chance.from(fact.low, fact.high);
                let other = if chance.is(40) { chance.from(fact.low, fact.high) } else { one };
                Cond::OneOf(at, if other == one { vec![one] } else { vec![one, other] })
            }
            Kind::Ranked => {
                let value = Num::Const(chance.from(fact.low, fact.high));
                Cond::Compare(Num::Fact(at), cmp, value, Kind::Ranked, at)
            }
            kind => {
                let kind = if kind == Kind::Day && chance.is(50) { Kind::Span } else { kind };
                let constant = |chance: &mut Chance| {
                    Num::Const(match kind {
                        Kind::Day => DAY + chance.from(-4, 6),
                        Kind::Span => chance.from(-3, 6),
                        _ => chance.from(0, 9),
                    })
                };
                let one = self.number(chance, kind);
                let drawn = if chance.is(40) { self.number(chance, kind) } else { constant(chance) };
                // What is compared with itself says nothing.
                let other = if format!("{one:?}") == format!("{drawn:?}") { constant(chance) } else { drawn };
                Cond::Compare(one, cmp, other, kind, at)
            }
        }
    }

    fn condition(&self, chance: &mut Chance, deep: usize) -> Cond {
        let parts = |chance: &mut Chance| {
            let n = chance.from(2, 3);
            (0..n).map(|_| self.condition(chance, deep - 1)).collect()
        };
        match chance.below(10) {
            0..=1 if deep > 0 => Cond::All(parts(chance)),
            2..=3 if deep > 0 => Cond::Any(parts(chance)),
            4..=5 => Cond::Not(Box::new(self.test(chance))),
            _ => self.test(chance),
        }
    }
}

fn term(chance: &mut Chance, words: &Words<'_>) -> Term {
    let kind = chance.pick(&[Kind::YesNo, Kind::Whole, Kind::Money, Kind::Span]);
    let meaning = |chance: &mut Chance| match kind {
        Kind::YesNo => Meaning::Cond(words.condition(chance, 1)),
        kind => Meaning::Num(words.number(chance, kind)),
    };
    let lines = chance.below(3);
    let lines: Vec<_> = (0..lines).map(|_| (meaning(chance), words.condition(chance, 1))).collect();
    let otherwise = (lines.is_empty() || chance.is(75)).then(|| meaning(chance));
    Term { kind, lines, otherwise }
}

fn overrides(chance: &mut Chance, words: &Words<'_>) -> Vec<(usize, Option<Cond>)> {
    (0..chance.below(3))
        .map(|_| (chance.below(ROLES.len()), chance.is(50).then(|| words.condition(chance, 0))))
        .collect()
}

fn source(chance: &mut Chance) -> usize {
    chance.pick(&[0, 0, 0, 0, 0, 1, LAW])
}

fn closed(chance: &mut Chance, words: &Words<'_>) -> Closed {
    chance.is(35).then(|| (source(chance), overrides(chance, words)))
}

fn rule(chance: &mut Chance, words: &Words<'_>, rules: &[Rule]) -> Rule {
    use Word::{Exception, Exclusion, Permission, Requirement, Restriction, Right};
    let mut word = chance.pick(&[
        Restriction,
        Restriction,
        Restriction,
        Requirement,
        Requirement,
        Permission,
        Right,
        Exception,
        Exception,
        Exclusion,
    ]);
    let touchable: Vec<usize> = (0..rules.len())
        .filter(|at| rules[*at].word.permits() == (word == Exclusion) && word != Restriction)
        .filter(|at| rules[*at].word != Exclusion || word == Exception)
        .collect();
    let touches = matches!(word, Exception | Exclusion).then_some(());
    if touches.is_some() && touchable.is_empty() {
        word = Restriction;
    }
    let touches = matches!(word, Exception | Exclusion).then(|| chance.pick(&touchable));
    let actions = match touches {
        Some(_) => Vec::new(),
        None => chance.pick(&[&[0][..], &[0], &[0], &[0, 1], &[1]]).to_vec(),
    };
    let root = |mut at: usize| {
        while let Some(touched) = rules[at].touches {
            at = touched;
        }
        rules[at].actions.clone()
    };
    let about = touches.map_or(actions.clone(), root);
    let may_ask = !about.contains(&1);
    let words = Words { may_ask, ..*words };
    let mut source = source(chance);
    if word == Right {
        source = source.max(1);
    }
    let pick = |chance: &mut Chance| chance.is(35).then(|| chance.below(words.facts.len()));
    let remedy_by: Vec<usize> = if source == LAW && (word == Restriction || word.permits()) {
        pick(chance).into_iter().collect()
    } else {
        Vec::new()
    };
    let remedy_not_by = pick(chance).filter(|at| !remedy_by.contains(at) && chance.is(25));
    let day = |chance: &mut Chance| chance.is(10).then(|| DAY + chance.from(-3, 6));
    let until = day(chance);
    Rule {
        word,
        when: (word == Restriction || chance.is(85)).then(|| words.condition(chance, 2)),
        required: (word == Requirement).then(|| words.condition(chance, 1)),
        source,
        over: if word == Right {
            (0..source).filter(|weaker| *weaker == 0 || chance.is(70)).collect()
        } else {
            Vec::new()
        },
        remedy_by,
        remedy_not_by: remedy_not_by.into_iter().collect(),
        until,
        from: if until.is_none() { day(chance) } else { None },
        overrides: overrides(chance, &words),
        actions,
        touches,
    }
}

/// A random rulebook with at most so many points.
pub fn book(chance: &mut Chance, points: i64) -> Book {
    let count = chance.from(2, 6);
    let mut facts: Vec<Fact> = Vec::new();
    let mut product = 1;
    for _ in 0..count {
        let fact = fact(chance);
        if product * (fact.high - fact.low + 1) <= points {
            product *= fact.high - fact.low + 1;
            facts.push(fact);
        }
    }
    let mut left = 3;
    for fact in &mut facts {
        if left > 0 && chance.is(60) {
            left -= 1;
            fact.changes = changes(chance, fact.kind);
        }
    }
    let mut figure = Vec::new();
    if chance.is(30) {
        // Now and then it starts so late that there is no value yet.
        let first = DAY + if chance.is(80) { -100 } else { chance.from(-2, 3) };
        figure = vec![(first, chance.from(0, 8)), (first.max(DAY - 3) + chance.from(1, 5), chance.from(0, 8))];
    }
    let has_figure = !figure.is_empty();
    let mut terms = Vec::new();
    for _ in 0..chance.below(3) {
        let term = term(chance, &Words { facts: &facts, terms: &terms, has_figure, may_ask: false });
        terms.push(term);
    }
    let words = Words { facts: &facts, terms: &terms, has_figure, may_ask: false };
    let mut rules = Vec::new();
    for _ in 0..chance.from(1, 6) {
        let rule = rule(chance, &words, &rules);
        rules.push(rule);
    }
    let always = (0..usize::from(chance.is(30)))
        .map(|_| Words { terms: &[], has_figure: false, ..words }.condition(chance, 1))
        .collect();
    let closed = [closed(chance, &words), closed(chance, &words)];
    Book { closed, rules, always, figure, terms, facts }
}

/// The same without law, without facts that are kept out, and without anything that cannot be calculated.
pub fn plain(mut book: Book) -> Book {
    for term in &mut book.terms {
        term.lines.truncate(1);
        if term.otherwise.is_none() {
            term.otherwise = term.lines.pop().map(|(meaning, _)| meaning);
        }
    }
    for rule in &mut book.rules {
        rule.source = rule.source.min(1);
        rule.over.retain(|source| *source == 0);
        rule.remedy_by.clear();
        rule.remedy_not_by.clear();
    }
    book.closed.iter_mut().flatten().for_each(|(source, _)| *source = 0);
    book.figure.iter_mut().take(1).for_each(|(from, _)| *from = DAY - 100);
    book
}

/// A larger rulebook in which the first fact says which rules are about the case at all; for all others it is one more test.
pub fn routed(chance: &mut Chance) -> Book {
    let facts = (0..20).map(|_| fact(chance)).collect();
    of_topics(chance, 8, facts, 45)
}

/// The same with few points and many changes, of the fact that routes too.
pub fn branching(chance: &mut Chance) -> Book {
    let (mut facts, mut product) = (Vec::new(), 4);
    while facts.len() < 4 && product < 100 {
        let mut fact = fact(chance);
        product *= fact.high - fact.low + 1;
        if chance.is(60) {
            fact.changes = changes(chance, fact.kind);
        }
        facts.push(fact);
    }
    let mut book = of_topics(chance, 4, facts, 30);
    if chance.is(70) {
        book.facts[0].changes = changes(chance, Kind::Choice);
    }
    book
}

fn of_topics(chance: &mut Chance, topics: i64, others: Vec<Fact>, count: usize) -> Book {
    let mut facts = vec![Fact { kind: Kind::Choice, low: 0, high: topics - 1, changes: Vec::new() }];
    facts.extend(others);
    let words = Words { facts: &facts, terms: &[], has_figure: false, may_ask: false };
    let mut rules: Vec<Rule> = Vec::new();
    for _ in 0..count {
        let mut rule = rule(chance, &words, &rules);
        rule.actions.retain(|_| rule.touches.is_none());
        if !rule.actions.is_empty() {
            rule.actions = vec![0];
        }
        (rule.from, rule.until) = (None, None);
        if chance.is(85) {
            let mut parts = vec![Cond::OneOf(0, vec![chance.from(0, topics - 1)])];
            parts.extend(rule.when.take());
            rule.when = Some(Cond::All(parts).flat());
        }
        rules.push(rule);
    }
    Book { closed: [None, None], rules, always: Vec::new(), figure: Vec::new(), terms: Vec::new(), facts }
}

impl Cond {
    /// A group of one is what it is a group of.
    fn flat(self) -> Cond {
        match self {
            Cond::All(mut parts) if parts.len() == 1 => parts.remove(0),
            other => other,
        }
    }
}
