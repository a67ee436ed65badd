//! Whole levels as files.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::{Value, json};

use super::sentence;
use crate::common::{Answer, Server, france, output, project, run};
use crate::lilliput;

/// The rows of a CSV file, each by the names of its columns.
fn rows(answer: &Answer, delimiter: u8) -> Vec<BTreeMap<String, String>> {
    assert_eq!(answer.status, 200);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(&answer.body[..]);
    let header = reader.headers().expect("a header").clone();
    let row = |row: csv::StringRecord| {
        header.iter().zip(&row).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|record| row(record.expect("a row"))).collect()
}

#[test]
fn a_small_country_is_written_to_the_letter() {
    let server = Server::start(lilliput::map());
    let csv = server.get("/territories/communes.csv?indicators=population,part_young");
    assert!(csv.header("content-type").starts_with("text/csv"));
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"communes.csv\"");
    let lines: Vec<&str> = csv.text().split("\r\n").collect();
    assert_eq!(lines[0], "code,nom,province,area_km2,longitude,latitude,part_young,part_young_reason,population");
    let ends: Vec<String> =
        (lines[1..7].iter()).map(|line| line.rsplit(',').take(3).collect::<Vec<_>>().join(" ")).collect();
    // 0 of 0 is no share, and what is missing is empty, not zero.
    assert_eq!(ends, ["1000  10.0", "20  25.0", "300  20.0", "0 not_applicable ", "  ", "7  14.3"]);
    assert_eq!(lines[7..], [""]);

    let french = server.get("/territories/communes.csv?indicators=part_young&delimiter=semicolon&bom=true");
    assert!(french.text().starts_with("\u{FEFF}code;nom;province;"));
    assert!(french.text().lines().nth(1).is_some_and(|line| line.ends_with(";10,0;")));

    let table = server.get("/territories/communes.json?indicators=part_young").json();
    assert_eq!(table["figures"][0]["source"], "Lilliput");
    assert_eq!(
        (&table["territories"][0]["part_young"], &table["territories"][4]["part_young"]),
        (&json!(10.0), &Value::Null)
    );
    let schools = rows(&server.get("/territories/schools.csv"), b',');
    assert_eq!((schools[2]["longitude"].as_str(), schools[2]["commune"].as_str()), ("8.0000010", "006"));
    assert!(!schools[0].contains_key("area_km2"));
}

#[test]
fn every_commune_is_in_the_file_with_the_figures_of_the_tables() {
    let server = Server::start(france());
    let found = rows(&server.get("/territories/communes.csv?indicators=population&year=2019,2023"), b',');
    assert_eq!(found.len(), 34_875);
    assert!(found.is_sorted_by(|one, other| one["code"] < other["code"]));
    let passages = |file: &str| -> Vec<(String, String)> {
        let path = project().join("data/france").join(file);
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path).expect("a table");
        reader.records().map(|row| row.expect("a row")).map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
    };
    let merged: BTreeMap<String, String> = passages("passages.csv").into_iter().collect();
    let split: BTreeSet<String> = passages("scissions.csv").into_iter().map(|(_, code)| code).collect();
    for year in ["2019", "2023"] {
        let path = project().join(format!("data/france/indicators/population_{year}.csv"));
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path).expect("a table");
        // Communes that have merged since are one, those that were split have no figures of 2019.
        let mut expected: BTreeMap<String, u32> = BTreeMap::new();
        for row in reader.records().map(|row| row.expect("a row")) {
            let code = merged.get(&row[0]).map_or(&row[0], String::as_str);
            *expected.entry(code.to_owned()).or_default() += row[1].parse::<u32>().expect("a figure");
        }
        for row in &found {
            let code = &row["code"];
            let is_split = year == "2019" && split.contains(code);
            let figure = expected.get(code).filter(|_| !is_split).map_or(String::new(), u32::to_string);
            assert_eq!(row[&format!("population@{year}")], figure, "{code} {year}");
        }
        if year == "2019" {
            let reasons = found.iter().filter(|row| row["population@2019_reason"] == "not_comparable");
            assert_eq!(reasons.map(|row| row["code"].clone()).collect::<BTreeSet<_>>(), split);
        }
    }
    let area: f64 = found.iter().map(|row| row["area_km2"].parse::<f64>().expect("an area")).sum();
    assert!((630_000.0..640_000.0).contains(&area), "{area} km²");
}

