use std::ops::ControlFlow;
use std::path::Path;

use zerocopy::little_endian::{U32, U64};

use super::attribute::Attribute;
use super::description::{AtlasDescription, LayerRecord};
use super::dictionary::Dictionary;
use super::rtree::{self, WorldBox};
use super::sections::{FieldSections, LayerSections};
use super::shape::{RunRecord, Shape, ShapeRecord};
use super::{MAGIC, VERSION, kind};
use crate::cluster::ForestView;
use crate::container::{Container, ContentHash, Damage, Mapping, NO_LAYER, OpenError, SectionKey};
use crate::gazetteer::CODE;
use crate::geo::{LonLat, WorldPoint};

/// A compiled atlas over bytes of any owner.
#[derive(Debug)]
pub struct Atlas<D> {
    pub(super) container: Container<D>,
    description: AtlasDescription,
    dictionary: Dictionary,
    layers: Vec<LayerSections>,
}

impl Atlas<Mapping> {
    /// Maps and opens a file.
    ///
    /// # Errors
    /// A file that cannot be read, as its `io::Error`; bytes that are no sound atlas, as the [`OpenError`] in it.
    pub fn map(path: &Path) -> std::io::Result<Result<Atlas<Mapping>, OpenError>> {
        Ok(Atlas::open(Mapping::open(path)?))
    }
}

impl<D: AsRef<[u8]>> Atlas<D> {
    /// Checks header, table, description, and that every section is there and long enough. No section of features
    /// is read.
    ///
    /// # Errors
    /// Says what is wrong and what to do.
    pub fn open(data: D) -> Result<Atlas<D>, OpenError> {
        let container = Container::open(data, MAGIC, "atlas", VERSION)?;
        let text = container.checked(SectionKey { layer: NO_LAYER, part: 0, kind: kind::DESCRIPTION })?;
        let description: AtlasDescription =
            serde_json::from_slice(text).map_err(|error| OpenError::Description(error.to_string()))?;
        if let Some(fault) = description.fault() {
            return Err(OpenError::Description(fault.to_owned()));
        }
        let dictionary = Dictionary::open(&container)?;
        let records = &description.layers;
        let layers = (0..records.len())
            .map(|number| LayerSections::find(&container, records, number))
            .collect::<Result<_, _>>()?;
        Ok(Atlas { container, description, dictionary, layers })
    }

    /// What the atlas says of itself.
    pub fn description(&self) -> &AtlasDescription {
        &self.description
    }

    /// The hash that stands for all its bytes.
    pub fn content_hash(&self) -> ContentHash {
        self.container.content_hash()
    }

    /// Length of the file in bytes.
    pub fn length(&self) -> u64 {
        self.container.length()
    }

    /// Checks every byte.
    ///
    /// # Errors
    /// Names the first place that does not match.
    pub fn verify(&self) -> Result<(), Damage> {
        self.container.verify()
    }

    /// Number of distinct values.
    pub fn value_count(&self) -> u32 {
        self.dictionary.len()
    }

    /// A value as the field `values` of an MVT layer.
    #[inline]
    pub fn value(&self, number: u32) -> Option<&[u8]> {
        self.dictionary.get(&self.container, number)
    }

    /// A layer by its number in the description.
    pub fn layer(&self, number: usize) -> Option<LayerView<'_, D>> {
        (number < self.layers.len()).then(|| self.layer_at(number))
    }

    /// The same of a number that the description has.
    pub(crate) fn layer_at(&self, number: usize) -> LayerView<'_, D> {
        LayerView { atlas: self, record: &self.description.layers[number], sections: &self.layers[number] }
    }
}

/// A layer, borrowed from its atlas.
#[derive(Debug)]
pub struct LayerView<'a, D> {
    atlas: &'a Atlas<D>,
    record: &'a LayerRecord,
    sections: &'a LayerSections,
}

