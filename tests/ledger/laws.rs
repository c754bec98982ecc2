//! What holds for every ledger, wherever it is kept. Each store runs all of it by `laws!`.

use std::cell::RefCell;
use std::rc::Rc;

use candor::ledger::{
    Batch, Checkpoint, Each, Fault, Hash, Ledger, LedgerError, NewLine, Note, Receipt, SecretKey, Store, Tail,
    Verified, Work, Writer, verify_consistency_proof, verify_proof,
};

pub const ORIGIN: &str = "returns.example/overrides";

/// Where one ledger is kept; every store of it is another handle onto the same one.
pub trait Place {
    type Store: Store + Send + 'static;

    fn new() -> Self;
    fn store(&self) -> Self::Store;
}

pub fn key() -> SecretKey {
    SecretKey::from_seed("returns.example", [7; 32]).unwrap()
}

pub fn other_key() -> SecretKey {
    SecretKey::from_seed("returns.example", [8; 32]).unwrap()
}

/// Writes what it is given, and keeps what it is shown.
#[derive(Default)]
pub struct Pen {
    pub lines: Vec<NewLine>,
    pub seen: Vec<(u64, String)>,
    pub tails: Vec<Tail>,
}

impl Pen {
    pub fn of(lines: &[&str]) -> Pen {
        Pen { lines: lines.iter().map(|line| NewLine::from(*line)).collect(), ..Pen::default() }
    }
}

impl Writer<LedgerError> for Pen {
    fn seen(&mut self, seq: u64, line: &[u8]) -> Result<(), LedgerError> {
        self.seen.push((seq, String::from_utf8(line.to_vec()).unwrap()));
        Ok(())
    }

    fn write(&mut self, tail: &Tail) -> Result<Vec<NewLine>, LedgerError> {
        self.tails.push(tail.clone());
        Ok(std::mem::take(&mut self.lines))
    }
}

pub fn signed<S: Store>(store: S) -> Ledger<S> {
    Ledger::new(store, ORIGIN).unwrap().signed_by(Box::new(key()))
}

pub fn reader<S: Store>(store: S) -> Ledger<S> {
    Ledger::new(store, ORIGIN).unwrap().trusting(key().public_key().clone())
}

pub fn add<S: Store>(ledger: &mut Ledger<S>, lines: &[&str]) -> Result<Receipt, LedgerError> {
    Ok(ledger.append(&mut Pen::of(lines))?.unwrap())
}

pub fn verify<S: Store>(ledger: &mut Ledger<S>, old: Option<&str>) -> Result<Verified, LedgerError> {
    ledger.verify(old, &mut |_| Ok(()), &mut |_, _| ())
}

pub fn lines<S: Store>(store: &mut S) -> Vec<String> {
    let mut lines = Vec::new();
    let read = store.read(0, 1000, &mut |_, line| {
        lines.push(String::from_utf8_lossy(line).into_owned());
        Ok(())
    });
    read.unwrap();
    lines
}

/// A store that can be exchanged under a ledger, together with the place that it needs.
struct Held<P: Place>(Rc<RefCell<(P::Store, P)>>);

impl<P: Place> Store for Held<P> {
    fn exclusively(&mut self, work: &mut Work<'_>) -> Result<(), LedgerError> {
        self.0.borrow_mut().0.exclusively(work)
    }

    fn checkpoint(&mut self) -> Result<Option<String>, LedgerError> {
        self.0.borrow_mut().0.checkpoint()
    }

    fn read(&mut self, from: u64, to: u64, each: &mut Each<'_>) -> Result<(), LedgerError> {
        self.0.borrow_mut().0.read(from, to, each)
    }

    fn private(&mut self, name: &str) -> Result<Option<Vec<u8>>, LedgerError> {
        self.0.borrow_mut().0.private(name)
    }

    fn erase(&mut self, name: &str) -> Result<(), LedgerError> {
        self.0.borrow_mut().0.erase(name)
    }
}

fn code<T: std::fmt::Debug>(result: Result<T, LedgerError>) -> &'static str {
    result.unwrap_err().code()
}

