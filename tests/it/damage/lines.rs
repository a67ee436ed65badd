//! Damaged layers of lines: skipped where they do not hold together, never more.

use std::sync::OnceLock;

use super::chance::{OTHERS, SHAPES as SHAPE_KINDS, rounds};
use super::sections::{RUNS, SHAPES, STREAMS, damage_all, with_changed};
use super::{Pair, draw_tiles, within_patience};
use crate::handmade::Desk;
use crate::handmade::lines::{Lines, borders, features};

/// Lines of all kinds, in two layers behind one name.
fn lines() -> &'static Pair {
    static PAIR: OnceLock<Pair> = OnceLock::new();
    PAIR.get_or_init(|| {
        let (mut desk, features) = (Desk::new(), features());
        Lines { name: "far", zooms: [0, 2], features: &features[1..], first_id: 1, flag: Some("coast") }
            .write(&mut desk);
        Lines { name: "near", zooms: [3, 4], features: &features, first_id: 1, flag: None }.write(&mut desk);
        let [atlas, almanac] = desk.finish(vec![borders(&[("far", [0, 2]), ("near", [3, 4])])], &[], &[]);
        Pair { atlas, almanac }
    })
}

/// Every tile up to a zoom.
fn tiles(last: u8) -> Vec<(u8, u32, u32)> {
    let of_zoom = |zoom: u8| (0..1u32 << zoom).flat_map(move |y| (0..1u32 << zoom).map(move |x| (zoom, x, y)));
    (0..=last).flat_map(of_zoom).collect()
}

#[test]
fn damage_to_any_section_of_lines_is_found_and_survived() {
    within_patience("sections of lines", || {
        let sum = draw_tiles(&lines().open().expect("a sound pair"), &tiles(4));
        assert!(sum.skipped == 0 && sum.features > 500, "{sum:?}");
        let (opened, skipped) = damage_all(lines(), &tiles(3), 1);
        assert!(opened > 200 && skipped > 50, "{opened} opened, {skipped} skipped");
    });
}

#[test]
fn lines_damaged_by_chance_harm_nothing() {
    within_patience("shapes of lines", || {
        let skipped = rounds(lines(), &SHAPE_KINDS, &tiles(3), 3_000, 23);
        assert!(skipped > 500, "{skipped} features skipped");
    });
    within_patience("the rest of lines", || {
        rounds(lines(), &OTHERS, &tiles(2), 1_000, 29);
    });
}

#[test]
fn a_line_that_points_out_of_its_section_is_skipped_and_the_others_are_drawn() {
    let tiles = tiles(2);
    let sound = draw_tiles(&lines().open().expect("a sound pair"), &tiles);
    // Of the first record: where its stream begins, its length, its first run, the number of its runs.
    for (begin, end) in [(0, 8), (8, 12), (12, 16), (16, 20)] {
        let damaged = with_changed(lines(), SHAPES, |bytes| bytes[begin..end].fill(0xff));
        let drawn = draw_tiles(&damaged.open().expect("shapes are not read to open"), &tiles);
        assert!(drawn.skipped > 0 && drawn.features < sound.features, "{begin}: {drawn:?} of {sound:?}");
        assert!(drawn.features > 0, "{begin}: {drawn:?} of {sound:?}");
    }
}

#[test]
fn broken_runs_and_streams_of_lines_are_skipped_where_they_are_cut() {
    let tiles = tiles(2);
    let sound = draw_tiles(&lines().open().expect("a sound pair"), &tiles);
    let skips = |kind: u16, change: fn(&mut [u8])| {
        let damaged = with_changed(lines(), kind, change);
        let drawn = draw_tiles(&damaged.open().expect("they are not read to open"), &tiles);
        assert!(drawn.skipped > 10 && drawn.features < sound.features, "{kind}: {drawn:?} of {sound:?}");
    };
    // Runs that begin nowhere in their stream, that have more steps than a run may have, that begin no line.
    skips(RUNS, |bytes| bytes.chunks_mut(32).for_each(|run| run[24..28].fill(0xff)));
    skips(RUNS, |bytes| bytes.chunks_mut(32).for_each(|run| run[28..30].copy_from_slice(&65u16.to_le_bytes())));
    skips(RUNS, |bytes| bytes.chunks_mut(32).for_each(|run| run[30] = 0));
    skips(STREAMS, |bytes| bytes.fill(0xff));
    // An empty stream where a box says that something is there.
    skips(SHAPES, |bytes| bytes.chunks_mut(64).for_each(|record| record[8..12].fill(0)));
}

#[test]
fn records_that_all_point_at_everything_cost_no_more_than_it_holds() {
    within_patience("costly lines", || {
        let mut damaged = lines().clone();
        for section in super::sections(&lines().atlas).iter().filter(|section| section.kind == SHAPES) {
            let streams = super::sections(&lines().atlas);
            let length = |kind: u16| {
                let same = |other: &&super::Section| other.kind == kind && other.layer == section.layer;
                streams.iter().filter(same).map(|other| other.length).min().expect("a section")
            };
            let (stream, runs) = (length(STREAMS) as u32, (length(RUNS) / 32) as u32);
            for record in damaged.atlas[section.offset..section.offset + section.length].chunks_mut(64) {
                record[..8].fill(0);
                record[8..12].copy_from_slice(&stream.to_le_bytes());
                record[12..16].fill(0);
                record[16..20].copy_from_slice(&runs.to_le_bytes());
            }
        }
        let drawn = draw_tiles(&damaged.open().expect("shapes are not read to open"), &tiles(2));
        assert!(drawn.skipped > 0, "{drawn:?}");
    });
}
