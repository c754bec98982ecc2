//! The Merkle tree of RFC 6962 and RFC 9162: hashes, roots, and proofs that a record is in and that nothing before was changed.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

/// A SHA-256 hash. Shown and serialized as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// 32 zero bytes: what stands before the first record.
    pub const ZERO: Hash = Hash([0; 32]);

    /// The SHA-256 of these bytes.
    ///
    /// ```
    /// use candor::ledger::Hash;
    /// assert!(Hash::of(b"").to_string().starts_with("e3b0c44298fc1c14"));
    /// ```
    #[must_use]
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }

    /// The hash of a record, from the exact bytes of its line (RFC 6962, 2.1): SHA-256 of a zero byte and the line.
    #[must_use]
    pub fn leaf(line: &[u8]) -> Hash {
        Hash(Sha256::new().chain_update([0]).chain_update(line).finalize().into())
    }

    /// The hash of two subtrees (RFC 6962, 2.1): SHA-256 of a one byte and both hashes.
    #[must_use]
    pub fn node(left: Hash, right: Hash) -> Hash {
        Hash(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
    }

    /// Reads 64 lower-case hexadecimal digits and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Hash> {
        let is_digit = |c: &u8| matches!(c, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 64 || !text.as_bytes().iter().all(is_digit) {
            return None;
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(Hash(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
        let text = String::deserialize(deserializer)?;
        Hash::parse(&text).ok_or_else(|| D::Error::custom("a hash is 64 lower-case hexadecimal digits"))
    }
}

/// The right edge of a tree: all that is needed to add a leaf and to tell the root, in at most 64 hashes.
///
/// ```
/// use candor::ledger::{Frontier, Hash};
/// let mut tree = Frontier::new();
/// tree.push(Hash::leaf(b"one"));
/// tree.push(Hash::leaf(b"two"));
/// assert_eq!(tree.root(), Hash::node(Hash::leaf(b"one"), Hash::leaf(b"two")));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The roots of the full subtrees, widest first: one for each bit that is set in `size`.
    full: Vec<Hash>,
}

impl Frontier {
    /// The tree without leaves.
    #[must_use]
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// How many leaves there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf on the right.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            node = self.full.pop().map_or(node, |left| Hash::node(left, node));
        }
        self.full.push(node);
        self.size += 1;
    }

    /// The root; of no leaves it is the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut narrow_first = self.full.iter().rev();
        let Some(&last) = narrow_first.next() else { return Hash::of(b"") };
        narrow_first.fold(last, |right, left| Hash::node(*left, right))
    }
}

/// The root over some leaves.
fn root(leaves: &[Hash]) -> Hash {
    let mut tree = Frontier::new();
    leaves.iter().for_each(|leaf| tree.push(*leaf));
    tree.root()
}

/// Where a tree of this many leaves (at least 2) is split: the greatest power of two below it.
fn split(size: usize) -> usize {
    1 << (size - 1).ilog2()
}

/// The proof that the leaf at `index` is in the tree over `leaves` (RFC 6962, 2.1.1), from the bottom up; none if there is no such leaf.
#[must_use]
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    let mut path = Vec::new();
    let mut range: Range<usize> = 0..leaves.len();
    if !range.contains(&index) {
        return None;
    }
    while range.len() > 1 {
        let middle = range.start + split(range.len());
        let (inside, beside) = if index < middle {
            (range.start..middle, middle..range.end)
        } else {
            (middle..range.end, range.start..middle)
        };
        path.push(root(leaves.get(beside)?));
        range = inside;
    }
    path.reverse();
    Some(path)
}

/// The proof that the tree over the first `old` leaves is the beginning of the tree over all (RFC 6962, 2.1.2); none if there are fewer.
/// It is empty where nothing has to be proved: from no leaf, or from all.
#[must_use]
pub fn consistency_proof(leaves: &[Hash], old: usize) -> Option<Vec<Hash>> {
    if old > leaves.len() {
        return None;
    }
    let mut path = Vec::new();
    let mut range: Range<usize> = 0..leaves.len();
    if old == 0 {
        return Some(path);
    }
    while old < range.end {
        let middle = range.start + split(range.len());
        let beside = if old <= middle { middle..range.end } else { range.start..middle };
        range = if old <= middle { range.start..middle } else { middle..range.end };
        path.push(root(leaves.get(beside)?));
    }
    // What is left is a full subtree of both; it is known to whoever knows the old root, if it is all of that.
    if range.start > 0 {
        path.push(root(leaves.get(range)?));
    }
    path.reverse();
    Some(path)
}

/// Whether `path` proves that `leaf` is the one at `index` in the tree of `size` leaves with this root (RFC 9162, 2.1.3.2).
#[must_use]
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, path: &[Hash], root: Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut node) = (index, size - 1, leaf);
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            node = Hash::node(*beside, node);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            node = Hash::node(node, *beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && node == root
}

/// Whether `path` proves that the tree of `old` leaves is the beginning of the tree of `new` leaves (RFC 9162, 2.1.4.2).
#[must_use]
pub fn verify_consistency(old: u64, old_root: Hash, new: u64, new_root: Hash, path: &[Hash]) -> bool {
    if old > new {
        return false;
    }
    if old == 0 {
        return path.is_empty() && old_root == Hash::of(b"") && (new > 0 || new_root == old_root);
    }
    if old == new {
        return path.is_empty() && old_root == new_root;
    }
    // A full old tree is a node of the new one, and is not repeated in the path.
    let given = if old.is_power_of_two() { Some(&old_root) } else { None };
    let mut path = given.into_iter().chain(path);
    let Some(&first) = path.next() else { return false };
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut old_node, mut new_node) = (first, first);
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old_node = Hash::node(*beside, old_node);
            new_node = Hash::node(*beside, new_node);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_node = Hash::node(new_node, *beside);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old_node == old_root && new_node == new_root
}

#[cfg(test)]
mod tests;
