//! Every section of both files, damaged at its start, in its middle and at its end.

use super::{
    Pair, Section, departements, departements_tiles, draw_tiles, lilliput, lilliput_tiles, sections, within_patience,
};

/// Kind of the sections of shape records, 64 bytes each.
pub(super) const SHAPES: u16 = 20;
/// Kind of the sections of runs, 32 bytes each.
pub(super) const RUNS: u16 = 21;
pub(super) const STREAMS: u16 = 22;

/// Damages eight bytes of each place of a section, one after another, in several ways.
fn damages(section: &Section) -> Vec<(usize, u8)> {
    let Section { offset, length, .. } = *section;
    let mut places = vec![offset, offset + length / 2, (offset + length).saturating_sub(8).max(offset)];
    places.dedup();
    places.into_iter().filter(|_| length > 0).flat_map(|place| [0x01, 0x80, 0xff].map(|mask| (place, mask))).collect()
}

fn bytes_of(pair: &mut Pair, is_atlas: bool) -> &mut Vec<u8> {
    if is_atlas { &mut pair.atlas } else { &mut pair.almanac }
}

/// Damages every section in turn; gives how many damaged files opened, and how many features were skipped in them.
pub(super) fn damage_all(pair: &Pair, tiles: &[(u8, u32, u32)], step: usize) -> (u32, u64) {
    let (mut opened, mut skipped) = (0, 0);
    for is_atlas in [true, false] {
        let sections = sections(bytes_of(&mut pair.clone(), is_atlas));
        assert!(sections.len() >= 4);
        for section in &sections {
            for (place, mask) in damages(section).into_iter().step_by(step) {
                let mut damaged = pair.clone();
                let end = (place + 8).min(section.offset + section.length);
                bytes_of(&mut damaged, is_atlas)[place..end].iter_mut().for_each(|byte| *byte ^= mask);
                assert!(damaged.is_refused(), "{section:?} at {place}");
                if let Ok(catalog) = damaged.open() {
                    opened += 1;
                    skipped += draw_tiles(&catalog, tiles).skipped;
                }
            }
        }
    }
    (opened, skipped)
}

#[test]
fn damage_to_any_section_of_the_tiny_country_is_found_and_survived() {
    within_patience("sections of Lilliput", || {
        let (opened, skipped) = damage_all(lilliput(), &lilliput_tiles(), 1);
        assert!(opened > 500 && skipped > 100, "{opened} opened, {skipped} skipped");
    });
}

#[test]
fn damage_to_any_section_of_real_shapes_is_found_and_survived() {
    within_patience("sections of départements", || {
        let (opened, skipped) = damage_all(departements(), &departements_tiles(3..=6), 2);
        assert!(opened > 100 && skipped > 10, "{opened} opened, {skipped} skipped");
    });
}

#[test]
fn damage_between_sections_is_found() {
    let pair = lilliput();
    for is_atlas in [true, false] {
        let sections = sections(bytes_of(&mut pair.clone(), is_atlas));
        let mut gaps = 0;
        for two in sections.windows(2) {
            for place in two[0].offset + two[0].length..two[1].offset {
                let mut damaged = pair.clone();
                bytes_of(&mut damaged, is_atlas)[place] = 1;
                assert!(damaged.is_refused(), "byte {place}");
                gaps += 1;
            }
        }
        assert!(gaps > 0);
    }
}

/// A pair with all sections of a kind of the first layer changed.
pub(super) fn with_changed(pair: &Pair, kind: u16, change: impl Fn(&mut [u8])) -> Pair {
    let mut damaged = pair.clone();
    for section in sections(&pair.atlas).iter().filter(|section| section.kind == kind && section.layer == 0) {
        change(&mut damaged.atlas[section.offset..section.offset + section.length]);
    }
    damaged
}

#[test]
fn a_shape_that_points_out_of_its_section_is_skipped_and_the_others_are_drawn() {
    let tiles = lilliput_tiles();
    let sound = draw_tiles(&lilliput().open().expect("a sound pair"), &tiles);
    // Of the first record: where its stream begins, its length, its first run, the number of its runs.
    for (begin, end) in [(0, 8), (8, 12), (12, 16), (16, 20)] {
        let damaged = with_changed(lilliput(), SHAPES, |bytes| bytes[begin..end].fill(0xff));
        let drawn = draw_tiles(&damaged.open().expect("shapes are not read to open"), &tiles);
        assert!(drawn.skipped > 0 && drawn.features < sound.features, "{begin}: {drawn:?} of {sound:?}");
        // The search finds what it found before: more than what was drawn, since boxes may miss the window.
        assert!(drawn.features + drawn.skipped >= sound.features, "{begin}: {drawn:?} of {sound:?}");
    }
    let damaged =
        with_changed(lilliput(), SHAPES, |bytes| bytes.chunks_mut(64).for_each(|record| record[..8].fill(0xff)));
    let drawn = draw_tiles(&damaged.open().expect("shapes are not read to open"), &tiles);
    assert!(drawn.features > 0, "the other layers are whole: {drawn:?}");
}

#[test]
fn broken_runs_and_streams_are_skipped_where_they_are_cut() {
    let tiles = departements_tiles(5..=8);
    let sound = draw_tiles(&departements().open().expect("a sound pair"), &tiles);
    let runs = with_changed(departements(), RUNS, |bytes| bytes.chunks_mut(32).for_each(|run| run[24..28].fill(0xff)));
    let drawn = draw_tiles(&runs.open().expect("runs are not read to open"), &tiles);
    assert!(drawn.skipped > 100 && drawn.features < sound.features, "{drawn:?} of {sound:?}");
    let streams = with_changed(departements(), STREAMS, |bytes| bytes.fill(0xff));
    let drawn = draw_tiles(&streams.open().expect("streams are not read to open"), &tiles);
    assert!(drawn.skipped > 100, "{drawn:?} of {sound:?}");
}
