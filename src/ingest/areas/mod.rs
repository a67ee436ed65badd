//! Territories with shapes of their own: from features of any format to borders on the world grid.

mod cleaning;
mod crossing;
mod globe;
mod habit;
mod mending;
mod reading;
mod remarks;

#[cfg(test)]
mod tests;

use std::path::Path;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::complaint::{Complaint, Complaints};
use super::complaint_kind::ComplaintKind;
use super::crs::Crs;
use super::error::IngestError;
use super::fault::Fault;
use super::features::{BAD_TEXT, DeclaredCrs, Heading, Record, Shape, open};
use super::source::FeatureSource;
use crate::geo::Border;
use habit::Habit;
use mending::{Mended, mend};
use reading::Reading;
use remarks::Refusal;

/// The polygons of one territory with what its source says of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Number of the feature in its file, from 1; the line where the file has lines.
    pub row: u64,
    /// What the columns asked for hold, in their order, as text; empty cells are none.
    pub values: Vec<Option<String>>,
    /// What surrounds it.
    pub border: Border,
}

/// What readers of areas have to know beside the file.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The folder that files are relative to.
    pub folder: &'a Path,
    /// West, south, east, north in degrees: where most of the map is meant to be.
    pub bounds: [f64; 4],
    /// Square metres below which two meanings of a shape are one.
    pub close_below: f64,
    /// Told how many bytes of the file have been read, time and again.
    pub progress: &'a dyn Fn(u64),
}

/// Reads the polygons of `source` with the columns `columns`, of which the first holds the code, in the order of the file.
///
/// Faults in shapes become complaints: mended where one answer is right, else the feature is left out.
///
/// # Errors
/// When the file cannot be read, lacks a column, is in a coordinate system that is not known, or has no usable feature.
pub fn read_areas(
    around: Surroundings,
    source: &FeatureSource,
    columns: &[&str],
    complaints: &mut Complaints,
) -> Result<Vec<Area>, IngestError> {
    let mut reader = open(around.folder, source)?;
    complaints.append(reader.complaints());
    complaints.note_format(&source.file, reader.heading().format.clone());
    let mut wanted = columns.to_vec();
    wanted.extend(source.crs_column.as_deref());
    let mut records = Vec::new();
    reader.read(&wanted, &mut |record| {
        (around.progress)(record.at);
        records.push(record);
        Ok(())
    })?;
    if records.is_empty() {
        return Err(Fault::NoFeatures.of(&source.file));
    }
    let mut desk = Desk { around, source, complaints };
    let (records, readings) = desk.find_readings(reader.heading(), records)?;
    let winding = reader.heading().winding;
    let shapes: Vec<Result<Mended, Refusal>> = records
        .par_iter()
        .map(|(_, _, shape, reading)| mend(shape, &readings[*reading], winding, around.close_below))
        .collect();
    let count = records.len() as u64;
    let mut areas = Vec::with_capacity(records.len());
    let mut habits = HABITS.map(Habit::new);
    for ((row, mut values, _, _), shape) in records.into_iter().zip(shapes) {
        values.truncate(columns.len());
        if let Some(border) = desk.judge(row, values.first(), shape, &mut habits) {
            areas.push(Area { row, values, border });
        }
    }
    for habit in habits {
        habit.tell(&source.file, count, desk.complaints);
    }
    if areas.is_empty() {
        return Err(Fault::NoUsableFeatures { count }.of(&source.file));
    }
    Ok(areas)
}

/// What all features of a file may have by the way it was written.
const HABITS: [ComplaintKind; 3] =
    [ComplaintKind::WrongWinding, ComplaintKind::RepeatedPoint, ComplaintKind::WrappedLongitude];

/// A feature whose coordinate system is known: row, values, shape, number of its reading.
type Located = (u64, Vec<Option<String>>, Shape, usize);

/// Where the features of one file are looked at.
struct Desk<'a, 'b> {
    around: Surroundings<'a>,
    source: &'a FeatureSource,
    complaints: &'b mut Complaints,
}

impl Desk<'_, '_> {
    /// Finds out how the coordinates of each feature are meant.
    fn find_readings(
        &mut self,
        heading: &Heading,
        records: Vec<Record>,
    ) -> Result<(Vec<Located>, Vec<Reading>), IngestError> {
        let file = || self.source.file.clone();
        let said = match &heading.crs {
            DeclaredCrs::Known(crs) => Ok(Some(*crs)),
            DeclaredCrs::Unnamed => Ok(None),
            DeclaredCrs::Unknown(unknown) => Err(unknown.to_string()),
        };
        let usual = self.source.crs.map_or(said, |crs| Ok(Some(crs)));
        let mut groups: FxHashMap<Option<Crs>, (usize, Vec<[f64; 2]>)> = FxHashMap::default();
        let mut located = Vec::with_capacity(records.len());
        let mut told = Vec::new();
        for mut record in records {
            let own = if self.source.crs_column.is_some() { record.values.pop().flatten() } else { None };
            let crs = match (own, &usual) {
                (Some(own), _) => Crs::parse(&own).map(Some).map_err(|unknown| unknown.to_string()),
                (None, Ok(usual)) => Ok(*usual),
                (None, Err(unknown)) if self.source.crs_column.is_none() => {
                    return Err(Fault::OtherCrs { found: unknown.clone() }.of(file()));
                }
                (None, Err(unknown)) => Err(unknown.clone()),
            };
            if record.bad_text {
                told.push((ComplaintKind::InvalidText, record.row, BAD_TEXT.to_owned()));
            }
            match crs {
                Ok(crs) => {
                    let next = groups.len();
                    let (number, sample) = groups.entry(crs).or_insert((next, Vec::new()));
                    sample.extend(record.shape.first_point());
                    located.push((record.row, record.values, record.shape, *number));
                }
                Err(unknown) => told.push((ComplaintKind::UnknownCrs, record.row, unknown)),
            }
        }
        let mut readings: Vec<(usize, Reading)> = Vec::new();
        for (crs, (number, sample)) in groups {
            let (reading, remark) = Reading::find(&self.source.file, crs, &sample, self.around.bounds)?;
            readings.push((number, reading));
            if let Some((kind, detail)) = remark {
                self.complain(kind, None, None, detail, None);
            }
        }
        for (kind, row, detail) in told {
            self.complain(kind, Some(row), None, detail, None);
        }
        readings.sort_by_key(|(number, _)| *number);
        Ok((located, readings.into_iter().map(|(_, reading)| reading).collect()))
    }

    /// The border of a feature, after what is wrong with it has been told; none where it is left out.
    fn judge(
        &mut self,
        row: u64,
        code: Option<&Option<String>>,
        shape: Result<Mended, Refusal>,
        habits: &mut [Habit],
    ) -> Option<Border> {
        let code = code.cloned().flatten();
        match shape {
            Ok(Mended { border, remarks }) => {
                for remark in remarks {
                    match habits.iter_mut().find(|habit| habit.is_of(remark.kind)) {
                        Some(habit) => habit.note(row, code.clone(), remark.detail, remark.place),
                        None => self.complain(remark.kind, Some(row), code.clone(), remark.detail, remark.place),
                    }
                }
                Some(border)
            }
            Err(refusal) => {
                self.complain(refusal.kind, Some(row), code, refusal.detail, refusal.place);
                None
            }
        }
    }

    fn complain(
        &mut self,
        kind: ComplaintKind,
        row: Option<u64>,
        code: Option<String>,
        detail: String,
        place: Option<[f64; 2]>,
    ) {
        self.complaints.push(Complaint { kind, file: self.source.file.clone(), row, code, detail, place });
    }
}
