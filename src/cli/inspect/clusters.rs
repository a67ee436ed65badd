use std::fmt::Write as _;

use miette::{Result, miette};
use serde_json::{Value, json};

use super::super::output::print;
use crate::catalog::Catalog;
use crate::cluster::{ForestView, Found};
use crate::container::Mapping;
use crate::gazetteer::counted;
use crate::gazetteer::grouped;

/// What a zoom shows of a layer whose points are joined.
#[derive(Clone, Copy, Default)]
struct ZoomCount {
    zoom: u8,
    /// Points and clusters.
    shown: u64,
    clusters: u64,
    /// Clusters whose points all stand at one place.
    of_one_place: u64,
    /// Points of the largest cluster.
    largest: u32,
    /// Points in all: those that stand alone, and those of clusters.
    points: u64,
    /// Points in none or in several.
    astray: u64,
}

/// A layer and its zooms.
struct Counted {
    layer: String,
    features: u32,
    zooms: Vec<ZoomCount>,
}

impl Counted {
    fn is_sound(&self) -> bool {
        self.zooms.iter().all(|zoom| zoom.points == u64::from(self.features) && zoom.astray == 0)
    }
}

/// `maillage inspect --clusters`.
pub(super) fn run(catalog: &Catalog<Mapping>, json: bool) -> Result<()> {
    let counted: Vec<Counted> = catalog
        .all_layers()
        .filter_map(|(id, record)| {
            let (forest, described) = (catalog.view(id).clusters()?, &record.layer);
            let zooms = described.zooms.iter().map(|zoom| count(forest, described.features, zoom)).collect();
            Some(Counted { layer: described.name.clone(), features: described.features, zooms })
        })
        .collect();
    if counted.is_empty() {
        return Err(miette!(
            help = "a recipe asks for them with `clusters = { radius = 40 }` beside `[[points]]`",
            "no layer of this map joins its points to clusters"
        ));
    }
    print(&if json { format!("{:#}", in_json(&counted)) } else { in_words(&counted) })?;
    match counted.iter().find(|counted| !counted.is_sound()) {
        None => Ok(()),
        Some(wrong) => Err(miette!(
            help = "build the map again; if that does not help, please report it with the sources",
            "the clusters of `{}` do not hold each of its points once",
            wrong.layer
        )),
    }
}

/// Counts what a zoom shows, and every point in it.
fn count(forest: ForestView<'_>, features: u32, zoom: u8) -> ZoomCount {
    let mut times = vec![0u32; features as usize];
    let mut note = |feature: u32| {
        if let Some(times) = times.get_mut(feature as usize) {
            *times += 1;
        }
    };
    let mut count = ZoomCount { zoom, ..ZoomCount::default() };
    forest.search([0.0; 2], [f64::from(u32::MAX); 2], zoom, |found| {
        count.shown += 1;
        match found {
            Found::Point(feature) => {
                count.points += 1;
                count.largest = count.largest.max(1);
                note(feature);
            }
            Found::Cluster(_, node) => {
                let members = node.member_count.get();
                count.clusters += 1;
                count.of_one_place += u64::from(node.is_of_one_place());
                count.largest = count.largest.max(members);
                count.points += u64::from(members);
                forest.members(node).iter().for_each(|feature| note(feature.get()));
            }
        }
    });
    count.astray = times.iter().filter(|times| **times != 1).count() as u64;
    count
}

fn in_words(layers: &[Counted]) -> String {
    let mut out = String::new();
    for Counted { layer, features, zooms } in layers {
        let _ = writeln!(out, "{layer}, {}", counted(u64::from(*features), "point"));
        let _ = writeln!(out, "  zoom     shown  clusters  of one place   largest    points");
        for zoom in zooms {
            let [shown, clusters, of_one_place, largest, points] =
                [zoom.shown, zoom.clusters, zoom.of_one_place, zoom.largest.into(), zoom.points].map(grouped);
            let _ =
                write!(out, "  {:>4} {shown:>9} {clusters:>9} {of_one_place:>13} {largest:>9} {points:>9}", zoom.zoom);
            if zoom.astray > 0 {
                let _ = write!(out, "  ! {} in none or in several", grouped(zoom.astray));
            }
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn in_json(counted: &[Counted]) -> Value {
    let zoom = |zoom: &ZoomCount| {
        json!({
            "zoom": zoom.zoom,
            "shown": zoom.shown,
            "clusters": zoom.clusters,
            "of_one_place": zoom.of_one_place,
            "largest": zoom.largest,
            "points": zoom.points,
            "in_none_or_several": zoom.astray,
        })
    };
    let layer = |it: &Counted| json!({ "layer": it.layer, "points": it.features, "zooms": it.zooms.iter().map(zoom).collect::<Vec<_>>() });
    counted.iter().map(layer).collect()
}
