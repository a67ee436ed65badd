use super::bounds::{HELD_LIMIT, Held, Kept, LINE_LIMIT};
use super::contents::{Contents, Origin, Reach};
use super::format::Storage;
use super::header::{SAMPLE, best_header};
use super::marks::Census;
use super::records::{Records, TooLong};
use super::row::{Cells, CellsBuilder, Row};
use super::spaced::without_spaces;
use crate::gazetteer::counted;
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::encoding::{decode, decode_as};
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::foreign;

/// Delimiters of tables, the likelier first: a comma may be a decimal mark.
const DELIMITERS: [u8; 4] = [b';', b'\t', b'|', b','];

/// Bytes in which the header is looked for.
const HEAD: usize = 4 << 20;

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
    let text = without_spaces(&decoded.text, &DELIMITERS);
    let (delimiter, header_at, sample) = find_header(&text, origin.wanted);
    let storage = Storage::Text { encoding: decoded.encoding, byte_order_mark: decoded.mark, delimiter };
    let mut records = Records::new(&text, delimiter);
    let too_long = |long: TooLong| Fault::LongLine { line: long.line, limit: LINE_LIMIT >> 20 }.of(origin.file);
    for _ in 0..header_at {
        records.read().map_err(too_long)?;
    }
    let Some(found) = records.read().map_err(too_long)? else {
        return Err(Fault::Empty.of(origin.file));
    };
    let names: Vec<String> = records.fields().map(|name| name.trim().to_owned()).collect();
    let kept = Kept::of(origin, &names)?;
    records.set_width(names.len());
    let widths = widths(sample.get(header_at + 1..).unwrap_or_default(), &names);
    let header = Row::new(found.line, kept.places(names.len()).map(|place| &names[place]).collect());
    let mut census = Census::new(header.cells.len());
    let mut held = Held::new(origin.file, HELD_LIMIT);
    let mut builder = CellsBuilder::default();
    while let Some(found) = records.read().map_err(too_long)? {
        if let Some(kind) = found.fault {
            complain(kind, found.line, quote_detail(kind, found.is_lost).to_owned());
        }
        if found.is_lost || !is_whole(&records, widths, origin.reach, found.line, complain) {
            continue;
        }
        let width = if origin.reach == Reach::Beginning { records.len() } else { names.len() };
        kept.places(width).for_each(|place| builder.push(records.field(place), false));
        let row = Row::new(found.line, builder.finish());
        census.note(&row);
        held.push(row)?;
    }
    Ok(Contents { storage, header, rows: held.rows, census })
}

/// Whether a text is a table that has all wanted columns.
pub(super) fn has_columns(bytes: &[u8], origin: &Origin) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let whole_lines = if head.len() < bytes.len() { head.iter().rposition(|&byte| byte == b'\n') } else { None };
    let head = &head[..whole_lines.unwrap_or(head.len())];
    let decoded = origin.charset.map_or_else(|| decode(head), |charset| decode_as(head, charset));
    if refuse_other_than_text(origin.file, &decoded.text).is_err() {
        return false;
    }
    let text = without_spaces(&decoded.text, &DELIMITERS);
    let (delimiter, header_at, _) = find_header(&text, origin.wanted);
    let header = sample(&text, delimiter).into_iter().nth(header_at).unwrap_or_default();
    origin.wanted.iter().all(|column| header.iter().any(|name| name.trim() == *column))
}

fn quote_detail(kind: ComplaintKind, is_lost: bool) -> &'static str {
    match kind {
        ComplaintKind::SwallowedRows => "a quotation mark closes only in a later row; the lines were read one by one",
        _ if is_lost => "a quotation mark never closes, and no row follows; the row was left out",
        _ => "a quotation mark never closes; the lines were read one by one",
    }
}

/// Whether a record has the fields that rows have; delimiters behind them do no harm.
fn is_whole(
    records: &Records,
    Widths { least, named }: Widths,
    reach: Reach,
    line: u64,
    complain: &mut impl FnMut(ComplaintKind, u64, String),
) -> bool {
    let found = records.len();
    let is_surplus_empty = || records.fields().skip(named).all(|field| field.trim().is_empty());
    let kind = match () {
        () if found < least => ComplaintKind::ShortRow,
        () if reach == Reach::Beginning || is_surplus_empty() => return true,
        () => ComplaintKind::LongRow,
    };
    let expected = if kind == ComplaintKind::ShortRow { least } else { named };
    complain(kind, line, format!("{} instead of {expected}", counted(found as u64, "field")));
    false
}

