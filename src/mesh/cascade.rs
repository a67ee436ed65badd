use super::{CellNumbers, Grouping, Mesh, ZoomEdges};
use crate::geo::{EXTENT, EXTENT_BITS};

/// Pixels of a tile of MapLibre's along one side.
const TILE_PIXELS: f64 = 512.0;

/// One mesh on its way from the highest zoom to the lowest: at each the borders of the levels shown there, thinner than
/// at the zoom before.
pub struct Cascade<'a> {
    mesh: &'a Mesh,
    groupings: &'a [Grouping],
    /// Pixels by which a border may be off; 0 keeps every vertex.
    tolerance: f64,
    stage: Option<Stage>,
}

/// Where a cascade has come to.
struct Stage {
    /// The levels shown, ascending.
    shown: Vec<usize>,
    /// Borders of the levels shown. Labels are cells of those levels.
    mesh: Mesh,
    /// Territories of cells, for every level; those of levels not shown mean nothing.
    groupings: Vec<Grouping>,
}

/// Borders on the grid of one zoom.
pub struct ZoomBorders<'a> {
    pub edges: ZoomEdges,
    /// For every level of the cascade the territories of the labels of `edges`; right for the levels shown.
    pub groupings: &'a [Grouping],
    /// Number of labels of `edges`.
    pub labels: usize,
}

impl<'a> Cascade<'a> {
    /// `groupings` has the territories of the labels of `mesh` for every level; `labels` is how many there are.
    pub fn new(mesh: &'a Mesh, groupings: &'a [Grouping], tolerance: f64) -> Cascade<'a> {
        Cascade { mesh, groupings, tolerance, stage: None }
    }

    /// The borders at a zoom of the levels `shown` there (ascending, at least one). Zooms must be asked for from the
    /// highest down; the first has full detail.
    pub fn at(&mut self, zoom: u8, shown: &[usize]) -> ZoomBorders<'_> {
        let tolerance = self.tolerance * f64::from(EXTENT) / TILE_PIXELS;
        let (stage, is_full) = match self.stage.take() {
            None => (Stage::of(self.mesh, self.groupings, shown), true),
            Some(stage) => {
                let stage = match stage {
                    stage if stage.shown == shown => stage,
                    stage if shown.iter().all(|level| stage.shown.contains(level)) => {
                        Stage::of(&stage.mesh, &stage.groupings, shown)
                    }
                    // A level that was not there above: its borders are no longer in the mesh.
                    _ => Stage::of(self.mesh, self.groupings, shown),
                };
                let cell = f64::from(32 - u32::from(EXTENT_BITS) - u32::from(zoom)).exp2();
                (stage.thinned(tolerance * cell), false)
            }
        };
        let stage = self.stage.insert(stage);
        let edges = stage.mesh.snapped(zoom);
        let edges = if is_full { edges } else { edges.without_small_bays(speck(tolerance) as i128) };
        ZoomBorders { edges, groupings: &stage.groupings, labels: stage.labels() }
    }
}

/// Twice the area of what cannot be seen where borders may be off by `tolerance`: a square twice as wide, a pixel at
/// half a pixel's tolerance.
fn speck(tolerance: f64) -> f64 {
    2.0 * (2.0 * tolerance).powi(2)
}

impl Stage {
    fn of(mesh: &Mesh, groupings: &[Grouping], shown: &[usize]) -> Stage {
        let mut numbers = CellNumbers::new(shown.len());
        let labels = groupings.first().map_or(1, Grouping::labels);
        let of_shown: Vec<&Grouping> = shown.iter().map(|&level| &groupings[level]).collect();
        let cells = numbers.cells(labels, &of_shown);
        let mesh = mesh.relabelled(|label| cells.of(label));
        Stage { shown: shown.to_vec(), mesh, groupings: cells.regrouped(groupings, numbers.len()) }
    }

    fn labels(&self) -> usize {
        self.groupings.first().map_or(1, Grouping::labels)
    }

    /// With borders off by `tolerance` cells of the world grid at most, in the sense of [`Mesh::simplified`].
    fn thinned(self, tolerance: f64) -> Stage {
        if tolerance <= 0.0 {
            return self;
        }
        let levels = self.groupings.len() as u32;
        let owners = |label: u32| {
            let of_level = |&level: &usize| {
                let territories = self.groupings[level].territories(label).iter();
                // No two levels share a number: they take turns.
                territories.map(move |territory| territory * levels + level as u32)
            };
            self.shown.iter().flat_map(of_level).collect()
        };
        let mesh = self.mesh.without_specks(speck(tolerance), owners).simplified(tolerance);
        Stage { mesh, ..self }
    }
}
