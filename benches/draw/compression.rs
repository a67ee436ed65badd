//! What each level of gzip and zstd costs and saves: on what map users load, and on single tiles.

use std::collections::BTreeSet;
use std::hint::black_box;

use libdeflater::{CompressionLvl, Compressor};
use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::geo::TileId;
use maillage::query::{Request, Selection, select};

use crate::drawing::Drawer;
use crate::{Sample, timing, trace};

const GZIP: [i32; 7] = [1, 2, 3, 4, 5, 6, 9];
const ZSTD: [i32; 6] = [-1, 1, 2, 3, 4, 6];

/// Distinct tiles of the users' walk that are measured together.
const WALKED: usize = 400;

pub(crate) fn print(catalog: &Catalog<Mapping>, communes: &Selection, samples: &[Sample]) {
    let view = select(catalog, &Request::read("france", &[]).expect("known parameters")).expect("the view of France");
    let mut drawer = Drawer::default();
    let mut bytes = |selection: &Selection, tile: TileId| drawer.draw(catalog, selection, tile).bytes;
    // Every so many tiles, so that all users and zooms count.
    let walked: BTreeSet<TileId> = trace::tiles(catalog, 20_000).into_iter().step_by(20_000 / WALKED).collect();
    let walked: Vec<Vec<u8>> = walked.into_iter().map(|tile| bytes(&view, tile)).filter(|it| !it.is_empty()).collect();
    print_table(&format!("{} tiles of the walk over `france`", walked.len()), &walked);
    for sample in samples.iter().filter(|sample| [5, 8, 11].contains(&sample.tile.zoom())) {
        let tile = bytes(communes, sample.tile);
        print_table(&format!("communes, z{} {}", sample.tile.zoom(), sample.what), &[tile]);
    }
}

fn print_table(title: &str, tiles: &[Vec<u8>]) {
    let whole: usize = tiles.iter().map(Vec::len).sum();
    let mut lengths = Vec::new();
    let mut names = Vec::new();
    let mut works: Vec<Box<dyn FnMut() + '_>> = Vec::new();
    for level in GZIP {
        let mut compressor = Compressor::new(CompressionLvl::new(level).expect("a level of libdeflate"));
        let mut out = vec![0; tiles.iter().map(|tile| compressor.gzip_compress_bound(tile.len())).max().unwrap_or(0)];
        let mut work = move || -> usize {
            tiles.iter().map(|tile| compressor.gzip_compress(tile, &mut out).expect("room enough")).sum()
        };
        lengths.push(work());
        names.push(format!("gzip {level}"));
        works.push(Box::new(move || _ = black_box(work())));
    }
    for level in ZSTD {
        let mut compressor = zstd::bulk::Compressor::new(level).expect("a level of zstd");
        let mut out = vec![0; tiles.iter().map(|tile| zstd::zstd_safe::compress_bound(tile.len())).max().unwrap_or(0)];
        let mut work = move || -> usize {
            tiles.iter().map(|tile| compressor.compress_to_buffer(tile, &mut out[..]).expect("room enough")).sum()
        };
        lengths.push(work());
        names.push(format!("zstd {level}"));
        works.push(Box::new(move || _ = black_box(work())));
    }
    let mut works: Vec<&mut dyn FnMut()> = works.iter_mut().map(|work| &mut **work as &mut dyn FnMut()).collect();
    let times = timing::race(&mut works);
    println!("\ncompressing {title}: {whole} bytes");
    println!("{:8} {:>10} {:>8} {:>10} {:>8}", "", "bytes", "of whole", "µs a tile", "MB/s");
    for ((name, length), time) in names.iter().zip(lengths).zip(times) {
        println!(
            "{name:8} {length:>10} {:>7.1}% {:>10.1} {:>8.0}",
            100.0 * length as f64 / whole as f64,
            time / 1000.0 / tiles.len() as f64,
            whole as f64 * 1000.0 / time
        );
    }
}
