use std::path::Path;

use super::column::Column;
use super::features::{look_at_layer, once_each};
use super::find::{Find, Kind, LIMIT, Layer, in_words};
use crate::ingest::{FeatureSource, IngestError, Parts, Table, looks_like_wkt};

/// Rows that are looked at for shapes in a column of text.
const SAMPLE: usize = 50;

/// Looks at a table: every sheet of a spreadsheet, or the file. One with shapes as text is a file of features.
///
/// # Errors
/// When the file cannot be read at all.
pub(super) fn look(folder: &Path, file: &str) -> Result<Vec<Layer>, IngestError> {
    match Table::parts(folder, file, LIMIT) {
        Some(Parts::Sheets(sheets)) if sheets.len() > 1 => {
            let look = |sheet: String| match look_at(folder, file, Some(&sheet), &[]) {
                Ok(layer) => layer,
                Err(error) => Err((format!("{file}, {sheet}"), in_words(&error))),
            };
            Ok(sheets.into_iter().map(look).collect())
        }
        Some(Parts::Columns(columns)) => {
            let wanted = once_each(&columns);
            let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
            Ok(vec![look_at(folder, file, None, &wanted)?])
        }
        _ => Ok(vec![look_at(folder, file, None, &[])?]),
    }
}

fn look_at(folder: &Path, file: &str, sheet: Option<&str>, wanted: &[&str]) -> Result<Layer, IngestError> {
    let (mut table, is_whole) = Table::read_beginning(folder, file, sheet, wanted, LIMIT)?;
    if let Some(header) = table.likely_header() {
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        (table, _) = Table::read_beginning(folder, file, sheet, &header, LIMIT)?;
    }
    let source = FeatureSource { layer: sheet.map(str::to_owned), ..FeatureSource::of(file) };
    let place = sheet.map_or_else(|| file.to_owned(), |sheet| format!("{file}, {sheet}"));
    let names = once_each(&table.columns);
    let unseen = (table.columns.len() - names.len()) as u64;
    if table.rows.is_empty() || names.len() < 2 {
        return Ok(Err((place, "it is no table of two columns or more with a row below its header".to_owned())));
    }
    if has_shapes(&table) {
        // Shapes as text are read with the whole table in memory.
        let told =
            format!("a table of shapes is looked at up to {} MiB: as a GeoPackage it may have any size", LIMIT >> 20);
        return Ok(if is_whole { look_at_layer(folder, source) } else { Err((place, told)) });
    }
    let mut columns = Vec::with_capacity(names.len());
    for name in &names {
        let place = table.column(name)?;
        let mut column = Column::new(name);
        for row in &table.rows {
            column.note(row.get(place), table.has_decimal_comma(place));
        }
        columns.push(column);
    }
    Ok(Ok(Find { source, kind: Kind::Rows, rows: table.rows.len() as u64, is_whole, unseen, columns }))
}

/// Whether some column has shapes in most of the first rows.
fn has_shapes(table: &Table) -> bool {
    let rows = &table.rows[..table.rows.len().min(SAMPLE)];
    let shapes = |column: usize| rows.iter().filter(|row| looks_like_wkt(row.get(column))).count();
    (0..table.columns.len()).any(|column| shapes(column) * 2 > rows.len())
}
