use ::flatgeobuf::{Feature, Header, size_prefixed_root_as_feature};

use super::super::IngestError;

/// Bytes of the magic number that a file begins with.
const MAGIC: usize = 8;

/// Bytes of the number that precedes the header and every feature and tells its length.
const LENGTH: usize = 4;

/// Bytes of an entry of the spatial index: a box of four doubles and an offset.
const INDEX_NODE: u64 = 40;

/// The features of a file, checked one by one and read where they lie.
///
/// The crate's own iterator takes the end of the bytes for the end of the features and asserts a sound index, so
/// that a file cut short would pass for a smaller one and a damaged header would panic.
pub(super) struct Features<'a> {
    file: &'a str,
    bytes: &'a [u8],
    at: usize,
    read: u64,
    /// Number of features, where the header tells it.
    count: Option<u64>,
}

/// What the header says of the features.
#[derive(Clone, Copy)]
pub(super) struct Start {
    count: u64,
    index_node_size: u16,
}

impl Start {
    pub(super) fn of(header: &Header) -> Start {
        Start { count: header.features_count(), index_node_size: header.index_node_size() }
    }
}

impl<'a> Features<'a> {
    /// Skips header and index.
    ///
    /// # Errors
    /// When there are no features, or the file ends before them.
    pub(super) fn open(file: &'a str, bytes: &'a [u8], start: Start) -> Result<Features<'a>, IngestError> {
        let prefix =
            bytes.get(MAGIC..MAGIC + LENGTH).and_then(|prefix| prefix.try_into().ok()).map_or(0, u32::from_le_bytes);
        let header_end = MAGIC + LENGTH + prefix as usize;
        let count = Some(start.count).filter(|&count| count > 0);
        let mut features = Features { file, bytes, at: header_end, read: 0, count };
        if header_end >= bytes.len() {
            return Err(match count {
                Some(_) => features.truncated(),
                None => IngestError::NoFeatures { file: file.to_owned() },
            });
        }
        let index = match (start.count, start.index_node_size) {
            (0, _) | (_, 0) => 0,
            (_, 1) => return Err(features.damaged("the spatial index has nodes of one entry".to_owned())),
            (count, size) => index_length(count, u64::from(size)),
        };
        let left = (bytes.len() - header_end) as u64;
        if index >= left || start.count.saturating_mul(LENGTH as u64) > left - index {
            return Err(features.truncated());
        }
        features.at += index as usize;
        Ok(features)
    }

    /// How many features to make room for.
    pub(super) fn expected(&self) -> usize {
        self.count.unwrap_or(0) as usize
    }

    /// How many features have been read.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// The next feature and its number, from 1.
    ///
    /// # Errors
    /// When the file ends within a feature or before the last, a feature is broken, or something follows the last.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Feature<'a>)>, IngestError> {
        let left = &self.bytes[self.at..];
        match self.count {
            Some(count) if self.read == count && left.is_empty() => return Ok(None),
            Some(count) if self.read == count => {
                return Err(self.damaged(format!("{} bytes follow the last feature", left.len())));
            }
            None if left.is_empty() => return Ok(None),
            _ => {}
        }
        let Some((prefix, rest)) = left.split_first_chunk::<LENGTH>() else { return Err(self.truncated()) };
        let length = u32::from_le_bytes(*prefix) as usize;
        if length > rest.len() {
            return Err(self.truncated());
        }
        let bytes = &left[..LENGTH + length];
        let feature = size_prefixed_root_as_feature(bytes).map_err(|error| {
            let sentence = error.to_string();
            self.damaged(sentence.lines().next().unwrap_or_default().to_owned())
        })?;
        self.at += bytes.len();
        self.read += 1;
        Ok(Some((self.read, feature)))
    }

    /// The error for a feature that contradicts itself or the header.
    pub(super) fn damaged(&self, detail: String) -> IngestError {
        IngestError::Damaged { file: self.file.to_owned(), read: self.read, detail }
    }

    fn truncated(&self) -> IngestError {
        let expected = self.count.map_or_else(|| "an unknown number".to_owned(), |count| count.to_string());
        IngestError::Truncated { file: self.file.to_owned(), read: self.read, expected }
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
