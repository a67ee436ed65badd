use geo::{BoundingRect, Coord, Intersects, LineString, MultiPolygon, Polygon, Rect};

use super::syntax::Place;
use crate::atlas::rtree::WorldBox;
use crate::geo::{GridBox, GridPoint, LonLat, WorldPoint};

/// A part of the world on its grid. Edges are straight on the map, in Web Mercator, and belong to it.
#[derive(Clone, Debug)]
pub(super) enum Region {
    /// One box, or two on both sides of the antimeridian.
    Boxes(Vec<Rect<f64>>),
    Polygon {
        polygon: Polygon<f64>,
        area: Area,
    },
}

impl Region {
    /// The region of a box or a polygon; of a territory nothing.
    pub(crate) fn new(place: &Place) -> Region {
        match place {
            Place::Bounds([west, south, east, north]) => {
                let rect = |west, east| Rect::new(coord(west, *south), coord(east, *north));
                let is_parted = west > east;
                let parts =
                    if is_parted { vec![rect(*west, 180.0), rect(-180.0, *east)] } else { vec![rect(*west, *east)] };
                Region::Boxes(parts)
            }
            Place::Polygon(rings) => {
                let ring = |ring: &Vec<[f64; 2]>| ring.iter().map(|&[lon, lat]| coord(lon, lat)).collect();
                let mut lines = rings.iter().map(ring);
                let polygon = Polygon::new(lines.next().unwrap_or_else(|| LineString(Vec::new())), lines.collect());
                let points = |line: &LineString<f64>| line.0.iter().map(|it| (it.x as i64, it.y as i64)).collect();
                let area = Area::new([polygon.exterior()].into_iter().chain(polygon.interiors()).map(points));
                Region::Polygon { polygon, area }
            }
            Place::Holder(_) => Region::Boxes(Vec::new()),
        }
    }

    /// Whether it holds a point.
    pub(crate) fn holds(&self, place: WorldPoint) -> bool {
        match self {
            Region::Boxes(boxes) => {
                let at = Coord { x: f64::from(place.x), y: f64::from(place.y) };
                boxes.iter().any(|part| part.intersects(&at))
            }
            Region::Polygon { area, .. } => area.holds(place),
        }
    }

    /// Boxes outside of which nothing of it lies.
    pub(crate) fn boxes(&self) -> Vec<WorldBox> {
        let world =
            |rect: &Rect<f64>| WorldBox { min: [rect.min().x, rect.min().y], max: [rect.max().x, rect.max().y] };
        match self {
            Region::Boxes(boxes) => boxes.iter().map(world).collect(),
            Region::Polygon { polygon, .. } => polygon.bounding_rect().iter().map(world).collect(),
        }
    }

    /// What is known of a shape by its box alone: that they meet, that they do not, or nothing.
    pub(super) fn meets_box(&self, shape: &Rect<f64>) -> Option<bool> {
        match self {
            Region::Boxes(boxes) => {
                let holds = |part: &Rect<f64>| {
                    let (low, high) = (part.min(), part.max());
                    low.x <= shape.min().x
                        && low.y <= shape.min().y
                        && shape.max().x <= high.x
                        && shape.max().y <= high.y
                };
                match boxes.iter().any(|part| part.intersects(shape)) {
                    false => Some(false),
                    true => boxes.iter().any(holds).then_some(true),
                }
            }
            // Where no edge is near, all of the box is inside, or all of it outside.
            Region::Polygon { area, .. } => {
                let corner = WorldPoint { x: shape.min().x as u32, y: shape.min().y as u32 };
                if area.has_edge_near(shape) { None } else { Some(area.holds(corner)) }
            }
        }
    }

    pub(crate) fn meets(&self, shape: &MultiPolygon<f64>) -> bool {
        match self {
            Region::Boxes(boxes) => boxes.iter().any(|part| shape.intersects(part)),
            Region::Polygon { polygon, .. } => shape.intersects(polygon),
        }
    }
}

fn coord(lon: f64, lat: f64) -> Coord<f64> {
    let WorldPoint { x, y } = LonLat { lon, lat }.project();
    Coord { x: f64::from(x), y: f64::from(y) }
}

/// By how much cells of a zoom's grid are larger than those of the world grid.
fn cell(zoom: u8) -> i64 {
    1 << (20 - zoom)
}

/// A box of a zoom's grid on the world grid.
pub(super) fn world_rect(bounds: &GridBox, zoom: u8) -> Rect<f64> {
    let world = |at: GridPoint| {
        let [x, y] = [at.x, at.y].map(|value| (i64::from(value) * cell(zoom)) as f64);
        Coord { x, y }
    };
    Rect::new(world(bounds.min), world(bounds.max))
}

/// Rings of a zoom's grid as polygons on the world grid. Holes follow the ring that they are in.
pub(crate) fn polygons(rings: Vec<(Vec<GridPoint>, bool)>, zoom: u8) -> MultiPolygon<f64> {
    let mut polygons: Vec<Polygon<f64>> = Vec::new();
    for (ring, is_hole) in rings {
        let coords = ring.into_iter().map(|at| {
            let [x, y] = [at.x, at.y].map(|value| (i64::from(value) * cell(zoom)) as f64);
            Coord { x, y }
        });
        let line = LineString(coords.collect());
        match polygons.last_mut() {
            Some(polygon) if is_hole => polygon.interiors_push(line),
            _ => polygons.push(Polygon::new(line, Vec::new())),
        }
    }
    MultiPolygon(polygons)
}

