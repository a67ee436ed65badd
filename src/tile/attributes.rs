use zerocopy::little_endian::U32;

use super::layer::LayerWriter;
use super::made::{MadeValues, Makes};
use super::renumber::Renumber;
use super::sample::Sample;
use crate::almanac::{CellValue, ColumnView};
use crate::atlas::{Attribute, LayerView};
use crate::catalog::Catalog;
use crate::gazetteer::{Figure, WEIGHT};
use crate::geo::push_varint;
use crate::query::{EvolutionKey, Part, PointMode};

/// The places of values in the layer that is drawn.
#[derive(Default)]
pub(super) struct Places {
    plain: Renumber,
    figures: Renumber,
    made: MadeValues,
}

/// The columns that a layer's features show.
pub(super) struct Attributes<'a> {
    plain: Vec<(Key<'a>, &'a [U32])>,
    figures: Vec<FigureColumn<'a>>,
    evolutions: Vec<Evolution<'a>>,
    /// Of thinned points: of how many each is one.
    thinned: Option<Thinned<'a>>,
}

struct Thinned<'a> {
    key: Key<'a>,
    sample: Sample<'a>,
}

/// A key and its place among the keys of the layer, once a feature has had a value.
pub(super) struct Key<'a> {
    text: &'a str,
    place: Option<u32>,
}

struct FigureColumn<'a> {
    key: Key<'a>,
    /// Shows why there is no figure.
    reason_key: Key<'a>,
    numbers: &'a [U32],
    /// Shows which share of its parts a figure rests on, where that is asked for.
    coverage: Option<(Key<'a>, ColumnView<'a>)>,
}

struct Evolution<'a> {
    key: Key<'a>,
    reason_key: Key<'a>,
    coverage_key: Option<Key<'a>>,
    what: &'a EvolutionKey,
    from: ColumnView<'a>,
    to: ColumnView<'a>,
}

impl<'a> Key<'a> {
    pub(super) fn new(text: &'a str) -> Key<'a> {
        Key { text, place: None }
    }

    /// Writes the tag of a value: the place of the key, then that of the value.
    #[inline]
    pub(super) fn tag(&mut self, value: Option<u32>, writer: &mut LayerWriter, tags: &mut Vec<u8>) {
        if let Some(value) = value {
            let key = *self.place.get_or_insert_with(|| writer.add_key(self.text));
            push_varint(tags, u64::from(key));
            push_varint(tags, u64::from(value));
        }
    }
}

impl<'a> Attributes<'a> {
    pub(super) fn new<D: AsRef<[u8]>>(
        catalog: &'a Catalog<D>,
        part: &'a Part,
        layer: &LayerView<'a, D>,
        sample: Sample<'a>,
        zoom: u8,
    ) -> Attributes<'a> {
        let mut attributes = Attributes {
            plain: Vec::with_capacity(part.fields.len()),
            figures: Vec::with_capacity(part.figures.len()),
            evolutions: Vec::with_capacity(part.evolutions.len()),
            thinned: (part.points == PointMode::Thinned).then(|| Thinned { key: Key::new(WEIGHT), sample }),
        };
        attributes.plain.extend(
            part.fields.iter().filter_map(|&field| {
                Some((Key::new(&catalog.field(field).name), layer.column_at(field.number(), zoom)?))
            }),
        );
        attributes.figures.extend(part.figures.iter().map(|figure| {
            let view = catalog.figures(figure.column);
            let coverage = figure.coverage_key.as_deref().map(|key| (Key::new(key), view));
            let (key, reason_key) = (Key::new(&figure.key), Key::new(&figure.reason_key));
            FigureColumn { key, reason_key, numbers: view.numbers(), coverage }
        }));
        attributes.evolutions.extend(part.evolutions.iter().map(|what| {
            let (key, reason_key) = (Key::new(&what.key), Key::new(&what.reason_key));
            let coverage_key = what.coverage_key.as_deref().map(Key::new);
            let [from, to] = [what.from, what.to].map(|column| catalog.figures(column));
            Evolution { key, reason_key, coverage_key, what, from, to }
        }));
        attributes
    }

