//! What is asked, of whom and in which order, and how it is answered.

use candor::interview::{AnswerKind, Conclusion, Page, Question, Step};
use candor::render::{self, Style};
use candor::{Audience, Error, Interview, Outcome, Rulebook};

const BOOK: &str = r#"rulebook desk "Desk"
  edition   "1"
  currency  EUR

role doctor "the doctor"

record Item "an item"
  has price "the price": money
  has kind "the kind": one of book, film
  has note "the note": text

fact items "the items": list of Item

fact ill "ill": yes/no
  sensitive
  judged by doctor

fact age "the age": years
  range     0 to 120
  known from "the passport"

fact member "a member": yes/no
  ask       "Are you a member?"

fact local "lives here": yes/no
  if not stated, yes

fact watched "watched": yes/no
  never tell customer

fact street "the street": text

fact weight "the weight": number with 1 decimals
  asked with length

fact length "the length": whole number
  range     1 to 300

fact town "the town": text
  asked with street

fact level "the level": ranked none_yet, bronze, silver

fact due "the day it is due": date
  range     at least 2026-01-01

term fee "the fee": money
  means     5 EUR if member, by house policy "H"
  means     10 EUR otherwise, by house policy "H"
  may be stated
  range     0 EUR to 100 EUR

action enter "to enter" allowed unless restricted
action lend "to lend" allowed unless restricted
action send "to send" allowed unless restricted
action pay "to pay" allowed unless restricted
action stay "to stay" allowed unless restricted

restriction young "Too young" on enter
  when      age is less than 18 and not member
  source    house policy "H"
  tell customer "Too young."
  tell staff "Too young."
  override  by nobody

restriction fever "Ill" on enter
  when      ill and age is at least 12
  source    house policy "H"
  tell customer "Ill."
  tell staff "Ill."
  override  by nobody

restriction listed "On the list" on enter, lend
  when      watched and not member
  source    house policy "H"
  tell customer "Please ask."
  tell staff "On the list."
  override  by nobody

restriction dear "Too dear" on lend
  when      any item in items has (item.price is more than 100 EUR)
  source    house policy "H"
  tell customer "Too dear."
  tell staff "Too dear."
  override  by nobody

restriction unknown "An address" on send
  when      street is "" or town is ""
  source    house policy "H"
  tell customer "An address is missing."
  tell staff "An address is missing."
  override  by nobody

restriction large "Too large" on send
  when      weight is more than 20 or length is more than 200
  source    house policy "H"
  tell customer "Too large."
  tell staff "Too large."
  override  by nobody

restriction poor "Too high a fee" on pay
  when      fee is more than 7 EUR
  source    house policy "H"
  tell customer "Too high."
  tell staff "Too high."
  override  by nobody

restriction away "Only for those who live here" on stay
  when      not local
  source    house policy "H"
  tell customer "Not here."
  tell staff "Not here."
  override  by nobody

restriction late "Late" on stay
  when      level is none_yet and days from due to today is more than 7 days
  source    house policy "H"
  tell customer "Late."
  tell staff "Late."
  override  by nobody
"#;

fn book() -> Rulebook {
    let (rulebook, report) = Rulebook::check("desk", BOOK);
    rulebook.unwrap_or_else(|| panic!("{:#?}", report.diagnostics))
}

fn begin(audience: Audience, action: &str, facts: &str) -> Interview {
    let book = book();
    let case = book.case("case", &format!("{{today: 2026-06-30, facts: {{{facts}}}}}")).unwrap();
    book.interview(audience, action, &case).unwrap()
}

#[track_caller]
fn page(interview: &Interview) -> Page {
    match interview.step().unwrap() {
        Step::Ask(page) => page,
        Step::Done(end) => panic!("nothing is asked: {:?}", end.answer.outcome),
    }
}

#[track_caller]
fn end(interview: &Interview) -> Conclusion {
    match interview.step().unwrap() {
        Step::Done(end) => *end,
        Step::Ask(page) => panic!("{} is asked", page.questions[0].fact.name),
    }
}

fn names(page: &Page) -> Vec<&str> {
    page.questions.iter().map(|question| question.fact.name.as_str()).collect()
}

fn from(end: &Conclusion) -> Vec<&str> {
    end.from.iter().map(|fact| fact.fact.as_str()).collect()
}

