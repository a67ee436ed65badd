//! Any text as a filter: read or refused, never a panic, and what is read is written as a text that is read as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use maillage::filter::canonical_filter;

fuzz_target!(|text: &str| {
    let Ok(canonical) = canonical_filter(text) else { return };
    match canonical_filter(&canonical) {
        Ok(again) => assert_eq!(again, canonical, "{text}"),
        Err(error) => panic!("{text} is read and {canonical} is refused: {error}"),
    }
});
