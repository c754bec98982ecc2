//! Decisions against the rule from the first ledger to the last check, as people see them: real commands, real files.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;
use std::process::Command;

use candor::discretion::{Event, Feedback, Opened, Record, Used};
use candor::ledger::{Hash, JsonLines, Ledger, LedgerError, NewLine, Proof, PublicKey, Tail, Writer, verify_proof};
use candor::value::Moment;
use tempfile::TempDir;

const JACKET: &str = "-r rules/returns -c rules/returns/jacket.yaml";

/// Without the places at which lines are wrapped.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A folder of its own, with a ledger in it and keys beside it.
struct Place {
    folder: TempDir,
    told: String,
}

impl Place {
    fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap(), told: String::new() };
        fs::create_dir(place.folder.path().join("keys")).unwrap();
        place.write(
            "staff.yaml",
            "staff:\n  emp-17: {roles: [shift_lead]}\n  emp-02: {roles: [store_manager], until: 2026-12-31}\n  emp-03: {roles: [store_manager]}\n",
        );
        place.write(
            "hotel.yaml",
            "today: 2026-11-21\nfacts: {spent_on: 2026-11-02, amount: 480 EUR, nights: 2, rate: 240 EUR, class: second, receipt: yes}\n",
        );
        place
    }

    /// A ledger that is signed and has adopted the rules for returns.
    fn returns() -> Place {
        let mut place = Place::new();
        place.run("ledger init @/o.jsonl --name returns.example/overrides --key @/keys/k --at 2026-11-21T10:00:00Z");
        place.run("ledger adopt rules/returns --by emp-01 --ledger @/o.jsonl --key @/keys/k --at 2026-11-21T10:05:00Z");
        place
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs a command, written as in a shell with `'` around words of their own; `@` is the folder. Gives the exit code
    /// and everything that was printed.
    fn run(&mut self, line: &str) -> (i32, String) {
        let mut words: Vec<String> = Vec::new();
        for (i, part) in line.split('\'').enumerate() {
            let part = part.replace('@', self.folder.path().to_str().unwrap());
            match i % 2 {
                0 => words.extend(part.split_whitespace().map(str::to_owned)),
                _ => words.push(part),
            }
        }
        let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        let output = command.args(&words).current_dir(top).env("NO_COLOR", "1").output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        let code = output.status.code().unwrap();
        self.told.push_str(&format!("$ candor {line}\n{said}[exit {code}]\n\n"));
        (code, said)
    }

    /// The same where the command has to end with this code and say this first.
    #[track_caller]
    fn must(&mut self, line: &str, code: i32, start: &str) -> String {
        let (came, said) = self.run(line);
        assert_eq!(came, code, "{line}\n{said}");
        assert!(flat(&said).starts_with(&flat(start)), "{line}\n{said}");
        said
    }

    /// Everything that was said since, without what differs from run to run.
    fn transcript(&mut self) -> String {
        let told = std::mem::take(&mut self.told).replace(self.folder.path().to_str().unwrap(), "@");
        let mut out = String::new();
        let mut rest = told.as_str();
        // The digests of rules and cases, and what comes of a fresh key.
        while let Some((mark, at)) =
            ["sha256:", "overrides+"].iter().filter_map(|mark| Some((mark, rest.find(mark)?))).min_by_key(|(_, at)| *at)
        {
            let end = at + mark.len();
            out.push_str(&rest[..end]);
            out.push('…');
            rest = rest[end..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "+/=".contains(c));
        }
        out + rest
    }
}

