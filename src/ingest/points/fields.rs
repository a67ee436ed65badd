use super::position::is_absent;
use super::row::PointRow;
use crate::atlas::Attribute;
use crate::gazetteer::{FieldKind, counted};
use crate::ingest::complaint::{Complaint, Complaints};
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::digits::{inexact_detail, is_inexact, whole};
use crate::ingest::error::IngestError;
use crate::ingest::recipe::{FieldRecipe, FieldType};
use crate::ingest::sentinels::{Numbers, Suspect};
use crate::ingest::table::{Row, Storage, Table};

/// What stands for true and for false, in small letters.
const TRUE: [&str; 4] = ["true", "vrai", "oui", "yes"];
const FALSE: [&str; 4] = ["false", "faux", "non", "no"];

/// Reads a field of all rows into the points, whose rows of the table are `rows`, and returns its type. A cell that is
/// not of the type becomes a complaint.
///
/// # Errors
/// When the table lacks the column.
pub(super) fn read_field(
    table: &Table,
    recipe: &FieldRecipe,
    rows: &[&Row],
    points: &mut [PointRow],
    complaints: &mut Complaints,
) -> Result<FieldKind, IngestError> {
    let Some(name) = &recipe.column else {
        points.iter_mut().for_each(|point| point.fields.push(None));
        return Ok(FieldKind::Text);
    };
    let cells = Cells { table, column: table.column(name)?, rows };
    let kind = if recipe.kind == FieldType::Auto { cells.recognised() } else { recipe.kind };
    if matches!(recipe.kind, FieldType::Auto | FieldType::Integer | FieldType::Number) {
        complaints.extend(cells.doubtful_mark(name, kind));
    }
    let mut complain = |kind, row: &Row, point: &PointRow, why: String| {
        let (file, row, code) = (table.file.clone(), Some(row.line), Some(point.code.clone()));
        complaints.push(Complaint { kind, file, row, code, detail: format!("`{name}`: {why}"), place: None });
    };
    let mut values = Vec::with_capacity(rows.len());
    for (row, point) in rows.iter().zip(points.iter()) {
        values.push(cells.value(row, kind).unwrap_or_else(|why| {
            complain(ComplaintKind::WrongType, row, point, why);
            None
        }));
    }
    let numbers = || values.iter().map(|value| value.as_ref().and_then(number_of));
    for sentinel in sentinels(numbers()) {
        let place = sentinel.row as usize;
        let (row, point, text) = (rows[place], &points[place], rows[place].get(cells.column));
        let of = counted(sentinel.count, "point");
        let why =
            format!("`{text}` of {of} cannot be a number of the field; empty the cell, or declare the field as a text");
        complain(ComplaintKind::Sentinel, row, point, why);
        let is_it = |value: &Option<Attribute>| value.as_ref().and_then(number_of) == Some(sentinel.number);
        values.iter_mut().filter(|value| is_it(value)).for_each(|value| *value = None);
    }
    // A whole column is of one type, and there is none of whole numbers below zero: they are doubles.
    let in_doubles = values.iter().flatten().any(|value| matches!(value, Attribute::Real(_)));
    for ((row, point), value) in rows.iter().zip(points).zip(values) {
        let value = match value {
            Some(Attribute::Unsigned(number)) if in_doubles => Some(Attribute::Real(number as f64)),
            value => value,
        };
        if let Some(doubt) = value.as_ref().and_then(|value| cells.doubt(row, value)) {
            complain(ComplaintKind::InexactInteger, row, point, doubt);
        }
        point.fields.push(value);
    }
    Ok(match kind {
        FieldType::Text | FieldType::Auto => FieldKind::Text,
        FieldType::Boolean => FieldKind::Flag,
        FieldType::Integer if !in_doubles => FieldKind::Unsigned,
        FieldType::Integer | FieldType::Number => FieldKind::Real,
    })
}

/// A column of a table.
struct Cells<'a> {
    table: &'a Table,
    column: usize,
    rows: &'a [&'a Row],
}

