//! Sources that cannot be read end a build.

use std::fs;
use std::process::Command;

use super::files;
use crate::common::{program, run};
use crate::lilliput::{Lilliput, Told, communes, flatgeobuf, square};

/// A country whose build is refused and publishes nothing.
#[track_caller]
fn refused(lilliput: &Lilliput, parts: &[&str]) {
    lilliput.build(&[]).refused(parts);
    assert!(files(&lilliput.out()).is_empty(), "{:?}", files(&lilliput.out()));
}

#[test]
fn a_missing_source_is_named() {
    for file in ["communes.fgb", "figures.csv", "provinces.csv", "schools.csv"] {
        let lilliput = Lilliput::new();
        fs::remove_file(lilliput.path(file)).expect("it was there");
        refused(&lilliput, &[&format!("`{file}` does not exist"), "relative to the folder of the recipe"]);
    }
}

#[test]
fn a_folder_in_the_place_of_a_source_is_named() {
    let lilliput = Lilliput::new();
    fs::remove_file(lilliput.path("figures.csv")).expect("it was there");
    fs::create_dir(lilliput.path("figures.csv")).expect("a folder");
    refused(&lilliput, &["`figures.csv` is not a file"]);
}

#[test]
fn an_empty_source_is_named() {
    for file in ["communes.fgb", "figures.csv", "provinces.csv", "schools.csv"] {
        let lilliput = Lilliput::new();
        lilliput.write(file, "");
        refused(&lilliput, &[&format!("`{file}` is empty")]);
    }
}

#[test]
fn a_missing_column_is_told_with_those_that_exist() {
    for (file, column, wrong, existing) in [
        ("figures.csv", "population = \"population\"", "population = \"inhabitants\"", "`code`, `population`, `young`"),
        (
            "provinces.csv",
            "key = \"code\"\ntitle = \"nom\"\nid = \"@\"",
            "key = \"code\"\ntitle = \"name\"\nid = \"@\"",
            "`code`, `nom`",
        ),
        ("schools.csv", "longitude = \"lon\"", "longitude = \"x\"", "`code`, `nom`, `lon`, `lat`, `commune`"),
        ("communes.fgb", "by = \"province\"", "by = \"state\"", "`code`, `nom`, `province`"),
    ] {
        let lilliput = Lilliput::new();
        lilliput.replace("recipe.toml", column, wrong);
        refused(&lilliput, &[&format!("`{file}` has no column"), existing]);
    }
}

#[test]
fn a_near_miss_of_a_column_is_guessed() {
    let lilliput = Lilliput::new();
    lilliput.replace("recipe.toml", "population = \"population\"", "population = \"populatoin\"");
    refused(&lilliput, &["`populatoin`", "did you mean `population`?"]);
}

#[test]
fn a_flatgeobuf_cut_short_is_refused_wherever() {
    let whole = communes(4326, 1.0);
    for share in 1..20 {
        let lilliput = Lilliput::new();
        lilliput.write("communes.fgb", &whole[..whole.len() * share / 20]);
        refused(&lilliput, &["communes.fgb"]);
    }
    let lilliput = Lilliput::new();
    lilliput.write("communes.fgb", &whole[..whole.len() - 1]);
    refused(&lilliput, &["ends after 5 of 6 features", "download or export it again"]);
}

#[test]
fn a_flatgeobuf_without_features_is_refused() {
    let lilliput = Lilliput::new();
    lilliput.write("communes.fgb", flatgeobuf(4326, []));
    refused(&lilliput, &["`communes.fgb` has no features"]);
    // The same as GDAL writes it.
    let empty = lilliput.path("empty.fgb");
    let mut gdal = Command::new("ogr2ogr");
    lilliput.write("communes.fgb", communes(4326, 1.0));
    gdal.args(["-f", "FlatGeobuf", "-where", "code = 'nobody'"]).arg(&empty).arg(lilliput.path("communes.fgb"));
    run(&mut gdal);
    fs::rename(empty, lilliput.path("communes.fgb")).expect("a file can be renamed");
    refused(&lilliput, &["`communes.fgb` has no features"]);
}

