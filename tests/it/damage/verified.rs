//! What `verify --tiles` finds, in files whose hashes are right: those of a faulty build, or sealed anew by whoever changed
//! them.

use std::path::Path;

use maillage::atlas::VERSION;
use maillage::catalog::Catalog;
use maillage::container::{ContainerWriter, ContentHash, Contents, Finished, NewAtlas, SectionKey, publish};
use maillage::verify::{Verdict, Verification};

use super::chance::damage;
use super::sections::{RUNS, SHAPES, STREAMS, with_changed};
use super::{Pair, departements, lilliput, number, sections, table, within_patience};
use crate::common::program;
use crate::handmade::lines::{Lines, borders, features};
use crate::handmade::{Desk, attributes, open};
use crate::lilliput::{Lilliput, Told};
use crate::random::Random;

const VALUES: u16 = 3;
const TREE: u16 = 10;
const IDS: u16 = 11;
const CODE_ORDER: u16 = 12;
const PLACES: u16 = 13;
const COLUMN: u16 = 14;
const NODES: u16 = 30;
const COUNTS: u16 = 33;

fn look(catalog: &Catalog<Vec<u8>>, tiles: usize) -> Verdict {
    Verification::new(catalog).run(tiles, || {})
}

fn verdict(pair: &Pair) -> Verdict {
    look(&pair.open().expect("these sections are not read to open"), 8)
}

/// Checks that something is told of a pair whose sections of a kind are changed, in words that contain `part`.
#[track_caller]
fn told(pair: &Pair, kind: u16, part: &str, change: impl Fn(&mut [u8])) {
    let faults = verdict(&with_changed(pair, kind, change)).faults;
    let sentences: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert!(sentences.iter().any(|sentence| sentence.contains(part)), "no `{part}` in {sentences:#?}");
}

#[track_caller]
fn sound(verdict: &Verdict) {
    assert!(verdict.faults.is_empty(), "{}", verdict.faults[0]);
    let looked = &verdict.looked;
    assert!(looked.tiles > 0 && looked.features > 0 && looked.vertices >= looked.features, "{looked:?}");
}

#[test]
fn sound_maps_pass_whatever_they_hold() {
    let (small, large) = (verdict(lilliput()), verdict(departements()));
    [&small, &large].into_iter().for_each(sound);
    assert!(small.looked.cut > 100 && large.looked.cut > 100, "{small:?}, {large:?}");
    assert!(small.looked.attributes > 1000 && large.looked.vertices > 100_000, "{small:?}, {large:?}");
    let schools = verdict(&Pair::read(crate::schools::map()));
    sound(&schools);
    // Clusters, and points in two more ways.
    assert!(schools.looked.zooms > schools.looked.layers * 10, "{schools:?}");
    sound(&look(&attributes::catalog(), 8));
    let mut desk = Desk::new();
    Lines { name: "lines", zooms: [0, 6], features: &features(), first_id: 1, flag: Some("coast") }.write(&mut desk);
    let lines = look(&open(desk.finish(vec![borders(&[("lines", [0, 6])])], &[], &[])), 30);
    sound(&lines);
    assert!(lines.looked.cut > 100, "{lines:?}");
}

#[test]
fn the_same_tiles_are_looked_at_every_time() {
    let catalog = lilliput().open().expect("a sound pair");
    let [one, other] = [2, 2].map(|tiles| look(&catalog, tiles).looked);
    assert_eq!(one, other);
    let more = look(&catalog, 4).looked;
    assert!(more.tiles > one.tiles && more.tiles <= 4 * more.zooms, "{one:?}, {more:?}");
    assert_eq!(look(&catalog, 0).looked.tiles, 0);
}

#[test]
fn a_step_that_leads_elsewhere_is_found() {
    let pair = departements();
    let streams: Vec<_> = sections(&pair.atlas).into_iter().filter(|section| section.kind == STREAMS).collect();
    let mut random = Random::new(5);
    let rounds = 20;
    let missed = (0..rounds).filter(|_| {
        let section = streams[random.below(streams.len() as u64) as usize];
        let mut damaged = pair.clone();
        // Of a step the lowest bit but one: a cell to the side.
        damaged.atlas[section.offset + random.below(section.length as u64) as usize] ^= 2;
        let catalog = damaged.open().expect("streams are not read to open");
        look(&catalog, 1).faults.is_empty()
    });
    // What passes is a last stretch of a border that moves beside its neighbour's, inside the shape's box: that is for
    // `inspect --topology` to find.
    let missed = missed.count();
    assert!(missed <= 1, "{missed} of {rounds}");
}

