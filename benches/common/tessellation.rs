//! A made-up map: cells that share their borders vertex by vertex, with four texts and six figures each.

use std::path::{Path, PathBuf};

use maillage::almanac::{self, FigureColumn, Presentation};
use maillage::atlas::rtree::{WorldBox, hilbert_order};
use maillage::atlas::{Atlas, AtlasDescription, AtlasLayer, AtlasWriter, Column, EncodedShape, LayerRecord};
use maillage::container::{Contents, NewAtlas, publish};
use maillage::gazetteer::{Aggregation, Bilingual, Field, Figure, Indicator, LayerKind, LayerPresentation, ZoomRange};
use maillage::geo::{GridBox, GridPoint, TileId};

/// A cell of the map.
pub(crate) struct Cell {
    pub(crate) id: u64,
    /// Its border, open, on the grid of [`tile`]'s zoom.
    pub(crate) ring: Vec<GridPoint>,
    pub(crate) texts: [String; 4],
    pub(crate) integers: [u64; 3],
    pub(crate) doubles: [f64; 3],
}

pub(crate) const TEXT_KEYS: [&str; 4] = ["code", "nom", "departement", "region"];
pub(crate) const INTEGER_KEYS: [&str; 3] = ["pop", "logements", "maisons"];
pub(crate) const DOUBLE_KEYS: [&str; 3] = ["part_0_19", "part_20_64", "part_65p"];

/// Vertices between two corners of a cell, one corner included: a cell has four times as many.
pub(crate) const SIDE: i32 = 25;

/// The tile in which the map lies.
pub(crate) fn tile() -> TileId {
    TileId::new(6, 32, 22).expect("a tile of the map")
}

/// Columns × rows of cells, each of `width` × `height` units, from the tile's corner plus (`left`, `top`).
pub(crate) struct Plan {
    pub(crate) columns: i32,
    pub(crate) rows: i32,
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// The cells of some plans.
pub(crate) fn cells(plans: &[Plan]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for plan in plans {
        for row in 0..plan.rows {
            for column in 0..plan.columns {
                let id = cells.len() as u64 + 1;
                cells.push(Cell {
                    id,
                    ring: plan.ring(column, row),
                    texts: [
                        format!("{:05}", id * 37),
                        format!("Commune de Saint-Exemple-{id}"),
                        format!("{:02}", id % 96),
                        format!("Région {}", id % 13),
                    ],
                    integers: [id * 7919 % 90_000, id * 104_729 % 40_000, id * 611 % 5_000],
                    doubles: [3, 5, 7].map(|prime| (id * prime * 331 % 10_000) as f64 / 100.0),
                });
            }
        }
    }
    cells
}

impl Plan {
    /// The border of a cell, in the direction of exterior rings.
    fn ring(&self, column: i32, row: i32) -> Vec<GridPoint> {
        let horizontal = |row: i32| (0..=SIDE).map(move |step| self.along_row(column, row, step));
        let vertical = |column: i32| (0..=SIDE).map(move |step| self.along_column(column, row, step));
        let side = SIDE as usize;
        let mut ring: Vec<GridPoint> = horizontal(row).take(side).collect();
        ring.extend(vertical(column + 1).take(side));
        ring.extend(horizontal(row + 1).rev().take(side));
        ring.extend(vertical(column).rev().take(side));
        ring
    }

    fn along_row(&self, column: i32, row: i32, step: i32) -> GridPoint {
        let sway = sway(column * 2, row, step, self.height);
        self.at(column * self.width + step * self.width / SIDE, row * self.height + sway)
    }

    fn along_column(&self, column: i32, row: i32, step: i32) -> GridPoint {
        let sway = sway(column * 2 + 1, row, step, self.width);
        self.at(column * self.width + sway, row * self.height + step * self.height / SIDE)
    }

    fn at(&self, x: i32, y: i32) -> GridPoint {
        let corner = tile().corner();
        GridPoint { x: corner.x + self.left + x, y: corner.y + self.top + y }
    }
}

/// How far a border leaves the straight line at a step: nothing at its ends, so that borders cannot cross.
fn sway(column: i32, row: i32, step: i32, room: i32) -> i32 {
    let from_end = step.min(SIDE - step);
    let reach = from_end.min(room / 8).min(12);
    let mut mixed = (column as u64) << 40 ^ (row as u64) << 20 ^ step as u64;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^= mixed >> 31;
    (mixed % (2 * reach as u64 + 1)) as i32 - reach
}

/// Publishes the cells as a layer `cells` with the same shapes at each zoom up to the tile's, and says where.
pub(crate) fn published(name: &str, mut cells: Vec<Cell>) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{name}"));
    std::fs::create_dir_all(&folder).expect("a folder for the map");
    let zoom = tile().zoom();
    let order = hilbert_order(&cells.iter().map(world_box).collect::<Vec<_>>());
    let mut places: Vec<(usize, usize)> = order.into_iter().enumerate().map(|(place, cell)| (cell, place)).collect();
    places.sort_unstable();
    let place_of = |cell: &Cell| places[cell.id as usize - 1].1;
    cells.sort_by_cached_key(place_of);

