//! Any bytes opened as an atlas and as an almanac: refused or sound, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use maillage::almanac::Almanac;
use maillage::atlas::Atlas;

fuzz_target!(|data: &[u8]| {
    for magic in ["MAILATLS", "MAILALMA"] {
        let mut bytes = data.to_vec();
        let length = bytes.len().min(8);
        bytes[..length].copy_from_slice(&magic.as_bytes()[..length]);
        if let Ok(atlas) = Atlas::open(bytes.as_slice()) {
            let _ = atlas.verify();
        }
        if let Ok(almanac) = Almanac::open(bytes.as_slice()) {
            let _ = almanac.verify();
        }
    }
});
