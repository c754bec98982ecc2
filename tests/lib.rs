//! Tests.
#[test]
fn tmp() {
    let text = std::fs::read_to_string("rules/returns/returns.rulebook").unwrap();
    let (rb, report) = candor::Rulebook::check("r", &text);
    for d in &report.diagnostics {
        eprintln!("{d:?}");
    }
    let rb = rb.unwrap();
    let case = rb.case("c", "today: 2026-11-21\nfacts: {received: 2026-10-09, article: apparel, channel: store, region: us, seal_broken: no, faulty: no, price: 120.00 EUR, amount: 120.00 EUR, receipt: yes, id_shown: no, member: none, returns_last_90_days: 1}").unwrap();
    let t = std::time::Instant::now();
    let e = rb.why("refund", &case).unwrap();
    eprintln!("{:?}", t.elapsed());
    eprintln!(
        "{:#?}",
        (
            e.outcome,
            e.standing,
            &e.timeline,
            e.restrictions
                .iter()
                .map(|r| (&r.rule.rule, r.facts.iter().map(|f| &f.fact).collect::<Vec<_>>()))
                .collect::<Vec<_>>(),
            e.remedies_label,
            &e.alternatives.iter().map(|a| &a.action.name).collect::<Vec<_>>(),
            e.authority.iter().map(|a| (&a.role.name, a.covers)).collect::<Vec<_>>()
        )
    );
}
