use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use miette::{Result, miette};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::super::output::print;
use crate::atlas::rtree::WorldBox;
use crate::atlas::{FamilyRecord, LayerView};
use crate::catalog::Catalog;
use crate::container::Mapping;
use crate::gazetteer::{LayerId, counted};
use crate::geo::{GridPoint, LonLat, WorldPoint, double_area, point_in_ring};
use crate::mesh::{Audit, AuditedGap, Rings, audit, strange_edges};

/// Cells around a listed gap's place within which its outline must be at any zoom: a pixel.
const NEAR: i32 = 8;

/// What is wrong with a level at a zoom.
struct Finding {
    layer: String,
    zoom: u8,
    territories: usize,
    squares: u32,
    /// Territories without a shape, or with one that cannot be read.
    lost: u32,
    audit: Audit,
    /// Gaps that the build has listed.
    listed: u32,
    /// Twice the area that territories have together of which the build has listed that they do.
    double_listed_overlap: i128,
    /// Twice the area of other gaps, in cells of the zoom's grid.
    double_unlisted: i128,
    /// Twice the area of those of which some is nobody's at full detail: sea that borders close off which the zoom has
    /// brought together.
    double_bays: i128,
    /// Edges that do not run along edges of the level from which this one is dissolved; none where that is not shown.
    strange: Option<u32>,
    /// Twice the area of that level that this one does not cover and should.
    double_uncovered: Option<i128>,
}

impl Finding {
    fn is_sound(&self) -> bool {
        let shapes = self.lost == 0 && self.audit.invalid_rings == 0 && self.audit.unmatched == 0;
        let cover = self.audit.double_overlap == self.double_listed_overlap && self.double_unlisted == 0;
        shapes && cover && self.strange.unwrap_or(0) == 0 && self.double_uncovered.unwrap_or(0) == 0
    }
}

/// `maillage inspect --topology`.
pub(super) fn run(catalog: &Catalog<Mapping>, json: bool) -> Result<()> {
    let mut findings = Vec::new();
    for family in &catalog.description().families {
        findings.extend(judge(catalog, family));
    }
    print(&if json { format!("{:#}", in_json(&findings)) } else { in_words(catalog, &findings) })?;
    match findings.iter().filter(|finding| !finding.is_sound()).count() {
        0 => Ok(()),
        wrong => Err(miette!(
            help = "faults of the sources are listed above and in the complaints of the build, and are not counted here; \
                    build the map again, and if that does not help, please report it with the sources",
            "{wrong} of {} drawings of a level at a zoom are not sound, which no fault of the sources explains",
            findings.len()
        )),
    }
}

/// The shapes of a layer at a zoom.
struct Drawing {
    /// Of every territory; none of those drawn as a square.
    shapes: Vec<Rings>,
    squares: u32,
    lost: u32,
}

impl Drawing {
    fn read(layer: &LayerView<'_, Mapping>, zoom: u8) -> Option<Drawing> {
        let view = layer.zoom(zoom)?;
        let mut drawing = Drawing { shapes: vec![Rings::new(); layer.len()], squares: 0, lost: 0 };
        for feature in 0..layer.len() {
            match view.shape(feature as u32) {
                Some(shape) if shape.is_stand_in() => drawing.squares += 1,
                Some(shape) if shape.vertices() > 0 => match shape.rings() {
                    Ok(rings) => drawing.shapes[feature] = rings.into_iter().map(|(ring, _)| ring).collect(),
                    Err(_) => drawing.lost += 1,
                },
                _ => drawing.lost += 1,
            }
        }
        Some(drawing)
    }
}

fn judge(catalog: &Catalog<Mapping>, family: &FamilyRecord) -> Vec<Finding> {
    let work: Vec<(LayerId, u8)> = (family.layers.iter())
        .filter_map(|&number| catalog.numbered(number))
        .flat_map(|id| catalog.layer_at(id).zooms.iter().map(move |zoom| (id, zoom)))
        .collect();
    work.par_iter().filter_map(|&(id, zoom)| judge_one(catalog, family, id, zoom)).collect()
}

