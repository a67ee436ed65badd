use serde_json::{Value, json};

use super::donut::{Donuts, PARTS};
use crate::catalog::palette::{NO_DATA, Palette};
use crate::gazetteer::Category;
use crate::gazetteer::{CLUSTER, POINT_COUNT};

/// Points of each value of a category.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares<'a> {
    pub category: &'a Category,
    /// The values that have a colour of their own, those with most points first.
    pub shown: Vec<Share<'a>>,
    /// Points of all other values, and of none.
    pub others: u32,
    pub palette: &'static Palette,
}

/// The points of one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Share<'a> {
    pub value: &'a str,
    pub count: u32,
    pub color: &'static str,
}

impl<'a> Shares<'a> {
    /// The shares of a category; `counts` has the points of each of its values, of `total` in all.
    pub(super) fn new(category: &'a Category, counts: &[u32], total: u32, palette: &'static Palette) -> Shares<'a> {
        let mut values: Vec<(&str, u32)> =
            category.values.iter().map(String::as_str).zip(counts.iter().copied()).collect();
        // As many first as there are: equal ones in the order of their names.
        values.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        let first: u32 = values.iter().take(super::MOST_SHARES).map(|(_, count)| count).sum();
        // What is left has a colour too, one for all of it.
        values.truncate(super::MOST_SHARES - usize::from(first < total));
        let colors = donut_colors(palette, values.len());
        let shown: Vec<Share<'a>> =
            values.into_iter().zip(colors).map(|((value, count), color)| Share { value, count, color }).collect();
        let others = shown.iter().fold(total, |rest, share| rest.saturating_sub(share.count));
        Shares { category, shown, others, palette }
    }

    /// The donuts that show its parts.
    pub(super) fn donuts(&self) -> Donuts {
        Donuts { palette: self.palette, shares: self.shown.len(), has_others: self.others > 0 }
    }

    /// The colour of a single point.
    pub(super) fn color(&self) -> Value {
        if self.shown.is_empty() {
            return json!(NO_DATA);
        }
        let mut color = vec![json!("match"), json!(["get", self.category.field])];
        color.extend(self.shown.iter().flat_map(|share| [json!(share.value), json!(share.color)]));
        color.push(json!(NO_DATA));
        Value::Array(color)
    }

    /// The name of the donut of a cluster: where its parts end, in eighths of the whole. The last goes on to the top.
    pub(super) fn donut(&self) -> Value {
        let mut name = vec![json!("concat"), json!("donut")];
        let mut sum: Vec<Value> = vec![json!("+")];
        for share in self.shown.iter().take(self.donuts().ends()) {
            sum.push(json!(["coalesce", ["get", self.category.key(share.value)], 0]));
            let so_far = if sum.len() == 2 { sum[1].clone() } else { Value::Array(sum.clone()) };
            let end = json!(["round", ["/", ["*", PARTS, so_far], ["max", 1, ["get", POINT_COUNT]]]]);
            name.extend([json!("-"), end]);
        }
        Value::Array(name)
    }

    /// Whether a feature is a single point.
    pub(super) fn is_single() -> Value {
        json!(["!", ["has", CLUSTER]])
    }
}

/// The colours of so many values, of the palette's four: its ends first, so that the largest parts are told apart best.
pub(super) fn donut_colors(palette: &'static Palette, count: usize) -> impl Iterator<Item = &'static str> {
    let colors = palette.ramp(super::MOST_SHARES);
    [3, 0, 2, 1].into_iter().filter_map(|place| colors.get(place)).map(String::as_str).take(count)
}