/// What a shift lead and two store managers do on one day.
#[test]
fn a_day_at_the_returns_desk() {
    let mut place = Place::returns();
    insta::assert_snapshot!("returns_1_a_ledger", place.transcript());

    let desk = "--staff @/staff.yaml --ledger @/o.jsonl --key @/keys/k";
    let lead = format!("{JACKET} --by emp-17 --role shift_lead {desk}");
    let many = "--set returns_last_90_days=12";
    place.must(&format!("override refund {lead} --at 2026-11-21T10:10:00Z"), 1, "REFUSED   nothing was granted");
    let reason = "--reason 'It lay at the neighbor's for two weeks.'".replace("r's", "r`s");
    place.must(&format!("override refund {lead} {reason} --at 2026-11-21T10:15:00Z"), 0, "GRANTED   a refund");
    let large = "--set 'amount=160.00 EUR' --set 'price=160.00 EUR'";
    place.must(&format!("override refund {lead} {large} {reason} --at 2026-11-21T10:16:00Z"), 1, "REFUSED");
    let id = "--set 'amount=600.00 EUR' --set 'price=600.00 EUR'";
    place.must(&format!("override refund {lead} {id} {reason} --at 2026-11-21T10:16:00Z"), 1, "REFUSED");
    place.must(
        &format!("override refund {JACKET} {many} --by emp-02 --role store_manager --reason 'A regular, and it was our fault.' --reason-code our_mistake {desk} --at 2026-11-21T10:20:00Z"),
        0,
        "WAITS     for another store manager to agree (request 5)",
    );
    let confirm = format!("override confirm 5 {JACKET} {many} --role store_manager {desk}");
    place.must(&format!("{confirm} --by emp-02 --at 2026-11-21T10:25:00Z"), 1, "REFUSED   nothing was granted");
    place.must(&format!("{confirm} --by emp-03 --at 2026-11-21T10:25:00Z"), 0, "GRANTED   a refund");
    place.must(
        &format!("override refund {JACKET} --by emp-99 --role shift_lead {reason} {desk} --at 2026-11-21T10:30:00Z"),
        1,
        "REFUSED   nothing was granted: `emp-99` does not hold the role",
    );
    insta::assert_snapshot!("returns_2_requests", place.transcript());

    let signed = "--ledger @/o.jsonl --key @/keys/k";
    let used = format!("override use 2 {JACKET} --by emp-17 {signed} --at 2026-11-21T11:00:00Z");
    place.must(&used, 0, "USED      grant 2");
    place.must(&used, 1, "REFUSED   nothing was recorded: the grant `2` was used already");
    place.must(
        &format!("override revoke 5 -r rules/returns --by emp-03 --role store_manager --reason 'The article was not ours.' {desk} --at 2026-11-21T11:10:00Z"),
        0,
        "REVOKED   grant 5",
    );
    place.must(
        &format!("override refund {JACKET} {many} --id web-7 --by emp-02 --role store_manager --reason 'Once more.' {desk} --at 2026-11-21T11:20:00Z"),
        0,
        "WAITS",
    );
    place.must(
        &format!("override decline web-7 -r rules/returns --by emp-03 --role store_manager --reason 'Twice is enough.' {desk} --at 2026-11-21T11:30:00Z"),
        0,
        "DECLINED  request web-7, by emp-03",
    );
    let review = "--by emp-02 --role store_manager --finding upheld_with_advice --note 'Right. Ask for the delivery note next time.'";
    place.must(&format!("ledger review 2 -r rules/returns {review} {desk} --at 2026-11-22T09:00:00Z"), 0, "REVIEWED");
    place.must(
        &format!("ledger feedback late_return -r rules/returns --by emp-17 --text 'Parcels at the neighbor should not count.' {signed} --at 2026-11-22T09:10:00Z"),
        0,
        "NOTED",
    );
    insta::assert_snapshot!("returns_3_afterwards", place.transcript());

    place.must("ledger list --ledger @/o.jsonl", 0, "LEDGER    15 records");
    place.must("ledger list --ledger @/o.jsonl --for auditor --rule many_returns", 0, "LEDGER    6 of 15 records");
    place.must("ledger list --ledger @/o.jsonl --person emp-17", 0, "LEDGER    ");
    let at = "--at 2026-11-22T09:30:00Z";
    for id in ["2", "5", "web-7", "3"] {
        place.must(&format!("ledger show {id} --for customer -r rules/returns --ledger @/o.jsonl {at}"), 0, "");
    }
    place.must(&format!("ledger show 5 -r rules/returns --ledger @/o.jsonl {at}"), 0, "REVOKED");
    place.must(&format!("ledger show 2 --for auditor --ledger @/o.jsonl {at}"), 0, "USED");
    place.must(&format!("ledger due --ledger @/o.jsonl {at}"), 0, "NONE");
    place.must("ledger verify --ledger @/o.jsonl --key @/keys/k", 0, "VERIFIED  15 records, signed by ");
    place.must("ledger verify --ledger @/o.jsonl", 0, "VERIFIED  15 records, signed by ");
    insta::assert_snapshot!("returns_4_what_is_on_record", place.transcript());
}

