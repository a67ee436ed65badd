//! Broken files, each with its sentence: what cannot be read ends a build, what is wrong with a feature is told with its
//! code.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::common::{program, project, run};
use crate::lilliput::{Lilliput, Told, communes};

/// A soundly drawn square, for those that are not.
const SQUARE: &str = "[[[0,40],[1,40],[1,41],[0,41],[0,40]]]";

/// A country whose communes come from `file`, with this content.
fn with(file: &str, content: impl AsRef<[u8]>) -> Lilliput {
    with_source(file, content, &format!("\"{file}\""))
}

fn with_source(file: &str, content: impl AsRef<[u8]>, source: &str) -> Lilliput {
    let lilliput = Lilliput::new();
    lilliput.write(file, content);
    lilliput.replace("recipe.toml", "source = \"communes.fgb\"", &format!("source = {source}"));
    lilliput
}

fn check(lilliput: &Lilliput) -> Told {
    Told::of(program().arg("check").arg(lilliput.path("recipe.toml")).arg("--json"))
}

/// That nothing can be built, and why.
#[track_caller]
fn refused(lilliput: &Lilliput, parts: &[&str]) {
    // An atlas of before would be kept as long as the files are the same.
    let _ = fs::remove_dir_all(lilliput.out());
    lilliput.build(&[]).refused(parts);
    let told = check(lilliput).refused(&["nothing can be built of these sources"]);
    let errors = told.json()["errors"].as_array().expect("errors").clone();
    let text = errors.iter().map(Value::to_string).collect::<String>().replace("\\\"", "\"");
    assert!(parts[..1].iter().all(|part| text.contains(part)), "{text}");
}

/// The sound commune 001, and 002 with another shape.
fn two(geometry: &str) -> String {
    let one = |code: &str, geometry: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\",\"nom\":\"N\",\"province\":\"A\"}},\"geometry\":{geometry}}}"
        )
    };
    let sound = format!("{{\"type\":\"Polygon\",\"coordinates\":{SQUARE}}}");
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{},{}]}}", one("001", &sound), one("002", geometry))
}

fn polygon(rings: &str) -> String {
    format!("{{\"type\":\"Polygon\",\"coordinates\":{rings}}}")
}

/// Faults of commune 002: the shape, the kind of the complaint, and whether the commune is there all the same.
const SHAPES: [(&str, &str, bool); 23] = [
    ("[[[2,40],[3,40],[3,41],[2,41]]]", "unclosed_ring", true),
    ("[[[2,40],[3,41],[3,40],[2,41],[2,40]]]", "self_crossing", true),
    ("[[[2,40],[2,41],[3,41],[3,40],[2,40]]]", "wrong_winding", true),
    ("[[[2,40],[3,40],[3,40],[3,41],[2,41],[2,40]]]", "repeated_point", true),
    ("[[[2,40],[3,40],[3,41],[2,41],[2,40]],[[5,40],[5,41],[6,41],[5,40]]]", "hole_outside", true),
    ("[[[2,40],[4,40],[4,42],[2,42],[2,40]],[[3,41],[3,43],[5,43],[5,41],[3,41]]]", "crossing_rings", true),
    ("[[[2,40],[3,40],[3,41],[2,41],[2,40]],[[2.5,40.5],[2.6,40.5],[2.5,40.5]]]", "collapsed_ring", true),
    ("[[[2,40],[5,40],[5,43],[3,43],[3,41],[4,41],[4,42],[2,42],[2,40]]]", "ambiguous_shape", false),
    ("[[[2,40],[3,40],[3,null],[2,41],[2,40]]]", "bad_coordinates", false),
    ("[[[2,40],[3,40],[3,141],[2,41],[2,40]]]", "bad_coordinates", false),
    ("[[[2,40],[300,40],[3,41],[2,41],[2,40]]]", "bad_coordinates", false),
    ("[]", "missing_geometry", false),
    ("[[]]", "missing_geometry", false),
    ("[[[2,40],[3,40],[2,40]]]", "missing_geometry", false),
    ("[[2,40],[3,40],[3,41],[2,40]]", "broken_geometry", false),
    ("null", "missing_geometry", false),
    ("point", "not_a_polygon", false),
    ("line", "not_a_polygon", false),
    ("sphere", "broken_geometry", false),
    ("[[[2,40],[3,40],null,[3,41],[2,40]]]", "broken_geometry", false),
    ("[[[2,40],[3,40],\"3,41\",[2,41],[2,40]]]", "broken_geometry", false),
    ("text", "broken_geometry", false),
    ("mixed", "mixed_geometry", true),
];

