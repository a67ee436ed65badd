//! Zooms of several layers, written in whatever order.

use maillage::atlas::EncodedShape;
use maillage::atlas::rtree::WorldBox;
use maillage::gazetteer::{Field, LayerKind};
use maillage::geo::GridPoint;

use crate::edition::asked;

use super::{Desk, drawn, open, record};

/// A square of the middle quarter of the map, on the grid of a zoom, as the only feature of a layer.
pub(super) fn square(zoom: u8) -> EncodedShape {
    let (low, high) = (1024 << zoom, 3072 << zoom);
    let ring = [(low, low), (high, low), (high, high), (low, high)].map(|(x, y)| GridPoint { x, y }).to_vec();
    EncodedShape::new(&[vec![ring]], GridPoint { x: 2048 << zoom, y: 2048 << zoom }, false)
}

/// Two layers, their zooms in the order given.
fn desk(order: &[(usize, u8)]) -> Desk {
    let mut desk = Desk::new();
    let quarter = f64::from(1u32 << 30);
    let bounds = WorldBox { min: [quarter; 2], max: [3.0 * quarter; 2] };
    let layers = ["one", "other"].map(|name| {
        let record = record(name, LayerKind::Polygons, [0, 2], &[Field::text("code")], 1);
        desk.writer.begin_layer(record, &[bounds], &[1], &[vec![Some(name.into())]]).expect("the layer is written")
    });
    for &(layer, zoom) in order {
        desk.writer.add_zoom(layers[layer], zoom, &[square(zoom)]).expect("the zoom is written");
    }
    desk
}

#[test]
fn the_order_of_zooms_and_layers_changes_no_tile() {
    let layer_by_layer = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)];
    let zoom_by_zoom = [(0, 2), (1, 2), (0, 1), (1, 1), (0, 0), (1, 0)];
    let [one, other] = [layer_by_layer, zoom_by_zoom].map(|order| open(desk(&order).finish(Vec::new(), &[], &NONE)));
    for catalog in [&one, &other] {
        catalog.atlas().verify().expect("every byte is as it was written");
    }
    let request = asked("one,other", &[]);
    for tile in [(0, 0, 0), (1, 0, 1), (2, 1, 1), (2, 3, 2)] {
        let layers = drawn(&one, &request, tile);
        assert_eq!(layers.len(), 2);
        assert_eq!(layers, drawn(&other, &request, tile));
    }
}

/// No figures of two layers.
const NONE: [Vec<maillage::almanac::FigureColumn>; 2] = [Vec::new(), Vec::new()];

#[test]
fn a_zoom_written_twice_is_refused() {
    let desk = desk(&[(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 1)]);
    let Err(error) = desk.finish_atlas() else { panic!("it is not refused") };
    let told = error.to_string();
    assert!(told.contains("twice") && told.contains("layer: 0, part: 257"), "{told}");
}
