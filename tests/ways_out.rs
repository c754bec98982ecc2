//! What may be done, in words and as data: how much, from whom, by when, and where surely nothing leads out.

use candor::render::{self, Style};
use candor::{Audience, Outcome, Rulebook};

const DESK: &str = r#"rulebook desk "Loans"
  edition   "1"
  owner     "Head of Loans"
  currency  EUR

fact value "the value of the tool": money
  customer  can lower "take a simpler tool", effort small

fact hours "the hours of training": whole number
  customer  can raise "train more", effort medium

fact pickup "the day of the pickup": date
  customer  can put off "come later", effort small

fact group "the group": one of guests, members, helpers
  staff     can choose "enter another group", effort medium

fact certificate "there is a certificate": yes/no
  customer  can provide "hand in a certificate", effort small, takes 3 days

fact shop "the shop": one of north, south

action lend "a loan" allowed unless restricted

action advise "advice" allowed unless restricted

restriction dear "Dear tools" on lend
  when      value is more than 100 EUR
  tell customer "We lend tools up to 100 EUR."
  source    house policy "H 1"
  override  by nobody

restriction untrained "Untrained" on lend
  when      hours is less than 8
  source    house policy "H 2"
  override  by nobody

restriction early "Too early" on lend
  when      pickup is before 2026-03-05
  source    house policy "H 3"
  override  by nobody

restriction guests_wait "Guests" on lend
  when      group is guests
  source    house policy "H 4"
  override  by nobody

restriction uncertified "No certificate" on lend
  when      not certificate
  source    house policy "H 5"
  override  by nobody

restriction south_is_closed "The south" on lend
  when      shop is south
  source    house policy "H 6"
  override  by nobody
"#;

const FINE: [(&str, &str); 6] = [
    ("value", "50 EUR"),
    ("hours", "10"),
    ("pickup", "2026-03-09"),
    ("group", "members"),
    ("certificate", "yes"),
    ("shop", "north"),
];

fn page(audience: Audience, changed: &[(&str, &str)]) -> String {
    let rulebook = Rulebook::from_text("desk", DESK).unwrap();
    let facts = FINE.map(|(fact, fine)| {
        let value = changed.iter().find(|(other, _)| *other == fact).map_or(fine, |(_, value)| value);
        if value.is_empty() { String::new() } else { format!("  {fact}: {value}\n") }
    });
    let case = rulebook.case("case", &format!("today: 2026-03-01\nfacts:\n{}", facts.concat())).unwrap();
    let answer = rulebook.why_for(audience, "lend", &case).unwrap();
    assert!(changed.is_empty() || answer.outcome != Outcome::Allowed, "{changed:?}");
    render::text(&answer, Style { width: 400, color: false })
}

/// The first line for staff and the first sentence for the customer.
fn first(changed: &[(&str, &str)]) -> [String; 2] {
    [Audience::Staff, Audience::Customer]
        .map(|audience| page(audience, changed).lines().next().unwrap_or_default().to_owned())
}

#[test]
fn every_manner_reads_right() {
    let [staff, customer] = first(&[("value", "150 EUR")]);
    assert_eq!(staff, "YES IF   the customer can take a simpler tool: up to 100.00 EUR.");
    assert!(
        customer.starts_with("A loan is open for this if you can take a simpler tool: up to 100.00 EUR."),
        "{customer}"
    );
    let [staff, _] = first(&[("hours", "3")]);
    assert_eq!(staff, "YES IF   the customer can train more: at least 8.");
    let [staff, _] = first(&[("pickup", "2026-03-02")]);
    assert_eq!(staff, "YES IF   the customer can come later: on or after 5 March 2026.");
    let [staff, customer] = first(&[("certificate", "no")]);
    assert_eq!(staff, "YES IF   the customer can hand in a certificate (done in 3 days, on 4 March 2026).");
    assert!(customer.contains("hand in a certificate (done in 3 days, on 4 March 2026)"), "{customer}");
}

