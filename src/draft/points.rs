//! Files of points: positions, codes, and the territories that hold them.

use super::keys::{Key, key, title};
use super::levels::Level;
use super::matching::{Codes, Match, compare, sounds_alike};
use super::names::Taken;
use super::survey::{Column, Find, Kind};
use super::words::{humanised, is_latitude, is_longitude, plain};
use super::write::{listed, named};
use crate::gazetteer::counted;

/// A layer of points as a recipe has it.
pub(super) struct PointLayer<'a> {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) find: &'a Find,
    pub(super) key: &'a str,
    pub(super) title: Option<&'a str>,
    /// Columns of longitude and latitude; none where the file has points.
    pub(super) position: Option<(&'a str, &'a str)>,
    /// The level that holds them, the attribute of its codes, and the column that has them.
    pub(super) within: Option<(String, String, Option<&'a str>)>,
    /// Attribute and column.
    pub(super) fields: Vec<(String, &'a str)>,
    pub(super) codes: Codes,
    pub(super) why: String,
    pub(super) doubts: Vec<String>,
}

/// Further attributes at most: the recipe can name more.
const MOST_FIELDS: usize = 12;

/// Whether a file has points: features that are points, or a table with positions that is not about territories.
pub(super) fn has_points(find: &Find, all: &[Find], levels: &[Level]) -> bool {
    match find.kind {
        Kind::Points(_) => true,
        Kind::Areas(_) => false,
        Kind::Rows => {
            // A table whose own codes are those of a level is about its territories, and tells where their middle is.
            let is_about = |key: Key| holder(key.column, levels).is_some_and(|(_, found)| found.likeness > 0.3);
            position(find).is_some() && !key(find, all).is_some_and(is_about)
        }
    }
}

fn position(find: &Find) -> Option<(&str, &str)> {
    let longitude = find.columns.iter().find(|column| is_longitude(column))?;
    let latitude = find.columns.iter().find(|column| is_latitude(column))?;
    Some((&longitude.name, &latitude.name))
}

/// The level whose codes stand in a column, if nearly all are.
fn holder<'a, 'b>(column: &Column, levels: &'b [Level<'a>]) -> Option<(&'b Level<'a>, Match)> {
    let values = column.values.as_ref()?;
    let found = levels.iter().map(|level| (level, compare(values, &level.codes)));
    let fits = found.filter(|(_, found)| found.share() >= 0.8 && found.matched > 1);
    // Codes of coarser levels may look alike: of two that fit the one with most in common is meant.
    fits.max_by(|(_, one), (_, other)| (one.share() + one.likeness).total_cmp(&(other.share() + other.likeness)))
}

/// The layer, or why the file cannot be one.
pub(super) fn layer<'a>(
    find: &'a Find,
    all: &[Find],
    levels: &[Level],
    taken: &mut Taken,
) -> Result<PointLayer<'a>, String> {
    let position = if matches!(find.kind, Kind::Points(_)) { None } else { position(find) };
    let Some(found) = key(find, all) else {
        return Err(format!(
            "it has points, but none of its columns has a code for each of them: {}",
            listed(find.columns.iter().map(|column| column.name.as_str()))
        ));
    };
    let is_place = |column: &Column| position.is_some_and(|(lon, lat)| column.name == lon || column.name == lat);
    let others: Vec<&Column> =
        find.columns.iter().filter(|column| column.name != found.column.name && !is_place(column)).collect();
    let title = title(find, &found.column.name).map(|title| title.name.as_str());
    let (within, told) = within(&others, levels, taken);
    let holds = within.as_ref().and_then(|(.., column)| *column);
    let rest =
        others.into_iter().filter(|column| Some(column.name.as_str()) != title && Some(column.name.as_str()) != holds);
    let fields = fields(rest, levels, taken);
    let why = format!(
        "{}, each with a code of its own in {}; {}.",
        counted(find.rows, "point"),
        named(&found.column.name),
        position.map_or("the file has their places".to_owned(), |(lon, lat)| format!(
            "positions in {} and {}",
            named(lon),
            named(lat)
        ))
    );
    let mut doubts: Vec<String> = told.into_iter().chain(found.doubts()).collect();
    doubts.extend(find.doubt_of_places());
    Ok(PointLayer {
        name: taken.layer(&plain(find.stem())),
        label: humanised(find.stem()),
        find,
        key: &found.column.name,
        title,
        position,
        within,
        fields,
        codes: found.column.values.clone().unwrap_or_default(),
        why,
        doubts,
    })
}

/// Level, attribute and column, and what is to be said of them.
type Holder<'a> = (String, String, Option<&'a str>);

/// The level that holds the points: the finest whose codes they have, else the finest of all.
fn within<'a>(columns: &[&'a Column], levels: &[Level], taken: &mut Taken) -> (Option<Holder<'a>>, Option<String>) {
    let mut best: Option<(usize, u64, bool, &Column, &Level, Match)> = None;
    for column in columns {
        let Some((level, found)) = holder(column, levels) else { continue };
        let rank = (level.codes.len(), (found.share() * 1000.0) as u64, sounds_alike(&column.name, &level.name));
        if best.as_ref().is_none_or(|(count, share, alike, ..)| rank > (*count, *share, *alike)) {
            best = Some((rank.0, rank.1, rank.2, column, level, found));
        }
    }
    if let Some((.., column, level, found)) = best {
        let told = format!("the territories are those of {}: {}", named(&column.name), found.in_words());
        let attribute = attribute(level, taken);
        return (
            Some((level.name.clone(), attribute, Some(&column.name))),
            (found.matched < found.values).then_some(told),
        );
    }
    let Some(finest) = levels.first() else { return (None, None) };
    let told = "no column has the codes of their territories: they belong to those that they lie in".to_owned();
    (Some((finest.name.clone(), attribute(finest, taken), None)), Some(told))
}

fn attribute(level: &Level, taken: &mut Taken) -> String {
    let attribute = level.attribute();
    taken.reserve(&attribute);
    attribute
}

/// Further attributes; those of coarser levels follow by themselves.
fn fields<'a>(columns: impl Iterator<Item = &'a Column>, levels: &[Level], taken: &Taken) -> Vec<(String, &'a str)> {
    let implied: Vec<String> = levels.iter().map(Level::attribute).collect();
    let mut fields: Vec<(String, &str)> = Vec::new();
    for column in columns.filter(|column| column.filled > 0 && column.longest <= 120) {
        let attribute = plain(&column.name);
        let is_known = implied.contains(&attribute) || implied.contains(&column.name);
        let is_twice = fields.iter().any(|(other, _)| *other == attribute);
        if !attribute.is_empty() && !is_known && !is_twice && taken.is_free(&attribute) && fields.len() < MOST_FIELDS {
            fields.push((attribute, &column.name));
        }
    }
    fields
}

impl PointLayer<'_> {
    /// Whether the attribute of the level that holds them has to be declared as a parent.
    pub(super) fn declares(&self) -> Option<(&str, &str)> {
        self.within.as_ref().and_then(|(_, attribute, column)| Some((attribute.as_str(), (*column)?)))
    }

    /// Where the points of a table lie: west, south, east, north.
    pub(super) fn box_of_columns(&self) -> Option<[f64; 4]> {
        let (longitude, latitude) = self.position?;
        let (east, north) = (self.find.column(longitude)?, self.find.column(latitude)?);
        Some([east.least, north.least, east.greatest, north.greatest])
    }
}
