use std::path::Path;

use rustc_hash::FxHashSet;

use super::complaint::Complaints;
use super::error::IngestError;
use super::names::{new_code, title_of};
use super::recipe::PointsRecipe;
use super::table::Table;
use fields::read_field;
use position::Positions;

mod fields;
mod position;
mod row;
#[cfg(test)]
mod tests;

pub use position::{Misreading, Position, Written};
pub use row::{PointRow, PointTable};

/// Reads a layer of points.
///
/// Rows without a code and later ones with the same code become complaints and are left out, and so do cells that are not
/// of the type of their field. Positions are read in their coordinate systems, and not judged: whether one can be meant
/// only the territories tell.
///
/// # Errors
/// When the table cannot be read or lacks a column.
pub fn read_points(
    points: &PointsRecipe,
    folder: &Path,
    complaints: &mut Complaints,
) -> Result<PointTable, IngestError> {
    let mut wanted = vec![points.key.as_str()];
    wanted.extend(points.title.as_deref());
    wanted.extend(points.position.iter().flat_map(|position| [position.x.as_str(), &position.y]));
    wanted.extend(points.position.iter().filter_map(|position| position.crs_column.as_deref()));
    wanted.extend(points.parents.values().flatten().map(String::as_str));
    wanted.extend(points.fields.values().filter_map(|field| field.column.as_deref()));
    let (mut table, crs) = if points.has_shapes {
        wanted.extend(points.source.crs_column.as_deref());
        let (table, crs) = Table::read_features(folder, &points.source, &wanted, complaints)?;
        (table, Some(crs))
    } else {
        (Table::read_sheet(folder, &points.source.file, points.source.layer.as_deref(), &wanted, complaints)?, None)
    };
    for field in points.fields.values() {
        if let (Some(column), Some(marks)) = (&field.column, field.marks) {
            table.set_marks(table.column(column)?, marks);
        }
    }
    let key = table.column(&points.key)?;
    let title = points.title.as_ref().map(|title| table.column(title)).transpose()?;
    let mut positions = Positions::new(&table, points, crs)?;
    let parents = columns(&table, points.parents.values().map(Option::as_ref))?;
    let mut seen = FxHashSet::default();
    let mut rows = Vec::with_capacity(table.rows.len());
    let mut kept = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let Some(code) = new_code(&table, row, key, &mut seen, complaints) else { continue };
        let parent = |column: &Option<usize>| Some(row.get((*column)?)).filter(|it| !it.is_empty()).map(str::to_owned);
        rows.push(PointRow {
            row: row.line,
            title: title_of(row, title, &code),
            position: positions.read(row),
            parents: parents.iter().map(parent).collect(),
            fields: Vec::with_capacity(points.fields.len()),
            code,
        });
        kept.push(row);
    }
    let mut kinds = Vec::with_capacity(points.fields.len());
    for field in points.fields.values() {
        kinds.push(read_field(&table, field, &kept, &mut rows, complaints)?);
    }
    Ok(PointTable { rows, kinds })
}

/// Positions of columns, none for attributes without one.
fn columns<'a>(
    table: &Table,
    names: impl Iterator<Item = Option<&'a String>>,
) -> Result<Vec<Option<usize>>, IngestError> {
    names.map(|name| name.map(|name| table.column(name)).transpose()).collect()
}
