use std::fmt;

use serde::{Deserialize, Serialize};

/// What is wrong with a record. The names in reports are those of the variants in snake case and do not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintKind {
    ShortRow,
    LongRow,
    OpenQuote,
    InvalidText,
    AssumedDegrees,
    MissingGeometry,
    NotAPolygon,
    BadCoordinates,
    SwappedAxes,
    OtherSystem,
    MixedGeometry,
    CurvedGeometry,
    BrokenGeometry,
    UnclosedRing,
    RepeatedPoint,
    CollapsedRing,
    WrongWinding,
    HoleOutside,
    CrossingRings,
    SelfCrossing,
    AmbiguousShape,
    MissingPosition,
    BadPosition,
    ZeroPosition,
    SwappedPosition,
    RadianPosition,
    DegreePosition,
    ProjectedPosition,
    UnknownCrs,
    FarPosition,
    OutsideBounds,
    WrongType,
    MissingCode,
    DuplicateCode,
    UnknownCode,
    OtherTerritory,
    UnknownTerritory,
    Contradiction,
    NoTerritory,
    NotANumber,
    NotCarried,
    DiffersFromParts,
    NotAYear,
    NotAdditive,
    UnmatchedEdge,
    GapClosed,
    GapLeft,
    OverlapClosed,
    OverlapLeft,
}

