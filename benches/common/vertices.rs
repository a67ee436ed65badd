//! Counts the vertices of a tile.

use maillage::geo::CommandReader;

/// Vertices of all features of an MVT tile that is known to be sound.
pub(crate) fn count(tile: &[u8]) -> u64 {
    let mut vertices = 0;
    each_field(tile, 3, |layer| {
        each_field(layer, 2, |feature| each_field(feature, 4, |geometry| vertices += of_geometry(geometry)));
    });
    vertices
}

/// Calls `found` with every field of that number that has a length.
fn each_field(message: &[u8], number: u32, mut found: impl FnMut(&[u8])) {
    let mut rest = message;
    while !rest.is_empty() {
        let key = varint(&mut rest);
        match key & 7 {
            0 => _ = varint(&mut rest),
            1 => rest = &rest[8..],
            2 => {
                let length = varint(&mut rest) as usize;
                if key >> 3 == u64::from(number) {
                    found(&rest[..length]);
                }
                rest = &rest[length..];
            }
            _ => rest = &rest[4..],
        }
    }
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first().expect("a varint ends");
        *bytes = rest;
        value |= u64::from(first & 0x7F) << shift;
        if *first < 0x80 {
            break;
        }
    }
    value
}

fn of_geometry(geometry: &[u8]) -> u64 {
    let mut reader = CommandReader::new(geometry);
    let mut vertices = 0;
    while let Some(command) = reader.varint() {
        if command & 7 != 7 {
            vertices += u64::from(command >> 3);
            for _ in 0..command >> 3 << 1 {
                reader.varint();
            }
        }
    }
    vertices
}
