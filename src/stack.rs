//! Room on the stack: nesting is limited by count, and the same input gives the same result on every thread.

/// Below this much room a new stretch of stack is taken; enough for the deepest nesting that the limits allow.
const NEEDED: usize = 2 * 1024 * 1024;
/// How much is taken.
const TAKEN: usize = 4 * 1024 * 1024;

/// Runs something that recurses as deep as the limits on nesting allow.
pub(crate) fn with_room<T>(run: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(NEEDED, TAKEN, run)
}
