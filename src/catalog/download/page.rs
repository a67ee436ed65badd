//! Some points of a layer, page by page: those of a territory, of a cluster, or around a place.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use zerocopy::little_endian::U32;

use super::metadata::described;
use super::{Dialect, DownloadError, DownloadRequest, Format, Table};
use crate::atlas::LayerView;
use crate::catalog::hierarchy::ForestOf;
use crate::catalog::select::shortened;
use crate::catalog::territory::{degrees, escaped};
use crate::catalog::{Catalog, PointMode, Request, SelectError, Territory, TerritoryError};
use crate::cluster::NodeRecord;
use crate::gazetteer::{Language, Layer, LayerKind};
use crate::geo::{LonLat, WorldPoint};

/// What points are asked for.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest<'a> {
    /// Name of a layer of points.
    pub layer: &'a str,
    pub among: Among<'a>,
    /// Territories that hold them, with commas: `departements:35`, or a code that only one level has.
    pub territories: Option<&'a str>,
    /// West, south, east and north of a box that holds them, in degrees.
    pub bounds: Option<[f64; 4]>,
    /// As for tiles.
    pub indicators: Option<&'a str>,
    pub years: Option<&'a str>,
    pub fields: Option<&'a str>,
    pub filter: Option<&'a str>,
    pub coverage: Option<&'a str>,
    pub format: Format,
    pub dialect: Dialect,
    pub language: Language,
    /// Public address of the server, without a slash at its end.
    pub base: &'a str,
    /// Most points of the page.
    pub limit: usize,
}

/// From among which points a page is.
#[derive(Clone, Copy, Debug)]
pub enum Among<'a> {
    /// All of the layer, by ascending code, from behind a code.
    All { after: Option<&'a str> },
    /// Those of a cluster, in the same way.
    Cluster { id: u64, after: Option<&'a str> },
    /// Those around a place, the nearest first, within so many metres.
    Near { at: LonLat, within: f64 },
}

/// A page of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The page in its format.
    pub bytes: Vec<u8>,
    /// The code behind which the next page begins, unless this is the last.
    pub next: Option<String>,
}

/// A page that cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    #[error("there is no layer of points `{name}`; {known}")]
    UnknownLayer { name: String, known: String },
    #[error(
        "no cluster of `{layer}` has the id {id}; ids change when points do: take them from tiles of the present version"
    )]
    UnknownCluster { layer: String, id: u64 },
    #[error("{0}")]
    Territory(#[from] TerritoryError),
    #[error("several levels have the code `{code}`: write {choices}")]
    SeveralTerritories { code: String, choices: String },
    #[error("`{layer}` does not tell in which territory of `{level}` its points lie")]
    NoParents { layer: String, level: String },
    #[error("{count} territories were asked for and {MOST_TERRITORIES} are allowed; ask in several requests")]
    TooManyTerritories { count: usize },
    #[error(
        "a page of {points} points with {columns} columns is more than {MOST_CELLS} cells; ask for fewer points or \
         indicators"
    )]
    TooLarge { points: usize, columns: usize },
    #[error(transparent)]
    Download(#[from] DownloadError),
}

/// Most territories that a page may name: each is looked for in a column of the layer.
const MOST_TERRITORIES: usize = 100;

/// Most cells of a page: as text they take some ten megabytes.
const MOST_CELLS: usize = 500_000;

impl From<SelectError> for PageError {
    fn from(error: SelectError) -> PageError {
        PageError::Download(error.into())
    }
}

/// What a page has chosen.
struct Chosen {
    features: Vec<u32>,
    /// How many there are on all pages; unknown around a place.
    matched: Option<usize>,
    distances: Option<Vec<f64>>,
    /// Whether there is more behind it.
    is_cut: bool,
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The layers of points, with their numbers.
    pub fn point_layers(&self) -> impl Iterator<Item = (usize, &Layer)> {
        self.levels().filter(|(_, layer)| layer.kind == LayerKind::Points)
    }

