use std::borrow::Cow;

use geozero::wkt::read_wkt;

use super::shape::{Shape, ShapeWriter};
use super::wkb::first_line;

/// Collections in collections beyond which none is meant: the reader goes into them without end.
const MOST_COLLECTIONS: usize = 16;

/// Words of shapes with arcs of circles (SQL/MM), and what a sentence calls them; those of surfaces come first.
const CURVES: [(&str, &str); 5] = [
    ("CURVEPOLYGON", "a CurvePolygon"),
    ("MULTISURFACE", "a MultiSurface"),
    ("MULTICURVE", "a MultiCurve"),
    ("COMPOUNDCURVE", "a CompoundCurve"),
    ("CIRCULARSTRING", "a CircularString"),
];

/// How many of these are surfaces.
const SURFACES: usize = 2;

/// What a shape in well-known text is, and the system that PostGIS writes before it (`SRID=2154;`).
pub(super) fn read_wkt_shape(text: &str) -> (Shape, Option<u32>) {
    let text = text.trim();
    let named = text.split_once(';').and_then(|(srid, rest)| {
        let (word, number) = srid.split_at_checked(5)?;
        word.eq_ignore_ascii_case("SRID=").then_some((number.trim().parse().ok(), rest))
    });
    let (srid, text) = named.unwrap_or((None, text));
    (read_shape(&text.to_ascii_uppercase()), srid)
}

fn read_shape(text: &str) -> Shape {
    if text.is_empty() || text.ends_with("EMPTY") {
        return Shape::Missing;
    }
    if text.matches("COLLECTION").count() > MOST_COLLECTIONS {
        return Shape::Broken("shapes within shapes without end".to_owned());
    }
    let curve = CURVES.iter().position(|(word, _)| text.contains(word));
    match curve {
        Some(place) if place < SURFACES => return Shape::Curved(CURVES[place].1),
        Some(place) if !text.contains("POLYGON") => return Shape::Other(CURVES[place].1),
        _ => {}
    }
    let mut writer = ShapeWriter::default();
    match read_wkt(&mut with_dimensions(text).as_bytes(), &mut writer) {
        Ok(()) => writer.finish(),
        Err(error) => Shape::Broken(first_line(&error.to_string())),
    }
}

/// A text whose points have heights or measures that its words do not say, as PostGIS writes it, with words that say so.
fn with_dimensions(text: &str) -> Cow<'_, str> {
    let is_letter = |character: char| character.is_ascii_alphabetic();
    let numbers = text.find(|it: char| it.is_ascii_digit() || "+-.".contains(it)).map(|start| &text[start..]);
    let point = numbers.and_then(|numbers| numbers.split([',', ')']).next()).unwrap_or_default();
    let tag = match point.split_whitespace().count() {
        3 => " Z ",
        4 => " ZM ",
        _ => return Cow::Borrowed(text),
    };
    let words = || text.split(|it| !is_letter(it)).filter(|word| !word.is_empty());
    if words().any(|word| word.ends_with('Z') || word.ends_with('M')) {
        return Cow::Borrowed(text);
    }
    let mut tagged = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(start) = rest.find(is_letter) {
        let length = rest[start..].find(|it| !is_letter(it)).unwrap_or(rest.len() - start);
        let (before, after) = rest.split_at(start + length);
        tagged.push_str(before);
        if after.trim_start().starts_with('(') {
            tagged.push_str(tag);
        }
        rest = after;
    }
    tagged.push_str(rest);
    Cow::Owned(tagged)
}

/// Whether a text begins like a shape.
pub(crate) fn looks_like_wkt(text: &str) -> bool {
    const KINDS: [&str; 7] =
        ["SRID=", "POLYGON", "MULTIPOLYGON", "POINT", "MULTIPOINT", "LINESTRING", "MULTILINESTRING"];
    let start: String = text.trim_start().chars().take(20).map(|it| it.to_ascii_uppercase()).collect();
    let curves = CURVES.iter().map(|(word, _)| *word);
    KINDS.into_iter().chain(curves).chain(["GEOMETRYCOLLECTION"]).any(|kind| start.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn square() -> Shape {
        Shape::Polygons(vec![vec![vec![[0.0, 0.0], [2.0, 0.0], [1.0, -1.5], [0.0, 0.0]]]])
    }

    #[test]
    fn dialects_give_the_same() {
        for text in [
            "SRID=2154;POLYGON((0 0,2 0,1 -1.5,0 0))",
            " polygon z ((0 0 5,2 0 5,1 -1.5 5,0 0 5))",
            "POLYGONZ((0 0 5,2 0 5,1 -1.5 5,0 0 5))",
            "POLYGON ((0 0 5, 2 0 5, 1 -1.5 5, 0 0 5))",
            "POLYGON((0 0 5 -1,2 0 5 -1,1 -1.5 5 -1,0 0 5 -1))",
            "MULTIPOLYGON(((0 0 5,2 0 5,1 -1.5 5,0 0 5)))",
            "MultiPolygon M (((0 0 5,2 0 5,1 -1.5 5,0 0 5)))",
            "GEOMETRYCOLLECTION(POLYGON((0 0 5,2 0 5,1 -1.5 5,0 0 5)))",
            "POLYGON((0 0,2e0 0,1 -15E-1,0 0))",
        ] {
            let (shape, srid) = read_wkt_shape(text);
            assert_eq!(shape, square(), "{text}");
            assert_eq!(srid, text.starts_with("SRID").then_some(2154));
            assert!(looks_like_wkt(text));
        }
        assert_eq!(read_wkt_shape("POINT(3 4 5)").0, Shape::Point([3.0, 4.0]));
        assert_eq!(read_wkt_shape("MULTIPOLYGON EMPTY").0, Shape::Missing);
        assert_eq!(read_wkt_shape("").0, Shape::Missing);
    }

    #[test]
    fn curves_are_told_by_name() {
        let shape = |text: &str| read_wkt_shape(text).0;
        let surface = "CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))";
        assert_eq!(shape(surface), Shape::Curved("a CurvePolygon"));
        assert_eq!(shape("MULTISURFACE(((0 0,2 0,1 1,0 0)))"), Shape::Curved("a MultiSurface"));
        assert_eq!(shape("CIRCULARSTRING(0 0,1 1,2 0)"), Shape::Other("a CircularString"));
        assert!(looks_like_wkt(surface));
    }

    #[test]
    fn what_is_broken_is_told() {
        for text in ["POLYGON((0 0, 1", "POLYGON((0 0 5,2 0,1 1,0 0))", "rubbish", "POLYGON((0 zero,1 1,2 2))"] {
            assert!(matches!(read_wkt_shape(text).0, Shape::Broken(_)), "{text}: {:?}", read_wkt_shape(text));
        }
        let text = format!("{}{}", "GEOMETRYCOLLECTION(".repeat(50_000), ")".repeat(50_000));
        assert!(matches!(read_wkt_shape(&text).0, Shape::Broken(_)));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(SRID=[0-9]{0,4};)?(MULTI)?(POLYGON|POINT|LINESTRING)? ?Z?M?[( ]{0,3}[-+0-9a-zA-Zé., ()]{0,60}") {
            let _ = read_wkt_shape(&text);
            let _ = looks_like_wkt(&text);
        }
    }
}