#[test]
fn what_staff_can_change_is_no_work_for_the_customer() {
    let [staff, customer] = first(&[("group", "guests")]);
    assert_eq!(staff, "YES IF   staff can enter another group (members instead of guests).");
    assert!(!customer.contains("group") && customer.contains("not open for this as it stands"), "{customer}");
    let [staff, _] = first(&[("group", "guests"), ("value", "150 EUR")]);
    assert_eq!(
        staff,
        "YES IF   the customer can take a simpler tool: up to 100.00 EUR, and staff can enter another group (members instead of guests)."
    );
}

/// Where all of it is proven it is said to everybody; where something is open it never is.
#[test]
fn a_dead_end_is_said_where_it_is_one() {
    let closed = [("shop", "south")];
    let staff = page(Audience::Staff, &closed);
    assert!(staff.starts_with("NO   Not open, and nothing leads out of it"), "{staff}");
    assert!(staff.contains("Head of Loans, who answers for these rules"), "{staff}");
    let customer = page(Audience::Customer, &closed);
    assert!(customer.contains("Nothing that you or we can do here changes this."), "{customer}");
    assert!(customer.contains("Head of Loans answers for these rules."), "{customer}");
    assert!(page(Audience::Auditor, &closed).contains("a dead end"));
    // Something that is not known may change it, or an offer may.
    let open = DESK.replace(
        "restriction south_is_closed \"The south\" on lend\n",
        "restriction south_is_closed \"The south\" on lend\n  instead   advise\n",
    );
    let rulebook = Rulebook::from_text("desk", &open).unwrap();
    let facts =
        FINE.map(|(fact, fine)| format!("  {fact}: {}\n", if fact == "shop" { "south" } else { fine })).concat();
    let case = rulebook.case("case", &format!("today: 2026-03-01\nfacts:\n{facts}")).unwrap();
    for audience in [Audience::Staff, Audience::Customer, Audience::Auditor] {
        let answer = rulebook.why_for(audience, "lend", &case).unwrap();
        assert!(!answer.dead_end && !render::json(&answer).contains("dead_end"));
    }
}

#[test]
fn what_decides_is_told_with_all_that_it_may_be() {
    let sheet = page(Audience::Auditor, &[("value", "150 EUR")]);
    assert!(
        sheet.contains(
            "dear  the value of the tool: 150.00 EUR (any amount over 100.00 EUR) (none can be left out, proven)"
        ),
        "{sheet}"
    );
    let sheet = page(Audience::Auditor, &[("pickup", "2026-03-02")]);
    assert!(sheet.contains("2 March 2026 (any day on or before 4 March 2026)"), "{sheet}");
    let sheet = page(Audience::Auditor, &[("hours", "3")]);
    assert!(sheet.contains("the hours of training: 3 (anything up to 7)"), "{sheet}");
}

#[test]
fn what_is_missing_comes_with_an_example() {
    let staff = page(Audience::Staff, &[("value", "")]);
    assert!(staff.contains("Example  with "), "{staff}");
    assert!(staff.contains(" it is open; with ") && staff.contains(" it is not"), "{staff}");
}

