//! Building made-up countries of one million vertices and more: how seconds and memory grow with them.
//! Needs Linux's /proc.
//!
//! `cargo bench --bench mesh` builds 1, 2, 4 and 8 million vertices and `giant`, a country of one million with one
//! commune of 1.4 million on top, whose neighbours share its borders; `giant6.6` has as many millions in the others, and
//! a size that ends in `json`, such as `2json`, comes as GeoJSON. `cargo bench --bench mesh -- 0.1 giant` builds those
//! two; the word `keep` among them leaves what was written and built below the target folder.

#[path = "common/child.rs"]
mod child;
#[path = "mesh/country.rs"]
mod country;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use child::Usage;
use country::Country;
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::Geometry;
use geozero::{ColumnValue, PropertyProcessor};

const RECIPE: &str = include_str!("mesh/recipe.toml");

const COLUMNS: [&str; 3] = ["code", "nom", "departement"];

fn main() {
    // Cargo's own arguments begin with dashes.
    let mut sizes: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let is_kept = sizes.iter().any(|word| word == "keep");
    sizes.retain(|word| word != "keep");
    if sizes.is_empty() {
        sizes = ["1", "2", "4", "8", "giant"].map(str::to_owned).to_vec();
    }
    println!("\nmaillage build of made-up countries; per million vertices, as a multiple of the first");
    print!("{:>6} {:>10} {:>11} {:>7}", "", "vertices", "territories", "file MB");
    print!(" {:>8} {:>11} {:>9}", "seconds", "CPU seconds", "memory MB");
    println!(" {:>8} {:>11} {:>9}", "seconds", "CPU seconds", "memory MB");
    let mut first: Option<[f64; 3]> = None;
    for size in &sizes {
        let plain = size.trim_end_matches("json");
        let millions = |text: &str| 1e6 * text.parse::<f64>().expect("millions of vertices, or `giant`");
        let country = match plain.strip_prefix("giant") {
            Some("") => Country::with_giant(1e6),
            Some(others) => Country::with_giant(millions(others)),
            None => Country::of_vertices(millions(plain)),
        };
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-mesh-{size}"));
        let _ = std::fs::remove_dir_all(&folder);
        let (vertices, territories, megabytes) =
            if plain == size.as_str() { write(&country, &folder) } else { write_json(&country, &folder) };
        let usage = build(&folder);
        let figures = [usage.seconds, usage.processor_seconds, usage.peak_megabytes];
        let each = figures.map(|figure| figure / vertices as f64);
        let base = *first.get_or_insert(each);
        print!("{size:>6} {vertices:>10} {territories:>11} {megabytes:>7.1}");
        print!(" {:>8.1} {:>11.1} {:>9.0}", figures[0], figures[1], figures[2]);
        println!(" {:>8.2} {:>11.2} {:>9.2}", each[0] / base[0], each[1] / base[1], each[2] / base[2]);
        if !is_kept {
            let _ = std::fs::remove_dir_all(&folder);
        }
    }
}

/// Writes the sources of a country, and returns its vertices and territories, and the megabytes of its FlatGeobuf.
fn write(country: &Country, folder: &Path) -> (usize, usize, f64) {
    let options = FgbWriterOptions {
        crs: FgbCrs { code: 4326, ..FgbCrs::default() },
        promote_to_multi: false,
        detect_type: false,
        ..FgbWriterOptions::default()
    };
    let mut writer = FgbWriter::create_with_options("communes", GeometryType::Polygon, options).expect("a writer");
    COLUMNS.iter().for_each(|column| writer.add_column(column, ColumnType::String, |_, _| {}));
    let (mut vertices, mut territories) = (0, 0);
    for commune in country.communes() {
        // The ring is closed: its last point is its first.
        vertices += commune.shape.exterior().0.len() - 1;
        territories += 1;
        let values = [&commune.code, &commune.name, &commune.departement];
        let written = writer.add_feature_geom(Geometry::Polygon(commune.shape), |feature| {
            for (place, value) in values.into_iter().enumerate() {
                feature.property(place, COLUMNS[place], &ColumnValue::String(value)).expect("a value");
            }
        });
        written.expect("a feature can be written");
    }
    std::fs::create_dir_all(folder).expect("a folder for the country");
    let path = folder.join("communes.fgb");
    let file = File::create(&path).expect("a file for the communes");
    writer.write(BufWriter::new(file)).expect("a FlatGeobuf can be written");
    std::fs::write(recipe(folder), RECIPE).expect("the recipe can be written");
    let length = std::fs::metadata(&path).expect("the file is there").len();
    (vertices, territories, length as f64 / 1e6)
}

/// The same as GeoJSON, with 9 decimals.
fn write_json(country: &Country, folder: &Path) -> (usize, usize, f64) {
    std::fs::create_dir_all(folder).expect("a folder for the country");
    let path = folder.join("communes.geojson");
    let mut file = BufWriter::new(File::create(&path).expect("a file for the communes"));
    let (mut vertices, mut territories) = (0, 0);
    let mut text = "{\"type\":\"FeatureCollection\",\"features\":[".to_owned();
    for commune in country.communes() {
        let points = &commune.shape.exterior().0;
        vertices += points.len() - 1;
        if territories > 0 {
            text.push(',');
        }
        territories += 1;
        let places: Vec<String> = points.iter().map(|at| format!("[{:.9},{:.9}]", at.x, at.y)).collect();
        text.push_str(&format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{}\",\"nom\":\"{}\",\"departement\":\"{}\"}},\
             \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}\n",
            commune.code,
            commune.name,
            commune.departement,
            places.join(",")
        ));
        file.write_all(text.as_bytes()).expect("a feature can be written");
        text.clear();
    }
    file.write_all(b"]}").expect("the end can be written");
    drop(file);
    std::fs::write(recipe(folder), RECIPE.replace("communes.fgb", "communes.geojson"))
        .expect("a recipe can be written");
    let length = std::fs::metadata(&path).expect("the file is there").len();
    (vertices, territories, length as f64 / 1e6)
}

fn recipe(folder: &Path) -> PathBuf {
    folder.join("recipe.toml")
}

fn build(folder: &Path) -> Usage {
    let mut build = Command::new(env!("CARGO_BIN_EXE_maillage"));
    build.arg("build").arg(recipe(folder)).arg("--out").arg(folder.join("out")).arg("--quiet");
    child::measure(&mut build)
}
