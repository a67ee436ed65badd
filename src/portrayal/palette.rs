//! Colours of classes.
//!
//! The palettes lie in `styles/palettes.json`, each with a ramp for one to nine classes. Those of the family
//! `ColorBrewer` are its sequential and diverging schemes, of which it says itself which are safe for colour-blind
//! readers; `YlGnBu-light` and `YlOrBr-light` stop short of the darkest colour up to six classes, since dark names with
//! a halo read badly on it. Ramps of one and two classes, which ColorBrewer does not have, take colours of three.
//! This product includes color specifications and designs developed by Cynthia Brewer (<https://colorbrewer.org/>),
//! copyright 2002 Cynthia Brewer, Mark Harrower and The Pennsylvania State University, Apache License 2.0.
//!
//! Those of the family `viridis` are the tables of matplotlib at places as far from each other, light to dark: viridis,
//! magma, plasma and inferno by Nathaniel J. Smith, Stéfan van der Walt and Eric Firing (CC0), cividis by Nuñez,
//! Anderton & Renslow 2018, "Optimizing colormaps with consideration for color vision deficiency to enable accurate
//! interpretation of scientific data", PLOS ONE 13(7).

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::gazetteer::Aggregation;

/// Colour of features without a figure: a grey that is in no ramp.
pub const NO_DATA: &str = "#d3d6da";

/// Colour of a territory where no indicator is shown.
pub(super) const PLAIN: &str = "#fbfaf7";

/// Colour of points where no indicator is shown.
pub(crate) const POINT: &str = "#c2185b";

/// Classes that a map has when no number is asked for.
pub const USUAL_CLASSES: usize = 6;

/// Most classes that a palette has colours for.
pub const MOST_CLASSES: usize = 9;

/// What a palette is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PaletteKind {
    /// Light to dark: little to much.
    Sequential,
    /// Two hues from a light middle: below and above something.
    Diverging,
}

/// Colours for one to nine classes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Palette {
    /// Name in addresses.
    pub id: String,
    pub family: String,
    pub kind: PaletteKind,
    /// Whether colour-blind readers can tell its colours apart.
    pub colour_blind_safe: bool,
    /// For 1, 2, … 9 classes as many colours.
    colors: Vec<Vec<String>>,
}

/// What a map for which no palette is asked shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usual {
    Counts,
    /// All other figures: the two never look alike.
    Others,
    /// What has a middle: two hues.
    WithMiddle,
    /// Values of categories and the density of points: colours that differ in lightness as much as in hue.
    Categories,
    Density,
}

impl Usual {
    const ALL: [Usual; 5] = [Usual::Counts, Usual::Others, Usual::WithMiddle, Usual::Categories, Usual::Density];

    /// What figures are.
    pub fn of(aggregation: &Aggregation, has_middle: bool) -> Usual {
        match aggregation {
            _ if has_middle => Usual::WithMiddle,
            Aggregation::Count => Usual::Counts,
            _ => Usual::Others,
        }
    }

    const fn palette(self) -> &'static str {
        match self {
            Usual::Counts => "YlGnBu-light",
            Usual::Others => "YlOrBr-light",
            Usual::WithMiddle => "PuOr",
            Usual::Categories => "viridis",
            Usual::Density => "magma",
        }
    }
}

struct Palettes {
    all: Vec<Palette>,
    /// The places of those that are usual, in the order of [`Usual::ALL`].
    usual: [usize; 5],
}

static PALETTES: LazyLock<Palettes> =
    LazyLock::new(|| read().expect("the palettes are JSON and have the usual ones: a test of this module reads them"));

fn read() -> Option<Palettes> {
    let all: Vec<Palette> = serde_json::from_str(include_str!("../../styles/palettes.json")).ok()?;
    let mut usual = [0; 5];
    for (place, usual) in usual.iter_mut().zip(Usual::ALL) {
        *place = all.iter().position(|palette| palette.id == usual.palette())?;
    }
    Some(Palettes { all, usual })
}

