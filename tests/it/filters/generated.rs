//! Filters made up at random, read and applied by the program and by hand.

use std::collections::BTreeSet;

use maillage::almanac::FigureColumn;
use maillage::atlas::rtree::WorldBox;
use maillage::atlas::{Attribute, Column};
use maillage::catalog::Catalog;
use maillage::filter::canonical_filter;
use maillage::gazetteer::{Field, FieldKind, Figure, LayerKind};
use maillage::geo::{LonLat, TileId, WorldPoint};
use maillage::query::select;
use maillage::tile::Scratch;

use super::codes;
use crate::edition::{Edition, asked};
use crate::handmade::{Desk, open, record};
use crate::random::Random;
use crate::validator::{Value, decode};

/// A point of the made-up layer. Whatever is none is missing.
#[derive(Clone, Debug)]
struct Row {
    code: String,
    kind: Option<&'static str>,
    rooms: Option<u64>,
    size: Option<f64>,
    open: Option<bool>,
    people: Option<f64>,
    people_before: Option<f64>,
    lon: f64,
    lat: f64,
}

/// Values of `kind`, and the same in lower case without accents.
const KINDS: [(&str, &str); 6] = [
    ("École", "ecole"),
    ("école", "ecole"),
    ("Collège d'Ô", "college d'o"),
    ("Lycée_pro", "lycee_pro"),
    ("100%", "100%"),
    ("", ""),
];

const ROWS: usize = 300;

fn rows() -> Vec<Row> {
    let mut random = Random::new(21);
    let mut rows = Vec::new();
    for number in 0..ROWS {
        let mut maybe = |bound: u64| (random.below(5) > 0).then(|| random.below(bound));
        let (kind, rooms, size, open) = (maybe(6), maybe(9), maybe(9), maybe(2));
        let (people, before) = (maybe(7), maybe(7));
        let mut degrees = || random.below(2001) as f64 / 100.0 - 10.0;
        rows.push(Row {
            code: format!("{number:03}"),
            kind: kind.map(|kind| KINDS[kind as usize].0),
            rooms,
            size: size.map(|size| size as f64 / 2.0 - 2.0),
            open: open.map(|open| open == 1),
            people: people.map(|people| people as f64),
            people_before: before.map(|people| people as f64),
            lon: degrees(),
            lat: degrees(),
        });
    }
    rows
}

fn catalog(rows: &[Row]) -> Catalog<Vec<u8>> {
    let field = |name: &str, kind| Field { kind, ..Field::text(name) };
    let fields = [
        Field::text("code"),
        field("kind of place", FieldKind::Text),
        field("rooms", FieldKind::Unsigned),
        field("size", FieldKind::Real),
        field("open", FieldKind::Flag),
    ];
    let columns: [Column; 5] = [
        rows.iter().map(|row| Some(row.code.as_str().into())).collect(),
        rows.iter().map(|row| row.kind.map(Attribute::from)).collect(),
        rows.iter().map(|row| row.rooms.map(Attribute::Unsigned)).collect(),
        rows.iter().map(|row| row.size.map(Attribute::Real)).collect(),
        rows.iter().map(|row| row.open.map(Attribute::Flag)).collect(),
    ];
    let places: Vec<WorldPoint> = rows.iter().map(|row| LonLat { lon: row.lon, lat: row.lat }.project()).collect();
    let boxes: Vec<WorldBox> = places.iter().map(|&place| WorldBox::of_point(place)).collect();
    let ids: Vec<u64> = (1..=rows.len() as u64).collect();
    let mut desk = Desk::new();
    let record = record("houses", LayerKind::Points, [0, 14], &fields, rows.len());
    let layer = desk.writer.begin_layer(record, &boxes, &ids, &columns).expect("the layer is written");
    desk.writer.add_places(layer, &places).expect("the places are written");
    let figures = |year, value: fn(&Row) -> Option<f64>| FigureColumn {
        indicator: "people".to_owned(),
        year,
        decimals: 0,
        values: rows.iter().map(|row| Figure::from(value(row))).collect(),
        coverage: Vec::new(),
        whole: None,
    };
    let figures = vec![figures(2019, |row| row.people_before), figures(2020, |row| row.people)];
    open(desk.finish(Vec::new(), &["people"], &[figures]))
}