#[test]
fn another_coordinate_system_is_read_and_an_unknown_one_refused() {
    let lilliput = Lilliput::new();
    let plain = lilliput.build(&["--json"]).done().json();
    let projected = lilliput.path("projected.fgb");
    let mut gdal = Command::new("ogr2ogr");
    gdal.args(["-f", "FlatGeobuf", "-t_srs", "EPSG:3035"]).arg(&projected).arg(lilliput.path("communes.fgb"));
    run(&mut gdal);
    fs::rename(projected, lilliput.path("communes.fgb")).expect("a file can be renamed");
    let read = lilliput.build(&["--json"]).done().json();
    assert_eq!(read["layers"], plain["layers"]);
    let lilliput = Lilliput::new();
    lilliput.write("communes.fgb", communes(23030, 1.0));
    refused(&lilliput, &["`communes.fgb` is in a coordinate system that is not read", "EPSG:23030", "crs ="]);
    // Metres that say they are degrees.
    lilliput.write("communes.fgb", communes(4326, 10_000.0));
    refused(&lilliput, &["`communes.fgb`"]);
}

#[test]
fn what_is_no_file_of_features_is_refused() {
    let lilliput = Lilliput::new();
    lilliput.write("communes.fgb", "code;nom\n001;Around\n");
    refused(&lilliput, &["`communes.fgb` is no file of features", "GeoPackage"]);
    lilliput.write("communes.fgb", "fgb\u{3}fgb");
    refused(&lilliput, &["`communes.fgb` cannot be read as FlatGeobuf"]);
}

#[test]
fn a_code_that_does_not_fit_its_pattern_is_refused() {
    let lilliput = Lilliput::new();
    lilliput.replace("recipe.toml", "id = \"###\"", "id = \"##A\"");
    refused(
        &lilliput,
        &["`communes.fgb`", "feature", "does not fit the id pattern `##A`", "widen the `id` pattern of `communes`"],
    );
    let lilliput = Lilliput::new();
    lilliput.replace("recipe.toml", "id = \"@#\"", "id = \"##\"");
    refused(&lilliput, &["`schools.csv`, row", "does not fit the id pattern `##`", "of `schools`"]);
}

#[test]
fn a_dissolve_by_a_column_that_is_empty_is_refused() {
    let lilliput = Lilliput::new();
    let shape = geo::MultiPolygon(vec![square(0.0, 40.0, 1.0)]);
    lilliput.write("communes.fgb", flatgeobuf(4326, [(("001", "Alone", ""), shape)]));
    refused(&lilliput, &["province"]);
}

/// What `maillage check` says of a country with this file in the place of its communes or of its figures.
#[track_caller]
fn told_by_check(lilliput: &Lilliput) -> String {
    let told = Told::of(program().arg("check").arg(lilliput.path("recipe.toml")));
    assert_eq!(told.code, Some(1), "{told:?}");
    told.out
}

#[test]
fn files_of_other_formats_are_named_with_the_way_out() {
    let kml = "<?xml version=\"1.0\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document/></kml>";
    let shapes: [(&str, &[u8], &str, &str); 4] = [
        ("communes.kml", kml.as_bytes(), "a KML file", "ogr2ogr -f GPKG communes.gpkg communes.kml"),
        ("communes.tab", b"!table\n!version 300\n", "a MapInfo table (TAB)", "ogr2ogr -f GPKG communes.gpkg"),
        (
            "communes.dbf",
            b"\x03\x7a\x0b\x1e\0\0\0\0",
            "the table of a shapefile",
            "name the shapefile itself, `communes.shp`",
        ),
        ("communes.csv", b"<!DOCTYPE html><html>404</html>", "an HTML page", "download it again"),
    ];
    for (file, content, what, help) in shapes {
        let lilliput = Lilliput::new();
        lilliput.write(file, content);
        lilliput.replace("recipe.toml", "source = \"communes.fgb\"", &format!("source = \"{file}\""));
        let told = told_by_check(&lilliput);
        assert!(told.contains(&format!("`{file}` is {what}")) && told.contains(help), "{told}");
    }
    let lilliput = Lilliput::new();
    lilliput.write("figures.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    let told = told_by_check(&lilliput);
    assert!(told.contains("`figures.csv` is a workbook of the old Excel format (XLS)"), "{told}");
    assert!(told.contains("soffice --headless --convert-to xlsx figures.csv"), "{told}");
    let lilliput = Lilliput::new();
    fs::create_dir(lilliput.path("communes.gdb")).expect("a folder");
    lilliput.replace("recipe.toml", "source = \"communes.fgb\"", "source = \"communes.gdb\"");
    refused(&lilliput, &["`communes.gdb` is a file geodatabase of Esri", "ogr2ogr -f GPKG communes.gpkg communes.gdb"]);
}