#[test]
fn faults_of_shapes_are_told_with_code_and_place() {
    for (shape, kind, is_kept) in SHAPES {
        let square = polygon("[[[2,40],[3,40],[3,41],[2,41],[2,40]]]");
        let geometry = match shape {
            "null" => shape.to_owned(),
            "point" => "{\"type\":\"Point\",\"coordinates\":[2,40]}".to_owned(),
            "line" => "{\"type\":\"LineString\",\"coordinates\":[[2,40],[3,41]]}".to_owned(),
            "text" => "\"POLYGON((2 40,3 40,3 41,2 40))\"".to_owned(),
            "sphere" => "{\"type\":\"Sphere\",\"coordinates\":[2,40]}".to_owned(),
            "mixed" => format!(
                "{{\"type\":\"GeometryCollection\",\"geometries\":[{square},{{\"type\":\"Point\",\"coordinates\":[2,40]}}]}}"
            ),
            rings => polygon(rings),
        };
        let lilliput = with("communes.geojson", two(&geometry));
        let told = check(&lilliput).done().json();
        let records = told["complaints"]["records"].as_array().expect("complaints").clone();
        let record = records.iter().find(|record| record["kind"] == kind);
        let record = record.unwrap_or_else(|| panic!("{shape} is no {kind}: {records:?}"));
        assert_eq!((&record["code"], &record["row"]), (&"002".into(), &2.into()), "{shape}");
        assert_eq!(record["file"], "communes.geojson");
        if is_kept && kind != "mixed_geometry" {
            let place = record["place"].as_array().unwrap_or_else(|| panic!("{kind} has no place"));
            let [lon, lat] = [0, 1].map(|axis| place[axis].as_f64().expect("a number"));
            // Places come from the world grid, of which a cell is 9 mm.
            assert!((1.999..=6.0).contains(&lon) && (39.999..=43.0).contains(&lat), "{kind}: {lon}, {lat}");
        }
        let count = told["layers"][0]["features"].as_u64().expect("a count");
        assert_eq!(count, 1 + u64::from(is_kept), "{shape}");
    }
}

#[test]
fn broken_texts_are_refused() {
    let sound = two(&polygon("[[[2,40],[3,40],[3,41],[2,41],[2,40]]]"));
    let json = |content: &str| with("communes.geojson", content);
    refused(&json(&sound[..sound.len() - 40]), &["cannot be read as GeoJSON, after 1 feature:", "line 1 column"]);
    refused(&json(&sound.replace("\"features\":[", "\"features\":[,")), &["cannot be read as GeoJSON"]);
    refused(&json("{\"type\":\"FeatureCollection\",\"features\":[]}"), &["`communes.geojson` has no features"]);
    refused(&json("{\"type\":\"Polygon\",\"coordinates\":[]}"), &["a `Polygon` is neither a feature nor a collection"]);
    refused(&json(&sound.replace("\"code\"", "\"insee\"")), &["has no column `code`", "`insee`, `nom`, `province`"]);
    let late = sound.replace("]}}]}", "]}}],\"crs\":{\"properties\":{\"name\":\"EPSG:2154\"}}}");
    refused(&json(&late), &["names its coordinate system, `EPSG:2154`, behind its features"]);
    let unknown = sound.replace("\"features\"", "\"crs\":{\"properties\":{\"name\":\"EPSG:23030\"}},\"features\"");
    refused(&json(&unknown), &["is in a coordinate system that is not read", "EPSG:23030"]);
    refused(&with("communes.geojson", ""), &["`communes.geojson` is empty"]);
    let topology = "{\"type\":\"Topology\",\"objects\":{\"a\":{},\"b\":{}},\"arcs\":[]}";
    refused(&with("communes.json", topology), &["`communes.json` has several layers: `a`, `b`", "layer = \"a\""]);
    let one = "{ file = \"communes.json\", layer = \"aa\" }";
    refused(&with_source("communes.json", topology, one), &["has no layer `aa`; it has `a`, `b`", "did you mean `a`?"]);
    refused(&with("communes.json", &topology[..50]), &["cannot be read as TopoJSON"]);
    refused(&with("communes.csv", "code;nom\n001;A\n"), &["`communes.csv` is no file of features", "WKT"]);
    let column = "{ file = \"communes.csv\", geometry = \"shape\" }";
    refused(
        &with_source("communes.csv", "code;nom\n001;A\n", column),
        &["has no column `shape`; it has `code`, `nom`"],
    );
    let wide: Vec<u8> = sound.encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused(&with("communes.geojson", wide), &["`communes.geojson` is JSON in UTF-16, and JSON is UTF-8", "iconv"]);
    let broken = "code;nom;province;shape\n001;A;A;POLYGON((0 40,1 40\n002;B;A;POLYGON((0 40,1 40\n";
    refused(&with("communes.csv", broken), &["`communes.csv` has no polygon on Earth among its 2 features"]);
}

