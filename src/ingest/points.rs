use std::path::Path;

use rustc_hash::FxHashSet;

use super::names::{columns_of, new_code, texts, title_of};
use super::table::Row;
use super::{Complaint, ComplaintKind, Complaints, IngestError, PointsRecipe, Table};

/// A point of a layer of points.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacedPoint {
    /// Line of the table.
    pub row: u64,
    pub code: String,
    /// The name, or the code where there is none.
    pub title: String,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Codes of the territories that hold it, in the order of the recipe's `parents`.
    pub parents: Vec<Option<String>>,
    /// Further attributes, in the order of the recipe's `fields`.
    pub fields: Vec<Option<String>>,
}

/// Why a point is nowhere.
type Nowhere = (ComplaintKind, String);

/// Reads a layer of points, in the order of its table.
///
/// Points without a code or a position, and later ones with the same code, become complaints.
///
/// # Errors
/// When the table cannot be read or lacks a column.
pub fn read_points(
    points: &PointsRecipe,
    folder: &Path,
    complaints: &mut Complaints,
) -> Result<Vec<PlacedPoint>, IngestError> {
    let mut wanted = vec![points.key.as_str(), &points.longitude, &points.latitude];
    wanted.extend(points.title.as_deref());
    wanted.extend(points.parents.values().chain(points.fields.values()).map(String::as_str));
    let table = Table::read(folder, &points.source, &wanted, complaints)?;
    let key = table.column(&points.key)?;
    let title = points.title.as_ref().map(|title| table.column(title)).transpose()?;
    let position = [table.column(&points.longitude)?, table.column(&points.latitude)?];
    let (parents, fields) = (columns_of(&table, &points.parents)?, columns_of(&table, &points.fields)?);
    let mut seen = FxHashSet::default();
    let mut placed = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let Some(code) = new_code(&table, row, key, &mut seen, complaints) else { continue };
        match place(&table, row, position) {
            Ok([longitude, latitude]) => placed.push(PlacedPoint {
                row: row.line,
                title: title_of(row, title, &code),
                longitude,
                latitude,
                parents: texts(row, &parents),
                fields: texts(row, &fields),
                code,
            }),
            Err((kind, detail)) => {
                let file = table.file.clone();
                complaints.push(Complaint { kind, file, row: Some(row.line), code: Some(code), detail });
            }
        }
    }
    Ok(placed)
}

/// Longitude and latitude of a row.
fn place(table: &Table, row: &Row, columns: [usize; 2]) -> Result<[f64; 2], Nowhere> {
    let mut position = [0.0; 2];
    for ((column, limit), place) in columns.into_iter().zip([180.0, 90.0]).zip(&mut position) {
        let name = &table.columns[column];
        let text = row.get(column);
        if text.is_empty() || text.eq_ignore_ascii_case("nan") || text.eq_ignore_ascii_case("null") {
            return Err((ComplaintKind::MissingPosition, format!("`{name}` is empty")));
        }
        let number =
            table.number(row, column).map_err(|error| (ComplaintKind::BadPosition, format!("`{name}`: {error}")))?;
        let number = number.unwrap_or(f64::NAN);
        if !(-limit..=limit).contains(&number) {
            return Err((ComplaintKind::BadPosition, format!("`{name}` is {text}, outside -{limit} to {limit}")));
        }
        *place = number;
    }
    Ok(position)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::gazetteer::{Bilingual, ZoomRange};

    fn recipe() -> PointsRecipe {
        PointsRecipe {
            name: "ecoles".into(),
            label: Bilingual::default(),
            description: None,
            source: "p.csv".into(),
            key: "uai".into(),
            title: Some("nom".into()),
            longitude: "lon".into(),
            latitude: "lat".into(),
            parents: BTreeMap::from([("commune".into(), "insee".into())]),
            within: None,
            fields: BTreeMap::from([("ville".into(), "ville".into())]),
            id: None,
            zooms: ZoomRange { min: 0, max: 14 },
            indicators: Vec::new(),
            budget: None,
            clusters: None,
            notes: Vec::new(),
        }
    }

    fn read(text: &str) -> (Result<Vec<PlacedPoint>, IngestError>, Complaints) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("p.csv"), text).unwrap();
        let mut complaints = Complaints::default();
        let points = read_points(&recipe(), folder.path(), &mut complaints);
        (points, complaints)
    }

    #[test]
    fn points_come_with_parents_and_fields() {
        let (points, complaints) = read("uai;nom;lon;lat;insee;ville\n0010001A;Un;5,25;46,5;01001;Bourg\n2;;-1;2;;\n");
        let points = points.unwrap();
        assert_eq!((points[0].longitude, points[0].latitude, points[0].row), (5.25, 46.5, 2));
        assert_eq!(points[0].parents, [Some("01001".to_owned())]);
        assert_eq!(points[0].fields, [Some("Bourg".to_owned())]);
        assert_eq!((points[1].title.as_str(), &points[1].parents[0]), ("2", &None));
        assert!(complaints.is_empty());
    }

    #[test]
    fn what_cannot_be_placed_is_told() {
        let rows = [
            "a;;1;2;;",
            "b;;;2;;",
            "c;;NaN;2;;",
            "d;;181;2;;",
            "e;;1;-91;;",
            "f;;x;2;;",
            ";;1;2;;",
            "a;;3;4;;",
            "g;;inf;1;;",
        ];
        let (points, complaints) = read(&format!("uai;nom;lon;lat;insee;ville\n{}\n", rows.join("\n")));
        assert_eq!(points.unwrap().len(), 1);
        let told: Vec<(&str, Option<u64>, Option<&str>, &str)> =
            complaints.iter().map(|one| (one.kind.name(), one.row, one.code.as_deref(), one.detail.as_str())).collect();
        let expected = [
            ("missing_position", Some(3), Some("b"), "`lon` is empty"),
            ("missing_position", Some(4), Some("c"), "`lon` is empty"),
            ("bad_position", Some(5), Some("d"), "`lon` is 181, outside -180 to 180"),
            ("bad_position", Some(6), Some("e"), "`lat` is -91, outside -90 to 90"),
            ("bad_position", Some(7), Some("f"), "`lon`: `x` is not a number"),
            ("bad_position", Some(10), Some("g"), "`lon`: `inf` is not a number"),
            ("missing_code", Some(8), None, "the column `uai` is empty"),
            ("duplicate_code", Some(9), Some("a"), "`a` occurs again"),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_missing_column_ends_it() {
        let error = read("uai;nom;longitude;lat;insee;ville\n").0.unwrap_err().to_string();
        assert!(error.starts_with("the file `p.csv` has no column `lon`; it has `uai`, `nom`"), "{error}");
    }
}
