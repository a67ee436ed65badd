use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use super::damaged;
use super::index::starts;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::features::shape::{Ring, Shape};

/// The shapes of a `.shp`, one after another.
pub(super) struct Shapes {
    file: String,
    input: BufReader<File>,
    /// Bytes of the file.
    bytes: u64,
    at: u64,
    read: u64,
    content: Vec<u8>,
    /// Where shapes begin, if not one behind the other.
    starts: Option<Vec<u64>>,
}

/// Bytes of the header of the file, and of that of each record.
const HEADER: usize = 100;
const RECORD_HEADER: usize = 8;

impl Shapes {
    /// `index` is its `.shx`, if there is one, and `count` how many shapes there should be.
    pub(super) fn open(file: &str, path: &Path, index: Option<&Path>, count: u64) -> Result<Shapes, IngestError> {
        let unreadable = |source| Fault::Unreadable(source).of(file);
        let input = File::open(path).map_err(unreadable)?;
        let bytes = input.metadata().map_err(unreadable)?.len();
        let input = BufReader::with_capacity(1 << 18, input);
        let starts = index.and_then(|index| starts(index, path, count));
        let mut shapes = Shapes { file: file.to_owned(), input, bytes, at: 0, read: 0, content: Vec::new(), starts };
        shapes.fetch(HEADER as u64)?;
        Ok(shapes)
    }

    /// Bytes of the file that have been read.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The next shape.
    ///
    /// # Errors
    /// When the file ends within it, or it contradicts itself.
    pub(super) fn next(&mut self) -> Result<Option<Shape>, IngestError> {
        match &self.starts {
            None if self.at == self.bytes => return Ok(None),
            None => {}
            Some(starts) => {
                let Some(&start) = starts.get(self.read as usize) else { return Ok(None) };
                let seek = self.input.seek_relative(start as i64 - self.at as i64);
                seek.map_err(|source| Fault::Unreadable(source).of(self.file.clone()))?;
                self.at = start;
            }
        }
        self.fetch(RECORD_HEADER as u64)?;
        // Lengths are in words of two bytes, the most significant byte first.
        let words = self.content.get(4..8).and_then(|it| it.try_into().ok()).map_or(0, u32::from_be_bytes);
        self.fetch(u64::from(words) * 2)?;
        self.read += 1;
        let shape = read_shape(&self.content);
        shape.map(Some).ok_or_else(|| damaged(&self.file, self.read - 1, "a shape beyond its record".to_owned()))
    }

    fn fetch(&mut self, length: u64) -> Result<(), IngestError> {
        self.content.clear();
        let cut = |read| damaged(&self.file, read, "the .shp ends within a shape: it was cut short".to_owned());
        if length > self.bytes - self.at {
            return Err(cut(self.read));
        }
        let read = self.input.by_ref().take(length).read_to_end(&mut self.content);
        let read = read.map_err(|source| Fault::Unreadable(source).of(self.file.clone()))?;
        self.at += read as u64;
        if (read as u64) < length { Err(cut(self.read)) } else { Ok(()) }
    }
}

/// The shape of a record; none where its numbers lead beyond it.
fn read_shape(content: &[u8]) -> Option<Shape> {
    let kind = number(content, 0)?;
    Some(match kind {
        0 => Shape::Missing,
        1 | 11 | 21 => Shape::Point(point(content, 4)?),
        3 | 13 | 23 => Shape::Other("a PolyLine"),
        8 | 18 | 28 => Shape::Other("a MultiPoint"),
        31 => Shape::Other("a MultiPatch"),
        5 | 15 | 25 => rings(content)?,
        other => Shape::Broken(format!("a shape of the unknown type {other}")),
    })
}

/// Type, box, number of rings, number of points, where each ring begins, the points.
fn rings(content: &[u8]) -> Option<Shape> {
    const COUNTS: usize = 36;
    let (parts, points) = (number(content, COUNTS)? as usize, number(content, COUNTS + 4)? as usize);
    let starts_at = COUNTS + 8;
    let points_at = starts_at.checked_add(parts.checked_mul(4)?)?;
    if points_at.checked_add(points.checked_mul(16)?)? > content.len() {
        return None;
    }
    let mut rings: Vec<Ring> = Vec::with_capacity(parts);
    for part in 0..parts {
        let begin = number(content, starts_at + 4 * part)? as usize;
        let end = if part + 1 < parts { number(content, starts_at + 4 * (part + 1))? as usize } else { points };
        if begin > end || end > points {
            return None;
        }
        rings.push((begin..end).map(|place| point(content, points_at + 16 * place)).collect::<Option<Ring>>()?);
    }
    rings.retain(|ring| !ring.is_empty());
    Some(if rings.is_empty() { Shape::Missing } else { Shape::Rings(rings) })
}

fn number(content: &[u8], at: usize) -> Option<u32> {
    content.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}

fn point(content: &[u8], at: usize) -> Option<[f64; 2]> {
    let one = |at: usize| content.get(at..at + 8)?.try_into().ok().map(f64::from_le_bytes);
    Some([one(at)?, one(at + 8)?])
}
