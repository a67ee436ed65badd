use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes of the header of each file, and of that of a shape.
const HEADER: u64 = 100;
const SHAPE_HEADER: u64 = 8;

/// Where the shapes of a `.shp` begin, by its `.shx`, which tells what lies between them that is none of them. None where
/// there is no need of it, or it is not the index of this file: then shapes are read one behind the other.
/// `count` is how many there should be.
pub(super) fn starts(index: &Path, shapes: &Path, count: u64) -> Option<Vec<u64>> {
    let index = fs::read(index).ok()?;
    let mut shapes = File::open(shapes).ok()?;
    let size = shapes.metadata().ok()?.len();
    let entries = index.get(HEADER as usize..)?.as_chunks::<8>().0;
    if entries.len() as u64 != count {
        return None;
    }
    let mut next = HEADER;
    let mut is_needed = false;
    let mut starts = Vec::with_capacity(entries.len());
    for [a, b, c, d, rest @ ..] in entries {
        // Both in words of two bytes, the most significant byte first.
        let (start, length) =
            (u64::from(u32::from_be_bytes([*a, *b, *c, *d])) * 2, u64::from(u32::from_be_bytes(*rest)) * 2);
        let end = start + SHAPE_HEADER + length;
        if start < HEADER || end > size {
            return None;
        }
        is_needed |= start != next;
        next = end;
        starts.push((start, length));
    }
    if !is_needed && next == size {
        return None;
    }
    // An index of another edition of the file would lead astray.
    let mut is_sound = |&(start, length): &(u64, u64)| {
        let mut header = [0; SHAPE_HEADER as usize];
        shapes.seek(SeekFrom::Start(start)).ok()?;
        shapes.read_exact(&mut header).ok()?;
        let [_, _, _, _, words @ ..] = header;
        (u64::from(u32::from_be_bytes(words)) * 2 == length).then_some(start)
    };
    starts.iter().map(&mut is_sound).collect()
}