/// A store with these lines and this checkpoint, put there by somebody who cares for no rule.
fn forged<P: Place>(lines: &[&str], checkpoint: &str) -> Held<P> {
    let place = P::new();
    let batches: Vec<&[&str]> = if lines.is_empty() { vec![&[]] } else { lines.chunks(8).collect() };
    for (at, batch) in batches.iter().enumerate() {
        let is_last = at + 1 == batches.len();
        let counted = if is_last { checkpoint.to_owned() } else { format!("x\n{}\n", 8 * (at + 1)) };
        let lines = batch.iter().map(|line| line.as_bytes().to_vec()).collect();
        let batch = Batch { lines, checkpoint: counted, ..Batch::default() };
        place.store().exclusively(&mut |session| session.append(&batch)).unwrap();
    }
    Held(Rc::new(RefCell::new((place.store(), place))))
}

fn checkpoint_of(lines: &[&str]) -> String {
    checkpoint_of_as(lines, ORIGIN)
}

fn checkpoint_of_as(lines: &[&str], origin: &str) -> String {
    let mut tree = candor::ledger::Frontier::new();
    lines.iter().for_each(|line| tree.push(Hash::leaf(line.as_bytes())));
    let checkpoint = Checkpoint { origin: origin.into(), size: tree.size(), root: tree.root() };
    Note::sign(&checkpoint.to_string(), &key()).unwrap()
}

pub fn two_handles_see_each_other<P: Place>() {
    let place = P::new();
    let (mut one, mut two) = (signed(place.store()), signed(place.store()));
    let receipt = add(&mut one, &["a", "b"]).unwrap();
    assert_eq!((receipt.first, receipt.count), (0, 2));
    assert_eq!(receipt.checkpoint, checkpoint_of(&["a", "b"]));

    let mut pen = Pen::of(&["c"]);
    let receipt = two.append(&mut pen).unwrap().unwrap();
    assert_eq!((receipt.first, receipt.count), (2, 1));
    assert_eq!(pen.seen, [(0, "a".to_owned()), (1, "b".to_owned())]);
    assert_eq!(pen.tails, [Tail { size: 2, previous: Hash::leaf(b"b"), set_aside: None }]);

    let mut pen = Pen::default();
    one.catch_up(&mut pen).unwrap();
    assert_eq!(pen.seen, [(2, "c".to_owned())], "its own lines do not come back");
    assert_eq!(one.append(&mut pen).unwrap(), None);
    assert_eq!(pen.seen.len(), 1, "nothing comes twice");
    assert_eq!(pen.tails, [Tail { size: 3, previous: Hash::leaf(b"c"), set_aside: None }]);

    let mut third = reader(place.store());
    let mut pen = Pen::default();
    third.catch_up(&mut pen).unwrap();
    assert_eq!(pen.seen.len(), 3);
    assert_eq!(verify(&mut third, Some(&checkpoint_of(&["a", "b"]))).unwrap().size, 3);
    assert_eq!(third.checkpoint().unwrap().unwrap(), receipt.checkpoint);
}

pub fn a_new_ledger_is_empty<P: Place>() {
    let place = P::new();
    let mut ledger = signed(place.store());
    assert_eq!(ledger.checkpoint().unwrap(), None);
    assert_eq!(verify(&mut ledger, None).unwrap().size, 0);
    ledger.catch_up(&mut Pen::default()).unwrap();
    let mut pen = Pen::default();
    assert_eq!(ledger.append(&mut pen).unwrap(), None);
    assert_eq!(pen.tails, [Tail { size: 0, previous: Hash::ZERO, set_aside: None }]);
    assert_eq!(ledger.checkpoint().unwrap(), None, "nothing is written where nothing is added");
    assert_eq!(code(ledger.prove(0)), "L_NO_RECORD");
}