/// The ground inside rings, holes left out, to be asked for many points.
#[derive(Clone, Debug)]
pub(crate) struct Area {
    edges: Vec<[(i64, i64); 2]>,
    /// For each [`CHUNK`] of edges the least and the largest y.
    reaches: Vec<(i64, i64)>,
}

/// Edges that are passed over together where a point is not beside them.
const CHUNK: usize = 32;

impl Area {
    /// The area of rings on the world grid, whichever way they run.
    pub(crate) fn new(rings: impl Iterator<Item = Vec<(i64, i64)>>) -> Area {
        let mut edges = Vec::new();
        for ring in rings {
            let behind = ring.iter().cycle().skip(1);
            edges.extend(ring.iter().zip(behind).map(|(one, other)| [*one, *other]));
        }
        let reach = |chunk: &[[(i64, i64); 2]]| {
            let heights = || chunk.iter().flatten().map(|(_, y)| *y);
            (heights().min().unwrap_or(0), heights().max().unwrap_or(0))
        };
        Area { reaches: edges.chunks(CHUNK).map(reach).collect(), edges }
    }

    /// The area of rings of a zoom's grid.
    pub(super) fn of_rings(rings: &[(Vec<GridPoint>, bool)], zoom: u8) -> Area {
        let wide = |value: i32| i64::from(value) * cell(zoom);
        let ring = |(ring, _): &(Vec<GridPoint>, bool)| ring.iter().map(|at| (wide(at.x), wide(at.y))).collect();
        Area::new(rings.iter().map(ring))
    }

    /// Whether the box of some edge has a point in common with a box.
    fn has_edge_near(&self, bounds: &Rect<f64>) -> bool {
        let ([west, north], [east, south]) = ([bounds.min().x, bounds.min().y], [bounds.max().x, bounds.max().y]);
        let beside =
            |one: i64, other: i64, low: f64, high: f64| (one.max(other) as f64) < low || high < one.min(other) as f64;
        let chunks = self.edges.chunks(CHUNK).zip(&self.reaches);
        let mut near =
            chunks.filter(|(_, (low, high))| !beside(*low, *high, north, south)).flat_map(|(chunk, _)| chunk);
        near.any(|[(x1, y1), (x2, y2)]| !beside(*x1, *x2, west, east) && !beside(*y1, *y2, north, south))
    }

    /// Whether a point is inside, or on the edge: the half-line to its left crosses the edges an odd number of times.
    pub(crate) fn holds(&self, place: WorldPoint) -> bool {
        let (at_x, at_y) = (i64::from(place.x), i64::from(place.y));
        let mut is_inside = false;
        for (chunk, &(low, high)) in self.edges.chunks(CHUNK).zip(&self.reaches) {
            if at_y < low || high < at_y {
                continue;
            }
            for edge in chunk {
                let [(x1, y1), (x2, y2)] = edge.map(|(x, y)| (i128::from(x - at_x), i128::from(y - at_y)));
                let cross = x1 * y2 - x2 * y1;
                if cross == 0 && x1 * x2 <= 0 && y1 * y2 <= 0 {
                    return true;
                }
                if (y1 <= 0) != (y2 <= 0) && (cross < 0) == (y2 > y1) {
                    is_inside = !is_inside;
                }
            }
        }
        is_inside
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::point_in_ring;

    #[test]
    fn points_are_where_the_ring_says() {
        let ring: Vec<(i64, i64)> = (0..200i64).map(|n| ((n * 7919) % 101 + 50, (n * 104_729) % 97 + 50)).collect();
        let area = Area::new([ring.clone()].into_iter());
        let points: Vec<GridPoint> = ring.iter().map(|&(x, y)| GridPoint { x: x as i32, y: y as i32 }).collect();
        for (x, y) in (40..160).flat_map(|x| (40..160).map(move |y| (x, y))) {
            let expected = point_in_ring((i64::from(x), i64::from(y)), 1, &points).unwrap_or(true);
            assert_eq!(area.holds(WorldPoint { x, y }), expected, "{x} {y}");
        }
    }

    #[test]
    fn boxes_may_lie_across_the_antimeridian() {
        let region = Region::new(&Place::Bounds([170.0, -20.0, -170.0, -10.0]));
        let holds = |lon, lat| region.holds(LonLat { lon, lat }.project());
        assert!(holds(175.0, -15.0) && holds(-175.0, -15.0) && holds(180.0, -10.0));
        assert!(!holds(0.0, -15.0) && !holds(175.0, -25.0));
        assert_eq!(region.boxes().len(), 2);
    }

    #[test]
    fn holes_are_outside() {
        let square = |low: f64, high: f64| vec![[low, low], [high, low], [high, high], [low, high], [low, low]];
        let region = Region::new(&Place::Polygon(vec![square(0.0, 10.0), square(4.0, 6.0)]));
        let holds = |lon, lat| region.holds(LonLat { lon, lat }.project());
        assert!(holds(1.0, 1.0) && !holds(5.0, 5.0) && !holds(11.0, 5.0) && holds(4.0, 5.0));
    }
}