/// What waits for somebody is listed, and what nobody saw to in time lapses, on the record.
#[test]
fn what_waits_and_what_lapses() {
    let mut place = Place::returns();
    let (list, lapse) = ("ledger waiting --ledger @/o.jsonl", "ledger lapse --ledger @/o.jsonl --key @/keys/k");
    place.must(&format!("{list} --at 2026-11-21T10:10:00Z"), 0, "NONE");
    let desk = "--reason 'A regular.' --ledger @/o.jsonl --key @/keys/k";
    let ask = format!(
        "override refund {JACKET} --set returns_last_90_days=12 --by emp-02 --role store_manager {desk} --at 2026-11-21T10:15:00Z"
    );
    place.must(&format!("{ask} --id web-7 --until 2026-11-21T12:00:00Z"), 0, "WAITS");
    place.must(&format!("{ask} --id web-8"), 0, "WAITS");
    let grant = format!("override refund {JACKET} --by emp-17 --role shift_lead {desk} --at 2026-11-21T10:16:00Z");
    for id in 0..9 {
        place.must(&format!("{grant} --id till-{id}"), 0, "GRANTED");
    }
    place.transcript();

    place.must(&format!("{list} --at 2026-11-21T11:00:00Z"), 0, "WAITS     2 requests.");
    place.must(&format!("{lapse} --at 2026-11-21T11:00:00Z"), 0, "NONE");
    place.must(&format!("{list} --at 2026-11-21T12:00:00Z"), 0, "WAITS     2 requests, 1 too late.");
    place.must(&format!("{list} --at 2026-11-21T12:00:00Z --format json"), 0, "{");
    place.must(&format!("{lapse} --at 2026-11-21T12:00:00Z"), 0, "LAPSED    web-7");
    place.must(&format!("{list} --at 2026-11-21T12:00:00Z"), 0, "WAITS     1 request.");
    place.must(&format!("{lapse} --at 2026-11-21T11:00:00Z"), 1, "REFUSED   nothing was recorded");
    place.must(&format!("{lapse} --at 2026-12-21T12:00:00Z --format json"), 0, "{");
    place.must(&format!("{list} --at 2026-12-21T12:00:00Z"), 0, "NONE");
    place.must("ledger verify --ledger @/o.jsonl --key @/keys/k", 0, "VERIFIED  24 records");
    insta::assert_snapshot!("waiting_and_lapsed", place.transcript());
}