/// Whatever is missing, one of two stands in the way: the no says so, and names both to whoever asks.
#[test]
fn one_of_two_in_any_case_is_a_no_with_both_reasons() {
    let rules = r#"rulebook desk "Desk"
  edition   "1"

role boss "the boss"

fact received "the day it came": date

fact returns "the returns so far": whole number

action refund "a refund" allowed unless restricted

restriction early "Early" on refund
  when      received is before 2026-05-01
  tell customer "Before May nothing goes back."
  source    house policy "H 1"
  override  by boss

restriction late "Late" on refund
  when      received is on or after 2026-05-01 and returns is more than 3
  source    contract "C 2"
  override  by boss
"#;
    let rulebook = Rulebook::from_text("desk", rules).unwrap();
    let case = rulebook.case("case", "today: 2026-03-30\nfacts:\n  returns: 5\n").unwrap();
    let letter = render::text(&rulebook.why_for(Audience::Customer, "refund", &case).unwrap(), Style::default());
    assert_eq!(
        letter,
        "A refund is not open for this as it stands.

Something is not known yet. Whatever it is, one of these stands in the way
  - Before May nothing goes back. This is our own rule, not a law.
  - Late. This is what was agreed, not a law (C 2).

The boss may decide otherwise. Please ask.
"
    );
    let staff = render::text(&rulebook.why_for(Audience::Staff, "refund", &case).unwrap(), Style::default());
    assert!(staff.starts_with("ASK"), "{staff}");
    assert!(staff.contains("whatever is not known yet, one of these stands in the way"), "{staff}");
}

const DEPOT: &str = r#"rulebook depot "Depot"
  edition   "1"
  currency  EUR

fact id "there is a photo ID": yes/no
  customer  can provide "bring a photo ID", effort small

fact signed "the form is signed": yes/no
  customer  can provide "send the form by mail", effort small, takes 3 days

fact watched "they are watched": yes/no
  never tell customer

action lend "a loan" allowed unless restricted

restriction stocktaking "Stocktaking" on lend
  when      today is before 2026-03-10
  source    house policy "H 1"
  override  by nobody

requirement identity "Photo ID" for lend
  when      today is before 2026-06-01
  required  id
  source    house policy "H 2"
  override  by nobody

requirement form "The form" for lend
  required  signed
  source    house policy "H 3"
  override  by nobody
"#;

fn depot(rules: &str, audience: Audience, facts: &str) -> candor::Explanation {
    let depot = Rulebook::from_text("depot", rules).unwrap();
    let case = depot.case("case", &format!("today: 2026-03-01\nfacts: {{{facts}}}\n")).unwrap();
    depot.why_for(audience, "lend", &case).unwrap()
}

#[test]
fn what_helps_on_a_later_day_only_is_told_with_that_day() {
    let pages = [Audience::Customer, Audience::Staff, Audience::Auditor].map(|audience| {
        let answer = depot(DEPOT, audience, "id: no, signed: yes");
        assert!(!answer.dead_end);
        render::text(&answer, Style { width: 80, color: false })
    });
    insta::assert_snapshot!(pages.join("\n----\n\n"));
    // What takes days is begun today, so that it is done by then.
    let answer = depot(DEPOT, Audience::Staff, "id: yes, signed: no");
    let later = answer.later.unwrap();
    assert_eq!((later.on.to_string(), later.remedies[0].on), ("2026-03-10".to_owned(), None));
    // Begun too late for the tenth, the thirteenth is the first day.
    let slow = DEPOT.replace("takes 3 days", "takes 12 days");
    let answer = depot(&slow, Audience::Staff, "id: yes, signed: no");
    assert_eq!((answer.later, answer.remedies[0].on.unwrap().to_string()), (None, "2026-03-13".to_owned()));
}

