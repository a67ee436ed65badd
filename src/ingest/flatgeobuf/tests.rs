use std::fs;

use ::flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::{Geometry, MultiPolygon, Point, Polygon, polygon};
use geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};

use super::*;

/// A feature without a shape.
struct Nothing;

impl GeozeroGeometry for Nothing {
    fn process_geom<P: GeomProcessor>(&self, _: &mut P) -> geozero::error::Result<()> {
        Ok(())
    }
}

fn options(code: i32) -> FgbWriterOptions<'static> {
    FgbWriterOptions {
        crs: FgbCrs { code, ..FgbCrs::default() },
        promote_to_multi: false,
        detect_type: false,
        ..FgbWriterOptions::default()
    }
}

fn square(west: f64, south: f64) -> Polygon<f64> {
    polygon![(x: west, y: south), (x: west + 1.0, y: south), (x: west + 1.0, y: south + 1.0), (x: west, y: south + 1.0)]
}

fn writer(kind: GeometryType, options: FgbWriterOptions<'static>) -> FgbWriter<'static> {
    let mut writer = FgbWriter::create_with_options("areas", kind, options).unwrap();
    writer.add_column("code", ColumnType::String, |_, _| {});
    writer.add_column("population", ColumnType::Double, |_, _| {});
    writer.add_column("rank", ColumnType::Int, |_, _| {});
    writer
}

fn add(writer: &mut FgbWriter, geometry: impl GeozeroGeometry, code: &str) {
    writer
        .add_feature_geom(geometry, |feature| {
            feature.property(0, "code", &ColumnValue::String(code)).unwrap();
            feature.property(1, "population", &ColumnValue::Double(779.0)).unwrap();
        })
        .unwrap();
}

fn bytes_of(writer: FgbWriter) -> Vec<u8> {
    let mut bytes = Vec::new();
    writer.write(&mut bytes).unwrap();
    bytes
}

/// Three squares; the second has a hole and the third is two squares.
fn squares() -> Vec<u8> {
    let mut writer = writer(GeometryType::Unknown, options(4326));
    let inner = polygon![(x: 2.2, y: 0.2), (x: 2.2, y: 0.4), (x: 2.4, y: 0.4)].exterior().clone();
    let holed = Polygon::new(square(2.0, 0.0).exterior().clone(), vec![inner]);
    add(&mut writer, Geometry::Polygon(square(0.0, 0.0)), "01");
    add(&mut writer, Geometry::Polygon(holed), "02");
    add(&mut writer, Geometry::MultiPolygon(MultiPolygon(vec![square(4.0, 0.0), square(6.0, 0.0)])), "03");
    bytes_of(writer)
}

fn read(bytes: &[u8], columns: &[&str]) -> (Result<Vec<Area>, IngestError>, Complaints) {
    let mut complaints = Complaints::default();
    let areas = areas_of("a.fgb", bytes, columns, &mut complaints);
    (areas, complaints)
}

fn sentence(bytes: &[u8]) -> String {
    read(bytes, &["code"]).0.unwrap_err().to_string()
}

#[test]
fn areas_come_with_their_values_as_text() {
    let (areas, complaints) = read(&squares(), &["population", "code", "rank"]);
    let mut areas = areas.unwrap();
    areas.sort_by_key(|area| area.values[1].clone());
    let shape: Vec<(usize, usize)> = areas
        .iter()
        .map(|area| (area.geometry.0.len(), area.geometry.0.iter().map(|polygon| polygon.interiors().len()).sum()))
        .collect();
    assert_eq!(shape, [(1, 0), (1, 1), (2, 0)]);
    assert_eq!(areas[0].values, [Some("779".to_owned()), Some("01".to_owned()), None]);
    assert_eq!(areas[0].geometry.0[0], square(0.0, 0.0));
    assert!(complaints.is_empty());
}

#[test]
fn features_without_a_usable_shape_are_told() {
    let mut writer = writer(GeometryType::Unknown, options(4326));
    add(&mut writer, Geometry::Polygon(square(0.0, 0.0)), "01");
    add(&mut writer, Geometry::Point(Point::new(1.0, 1.0)), "02");
    add(&mut writer, Geometry::Polygon(square(180.0, 0.0)), "03");
    add(&mut writer, Geometry::Polygon(square(f64::NAN, 0.0)), "04");
    add(&mut writer, Geometry::MultiPolygon(MultiPolygon(Vec::new())), "05");
    add(&mut writer, Nothing, "06");
    let (areas, complaints) = read(&bytes_of(writer), &["code"]);
    assert_eq!(areas.unwrap().len(), 1);
    let mut told: Vec<(&str, &str)> = complaints.iter().map(|one| (one.kind.name(), one.detail.as_str())).collect();
    told.sort_unstable();
    assert_eq!(complaints.count(ComplaintKind::MissingGeometry), 2, "{told:?}");
    assert!(told.contains(&("not_a_polygon", "a Point")), "{told:?}");
    assert!(told.contains(&("bad_coordinates", "181, 0 is no position in degrees")), "{told:?}");
    assert!(told.contains(&("bad_coordinates", "NaN, 0 is no position in degrees")), "{told:?}");
}

#[test]
fn another_coordinate_system_is_named() {
    let one = |code: i32, west: f64| {
        let mut writer = writer(GeometryType::Polygon, options(code));
        add(&mut writer, Geometry::Polygon(square(west, 40.0)), "01");
        bytes_of(writer)
    };
    let expected = "`a.fgb` is in EPSG:2154, but coordinates in WGS 84 degrees (EPSG:4326) are expected";
    assert_eq!(sentence(&one(2154, 652_000.0)), expected);
    let (areas, complaints) = read(&one(0, 5.0), &["code"]);
    assert_eq!(areas.unwrap().len(), 1);
    assert_eq!(complaints.count(ComplaintKind::AssumedDegrees), 1);
    assert!(sentence(&one(0, 652_000.0)).contains("does not name and that is not degrees"));
    assert_eq!(sentence(&one(4326, 652_000.0)), "none of the 1 features of `a.fgb` is a polygon in degrees");
}

#[test]
fn a_missing_column_is_told_with_those_that_exist() {
    let error = read(&squares(), &["Code"]).0.unwrap_err();
    assert_eq!(error.to_string(), "the file `a.fgb` has no column `Code`; it has `code`, `population`, `rank`");
}

#[test]
fn what_is_no_flatgeobuf_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.fgb"), b"").unwrap();
    let absent = |file| read_areas(folder.path(), file, &[], &mut Complaints::default()).unwrap_err().to_string();
    assert_eq!(absent("a.fgb"), "`a.fgb` is empty");
    assert_eq!(absent("b.fgb"), "`b.fgb` does not exist");
    assert_eq!(sentence(b"code;nom\n01;Ain\n"), "`a.fgb` is not a FlatGeobuf: it does not begin as one");
    assert_eq!(sentence(b"fgb\x03"), "`a.fgb` is not a FlatGeobuf: it ends within its header");
    let empty = bytes_of(writer(GeometryType::Polygon, options(4326)));
    assert_eq!(sentence(&empty), "the FlatGeobuf `a.fgb` has no features");
    let mut long = squares();
    long.push(0);
    assert!(sentence(&long).ends_with("damaged after 3 features: 1 bytes follow the last feature"));
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let whole = squares();
    let last = sentence(&whole[..whole.len() - 1]);
    assert_eq!(last, "the FlatGeobuf `a.fgb` ends after 2 of 3 features");
    for length in 0..whole.len() {
        assert!(read(&whole[..length], &["code"]).0.is_err(), "cut to {length} bytes");
    }
}

#[test]
fn the_communes_of_france_cut_short_are_refused() {
    let whole = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/france/communes.fgb")).unwrap();
    for share in 1..24 {
        let told = sentence(&whole[..whole.len() / 24 * share + share]);
        assert!(
            told.starts_with("the FlatGeobuf `a.fgb` ends after ") && told.ends_with(" of 34875 features"),
            "{told}"
        );
    }
}

#[test]
fn no_damage_to_a_byte_makes_it_panic() {
    let whole = squares();
    let mut refused = 0;
    for at in 0..whole.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] ^= mask;
            refused += u32::from(read(&damaged, &["code", "population"]).0.is_err());
        }
    }
    assert!(refused > 0);
}

#[test]
fn no_damage_to_a_word_makes_it_panic() {
    let whole = squares();
    for at in 0..whole.len() - 4 {
        for word in [0u32, 1, 0x7fff_ffff, 0xffff_ffff, 0x8000_0000, 64] {
            let mut damaged = whole.clone();
            damaged[at..at + 4].copy_from_slice(&word.to_le_bytes());
            // Either outcome is right: the change may lie in a coordinate or in padding.
            let _ = read(&damaged, &["code", "population"]);
        }
    }
}
