//! Headers, tables, lengths, and files that are something else.

use std::fs;

use super::{
    Pair, departements, departements_tiles, draw_tiles, lilliput, lilliput_tiles, paths, table, within_patience,
};
use crate::common::program;
use crate::lilliput::{Lilliput, Told};
use crate::random::Random;

/// Why a changed atlas, and an almanac changed alike, are refused.
#[track_caller]
fn refusals(pair: &Pair, change: impl Fn(&mut Vec<u8>)) -> [String; 2] {
    let (mut atlas, mut almanac) = (pair.clone(), pair.clone());
    change(&mut atlas.atlas);
    change(&mut almanac.almanac);
    [atlas, almanac].map(|pair| pair.open().expect_err("refused"))
}

#[test]
fn the_files_are_sound_as_they_were_written() {
    for (pair, tiles) in [(lilliput(), lilliput_tiles()), (departements(), departements_tiles(3..=8))] {
        assert!(!pair.is_refused());
        let sum = draw_tiles(&pair.open().expect("a sound pair"), &tiles);
        assert!(sum.skipped == 0 && sum.features > 100, "{sum:?}");
    }
}

#[test]
fn another_version_is_refused_with_both_versions() {
    for version in [0_u32, 9, 700, u32::MAX] {
        for told in refusals(lilliput(), |bytes| bytes[8..12].copy_from_slice(&version.to_le_bytes())) {
            assert!(told.contains(&format!("version {version} ")) && told.contains("reads version "), "{told}");
            assert!(told.contains("maillage build"), "{told}");
        }
    }
}

#[test]
fn another_magic_is_refused() {
    for place in 0..8 {
        for told in refusals(lilliput(), |bytes| bytes[place] ^= 0x20) {
            assert!(told.contains("its first bytes are not `MAIL"), "{told}");
        }
    }
    let pair = lilliput();
    let swapped = Pair { atlas: pair.almanac.clone(), almanac: pair.atlas.clone() };
    assert!(swapped.open().expect_err("refused").contains("it is no atlas of maillage"));
    let twice = Pair { atlas: pair.atlas.clone(), almanac: pair.atlas.clone() };
    assert!(twice.open().expect_err("refused").contains("it is no almanac of maillage"));
    for told in refusals(pair, |bytes| {
        *bytes = b"PK\x03\x04 and so on, much longer than a header of sixty-four bytes.".to_vec();
    }) {
        assert!(told.contains("it is no "), "{told}");
    }
}

#[test]
fn a_file_cut_short_is_refused_wherever() {
    let pair = lilliput();
    let lengths = |whole: usize| (0..64).chain((64..whole).step_by(64)).chain([whole - 1]);
    for length in lengths(pair.atlas.len()) {
        let told = Pair { atlas: pair.atlas[..length].to_vec(), ..pair.clone() }.open().expect_err("refused");
        assert!(length < 8 || told.contains(&format!("cut short: {length} bytes of ")), "{length}: {told}");
    }
    for length in lengths(pair.almanac.len()) {
        let told = Pair { almanac: pair.almanac[..length].to_vec(), ..pair.clone() }.open().expect_err("refused");
        assert!(length < 8 || told.contains(&format!("cut short: {length} bytes of ")), "{length}: {told}");
    }
    let pair = departements();
    for length in (0..pair.atlas.len()).step_by(pair.atlas.len() / 64) {
        assert!(Pair { atlas: pair.atlas[..length].to_vec(), ..pair.clone() }.open().is_err(), "{length}");
    }
}

#[test]
fn bytes_behind_the_end_are_found() {
    for more in [1, 64, 4096] {
        let mut pair = lilliput().clone();
        pair.atlas.extend(std::iter::repeat_n(0, more));
        assert!(pair.is_refused(), "{more}");
    }
}

#[test]
fn every_bit_of_headers_and_tables_counts() {
    let pair = lilliput();
    for (is_atlas, whole) in [(true, &pair.atlas), (false, &pair.almanac)] {
        let places = (0..64).chain(table(whole)..whole.len());
        for place in places {
            for bit in [0, 3, 7] {
                let mut damaged = pair.clone();
                let bytes = if is_atlas { &mut damaged.atlas } else { &mut damaged.almanac };
                bytes[place] ^= 1 << bit;
                assert!(damaged.open().is_err(), "byte {place}, bit {bit}");
            }
        }
    }
}