#[test]
fn a_csv_file_is_described_as_the_web_wants_it() {
    let server = Server::start(france());
    let csv = server.get("/territories/regions.csv?indicators=population&year=2019,2023&delimiter=semicolon&lang=en");
    let link = csv.header("link");
    assert!(link.contains("rel=\"describedby\"; type=\"application/csvm+json\""), "{link}");
    let address = link.split(['<', '>']).nth(1).expect("an address");
    let answer = server.get(address.strip_prefix(&server.base()).expect("an address of this server"));
    assert_eq!(answer.header("content-type"), "application/csvm+json");
    let metadata = answer.json();
    let columns = metadata["tableSchema"]["columns"].as_array().expect("columns");
    let titles: Vec<&str> = columns.iter().filter_map(|column| column["titles"].as_str()).collect();
    let header = csv.text().lines().next().expect("a header").split(';').collect::<Vec<_>>();
    assert_eq!(titles, header);
    assert_eq!(metadata["dialect"]["delimiter"], ";");
    let last = columns.last().expect("a column");
    assert_eq!(last["name"], "population%402023");
    assert!(last["dc:source"].as_str().is_some_and(|source| source.contains("INSEE")));
    assert_eq!(metadata["dc:license"], json!(["Licence Ouverte / Etalab 2.0"]));
}

/// Twice the area of a ring in degrees, positive where it runs counterclockwise.
fn winding(ring: &[Value]) -> f64 {
    let at = |place: usize| [0, 1].map(|axis| ring[place][axis].as_f64().expect("a coordinate"));
    (1..ring.len()).map(|place| (at(place - 1), at(place))).map(|(from, to)| from[0] * to[1] - from[1] * to[0]).sum()
}

#[test]
fn geojson_keeps_the_rules_of_its_rfc() {
    let server = Server::start(lilliput::map());
    let answer = server.get("/territories/communes.geojson");
    assert_eq!(answer.header("content-type"), "application/geo+json");
    let collection = answer.json();
    assert_eq!(collection["type"], "FeatureCollection");
    let features = collection["features"].as_array().expect("features");
    let kinds: Vec<&str> = features.iter().filter_map(|feature| feature["geometry"]["type"].as_str()).collect();
    assert_eq!(kinds, ["Polygon", "Polygon", "MultiPolygon", "Polygon", "Polygon", "Polygon"]);
    let mut holes = 0;
    for feature in features {
        assert_eq!(feature["id"], feature["properties"]["code"]);
        let coordinates = feature["geometry"]["coordinates"].as_array().expect("coordinates");
        let single = [Value::Array(coordinates.clone())];
        let polygons = if feature["geometry"]["type"] == "Polygon" { &single[..] } else { &coordinates[..] };
        for polygon in polygons {
            for (place, ring) in polygon.as_array().expect("rings").iter().enumerate() {
                let ring = ring.as_array().expect("a ring");
                assert!(ring.len() >= 4 && ring.first() == ring.last(), "{}", feature["id"]);
                assert_eq!(winding(ring) > 0.0, place == 0, "{} ring {place}", feature["id"]);
                holes += usize::from(place > 0);
            }
        }
    }
    assert_eq!(holes, 2);
}

