//! The tree against published known answers and against somebody else's implementation, for every small size.
#![expect(clippy::unwrap_used, reason = "tests")]

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use sha2::Sha256;

use super::*;

/// The test data of the reference implementation of Certificate Transparency (merkle_tree_test.cc).
const LEAVES: [&[u8]; 8] = [
    b"",
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
/// Index and size, and the path.
const INCLUSIONS: [((usize, usize), &[&str]); 5] = [
    ((0, 1), &[]),
    (
        (0, 8),
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        (5, 8),
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    ((2, 3), &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        (1, 5),
        &[
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];
/// Old and new size, and the path.
const CONSISTENCIES: [((usize, usize), &[&str]); 4] = [
    ((1, 1), &[]),
    (
        (1, 8),
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        (6, 8),
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        (2, 5),
        &[
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

fn hashes(texts: &[&str]) -> Vec<Hash> {
    texts.iter().map(|text| Hash::parse(text).unwrap()).collect()
}

fn known_leaves(size: usize) -> Vec<Hash> {
    LEAVES[..size].iter().map(|line| Hash::leaf(line)).collect()
}

#[test]
fn the_known_answers_of_rfc_6962() {
    for (size, expected) in ROOTS.iter().enumerate() {
        assert_eq!(root(&known_leaves(size)).to_string(), *expected);
    }
    for ((index, size), path) in INCLUSIONS {
        assert_eq!(inclusion_proof(&known_leaves(size), index).unwrap(), hashes(path));
    }
    for ((old, new), path) in CONSISTENCIES {
        assert_eq!(consistency_proof(&known_leaves(new), old).unwrap(), hashes(path));
    }
}

const MOST: usize = 70;

fn line(at: usize) -> Vec<u8> {
    format!("line {at}").into_bytes()
}

fn leaves() -> Vec<Hash> {
    (0..MOST).map(|at| Hash::leaf(&line(at))).collect()
}

fn joined(path: &[Hash]) -> Vec<u8> {
    path.iter().flat_map(|hash| hash.0).collect()
}

/// Roots and all proofs are, byte for byte, those of another implementation, and each side accepts them.
#[test]
fn somebody_elses_tree_is_the_same() {
    let leaves = leaves();
    let mut theirs: MemoryBackedTree<Sha256, Vec<u8>> = MemoryBackedTree::new();
    let mut ours = Frontier::new();
    let mut roots = vec![Hash::of(b"")];
    for size in 1..=MOST {
        theirs.push(line(size - 1));
        ours.push(leaves[size - 1]);
        assert_eq!(theirs.root().as_bytes().as_slice(), ours.root().0);
        assert_eq!((ours.size(), theirs.len()), (size as u64, size as u64));
        roots.push(ours.root());
        let (now, size_) = (&leaves[..size], size as u64);
        for (index, leaf) in now.iter().enumerate() {
            let path = inclusion_proof(now, index).unwrap();
            assert_eq!(joined(&path), theirs.prove_inclusion(index).as_bytes(), "{index} in {size}");
            assert!(verify_inclusion(*leaf, index as u64, size_, &path, ours.root()), "{index} in {size}");
        }
        for (old, root) in roots.iter().enumerate().skip(1) {
            let path = consistency_proof(now, old).unwrap();
            assert_eq!(joined(&path), theirs.prove_consistency(size - old).as_bytes(), "{old} to {size}");
            assert!(verify_consistency(old as u64, *root, size_, ours.root(), &path), "{old} to {size}");
        }
    }
}

#[test]
fn the_edges() {
    let (leaves, none) = (leaves(), Hash::of(b""));
    assert_eq!(inclusion_proof(&[], 0), None);
    assert_eq!(inclusion_proof(&leaves, MOST), None);
    assert_eq!(consistency_proof(&leaves, MOST + 1), None);
    assert_eq!(consistency_proof(&leaves, 0), Some(vec![]));
    assert!(verify_consistency(0, none, 5, root(&leaves[..5]), &[]));
    assert!(verify_consistency(0, none, 0, none, &[]));
    assert!(!verify_consistency(0, leaves[0], 5, root(&leaves[..5]), &[]));
    assert!(!verify_consistency(0, none, 0, leaves[0], &[]));
    assert!(!verify_consistency(0, none, 5, root(&leaves[..5]), &[none]));
    assert!(!verify_consistency(6, none, 5, none, &[]));
    assert!(!verify_inclusion(none, 0, 0, &[], none));
    let far = verify_inclusion(leaves[0], u64::MAX - 1, u64::MAX, &leaves[..64], none);
    assert!(!far && !verify_consistency(u64::MAX - 1, none, u64::MAX, none, &leaves[..64]));
}

/// A proof with any one bit flipped, a hash too many or too few, or for another place, proves nothing.
#[test]
fn a_proof_that_was_touched_is_refused() {
    let leaves = leaves();
    for size in [1, 2, 3, 7, 8, 13, 32, 33, 70] {
        let (now, size_) = (&leaves[..size], size as u64);
        let all = root(now);
        for index in [0, 1, size / 2, size - 1].into_iter().filter(|index| *index < size) {
            let path = inclusion_proof(now, index).unwrap();
            let holds =
                |leaf, index: usize, size, path: &[Hash], root| verify_inclusion(leaf, index as u64, size, path, root);
            let leaf = leaves[index];
            touched(&path, &mut |path| assert!(!holds(leaf, index, size_, path, all), "{index} in {size}"));
            touched(&[leaf, all], &mut |pair| {
                if let [leaf, root] = *pair {
                    assert!(!holds(leaf, index, size_, &path, root), "{index} in {size}");
                }
            });
            for other in (0..size + 2).filter(|other| *other != index) {
                assert!(!holds(leaf, other, size_, &path, all), "{index} as {other} in {size}");
            }
        }
        for old in [1, 2, size / 2, size - 1, size].into_iter().filter(|old| (1..=size).contains(old)) {
            let path = consistency_proof(now, old).unwrap();
            let (first, old_) = (root(&leaves[..old]), old as u64);
            touched(&path, &mut |path| assert!(!verify_consistency(old_, first, size_, all, path), "{old} to {size}"));
            touched(&[first, all], &mut |pair| {
                if let [first, all] = *pair {
                    assert!(!verify_consistency(old_, first, size_, all, &path), "{old} to {size}");
                }
            });
        }
    }
}

/// Every hash with every bit flipped, each left out, one more at each end, and two swapped.
fn touched(path: &[Hash], try_it: &mut dyn FnMut(&[Hash])) {
    let mut path = path.to_vec();
    for at in 0..path.len() {
        for bit in 0..256 {
            path[at].0[bit / 8] ^= 1 << (bit % 8);
            try_it(&path);
            path[at].0[bit / 8] ^= 1 << (bit % 8);
        }
        let hash = path.remove(at);
        try_it(&path);
        path.insert(at, hash);
    }
    for at in [0, path.len()] {
        path.insert(at, Hash::of(b"more"));
        try_it(&path);
        path.remove(at);
    }
    if path.len() > 1 && path[0] != path[1] {
        path.swap(0, 1);
        try_it(&path);
    }
}

#[test]
fn a_hash_is_read_as_it_is_shown() {
    let hash = Hash::leaf(b"a");
    assert_eq!(Hash::parse(&hash.to_string()), Some(hash));
    let upper = hash.to_string().to_uppercase();
    for bad in ["", "00", &upper, &format!("{hash}0"), &format!("+{}", &hash.to_string()[1..]), &"ä".repeat(32)] {
        assert_eq!(Hash::parse(bad), None, "{bad}");
    }
}