#[test]
fn no_dead_end_is_said_where_a_later_day_is_not_known_through() {
    let dead = |rules: &str, audience, facts: &str| {
        let answer = depot(rules, audience, facts);
        assert_eq!(answer.outcome, Outcome::Denied);
        answer.dead_end
    };
    let closed = DEPOT.replace(
        "fact watched",
        "fact due \"the day of the return\": date\n  customer  can put off \"return it later\"\n\nfact watched",
    );
    let closed = closed.replace("  customer  can provide \"bring a photo ID\", effort small\n", "");
    // The facts as they are cannot be on the tenth any more.
    let fit = closed
        .replace("action lend", "always due is on or after today\n\naction lend")
        .replace("2026-06-01", "2026-03-01");
    assert!(!dead(&fit, Audience::Staff, "id: no, signed: yes, due: 2026-03-05"));
    // What another action waits for, and what is missing, may end on some day.
    let other = "\naction card \"a card\" allowed unless restricted\n\nrestriction law \"Law\" on card\n  when      all of\n            - not id\n            - today is before 2026-04-01\n  source    law \"L\"\n\nrequirement card_needs_id \"ID\" for card\n  required  id\n  source    house policy \"H\"\n  override  by nobody\n\nrequirement by_card \"Card\" for lend\n  required  card is allowed\n  source    house policy \"H\"\n  override  by nobody\n";
    assert!(!dead(&format!("{DEPOT}{other}"), Audience::Staff, "id: no, signed: yes"));
    // Brought forward before the day that it is asked for.
    let early = closed.replace("can put off", "can bring forward").replace("action lend", "restriction late \"Late\" on lend\n  when      due is after 2026-03-07\n  source    house policy \"H\"\n  override  by nobody\n\naction lend");
    let answer = depot(&early, Audience::Staff, "id: yes, signed: yes, due: 2026-03-20");
    assert_eq!(answer.later.unwrap().on.to_string(), "2026-03-10");
    // What has to fit to an untold fact is neither suggested to customers nor is it said that nothing helps.
    let tied = DEPOT.replace("action lend", "always any of (not watched, not id)\n\naction lend");
    let told = |watched: &str| {
        let answer = depot(&tied, Audience::Customer, &format!("id: no, signed: yes, watched: {watched}"));
        (answer.later, answer.remedies, answer.dead_end)
    };
    assert_eq!(told("yes"), told("no"));
}

#[test]
fn a_later_day_is_no_way_around_what_law_imposes() {
    let law = DEPOT.replace("house policy \"H 2\"", "law \"L 2\"").replacen(
        "  override  by nobody\n\nrequirement form",
        "\nrequirement form",
        1,
    );
    let law = law.replace("requirement identity", "restriction identity").replace(
        "for lend\n  when      today is before 2026-06-01\n  required  id",
        "on lend\n  when      all of\n            - today is before 2026-06-01\n            - not id",
    );
    let answer = depot(&law, Audience::Staff, "id: no, signed: no");
    // The law names nothing that may be changed; from June on it no longer stands in the way.
    let later = answer.later.unwrap();
    let facts: Vec<&str> = later.remedies[0].changes.iter().map(|change| change.fact.name.as_str()).collect();
    assert_eq!((later.on.to_string().as_str(), facts), ("2026-06-01", vec!["signed"]));
}

#[test]
fn a_later_day_tells_nothing_that_is_never_told() {
    let hidden = "\nrestriction watch \"Watch\" on lend\n  when      all of\n            - watched\n            - today is before 2026-04-01\n  \
                  tell customer \"Not now.\"\n  source    house policy \"H 4\"\n  override  by nobody\n";
    let rules = format!("{DEPOT}{hidden}");
    let later =
        |watched: &str| depot(&rules, Audience::Customer, &format!("id: no, signed: yes, watched: {watched}")).later;
    assert_eq!(later("yes"), later("no"));
    assert_eq!(
        depot(&rules, Audience::Staff, "id: no, signed: yes, watched: yes").later.unwrap().on.to_string(),
        "2026-04-01"
    );
}

#[test]
fn a_way_out_that_a_change_or_a_day_opens_is_a_way_out() {
    let desk = |way_out: &str| {
        let rules = format!(
            "rulebook desk \"Desk\"\n  edition   \"1\"\n\nrole lead \"the lead\"\n\nfact member \"a member\": yes/no\n  customer  can provide \"become a member\", effort small\n\n\
             fact closed \"it is closed\": yes/no\n\naction lend \"a loan\" allowed unless restricted\n\naction stay \"reading here\" allowed unless restricted\n\n\
             restriction shut \"Shut\" on lend\n  when      closed\n  source    house policy \"H\"\n{way_out}"
        );
        let desk = Rulebook::from_text("desk", &rules).unwrap();
        let case = desk.case("case", "today: 2026-03-01\nfacts: {closed: yes, member: no}\n").unwrap();
        desk.why("lend", &case).unwrap().dead_end
    };
    assert!(desk("  override  by nobody\n"));
    assert!(!desk("  override  by nobody\n  instead   stay if member\n"));
    assert!(!desk("  override  by nobody\n  instead   stay if today is on or after 2026-04-01\n"));
    assert!(!desk("  override  by nobody\n  refer to  \"the board\" at \"board@example.org\" if member\n"));
    assert!(!desk("  override  by lead if today is on or after 2026-04-01\n"));
    assert!(desk("  override  by nobody\n  instead   stay if not closed\n"));
}

