use rayon::prelude::*;

use super::BuildError;
use super::clusters;
use super::features::{Head, Ordered, disk};
use super::former;
use super::holders::{Fault, Holders, named};
use super::levels::OpenLevel;
use super::placed_point::PlacedPoint;
use super::positions::judge;
use super::territories::Territories;
use crate::atlas::rtree::WorldBox;
use crate::atlas::{AtlasWriter, Attribute};
use crate::cluster;
use crate::gazetteer::{Field, FieldKind, LayerKind};
use crate::geo::WorldPoint;
use crate::ingest::{
    Complaint, ComplaintKind, Complaints, PLACED_BY, PLACED_ITSELF, PointRow, PointsRecipe, Recipe, read_points,
};

/// Reads a layer of points, places them in the territories, and writes it. The levels are drawn already.
pub(super) fn write(
    recipe: &Recipe,
    points: &PointsRecipe,
    territories: &Territories,
    levels: &[OpenLevel],
    writer: &mut AtlasWriter,
    complaints: &mut Complaints,
) -> Result<(), BuildError> {
    let table = read_points(points, recipe.folder(), complaints)?;
    let holders = Holders::new(recipe, points, &territories.0, former::codes(recipe, points)?);
    let asked = holders.former_codes(&table.rows);
    let layer = PointLayer { recipe: points, holders, territories, levels };
    let judged: Vec<_> = table.rows.into_par_iter().map(|point| layer.place(point)).collect();
    let mut placed = Vec::with_capacity(judged.len());
    for (point, told) in judged {
        placed.extend(point);
        told.into_iter().for_each(|complaint| complaints.push(complaint));
    }
    let number = write_layer(recipe, points, &placed, &table.kinds, writer)?;
    writer.add_former_codes(number, &asked).map_err(|error| disk(writer, error))
}

/// A layer whose points are being placed.
struct PointLayer<'a> {
    recipe: &'a PointsRecipe,
    holders: Holders<'a>,
    territories: &'a Territories,
    levels: &'a [OpenLevel],
}

impl PointLayer<'_> {
    /// Finds the place and the territories of a point, none where it has no place, and what is wrong with it.
    fn place(&self, point: PointRow) -> (Option<PlacedPoint>, Vec<Complaint>) {
        let declared = self.holders.declared(&point);
        let verdict = judge(self.recipe, &self.holders, &point, &declared);
        let own = verdict.as_ref().ok().map(|(place, _)| *place);
        let (parents, faults) = self.holders.settle(&point, &declared, own);
        let (place, told) = match verdict {
            Ok((place, fault)) => (Some((place, None)), fault),
            Err(fault) => self.fall_back(&parents, fault),
        };
        // That a point is nowhere, or far from everything, says already that it is in no territory.
        let is_told = told.is_some();
        let faults = faults.into_iter().filter(|(kind, _)| *kind != ComplaintKind::NoTerritory || !is_told);
        let complaint = |(kind, detail)| {
            let (file, row, code) = (self.recipe.source.file.clone(), Some(point.row), Some(point.code.clone()));
            Complaint { kind, file, row, code, detail, place: None }
        };
        let complaints = told.into_iter().chain(faults).map(complaint).collect();
        let placed = place.map(|(place, stands_at)| PlacedPoint {
            row: point.row,
            code: point.code,
            title: point.title,
            place,
            parents,
            fields: self.with_position(point.fields, stands_at),
        });
        (placed, complaints)
    }

    /// The place of the label of a point's territory, with the name of its parent, where the recipe says so; and what is
    /// to be told.
    fn fall_back(
        &self,
        parents: &[Option<String>],
        fault: Option<Fault>,
    ) -> (Option<(WorldPoint, Option<&str>)>, Option<Fault>) {
        let stand_in = self.recipe.fallback.as_ref().and_then(|attribute| {
            let (level, number) = self.holders.territory(attribute, parents)?;
            let place = self.levels.get(level)?.label(number)?;
            Some((place, attribute.as_str(), named(&self.territories.0[level].territories[number])))
        });
        match (stand_in, fault) {
            (Some((place, attribute, name)), fault) => {
                let told = fault.map(|(kind, detail)| (kind, format!("{detail}; it stands in {name}")));
                (Some((place, Some(attribute))), told)
            }
            (None, Some((kind, detail))) => (None, Some((kind, format!("{detail}; it was left out")))),
            (None, None) => {
                let detail = "the table has no positions, and the point no territory that is known; it was left out";
                (None, Some((ComplaintKind::MissingPosition, detail.to_owned())))
            }
        }
    }

    /// The fields of a point with what it stands at, where the layer tells that.
    fn with_position(&self, mut fields: Vec<Option<Attribute>>, stands_at: Option<&str>) -> Vec<Option<Attribute>> {
        if self.recipe.fallback.is_some()
            && let Some(place) = self.recipe.fields.keys().position(|name| name == PLACED_BY)
        {
            let own = fields[place].take().unwrap_or_else(|| Attribute::from(PLACED_ITSELF));
            fields[place] = Some(stands_at.map_or(own, Attribute::from));
        }
        fields
    }
}

/// Writes points that have their places, along the Hilbert curve. Returns the number of the layer.
fn write_layer(
    recipe: &Recipe,
    points: &PointsRecipe,
    placed: &[PlacedPoint],
    kinds: &[FieldKind],
    writer: &mut AtlasWriter,
) -> Result<u16, BuildError> {
    let fields = points.fields.keys().zip(kinds);
    let head = Head {
        name: &points.name,
        kind: LayerKind::Points,
        zooms: points.zooms,
        parents: points.parents.keys().cloned().collect(),
        parent_levels: recipe.parent_levels(points.parents.keys()),
        fields: fields.map(|(name, &kind)| Field { kind, ..Field::text(name) }).collect(),
        borders: None,
        clusters: points.clusters.as_ref().map(|it| clusters::clustering(points, it, placed)).transpose()?,
        scheme: points.id.as_ref(),
        file: &points.source.file,
    };
    let boxes: Vec<WorldBox> = placed.iter().map(|point| WorldBox::of_point(point.place)).collect();
    let ordered = Ordered::new(placed, &boxes);
    let (number, _) = ordered.begin(&head, writer)?;
    let places: Vec<WorldPoint> = ordered.features.iter().map(|point| point.place).collect();
    writer.add_places(number, &places).map_err(|error| disk(writer, error))?;
    if let Some(clustering) = &head.clusters {
        clusters::write(number, points, clustering, &ordered.features, writer).map_err(|error| disk(writer, error))?;
    }
    let zooms = points.zooms.iter().count();
    writer.note_strides(number, cluster::strides(&places, points.zooms.max));
    // A point rounds to the nearest cell, half a cell away at most.
    writer.note_zooms(number, vec![1; zooms], vec![0; zooms]);
    Ok(number)
}
