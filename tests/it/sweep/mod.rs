//! Visits the tiles of a whole map and checks each one: validator, two decoders, reference encoder.
//!
//! The tiles come from a function, so that the same walk serves the atlas itself, a running server and the
//! made-up map of the tests below.

mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::random::Random;
use crate::validator::{Rules, decode, validate};
use crate::{decoders, reference};

/// A layer to walk through.
#[derive(Clone, Debug)]
pub(crate) struct SweptLayer {
    pub(crate) name: String,
    pub(crate) zooms: RangeInclusive<u8>,
    /// Where the layer's features lie, in degrees: west, south, east, north. Without any, the whole world.
    pub(crate) boxes: Vec<[f64; 4]>,
}

#[derive(Clone, Debug)]
pub(crate) struct Walk {
    /// Every tile up to this zoom is visited.
    pub(crate) complete_to: u8,
    /// This many tiles more a layer, of random zooms between `complete_to` and the layer's last.
    pub(crate) random: usize,
    pub(crate) seed: u64,
    pub(crate) rules: Rules,
    /// Whether two decoders and the reference encoder are asked as well.
    pub(crate) compare: bool,
    /// A folder in which every tile is kept as `{layer}/{zoom}/{x}/{y}.mvt`, for GEOS to look at.
    pub(crate) keep: Option<PathBuf>,
}

impl Default for Walk {
    fn default() -> Self {
        Self { complete_to: 8, random: 2000, seed: 1, rules: Rules::default(), compare: true, keep: None }
    }
}

/// What a walk found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Findings {
    pub(crate) tiles: u64,
    pub(crate) empty_tiles: u64,
    pub(crate) bytes: u64,
    pub(crate) features: u64,
    pub(crate) vertices: u64,
    /// How often each fault occurred, with a few places where.
    pub(crate) faults: BTreeMap<String, (u64, Vec<String>)>,
    /// The ids met in each layer at each zoom: those of completely visited zooms are all there are.
    pub(crate) ids: BTreeMap<(String, u8), BTreeSet<u64>>,
}

/// Places told for each kind of fault.
const PLACES: usize = 5;

const DECODERS_DISAGREE: &str = "a decoder reads the tile otherwise";
const REFERENCE_DISAGREES: &str = "the reference encoder's tile reads otherwise";

type Place = (u8, u32, u32);

/// Draws and checks the tiles of these layers. `draw` gets layer, zoom, x and y, and gives nothing where the tile
/// is empty. A tile is visited if it meets one of the layer's boxes and the tile above it is not empty.
pub(crate) fn sweep<Draw>(draw: &Draw, layers: &[SweptLayer], walk: &Walk) -> Findings
where
    Draw: Fn(&str, u8, u32, u32) -> Option<Vec<u8>> + Sync,
{
    let mut findings = Findings::default();
    for layer in layers {
        let (first, last) = (*layer.zooms.start(), *layer.zooms.end());
        let mut places = tiles_of_zoom(first, layer);
        let mut filled = Vec::new();
        for zoom in first..=last.min(walk.complete_to) {
            let visited: Vec<(Place, Findings)> =
                places.par_iter().map(|&place| (place, visit(draw, &layer.name, place, walk))).collect();
            filled = visited.iter().filter(|(_, found)| found.tiles > 0).map(|(place, _)| *place).collect();
            visited.into_iter().for_each(|(_, found)| findings.add(found));
            if zoom < last {
                places = filled.iter().copied().flat_map(children).filter(|&place| meets(place, layer)).collect();
            }
        }
        if last > walk.complete_to && !filled.is_empty() {
            let visited: Vec<Findings> = (0..walk.random as u64)
                .into_par_iter()
                .map(|number| {
                    let mut random = Random::new(walk.seed ^ (number << 20));
                    let place = descend(draw, layer, &filled, &mut random);
                    visit(draw, &layer.name, place, walk)
                })
                .collect();
            visited.into_iter().for_each(|found| findings.add(found));
        }
    }
    findings
}

