//! What a rulebook may not say although every part of it can be read: cycles, weak sources, untellable facts, missing words.

use std::collections::BTreeSet;

use super::expr::{Expr, ExprKind, Template, TemplatePart};
use super::interval::{self, Parts, Range};
use super::table::{self, Matches};
use super::vocabulary::FactId;
use super::{
    About, FigureId, Holds, Model, Override, Reads, RuleId, RuleWord, Step, TermId, WayOut, authority, overlap,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::value::{Type, Value};

/// Checks a model that was built without errors, and completes it with what only a whole model has.
pub(crate) fn check(mut model: Model, diagnostics: &mut Vec<Diagnostic>) -> Model {
    model.lifted_by = vec![Vec::new(); model.rules.len()];
    for (i, rule) in model.rules.iter().enumerate() {
        if let Some(touched) = rule.touches {
            model.lifted_by[touched.0].push(RuleId(i));
        }
    }
    let terms: Vec<Vec<usize>> = model.terms.iter().map(|term| direct_terms(term.exprs())).collect();
    // The order of what is decided asks for it; with exceptions it is complete.
    model.about = about(&model);
    let touching: Vec<Vec<usize>> = model.lifted_by.iter().map(|by| by.iter().map(|id| id.0).collect()).collect();
    match (order(&terms), order(&touching)) {
        (Ok(_), Ok(_)) => {}
        (terms, rules) => {
            if let Err(cycle) = terms {
                diagnostics.push(cycle_of(
                    "is defined",
                    "let one of them mean something without the other",
                    &cycle,
                    |i| (model.terms[i].name.as_str(), model.terms[i].span),
                ));
            }
            if let Err(cycle) = rules {
                diagnostics.push(cycle_of("is lifted", "let one of them lift something else", &cycle, |i| {
                    (model.rules[i].name.as_str(), model.rules[i].span)
                }));
            }
            return model;
        }
    }
    match order(&super::order::needs(&model)) {
        Ok(order) => model.order = super::order::steps(&model, &order),
        Err(cycle) => {
            let help = "let one of them be decided without the other";
            diagnostics.push(cycle_of("is decided", help, &super::order::from_an_action(&model, cycle), |i| {
                super::order::place(&model, i)
            }));
            return model;
        }
    }
    model.reads_actions = model.order.iter().any(|step| matches!(step, Step::Action(_)));
    model.term_order =
        model.order.iter().filter_map(|s| if let Step::Term(id) = s { Some(*id) } else { None }).collect();
    model.rule_rank = vec![0; model.rules.len()];
    model.rule_order =
        model.order.iter().filter_map(|s| if let Step::Rule(id) = s { Some(*id) } else { None }).collect();
    // An exception is about the actions of the rule that it touches; what is touched comes later in the order.
    for id in model.rule_order.clone().into_iter().rev() {
        if let Some(touched) = model[id].touches {
            model.rules[id.0].actions = model[touched].actions.clone();
        }
    }
    for (i, id) in model.rule_order.iter().enumerate() {
        model.rule_rank[id.0] = i;
    }
    model.about = about(&model);
    secrets(&mut model);
    sources(&model, diagnostics);
    for (term, part, proven) in ranges(&model, diagnostics) {
        if let Some(part) = model.terms[term].table.as_mut().and_then(|table| table.parts.get_mut(part)) {
            (part.is_complete, part.is_disjoint) = (proven.is_complete, proven.is_disjoint);
        }
    }
    for (i, rule) in model.rules.iter().enumerate() {
        // Only of what can say no do its exceptions matter here; a chain of them is long enough once.
        let reads = if rule.is_blocker() { Reads::of_rule(&model, RuleId(i)) } else { own_reads(&model, rule) };
        let own = rule.when.iter().chain(&rule.required).collect::<Vec<_>>();
        wording(&model, rule.is_blocker(), &rule.way_out, rule.span, (&reads, &own), diagnostics);
    }
    for action in &model.actions {
        wording(
            &model,
            action.denied_unless_permitted,
            &action.way_out,
            action.span,
            (&Reads::default(), &[]),
            diagnostics,
        );
    }
    facts_alone_are_always(&model, diagnostics);
    terms_are_complete(&model, diagnostics);
    counted_in_the_open(&model, diagnostics);
    model
}

/// What is about each action, as far as rules name it.
fn about(model: &Model) -> Vec<About> {
    let mut all = vec![About::default(); model.actions.len()];
    for (i, rule) in model.rules.iter().enumerate() {
        for action in &rule.actions {
            let about = &mut all[action.0];
            // One that names it twice is about it once.
            if about.rules.last() == Some(&RuleId(i)) {
                continue;
            }
            about.rules.push(RuleId(i));
            about.kept_out.extend(&rule.remedy_not_by);
            if !rule.is_blocker() && rule.touches.is_none() {
                about.others.push(RuleId(i));
            }
        }
    }
    all
}

/// A limit adds up what stands in the records, and what is sensitive never stands there.
fn counted_in_the_open(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    let ways_out = model.rules.iter().map(|r| &r.way_out).chain(model.actions.iter().map(|a| &a.way_out));
    for value in ways_out.flat_map(|w| w.overrides.iter().flatten()).flat_map(Override::counted) {
        let mut reads = Reads::default();
        reads.add(model, value);
        if let Some(fact) = reads.facts.iter().map(|id| &model[*id]).find(|fact| fact.sensitive) {
            let said = format!("this counts `{}`, which is sensitive and never stands in a record", fact.name);
            diagnostics.push(
                Diagnostic::new(Code::Override, value.span, said)
                    .help("count something else, or limit how often: at most 3 times in 30 days per employee"),
            );
        }
    }
}

/// What cannot be otherwise is about facts: else a case would be refused for what the rules say of it.
fn facts_alone_are_always(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for always in &model.always {
        let mut reads = Reads::default();
        reads.add(model, always);
        if let Some(action) = reads.actions.first() {
            let said =
                format!("this is said of facts, and whether `{}` is allowed is for rules to say", model[*action].name);
            diagnostics.push(
                Diagnostic::new(Code::WrongKind, always.span, said)
                    .help("say what the facts always are, or write a restriction or permission"),
            );
        }
    }
}

/// A stated term tells of the facts that it is otherwise worked out from.
fn secrets(model: &mut Model) {
    let stated: Vec<FactId> = model.terms.iter().filter_map(|term| term.stated).collect();
    let secret: Vec<(FactId, bool, bool)> = model
        .terms
        .iter()
        .filter_map(|term| Some((term, term.stated?)))
        .map(|(term, id)| {
            let mut reads = Reads::default();
            term.exprs().for_each(|expr| reads.add(model, expr));
            let facts = || reads.facts.iter().filter(|id| !stated.contains(id)).map(|id| &model[*id]);
            (id, facts().any(|fact| fact.never_tell_customer), facts().any(|fact| fact.sensitive))
        })
        .collect();
    for (id, never_tell_customer, sensitive) in secret {
        model.vocabulary.keep_secret(id, never_tell_customer, sensitive);
    }
}

fn own_reads(model: &Model, rule: &super::Rule) -> Reads {
    let mut reads = Reads::default();
    for expr in rule.when.iter().chain(&rule.required) {
        reads.add(model, expr);
    }
    reads
}

fn direct_terms<'e>(exprs: impl Iterator<Item = &'e Expr>) -> Vec<usize> {
    let mut found = BTreeSet::new();
    for expr in exprs {
        expr.walk(&mut |e| {
            if let ExprKind::Term(id) | ExprKind::TermOf { term: id, .. } = &e.kind {
                found.insert(id.0);
            }
        });
    }
    found.into_iter().collect()
}

