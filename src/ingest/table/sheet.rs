use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::archive;
use super::bounds::{Held, Kept, SHEET_LIMIT};
use super::contents::{Contents, Origin, Reach};
use super::format::Storage;
use super::header::{SAMPLE, best_header};
use super::marks::Census;
use super::merged::Merged;
use super::row::{CellsBuilder, Row};
use super::workbook::{Book, SheetCell, SheetRow};
use crate::gazetteer::counted;
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::guard::guarded;
use crate::ingest::number::parse_number;
use crate::ingest::spelling::{listed, near_miss};
use crate::ingest::unpack::{UNPACKED_LIMIT, check_zip};

/// Characters of a cell that a complaint shows.
const SHOWN: usize = 60;

/// Reads a sheet of a spreadsheet: the one that the recipe names, or the first that has the wanted columns.
pub(super) fn read(
    bytes: Vec<u8>,
    origin: &Origin,
    complain: &mut impl FnMut(ComplaintKind, u64, String),
) -> Result<Contents, IngestError> {
    let parts = guarded(origin.file, "ZIP", || check_zip(origin.file, &bytes, UNPACKED_LIMIT))?;
    let has = |part: &str| parts.iter().any(|(name, _)| name == part);
    let kind = match () {
        () if has("xl/workbook.xml") => "XLSX",
        () if has("content.xml") => "ODS",
        () => return archive::read(bytes, origin, complain),
    };
    let beside = parts.iter().filter(|(name, _)| !name.starts_with("xl/worksheets/")).map(|(_, size)| size);
    if beside.sum::<u64>() > SHEET_LIMIT {
        let limit = format!("{} MiB beside its sheets", SHEET_LIMIT >> 20);
        return Err(Fault::TooLarge { limit }.of(origin.file));
    }
    guarded(origin.file, kind, || {
        let mut book = Book::open(bytes, kind, origin.file)?;
        let chosen = choose(&mut book, origin)?;
        if chosen.fitting.len() > 1 && origin.reach == Reach::Wanted {
            let detail = format!(
                "the sheets {} have the columns; `{}` was read: say which is meant with `sheet`, or `layer` of a source",
                listed(chosen.fitting.iter().map(String::as_str)),
                chosen.name
            );
            complain(ComplaintKind::SeveralSheets, chosen.line, detail);
        }
        read_sheet(&mut book, origin, kind, chosen, complain)
    })
}

/// The sheet that is read.
struct Chosen {
    name: String,
    /// The row of its header, and the place of that among its rows.
    line: u64,
    header_at: usize,
    /// All sheets that have all wanted columns, where none is named.
    fitting: Vec<String>,
}

/// Finds the sheet that is meant. What is hidden was not meant to be read, and is only taken by its name.
fn choose(book: &mut Book, origin: &Origin) -> Result<Chosen, IngestError> {
    let sheets = book.sheets();
    let names = |is_taken: &dyn Fn(bool) -> bool| -> Vec<String> {
        sheets.iter().filter(|(_, is_hidden)| is_taken(*is_hidden)).map(|(name, _)| name.clone()).collect()
    };
    let all = names(&|_| true);
    let candidates = match origin.sheet {
        None => Some(names(&|is_hidden| !is_hidden)).filter(|visible| !visible.is_empty()).unwrap_or(all),
        Some(sheet) if all.iter().any(|name| name == sheet) => vec![sheet.to_owned()],
        Some(sheet) => {
            return Err(Fault::MissingSheet {
                sheet: sheet.to_owned(),
                near: near_miss(sheet, all.iter().map(String::as_str)).map(str::to_owned),
                existing: all,
            }
            .of(origin.file));
        }
    };
    let mut best: Option<(usize, Chosen)> = None;
    let mut fitting = Vec::new();
    for name in candidates {
        let sample = book.first_rows(origin.file, &name, SAMPLE)?;
        let texts = sample.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()));
        let (found, header_at) = best_header(texts, origin.wanted);
        if found > 0 && origin.wanted.iter().all(|wanted| sample[header_at].has(wanted)) {
            fitting.push(name.clone());
        }
        if best.as_ref().is_none_or(|(most, ..)| found > *most) {
            let line = sample.get(header_at).map_or(1, |row| row.line);
            best = Some((found, Chosen { name, line, header_at, fitting: Vec::new() }));
        }
    }
    let (_, chosen) = best.ok_or_else(|| Fault::Empty.of(origin.file))?;
    Ok(Chosen { fitting, ..chosen })
}

