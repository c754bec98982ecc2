//! Fixed limits, the same on every machine. They bound every later walk over a text or a tree.

/// Bytes of a rulebook file.
pub const RULEBOOK_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of all files of a rulebook.
pub const RULEBOOK_TOTAL_BYTES: usize = 256 * 1024 * 1024;
/// Files of a rulebook.
pub const FILES: usize = 1000;
/// Bytes of a case or a suite.
pub const CASE_BYTES: usize = 16 * 1024 * 1024;
/// Levels of nested parentheses, bullets, lists, maps, or files that use files.
pub const NESTING: usize = 64;
/// Levels of the tree of one condition, every operator of a chain counted.
pub const TREE_DEPTH: usize = 256;
/// Bytes of one string.
pub const STRING_BYTES: usize = 64 * 1024;
/// Bytes of one name.
pub const NAME_BYTES: usize = 128;
/// Members of one list.
pub const LIST_MEMBERS: usize = 100_000;
/// Diagnostics that one run reports.
pub const DIAGNOSTICS: usize = 50;