    /// Writes the tags of a feature: pairs of places of keys and values. What has no value is left out.
    #[inline]
    pub(super) fn tags<D: AsRef<[u8]>>(
        &mut self,
        catalog: &Catalog<D>,
        feature: u32,
        writer: &mut LayerWriter,
        tags: &mut Vec<u8>,
        places: &mut Places,
    ) {
        tags.clear();
        for (key, numbers) in &mut self.plain {
            let number = numbers.get(feature as usize).map_or(0, |number| number.get());
            if let Some(value) = number.checked_sub(1) {
                key.tag(places.plain(catalog, value, writer), writer, tags);
            }
        }
        if let Some(thinned) = &mut self.thinned {
            let weight = thinned.sample.weight(feature);
            let place = places.made(&Attribute::Unsigned(weight.into()), writer);
            thinned.key.tag(Some(place), writer, tags);
        }
        for column in &mut self.figures {
            match column.numbers.get(feature as usize).map_or(CellValue::Nothing, |number| CellValue::of(number.get()))
            {
                CellValue::Figure(value) => {
                    column.key.tag(places.figure(catalog, value, writer), writer, tags);
                    if let Some((key, view)) = &mut column.coverage {
                        key.tag(places.share(view.coverage(feature), writer), writer, tags);
                    }
                }
                CellValue::Reason(value) => column.reason_key.tag(places.figure(catalog, value, writer), writer, tags),
                CellValue::Nothing => {}
            }
        }
        for evolution in &mut self.evolutions {
            match evolution.what.between(evolution.from.comparable(feature), evolution.to.comparable(feature)) {
                Figure::Known(value) => {
                    evolution.key.tag(Some(places.made(&Attribute::Real(value), writer)), writer, tags);
                    if let Some(key) = &mut evolution.coverage_key {
                        let shares = [evolution.from, evolution.to].map(|year| year.coverage(feature));
                        let least = shares.into_iter().flatten().reduce(f64::min);
                        key.tag(places.share(least, writer), writer, tags);
                    }
                }
                Figure::Missing(Some(reason)) => {
                    let value = catalog.almanac().description().reasons.get(&reason).copied();
                    let place = match value {
                        Some(value) => places.figure(catalog, value, writer),
                        None => None,
                    };
                    evolution.reason_key.tag(place, writer, tags);
                }
                Figure::Missing(None) => {}
            }
        }
    }
}

impl Places {
    /// Starts a layer.
    pub(super) fn begin<D: AsRef<[u8]>>(&mut self, catalog: &Catalog<D>, part: &Part) {
        self.plain.begin(catalog.atlas().value_count());
        self.figures.begin(catalog.almanac().value_count());
        self.made.begin(match part.points {
            PointMode::Clusters | PointMode::Thinned => Makes::All,
            PointMode::All if part.makes_numbers() => Makes::Doubles,
            PointMode::All => Makes::Nothing,
        });
    }

    /// The place of a value of the atlas.
    #[inline]
    fn plain<D: AsRef<[u8]>>(&mut self, catalog: &Catalog<D>, value: u32, writer: &mut LayerWriter) -> Option<u32> {
        let Places { plain, made, .. } = self;
        plain.place(value, || Some(made.stored(catalog.atlas().value(value)?, writer)))
    }

    /// The place of a value of the almanac: a value stands in a layer once, whichever file it comes from.
    #[inline]
    fn figure<D: AsRef<[u8]>>(&mut self, catalog: &Catalog<D>, value: u32, writer: &mut LayerWriter) -> Option<u32> {
        let (atlas, almanac) = (catalog.atlas(), catalog.almanac());
        let Places { plain, figures, made } = self;
        figures.place(value, || match almanac.shared_value(value) {
            Some(same) => plain.place(same, || Some(made.stored(atlas.value(same)?, writer))),
            None => Some(made.stored(almanac.value(value)?, writer)),
        })
    }

    /// The place of a share of parts.
    fn share(&mut self, share: Option<f64>, writer: &mut LayerWriter) -> Option<u32> {
        share.map(|share| self.made(&Attribute::Real(share), writer))
    }

    /// The place of a value that no file holds.
    pub(super) fn made(&mut self, value: &Attribute, writer: &mut LayerWriter) -> u32 {
        self.made.place(value, writer)
    }
}
