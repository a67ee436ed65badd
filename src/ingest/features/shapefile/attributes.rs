use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::charset::judge;
use super::damaged;
use crate::gazetteer::counted;
use crate::ingest::charset::Charset;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;

/// The attributes of a shapefile: a table of dBASE, with texts in an encoding that is found out.
pub(super) struct Attributes {
    file: String,
    path: PathBuf,
    fields: Vec<Field>,
    /// Where records begin, their length, and how many there are.
    start: u64,
    length: usize,
    count: u64,
    charset: Charset,
    /// What the files say, where that is not so.
    lie: Option<String>,
}

#[derive(Debug)]
struct Field {
    name: Vec<u8>,
    kind: u8,
    at: usize,
    width: usize,
}

/// Bytes of the header before the fields, and of a field.
const HEADER: usize = 32;

/// Bytes of records that are looked at to find out their encoding.
const SAMPLE: u64 = 8 << 20;

impl Attributes {
    /// # Errors
    /// When the table cannot be read or its header contradicts itself.
    pub(super) fn open(
        file: &str,
        path: &Path,
        code_page: Option<&str>,
        told: Option<&str>,
    ) -> Result<Attributes, IngestError> {
        let unreadable = |source| Fault::Unreadable(source).of(file);
        let broken = |detail: &str| damaged(file, 0, format!("the .dbf {detail}"));
        let mut input = File::open(path).map_err(unreadable)?;
        let mut start = [0; HEADER];
        input.read_exact(&mut start).map_err(|_| broken("ends within its header"))?;
        let two = |at: usize| u16::from_le_bytes([start[at], start[at + 1]]);
        let count = u32::from_le_bytes([start[4], start[5], start[6], start[7]]);
        let (header, length) = (usize::from(two(8)), usize::from(two(10)));
        let mut rest = vec![0; header.checked_sub(HEADER).ok_or_else(|| broken("has no header"))?];
        input.read_exact(&mut rest).map_err(|_| broken("ends within its header"))?;
        let fields = fields(&rest, length).ok_or_else(|| broken("has fields beyond its records"))?;
        let mut sample = Vec::new();
        input.take(SAMPLE).read_to_end(&mut sample).map_err(unreadable)?;
        let said = code_page.and_then(Charset::of_code_page).or_else(|| Charset::of_language(start[29]));
        let texts = texts_of(&sample, &fields, length);
        let (charset, lie) = match told.and_then(Charset::of_label) {
            Some(told) => (told, None),
            None => judge(said, &texts),
        };
        let (file, path, start, count) = (file.to_owned(), path.to_owned(), header as u64, u64::from(count));
        Ok(Attributes { file, path, fields, start, length, count, charset, lie })
    }

    pub(super) fn encoding_in_words(&self) -> String {
        match &self.lie {
            Some(lie) => format!("{} ({lie})", self.charset.name()),
            None => self.charset.name().to_owned(),
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    pub(super) fn columns(&self) -> Vec<String> {
        self.fields.iter().map(|field| self.charset.decode(&field.name).0.trim().to_owned()).collect()
    }

    /// The records from the first.
    pub(super) fn records(&self) -> Result<Records<'_>, IngestError> {
        let unreadable = |source| Fault::Unreadable(source).of(self.file.clone());
        let mut input = BufReader::new(File::open(&self.path).map_err(unreadable)?);
        input.seek(SeekFrom::Start(self.start)).map_err(unreadable)?;
        Ok(Records { attributes: self, input, read: 0, record: vec![0; self.length] })
    }
}

/// The records of a table, one after another.
pub(super) struct Records<'a> {
    attributes: &'a Attributes,
    input: BufReader<File>,
    read: u64,
    record: Vec<u8>,
}

/// Values of a record, and whether some text was not of its encoding.
type Values = (Vec<Option<String>>, bool);

impl Records<'_> {
    /// The columns `places` of the next record; inner none for one that is marked as deleted.
    ///
    /// # Errors
    /// When the file ends before its last record.
    pub(super) fn next(&mut self, places: &[usize]) -> Result<Option<Option<Values>>, IngestError> {
        let attributes = self.attributes;
        if self.read == attributes.count {
            return Ok(None);
        }
        self.input.read_exact(&mut self.record).map_err(|_| {
            let detail = format!(
                "the .dbf ends after {} of {}: it was cut short",
                self.read,
                counted(attributes.count, "record")
            );
            damaged(&attributes.file, self.read, detail)
        })?;
        self.read += 1;
        if self.record.first() == Some(&b'*') {
            return Ok(Some(None));
        }
        let mut bad_text = false;
        let value = |&place: &usize| {
            let field = &attributes.fields[place];
            let cell = &self.record[field.at..field.at + field.width];
            value(field.kind, cell, attributes.charset, &mut bad_text)
        };
        let values = places.iter().map(value).collect();
        Ok(Some(Some((values, bad_text))))
    }
}

/// What stands in a cell; numbers as their digits are written.
fn value(kind: u8, cell: &[u8], charset: Charset, bad_text: &mut bool) -> Option<String> {
    let end = cell.iter().position(|byte| *byte == 0).unwrap_or(cell.len());
    let (text, is_bad) = charset.decode(&cell[..end]);
    *bad_text |= is_bad;
    let text = text.trim();
    let text = match kind {
        b'L' => match text {
            "T" | "t" | "Y" | "y" => "true",
            "F" | "f" | "N" | "n" => "false",
            _ => return None,
        },
        b'D' if text.len() == 8 && text.is_ascii() => {
            return Some(format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]));
        }
        // Stars are what is written where a number did not fit.
        b'N' | b'F' if text.starts_with('*') => return None,
        b'N' | b'F' if text.contains('.') => text.trim_end_matches('0').trim_end_matches('.'),
        _ => text,
    };
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// The fields that a header lists; none where they do not fit a record.
fn fields(header: &[u8], length: usize) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    // The first byte of a record tells whether it is deleted.
    let mut at = 1;
    for entry in header.chunks_exact(32).take_while(|entry| entry[0] != 0x0d) {
        let end = entry[..11].iter().position(|byte| *byte == 0).unwrap_or(11);
        // Long texts use the byte of the decimals too.
        let high = if entry[11] == b'C' { usize::from(entry[17]) << 8 } else { 0 };
        let width = usize::from(entry[16]) + high;
        let width = if at + width > length { usize::from(entry[16]) } else { width };
        fields.push(Field { name: entry[..end].to_vec(), kind: entry[11], at, width });
        at += width;
    }
    (at <= length && length > 0).then_some(fields)
}

/// All texts of the records that hold anything but ASCII, one after another.
fn texts_of(records: &[u8], fields: &[Field], length: usize) -> Vec<u8> {
    let mut texts = Vec::new();
    for record in records.chunks_exact(length) {
        for field in fields.iter().filter(|field| field.kind == b'C') {
            let cell = record[field.at..field.at + field.width].trim_ascii_end();
            if !cell.is_ascii() {
                texts.extend_from_slice(cell);
                texts.push(b'\n');
            }
        }
    }
    texts
}