/// Writes the hash that fits a changed header and table, so that nothing but their sense is left to check.
fn seal(bytes: &mut [u8]) {
    let (begin, end) = (table(bytes).min(bytes.len()), bytes.len());
    bytes[32..48].fill(0);
    let hash = xxhash_rust::xxh3::xxh3_128(&[&bytes[..64], &bytes[begin..end]].concat());
    bytes[32..48].copy_from_slice(&hash.to_le_bytes());
}

#[test]
fn tables_that_make_no_sense_are_refused_even_when_their_hash_fits() {
    let mut sealed = lilliput().clone();
    seal(&mut sealed.atlas);
    assert!(sealed.atlas == lilliput().atlas, "the test knows how to seal");
    within_patience("tables", || {
        let tiles = lilliput_tiles();
        let mut random = Random::new(64);
        let (mut refused, mut drawn) = (0, 0);
        for _ in 0..3_000 {
            let mut damaged = lilliput().clone();
            let (begin, length) = (table(&damaged.atlas), damaged.atlas.len());
            for _ in 0..=random.below(3) {
                let place = match random.below(4) {
                    0 => 12 + random.below(20) as usize,
                    _ => begin + random.below((length - begin) as u64) as usize,
                };
                damaged.atlas[place] = match random.below(3) {
                    0 => random.next() as u8,
                    1 => damaged.atlas[place].wrapping_add(1),
                    _ => damaged.atlas[place] ^ 64,
                };
            }
            seal(&mut damaged.atlas);
            // Its almanac follows it, so that the two still fit.
            let hash: [u8; 16] = damaged.atlas[32..48].try_into().expect("a hash");
            damaged.almanac[48..64].copy_from_slice(&hash);
            seal(&mut damaged.almanac);
            match damaged.open() {
                Err(_) => refused += 1,
                Ok(catalog) => {
                    draw_tiles(&catalog, &tiles);
                    let _ = catalog.atlas().verify();
                    drawn += 1;
                }
            }
        }
        assert!(refused > 1_000 && drawn > 100, "{refused} refused, {drawn} drawn");
    });
}

#[test]
fn an_almanac_of_another_atlas_is_refused_with_both_names() {
    let (one, other) = (lilliput(), departements());
    let told = Pair { atlas: one.atlas.clone(), almanac: other.almanac.clone() }.open().expect_err("refused");
    let hash = |atlas: &[u8]| atlas[32..48].iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert!(told.contains(&format!("made for atlas {}", hash(&other.atlas))), "{told}");
    assert!(told.contains(&format!("not for this one, {}", hash(&one.atlas))), "{told}");
}

#[test]
fn the_program_tells_which_file_is_wrong() {
    let lilliput = Lilliput::new();
    lilliput.build(&["--quiet"]).done();
    let [atlas, almanac] = paths(&lilliput.out());
    let whole = fs::read(&atlas).expect("the atlas");
    let tell = || {
        ["inspect", "verify", "serve"].map(|command| {
            let mut limited = std::process::Command::new("timeout");
            limited.arg("60").arg(program().get_program()).arg(command).arg(lilliput.out());
            if command == "serve" {
                limited.args(["--listen", "127.0.0.1:0"]);
            }
            Told::of(&mut limited)
        })
    };
    let name = atlas.file_name().and_then(|name| name.to_str()).expect("a name");
    for (content, part) in [
        (Vec::new(), "it is no atlas of maillage"),
        (b"code;nom\n".to_vec(), "it is no atlas of maillage"),
        (whole[..whole.len() / 2].to_vec(), "it is cut short"),
        (fs::read(&almanac).expect("the almanac"), "it is no atlas of maillage"),
    ] {
        // Never in place: who has it mapped would suffer.
        fs::remove_file(&atlas).expect("it was there");
        fs::write(&atlas, content).expect("a file");
        tell().into_iter().for_each(|told| drop(told.refused(&[name, part])));
    }
    fs::remove_file(&atlas).expect("it was there");
    tell().into_iter().for_each(|told| drop(told.refused(&[name, "cannot be read"])));
    fs::create_dir(&atlas).expect("a folder");
    tell().into_iter().for_each(|told| drop(told.refused(&[name, "cannot be read", "directory"])));
    fs::remove_dir(&atlas).expect("it was there");
    let mut damaged = whole.clone();
    // The first section begins behind the header.
    damaged[64] ^= 1;
    fs::write(&atlas, damaged).expect("a file");
    Told::of(program().arg("verify").arg(lilliput.out())).refused(&[name, "does not match its hash", "maillage build"]);
    fs::remove_file(&atlas).expect("it was there");
    fs::write(&atlas, whole).expect("a file");
    Told::of(program().arg("verify").arg(lilliput.out())).done();
}
