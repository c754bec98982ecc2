//! A value and why, in three voices: for the customer, for staff, for the auditor.

use super::layout::{Keep, Page, Row};
use super::letter::Letter;
use super::sheet::{Line as SheetLine, Sheet};
use super::style::{Style, Tone};
use super::tongue::Tongue;
use super::{auditor, clause, customer, reasons, words};
use crate::explain::{Audience, Derivation, FaultCode, Line, LineState, Step, ValueAnswer, ValueKind};

/// The value of a term or figure and why, as text, worded for the reader that it was worked out for.
///
/// ```
/// use candor::{Audience, Rulebook, render};
///
/// let rulebook = Rulebook::from_text("returns.rulebook", include_str!("../../rules/returns/returns.rulebook"))?;
/// let case = rulebook.case("case", "{today: 2026-11-21, facts: {member: gold}}")?;
/// let answer = rulebook.why_value(Audience::Customer, "return_window", &case)?;
/// let letter = render::value(&answer, render::Style::default());
/// assert!(letter.contains("60 days, since the membership level on the day of the request is gold"));
/// # Ok::<(), candor::Error>(())
/// ```
#[must_use]
pub fn value(answer: &ValueAnswer, style: Style) -> String {
    match answer.audience {
        Audience::Customer => letter(answer).text(style),
        Audience::Staff => page(answer).print(style),
        Audience::Auditor => sheet(answer).text(style),
    }
}

/// The same as Markdown.
#[must_use]
pub fn value_markdown(answer: &ValueAnswer) -> String {
    match answer.audience {
        Audience::Customer => letter(answer).markdown(),
        Audience::Staff => page(answer).markdown(),
        Audience::Auditor => sheet(answer).markdown(),
    }
}

// --- Sentences --------------------------------------------------------------------------------

/// Why: what the value itself comes from, then what was read for it, each with its name.
pub(super) fn because(tongue: Tongue<'_>, derivation: &Derivation) -> Vec<String> {
    let mut steps = derivation.steps.iter();
    let mut out: Vec<String> = steps.next().into_iter().flat_map(|step| lines(tongue, step)).collect();
    out.extend(steps.flat_map(|step| named_step(tongue, step)));
    out
}

/// What a table adds up to, then its lines.
fn lines(tongue: Tongue<'_>, step: &Step) -> Vec<String> {
    together(tongue, step).into_iter().chain(step.lines.iter().map(|each| line(tongue, each))).collect()
}

fn named_step(tongue: Tongue<'_>, step: &Step) -> Vec<String> {
    let lines = lines(tongue, step);
    if lines.is_empty() {
        return vec![format!("{}: {}", step.term.label, tongue.says().not_known)];
    }
    lines.into_iter().map(|each| format!("{}: {each}", step.term.label)).collect()
}

/// `300.00 EUR = 100.00 EUR + 200.00 EUR`, of a table that adds up.
fn together(tongue: Tongue<'_>, step: &Step) -> Option<String> {
    let value = tongue.value(step.value.as_ref()?);
    let sign = if step.lines.is_empty() { "," } else { " =" };
    (!step.together.0.is_empty()).then(|| format!("{value}{sign} {}", tongue.phrase(&step.together)))
}

/// `60 days, since the membership level is gold (Membership terms 4)`.
pub(super) fn line(tongue: Tongue<'_>, line: &Line) -> String {
    let mut out = match line.value.as_ref().map(|value| tongue.value(value)) {
        Some(value) if line.state == LineState::DoesNotHold => tongue.fill(|says| says.value_not, &[&value]),
        Some(value) => value,
        None if line.no_row => tongue.says().no_row.to_owned(),
        None => tongue.says().not_known.to_owned(),
    };
    if !line.working.0.is_empty() && line.state != LineState::DoesNotHold {
        let sign = if line.value.is_some() { " =" } else { ":" };
        out.push_str(&format!("{sign} {}", reasons::calculation(tongue, &line.working)));
    }
    let grounds: Vec<String> = line
        .because
        .iter()
        .map(|ground| match &line.by {
            Some(by) => reasons::ground_in(tongue, ground, by),
            None => reasons::bare_ground(tongue, ground),
        })
        .collect();
    if !grounds.is_empty() {
        // What has a label or several parts of its own is kept apart by more than a comma.
        let plain = grounds.iter().all(|ground| !ground.contains([':', ',', ';']));
        let all = if plain { tongue.list(&grounds) } else { grounds.join("; ") };
        let open = line.state == LineState::MayHold;
        out.push_str(&tongue.fill(|says| if open { says.provided } else { says.since }, &[&all]));
    }
    if line.stated {
        out.push_str(tongue.says().as_stated);
    }
    if let Some(from) = line.from {
        out.push_str(&tongue.fill(|says| says.from_day, &[&tongue.date(from)]));
    }
    let by = line.by.as_ref().map(|by| by.citation.clone()).filter(|citation| !citation.is_empty());
    let place: Vec<String> = line.row.as_ref().map(|row| tongue.row(row)).into_iter().chain(by).collect();
    if !place.is_empty() {
        out.push_str(&format!(" ({})", place.join(", ")));
    }
    out
}