/// What GDAL makes of Lilliput, in a format.
fn converted(format: &str, extension: &str) -> (Lilliput, Vec<u8>) {
    let lilliput = Lilliput::new();
    let file = format!("made.{extension}");
    run(Command::new("ogr2ogr").args(["-f", format]).arg(lilliput.path(&file)).arg(lilliput.path("communes.fgb")));
    let bytes = fs::read(lilliput.path(&file)).expect("GDAL has written it");
    lilliput.replace("recipe.toml", "source = \"communes.fgb\"", &format!("source = \"{file}\""));
    (lilliput, bytes)
}

/// Rows that a table of shapes leaves out are told, with their line.
#[test]
fn rows_without_all_fields_are_told() {
    let square = "\"POLYGON((0 40,0 41,1 41,1 40,0 40))\"";
    let lilliput = with("communes.csv", format!("code;nom;province;shape\n001;A;A;{square}\n002;B\n003;C;A;\"open\n"));
    let told = check(&lilliput).done().json();
    let records = told["complaints"]["records"].as_array().expect("complaints").clone();
    let told = |kind: &str| records.iter().find(|record| record["kind"] == kind).map(|record| record["row"].clone());
    assert_eq!([told("short_row"), told("open_quote")], [Some(3.into()), Some(4.into())], "{records:?}");
}

#[test]
fn broken_databases_and_shapefiles_are_refused() {
    let (lilliput, bytes) = converted("GPKG", "gpkg");
    lilliput.build(&[]).done();
    lilliput.write("made.gpkg", &bytes[..bytes.len() / 3]);
    refused(&lilliput, &["`made.gpkg` cannot be read as a GeoPackage"]);
    lilliput.write("made.gpkg", &bytes[..60]);
    refused(&lilliput, &["`made.gpkg`"]);
    lilliput.write("made.gpkg", &bytes);
    lilliput.write("made.gpkg-wal", "something");
    refused(&lilliput, &["`made.gpkg` is still open in another program", "close the program"]);
    fs::remove_file(lilliput.path("made.gpkg-wal")).expect("it was there");
    lilliput.replace("recipe.toml", "\"made.gpkg\"", "{ file = \"made.gpkg\", layer = \"commune\" }");
    refused(&lilliput, &["`made.gpkg` has no layer `commune`; it has `communes`", "did you mean `communes`?"]);

    let (lilliput, bytes) = converted("ESRI Shapefile", "shp");
    let table = fs::read(lilliput.path("made.dbf")).expect("it belongs to it");
    lilliput.replace("recipe.toml", "title = \"nom\"\nid = \"###\"", "title = \"nom\"\nid = \"###\"");
    lilliput.build(&[]).done();
    lilliput.write("made.shp", &bytes[..bytes.len() - 10]);
    refused(&lilliput, &["`made.shp` cannot be read as a shapefile, after 5 features", "cut short"]);
    lilliput.write("made.shp", &bytes);
    lilliput.write("made.dbf", &table[..table.len() - 40]);
    refused(&lilliput, &["`made.shp` cannot be read as a shapefile", "the .dbf ends after"]);
    fs::remove_file(lilliput.path("made.dbf")).expect("it was there");
    refused(&lilliput, &["`made.shp` lacks its .dbf"]);
    lilliput.write("made.dbf", &table);
    lilliput
        .write("made.prj", "PROJCS[\"Atlantis_Grid\",GEOGCS[\"a\",DATUM[\"Atlantis\",SPHEROID[\"a\",6378000,300]]]]");
    refused(&lilliput, &["`made.shp` is in a coordinate system that is not read", "Atlantis_Grid"]);
}

