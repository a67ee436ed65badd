use std::collections::{BTreeMap, HashSet};

use super::BuildError;
use super::clusters;
use super::features::{Head, Ordered, disk};
use super::places::Places;
use super::territories::Territories;
use crate::atlas::AtlasWriter;
use crate::atlas::rtree::WorldBox;
use crate::cluster;
use crate::gazetteer::LayerKind;
use crate::geo::{LonLat, WorldPoint};
use crate::ingest::{Complaint, ComplaintKind, Complaints, PlacedPoint, PointsRecipe, Recipe, Shapes, read_points};

/// Reads a layer of points, compares it with the territories, and writes it.
pub(super) fn write(
    recipe: &Recipe,
    points: &PointsRecipe,
    territories: &Territories,
    writer: &mut AtlasWriter,
    complaints: &mut Complaints,
) -> Result<(), BuildError> {
    let placed = read_points(points, recipe.folder(), complaints)?;
    complain_of_parents(recipe, points, &placed, territories, complaints);
    let places: Vec<WorldPoint> =
        placed.iter().map(|it| LonLat { lon: it.longitude, lat: it.latitude }.project()).collect();
    if let Some(finest) = territories.0.iter().find(|level| level.members.is_none()) {
        Places::new(finest).compare(points, &placed, &places, complaints);
    }
    let head = Head {
        name: &points.name,
        kind: LayerKind::Points,
        label: &points.label,
        description: points.description.as_ref(),
        zooms: points.zooms,
        parents: points.parents.keys().cloned().collect(),
        parent_levels: recipe.parent_levels(points.parents.keys()),
        fields: points.fields.keys().cloned().collect(),
        indicators: &points.indicators,
        borders: None,
        budget: points.budget,
        notes: &points.notes,
        clusters: points.clusters.as_ref().map(|it| clusters::clustering(points, it, &placed)).transpose()?,
        scheme: points.id.as_ref(),
        file: &points.source,
    };
    let boxes: Vec<WorldBox> = places.iter().map(|&place| WorldBox::of_point(place)).collect();
    let ordered = Ordered::new(&placed, &boxes);
    let (number, _) = ordered.begin(&head, writer)?;
    let places: Vec<WorldPoint> = ordered.order.iter().map(|&old| places[old]).collect();
    writer.add_places(number, &places).map_err(|error| disk(writer, error))?;
    let zooms = points.zooms.iter().count();
    if let Some(clustering) = &head.clusters {
        let members: Vec<(WorldPoint, &PlacedPoint)> = places.iter().copied().zip(ordered.features.clone()).collect();
        clusters::write(number, points, clustering, &members, writer).map_err(|error| disk(writer, error))?;
    }
    writer.note_strides(number, cluster::strides(&places, points.zooms.max));
    // A point rounds to the nearest cell, half a cell away at most.
    writer.note_zooms(number, vec![1; zooms], vec![0; zooms]);
    Ok(())
}

/// Complains of points whose parents no level knows, where the attribute is that of a level.
fn complain_of_parents(
    recipe: &Recipe,
    points: &PointsRecipe,
    placed: &[PlacedPoint],
    territories: &Territories,
    complaints: &mut Complaints,
) {
    let mut known: BTreeMap<&str, HashSet<&str>> = BTreeMap::new();
    for (level, made) in recipe.levels.iter().zip(&territories.0) {
        if let Shapes::Dissolve { by, .. } = &level.shapes {
            let codes = made.territories.iter().map(|territory| territory.code.as_str());
            known.insert(by, codes.collect());
        }
    }
    for point in placed {
        for (attribute, parent) in points.parents.keys().zip(&point.parents) {
            if let (Some(codes), Some(parent)) = (known.get(attribute.as_str()), parent)
                && !codes.contains(parent.as_str())
            {
                complaints.push(Complaint {
                    kind: ComplaintKind::UnknownCode,
                    file: points.source.clone(),
                    row: Some(point.row),
                    code: Some(point.code.clone()),
                    detail: format!("no `{attribute}` has the code `{parent}`"),
                });
            }
        }
    }
}