/// The header of a sheet: names of its columns, up to the last that has one.
struct Header {
    line: u64,
    names: Vec<String>,
    kept: Vec<usize>,
}

fn read_sheet(
    book: &mut Book,
    origin: &Origin,
    kind: &'static str,
    chosen: Chosen,
    complain: &mut impl FnMut(ComplaintKind, u64, String),
) -> Result<Contents, IngestError> {
    let of_sheet = |error: IngestError| error.in_sheet(&chosen.name);
    let mut skip = chosen.header_at;
    let mut header: Option<Header> = None;
    let mut census = Census::new(0);
    let mut held = Held::new(origin.file, SHEET_LIMIT);
    let mut merged = Merged::new(if origin.reach == Reach::Beginning {
        Vec::new()
    } else {
        book.merged(origin.file, &chosen.name)?
    });
    let mut unknown = BTreeMap::<usize, (u64, u64)>::new();
    book.each_row(origin.file, &chosen.name, &mut |row| {
        if skip > 0 {
            skip -= 1;
            return Ok(ControlFlow::Continue(()));
        }
        let Some(Header { names, kept, .. }) = &header else {
            let names = row.names();
            let kept: Vec<usize> = Kept::of(origin, &names).map_err(of_sheet)?.places(names.len()).collect();
            census = Census::new(kept.len());
            header = Some(Header { line: row.line, names, kept });
            return Ok(ControlFlow::Continue(()));
        };
        if let Some((kind, detail)) = beyond(row, names.len()) {
            complain(kind, row.line, detail);
            if kind == ComplaintKind::LongRow && origin.reach != Reach::Beginning {
                return Ok(ControlFlow::Continue(()));
            }
        }
        merged.note(row, kept, complain);
        for (place, column) in kept.iter().enumerate() {
            if row.get(*column).is_some_and(|cell| cell.is_unknown) {
                unknown.entry(place).or_insert((row.line, 0)).1 += 1;
            }
        }
        let row = dense(row, kept);
        census.note(&row);
        held.push(row)?;
        Ok(ControlFlow::Continue(()))
    })?;
    let Some(Header { line, names, kept }) = header.filter(|header| !header.names.is_empty()) else {
        return Err(of_sheet(Fault::Empty.of(origin.file)));
    };
    for (place, (line, count)) in unknown {
        let detail = format!(
            "`{}`: {} without a stored result; open the file in Excel or LibreOffice and save it",
            names[kept[place]],
            counted(count, "formula")
        );
        complain(ComplaintKind::FormulaWithoutResult, line, detail);
    }
    let header = Row::new(line, kept.iter().map(|&column| &names[column]).collect());
    Ok(Contents { storage: Storage::Sheet { kind, name: chosen.name }, header, rows: held.rows, census })
}

/// What is wrong with a row that has cells beyond the header: a number there may be one of its figures, all of which then
/// stand below a wrong name; a text is a note.
fn beyond(row: &SheetRow, width: usize) -> Option<(ComplaintKind, String)> {
    let is_beyond = |cell: &&SheetCell| cell.column >= width && !cell.text.trim().is_empty();
    let is_number = |cell: &&SheetCell| {
        cell.is_number || [false, true].iter().any(|&comma| parse_number(&cell.text, comma).is_ok())
    };
    let number = row.cells.iter().filter(is_beyond).find(is_number);
    let kind = if number.is_some() { ComplaintKind::LongRow } else { ComplaintKind::BeyondHeader };
    let cell = number.or_else(|| row.cells.iter().find(is_beyond))?;
    let text: String = cell.text.trim().chars().take(SHOWN).collect();
    Some((kind, format!("`{text}` stands in column {} of {width}", cell.column + 1)))
}

fn dense(row: &SheetRow, kept: &[usize]) -> Row {
    let mut builder = CellsBuilder::default();
    for &column in kept {
        let cell = row.get(column);
        builder.push(cell.map_or("", |cell| &cell.text), cell.is_some_and(|cell| cell.is_number));
    }
    Row::new(row.line, builder.finish())
}