impl Palette {
    /// Every palette: those of counts and of other figures first.
    pub fn all() -> &'static [Palette] {
        &PALETTES.all
    }

    /// The palette of a map for which none is asked.
    pub fn usual(shown: Usual) -> &'static Palette {
        &PALETTES.all[PALETTES.usual[shown as usize]]
    }

    /// The palette of a name, upper and lower case alike.
    pub fn find(id: &str) -> Option<&'static Palette> {
        Palette::all().iter().find(|palette| palette.id.eq_ignore_ascii_case(id))
    }

    /// The colours of `count` classes. Counts outside 1 to [`MOST_CLASSES`] are taken to the nearest.
    pub fn ramp(&self, count: usize) -> &[String] {
        self.colors.get(count.clamp(1, MOST_CLASSES) - 1).map_or(&[], Vec::as_slice)
    }

    /// The colours of classes of which so many lie below a middle, at it, and above: the middle of the palette is that
    /// of the figures, whatever lies on either side. Where the palette has too few colours for that, as many as there
    /// are classes.
    pub fn around(&self, below: usize, at: usize, above: usize) -> &[String] {
        let (side, count) = (below.max(above), below + at + above);
        if side * 2 + at > MOST_CLASSES {
            return self.ramp(count);
        }
        let ramp = self.ramp(side * 2 + at);
        ramp.get(side - below..side - below + count).unwrap_or(ramp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_classes_has_as_many_distinct_colors() {
        assert!(Palette::all().len() >= 30);
        for palette in Palette::all() {
            assert!(std::ptr::eq(Palette::find(&palette.id.to_lowercase()).unwrap(), palette));
            for count in 1..=MOST_CLASSES {
                let mut ramp: Vec<&str> = palette.ramp(count).iter().map(String::as_str).collect();
                assert!(ramp.iter().all(|color| color.len() == 7 && u32::from_str_radix(&color[1..], 16).is_ok()));
                ramp.push(NO_DATA);
                ramp.sort_unstable();
                ramp.dedup();
                assert_eq!(ramp.len(), count + 1, "{} {count}", palette.id);
            }
            assert_eq!((palette.ramp(0).len(), palette.ramp(40).len()), (1, MOST_CLASSES));
        }
    }

    #[test]
    fn usual_palettes_are_there_and_fit_what_they_show() {
        assert!(read().is_some(), "styles/palettes.json");
        for (place, usual) in Usual::ALL.into_iter().enumerate() {
            assert_eq!((usual as usize, Palette::usual(usual).id.as_str()), (place, usual.palette()));
            let is_diverging = Palette::usual(usual).kind == PaletteKind::Diverging;
            assert_eq!(is_diverging, usual == Usual::WithMiddle, "{usual:?}");
        }
        let first: Vec<&Palette> = [Usual::Counts, Usual::Others].map(Palette::usual).into();
        assert!(Palette::all().iter().take(2).eq(first), "the lists of clients begin with them");
    }

    #[test]
    fn colors_are_those_of_their_sources() {
        let ramp = |id: &str, count| Palette::find(id).unwrap().ramp(count).join(" ");
        assert_eq!(ramp("YlGnBu", 5), "#ffffcc #a1dab4 #41b6c4 #2c7fb8 #253494");
        assert_eq!(ramp("RdBu", 3), "#ef8a62 #f7f7f7 #67a9cf");
        assert_eq!(ramp("viridis", 3), "#fde725 #21918c #440154");
        let unsafe_ones: Vec<&str> = Palette::all()
            .iter()
            .filter(|palette| !palette.colour_blind_safe)
            .map(|palette| palette.id.as_str())
            .collect();
        assert_eq!(unsafe_ones, ["RdGy", "RdYlGn", "Spectral"]);
    }

    #[test]
    fn the_middle_of_the_palette_is_that_of_the_figures() {
        let palette = Palette::find("PuOr").unwrap();
        assert_eq!(palette.around(2, 1, 2), palette.ramp(5));
        assert_eq!(palette.around(1, 0, 3), &palette.ramp(6)[2..]);
        assert_eq!(palette.around(3, 1, 0), &palette.ramp(7)[..4]);
        assert_eq!(palette.around(0, 0, 3), &palette.ramp(6)[3..]);
        assert_eq!(palette.around(1, 0, 7), palette.ramp(8), "more colours than there are");
    }
}