#[test]
fn broken_archives_and_columns_are_refused() {
    refused(&with("communes.zip", "PK\u{3}\u{4}nonsense"), &["`communes.zip` cannot be read as a ZIP"]);
    refused(&with("communes.parquet", "PAR1nonsensePAR1"), &["`communes.parquet` cannot be read as"]);
    refused(&with("communes.fgb", &communes(4326, 1.0)[..900]), &["`communes.fgb`"]);
    refused(&with("communes.fgb", [0xffu8, 0xfe, 0, 1, 2]), &["`communes.fgb`"]);
}

/// Numbers that are not what the file says they are.
#[test]
fn mistaken_coordinates_are_recognised_by_the_bounds() {
    let exchanged = two(&polygon("[[[40,2],[40,3],[41,3],[41,2],[40,2]]]"))
        .replace(SQUARE, "[[[40,0],[40,1],[41,1],[41,0],[40,0]]]");
    let lilliput = with("communes.geojson", exchanged);
    let told = check(&lilliput).done().json();
    assert_eq!(told["complaints"]["kinds"][0]["kind"], "swapped_axes", "{told:#}");
    assert_eq!(told["layers"][0]["features"], 2);
    let source = "{ file = \"communes.fgb\", crs = \"EPSG:2154\" }";
    let told = check(&with_source("communes.fgb", communes(4326, 1.0), source)).done().json();
    assert_eq!(told["complaints"]["kinds"][0]["kind"], "other_system", "{told:#}");
    assert_eq!(told["layers"][0]["features"], 6);
}

/// The places are points that GDAL and QGIS read.
#[test]
fn places_of_complaints_are_a_file() {
    let lilliput = with("communes.geojson", two(&polygon("[[[2,40],[3,41],[3,40],[2,41],[2,40]]]")));
    let file = lilliput.path("places.fgb");
    let told = Told::of(program().arg("check").arg(lilliput.path("recipe.toml")).arg("--places").arg(&file)).done();
    assert!(told.out.contains(&format!("Written to {}: ", file.display())), "{}", told.out);
    let listed = run(Command::new("ogrinfo").args(["-al", "-where", "kind = 'self_crossing'"]).arg(&file));
    assert!(listed.contains("Feature Count: 1") && listed.contains("POINT (2.5"), "{listed}");
    let mut qgis = Command::new("/usr/bin/python3");
    let seen = run(qgis.arg(project().join("tests/places.py")).arg(&file));
    let seen: Value = serde_json::from_str(&seen).unwrap_or_else(|error| panic!("{error}: {seen}"));
    assert_eq!(seen["crs"], "EPSG:4326");
    let found = seen["features"].as_array().expect("features").iter().find(|place| place["kind"] == "self_crossing");
    let found = found.unwrap_or_else(|| panic!("{seen:#}"));
    assert_eq!((&found["code"], &found["file"]), (&"002".into(), &"communes.geojson".into()), "{found:#}");
    // Places come from the world grid, of which a cell is 9 mm.
    assert!((found["place"][0].as_f64().expect("a number") - 2.5).abs() < 1e-6, "{found:#}");
    let strict = Told::of(program().arg("check").arg(lilliput.path("recipe.toml")).arg("--strict"));
    strict.refused(&["--strict refuses data that is lost, changed or in doubt"]);
}
