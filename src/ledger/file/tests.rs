//! The ledger in a file, on a disk that fails: every call in turn, in every way, and with the power cut.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use super::*;
use crate::ledger::{Hash, Ledger, NewLine, SecretKey, Tail, Verified, Writer};

const FILE: &str = "folder/overrides.jsonl";
const ORIGIN: &str = "returns.example/overrides";

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Once, without effect.
    Once,
    /// Once, after half of what was to be written.
    HalfWay,
    /// Not at all, but only half of what was to be written is.
    Short,
    /// It has its effect, and fails nevertheless.
    Late,
    /// From then on whatever writes fails, with half of what was to be written.
    Full,
    /// From then on everything fails, and the machine starts again with what `Kept` says.
    PowerCut(Kept),
}

/// What a disk has after the power was cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// Only what was synced.
    Synced,
    /// Everything.
    All,
    /// All names, but of contents only what was synced.
    Names,
    /// What was synced, and the last file that took the place of another: what came before that need not be there.
    LastRename,
    /// All names, and half of what was written behind the synced contents.
    Half,
    /// All names; what was written behind the synced contents is there as zero bytes.
    Zeros,
}

const WAYS: [How; 11] = [
    How::Once,
    How::HalfWay,
    How::Short,
    How::Late,
    How::Full,
    How::PowerCut(Kept::Synced),
    How::PowerCut(Kept::All),
    How::PowerCut(Kept::Names),
    How::PowerCut(Kept::LastRename),
    How::PowerCut(Kept::Half),
    How::PowerCut(Kept::Zeros),
];

#[derive(Clone, Default)]
struct Content {
    now: Vec<u8>,
    synced: Vec<u8>,
}

/// A disk in memory that knows what of it is durable.
#[derive(Clone, Default)]
struct Disc {
    contents: Vec<Content>,
    names: BTreeMap<PathBuf, usize>,
    synced_names: BTreeMap<PathBuf, usize>,
    renamed: Option<(PathBuf, usize)>,
    calls: usize,
    fault: Option<(usize, How)>,
    struck: bool,
}

#[derive(Clone, Default)]
struct Sim(Arc<Mutex<Disc>>);

enum Then {
    Do,
    Half,
    HalfThenFail,
    DoThenFail,
}

