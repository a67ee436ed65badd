use super::attributes::{Attributes, Places};
use super::clusters::ClusterAttributes;
use super::feature::{Outcome, Pen};
use super::layer::{LINE, LayerWriter, POINT, POLYGON};
use super::sample::Sample;
use crate::atlas::LayerView;
use crate::atlas::rtree::WorldBox;
use crate::catalog::Catalog;
use crate::cluster::Found;
use crate::gazetteer::LayerKind;
use crate::geo::{GridPoint, TileId, Window, WorldPoint};
use crate::query::{Hierarchy, Part, Prepared, PreparedPart};

/// The memory of a thread that draws: it grows to the largest tile and stays.
#[derive(Default)]
pub struct Scratch {
    pen: Pen,
    layer: LayerWriter,
    tags: Vec<u8>,
    places: Places,
}

/// A drawn tile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// The tile in MVT 2.1, not compressed; empty when nothing is there.
    pub bytes: Vec<u8>,
    pub features: u32,
    /// Features left out because their bytes in the atlas do not hold together.
    pub skipped: u32,
}

/// Draws the layers that were prepared for the zoom of a tile.
///
/// Each layer: the R-tree gives the features near the window, in their order along the Hilbert curve; a shape that
/// the window holds is copied, one that crosses its edge is cut; attributes are looked up in columns and renumbered.
pub fn draw<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    prepared: &Prepared<'_>,
    tile: TileId,
    scratch: &mut Scratch,
) -> Drawn {
    let mut drawn = Drawn::default();
    for prepared in &prepared.parts {
        draw_layer(catalog, prepared, &catalog.view(prepared.part.layer), tile, scratch, &mut drawn);
    }
    drawn
}

fn draw_layer<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    prepared: &PreparedPart<'_>,
    layer: &LayerView<'_, D>,
    tile: TileId,
    scratch: &mut Scratch,
    drawn: &mut Drawn,
) {
    let part = prepared.part;
    let (window, corner, zoom) = (Window::of(tile), tile.corner(), tile.zoom());
    let (kind, is_label) = (layer.record().layer.kind, layer.record().labels_of.is_some());
    let square = Window::without_buffer(tile);
    scratch.layer.clear();
    scratch.places.begin(catalog, part);
    let sample = Sample::new(prepared, layer);
    if let Some(clusters) = &prepared.clusters {
        draw_clusters(catalog, part, layer, clusters, (tile, sample), scratch);
        finish(layer, &scratch.layer, 0, drawn);
        return;
    }
    let mut attributes = Attributes::new(catalog, part, layer, sample, zoom);
    let Scratch { pen, layer: writer, tags, places } = scratch;
    let ids = layer.ids();
    let shapes = layer.zoom(zoom);
    let mut skipped = 0;
    // In a damaged file every record may point at the whole section: what they cost together has a bound.
    let mut budget = shapes.map_or(0, |shapes| shapes.cost());
    layer.search(&query(&window, zoom, layer.displacement(zoom)), |feature| {
        if !sample.shows(feature) {
            return;
        }
        let mut shape = || {
            let shape = shapes.and_then(|shapes| shapes.shape(feature))?;
            budget = budget.checked_sub(shape.cost())?;
            Some(shape)
        };
        let (geometry, outcome) = match kind {
            LayerKind::Polygons => (POLYGON, shape().map(|shape| pen.draw_polygons(&shape, &window, corner))),
            LayerKind::Lines => (LINE, shape().map(|shape| pen.draw_lines(&shape, &window, corner))),
            LayerKind::Points => {
                // A name stands in the one tile that holds its point: two tiles would write it twice.
                let home = |place: WorldPoint| match is_label {
                    true => (place.cell(zoom), &square),
                    false => (place.on_grid(zoom).on_map(zoom), &window),
                };
                let place = layer.place(feature).map(home);
                (POINT, place.map(|(place, home)| pen.draw_point(place, home, corner)))
            }
        };
        match outcome.unwrap_or(Outcome::Damaged) {
            Outcome::Drawn(head, body) => {
                attributes.tags(catalog, feature, writer, tags, places);
                let id = ids.get(feature as usize).map_or(0, |id| id.get());
                writer.add_feature(id, tags, geometry, head, body);
            }
            Outcome::Outside => {}
            Outcome::Damaged => skipped += 1,
        }
    });
    finish(layer, writer, skipped, drawn);
}

/// Ends a layer.
fn finish<D: AsRef<[u8]>>(layer: &LayerView<'_, D>, writer: &LayerWriter, skipped: u32, drawn: &mut Drawn) {
    if writer.feature_count() > 0 {
        writer.finish(layer.record().shown_name(), &mut drawn.bytes);
    }
    drawn.features += writer.feature_count();
    drawn.skipped += skipped;
}

/// Draws points that are joined: each cluster where its points are in the mean, and points that stand alone.
fn draw_clusters<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    part: &Part,
    layer: &LayerView<'_, D>,
    hierarchy: &Hierarchy<'_>,
    (tile, sample): (TileId, Sample<'_>),
    scratch: &mut Scratch,
) {
    let (window, corner, zoom) = (Window::of(tile), tile.corner(), tile.zoom());
    let mut of_points = Attributes::new(catalog, part, layer, sample, zoom);
    let mut of_clusters = ClusterAttributes::new(hierarchy);
    let Scratch { pen, layer: writer, tags, places } = scratch;
    let ids = layer.ids();
    let WorldBox { min, max } = query(&window, zoom, layer.displacement(zoom));
    hierarchy.forest().search(min, max, zoom, |found| {
        let place = match found {
            Found::Point(feature) => layer.place(feature),
            Found::Cluster(_, node) => Some(WorldPoint { x: node.place[0].get(), y: node.place[1].get() }),
        };
        let at = place.map(|place| pen.draw_point(place.on_grid(zoom).on_map(zoom), &window, corner));
        let Some(Outcome::Drawn(head, body)) = at else { return };
        let id = match found {
            Found::Point(feature) => {
                of_points.tags(catalog, feature, writer, tags, places);
                ids.get(feature as usize).map_or(0, |id| id.get())
            }
            Found::Cluster(number, node) => {
                of_clusters.tags(number, node, writer, tags, places);
                node.id.get()
            }
        };
        writer.add_feature(id, tags, POINT, head, body);
    });
}

/// The box of the world grid in which features may show in a window: the window and `displacement` cells around it.
fn query(window: &Window, zoom: u8, displacement: u32) -> WorldBox {
    let cell = f64::from(1u32 << (20 - zoom));
    let reach = f64::from(displacement);
    let low = |point: GridPoint| [point.x, point.y].map(|value| (f64::from(value) - reach) * cell);
    let high = |point: GridPoint| [point.x, point.y].map(|value| (f64::from(value) + reach) * cell);
    WorldBox { min: low(window.min), max: high(window.max) }
}