pub fn nothing_is_added_when_the_writer_errs<P: Place>() {
    struct Refuses(bool);
    impl Writer<LedgerError> for Refuses {
        fn seen(&mut self, seq: u64, _: &[u8]) -> Result<(), LedgerError> {
            if self.0 && seq == 1 { Err(LedgerError::NoRecord { record: 77, size: 0 }) } else { Ok(()) }
        }

        fn write(&mut self, _: &Tail) -> Result<Vec<NewLine>, LedgerError> {
            Err(LedgerError::NoRecord { record: 78, size: 0 })
        }
    }
    let place = P::new();
    add(&mut signed(place.store()), &["a", "b", "c"]).unwrap();
    let before = place.store().checkpoint().unwrap();
    let mut ledger = signed(place.store());
    let error = ledger.append(&mut Refuses(true)).unwrap_err();
    assert!(matches!(error, LedgerError::NoRecord { record: 77, .. }), "{error}");
    let mut pen = Pen::default();
    ledger.catch_up(&mut pen).unwrap();
    assert_eq!(pen.seen, [(1, "b".to_owned()), (2, "c".to_owned())], "what was not taken comes again");
    let error = ledger.append(&mut Refuses(false)).unwrap_err();
    assert!(matches!(error, LedgerError::NoRecord { record: 78, .. }), "{error}");
    assert_eq!(place.store().checkpoint().unwrap(), before);
    assert_eq!(lines(&mut place.store()), ["a", "b", "c"]);
    add(&mut ledger, &["d"]).unwrap();
    assert_eq!(verify(&mut ledger, before.as_deref()).unwrap().size, 4);
}

pub fn lines_that_cannot_be_kept<P: Place>() {
    let place = P::new();
    let mut ledger = signed(place.store());
    add(&mut ledger, &["a"]).unwrap();
    let long = "x".repeat(1024 * 1024 + 1);
    for bad in ["a\nb", "a\r", "\n", &long] {
        let error = add(&mut ledger, &["fine", bad]).unwrap_err();
        assert!(matches!(error, LedgerError::Line { line: 1, .. }), "{error}");
    }
    let mut pen = Pen { lines: vec![NewLine { line: vec![0xff], private: vec![] }], ..Pen::default() };
    assert_eq!(code(ledger.append(&mut pen)), "L_LINE");
    assert_eq!(code(add(&mut ledger, &["x"; 9])), "L_BATCH");
    for name in ["", ".a", "../a", "a/b", "A", "ä", "a b", &"a".repeat(101)] {
        let private = vec![(name.to_owned(), vec![1])];
        let mut pen = Pen { lines: vec![NewLine { line: b"x".to_vec(), private }], ..Pen::default() };
        assert_eq!(code(ledger.append(&mut pen)), "L_NAME", "{name}");
        assert_eq!(code(ledger.store().private(name)), "L_NAME", "{name}");
        assert_eq!(code(ledger.store().erase(name)), "L_NAME", "{name}");
    }
    // Nothing of it was kept, and what is just within the bounds is.
    add(&mut ledger, &["", &long[1..], "zwölf", "a \u{2028} b"]).unwrap();
    assert_eq!(lines(ledger.store()).len(), 5);
    assert_eq!(verify(&mut ledger, None).unwrap().size, 5);
}

pub fn a_session_adds_once_and_only_when_the_work_is_done<P: Place>() {
    let place = P::new();
    let mut store = place.store();
    let batch = Batch { lines: vec![b"a".to_vec()], checkpoint: checkpoint_of(&["a"]), ..Batch::default() };
    let failed = store.exclusively(&mut |session| {
        session.append(&batch)?;
        Err(LedgerError::Stopped)
    });
    assert_eq!(code(failed), "L_STOPPED");
    assert_eq!(store.checkpoint().unwrap(), None);
    store
        .exclusively(&mut |session| {
            session.append(&batch)?;
            assert_eq!(code(session.append(&Batch::default())), "L_TWICE");
            Ok(())
        })
        .unwrap();
    assert_eq!(verify(&mut signed(place.store()), None).unwrap().size, 1);
}

pub fn private_parts_can_be_erased<P: Place>() {
    let place = P::new();
    let mut ledger = signed(place.store());
    let private = vec![("0.case".to_owned(), b"name: Ada".to_vec()), ("0.salt".to_owned(), vec![0, 255, 10])];
    let mut pen = Pen { lines: vec![NewLine { line: b"a".to_vec(), private }], ..Pen::default() };
    ledger.append(&mut pen).unwrap();
    let mut other = place.store();
    assert_eq!(other.private("0.case").unwrap().unwrap(), b"name: Ada");
    assert_eq!(other.private("0.salt").unwrap().unwrap(), [0, 255, 10]);
    other.erase("0.case").unwrap();
    other.erase("0.case").unwrap();
    other.erase("never.there").unwrap();
    assert_eq!(ledger.store().private("0.case").unwrap(), None);
    assert!(ledger.store().private("0.salt").unwrap().is_some());
    assert_eq!(verify(&mut ledger, None).unwrap().size, 1);
}

