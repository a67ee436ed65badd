use super::territories::{Level, Territories};
use crate::atlas::rtree::WorldBox;
use crate::atlas::{FamilyRecord, GapRecord, OverlapRecord};
use crate::ingest::{Complaint, ComplaintKind, Complaints};
use crate::mesh::{Coverage, Fault, FaultKind, Grouping, line_area};

/// A level with shapes of its own and those dissolved from it: one mesh of borders.
pub(super) struct Family {
    /// Number in the recipe of the level with shapes of its own.
    pub(super) base: usize,
    /// Numbers of the levels in the recipe, ascending.
    pub(super) levels: Vec<usize>,
    pub(super) coverage: Coverage,
    /// For each of `levels` the territories that the labels of the mesh stand for.
    pub(super) groupings: Vec<Grouping>,
    /// For each of `levels` its territories on the world grid.
    pub(super) extents: Vec<Vec<Extent>>,
}

/// What a territory takes up on the world grid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) bounds: WorldBox,
    pub(super) vertices: u64,
    pub(super) square_metres: f64,
}

impl Family {
    /// One family for each level with a source. What does not fit together in a source is complained of.
    pub(super) fn all(territories: &Territories, close_below: f64, complaints: &mut Complaints) -> Vec<Family> {
        let levels = &territories.0;
        let bases = (0..levels.len()).filter(|&number| levels[number].members.is_none());
        bases.map(|base| Family::new(levels, base, close_below, complaints)).collect()
    }

    fn new(levels: &[Level], base: usize, close_below: f64, complaints: &mut Complaints) -> Family {
        let coverage = Coverage::new(levels[base].borders.iter(), close_below);
        complain(&levels[base], &coverage, complaints);
        let belongs = |level: &Level| level.members.as_ref().is_some_and(|members| members.from == base);
        let members: Vec<usize> = (0..levels.len()).filter(|&it| it == base || belongs(&levels[it])).collect();
        let groupings: Vec<Grouping> = members.iter().map(|&number| grouping(&levels[number], &coverage)).collect();
        let extents = (members.iter().zip(&groupings))
            .map(|(&number, grouping)| {
                let level = &levels[number];
                extents(grouping, &coverage, level.territories.len(), |territory| match &level.members {
                    Some(members) => {
                        let first = members.groups.iter().position(|group| *group == Some(territory));
                        levels[base].source_box(first.unwrap_or(0))
                    }
                    None => level.source_box(territory),
                })
            })
            .collect();
        Family { base, levels: members, coverage, groupings, extents }
    }

    /// What the atlas says of it.
    pub(super) fn record(&self, territories: &Territories) -> FamilyRecord {
        let code = |territory: &u32| territories.0[self.base].territories[*territory as usize].code.clone();
        let left = |kind| self.coverage.faults.iter().filter(move |it| it.kind == kind && it.given_to.is_none());
        let gap = |fault: &Fault| GapRecord {
            square_metres: fault.square_metres,
            codes: fault.territories.iter().map(code).collect(),
            place: fault.place.unproject().pair(),
        };
        let codes_of = |level: usize, fault: &Fault| {
            let Level { territories: all, members, .. } = &territories.0[level];
            let number = |&base: &u32| members.as_ref().map_or(Some(base as usize), |it| it.groups[base as usize]);
            let mut codes: Vec<String> =
                fault.territories.iter().filter_map(number).map(|it| all[it].code.clone()).collect();
            codes.sort_unstable();
            codes.dedup();
            codes
        };
        let overlap = |fault: &Fault| OverlapRecord {
            square_metres: fault.square_metres,
            codes: self.levels.iter().map(|&level| codes_of(level, fault)).collect(),
            place: fault.place.unproject().pair(),
        };
        FamilyRecord {
            base: self.base as u16,
            layers: self.levels.iter().map(|&level| level as u16).collect(),
            gaps: left(FaultKind::Gap).map(gap).collect(),
            overlaps: left(FaultKind::Overlap).map(overlap).collect(),
        }
    }
}

impl Level {
    /// The box of a territory in its source.
    fn source_box(&self, territory: usize) -> WorldBox {
        let bounds = self.borders.get(territory).and_then(crate::mesh::Border::bounds);
        let [west, north, east, south] = bounds.unwrap_or_default().map(f64::from);
        WorldBox { min: [west, north], max: [east, south] }
    }
}

