//! Any bytes as a recipe, a table or a file of features of any format: read, complained of or refused, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use maillage::ingest::{Complaints, Crs, FeatureSource, Recipe, Surroundings, Table, read_areas};

fuzz_target!(|data: &[u8]| {
    let Some((kind, bytes)) = data.split_first() else { return };
    let folder = tempfile::tempdir().expect("a folder for a moment");
    std::fs::write(folder.path().join("source"), bytes).expect("room for a small file");
    let mut complaints = Complaints::default();
    let _ = Crs::of_wkt(&String::from_utf8_lossy(bytes));
    match kind % 3 {
        0 => drop(Recipe::load(&folder.path().join("source"))),
        1 => {
            if let Ok(table) = Table::read(folder.path(), "source", &["code", "value"], &mut complaints) {
                for row in &table.rows {
                    let _ = table.number(row, 0);
                }
            }
        }
        _ => {
            let around =
                Surroundings { folder: folder.path(), bounds: [-5.0, 41.0, 10.0, 51.0], close_below: 1e4, progress: &|_| () };
            drop(read_areas(around, &FeatureSource::of("source"), &["code"], &mut complaints));
        }
    }
});