impl ComplaintKind {
    /// What such a complaint means and what was done about it.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::ShortRow => "The row has fewer fields than the header; it was skipped.",
            Self::LongRow => "The row has more fields than the header; those beyond it were ignored.",
            Self::OpenQuote => "A quotation mark opens in this row and never closes; the rest of the file was skipped.",
            Self::InvalidText => "The text holds bytes that its encoding does not allow; they read `\u{fffd}`.",
            Self::AssumedDegrees => "The file does not name its coordinate system; WGS 84 degrees were assumed.",
            Self::MissingGeometry => "The feature has no shape; it was skipped.",
            Self::NotAPolygon => "The shape is not a polygon; the feature was skipped.",
            Self::BadCoordinates => "The shape has coordinates that are no degrees; the feature was skipped.",
            Self::SwappedAxes => {
                "East and north, or longitude and latitude, are exchanged in the whole file; they were read the other way round."
            }
            Self::OtherSystem => {
                "The coordinates are not in the system that the file names, or it names none; the one that fits them was taken."
            }
            Self::MixedGeometry => "Polygons stand among shapes of another kind; only the polygons were read.",
            Self::CurvedGeometry => "The border has arcs of circles, which are not read; the feature was skipped.",
            Self::BrokenGeometry => "The shape is not written as its format asks; the feature was skipped.",
            Self::UnclosedRing => "A ring does not end where it begins; it was closed.",
            Self::RepeatedPoint => "A ring has the same point several times in a row; it was kept once.",
            Self::CollapsedRing => "A ring encloses nothing; it was left out.",
            Self::WrongWinding => "A ring is wound against the rule of its format; it was turned.",
            Self::HoleOutside => "A hole lies outside of its polygon; it takes away nothing of that one.",
            Self::CrossingRings => {
                "Rings of one feature cross each other; what any polygon holds, and no hole of it takes away, was kept."
            }
            Self::SelfCrossing => "A ring crosses itself; it was taken apart into the rings that it goes around.",
            Self::AmbiguousShape => {
                "A ring goes around the same ground several times, so that it may mean a hole or none; the feature was skipped."
            }
            Self::MissingPosition => "The point has no position; it was left out, unless it stands at its territory.",
            Self::BadPosition => {
                "The position of the point is none on Earth; it was left out, or put at its territory."
            }
            Self::ZeroPosition => "The position is 0, 0, in the Gulf of Guinea; it was taken for a missing one.",
            Self::SwappedPosition => "Longitude and latitude are exchanged; the point was put where they are meant.",
            Self::RadianPosition => "The position is in radians, not degrees; the point was put where it is meant.",
            Self::DegreePosition => {
                "The position is in degrees, not in its coordinate system; the point was put where it is meant."
            }
            Self::ProjectedPosition => {
                "The position is in metres, not degrees; the point was left out, or put at its territory."
            }
            Self::UnknownCrs => {
                "The coordinate system of the position is not known; the point was left out, or put at its territory."
            }
            Self::FarPosition => {
                "The position is far from the territory that the point declares, and from all others; the point was left \
                 out, or put at its territory."
            }
            Self::OutsideBounds => "The point lies far from all territories of the map; it was kept where it is.",
            Self::WrongType => "The cell is not of the type of its field; the point has no such attribute.",
            Self::MissingCode => "The record has no code; it was skipped.",
            Self::DuplicateCode => "The code occurs twice; the first record was kept.",
            Self::UnknownCode => "No territory or point has this code; its figures were left out.",
            Self::OtherTerritory => "The point lies in another territory than the one it declares; that one was kept.",
            Self::UnknownTerritory => {
                "No territory has the code that the point declares; that of its place was taken, where it has one."
            }
            Self::Contradiction => "The territories that the point declares do not lie in each other; all were kept.",
            Self::NoTerritory => "The point lies in no territory and declares none that is known.",
            Self::NotANumber => "The cell is no number, not empty, and no marker of absence; the figure is missing.",
            Self::NotCarried => {
                "Figures in former codes cannot be carried to today's territory; its figure is not comparable."
            }
            Self::DiffersFromParts => "The figure differs from what its parts make; that of the table was kept.",
            Self::NotAYear => "The cell that has the year of the row names none; the row was skipped.",
            Self::NotAdditive => "Figures of parts of the territory cannot be added up; its figure is missing.",
            Self::UnmatchedEdge => "A border is not that of the neighbour, vertex by vertex; vertices were added.",
            Self::GapClosed => "A small gap lies between territories; it was given to a neighbour.",
            Self::GapLeft => "Territories enclose ground that belongs to none; it was left as it is.",
            Self::OverlapClosed => "Territories overlap a little; the overlap was given to one of them.",
            Self::OverlapLeft => "Territories overlap; the overlap was left to all of them.",
        }
    }

    /// The stable name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ShortRow => "short_row",
            Self::LongRow => "long_row",
            Self::OpenQuote => "open_quote",
            Self::InvalidText => "invalid_text",
            Self::AssumedDegrees => "assumed_degrees",
            Self::MissingGeometry => "missing_geometry",
            Self::NotAPolygon => "not_a_polygon",
            Self::BadCoordinates => "bad_coordinates",
            Self::SwappedAxes => "swapped_axes",
            Self::OtherSystem => "other_system",
            Self::MixedGeometry => "mixed_geometry",
            Self::CurvedGeometry => "curved_geometry",
            Self::BrokenGeometry => "broken_geometry",
            Self::UnclosedRing => "unclosed_ring",
            Self::RepeatedPoint => "repeated_point",
            Self::CollapsedRing => "collapsed_ring",
            Self::WrongWinding => "wrong_winding",
            Self::HoleOutside => "hole_outside",
            Self::CrossingRings => "crossing_rings",
            Self::SelfCrossing => "self_crossing",
            Self::AmbiguousShape => "ambiguous_shape",
            Self::MissingPosition => "missing_position",
            Self::BadPosition => "bad_position",
            Self::ZeroPosition => "zero_position",
            Self::SwappedPosition => "swapped_position",
            Self::RadianPosition => "radian_position",
            Self::DegreePosition => "degree_position",
            Self::ProjectedPosition => "projected_position",
            Self::UnknownCrs => "unknown_crs",
            Self::FarPosition => "far_position",
            Self::OutsideBounds => "outside_bounds",
            Self::WrongType => "wrong_type",
            Self::MissingCode => "missing_code",
            Self::DuplicateCode => "duplicate_code",
            Self::UnknownCode => "unknown_code",
            Self::OtherTerritory => "other_territory",
            Self::UnknownTerritory => "unknown_territory",
            Self::Contradiction => "contradiction",
            Self::NoTerritory => "no_territory",
            Self::NotANumber => "not_a_number",
            Self::NotCarried => "not_carried",
            Self::DiffersFromParts => "differs_from_parts",
            Self::NotAYear => "not_a_year",
            Self::NotAdditive => "not_additive",
            Self::UnmatchedEdge => "unmatched_edge",
            Self::GapClosed => "gap_closed",
            Self::GapLeft => "gap_left",
            Self::OverlapClosed => "overlap_closed",
            Self::OverlapLeft => "overlap_left",
        }
    }
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
        for kind in [ComplaintKind::ShortRow, ComplaintKind::NotAPolygon, ComplaintKind::DegreePosition] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            assert_eq!(kind.to_string(), kind.name());
            assert!(kind.sentence().ends_with('.'));
        }
    }
}
