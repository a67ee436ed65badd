use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::Checker;
use super::form::{Placed, PointsForm};
use crate::gazetteer::ZoomRange;

/// How points are joined to clusters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClustersRecipe {
    /// Within how many CSS pixels points are joined; a tile has 512 of them.
    pub radius: u16,
    /// The highest zoom at which neighbours are joined.
    pub max_zoom: u8,
    /// Attributes of the points by whose values a cluster counts them.
    pub by: Vec<String>,
}

/// How points are joined to clusters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ClustersForm {
    /// Within how many CSS pixels of a tile of 512 points are joined; 40 when left out.
    #[schemars(range(min = 1, max = 512))]
    pub(super) radius: Option<Placed<u16>>,
    /// The highest zoom at which neighbours are joined; the last but one of the layer when left out. Points at one place
    /// are joined at every zoom.
    pub(super) max_zoom: Option<Placed<u8>>,
    /// Attributes, such as the type of a school, by whose values a cluster counts its points.
    #[serde(default)]
    pub(super) by: Vec<Placed<String>>,
}

/// Pixels within which points are joined, where the recipe does not say.
const USUAL_RADIUS: u16 = 40;

/// The pixels of a tile: what is farther off is not near.
const LARGEST_RADIUS: u16 = 512;

/// `texts` are the attributes of the points that hold texts.
pub(super) fn read_clusters(
    checker: &mut Checker,
    points: &PointsForm,
    zooms: ZoomRange,
    texts: &BTreeSet<&str>,
) -> Option<ClustersRecipe> {
    let form = points.clusters.as_ref()?;
    let radius = form.radius.as_ref().map_or(USUAL_RADIUS, |radius| {
        if !(1..=LARGEST_RADIUS).contains(&**radius) {
            let help = format!("write 1 to {LARGEST_RADIUS} pixels; {USUAL_RADIUS} when left out");
            checker.fault(radius.place(), format!("points cannot be joined within {} pixels", **radius), help);
        }
        **radius
    });
    let max_zoom = form.max_zoom.as_ref().map_or(zooms.max.saturating_sub(1).max(zooms.min), |zoom| {
        if zooms.is_sound() && !zooms.contains(**zoom) {
            let message = format!("points are joined up to zoom {}, which the layer does not have", **zoom);
            checker.fault(
                zoom.place(),
                message,
                format!("`{}` has zooms {} to {}", *points.name, zooms.min, zooms.max),
            );
        }
        **zoom
    });
    let mut seen = BTreeSet::new();
    for by in &form.by {
        if !seen.insert(by.as_str()) {
            checker.fault(by.place(), format!("`{}` stands in `by` twice", **by), "name it once");
        }
        if !texts.contains(by.as_str()) {
            let message = format!("`{}` has no attribute `{}` of texts", *points.name, **by);
            checker.fault(by.place(), message, "name one of its `parents`, or one of its `fields` that is a text");
        }
    }
    Some(ClustersRecipe { radius, max_zoom, by: form.by.iter().map(|by| by.to_string()).collect() })
}
