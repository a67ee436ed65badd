use std::ops::Range;

use zerocopy::little_endian::{U32, U64};

use super::description::LayerRecord;
use super::rtree::{self, Node};
use super::shape::{RunRecord, ShapeRecord};
use super::{ZOOM_PART, kind};
use crate::cluster::NodeRecord;
use crate::container::{Container, OpenError, SectionKey};
use crate::gazetteer::{Category, Field, LayerKind};

/// Where the sections of a layer lie.
#[derive(Debug)]
pub(super) struct LayerSections {
    pub(super) features: usize,
    pub(super) tree: Range<usize>,
    pub(super) ids: Range<usize>,
    pub(super) code_order: Range<usize>,
    pub(super) columns: Vec<FieldSections>,
    pub(super) places: Option<Range<usize>>,
    pub(super) zooms: Vec<ZoomSections>,
    pub(super) clusters: Option<ClusterSections>,
}

#[derive(Debug)]
pub(super) struct ClusterSections {
    pub(super) nodes: Range<usize>,
    pub(super) children: Range<usize>,
    pub(super) members: Range<usize>,
    /// For each category.
    pub(super) counts: Vec<Range<usize>>,
}

/// Where the values of a field lie.
#[derive(Debug)]
pub(super) enum FieldSections {
    Constant(Range<usize>),
    /// For each zoom of the layer's range.
    ByZoom(Vec<Range<usize>>),
}

#[derive(Debug)]
pub(super) struct ZoomSections {
    pub(super) shapes: Range<usize>,
    pub(super) runs: Range<usize>,
    pub(super) streams: Range<usize>,
}

impl LayerSections {
    /// Finds the sections of a layer, by its number among all.
    pub(super) fn find<D: AsRef<[u8]>>(
        container: &Container<D>,
        layers: &[LayerRecord],
        number: usize,
    ) -> Result<LayerSections, OpenError> {
        let record = &layers[number];
        let features = record.layer.features as usize;
        let zooms = record.layer.zooms;
        if record.displacement.len() != zooms.iter().count() {
            return Err(OpenError::Description(format!("the zooms of layer {}", record.layer.name)));
        }
        let key = |part, kind| SectionKey { layer: number as u16, part, kind };
        let at_home = |kind| SectionKey { layer: record.labels_of.unwrap_or(number as u16), part: 0, kind };
        let columns = FieldSections::find_all(container, layers, number)?;
        let (places, zooms) = match record.layer.kind {
            LayerKind::Points => {
                (Some(container.find_records::<[U32; 2]>(key(ZOOM_PART, kind::PLACES), Some(features))?), Vec::new())
            }
            LayerKind::Polygons | LayerKind::Lines => {
                let at_zoom = |zoom| ZoomSections::find(container, key(ZOOM_PART + u16::from(zoom), 0), features);
                (None, zooms.iter().map(at_zoom).collect::<Result<_, _>>()?)
            }
        };
        Ok(LayerSections {
            features,
            tree: container.find_records::<Node>(key(0, kind::TREE), Some(rtree::node_count(features)))?,
            ids: container.find_records::<U64>(at_home(kind::IDS), Some(features))?,
            code_order: container.find_records::<U32>(at_home(kind::CODE_ORDER), Some(features))?,
            columns,
            places,
            zooms,
            clusters: ClusterSections::find(container, record, number as u16)?,
        })
    }
}

impl ClusterSections {
    fn find<D: AsRef<[u8]>>(
        container: &Container<D>,
        record: &LayerRecord,
        layer: u16,
    ) -> Result<Option<ClusterSections>, OpenError> {
        let Some(clustering) = &record.layer.clusters else { return Ok(None) };
        let key = |part, kind| SectionKey { layer, part, kind };
        let nodes = container.find_records::<NodeRecord>(key(0, kind::NODES), None)?;
        let node_count = nodes.len() / size_of::<NodeRecord>();
        let count = |(part, category): (u16, &Category)| {
            container.find_records::<U32>(key(part, kind::COUNTS), Some(node_count * category.values.len()))
        };
        Ok(Some(ClusterSections {
            nodes,
            children: container.find_records::<U32>(key(0, kind::CHILDREN), None)?,
            members: container.find_records::<U32>(key(0, kind::MEMBERS), Some(record.layer.features as usize))?,
            counts: (0..).zip(&clustering.categories).map(count).collect::<Result<_, _>>()?,
        }))
    }
}

impl FieldSections {
    fn find_all<D: AsRef<[u8]>>(
        container: &Container<D>,
        layers: &[LayerRecord],
        number: usize,
    ) -> Result<Vec<FieldSections>, OpenError> {
        let record = &layers[number];
        // Label points share their first fields with the territories that they label.
        let shared = record.labels_of.and_then(|level| Some((level, layers.get(usize::from(level))?)));
        let records = |layer: u16, part: u16, kind: u16| {
            container.find_records::<U32>(SectionKey { layer, part, kind }, Some(record.layer.features as usize))
        };
        let find = |(place, field): (usize, &Field)| {
            let (layer, part) = (number as u16, place as u16 + 1);
            match shared {
                Some((home, labelled)) if place < labelled.layer.fields.len() => {
                    records(home, part, kind::COLUMN).map(FieldSections::Constant)
                }
                _ if field.by_zoom => {
                    let at_zoom = |zoom| records(layer, ZOOM_PART + u16::from(zoom), kind::ZOOM_COLUMN);
                    record.layer.zooms.iter().map(at_zoom).collect::<Result<_, _>>().map(FieldSections::ByZoom)
                }
                _ => records(layer, part, kind::COLUMN).map(FieldSections::Constant),
            }
        };
        record.layer.fields.iter().enumerate().map(find).collect()
    }
}

impl ZoomSections {
    /// Finds the sections of a layer and a zoom: those of `key`, but for its kind.
    fn find<D: AsRef<[u8]>>(
        container: &Container<D>,
        key: SectionKey,
        features: usize,
    ) -> Result<ZoomSections, OpenError> {
        let of_kind = |kind| SectionKey { kind, ..key };
        Ok(ZoomSections {
            shapes: container.find_records::<ShapeRecord>(of_kind(kind::SHAPES), Some(features))?,
            runs: container.find_records::<RunRecord>(of_kind(kind::RUNS), None)?,
            streams: container.find(of_kind(kind::STREAMS))?,
        })
    }
}
