use super::bounds::{HELD_LIMIT, Held};
use super::row::CellsBuilder;
use super::{Census, Contents, Row, Storage};
use crate::ingest::features::{BAD_TEXT, Reader, Shape};
use crate::ingest::{ComplaintKind, IngestError};

/// Where a row of a file of features is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::ingest) enum Place {
    /// Nowhere, or the table knows nothing of places.
    #[default]
    None,
    /// A point, in the coordinate system of the file.
    At([f64; 2]),
    /// A shape that is no point.
    Other(&'static str),
}

/// Reads the wanted columns of a file of features as a table, of which each row has a place.
pub(super) fn read(
    reader: &mut dyn Reader,
    file: &str,
    wanted: &[&str],
    complain: &mut impl FnMut(ComplaintKind, u64, String),
) -> Result<Contents, IngestError> {
    let mut names: Vec<&str> = Vec::with_capacity(wanted.len());
    for name in wanted {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let mut census = Census::new(names.len());
    let mut builder = CellsBuilder::default();
    let mut held = Held::new(file, HELD_LIMIT);
    reader.read(&names, &mut |record| {
        if record.bad_text {
            complain(ComplaintKind::InvalidText, record.row, BAD_TEXT.to_owned());
        }
        record.values.iter().for_each(|value| builder.push(value.as_deref().unwrap_or_default(), false));
        let row = Row { place: place_of(&record.shape), ..Row::new(record.row, builder.finish()) };
        census.note(&row);
        held.push(row)
    })?;
    let storage = Storage::Features { format: reader.heading().format.clone() };
    Ok(Contents { storage, header: Row::new(1, names.into_iter().collect()), rows: held.rows, census })
}

fn place_of(shape: &Shape) -> Place {
    match shape {
        Shape::Point(point) => Place::At(*point),
        Shape::Polygons(_) | Shape::Rings(_) | Shape::Mixed(..) => Place::Other("a Polygon"),
        Shape::Other(name) | Shape::Curved(name) => Place::Other(name),
        _ => Place::None,
    }
}
