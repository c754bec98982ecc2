//! Tests.
mod laws;

#[test]
fn tmp() {
    for f in ["returns/returns", "community-gaming/community-gaming"] {
        let text = std::fs::read_to_string(format!("rules/{f}.rulebook")).unwrap();
        let (rb, report) = candor::Rulebook::check("r", &text);
        for d in &report.diagnostics {
            eprintln!("{d:?}");
        }
        let rb = rb.unwrap();
        let s = std::fs::read_to_string(format!("rules/{f}.cases.yaml")).unwrap();
        let r = candor::suite::run(&rb, "s", &s).unwrap();
        for c in &r.cases {
            for k in &c.checks {
                if k.verdict != candor::suite::Verdict::Passed {
                    eprintln!("{}: {} {} {:?}", c.name, k.about, k.key, k.verdict);
                }
            }
        }
        eprintln!("{:?}", r.counts());
    }
}