/// Whether somebody is ill is asked last, and not where it no longer counts.
#[test]
fn what_is_sensitive_is_asked_last() {
    let mut talk = begin(Audience::Staff, "enter", "watched: no");
    assert_eq!(names(&page(&talk)), ["age"]);
    talk.answer("age", "30").unwrap();
    assert_eq!((names(&page(&talk)), page(&talk).open), (vec!["ill"], 1));
    talk.back();
    talk.answer("age", "11").unwrap();
    assert_eq!(names(&page(&talk)), ["member"]);
    talk.answer("member", "yes").unwrap();
    let end = end(&talk);
    assert_eq!((end.answer.outcome, from(&end)), (Outcome::Allowed, vec!["age", "member"]));
}

/// From what an answer follows: nothing that can be left out.
#[test]
fn what_it_was_concluded_from() {
    let talk = begin(Audience::Staff, "enter", "age: 11, member: no, watched: no, ill: no, level: silver");
    let end = end(&talk);
    assert_eq!((end.answer.outcome, from(&end)), (Outcome::Denied, vec!["age", "member"]));
    let said = render::conclusion(&end, Style::default());
    assert_eq!(said, "Concluded from: the age, 11 years; a member: no.\n");
}

/// Of customers nothing is asked that they are never told, and what they are asked does not depend on it.
#[test]
fn what_customers_are_never_told_is_not_asked_of_them() {
    assert_eq!(names(&page(&begin(Audience::Staff, "lend", "items: []"))), ["member"]);
    let shown = |watched: &str| {
        let mut talk = begin(Audience::Customer, "enter", watched);
        let mut seen = Vec::new();
        for (fact, answer) in [("age", "30"), ("ill", "no"), ("member", "yes")] {
            if let Step::Ask(page) = talk.step().unwrap() {
                assert!(page.questions.iter().all(|question| !question.staff_only));
                seen.push(render::step_json(&talk, &Step::Ask(page)));
            }
            talk.answer(fact, answer).unwrap();
        }
        seen.push(render::step_json(&talk, &talk.step().unwrap()));
        seen
    };
    let steps = shown("watched: yes");
    assert_eq!(steps, shown("watched: no"));
    assert!(steps.iter().all(|step| !step.contains("watched") && !step.contains("\"listed\"")), "{steps:#?}");
    // It has no name for them, so nobody can state it from outside or find it out by a slip.
    let mut talk = begin(Audience::Customer, "enter", "");
    for name in ["watched", "wached"] {
        let error = talk.answer(name, "no").unwrap_err();
        assert!(matches!(error, Error::UnknownFact { .. }) && !error.to_string().contains("`watched`; "), "{error}");
        assert!(!error.to_string().contains("did you mean `watched`"), "{error}");
        assert!(talk.skip(name).is_err());
    }
}

/// Nor by what cannot be.
#[test]
fn what_cannot_be_tells_a_customer_nothing() {
    let book = BOOK.replace("term fee", "always watched or level is not silver\n\nterm fee");
    let book = Rulebook::from_text("desk", &book).unwrap();
    let case = book.case("case", "{today: 2026-06-30, facts: {watched: no}}").unwrap();
    let refused = |audience| {
        let mut talk = book.interview(audience, "stay", &case).unwrap();
        talk.answer("level", "silver").unwrap_err().to_string()
    };
    assert!(refused(Audience::Staff).contains("watched"));
    let said = "this cannot be beside what else is known [E_ALWAYS]";
    assert_eq!(refused(Audience::Customer), said);
    // Nor where all of it was stated from the beginning.
    let case = book.case("case", "{today: 2026-06-30, facts: {watched: no, level: silver}}").unwrap();
    let errors = [
        book.interview(Audience::Customer, "stay", &case).unwrap_err(),
        book.why_for(Audience::Customer, "stay", &case).unwrap_err(),
        book.why_value(Audience::Customer, "fee", &case).unwrap_err(),
    ];
    assert_eq!(errors.map(|error| error.to_string()), [said; 3]);
    assert!(book.why("stay", &case).unwrap_err().to_string().contains("watched"));
}

