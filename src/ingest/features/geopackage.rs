use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, utf8_percent_encode};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Error, OpenFlags};

use super::reader::{DeclaredCrs, Heading, Reader, Record, Take};
use super::shape::Shape;
use super::wkb::read_geopackage_blob;
use crate::ingest::crs::Crs;
use crate::ingest::error::IngestError;
use crate::ingest::fault::Fault;
use crate::ingest::foreign::{self, SQLITE};
use crate::ingest::source::{FeatureSource, choose_layer, find_column, length};

/// One layer of a GeoPackage (OGC 12-128r18), or a table of one that has no shapes.
pub(super) struct GeoPackage {
    file: String,
    database: Connection,
    layer: String,
    /// Column of the shapes; none in a table without.
    geometry: Option<String>,
    heading: Heading,
    count: u64,
}

impl GeoPackage {
    /// # Errors
    /// When the file is no GeoPackage, is open elsewhere, or has not the layer, or several and none is named.
    pub(super) fn open(folder: &Path, source: &FeatureSource) -> Result<GeoPackage, IngestError> {
        let (path, file) = (folder.join(&source.file), source.file.clone());
        if beside(&path, "-wal").metadata().is_ok_and(|wal| wal.len() > 0) {
            let wal = format!("{file}-wal");
            return Err(Fault::OpenElsewhere { wal }.of(file));
        }
        let wrong = |error: Error| damaged(&source.file, 0, &error);
        let database = database(&path).map_err(wrong)?;
        let is_one = |table: &str| database.table_exists(None, table);
        if !is_one("gpkg_contents").map_err(wrong)? || !is_one("gpkg_geometry_columns").map_err(wrong)? {
            return Err(foreign::of_bytes(&file, SQLITE).unwrap_or(Fault::NotFeatures).of(file));
        }
        let named = source.layer.as_deref();
        let layer = choose_layer(&file, layers(&database, named.is_some()).map_err(wrong)?, named)?;
        let (geometry, crs) = described(&database, &layer).map_err(wrong)?;
        let count = database.query_row(&format!("SELECT count(*) FROM {}", quoted(&layer)), [], |row| row.get(0));
        let count: i64 = count.map_err(wrong)?;
        let heading =
            Heading { format: format!("GeoPackage, layer {layer}"), crs, winding: None, bytes: length(folder, &file) };
        Ok(GeoPackage { file, database, layer, geometry, heading, count: count.max(0) as u64 })
    }
}

/// The tables of a GeoPackage that have no shapes; none where the file is none.
///
/// # Errors
/// When it is damaged.
pub(crate) fn tables_within(folder: &Path, file: &str) -> Result<Vec<String>, IngestError> {
    let wrong = |error: Error| damaged(file, 0, &error);
    let mut start = [0; 16];
    let opened = File::open(folder.join(file)).and_then(|mut input| input.read_exact(&mut start));
    if opened.is_err() || !start.starts_with(b"SQLite format 3") {
        return Ok(Vec::new());
    }
    let database = database(&folder.join(file)).map_err(wrong)?;
    let with_shapes = layers(&database, false).map_err(wrong)?;
    let all = layers(&database, true).map_err(wrong)?;
    Ok(all.into_iter().filter(|table| !with_shapes.contains(table)).collect())
}

/// A database that nobody writes to.
fn database(path: &Path) -> Result<Connection, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(address(path), flags)
}

impl Reader for GeoPackage {
    fn heading(&self) -> &Heading {
        &self.heading
    }

    fn columns(&mut self) -> Result<Vec<String>, IngestError> {
        let wrong = |error: Error| damaged(&self.file, 0, &error);
        let mut statement = self.database.prepare("SELECT name FROM pragma_table_info(?1)").map_err(wrong)?;
        let names = statement.query_map([&self.layer], |row| row.get::<_, String>(0)).map_err(wrong)?;
        let names = names.filter(|name| !name.as_ref().is_ok_and(|name| Some(name) == self.geometry.as_ref()));
        names.collect::<Result<Vec<String>, Error>>().map_err(wrong)
    }

