//! The one integration binary: every module is a set of tests with one idea.

mod architecture;
mod pages;
