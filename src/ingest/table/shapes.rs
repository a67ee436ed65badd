use super::{Contents, Row, Storage};
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
    wanted: &[&str],
    complain: &mut impl FnMut(ComplaintKind, u64, String),
) -> Result<Contents, IngestError> {
    let mut rows = Vec::new();
    let mut names: Vec<&str> = Vec::with_capacity(wanted.len());
    for name in wanted {
        if !names.contains(name) {
            names.push(name);
        }
    }
    reader.read(&names, &mut |record| {
        if record.bad_text {
            complain(ComplaintKind::InvalidText, record.row, BAD_TEXT.to_owned());
        }
        let cells = record.values.into_iter().map(Option::unwrap_or_default).collect();
        rows.push(Row { place: place_of(&record.shape), ..Row::new(record.row, cells) });
        Ok(())
    })?;
    let header = Row::new(1, names.into_iter().map(str::to_owned).collect());
    Ok(Contents { storage: Storage::Features { format: reader.heading().format.clone() }, header, rows })
}

fn place_of(shape: &Shape) -> Place {
    match shape {
        Shape::Point(point) => Place::At(*point),
        Shape::Polygons(_) | Shape::Rings(_) | Shape::Mixed(..) => Place::Other("a Polygon"),
        Shape::Other(name) | Shape::Curved(name) => Place::Other(name),
        _ => Place::None,
    }
}
