//! Colours of classes.
//!
//! The ramps are YlGnBu and YlOrBr of ColorBrewer, sequential and marked there as safe for colour-blind readers. They
//! stop short of the darkest colour of the seven-class ramps, on which dark names with a halo read badly.
//! This product includes color specifications and designs developed by Cynthia Brewer (<https://colorbrewer.org/>),
//! copyright 2002 Cynthia Brewer, Mark Harrower and The Pennsylvania State University, Apache License 2.0.

use crate::gazetteer::Aggregation;

/// Colour of features without a figure: a grey that is in no ramp.
pub const NO_DATA: &str = "#d3d6da";

/// Colour of a territory where no indicator is shown.
pub(super) const PLAIN: &str = "#fbfaf7";

/// Colour of points where no indicator is shown.
pub(super) const POINT: &str = "#c2185b";

/// Most classes that a ramp has colours for.
pub const MOST_CLASSES: usize = 6;

type Ramp = [&'static [&'static str]; MOST_CLASSES];

const YELLOW_GREEN_BLUE: Ramp = [
    &["#7fcdbb"],
    &["#c7e9b4", "#1d91c0"],
    &["#edf8b1", "#7fcdbb", "#2c7fb8"],
    &["#ffffcc", "#a1dab4", "#41b6c4", "#225ea8"],
    &["#ffffcc", "#a1dab4", "#41b6c4", "#1d91c0", "#225ea8"],
    &["#ffffcc", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8"],
];

const YELLOW_ORANGE_BROWN: Ramp = [
    &["#fec44f"],
    &["#fee391", "#ec7014"],
    &["#fff7bc", "#fec44f", "#d95f0e"],
    &["#ffffd4", "#fed98e", "#fe9929", "#cc4c02"],
    &["#ffffd4", "#fed98e", "#fe9929", "#ec7014", "#cc4c02"],
    &["#ffffd4", "#fee391", "#fec44f", "#fe9929", "#ec7014", "#cc4c02"],
];

/// The colours of `count` classes, light to dark: one ramp for counts, another for shares, so that the two never
/// look alike. Counts outside 1 to [`MOST_CLASSES`] are taken to the nearest.
pub fn colors(aggregation: &Aggregation, count: usize) -> &'static [&'static str] {
    let ramp = match aggregation {
        Aggregation::Count => &YELLOW_GREEN_BLUE,
        Aggregation::Share(_) | Aggregation::Mean(_) | Aggregation::Index(_) | Aggregation::Class => {
            &YELLOW_ORANGE_BROWN
        }
    };
    ramp[count.clamp(1, MOST_CLASSES) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_classes_has_as_many_distinct_colors() {
        let share = Aggregation::Share(crate::gazetteer::Parts::default());
        for aggregation in [Aggregation::Count, share] {
            for count in 1..=MOST_CLASSES {
                let mut ramp = colors(&aggregation, count).to_vec();
                ramp.push(NO_DATA);
                ramp.sort_unstable();
                ramp.dedup();
                assert_eq!(ramp.len(), count + 1);
            }
            assert_eq!(colors(&aggregation, 0).len(), 1);
            assert_eq!(colors(&aggregation, 40).len(), MOST_CLASSES);
        }
    }
}