/// The values that are reported with an answer: each with the line that holds, then what was read for it.
pub(super) fn shown(values: &[Derivation], never_told: bool) -> Row {
    let mut row = Row::new("Shows");
    for derivation in values.iter().filter(|value| value.never_told == never_told) {
        row.line(Keep::Always, format!("{}: {}", derivation.term.label, known(Tongue::ENGLISH, derivation)));
        because(Tongue::ENGLISH, derivation).into_iter().for_each(|why| row.indented(Keep::Useful, 2, why));
    }
    row
}

/// The value, or that it is not known.
pub(super) fn known(tongue: Tongue<'_>, derivation: &Derivation) -> String {
    derivation.value.as_ref().map_or_else(|| tongue.says().not_known.to_owned(), |value| tongue.value(value))
}

// --- For staff --------------------------------------------------------------------------------

fn page(answer: &ValueAnswer) -> Page {
    let Some(derivation) = &answer.derivation else {
        return Page::new(Tone::Question, "WITHHELD", "This is not told here.");
    };
    let never_told = derivation.never_told;
    let label = words::sentence_end(&words::sentence_start(&derivation.term.label));
    let said = match (&derivation.value, answer.missing.is_empty()) {
        (Some(value), _) => words::value(value),
        (None, false) => "NOT KNOWN YET".to_owned(),
        (None, true) => "NO VALUE".to_owned(),
    };
    let mut page = match never_told {
        true => Page::new(Tone::Open, "STAFF ONLY", "It depends on what customers are never told: see below."),
        false => {
            let tone = if derivation.value.is_some() { Tone::Good } else { Tone::Question };
            Page::new(tone, &said, &label)
        }
    };
    let mut value = Row::new("Value");
    if never_told {
        value.line(Keep::Always, format!("{}: {said}", derivation.term.label));
    }
    let (mut ask, mut look_up) = (Row::new("Ask"), Row::new("Look up"));
    for group in clause::asked_together(&answer.missing) {
        let row = if group.iter().any(|missing| missing.staff_only) { &mut look_up } else { &mut ask };
        row.line(Keep::Always, clause::questions(&group));
    }
    let mut assumed = [Row::new("Assumed"), Row::new("Assumed")];
    for fact in &answer.assumed {
        let text = format!("{} (nobody stated it)", reasons::fact(fact));
        assumed[usize::from(fact.never_told)].line(Keep::Always, text);
    }
    let [assumed, assumed_apart] = assumed;
    let mut why = Row::new("Why");
    for (at, text) in because(Tongue::ENGLISH, derivation).into_iter().enumerate() {
        why.line(if at == 0 { Keep::Always } else { Keep::Useful }, text);
    }
    let mut rests = Row::new("Rests on");
    derivation.facts.iter().for_each(|fact| rests.line(Keep::Useful, reasons::fact(fact)));
    let mut note = Row::new("Note");
    if let Some(day) = answer.review_overdue_since {
        note.line(Keep::Useful, format!("these rules were due for review by {}; the value stands", words::date(day)));
    }
    let (shown, apart) =
        if never_told { (Vec::new(), vec![value, why, rests]) } else { (vec![why, rests], Vec::new()) };
    // Whatever this depends on is not for those who look on, even what could be asked of them.
    let (asked, looked_up) = if never_told { (Vec::new(), vec![ask, look_up]) } else { (vec![ask], vec![look_up]) };
    let (taken, taken_apart) =
        if never_told { (Vec::new(), vec![assumed, assumed_apart]) } else { (vec![assumed], vec![assumed_apart]) };
    let trouble = trouble(answer);
    let (open, apart_too) = if never_told { (Vec::new(), vec![trouble]) } else { (vec![trouble], Vec::new()) };
    page.group(asked.into_iter().chain(open).chain(taken).collect());
    page.group(shown.into_iter().chain([note]).collect());
    page.staff_only(apart.into_iter().chain(looked_up).chain(taken_apart).chain(apart_too).collect());
    page
}

fn trouble(answer: &ValueAnswer) -> Row {
    let mut row = Row::new("Trouble");
    for fault in &answer.faults {
        row.line(Keep::Always, clause::fault(fault, answer.today));
    }
    let rulebook = &answer.rulebook;
    // A row that says that there is none is no mistake of the rulebook.
    let mut lines = answer.derivation.iter().flat_map(|known| &known.steps).flat_map(|step| &step.lines);
    let meant = lines.any(|line| line.no_row && line.state == LineState::Holds);
    match answer.faults.as_slice() {
        [] => {}
        faults if meant && faults.iter().all(|fault| fault.kind == FaultCode::NoRow) => {
            row.line(Keep::Always, "the rulebook says so on purpose");
        }
        faults if faults.iter().all(|fault| fault.kind == FaultCode::NotInForce) => {
            row.line(Keep::Always, "use the edition that is in force on that day");
        }
        _ => row.line(Keep::Always, format!("tell the owner of \"{}\", edition {}", rulebook.title, rulebook.edition)),
    }
    row
}

