//! Conditions and values: pairs to [`Node`]s.

use std::sync::Arc;

use super::layout::{Piece, RawBullet};
use super::parse::{Cursor, Part, Reader, Rule, unit_word};
use super::tree::{Comparison, Item, Node, NodeKind, Operator, Over, Quantifier, Rounding, Word};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;
use crate::source::limits::TREE_DEPTH;

impl<'t> Reader<'t> {
    /// A condition, or a value: what a `condition` rule matched.
    pub(super) fn condition(&mut self, parts: &mut Cursor<'t>) -> Option<Node> {
        let whole = self.expect(parts, Rule::condition)?;
        self.deeper(1, whole.span, |reader| reader.condition_part(whole))
    }

    /// Reads something that makes the tree deeper, unless it is too deep already: every later walk recurses as deep.
    pub(super) fn deeper<T>(&mut self, by: usize, span: Span, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth + by > TREE_DEPTH {
            self.diagnostics.push(
                Diagnostic::new(
                    Code::TooDeep,
                    span,
                    format!("more than {TREE_DEPTH} steps stand inside each other here"),
                )
                .help("give a part of it a name with a `term`"),
            );
            return None;
        }
        self.depth += by;
        let found = read(self);
        self.depth -= by;
        found
    }

    fn condition_part(&mut self, whole: Part<'t>) -> Option<Node> {
        let span = whole.span;
        let text = whole.text;
        let (mut tests, mut ands, mut ors) = (Vec::new(), Vec::new(), Vec::new());
        for part in whole.inner() {
            match part.rule {
                Rule::and => ands.push(part.span),
                Rule::or => ors.push(part.span),
                _ => tests.push(self.part(part)?),
            }
        }
        if let (Some(and), Some(or)) = (ands.first(), ors.first()) {
            self.mixed(text, span, &tests, *and, *or);
            return None;
        }
        if tests.len() == 1 {
            return tests.pop();
        }
        let how = if ors.is_empty() { Quantifier::All } else { Quantifier::Any };
        let items = tests.into_iter().map(bare_item).collect();
        Some(Node { kind: NodeKind::Group { how, items }, span })
    }

    /// `a and b or c` has two readings: shows both.
    fn mixed(&mut self, text: &str, span: Span, tests: &[Node], and: Span, or: Span) {
        let base = span.start as usize;
        let words =
            |from: Span, to: Span| text.get(from.start as usize - base..to.end as usize - base).unwrap_or("…").trim();
        let help = match tests {
            [a, b, c] => {
                let (a, b, c) = (a.span, b.span, c.span);
                if and.start < or.start {
                    format!("write: ({}) or {}\n   or: {} and ({})", words(a, b), words(c, c), words(a, a), words(b, c))
                } else {
                    format!("write: {} or ({})\n   or: ({}) and {}", words(a, a), words(b, c), words(a, b), words(c, c))
                }
            }
            _ => "put what belongs together in parentheses, or write the parts as bullets below `all of` or `any of`"
                .to_owned(),
        };
        self.diagnostics.push(
            Diagnostic::new(Code::MixedAndOr, span, "`and` and `or` are mixed, so this can be read in two ways")
                .other(or, "the `or`")
                .help(help),
        );
    }

    fn part(&mut self, part: Part<'t>) -> Option<Node> {
        let span = part.span;
        let mut inner = part.inner();
        let negated = inner.optional(Rule::not).is_some();
        let test = self.expect(&mut inner, Rule::test)?;
        let test = self.test(test)?;
        Some(if negated { Node { kind: NodeKind::Not(Box::new(test)), span } } else { test })
    }

    fn test(&mut self, part: Part<'t>) -> Option<Node> {
        let span = part.span;
        let mut inner = part.inner();
        let left = self.value(&mut inner)?;
        match inner.next() {
            None => Some(left),
            Some(part) if matches!(part.rule, Rule::includes | Rule::belongs) => self.membership(part, left, span),
            Some(comparison) => self.comparison(comparison, left, span),
        }
    }

