use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use zerocopy::little_endian::{F64, U16, U32};

use super::{
    AlmanacDescription, CLUSTERS, COLUMN, COVERAGE, ColumnRecord, DESCRIPTION, MAGIC, NOT_COMPUTED, NUMBERS, REASON,
    SHARED, VERSION, WHOLE,
};
use crate::atlas::{Atlas, Dictionary};
use crate::cluster::NodeFigures;
use crate::container::{Container, ContentHash, Damage, Mapping, NO_LAYER, OpenError, SectionKey};
use crate::gazetteer::{Figure, Indicator, Reason};

/// A compiled almanac over bytes of any owner.
#[derive(Debug)]
pub struct Almanac<D> {
    container: Container<D>,
    description: AlmanacDescription,
    dictionary: Dictionary,
    numbers: Range<usize>,
    shared: Range<usize>,
    columns: Vec<Vec<Place>>,
}

/// Where a column lies.
#[derive(Clone, Debug)]
struct Place {
    numbers: Range<usize>,
    coverage: Option<Range<usize>>,
    /// Found where the layer has clusters.
    clusters: Option<Range<usize>>,
    /// The place of the indicator among those described.
    indicator: usize,
}

/// An atlas and an almanac that do not belong together.
#[derive(Debug, thiserror::Error)]
pub enum PairError {
    #[error(
        "the almanac was made for atlas {wanted}, not for this one, {found}; publish both with one `maillage build`"
    )]
    OtherAtlas { wanted: ContentHash, found: ContentHash },
    #[error(
        "the almanac has figures of {columns} layers and the atlas has {layers}; publish both with one `maillage build`"
    )]
    Layers { columns: usize, layers: usize },
    #[error(
        "the almanac's columns of layer `{layer}` have another length than the layer; publish both with one `maillage build`"
    )]
    Length { layer: String },
    #[error(
        "the almanac presents {presented} layers and the atlas has {layers}; publish both with one `maillage build`"
    )]
    Presented { presented: usize, layers: usize },
}

impl Almanac<Mapping> {
    /// Maps and opens a file.
    ///
    /// # Errors
    /// A file that cannot be read, as its `io::Error`; bytes that are no sound almanac, as the [`OpenError`] in it.
    pub fn map(path: &Path) -> std::io::Result<Result<Almanac<Mapping>, OpenError>> {
        Ok(Almanac::open(Mapping::open(path)?))
    }
}

impl<D: AsRef<[u8]>> Almanac<D> {
    /// Checks header, table, description, and that every section is there. No section of figures is read.
    ///
    /// # Errors
    /// Says what is wrong and what to do.
    pub fn open(data: D) -> Result<Almanac<D>, OpenError> {
        let container = Container::open(data, MAGIC, "almanac", VERSION)?;
        let key = |kind| SectionKey { layer: NO_LAYER, part: 0, kind };
        let description: AlmanacDescription = serde_json::from_slice(container.checked(key(DESCRIPTION))?)
            .map_err(|error| OpenError::Description(error.to_string()))?;
        if let Some(fault) = description.presentation.fault() {
            return Err(OpenError::Description(fault.to_owned()));
        }
        let dictionary = Dictionary::open(&container)?;
        let numbers = container.find_records::<F64>(key(NUMBERS), Some(dictionary.len() as usize))?;
        let shared = container.find_records::<U32>(key(SHARED), Some(dictionary.len() as usize))?;
        let column = |layer: usize, (part, record): (usize, &ColumnRecord)| {
            let key = |kind| SectionKey { layer: layer as u16, part: part as u16, kind };
            let numbers = container.find_records::<U32>(key(COLUMN), None)?;
            let features = numbers.len() / size_of::<U32>();
            let coverage = || container.find_records::<U16>(key(COVERAGE), Some(features));
            let coverage = if record.is_computed { Some(coverage()?) } else { None };
            let clusters = container.find_records::<NodeFigures>(key(CLUSTERS), None).ok();
            let indicator = description.indicators.iter().position(|known| known.id == record.indicator);
            let unknown = || OpenError::Description(format!("figures of the unknown indicator {}", record.indicator));
            Ok::<Place, OpenError>(Place { numbers, coverage, clusters, indicator: indicator.ok_or_else(unknown)? })
        };
        let columns = (description.columns.iter().enumerate())
            .map(|(layer, records)| records.iter().enumerate().map(|it| column(layer, it)).collect())
            .collect::<Result<_, _>>()?;
        Ok(Almanac { container, description, dictionary, numbers, shared, columns })
    }

    /// Checks that this almanac counts the features of that atlas.
    ///
    /// # Errors
    /// Says what differs.
    pub fn check_partner<E: AsRef<[u8]>>(&self, atlas: &Atlas<E>) -> Result<(), PairError> {
        let (wanted, found) = (self.container.partner(), atlas.content_hash());
        if wanted != found {
            return Err(PairError::OtherAtlas { wanted, found });
        }
        let (presented, layers) = (self.description.presentation.layers.len(), atlas.description().layers.len());
        if presented != layers {
            return Err(PairError::Presented { presented, layers });
        }
        let with_figures = atlas.description().layers.iter().take_while(|record| record.has_figures());
        let layers = with_figures.clone().count();
        if self.columns.len() != layers {
            return Err(PairError::Layers { columns: self.columns.len(), layers });
        }
        for (layer, (columns, record)) in self.columns.iter().zip(with_figures).enumerate() {
            let length = record.layer.features as usize * size_of::<U32>();
            let forest = atlas.layer(layer).and_then(|layer| layer.clusters());
            let of_clusters = forest.map(|forest| forest.nodes.len() * size_of::<NodeFigures>());
            let fits = |place: &Place| {
                let clusters = place.clusters.as_ref().map(Range::len);
                place.numbers.len() == length && (of_clusters.is_none() || clusters == of_clusters)
            };
            if !columns.iter().all(fits) {
                return Err(PairError::Length { layer: record.layer.name.clone() });
            }
        }
        Ok(())
    }

