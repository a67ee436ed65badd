use zerocopy::little_endian::U32;

use super::error::PageError;
use super::request::{Among, PageRequest};
use crate::atlas::LayerView;
use crate::cluster::NodeRecord;
use crate::gazetteer::{CODE, Layer};
use crate::query::ForestOf;

/// What a page has chosen.
pub(super) struct Chosen {
    pub(super) features: Vec<u32>,
    /// How many there are on all pages; unknown around a place.
    pub(super) matched: Option<usize>,
    pub(super) distances: Option<Vec<f64>>,
    /// Whether there is more behind it.
    pub(super) is_cut: bool,
}

/// A cluster's features by ascending code, and itself.
pub(super) type Cluster<'a> = (&'a [U32], &'a NodeRecord);

pub(super) fn find_cluster<'a>(
    forest: Option<&'a ForestOf<'_>>,
    layer: &Layer,
    id: u64,
) -> Result<Cluster<'a>, PageError> {
    let found = forest.map(ForestOf::view).and_then(|forest| Some((forest, forest.find(id)?.1)));
    let (forest, node) = found.ok_or_else(|| PageError::UnknownCluster { layer: layer.name.clone(), id })?;
    Ok((forest.members(node), node))
}

/// The features of a page.
pub(super) fn choose<D: AsRef<[u8]>>(
    view: &LayerView<'_, D>,
    request: &PageRequest<'_>,
    cluster: Option<Cluster<'_>>,
    accepts: impl Fn(u32) -> bool,
) -> Chosen {
    let page = |all: &mut dyn Iterator<Item = u32>, after: Option<&str>| {
        let is_behind =
            |feature: u32| after.is_none_or(|after| view.text(CODE, feature).is_some_and(|code| code > after));
        let (mut features, mut matched, mut is_cut) = (Vec::new(), 0, false);
        for feature in all.filter(|feature| accepts(*feature)) {
            matched += 1;
            if is_behind(feature) {
                is_cut = features.len() >= request.limit;
                if !is_cut {
                    features.push(feature);
                }
            }
        }
        Chosen { features, matched: Some(matched), distances: None, is_cut }
    };
    match request.among {
        Among::All { after } => page(&mut view.by_code(None), after),
        Among::Cluster { after, .. } => {
            let members = cluster.map_or(&[][..], |(members, _)| members);
            let mut members: Vec<u32> = members.iter().map(|member| member.get()).collect();
            members.sort_by_cached_key(|&feature| view.text(CODE, feature));
            page(&mut members.into_iter(), after)
        }
        Among::Near { at, within } => {
            let (features, distances) = view.nearest(at, request.limit, within, accepts).into_iter().unzip();
            Chosen { features, matched: None, distances: Some(distances), is_cut: false }
        }
    }
}