/// Limits, reviews and sensitive facts; nobody vouches for roles, and nobody signs.
#[test]
fn travel_with_limits_and_nobody_to_vouch() {
    let mut place = Place::new();
    place.must("ledger init @/travel.jsonl --at 2026-11-21T08:00:00Z", 0, "OPENED    the ledger travel, unsigned");
    let hotel = "-r rules/travel -c @/hotel.yaml";
    let lead = "--by emp-5 --role team_lead --reason 'A fair was in town.' --ledger @/travel.jsonl";
    place.must(&format!("why reimburse {hotel}"), 0, "ASK");
    place.must(
        &format!("why reimburse {hotel} --ledger @/travel.jsonl --by emp-5 --at 2026-11-21T09:00:00Z"),
        0,
        "ASK",
    );
    place.must(&format!("override reimburse {hotel} {lead} --at 2026-11-21T09:00:00Z"), 0, "GRANTED");
    let left = format!("why reimburse {hotel} --ledger @/travel.jsonl --at 2026-11-21T09:01:00Z");
    let said = place.must(&format!("{left} --by emp-5"), 0, "ASK");
    assert!(flat(&said).contains("2 left; at most") && flat(&said).contains("400.00 EUR left)"), "{said}");
    place.must(&left, 0, "ASK");
    place.must(&format!("override reimburse {hotel} --set nights=5 {lead} --at 2026-11-21T09:02:00Z"), 1, "REFUSED");
    let first = "--set class=first --set medical_need=yes --set 'rate=130 EUR'";
    place.must(
        &format!("override reimburse {hotel} {first} {lead} --judged medical_need=emp-5 --at 2026-11-21T09:03:00Z"),
        1,
        "REFUSED   nothing was granted: `emp-5` alone judged",
    );
    place.must(
        &format!("override reimburse {hotel} {first} {lead} --judged medical_need=emp-8 --at 2026-11-21T09:04:00Z"),
        0,
        "GRANTED",
    );
    let late = "--set spent_on=2026-07-01 --set 'rate=130 EUR'";
    let finance = "--by emp-9 --role finance_lead --ledger @/travel.jsonl";
    place.must(&format!("override reimburse {hotel} {late} {finance} --at 2026-11-21T09:05:00Z"), 1, "REFUSED");
    let evidence = "--evidence 'letter of 3 November, page=2'";
    place.must(
        &format!("override reimburse {hotel} {late} {finance} {evidence} --at 2026-11-21T09:06:00Z"),
        0,
        "GRANTED",
    );
    insta::assert_snapshot!("travel_1_limits", place.transcript());

    place.must("ledger list --ledger @/travel.jsonl", 0, "LEDGER    6 records");
    place.must("ledger due --ledger @/travel.jsonl --at 2026-11-21T09:10:00Z", 0, "DUE       1 review");
    place.must("ledger due --ledger @/travel.jsonl --at 2026-12-21T09:10:00Z", 1, "OVERDUE   1 of 1 review");
    let show = "ledger show 4 --for auditor --ledger @/travel.jsonl --at 2026-11-21T09:10:00Z";
    assert!(flat(&place.must(show, 0, "GRANTED")).contains("medical_need: yes (kept privately"));
    assert!(!place.must(&show.replace("auditor", "staff"), 0, "GRANTED").contains("medical_need: yes"));
    place.must(
        "ledger erase 4 --by emp-1 --reason 'It was asked for.' --ledger @/travel.jsonl --at 2026-11-21T09:20:00Z",
        0,
        "ERASED",
    );
    assert!(flat(&place.must(show, 0, "GRANTED")).contains("medical_need: not kept any more"));
    place.must("ledger verify --ledger @/travel.jsonl", 0, "VERIFIED  7 records, unsigned.");
    let told = place.transcript();
    let committed = told.lines().filter(|line| !line.trim().chars().all(|c| c.is_ascii_hexdigit() || c == ')'));
    let committed: Vec<&str> = committed.map(|line| line.split("on record as").next().unwrap()).collect();
    insta::assert_snapshot!("travel_2_what_is_on_record", committed.join("\n"));
}

