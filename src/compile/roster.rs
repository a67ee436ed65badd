use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::report::LayerReport;
use crate::atlas::{Atlas, LayerView};
use crate::gazetteer::CODE;
use crate::ingest::{Recipe, Shapes};

/// A layer of the atlas as the figures need it.
pub(super) struct Roster {
    pub(super) name: String,
    /// Official codes, by feature.
    pub(super) codes: Vec<String>,
    /// The feature of each code.
    features: FxHashMap<String, u32>,
    /// For what is made of another layer: the number of that layer, and for each of its features the feature here.
    pub(super) members: Vec<Members>,
    /// The same of levels between that one and this, whose territories lie in one here each.
    pub(super) between: Vec<Members>,
    pub(super) report: LayerReport,
}

/// Which features of a finer layer a layer is made of.
pub(super) struct Members {
    /// Number of the finer layer.
    pub(super) from: usize,
    pub(super) groups: Groups,
}

/// Which features hold those of a finer layer.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// For each feature of the finer layer the one that holds it.
    pub(super) of: Vec<Option<u32>>,
    /// Features that nobody is known to hold, with those that may.
    pub(super) near: Vec<(u32, Vec<u32>)>,
}

impl Roster {
    /// The layers that figures may be of: levels, then points, numbered as in the atlas.
    pub(super) fn all<D: AsRef<[u8]>>(recipe: &Recipe, atlas: &Atlas<D>) -> Vec<Roster> {
        let count = recipe.levels.len() + recipe.points.len();
        let layers: Vec<LayerView<'_, D>> = (0..count).filter_map(|number| atlas.layer(number)).collect();
        let mut rosters: Vec<Roster> = layers.iter().map(Roster::of).collect();
        let level = |name: &str| recipe.levels.iter().position(|level| level.name == name);
        for (number, coarser) in recipe.levels.iter().enumerate() {
            if let Shapes::Dissolve { from, by, orphans: are_meant, .. } = &coarser.shapes
                && let Some(from) = level(from)
            {
                let mut groups = groups(&layers[from], by, &rosters[number]);
                if !are_meant {
                    groups.near = orphans(&layers[from], &rosters[from].codes, &groups.of, &rosters[number].codes);
                }
                rosters[number].members.push(Members { from, groups });
            }
        }
        for (number, coarser) in recipe.levels.iter().enumerate() {
            let Shapes::Dissolve { from, by, .. } = &coarser.shapes else { continue };
            for (between, level) in recipe.levels.iter().enumerate().filter(|(between, _)| *between != number) {
                let is_sibling = matches!(&level.shapes, Shapes::Dissolve { from: other, .. } if other == from);
                let groups = groups(&layers[between], by, &rosters[number]);
                if is_sibling && groups.of.iter().any(Option::is_some) {
                    rosters[number].between.push(Members { from: between, groups });
                }
            }
        }
        for (place, points) in recipe.points.iter().enumerate() {
            let from = recipe.levels.len() + place;
            for within in points.within.iter().chain(&points.also) {
                if let (Some(number), true) = (level(&within.level), from < layers.len()) {
                    let groups = groups(&layers[from], &within.by, &rosters[number]);
                    rosters[number].members.push(Members { from, groups });
                }
            }
        }
        rosters
    }

    fn of<D: AsRef<[u8]>>(layer: &LayerView<'_, D>) -> Roster {
        let record = layer.record();
        let text = |feature| layer.text(CODE, feature).unwrap_or_default().to_owned();
        let codes: Vec<String> = (0..layer.len() as u32).map(text).collect();
        let features = codes.iter().zip(0..).map(|(code, feature)| (code.clone(), feature)).collect();
        let shapes = layer.zoom(record.layer.zooms.max);
        let vertices = |feature| shapes.and_then(|shapes| shapes.shape(feature)).map_or(1, |shape| shape.vertices());
        let report = LayerReport {
            name: record.layer.name.clone(),
            features: record.layer.features,
            vertices: (0..record.layer.features).map(|feature| u64::from(vertices(feature))).sum(),
        };
        Roster { name: record.layer.name.clone(), codes, features, members: Vec::new(), between: Vec::new(), report }
    }

    /// Number of features.
    pub(super) fn len(&self) -> usize {
        self.codes.len()
    }

    /// The feature of a code.
    pub(super) fn find(&self, code: &str) -> Option<u32> {
        self.features.get(code).copied()
    }
}

/// For each feature of a finer layer the one of `coarser` whose code its field `by` holds.
fn groups<D: AsRef<[u8]>>(finer: &LayerView<'_, D>, by: &str, coarser: &Roster) -> Groups {
    let field = finer.record().layer.fields.iter().position(|field| field.name == by);
    let group = |feature| coarser.find(finer.text(field?, feature)?);
    Groups { of: (0..finer.len() as u32).map(group).collect(), near: Vec::new() }
}

/// Features that no feature holds, with those that may hold them: those that hold their neighbours, or the neighbours of
/// such neighbours as nobody holds either. Where there are none, as around an island, any may. Where codes begin with the
/// code of what holds them, as those of communes do with that of their département, they tell more than that.
fn orphans<D: AsRef<[u8]>>(
    finer: &LayerView<'_, D>,
    codes: &[String],
    of: &[Option<u32>],
    holders: &[String],
) -> Vec<(u32, Vec<u32>)> {
    let holder = |feature: u32| of.get(feature as usize).copied().flatten();
    let is_prefix =
        |code: &String, group: u32| holders.get(group as usize).is_some_and(|it| code.starts_with(it.as_str()));
    let codes_tell = codes.iter().zip(of).all(|(code, group)| group.is_none_or(|group| is_prefix(code, group)));
    let mut seen = FxHashSet::default();
    let mut orphans = Vec::new();
    for first in (0..of.len() as u32).filter(|&feature| holder(feature).is_none()) {
        if !seen.insert(first) {
            continue;
        }
        let (mut together, mut found) = (vec![first], BTreeSet::new());
        let mut at = 0;
        while let Some(&feature) = together.get(at) {
            for neighbour in finer.neighbours(feature) {
                match holder(neighbour) {
                    Some(group) => drop(found.insert(group)),
                    None if seen.insert(neighbour) => together.push(neighbour),
                    None => {}
                }
            }
            at += 1;
        }
        let all = 0..holders.len() as u32;
        let near: Vec<u32> = if found.is_empty() { all.clone().collect() } else { found.into_iter().collect() };
        orphans.extend(together.into_iter().map(|feature| {
            let code = &codes[feature as usize];
            let told: Vec<u32> = all.clone().filter(|&group| codes_tell && is_prefix(code, group)).collect();
            (feature, if told.is_empty() { near.clone() } else { told })
        }));
    }
    orphans
}