#[test]
fn shapes_that_contradict_their_records_are_found() {
    let each = |size: usize, change: fn(&mut [u8])| move |bytes: &mut [u8]| bytes.chunks_mut(size).for_each(change);
    let boxes = "layer `departements`, zoom 3, feature 57: its points are not in its box";
    told(departements(), SHAPES, boxes, each(64, |record| record[24] ^= 1));
    told(departements(), SHAPES, "another number of vertices", each(64, |record| record[20] ^= 1));
    told(departements(), SHAPES, "its record points out of its section", each(64, |record| record[..8].fill(0xff)));
    told(departements(), RUNS, "its runs do not follow its points", each(32, |run| run[16] ^= 1));
    told(departements(), RUNS, "its runs do not follow its points", each(32, |run| run[0] ^= 1));
}

#[test]
fn features_that_the_tree_hides_are_found() {
    // Every second box of the tree is away from what it is the box of.
    told(lilliput(), TREE, "it is missing in the tile", |bytes| {
        bytes.chunks_mut(16).step_by(2).for_each(|it| it.fill(0));
    });
}

#[test]
fn ids_codes_and_places_that_do_not_fit_are_found() {
    told(lilliput(), IDS, "its id is", |bytes| bytes[0] ^= 1);
    told(lilliput(), CODE_ORDER, "its code does not come before the next one", |bytes| bytes[..8].rotate_left(4));
    let catalog = attributes::bytes();
    let [atlas, almanac] = catalog;
    let pair = Pair { atlas, almanac };
    told(&pair, PLACES, "it is missing in the tile", |bytes| bytes[3] ^= 0x40);
}

#[test]
fn attributes_that_cannot_be_are_found() {
    let [atlas, almanac] = attributes::bytes();
    let pair = Pair { atlas, almanac };
    sound(&verdict(&pair));
    told(&pair, COLUMN, "is a value that the atlas does not have", |bytes| bytes[..4].fill(0x7f));
    // The code of the first is that of the number of rooms of the second.
    told(&pair, COLUMN, "which is not of the type of the field", |bytes| bytes[0] = 5);
    // A value that is none any more.
    let mut damaged = pair.clone();
    let values = sections(&pair.atlas).into_iter().find(|section| section.kind == VALUES).expect("a dictionary");
    damaged.atlas[values.offset + 2] ^= 0xff;
    let faults = verdict(&damaged).faults;
    assert!(faults.iter().any(|fault| fault.what.contains("cannot be read")), "{faults:?}");
}

#[test]
fn a_figure_that_is_not_the_number_beside_it_is_found() {
    let mut pair = lilliput().clone();
    let values = sections(&pair.almanac).into_iter().find(|section| section.kind == VALUES).expect("a dictionary");
    let bytes = &mut pair.almanac[values.offset..values.offset + values.length];
    // The field `values`, three bytes long, an unsigned number: 1000.
    let encoded = [0x22, 3, 0x28, 0xE8, 0x07];
    let place = bytes.windows(5).position(|window| window == encoded).expect("the inhabitants of Around");
    bytes[place + 3] ^= 1;
    let faults = verdict(&pair).faults;
    let found = faults.iter().find(|fault| fault.feature.as_deref() == Some("001")).expect("a fault of Around");
    assert!(found.what.contains("`population` is Unsigned(1001), not Unsigned(1000)"), "{found}");
    assert_eq!(found.layer, "communes");
    assert!(found.tile.is_some(), "{found:?}");
}

