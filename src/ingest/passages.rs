use std::path::Path;

use super::complaint::{Complaint, Complaints};
use super::complaint_kind::ComplaintKind;
use super::error::IngestError;
use super::recipe::PassageRecipe;
use super::table::Table;

/// Where a territory of an older code lies today; one that was split lies in several, each a passage of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    pub old: String,
    pub new: String,
    /// The last year in whose codes tables have the old territory.
    pub last_year: i32,
}

/// Reads a table of passages.
///
/// # Errors
/// When the table cannot be read or lacks a column.
pub fn read_passages(
    recipe: &PassageRecipe,
    folder: &Path,
    complaints: &mut Complaints,
) -> Result<Vec<Passage>, IngestError> {
    let wanted = [recipe.from.as_str(), recipe.to.as_str(), recipe.last_year.as_str()];
    let table = Table::read(folder, &recipe.file, &wanted, complaints)?;
    let [old, new, last_year] =
        [table.column(&recipe.from)?, table.column(&recipe.to)?, table.column(&recipe.last_year)?];
    let mut passages = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let (from, to, year) = (row.get(old), row.get(new), row.get(last_year));
        let mut complain = |kind, detail: String| {
            let (file, code) = (recipe.file.clone(), Some(from.to_owned()).filter(|code| !code.is_empty()));
            complaints.push(Complaint { kind, file, row: Some(row.line), code, detail, place: None });
        };
        if from.is_empty() || to.is_empty() {
            complain(ComplaintKind::MissingCode, "a passage needs both the old and the new code".to_owned());
        } else if let Ok(last_year) = year.parse() {
            passages.push(Passage { old: from.to_owned(), new: to.to_owned(), last_year });
        } else {
            complain(ComplaintKind::NotANumber, format!("`{}`: `{year}` is not a year", recipe.last_year));
        }
    }
    Ok(passages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_are_read_and_faults_told() {
        let folder = tempfile::tempdir().unwrap();
        let text = "old;new;until\n01039;01138;2022\n;01138;2022\n02077;02564;soon\n15141;15031;2024\n";
        std::fs::write(folder.path().join("p.csv"), text).unwrap();
        let recipe = PassageRecipe {
            file: "p.csv".into(),
            level: "communes".into(),
            from: "old".into(),
            to: "new".into(),
            last_year: "until".into(),
        };
        let mut complaints = Complaints::default();
        let passages = read_passages(&recipe, folder.path(), &mut complaints).unwrap();
        let found: Vec<_> = passages.iter().map(|it| (it.old.as_str(), it.new.as_str(), it.last_year)).collect();
        assert_eq!(found, [("01039", "01138", 2022), ("15141", "15031", 2024)]);
        let told: Vec<_> = complaints.iter().map(|one| (one.kind.name(), one.row)).collect();
        assert_eq!(told, [("missing_code", Some(3)), ("not_a_number", Some(4))]);
    }
}
