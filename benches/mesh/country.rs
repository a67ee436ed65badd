//! A made-up country of any size: a grid of communes whose corners are off their places and whose borders are fractal
//! lines that neighbours share, vertex by vertex.
//!
//! Nothing is kept in memory: a border is worked out anew for each of its two sides, from its place in the grid alone.

use geo::{Coord, LineString, Polygon};

/// What makes one country differ from another.
const SEED: u64 = 2026;

/// Degrees of a commune's sides.
const WIDTH: f64 = 0.1;
const HEIGHT: f64 = 0.07;

/// Corners are off their places by this part of a side at most. Two borders that meet then do so at 68° or more.
const JITTER: f64 = 0.08;

/// A border keeps to within this angle (radians) of the line between its ends, seen from either of them: less than
/// half of what is between two borders, so that no two meet but at their ends.
const LEEWAY: f64 = 0.54;

/// A border of 2^this segments, in general.
const HALVINGS: u32 = 5;

/// Borders of the giant have 2^this segments, and there are 22: 1.44 million vertices.
const GIANT_HALVINGS: u32 = 16;
const GIANT: (u32, u32) = (6, 5);

/// Communes along each side of a département.
const DEPARTEMENT: u32 = 10;

/// The plan of a country.
pub(crate) struct Country {
    /// Communes along each side.
    pub(crate) side: u32,
    /// Where one commune of 6 × 5 places, of 1.44 million vertices, begins, if there is one.
    giant: Option<(u32, u32)>,
}

/// A territory of a country.
pub(crate) struct Commune {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) departement: String,
    pub(crate) shape: Polygon<f64>,
}

/// Places of the grid that one commune takes: columns, rows.
type Places = [std::ops::Range<u32>; 2];

impl Country {
    /// A country of about as many vertices, those of both sides of a border counted.
    pub(crate) fn of_vertices(vertices: f64) -> Country {
        let side = (vertices / f64::from(4u32 << HALVINGS)).sqrt().round();
        Country { side: (side as u32).max(1), giant: None }
    }

    /// A country with a giant in its middle, which comes on top of as many vertices.
    pub(crate) fn with_giant(vertices: f64) -> Country {
        let mut country = Country::of_vertices(vertices);
        assert!(country.side > 2 * GIANT.0, "the country is too small for the giant");
        country.giant = Some((country.side / 2 - GIANT.0 / 2, country.side / 2 - GIANT.1 / 2));
        country
    }

    /// The communes, row by row.
    pub(crate) fn communes(&self) -> impl Iterator<Item = Commune> {
        let places = (0..self.side).flat_map(move |row| (0..self.side).map(move |column| (column, row)));
        places.filter_map(|(column, row)| {
            let places = match self.giant {
                Some((left, top)) if self.is_in_giant(column, row) => {
                    if (column, row) != (left, top) {
                        return None;
                    }
                    [left..left + GIANT.0, top..top + GIANT.1]
                }
                _ => [column..column + 1, row..row + 1],
            };
            let number = row * self.side + column;
            let departement = row / DEPARTEMENT * self.side.div_ceil(DEPARTEMENT) + column / DEPARTEMENT;
            Some(Commune {
                code: format!("{number:07}"),
                name: format!("Commune {number}"),
                departement: format!("{departement:05}"),
                shape: self.shape(&places),
            })
        })
    }

    fn is_in_giant(&self, column: u32, row: u32) -> bool {
        self.giant
            .is_some_and(|(left, top)| (left..left + GIANT.0).contains(&column) && (top..top + GIANT.1).contains(&row))
    }

    /// The border around some places, counter-clockwise: rows go northwards.
    fn shape(&self, [columns, rows]: &Places) -> Polygon<f64> {
        let mut ring = Vec::new();
        columns.clone().for_each(|column| self.push_border(&mut ring, Border::South(column, rows.start), false));
        rows.clone().for_each(|row| self.push_border(&mut ring, Border::West(columns.end, row), false));
        columns.clone().rev().for_each(|column| self.push_border(&mut ring, Border::South(column, rows.end), true));
        rows.clone().rev().for_each(|row| self.push_border(&mut ring, Border::West(columns.start, row), true));
        Polygon::new(LineString::new(ring), Vec::new())
    }

    /// Appends a border to a ring without its last point.
    fn push_border(&self, ring: &mut Vec<Coord<f64>>, border: Border, backwards: bool) {
        let mut points = border.points(self.halvings(border));
        if backwards {
            points.reverse();
        }
        points.pop();
        ring.append(&mut points);
    }

    fn halvings(&self, border: Border) -> u32 {
        let [(column, row), (beside, below)] = border.sides();
        let is_giant = self.is_in_giant(column, row) || self.is_in_giant(beside, below);
        if is_giant { GIANT_HALVINGS } else { HALVINGS }
    }
}

/// A border of the grid, by the place that it is south or west of.
#[derive(Clone, Copy)]
enum Border {
    South(u32, u32),
    West(u32, u32),
}

impl Border {
    /// The two places that it is between; those outside the country have numbers that no place has.
    fn sides(self) -> [(u32, u32); 2] {
        match self {
            Border::South(column, row) => [(column, row), (column, row.wrapping_sub(1))],
            Border::West(column, row) => [(column, row), (column.wrapping_sub(1), row)],
        }
    }

    /// Its points, from west to east or from south to north.
    fn points(self, halvings: u32) -> Vec<Coord<f64>> {
        let (from, to, key) = match self {
            Border::South(column, row) => (corner(column, row), corner(column + 1, row), mix(3, column, row)),
            Border::West(column, row) => (corner(column, row), corner(column, row + 1), mix(4, column, row)),
        };
        // A midpoint goes off its place by as much of the segment's length on every level, so that the angles add up.
        let reach = (LEEWAY / f64::from(halvings)).tan() / 2.0;
        let mut points = vec![from, to];
        for level in 0..halvings {
            let mut finer = Vec::with_capacity(2 * points.len() - 1);
            for (place, ends) in points.windows(2).enumerate() {
                let along = ends[1] - ends[0];
                let off = reach * part(key ^ u64::from(level + 1) << 56 ^ place as u64);
                let middle = Coord { x: (ends[0].x + ends[1].x) / 2.0, y: (ends[0].y + ends[1].y) / 2.0 };
                // Across in cells of the grid, whose sides are not equally long.
                let across = Coord { x: -along.y / HEIGHT * WIDTH, y: along.x / WIDTH * HEIGHT };
                finer.extend([ends[0], middle + across * off]);
            }
            finer.push(to);
            points = finer;
        }
        points
    }
}

/// Where a corner of the grid is, in degrees.
fn corner(column: u32, row: u32) -> Coord<f64> {
    let off = |axis| JITTER * part(mix(axis, column, row));
    Coord { x: -9.0 + WIDTH * (f64::from(column) + off(1)), y: 36.0 + HEIGHT * (f64::from(row) + off(2)) }
}

/// A number for a place of the grid.
fn mix(kind: u64, column: u32, row: u32) -> u64 {
    scramble(SEED ^ kind << 48 ^ u64::from(column) << 24 ^ u64::from(row))
}

/// A number between -1 and 1 for a number.
fn part(number: u64) -> f64 {
    (scramble(number) >> 11) as f64 / (1u64 << 52) as f64 - 1.0
}

/// SplitMix64.
fn scramble(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
