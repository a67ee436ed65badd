use std::collections::BTreeSet;

use xxhash_rust::xxh3::xxh3_64;

use super::attributes::Columns;
use super::expected::{Expected, Scene};
use super::sample::Chance;
use super::{Fault, Looked, TOLD, Verdict, codes, compare, decode, reference, rules, sample, shapes};
use crate::atlas::LayerRecord;
use crate::catalog::Catalog;
use crate::gazetteer::{LayerId, LayerKind};
use crate::geo::TileId;
use crate::query::{Caches, Chosen, Figures, Part, PointMode, Request, Selection, TileParameters, prepare, select};
use crate::tile::{Drawn, Scratch, draw};

/// A layer at a zoom.
pub(super) struct Job {
    part: Part,
    zoom: u8,
    /// The layer, and how its points are shown if not as by itself.
    layer: String,
    points: Option<PointMode>,
}

/// Years of figures that a request may name.
const MOST_YEARS: usize = 16;

/// All that is to be looked at.
pub(super) fn all<D: AsRef<[u8]>>(catalog: &Catalog<D>, verdict: &mut Verdict) -> Vec<Job> {
    let mut jobs = Vec::new();
    for (id, record) in catalog.all_layers() {
        verdict.looked.layers += 1;
        let name = &record.layer.name;
        let about =
            Fault { layer: name.clone(), points: None, zoom: None, tile: None, feature: None, what: String::new() };
        let told = codes::faults(&catalog.view(id), TOLD).into_iter();
        verdict.faults.extend(told.map(|(feature, what)| Fault { feature, what, ..about.clone() }));
        let mut known: Vec<Part> = Vec::new();
        for points in [None, Some(PointMode::All), Some(PointMode::Thinned)] {
            match part(catalog, id, record, points) {
                Ok(Some(part)) if known.iter().all(|other| other.points != part.points) => {
                    let job = |zoom| Job { part: part.clone(), zoom, layer: name.clone(), points };
                    jobs.extend(part.zooms.iter().map(job));
                    known.push(part);
                }
                Ok(_) => {}
                Err(what) => verdict.faults.push(Fault { points, what, ..about.clone() }),
            }
        }
    }
    jobs
}

/// A layer with all that its tiles may carry; none where nothing shows it.
fn part<D: AsRef<[u8]>>(
    catalog: &Catalog<D>,
    id: LayerId,
    record: &LayerRecord,
    points: Option<PointMode>,
) -> Result<Option<Part>, String> {
    let name = &record.layer.name;
    let shows = |view: &&crate::gazetteer::View| view.parts.iter().any(|part| part.layer == *name);
    let Some(asked) = (match record.is_hidden() {
        true => catalog.views().iter().find(shows).map(|view| &view.name),
        false => Some(name),
    }) else {
        return Ok(None);
    };
    let years: BTreeSet<i32> = catalog.all_indicators().iter().flat_map(|it| it.years.iter().copied()).collect();
    let parameters = TileParameters {
        figures: Figures {
            indicators: Some(BTreeSet::from(["*".to_owned()])),
            year: years.into_iter().rev().take(MOST_YEARS).collect(),
        },
        fields: Some(record.layer.fields.iter().map(|field| field.name.clone()).collect()),
        points,
        chosen: Chosen { coverage: true, ..Chosen::default() },
        ..TileParameters::default()
    };
    let request = Request { layers: asked.clone(), parameters };
    let selection = select(catalog, &request).map_err(|error| format!("it cannot be asked for: {error}"))?;
    Ok(selection.parts.into_iter().find(|part| part.layer == id))
}

