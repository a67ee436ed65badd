//! Layers of lines: what tiles show of them, piece by piece.

use maillage::atlas::rtree::WorldBox;
use maillage::atlas::{Attribute, Column, EncodedShape, LayerRecord};
use maillage::catalog::Catalog;
use maillage::gazetteer::{Field, FieldKind, LayerKind, View, ViewPart};
use maillage::geo::GridPoint;

use super::{Desk, drawn, open, record, text};
use crate::edition::asked;
use crate::random::Random;
use crate::validator::{Geometry, Point};

/// Lines of one feature on the grid of zoom 6, in steps that cross every line of the grid at whole points.
pub(crate) type Feature = Vec<Vec<GridPoint>>;

/// The last zoom of the layers.
pub(crate) const LAST: u8 = 6;

/// Cells of the grid of zoom 6 along a side.
const SIDE: i32 = 4096 << LAST;

/// A walk of so many steps, each level, upright or slanted by 45°, that stays on the map and away from its edge. All
/// points are even at every zoom, so that the grid of each holds them.
fn walk(random: &mut Random, steps: usize, longest: u64) -> Vec<GridPoint> {
    let unit = 1 << LAST;
    let mut place = || 512 + random.below(3072) as i32;
    let mut line = vec![GridPoint { x: place() * unit, y: place() * unit }];
    while line.len() <= steps {
        let at = line[line.len() - 1];
        let length = (1 + random.below(longest) as i32) * unit;
        let [dx, dy] = [0, 1].map(|_| random.below(3) as i32 - 1);
        let next = GridPoint { x: at.x + dx * length, y: at.y + dy * length };
        let on_map = [next.x, next.y].iter().all(|at| (unit..SIDE - unit).contains(at));
        if next != at && on_map {
            line.push(next);
        }
    }
    line
}

/// Short, long, several, closed, and along the edges of tiles and of their windows.
pub(crate) fn features() -> Vec<Feature> {
    let mut random = Random::new(4);
    let square = |x: i32, y: i32, side: i32| {
        [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)].map(|(x, y)| GridPoint { x, y }).to_vec()
    };
    let unit = 1 << LAST;
    let (middle, window) = (SIDE / 2, SIDE / 2 + 64 * unit);
    let mut features = vec![
        vec![square(100 * unit, 200 * unit, 3000 * unit), square(1200 * unit, 1300 * unit, 7 * unit)],
        vec![[(middle, 640), (middle, SIDE - 640)].map(|(x, y)| GridPoint { x, y }).to_vec()],
        vec![[(640, window), (SIDE - 640, window)].map(|(x, y)| GridPoint { x, y }).to_vec()],
    ];
    for (lines, steps, longest) in [(1, 20, 50), (1, 2000, 9), (4, 100, 300), (2, 64, 1000), (1, 65, 3), (12, 3, 20)] {
        features.push((0..lines).map(|_| walk(&mut random, steps, longest)).collect());
    }
    // Closed, level and upright; far more than a run.
    let mut closed = walk(&mut random, 300, 40);
    let (first, last) = (closed[0], closed[closed.len() - 1]);
    closed.extend([GridPoint { x: first.x, y: last.y }, first]);
    closed.dedup();
    features.push(vec![closed]);
    features
}

/// The lines of a feature at a zoom: their points are on every grid.
pub(crate) fn at_zoom(feature: &Feature, zoom: u8) -> Feature {
    let scaled = |at: &GridPoint| GridPoint { x: at.x >> (LAST - zoom), y: at.y >> (LAST - zoom) };
    feature.iter().map(|line| line.iter().map(scaled).collect()).collect()
}

fn world_box(feature: &Feature) -> WorldBox {
    let scale = f64::from(1u32 << (20 - LAST));
    let start = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
    let (min, max) = feature.iter().flatten().fold(start, |(min, max), at| {
        let at = [f64::from(at.x) * scale, f64::from(at.y) * scale];
        ([min[0].min(at[0]), min[1].min(at[1])], [max[0].max(at[0]), max[1].max(at[1])])
    });
    WorldBox { min, max }
}

