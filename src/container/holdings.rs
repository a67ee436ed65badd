use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::gazetteer::{counted, grouped};

/// What is counted of a map.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "counted", rename_all = "snake_case")]
pub enum Item {
    /// Territories or points of a layer.
    Features { layer: String },
    /// Rows of a table of figures whose code somebody has.
    Rows { file: String, layer: String },
    /// Features of a layer that have a figure of an indicator in a year.
    Figures { layer: String, indicator: String, year: i32 },
}

/// How many of something a map holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holding {
    #[serde(flatten)]
    pub item: Item,
    pub count: u64,
    /// How many there were before a loss that nobody has accepted: it stays one until they are back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_from: Option<u64>,
}

/// Something of which a publication holds much less than the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// The files that it comes from, as the recipe writes them.
    pub files: String,
    #[serde(flatten)]
    pub item: Item,
    pub before: u64,
    pub now: u64,
    /// Whether the publication before had more; false where it had lost them already.
    #[serde(skip)]
    pub is_new: bool,
}

/// The share that a publication may lose without a word where the recipe does not say.
pub const USUAL_LOSS: f64 = 0.1;

/// Fewer than so many are never a loss, unless nothing is left: a small map has few of everything. Half as many are one
/// where they are more than a quarter.
const FEW: u64 = 5;

impl Holding {
    pub fn new(item: Item, count: u64) -> Holding {
        Holding { item, count, lost_from: None }
    }
}

/// What is lost between two publications, and notes in `now` what there was before. Something that the recipe no longer
/// names is no loss: `files` tells the files of what it names.
pub fn losses(
    before: &[Holding],
    now: &mut Vec<Holding>,
    share: f64,
    files: impl Fn(&Item) -> Option<String>,
) -> Vec<Loss> {
    let places: BTreeMap<Item, usize> =
        now.iter().enumerate().map(|(place, holding)| (holding.item.clone(), place)).collect();
    let mut losses = Vec::new();
    for Holding { item, count, lost_from } in before {
        let Some(files) = files(item) else { continue };
        let place = places.get(item).copied();
        let left = place.map_or(0, |place| now[place].count);
        let whole = lost_from.unwrap_or(*count);
        if !is_loss(whole, left, share) {
            continue;
        }
        match place {
            Some(place) => now[place].lost_from = Some(whole),
            None => now.push(Holding { item: item.clone(), count: 0, lost_from: Some(whole) }),
        }
        let is_new = is_loss(*count, left, share);
        losses.push(Loss { files, item: item.clone(), before: whole, now: left, is_new });
    }
    losses.sort_by(|one, other| one.item.cmp(&other.item));
    losses
}

fn is_loss(before: u64, now: u64, share: f64) -> bool {
    let lost = before.saturating_sub(now);
    let is_much = lost >= FEW || (2 * lost > FEW && 4 * lost > before) || (lost > 0 && now == 0);
    is_much && lost as f64 > share * before as f64
}

/// What is lost, without the file.
impl fmt::Display for Loss {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let now = grouped(self.now);
        let before = |noun| counted(self.before, noun);
        match &self.item {
            Item::Features { layer } => {
                write!(formatter, "`{layer}` had {} before and has {now} now", before("feature"))?;
            }
            Item::Rows { layer, .. } => {
                write!(formatter, "{} matched `{layer}` before and {now} match now", before("row"))?;
            }
            Item::Figures { layer, indicator, year } => {
                let before = before("figure");
                write!(formatter, "`{indicator}` of {year} had {before} at `{layer}` before and has {now} now")?;
            }
        }
        let lost = self.before.saturating_sub(self.now);
        write!(formatter, " (−{:.0} %)", lost as f64 / self.before.max(1) as f64 * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(file: &str, count: u64) -> Holding {
        Holding::new(Item::Rows { file: file.into(), layer: "communes".into() }, count)
    }

    fn files(item: &Item) -> Option<String> {
        match item {
            Item::Rows { file, .. } => Some(file.clone()).filter(|file| file != "unnamed.csv"),
            _ => None,
        }
    }

    fn lost(before: u64, now: u64, share: f64) -> bool {
        !losses(&[rows("a.csv", before)], &mut vec![rows("a.csv", now)], share, files).is_empty()
    }

    #[test]
    fn what_is_much_less_is_a_loss() {
        for (before, now, share, is_lost) in [
            (100, 89, 0.1, true),
            (100, 90, 0.1, false),
            (100, 200, 0.1, false),
            (6, 2, 0.1, true),
            (12, 9, 0.1, false),
            (12, 8, 0.1, true),
            (6, 4, 0.1, false),
            (6, 1, 0.1, true),
            (3, 0, 0.1, true),
            (0, 0, 0.1, false),
            (100, 71, 0.3, false),
            (100, 69, 0.3, true),
            (100, 0, 1.0, false),
            (100, 95, 0.0, true),
        ] {
            assert_eq!(lost(before, now, share), is_lost, "{before} to {now} with {share}");
        }
    }

    #[test]
    fn what_the_recipe_names_and_nothing_is_left_of_is_lost() {
        let before = [rows("a.csv", 3), rows("unnamed.csv", 1000)];
        let mut now = Vec::new();
        let found = losses(&before, &mut now, 0.1, files);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to_string(), "3 rows matched `communes` before and 0 match now (−100 %)");
        assert_eq!((now[0].count, now[0].lost_from), (0, Some(3)));
    }

    #[test]
    fn a_loss_stays_one_until_it_is_back_but_is_new_once() {
        let mut short = vec![rows("a.csv", 40)];
        let first = losses(&[rows("a.csv", 100)], &mut short, 0.1, files);
        assert!(first[0].is_new);
        let text = serde_json::to_string(&first).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Loss>>(&text).unwrap(), [Loss { is_new: false, ..first[0].clone() }]);
        let mut still = vec![rows("a.csv", 40)];
        let second = losses(&short, &mut still, 0.1, files);
        assert_eq!((second[0].is_new, second[0].before, second[0].now), (false, 100, 40));
        let mut shorter = vec![rows("a.csv", 20)];
        assert!(losses(&still, &mut shorter, 0.1, files)[0].is_new);
        let mut whole = vec![rows("a.csv", 98)];
        assert_eq!(losses(&still, &mut whole, 0.1, files), []);
        assert_eq!(whole, [rows("a.csv", 98)]);
    }

    #[test]
    fn holdings_are_flat_in_json() {
        let item = Item::Figures { layer: "communes".into(), indicator: "population".into(), year: 2020 };
        let text = serde_json::to_string(&Holding::new(item.clone(), 7)).unwrap();
        assert_eq!(text, r#"{"counted":"figures","layer":"communes","indicator":"population","year":2020,"count":7}"#);
        assert_eq!(serde_json::from_str::<Holding>(&text).unwrap(), Holding::new(item, 7));
    }
}