    fn comparison(&mut self, part: Part<'t>, left: Node, span: Span) -> Option<Node> {
        let (rule, part_text, part_span) = (part.rule, part.text, part.span);
        let mut parts = part.inner();
        let left = Box::new(left);
        let how = match rule {
            Rule::between => {
                let (low, high) = (Box::new(self.value(&mut parts)?), Box::new(self.value(&mut parts)?));
                return Some(Node { kind: NodeKind::Between { value: left, low, high }, span });
            }
            Rule::one_of => {
                let bare = !part_text
                    .trim_start_matches("one")
                    .trim_start()
                    .trim_start_matches("of")
                    .trim_start()
                    .starts_with('(');
                if bare && !self.is_last(part_span) {
                    self.diagnostics.push(
                        Diagnostic::new(
                            Code::Syntax,
                            part_span,
                            "the line goes on behind this list, so it is not plain where the list ends",
                        )
                        .help("put the list in parentheses: is one of (a, b)"),
                    );
                    return None;
                }
                let mut options = Vec::new();
                while parts.peek().is_some() {
                    options.push(self.value(&mut parts)?);
                }
                return Some(Node { kind: NodeKind::OneOf { value: left, options }, span });
            }
            Rule::not_more => {
                parts.optional(Rule::not);
                let inner = parts.next()?;
                if inner.rule == Rule::one_of {
                    let test = self.comparison(inner, *left, span)?;
                    return Some(Node { kind: NodeKind::Not(Box::new(test)), span });
                }
                let right = Box::new(self.value(&mut inner.inner())?);
                return Some(Node { kind: NodeKind::Compare { how: Comparison::IsNot, left, right }, span });
            }
            Rule::more | Rule::after => Comparison::More,
            Rule::less | Rule::before => Comparison::Less,
            Rule::at_least | Rule::on_or_after => Comparison::AtLeast,
            Rule::at_most | Rule::on_or_before => Comparison::AtMost,
            _ => Comparison::Is,
        };
        let right = Box::new(self.value(&mut parts)?);
        Some(Node { kind: NodeKind::Compare { how, left, right }, span })
    }

    /// A value: what a `sum` rule matched.
    pub(super) fn value(&mut self, parts: &mut Cursor<'t>) -> Option<Node> {
        let whole = self.expect(parts, Rule::sum)?;
        let span = whole.span;
        let products: Vec<Part<'t>> = whole.inner().collect();
        let alone = products.len() == 1;
        // A chain of operators is as deep as it is long.
        self.deeper(products.len() / 2, span, |reader| reader.sum(products, span, alone))
    }

    fn sum(&mut self, products: Vec<Part<'t>>, span: Span, alone: bool) -> Option<Node> {
        self.chain(products, span, &mut |reader, part| {
            let span = part.span;
            let factors: Vec<Part<'t>> = part.inner().collect();
            let alone = alone && factors.iter().filter(|p| p.rule == Rule::times || p.rule == Rule::over).count() == 0;
            reader.deeper(factors.len() / 2, span, |reader| reader.factors(factors, span, alone))
        })
    }

    /// Factors with the operators between them. A rounding and a day belong to the operand before them.
    fn factors(&mut self, parts: Vec<Part<'t>>, span: Span, alone: bool) -> Option<Node> {
        let mut joined: Vec<Joined<'t>> = Vec::new();
        for part in parts {
            match (part.rule, joined.last_mut()) {
                (Rule::rounding | Rule::on_day | Rule::for_keys, Some(Joined::Node(node))) => {
                    let whole = match part.rule {
                        Rule::rounding => self.rounding(part, node.clone())?,
                        Rule::for_keys => self.for_keys(part, node.clone())?,
                        _ => self.on_day(part, node.clone())?,
                    };
                    if !alone {
                        self.needs_parentheses(whole.span);
                        return None;
                    }
                    *node = whole;
                }
                (Rule::times | Rule::over, _) => joined.push(Joined::Operator(part)),
                (Rule::phrase, _) => {
                    let (bare_percent, phrase_span) = (part.text.ends_with('%'), part.span);
                    let node = self.phrase(part)?;
                    if !alone && !bare_percent {
                        self.needs_parentheses(phrase_span);
                        return None;
                    }
                    joined.push(Joined::Node(node));
                }
                _ => joined.push(Joined::Node(self.operand_part(part)?)),
            }
        }
        let mut nodes = joined.into_iter();
        let Some(Joined::Node(mut left)) = nodes.next() else {
            self.misread(span);
            return None;
        };
        while let (Some(Joined::Operator(operator)), Some(Joined::Node(right))) = (nodes.next(), nodes.next()) {
            let how = if operator.rule == Rule::times { Operator::Times } else { Operator::Divide };
            left = calculate(how, left, right);
        }
        Some(left)
    }