    let boxes: Vec<WorldBox> = cells.iter().map(world_box).collect();
    let ids: Vec<u64> = cells.iter().map(|cell| cell.id).collect();
    let columns: Vec<Column> =
        (0..4).map(|field| cells.iter().map(|cell| Some(cell.texts[field].as_str().into())).collect()).collect();
    let shapes: Vec<EncodedShape> =
        cells.iter().map(|cell| EncodedShape::new(&[vec![cell.ring.clone()]], cell.ring[0], false)).collect();
    let mut writer = AtlasWriter::create(&folder).expect("an atlas can be begun");
    let record = record(cells.len(), zoom);
    let layer = writer.begin_layer(record, &boxes, &ids, &columns).expect("the layer is written");
    for zoom in 0..=zoom {
        writer.add_zoom(layer, zoom, &shapes).expect("the shapes are written");
    }
    let atlas = writer.finish(description()).expect("the atlas is finished");
    let figures = figures(&cells);
    let opened = Atlas::map(&atlas.temporary_path()).expect("the atlas is there").expect("it is sound");
    let almanac = almanac::write(&folder, &opened, presentation(), indicators(), &[figures], Vec::new());
    let almanac = almanac.expect("an almanac");
    let sources = Contents::default();
    publish(&folder, name, sources, NewAtlas::Made(atlas), almanac).expect("the pair is published");
    folder
}

fn world_box(cell: &Cell) -> WorldBox {
    let bounds = GridBox::around(cell.ring.iter().copied()).expect("a cell has points");
    let scale = f64::from(1u32 << (20 - tile().zoom()));
    let corner = |point: GridPoint| [f64::from(point.x) * scale, f64::from(point.y) * scale];
    WorldBox { min: corner(bounds.min), max: corner(bounds.max) }
}

fn text(text: &str) -> Bilingual {
    Bilingual { fr: text.to_owned(), en: text.to_owned() }
}

fn record(features: usize, zoom: u8) -> LayerRecord {
    let layer = AtlasLayer {
        clusters: None,
        name: "cells".to_owned(),
        kind: LayerKind::Polygons,
        zooms: ZoomRange { min: 0, max: zoom },
        fields: TEXT_KEYS.map(Field::text).to_vec(),
        borders: None,
        features: features as u32,
        extent: [-180.0, -85.0, 180.0, 85.0],
    };
    let none = vec![0; usize::from(zoom) + 1];
    LayerRecord {
        strides: Vec::new(),
        layer,
        id_pattern: "#####".to_owned(),
        labels_of: None,
        shown_as: None,
        displacement: none.clone(),
        stand_ins: none,
    }
}

fn description() -> AtlasDescription {
    AtlasDescription {
        families: Vec::new(),
        name: "cells".to_owned(),
        bounds: [-5.0, 41.0, 9.0, 51.0],
        layers: Vec::new(),
        complaints: Vec::new(),
    }
}

fn presentation() -> Presentation {
    let cells = LayerPresentation {
        label: text("Cells"),
        description: None,
        default_fields: TEXT_KEYS[..2].iter().map(ToString::to_string).collect(),
        default_indicators: Vec::new(),
        budget: None,
        notes: Vec::new(),
    };
    Presentation { title: text("Cells"), attribution: String::new(), views: Vec::new(), layers: vec![cells] }
}

fn indicators() -> Vec<Indicator> {
    let keys = INTEGER_KEYS.map(|key| (key, 0)).into_iter().chain(DOUBLE_KEYS.map(|key| (key, 2)));
    keys.map(|(key, decimals)| Indicator {
        id: key.to_owned(),
        label: text(key),
        description: None,
        better: None,
        hatch_below: None,
        unit: None,
        aggregation: Aggregation::Count,
        decimals,
        years: vec![2021],
        sources: Vec::new(),
        counts: Vec::new(),
    })
    .collect()
}

fn figures(cells: &[Cell]) -> Vec<FigureColumn> {
    let column = |key: &str, decimals, values: Vec<Figure>| FigureColumn {
        indicator: key.to_owned(),
        year: 2021,
        decimals,
        values,
        coverage: Vec::new(),
        whole: None,
    };
    let integers = INTEGER_KEYS.iter().enumerate().map(|(number, key)| {
        column(key, 0, cells.iter().map(|cell| Figure::Known(cell.integers[number] as f64)).collect())
    });
    let doubles = DOUBLE_KEYS
        .iter()
        .enumerate()
        .map(|(number, key)| column(key, 2, cells.iter().map(|cell| Figure::Known(cell.doubles[number])).collect()));
    integers.chain(doubles).collect()
}