impl Job {
    /// Looks at some tiles.
    pub(super) fn look<D: AsRef<[u8]>>(&self, catalog: &Catalog<D>, tiles: usize) -> Verdict {
        let mut verdict = Verdict::default();
        let layer = catalog.view(self.part.layer);
        verdict.looked.zooms += 1;
        let mut faults = Vec::new();
        let boxes = shapes::boxes(&layer, self.zoom, |feature, what| {
            faults.push((None, Some(feature), what));
        });
        if layer.record().layer.kind != LayerKind::Points {
            verdict.looked.shapes += layer.len() as u64;
        }
        let columns = Columns::new(catalog, &layer, &self.part, self.zoom);
        let selection =
            Selection { parts: vec![self.part.clone()], names: vec![self.layer.clone()], parameters: String::new() };
        let prepared = prepare(catalog, &Caches::default(), &selection, self.zoom);
        let clusters = prepared.parts.first().and_then(|part| part.clusters.as_ref());
        let scene = Scene { layer, part: &self.part, clusters, zoom: self.zoom, boxes };
        let named = |(tile, feature, what): (Option<TileId>, Option<u32>, String)| {
            self.fault(tile, feature.map(|feature| scene.name(feature)), what)
        };
        verdict.faults.extend(faults.into_iter().map(named));
        let mut scratch = Scratch::default();
        let seed = xxh3_64(self.layer.as_bytes()) << 8 | u64::from(self.zoom);
        let sampled = sample::tiles(&scene.boxes, self.zoom, tiles, Chance { seed, drawn: 0 }, |tile| {
            draw(catalog, &prepared, tile, &mut scratch)
        });
        for (tile, drawn) in sampled {
            self.judge(&scene, &columns, tile, &drawn, &mut verdict);
        }
        verdict.faults.truncate(TOLD);
        verdict
    }

    fn fault(&self, tile: Option<TileId>, feature: Option<String>, what: String) -> Fault {
        Fault { layer: self.layer.clone(), points: self.points, zoom: Some(self.zoom), tile, feature, what }
    }

    /// Judges one tile.
    fn judge<D: AsRef<[u8]>>(
        &self,
        scene: &Scene<'_, D>,
        columns: &Columns<'_, D>,
        tile: TileId,
        drawn: &Drawn,
        verdict: &mut Verdict,
    ) {
        verdict.looked.tiles += 1;
        let Verdict { looked, faults } = verdict;
        let mut tell = |feature: Option<String>, what: String| faults.push(self.fault(Some(tile), feature, what));
        if drawn.skipped > 0 {
            tell(None, format!("{} features are left out: their bytes do not hold together", drawn.skipped));
        }
        let mut layers = match decode::layers(&drawn.bytes) {
            Ok(layers) => layers,
            Err(error) => return tell(None, format!("the tile cannot be read: {error}")),
        };
        let name = scene.layer.record().shown_name();
        if layers.len() > 1 {
            tell(None, format!("the tile has {} layers", layers.len()));
        }
        if let Some(fault) = layers.first().and_then(|layer| rules::of_layer(layer, name)) {
            tell(None, fault);
        }
        let seen = layers.pop().map_or_else(Vec::new, |layer| layer.features);
        let expected = scene.features(columns, tile, |feature, what| tell(Some(feature), what));
        let kind = scene.layer.record().layer.kind;
        for feature in &seen {
            if let Some(fault) = rules::of_feature(feature, kind) {
                tell(Some(format!("with id {}", feature.id)), fault);
            }
        }
        compare::with_expected(&expected, &seen).into_iter().for_each(|(feature, what)| tell(Some(feature), what));
        match encoded(name, &expected) {
            Ok(again) => {
                let differences = compare::with_reference(&expected, &again).into_iter();
                differences.for_each(|(feature, what)| tell(Some(feature), what));
            }
            Err(error) => tell(None, format!("the crate `mvt` cannot write the tile: {error}")),
        }
        count(looked, &expected);
    }
}

/// What is expected, written by the crate `mvt` and read again.
fn encoded(name: &str, expected: &[Expected]) -> Result<Vec<decode::Seen>, String> {
    if expected.is_empty() {
        return Ok(Vec::new());
    }
    let features: Vec<&decode::Seen> = expected.iter().map(|it| &it.seen).collect();
    let mut layers = decode::layers(&reference::encode(name, &features)?)?;
    Ok(layers.pop().map_or_else(Vec::new, |layer| layer.features))
}

fn count(looked: &mut Looked, expected: &[Expected]) {
    looked.features += expected.len() as u64;
    looked.vertices += expected.iter().map(|it| it.seen.geometry.vertices() as u64).sum::<u64>();
    looked.attributes += expected.iter().map(|it| it.seen.values.len() as u64).sum::<u64>();
    looked.cut += expected.iter().filter(|it| it.is_cut).count() as u64;
}
