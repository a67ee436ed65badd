use crate::ingest::{Complaint, ComplaintKind, Complaints, IngestError, Table, TableRecipe};

/// Reads points and commas in figures as the recipe says; where it says nothing and the figures do not tell, each such
/// column is a complaint.
///
/// # Errors
/// When the table lacks a column.
pub(super) fn settle(table: &mut Table, recipe: &TableRecipe, complaints: &mut Complaints) -> Result<(), IngestError> {
    let mut columns = Vec::new();
    for cells in &recipe.cells {
        let column = table.column(&cells.column)?;
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    for column in columns {
        if let Some(marks) = recipe.marks {
            table.set_marks(column, marks);
        } else if let Some(doubt) = table.doubt(column) {
            let (mark, decimal) = (doubt.mark, doubt.example.replace(',', "."));
            let thousands = doubt.example.replace(mark, "");
            let detail = format!(
                "`{}`: {} figures such as `{}` may mean {decimal} or {thousands}; add `decimal = \"{mark}\"` or \
                 `thousands = \"{mark}\"` to the table",
                table.columns[column], doubt.count, doubt.example
            );
            let (kind, row) = (ComplaintKind::DoubtfulMark, Some(doubt.line));
            complaints.push(Complaint { kind, file: recipe.file.clone(), row, code: None, detail, place: None });
        }
    }
    Ok(())
}