impl Cells<'_> {
    /// The narrowest type that fits all cells; texts where there are none.
    fn recognised(&self) -> FieldType {
        let mut present = self.rows.iter().filter(|row| !is_absent(row.get(self.column))).peekable();
        if present.peek().is_none() {
            return FieldType::Text;
        }
        // Nothing is lost of a text.
        if self.table.doubt(self.column).is_some() {
            return FieldType::Text;
        }
        let fits = |kind: FieldType| {
            present.clone().all(|row| {
                let is_digit = kind == FieldType::Boolean && ["0", "1"].contains(&row.get(self.column));
                let value = self.value(row, kind).map(|value| value.and_then(|value| self.doubt(row, &value)));
                !is_digit && value.is_ok_and(|doubt| doubt.is_none())
            })
        };
        let kinds = [FieldType::Boolean, FieldType::Integer, FieldType::Number];
        kinds.into_iter().find(|&kind| fits(kind)).unwrap_or(FieldType::Text)
    }

    /// The complaint about points and commas of numbers that may be decimal marks or separate thousands.
    fn doubtful_mark(&self, name: &str, kind: FieldType) -> Option<Complaint> {
        let doubt = self.table.doubt(self.column)?;
        let (decimal, thousands) = (doubt.example.replace(',', "."), doubt.example.replace(doubt.mark, ""));
        let done = if kind == FieldType::Text { "the field was read as a text" } else { "these were left out" };
        let detail = format!(
            "`{name}`: {} numbers such as `{}` may mean {decimal} or {thousands}, so {done}; add `decimal = \"{}\"` or \
             `thousands = \"{}\"` to the field, or declare it as a text",
            doubt.count, doubt.example, doubt.mark, doubt.mark
        );
        let (kind, file, row) = (ComplaintKind::DoubtfulMark, self.table.file.clone(), Some(doubt.line));
        Some(Complaint { kind, file, row, code: None, detail, place: None })
    }

    /// The value of a cell; none where it is empty, or says that there is nothing.
    ///
    /// # Errors
    /// Says why it is not of the type.
    fn value(&self, row: &Row, kind: FieldType) -> Result<Option<Attribute>, String> {
        let text = row.get(self.column);
        let is_text = matches!(kind, FieldType::Text | FieldType::Auto);
        if text.is_empty() || (!is_text && is_absent(text)) {
            return Ok(None);
        }
        // What may be read in two ways is reported once for its column.
        let is_number = matches!(kind, FieldType::Integer | FieldType::Number);
        if is_number && self.table.is_doubtful(row, self.column) {
            return Ok(None);
        }
        Ok(Some(match kind {
            FieldType::Text | FieldType::Auto => Attribute::from(text),
            FieldType::Boolean => Attribute::Flag(flag(text)?),
            FieldType::Number => Attribute::Real(self.number(row)?),
            FieldType::Integer => {
                let number = self.number(row)?;
                let why = || match number.fract() {
                    0.0 => format!("`{text}` is larger than whole numbers can be; declare the field as a text"),
                    _ => format!("`{text}` is no whole number"),
                };
                let whole = whole(text, number).ok_or_else(why)?;
                u64::try_from(whole).map_or(Attribute::Real(number), Attribute::Unsigned)
            }
        }))
    }

    /// What is to be said of a value that may have lost digits of its cell.
    fn doubt(&self, row: &Row, value: &Attribute) -> Option<String> {
        let (text, storage) = (row.get(self.column), &self.table.format.storage);
        let doubt = |number: f64| format!("{}; declare the field as a text", inexact_detail(text, number));
        match value {
            Attribute::Real(number) => is_inexact(text, *number, storage).then(|| doubt(*number)),
            // All digits of a text are there; a sheet may have lost them.
            Attribute::Unsigned(number) if matches!(storage, Storage::Sheet { .. }) => {
                is_inexact(text, *number as f64, storage).then(|| doubt(*number as f64))
            }
            Attribute::Unsigned(_) | Attribute::Text(_) | Attribute::Flag(_) => None,
        }
    }

    fn number(&self, row: &Row) -> Result<f64, String> {
        let text = row.get(self.column);
        if is_code(text) {
            return Err(format!("`{text}` has zeros in front, as codes have: declare the field as a text"));
        }
        let number = self.table.number(row, self.column).map_err(|error| error.to_string())?;
        number.ok_or_else(|| format!("`{text}` is not a number"))
    }
}

/// The number of a value. Whole numbers that are too large for a figure may be codes, which are exact.
fn number_of(value: &Attribute) -> Option<f64> {
    match value {
        Attribute::Real(number) => Some(*number),
        Attribute::Unsigned(number) => Some(*number as f64).filter(|number| *number < 1e15),
        Attribute::Text(_) | Attribute::Flag(_) => None,
    }
}

/// The numbers that stand for none, each with the place of its first value.
fn sentinels(values: impl Iterator<Item = Option<f64>>) -> Vec<Suspect> {
    let mut numbers = Numbers::default();
    for (place, number) in (0..).zip(values) {
        if let Some(number) = number {
            numbers.note(number, place, false);
        }
    }
    numbers.sentinels()
}

/// Whether these digits have a zero in front that a number would lose.
fn is_code(text: &str) -> bool {
    matches!(text.trim_start_matches(['+', '-']).as_bytes(), [b'0', next, ..] if next.is_ascii_digit())
}

fn flag(text: &str) -> Result<bool, String> {
    let word = text.to_lowercase();
    if TRUE.contains(&word.as_str()) || word == "1" {
        Ok(true)
    } else if FALSE.contains(&word.as_str()) || word == "0" {
        Ok(false)
    } else {
        Err(format!("`{text}` is neither true nor false"))
    }
}
