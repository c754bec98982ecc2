//! Talks on the rulebooks that ship: whatever is answered, they end with the answer of `why`, and never ask twice.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use candor::interview::{AnswerKind, Question, Step};
use candor::{Audience, Date, Interview, Outcome, Rulebook};
use proptest::prelude::RngExt as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// Something that could be answered; `None` is "don't know".
fn answer(question: &Question, rng: &mut TestRng, today: Date) -> Option<String> {
    if rng.random_ratio(1, 12) {
        return None;
    }
    let day = |rng: &mut TestRng| {
        let away = i128::from(rng.random_range(0_i32..30).pow(2) - rng.random_range(0_i32..20));
        Date::from_days(i128::from(today.days()) - away).unwrap()
    };
    let answer = &question.answer;
    Some(match answer.kind {
        AnswerKind::YesNo => if rng.random() { "yes" } else { "no" }.to_owned(),
        AnswerKind::OneOf => answer.choices[rng.random_range(0..answer.choices.len())].value.clone(),
        AnswerKind::Number => {
            let least = answer.least.as_ref().map_or(0, |least| {
                least.split(['.', ' ']).next().unwrap().parse::<i64>().unwrap() + i64::from(least.contains('.'))
            });
            let most = answer.greatest.as_ref().map(|most| most.split(['.', ' ']).next().unwrap().parse().unwrap());
            let size = 10_i64.pow(rng.random_range(1..5));
            rng.random_range(least..=most.unwrap_or(least + size).min(least + size)).to_string()
        }
        AnswerKind::Date => day(rng).to_string(),
        AnswerKind::DateAndTime => format!("{}T{:02}:30:00Z", day(rng), rng.random_range(0..24)),
        AnswerKind::Text | AnswerKind::Structured => answer.example.clone(),
    })
}

/// One talk to its end; the number of questions and the longest time for a step.
fn talk(rulebook: &Rulebook, mut interview: Interview, rng: &mut TestRng) -> (usize, Duration) {
    let today = interview.case().today().unwrap();
    let (mut asked, mut longest) = (BTreeSet::new(), Duration::ZERO);
    loop {
        let start = Instant::now();
        let step = interview.step().unwrap();
        longest = longest.max(start.elapsed());
        let questions = match step {
            Step::Done(end) => {
                let plain = rulebook.why_for(interview.reader().clone(), interview.action(), interview.case());
                assert_eq!(end.answer, plain.unwrap());
                assert!(end.answer.outcome != Outcome::Undetermined || end.from == interview.stated());
                return (asked.len(), longest);
            }
            Step::Ask(page) => page.questions,
        };
        for question in questions {
            let name = &question.fact.name;
            assert!(asked.insert(name.clone()), "{name} is asked twice, with {:?}", interview.stated());
            // Each step is worked out anew, so it is not compared with others everywhere.
            let compared = rng.random_ratio(1, 4);
            let here = |interview: &Interview| {
                if compared { format!("{:?}", interview.step().unwrap()) } else { String::new() }
            };
            let before = here(&interview);
            match answer(&question, rng, today) {
                Some(text) => {
                    // What cannot be beside the other answers is refused, and the interview stands as before.
                    if let Err(error) = interview.answer(name, &text) {
                        assert!(error.to_string().contains("this cannot be"), "{name}={text}: {error}");
                        assert_eq!(before, here(&interview));
                        interview.skip(name).unwrap();
                    }
                }
                None => interview.skip(name).unwrap(),
            }
            let (after, now) = (interview.clone(), here(&interview));
            assert!(interview.back());
            assert_eq!(before, here(&interview), "back leads elsewhere");
            interview = after;
            // Whoever knows the facts and what nobody knows gets the same step.
            let reader = interview.reader().clone();
            let mut again = rulebook.interview(reader, interview.action(), interview.case()).unwrap();
            interview.not_known().iter().for_each(|fact| again.skip(&fact.name).unwrap());
            assert_eq!(now, here(&again), "a page that keeps no state gets another step");
        }
    }
}

#[test]
fn talks_on_what_ships() {
    let mut rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut table = String::new();
    for path in crate::rulebooks::files(".rulebook") {
        if !std::fs::read_to_string(&path).unwrap().lines().any(|line| line.starts_with("rulebook ")) {
            continue;
        }
        let rulebook = crate::rulebooks::load(&path);
        let today = Date::new(2026, 11, 21).unwrap();
        let (mut talks, mut questions, mut longest) = (0, 0, Duration::ZERO);
        let actions: Vec<String> = rulebook.actions().map(str::to_owned).collect();
        for action in actions.iter().take(2) {
            for audience in [Audience::Staff, Audience::Customer] {
                let case = rulebook.case_builder(today).build().unwrap();
                let interview = rulebook.interview(audience, action, &case).unwrap();
                let (asked, time) = talk(&rulebook, interview, &mut rng);
                (talks, questions, longest) = (talks + 1, questions + asked, longest.max(time));
            }
        }
        table += &format!(
            "{:?} {talks} talks, {questions} questions, slowest step {longest:?}\n",
            path.file_name().unwrap()
        );
    }
    println!("{table}");
}

/// A long list is read often while one looks ahead, so then it is looked ahead less: a step stays one that people wait for.
#[test]
fn long_lists_are_no_long_wait() {
    let text = "rulebook load \"Load\"\n  edition   \"1\"\n\nrecord Item \"an item\"\n  has weight \"the weight\": whole number\n\nfact items \"the items\": list of Item\n\n";
    let mut text = text.to_owned();
    let mut tests = vec!["sum of item.weight for item in items is at least 100".to_owned()];
    for at in 0..12 {
        text += &format!("fact f{at} \"fact {at}\": yes/no\n\n");
        tests.push(format!("f{at}"));
    }
    text += &format!(
        "action carry \"to carry\" allowed unless restricted\n\nrestriction heavy \"Heavy\" on carry\n  when      {}\n  source    house policy \"H\"\n  tell customer \"No.\"\n  tell staff \"No.\"\n  override  by nobody\n",
        tests.join(" and ")
    );
    let (book, report) = Rulebook::check("load", &text);
    let book = book.unwrap_or_else(|| panic!("{:?}", report.diagnostics));
    let items = "{weight: 1}, ".repeat(30_000);
    let case = book
        .case("case", &format!("{{today: 2026-06-30, facts: {{items: [{}]}}}}", items.trim_end_matches(", ")))
        .unwrap();
    let talk = book.interview(Audience::Staff, "carry", &case).unwrap();
    let start = Instant::now();
    assert!(matches!(talk.step().unwrap(), Step::Ask(_)));
    println!("{:?}", start.elapsed());
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}
