//! How long the ways out of a denial take, and the facts that decide it, in rulebooks of 24 to 100,000 rules.
//!
//! `cargo bench --bench search` prints the median, the 99th of 100 and the longest. `-- 10000` measures one size only,
//! `-- 10000 broad` the book in which a tenth of the rules is about every topic.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark without its input has nothing to measure")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use candor::explain::Label;
use candor::{Case, Rulebook};

const FLAGS: u64 = 19;
const KINDS: u64 = 15;
const AMOUNTS: u64 = 25;

/// So often is each case asked, so that a p99 is of more calls than a few.
const ROUNDS: usize = 5;

/// The same numbers in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

fn topics(rules: u64) -> u64 {
    (rules / 40).clamp(4, 4_000)
}

fn list(prefix: &str, n: u64) -> String {
    (0..n).map(|i| format!("{prefix}{i}")).collect::<Vec<_>>().join(", ")
}

/// One to four tests besides that of the topic.
fn condition(chance: &mut Chance, topic: Option<u64>) -> String {
    let mut tests: Vec<String> = topic.iter().map(|topic| format!("topic is t{topic}")).collect();
    for _ in 0..=chance.below(4) {
        tests.push(match chance.below(3) {
            0 => format!("{}flag{}", if chance.below(2) == 0 { "not " } else { "" }, chance.below(FLAGS)),
            1 => format!("kind{} is v{}", chance.below(KINDS), chance.below(8)),
            _ => {
                let side = if chance.below(2) == 0 { "more" } else { "less" };
                format!("amount{} is {side} than {}", chance.below(AMOUNTS), 1 + chance.below(998))
            }
        });
    }
    tests.join(" and ")
}

/// A rulebook of so many rules about one action; of three, one is an exception. `broad` of a thousand are about every topic.
fn rulebook(rules: u64, broad: u64, chance: &mut Chance) -> String {
    let mut text = String::from("rulebook bench \"A benchmark\"\n  edition   \"1\"\n\nrole lead \"the lead\"\n\n");
    let _ = write!(text, "type Topic is one of {}\ntype Kind is one of {}\n\n", list("t", topics(rules)), list("v", 8));
    text.push_str("fact topic \"the topic\": Topic\n\n");
    for i in 0..FLAGS {
        let can = if i % 2 == 0 { "  customer  can choose \"see to it\", effort small\n" } else { "" };
        let _ = write!(text, "fact flag{i} \"flag {i}\": yes/no\n{can}\n");
    }
    for i in 0..KINDS {
        let can = if i % 2 == 0 { "  customer  can choose \"take another\", effort medium\n" } else { "" };
        let _ = write!(text, "fact kind{i} \"kind {i}\": Kind\n{can}\n");
    }
    for i in 0..AMOUNTS {
        let can = if i % 2 == 0 { "  customer  can lower \"take less\", effort large\n" } else { "" };
        let _ = write!(text, "fact amount{i} \"amount {i}\": whole number\n  range     0 to 1000\n{can}\n");
    }
    text.push_str("action act \"the action\" allowed unless restricted\n\n");
    let mut by_topic: Vec<Vec<u64>> = vec![Vec::new(); usize::try_from(topics(rules)).unwrap()];
    for i in 0..rules {
        let topic = (chance.below(1_000) >= broad).then(|| chance.below(topics(rules)));
        let when = condition(chance, topic);
        let same = topic.map(|topic| usize::try_from(topic).unwrap());
        let lifted = same.and_then(|topic| {
            let all = &by_topic[topic];
            (!all.is_empty() && chance.below(3) == 0)
                .then(|| all[usize::try_from(chance.below(all.len() as u64)).unwrap()])
        });
        match lifted {
            Some(rule) => {
                let _ = write!(
                    text,
                    "exception r{i} \"Rule {i}\" lifts r{rule}\n  when      {when}\n  source    house policy \"{i}\"\n\n"
                );
            }
            None => {
                if let Some(topic) = same {
                    by_topic[topic].push(i);
                }
                let _ = write!(
                    text,
                    "restriction r{i} \"Rule {i}\" on act\n  when      {when}\n  source    house policy \"{i}\"\n  tell customer \"No.\"\n  tell staff \"No.\"\n  override  by nobody\n\n"
                );
            }
        }
    }
    text
}

fn case(rulebook: &Rulebook, rules: u64, chance: &mut Chance) -> Case {
    let mut text = format!("today: 2026-11-22\nfacts:\n  topic: t{}\n", chance.below(topics(rules)));
    for i in 0..FLAGS {
        let _ = writeln!(text, "  flag{i}: {}", if chance.below(2) == 0 { "yes" } else { "no" });
    }
    for i in 0..KINDS {
        let _ = writeln!(text, "  kind{i}: v{}", chance.below(8));
    }
    for i in 0..AMOUNTS {
        let _ = writeln!(text, "  amount{i}: {}", chance.below(1_001));
    }
    rulebook.case("case", &text).unwrap()
}

/// Median, 99th of 100, longest.
fn figures(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |of: usize| times[(times.len() * of / 100).min(times.len() - 1)];
    format!("p50 {:>9.3?}  p99 {:>9.3?}  max {:>9.3?}", at(50), at(99), at(100))
}

fn measure(rules: u64, broad: u64) {
    let mut chance = Chance(7);
    let text = rulebook(rules, broad, &mut chance);
    let start = Instant::now();
    let rulebook = Rulebook::from_text("bench", &text).unwrap();
    println!("{rules} rules, {broad} of 1000 about every topic: read and compiled in {:.3?}", start.elapsed());
    let wanted = if rules > 50_000 || broad > 2 { 60 } else { 300 };
    let denied = |case: &Case| !rulebook.deciding("act", case).unwrap().is_empty();
    let cases: Vec<Case> =
        std::iter::repeat_with(|| case(&rulebook, rules, &mut chance)).filter(denied).take(wanted).collect();
    let (mut remedies, mut reasons, mut open, mut found, mut steps) = (Vec::new(), Vec::new(), 0, 0, 0);
    // Every case in turn, so that each is met after others, as in service.
    for _ in 0..ROUNDS {
        (open, found, steps) = (0, 0, 0);
        for case in &cases {
            let start = Instant::now();
            let (ways, label) = rulebook.remedies("act", case).unwrap();
            remedies.push(start.elapsed());
            found += usize::from(!ways.is_empty());
            open += usize::from(label != Label::Proven);
            let start = Instant::now();
            let deciding = rulebook.deciding("act", case).unwrap();
            // For each rule by itself, as a reader is told of each.
            reasons.push(start.elapsed() / u32::try_from(deciding.len().max(1)).unwrap());
            steps += deciding.iter().filter(|reason| reason.label != Label::Proven).count();
        }
    }
    println!("  remedies  {}  ({found} of {wanted} have one, {open} not proven)", figures(remedies));
    println!("  reasons   {}  ({steps} not proven)", figures(reasons));
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let broad = if args.iter().any(|arg| arg == "broad") { 100 } else { 2 };
    let sizes: Vec<u64> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    for rules in if sizes.is_empty() { vec![24, 240, 2_400, 10_000, 100_000] } else { sizes } {
        measure(rules, broad);
    }
}
