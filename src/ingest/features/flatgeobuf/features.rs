use std::io::{self, Read, Seek, SeekFrom};

use ::flatgeobuf::{Feature, Header, size_prefixed_root_as_feature};

use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;

/// Bytes of the magic number that a file begins with.
const MAGIC: usize = 8;

/// Bytes of the number that precedes the header and every feature and tells its length.
const LENGTH: usize = 4;

/// Bytes of an entry of the spatial index: a box of four doubles and an offset.
const INDEX_NODE: u64 = 40;

/// The features of a file, read and checked one by one.
///
/// The crate's own iterator takes the end of the bytes for the end of the features and asserts a sound index, so
/// that a file cut short would pass for a smaller one and a damaged header would panic.
pub(super) struct Features<'a, R> {
    file: &'a str,
    input: &'a mut R,
    /// Bytes of the file.
    bytes: u64,
    at: u64,
    read: u64,
    /// Number of features, where the header tells it.
    count: Option<u64>,
    /// The feature that is being looked at, with its length before it.
    feature: Vec<u8>,
}

/// Where features begin, and what the header says of them.
#[derive(Clone, Copy)]
pub(super) struct Start {
    header_end: u64,
    /// Bytes of the file.
    bytes: u64,
    count: u64,
    index_node_size: u16,
}

impl Start {
    pub(super) fn of(header: &Header, header_end: u64, bytes: u64) -> Start {
        Start { header_end, bytes, count: header.features_count(), index_node_size: header.index_node_size() }
    }
}

/// The length of a file, and all of it up to the end of its header.
///
/// # Errors
/// When it does not begin as a FlatGeobuf, or ends within its header.
pub(super) fn open_header<R: Read + Seek>(file: &str, input: &mut R) -> Result<(u64, Vec<u8>), IngestError> {
    let unreadable = |source| Fault::Unreadable(source).of(file);
    let not_one = |detail: &str| Fault::Damaged { format: "FlatGeobuf", read: 0, detail: detail.to_owned() }.of(file);
    let bytes = input.seek(SeekFrom::End(0)).map_err(unreadable)?;
    input.rewind().map_err(unreadable)?;
    let mut header = Vec::new();
    input.by_ref().take((MAGIC + LENGTH) as u64).read_to_end(&mut header).map_err(unreadable)?;
    if !header.starts_with(b"fgb\x03") {
        return Err(not_one(if header.starts_with(b"fgb") && header.len() < MAGIC {
            "it ends within its header"
        } else {
            "it does not begin as one"
        }));
    }
    let length = header.get(MAGIC..).and_then(|length| length.try_into().ok()).map_or(0, u32::from_le_bytes);
    let end = (MAGIC + LENGTH) as u64 + u64::from(length);
    if length == 0 || end > bytes {
        return Err(not_one("it ends within its header"));
    }
    input.by_ref().take(length.into()).read_to_end(&mut header).map_err(unreadable)?;
    Ok((bytes, header))
}

impl<'a, R: Read + Seek> Features<'a, R> {
    /// Skips header and index.
    ///
    /// # Errors
    /// When there are no features, or the file ends before them.
    pub(super) fn open(file: &'a str, input: &'a mut R, start: Start) -> Result<Features<'a, R>, IngestError> {
        let count = Some(start.count).filter(|&count| count > 0);
        let (at, bytes) = (start.header_end, start.bytes);
        let mut features = Features { file, input, bytes, at, read: 0, count, feature: Vec::new() };
        if at >= bytes {
            return Err(match count {
                Some(_) => features.truncated(),
                None => Fault::NoFeatures.of(file),
            });
        }
        let index = match (start.count, start.index_node_size) {
            (0, _) | (_, 0) => 0,
            (_, 1) => return Err(features.damaged("the spatial index has nodes of one entry".to_owned())),
            (count, size) => index_length(count, u64::from(size)),
        };
        let left = bytes - at;
        if index >= left || start.count.saturating_mul(LENGTH as u64) > left - index {
            return Err(features.truncated());
        }
        features.at += index;
        features.input.seek(SeekFrom::Start(features.at)).map_err(|error| features.unreadable(error))?;
        Ok(features)
    }

    /// How many features have been read.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// Goes to the next feature: where it ends in the file, and its bytes, for [`Features::feature`].
    ///
    /// # Errors
    /// When the file ends within a feature or before the last, or something follows the last.
    pub(super) fn next(&mut self) -> Result<Option<(u64, usize)>, IngestError> {
        let left = self.bytes - self.at;
        match self.count {
            Some(count) if self.read == count && left == 0 => return Ok(None),
            Some(count) if self.read == count => {
                return Err(self.damaged(format!("bytes follow the last feature: {left}")));
            }
            None if left == 0 => return Ok(None),
            _ => {}
        }
        self.feature.clear();
        self.fetch(LENGTH as u64)?;
        let prefix = self.feature.first_chunk::<LENGTH>().copied().unwrap_or_default();
        self.fetch(u32::from_le_bytes(prefix).into())?;
        self.at += self.feature.len() as u64;
        self.read += 1;
        Ok(Some((self.at, self.feature.len())))
    }

    /// The feature that [`Features::next`] went to.
    ///
    /// # Errors
    /// When it is broken.
    pub(super) fn feature(&self, length: usize) -> Result<Feature<'_>, IngestError> {
        size_prefixed_root_as_feature(self.feature.get(..length).unwrap_or_default()).map_err(|error| {
            let sentence = error.to_string();
            let read = self.read.saturating_sub(1);
            let detail = sentence.lines().next().unwrap_or_default().to_owned();
            Fault::Damaged { format: "FlatGeobuf", read, detail }.of(self.file)
        })
    }

    /// Appends so many bytes to the feature.
    fn fetch(&mut self, length: u64) -> Result<(), IngestError> {
        if length > self.bytes - self.at - self.feature.len() as u64 {
            return Err(self.truncated());
        }
        let read = self.input.by_ref().take(length).read_to_end(&mut self.feature);
        let read = read.map_err(|error| self.unreadable(error))?;
        if (read as u64) < length { Err(self.truncated()) } else { Ok(()) }
    }

    /// The error for a feature that contradicts itself or the header.
    pub(super) fn damaged(&self, detail: String) -> IngestError {
        Fault::Damaged { format: "FlatGeobuf", read: self.read, detail }.of(self.file)
    }

    fn truncated(&self) -> IngestError {
        Fault::Truncated { read: self.read, expected: self.count }.of(self.file)
    }

    fn unreadable(&self, source: io::Error) -> IngestError {
        Fault::Unreadable(source).of(self.file)
    }
}

/// Bytes of a packed R-tree over `count` boxes; saturates, since a damaged header may claim any count.
fn index_length(count: u64, node_size: u64) -> u64 {
    let (mut level, mut nodes) = (count, count);
    while level > 1 {
        level = level.div_ceil(node_size);
        nodes = nodes.saturating_add(level);
    }
    // A tree over a single box still has a root above it.
    nodes.saturating_add(u64::from(count == 1)).saturating_mul(INDEX_NODE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_has_the_length_that_the_format_gives_it() {
        for (count, size) in [(1, 16), (2, 2), (15, 16), (16, 16), (17, 16), (34_875, 16), (1_000, 3)] {
            let reference = ::flatgeobuf::packed_r_tree::PackedRTree::index_size(count, size);
            assert_eq!(index_length(count as u64, u64::from(size)), reference as u64, "{count} in nodes of {size}");
        }
        assert_eq!(index_length(u64::MAX, 2), u64::MAX);
    }
}
