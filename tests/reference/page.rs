//! A page of the reference, cut at its fences, and what is run on it.

/// What stands on a page, in its order; put together it is the page again.
pub enum Piece {
    Prose(String),
    Fence { info: String, body: String },
}

/// Cuts a page. A fence of more than three marks may hold fences of three.
pub fn cut(text: &str) -> Vec<Piece> {
    let (mut pieces, mut prose) = (Vec::new(), String::new());
    let mut lines = text.split_inclusive('\n');
    while let Some(line) = lines.next() {
        let marks: String = line.chars().take_while(|c| *c == '`').collect();
        if marks.len() < 3 {
            prose.push_str(line);
            continue;
        }
        pieces.push(Piece::Prose(std::mem::take(&mut prose)));
        let body: String = lines.by_ref().take_while(|inner| inner.trim_end() != marks).collect();
        pieces.push(Piece::Fence { info: line.trim_end().to_owned(), body });
    }
    pieces.push(Piece::Prose(prose));
    pieces
}

/// The page again.
pub fn join(pieces: &[Piece]) -> String {
    let one = |piece: &Piece| match piece {
        Piece::Prose(text) => text.clone(),
        Piece::Fence { info, body } => {
            let marks: String = info.chars().take_while(|c| *c == '`').collect();
            format!("{info}\n{body}{marks}\n")
        }
    };
    pieces.iter().map(one).collect()
}

/// The language of a fence: `rulebook`, `rulebook,bad`, `yaml`, `yaml,bad`, `console`, `markdown` or `text`; and the name of the
/// file that stands in it, if it is one beside the rulebook.
pub fn language(info: &str) -> (&str, Option<&str>) {
    let info = info.trim_start_matches('`');
    info.split_once(' ').map_or((info, None), |(language, file)| (language, Some(file)))
}

/// The pages below `src/reference`, by name.
pub fn pages(top: &std::path::Path) -> Vec<std::path::PathBuf> {
    let files = std::fs::read_dir(top.join("src/reference")).unwrap().map(|file| file.unwrap().path());
    let mut pages: Vec<_> = files.filter(|path| path.extension().is_some_and(|e| e == "md")).collect();
    pages.retain(|path| !path.ends_with("links.md"));
    pages.sort();
    pages
}

/// What an example is put behind where its page has no rulebook yet.
pub const HEADER: &str = "rulebook example \"An example\"\n  edition   \"1\"\n  currency  EUR\n  feb29     28 feb\n\n";

/// The rulebook that a page builds up block by block: one that starts with `rulebook` begins another.
#[derive(Default)]
pub struct Rulebook {
    pub text: String,
}

impl Rulebook {
    fn is_whole(block: &str) -> bool {
        block.lines().any(|line| line.starts_with("rulebook "))
    }

    /// With one block more.
    pub fn with(&self, block: &str) -> String {
        match (Rulebook::is_whole(block), self.text.is_empty()) {
            (true, _) => block.to_owned(),
            (false, true) => format!("{HEADER}{block}"),
            (false, false) => format!("{}\n{block}", self.text),
        }
    }

    /// The name of its file, by the name behind `rulebook`, and a suite's.
    pub fn name(text: &str) -> &str {
        let head = text.lines().find_map(|line| line.strip_prefix("rulebook "));
        head.and_then(|head| head.split(' ').next()).unwrap_or("example")
    }
}
