//! Many desks at once on one ledger: limits hold exactly, and the ledger verifies.

use super::*;

#[test]
fn eight_desks_at_the_limit_get_what_is_left_and_no_more() {
    let store = Memory::new();
    let mut first = Desk::init(ledger(&store), at(0)).unwrap().with_directory(staff());
    let counts: Vec<usize> = std::thread::scope(|scope| {
        let desks: Vec<_> = (0..8)
            .map(|n| {
                let store = store.clone();
                scope.spawn(move || {
                    let mut desk = Desk::open(ledger(&store)).unwrap().with_directory(staff());
                    let (rules, case) = (rules(), case("amount: 1 EUR"));
                    let by = if n % 2 == 0 { "lena" } else { "leo" };
                    let replies = (0..10).map(|_| desk.request(&rules, &case, &request(by, "lead"), at(1)).unwrap());
                    replies.filter(|reply| matches!(reply, Reply::Granted(_))).count()
                })
            })
            .collect();
        desks.into_iter().map(|desk| desk.join().unwrap()).collect()
    });
    assert_eq!(counts.iter().sum::<usize>(), 6, "three each for two people: {counts:?}");
    verifies(&mut first);
    assert_eq!(recorded(&mut first).iter().filter(|name| **name == "granted").count(), 6);
}
