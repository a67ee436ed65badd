//! What is told of a shape, whether it is used or not.

use super::globe::Fitted;
use crate::gazetteer::grouped;
use crate::geo::{LonLat, MERCATOR_END};
use crate::ingest::complaint_kind::ComplaintKind;

/// Something that was wrong with a shape.
#[derive(Debug)]
pub(super) struct Remark {
    pub(super) kind: ComplaintKind,
    pub(super) detail: String,
    /// Degrees east and north.
    pub(super) place: Option<[f64; 2]>,
}

/// Why a shape cannot be used.
pub(super) type Refusal = Remark;

/// What is to be told of a shape that was mended.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    list: Vec<Remark>,
    repeats: u64,
    first_repeat: Option<LonLat>,
    is_split: bool,
    beyond_180: Option<f64>,
    beyond_mercator: Option<f64>,
}

impl Remarks {
    pub(super) fn add(&mut self, kind: ComplaintKind, detail: String, place: Option<LonLat>) {
        self.list.push(Remark { kind, detail, place: place.map(LonLat::pair) });
    }

    /// Points that repeat are counted: a feature has many or none.
    pub(super) fn repeated(&mut self, place: Option<LonLat>) {
        self.repeats += 1;
        self.first_repeat = self.first_repeat.or(place);
    }

    /// How a ring was changed to fit into the square is reported once for each feature.
    pub(super) fn note_globe(&mut self, fitted: &Fitted) {
        let farther = |known: Option<f64>, other: Option<f64>| match (known, other) {
            (Some(known), Some(other)) if other.abs() <= known.abs() => Some(known),
            (known, other) => other.or(known),
        };
        self.is_split |= fitted.is_split;
        self.beyond_180 = farther(self.beyond_180, fitted.beyond_180);
        self.beyond_mercator = farther(self.beyond_mercator, fitted.beyond_mercator);
    }

    /// Why nothing is left of a shape whose rings were sound: it lies beyond the square.
    pub(super) fn beyond_mercator(&self) -> Option<Refusal> {
        let detail = format!(
            "all of it lies beyond {MERCATOR_END:.4}°, as far as {}; it was left out",
            in_words(self.beyond_mercator?)
        );
        Some(Refusal { kind: ComplaintKind::BeyondMercator, detail, place: None })
    }

    pub(super) fn finish(mut self) -> Vec<Remark> {
        if self.is_split {
            self.add(ComplaintKind::SplitRing, "a ring crosses ±180°".to_owned(), None);
        }
        if let Some(longitude) = self.beyond_180 {
            self.add(ComplaintKind::WrappedLongitude, format!("longitudes as far as {longitude}°"), None);
        }
        if let Some(latitude) = self.beyond_mercator {
            let detail = format!("it reaches {}; cut off at {MERCATOR_END:.4}°", in_words(latitude));
            self.add(ComplaintKind::BeyondMercator, detail, None);
        }
        if self.repeats > 0 {
            let detail = format!("points that repeat the one before: {}", grouped(self.repeats));
            self.add(ComplaintKind::RepeatedPoint, detail, self.first_repeat);
        }
        self.list
    }
}

fn in_words(latitude: f64) -> String {
    format!("{}° {}", latitude.abs(), if latitude < 0.0 { "south" } else { "north" })
}
