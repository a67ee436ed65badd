use super::cleaning::{CleanRing, clean};
use super::crossing::{comes_back, first_crossing, untangle};
use super::reading::Reading;
use super::remarks::{Refusal, Remark, Remarks};
use crate::gazetteer::counted;
use crate::geo::{Bands, Border, LonLat, WorldPoint, bounds, double_world_area};
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::features::{Ring, Shape, Winding};

/// A shape that can be used, and what had to be done for it.
#[derive(Debug)]
pub(super) struct Mended {
    pub(super) border: Border,
    pub(super) remarks: Vec<Remark>,
}

/// Brings a shape to the world grid and mends it where one answer is right.
///
/// # Errors
/// When it is no polygon, has none, has a point that is no place, or may mean several things.
pub(super) fn mend(
    shape: &Shape,
    reading: &Reading,
    winding: Option<Winding>,
    close_below: f64,
) -> Result<Mended, Refusal> {
    let refuse = |kind, detail: &str| Err(Refusal { kind, detail: detail.to_owned(), place: None });
    let mut work = Work { reading, winding, close_below, remarks: Remarks::default(), is_turned: false };
    let polygons = match shape {
        Shape::Missing => return refuse(ComplaintKind::MissingGeometry, "no geometry, or an empty one"),
        Shape::Point(_) => return refuse(ComplaintKind::NotAPolygon, "a Point"),
        Shape::Other(name) => return refuse(ComplaintKind::NotAPolygon, name),
        Shape::Broken(why) => return refuse(ComplaintKind::BrokenGeometry, why),
        Shape::Curved(name) => return refuse(ComplaintKind::CurvedGeometry, name),
        Shape::Polygons(polygons) => work.clean_polygons(polygons)?,
        Shape::Mixed(polygons, other) => {
            work.remarks.add(ComplaintKind::MixedGeometry, format!("{other} beside polygons"), None);
            work.clean_polygons(polygons)?
        }
        Shape::Rings(rings) => work.nest(rings)?,
    };
    let border = work.assemble(polygons)?;
    if border.rings.is_empty() {
        if let Some(refusal) = work.remarks.beyond_mercator() {
            return Err(refusal);
        }
        return refuse(ComplaintKind::MissingGeometry, "the shape has no area");
    }
    Ok(Mended { border, remarks: work.remarks.finish() })
}

/// A shell and its holes.
type Polygon = Vec<CleanRing>;

struct Work<'a> {
    reading: &'a Reading,
    winding: Option<Winding>,
    close_below: f64,
    remarks: Remarks,
    is_turned: bool,
}

impl Work<'_> {
    fn clean_polygons(&mut self, polygons: &[Vec<Ring>]) -> Result<Vec<Polygon>, Refusal> {
        let mut cleaned = Vec::with_capacity(polygons.len());
        for rings in polygons {
            // A shell that was split is several; each has the holes that lie within its box.
            let mut shells: Vec<Polygon> = Vec::with_capacity(1);
            for (place, ring) in rings.iter().enumerate() {
                let pieces = clean(ring, self.reading, &mut self.remarks)?;
                if let Some(first) = pieces.first() {
                    self.check_winding(first, place == 0);
                }
                if place == 0 {
                    shells.extend(pieces.into_iter().map(|shell| vec![shell]));
                    // Without its shell a polygon is nothing.
                    if shells.is_empty() {
                        break;
                    }
                    continue;
                }
                let boxes: Vec<[u32; 4]> =
                    if shells.len() > 1 { shells.iter().map(|it| box_of(&it[0])).collect() } else { Vec::new() };
                for hole in pieces {
                    let shell = boxes.iter().position(|shell| is_within(box_of(&hole), *shell)).unwrap_or(0);
                    shells[shell].push(hole);
                }
            }
            cleaned.append(&mut shells);
        }
        Ok(cleaned)
    }

    /// Makes polygons of rings by what lies in what: a ring within an odd number of others is a hole of the smallest.
    fn nest(&mut self, rings: &[Ring]) -> Result<Vec<Polygon>, Refusal> {
        let mut cleaned = Vec::with_capacity(rings.len());
        for ring in rings {
            cleaned.extend(clean(ring, self.reading, &mut self.remarks)?);
        }
        let holders = holders(&cleaned);
        let mut place_of_shell = vec![usize::MAX; cleaned.len()];
        let mut polygons: Vec<Polygon> = Vec::new();
        let mut holes = Vec::new();
        for (number, ring) in cleaned.into_iter().enumerate() {
            let is_shell = holders[number].len().is_multiple_of(2);
            self.check_winding(&ring, is_shell);
            if is_shell {
                place_of_shell[number] = polygons.len();
                polygons.push(vec![ring]);
            } else {
                holes.push((holders[number].clone(), ring));
            }
        }
        for (around, ring) in holes {
            // From the smallest outwards, the first that is a shell.
            if let Some(shell) = around.iter().map(|&holder| place_of_shell[holder]).find(|&place| place != usize::MAX)
            {
                polygons[shell].push(ring);
            }
        }
        Ok(polygons)
    }

    fn check_winding(&mut self, ring: &CleanRing, is_shell: bool) {
        let Some(rule) = self.winding else { return };
        let expected = (rule == Winding::Counterclockwise) == is_shell;
        if ring.counterclockwise != expected && !self.is_turned {
            self.is_turned = true;
            let place = ring.points.first().map(|first| first.unproject());
            self.remarks.add(ComplaintKind::WrongWinding, "a ring goes the wrong way round".to_owned(), place);
        }
    }

    /// The border of the polygons: rings that cross themselves are taken apart, holes outside are left out.
    fn assemble(&mut self, polygons: Vec<Polygon>) -> Result<Border, Refusal> {
        let crossing = first_crossing(polygons.iter().flatten().map(|ring| &ring.points[..]));
        let mut border = Border::default();
        let mut is_mended = false;
        for polygon in polygons {
            // A shell without holes needs no bands.
            let shell = polygon.first().filter(|_| polygon.len() > 1).map(|shell| Bands::new(&shell.points));
            for (number, ring) in polygon.into_iter().enumerate() {
                if number > 0 && shell.as_ref().is_some_and(|shell| is_outside(&ring.points, shell)) {
                    let place = ring.points.first().map(|first| first.unproject());
                    let detail = format!("a hole of {}", counted(ring.points.len() as u64, "point"));
                    self.remarks.add(ComplaintKind::HoleOutside, detail, place);
                    continue;
                }
                is_mended |= self.add_ring(ring.points, number == 0, crossing.is_some(), &mut border)?;
            }
        }
        if let Some(place) = crossing.filter(|_| !is_mended) {
            self.remarks.add(ComplaintKind::CrossingRings, "rings cross".to_owned(), Some(place.unproject()));
        }
        Ok(border)
    }

    /// Adds a ring, in parts where it crosses itself; whether it did.
    fn add_ring(
        &mut self,
        ring: Vec<WorldPoint>,
        is_shell: bool,
        may_cross: bool,
        border: &mut Border,
    ) -> Result<bool, Refusal> {
        let crossing = if may_cross { first_crossing([&ring[..]].into_iter()) } else { None };
        if crossing.is_none() && !(comes_back(&ring) && is_tangled(&ring)) {
            if !border.add(ring, is_shell) {
                self.remarks.add(ComplaintKind::CollapsedRing, "a ring without area".to_owned(), None);
            }
            return Ok(false);
        }
        let place = crossing.or(ring.first().copied()).map(WorldPoint::unproject);
        let parts = untangle(&ring, self.close_below).map_err(|square_metres| Refusal {
            kind: ComplaintKind::AmbiguousShape,
            detail: format!("{square_metres:.0} m² are gone around several times"),
            place: place.map(LonLat::pair),
        })?;
        self.remarks.add(
            ComplaintKind::SelfCrossing,
            format!("a ring of {}", counted(ring.len() as u64, "point")),
            place,
        );
        for part in parts {
            for (number, ring) in part.into_iter().enumerate() {
                border.add(ring, (number == 0) == is_shell);
            }
        }
        Ok(true)
    }
}