/// An order in which everything comes after what it needs, or the members of a cycle. Iterative: chains may be long.
pub(super) fn order(needs: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        Open,
        Done,
    }
    let mut marks = vec![Mark::New; needs.len()];
    let mut sorted = Vec::with_capacity(needs.len());
    for start in 0..needs.len() {
        if marks[start] != Mark::New {
            continue;
        }
        marks[start] = Mark::Open;
        let mut path = vec![(start, 0)];
        while let Some((at, next)) = path.last_mut() {
            let Some(need) = needs[*at].get(*next).copied() else {
                marks[*at] = Mark::Done;
                sorted.push(*at);
                path.pop();
                continue;
            };
            *next += 1;
            match marks[need] {
                Mark::Done => {}
                Mark::New => {
                    marks[need] = Mark::Open;
                    path.push((need, 0));
                }
                Mark::Open => {
                    let from = path.iter().position(|(at, _)| *at == need).unwrap_or(0);
                    return Err(path[from..].iter().map(|(at, _)| *at).collect());
                }
            }
        }
    }
    Ok(sorted)
}

fn cycle_of<'m>(what: &str, help: &str, cycle: &[usize], of: impl Fn(usize) -> (&'m str, Span)) -> Diagnostic {
    let first = of(cycle.first().copied().unwrap_or(0));
    let itself = if cycle.len() > 1 { "by way of itself" } else { "by itself" };
    let mut names: Vec<String> = cycle.iter().take(8).map(|i| format!("`{}`", of(*i).0)).collect();
    if cycle.len() > 8 {
        names.push("…".to_owned());
    }
    names.push(format!("`{}`", first.0));
    let mut diagnostic = Diagnostic::new(Code::Cycle, first.1, format!("`{}` {what} {itself}", first.0))
        .label(names.join(" → "))
        .help(help);
    for i in cycle.iter().skip(1).take(4) {
        diagnostic = diagnostic.other(of(*i).1, "by way of this");
    }
    diagnostic
}

