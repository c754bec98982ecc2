//! JSON to tree: the only file that names the JSON parser. YAML reads all JSON but the pairs of surrogates in `"\ud83d\ude00"`.

use json_event_parser::{JsonEvent, LowLevelJsonParser};

use crate::case::node::Style;
use crate::case::text::Place;
use crate::case::tree::{Stop, Tree};

/// Why a text was not read to its end.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It may still be YAML, whose reader then has better words for what is wrong.
    NotJson,
    /// It is something no case may hold; the tree has the complaint.
    Stop,
}

impl From<Stop> for Failure {
    fn from(_: Stop) -> Failure {
        Failure::Stop
    }
}

pub(crate) fn read(text: &str, place: Place, tree: &mut Tree) -> Result<(), Failure> {
    let mut parser = LowLevelJsonParser::new();
    let mut at = 0;
    loop {
        let rest = text.as_bytes().get(at..).unwrap_or_default();
        let step = parser.parse_next(rest, true);
        // Events are without place: what comes before them is white space and one sign of punctuation.
        let start = at + rest.iter().take(step.consumed_bytes).take_while(|b| b" \t\r\n,:".contains(b)).count();
        at += step.consumed_bytes;
        let span = place.span(start, at);
        match step.event {
            Some(Ok(JsonEvent::Eof)) => return Ok(()),
            Some(Ok(JsonEvent::StartArray)) => tree.open_list(span)?,
            Some(Ok(JsonEvent::StartObject)) => tree.open_map(span)?,
            Some(Ok(JsonEvent::EndArray | JsonEvent::EndObject)) => tree.close(Some(span))?,
            Some(Ok(JsonEvent::ObjectKey(text) | JsonEvent::String(text))) => {
                tree.scalar(span, text.into_owned(), Style::Quoted)?
            }
            Some(Ok(JsonEvent::Number(text))) => tree.scalar(span, text.into_owned(), Style::Plain)?,
            Some(Ok(JsonEvent::Boolean(yes))) => tree.scalar(span, yes.to_string(), Style::Plain)?,
            Some(Ok(JsonEvent::Null)) => tree.scalar(span, "null".to_owned(), Style::Plain)?,
            Some(Err(_)) | None => return Err(Failure::NotJson),
        }
    }
}