/// What a customer is told names no person, no reason, no rule, no fact and no limit, in either form; data is data.
#[test]
fn customers_are_told_what_and_until_when() {
    let mut place = Place::returns();
    let desk = "--ledger @/o.jsonl --key @/keys/k";
    let ask = format!("override refund {JACKET} --set returns_last_90_days=12 --role store_manager {desk}");
    place.must(
        &format!("{ask} --by emp-02 --reason 'A regular.' --at 2026-11-21T10:15:00Z --format json"),
        0,
        "{ \"format\": 1, \"result\": \"waits\"",
    );
    let confirm = ask.replace("override refund", "override confirm 2");
    place.must(
        &format!("{confirm} --by emp-03 --at 2026-11-21T10:16:00Z --format json"),
        0,
        "{ \"format\": 1, \"result\": \"granted\"",
    );
    let refused = place.must(
        &format!("{ask} --by emp-02 --at 2026-11-21T10:17:00Z --format json"),
        1,
        "{ \"format\": 1, \"result\": \"refused\"",
    );
    let refused: serde_json::Value = serde_json::from_str(&refused).unwrap();
    assert_eq!((&refused["refusal"]["code"], &refused["answer"]["outcome"]), (&"no_reason".into(), &"denied".into()));
    for form in ["text", "json"] {
        let show =
            format!("ledger show 2 --ledger @/o.jsonl --at 2026-11-21T11:00:00Z -r rules/returns --format {form}");
        let said = place.must(&format!("{show} --for customer"), 0, "");
        for word in ["emp-", "regular", "many_returns", "late_return", "returns_last", "12", "120.00", "sha256"] {
            assert!(!said.contains(word), "{word}: {said}");
        }
        assert!(said.contains("a refund to the original payment") && said.contains("2026"), "{said}");
        let said = place.must(&format!("{show} --for staff"), 0, "");
        assert!(said.contains("emp-03") && said.contains("A regular.") && !said.contains("120.00"), "{said}");
        assert!(place.must(&format!("{show} --for auditor"), 0, "").contains("120.00 EUR"));
    }
    let list = place.must("ledger list --ledger @/o.jsonl --format json", 0, "{");
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!((&list["size"], &list["rules"][0]["granted"]), (&5.into(), &1.into()));
    assert_eq!(list["records"][2]["role_asserted"], true);
}

/// Whatever is done to a ledger by hand is found, and said by name.
#[test]
fn what_is_changed_by_hand_is_found() {
    let mut place = Place::returns();
    let reason = "--reason 'It lay at the neighbor for two weeks.'";
    let desk = "--ledger @/o.jsonl --key @/keys/k";
    let grant = |id: &str| {
        format!(
            "override refund {JACKET} --id {id} --by emp-17 --role shift_lead {reason} {desk} --at 2026-11-21T10:15:00Z"
        )
    };
    place.must(&grant("a"), 0, "GRANTED");
    let (lines, checkpoint) = (place.read("o.jsonl"), place.read("o.jsonl.checkpoint"));
    place.must(&grant("b"), 0, "GRANTED");
    let (_, kept) = place.run("ledger checkpoint --ledger @/o.jsonl");
    place.write("kept", &kept);
    place.must("ledger verify --ledger @/o.jsonl --earlier @/kept", 0, "VERIFIED  4 records, signed by ");
    let whole = place.read("o.jsonl");
    place.run("ledger list --ledger @/o.jsonl");
    assert!(place.told.contains("(grant b), against late_return  role: asserted"), "{}", place.told);

    // A letter in a record.
    place.write("o.jsonl", &whole.replacen("for two weeks", "for ten weeks", 1));
    let said = place.must("ledger verify --ledger @/o.jsonl", 1, "BROKEN    record 3: ");
    assert!(said.contains("[L_PREV]"), "{said}");
    place.must(
        "ledger verify --ledger @/o.jsonl --format json",
        1,
        "{\n  \"format\": 1,\n  \"result\": \"broken\",\n  \"record\": 3,",
    );
    // Nothing is decided on it, or read from it.
    place.must(&grant("c"), 2, "error: ");
    place.must("ledger list --ledger @/o.jsonl", 2, "error: ");
    // A line is gone.
    place.write("o.jsonl", &whole.split_inclusive('\n').take(3).collect::<String>());
    place.must("ledger verify --ledger @/o.jsonl", 1, "BROKEN    record 3 is missing");
    // All is gone but the checkpoint.
    fs::remove_file(place.path("o.jsonl")).unwrap();
    place.must("ledger verify --ledger @/o.jsonl", 1, "BROKEN    the ledger is empty");
    // No checkpoint that anybody could read.
    place.write("o.jsonl", &whole);
    place.write("o.jsonl.checkpoint", "nothing\n");
    place.must("ledger verify --ledger @/o.jsonl", 1, "BROKEN    ");
    // The signature is taken away: the ledger's own word tells, and a key that somebody kept.
    let unsigned = kept.split("\n\n").next().unwrap().to_owned() + "\n";
    place.write("o.jsonl.checkpoint", &unsigned);
    place.must("ledger verify --ledger @/o.jsonl", 1, "BROKEN    the checkpoint is not signed");
    place.must("ledger verify --ledger @/o.jsonl --key @/keys/k", 1, "BROKEN    the checkpoint is not signed");

    // An old copy is put back. It is whole in itself, and shorter than somebody knows.
    place.write("o.jsonl", &lines);
    place.write("o.jsonl.checkpoint", &checkpoint);
    place.must("ledger verify --ledger @/o.jsonl", 0, "VERIFIED  3 records");
    let said = place.must("ledger verify --ledger @/o.jsonl --earlier @/kept", 1, "BROKEN    the ledger had 4 records");
    assert!(said.contains("[L_TRUNCATED]"), "{said}");
    // Another decision in place of the one that is gone.
    place.must(&grant("d"), 0, "GRANTED");
    let said = place.must("ledger verify --ledger @/o.jsonl --earlier @/kept", 1, "BROKEN    ");
    assert!(said.contains("[L_HISTORY]"), "{said}");
    // A new ledger in its place, under another name.
    place.must("ledger init @/other.jsonl --at 2026-11-21T10:00:00Z", 0, "OPENED");
    place.must("ledger verify --ledger @/other.jsonl --earlier @/kept", 1, "BROKEN    this is a checkpoint of `other`");
    insta::assert_snapshot!(
        "broken",
        place.transcript().split("$ candor ledger verify").skip(2).collect::<Vec<_>>().join("$ candor ledger verify")
    );
}

