//! Random rulebooks that can be read (whether they mean something is not asked), and random layouts of them.
//!
//! Both are made of bytes: where the bytes end, every choice is the simplest one, so that a failure shrinks well.

use super::super::super::words::RESERVED;

/// The choices that bytes stand for.
struct Dice<'b>(std::slice::Iter<'b, u8>);

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        self.0.next().map_or(0, |byte| usize::from(*byte) % sides)
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

type Words = Vec<String>;

pub(super) struct Book(Vec<Statement>);

struct Statement {
    head: Words,
    clauses: Vec<Part>,
}

/// A clause or a bullet, with the bullets below it.
struct Part {
    words: Words,
    bullets: Vec<Part>,
}

const NAMES: &[&str] =
    &["a", "amount", "from_day", "island", "notable", "andrew", "means", "source", "least", "b1", "yes_", "all_of"];
const TEXTS: &[&str] = &[
    r#""x""#,
    r##""no # comment""##,
    r#""(a) , b: - c""#,
    r#""\"quoted\" \\""#,
    r#""""#,
    r#""two  blanks, straße {amount - 1} \{""#,
];
const QUANTIFIERS: &[&str] = &["all of", "any of", "none of", "at least 1 of"];
const COMPARED: &[&str] = &[
    "",
    "is V",
    "is not V",
    "is more than V",
    "is less than V",
    "is at least V",
    "is at most V",
    "is from V to V",
    "is one of ( V , V )",
    "is on or before V",
    "is not one of ( V )",
    "is after V",
];

/// Writes random words.
struct Author<'b> {
    dice: Dice<'b>,
    words: Words,
}

impl Author<'_> {
    /// Punctuation stands alone; `N` and `T` are a random name and text, `C` and `V` a condition and a value.
    fn say(&mut self, pattern: &str) {
        for word in pattern.split(' ') {
            match word {
                "N" => self.one_of(NAMES),
                "T" => self.one_of(TEXTS),
                "D" => self.one_of(&["2026-01-31", "2024-02-29"]),
                "S" => self.one_of(&["law", "regulation", "contract", "house policy"]),
                "C" => self.condition(3),
                "V" => self.value(3),
                "O" => self.operand(3),
                "NS" => self.several(" , ", |author| author.say("N")),
                "TS" => self.several("", |author| author.say("T")),
                "" => {}
                word => self.words.push(word.to_owned()),
            }
        }
    }

    /// One of some texts; names and texts of the book are taken as they are.
    fn one_of(&mut self, of: &[&str]) {
        match self.dice.pick(of) {
            text if text.starts_with('"') || text.len() == 1 => self.words.push(text.to_owned()),
            text => self.say(text),
        }
    }

    fn several(&mut self, between: &str, mut say: impl FnMut(&mut Self)) {
        for at in 0..=self.dice.roll(3) {
            self.say(if at > 0 { between } else { "" });
            say(self);
        }
    }

    fn condition(&mut self, depth: usize) {
        let joint = self.dice.pick(&["and", "or"]);
        self.several(joint, |author| {
            author.one_of(&["", "", "", "not"]);
            author.value(depth);
            let compared = author.dice.pick(COMPARED);
            for word in compared.split(' ') {
                if word == "V" { author.value(depth.saturating_sub(1)) } else { author.say(word) }
            }
        });
    }

    fn value(&mut self, depth: usize) {
        let depth = depth.saturating_sub(1);
        let form = self.dice.roll(8);
        match form {
            1 => {
                self.operand(depth);
                for _ in 0..=self.dice.roll(3) {
                    self.words.push(self.dice.pick(&["-", "+", "*", "/"]).to_owned());
                    self.operand(depth);
                }
            }
            2 => {
                self.operand(depth);
                self.say("rounded to 0.01");
                self.one_of(&["up", "down", "half_up", "half_even"]);
            }
            3 => {
                self.say("12.5% of");
                self.operand(depth);
            }
            4 => {
                self.one_of(&["days", "day", "months", "years"]);
                self.say("from");
                self.operand(depth);
                self.say("to");
                self.operand(depth);
            }
            5 if depth > 0 => {
                self.one_of(&["the lesser of (", "the greater of ("]);
                self.several(",", |author| author.value(depth));
                self.say(")");
            }
            6 if depth > 0 => {
                self.say("if");
                self.condition(depth);
                self.say("then");
                self.operand(depth);
                self.say("else");
                self.operand(depth);
            }
            7 => {
                self.say("N on");
                self.operand(depth);
            }
            _ => self.operand(depth),
        }
    }

    fn operand(&mut self, depth: usize) {
        let form = self.dice.roll(8);
        match form {
            1 => self.one_of(&["1_000 EUR", "-5", "0.50 EUR", "30 days", "1 month", "today", "yes", "no"]),
            2 => self.say("D"),
            3 => self.say("T"),
            4 if depth > 0 => {
                self.say("(");
                self.condition(depth - 1);
                self.say(")");
            }
            5 if depth > 0 => {
                // `is at least 1 of` would be a comparison.
                self.one_of(&QUANTIFIERS[..3]);
                self.say("(");
                self.several(",", |author| author.condition(depth - 1));
                self.say(")");
            }
            _ => self.say("N"),
        }
    }

    fn block(&mut self, word: &str, depth: usize) -> Part {
        self.say(word);
        self.one_of(QUANTIFIERS);
        let words = std::mem::take(&mut self.words);
        let bullets = (0..=self.dice.roll(3)).map(|_| self.bullet(depth)).collect();
        Part { words, bullets }
    }

    fn bullet(&mut self, depth: usize) -> Part {
        self.words.push("-".to_owned());
        match self.dice.pick(&["", "N", "N T", "T"]) {
            "" => {}
            label => {
                self.say(label);
                self.one_of(&["", ", by S T"]);
                self.say(":");
            }
        }
        if depth > 0 && self.dice.roll(3) == 1 {
            return self.block("", depth - 1);
        }
        self.say("C");
        Part { words: std::mem::take(&mut self.words), bullets: Vec::new() }
    }

    fn clause(&mut self, pattern: &str) -> Part {
        match pattern.strip_prefix("BLOCK ") {
            Some(word) => self.block(word, 3),
            None => {
                self.say(pattern);
                Part { words: std::mem::take(&mut self.words), bullets: Vec::new() }
            }
        }
    }
}