/// What a hidden layer of lines is written from.
pub(crate) struct Lines<'a> {
    pub(crate) name: &'a str,
    pub(crate) zooms: [u8; 2],
    pub(crate) features: &'a [Feature],
    pub(crate) first_id: u64,
    /// Beside `rank`, a number, for every feature.
    pub(crate) flag: Option<&'a str>,
}

impl Lines<'_> {
    /// Writes the layer, shown as `borders`; at odd zooms every third feature is nothing.
    pub(crate) fn write(&self, desk: &mut Desk) {
        let count = self.features.len();
        let field = |name: &str, kind| Field { kind, ..Field::text(name) };
        let mut fields = vec![Field::text("code"), field("rank", FieldKind::Unsigned)];
        fields.extend(self.flag.map(|name| field(name, FieldKind::Flag)));
        let record = LayerRecord {
            shown_as: Some("borders".to_owned()),
            ..record(self.name, LayerKind::Lines, self.zooms, &fields, count)
        };
        let column =
            |value: &dyn Fn(u64) -> Attribute| -> Column { (0..count as u64).map(|it| Some(value(it))).collect() };
        let mut columns = vec![
            column(&|number| Attribute::Text(format!("{}{number}", self.name))),
            column(&|number| Attribute::Unsigned(number % 3)),
        ];
        columns.extend(self.flag.map(|_| column(&|number| Attribute::Flag(number % 2 == 0))));
        let boxes: Vec<WorldBox> = self.features.iter().map(world_box).collect();
        let ids: Vec<u64> = (0..count as u64).map(|number| self.first_id + number).collect();
        let layer = desk.writer.begin_layer(record, &boxes, &ids, &columns).expect("the layer is written");
        for zoom in (self.zooms[0]..=self.zooms[1]).rev() {
            let shapes: Vec<EncodedShape> = (self.features.iter().enumerate())
                .map(|(number, feature)| EncodedShape::lines(&shown(feature, number, zoom)))
                .collect();
            desk.writer.add_zoom(layer, zoom, &shapes).expect("the zoom is written");
        }
    }
}

/// What a feature shows at a zoom: nothing for every third at odd zooms.
fn shown(feature: &Feature, number: usize, zoom: u8) -> Feature {
    if zoom % 2 == 1 && number % 3 == 1 { Vec::new() } else { at_zoom(feature, zoom) }
}

/// The view of the layers behind the name `borders`.
pub(crate) fn borders(parts: &[(&str, [u8; 2])]) -> View {
    let part = |&(layer, zooms): &(&str, [u8; 2])| ViewPart { layer: layer.to_owned(), zooms: zooms.into() };
    View { name: "borders".to_owned(), label: text("Borders"), parts: parts.iter().map(part).collect() }
}

/// All features in one layer, behind the view.
fn catalog() -> Catalog<Vec<u8>> {
    let mut desk = Desk::new();
    Lines { name: "all", zooms: [0, LAST], features: &features(), first_id: 1, flag: None }.write(&mut desk);
    open(desk.finish(vec![borders(&[("all", [0, LAST])])], &[], &[]))
}

/// The length of a segment inside a window, on either axis and along the diagonal alike.
fn length_inside(from: Point, to: Point) -> f64 {
    let (start, way) = ([from.x, from.y].map(f64::from), [to.x - from.x, to.y - from.y].map(f64::from));
    let (mut first, mut last) = (0.0f64, 1.0f64);
    for axis in 0..2 {
        let (low, high) = (-64.0 - start[axis], 4160.0 - start[axis]);
        if way[axis] == 0.0 {
            if low > 0.0 || high < 0.0 {
                return 0.0;
            }
        } else {
            let (one, other) = (low / way[axis], high / way[axis]);
            (first, last) = (first.max(one.min(other)), last.min(one.max(other)));
        }
    }
    (last - first).max(0.0) * way[0].hypot(way[1])
}

