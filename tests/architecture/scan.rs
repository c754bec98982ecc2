//! Reads Rust source as far as the checks need it: words and paths, without comments, texts and test code.

/// The code of one file.
#[derive(Debug)]
pub(crate) struct Code {
    tokens: Vec<Token>,
    /// How many lines the file has without its test code.
    pub(crate) lines: usize,
}

/// A word, `::` or one other sign, and the line that it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    text: String,
    line: usize,
}

impl Token {
    fn is_word(&self) -> bool {
        self.text.starts_with(is_word)
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl Code {
    pub(crate) fn read(text: &str) -> Code {
        let mut tokens = tokens(text);
        let mut lines = text.lines().count();
        while let Some((start, end)) = test_item(&tokens) {
            lines -= tokens[end].line - tokens[start].line + 1;
            tokens.drain(start..=end);
        }
        Code { tokens, lines }
    }

    /// All words, but not the names of fields and methods and what stands inside a path: `x.pest` and `a::pest` name no crate.
    pub(crate) fn words(&self) -> impl Iterator<Item = (&str, usize)> {
        let starts = |at: usize| at == 0 || !matches!(self.tokens[at - 1].text.as_str(), "." | "::");
        let all = self.tokens.iter().enumerate();
        all.filter(move |(at, t)| t.is_word() && starts(*at)).map(|(_, t)| (t.text.as_str(), t.line))
    }

    /// All paths of more than one name, with groups written out: `a::{b, c::d}` is `a::b` and `a::c::d`.
    pub(crate) fn paths(&self) -> Vec<(Vec<&str>, usize)> {
        let (mut paths, mut at) = (Vec::new(), 0);
        while at < self.tokens.len() {
            let is_root = self.tokens[at].is_word() && self.text(at + 1) == "::";
            at = if is_root { self.path(at, Vec::new(), &mut paths) } else { at + 1 };
        }
        paths
    }

    /// Reads the path that starts at a word, behind a prefix; returns where it ends.
    fn path<'a>(&'a self, at: usize, mut path: Vec<&'a str>, paths: &mut Vec<(Vec<&'a str>, usize)>) -> usize {
        path.push(self.text(at));
        let mut next = at + 1;
        while self.text(next) == "::" {
            match self.tokens.get(next + 1) {
                Some(token) if token.is_word() || token.text == "*" => {
                    path.push(&token.text);
                    next += 2;
                }
                Some(token) if token.text == "{" => {
                    next += 2;
                    while !matches!(self.text(next), "}" | "") {
                        next = match self.text(next) {
                            "as" => next + 2,
                            _ if self.tokens[next].is_word() => self.path(next, path.clone(), paths),
                            _ => next + 1,
                        };
                    }
                    return next + 1;
                }
                _ => break,
            }
        }
        paths.push((path, self.tokens[at].line));
        next
    }

    fn text(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| &t.text)
    }
}

/// Where the first `#[cfg(test)]` item starts and ends.
fn test_item(tokens: &[Token]) -> Option<(usize, usize)> {
    const MARK: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];
    let start = tokens.windows(MARK.len()).position(|w| w.iter().map(|t| t.text.as_str()).eq(MARK))?;
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(start + MARK.len()) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(token.text.as_str(), ";" | "}") {
            return Some((start, at));
        }
    }
    Some((start, tokens.len() - 1))
}

fn tokens(text: &str) -> Vec<Token> {
    let (mut tokens, mut line, mut rest) = (Vec::new(), 1, text);
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            _ if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            _ if rest.starts_with("/*") => (None, block_comment(rest)),
            '"' => (None, quoted(rest, '"')),
            '\'' => (None, character_or_lifetime(rest)),
            _ if is_word(first) => {
                let word = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                match raw_string(&rest[..word], &rest[word..]) {
                    Some(string) => (None, word + string),
                    None => (Some(()), word),
                }
            }
            _ if rest.starts_with("::") => (Some(()), 2),
            _ => ((!first.is_whitespace()).then_some(()), first.len_utf8()),
        };
        let (token, behind) = rest.split_at(length);
        tokens.extend(kind.map(|()| Token { text: token.into(), line }));
        line += token.matches('\n').count();
        rest = behind;
    }
    tokens
}

/// The length of a comment, which may hold comments.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let step = match &text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth + 1, 2),
            [b'*', b'/', ..] => (depth - 1, 2),
            _ => (depth, 1),
        };
        (depth, at) = (step.0, at + step.1);
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of a text between two quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// The length of `'x'`, `'\n'` or `'name`.
fn character_or_lifetime(text: &str) -> usize {
    let mut chars = text.chars().skip(1);
    match (chars.next(), chars.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => quoted(text, '\''),
        _ => text[1..].find(|c| !is_word(c)).map_or(text.len(), |end| end + 1),
    }
}

/// The length of what follows a prefix, if the two are a raw string.
fn raw_string(prefix: &str, text: &str) -> Option<usize> {
    let body = text.trim_start_matches('#');
    let hashes = &text[..text.len() - body.len()];
    if !matches!(prefix, "r" | "br" | "cr") || !body.starts_with('"') {
        return None;
    }
    let end = format!("\"{hashes}");
    Some(body[1..].find(&end).map_or(text.len(), |at| hashes.len() + 1 + at + end.len()))
}