fn visit<Draw>(draw: &Draw, layer: &str, (zoom, x, y): Place, walk: &Walk) -> Findings
where
    Draw: Fn(&str, u8, u32, u32) -> Option<Vec<u8>>,
{
    let mut findings = Findings::default();
    let Some(tile) = draw(layer, zoom, x, y).filter(|tile| !tile.is_empty()) else {
        findings.empty_tiles = 1;
        return findings;
    };
    let place = format!("{layer}/{zoom}/{x}/{y}");
    for fault in validate(&tile, &walk.rules) {
        findings.fault(fault.sentence, || format!("{place}: {fault}"));
    }
    let decoded = decode(&tile);
    if walk.compare {
        for difference in decoders::differences_from(&decoded, &tile) {
            findings.fault(DECODERS_DISAGREE, || format!("{place}: {difference}"));
        }
        for difference in reference::differences(&decoded) {
            findings.fault(REFERENCE_DISAGREES, || format!("{place}: {difference}"));
        }
    }
    if let Some(folder) = &walk.keep {
        let path = folder.join(format!("{place}.mvt"));
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("tiles can be kept");
        std::fs::write(path, &tile).expect("tiles can be kept");
    }
    findings.tiles = 1;
    findings.bytes = tile.len() as u64;
    for decoded in decoded {
        let ids = findings.ids.entry((decoded.name, zoom)).or_default();
        for feature in decoded.features {
            findings.features += 1;
            findings.vertices += feature.geometry.vertices() as u64;
            ids.extend(feature.id);
        }
    }
    findings
}

/// A tile of a random deeper zoom, by way of tiles that are not empty.
fn descend<Draw>(draw: &Draw, layer: &SweptLayer, filled: &[Place], random: &mut Random) -> Place
where
    Draw: Fn(&str, u8, u32, u32) -> Option<Vec<u8>>,
{
    let mut place = filled[random.below(filled.len() as u64) as usize];
    let deepest = place.0 + 1 + random.below(u64::from(layer.zooms.end() - place.0)) as u8;
    while place.0 < deepest {
        let first = random.below(4) as usize;
        let mut next = children(place);
        next.rotate_left(first);
        let filled = |&(zoom, x, y): &Place| draw(&layer.name, zoom, x, y).is_some_and(|tile| !tile.is_empty());
        match next.into_iter().find(filled) {
            Some(child) => place = child,
            None => break,
        }
    }
    place
}

impl Findings {
    fn fault(&mut self, sentence: &str, place: impl FnOnce() -> String) {
        let (count, places) = self.faults.entry(sentence.to_owned()).or_default();
        *count += 1;
        if places.len() < PLACES {
            places.push(place());
        }
    }

    fn add(&mut self, other: Self) {
        self.tiles += other.tiles;
        self.empty_tiles += other.empty_tiles;
        self.bytes += other.bytes;
        self.features += other.features;
        self.vertices += other.vertices;
        for (sentence, (count, places)) in other.faults {
            let known = self.faults.entry(sentence).or_default();
            known.0 += count;
            let room = PLACES.saturating_sub(known.1.len());
            known.1.extend(places.into_iter().take(room));
        }
        for (key, ids) in other.ids {
            self.ids.entry(key).or_default().extend(ids);
        }
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tiles, empty_tiles, bytes, features, vertices, faults, .. } = self;
        let total: u64 = faults.values().map(|(count, _)| count).sum();
        writeln!(
            formatter,
            "{tiles} tiles ({empty_tiles} empty ones beside), {features} features, {vertices} vertices, {bytes} bytes, {total} faults"
        )?;
        for (sentence, (count, places)) in faults {
            writeln!(formatter, "  {count} × {sentence}")?;
            for place in places {
                writeln!(formatter, "      {place}")?;
            }
        }
        Ok(())
    }
}

fn children((zoom, x, y): Place) -> [Place; 4] {
    [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(right, down)| (zoom + 1, 2 * x + right, 2 * y + down))
}

fn tiles_of_zoom(zoom: u8, layer: &SweptLayer) -> Vec<Place> {
    let side = 1_u32 << zoom;
    (0..side).flat_map(|y| (0..side).map(move |x| (zoom, x, y))).filter(|&place| meets(place, layer)).collect()
}

/// Whether the tile, with its buffer, meets one of the layer's boxes.
fn meets((zoom, x, y): Place, layer: &SweptLayer) -> bool {
    const BUFFER: f64 = 1.0 / 64.0;
    let side = f64::from(1_u32 << zoom);
    let near = |low: f64, high: f64, tile: u32| {
        low * side <= f64::from(tile) + 1.0 + BUFFER && high * side >= f64::from(tile) - BUFFER
    };
    layer.boxes.is_empty()
        || layer
            .boxes
            .iter()
            .any(|&[west, south, east, north]| near(across(west), across(east), x) && near(down(north), down(south), y))
}

/// Longitude as a part of the world's width.
fn across(longitude: f64) -> f64 {
    longitude / 360.0 + 0.5
}

/// Latitude as a part of the world's height, from the top.
fn down(latitude: f64) -> f64 {
    let sine = latitude.to_radians().sin().clamp(-0.9999, 0.9999);
    0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * std::f64::consts::PI)
}
