//! Atlases written by hand, feature by feature: what recipes do not make, or not yet.

pub(crate) mod attributes;
mod ids;
mod labels;
pub(crate) mod lines;
mod order;
mod styles;
mod views;

use std::collections::BTreeMap;
use std::path::Path;

use maillage::almanac::{self, Almanac, FigureColumn, Presentation};
use maillage::atlas::rtree::WorldBox;
use maillage::atlas::{Atlas, AtlasDescription, AtlasLayer, AtlasWriter, LayerRecord};
use maillage::catalog::Catalog;
use maillage::container::{Contents, Finished, NewAtlas, publish};
use maillage::gazetteer::{Aggregation, Bilingual, Field, Indicator, LayerKind, LayerPresentation, View, ZoomRange};
use maillage::geo::{TileId, WorldPoint};
use maillage::query::{Request, select};
use maillage::tile::Scratch;

use crate::edition::Edition;
use crate::validator::{DecodedLayer, Rules, decode, validate};
use crate::{decoders, reference};

/// A folder and an atlas begun in it.
pub(crate) struct Desk {
    folder: tempfile::TempDir,
    pub(crate) writer: AtlasWriter,
    /// For the layers that have some, the indicators that tiles carry when none are asked for.
    pub(crate) default_indicators: BTreeMap<String, Vec<String>>,
}

impl Desk {
    pub(crate) fn new() -> Desk {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let writer = AtlasWriter::create(folder.path()).expect("an atlas can be begun");
        Desk { folder, writer, default_indicators: BTreeMap::new() }
    }

    /// Finishes the atlas, and beside it an almanac: the bytes of both.
    pub(crate) fn finish(self, views: Vec<View>, indicators: &[&str], figures: &[Vec<FigureColumn>]) -> [Vec<u8>; 2] {
        let (folder, files) = self.finish_pair(views, indicators, figures);
        files.map(|file| {
            let path = folder.path().join("file");
            file.persist(&path).expect("a file can be moved");
            std::fs::read(path).expect("it is there")
        })
    }

    /// Finishes the atlas and an almanac without figures, and publishes them in a folder.
    pub(crate) fn publish(self, folder: &Path, views: Vec<View>) {
        let (_desk, [atlas, almanac]) = self.finish_pair(views, &[], &[]);
        let contents = Contents::default();
        publish(folder, "handmade", contents, NewAtlas::Made(atlas), almanac).expect("they can be published");
    }

    fn finish_pair(
        self,
        views: Vec<View>,
        indicators: &[&str],
        figures: &[Vec<FigureColumn>],
    ) -> (tempfile::TempDir, [Finished; 2]) {
        let indicators = indicators.iter().map(|id| indicator(id)).collect();
        let shown = self.default_indicators.clone();
        let (folder, atlas) = self.finish_atlas().expect("the atlas is finished");
        let opened = Atlas::map(&atlas.temporary_path()).expect("it can be read").expect("a sound atlas");
        let presentation = presentation(opened.description(), views, &shown);
        let almanac = almanac::write(folder.path(), &opened, presentation, indicators, figures, Vec::new());
        let almanac = almanac.expect("an almanac");
        (folder, [atlas, almanac])
    }

    /// Finishes the atlas alone.
    pub(crate) fn finish_atlas(self) -> std::io::Result<(tempfile::TempDir, Finished)> {
        let description = AtlasDescription {
            families: Vec::new(),
            name: "handmade".to_owned(),
            bounds: [-10.0, 40.0, 10.0, 50.0],
            layers: Vec::new(),
            complaints: Vec::new(),
        };
        Ok((self.folder, self.writer.finish(description)?))
    }
}

/// A map whose layers carry all their fields when none are asked for.
pub(crate) fn presentation(
    atlas: &AtlasDescription,
    views: Vec<View>,
    indicators: &BTreeMap<String, Vec<String>>,
) -> Presentation {
    let present = |record: &LayerRecord| LayerPresentation {
        label: text(&record.layer.name),
        description: None,
        default_fields: record.layer.fields.iter().map(|field| field.name.clone()).collect(),
        default_indicators: indicators.get(&record.layer.name).cloned().unwrap_or_default(),
        budget: None,
        notes: Vec::new(),
    };
    let layers = atlas.layers.iter().map(present).collect();
    Presentation { title: text("Handmade"), attribution: String::new(), views, layers }
}

pub(crate) fn open([atlas, almanac]: [Vec<u8>; 2]) -> Catalog<Vec<u8>> {
    let atlas = Atlas::open(atlas).expect("a sound atlas");
    Catalog::new(atlas, Almanac::open(almanac).expect("a sound almanac")).expect("a pair")
}

pub(crate) fn text(text: &str) -> Bilingual {
    Bilingual { fr: text.to_owned(), en: text.to_owned() }
}

fn indicator(id: &str) -> Indicator {
    Indicator {
        id: id.to_owned(),
        label: text(id),
        description: None,
        better: None,
        hatch_below: None,
        unit: None,
        aggregation: Aggregation::Count,
        decimals: 0,
        years: vec![2020],
        counts: Vec::new(),
        sources: Vec::new(),
    }
}

/// A layer and what an atlas records of it.
pub(crate) fn record(name: &str, kind: LayerKind, zooms: [u8; 2], fields: &[Field], features: usize) -> LayerRecord {
    let zooms = ZoomRange::from(zooms);
    let layer = AtlasLayer {
        borders: None,
        clusters: None,
        name: name.to_owned(),
        kind,
        zooms,
        fields: fields.to_vec(),
        features: features as u32,
        extent: [-10.0, 40.0, 10.0, 50.0],
    };
    let each = vec![1; zooms.iter().count()];
    LayerRecord {
        layer,
        id_pattern: String::new(),
        labels_of: None,
        shown_as: None,
        displacement: each.clone(),
        stand_ins: each,
        strides: Vec::new(),
    }
}

/// The middle of the map and places to the east of it, a world unit apart.
pub(crate) fn places(count: u32) -> (Vec<WorldPoint>, Vec<WorldBox>) {
    let places: Vec<WorldPoint> = (0..count).map(|number| WorldPoint { x: (1 << 31) + number, y: 1 << 31 }).collect();
    let boxes = places.iter().map(|&place| WorldBox::of_point(place)).collect();
    (places, boxes)
}

/// Draws a tile, has it checked by the validator, both decoders and the reference encoder, and decodes it.
#[track_caller]
pub(crate) fn drawn(catalog: &Catalog<Vec<u8>>, request: &Request, (zoom, x, y): (u8, u32, u32)) -> Vec<DecodedLayer> {
    let selection = select(catalog, request).expect("it is there");
    let tile = TileId::new(zoom, x, y).expect("a tile of the map");
    let drawn = Edition::of(catalog).draw(&selection, tile, &mut Scratch::default());
    assert_eq!(drawn.skipped, 0);
    let faults = validate(&drawn.bytes, &Rules::default());
    assert!(faults.is_empty(), "{zoom}/{x}/{y}: {}", faults[0]);
    assert_eq!(decoders::differences(&drawn.bytes), [""; 0], "{zoom}/{x}/{y}");
    let decoded = decode(&drawn.bytes);
    assert_eq!(reference::differences(&decoded), [""; 0], "{zoom}/{x}/{y}");
    decoded
}
