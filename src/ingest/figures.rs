use std::path::Path;

use rustc_hash::FxHashSet;

use super::names::new_code;
use super::{Complaint, ComplaintKind, Complaints, IngestError, Table, TableRecipe};

/// The figures of one indicator in one year at one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    pub indicator: String,
    pub year: i32,
    /// Dense id of the territory or point and its figure, ascending by id; who is not in it has none.
    pub values: Vec<(u32, f64)>,
}

/// Reads a table of figures; `find` turns a code into the dense id of its territory or point.
///
/// An empty cell is simply a missing figure. Codes that nobody has, codes that occur again and cells that hold no
/// number become complaints.
///
/// # Errors
/// When the table cannot be read or lacks a column.
pub fn read_figures(
    recipe: &TableRecipe,
    folder: &Path,
    find: impl Fn(&str) -> Option<u32>,
    complaints: &mut Complaints,
) -> Result<Vec<Figures>, IngestError> {
    let mut wanted = vec![recipe.key.as_str()];
    wanted.extend(recipe.columns.values().map(String::as_str));
    let table = Table::read(folder, &recipe.file, &wanted, complaints)?;
    let key = table.column(&recipe.key)?;
    let mut columns = Vec::with_capacity(recipe.columns.len());
    for (indicator, column) in &recipe.columns {
        let figures = Figures { indicator: indicator.clone(), year: recipe.year, values: Vec::new() };
        columns.push((table.column(column)?, figures));
    }
    let mut seen = FxHashSet::default();
    for row in &table.rows {
        let Some(code) = new_code(&table, row, key, &mut seen, complaints) else { continue };
        let mut complain = |kind, detail| {
            let (file, code) = (table.file.clone(), Some(code.clone()));
            complaints.push(Complaint { kind, file, row: Some(row.line), code, detail });
        };
        let Some(id) = find(&code) else {
            complain(ComplaintKind::UnknownCode, unknown_detail(&code, &find));
            continue;
        };
        for (column, figures) in &mut columns {
            match table.number(row, *column) {
                Ok(number) => figures.values.extend(number.map(|number| (id, number))),
                Err(error) => complain(ComplaintKind::NotANumber, format!("`{}`: {error}", table.columns[*column])),
            }
        }
    }
    let sorted = columns.into_iter().map(|(_, mut figures)| {
        figures.values.sort_by_key(|&(id, _)| id);
        figures
    });
    Ok(sorted.collect())
}

/// Spreadsheets strip leading zeros: if that is what happened, the complaint says so.
fn unknown_detail(code: &str, find: &impl Fn(&str) -> Option<u32>) -> String {
    let padded = format!("0{code}");
    match find(&padded) {
        Some(_) => format!("no `{code}`, but there is `{padded}`: the file has lost its leading zeros"),
        None => format!("no `{code}`"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn read(text: &str) -> (Result<Vec<Figures>, IngestError>, Complaints) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("f.csv"), text).unwrap();
        let recipe = TableRecipe {
            file: "f.csv".into(),
            level: "communes".into(),
            key: "code".into(),
            year: 2021,
            code_year: None,
            columns: BTreeMap::from([("pop".into(), "population".into()), ("part".into(), "part".into())]),
            source: String::new(),
            licence: String::new(),
        };
        let find = |code: &str| ["01002", "01001", "2A004"].iter().position(|known| *known == code).map(|at| at as u32);
        let mut complaints = Complaints::default();
        let figures = read_figures(&recipe, folder.path(), find, &mut complaints);
        (figures, complaints)
    }

    #[test]
    fn figures_are_sorted_by_dense_id_and_empty_cells_missing() {
        let (figures, complaints) = read("code;population;part\n2A004;3;0,5\n01001;1 234;\n01002;0;2,5\n");
        let figures = figures.unwrap();
        assert_eq!(figures[0], Figures { indicator: "part".into(), year: 2021, values: vec![(0, 2.5), (2, 0.5)] });
        assert_eq!(figures[1].values, [(0, 0.0), (1, 1234.0), (2, 3.0)]);
        assert!(complaints.is_empty());
    }

    #[test]
    fn what_cannot_be_counted_is_told() {
        let text = "code;population;part\n01001;s;1\n01001;5;5\n99999;1;1\n1002;1;1\n;1;1\n";
        let (figures, complaints) = read(text);
        assert_eq!(figures.unwrap().iter().map(|figures| figures.values.len()).sum::<usize>(), 1);
        let told: Vec<(&str, Option<u64>, &str)> =
            complaints.iter().map(|one| (one.kind.name(), one.row, one.detail.as_str())).collect();
        let expected = [
            ("missing_code", Some(6), "the column `code` is empty"),
            ("duplicate_code", Some(3), "`01001` occurs again"),
            ("unknown_code", Some(4), "no `99999`"),
            ("unknown_code", Some(5), "no `1002`, but there is `01002`: the file has lost its leading zeros"),
            ("not_a_number", Some(2), "`population`: `s` is not a number"),
        ];
        assert_eq!(told, expected);
    }
}