/// What stands together is one page, and a page that was begun is finished first.
#[test]
fn what_goes_together_is_one_page() {
    let mut talk = begin(Audience::Staff, "send", "");
    let first = page(&talk);
    assert_eq!((names(&first), first.open), (vec!["street", "town"], 4));
    assert_eq!(first.questions[0].asked_with, ["town"]);
    talk.answer("street", "Main St. 5").unwrap();
    assert_eq!(names(&page(&talk)), ["town"]);
    talk.answer("town", "\"?\"").unwrap();
    assert_eq!(names(&page(&talk)), ["weight", "length"]);
    talk.skip("weight").unwrap();
    assert_eq!(names(&page(&talk)), ["length"]);
    talk.answer("length", "300").unwrap();
    let end = end(&talk);
    assert_eq!((end.answer.outcome, from(&end)), (Outcome::Denied, vec!["length"]));
    assert_eq!(end.not_known[0].name, "weight");
}

/// What is assumed is asked as well, and an answer that rests on it says so.
#[test]
fn what_is_assumed_is_asked() {
    let mut talk = begin(Audience::Staff, "stay", "level: silver");
    let first = page(&talk);
    assert_eq!((names(&first), first.questions[0].assumed.as_deref()), (vec!["local"], Some("yes")));
    talk.skip("local").unwrap();
    let rests = end(&talk);
    assert_eq!((rests.answer.outcome, rests.answer.assumed[0].fact.as_str()), (Outcome::Allowed, "local"));
    assert!(talk.back());
    talk.answer("local", "no").unwrap();
    assert_eq!((end(&talk).answer.outcome, end(&talk).answer.assumed.len()), (Outcome::Denied, 0));
}

/// A term is asked for only where nobody knows what it follows from.
#[test]
fn a_term_is_asked_last() {
    let mut talk = begin(Audience::Staff, "pay", "");
    assert_eq!(names(&page(&talk)), ["member"]);
    talk.skip("member").unwrap();
    assert_eq!(names(&page(&talk)), ["fee"]);
    talk.answer("fee", "6 EUR").unwrap();
    assert_eq!((end(&talk).answer.outcome, from(&end(&talk))), (Outcome::Allowed, vec!["fee"]));
    talk.back();
    talk.skip("fee").unwrap();
    let end = end(&talk);
    assert_eq!(end.answer.outcome, Outcome::Undetermined);
    assert_eq!(end.not_known.iter().map(|fact| fact.name.as_str()).collect::<Vec<_>>(), ["member", "fee"]);
    assert_eq!(end.answer.missing[0].fact.name, "member");
}

/// A list is asked for as one value, in the form in which a case states it; if parts of it are missing, so is that said.
#[test]
fn a_list_is_one_answer() {
    let mut talk = begin(Audience::Staff, "lend", "watched: no");
    let question = page(&talk).questions.remove(0);
    assert_eq!(question.answer.kind, AnswerKind::Structured);
    assert_eq!(question.answer.example, "[{price: 10.00 EUR, kind: book, note: \"…\"}]");
    talk.answer("items", &question.answer.example).unwrap();
    assert_eq!(end(&talk).answer.outcome, Outcome::Allowed);
    talk.answer("items", "[{kind: book}, {price: 99 EUR}]").unwrap();
    let question = page(&talk).questions.remove(0);
    assert_eq!(question.lacking[0].label, "the price of the first item");
    talk.skip("items").unwrap();
    assert_eq!(end(&talk).answer.outcome, Outcome::Undetermined);
    assert_eq!(end(&talk).from[0].fact, "items");
    talk.state("items", Vec::<u8>::new()).unwrap();
    assert_eq!(end(&talk).answer.outcome, Outcome::Allowed);
}

/// As in a case, down to what is said of what is wrong.
#[test]
fn answers_are_read_as_in_a_case() {
    let mut talk = begin(Audience::Staff, "enter", "");
    let book = book();
    for (fact, wrong) in
        [("age", "eleven"), ("age", "121"), ("member", "Yes"), ("level", "bronce"), ("due", "1.2.2026")]
    {
        let before = talk.step().unwrap();
        let mut case = talk.case().clone();
        let case_says = book.set(&mut case, "the answer", &format!("{fact}={wrong}")).unwrap_err().to_string();
        assert_eq!(talk.answer(fact, wrong).unwrap_err().to_string(), case_says);
        assert_eq!(talk.step().unwrap(), before);
    }
    assert!(matches!(talk.answer("aeg", "11"), Err(Error::UnknownFact { nearest: Some(near), .. }) if near == "age"));
    talk.state("age", 11).unwrap();
    talk.state("member", true).unwrap();
    talk.state("watched", Some(false)).unwrap();
    assert_eq!(end(&talk).answer.outcome, Outcome::Allowed);
    assert!(talk.state("age", 11.5).unwrap_err().to_string().contains("not exact"));
    // Nothing is not known.
    talk.state("member", None::<bool>).unwrap();
    assert_eq!(talk.not_known()[0].name, "member");
    let case = book.case("case", "facts: {age: 11}").unwrap();
    assert!(matches!(book.interview(Audience::Staff, "enter", &case), Err(Error::NoToday)));
    assert!(matches!(book.interview(Audience::Staff, "entre", &case), Err(Error::UnknownAction { .. })));
}

