use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;
use zerocopy::{FromBytes, Immutable, KnownLayout, Unaligned};

use super::layout::{ALIGNMENT, ContentHash, Entry, Header, SectionKey, align, content_hash};

/// A sectioned file over bytes of any owner: a [`super::Mapping`] in production, a `Vec<u8>` in tests.
#[derive(Debug)]
pub struct Container<D> {
    data: D,
    entries: Vec<(SectionKey, Range<usize>)>,
    content: ContentHash,
    partner: ContentHash,
    table: Range<usize>,
}

/// Why bytes are not taken for a file of ours.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("it is no {expected} of maillage: its first bytes are not `{magic}`")]
    NotOurs { expected: &'static str, magic: &'static str },
    #[error(
        "it has version {found} of the format, and this maillage reads version {expected}; build it again with `maillage build`"
    )]
    Version { found: u32, expected: u32 },
    #[error("it is cut short: {found} bytes of {expected}; copy it again, or build it again with `maillage build`")]
    Truncated { found: u64, expected: u64 },
    #[error("its header or section table is damaged ({0}); copy it again, or build it again with `maillage build`")]
    Damaged(&'static str),
    #[error("its section {kind}/{layer}/{part} is missing or of a wrong length; build it again with `maillage build`")]
    Section { kind: u16, layer: u16, part: u16 },
    #[error("its description cannot be read ({0}); build it again with `maillage build`")]
    Description(String),
}

/// A place where a file is not what was written.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    #[error("section {kind}/{layer}/{part} at byte {offset} does not match its hash")]
    Section { kind: u16, layer: u16, part: u16, offset: u64 },
    #[error("the bytes between sections, before byte {0}, are not zero")]
    Padding(u64),
}

impl<D: AsRef<[u8]>> Container<D> {
    /// Checks the header and the table, and that every section lies in the file: no section is read.
    ///
    /// # Errors
    /// When the bytes are something else, of another version, cut short or damaged there.
    pub fn open(data: D, magic: &'static str, expected: &'static str, version: u32) -> Result<Container<D>, OpenError> {
        let bytes = data.as_ref();
        let not_ours = OpenError::NotOurs { expected, magic };
        let Ok((header, _)) = Header::read_from_prefix(bytes) else {
            return Err(if bytes.starts_with(magic.as_bytes()) {
                OpenError::Truncated { found: bytes.len() as u64, expected: size_of::<Header>() as u64 }
            } else {
                not_ours
            });
        };
        if header.magic != magic.as_bytes() {
            return Err(not_ours);
        }
        if header.version.get() != version {
            return Err(OpenError::Version { found: header.version.get(), expected: version });
        }
        if (bytes.len() as u64) < header.file_length.get() {
            return Err(OpenError::Truncated { found: bytes.len() as u64, expected: header.file_length.get() });
        }
        let table_range = table_range(&header, bytes.len()).ok_or(OpenError::Damaged("the table's place"))?;
        let table = as_records::<Entry>(&bytes[table_range.clone()]);
        let content = content_hash(&header, table);
        if content.0 != header.content {
            return Err(OpenError::Damaged("the content hash"));
        }
        let entries = entries(table, table_range.start as u64).ok_or(OpenError::Damaged("the places of sections"))?;
        Ok(Container { entries, content, partner: ContentHash(header.partner), table: table_range, data })
    }

    /// The hash that stands for all bytes.
    pub fn content_hash(&self) -> ContentHash {
        self.content
    }

    /// The hash of the file that this one belongs to.
    pub fn partner(&self) -> ContentHash {
        self.partner
    }

    /// Length of the file in bytes.
    pub fn length(&self) -> u64 {
        self.data.as_ref().len() as u64
    }

    /// The place of a section.
    ///
    /// # Errors
    /// When the file has none.
    pub fn find(&self, key: SectionKey) -> Result<Range<usize>, OpenError> {
        let missing = OpenError::Section { kind: key.kind, layer: key.layer, part: key.part };
        let place = self.entries.binary_search_by_key(&key, |(key, _)| *key).map_err(|_| missing)?;
        Ok(self.entries[place].1.clone())
    }