pub fn two_writers_at_once_lose_nothing<P: Place>() {
    const EACH: usize = 25;
    let place = P::new();
    let stores: Vec<_> = (0..3).map(|_| place.store()).collect();
    std::thread::scope(|scope| {
        for (writer, store) in stores.into_iter().enumerate() {
            scope.spawn(move || {
                let mut ledger = signed(store);
                for n in 0..EACH {
                    add(&mut ledger, &[&format!("{writer}.{n}")]).unwrap();
                }
            });
        }
    });
    let all = lines(&mut place.store());
    assert_eq!(all.len(), 3 * EACH);
    for writer in 0..3 {
        let own: Vec<_> = all.iter().filter(|line| line.starts_with(&format!("{writer}."))).collect();
        assert_eq!(own, (0..EACH).map(|n| format!("{writer}.{n}")).collect::<Vec<_>>().iter().collect::<Vec<_>>());
    }
    assert_eq!(verify(&mut reader(place.store()), None).unwrap().size, 3 * EACH as u64);
}

/// Every way to lie about a history, and what it is called.
pub fn a_forged_history_is_found_out<P: Place>() {
    let good = ["a", "b", "c", "d"];
    let new = checkpoint_of(&good);
    let old = checkpoint_of(&good[..2]);
    let forge = |lines: &[&str], checkpoint: &str| reader(forged::<P>(lines, checkpoint));
    let expect = |name: &str, lines: &[&str], checkpoint: &str, outside: Option<&str>, expected: &str| {
        assert_eq!(code(verify(&mut forge(lines, checkpoint), outside)), expected, "{name}");
        if outside.is_none() {
            let mut pen = Pen::default();
            assert_eq!(code(forge(lines, checkpoint).catch_up(&mut pen)), expected, "{name}, catching up");
            assert_eq!(pen.seen, [], "{name}: nothing is handed over that was not checked");
            let mut ledger = signed(forged::<P>(lines, checkpoint));
            assert_eq!(code(add(&mut ledger, &["more"])), expected, "{name}, adding");
            assert_eq!(ledger.store().checkpoint().unwrap().unwrap(), checkpoint, "{name}: nothing is added");
            assert_eq!(code(forge(lines, checkpoint).prove(0)), expected, "{name}, proving");
        }
    };
    assert_eq!(verify(&mut forge(&good, &new), Some(&old)).unwrap().size, 4);
    assert_eq!(verify(&mut forge(&good, &new), Some(&new)).unwrap().size, 4);

    expect("swapped", &["a", "c", "b", "d"], &new, None, "L_ROOT");
    expect("duplicate in place of the last", &["a", "b", "c", "c"], &new, None, "L_ROOT");
    expect("changed", &["a", "B", "c", "d"], &new, None, "L_ROOT");
    expect("one missing", &["a", "b", "d"], &new, None, "L_AHEAD");
    expect("checkpoint newer than the lines", &["a", "b"], &new, None, "L_AHEAD");
    expect("no lines but a checkpoint", &[], &new, None, "L_EMPTY");
    expect("cut back with an older checkpoint", &["a"], &checkpoint_of(&["a"]), Some(&old), "L_TRUNCATED");
    expect("nothing left", &[], &checkpoint_of(&[]), Some(&old), "L_TRUNCATED");
    expect("another beginning", &["x", "b", "c"], &checkpoint_of(&["x", "b", "c"]), Some(&old), "L_HISTORY");
    expect("spliced", &["a", "x", "y"], &checkpoint_of(&["a", "x", "y"]), Some(&old), "L_HISTORY");
    expect("slipped in", &["a", "x", "b"], &checkpoint_of(&["a", "x", "b"]), Some(&old), "L_HISTORY");
    expect("another end of the same length", &["a", "x"], &checkpoint_of(&["a", "x"]), Some(&old), "L_HISTORY");

    let stripped = new.split_once("\n\n").unwrap().0.to_owned() + "\n";
    expect("stripped", &good, &stripped, None, "L_UNSIGNED");
    let resigned = Note::sign(&stripped, &other_key()).unwrap();
    expect("signed by another key", &good, &resigned, None, "L_KEY");
    let foreign = new.replace(ORIGIN, "other.example/overrides");
    expect("another origin under the old signature", &good, &foreign, None, "L_SIGNATURE");
    expect("another ledger", &good, &checkpoint_of_as(&good, "other.example/overrides"), None, "L_ORIGIN");
    expect("resized", &good[..3], &new.replace("\n4\n", "\n3\n"), None, "L_SIGNATURE");
    expect("no checkpoint", &good, "a\n4\nb\n", None, "L_UNSIGNED");
    expect("CRLF", &good, &new.replace('\n', "\r\n").replacen("\r\n4\r\n", "\n4\n", 1), None, "L_CHECKPOINT");

    // The copy from outside is held against the same key and the same origin.
    let mut ledger = forge(&good, &new);
    assert_eq!(code(verify(&mut ledger, Some(&stripped))), "L_UNSIGNED");
    assert_eq!(code(verify(&mut ledger, Some(&resigned))), "L_KEY");
    assert_eq!(code(verify(&mut ledger, Some(&checkpoint_of_as(&good, "x")))), "L_ORIGIN");
    assert_eq!(code(verify(&mut ledger, Some("junk"))), "L_CHECKPOINT");

    // Without a key only those lies are found that the arithmetic finds.
    let mut keyless = Ledger::new(forged::<P>(&good, &stripped), ORIGIN).unwrap();
    assert_eq!(verify(&mut keyless, None).unwrap().size, 4);
    let mut keyless = Ledger::new(forged::<P>(&["a", "b", "d", "c"], &stripped), ORIGIN).unwrap();
    assert_eq!(code(verify(&mut keyless, None)), "L_ROOT");

    // A key can be replaced: checkpoints of the old one are accepted as long as it is trusted.
    let place = P::new();
    add(&mut signed(place.store()), &["a"]).unwrap();
    let next = || Ledger::new(place.store(), ORIGIN).unwrap().signed_by(Box::new(other_key()));
    assert_eq!(code(add(&mut next(), &["b"])), "L_KEY");
    add(&mut next().trusting(key().public_key().clone()), &["b"]).unwrap();
    add(&mut next(), &["c"]).unwrap();
    assert_eq!(code(verify(&mut reader(place.store()), None)), "L_KEY");
}