/// Rules with higher limits, an edition that nobody adopted: refused, and said by name.
#[test]
fn rules_that_nobody_adopted_decide_nothing() {
    let mut place = Place::returns();
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/returns/returns.rulebook")).unwrap();
    place.write("mine.rulebook", &text.replace("at most 150 EUR", "at most 15000 EUR"));
    let ask = "override refund -r @/mine.rulebook -c rules/returns/jacket.yaml --by emp-17 --role shift_lead --reason 'I may.' --ledger @/o.jsonl --key @/keys/k --at 2026-11-21T10:15:00Z";
    place.must(ask, 1, "REFUSED   nothing was granted: the ledger has adopted edition 2026.2 of `returns`");
    let staff = "ledger adopt @/mine.rulebook --by emp-17 --staff @/staff.yaml --ledger @/o.jsonl --key @/keys/k --at 2026-11-21T10:20:00Z";
    place.write("staff.yaml", "staff: {emp-01: {roles: [adopter]}, emp-17: {roles: [shift_lead]}}");
    place.must(staff, 1, "REFUSED   nothing was recorded: `emp-17` does not hold the role `adopter` now");
    let adopt = "ledger adopt @/mine.rulebook --by emp-01 --ledger @/o.jsonl --key @/keys/k --at 2026-11-21T10:20:00Z";
    let said = place.must(adopt, 0, "ADOPTED");
    let plus = said.lines().filter(|line| line.trim_start().starts_with('+')).count();
    let minus = said.lines().filter(|line| line.trim_start().starts_with('-')).count();
    assert_eq!((plus, minus), (1, 1), "{said}");
    place.must(adopt, 0, "ADOPTED");
    assert!(flat(&place.told).contains("Who may decide is as in the edition before."));
}

/// Evidence can be checked without the ledger, by somebody who has the public key and nothing else.
#[test]
fn a_proof_stands_by_itself() {
    let mut place = Place::returns();
    let (_, key) = place.run("ledger verify --ledger @/o.jsonl --format json");
    let key = serde_json::from_str::<serde_json::Value>(&key).unwrap()["signed_by"].as_str().unwrap().to_owned();
    let key: PublicKey = key.parse().unwrap();
    let (code, proof) = place.run(&format!("ledger prove 1 --ledger @/o.jsonl --key {key}"));
    assert_eq!(code, 0, "{proof}");
    let proof: Proof = serde_json::from_str(&proof).unwrap();
    assert_eq!(verify_proof(&proof, "returns.example/overrides", &[key]).unwrap().size, 2);
    place.must("ledger prove 7 --ledger @/o.jsonl", 2, "error: there is no record 7");
    place.must("ledger prove nothing --ledger @/o.jsonl", 2, "error: there is no request and no grant `nothing`");
}