/// The day and one fact change which rule stands in the way, and what is assumed may be otherwise.
#[test]
fn what_stands_in_the_way_instead_may_have_a_way_out() {
    const DESK: &str = r#"rulebook desk "Desk"
  edition   "1"
  currency  EUR

role lead "the lead"

fact shelf "the shelf": one of left, right
  customer  can choose "look on the other shelf", effort small

fact member "a member": yes/no
  if not stated, no

fact card "the card is here": yes/no

action stay "reading here" allowed unless restricted

action lend "a loan" allowed unless restricted
"#;
    let dead = |rules: &str| {
        let rulebook = Rulebook::from_text("desk", &format!("{DESK}{rules}")).unwrap();
        let case = rulebook.case("case", "today: 2026-03-01\nfacts: {shelf: left}\n").unwrap();
        let answer = rulebook.why("lend", &case).unwrap();
        assert_eq!((answer.outcome, answer.remedies.len()), (Outcome::Denied, 0), "{rules}");
        answer.dead_end
    };
    let rule = |name: &str, about: &str, way_out: &str| {
        format!("\nrestriction {name} \"{name}\" on {about}\n  source    house policy \"H\"\n{way_out}")
    };
    let nobody = "  override  by nobody\n";
    let instead = "  override  by nobody\n  instead   stay\n";
    let lead = "  override  by lead\n";
    let both = |when: [&str; 2], way_out: &str| {
        let first = rule("first", "lend", &format!("  when      {}\n{nobody}", when[0]));
        first + &rule("second", "lend", &format!("  when      {}\n{way_out}", when[1]))
    };
    let days = ["today is before 2027-01-01", "today is on or after 2027-01-01"];
    let shelves = ["shelf is left", "shelf is right"];
    for when in [days, shelves] {
        assert!(dead(&both(when, nobody)));
        assert!(!dead(&both(when, instead)));
    }
    assert!(!dead(&both(days, lead)));
    // What stays until the end, while another rule ends: then somebody may decide.
    assert!(!dead(&both(["today is before 2027-01-01", "shelf is one of (left, right)"], lead)));
    // What is offered instead is no end either, if somebody may decide on it one day, or were it not as assumed.
    let closed = |stay: &str| dead(&format!("{}{}", rule("shut", "lend", instead), rule("own", "stay", stay)));
    assert!(closed(nobody));
    assert!(!closed(&format!("  when      not member\n{nobody}")));
    for condition in ["member", "card", "today is on or after 2027-01-01"] {
        assert!(!closed(&format!("  override  by lead if {condition}\n")), "{condition}");
    }
    let refer =
        |condition: &str| format!("{nobody}  refer to  \"the board\" at \"board@example.org\" if {condition}\n");
    assert!(!dead(&rule("shut", "lend", &refer("member"))));
}

/// The last day of the calendar is a day as well.
#[test]
fn what_begins_on_the_last_day_of_all_is_still_to_come() {
    let last = DEPOT.replace("2026-03-10", "9999-12-31").replace("  when      today is before 2026-06-01\n", "");
    let answer = depot(&last, Audience::Staff, "id: no, signed: yes");
    assert_eq!((answer.dead_end, answer.later.unwrap().on.to_string()), (false, "9999-12-31".to_owned()));
}
