//! Small random rulebooks about lists, random cases for them, and an evaluator of their own that is too simple to be wrong.

use candor::{Audience, Date, Explanation, Outcome, Rulebook};

/// Numbers from a seed.
pub struct Random(u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

/// A test about one item.
#[derive(Clone, Debug)]
enum Test {
    A,
    NotA,
    AtLeast(i64),
    Good,
    Past,
    X,
    Sub(bool),
    Subs(usize),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
}

/// What a rule asks of all items.
#[derive(Clone, Debug)]
enum Condition {
    Any(Test),
    Every(Test),
    Number(Test, i64),
    Sum(Test, i64),
    Extreme(bool, Test, i64),
    Includes,
    Both(Box<Condition>, Box<Condition>),
    Either(Box<Condition>, Box<Condition>),
}

pub struct Book {
    random: Random,
    condition: Condition,
}

#[derive(Clone, Debug, Default)]
pub struct Item {
    a: Option<bool>,
    n: Option<i64>,
    d: Option<i64>,
    subs: Vec<Option<bool>>,
    /// Whether it is not even said that there are no parts.
    no_subs: bool,
}

#[derive(Clone, Debug)]
pub struct Case {
    items: Vec<Item>,
    x: Option<bool>,
    set: Option<[bool; 2]>,
}

impl Test {
    fn random(random: &mut Random, depth: usize) -> Test {
        match random.below(if depth == 0 { 8 } else { 11 }) {
            0 => Test::A,
            1 => Test::NotA,
            2 => Test::AtLeast(i64::try_from(random.below(4)).unwrap()),
            3 => Test::Good,
            4 => Test::Past,
            5 => Test::X,
            6 => Test::Sub(random.below(2) == 0),
            7 => Test::Subs(random.below(3)),
            8 | 9 => Test::And(Box::new(Test::random(random, depth - 1)), Box::new(Test::random(random, depth - 1))),
            _ => Test::Or(Box::new(Test::random(random, depth - 1)), Box::new(Test::random(random, depth - 1))),
        }
    }

    fn text(&self) -> String {
        match self {
            Test::A => "item.a".to_owned(),
            Test::NotA => "not item.a".to_owned(),
            Test::AtLeast(k) => format!("item.n is at least {k}"),
            Test::Good => "item.good".to_owned(),
            Test::Past => "item.d is before today".to_owned(),
            Test::X => "x".to_owned(),
            Test::Sub(true) => "any sub in item.subs has (sub.b and item.a)".to_owned(),
            Test::Sub(false) => "every sub in item.subs has (sub.b)".to_owned(),
            Test::Subs(k) => format!("number of item.subs is more than {k}"),
            Test::And(a, b) => format!("({} and {})", a.text(), b.text()),
            Test::Or(a, b) => format!("({} or {})", a.text(), b.text()),
        }
    }

    fn holds(&self, case: &Case, item: &Item, today: i64) -> bool {
        let (a, n, d) = (item.a.unwrap(), item.n.unwrap(), item.d.unwrap());
        match self {
            Test::A => a,
            Test::NotA => !a,
            Test::AtLeast(k) => n >= *k,
            Test::Good => a && n >= 1,
            Test::Past => d < today,
            Test::X => case.x.unwrap(),
            Test::Sub(true) => item.subs.iter().any(|b| b.unwrap() && a),
            Test::Sub(false) => item.subs.iter().all(|b| b.unwrap()),
            Test::Subs(k) => item.subs.len() > *k,
            Test::And(p, q) => p.holds(case, item, today) && q.holds(case, item, today),
            Test::Or(p, q) => p.holds(case, item, today) || q.holds(case, item, today),
        }
    }
}

impl Condition {
    fn random(random: &mut Random, depth: usize) -> Condition {
        let k = |random: &mut Random| i64::try_from(random.below(4)).unwrap();
        match random.below(if depth == 0 { 7 } else { 9 }) {
            0 => Condition::Any(Test::random(random, 2)),
            1 => Condition::Every(Test::random(random, 2)),
            2 => Condition::Number(Test::random(random, 2), k(random)),
            3 => Condition::Sum(Test::random(random, 1), k(random)),
            4 | 5 => Condition::Extreme(random.below(2) == 0, Test::random(random, 1), k(random)),
            6 => Condition::Includes,
            7 => Condition::Both(
                Box::new(Condition::random(random, depth - 1)),
                Box::new(Condition::random(random, depth - 1)),
            ),
            _ => Condition::Either(
                Box::new(Condition::random(random, depth - 1)),
                Box::new(Condition::random(random, depth - 1)),
            ),
        }
    }

    fn text(&self) -> String {
        match self {
            Condition::Any(t) => format!("any item in items has ({})", t.text()),
            Condition::Every(t) => format!("every item in items has ({})", t.text()),
            Condition::Number(t, k) => format!("number of item in items with ({}) is at least {k}", t.text()),
            Condition::Sum(t, k) => format!("sum of item.n for item in items with ({}) is at least {k}", t.text()),
            Condition::Extreme(true, t, k) => {
                format!("largest item.n for item in items with ({}) is at least {k}", t.text())
            }
            Condition::Extreme(false, t, k) => {
                format!("smallest of item.n for item in items with ({}) is at least {k}", t.text())
            }
            Condition::Includes => "s includes p".to_owned(),
            Condition::Both(a, b) => format!("({}) and ({})", a.text(), b.text()),
            Condition::Either(a, b) => format!("({}) or ({})", a.text(), b.text()),
        }
    }

    /// Whether it holds; `None` where the largest of nothing is asked for.
    fn holds(&self, case: &Case, today: i64) -> Option<bool> {
        let with = |t: &Test| case.items.iter().filter(|item| t.holds(case, item, today)).collect::<Vec<_>>();
        Some(match self {
            Condition::Any(t) => !with(t).is_empty(),
            Condition::Every(t) => with(t).len() == case.items.len(),
            Condition::Number(t, k) => i64::try_from(with(t).len()).unwrap() >= *k,
            Condition::Sum(t, k) => with(t).iter().map(|item| item.n.unwrap()).sum::<i64>() >= *k,
            Condition::Extreme(true, t, k) => with(t).iter().map(|item| item.n.unwrap()).max()? >= *k,
            Condition::Extreme(false, t, k) => with(t).iter().map(|item| item.n.unwrap()).min()? >= *k,
            Condition::Includes => case.set.unwrap()[0],
            Condition::Both(a, b) => match (a.holds(case, today), b.holds(case, today)) {
                (Some(false), _) | (_, Some(false)) => false,
                (a, b) => a? && b?,
            },
            Condition::Either(a, b) => match (a.holds(case, today), b.holds(case, today)) {
                (Some(true), _) | (_, Some(true)) => true,
                (a, b) => a? || b?,
            },
        })
    }
}

impl Book {
    pub fn random(seed: u64) -> Book {
        let mut random = Random(seed);
        let condition = Condition::random(&mut random, 1);
        Book { random, condition }
    }

    pub fn text(&self) -> String {
        format!(
            "rulebook r \"R\"\n  edition   \"1\"\n\nrecord Sub \"a part\"\n  has b \"b\": yes/no\n\n\
             record Item \"an item\"\n  has a \"a\": yes/no\n  has n \"n\": whole number, range 0 to 2\n  has d \"d\": date\n\
             \x20 has subs \"the parts\": list of Sub\n\nfact items \"the items\": list of Item\n\nfact x \"x\": yes/no\n\n\
             fact s \"s\": set of one of p, q\n\nterm good of Item \"a good one\": yes/no\n  means     a and n is at least 1, by house policy \"G\"\n\n\
             action go \"to go\" allowed unless restricted\n\nrestriction r1 \"R1\" on go\n  when      {}\n  source    law \"L\"\n\
             \x20 tell customer \"No.\"\n  tell staff \"No.\"\n",
            self.condition.text()
        )
    }

    pub fn rulebook(&self) -> Rulebook {
        Rulebook::from_text("r.rulebook", &self.text()).unwrap()
    }

    /// A case of which so many parts at most are missing.
    pub fn case(&mut self, mut missing: usize) -> Case {
        let r = &mut self.random;
        let mut gone = |r: &mut Random| {
            let gone = missing > 0 && r.below(4) == 0;
            missing -= usize::from(gone);
            gone
        };
        let items = (0..r.below(4))
            .map(|_| Item {
                a: (!gone(r)).then(|| r.below(2) == 0),
                n: (!gone(r)).then(|| i64::try_from(r.below(3)).unwrap()),
                d: (!gone(r)).then(|| i64::try_from(r.below(5)).unwrap()),
                subs: (0..r.below(3)).map(|_| (!gone(r)).then(|| r.below(2) == 0)).collect(),
                no_subs: false,
            })
            .collect();
        let x = (!gone(r)).then(|| r.below(2) == 0);
        Case { items, x, set: Some([r.below(2) == 0, r.below(2) == 0]) }
    }

    pub fn ask(&self, rulebook: &Rulebook, case: &Case, day: i64) -> (Outcome, Explanation) {
        let case = rulebook.case("case.yaml", &case.text(day)).unwrap();
        let explanation = rulebook.why_for(Audience::Auditor, "go", &case).unwrap();
        (explanation.outcome, explanation)
    }

    /// Whether the rule applies in a complete case that has a value.
    pub fn applies(&self, case: &Case, day: i64) -> bool {
        self.condition.holds(case, day) == Some(true)
    }

    pub fn has_value(&self, case: &Case, day: i64) -> bool {
        self.condition.holds(case, day).is_some()
    }
}

impl Case {
    pub fn day(day: i64) -> Date {
        Date::parse(&Case::written(day)).unwrap()
    }

    fn written(day: i64) -> String {
        if day < 0 { "2025-12-31".to_owned() } else { format!("2026-01-0{}", day + 1) }
    }

    pub fn text(&self, day: i64) -> String {
        let yes_no = |b: bool| if b { "yes" } else { "no" };
        let items: Vec<String> = self
            .items
            .iter()
            .map(|item| {
                let mut fields = Vec::new();
                fields.extend(item.a.map(|a| format!("a: {}", yes_no(a))));
                fields.extend(item.n.map(|n| format!("n: {n}")));
                fields.extend(item.d.map(|d| format!("d: {}", Case::written(d))));
                let subs: Vec<String> =
                    item.subs.iter().map(|b| b.map_or("{}".to_owned(), |b| format!("{{b: {}}}", yes_no(b)))).collect();
                if !item.no_subs {
                    fields.push(format!("subs: [{}]", subs.join(", ")));
                }
                format!("{{{}}}", fields.join(", "))
            })
            .collect();
        let mut text = format!("today: {}\nfacts:\n  items: [{}]\n", Case::written(day), items.join(", "));
        if let Some(x) = self.x {
            text.push_str(&format!("  x: {}\n", yes_no(x)));
        }
        if let Some(set) = self.set {
            let names: Vec<&str> =
                ["p", "q"].into_iter().zip(set).filter(|(_, is)| *is).map(|(name, _)| name).collect();
            text.push_str(&format!("  s: [{}]\n", names.join(", ")));
        }
        text
    }

    /// Every way to state what is missing.
    pub fn completions(&self) -> Vec<Case> {
        let mut all = vec![self.clone()];
        let fill = |all: Vec<Case>, find: &dyn Fn(&mut Case) -> Option<Vec<Case>>| -> Vec<Case> {
            all.into_iter().flat_map(|mut case| find(&mut case).unwrap_or_else(|| vec![case])).collect()
        };
        let with = |case: &Case, change: &dyn Fn(&mut Case)| {
            let mut case = case.clone();
            change(&mut case);
            case
        };
        let both = [false, true];
        if self.x.is_none() {
            all = fill(all, &|case| Some(both.map(|b| with(case, &|c| c.x = Some(b))).to_vec()));
        }
        for (i, item) in self.items.iter().enumerate() {
            if item.a.is_none() {
                all = fill(all, &|case| Some(both.map(|b| with(case, &|c| c.items[i].a = Some(b))).to_vec()));
            }
            if item.n.is_none() {
                all = fill(all, &|case| Some((0..3).map(|n| with(case, &|c| c.items[i].n = Some(n))).collect()));
            }
            if item.d.is_none() {
                all = fill(all, &|case| Some((0..5).map(|d| with(case, &|c| c.items[i].d = Some(d))).collect()));
            }
            for j in 0..item.subs.len() {
                if item.subs[j].is_none() {
                    all = fill(all, &|case| Some(both.map(|b| with(case, &|c| c.items[i].subs[j] = Some(b))).to_vec()));
                }
            }
        }
        all
    }

    /// The same of which only these parts are stated: `items[0].a`, `items[1].subs[0].b`, `x`.
    pub fn only(&self, told: &[&str]) -> Case {
        let has = |name: &str| told.contains(&name);
        let mut case = self.clone();
        for (i, item) in case.items.iter_mut().enumerate() {
            item.a = item.a.filter(|_| has(&format!("items[{i}].a")));
            item.n = item.n.filter(|_| has(&format!("items[{i}].n")));
            item.d = item.d.filter(|_| has(&format!("items[{i}].d")));
            item.no_subs = item.subs.is_empty() && !has(&format!("items[{i}].subs"));
            for (j, b) in item.subs.iter_mut().enumerate() {
                *b = b.filter(|_| has(&format!("items[{i}].subs[{j}].b")));
            }
        }
        case.x = case.x.filter(|_| has("x"));
        case.set = case.set.filter(|_| has("s"));
        case
    }
}
