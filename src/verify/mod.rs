//! A second opinion on what is served: tiles drawn by this program, held against the same tiles made by other ways.
//!
//! ```text
//!             ┌─ tile::draw ── R-tree, copied streams, runs that are passed over, encoded values ──▶ bytes ─▶ fast-mvt ─┐
//!  atlas and ─┤                                                                                                         ├─▶ the same?
//!  almanac    └─ expected ─── every feature, all its points, columns and members ─▶ crate mvt ─▶ bytes ─▶ fast-mvt ─────┘
//! ```
//!
//! Three judgements of every sampled tile:
//!
//! 1. [`fast_mvt`], which shares no code with the drawing, reads the same features out of it that [`expected`] finds in the
//!    atlas without the R-tree, the runs or the dictionary of figures: ids, geometries point by point, attributes by type
//!    and value. The crate [`mvt`] encodes what is expected, and that reads alike.
//! 2. What MVT 2.1 demands: version, extent, window, winding, areas, holes inside their shells ([`rules`]).
//! 3. Shapes cut by the window keep their vertices inside, and cover what the crate [`::geo`] leaves of them ([`cut`]).
//!
//! Beside that, every shape of every zoom follows from its own points, every id from its code ([`shapes`], [`codes`]).
//! What is written once and nowhere else, such as a name, cannot be judged: that is what hashes are for.

mod attributes;
mod clusters;
mod codes;
mod compare;
mod cut;
mod decode;
mod expected;
mod job;
mod reference;
mod rules;
mod sample;
mod shapes;

use std::fmt;

use rayon::prelude::*;

use crate::catalog::Catalog;
use crate::geo::TileId;
use crate::query::PointMode;
use job::Job;

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    pub layers: u64,
    /// Zooms of layers.
    pub zooms: u64,
    pub shapes: u64,
    pub tiles: u64,
    /// Features of those tiles, and their vertices.
    pub features: u64,
    pub vertices: u64,
    /// Of the features those that the edge of a window cuts.
    pub cut: u64,
    pub attributes: u64,
}

impl Looked {
    fn add(&mut self, other: &Looked) {
        self.layers += other.layers;
        self.zooms += other.zooms;
        self.shapes += other.shapes;
        self.tiles += other.tiles;
        self.features += other.features;
        self.vertices += other.vertices;
        self.cut += other.cut;
        self.attributes += other.attributes;
    }
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub layer: String,
    /// How points are shown, where that is not how the layer shows them by itself.
    pub points: Option<PointMode>,
    pub zoom: Option<u8>,
    pub tile: Option<TileId>,
    /// The feature: its code, or its id where it has none.
    pub feature: Option<String>,
    /// What differs, as a sentence.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "layer `{}`", self.layer)?;
        if let Some(points) = self.points {
            write!(formatter, " (points={points})")?;
        }
        match (self.tile, self.zoom) {
            (Some(tile), _) => write!(formatter, ", tile {}/{}/{}", tile.zoom(), tile.x(), tile.y())?,
            (None, Some(zoom)) => write!(formatter, ", zoom {zoom}")?,
            (None, None) => {}
        }
        if let Some(feature) = &self.feature {
            write!(formatter, ", feature {feature}")?;
        }
        write!(formatter, ": {}", self.what)
    }
}

/// What was looked at and what was found.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    pub looked: Looked,
    /// By layer and zoom, a few of each.
    pub faults: Vec<Fault>,
}

impl Verdict {
    fn add(&mut self, other: Verdict) {
        self.looked.add(&other.looked);
        self.faults.extend(other.faults);
    }
}

/// Faults told of one layer at one zoom, at most: the first ones tell where to look.
const TOLD: usize = 5;

/// The work of verifying a map, layer by layer and zoom by zoom.
pub struct Verification<'a, D> {
    catalog: &'a Catalog<D>,
    jobs: Vec<Job>,
    verdict: Verdict,
}

impl<'a, D: AsRef<[u8]> + Sync> Verification<'a, D> {
    /// Prepares to look at every layer, and at points in every way in which they are shown: with all fields, and the figures
    /// and shares of up to 16 years.
    pub fn new(catalog: &'a Catalog<D>) -> Verification<'a, D> {
        let mut verdict = Verdict::default();
        let jobs = job::all(catalog, &mut verdict);
        Verification { catalog, jobs, verdict }
    }

    /// Layers at zooms.
    pub fn len(&self) -> usize {
        self.jobs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// Looks at `tiles` tiles of each layer and zoom, always the same ones; `done` is called for each layer and zoom.
    pub fn run(self, tiles: usize, done: impl Fn() + Sync) -> Verdict {
        let Verification { catalog, jobs, mut verdict } = self;
        let look = |job: &Job| {
            let found = job.look(catalog, tiles);
            done();
            found
        };
        let found: Vec<Verdict> = jobs.par_iter().map(look).collect();
        found.into_iter().for_each(|found| verdict.add(found));
        verdict
    }
}