fn judge_one(catalog: &Catalog<Mapping>, family: &FamilyRecord, id: LayerId, zoom: u8) -> Option<Finding> {
    let layer = catalog.view(id);
    let drawing = Drawing::read(&layer, zoom)?;
    let found = audit(&drawing.shapes, zoom);
    let id_of_base = catalog.numbered(family.base)?;
    let full = catalog.view(id_of_base);
    let base = if id == id_of_base { None } else { Drawing::read(&full, zoom) };
    let (mut strange, mut double_uncovered) = (None, None);
    if let Some(base) = &base {
        strange = Some(strange_edges(&drawing.shapes, &base.shapes));
        let total = |shapes: &[Rings]| -> i128 { shapes.iter().map(area).sum() };
        let apart: Vec<usize> = without_parent(catalog, &full, &layer).collect();
        double_uncovered = Some(if family.overlaps.is_empty() {
            total(&base.shapes) - total(&drawing.shapes) - apart.iter().map(|&it| area(&base.shapes[it])).sum::<i128>()
        } else {
            // Ground that several have counts once.
            let mut members = base.shapes.clone();
            apart.iter().for_each(|&feature| members[feature].clear());
            audit(&members, zoom).double_area - found.double_area
        });
    }
    let mut finding = Finding {
        layer: layer.record().layer.name.clone(),
        zoom,
        territories: layer.len(),
        squares: drawing.squares,
        lost: drawing.lost,
        audit: found,
        listed: 0,
        double_listed_overlap: 0,
        double_unlisted: 0,
        double_bays: 0,
        strange,
        double_uncovered,
    };
    let listed = listed_pairs(catalog, family, id);
    for (several, double_area) in &finding.audit.overlaps {
        let mut pairs =
            several.iter().enumerate().flat_map(|(place, one)| several[..place].iter().map(move |it| (*it, *one)));
        if pairs.all(|pair| listed.contains(&pair)) {
            finding.double_listed_overlap += double_area;
        }
    }
    for gap in &finding.audit.gaps {
        if family.gaps.iter().any(|listed| is_near(gap, listed.place, zoom)) {
            finding.listed += 1;
        } else if gap.places.iter().all(|&place| is_covered(&full, place)) {
            finding.double_unlisted += gap.double_area;
        } else {
            finding.double_bays += gap.double_area;
        }
    }
    Some(finding)
}

/// Pairs of features of a layer, the lesser number first, of which the build has listed that they have ground together.
fn listed_pairs(catalog: &Catalog<Mapping>, family: &FamilyRecord, id: LayerId) -> HashSet<(u32, u32)> {
    let is_it = |&number: &u16| catalog.numbered(number) == Some(id);
    let Some(place) = family.layers.iter().position(is_it).filter(|_| !family.overlaps.is_empty()) else {
        return HashSet::new();
    };
    let code = |feature| catalog.code_and_name(id.feature(feature)).0;
    let features: HashMap<&str, u32> =
        (0..catalog.layer_at(id).features).map(|feature| (code(feature), feature)).collect();
    let mut pairs = HashSet::new();
    for codes in family.overlaps.iter().filter_map(|overlap| overlap.codes.get(place)) {
        let mut several: Vec<u32> = codes.iter().filter_map(|code| features.get(code.as_str()).copied()).collect();
        several.sort_unstable();
        for (place, one) in several.iter().enumerate() {
            pairs.extend(several[..place].iter().map(|other| (*other, *one)));
        }
    }
    pairs
}

/// Whether some territory of a level holds a place, at the level's highest zoom.
fn is_covered(layer: &LayerView<'_, Mapping>, place: WorldPoint) -> bool {
    let zoom = layer.record().layer.zooms.max;
    let at = (i64::from(place.x), i64::from(place.y));
    let mut covered = false;
    layer.search(&WorldBox::of_point(place), |feature| {
        let rings = layer.zoom(zoom).and_then(|view| view.shape(feature)?.rings().ok()).unwrap_or_default();
        let around = |ring: &Vec<GridPoint>| point_in_ring(at, 1 << (20 - zoom), ring) == Some(true);
        covered |= rings.iter().filter(|(ring, _)| around(ring)).count() % 2 == 1;
    });
    covered
}

fn area(rings: &Rings) -> i128 {
    rings.iter().map(|ring| double_area(ring)).sum()
}