/// Whether a ring that comes back to one of its points goes around something against its own sense, so that the sum of its
/// areas is not what it goes around.
fn is_tangled(ring: &[WorldPoint]) -> bool {
    let mut loops = Vec::new();
    let mut open: Vec<WorldPoint> = Vec::with_capacity(ring.len());
    let mut places = rustc_hash::FxHashMap::default();
    for &point in ring {
        if let Some(&place) = places.get(&point) {
            let part: Vec<WorldPoint> = open.drain(place..).collect();
            for left in &part {
                places.remove(left);
            }
            loops.push(part);
        }
        places.insert(point, open.len());
        open.push(point);
    }
    loops.push(open);
    let areas: Vec<i128> = loops.iter().map(|part| double_world_area(part)).collect();
    areas.iter().any(|area| *area > 0) && areas.iter().any(|area| *area < 0)
}

/// For each ring those that hold it, the smallest first: those in which most of its points lie, as far as they are asked.
fn holders(rings: &[CleanRing]) -> Vec<Vec<usize>> {
    let boxes: Vec<[u32; 4]> = rings.iter().map(box_of).collect();
    let areas: Vec<u128> = rings.iter().map(|ring| double_world_area(&ring.points).unsigned_abs()).collect();
    let mut found = vec![Vec::new(); rings.len()];
    for outer in 0..rings.len() {
        let may_hold = |inner: &usize| areas[outer] > areas[*inner] && is_within(boxes[*inner], boxes[outer]);
        let within: Vec<usize> = (0..rings.len()).filter(may_hold).collect();
        if within.is_empty() {
            continue;
        }
        let bands = Bands::new(&rings[outer].points);
        for inner in within {
            // Where rings were split at ±180° they may run along each other.
            let is_inner = |point: &&WorldPoint| point.x != 0 && point.x != u32::MAX;
            let points: Vec<&WorldPoint> = rings[inner].points.iter().filter(is_inner).collect();
            let asked = || points.iter().step_by(points.len().div_ceil(ASKED).max(1));
            if asked().filter(|point| bands.holds(***point)).count() * 2 > asked().count() {
                found[inner].push(outer);
            }
        }
    }
    found.iter_mut().for_each(|holders| holders.sort_by_key(|&outer| areas[outer]));
    found
}

fn box_of(ring: &CleanRing) -> [u32; 4] {
    bounds(ring.points.iter()).unwrap_or_default()
}

/// Points of a ring that are asked what holds them: some may lie on what touches it.
const ASKED: usize = 99;

/// Whether the inner box lies in the outer: west, north, east, south.
fn is_within(inner: [u32; 4], outer: [u32; 4]) -> bool {
    inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
}

/// Whether a hole lies outside of a shell: all its points that are not on it.
fn is_outside(hole: &[WorldPoint], shell: &Bands) -> bool {
    !hole.iter().any(|&point| shell.holds(point) || shell.has(point))
}