/// A key is written once, for its owner, and apart from what it guards.
#[test]
fn keys_are_kept_with_care() {
    let mut place = Place::new();
    let init = "ledger init @/o.jsonl --at 2026-11-21T10:00:00Z";
    place.must(&format!("{init} --key @/k"), 2, "error: ");
    place.must(&format!("{init} --key @/keys/k --name a+b"), 2, "error: ");
    place.must("ledger init @/o.db --key @/keys/k --name a+b", 2, "error: ");
    place.write("lines.jsonl", "something\n");
    place.must("ledger init @/lines.jsonl --key @/keys/k", 2, "error: ");
    for name in ["k", "keys/k", "o.db", "o.jsonl"] {
        assert!(!Path::new(&place.path(name)).exists(), "{name}: nothing is made before it goes wrong");
    }
    place.must(&format!("{init} --key @/k --key-beside-ledger"), 0, "OPENED    the ledger o, signed.");
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::MetadataExt::mode(&fs::metadata(place.path("k")).unwrap());
        assert_eq!(mode & 0o777, 0o600);
    }
    let secret = place.read("k");
    place.must(&format!("{init} --key @/keys/k"), 2, "error: there is a ledger here already");
    place.must("ledger init @/p.jsonl --key @/k --key-beside-ledger", 2, "error: ");
    assert_eq!(place.read("k"), secret);
    assert!(!place.told.contains(secret.trim()), "a secret is never shown");
    // Another key, none, and one that stands where everybody can read it.
    place.must("ledger init @/p.jsonl --key @/keys/p --at 2026-11-21T10:00:00Z", 0, "OPENED");
    let adopt = "ledger adopt rules/returns --by emp-01 --ledger @/o.jsonl --at 2026-11-21T10:05:00Z";
    place.must(adopt, 2, "error: this ledger is signed");
    place.must(&format!("{adopt} --key @/keys/p"), 2, "error: the checkpoint is signed, but not by");
    place.must(&format!("{adopt} --key @/k"), 0, "ADOPTED");
    place.must("ledger verify --ledger @/o.jsonl --key @/keys/p", 1, "BROKEN    the checkpoint is signed, but not by");
    let (code, said) = place.run(&format!("ledger verify --ledger @/o.jsonl --key {}", secret.trim()));
    assert_eq!(code, 2);
    assert!(!said.contains(secret.trim()), "{said}");
}

/// The same in a database.
#[test]
fn a_ledger_in_a_database() {
    let mut place = Place::new();
    place.must("ledger list --ledger @/o.db", 2, "error: ");
    assert!(!Path::new(&place.path("o.db")).exists(), "looking makes no ledger");
    place.must("ledger init @/o.db --key @/keys/k --at 2026-11-21T10:00:00Z", 0, "OPENED    the ledger o, signed.");
    let ask = format!(
        "override refund {JACKET} --by emp-17 --role shift_lead --reason 'It lay at the neighbor.' --ledger @/o.db --key @/keys/k"
    );
    place.must(&format!("{ask} --at 2026-11-21T10:15:00Z"), 0, "GRANTED");
    place.must(
        &format!("{ask} --at 2026-11-21T10:14:00Z"),
        1,
        "REFUSED   nothing was granted: the time 21 November 2026, 10:14 UTC",
    );
    place.must("ledger verify --ledger @/o.db --key @/keys/k", 0, "VERIFIED  2 records");
    let (_, said) = place.run("ledger verify --ledger @/o.db --progress");
    assert!(said.ends_with("checked 2 of 2 records\n"), "{said}");
    place.write("no.db", "this is no database, and it is long enough to be taken for one");
    place.must("ledger verify --ledger @/no.db", 2, "error: ");
}

