//! Damage by chance, from seeds: nothing panics, nothing runs for ever.

use maillage::catalog::Catalog;
use maillage::gazetteer::Language;
use maillage::parameters::Parameters;
use maillage::records::{CsvParameters, DownloadRequest, Format, PortraitParameters, SearchParameters};

use super::{
    Pair, Section, departements, departements_tiles, draw_tiles, lilliput, lilliput_tiles, sections, within_patience,
};
use crate::edition::Edition;
use crate::random::Random;

/// Kinds of sections that hold shapes: records, runs, streams.
pub(super) const SHAPES: [u16; 3] = [20, 21, 22];

/// Kinds that lead to features and their attributes: offsets and values of the dictionary, values that both files have,
/// tree, ids, order, places, columns, columns by zoom.
pub(super) const OTHERS: [u16; 9] = [2, 3, 5, 10, 11, 12, 13, 14, 15];

/// Values that programs trip over.
const AWKWARD: [u64; 12] = [
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    u64::MAX,
    0x7ff0_0000_0000_0000,
];

/// Changes a few places of one section.
pub(super) fn damage(bytes: &mut [u8], section: &Section, random: &mut Random) {
    for _ in 0..=random.below(6) {
        let width = [1, 2, 4, 8][random.below(4) as usize].min(section.length);
        let place = section.offset + random.below((section.length - width + 1) as u64) as usize;
        // Fields lie at multiples of their width; streams have none.
        let place = if random.below(2) == 0 { place } else { (place - place % width).max(section.offset) };
        let value = match random.below(3) {
            0 => AWKWARD[random.below(AWKWARD.len() as u64) as usize],
            1 => random.next(),
            _ => super::number(bytes, place, width) ^ 1 << random.below(8 * width as u64),
        };
        bytes[place..place + width].copy_from_slice(&value.to_le_bytes()[..width]);
    }
}

/// Damages sections of some kinds over and over and draws; gives the number of features skipped.
pub(super) fn rounds(pair: &Pair, kinds: &[u16], tiles: &[(u8, u32, u32)], rounds: u32, seed: u64) -> u64 {
    let mut random = Random::new(seed);
    let found: Vec<Section> = sections(&pair.atlas)
        .into_iter()
        .filter(|section| kinds.contains(&section.kind) && section.length > 0)
        .collect();
    let figures: Vec<Section> = sections(&pair.almanac)
        .into_iter()
        .filter(|section| section.kind != 1 && kinds.contains(&section.kind) && section.length > 0)
        .collect();
    let mut skipped = 0;
    for _ in 0..rounds {
        let mut damaged = pair.clone();
        if !figures.is_empty() && random.below(3) == 0 {
            let section = figures[random.below(figures.len() as u64) as usize];
            damage(&mut damaged.almanac, &section, &mut random);
        } else {
            let section = found[random.below(found.len() as u64) as usize];
            damage(&mut damaged.atlas, &section, &mut random);
        }
        let catalog = damaged.open().expect("these sections are not read to open");
        skipped += draw_tiles(&catalog, tiles).skipped;
        look_up(&catalog, &mut random);
    }
    skipped
}

/// Asks a damaged catalogue for what else it answers.
fn look_up(catalog: &Catalog<Vec<u8>>, random: &mut Random) {
    for (id, _) in catalog.all_layers() {
        let layer = catalog.view(id);
        let feature = random.next() as u32 % (layer.len() as u32 + 2);
        let code = layer.text(0, feature).unwrap_or("001").to_owned();
        let _ = (layer.find(&code), layer.place(feature), layer.text(1, feature));
        tell(catalog, &code, random);
        for zoom in 0..=15 {
            if let Some(shape) = layer.zoom(zoom).and_then(|shapes| shapes.shape(feature)) {
                let _ = (shape.bounds(), shape.anchor(), shape.vertices(), shape.rings(), shape.lines());
            }
        }
    }
}

/// Asks a damaged catalogue for portraits, searches it, and has a file of each level made, in a format by chance.
/// Filters that read every kind of section: columns, places, the tree, shapes, the hierarchy.
const FILTERS: [&str; 4] = [
    "",
    "code LIKE '%1%' OR CASEI(code)<'a' OR code IS NULL",
    "S_INTERSECTS(geom,BBOX(0.5,40.5,3,43)) OR S_INTERSECTS(geom,POLYGON((0 40,3 40,0 43,0 40)))",
    "within('communes','001') OR S_INTERSECTS(geom,within('provinces','A'))",
];

fn tell(catalog: &Catalog<Vec<u8>>, code: &str, random: &mut Random) {
    let edition = Edition::of(catalog);
    for territory in catalog.territories(code).unwrap_or_default() {
        let _ = edition.records().portrait(territory, &PortraitParameters::default(), "");
    }
    let sought = SearchParameters { q: "a".to_owned(), limit: 5, ..SearchParameters::default() };
    let (hits, _) = edition.records().search(&sought).expect("no level is asked for");
    hits.iter().for_each(|hit| drop(edition.records().describe_hit(hit, "", Language::French)));
    for (_, layer) in catalog.levels() {
        let (_, format) = Format::ENDINGS[random.below(Format::ENDINGS.len() as u64) as usize];
        let filter = FILTERS[random.below(FILTERS.len() as u64) as usize];
        let given = [("indicators", "*"), ("filter", filter), ("coverage", "true")];
        let parameters = CsvParameters::read(&given).expect("parameters that there are");
        let request = DownloadRequest { level: &layer.name, format, parameters: &parameters, base: "" };
        if let Ok(table) = edition.table(&request) {
            let _ = table.file();
        }
    }
}

#[test]
fn shapes_of_the_tiny_country_damaged_by_chance_harm_nothing() {
    within_patience("shapes of Lilliput", || {
        let skipped = rounds(lilliput(), &SHAPES, &lilliput_tiles(), 4_000, 7);
        assert!(skipped > 1_000, "{skipped} features skipped");
    });
}

#[test]
fn real_shapes_damaged_by_chance_harm_nothing() {
    within_patience("shapes of départements", || {
        let skipped = rounds(departements(), &SHAPES, &departements_tiles(3..=7), 400, 11);
        assert!(skipped > 0, "{skipped} features skipped");
    });
}

#[test]
fn trees_codes_and_attributes_damaged_by_chance_harm_nothing() {
    within_patience("the rest of Lilliput", || {
        rounds(lilliput(), &OTHERS, &lilliput_tiles(), 4_000, 13);
    });
    within_patience("the rest of départements", || {
        rounds(departements(), &OTHERS, &departements_tiles(3..=5), 300, 17);
    });
}

#[test]
fn descriptions_damaged_by_chance_are_refused_or_harm_nothing() {
    within_patience("descriptions", || {
        let mut random = Random::new(19);
        let tiles = lilliput_tiles();
        let mut refused = 0;
        for round in 0..3_000 {
            let mut damaged = lilliput().clone();
            let bytes = if round % 2 == 0 { &mut damaged.atlas } else { &mut damaged.almanac };
            let section = sections(bytes)[sections(bytes).iter().position(|section| section.kind == 1).unwrap_or(0)];
            let place = section.offset + random.below(section.length as u64) as usize;
            // Digits are what leads to other lengths and places.
            bytes[place] =
                if bytes[place].is_ascii_digit() { b'0' + random.below(10) as u8 } else { random.next() as u8 };
            match damaged.open() {
                Err(_) => refused += 1,
                Ok(catalog) => {
                    draw_tiles(&catalog, &tiles);
                    tell(&catalog, "001", &mut random);
                }
            }
        }
        assert!(refused > 500, "{refused} refused");
    });
}