    fn read(&mut self, wanted: &[&str], take: &mut Take) -> Result<(), IngestError> {
        let existing = self.columns()?;
        for column in wanted {
            find_column(&self.file, &existing, column)?;
        }
        let geometry = self.geometry.as_deref().map_or_else(|| "NULL".to_owned(), quoted);
        let columns: Vec<String> = wanted.iter().map(|column| quoted(column)).collect();
        let selected = [vec![geometry], columns].concat().join(", ");
        let query = format!("SELECT {selected} FROM {}", quoted(&self.layer));
        let mut read = 0;
        let mut statement = self.database.prepare(&query).map_err(|error| damaged(&self.file, read, &error))?;
        let mut rows = statement.query([]).map_err(|error| damaged(&self.file, read, &error))?;
        while let Some(row) = rows.next().map_err(|error| damaged(&self.file, read, &error))? {
            read += 1;
            let mut bad_text = false;
            let cell = |column: usize| row.get_ref(column).map_err(|error| damaged(&self.file, read, &error));
            let shape = match cell(0)? {
                ValueRef::Null => Shape::Missing,
                ValueRef::Blob(blob) => read_geopackage_blob(blob),
                _ => Shape::Broken("no shape of a GeoPackage".to_owned()),
            };
            let mut values = Vec::with_capacity(wanted.len());
            for column in 1..=wanted.len() {
                values.push(text(cell(column)?, &mut bad_text));
            }
            let at = self.heading.bytes * read.min(self.count) / self.count.max(1);
            take(Record { row: read, values, bad_text, shape, at })?;
        }
        Ok(())
    }
}

/// What means something in an address of SQLite.
const ESCAPED: &AsciiSet = &AsciiSet::EMPTY.add(b'%').add(b'?').add(b'#');

/// The address of a file that nobody else writes to: SQLite then leaves nothing beside it.
fn address(path: &Path) -> String {
    let text = path.to_string_lossy();
    let escaped = utf8_percent_encode(&text, ESCAPED);
    format!("file:{escaped}?mode=ro&immutable=1")
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The layers of features, in the order of the file; with `all` the tables without shapes too.
fn layers(database: &Connection, all: bool) -> Result<Vec<String>, Error> {
    let kinds = if all { "'features', 'attributes'" } else { "'features'" };
    let query = format!("SELECT table_name FROM gpkg_contents WHERE data_type IN ({kinds}) ORDER BY rowid");
    database.prepare(&query)?.query_map([], |row| row.get(0))?.collect()
}

/// The column of the shapes of a layer and their coordinate system.
fn described(database: &Connection, layer: &str) -> Result<(Option<String>, DeclaredCrs), Error> {
    let query = "SELECT column_name, g.srs_id, coalesce(s.organization, ''), coalesce(s.organization_coordsys_id, 0), \
                 coalesce(s.definition, '') FROM gpkg_geometry_columns g LEFT JOIN gpkg_spatial_ref_sys s USING (srs_id) \
                 WHERE table_name = ?1";
    let found = database.query_row(query, [layer], |row| {
        let (column, number): (String, i64) = (row.get(0)?, row.get(1)?);
        let (organisation, code, definition): (String, i64, String) = (row.get(2)?, row.get(3)?, row.get(4)?);
        let crs = match number {
            // Undefined systems of the standard: of a plane, and of angles.
            -1 | 0 => DeclaredCrs::Unnamed,
            _ => match Crs::of_authority(&organisation, &code.to_string(), &definition) {
                Ok(crs) => DeclaredCrs::Known(crs),
                Err(unknown) => DeclaredCrs::Unknown(unknown),
            },
        };
        Ok((Some(column), crs))
    });
    match found {
        Err(Error::QueryReturnedNoRows) => Ok((None, DeclaredCrs::Unnamed)),
        found => found,
    }
}

/// A name as SQL has it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Numbers as they are usually written; nothing for blanks and for what is no text.
fn text(value: ValueRef, bad_text: &mut bool) -> Option<String> {
    let text = match value {
        ValueRef::Null | ValueRef::Blob(_) => return None,
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) => {
            let text = String::from_utf8_lossy(bytes);
            *bad_text |= matches!(text, std::borrow::Cow::Owned(_));
            text.trim().to_owned()
        }
    };
    Some(text).filter(|text| !text.is_empty())
}

fn damaged(file: &str, read: u64, error: &Error) -> IngestError {
    Fault::Damaged { format: "a GeoPackage", read, detail: error.to_string() }.of(file)
}
