use std::fmt;

use serde::{Deserialize, Serialize};

/// What a fault has done to what is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing is lost: the fault had one right answer, and was mended. `--strict` allows it.
    Mended,
    /// A figure, a feature or a text is missing, changed or in doubt. `--strict` refuses it.
    Lost,
}

/// Declares the kinds, each once: its variant, its stable name in reports, its effect, and a sentence that says what such
/// a complaint means and what was done about it.
macro_rules! complaint_kinds {
    ($($variant:ident $name:literal $effect:ident $sentence:literal;)+) => {
        /// What is wrong with a record. The names in reports are those of the variants in snake case and do not change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum ComplaintKind {
            $(#[doc = $sentence] $variant,)+
        }

        impl ComplaintKind {
            /// Every kind, in the order of reports.
            pub const ALL: &[ComplaintKind] = &[$(Self::$variant,)+];

            /// What such a complaint means and what was done about it.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)+ }
            }

            /// The stable name in reports.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The kind of that stable name.
            pub fn from_name(name: &str) -> Option<ComplaintKind> {
                Self::ALL.iter().copied().find(|kind| kind.name() == name)
            }

            /// Whether something is lost by it.
            pub const fn effect(self) -> Effect {
                match self { $(Self::$variant => Effect::$effect,)+ }
            }
        }
    };
}

