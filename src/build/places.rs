use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::territories::Level;
use crate::geo::WorldPoint;
use crate::ingest::{Complaint, ComplaintKind, Complaints, PlacedPoint, PointsRecipe};
use crate::mesh::Border;

/// Which territory of a level holds a point.
pub(super) struct Places<'a> {
    level: &'a Level,
    boxes: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(level: &'a Level) -> Places<'a> {
        let boxed = |(number, border): (usize, &Border)| {
            let [west, north, east, south] = border.bounds()?.map(f64::from);
            Some(GeomWithData::new(Rectangle::from_corners([west, north], [east, south]), number))
        };
        let boxes = level.borders.iter().enumerate().filter_map(boxed).collect();
        Places { level, boxes: RTree::bulk_load(boxes) }
    }

    /// The territory that holds a point; none at sea and abroad, the first of its source where several overlap.
    fn at(&self, point: WorldPoint) -> Option<usize> {
        let place = AABB::from_point([f64::from(point.x), f64::from(point.y)]);
        let candidates = self.boxes.locate_in_envelope_intersecting(place).map(|found| found.data);
        candidates.filter(|&number| self.level.borders[number].holds(point)).min()
    }

    /// Complains of points that lie in another territory than the one they declare, by the attributes that both the
    /// points and the level have: a school of the département 35 that stands in a commune of the département 22.
    pub(super) fn compare(
        &self,
        recipe: &PointsRecipe,
        points: &[PlacedPoint],
        places: &[WorldPoint],
        complaints: &mut Complaints,
    ) {
        let shared: Vec<(usize, usize, &str)> = (recipe.parents.keys().enumerate())
            .filter_map(|(of_point, attribute)| {
                let of_level = self.level.parents.iter().position(|parent| parent == attribute)?;
                Some((of_point, of_level, attribute.as_str()))
            })
            .collect();
        for (point, place) in points.iter().zip(places) {
            let Some(found) = self.at(*place).map(|number| &self.level.territories[number]) else { continue };
            let differs = |&&(of_point, of_level, _): &&(usize, usize, &str)| {
                let (declared, found) = (&point.parents[of_point], &found.parents[of_level]);
                declared.is_some() && found.is_some() && declared != found
            };
            // One complaint a point: a wrong département brings a wrong académie and a wrong région with it.
            if let Some(&(of_point, of_level, attribute)) = shared.iter().find(differs) {
                let declared = point.parents[of_point].as_deref().unwrap_or_default();
                let actual = found.parents[of_level].as_deref().unwrap_or_default();
                complaints.push(Complaint {
                    kind: ComplaintKind::OtherTerritory,
                    file: recipe.source.clone(),
                    row: Some(point.row),
                    code: Some(point.code.clone()),
                    detail: format!(
                        "{attribute} {declared} is declared, but the place lies in {} ({}), {attribute} {actual}",
                        found.title, found.code
                    ),
                });
            }
        }
    }
}
