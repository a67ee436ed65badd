//! Drawing tiles of France: the heaviest and the median tile of the communes at each zoom, the search and the cut
//! alone, and what compression costs at each level.

#[path = "common/allocations.rs"]
mod allocations;
#[path = "draw/compression.rs"]
mod compression;
#[path = "common/drawing.rs"]
mod drawing;
#[path = "common/france.rs"]
mod france;
#[path = "draw/steps.rs"]
mod steps;
#[path = "common/timing.rs"]
mod timing;
#[path = "common/trace.rs"]
mod trace;
#[path = "common/vertices.rs"]
mod vertices;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput};
use drawing::Drawer;
use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::geo::TileId;
use maillage::query::{Request, Selection, select};
use maillage::tile::{Compressors, Encoding};

/// A tile worth measuring.
struct Sample {
    tile: TileId,
    what: &'static str,
    features: u32,
    vertices: u64,
    bytes: usize,
}

fn main() {
    let (catalog, _) = Catalog::map(&france::folder()).expect("the example opens");
    let selection =
        select(&catalog, &Request::read("communes", &[]).expect("known parameters")).expect("a layer of France");
    let samples = samples(&catalog, &selection);
    print_draws(&catalog, &selection, &samples);
    steps::print(&catalog, &samples);
    compression::print(&catalog, &selection, &samples);
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("draw");
    group.sample_size(20);
    let mut drawer = Drawer::default();
    for sample in &samples {
        group.throughput(Throughput::Elements(sample.vertices));
        let name = BenchmarkId::new(sample.what, format!("z{}", sample.tile.zoom()));
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(drawer.draw(&catalog, &selection, sample.tile)));
        });
    }
    group.finish();
    criterion.final_summary();
}

/// The heaviest and the median of the tiles that show anything, at zooms 5 to 12.
fn samples(catalog: &Catalog<Mapping>, selection: &Selection) -> Vec<Sample> {
    let mut drawer = Drawer::default();
    let mut tiles = vec![TileId::new(0, 0, 0).expect("the world")];
    let mut samples = Vec::new();
    for zoom in 1..=12 {
        tiles = tiles.into_iter().flat_map(TileId::children).collect();
        if zoom < 4 {
            continue;
        }
        let mut drawn: Vec<_> = tiles.iter().map(|&tile| (drawer.draw(catalog, selection, tile), tile)).collect();
        drawn.retain(|(drawn, _)| drawn.features > 0);
        drawn.sort_by_key(|(drawn, tile)| (drawn.bytes.len(), *tile));
        tiles = drawn.iter().map(|(_, tile)| *tile).collect();
        if zoom >= 5 {
            for (what, (drawn, tile)) in [("heaviest", &drawn[drawn.len() - 1]), ("median", &drawn[drawn.len() / 2])] {
                let vertices = vertices::count(&drawn.bytes);
                let (tile, features, bytes) = (*tile, drawn.features, drawn.bytes.len());
                samples.push(Sample { tile, what, features, vertices, bytes });
            }
        }
    }
    samples
}

fn print_draws(catalog: &Catalog<Mapping>, selection: &Selection, samples: &[Sample]) {
    println!("\ndrawing communes with code, nom and population; µs a tile, median of turns");
    println!(
        "{:18} {:>8} {:>9} {:>9} {:>9} {:>9} {:>10} {:>9} {:>9} {:>7}",
        "", "features", "vertices", "bytes", "draw", "ns/vertex", "ns/feature", "+ gzip", "+ zstd", "allocs"
    );
    for sample in samples {
        let mut drawer = Drawer::default();
        let mut drawing = |encoding: Encoding, compressors: &mut Compressors| {
            let drawn = drawer.draw(catalog, selection, sample.tile);
            black_box(compressors.compress(&drawn.bytes, encoding));
        };
        let mut compressors = Compressors::default();
        drawing(Encoding::Identity, &mut compressors);
        let (allocations, _) = allocations::of(|| drawing(Encoding::Identity, &mut compressors));
        let times = [Encoding::Identity, Encoding::Gzip, Encoding::Zstd]
            .map(|encoding| timing::race(&mut [&mut || drawing(encoding, &mut compressors)])[0] / 1000.0);
        println!(
            "{:18} {:>8} {:>9} {:>9} {:>9.1} {:>9.2} {:>10.0} {:>9.1} {:>9.1} {:>7}",
            format!("z{} {}", sample.tile.zoom(), sample.what),
            sample.features,
            sample.vertices,
            sample.bytes,
            times[0],
            times[0] * 1000.0 / sample.vertices as f64,
            times[0] * 1000.0 / f64::from(sample.features),
            times[1],
            times[2],
            allocations
        );
    }
}
