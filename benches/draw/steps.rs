//! The steps of drawing alone: searching the R-tree, and cutting what crosses the window.

use std::hint::black_box;

use maillage::atlas::Shape;
use maillage::atlas::rtree::WorldBox;
use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::geo::{Cutter, GridPoint, Pieces, TileId, Window};

use crate::{Sample, timing};

pub(crate) fn print(catalog: &Catalog<Mapping>, samples: &[Sample]) {
    println!("\nthe steps alone; µs, median of turns. Vertices are those of the crossing shapes before the cut");
    println!(
        "{:18} {:>8} {:>9} {:>8} {:>9} {:>9} {:>9} {:>9}",
        "", "hits", "search", "ns/hit", "crossing", "vertices", "cut", "ns/vertex"
    );
    let (id, _) = catalog.layer("communes").expect("a layer of France");
    let layer = catalog.view(id);
    for sample in samples {
        let tile = sample.tile;
        let (window, corner) = (Window::of(tile), tile.corner());
        let query = world_box(tile, layer.displacement(tile.zoom()));
        let shapes = layer.zoom(tile.zoom()).expect("communes have shapes there");
        let mut hits = 0;
        let mut crossing: Vec<Shape<'_>> = Vec::new();
        layer.search(&query, |feature| {
            hits += 1;
            let shape = shapes.shape(feature).expect("a sound atlas");
            if window.meets(&shape.bounds()) && !window.holds(&shape.bounds()) {
                crossing.push(shape);
            }
        });
        let vertices: u64 = crossing.iter().map(|shape| u64::from(shape.vertices())).sum();
        let (mut cutter, mut rings) = (Cutter::default(), Pieces::default());
        let times = timing::race(&mut [&mut || layer.search(&query, |feature| _ = black_box(feature)), &mut || {
            for shape in &crossing {
                rings.clear();
                shape.cut(&window, corner, &mut cutter, &mut rings).expect("a sound atlas");
                black_box(&rings);
            }
        }]);
        println!(
            "{:18} {:>8} {:>9.2} {:>8.1} {:>9} {:>9} {:>9.1} {:>9.2}",
            format!("z{} {}", tile.zoom(), sample.what),
            hits,
            times[0] / 1000.0,
            times[0] / f64::from(hits),
            crossing.len(),
            vertices,
            times[1] / 1000.0,
            times[1] / vertices as f64
        );
    }
}

fn world_box(tile: TileId, displacement: u32) -> WorldBox {
    let window = Window::of(tile);
    let (cell, reach) = (f64::from(1u32 << (20 - tile.zoom())), f64::from(displacement));
    let low = |point: GridPoint| [point.x, point.y].map(|value| (f64::from(value) - reach) * cell);
    let high = |point: GridPoint| [point.x, point.y].map(|value| (f64::from(value) + reach) * cell);
    WorldBox { min: low(window.min), max: high(window.max) }
}
