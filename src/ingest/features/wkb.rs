use std::io::Cursor;

use geozero::wkb::{WkbDialect, process_wkb_type_geom};

use super::shape::{Shape, ShapeWriter};

/// What a shape in well-known binary is, of ISO 19125 or with the flags of PostGIS; heights and measures are left out.
pub(super) fn read_wkb(bytes: &[u8]) -> Shape {
    let kind = match bytes {
        [0, first, second, third, fourth, ..] => u32::from_be_bytes([*first, *second, *third, *fourth]),
        [1, first, second, third, fourth, ..] => u32::from_le_bytes([*first, *second, *third, *fourth]),
        _ => return Shape::Broken("neither byte order nor type".to_owned()),
    };
    let dialect = if kind & 0xe000_0000 == 0 { WkbDialect::Wkb } else { WkbDialect::Ewkb };
    read_dialect(bytes, dialect)
}

/// What a shape in the binary of GeoPackage is: well-known binary behind a header.
pub(super) fn read_geopackage_blob(bytes: &[u8]) -> Shape {
    let flags = bytes.get(3).copied().unwrap_or_default();
    let envelope = match (flags >> 1) & 0x07 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        other => return Shape::Broken(format!("an envelope of the unknown kind {other}")),
    };
    match bytes.get(8 + envelope..) {
        Some(rest) if bytes.starts_with(b"GP") && flags & 0x20 == 0 => {
            if flags & 0x10 == 0 {
                read_wkb(rest)
            } else {
                Shape::Missing
            }
        }
        Some(_) if bytes.starts_with(b"GP") => Shape::Broken("a shape of an extension of GeoPackage".to_owned()),
        _ => Shape::Broken("no shape of a GeoPackage".to_owned()),
    }
}

fn read_dialect(bytes: &[u8], dialect: WkbDialect) -> Shape {
    let mut writer = ShapeWriter::default();
    match process_wkb_type_geom(&mut Cursor::new(bytes), &mut writer, dialect) {
        Ok(()) => writer.finish(),
        Err(error) => Shape::Broken(first_line(&error.to_string())),
    }
}

pub(super) fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use geo::{Geometry, Point, polygon};
    use geozero::{CoordDimensions, ToWkb};
    use proptest::prelude::*;

    use super::*;

    fn triangle() -> Geometry<f64> {
        polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 1.0, y: 1.0)].into()
    }

    const RING: [[f64; 2]; 4] = [[0.0, 0.0], [2.0, 0.0], [1.0, 1.0], [0.0, 0.0]];

    #[test]
    fn all_dialects_give_the_same() {
        let expected = Shape::Polygons(vec![vec![RING.to_vec()]]);
        let xy = CoordDimensions::xy();
        assert_eq!(read_wkb(&triangle().to_wkb(xy).unwrap()), expected);
        assert_eq!(read_wkb(&triangle().to_ewkb(xy, Some(2154)).unwrap()), expected);
        let blob = triangle().to_gpkg_wkb(xy, Some(2154), vec![0.0, 2.0, 0.0, 1.0]).unwrap();
        assert_eq!(read_geopackage_blob(&blob), expected);
        assert_eq!(read_wkb(&Geometry::Point(Point::new(3.0, 4.0)).to_wkb(xy).unwrap()), Shape::Point([3.0, 4.0]));
    }

    #[test]
    fn what_is_broken_is_told() {
        let whole = triangle().to_wkb(CoordDimensions::xy()).unwrap();
        for length in 0..whole.len() {
            assert!(matches!(read_wkb(&whole[..length]), Shape::Broken(_)), "{length}");
        }
        let nested = [[1u8, 7, 0, 0, 0, 1, 0, 0, 0]; 100_000].concat();
        assert!(matches!(read_wkb(&nested), Shape::Broken(_)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), kind in 0..20u8) {
            let _ = read_geopackage_blob(&bytes);
            let _ = read_wkb(&[&[1, kind, 0, 0, 0], &bytes[..]].concat());
        }
    }
}
