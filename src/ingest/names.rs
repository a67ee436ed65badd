use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashSet;

use super::complaint::{Complaint, Complaints};
use super::complaint_kind::ComplaintKind;
use super::error::IngestError;
use super::recipe::NameTable;
use super::table::{Row, Table};

/// What a table says of one territory of a dissolved level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub code: String,
    /// The name, or the code where there is none.
    pub title: String,
    /// The further attributes, in the order of the map that was asked for.
    pub fields: Vec<Option<String>>,
}

/// Reads the names of a dissolved level; `fields` goes from attribute to column.
///
/// # Errors
/// When the table cannot be read or lacks a column.
pub fn read_names(
    names: &NameTable,
    fields: &BTreeMap<String, String>,
    folder: &Path,
    complaints: &mut Complaints,
) -> Result<Vec<Name>, IngestError> {
    let mut wanted = vec![names.key.as_str()];
    wanted.extend(names.title.as_deref());
    wanted.extend(fields.values().map(String::as_str));
    let table = Table::read_sheet(folder, &names.file, names.layer.as_deref(), &wanted, complaints)?;
    let key = table.column(&names.key)?;
    let title = names.title.as_ref().map(|title| table.column(title)).transpose()?;
    let fields = columns_of(&table, fields)?;
    let mut seen = FxHashSet::default();
    let mut found = Vec::new();
    for row in &table.rows {
        let Some(code) = new_code(&table, row, key, &mut seen, complaints) else { continue };
        let title = title_of(row, title, &code);
        found.push(Name { code, title, fields: texts(row, &fields) });
    }
    Ok(found)
}

/// The code of a row; none, with a complaint, where it is missing or was there before.
pub(super) fn new_code(
    table: &Table,
    row: &Row,
    key: usize,
    seen: &mut FxHashSet<String>,
    complaints: &mut Complaints,
) -> Option<String> {
    let code = row.get(key).to_owned();
    let (kind, detail) = if code.is_empty() {
        (ComplaintKind::MissingCode, format!("the column `{}` is empty", table.columns[key]))
    } else if seen.insert(code.clone()) {
        return Some(code);
    } else {
        (ComplaintKind::DuplicateCode, format!("`{code}` occurs again"))
    };
    let code = Some(code).filter(|code| !code.is_empty());
    complaints.push(Complaint { kind, file: table.file.clone(), row: Some(row.line), code, detail, place: None });
    None
}

/// Positions of the columns that attributes come from, in the order of the map.
pub(super) fn columns_of(table: &Table, columns: &BTreeMap<String, String>) -> Result<Vec<usize>, IngestError> {
    columns.values().map(|column| table.column(column)).collect()
}

/// The name of a row, or its code.
pub(super) fn title_of(row: &Row, title: Option<usize>, code: &str) -> String {
    let title = title.map(|column| row.get(column)).filter(|title| !title.is_empty());
    title.unwrap_or(code).to_owned()
}

/// Cells as text; an empty one is none.
pub(super) fn texts(row: &Row, columns: &[usize]) -> Vec<Option<String>> {
    columns.iter().map(|&column| Some(row.get(column)).filter(|text| !text.is_empty()).map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_with_their_fields() {
        let folder = tempfile::tempdir().unwrap();
        let text = "code;nom;type\n01;Ain;a\n02;;\n;x;y\n01;Aisne;b\n";
        std::fs::write(folder.path().join("n.csv"), text).unwrap();
        let table = NameTable { layer: None, file: "n.csv".into(), key: "code".into(), title: Some("nom".into()) };
        let fields = BTreeMap::from([("sorte".to_owned(), "type".to_owned())]);
        let mut complaints = Complaints::default();
        let names = read_names(&table, &fields, folder.path(), &mut complaints).unwrap();
        let name = |code: &str, title: &str, field: Option<&str>| Name {
            code: code.to_owned(),
            title: title.to_owned(),
            fields: vec![field.map(str::to_owned)],
        };
        assert_eq!(names, [name("01", "Ain", Some("a")), name("02", "02", None)]);
        assert_eq!(complaints.count(ComplaintKind::MissingCode), 1);
        assert_eq!(complaints.count(ComplaintKind::DuplicateCode), 1);
    }
}