// --- For the customer -------------------------------------------------------------------------

fn letter(answer: &ValueAnswer) -> Letter {
    let tongue = Tongue::of(&answer.language);
    let says = tongue.says();
    let mut letter = Letter::default();
    let Some(derivation) = &answer.derivation else {
        letter.words(says.value_not_told);
        return letter;
    };
    let label = derivation.term.label.as_str();
    match (&derivation.value, answer.missing.is_empty()) {
        (Some(value), _) => {
            letter.words(format!("{}: {}", words::sentence_start(label), tongue.value(value)));
        }
        (None, false) => {
            letter.words(tongue.fill(|says| says.value_not_yet, &[label]));
            letter.list(
                says.need_to_know,
                answer.missing.iter().map(|missing| words::sentence_start(&clause::question_in(tongue, missing))),
            );
        }
        (None, true) => letter.words(tongue.fill(|says| says.value_not_worked_out, &[label])),
    }
    letter.list(says.comes_about, because(tongue, derivation));
    // What was taken for granted is told as that.
    let facts = derivation.facts.iter().filter(|fact| !answer.assumed.contains(fact));
    customer::go_by(tongue, facts, &mut letter);
    customer::took_for_granted(tongue, &answer.assumed, &mut letter);
    letter
}

// --- For the auditor --------------------------------------------------------------------------

fn sheet(answer: &ValueAnswer) -> Sheet {
    let rulebook = &answer.rulebook;
    let mut sheet = Sheet::new(vec![
        "VALUE".to_owned(),
        answer.name.clone(),
        answer.today.to_string(),
        format!("{} {}", rulebook.id, rulebook.edition),
        auditor::short(&rulebook.digest),
    ]);
    let Some(derivation) = &answer.derivation else { return sheet };
    for (at, step) in derivation.steps.iter().enumerate() {
        let depth = usize::from(at > 0);
        if step.lines.is_empty() || !step.together.0.is_empty() {
            sheet.line(sheet_line(step, None, depth));
        }
        step.lines.iter().for_each(|line| sheet.line(sheet_line(step, Some(line), depth)));
    }
    if derivation.never_told {
        sheet.section("withheld", ["it depends on a fact that the customer is never told".to_owned()]);
    }
    let facts = derivation.facts.iter().map(|fact| format!("{}  {}", fact.fact, reasons::fact(fact)));
    sheet.section(if derivation.value.is_some() { "decides it" } else { "read" }, facts);
    sheet.section(
        "missing",
        answer.missing.iter().map(|missing| {
            let who = if missing.staff_only { "staff only" } else { "customer" };
            format!("{}  asked of: {who}; {}", missing.fact.name, clause::question(missing))
        }),
    );
    sheet.section("assumed", answer.assumed.iter().map(|fact| format!("{}  {}", fact.fact, reasons::fact(fact))));
    sheet.section("faults", answer.faults.iter().map(|fault| clause::fault(fault, answer.today)));
    sheet.section(
        "notes",
        answer.review_overdue_since.map(|day| format!("the rulebook was due for review by {day}; the value stands")),
    );
    sheet.section("record", [format!("answer {}", answer.answer_id), format!("rulebook {}", rulebook.digest)]);
    sheet
}

fn sheet_line(step: &Step, of: Option<&Line>, depth: usize) -> SheetLine {
    let state = match of.map(|line| (line.state, &line.value)) {
        Some((LineState::Holds, Some(value))) => words::value(value),
        Some((LineState::MayHold, _)) => "may hold".to_owned(),
        Some((LineState::DoesNotHold, _)) => "does not hold".to_owned(),
        Some((LineState::Holds, None)) if of.is_some_and(|line| line.no_row) => "no row".to_owned(),
        None if !step.together.0.is_empty() => step.value.as_ref().map_or_else(String::new, words::value),
        Some((LineState::Holds, None)) | None => "not known".to_owned(),
    };
    let place = of.and_then(|line| line.at.as_ref());
    SheetLine {
        depth,
        name: step.term.name.clone(),
        kind: kind(step.kind).to_owned(),
        state,
        source: of.and_then(|line| line.by.as_ref()).map(auditor::from).unwrap_or_default(),
        because: of
            .map_or_else(|| together(Tongue::ENGLISH, step), |of| Some(line(Tongue::ENGLISH, of)))
            .into_iter()
            .chain(place.map(|at| format!("stands in {}, line {}", at.file, at.line)))
            .map(|why| (0, why))
            .collect(),
    }
}

fn kind(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Figure => "figure",
        ValueKind::Table => "table",
        ValueKind::Term => "term",
    }
}