    /// A layer of points by its name.
    ///
    /// # Errors
    /// Names those that there are.
    pub fn point_layer(&self, name: &str) -> Result<(usize, &Layer), PageError> {
        self.point_layers().find(|(_, layer)| layer.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.point_layers().map(|(_, layer)| layer.name.as_str()).collect();
            let known = match names[..] {
                [] => "this map has no points".to_owned(),
                _ => format!("there are {}", names.join(", ")),
            };
            PageError::UnknownLayer { name: shortened(name), known }
        })
    }

    /// A page of points. `address` is where it is asked for, with all parameters but `after`.
    ///
    /// # Errors
    /// Says what is unknown.
    pub fn page(&self, request: &PageRequest<'_>, address: &str) -> Result<Page, PageError> {
        let (number, layer) = self.point_layer(request.layer)?;
        let view = self.atlas().layer(number).ok_or_else(|| unknown_cluster(layer, 0))?;
        let PageRequest { indicators, years, fields, filter, coverage, .. } = *request;
        let points = matches!(request.among, Among::Cluster { .. }).then_some(PointMode::Clusters.name());
        let layers = request.layer;
        let evolution = None;
        let selection =
            self.select(&Request { layers, indicators, years, fields, filter, points, coverage, evolution })?;
        let download = DownloadRequest {
            level: request.layer,
            format: request.format,
            indicators,
            years,
            filter,
            coverage,
            dialect: request.dialect,
            language: request.language,
            base: request.base,
        };
        let mut table = Table::new(self, &download, &selection)?;
        if let (Some(_), [part]) = (fields, &selection.parts[..]) {
            table.keep_fields(&part.fields);
        }
        check_size(request.limit.min(view.len()), table.width())?;
        let territories = self.territories_of(number, layer, request.territories)?;
        let bounds = request.bounds.map(WorldBounds::new);
        let part = selection.parts.first();
        let matching = part.and_then(|part| part.filter.as_ref()).map(|filter| self.matching(filter));
        let accepts = |feature: u32| {
            let is_let_through = matching.as_ref().is_none_or(|matching| matching.contains(feature));
            let is_held = territories.as_ref().is_none_or(|held| held.get(feature as usize) == Some(&true));
            let is_inside = |bounds: &WorldBounds| view.place(feature).is_some_and(|place| bounds.holds(place));
            is_let_through && is_held && bounds.as_ref().is_none_or(is_inside)
        };
        let forest = part.and_then(|part| self.forest(part));
        let cluster = match request.among {
            Among::Cluster { id, .. } => Some(find_cluster(forest.as_ref(), layer, id)?),
            _ => None,
        };
        let chosen = choose(&view, request, cluster, accepts);
        let last = chosen.features.last().and_then(|&feature| view.text(0, feature));
        let next = last.filter(|_| chosen.is_cut).map(str::to_owned);
        let mut members = described(&table);
        members.extend(numbers(&chosen, address, next.as_deref()));
        members.extend(cluster.map(|(_, node)| ("cluster".to_owned(), describe(node))));
        match chosen.distances {
            Some(distances) => table.choose_near(chosen.features.into_iter().zip(distances).collect()),
            None => table.choose(chosen.features),
        }
        let bytes = if request.format == Format::GeoJson { table.collection(members)? } else { table.file()? };
        Ok(Page { bytes, next })
    }

    /// Which points lie in any of some territories; none where none are named.
    fn territories_of(
        &self,
        number: usize,
        layer: &Layer,
        asked: Option<&str>,
    ) -> Result<Option<Vec<bool>>, PageError> {
        let Some(asked) = asked.filter(|asked| !asked.is_empty()) else { return Ok(None) };
        let names: BTreeSet<&str> = asked.split(',').filter(|text| !text.is_empty()).collect();
        if names.len() > MOST_TERRITORIES {
            return Err(PageError::TooManyTerritories { count: names.len() });
        }
        let mut held = vec![false; layer.features as usize];
        for text in names {
            let territory = self.territory_of(text)?;
            let level = self.layer_at(territory.layer).map_or("", |level| &level.name);
            if !layer.fields.iter().any(|field| field.level.as_deref() == Some(level)) {
                return Err(PageError::NoParents { layer: layer.name.clone(), level: level.to_owned() });
            }
            for feature in self.held_by(territory, number) {
                if let Some(held) = held.get_mut(feature as usize) {
                    *held = true;
                }
            }
        }
        Ok(Some(held))
    }

    /// The territory of `departements:35`, or of a code that one level has.
    fn territory_of(&self, text: &str) -> Result<Territory, PageError> {
        if let Some((level, code)) = text.split_once(':') {
            return Ok(self.territory(level, code)?);
        }
        let mut found = self.territories(text)?;
        let is_area = |territory: &Territory| {
            self.layer_at(territory.layer).is_some_and(|layer| layer.kind == LayerKind::Polygons)
        };
        found.retain(is_area);
        match found[..] {
            [] => Err(TerritoryError::UnknownAnywhere { code: shortened(text) }.into()),
            [territory] => Ok(territory),
            _ => {
                let levels = found.iter().filter_map(|territory| self.layer_at(territory.layer));
                let choices: Vec<String> = levels.map(|layer| format!("{}:{text}", layer.name)).collect();
                Err(PageError::SeveralTerritories { code: shortened(text), choices: choices.join(" or ") })
            }
        }
    }
}

fn check_size(points: usize, columns: usize) -> Result<(), PageError> {
    if points.saturating_mul(columns) > MOST_CELLS {
        return Err(PageError::TooLarge { points, columns });
    }
    Ok(())
}

fn unknown_cluster(layer: &Layer, id: u64) -> PageError {
    PageError::UnknownCluster { layer: layer.name.clone(), id }
}

/// A cluster's features by ascending code, and itself.
type Cluster<'a> = (&'a [U32], &'a NodeRecord);

