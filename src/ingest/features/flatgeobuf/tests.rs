use std::fs;
use std::io::Cursor;

use ::flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::{Geometry, MultiPolygon, Point, Polygon, polygon};
use geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};

use super::super::Shape;
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

fn read(bytes: &[u8], columns: &[&str]) -> Result<Vec<Record>, IngestError> {
    let mut records = Vec::new();
    FlatGeobuf::of("a.fgb", Cursor::new(bytes))?.read(columns, &mut |record| {
        records.push(record);
        Ok(())
    })?;
    Ok(records)
}

fn sentence(bytes: &[u8]) -> String {
    read(bytes, &["code"]).unwrap_err().to_string()
}

#[test]
fn features_come_with_their_values_as_text() {
    let mut records = read(&squares(), &["population", "code", "rank"]).unwrap();
    records.sort_by_key(|record| record.values[1].clone());
    let shape = |record: &Record| match &record.shape {
        Shape::Polygons(polygons) => polygons.iter().map(Vec::len).collect(),
        _ => Vec::new(),
    };
    assert_eq!(records.iter().map(shape).collect::<Vec<_>>(), [vec![1], vec![2], vec![1, 1]]);
    assert_eq!(records[0].values, [Some("779".to_owned()), Some("01".to_owned()), None]);
    let closed = vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
    assert_eq!(records[0].shape, Shape::Polygons(vec![vec![closed]]));
}

#[test]
fn shapes_of_all_kinds_are_told_apart() {
    let mut writer = writer(GeometryType::Unknown, options(4326));
    add(&mut writer, Geometry::Point(Point::new(1.0, 1.0)), "01");
    add(&mut writer, Geometry::MultiPolygon(MultiPolygon(Vec::new())), "02");
    add(&mut writer, Nothing, "03");
    let mut records = read(&bytes_of(writer), &["code"]).unwrap();
    records.sort_by_key(|record| record.values[0].clone());
    let shapes: Vec<Shape> = records.into_iter().map(|record| record.shape).collect();
    assert_eq!(shapes, [Shape::Point([1.0, 1.0]), Shape::Missing, Shape::Missing]);
}

#[test]
fn the_coordinate_system_of_the_header_is_told() {
    let declared = |code: i32| {
        let mut writer = writer(GeometryType::Polygon, options(code));
        add(&mut writer, Geometry::Polygon(square(5.0, 40.0)), "01");
        FlatGeobuf::of("a.fgb", Cursor::new(bytes_of(writer))).unwrap().heading().crs.clone()
    };
    assert_eq!(declared(2154), DeclaredCrs::Known(Crs::of_code(2154).unwrap()));
    assert_eq!(declared(0), DeclaredCrs::Unnamed);
    assert_eq!(declared(7), DeclaredCrs::Unknown(UnknownCrs::NotKnown(7)));
}

/// Files with nodes of any size in their index, and files without index.
#[test]
fn the_index_does_not_matter() {
    for size in [0, 2, 3, 16, 100] {
        let options = FgbWriterOptions { write_index: size == 16, ..options(4326) };
        let mut writer = writer(GeometryType::Polygon, options);
        (0..40).for_each(|number| {
            add(&mut writer, Geometry::Polygon(square(f64::from(number), 0.0)), &number.to_string());
        });
        let mut bytes = bytes_of(writer);
        if size > 0 && size != 16 {
            bytes = with_nodes_of(&bytes, size);
        }
        assert_eq!(read(&bytes, &["code"]).unwrap().len(), 40, "nodes of {size}");
    }
}

/// A file without index as one with an index whose nodes have `size` entries: of the right length, since nobody reads it.
fn with_nodes_of(bytes: &[u8], size: u16) -> Vec<u8> {
    let header = 12 + u32::from_le_bytes(bytes[8..12].try_into().unwrap()) as usize;
    let index = ::flatgeobuf::packed_r_tree::PackedRTree::index_size(40, size);
    let mut head = bytes[..header].to_vec();
    let at = {
        let header = ::flatgeobuf::size_prefixed_root_as_header(&bytes[8..]).unwrap();
        let table = header._tab;
        table.loc() + table.vtable().get(::flatgeobuf::Header::VT_INDEX_NODE_SIZE) as usize + 8
    };
    head[at..at + 2].copy_from_slice(&size.to_le_bytes());
    [head, vec![0; index], bytes[header..].to_vec()].concat()
}

#[test]
fn a_missing_column_is_told_with_those_that_exist() {
    let error = read(&squares(), &["Code"]).unwrap_err();
    assert_eq!(error.to_string(), "`a.fgb` has no column `Code`; it has `code`, `population`, `rank`");
}

#[test]
fn what_is_no_flatgeobuf_is_refused() {
    assert_eq!(sentence(b"code;nom\n01;Ain\n"), "`a.fgb` cannot be read as FlatGeobuf: it does not begin as one");
    assert_eq!(sentence(b"fgb\x03"), "`a.fgb` cannot be read as FlatGeobuf: it ends within its header");
    let empty = bytes_of(writer(GeometryType::Polygon, options(4326)));
    assert_eq!(sentence(&empty), "`a.fgb` has no features");
    let mut long = squares();
    long.push(0);
    assert!(sentence(&long).ends_with("FlatGeobuf, after 3 features: bytes follow the last feature: 1"));
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let whole = squares();
    let last = sentence(&whole[..whole.len() - 1]);
    assert_eq!(last, "`a.fgb` ends after 2 of 3 features");
    for length in 0..whole.len() {
        assert!(read(&whole[..length], &["code"]).is_err(), "cut to {length} bytes");
    }
}

#[test]
fn the_communes_of_france_cut_short_are_refused() {
    let whole = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/data/france/communes.fgb")).unwrap();
    for share in 1..24 {
        let told = sentence(&whole[..whole.len() / 24 * share + share]);
        assert!(told.starts_with("`a.fgb` ends after ") && told.ends_with(" of 34,875 features"), "{told}");
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
            refused += u32::from(read(&damaged, &["code", "population"]).is_err());
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