/// A handle remembers what it has seen, and is not led back or aside.
pub fn a_handle_is_not_led_astray<P: Place>() {
    let first = ["a", "b"];
    let cases: [(&[&str], &str); 5] = [
        (&["a"], "L_TRUNCATED"),
        (&[], "L_TRUNCATED"),
        (&["a", "x"], "L_HISTORY"),
        (&["x", "b", "c"], "L_ROOT"),
        (&["a", "c"], "L_HISTORY"),
    ];
    for (then, expected) in cases {
        let shared = forged::<P>(&first, &checkpoint_of(&first));
        let mut ledger = signed(Held(Rc::clone(&shared.0)));
        let exchange = |lines: &[&str]| shared.0.swap(&forged::<P>(lines, &checkpoint_of(lines)).0);
        ledger.catch_up(&mut Pen::default()).unwrap();
        exchange(then);
        let mut pen = Pen::default();
        assert_eq!(code(ledger.catch_up(&mut pen)), expected, "{then:?}");
        assert_eq!(code(add(&mut ledger, &["more"])), expected, "{then:?}");
        assert_eq!(pen.seen, [], "{then:?}");
        let whole = if expected == "L_ROOT" { "L_HISTORY" } else { expected };
        assert_eq!(code(verify(&mut ledger, None)), whole, "{then:?}");
        // The truth is accepted again.
        exchange(&["a", "b", "c"]);
        ledger.catch_up(&mut pen).unwrap();
        assert_eq!(pen.seen, [(2, "c".to_owned())]);
    }
}