/// A head and clauses that may stand below it; a word of a clause comes at most once.
const STATEMENTS: &[(&str, &[&str])] = &[
    ("always C", &[]),
    (
        "rulebook N T",
        &["edition T", "in force from D until D", "owner T", "approved D by T", "review by D", "currency EUR"],
    ),
    ("rulebook N T", &["in force until D", "languages en , de", "feb29 28 feb", "serves T"]),
    ("role N T with all powers of NS", &[]),
    (
        "fact N T : one of NS",
        &["ask TS", "known from TS", "judged by N", "range V to V", "never tell customer", "if not stated , V"],
    ),
    ("fact N T : yes/no", &["staff can put off TS , effort small , takes 3 days", "range at least V"]),
    ("fact N T : number with 2 decimals", &["customer can bring forward T"]),
    ("term N T : days", &["means V if C", "means C otherwise , by S T", "may be stated", "range V to V"]),
    ("figure N T : whole number", &["from D : V", "from D : V , by S T"]),
    ("type Region is ranked NS", &[]),
    ("fact N T : Region", &["known from T"]),
    ("action N T denied unless permitted", &["source S T", "tell customer in de TS", "refer to T at T if C"]),
    ("action N T allowed unless restricted", &["tell auditor T"]),
    (
        "restriction N T on NS",
        &["when C", "source S T", "purpose TS", "tell customer TS", "instead NS if C", "override by nobody"],
    ),
    (
        "requirement N T for NS",
        &[
            "required C",
            "override by N if C , at most 3 times in 30 days per employee , with written reason , confirmed by another N",
            "override by N , at most 600 EUR of N in 30 days in all , with evidence T , confirmed by another N if C",
            "override by N , not by who judged N , reviewed by N within 14 days",
            "override by N , at most 2.5 of N in 1 day per role , reviewed within 7 days",
            "tell staff TS",
        ],
    ),
    (
        "right N T to NS",
        &[
            "BLOCK when",
            "prevails over law , house policy",
            "may be relaxed by contract",
            "remedy by NS",
            "remedy not by N",
        ],
    ),
    ("requirement N T for N", &["BLOCK required", "BLOCK when", "in force from D"]),
    ("exception N T lifts N", &["when N is one of N , N"]),
    ("example T like T", &["today D", "given N O , N O , N O", "then N is allowed , N is denied by NS"]),
    ("example T", &["then N is O"]),
];