fn find_cluster<'a>(forest: Option<&'a ForestOf<'_>>, layer: &Layer, id: u64) -> Result<Cluster<'a>, PageError> {
    let forest = forest.map(ForestOf::view).unwrap_or_default();
    let (_, node) = forest.find(id).ok_or_else(|| unknown_cluster(layer, id))?;
    Ok((forest.members(node), node))
}

/// The features of a page.
fn choose<D: AsRef<[u8]>>(
    view: &LayerView<'_, D>,
    request: &PageRequest<'_>,
    cluster: Option<Cluster<'_>>,
    accepts: impl Fn(u32) -> bool,
) -> Chosen {
    let page = |all: &mut dyn Iterator<Item = u32>, after: Option<&str>| {
        let is_behind = |feature: u32| after.is_none_or(|after| view.text(0, feature).is_some_and(|code| code > after));
        let (mut features, mut matched, mut is_cut) = (Vec::new(), 0, false);
        for feature in all.filter(|feature| accepts(*feature)) {
            matched += 1;
            if is_behind(feature) {
                is_cut = features.len() >= request.limit;
                if !is_cut {
                    features.push(feature);
                }
            }
        }
        Chosen { features, matched: Some(matched), distances: None, is_cut }
    };
    match request.among {
        Among::All { after } => page(&mut view.by_code(None), after),
        Among::Cluster { after, .. } => {
            let members = cluster.map_or(&[][..], |(members, _)| members);
            let mut members: Vec<u32> = members.iter().map(|member| member.get()).collect();
            members.sort_by_cached_key(|&feature| view.text(0, feature));
            page(&mut members.into_iter(), after)
        }
        Among::Near { at, within } => {
            let (features, distances) = view.nearest(at, request.limit, within, accepts).into_iter().unzip();
            Chosen { features, matched: None, distances: Some(distances), is_cut: false }
        }
    }
}

/// Counts and links of a page, as OGC API – Features names them (17-069r4, section 7.16).
fn numbers(chosen: &Chosen, address: &str, next: Option<&str>) -> Map<String, Value> {
    let mut members = Map::new();
    if let Some(matched) = chosen.matched {
        members.insert("numberMatched".to_owned(), json!(matched));
    }
    members.insert("numberReturned".to_owned(), json!(chosen.features.len()));
    if let Some(next) = next {
        let link = json!({ "rel": "next", "type": "application/geo+json", "href": next_address(address, next) });
        members.insert("links".to_owned(), json!([link]));
    }
    members
}

/// Where the page behind a code is.
pub fn next_address(address: &str, code: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}after={}", escaped(code))
}

/// A cluster as tiles tell of it.
fn describe(node: &NodeRecord) -> Value {
    let [west, north, east, south] = node.bounds.map(U32::get);
    let [north_west, south_east] = [(west, north), (east, south)].map(|(x, y)| WorldPoint { x, y }.unproject());
    let bbox = [north_west.lon, south_east.lat, south_east.lon, north_west.lat];
    json!({
        "cluster_id": node.id.get(),
        "point_count": node.member_count.get(),
        "expansion_zoom": node.expansion_zoom,
        "leaves": node.is_of_leaves(),
        "bbox": bbox.map(degrees).to_vec(),
    })
}

/// A box of the world grid.
struct WorldBounds {
    north_west: WorldPoint,
    south_east: WorldPoint,
}

impl WorldBounds {
    fn new([west, south, east, north]: [f64; 4]) -> WorldBounds {
        let corner = |lon, lat| LonLat { lon, lat }.project();
        WorldBounds { north_west: corner(west, north), south_east: corner(east, south) }
    }

    /// A box whose west is east of its east reaches across the antimeridian (RFC 7946, section 5.2).
    fn holds(&self, place: WorldPoint) -> bool {
        let (west, east) = (self.north_west.x, self.south_east.x);
        let along = if west <= east { west <= place.x && place.x <= east } else { place.x >= west || place.x <= east };
        along && (self.north_west.y..=self.south_east.y).contains(&place.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_a_bound() {
        assert!(check_size(10_000, 50).is_ok());
        let told = check_size(10_000, 51).unwrap_err().to_string();
        assert!(
            told.starts_with("a page of 10000 points with 51 columns is more than 500000 cells; ask for"),
            "{told}"
        );
        assert!(!told.contains("  "), "{told}");
    }

    #[test]
    fn boxes_reach_across_the_antimeridian_where_west_is_east_of_east() {
        let holds =
            |bounds: [f64; 4], lon: f64, lat: f64| WorldBounds::new(bounds).holds(LonLat { lon, lat }.project());
        assert!(holds([170.0, -20.0, -170.0, -10.0], 179.0, -15.0));
        assert!(holds([170.0, -20.0, -170.0, -10.0], -179.0, -15.0));
        assert!(!holds([170.0, -20.0, -170.0, -10.0], 0.0, -15.0));
        assert!(holds([-2.0, 47.0, -1.0, 49.0], -2.0, 49.0) && !holds([-2.0, 47.0, -1.0, 49.0], -2.1, 48.0));
    }
}