    /// The bytes of a small section, checked against its hash.
    ///
    /// # Errors
    /// When the file has none, or its bytes are not those written.
    pub fn checked(&self, key: SectionKey) -> Result<&[u8], OpenError> {
        let place = self.find(key)?;
        let bytes = self.bytes(&place);
        let entries = as_records::<Entry>(&self.data.as_ref()[self.table.clone()]);
        let is_sound = entries.iter().any(|entry| entry.key() == key && entry.hash.get() == xxh3_64(bytes));
        if is_sound { Ok(bytes) } else { Err(OpenError::Damaged("the description")) }
    }

    /// The place of a section that holds records of type `T`, in the number given unless that is none.
    ///
    /// # Errors
    /// When the file has none, or of another length.
    pub fn find_records<T>(&self, key: SectionKey, count: Option<usize>) -> Result<Range<usize>, OpenError> {
        let range = self.find(key)?;
        let fits = range.len() % size_of::<T>() == 0 && count.is_none_or(|count| range.len() / size_of::<T>() == count);
        if fits { Ok(range) } else { Err(OpenError::Section { kind: key.kind, layer: key.layer, part: key.part }) }
    }

    /// The bytes of a place that this container has given.
    #[inline]
    pub fn bytes(&self, range: &Range<usize>) -> &[u8] {
        &self.data.as_ref()[range.clone()]
    }

    /// The records of a place that [`Container::find_records`] has given.
    #[inline]
    pub fn records<T: FromBytes + KnownLayout + Immutable + Unaligned>(&self, range: &Range<usize>) -> &[T] {
        as_records(self.bytes(range))
    }

    /// Checks every byte.
    ///
    /// # Errors
    /// Names the first place that does not match.
    pub fn verify(&self) -> Result<(), Damage> {
        let bytes = self.data.as_ref();
        let mut end = size_of::<Header>();
        let mut entries: Vec<&Entry> = as_records(&bytes[self.table.clone()]).iter().collect();
        entries.sort_unstable_by_key(|entry| entry.place());
        for entry in entries {
            let (offset, length) = (entry.offset.get() as usize, entry.length.get() as usize);
            if bytes[end..offset].iter().any(|byte| *byte != 0) {
                return Err(Damage::Padding(offset as u64));
            }
            end = offset + length;
            if xxh3_64(&bytes[offset..end]) != entry.hash.get() {
                let SectionKey { kind, layer, part } = entry.key();
                return Err(Damage::Section { kind, layer, part, offset: offset as u64 });
            }
        }
        let behind = &bytes[self.table.end..];
        if bytes[end..self.table.start].iter().chain(behind).any(|byte| *byte != 0) || !behind.is_empty() {
            return Err(Damage::Padding(self.table.start as u64));
        }
        Ok(())
    }
}

/// The bytes as records, without the rest that is too short for one.
#[inline]
pub fn as_records<T: FromBytes + KnownLayout + Immutable + Unaligned>(bytes: &[u8]) -> &[T] {
    let count = bytes.len() / size_of::<T>();
    <[T]>::ref_from_bytes_with_elems(&bytes[..count * size_of::<T>()], count).unwrap_or(&[])
}

fn table_range(header: &Header, length: usize) -> Option<Range<usize>> {
    let start = header.table_offset.get();
    let end = start.checked_add(u64::from(header.sections.get()) * size_of::<Entry>() as u64)?;
    let in_file =
        start.is_multiple_of(ALIGNMENT) && start >= size_of::<Header>() as u64 && end == header.file_length.get();
    (in_file && end <= length as u64).then_some(start as usize..end as usize)
}

/// Keys and places, when keys ascend and sections lie one behind the other up to the table.
fn entries(table: &[Entry], table_offset: u64) -> Option<Vec<(SectionKey, Range<usize>)>> {
    let mut entries: Vec<(SectionKey, Range<usize>)> = Vec::with_capacity(table.len());
    for entry in table {
        let (start, length) = entry.place();
        let end = start.checked_add(length).filter(|&end| end <= table_offset)?;
        let ascends = entries.last().is_none_or(|(before, _)| *before < entry.key());
        if !ascends || entry.zero.get() != 0 {
            return None;
        }
        entries.push((entry.key(), start as usize..end as usize));
    }
    let mut places: Vec<(u64, u64)> = table.iter().map(Entry::place).collect();
    places.sort_unstable();
    let mut free = size_of::<Header>() as u64;
    for (start, length) in places {
        if start != free {
            return None;
        }
        free = align(start + length)?;
    }
    (free == table_offset).then_some(entries)
}
