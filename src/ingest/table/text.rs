use csv::ReaderBuilder;

use super::header::{SAMPLE, best_header};
use super::{Contents, Origin, Place, Row, Storage};
use crate::ingest::encoding::{decode, decode_as};
use crate::ingest::{ComplaintKind, IngestError};

/// Delimiters of tables, the likelier first: a comma may be a decimal mark.
const DELIMITERS: [u8; 4] = [b';', b'\t', b'|', b','];

/// Reads delimited text, whose encoding, delimiter and header it finds out.
pub(super) fn read(
    bytes: &[u8],
    origin: &Origin,
    complain: &mut impl FnMut(ComplaintKind, u64, String),
) -> Result<Contents, IngestError> {
    let decoded = origin.charset.map_or_else(|| decode(bytes), |charset| decode_as(bytes, charset));
    refuse_other_than_text(origin.file, &decoded.text)?;
    for &line in &decoded.bad_lines {
        complain(ComplaintKind::InvalidText, line, format!("bytes that are not {}", decoded.encoding));
    }
    let (delimiter, header_at) = find_header(&decoded.text, origin.wanted);
    let mut records = records(&decoded.text, delimiter).skip(header_at);
    let Some(header) = records.next() else {
        return Err(IngestError::Empty { file: origin.file.to_owned() });
    };
    let rows = whole_rows(&decoded.text, header.cells.len(), records, complain);
    let storage = Storage::Text { encoding: decoded.encoding, byte_order_mark: decoded.mark, delimiter };
    Ok(Contents { storage, header, rows })
}

fn refuse_other_than_text(file: &str, text: &str) -> Result<(), IngestError> {
    let what = match text {
        _ if text.trim().is_empty() => return Err(IngestError::Empty { file: file.to_owned() }),
        _ if text.starts_with("SQLite format 3") => "an SQLite database, perhaps a GeoPackage",
        _ if text.contains('\0') => "a binary file",
        _ => return Ok(()),
    };
    Err(IngestError::NotATable { file: file.to_owned(), what })
}

/// The rows of a text that have anything in them.
fn records(text: &str, delimiter: u8) -> impl Iterator<Item = Row> {
    let reader =
        ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.into_records().map_while(Result::ok).map(|cells| {
        let line = cells.position().map_or(0, |position| line_at(text, position));
        Row { line, cells, place: Place::None }
    });
    rows.filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()))
}

/// The line of a record, whose position is taken before the empty lines above it are skipped.
fn line_at(text: &str, position: &csv::Position) -> u64 {
    let rest = text.as_bytes().get(position.byte() as usize..).unwrap_or_default();
    let skipped = rest.iter().take_while(|byte| b"\r\n".contains(byte)).filter(|&&byte| byte == b'\n');
    position.line() + skipped.count() as u64
}

/// The delimiter and the number of rows above the header: the first row that has all wanted columns. Where there is
/// none, the delimiter that cuts the rows most evenly, and the first row that has most of them.
fn find_header(text: &str, wanted: &[&str]) -> (u8, usize) {
    let mut candidates = DELIMITERS.map(|delimiter| {
        let sample: Vec<Row> = records(text, delimiter).take(SAMPLE).collect();
        (evenness(&sample), delimiter, sample)
    });
    candidates.sort_by_key(|(evenness, ..)| std::cmp::Reverse(*evenness));
    let mut best = (0, candidates[0].1, 0);
    for (_, delimiter, sample) in &candidates {
        let (found, at) = best_header(sample.iter().map(|row| row.cells.iter()), wanted);
        if found > best.0 {
            best = (found, *delimiter, at);
        }
    }
    (best.1, best.2)
}

/// How many rows have the commonest number of fields, and that number; cuts into one field count for nothing.
fn evenness(sample: &[Row]) -> (usize, usize) {
    let widths: Vec<usize> = sample.iter().map(|row| row.cells.len()).filter(|&width| width > 1).collect();
    let alike = |&width: &usize| (widths.iter().filter(|&&other| other == width).count(), width);
    widths.iter().map(alike).max().unwrap_or_default()
}

/// The rows that have all fields; the others become complaints.
fn whole_rows(
    text: &str,
    width: usize,
    records: impl Iterator<Item = Row>,
    complain: &mut impl FnMut(ComplaintKind, u64, String),
) -> Vec<Row> {
    let mut rows: Vec<Row> = records.collect();
    let runs_on = rows.last().is_some_and(|last| last.cells.iter().any(|cell| cell.contains('\n')));
    if runs_on && text.matches('"').count() % 2 == 1 {
        let line = rows.pop().map_or(0, |last| last.line);
        complain(ComplaintKind::OpenQuote, line, "a quotation mark that never closes".to_owned());
    }
    rows.retain(|row| {
        let found = row.cells.len();
        if found != width {
            let kind = if found < width { ComplaintKind::ShortRow } else { ComplaintKind::LongRow };
            complain(kind, row.line, format!("{found} fields instead of {width}"));
        }
        found >= width
    });
    rows
}