#[test]
fn clusters_that_are_not_what_their_points_make_are_found() {
    let mut pair = Pair::read(crate::schools::map());
    let layer = sections(&pair.atlas).into_iter().find(|section| section.kind == NODES).expect("clusters");
    let mut changed = |kind: u16, change: fn(&mut [u8])| {
        let whole = pair.clone();
        for section in sections(&whole.atlas).iter().filter(|it| it.kind == kind && it.layer == layer.layer) {
            change(&mut pair.atlas[section.offset..section.offset + section.length]);
        }
        let faults = verdict(&pair).faults;
        pair = whole;
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let told = changed(NODES, |bytes| bytes.chunks_mut(56).for_each(|node| node[11] ^= 1));
    assert!(told.contains("a cluster: "), "{told}");
    let told = changed(NODES, |bytes| bytes.chunks_mut(56).for_each(|node| node[44] -= 1));
    assert!(told.contains("`point_count`") || told.contains("`bbox`") || told.contains("no points"), "{told}");
    let told = changed(COUNTS, |bytes| bytes.chunks_mut(4).for_each(|count| count[0] += 1));
    assert!(told.contains("the attribute `") && told.contains("Unsigned("), "{told}");
}

#[test]
fn whatever_is_changed_the_verdict_comes() {
    within_patience("verdicts", || {
        let mut random = Random::new(31);
        for pair in [lilliput().clone(), Pair::read(crate::schools::map())] {
            let mut found = 0;
            for _ in 0..30 {
                let mut damaged = pair.clone();
                let all = sections(&pair.atlas);
                let some: Vec<_> = all.into_iter().filter(|section| section.kind != 1 && section.length > 0).collect();
                let section = some[random.below(some.len() as u64) as usize];
                damage(&mut damaged.atlas, &section, &mut random);
                let catalog = damaged.open().expect("these sections are not read to open");
                found += u32::from(!look(&catalog, 1).faults.is_empty());
            }
            assert!(found > 15, "{found} of 30");
        }
    });
}

/// Writes the sections of a file anew, with hashes that are right.
fn sealed(folder: &Path, bytes: &[u8], magic: &str, partner: ContentHash) -> Finished {
    let mut writer = ContainerWriter::create(folder).expect("a file");
    for row in 0..number(bytes, 12, 4) as usize {
        let entry = table(bytes) + row * 32;
        let key = |offset| number(bytes, entry + offset, 2) as u16;
        let (offset, length) = (number(bytes, entry + 8, 8) as usize, number(bytes, entry + 16, 8) as usize);
        let key = SectionKey { kind: key(0), layer: key(2), part: key(4) };
        writer.add(key, &bytes[offset..offset + length]).expect("a section");
    }
    let version = number(bytes, 8, 4) as u32;
    writer.finish(magic, version, partner).expect("a file")
}

#[test]
fn the_command_says_which_tile_of_which_layer_is_wrong() {
    let lilliput = Lilliput::new();
    lilliput.build(&["--quiet"]).done();
    let out = lilliput.out();
    let verify = |arguments: &[&str]| Told::of(program().arg("verify").arg(&out).args(arguments));
    let whole = verify(&["--tiles"]).done();
    assert!(whole.out.contains("are as the atlas and the almanac say"), "{}", whole.out);
    assert!(!verify(&[]).done().out.contains("tiles"));
    let few = verify(&["--tiles=1"]).done();
    assert!(few.out != whole.out, "{}", few.out);
    assert_eq!(verify(&["--tiles=0"]).code, Some(2));

    let mut pair = Pair::read(&out);
    let [atlas_version, _] = [&pair.atlas, &pair.almanac].map(|bytes| number(bytes, 8, 4) as u32);
    assert_eq!(atlas_version, VERSION);
    let mut streams = sections(&pair.atlas).into_iter().filter(|section| section.kind == STREAMS);
    let last = streams.next_back().expect("streams");
    pair.atlas[last.offset + 3] ^= 2;
    let atlas = sealed(&out, &pair.atlas, "MAILATLS", ContentHash([0; 16]));
    let almanac = sealed(&out, &pair.almanac, "MAILALMA", atlas.hash);
    publish(&out, "lilliput", Contents::default(), NewAtlas::Made(atlas), almanac).expect("it is published");
    // Every hash is right.
    verify(&[]).done();
    let told = verify(&["--tiles"]).refused(&["lilliput: ", "faults in", "maillage build"]);
    assert!(told.out.contains("layer `"), "{}", told.out);
    assert!(told.out.contains("zoom 14, feature"), "{}", told.out);
}
