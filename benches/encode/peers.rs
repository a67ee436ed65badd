//! The same tile by other encoders. Both get coordinates that are the tile's own already, which is all they need.

use maillage::geo::TilePoint;
use mvt::{GeomEncoder, GeomType, Tile};

use crate::tessellation::{Cell, DOUBLE_KEYS, INTEGER_KEYS, TEXT_KEYS, tile};

/// The borders of the cells, relative to the tile's corner.
pub(crate) fn rings(cells: &[Cell]) -> Vec<Vec<TilePoint>> {
    let corner = tile().corner();
    cells.iter().map(|cell| cell.ring.iter().map(|point| point.relative_to(corner)).collect()).collect()
}

/// The tile by the crate `mvt`, with integer coordinates, the faster of its ways.
pub(crate) fn mvt(cells: &[Cell], attributes: bool) -> Vec<u8> {
    let corner = tile().corner();
    let mut tile = Tile::new(4096);
    let mut layer = tile.create_layer("cells");
    for cell in cells {
        let mut encoder = GeomEncoder::<i32>::new(GeomType::Polygon);
        for point in &cell.ring {
            let point = point.relative_to(corner);
            encoder.add_point(point.x, point.y).expect("a point in range");
        }
        let mut feature = layer.into_feature(encoder.encode().expect("a sound ring"));
        feature.set_id(cell.id);
        if attributes {
            for (key, text) in TEXT_KEYS.iter().zip(&cell.texts) {
                feature.add_tag_string(key, text);
            }
            for (key, &number) in INTEGER_KEYS.iter().zip(&cell.integers) {
                feature.add_tag_uint(key, number);
            }
            for (key, &number) in DOUBLE_KEYS.iter().zip(&cell.doubles) {
                feature.add_tag_double(key, number);
            }
        }
        layer = feature.into_layer();
    }
    tile.add_layer(layer).expect("one layer of that name");
    tile.to_bytes().expect("the tile is encoded")
}

/// The tile by geozero's `MvtWriter`, fed event by event as its readers do. It writes no ids.
#[cfg(feature = "compare")]
pub(crate) fn geozero(cells: &[Cell], attributes: bool) -> Vec<u8> {
    use geozero::mvt::{Message, MvtWriter, Tile};
    use geozero::{ColumnValue, FeatureProcessor, GeomProcessor, PropertyProcessor};

    let corner = tile().corner();
    let mut writer = MvtWriter::new_unscaled(4096).expect("an extent above zero");
    let mut write = || -> geozero::error::Result<()> {
        writer.dataset_begin(None)?;
        for (number, cell) in cells.iter().enumerate() {
            writer.feature_begin(number as u64)?;
            if attributes {
                writer.properties_begin()?;
                for (place, (key, text)) in TEXT_KEYS.iter().zip(&cell.texts).enumerate() {
                    writer.property(place, key, &ColumnValue::String(text))?;
                }
                for (place, (key, &number)) in INTEGER_KEYS.iter().zip(&cell.integers).enumerate() {
                    writer.property(4 + place, key, &ColumnValue::ULong(number))?;
                }
                for (place, (key, &number)) in DOUBLE_KEYS.iter().zip(&cell.doubles).enumerate() {
                    writer.property(7 + place, key, &ColumnValue::Double(number))?;
                }
                writer.properties_end()?;
            }
            writer.geometry_begin()?;
            writer.polygon_begin(true, 1, 0)?;
            // Its rings come closed, as in every format that it reads.
            writer.linestring_begin(false, cell.ring.len() + 1, 0)?;
            for (place, point) in cell.ring.iter().chain(&cell.ring[..1]).enumerate() {
                let point = point.relative_to(corner);
                writer.xy(f64::from(point.x), f64::from(point.y), place)?;
            }
            writer.linestring_end(false, 0)?;
            writer.polygon_end(true, 0)?;
            writer.geometry_end()?;
            writer.feature_end(number as u64)?;
        }
        writer.dataset_end()
    };
    write().expect("the tile is written");
    Tile { layers: vec![writer.layer("cells")] }.encode_to_vec()
}
