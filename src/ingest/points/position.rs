use rustc_hash::FxHashMap;

use crate::geo::LonLat;
use crate::ingest::complaint_kind::ComplaintKind;
use crate::ingest::crs::{Crs, LIKELY, Projection, UnknownCrs};
use crate::ingest::error::IngestError;
use crate::ingest::features::DeclaredCrs;
use crate::ingest::number::parse_number;
use crate::ingest::recipe::PointsRecipe;
use crate::ingest::table::{Place, Row, Table};

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
    /// Where the point is if its longitude goes on beyond ±180°; none for one that does not.
    pub fn wrapped(&self) -> Option<LonLat> {
        if self.place.is_some() {
            return None;
        }
        Projection::new(self.crs)?.degrees_beyond(self.numbers).map(LonLat::wrapped)
    }

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
        LIKELY.iter().filter_map(move |(crs, projection)| Some((*crs, projection.degrees(numbers)?)))
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
    /// Those of the two numbers; none where each row has a place of its own.
    axes: Option<[usize; 2]>,
    /// The system of rows that name none.
    crs: Result<Crs, String>,
    crs_column: Option<usize>,
}

impl<'a> Positions<'a> {
    /// `declared` is what a file of features says of their system; none where positions are in columns.
    pub(super) fn new(
        table: &'a Table,
        points: &PointsRecipe,
        declared: Option<DeclaredCrs>,
    ) -> Result<Positions<'a>, IngestError> {
        let column = |name: &Option<String>| name.as_ref().map(|name| table.column(name)).transpose();
        let columns = match (&points.position, declared) {
            (Some(position), _) => Some(Columns {
                axes: Some([table.column(&position.x)?, table.column(&position.y)?]),
                crs: position.crs.ok_or_else(|| "the recipe names no `crs` for such rows".to_owned()),
                crs_column: column(&position.crs_column)?,
            }),
            (None, Some(declared)) => Some(Columns {
                axes: None,
                crs: points.source.crs.map_or_else(|| usual(declared), Ok),
                crs_column: column(&points.source.crs_column)?,
            }),
            (None, None) => None,
        };
        Ok(Positions { table, columns, projections: FxHashMap::default() })
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

/// The system of a file of features; degrees where it names none.
fn usual(declared: DeclaredCrs) -> Result<Crs, String> {
    match declared {
        DeclaredCrs::Known(crs) => Ok(crs),
        DeclaredCrs::Unnamed => Ok(Crs::DEGREES),
        DeclaredCrs::Unknown(unknown) => Err(unknown.to_string()),
    }
}

impl Table {
    /// The numbers of a position and their system.
    fn written(&self, row: &Row, columns: &Columns) -> Result<([f64; 2], Crs), (ComplaintKind, String)> {
        let Some(axes) = columns.axes else { return self.placed(row, columns) };
        if let Some(empty) = axes.into_iter().find(|&axis| is_absent(row.get(axis))) {
            return Err((ComplaintKind::MissingPosition, format!("`{}` is empty", self.columns[empty])));
        }
        let crs = self.crs(row, columns).map_err(|detail| (ComplaintKind::UnknownCrs, detail))?;
        let mut numbers = [0.0; 2];
        for (number, axis) in numbers.iter_mut().zip(axes) {
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

    /// The place of a feature and its system.
    fn placed(&self, row: &Row, columns: &Columns) -> Result<([f64; 2], Crs), (ComplaintKind, String)> {
        match row.place {
            Place::None => Err((ComplaintKind::MissingPosition, "no shape, or an empty one".to_owned())),
            Place::Other(name) => Err((ComplaintKind::MissingPosition, format!("{name} is no point"))),
            Place::At(numbers) => {
                let crs = self.crs(row, columns).map_err(|detail| (ComplaintKind::UnknownCrs, detail))?;
                Ok((numbers, crs))
            }
        }
    }

    /// The system that a row names, or the usual one.
    fn crs(&self, row: &Row, columns: &Columns) -> Result<Crs, String> {
        let named = columns.crs_column.map(|column| (row.get(column), self.columns[column].as_str()));
        let named = named.filter(|(text, _)| !is_absent(text));
        match (named, columns.crs_column) {
            (Some((text, name)), _) => Crs::parse(text).map_err(|error: UnknownCrs| format!("`{name}`: {error}")),
            (None, Some(column)) => {
                columns.crs.clone().map_err(|why| format!("`{}` is empty, and {why}", self.columns[column]))
            }
            (None, None) => columns.crs.clone(),
        }
    }
}

/// Whether a cell says that there is nothing.
pub(super) fn is_absent(text: &str) -> bool {
    text.is_empty() || ["nan", "null", "none", "na"].iter().any(|word| text.eq_ignore_ascii_case(word))
}