    /// What the almanac says of itself.
    pub fn description(&self) -> &AlmanacDescription {
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

    /// Number of distinct figures.
    pub fn value_count(&self) -> u32 {
        self.dictionary.len()
    }

    /// A figure as the field `values` of an MVT layer.
    #[inline]
    pub fn value(&self, number: u32) -> Option<&[u8]> {
        self.dictionary.get(&self.container, number)
    }

    /// The number of the same value in the atlas's dictionary, when it has that too.
    pub fn shared_value(&self, number: u32) -> Option<u32> {
        let shared: &[U32] = self.container.records(&self.shared);
        shared.get(number as usize)?.get().checked_sub(1)
    }

    /// The column of an indicator in a year for a layer; none when it has no figures there.
    pub fn column(&self, layer: usize, indicator: &str, year: i32) -> Option<ColumnView<'_>> {
        let records = self.description.columns.get(layer)?;
        let place = records.iter().position(|record| record.indicator == indicator && record.year == year)?;
        Some(self.column_at(layer, place))
    }

    /// What the members of each cluster of a layer have in a column; nothing where the layer has no clusters.
    pub fn cluster_figures(&self, layer: usize, number: usize) -> &[NodeFigures] {
        let place = self.columns.get(layer).and_then(|columns| columns.get(number));
        let range = place.and_then(|place| place.clusters.as_ref());
        range.map_or(&[], |range| self.container.records(range))
    }

    /// A column by its number and that of its layer, which the description has.
    pub(crate) fn column_at(&self, layer: usize, number: usize) -> ColumnView<'_> {
        let place = &self.columns[layer][number];
        ColumnView {
            record: &self.description.columns[layer][number],
            indicator: &self.description.indicators[place.indicator],
            numbers: self.container.records(&place.numbers),
            coverage: place.coverage.as_ref().map_or(&[], |coverage| self.container.records(coverage)),
            values: self.container.records(&self.numbers),
            reasons: &self.description.reasons,
        }
    }
}

/// The figures of a layer's features, borrowed from the almanac.
#[derive(Clone, Copy, Debug)]
pub struct ColumnView<'a> {
    record: &'a ColumnRecord,
    indicator: &'a Indicator,
    numbers: &'a [U32],
    coverage: &'a [U16],
    values: &'a [F64],
    reasons: &'a BTreeMap<Reason, u32>,
}

/// What a feature has in a column: places in the dictionary of the almanac.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellValue {
    Figure(u32),
    /// The name of the reason for which there is no figure.
    Reason(u32),
    Nothing,
}

impl CellValue {
    /// Reads an entry of [`ColumnView::numbers`].
    #[inline]
    pub fn of(number: u32) -> CellValue {
        match (number & !REASON).checked_sub(1) {
            None => CellValue::Nothing,
            Some(place) if number & REASON == 0 => CellValue::Figure(place),
            Some(place) => CellValue::Reason(place),
        }
    }
}

impl<'a> ColumnView<'a> {
    pub fn record(&self) -> &'a ColumnRecord {
        self.record
    }

    pub fn indicator(&self) -> &'a Indicator {
        self.indicator
    }

    /// For each feature what [`CellValue::of`] reads.
    pub fn numbers(&self) -> &'a [U32] {
        self.numbers
    }

    /// What a feature has.
    pub fn cell(&self, feature: u32) -> CellValue {
        self.numbers.get(feature as usize).map_or(CellValue::Nothing, |number| CellValue::of(number.get()))
    }

    /// The figure of a feature, or why there is none.
    pub fn figure(&self, feature: u32) -> Figure {
        match self.cell(feature) {
            CellValue::Figure(place) => self.values.get(place as usize).map(|value| value.get()).into(),
            CellValue::Reason(place) => {
                let found = self.reasons.iter().find(|(_, known)| **known == place);
                Figure::Missing(found.map(|(reason, _)| *reason))
            }
            CellValue::Nothing => Figure::Missing(None),
        }
    }

    /// The figure of a feature as it may be compared with that of another year: one that rests on some of its parts only
    /// is not comparable, since the other year's may rest on others.
    pub fn comparable(&self, feature: u32) -> Figure {
        match self.figure(feature) {
            Figure::Known(_) if self.coverage(feature).is_some_and(|share| share < 1.0) => {
                Figure::Missing(Some(Reason::NotComparable))
            }
            figure => figure,
        }
    }

    /// The share, 0 to 1, of what the figure of a feature is computed of that had a figure; none where it is not
    /// computed.
    pub fn coverage(&self, feature: u32) -> Option<f64> {
        let share = self.coverage.get(feature as usize)?.get();
        (share != NOT_COMPUTED).then(|| f64::from(share) / WHOLE)
    }

    /// Whether the figure of a feature is computed of parts some of which had no figure.
    pub fn is_partial(&self, feature: u32) -> bool {
        self.coverage_of_figure(feature).is_some_and(|share| share < 1.0)
    }

    /// The same as [`ColumnView::coverage`] for a feature that has a figure; none where it has none.
    pub fn coverage_of_figure(&self, feature: u32) -> Option<f64> {
        self.coverage(feature).filter(|_| matches!(self.cell(feature), CellValue::Figure(_)))
    }
}