    fn chain(
        &mut self,
        parts: Vec<Part<'t>>,
        span: Span,
        read: &mut dyn FnMut(&mut Self, Part<'t>) -> Option<Node>,
    ) -> Option<Node> {
        let mut parts = parts.into_iter();
        let Some(first) = parts.next() else {
            self.misread(span);
            return None;
        };
        let mut left = read(self, first)?;
        while let (Some(operator), Some(right)) = (parts.next(), parts.next()) {
            let how = if operator.rule == Rule::plus { Operator::Plus } else { Operator::Minus };
            left = calculate(how, left, read(self, right)?);
        }
        Some(left)
    }

    fn needs_parentheses(&mut self, span: Span) {
        self.diagnostics.push(
            Diagnostic::new(Code::Syntax, span, "this stands beside an operator without parentheses")
                .help("put it in parentheses: what it covers is then plain to see"),
        );
    }

    fn rounding(&mut self, part: Part<'t>, value: Node) -> Option<Node> {
        let span = value.span.to(part.span);
        let mut parts = part.inner();
        let step = self.expect(&mut parts, Rule::amount)?;
        let step = Box::new(self.amount(step)?);
        let mode = match self.expect(&mut parts, Rule::mode)?.text {
            "up" => Rounding::Up,
            "down" => Rounding::Down,
            "half_up" => Rounding::HalfUp,
            _ => Rounding::HalfEven,
        };
        Some(Node { kind: NodeKind::Rounded { value: Box::new(value), step, mode }, span })
    }

    /// `FIGURE on DATE`: a calculation or a value in parentheses has no periods.
    fn on_day(&mut self, part: Part<'t>, figure: Node) -> Option<Node> {
        let span = figure.span.to(part.span);
        let day = Box::new(self.operand(&mut part.inner())?);
        Some(Node { kind: NodeKind::OnDay { figure: Box::new(figure), day }, span })
    }

    /// `TABLE for (KEY, KEY)`, on another day where one is named.
    fn for_keys(&mut self, part: Part<'t>, table: Node) -> Option<Node> {
        let span = table.span.to(part.span);
        let mut parts = part.inner();
        let mut keys = Vec::new();
        while parts.peek() == Some(Rule::condition) {
            keys.push(self.condition(&mut parts)?);
        }
        let day = match parts.next() {
            Some(part) => Some(Box::new(self.operand(&mut part.inner())?)),
            None => None,
        };
        Some(Node { kind: NodeKind::ForKeys { table: Box::new(table), keys, day }, span })
    }

    fn phrase(&mut self, part: Part<'t>) -> Option<Node> {
        let span = part.span;
        let part = part.inner().next()?;
        let rule = part.rule;
        let mut parts = part.inner();
        let kind = match rule {
            Rule::percent_of => {
                let percent = self.expect(&mut parts, Rule::percent)?;
                let percent = Word { text: percent.text.trim_end_matches('%').replace('_', ""), span: percent.span };
                match parts.peek() {
                    None => NodeKind::Percent(percent),
                    Some(_) => NodeKind::PercentOf { percent, of: Box::new(self.operand(&mut parts)?) },
                }
            }
            Rule::span_of => NodeKind::SpanOf {
                unit: unit_word(self.expect(&mut parts, Rule::unit)?.text),
                from: Box::new(self.operand(&mut parts)?),
                to: Box::new(self.operand(&mut parts)?),
            },
            Rule::lesser | Rule::greater => {
                let mut of = Vec::new();
                while parts.peek().is_some() {
                    of.push(self.value(&mut parts)?);
                }
                NodeKind::Pick { greater: rule == Rule::greater, of }
            }
            Rule::each | Rule::number_of | Rule::total => return self.over(rule, &mut parts, span),
            Rule::year_of => NodeKind::YearOf(Box::new(self.operand(&mut parts)?)),
            Rule::month_start => NodeKind::MonthStart(Box::new(self.operand(&mut parts)?)),
            Rule::date_of => NodeKind::DateOf(Box::new(self.operand(&mut parts)?)),
            Rule::hour_of => NodeKind::HourOf(Box::new(self.operand(&mut parts)?)),
            _ => NodeKind::If {
                condition: Box::new(self.condition(&mut parts)?),
                then: Box::new(self.operand(&mut parts)?),
                otherwise: Box::new(self.operand(&mut parts)?),
            },
        };
        Some(Node { kind, span })
    }

    pub(super) fn operand(&mut self, parts: &mut Cursor<'t>) -> Option<Node> {
        let part = self.expect(parts, Rule::operand)?;
        self.operand_part(part)
    }

    fn operand_part(&mut self, part: Part<'t>) -> Option<Node> {
        let span = part.span;
        let mut inner = part.inner();
        let rule = inner.peek();
        let kind = match rule {
            Some(Rule::group) => return self.condition(&mut inner.next()?.inner()).map(|node| Node { span, ..node }),
            Some(Rule::quantified) => {
                let mut inner = inner.next()?.inner();
                let how = self.quantifier(&mut inner)?;
                let mut items = Vec::new();
                while inner.peek().is_some() {
                    items.push(bare_item(self.condition(&mut inner)?));
                }
                self.enough(how, items.len(), span)?;
                NodeKind::Group { how, items }
            }
            Some(Rule::date) => NodeKind::Date(self.date(&mut inner)?),
            Some(Rule::moment) => NodeKind::Moment(self.moment(&mut inner)?),
            Some(Rule::amount) => return self.amount(inner.next()?),
            Some(Rule::yes) => NodeKind::YesNo(true),
            Some(Rule::no) => NodeKind::YesNo(false),
            Some(Rule::today) => NodeKind::Today,
            Some(Rule::string) => NodeKind::Text(Arc::from(self.string(&mut inner)?.text)),
            _ => return self.path(inner.next()?),
        };
        Some(Node { kind, span })
    }

    pub(super) fn amount(&mut self, part: Part<'t>) -> Option<Node> {
        let span = part.span;
        let mut inner = part.inner();
        let digits = self.expect(&mut inner, Rule::digits)?;
        let number = Word { text: digits.text.replace('_', ""), span: digits.span };
        let unit = inner.next().map(|p| Word { text: p.text.to_owned(), span: p.span });
        Some(Node { kind: NodeKind::Amount { number, unit }, span })
    }

    fn quantifier(&mut self, parts: &mut Cursor<'t>) -> Option<Quantifier> {
        let part = self.expect(parts, Rule::quantifier)?;
        let span = part.span;
        let part = part.inner().next()?;
        Some(match part.rule {
            Rule::every => Quantifier::All,
            Rule::any_of => Quantifier::Any,
            Rule::none_of => Quantifier::None,
            _ => match part.text.parse() {
                Ok(count) => Quantifier::AtLeast(count),
                Err(_) => {
                    self.diagnostics.push(
                        Diagnostic::new(Code::Range, span, "this number is too large")
                            .help("write how many of the conditions must hold"),
                    );
                    return None;
                }
            },
        })
    }

    /// `at least 3 of` two conditions can never hold, and `at least 0 of` always does.
    fn enough(&mut self, how: Quantifier, members: usize, span: Span) -> Option<()> {
        match how {
            Quantifier::AtLeast(n) if n == 0 || n > members => {
                self.diagnostics.push(
                    Diagnostic::new(Code::Range, span, format!("at least {n} of {members} conditions is no real test"))
                        .help(format!("write a number from 1 to {members}")),
                );
                None
            }
            _ => Some(()),
        }
    }

    /// The quantifier on a clause's line and the bullets below it; they may be about one member of a list.
    pub(super) fn group(&mut self, parts: &mut Cursor<'t>, piece: Piece, bullets: &[RawBullet]) -> Option<Node> {
        let each = match parts.optional(Rule::each_has) {
            Some(part) => Some(self.member_of(&mut part.inner())?),
            None => None,
        };
        let how = self.quantifier(parts)?;
        let span = piece.span();
        let group = self.deeper(2, span, |reader| reader.bullets(how, span, bullets))?;
        Some(match each {
            None => group,
            Some(over) => Node { kind: NodeKind::Over(Box::new(Over { test: Some(group), ..over })), span },
        })
    }

    fn bullets(&mut self, how: Quantifier, span: Span, bullets: &[RawBullet]) -> Option<Node> {
        self.enough(how, bullets.len(), span)?;
        let mut items = Vec::new();
        let mut whole = true;
        for raw in bullets {
            match self.item(raw) {
                Some(item) => items.push(item),
                None => whole = false,
            }
        }
        whole.then_some(Node { kind: NodeKind::Group { how, items }, span })
    }

    fn item(&mut self, raw: &RawBullet) -> Option<Item> {
        let mut parts = self.bullet(raw)?;
        let (mut letter, mut label, mut by) = (None, None, None);
        if let Some(part) = parts.optional(Rule::label) {
            let mut inner = part.inner();
            letter = inner.optional(Rule::name).map(|p| Word { text: p.text.to_owned(), span: p.span });
            if inner.peek() == Some(Rule::said) {
                label = Some(self.said(&mut inner)?);
            }
            by = self.optional_citation(&mut inner);
        }
        let test = if raw.children.is_empty() {
            self.condition(&mut parts)?
        } else {
            self.group(&mut parts, raw.piece, &raw.children)?
        };
        Some(Item { letter, label, by, test })
    }
}

enum Joined<'t> {
    Node(Node),
    Operator(Part<'t>),
}

fn bare_item(test: Node) -> Item {
    Item { letter: None, label: None, by: None, test }
}

fn calculate(how: Operator, left: Node, right: Node) -> Node {
    let span = left.span.to(right.span);
    Node { kind: NodeKind::Calculate { how, left: Box::new(left), right: Box::new(right) }, span }
}