/// A filter and the same by hand: unknown is none.
struct Made {
    text: String,
    holds: Holds,
}

type Holds = Box<dyn Fn(&Row) -> Option<bool>>;

fn made(text: String, holds: impl Fn(&Row) -> Option<bool> + 'static) -> Made {
    Made { text, holds: Box::new(holds) }
}

/// A filter of conditions within each other, written with more or fewer parentheses and gaps.
fn tree(random: &mut Random, depth: u64) -> Made {
    if depth == 0 || random.below(5) == 0 {
        return leaf(random);
    }
    if random.below(4) == 0 {
        let Made { text, holds } = tree(random, depth - 1);
        let word = ["NOT", "not", "Not  "][random.below(3) as usize];
        return made(format!("{word} ({text})"), move |row| holds(row).map(|value| !value));
    }
    let parts: Vec<Made> = (0..2 + random.below(2)).map(|_| tree(random, depth - 1)).collect();
    let is_and = random.below(2) == 0;
    let word = if is_and { [" AND ", "\nand "] } else { [" OR ", " or\t"] }[random.below(2) as usize];
    let texts: Vec<String> = parts.iter().map(|part| format!("({})", part.text)).collect();
    made(texts.join(word), move |row| {
        let values: Vec<Option<bool>> = parts.iter().map(|part| (part.holds)(row)).collect();
        // What decides is false of AND, true of OR; else one unknown makes the whole unknown.
        if values.contains(&Some(!is_and)) {
            Some(!is_and)
        } else if values.contains(&None) {
            None
        } else {
            Some(is_and)
        }
    })
}

const SIGNS: [&str; 6] = ["=", "<>", "<", "<=", ">", ">="];

fn compared<T: PartialOrd + Copy>(one: T, sign: &str, other: T) -> bool {
    match sign {
        "=" => one == other,
        "<>" => one != other,
        "<" => one < other,
        "<=" => one <= other,
        ">" => one > other,
        _ => one >= other,
    }
}

fn leaf(random: &mut Random) -> Made {
    let sign = SIGNS[random.below(6) as usize];
    let number = random.below(9);
    let not = random.below(2) == 0;
    let word = if not { " NOT" } else { "" };
    match random.below(12) {
        0 => {
            let (kind, _) = KINDS[random.below(6) as usize];
            let text = format!("\"kind of place\" {sign} '{}'", kind.replace('\'', "''"));
            made(text, move |row| Some(compared(row.kind?, sign, kind)))
        }
        1 => made(format!("rooms{sign}{number}"), move |row| Some(compared(row.rooms?, sign, number))),
        2 => made(format!("{number}{sign}rooms"), move |row| Some(compared(number, sign, row.rooms?))),
        3 => {
            let (low, high) = (number as f64 / 2.0 - 3.0, random.below(9) as f64 / 2.0 - 2.0);
            let holds = move |row: &Row| Some((low <= row.size? && row.size? <= high) != not);
            made(format!("size{word} between {low} and {high}"), holds)
        }
        4 => {
            let items: Vec<u64> = (0..1 + random.below(4)).map(|_| random.below(7)).collect();
            let text = items.iter().map(|item| format!("{item}.0")).collect::<Vec<_>>().join(" , ");
            let holds = move |row: &Row| Some(items.contains(&(row.people? as u64)) != not);
            made(format!("people{word} IN ({text})"), holds)
        }
        5 => liked(random, not),
        6 => {
            let is_null =
                made(format!("people@2019 IS{word} NULL"), move |row| Some(row.people_before.is_none() != not));
            let flag = made(format!("open is{word} null"), move |row| Some(row.open.is_none() != not));
            if number < 4 { is_null } else { flag }
        }
        7 => made(format!("open{}{}", if not { "<>" } else { "=" }, number > 4), move |row| {
            Some((row.open? == (number > 4)) != not)
        }),
        8 => {
            made(format!("people {sign} people@2019"), move |row| Some(compared(row.people?, sign, row.people_before?)))
        }
        9 => {
            let (_, plain) = KINDS[random.below(6) as usize];
            let text = format!("casei(ACCENTI(\"kind of place\")) = '{}'", plain.replace('\'', "''"));
            let fold = |kind| KINDS.iter().find(|known| known.0 == kind).map(|known| known.1);
            made(text, move |row| Some(fold(row.kind?)? == plain))
        }
        10 => {
            let mut degrees = || random.below(20) as f64 - 10.0;
            let (west, south) = (degrees(), degrees());
            let (east, north) = (west + number as f64, south + 6.5);
            let holds =
                move |row: &Row| Some(west <= row.lon && row.lon <= east && south <= row.lat && row.lat <= north);
            made(format!("S_INTERSECTS(geom, BBOX({west},{south},{east},{north}))"), holds)
        }
        _ => {
            let code = format!("{:03}", random.below(ROWS as u64));
            made(format!("code {sign} '{code}'"), move |row| Some(compared(row.code.as_str(), sign, code.as_str())))
        }
    }
}