complaint_kinds! {
    FewerThanBefore "fewer_than_before" Lost
        "The map published before had many more of these; check that the file is whole, or accept the loss with --accept-loss or `accept_loss` in the recipe.";
    ShortRow "short_row" Lost
        "The row has fewer fields than the header; it was skipped.";
    LongRow "long_row" Lost
        "The row has more fields than the header, or in a sheet a number beyond it; it was skipped.";
    BeyondHeader "beyond_header" Mended
        "Cells of the row stand beyond the header of the sheet; those below the header were read.";
    OpenQuote "open_quote" Lost
        "A quotation mark opens in this row and never closes; the lines behind it were read one by one.";
    SwallowedRows "swallowed_rows" Lost
        "A quotation mark that opens in this row makes one field of several rows; their lines were read one by one.";
    SeveralSheets "several_sheets" Lost
        "Several sheets have the columns; the first was read.";
    FormulaWithoutResult "formula_without_result" Lost
        "Cells have a formula whose result is not stored in the file; their figures are missing.";
    MergedCells "merged_cells" Lost
        "Cells of several rows or columns are merged, and a merged cell counts for its first row and column only.";
    DoubtfulMark "doubtful_mark" Lost
        "Points or commas in the numbers of the column may be decimal marks or separate thousands; figures with one were left out.";
    InvalidText "invalid_text" Lost
        "The text holds bytes that its encoding does not allow; they read `\u{fffd}`.";
    AssumedDegrees "assumed_degrees" Mended
        "The file does not name its coordinate system; WGS 84 degrees were assumed.";
    MissingGeometry "missing_geometry" Lost
        "The feature has no shape; it was skipped.";
    NotAPolygon "not_a_polygon" Lost
        "The shape is not a polygon; the feature was skipped.";
    BadCoordinates "bad_coordinates" Lost
        "The shape has coordinates that are no degrees; the feature was skipped.";
    SwappedAxes "swapped_axes" Mended
        "East and north, or longitude and latitude, are exchanged in the whole file; they were read the other way round.";
    OtherSystem "other_system" Mended
        "The coordinates are not in the system that the file names, or it names none; the one that fits them was taken.";
    MixedGeometry "mixed_geometry" Lost
        "Polygons stand among shapes of another kind; only the polygons were read.";
    CurvedGeometry "curved_geometry" Lost
        "The border has arcs of circles, which are not read; the feature was skipped.";
    BrokenGeometry "broken_geometry" Lost
        "The shape is not written as its format asks; the feature was skipped.";
    UnclosedRing "unclosed_ring" Mended
        "A ring does not end where it begins; it was closed.";
    RepeatedPoint "repeated_point" Mended
        "A ring has the same point several times in a row; it was kept once.";
    CollapsedRing "collapsed_ring" Mended
        "A ring encloses nothing; it was left out.";
    WrongWinding "wrong_winding" Mended
        "A ring is wound against the rule of its format; it was turned.";
    SplitRing "split_ring" Mended
        "A ring crosses the antimeridian; it was split at ±180° (RFC 7946, section 3.1.9).";
    WrappedLongitude "wrapped_longitude" Mended
        "Longitudes lie beyond ±180°; they were brought back by whole turns.";
    BeyondMercator "beyond_mercator" Lost
        "Web Mercator ends at 85.0511° north and south; shapes were cut off there, and points moved to that edge.";
    HoleOutside "hole_outside" Mended
        "A hole lies outside of its polygon; it takes away nothing of that one.";
    CrossingRings "crossing_rings" Mended
        "Rings of one feature cross each other; what any polygon holds, and no hole of it takes away, was kept.";
    SelfCrossing "self_crossing" Mended
        "A ring crosses itself; it was taken apart into the rings that it goes around.";
    AmbiguousShape "ambiguous_shape" Lost
        "A ring goes around the same ground several times, so that it may mean a hole or none; the feature was skipped.";
    MissingPosition "missing_position" Lost
        "The point has no position; it was left out, unless it stands at its territory.";
    BadPosition "bad_position" Lost
        "The position of the point is none on Earth; it was left out, or put at its territory.";
    ZeroPosition "zero_position" Lost
        "The position is 0, 0, in the Gulf of Guinea; it was taken for a missing one.";
    SwappedPosition "swapped_position" Mended
        "Longitude and latitude are exchanged; the point was put where they are meant.";
    RadianPosition "radian_position" Mended
        "The position is in radians, not degrees; the point was put where it is meant.";
    DegreePosition "degree_position" Mended
        "The position is in degrees, not in its coordinate system; the point was put where it is meant.";
    ProjectedPosition "projected_position" Lost
        "The position is in metres, not degrees; the point was left out, or put at its territory.";
    UnknownCrs "unknown_crs" Lost
        "The coordinate system of the position is not known; the point was left out, or put at its territory.";
    FarPosition "far_position" Lost
        "The position is far from the territory that the point declares, and from all others; the point was left out, or put at its territory.";
    OutsideBounds "outside_bounds" Lost
        "The point lies far from all territories of the map; it was kept where it is.";
    WrongType "wrong_type" Lost
        "The cell is not of the type of its field; the point has no such attribute.";
    UndrawnLetter "undrawn_letter" Lost
        "The fonts have no glyph for a letter of a name, and a browser leaves it out of labels; write the name with another letter.";
    ForeignLetter "foreign_letter" Mended
        "The fonts of the server have no glyph for a letter of a name; a browser draws it with a font of its own.";
    MissingCode "missing_code" Lost
        "The record has no code; it was skipped.";
    DuplicateCode "duplicate_code" Lost
        "The code occurs twice; the first record was kept.";
    UnitedRows "united_rows" Mended
        "Several records have the same code and do not contradict each other; their shapes became one territory.";
    UnknownCode "unknown_code" Lost
        "No territory or point has this code; its figures were left out.";
    NoParent "no_parent" Lost
        "The territory belongs to no territory of a coarser level, whose shape and figures lack it.";
    OtherTerritory "other_territory" Lost
        "The point lies in another territory than the one it declares; that one was kept.";
    UnknownTerritory "unknown_territory" Lost
        "No territory has the code that the point declares; that of its place was taken, where it has one.";
    Contradiction "contradiction" Lost
        "The territories that the point declares do not lie in each other; all were kept.";
    NoTerritory "no_territory" Lost
        "The point lies in no territory and declares none that is known.";
    NotANumber "not_a_number" Lost
        "The cell is no number, not empty, and no marker of absence; the figure is missing.";
    Sentinel "sentinel" Lost
        "A number such as -999999999 cannot be a figure of its column and stands for none; the figure is missing.";
    InexactInteger "inexact_integer" Lost
        "The whole number has more digits than are kept; its last digits have changed.";
    Rounded "rounded" Mended
        "Figures have more digits than the `decimals` of their indicator; they were rounded by less than 1 %.";
    RoundedAway "rounded_away" Lost
        "The `decimals` of an indicator are too few for its figures; rounding changed some of them by more than 1 %.";
    RoundedToZero "rounded_to_zero" Lost
        "The `decimals` of an indicator are too few for its figures; some that are not zero became 0.";
    ConflictingRows "conflicting_rows" Lost
        "Rows of one table give different figures for one territory, indicator and year; none of them was published.";
    RepeatedRow "repeated_row" Mended
        "Rows of one table give the same figures for one territory; they were taken once.";
    UnmatchedName "unmatched_name" Lost
        "A name of an indicator in the recipe is in no row of the table; the indicator has no figures from it.";
    NoFigures "no_figures" Lost
        "A table, or a column of it that the recipe names, gives no figure at all.";
    NotCarried "not_carried" Lost
        "Figures in former codes cannot be carried to today's territory; its figure is not comparable.";
    DiffersFromParts "differs_from_parts" Lost
        "The figure differs from what its parts make; that of the table was kept.";
    ZeroDenominator "zero_denominator" Lost
        "A share has a numerator over a denominator of 0; there is no share, and coarser ones count the numerator.";
    NotAYear "not_a_year" Lost
        "The cell that has the year of the row names none; the row was skipped.";
    PartMissing "part_missing" Lost
        "A part of the territory has no figure, so the territory has none.";
    NoWeights "no_weights" Lost
        "The weights or parts of an indicator are not known for a year; coarser territories and clusters get no figure.";
    Unweighted "unweighted" Lost
        "Figures have no weight or no parts of their own; they do not count in coarser territories and clusters.";
    ConflictingTables "conflicting_tables" Lost
        "Two tables give different figures of one territory and year; neither was published.";
    NotAdditive "not_additive" Lost
        "Figures of parts of the territory cannot be added up; its figure is missing.";
    UnmatchedEdge "unmatched_edge" Mended
        "A border is not that of the neighbour, vertex by vertex; vertices were added.";
    GapClosed "gap_closed" Mended
        "A small gap lies between territories; it was given to a neighbour.";
    GapLeft "gap_left" Lost
        "Territories enclose ground that belongs to none; it was left as it is.";
    OverlapClosed "overlap_closed" Mended
        "Territories overlap a little; the overlap was given to one of them.";
    OverlapLeft "overlap_left" Lost
        "Territories overlap; the overlap was left to all of them.";
}

impl fmt::Display for ComplaintKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_serialised_form() {
        for &kind in ComplaintKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(kind.to_string(), kind.name());
            assert_eq!(ComplaintKind::from_name(kind.name()), Some(kind));
            assert!(kind.sentence().ends_with('.'), "{kind}");
        }
    }

    /// The page for users lists every kind, as reports name it.
    #[test]
    fn the_page_of_faults_lists_every_kind() {
        let page = include_str!("../../docs/faults.md");
        for &kind in ComplaintKind::ALL {
            let refused = if kind.effect() == Effect::Lost { "refused" } else { "" };
            let row = format!("| `{kind}` | {refused} | {} |", kind.sentence());
            assert!(page.contains(&row), "docs/faults.md lacks this row:\n{row}");
        }
        assert_eq!(page.matches("\n| `").count(), ComplaintKind::ALL.len(), "docs/faults.md has a row of no kind");
    }
}
