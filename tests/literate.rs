//! Rulebooks in Markdown: what is rulebook counts, what is prose does not, and no slip turns one into the other.

use candor::render::{self, Style};
use candor::{Error, Rulebook};

const NAME: &str = "pool.rulebook.md";
const POOL: &str = include_str!("../rules/pool/pool.rulebook.md");

fn complaint(text: &str) -> String {
    match Rulebook::from_text(NAME, text) {
        Ok(_) => "nothing".to_owned(),
        Err(Error::Text(report)) => render::report(&report, Style::default()),
        Err(other) => other.to_string(),
    }
}

/// The same rules without their prose: as many bytes in all, in the same places.
#[test]
fn the_prose_says_nothing() {
    let literate = Rulebook::from_text(NAME, POOL).unwrap();
    let mut inside = false;
    let bare: Vec<&str> = POOL
        .lines()
        .filter(|line| {
            let fence = line.starts_with("```");
            inside ^= fence;
            inside && !fence
        })
        .collect();
    let bare = Rulebook::from_text("pool.rulebook", &bare.join("\n")).unwrap();
    assert!(literate.actions().eq(bare.actions()) && literate.values().eq(bare.values()));
    let prose = Rulebook::from_text(NAME, &POOL.replace("an invented pool", "a pool")).unwrap();
    assert_ne!(literate.digest(), prose.digest(), "the digest is over the whole file");
    assert!(Rulebook::from_text("pool.rulebook", POOL).is_err(), "by another name it is no Markdown");
}

/// Only the blocks are formatted; the prose stays as it is, line ends and all.
#[test]
fn only_the_blocks_are_formatted() {
    assert_eq!(Rulebook::format(NAME, POOL).unwrap(), POOL);
    let messy = "#  A   page\r\n\r\n*  a\tlist\r\n\r\n```rulebook\r\nrulebook   a \"A\"\n    edition \"1\" # yet\n```\r\n\r\n\r\n~~~~ rulebook\naction  go \"to go\"   allowed unless restricted\n~~~~\nThe   end.";
    let neat = "#  A   page\r\n\r\n*  a\tlist\r\n\r\n```rulebook\r\nrulebook a \"A\"\n  edition   \"1\"  # yet\n```\r\n\r\n\r\n~~~~ rulebook\naction go \"to go\" allowed unless restricted\n~~~~\nThe   end.";
    assert_eq!(Rulebook::format(NAME, messy).unwrap(), neat);
    assert_eq!(Rulebook::format(NAME, neat).unwrap(), neat);
}

/// Read aloud: a fault is shown where it stands in the page.
#[test]
fn a_fault_has_its_place_in_the_page() {
    insta::assert_snapshot!(complaint(&POOL.replace("when      age", "when      agee")));
}

/// What is shown and does not count, or counts and is not shown, is an error.
#[test]
fn no_rule_is_left_out_unseen() {
    let page = |block: &str| format!("```rulebook\nrulebook a \"A\"\n  edition   \"1\"\n```\n\n{block}");
    let rule = "action go \"to go\" allowed unless restricted";
    for (block, said) in [
        (format!("- item\n\n  ```rulebook\n  {rule}\n  ```\n"), "nothing would read them"),
        (format!("> ```rulebook\n> {rule}\n> ```\n"), "nothing would read them"),
        (format!(" ```rulebook\n{rule}\n```\n"), "nothing would read them"),
        (format!("```Rulebook\n{rule}\n```\n"), "nothing would read them"),
        (format!("```rulebook, draft\n{rule}\n```\n"), "nothing would read them"),
        (format!("<!--\n```rulebook\n{rule}\n```\n-->\n"), "within HTML"),
        (format!("<details>\n```rulebook\n{rule}\n```\n</details>\n"), "within HTML"),
        (format!("```rulebook\n{rule}\n"), "has no end"),
        (format!("```yaml\na: b\n\n```rulebook\n{rule}\n```\n"), "within another one"),
        ("```rulebook\n  owner     \"Somebody\"\n```\n".to_owned(), "starts with a statement"),
        ("Hidden \u{202e} words.\n".to_owned(), "changes the direction"),
        ("```rulebook\n\taction\n```\n".to_owned(), "a tab stands here"),
    ] {
        let complaint = complaint(&page(&block));
        assert!(complaint.contains(said), "{block}\n{complaint}");
    }
    for block in [
        format!("````markdown\n```rulebook\n{rule}\n```\n````\n"),
        format!("~~~\n```rulebook\n{rule}\n```\n~~~\n"),
        format!("<details>\n\n```rulebook\n{rule}\n```\n\n</details>\n"),
        format!("A word on `rulebook` blocks.\n\n```yaml\na: b\n```\n\n```rulebook\n# a comment first\n{rule}\n```\n"),
    ] {
        assert_eq!(complaint(&page(&block)), "nothing", "{block}");
    }
    assert!(complaint("# Only words\n").contains("nothing in this page is marked as rulebook"));
}
