//! How long it takes to verify a long ledger. Not part of an ordinary run: `cargo test --release -p candor-sqlite -- --ignored measure`.

use std::io::Write;
use std::time::Instant;

use candor::ledger::{Checkpoint, Frontier, Hash, JsonLines, Note, Store};

use super::laws::{ORIGIN, key, reader, verify};

const RECORDS: u64 = 1_000_000;

/// The 600 bytes of a record.
pub fn line(seq: u64) -> Vec<u8> {
    let start = format!("{{\"seq\":{seq},\"text\":\"");
    let mut line = start.into_bytes();
    line.resize(598, b'x');
    line.extend(b"\"}");
    line
}

/// The text of the signed checkpoint over all records.
pub fn checkpoint() -> String {
    let mut tree = Frontier::new();
    (0..RECORDS).for_each(|seq| tree.push(Hash::leaf(&line(seq))));
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size: RECORDS, root: tree.root() };
    Note::sign(&checkpoint.to_string(), &key()).unwrap()
}

/// A ledger in a file.
pub fn measure_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("overrides.jsonl");
    let fill = |lines: &mut dyn Iterator<Item = Vec<u8>>, checkpoint: &str| {
        let mut out = std::io::BufWriter::new(std::fs::File::create(&file).unwrap());
        lines.for_each(|line| out.write_all(&[&line[..], b"\n"].concat()).unwrap());
        out.flush().unwrap();
        std::fs::write(folder.path().join("overrides.jsonl.checkpoint"), checkpoint).unwrap();
    };
    measure("file", fill, || JsonLines::new(&file));
}

/// Fills a store by whatever is fastest, and measures its verification.
pub fn measure<S: Store>(name: &str, fill: impl FnOnce(&mut dyn Iterator<Item = Vec<u8>>, &str), open: impl Fn() -> S) {
    fill(&mut (0..RECORDS).map(line), &checkpoint());
    let mut ledger = reader(open());
    let start = Instant::now();
    assert_eq!(verify(&mut ledger, None).unwrap().size, RECORDS);
    let verified = start.elapsed();
    let start = Instant::now();
    ledger.prove(RECORDS / 3).unwrap();
    let proved = start.elapsed();
    let report = format!("\n{name}: {RECORDS} records of 600 bytes verified in {verified:?}; one proved in {proved:?}");
    let mut out = std::io::stdout();
    writeln!(out, "\n{report}").unwrap();
}
