//! The cheapest changes of lists: members left out, and fields of members changed, against all that could be done with a parcel.

use candor::explain::{Change, Label};
use candor::value::Value;
use candor::{Outcome, Rulebook};

use super::draw::Chance;

const RULES: &str = r#"rulebook parcels "Parcels"
  edition   "1"

record Item "an item"
  has kind "the kind": one of book, knife, food
  has weight "its weight": whole number, range 0 to 30
  has wrapped "it is wrapped": yes/no

fact items "the items": list of Item
  customer  can leave out "take it out of the parcel", effort medium
  customer  can lower weight "send less of it", effort large
  customer  can provide wrapped "wrap it", effort small

action send "to send" allowed unless restricted

restriction knives "No knives" on send
  when      any item in items has (item.kind is knife)
  source    house policy "S 1"
  override  by nobody

restriction heavy "Too heavy" on send
  when      (sum of item.weight for item in items) is more than 20
  source    house policy "S 2"
  override  by nobody

restriction bare "Food is wrapped" on send
  when      any item in items has (item.kind is food and not item.wrapped)
  source    house policy "S 3"
  override  by nobody

restriction void "Nothing to send" on send
  when      number of items is less than 1
  source    house policy "S 4"
  override  by nobody
"#;

const KINDS: [&str; 3] = ["book", "knife", "food"];

#[derive(Clone, Copy, Debug)]
struct Item {
    kind: usize,
    weight: i64,
    wrapped: bool,
}

fn is_allowed(items: &[Item]) -> bool {
    let total: i64 = items.iter().map(|item| item.weight).sum();
    let fits = items.iter().all(|item| item.kind != 1 && (item.kind != 2 || item.wrapped));
    fits && total <= 20 && !items.is_empty()
}

/// The least number of changes that make it a yes, and the least effort of so many. What is lowered may go down to nothing.
fn cheapest(items: &[Item]) -> Option<(usize, u32)> {
    let mut best: Option<(usize, u32)> = None;
    // Of each item: as it is, wrapped, less of it, both, or taken out.
    for code in 0..5_usize.pow(u32::try_from(items.len()).unwrap()) {
        let (mut rest, mut kept, mut changes, mut effort) = (code, Vec::new(), 0, 0);
        for item in items {
            let done = rest % 5;
            rest /= 5;
            let (wraps, lowers) = (matches!(done, 1 | 3), matches!(done, 2 | 3));
            changes += usize::from(wraps) + usize::from(lowers) + usize::from(done == 4);
            effort += u32::from(wraps) + 4 * u32::from(lowers) + 2 * u32::from(done == 4);
            if done < 4 {
                let weight = if lowers { 0 } else { item.weight };
                kept.push(Item { weight, wrapped: item.wrapped || wraps, ..*item });
            }
        }
        if is_allowed(&kept) && best.is_none_or(|best| (changes, effort) < best) {
            best = Some((changes, effort));
        }
    }
    best
}

/// The parcel with these changes, and what they cost.
fn changed(items: &[Item], changes: &[Change]) -> (Vec<Item>, (usize, u32)) {
    let (mut items, mut out, mut effort) = (items.to_vec(), Vec::new(), 0);
    for change in changes {
        let name = change.fact.name.strip_prefix("items[").unwrap();
        let (at, field) = name.split_once(']').unwrap();
        let item = &mut items[at.parse::<usize>().unwrap()];
        match (field, &change.to.value) {
            ("", Value::YesNo(false)) => out.push(at.parse::<usize>().unwrap()),
            (".weight", Value::Number(n)) => item.weight = i64::try_from(*n).unwrap(),
            (".wrapped", Value::YesNo(to)) => item.wrapped = *to,
            other => panic!("{other:?}"),
        }
        effort += match field {
            "" => 2,
            ".weight" => 4,
            _ => 1,
        };
    }
    let kept = items.iter().enumerate().filter(|(at, _)| !out.contains(at)).map(|(_, item)| *item).collect();
    (kept, (changes.len(), effort))
}

#[test]
fn of_lists_too_the_changes_are_the_cheapest() {
    let rulebook = Rulebook::from_text("parcels", RULES).unwrap();
    let chance = &mut Chance::new(77);
    let (mut ways, mut none) = (0, 0);
    for _ in 0..120 * super::times() {
        let items: Vec<Item> = (0..chance.below(5))
            .map(|_| Item { kind: chance.below(3), weight: chance.from(0, 15), wrapped: chance.below(2) == 0 })
            .collect();
        let text: Vec<String> = items
            .iter()
            .map(|item| {
                let wrapped = if item.wrapped { "yes" } else { "no" };
                format!("{{kind: {}, weight: {}, wrapped: {wrapped}}}", KINDS[item.kind], item.weight)
            })
            .collect();
        let text = format!("today: 2026-01-01\nfacts:\n  items: [{}]\n", text.join(", "));
        let answer = rulebook.why("send", &rulebook.case("parcel", &text).unwrap()).unwrap();
        assert_eq!(answer.outcome == Outcome::Allowed, is_allowed(&items), "{text}");
        if answer.outcome == Outcome::Allowed {
            continue;
        }
        assert_eq!(answer.remedies_label, Label::Proven, "{text}");
        let best = cheapest(&items);
        assert_eq!(answer.remedies.first().map(|first| changed(&items, &first.changes).1), best, "{text}");
        for remedy in &answer.remedies {
            ways += 1;
            let (kept, _) = changed(&items, &remedy.changes);
            assert!(is_allowed(&kept), "{text}{:?}", remedy.changes);
            for left_out in 0..remedy.changes.len() {
                let mut fewer = remedy.changes.clone();
                fewer.remove(left_out);
                assert!(!is_allowed(&changed(&items, &fewer).0), "{text}{:?}", remedy.changes);
            }
        }
        none += usize::from(best.is_none());
    }
    assert!(ways > 100 && none > 5, "{ways} ways, {none} without");
}