/// Writes records that no desk would write.
struct Forger(Vec<Event>);

impl Writer<LedgerError> for Forger {
    fn seen(&mut self, _: u64, _: &[u8]) -> Result<(), LedgerError> {
        Ok(())
    }

    fn write(&mut self, tail: &Tail) -> Result<Vec<NewLine>, LedgerError> {
        let (mut seq, mut prev, mut lines) = (tail.size, tail.previous, Vec::new());
        for event in self.0.drain(..) {
            let at = Moment::parse("2026-11-21T10:00:00Z").unwrap();
            let line = Record { seq, prev: prev.to_string(), at, event }.line();
            (seq, prev) = (seq + 1, Hash::leaf(&line));
            lines.push(NewLine { line, private: Vec::new() });
        }
        Ok(lines)
    }
}

/// A ledger from elsewhere cannot steer the terminal of whoever looks at it, in its records or by what is wrong with them.
#[test]
fn a_hostile_ledger_steers_no_terminal() {
    const HOSTILE: &str = "\u{1b}[2J\u{202e}x\u{7}";
    let mut place = Place::new();
    let opened = Event::Opened(Opened { format: 1, ledger: "o".into(), key: None });
    let (by, rulebook) = (HOSTILE.to_owned(), "returns".to_owned());
    let feedback = Event::Feedback(Feedback { by, rulebook, rule: HOSTILE.into(), text: HOSTILE.into() });
    let mut ledger = Ledger::new(JsonLines::new(place.path("o.jsonl")), "o").unwrap();
    ledger.append(&mut Forger(vec![opened, feedback])).unwrap();
    let looks = ["list --for auditor", "verify", "show x"];
    for look in looks {
        place.run(&format!("ledger {look} --ledger @/o.jsonl"));
    }
    let text = place.told.clone();
    let (_, data) = place.run("ledger list --ledger @/o.jsonl --format json");
    place.told = text;
    assert!(!data.contains(['\u{1b}', '\u{7}']), "{data}");
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data["records"][1]["reason"], HOSTILE, "data is as it is on record");
    let used = Event::Used(Used { id: HOSTILE.into(), by: HOSTILE.into() });
    ledger.append(&mut Forger(vec![used])).unwrap();
    for look in looks {
        assert!(place.run(&format!("ledger {look} --ledger @/o.jsonl")).0 > 0);
    }
    assert!(place.told.contains("[2J"), "{}", place.told);
    assert!(!place.told.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{:?}", place.told);
}

/// What is not used as it can be is bad usage, never a refusal and never a grant.
#[test]
fn bad_usage_decides_nothing() {
    let mut place = Place::returns();
    let desk = "--by emp-17 --role shift_lead --ledger @/o.jsonl --key @/keys/k";
    place.write("bad.yaml", "staff:\n  emp-17: {role: shift_lead}\n");
    for line in [
        "override".to_owned(),
        format!("override refnud {JACKET} {desk} --reason x"),
        format!("override refund {JACKET} {desk} --reason x --at yesterday"),
        format!("override refund {JACKET} {desk} --reason x --until tomorrow"),
        format!("override refund {JACKET} {desk} --reason x --evidence photo.jpg"),
        format!("override refund {JACKET} {desk} --reason x --judged faulty"),
        format!("override refund {JACKET} {desk} --reason x --staff @/bad.yaml"),
        format!("override refund {JACKET} --by emp-17 --ledger @/o.jsonl"),
        "ledger show 1 --for customer --ledger @/o.jsonl".to_owned(),
        "ledger verify --ledger @/nothing.jsonl".to_owned(),
        "ledger verify --ledger @/o.jsonl --earlier @/staff.yaml".to_owned(),
        "ledger verify --ledger -".to_owned(),
        "why refund -r rules/returns --today 2026-11-21 --by emp-17".to_owned(),
    ] {
        let (code, said) = place.run(&line);
        assert_eq!(code, 2, "{line}\n{said}");
    }
    place.must("ledger verify --ledger @/o.jsonl", 0, "VERIFIED  2 records");
}