pub fn evidence_stands_alone<P: Place>() {
    let place = P::new();
    let mut ledger = signed(place.store());
    let public = [key().public_key().clone()];
    let mut kept = Vec::new();
    for n in 0..13 {
        kept.push(add(&mut ledger, &[&format!("line {n}")]).unwrap().checkpoint);
    }
    for seq in 0..13 {
        let proof = ledger.prove(seq).unwrap();
        let json = serde_json::to_string(&proof).unwrap();
        let proof: candor::ledger::Proof = serde_json::from_str(&json).unwrap();
        assert_eq!(verify_proof(&proof, ORIGIN, &public).unwrap().size, 13);
        assert_eq!(proof.line, format!("line {seq}"));
        let mut forged = proof.clone();
        forged.line.push(' ');
        assert_eq!(code(verify_proof(&forged, ORIGIN, &public)), "L_PROOF");
        assert_eq!(code(verify_proof(&proof, "x", &public)), "L_ORIGIN");
        assert_eq!(code(verify_proof(&proof, ORIGIN, &[other_key().public_key().clone()])), "L_KEY");
    }
    assert_eq!(code(ledger.prove(13)), "L_NO_RECORD");
    for old in &kept {
        let old = Checkpoint::open(old, ORIGIN, &public).unwrap();
        let proof = ledger.prove_consistency(&old).unwrap();
        assert_eq!(verify_consistency_proof(&proof, &old, &public).unwrap().size, 13);
        let lie = Checkpoint { root: Hash::of(b"lie"), ..old.clone() };
        assert_eq!(code(verify_consistency_proof(&proof, &lie, &public)), "L_PROOF");
        assert_eq!(code(ledger.prove_consistency(&lie)), "L_HISTORY");
        assert_eq!(code(ledger.prove_consistency(&Checkpoint { size: 14, ..old })), "L_TRUNCATED");
    }
}

pub fn verification_names_the_record_that_a_reader_finds_bad<P: Place>() {
    let place = P::new();
    let mut ledger = signed(place.store());
    let all: Vec<String> = (0..20).map(|n| format!("line {n}")).collect();
    for line in &all {
        add(&mut ledger, &[line]).unwrap();
    }
    let (mut previous, mut told) = (vec![], vec![]);
    let verified = ledger.verify(
        None,
        &mut |seen| {
            assert_eq!(seen.line, all[previous.len()].as_bytes());
            previous.push(seen.previous);
            Ok(())
        },
        &mut |count, total| told.push((count, total)),
    );
    assert_eq!(verified.unwrap().size, 20);
    assert_eq!(told, [(20, 20)]);
    assert_eq!(previous[0], Hash::ZERO);
    assert_eq!(previous[19], Hash::leaf(b"line 18"));
    let mut each = |seen: candor::ledger::Seen<'_>| match seen.seq {
        7 => Err(Fault { code: "L_CHAIN", message: "it does not name the record before it".into() }),
        _ => Ok(()),
    };
    let error = ledger.verify(None, &mut each, &mut |_, _| ()).unwrap_err();
    assert_eq!((error.code(), error.record()), ("L_CHAIN", Some(7)));
    assert_eq!(error.to_string(), "record 7: it does not name the record before it [L_CHAIN]");
}

/// One test for each law, over one place.
#[macro_export]
macro_rules! ledger_laws {
    ($place:ty) => {
        $crate::ledger_laws!($place:
            two_handles_see_each_other, a_new_ledger_is_empty, nothing_is_added_when_the_writer_errs, lines_that_cannot_be_kept,
            a_session_adds_once_and_only_when_the_work_is_done, private_parts_can_be_erased, two_writers_at_once_lose_nothing,
            a_forged_history_is_found_out, a_handle_is_not_led_astray, evidence_stands_alone,
            verification_names_the_record_that_a_reader_finds_bad);
    };
    ($place:ty: $($law:ident),*) => {
        $(#[test] fn $law() { $crate::ledger::laws::$law::<$place>(); })*
    };
}
pub use ledger_laws as laws;