/// The territories of a level that the labels of a coverage stand for.
fn grouping(level: &Level, coverage: &Coverage) -> Grouping {
    Grouping::new(coverage.covers.iter().map(|cover| match &level.members {
        None => cover.clone(),
        Some(members) => {
            let group = |member: &u32| members.groups[*member as usize].map(|group| group as u32);
            cover.iter().filter_map(group).collect()
        }
    }))
}

/// Boxes and vertices of the territories of a level. `otherwise` gives the box of one that has no border of its own,
/// as when it lies within another and was small enough to be taken for an overlap.
fn extents(
    grouping: &Grouping,
    coverage: &Coverage,
    count: usize,
    otherwise: impl Fn(usize) -> WorldBox,
) -> Vec<Extent> {
    let nothing = WorldBox { min: [f64::MAX; 2], max: [0.0; 2] };
    let mut extents = vec![Extent { bounds: nothing, vertices: 0, square_metres: 0.0 }; count];
    for arc in coverage.mesh.arcs() {
        let (left, right) = (grouping.territories(arc.left), grouping.territories(arc.right));
        let area = line_area(arc.points);
        let only_left = left.iter().filter(|it| !right.contains(it)).map(|it| (it, area));
        let only_right = right.iter().filter(|it| !left.contains(it)).map(|it| (it, -area));
        for (&territory, area) in only_left.chain(only_right) {
            let Extent { bounds, vertices, square_metres } = &mut extents[territory as usize];
            *square_metres += area;
            *vertices += arc.points.len() as u64 - 1;
            for point in arc.points {
                for (axis, value) in [f64::from(point.x), f64::from(point.y)].into_iter().enumerate() {
                    bounds.min[axis] = bounds.min[axis].min(value);
                    bounds.max[axis] = bounds.max[axis].max(value);
                }
            }
        }
    }
    for (territory, extent) in extents.iter_mut().enumerate().filter(|(_, extent)| extent.vertices == 0) {
        extent.bounds = otherwise(territory);
    }
    extents
}

/// Tells what did not fit together in the source of a level.
fn complain(level: &Level, coverage: &Coverage, complaints: &mut Complaints) {
    let code = |territory: u32| level.territories[territory as usize].code.clone();
    for &(territory, other, place) in &coverage.unmatched {
        complaints.push(Complaint {
            kind: ComplaintKind::UnmatchedEdge,
            file: level.file.clone(),
            row: None,
            code: Some(code(territory)),
            detail: format!("its border lacks vertices that the border of {} has there", code(other)),
            place: Some(place.unproject().pair()),
        });
    }
    // A hole in the shape of one territory is no fault.
    for fault in coverage.faults.iter().filter(|fault| fault.territories.len() > 1) {
        complaints.push(Complaint {
            kind: match (fault.kind, fault.given_to) {
                (FaultKind::Gap, Some(_)) => ComplaintKind::GapClosed,
                (FaultKind::Gap, None) => ComplaintKind::GapLeft,
                (FaultKind::Overlap, Some(_)) => ComplaintKind::OverlapClosed,
                (FaultKind::Overlap, None) => ComplaintKind::OverlapLeft,
            },
            file: level.file.clone(),
            row: None,
            code: fault.territories.first().map(|&first| code(first)),
            detail: in_words(fault, code),
            place: Some(fault.place.unproject().pair()),
        });
    }
}

fn in_words(fault: &Fault, code: impl Fn(u32) -> String) -> String {
    let mut codes: Vec<String> = fault.territories.iter().map(|&territory| code(territory)).collect();
    codes.sort_unstable();
    let what = match fault.kind {
        FaultKind::Gap => format!("nobody has the ground between {}", codes.join(", ")),
        FaultKind::Overlap => format!("{} have the same ground", codes.join(", ")),
    };
    let end = fault.given_to.map_or_else(String::new, |owner| format!("; given to {}", code(owner)));
    let square_metres = fault.square_metres;
    let size = if square_metres < 10.0 { format!("{square_metres:.2}") } else { format!("{square_metres:.0}") };
    format!("{what}: {size} m²{end}")
}