/// The features of a level of which the level dissolved from it, by its codes, has none.
fn without_parent(
    catalog: &Catalog<Mapping>,
    base: &LayerView<'_, Mapping>,
    coarse: &LayerView<'_, Mapping>,
) -> impl Iterator<Item = usize> {
    let values = |layer: &LayerView<'_, Mapping>, field: usize| -> Vec<Option<Vec<u8>>> {
        let numbers = layer.column(field).unwrap_or_default();
        let value = |number: u32| Some(catalog.atlas().value(number.checked_sub(1)?)?.to_vec());
        numbers.iter().map(|number| value(number.get())).collect()
    };
    let codes: HashSet<Vec<u8>> = values(coarse, 0).into_iter().flatten().collect();
    // The field whose values are codes of the coarser level: that by which it was dissolved.
    let fields = (1..base.record().layer.fields.len()).map(|field| values(base, field));
    let by = fields.max_by_key(|column| column.iter().flatten().filter(|value| codes.contains(*value)).count());
    let column = by.unwrap_or_default();
    (0..column.len()).filter(move |&feature| column[feature].as_ref().is_none_or(|value| !codes.contains(value)))
}

/// Whether a gap is where the build has listed one.
fn is_near(gap: &AuditedGap, [lon, lat]: [f64; 2], zoom: u8) -> bool {
    let place = LonLat { lon, lat }.project().on_grid(zoom);
    let [west, north, east, south] = gap.bounds;
    west - NEAR <= place.x && place.x <= east + NEAR && north - NEAR <= place.y && place.y <= south + NEAR
}

fn in_words(catalog: &Catalog<Mapping>, findings: &[Finding]) -> String {
    let mut out = String::new();
    for family in &catalog.description().families {
        for gap in &family.gaps {
            let [lon, lat] = gap.place;
            let codes = gap.codes.join(", ");
            let _ = writeln!(out, "listed gap: {:.0} m² at {lat:.5} N {lon:.5} E between {codes}", gap.square_metres);
        }
        for overlap in &family.overlaps {
            let [lon, lat] = overlap.place;
            let base =
                family.layers.iter().position(|layer| *layer == family.base).and_then(|it| overlap.codes.get(it));
            let (metres, codes) = (overlap.square_metres, base.map_or_else(String::new, |codes| codes.join(", ")));
            let _ = writeln!(out, "listed overlap: {metres:.0} m² at {lat:.5} N {lon:.5} E of {codes}");
        }
    }
    out.push_str("areas in cells of the zoom's grid, 4096 a tile\n");
    let mut before = "";
    for finding in findings {
        if finding.layer != before {
            let _ = writeln!(out, "\n{}: {}", finding.layer, counted(finding.territories as u64, "territory"));
            out.push_str("  zoom squares   lost  invalid rings  unmatched  overlaps listed  covered twice  gaps listed  other gaps");
            out.push_str("  bays closed off  uncovered  edges not of the finer level\n");
        }
        before = &finding.layer;
        let halved = |double: i128| double as f64 / 2.0;
        let optional = |value: Option<f64>| value.map_or("–".to_owned(), |value| value.to_string());
        let _ = writeln!(
            out,
            "  {:>4} {:>7} {:>6} {:>14} {:>10} {:>16} {:>14} {:>12} {:>11} {:>16} {:>10}  {}",
            finding.zoom,
            finding.squares,
            finding.lost,
            finding.audit.invalid_rings,
            finding.audit.unmatched,
            halved(finding.double_listed_overlap),
            halved(finding.audit.double_overlap - finding.double_listed_overlap),
            finding.listed,
            halved(finding.double_unlisted),
            halved(finding.double_bays),
            optional(finding.double_uncovered.map(halved)),
            optional(finding.strange.map(f64::from)),
        );
    }
    out.trim_end().to_owned()
}

fn in_json(findings: &[Finding]) -> Value {
    let halved = |double: i128| double as f64 / 2.0;
    let value = |finding: &Finding| {
        json!({
            "layer": finding.layer,
            "zoom": finding.zoom,
            "territories": finding.territories,
            "squares": finding.squares,
            "lost": finding.lost,
            "invalid_rings": finding.audit.invalid_rings,
            "unmatched": finding.audit.unmatched,
            "covered_twice": halved(finding.audit.double_overlap - finding.double_listed_overlap),
            "overlaps_listed": halved(finding.double_listed_overlap),
            "gaps_listed": finding.listed,
            "other_gaps": halved(finding.double_unlisted),
            "bays": halved(finding.double_bays),
            "uncovered": finding.double_uncovered.map(halved),
            "strange_edges": finding.strange,
        })
    };
    Value::Array(findings.iter().map(value).collect())
}