fn sources(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for rule in &model.rules {
        if let Some(touched) = rule.touches.map(|id| &model[id])
            && rule.source.kind.rank() < touched.source.kind.rank()
            && !touched.may_be_relaxed_by.contains(&rule.source.kind)
        {
            let (own, theirs) = (rule.source.kind.words(), touched.source.kind.words());
            diagnostics.push(
                Diagnostic::new(
                    Code::WeakSource,
                    rule.source.span,
                    format!(
                        "`{}` comes from {own} and touches `{}`, which comes from {theirs}",
                        rule.name, touched.name
                    ),
                )
                .other(touched.source.span, "the stronger source")
                .help(format!("where the {theirs} allows it, add to `{}`: may be relaxed by {own}", touched.name)),
            );
        }
        if rule.source.kind.is_imposed() && rule.kind != RuleWord::Advice {
            let reads = own_reads(model, rule);
            let weak = |by: &super::expr::Citation| !by.kind.is_imposed();
            let mut weak_rules = reads.rules.iter().map(|id| &model[*id].source);
            let mut weak_denials = reads.actions.iter().filter_map(|id| model[*id].source.as_ref());
            if let Some(by) = weak_rules.find(|by| weak(by)).or_else(|| weak_denials.find(|by| weak(by))) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::LawReadsHouse,
                        rule.span,
                        format!(
                            "`{}` comes from {} and depends on an action that {} decides",
                            rule.name,
                            rule.source.kind.words(),
                            by.kind.words()
                        ),
                    )
                    .other(by.span, "what decides it")
                    .help("ask for the facts that the law itself asks for, or make the rule your own"),
                );
                continue;
            }
            let of_terms = reads.terms.iter().flat_map(|id| &model[*id].lines).filter_map(|line| line.by.as_ref());
            let of_figures = reads.figures.iter().flat_map(|id| &model[*id].periods).map(|period| &period.by);
            if let Some(by) = of_terms.chain(of_figures).find(|by| weak(by)) {
                diagnostics.push(
                    Diagnostic::new(
                        Code::LawReadsHouse,
                        rule.span,
                        format!(
                            "`{}` comes from {} and depends on a value of {}",
                            rule.name,
                            rule.source.kind.words(),
                            by.kind.words()
                        ),
                    )
                    .other(by.span, "the value")
                    .help("take the value from the law itself, or make the rule your own"),
                );
            }
        }
    }
}

// --- Ranges -----------------------------------------------------------------------------

/// Every fact may take any value of its range on any day.
struct Anything<'m> {
    model: &'m Model,
    terms: Vec<Range>,
}

impl Parts for Anything<'_> {
    fn fact(&self, id: FactId) -> Range {
        let (low, high) = self.model[id].range;
        Range::between(low, high)
    }

    fn term(&self, id: TermId) -> Range {
        self.terms[id.0]
    }

    fn figure(&self, id: FigureId, _: Range) -> Range {
        let ordinals = || self.model[id].periods.iter().filter_map(|p| p.value.ordinal());
        match (ordinals().min(), ordinals().max()) {
            (Some(low), Some(high)) => Range::between(low, high),
            _ => Range::Never,
        }
    }

    fn today(&self) -> Range {
        let day = |d: crate::value::Date| i128::from(d.days());
        Range::between(day(crate::value::Date::MIN), day(crate::value::Date::MAX))
    }
}