impl Book {
    pub(super) fn random(bytes: &[u8]) -> Book {
        debug_assert!(NAMES.iter().all(|name| !RESERVED.contains(name)));
        let mut author = Author { dice: Dice(bytes.iter()), words: Words::new() };
        let mut statements = Vec::new();
        for _ in 0..=author.dice.roll(6) {
            let (pattern, clauses) = STATEMENTS[author.dice.roll(STATEMENTS.len())];
            author.say(pattern);
            let head = std::mem::take(&mut author.words);
            let mut parts = Vec::new();
            for clause in clauses {
                if author.dice.roll(5) < 4 {
                    parts.push(author.clause(clause));
                }
            }
            statements.push(Statement { head, clauses: parts });
        }
        Book(statements)
    }

    /// One line for each piece, one space between words.
    pub(super) fn plain(&self) -> String {
        Mess { dice: Dice([].iter()), out: String::new(), breaks: false, line_end: "\n" }.book(self)
    }

    /// The same lines, with more blanks.
    pub(super) fn spaced(&self, layout: &[u8]) -> String {
        Mess { dice: Dice(layout.iter()), out: String::new(), breaks: false, line_end: "\n" }.book(self)
    }

    /// Any layout that can be read, with comments everywhere, and what some editors write at the ends of lines.
    pub(super) fn messy(&self, layout: &[u8]) -> String {
        let mut dice = Dice(layout.iter());
        let out = ["", "\u{feff}", "\n  # first\n\n"][dice.roll(3)].to_owned();
        let line_end = ["\n", "\r\n"][dice.roll(2)];
        Mess { dice, out, breaks: true, line_end }.book(self)
    }
}

/// Writes words in a layout that the dice choose.
struct Mess<'b> {
    dice: Dice<'b>,
    out: String,
    breaks: bool,
    line_end: &'static str,
}

impl Mess<'_> {
    fn book(mut self, book: &Book) -> String {
        for statement in &book.0 {
            self.words(&statement.head, None);
            self.end_of_line();
            let indent = 1 + self.dice.roll(6);
            self.parts(&statement.clauses, indent);
        }
        self.out
    }

    fn parts(&mut self, parts: &[Part], indent: usize) {
        for part in parts {
            self.blanks(indent);
            self.words(&part.words, Some(indent));
            self.end_of_line();
            let deeper = indent + 1 + self.dice.roll(5);
            self.parts(&part.bullets, deeper);
        }
    }

    /// What continues a piece stands deeper than its `indent`; a head cannot be continued.
    fn words(&mut self, words: &[String], indent: Option<usize>) {
        for (at, word) in words.iter().enumerate() {
            let above = if at > 0 { words[at - 1].as_str() } else { "" };
            let glued = at == 0 || above == "(" || [",", ":", ")"].contains(&word.as_str());
            match (indent, self.dice.roll(8)) {
                (_, 0) if !self.breaks => self.blanks(usize::from(!glued)),
                (Some(indent), 5) if self.breaks && at > 0 && word != "-" => {
                    self.end_of_line();
                    let deeper = indent + 1 + self.dice.roll(20);
                    self.blanks(deeper);
                }
                (_, 4) if at > 0 => self.blanks(3),
                _ => self.blanks(usize::from(!glued)),
            }
            self.out.push_str(word);
        }
    }

    fn blanks(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }

    /// The end of a line, with what may stand there and below it.
    fn end_of_line(&mut self) {
        let line_end = self.line_end;
        if !self.breaks {
            self.out.push_str(["", " ", "   "][self.dice.roll(3)]);
            self.out.push_str(line_end);
            return;
        }
        self.out.push_str(["", "", "", " ", "# c", "  # \"open (", " ## é \u{a0}"][self.dice.roll(7)]);
        self.out.push_str(line_end);
        for _ in 0..self.dice.roll(3) {
            let more = ["", "   ", "# left", "   # - deeper ", "## documented"][self.dice.roll(5)];
            self.out.push_str(more);
            self.out.push_str(line_end);
        }
    }
}
