//! The same communes in every format and several projections give the same shapes, to the last unit of every zoom.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::python;
use crate::cli::topology::{Shapes, drawn_at};
use crate::common::{program, project, run};

/// How many communes.
const COUNT: usize = 500;

/// A format: its name in file names, and what GDAL has to be told to write it without loss.
struct Format {
    extension: &'static str,
    arguments: &'static [&'static str],
}

const FORMATS: [Format; 6] = [
    Format { extension: "fgb", arguments: &["-f", "FlatGeobuf"] },
    Format { extension: "noindex.fgb", arguments: &["-f", "FlatGeobuf", "-lco", "SPATIAL_INDEX=NO", "-dim", "XYZ"] },
    Format { extension: "gpkg", arguments: &["-f", "GPKG", "-nln", "communes"] },
    Format { extension: "shp", arguments: &["-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"] },
    Format { extension: "geojson", arguments: &["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=17"] },
    Format {
        extension: "csv",
        arguments: &["-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "--config", "OGR_WKT_PRECISION", "17"],
    },
];

/// Degrees, Lambert-93, Web Mercator.
const SYSTEMS: [u32; 3] = [4326, 2154, 3857];

#[test]
fn every_format_and_projection_gives_the_same_shapes() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let folder = folder.path();
    let base = folder.join("base.gpkg");
    let mut choose = Command::new("ogr2ogr");
    choose.args(["-f", "GPKG", "-select", "code,nom", "-where", "departement IN ('35', '56')", "-limit"]);
    choose.arg(COUNT.to_string()).arg(&base).arg(project().join("data/france/communes.fgb"));
    run(&mut choose);
    let expected = shapes(folder, "{ file = \"base.gpkg\" }");
    assert!(expected.iter().all(|(_, shapes)| shapes.len() == COUNT));
    let mut sources = vec![];
    for system in SYSTEMS {
        for Format { extension, arguments } in FORMATS {
            let file = format!("communes-{system}.{extension}");
            let mut gdal = Command::new("ogr2ogr");
            gdal.args(arguments).args(["-t_srs", &format!("EPSG:{system}")]).arg(folder.join(&file)).arg(&base);
            run(&mut gdal);
            let crs = if extension == "csv" { format!(", crs = \"EPSG:{system}\"") } else { String::new() };
            sources.push(format!("{{ file = \"{file}\"{crs} }}"));
        }
        let (from, parquet) = (format!("communes-{system}.geojson"), format!("communes-{system}.parquet"));
        convert(folder, &[&from, &parquet, &system.to_string()]);
        sources.push(format!("\"{parquet}\""));
    }
    convert(folder, &["communes-4326.geojson", "communes.topojson"]);
    sources.push("\"communes.topojson\"".to_owned());
    let mut lines = Command::new("ogr2ogr");
    lines
        .args(["-f", "GeoJSONSeq", "-lco", "COORDINATE_PRECISION=17"])
        .arg(folder.join("communes.geojsonl"))
        .arg(&base);
    run(&mut lines);
    sources.push("\"communes.geojsonl\"".to_owned());
    zip(folder);
    sources.push("\"communes.zip\"".to_owned());
    for source in sources {
        let found = shapes(folder, &source);
        for ((zoom, found), (_, expected)) in found.iter().zip(&expected) {
            let other: Vec<&String> = expected.keys().filter(|code| found.get(*code) != expected.get(*code)).collect();
            assert!(other.is_empty(), "{source}, zoom {zoom}: {other:?} differ");
        }
    }
}

fn convert(folder: &Path, arguments: &[&str]) {
    run(python().arg(project().join("tests/formats.py")).args(arguments).current_dir(folder));
}

/// A ZIP with a shapefile in a folder.
fn zip(folder: &Path) {
    let script = "import sys, zipfile\nwith zipfile.ZipFile('communes.zip', 'w') as out:\n    for end in ('shp', 'shx', 'dbf', \
                  'prj', 'cpg'):\n        out.write(f'communes-2154.{end}', f'data/communes.{end}')\n";
    run(python().args(["-c", script]).current_dir(folder));
}

/// The shapes of all zooms that a source is built to, by code.
fn shapes(folder: &Path, source: &str) -> Vec<(u8, Shapes)> {
    let recipe = format!(
        "name = \"same\"\ntitle = {{ fr = \"a\", en = \"a\" }}\nattribution = \"a\"\nbounds = [-5.3, 41.2, 9.7, 51.2]\n\
         [[level]]\nname = \"areas\"\nlabel = {{ fr = \"a\", en = \"a\" }}\nsource = {source}\nkey = \"code\"\ntitle = \"nom\"\n\
         zooms = [4, 14]\n"
    );
    fs::write(folder.join("recipe.toml"), recipe).expect("a recipe can be written");
    let out = folder.join("out");
    run(program().arg("build").arg(folder.join("recipe.toml")).arg("--out").arg(&out).arg("--quiet"));
    (4..=14).map(|zoom| (zoom, drawn_at(&out, "areas", zoom))).collect()
}