/// No calculation may leave the integers, whatever a case says.
fn ranges(model: &Model, diagnostics: &mut Vec<Diagnostic>) -> Vec<(usize, usize, overlap::Proven)> {
    let mut parts = Anything { model, terms: vec![Range::Never; model.terms.len()] };
    for id in &model.term_order {
        let mut whole: Option<Range> = None;
        for line in &model[*id].lines {
            for expr in line.exprs() {
                check_range(expr, &parts, diagnostics);
            }
            let range = interval::range(&line.value, &parts);
            whole = Some(whole.map_or(range, |w| interval::choose(Range::between(0, 1), w, range)));
        }
        if let Some(table) =
            model[*id].table.as_ref().filter(|table| matches!(table.how, Matches::Sum | Matches::Number))
        {
            let values = |rows: std::ops::Range<usize>| {
                model[*id].lines[rows]
                    .iter()
                    .map(|row| (false, interval::range(&row.value, &parts)))
                    .collect::<Vec<_>>()
            };
            let sums = table.parts.iter().map(|part| table::sum(values(part.rows.clone()).into_iter()));
            whole = Some(table::hull(sums));
            if whole == Some(Range::Overflow) {
                let said = "this sum can become larger than any number that is counted";
                let help = "give the facts in it a range: range     0 to 1_000_000";
                diagnostics.push(Diagnostic::new(Code::Range, model[*id].span, said).help(help));
            }
        }
        if let (Some(fact), Some(range)) = (model[*id].stated, whole) {
            whole = Some(interval::choose(Range::between(0, 1), range, parts.fact(fact)));
        }
        // What was reported once is not reported again wherever the term is read.
        parts.terms[id.0] = match whole {
            Some(range @ Range::Within { .. }) => range,
            _ => Range::between(0, 1),
        };
    }
    let rules = model.rules.iter().flat_map(|r| r.when.iter().chain(&r.required).chain(conditions_of(&r.way_out)));
    let actions = model.actions.iter().flat_map(|a| conditions_of(&a.way_out));
    for expr in model.always.iter().chain(rules).chain(actions) {
        check_range(expr, &parts, diagnostics);
    }
    authority::idle(model, &parts, diagnostics);
    overlap::check(model, &parts, diagnostics)
}

pub(super) fn conditions_of(way_out: &WayOut) -> impl Iterator<Item = &Expr> {
    let instead = way_out.instead.iter().filter_map(|i| i.condition.as_ref());
    let referrals = way_out.referrals.iter().filter_map(|r| r.condition.as_ref());
    let overrides = way_out.overrides.iter().flatten().flat_map(|line| {
        let confirmed = line.confirmed_by.iter().filter_map(|c| c.condition.as_ref());
        line.condition.iter().chain(confirmed).chain(line.counted())
    });
    let told =
        [&way_out.tell_customer, &way_out.tell_staff, &way_out.tell_auditor].into_iter().flatten().flat_map(holes);
    instead.chain(referrals).chain(overrides).chain(told)
}

fn holes(template: &Template) -> impl Iterator<Item = &Expr> {
    template.parts.iter().filter_map(|part| if let TemplatePart::Hole(expr) = part { Some(expr) } else { None })
}

/// Reports the innermost part that can leave the integers.
fn check_range(expr: &Expr, parts: &dyn Parts, diagnostics: &mut Vec<Diagnostic>) {
    if interval::range(expr, parts) != Range::Overflow {
        return;
    }
    let inner = expr.parts().into_iter().find(|part| interval::range(part, parts) == Range::Overflow);
    match inner {
        Some(inner) => check_range(inner, parts, diagnostics),
        None => diagnostics.push(
            Diagnostic::new(
                Code::Range,
                expr.span,
                "this calculation can become larger than any number that is counted",
            )
            .help("give the facts in it a range: range     0 to 1_000_000"),
        ),
    }
}

// --- Words ------------------------------------------------------------------------------

fn wording(
    model: &Model,
    blocker: bool,
    way_out: &WayOut,
    span: Span,
    (reads, own): (&Reads, &[&Expr]),
    diagnostics: &mut Vec<Diagnostic>,
) {
    let untold =
        |reads: &Reads| reads.facts.iter().find(|id| model[**id].never_tell_customer).map(|id| model[*id].name.clone());
    if blocker && let (Some(fact), None) = (untold(reads), &way_out.tell_customer) {
        diagnostics.push(
            Diagnostic::new(
                Code::NeverTell,
                span,
                format!("this depends on `{fact}`, which customers are never told, and has no words for them"),
            )
            .help("add: tell customer \"…\", which says what happens next without the reason"),
        );
        return;
    }
    let (customer, staff) = (worded(&way_out.tell_customer), worded(&way_out.tell_staff));
    if blocker && (customer.is_none() || staff.is_none()) {
        let missing = match (customer, staff) {
            (None, None) => "customers and staff",
            (None, _) => "customers",
            _ => "staff",
        };
        diagnostics.push(
            Diagnostic::new(Code::Unworded, span, format!("this can say no and has no words for {missing}"))
                .help("add: tell customer \"…\" and tell staff \"…\""),
        );
    }
    for hole in way_out.tell_customer.iter().flat_map(holes) {
        let mut reads = Reads::default();
        reads.add(model, hole);
        if let Some(fact) = untold(&reads) {
            diagnostics.push(
                Diagnostic::new(
                    Code::NeverTell,
                    hole.span,
                    format!("this would tell customers `{fact}`, which they are never told"),
                )
                .help("leave it out, or say it to staff: tell staff \"…\""),
            );
        }
    }
    let numbers = numbers_in(model, reads, own);
    for template in [&way_out.tell_customer, &way_out.tell_staff, &way_out.tell_auditor].into_iter().flatten() {
        typed_numbers(template, &numbers, diagnostics);
    }
}

