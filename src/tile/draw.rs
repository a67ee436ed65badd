use zerocopy::little_endian::U32;

use super::feature::{Outcome, Pen};
use super::layer::{LINE, LayerWriter, POINT, POLYGON};
use super::renumber::Renumber;
use crate::atlas::LayerView;
use crate::atlas::rtree::WorldBox;
use crate::catalog::{Catalog, Part, Selection};
use crate::gazetteer::LayerKind;
use crate::geo::{GridPoint, TileId, Window, WorldPoint};

/// The memory of a thread that draws: it grows to the largest tile and stays.
#[derive(Default)]
pub struct Scratch {
    pen: Pen,
    layer: LayerWriter,
    tags: Vec<u8>,
    plain: Renumber,
    figures: Renumber,
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

/// Draws the layers of a selection on a tile.
///
/// Each layer: the R-tree gives the features near the window, in their order along the Hilbert curve; a shape that
/// the window holds is copied, one that crosses its edge is cut; attributes are looked up in columns and renumbered.
pub fn draw<D: AsRef<[u8]>>(catalog: &Catalog<D>, selection: &Selection, tile: TileId, scratch: &mut Scratch) -> Drawn {
    let mut drawn = Drawn::default();
    let mut before = None;
    for part in selection.parts.iter().filter(|part| part.zooms.contains(tile.zoom())) {
        // Two views may name one layer; a layer stands in a tile once. Those shown under one name have other zooms.
        if before != Some(part.layer)
            && let Some(layer) = catalog.atlas().layer(part.layer)
        {
            draw_layer(catalog, part, &layer, tile, scratch, &mut drawn);
        }
        before = Some(part.layer);
    }
    drawn
}

fn draw_layer<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    part: &Part,
    layer: &LayerView<'_, D>,
    tile: TileId,
    scratch: &mut Scratch,
    drawn: &mut Drawn,
) {
    let (window, corner, zoom) = (Window::of(tile), tile.corner(), tile.zoom());
    let (kind, is_label) = (layer.record().layer.kind, layer.record().labels_of.is_some());
    let square = Window::without_buffer(tile);
    let mut attributes = Attributes::new(catalog, part, layer, zoom);
    let Scratch { pen, layer: writer, tags, plain, figures } = scratch;
    writer.clear();
    plain.begin(catalog.atlas().value_count());
    figures.begin(catalog.almanac().value_count());
    let ids = layer.ids();
    let shapes = layer.zoom(zoom);
    let mut skipped = 0;
    // In a damaged file every record may point at the whole section: what they cost together has a bound.
    let mut budget = shapes.map_or(0, |shapes| shapes.cost());
    layer.search(&query(&window, zoom, layer.displacement(zoom)), |feature| {
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
                attributes.tags(catalog, feature, writer, tags, plain, figures);
                let id = ids.get(feature as usize).map_or(0, |id| id.get());
                writer.add_feature(id, tags, geometry, head, body);
            }
            Outcome::Outside => {}
            Outcome::Damaged => skipped += 1,
        }
    });
    if writer.feature_count() > 0 {
        writer.finish(layer.record().shown_name(), &mut drawn.bytes);
    }
    drawn.features += writer.feature_count();
    drawn.skipped += skipped;
}

/// The box of the world grid in which features may show in a window: the window and `displacement` cells around it.
fn query(window: &Window, zoom: u8, displacement: u32) -> WorldBox {
    let cell = f64::from(1u32 << (20 - zoom));
    let reach = f64::from(displacement);
    let low = |point: GridPoint| [point.x, point.y].map(|value| (f64::from(value) - reach) * cell);
    let high = |point: GridPoint| [point.x, point.y].map(|value| (f64::from(value) + reach) * cell);
    WorldBox { min: low(window.min), max: high(window.max) }
}

/// The columns that a layer's features show.
struct Attributes<'a> {
    columns: Vec<Attribute<'a>>,
}

struct Attribute<'a> {
    key: &'a str,
    /// Its place among the keys of the layer, once a feature has had a value.
    place: Option<u32>,
    numbers: &'a [U32],
    is_figure: bool,
}

impl<'a> Attributes<'a> {
    fn new<D: AsRef<[u8]>>(
        catalog: &'a Catalog<D>,
        part: &'a Part,
        layer: &LayerView<'a, D>,
        zoom: u8,
    ) -> Attributes<'a> {
        let mut columns = Vec::with_capacity(part.fields.len() + part.figures.len());
        for &field in &part.fields {
            if let (Some(named), Some(numbers)) = (layer.record().layer.fields.get(field), layer.column_at(field, zoom))
            {
                columns.push(Attribute { key: &named.name, place: None, numbers, is_figure: false });
            }
        }
        let figures_layer = catalog.figures_layer(part.layer);
        for figure in &part.figures {
            if let Some(column) = catalog.almanac().column_at(figures_layer, figure.column) {
                columns.push(Attribute { key: &figure.key, place: None, numbers: column.numbers(), is_figure: true });
            }
        }
        Attributes { columns }
    }

    /// Writes the tags of a feature: pairs of places of keys and values. What has no value is left out.
    #[inline]
    fn tags<D: AsRef<[u8]>>(
        &mut self,
        catalog: &Catalog<D>,
        feature: u32,
        writer: &mut LayerWriter,
        tags: &mut Vec<u8>,
        plain: &mut Renumber,
        figures: &mut Renumber,
    ) {
        tags.clear();
        for column in &mut self.columns {
            let number = column.numbers.get(feature as usize).map_or(0, |number| number.get());
            let Some(value) = number.checked_sub(1) else { continue };
            let (atlas, almanac) = (catalog.atlas(), catalog.almanac());
            let place = if column.is_figure {
                // A value stands in a layer once, whichever file it comes from.
                figures.place(value, || match almanac.shared_value(value) {
                    Some(same) => plain.place(same, || Some(writer.add_value(atlas.value(same)?))),
                    None => Some(writer.add_value(almanac.value(value)?)),
                })
            } else {
                plain.place(value, || Some(writer.add_value(atlas.value(value)?)))
            };
            if let Some(place) = place {
                let key = *column.place.get_or_insert_with(|| writer.add_key(column.key));
                crate::geo::push_varint(tags, u64::from(key));
                crate::geo::push_varint(tags, u64::from(place));
            }
        }
    }
}