/// GDAL reads both formats back: every feature, valid, with its figures.
#[test]
fn gdal_reads_what_is_downloaded() {
    let server = Server::start(france());
    let folder = output().join("downloads");
    std::fs::create_dir_all(&folder).expect("tests/output can be written");
    let sql = |file: &std::path::Path, select: &str| -> f64 {
        let mut gdal = Command::new("ogrinfo");
        gdal.args(["-ro", "-q", "-dialect", "SQLite", "-sql", select]).arg(file);
        let written = run(&mut gdal);
        let value = written.lines().find_map(|line| line.trim().strip_prefix("found (")?.split(" = ").nth(1));
        value.unwrap_or_else(|| panic!("{written}")).parse().expect("a number")
    };
    let path = project().join("data/france/indicators/population_2023.csv");
    let table = std::fs::read_to_string(path).expect("a table");
    let rows = table.lines().filter(|line| line.starts_with("35")).filter_map(|line| line.split(';').nth(1));
    let ille_et_vilaine: f64 = rows.map(|figure| figure.parse::<f64>().expect("a number")).sum();
    for (level, count) in [("communes", 34_875.0), ("departements", 101.0), ("lycees", 5_031.0)] {
        for format in ["geojson", "fgb"] {
            let answer = server.get(&format!("/territories/{level}.{format}?indicators=population,part_0_19"));
            assert_eq!(answer.status, 200);
            let file = folder.join(format!("{level}.{format}"));
            std::fs::write(&file, &answer.body).expect("tests/output can be written");
            assert_eq!(
                sql(&file, &format!("SELECT COUNT(DISTINCT code) AS found FROM {level}")),
                count,
                "{level}.{format}"
            );
            if level == "departements" {
                let invalid = format!("SELECT COUNT(*) AS found FROM {level} WHERE NOT ST_IsValid(geometry)");
                assert_eq!(sql(&file, &invalid), 0.0, "{format}");
                let figure = format!("SELECT population AS found FROM {level} WHERE code = '35'");
                assert_eq!(sql(&file, &figure), ille_et_vilaine, "{format}");
            }
            if level == "communes" {
                let sum = format!("SELECT SUM(population) AS found FROM {level}");
                assert_eq!(sql(&file, &sum), 68_350_798.0, "{format}");
                // Mayotte's communes, those that changed, and the six without people have no share.
                let missing = format!("SELECT COUNT(*) AS found FROM {level} WHERE part_0_19 IS NULL");
                assert_eq!(sql(&file, &missing), 33.0, "{format}");
            }
        }
    }
}

#[test]
fn downloads_are_compressed_and_kept_by_their_tag() {
    let server = Server::start(lilliput::map());
    let path = "/territories/communes.geojson";
    let gzip = server.get_with(path, &[("Accept-Encoding", "gzip")]);
    assert_eq!((gzip.header("content-encoding"), gzip.header("vary")), ("gzip", "Accept-Encoding"));
    assert!(gzip.body.starts_with(&[0x1F, 0x8B]));
    let plain = server.get(path);
    assert_ne!(plain.header("etag"), gzip.header("etag"));
    let again = server.get_with(path, &[("If-None-Match", plain.header("etag"))]);
    assert_eq!((again.status, again.body.len()), (304, 0));
    let tags: BTreeSet<String> = ["", "?indicators=", "?indicators=young", "?indicators=young&year=2020", "?lang=en"]
        .iter()
        .map(|query| server.get(&format!("{path}{query}")).header("etag").to_owned())
        .collect();
    assert_eq!(tags.len(), 5);
    assert_eq!(server.get("/territories/communes.fgb").body, server.get("/territories/communes.fgb").body);
}

#[test]
fn the_box_of_a_file_is_that_of_its_features() {
    let server = Server::start(lilliput::map());
    let file = |query: &str| server.get(&format!("/territories/communes.geojson{query}")).json();
    let (all, some) = (file(""), file("?filter=code%3D'001'"));
    let numbers = |file: &Value| -> Vec<f64> {
        file["bbox"].as_array().expect("a box").iter().map(|it| it.as_f64().expect("a number")).collect()
    };
    let (outer, inner) = (numbers(&all), numbers(&some));
    assert!(outer[0] <= inner[0] && inner[2] < outer[2] || inner[0] > outer[0], "{inner:?} in {outer:?}");
    let places = some["features"][0]["geometry"]["coordinates"].to_string();
    assert!(places.contains(&inner[0].to_string()) && places.contains(&inner[3].to_string()), "{inner:?}");
    assert_eq!(file("?filter=code%3D'none'").get("bbox"), None, "nothing has no box");
}

#[test]
fn wrong_downloads_are_refused() {
    let server = Server::start(lilliput::map());
    assert!(sentence(&server.get("/territories/cantons.csv"), 404).contains("communes, provinces, schools"));
    assert!(sentence(&server.get("/territories/country.csv"), 404).contains("`country`"));
    assert!(sentence(&server.get("/territories/communes_labels.csv"), 404).contains("`communes_labels`"));
    let formats = "`communes` is downloaded as .csv, .json, .geojson or .fgb, not as .xlsx";
    assert_eq!(sentence(&server.get("/territories/communes.xlsx"), 404), formats);
    assert!(sentence(&server.get("/territories/communes.csv?indicators=nothing"), 400).contains("population"));
    assert!(sentence(&server.get("/territories/communes.csv?year=1066"), 400).contains("2020"));
    assert!(sentence(&server.get("/territories/communes.csv?delimiter=tab"), 400).contains("semicolon"));
    assert!(sentence(&server.get("/territories/communes.csv?bom=perhaps"), 400).contains("true"));
}