/// Whether one segment lies on another.
fn lies_on(part: &[Point], whole: &[Point]) -> bool {
    let between = |value: i32, one: i32, other: i32| (one.min(other)..=one.max(other)).contains(&value);
    let ([from, to], wide) = ([whole[0], whole[1]], i64::from);
    part.iter().all(|at| {
        let cross = wide(to.x - from.x) * wide(at.y - from.y) - wide(to.y - from.y) * wide(at.x - from.x);
        cross == 0 && between(at.x, from.x, to.x) && between(at.y, from.y, to.y)
    })
}

fn segments(lines: &[Vec<Point>]) -> impl Iterator<Item = &[Point]> + Clone {
    lines.iter().flat_map(|line| line.windows(2))
}

#[test]
fn tiles_hold_exactly_what_lies_in_their_windows() {
    let (catalog, features) = (catalog(), features());
    let request = asked("borders", &[]);
    for zoom in 0..=4u8 {
        let side = 1u32 << zoom;
        for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
            let layers = drawn(&catalog, &request, (zoom, x, y));
            let drawn = layers.first().map_or(&[][..], |layer| &layer.features);
            for (number, feature) in features.iter().enumerate() {
                let seen = |at: &GridPoint| Point { x: at.x - x as i32 * 4096, y: at.y - y as i32 * 4096 };
                let lines: Vec<Vec<Point>> =
                    shown(feature, number, zoom).iter().map(|line| line.iter().map(seen).collect()).collect();
                let expected: f64 = segments(&lines).map(|pair| length_inside(pair[0], pair[1])).sum();
                let found = drawn.iter().find(|feature| feature.id == Some(number as u64 + 1));
                let Some(found) = found else {
                    assert_eq!(expected, 0.0, "{zoom}/{x}/{y}: {number}");
                    continue;
                };
                let Geometry::Lines(pieces) = &found.geometry else { panic!("not lines") };
                let length: f64 = segments(pieces).map(|pair| length_inside(pair[0], pair[1])).sum();
                assert!((length - expected).abs() < 1e-6 * expected, "{zoom}/{x}/{y}: {length}, not {expected}");
                // No stretch is drawn that is not there: along the window's edge least of all.
                let on_line = |piece: &[Point]| segments(&lines).any(|segment| lies_on(piece, segment));
                assert!(segments(pieces).all(on_line), "{zoom}/{x}/{y}: {number}");
            }
        }
    }
}

#[test]
fn lines_that_a_window_holds_are_copied_and_closed_ones_stay_closed() {
    let (catalog, features) = (catalog(), features());
    let request = asked("borders", &[]);
    let layers = drawn(&catalog, &request, (0, 0, 0));
    assert_eq!((layers[0].name.as_str(), layers[0].features.len()), ("borders", features.len()));
    for (feature, drawn) in features.iter().zip(&layers[0].features) {
        let points = |line: &Vec<GridPoint>| line.iter().map(|at| Point { x: at.x, y: at.y }).collect();
        let expected = at_zoom(feature, 0).iter().map(points).collect();
        assert_eq!(drawn.geometry, Geometry::Lines(expected));
    }
    // The small square lies in one tile of zoom 6, and is all that there is of its feature.
    let unit = |place: i32| (place / 64) as u32;
    let layers = drawn(&catalog, &request, (LAST, unit(1203), unit(1303)));
    let square = layers[0].features.iter().find(|feature| feature.id == Some(1)).expect("the squares");
    let Geometry::Lines(lines) = &square.geometry else { panic!("not lines") };
    assert_eq!((lines.len(), lines[0].len(), lines[0][0]), (1, 5, lines[0][4]));
}

#[test]
fn every_line_can_be_read_back() {
    let (catalog, features) = (catalog(), features());
    let (id, _) = catalog.all_layers().next().expect("the only layer");
    let layer = catalog.view(id);
    for zoom in 0..=LAST {
        let shapes = layer.zoom(zoom).expect("a zoom of the layer");
        for (number, feature) in features.iter().enumerate() {
            let lines = shapes.shape(number as u32).expect("in its section").lines().expect("sound");
            assert_eq!(lines, shown(feature, number, zoom));
        }
    }
}