/// A wording that says something.
fn worded(template: &Option<Template>) -> Option<&Template> {
    let says = |part: &TemplatePart| match part {
        TemplatePart::Text(text) => !text.trim().is_empty(),
        TemplatePart::Hole(_) => true,
    };
    template.as_ref().filter(|template| template.parts.iter().any(says))
}

/// The numbers that decide: those written in the rule and in the terms and figures that it reads,
/// as people would type them.
fn numbers_in(model: &Model, reads: &Reads, own: &[&Expr]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut add = |value: &Value, ty: &Type| {
        if let (Value::Number(n), Some(q)) = (value, ty.quantity()) {
            let text = crate::value::number::print(*n, q.decimals);
            let short = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
            found.insert(short.to_owned());
            found.insert(text);
        }
    };
    for id in &reads.figures {
        for period in &model[*id].periods {
            add(&period.value, &model[*id].ty);
        }
    }
    let of_terms = reads.terms.iter().flat_map(|id| &model[*id].lines).map(|line| &line.value);
    for expr in own.iter().copied().chain(of_terms) {
        expr.walk(&mut |e| {
            if let ExprKind::Constant(value) = &e.kind {
                add(value, &e.ty);
            }
        });
    }
    found
}

fn typed_numbers(template: &Template, numbers: &BTreeSet<String>, diagnostics: &mut Vec<Diagnostic>) {
    for part in &template.parts {
        let TemplatePart::Text(text) = part else { continue };
        for (word, digits) in template.language.numbers(text) {
            if numbers.contains(&digits) {
                diagnostics.push(
                    Diagnostic::new(Code::TypedNumber, template.span, format!("this wording repeats the number {word}, which the rule holds"))
                        .help("give the number a name with a `figure` or `term`, and write that in braces, so that the two cannot drift apart"),
                );
            }
        }
    }
}

/// The first number in an expression that no bullet around it gives a place.
fn unplaced_number(expr: &Expr) -> Option<Span> {
    match &expr.kind {
        ExprKind::Constant(value) if holds_number(value) => Some(expr.span),
        ExprKind::Group { items, .. } => {
            items.iter().filter(|item| item.by.is_none()).find_map(|item| unplaced_number(&item.test))
        }
        _ => expr.parts().into_iter().find_map(unplaced_number),
    }
}

/// Whether a value is a number or amount, or a record that has one.
fn holds_number(value: &Value) -> bool {
    match value {
        Value::Number(_) => true,
        Value::Record(fields) => fields.iter().flatten().any(holds_number),
        _ => false,
    }
}

fn terms_are_complete(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for term in model.terms.iter().filter(|term| !term.is_reading()) {
        let how = term.table.as_ref().map(|table| table.how);
        let conditional = how.is_none() && term.lines.iter().all(|line| matches!(line.holds, Holds::If(_)));
        if conditional && !term.lines.is_empty() {
            diagnostics.push(
                Diagnostic::new(
                    Code::NoOtherwise,
                    term.span,
                    format!("`{}` has no value where none of its conditions holds", term.name),
                )
                .help("add: means     VALUE otherwise"),
            );
        }
        for line in term.lines.iter().filter(|line| line.by.is_none()) {
            // Of rows that are only counted the value is none that stands in the rulebook.
            let counted = usize::from(how == Some(Matches::Number));
            let number = line.exprs().skip(counted).find_map(unplaced_number);
            if let Some(span) = number {
                let (what, help) = match line.row {
                    Some(_) => (
                        "row",
                        "add to the table: source    house policy \"where it stands\", or at the end of the row: , by house policy \"where it stands\"",
                    ),
                    None if matches!(line.value.kind, ExprKind::Group { .. }) => (
                        "line",
                        "add, in a bullet in front of its colon, else at the end: , by house policy \"where it stands\"",
                    ),
                    None => ("line", "add at its end: , by house policy \"where it stands\""),
                };
                let said = format!("this {what} holds a number and does not say where it stands");
                diagnostics.push(Diagnostic::new(Code::MissingClause, span, said).help(help));
            }
        }
    }
}
