use crate::gazetteer::Category;
use crate::portrayal::palette::Palette;

/// Most parts of different colours, that of all other values included: there are 165 compositions of four.
pub const MOST_SHARES: usize = 4;

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
    pub(crate) fn new(category: &'a Category, counts: &[u32], total: u32, palette: &'static Palette) -> Shares<'a> {
        let mut values: Vec<(&str, u32)> =
            category.values.iter().map(String::as_str).zip(counts.iter().copied()).collect();
        // As many first as there are: equal ones in the order of their names.
        values.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        let first: u32 = values.iter().take(MOST_SHARES).map(|(_, count)| count).sum();
        // What is left has a colour too, one for all of it.
        values.truncate(MOST_SHARES - usize::from(first < total));
        let colors = donut_colors(palette, values.len());
        let shown: Vec<Share<'a>> =
            values.into_iter().zip(colors).map(|((value, count), color)| Share { value, count, color }).collect();
        let others = shown.iter().fold(total, |rest, share| rest.saturating_sub(share.count));
        Shares { category, shown, others, palette }
    }
}

/// The colours of so many values, of the palette's four: its ends first, so that the largest parts are told apart best.
pub(crate) fn donut_colors(palette: &'static Palette, count: usize) -> impl Iterator<Item = &'static str> {
    let colors = palette.ramp(MOST_SHARES);
    [3, 0, 2, 1].into_iter().filter_map(|place| colors.get(place)).map(String::as_str).take(count)
}