impl<'a, D: AsRef<[u8]>> LayerView<'a, D> {
    pub fn record(&self) -> &'a LayerRecord {
        self.record
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.sections.features
    }

    pub fn is_empty(&self) -> bool {
        self.sections.features == 0
    }

    /// Calls `found` with the features whose exact boxes meet a box of the world grid, ascending.
    pub fn search(&self, query: &WorldBox, found: impl FnMut(u32)) {
        rtree::search(self.atlas.container.records(&self.sections.tree), self.sections.features, query, found);
    }

    /// The points nearest to a place, with their distance in metres on the sphere, the nearest first and of equally near
    /// ones by code: `most` of those that `accepts` takes, none farther than `within`. Nothing where features are no
    /// points.
    pub fn nearest(
        &self,
        at: LonLat,
        most: usize,
        within: f64,
        mut accepts: impl FnMut(u32) -> bool,
    ) -> Vec<(u32, f64)> {
        let mut found: Vec<(u32, f64)> = Vec::new();
        if self.sections.places.is_none() || most == 0 {
            return found;
        }
        let tree = self.atlas.container.records(&self.sections.tree);
        rtree::nearest(
            tree,
            self.sections.features,
            |area| area.distance(at),
            |feature, distance| {
                // All that are as far as the last one compete for its place.
                let is_full = found.len() >= most && found.last().is_some_and(|(_, last)| distance > *last);
                if is_full || distance > within {
                    return ControlFlow::Break(());
                }
                if accepts(feature) {
                    found.push((feature, distance));
                }
                ControlFlow::Continue(())
            },
        );
        let code = |feature: u32| self.text(CODE, feature);
        found.sort_by(|one, other| one.1.total_cmp(&other.1).then_with(|| code(one.0).cmp(&code(other.0))));
        found.truncate(most);
        found
    }

    /// All features by ascending code, from the first behind `after`.
    pub fn by_code(&self, after: Option<&str>) -> impl Iterator<Item = u32> {
        let order: &[U32] = self.atlas.container.records(&self.sections.code_order);
        let is_before =
            |feature: &U32| after.is_some_and(|after| self.text(CODE, feature.get()).is_some_and(|it| it <= after));
        order[order.partition_point(is_before)..].iter().map(|feature| feature.get())
    }

    /// Ids of all features.
    pub fn ids(&self) -> &'a [U64] {
        self.atlas.container.records(&self.sections.ids)
    }

    /// A field of all features: 0 for none, else 1 + the number of the value. None for a field that depends on the zoom.
    pub fn column(&self, field: usize) -> Option<&'a [U32]> {
        match self.sections.columns.get(field)? {
            FieldSections::Constant(range) => Some(self.atlas.container.records(range)),
            FieldSections::ByZoom(_) => None,
        }
    }

    /// A field of all features at a zoom, as [`LayerView::column`] gives it.
    pub fn column_at(&self, field: usize, zoom: u8) -> Option<&'a [U32]> {
        match self.sections.columns.get(field)? {
            FieldSections::Constant(range) => Some(self.atlas.container.records(range)),
            FieldSections::ByZoom(ranges) => Some(self.atlas.container.records(ranges.get(self.place_of(zoom)?)?)),
        }
    }

    /// A field of one feature as text.
    pub fn text(&self, field: usize, feature: u32) -> Option<&'a str> {
        let number = self.column(field)?.get(feature as usize)?.get().checked_sub(1)?;
        self.atlas.dictionary.text(&self.atlas.container, number)
    }

    /// A field of one feature, of any type; none for a field that depends on the zoom.
    pub fn attribute(&self, field: usize, feature: u32) -> Option<Attribute> {
        let number = self.column(field)?.get(feature as usize)?.get().checked_sub(1)?;
        Attribute::decode(self.atlas.value(number)?)
    }

    /// The feature of a code, which is the first field.
    pub fn find(&self, code: &str) -> Option<u32> {
        let order: &[U32] = self.atlas.container.records(&self.sections.code_order);
        let place = order.partition_point(|feature| self.text(CODE, feature.get()).is_some_and(|found| found < code));
        let feature = order.get(place)?.get();
        (self.text(CODE, feature)? == code).then_some(feature)
    }

    /// The place of a feature of a layer of points.
    pub fn place(&self, feature: u32) -> Option<WorldPoint> {
        let places: &[[U32; 2]] = self.atlas.container.records(self.sections.places.as_ref()?);
        let [x, y] = places.get(feature as usize)?;
        Some(WorldPoint { x: x.get(), y: y.get() })
    }

    /// The clusters of a layer of points; none where points are not joined.
    pub fn clusters(&self) -> Option<ForestView<'a>> {
        let sections = self.sections.clusters.as_ref()?;
        let container = &self.atlas.container;
        Some(ForestView {
            nodes: container.records(&sections.nodes),
            children: container.records(&sections.children),
            order: container.records(&sections.members),
        })
    }

    /// For each cluster how many of its points have each value of a category of [`crate::gazetteer::Clustering`].
    pub fn cluster_counts(&self, category: usize) -> &'a [U32] {
        let counts = self.sections.clusters.as_ref().and_then(|sections| sections.counts.get(category));
        counts.map_or(&[], |range| self.atlas.container.records(range))
    }

    /// The shapes of one zoom of a layer of polygons or lines; none outside its range.
    pub fn zoom(&self, zoom: u8) -> Option<ZoomView<'a>> {
        let sections = self.sections.zooms.get(self.place_of(zoom)?)?;
        let container = &self.atlas.container;
        Some(ZoomView {
            shapes: container.records(&sections.shapes),
            runs: container.records(&sections.runs),
            streams: container.bytes(&sections.streams),
        })
    }

    /// Of how many points one is shown at a zoom when they are thinned.
    pub fn stride(&self, zoom: u8) -> u32 {
        self.record.strides.get(usize::from(zoom)).copied().unwrap_or(1).max(1)
    }

    /// By how many cells of the zoom's grid a query must grow.
    pub fn displacement(&self, zoom: u8) -> u32 {
        self.place_of(zoom).and_then(|place| self.record.displacement.get(place)).copied().unwrap_or(0)
    }

    /// How far a zoom is into the layer's range.
    fn place_of(&self, zoom: u8) -> Option<usize> {
        zoom.checked_sub(self.record.layer.zooms.min).map(usize::from)
    }
}

/// The shapes of one zoom.
#[derive(Clone, Copy, Debug)]
pub struct ZoomView<'a> {
    shapes: &'a [ShapeRecord],
    runs: &'a [RunRecord],
    streams: &'a [u8],
}

impl<'a> ZoomView<'a> {
    /// The shape of a feature; none when its record points out of its sections.
    #[inline]
    pub fn shape(&self, feature: u32) -> Option<Shape<'a>> {
        let record = self.shapes.get(feature as usize)?;
        let first_run = record.first_run.get() as usize;
        let runs = self.runs.get(first_run..first_run.checked_add(record.run_count.get() as usize)?)?;
        let offset = usize::try_from(record.stream_offset.get()).ok()?;
        let stream = self.streams.get(offset..offset.checked_add(record.stream_length.get() as usize)?)?;
        Some(Shape { record, runs, stream })
    }

    /// What drawing all shapes costs at most. Sound shapes share nothing, so more is a sign of damage.
    pub fn cost(&self) -> usize {
        self.streams.len() + self.runs.len()
    }

    /// Bytes of all command streams and run tables.
    pub fn bytes(&self) -> usize {
        self.streams.len() + size_of_val(self.runs) + size_of_val(self.shapes)
    }
}
