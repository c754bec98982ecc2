//! A process that adds to a ledger is killed again and again: what it was told to be durable is there. Not part of an ordinary run:
//! `cargo test --test tests -- --ignored killed` and `cargo test -p candor-sqlite -- --ignored killed`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use candor::ledger::Store;

use super::laws::{Pen, reader, signed, verify};

/// Where the child finds the ledger; only a test that finds it is the child.
pub const PLACE: &str = "CANDOR_LEDGER_TO_KILL";
const KILLS: u64 = 200;

/// Adds until it is killed; prints the lines of each batch once they are acknowledged.
pub fn child<S: Store>(open: impl Fn(&Path) -> S) {
    let Some(place) = std::env::var_os(PLACE) else { return };
    let mut ledger = signed(open(Path::new(&place)));
    let run = std::process::id();
    for number in 0.. {
        let lines: Vec<String> = (0..=number % 3).map(|n| format!("{run}.{number}.{n} {}", "x".repeat(2000))).collect();
        let mut pen = Pen::of(&lines.iter().map(String::as_str).collect::<Vec<_>>());
        pen.lines[0].private.push((format!("{run}.{number}"), vec![1; 3000]));
        let receipt = ledger.append(&mut pen).unwrap().unwrap();
        let set_aside = pen.tails[0].set_aside.map_or(0, |aside| aside.bytes);
        // Past the capture of the test harness, and at once.
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n!{} {} {set_aside} {run}.{number}.", receipt.first, receipt.count).unwrap();
        out.flush().unwrap();
    }
}

/// `child` is the name of the test that is the child.
pub fn kill_many<S: Store>(child: &str, place: &Path, open: impl Fn(&Path) -> S) {
    let (mut known, mut acknowledged, mut in_flight, mut set_aside) = (Vec::<String>::new(), 0, 0, 0);
    for kill in 0..KILLS {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", child, "--ignored", "--nocapture"])
            .env(PLACE, place)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        // The first one is waited for, so that each child gets something done; then the kill comes at another moment each time.
        let first = out.find(|line| line.starts_with('!')).unwrap();
        std::thread::sleep(Duration::from_micros(kill * 397 % 30_000));
        process.kill().unwrap();
        process.wait().unwrap();
        let told: Vec<String> = std::iter::once(first).chain(out.filter(|line| line.starts_with('!'))).collect();
        for line in &told {
            let words: Vec<&str> = line[1..].split(' ').collect();
            // A line that was cut off by the kill says nothing.
            let [first, count, aside, batch] = words[..] else { continue };
            if !batch.ends_with('.') {
                continue;
            }
            assert_eq!(first.parse::<usize>().unwrap(), known.len(), "kill {kill}: {line}");
            let count: u64 = count.parse().unwrap();
            known.extend((0..count).map(|n| format!("{batch}{n}")));
            acknowledged += count;
            set_aside += u64::from(aside != "0");
        }
        let mut ledger = reader(open(place));
        let mut pen = Pen::default();
        ledger.catch_up(&mut pen).unwrap();
        let found: Vec<String> = pen.seen.iter().map(|(_, line)| line.split(' ').next().unwrap().to_owned()).collect();
        let more =
            found.strip_prefix(&known[..]).unwrap_or_else(|| panic!("kill {kill}: an acknowledged line is gone"));
        let batches: Vec<&str> = more.iter().map(|line| line.rsplit_once('.').unwrap().0).collect();
        assert!(batches.windows(2).all(|two| two[0] == two[1]), "kill {kill}: more than one batch: {batches:?}");
        in_flight += u64::from(!more.is_empty());
        known = found;
        assert_eq!(verify(&mut ledger, None).unwrap().size, known.len() as u64);
    }
    let report = format!(
        "{KILLS} kills, {acknowledged} lines acknowledged, none lost; {in_flight} times one batch in flight was in; {set_aside} times bytes were set aside; {} lines in all",
        known.len()
    );
    let mut out = std::io::stdout();
    writeln!(out, "\n{report}").unwrap();
}
