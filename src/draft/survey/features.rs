use std::path::Path;

use super::column::Column;
use super::find::{Find, Kind, Layer, in_words};
use super::ground::Boxes;
use crate::ingest::{DeclaredCrs, Fault, FeatureSource, IngestError, is_topology, open, tables_within};

/// Columns that are looked at; files of censuses have hundreds.
pub(super) const MOST_COLUMNS: usize = 400;

/// Bytes of a TopoJSON that are read: it can only be read as a whole.
const LARGEST_TOPOLOGY: u64 = 256 << 20;

/// Looks at every layer of a file of features.
///
/// # Errors
/// When the file cannot be read at all.
pub(super) fn look(folder: &Path, file: &str) -> Result<Vec<Layer>, IngestError> {
    if is_large_topology(folder, file) {
        let told = format!(
            "a TopoJSON is looked at up to {} MiB: as a GeoPackage it may have any size",
            LARGEST_TOPOLOGY >> 20
        );
        return Ok(vec![Err((file.to_owned(), told))]);
    }
    let source = FeatureSource::of(file);
    // A file of several layers tells which they are.
    let layers = match open(folder, &source) {
        Ok(_) => vec![source],
        Err(error) => match *error.fault {
            Fault::WhichLayer { existing } => {
                existing.into_iter().map(|layer| FeatureSource { layer: Some(layer), ..source.clone() }).collect()
            }
            fault => return Err(fault.of(file)),
        },
    };
    let tables = tables_within(folder, file)?
        .into_iter()
        .map(|table| FeatureSource { layer: Some(table), ..FeatureSource::of(file) });
    let layers: Vec<FeatureSource> = layers.into_iter().chain(tables).collect();
    Ok(layers.into_iter().map(|source| look_at_layer(folder, source)).collect())
}

/// A layer of a file, or its name and why it is of no use.
pub(super) fn look_at_layer(folder: &Path, source: FeatureSource) -> Layer {
    let place = match &source.layer {
        Some(layer) => format!("{}, {layer}", source.file),
        None => source.file.clone(),
    };
    let refused = |reason: String| (place.clone(), reason);
    let (columns, boxes, said) = read(folder, &source).map_err(|error| refused(in_words(&error)))?;
    let rows = columns.rows;
    if rows == 0 {
        return Err(refused("it has no features".to_owned()));
    }
    let (areas, points) = (boxes.areas, boxes.points);
    if areas == 0 && points == 0 && boxes.others == 0 {
        return Ok(Find {
            source,
            kind: Kind::Rows,
            rows,
            is_whole: true,
            unseen: columns.unseen,
            columns: columns.columns,
        });
    }
    if areas == 0 && points == 0 {
        let what = boxes
            .other
            .map_or_else(|| "no shapes".to_owned(), |other| format!("no polygons and no points but {other}"));
        return Err(refused(format!("it has {what}")));
    }
    let ground = boxes.on_earth(&said).map_err(refused)?;
    let source = FeatureSource { crs: ground.guessed, ..source };
    let kind = if areas >= points { Kind::Areas(ground) } else { Kind::Points(ground) };
    Ok(Find { source, kind, rows, is_whole: true, unseen: columns.unseen, columns: columns.columns })
}

/// Columns in the making, and how many records they have.
struct Counted {
    columns: Vec<Column>,
    rows: u64,
    /// Columns that were left out.
    unseen: u64,
}

fn read(folder: &Path, source: &FeatureSource) -> Result<(Counted, Boxes, DeclaredCrs), IngestError> {
    let mut reader = open(folder, source)?;
    let all = reader.columns()?;
    let names = once_each(&all);
    let unseen = (all.len() - names.len()) as u64;
    let wanted: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut counted = Counted { columns: wanted.iter().map(|name| Column::new(name)).collect(), rows: 0, unseen };
    let mut boxes = Boxes::default();
    reader.read(&wanted, &mut |record| {
        counted.rows += 1;
        for (column, value) in counted.columns.iter_mut().zip(&record.values) {
            column.note(value.as_deref().unwrap_or_default(), false);
        }
        boxes.note(&record.shape);
        Ok(())
    })?;
    Ok((counted, boxes, reader.heading().crs.clone()))
}

/// Names of columns that a recipe can use: a name that stands there twice tells nothing.
pub(super) fn once_each(names: &[String]) -> Vec<String> {
    let count = |name: &String| names.iter().filter(|other| *other == name).count();
    names.iter().filter(|name| !name.is_empty() && count(name) == 1).take(MOST_COLUMNS).cloned().collect()
}

fn is_large_topology(folder: &Path, file: &str) -> bool {
    let path = folder.join(file);
    let bytes = path.metadata().map_or(0, |metadata| metadata.len());
    bytes > LARGEST_TOPOLOGY && is_topology(&path)
}