impl Sim {
    fn disc(&self) -> MutexGuard<'_, Disc> {
        self.0.lock().unwrap()
    }

    /// Counts a call, and says what becomes of it.
    fn call(&self, writes: bool) -> Result<Then, LedgerError> {
        let mut disc = self.disc();
        disc.calls += 1;
        let Some((at, how)) = disc.fault else { return Ok(Then::Do) };
        let now = disc.calls - 1 == at;
        if disc.calls <= at {
            return Ok(Then::Do);
        }
        disc.struck = true;
        match how {
            How::HalfWay if now && writes => Ok(Then::HalfThenFail),
            How::Short if now => Ok(Then::Half),
            How::Late if now => Ok(Then::DoThenFail),
            How::Full if writes => Ok(Then::HalfThenFail),
            How::Once | How::HalfWay if now => Err(failed()),
            How::PowerCut(_) if now && writes => Ok(Then::HalfThenFail),
            How::PowerCut(_) => Err(failed()),
            _ => Ok(Then::Do),
        }
    }

    fn do_it<T>(&self, writes: bool, work: impl FnOnce(&mut Disc) -> T) -> Result<T, LedgerError> {
        match self.call(writes)? {
            Then::HalfThenFail => Err(failed()),
            Then::DoThenFail => {
                work(&mut self.disc());
                Err(failed())
            }
            Then::Do | Then::Half => Ok(work(&mut self.disc())),
        }
    }

    fn set_fault(&self, fault: Option<(usize, How)>) {
        let mut disc = self.disc();
        (disc.fault, disc.calls, disc.struck) = (fault, 0, false);
    }

    /// A machine that starts again after the fault, with a disk that works.
    fn restart(&self) {
        let mut disc = self.disc();
        let disc = &mut *disc;
        if let (Some((_, How::PowerCut(kept))), true) = (disc.fault, disc.struck) {
            match kept {
                Kept::All => {}
                Kept::Synced => disc.names = disc.synced_names.clone(),
                Kept::LastRename => {
                    disc.names = disc.synced_names.clone();
                    disc.names.extend(disc.renamed.take());
                }
                Kept::Names | Kept::Half | Kept::Zeros => {}
            }
            for content in &mut disc.contents {
                let (now, synced) = (std::mem::take(&mut content.now), content.synced.clone());
                let more = now.strip_prefix(&synced[..]).unwrap_or_default().to_vec();
                content.now = match kept {
                    Kept::All => now,
                    Kept::Half => [synced, more[..more.len() / 2].to_vec()].concat(),
                    Kept::Zeros => [synced, vec![0; more.len()]].concat(),
                    Kept::Synced | Kept::Names | Kept::LastRename => synced,
                };
            }
        }
        disc.fault = None;
    }

    fn bytes(&self, suffix: &str) -> Option<Vec<u8>> {
        let disc = self.disc();
        disc.names.get(Path::new(&format!("{FILE}{suffix}"))).map(|at| disc.contents[*at].now.clone())
    }

    fn set(&self, suffix: &str, bytes: Vec<u8>) {
        let mut disc = self.disc();
        let at = disc.names[Path::new(&format!("{FILE}{suffix}"))];
        disc.contents[at].now = bytes;
    }

    fn store(&self) -> JsonLines {
        JsonLines::on(Box::new(self.clone()), FILE.into())
    }

    /// Without a key, since thousands of histories are tried; what a key adds is tested with `signed`.
    fn ledger(&self) -> Ledger<JsonLines> {
        Ledger::new(self.store(), ORIGIN).unwrap()
    }

    fn signed(&self) -> Ledger<JsonLines> {
        self.ledger().signed_by(Box::new(SecretKey::from_seed("returns.example", [7; 32]).unwrap()))
    }
}

fn failed() -> LedgerError {
    LedgerError::Io { what: "write", place: FILE.into(), reason: "the test says so".into() }
}

impl Disk for Sim {
    fn open(&mut self, path: &Path) -> Result<Option<Box<dyn Handle>>, LedgerError> {
        let at = self.do_it(false, |disc| disc.names.get(path).copied())?;
        Ok(at.map(|at| Box::new(SimHandle { sim: self.clone(), at }) as Box<dyn Handle>))
    }

    fn make(&mut self, path: &Path) -> Result<Box<dyn Handle>, LedgerError> {
        let at = self.do_it(true, |disc| {
            let next = disc.contents.len();
            let at = *disc.names.entry(path.into()).or_insert(next);
            if at == next {
                disc.contents.push(Content::default());
            }
            at
        })?;
        Ok(Box::new(SimHandle { sim: self.clone(), at }))
    }

