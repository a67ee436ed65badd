//! Any bytes as a recipe, a table or a FlatGeobuf: read, complained of or refused, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use maillage::ingest::{Complaints, Recipe, Table, read_areas};

fuzz_target!(|data: &[u8]| {
    let Some((kind, bytes)) = data.split_first() else { return };
    let folder = tempfile::tempdir().expect("a folder for a moment");
    std::fs::write(folder.path().join("source"), bytes).expect("room for a small file");
    let mut complaints = Complaints::default();
    match kind % 3 {
        0 => drop(Recipe::load(&folder.path().join("source"))),
        1 => {
            if let Ok(table) = Table::read(folder.path(), "source", &["code", "value"], &mut complaints) {
                for row in &table.rows {
                    let _ = table.number(row, 0);
                }
            }
        }
        _ => drop(read_areas(folder.path(), "source", &["code"], &mut complaints)),
    }
});
