use std::collections::BTreeSet;

use super::check::Checker;
use super::form::PointsForm;
use super::point_layer::ClustersRecipe;
use crate::gazetteer::ZoomRange;

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