    fn lock(&mut self, _: &Path) -> Result<Box<dyn Send>, LedgerError> {
        self.do_it(false, |_| Box::new(()) as Box<dyn Send>)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> Result<(), LedgerError> {
        self.do_it(true, |disc| {
            let at = disc.names.remove(from).unwrap();
            disc.names.insert(to.into(), at);
            disc.renamed = Some((to.into(), at));
        })
    }

    fn remove(&mut self, path: &Path) -> Result<(), LedgerError> {
        self.do_it(true, |disc| {
            disc.names.remove(path);
        })
    }

    fn make_folder(&mut self, _: &Path) -> Result<(), LedgerError> {
        self.do_it(true, |_| ())
    }

    fn sync_folder(&mut self, path: &Path) -> Result<(), LedgerError> {
        self.do_it(true, |disc| {
            let inside = |name: &Path| name.parent() == Some(path);
            disc.synced_names.retain(|name, _| !inside(name));
            let now: Vec<_> = disc.names.iter().filter(|(name, _)| inside(name)).collect();
            disc.synced_names.extend(now.into_iter().map(|(name, at)| (name.clone(), *at)));
        })
    }
}

struct SimHandle {
    sim: Sim,
    at: usize,
}

impl Handle for SimHandle {
    fn len(&mut self) -> Result<u64, LedgerError> {
        self.sim.do_it(false, |disc| disc.contents[self.at].now.len() as u64)
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, LedgerError> {
        let then = self.sim.call(false)?;
        let disc = self.sim.disc();
        let from = disc.contents[self.at].now.get(usize::try_from(offset).unwrap()..).unwrap_or_default();
        let all = from.len().min(buffer.len());
        let read = if matches!(then, Then::Half) { all.div_ceil(2) } else { all };
        buffer[..read].copy_from_slice(&from[..read]);
        if matches!(then, Then::DoThenFail) { Err(failed()) } else { Ok(read) }
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> Result<usize, LedgerError> {
        let then = self.sim.call(true)?;
        let written = match then {
            Then::Do | Then::DoThenFail => bytes.len(),
            Then::Half | Then::HalfThenFail => bytes.len().div_ceil(2),
        };
        let mut disc = self.sim.disc();
        let now = &mut disc.contents[self.at].now;
        let offset = usize::try_from(offset).unwrap();
        now.resize(now.len().max(offset + written), 0);
        now[offset..offset + written].copy_from_slice(&bytes[..written]);
        if matches!(then, Then::HalfThenFail | Then::DoThenFail) { Err(failed()) } else { Ok(written) }
    }

    fn cut(&mut self, len: u64) -> Result<(), LedgerError> {
        self.sim.do_it(true, |disc| disc.contents[self.at].now.resize(usize::try_from(len).unwrap(), 0))
    }

    fn sync(&mut self) -> Result<(), LedgerError> {
        self.sim.do_it(true, |disc| disc.contents[self.at].synced = disc.contents[self.at].now.clone())
    }
}

/// Writes one batch, and keeps what it is told.
#[derive(Default)]
struct Pen {
    batch: Vec<NewLine>,
    seen: Vec<String>,
    tail: Option<Tail>,
}

impl Writer<LedgerError> for Pen {
    fn seen(&mut self, _: u64, line: &[u8]) -> Result<(), LedgerError> {
        self.seen.push(String::from_utf8(line.to_vec()).unwrap());
        Ok(())
    }

    fn write(&mut self, tail: &Tail) -> Result<Vec<NewLine>, LedgerError> {
        self.tail = Some(tail.clone());
        Ok(self.batch.clone())
    }
}

/// Of three lines or one; the first has a private part.
fn batch(at: usize) -> Vec<NewLine> {
    let mut lines: Vec<_> =
        (0..if at.is_multiple_of(2) { 1 } else { 3 }).map(|n| NewLine::from(&*format!("line {at}.{n}"))).collect();
    lines[0].private.push((format!("{at}.case"), format!("private {at}").into_bytes()));
    lines
}

fn texts(batch: &[NewLine]) -> Vec<String> {
    batch.iter().map(|line| String::from_utf8(line.line.clone()).unwrap()).collect()
}

fn verify(ledger: &mut Ledger<JsonLines>) -> Result<Verified, LedgerError> {
    ledger.verify(None, &mut |_| Ok(()), &mut |_, _| ())
}

fn lines(sim: &Sim) -> Vec<String> {
    let mut pen = Pen::default();
    sim.ledger().catch_up(&mut pen).unwrap();
    pen.seen
}

/// What was tried, and what was acknowledged of it.
#[derive(Default)]
struct History {
    tried: Vec<(Vec<String>, bool)>,
    /// Who was told of what was set aside, by the first line that was to be written.
    told: BTreeSet<(String, Hash)>,
}

impl History {
    fn append(&mut self, ledger: &mut Ledger<JsonLines>, at: usize) -> Result<Pen, LedgerError> {
        let mut pen = Pen { batch: batch(at), ..Pen::default() };
        let done = ledger.append(&mut pen);
        let texts = texts(&pen.batch);
        let aside = pen.tail.as_ref().and_then(|tail| tail.set_aside);
        self.told.extend(aside.map(|aside| (texts[0].clone(), aside.sha256)));
        self.tried.push((texts, done.is_ok()));
        done.map(|_| pen)
    }

    /// Every acknowledged batch is there; any other is there as a whole or not at all; all in order, and nothing else.
    fn check(&self, found: &[String], about: &str) {
        let mut rest = found;
        for (batch, acknowledged) in &self.tried {
            match rest.strip_prefix(&batch[..]) {
                Some(more) => rest = more,
                None => assert!(!acknowledged, "{about}: {batch:?} was acknowledged and is not in {found:?}"),
            }
        }
        assert!(rest.is_empty(), "{about}: nobody tried {rest:?} of {found:?}");
    }

    /// Of what was set aside behind a record, the last file holds all, and who was told of it has got a line in.
    fn check_told(&self, sim: &Sim, about: &str) {
        let lines = lines(sim);
        for size in 0..lines.len() {
            let mut last = None;
            for number in 1.. {
                let again = if number == 1 { String::new() } else { format!("-{number}") };
                let Some(bytes) = sim.bytes(&format!(".set-aside-{size}{again}")) else { break };
                last = Some(bytes);
            }
            if let Some(last) = last {
                let told = self.told.iter().any(|(line, hash)| *hash == Hash::of(&last) && lines.contains(line));
                assert!(told, "{about}: nobody was told of what stood behind {size}");
            }
        }
    }
}

/// What stands in the file behind the lines that the checkpoint counts.
fn tail(sim: &Sim) -> Vec<u8> {
    let size: usize = match sim.bytes(".checkpoint") {
        Some(text) => String::from_utf8(text).unwrap().split('\n').nth(1).unwrap().parse().unwrap(),
        None => 0,
    };
    let bytes = sim.bytes("").unwrap_or_default();
    bytes.split_inclusive(|b| *b == b'\n').skip(size).flatten().copied().collect()
}

fn contains(all: &[u8], part: &[u8]) -> bool {
    all.windows(part.len()).any(|window| window == part)
}

const HISTORY: usize = 4;

/// Runs a history with one fault, on a fresh handle for each addition or on one for all; gives, if the fault struck, how many private parts it left
/// whose record is not there.
fn run(at: usize, how: How, fresh: bool) -> Option<usize> {
    let about = format!("call {at}, {how:?}, fresh {fresh}");
    let sim = Sim::default();
    sim.set_fault(Some((at, how)));
    let (mut history, mut ledger) = (History::default(), sim.ledger());
    for at in 0..HISTORY {
        if fresh {
            ledger = sim.ledger();
        }
        let done = history.append(&mut ledger, at);
        if done.is_err() && matches!(how, How::Full | How::PowerCut(_)) {
            break;
        }
        assert!(done.is_ok() || how != How::Short, "{about}: a short write is no failure");
    }
    let struck = sim.disc().struck;
    sim.restart();
    let verified = verify(&mut sim.ledger()).unwrap_or_else(|error| unreachable!("{about}: {error}"));
    history.check(&lines(&sim), &about);
    assert!(verified.unacknowledged <= 8 * 1024 * 1024, "{about}");

    let found = lines(&sim);
    let left = history.tried.iter().enumerate().filter(|(_, (lines, _))| !found.contains(&lines[0]));
    let orphans = left.filter(|(at, _)| sim.bytes(&format!(".private/{at}.case")).is_some()).count();

    // It goes on, and tells of what was left.
    let left = tail(&sim);
    let mut ledger = if fresh { sim.ledger() } else { ledger };
    let before = lines(&sim).len();
    let pen = history.append(&mut ledger, 100).unwrap_or_else(|error| unreachable!("{about}: {error}"));
    let told = pen.tail.unwrap().set_aside;
    if !left.is_empty() {
        let kept = (1..9).rev().find_map(|n| {
            let again = if n == 1 { String::new() } else { format!("-{n}") };
            sim.bytes(&format!(".set-aside-{before}{again}"))
        });
        let kept = kept.unwrap_or_else(|| unreachable!("{about}: nothing was set aside"));
        assert!(contains(&kept, &left), "{about}");
        let told = told.unwrap();
        assert_eq!((told.bytes, told.sha256), (kept.len() as u64, Hash::of(&kept)), "{about}");
    }
    assert_eq!(tail(&sim), b"", "{about}: what was set aside is no longer in the file");
    history.append(&mut ledger, 101).unwrap();
    history.check(&lines(&sim), &about);
    history.check_told(&sim, &about);
    assert_eq!(verify(&mut sim.ledger()).unwrap().unacknowledged, 0, "{about}");
    // The private part of whatever is there, is there.
    for line in lines(&sim).iter().filter_map(|line| line.strip_suffix(".0")) {
        let at = line.strip_prefix("line ").unwrap();
        let private = sim.store().private(&format!("{at}.case")).unwrap();
        assert_eq!(private.unwrap(), format!("private {at}").into_bytes(), "{about}");
    }
    struck.then_some(orphans)
}

#[test]
fn no_fault_of_the_disk_loses_or_invents_a_record() {
    every_fault(false);
}

#[test]
fn nor_does_a_fault_while_a_ledger_is_opened() {
    every_fault(true);
}

fn every_fault(fresh: bool) {
    for how in WAYS {
        let orphans: Vec<usize> = (0..).map_while(|at| run(at, how, fresh)).collect();
        assert!(orphans.len() > 100, "only {} calls of {how:?} were tried", orphans.len());
        // After a single failure they are cleared away, but for that of the very last step, which may have come to be.
        if matches!(how, How::Once | How::HalfWay | How::Late) {
            assert!(orphans.iter().sum::<usize>() <= HISTORY, "{how:?}: {orphans:?}");
        }
    }
}

/// A second fault while the first is being cleaned up: still nothing is lost, and all that was set aside is told of in the end.
#[test]
fn a_crash_after_a_crash_loses_nothing() {
    for kept in [Kept::Synced, Kept::All, Kept::Half, Kept::Zeros] {
        let calls = (0..).take_while(|at| twice(*at, kept)).count();
        assert!(calls > 30, "{calls}");
    }
}

fn twice(at: usize, kept: Kept) -> bool {
    let about = format!("call {at}, {kept:?}");
    let (sim, mut history) = (Sim::default(), History::default());
    history.append(&mut sim.ledger(), 0).unwrap();
    // The first crash: right before the checkpoint that would have acknowledged the lines.
    let torn = b"line 1.0\nline 1.1\nli";
    sim.set("", [&sim.bytes("").unwrap()[..], torn].concat());
    sim.set_fault(Some((at, How::PowerCut(kept))));
    let _ = history.append(&mut sim.ledger(), 2);
    let struck = sim.disc().struck;
    sim.restart();
    // What was left by the first crash was never synced, so the second may take it away, unless it was set aside.
    history.check(&lines(&sim), &about);
    let left = tail(&sim);
    history.append(&mut sim.ledger(), 3).unwrap();
    history.check(&lines(&sim), &about);
    history.check_told(&sim, &about);
    let aside: Vec<u8> =
        ["", "-2", "-3"].iter().filter_map(|n| sim.bytes(&format!(".set-aside-1{n}"))).flatten().collect();
    assert!(left.is_empty() || contains(&aside, &left) || lines(&sim).len() > 2, "{about}");
    assert!(kept != Kept::All || contains(&aside, torn), "{about}: {aside:?}");
    verify(&mut sim.ledger()).unwrap();
    struck
}

/// No bit of a signed ledger can be flipped unnoticed, and nothing is added to one where it was.
#[test]
fn every_bit_counts() {
    let (sim, mut history) = (Sim::default(), History::default());
    for at in 0..4 {
        history.append(&mut sim.signed(), at).unwrap();
    }
    for suffix in ["", ".checkpoint"] {
        let good = sim.bytes(suffix).unwrap();
        for bit in 0..8 * good.len() {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            sim.set(suffix, bad.clone());
            let (error, about) = (verify(&mut sim.signed()), format!("bit {bit} of `{suffix}`"));
            let error = error.map(|found| unreachable!("{about}: {found:?}")).unwrap_err();
            assert!(error.code().starts_with("L_") && error.code() != "L_IO", "{about}: {error}");
            let mut pen = Pen { batch: batch(9), ..Pen::default() };
            assert!(sim.signed().append(&mut pen).is_err(), "{about}");
            assert_eq!(sim.bytes(suffix).unwrap(), bad, "{about}: nothing is written");
            assert!(pen.seen.is_empty() && pen.tail.is_none(), "{about}: nothing is handed over");
        }
        // Nor can a byte be left out or put in.
        for at in 0..good.len() {
            let without = [&good[..at], &good[at + 1..]].concat();
            let with = [&good[..at], b"x", &good[at..]].concat();
            for bad in [without, with] {
                sim.set(suffix, bad);
                assert!(verify(&mut sim.signed()).is_err(), "byte {at} of `{suffix}`");
            }
        }
        sim.set(suffix, good);
    }
    assert_eq!(verify(&mut sim.signed()).unwrap().size, 8);
}

/// What a handle has read before does not blind it to what became of the file since.
#[test]
fn a_handle_looks_again_before_it_adds() {
    // How many bytes are cut off, what is written instead, and what that is called.
    let many = b"x\n".repeat(9);
    let cases: [(usize, &[u8], &str); 5] = [
        (1, b"", "L_TORN"),
        (9, b"", "L_AHEAD"),
        (usize::MAX, b"", "L_AHEAD"),
        (1, b" \n", "L_ROOT"),
        (0, &many, "L_TORN"),
    ];
    for (cut, instead, expected) in cases {
        let (sim, mut history) = (Sim::default(), History::default());
        let mut ledger = sim.ledger();
        history.append(&mut ledger, 0).unwrap();
        history.append(&mut ledger, 1).unwrap();
        let all = sim.bytes("").unwrap();
        sim.set("", [&all[..all.len().saturating_sub(cut)], instead].concat());
        let bytes = sim.bytes("");
        assert_eq!(history.append(&mut ledger, 2).map(|_| ()).unwrap_err().code(), expected);
        assert_eq!(sim.bytes(""), bytes);
    }
}

/// What a crash can leave is set aside; more is not taken for it.
#[test]
fn more_than_a_crash_can_leave_is_refused() {
    let left = |bytes: &[u8]| {
        let (sim, mut history) = (Sim::default(), History::default());
        history.append(&mut sim.ledger(), 0).unwrap();
        sim.set("", [&sim.bytes("").unwrap()[..], bytes].concat());
        let verified = verify(&mut sim.ledger()).map(|verified| verified.unacknowledged);
        (verified, history.append(&mut sim.ledger(), 1).map(|pen| pen.tail.unwrap().set_aside.unwrap().bytes))
    };
    for fine in [&b"x"[..], b"\n", b"\r\n", &[0; 500], &b"x\n".repeat(8), &[&b"x\n".repeat(7)[..], b"x"].concat()] {
        let (verified, told) = left(fine);
        assert_eq!((verified.unwrap(), told.unwrap()), (fine.len() as u64, fine.len() as u64));
    }
    for bad in [&b"x\n".repeat(9)[..], &[&b"x\n".repeat(8)[..], b"x"].concat(), &b"\n".repeat(1000)] {
        let (verified, told) = left(bad);
        assert_eq!((verified.unwrap_err().code(), told.unwrap_err().code()), ("L_BEHIND", "L_TORN"));
    }
    let line = [&vec![b'x'; LONGEST_LINE][..], b"\n"].concat();
    let (verified, told) = left(&line.repeat(8));
    assert_eq!((verified.unwrap(), told.unwrap_err().code()), (8 * line.len() as u64, "L_TORN"));
}