/// How many fields rows have.
#[derive(Clone, Copy)]
struct Widths {
    least: usize,
    /// Fields of columns; those behind are empty.
    named: usize,
}

/// Where rows end with delimiters that end nothing, a row without them has lost a field, and one with something between
/// them has a field too many. Whether they do, the first rows tell.
fn widths(rows: &[Cells], names: &[String]) -> Widths {
    let has_name = |name: &String| !name.is_empty();
    let columns = names.iter().rposition(has_name).map_or(names.len(), |last| last + 1);
    let is_empty_from = |row: &&Cells, place: usize| row.iter().skip(place).all(|field| field.trim().is_empty());
    let most = |count: usize| 2 * count > rows.len();
    // A column without a name may have something in it all the same.
    let named = if most(rows.iter().filter(|row| is_empty_from(row, columns)).count()) { columns } else { names.len() };
    // A header may end with delimiters that no row has.
    let count = |is_counted: &dyn Fn(usize) -> bool| rows.iter().filter(|row| is_counted(row.len())).count();
    let is_header_longer = count(&|width| width == named) > count(&|width| width > named);
    let full = if is_header_longer { named } else { names.len() };
    let ending = rows.iter().filter(|row| row.len() > names.len() && is_empty_from(row, named));
    let least =
        ending.map(Cells::len).min().filter(|&least| most(rows.iter().filter(|row| row.len() >= least).count()));
    Widths { least: least.unwrap_or(full), named }
}

fn refuse_other_than_text(file: &str, text: &str) -> Result<(), IngestError> {
    if text.trim().is_empty() {
        return Err(Fault::Empty.of(file));
    }
    let binary = || {
        let help = "export it: a table as CSV, XLSX, ODS or Parquet, shapes as a GeoPackage, a shapefile or a GeoJSON";
        text.contains('\0')
            .then(|| Fault::OtherFile { what: "a binary file of no known format", help: help.to_owned() })
    };
    foreign::of_bytes(file, text.as_bytes()).or_else(binary).map_or(Ok(()), |fault| Err(fault.of(file)))
}

/// The first records of a text.
fn sample(text: &str, delimiter: u8) -> Vec<Cells> {
    let mut records = Records::new(text, delimiter);
    let mut sample = Vec::new();
    while sample.len() < SAMPLE
        && let Ok(Some(_)) = records.read()
    {
        sample.push(records.fields().collect());
    }
    sample
}

/// The delimiter and the number of rows above the header: the first row that has all wanted columns. Where there is
/// none, the delimiter that cuts the rows most evenly, and the first row that has most of them. Beside them the first
/// rows as it cuts them.
fn find_header(text: &str, wanted: &[&str]) -> (u8, usize, Vec<Cells>) {
    let head = &text[..text.floor_char_boundary(HEAD)];
    let mut candidates = DELIMITERS.map(|delimiter| {
        let sample = sample(head, delimiter);
        (evenness(&sample), delimiter, sample)
    });
    candidates.sort_by_key(|(evenness, ..)| std::cmp::Reverse(*evenness));
    let mut best = (0, 0, 0);
    for (place, (_, _, sample)) in candidates.iter().enumerate() {
        let (found, at) = best_header(sample.iter().map(Cells::iter), wanted);
        if found > best.0 {
            best = (found, place, at);
        }
    }
    let (_, delimiter, sample) = std::mem::take(&mut candidates[best.1]);
    (delimiter, best.2, sample)
}

/// How many rows have the commonest number of fields, and that number; cuts into one field count for nothing.
fn evenness(sample: &[Cells]) -> (usize, usize) {
    let widths: Vec<usize> = sample.iter().map(Cells::len).filter(|&width| width > 1).collect();
    let alike = |&width: &usize| (widths.iter().filter(|&&other| other == width).count(), width);
    widths.iter().map(alike).max().unwrap_or_default()
}