/// Back leads through every answer to the beginning, whatever was answered.
#[test]
fn back_to_the_beginning() {
    let mut talk = begin(Audience::Staff, "enter", "");
    let mut seen = Vec::new();
    for answer in [Some("30"), None, Some("no"), Some("yes")] {
        let step = talk.step().unwrap();
        let Step::Ask(page) = &step else { break };
        let name = page.questions[0].fact.name.clone();
        seen.push(step);
        match answer {
            Some(answer) => talk.answer(&name, answer).unwrap(),
            None => talk.skip(&name).unwrap(),
        }
    }
    assert!(seen.len() > 2);
    while let Some(step) = seen.pop() {
        assert!(talk.back());
        assert_eq!(talk.step().unwrap(), step);
    }
    assert!(!talk.back());
}

/// The order of statements changes which of two equal questions comes first, and nothing else.
#[test]
fn the_order_of_rules_changes_nothing() {
    let mut parts: Vec<&str> = BOOK.split("\n\n").collect();
    let rules = parts.iter().position(|part| part.starts_with("restriction")).unwrap();
    parts[rules..].reverse();
    let turned = Rulebook::from_text("desk", &(parts.join("\n\n") + "\n")).unwrap();
    let walk = |book: &Rulebook, action: &str| {
        let case = book.case("case", "{today: 2026-06-30, facts: {watched: no}}").unwrap();
        let mut talk = book.interview(Audience::Staff, action, &case).unwrap();
        let mut seen = Vec::new();
        while let Step::Ask(page) = talk.step().unwrap() {
            for question in page.questions {
                let answer: &Question = &question;
                let text = match answer.answer.kind {
                    AnswerKind::YesNo => "no",
                    AnswerKind::OneOf => "none_yet",
                    _ => answer.answer.example.as_str(),
                };
                talk.answer(&question.fact.name, text).unwrap();
                seen.push(question.fact.name.clone());
            }
        }
        (seen, end(&talk).answer.outcome)
    };
    for action in ["enter", "lend", "send", "pay", "stay"] {
        assert_eq!(walk(&book(), action), walk(&turned, action));
    }
}

/// Read aloud: a question for each kind of answer.
#[test]
fn questions_in_words() {
    let mut said = String::new();
    for (action, facts) in [
        ("enter", "watched: no"),
        ("enter", "age: 30"),
        ("enter", "age: 30, watched: no"),
        ("enter", "age: 11, watched: no"),
        ("lend", "watched: no"),
        ("lend", "watched: no, items: [{kind: book}]"),
        ("send", ""),
        ("send", "street: a, town: b"),
        ("stay", "local: yes"),
        ("stay", "local: yes, level: none_yet"),
        ("stay", "level: silver"),
    ] {
        for question in page(&begin(Audience::Staff, action, facts)).questions {
            said += &render::question(&question, Style { width: 60, color: false });
        }
    }
    insta::assert_snapshot!(said);
}

/// The words of a question are those of the reader's language.
#[test]
fn in_the_language_of_the_reader() {
    let lido = crate::rulebooks::load(std::path::Path::new("rules/lido/lido.rulebook"));
    let case = lido.case("case", "{today: 2026-07-01, facts: {trouble: no}}").unwrap();
    let asked = |language: &str| {
        let talk = lido.interview(Audience::Customer.in_language(language), "swim", &case).unwrap();
        let Step::Ask(page) = talk.step().unwrap() else { panic!() };
        page.questions[0].ask.clone().unwrap()
    };
    assert_eq!((asked("en").as_str(), asked("de").as_str()), ("How old is the child?", "Wie alt ist das Kind?"));
    assert!(lido.interview(Audience::Customer.in_language("ja"), "swim", &case).is_err());
}