fn liked(random: &mut Random, not: bool) -> Made {
    type Matches = fn(&str) -> bool;
    let patterns: [(&str, Matches); 6] = [
        ("É%", |kind| kind.starts_with('É')),
        ("%l%", |kind| kind.contains('l')),
        ("_cole", |kind| kind.chars().count() == 5 && kind.ends_with("cole")),
        ("%\\%", |kind| kind.ends_with('%')),
        ("Lycée\\_%", |kind| kind.starts_with("Lycée_")),
        ("%''%", |kind| kind.contains('\'')),
    ];
    let (pattern, matches) = patterns[random.below(6) as usize];
    let text = format!("\"kind of place\" {}LIKE '{pattern}'", if not { "NOT " } else { "" });
    made(text, move |row| Some(matches(row.kind?) != not))
}

/// The codes of a tile of the whole world.
fn drawn(catalog: &Catalog<Vec<u8>>, filter: &str) -> BTreeSet<String> {
    let request = asked("houses", &[("filter", filter)]);
    let selection = select(catalog, &request).unwrap_or_else(|error| panic!("{filter}: {error}"));
    let tile = TileId::new(0, 0, 0).expect("the world");
    let drawn = Edition::of(catalog).draw(&selection, tile, &mut Scratch::default());
    let features = decode(&drawn.bytes).into_iter().flat_map(|layer| layer.features);
    let code = |(key, value): &(String, Value)| match value {
        Value::String(code) if key == "code" => Some(code.clone()),
        _ => None,
    };
    features.filter_map(|feature| feature.attributes.iter().find_map(code)).collect()
}

#[test]
fn filters_let_through_what_a_scan_does() {
    let rows = rows();
    let catalog = catalog(&rows);
    let mut random = Random::new(4);
    let mut choosing = 0;
    for _ in 0..300 {
        let depth = random.below(4);
        let Made { text, holds } = tree(&mut random, depth);
        let expected: BTreeSet<String> =
            rows.iter().filter(|row| holds(row) == Some(true)).map(|row| row.code.clone()).collect();
        choosing += usize::from(!expected.is_empty() && expected.len() < rows.len());
        assert_eq!(drawn(&catalog, &text), expected, "{text}");
        let canonical = canonical_filter(&text).expect("it was read before");
        assert_eq!(canonical_filter(&canonical).as_ref(), Ok(&canonical), "{text}");
        assert_eq!(codes(&catalog, "houses", &canonical), expected, "{text} as {canonical}");
    }
    assert!(choosing > 200, "{choosing} of 300 filters choose some and not all");
}
