use rustc_hash::FxHashMap;

use super::super::crs::Projection;
use super::super::table::Row;
use super::super::{ComplaintKind, Crs, IngestError, PositionRecipe, Table, UnknownCrs, parse_number};
use crate::geo::LonLat;

/// What a row says of where its point is.
#[derive(Clone, Debug, PartialEq)]
pub enum Position {
    /// The table has no positions.
    None,
    /// Nothing that can be read, and why.
    Unread(ComplaintKind, String),
    Written(Written),
}

/// A position as its two cells have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    /// Eastwards and northwards, as the columns say.
    pub numbers: [f64; 2],
    /// The system that the row or the recipe declares.
    pub crs: Crs,
    /// Degrees; none where the system has no such place.
    pub place: Option<LonLat>,
}

/// A way in which a position may be wrong, and yet be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misreading {
    /// The two columns are exchanged.
    Swapped,
    /// Angles are in radians.
    Radians,
    /// A system in metres is declared, but the numbers are degrees.
    Degrees,
}

impl Written {
    /// Where the point is if the position is wrong in one of the ways that can be understood.
    pub fn otherwise(&self) -> Vec<(Misreading, LonLat)> {
        let [x, y] = self.numbers;
        let mut found = Vec::new();
        let mut add = |how, crs: Crs, numbers| {
            let place = Projection::new(crs).and_then(|projection| projection.degrees(numbers));
            found.extend(place.map(|place| (how, place)));
        };
        add(Misreading::Swapped, self.crs, [y, x]);
        if self.crs.is_geographic() {
            add(Misreading::Radians, self.crs, [x.to_degrees(), y.to_degrees()]);
        } else {
            add(Misreading::Degrees, Crs::DEGREES, [x, y]);
        }
        found
    }

    /// Whether the numbers are too large for degrees, in which they are said to be.
    pub fn looks_projected(&self) -> bool {
        self.place.is_none() && self.crs.is_geographic() && self.numbers.iter().all(|number| number.abs() > 360.0)
    }

    /// Where the point is in each of the systems that France publishes in.
    pub fn in_likely_systems(&self) -> impl Iterator<Item = (Crs, LonLat)> {
        let numbers = self.numbers;
        Crs::likely().filter_map(move |crs| Some((crs, Projection::new(crs)?.degrees(numbers)?)))
    }

    /// Whether both numbers are zero, as programs write what they do not know.
    pub fn is_zero(&self) -> bool {
        self.numbers == [0.0, 0.0]
    }
}

impl Misreading {
    /// What is to be complained of.
    pub fn kind(self) -> ComplaintKind {
        match self {
            Misreading::Swapped => ComplaintKind::SwappedPosition,
            Misreading::Radians => ComplaintKind::RadianPosition,
            Misreading::Degrees => ComplaintKind::DegreePosition,
        }
    }

    /// How the position reads then, in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Misreading::Swapped => "exchanged",
            Misreading::Radians => "as radians",
            Misreading::Degrees => "as degrees",
        }
    }
}

/// Reads the positions of a table.
pub(super) struct Positions<'a> {
    table: &'a Table,
    columns: Option<Columns>,
    /// Of the systems that rows have named so far.
    projections: FxHashMap<Crs, Option<Projection>>,
}

struct Columns {
    axes: [usize; 2],
    crs: Option<Crs>,
    crs_column: Option<usize>,
}

impl<'a> Positions<'a> {
    pub(super) fn new(table: &'a Table, recipe: Option<&PositionRecipe>) -> Result<Positions<'a>, IngestError> {
        let columns = |recipe: &PositionRecipe| {
            Ok(Columns {
                axes: [table.column(&recipe.x)?, table.column(&recipe.y)?],
                crs: recipe.crs,
                crs_column: recipe.crs_column.as_ref().map(|column| table.column(column)).transpose()?,
            })
        };
        Ok(Positions { table, columns: recipe.map(columns).transpose()?, projections: FxHashMap::default() })
    }

    pub(super) fn read(&mut self, row: &Row) -> Position {
        let Some(columns) = &self.columns else { return Position::None };
        match self.table.written(row, columns) {
            Ok((numbers, crs)) => {
                let projection = self.projections.entry(crs).or_insert_with(|| Projection::new(crs));
                let place = projection.as_ref().and_then(|projection| projection.degrees(numbers));
                Position::Written(Written { numbers, crs, place })
            }
            Err((kind, detail)) => Position::Unread(kind, detail),
        }
    }
}

impl Table {
    /// The numbers of a position and their system.
    fn written(&self, row: &Row, columns: &Columns) -> Result<([f64; 2], Crs), (ComplaintKind, String)> {
        if let Some(empty) = columns.axes.into_iter().find(|&axis| is_absent(row.get(axis))) {
            return Err((ComplaintKind::MissingPosition, format!("`{}` is empty", self.columns[empty])));
        }
        let crs = self.crs(row, columns).map_err(|detail| (ComplaintKind::UnknownCrs, detail))?;
        let mut numbers = [0.0; 2];
        for (number, axis) in numbers.iter_mut().zip(columns.axes) {
            let read = self.number(row, axis).or_else(|error| {
                // A degree has no thousands, so that a comma is never anything but a decimal mark.
                let text = row.get(axis).replace(',', ".");
                if crs.is_geographic() { parse_number(&text, false).map_err(|_| error) } else { Err(error) }
            });
            let read = read.map_err(|error| (ComplaintKind::BadPosition, format!("`{}`: {error}", self.columns[axis])));
            *number = read?.unwrap_or(f64::NAN);
        }
        Ok((numbers, crs))
    }

    /// The system that a row names, or the usual one.
    fn crs(&self, row: &Row, columns: &Columns) -> Result<Crs, String> {
        let named = columns.crs_column.map(|column| (row.get(column), self.columns[column].as_str()));
        let named = named.filter(|(text, _)| !is_absent(text));
        match (named, columns.crs, columns.crs_column) {
            (Some((text, name)), _, _) => Crs::parse(text).map_err(|error: UnknownCrs| format!("`{name}`: {error}")),
            (None, Some(usual), _) => Ok(usual),
            (None, None, column) => {
                let name = column.map_or("", |column| self.columns[column].as_str());
                Err(format!("`{name}` is empty, and the recipe names no `crs` for such rows"))
            }
        }
    }
}

/// Whether a cell says that there is nothing.
pub(super) fn is_absent(text: &str) -> bool {
    text.is_empty() || ["nan", "null", "none", "na"].iter().any(|word| text.eq_ignore_ascii_case(word))
}
