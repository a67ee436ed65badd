//! From the points of a layer to its clusters.

use std::collections::BTreeSet;

use super::BuildError;
use super::placed_point::PlacedPoint;
use crate::atlas::{AtlasWriter, Attribute};
use crate::cluster::{self, Member, Method};
use crate::gazetteer::{Category, Clustering};
use crate::ingest::{ClustersRecipe, PointsRecipe};

/// Most values of a field by which clusters count: each is an attribute of its own.
const MOST_VALUES: usize = 32;

/// What the recipe says of clusters, with the values of the fields by which they count.
///
/// # Errors
/// When a field has too many values to count by.
pub(super) fn clustering(
    recipe: &PointsRecipe,
    clusters: &ClustersRecipe,
    points: &[PlacedPoint],
) -> Result<Clustering, BuildError> {
    let category = |field: &String| {
        let values: BTreeSet<&str> = points.iter().filter_map(|point| value(recipe, point, field)).collect();
        if values.len() > MOST_VALUES {
            let (layer, field, values) = (recipe.name.clone(), field.clone(), values.len());
            return Err(BuildError::Category { layer, field, values, most: MOST_VALUES });
        }
        Ok(Category { field: field.clone(), values: values.into_iter().map(str::to_owned).collect() })
    };
    let categories = clusters.by.iter().map(category).collect::<Result<_, _>>()?;
    Ok(Clustering { radius: clusters.radius, max_zoom: clusters.max_zoom, categories })
}

/// Joins the points of a layer, which come in its order, and writes their clusters.
pub(super) fn write(
    layer: u16,
    recipe: &PointsRecipe,
    clustering: &Clustering,
    points: &[&PlacedPoint],
    writer: &mut AtlasWriter,
) -> std::io::Result<()> {
    let member = |(feature, point): (u32, &&PlacedPoint)| Member::new(feature, point.place, &point.code);
    let members: Vec<Member> = (0..).zip(points).map(member).collect();
    let forest = cluster::build(&members, &Method::of(clustering, recipe.zooms));
    let counts = |category: &Category| {
        cluster::count_by(forest.view(), category.values.len(), |feature| {
            let value = value(recipe, points[feature as usize], &category.field)?;
            category.values.iter().position(|known| known == value)
        })
    };
    let counts: Vec<_> = clustering.categories.iter().map(counts).collect();
    writer.add_clusters(layer, &forest, &counts)
}

/// What a point has in a field or as a parent.
fn value<'a>(recipe: &PointsRecipe, point: &'a PlacedPoint, attribute: &str) -> Option<&'a str> {
    let field = recipe.fields.keys().zip(&point.fields).find(|(name, _)| *name == attribute);
    let parent = || recipe.parents.keys().zip(&point.parents).find(|(name, _)| *name == attribute)?.1.as_deref();
    field.map_or_else(parent, |(_, value)| value.as_ref().and_then(Attribute::text))
}
