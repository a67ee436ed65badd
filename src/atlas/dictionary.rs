use std::ops::Range;

use rustc_hash::FxHashMap;
use zerocopy::IntoBytes;
use zerocopy::little_endian::U32;

use super::{attribute, kind};
use crate::container::{Container, ContainerWriter, NO_LAYER, OpenError, SectionKey};
use crate::geo::push_varint;

/// The key of the section with the offsets of a dictionary's values.
const OFFSETS: SectionKey = SectionKey { layer: NO_LAYER, part: 0, kind: kind::VALUE_OFFSETS };
const VALUES: SectionKey = SectionKey { layer: NO_LAYER, part: 0, kind: kind::VALUES };

/// Where a container keeps its distinct values, each encoded as a tile wants it.
#[derive(Clone, Debug)]
pub struct Dictionary {
    offsets: Range<usize>,
    values: Range<usize>,
    count: u32,
}

impl Dictionary {
    /// Finds the dictionary of a container.
    ///
    /// # Errors
    /// When its sections are missing or of lengths that cannot be.
    pub fn open<D: AsRef<[u8]>>(container: &Container<D>) -> Result<Dictionary, OpenError> {
        let offsets = container.find_records::<U32>(OFFSETS, None)?;
        let values = container.find(VALUES)?;
        let count = (offsets.len() / size_of::<U32>()).checked_sub(1).ok_or(OpenError::Section {
            kind: OFFSETS.kind,
            layer: OFFSETS.layer,
            part: OFFSETS.part,
        })?;
        Ok(Dictionary { offsets, values, count: count as u32 })
    }

    /// Number of values.
    pub fn len(&self) -> u32 {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// A value as the field `values` of an MVT layer; none when the number or the bytes are not sound.
    #[inline]
    pub fn get<'a, D: AsRef<[u8]>>(&self, container: &'a Container<D>, number: u32) -> Option<&'a [u8]> {
        let offsets: &[U32] = container.records(&self.offsets);
        let start = offsets.get(number as usize)?.get() as usize;
        let end = offsets.get(number as usize + 1)?.get() as usize;
        container.bytes(&self.values).get(start..end)
    }

    /// A value that is a string.
    pub fn text<'a, D: AsRef<[u8]>>(&self, container: &'a Container<D>, number: u32) -> Option<&'a str> {
        let mut reader = crate::geo::CommandReader::new(self.get(container, number)?);
        let (field, _) = (reader.varint()?, reader.varint()?);
        let (value, length) = (reader.varint()?, reader.varint()? as usize);
        let bytes = self.get(container, number)?;
        let text = bytes.get(bytes.len().checked_sub(reader.remaining())?..)?;
        let is_string = value == u32::from(attribute::STRING_VALUE);
        let is_text = field == u32::from(VALUES_FIELD) && is_string && text.len() == length;
        if is_text { std::str::from_utf8(text).ok() } else { None }
    }
}

/// Field `values` of a layer (number 4), length-delimited.
pub(super) const VALUES_FIELD: u8 = 4 << 3 | 2;

/// Wraps the encoding of an MVT value as the field `values` of a layer.
pub fn encode_value(value: &[u8]) -> Vec<u8> {
    let mut out = vec![VALUES_FIELD];
    push_varint(&mut out, value.len() as u64);
    out.extend_from_slice(value);
    out
}

/// Collects distinct values in the order in which they first come.
#[derive(Default)]
pub struct DictionaryBuilder {
    numbers: FxHashMap<Vec<u8>, u32>,
    offsets: Vec<U32>,
    bytes: Vec<u8>,
}

impl DictionaryBuilder {
    /// The number of an encoded value.
    pub fn intern(&mut self, value: Vec<u8>) -> u32 {
        let next = self.numbers.len() as u32;
        *self.numbers.entry(value).or_insert_with_key(|value| {
            self.offsets.push(U32::new(self.bytes.len() as u32));
            self.bytes.extend_from_slice(value);
            next
        })
    }

    /// Number of distinct values so far.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Writes both sections.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(mut self, container: &mut ContainerWriter) -> std::io::Result<()> {
        self.offsets.push(U32::new(self.bytes.len() as u32));
        container.add(OFFSETS, self.offsets.as_bytes())?;
        container.add(VALUES, &self.bytes)
    }
}
