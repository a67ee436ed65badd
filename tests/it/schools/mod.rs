//! Points at any density: a country of made-up schools, and the lycées of France.

mod attributes;
mod clusters;
mod country;
mod counts;
mod filtered;
pub(crate) mod pages;
mod positions;
mod styles;
mod territories;
mod thinned;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::geo::TileId;
use maillage::query::{Request, select};
use maillage::tile::{Scratch, tiles_near};

use crate::common::map_folder;
use crate::edition::{Edition, asked};
use crate::lilliput::{Lilliput, Told};
use crate::random::Random;
use crate::validator::{Geometry, Rules, Value, decode, validate};

/// A school as the test makes it.
#[derive(Clone, Debug)]
pub(crate) struct School {
    pub(crate) code: String,
    pub(crate) kind: &'static str,
    pub(crate) pupils: Option<f64>,
    pub(crate) ips: Option<f64>,
    pub(crate) longitude: f64,
    pub(crate) latitude: f64,
}

/// Number of schools made.
const SCHOOLS: usize = 2500;

const KINDS: [&str; 3] = ["collège", "lycée", "école"];

/// Schools in towns of all sizes, and some on one spot.
pub(crate) fn schools() -> Vec<School> {
    let mut random = Random::new(7);
    let towns: Vec<(f64, f64, f64)> = (0..40)
        .map(|_| {
            let mut part = || random.below(10_000) as f64 / 10_000.0;
            (part() * 4.0, 40.0 + part() * 4.0, 0.3 * part() * part() + 0.000_1)
        })
        .collect();
    let mut schools: Vec<School> = Vec::with_capacity(SCHOOLS);
    for number in 0..SCHOOLS {
        let (x, y, size) = towns[random.below(40) as usize];
        let mut offset = || (random.below(20_001) as f64 / 10_000.0 - 1.0) * size;
        let (mut longitude, mut latitude) = (x + offset(), y + offset());
        if number % 9 == 8 {
            let same = &schools[number / 2];
            (longitude, latitude) = (same.longitude, same.latitude);
        }
        schools.push(School {
            code: format!("S{number:05}"),
            kind: KINDS[random.below(3) as usize],
            pupils: (number % 7 != 0).then(|| random.below(900) as f64),
            ips: (number % 5 != 0).then(|| 50.0 + random.below(1000) as f64 / 10.0),
            longitude,
            latitude,
        });
    }
    schools
}

const RECIPE: &str = r#"
name = "schools"
title = { fr = "Écoles", en = "Schools" }
attribution = "© nobody"
bounds = [0.0, 40.0, 4.0, 44.0]

[[level]]
name = "communes"
label = { fr = "Communes", en = "Municipalities" }
source = "communes.fgb"
key = "code"
title = "nom"
zooms = [0, 14]

[[points]]
name = "ecoles"
label = { fr = "Écoles", en = "Schools" }
source = "schools.csv"
key = "code"
longitude = "lon"
latitude = "lat"
fields = { type = "type" }
id = "S#####"
zooms = [0, 14]
clusters = { radius = 40, max_zoom = 12, by = ["type"] }
indicators = ["ips", "eleves"]

[[indicator]]
id = "eleves"
label = { fr = "Élèves", en = "Pupils" }
kind = "count"

[[indicator]]
id = "ips"
label = { fr = "Indice de position sociale", en = "Index of social position" }
kind = "index"
weight = "eleves"
decimals = 1

[[table]]
file = "figures.csv"
level = "ecoles"
key = "code"
year = 2022
columns = { ips = "ips", eleves = "eleves" }
source = "nobody"
licence = "free"
"#;

/// The country of made-up schools, compiled once a run of the tests.
pub(crate) fn map() -> &'static Path {
    static MAP: OnceLock<PathBuf> = OnceLock::new();
    MAP.get_or_init(|| {
        let folder = map_folder("schools");
        build(&schools(), &folder);
        folder
    })
}

/// Compiles a map of some schools.
fn build(schools: &[School], folder: &Path) {
    let country = Lilliput::new();
    let (mut places, mut figures) = ("code,type,lon,lat\n".to_owned(), "code;ips;eleves\n".to_owned());
    let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    for school in schools {
        let School { code, kind, longitude, latitude, .. } = school;
        writeln!(places, "{code},{kind},{longitude},{latitude}").expect("a text");
        writeln!(figures, "{code};{};{}", number(school.ips), number(school.pupils)).expect("a text");
    }
    country.write("recipe.toml", RECIPE);
    country.write("schools.csv", places);
    country.write("figures.csv", figures);
    Told::of(&mut country.command_to(folder, &["--quiet"])).done();
}

fn catalog() -> Catalog<Mapping> {
    Catalog::map(map()).expect("the schools open").0
}

/// What a tile shows at a point.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    id: Option<u64>,
    attributes: BTreeMap<String, Value>,
}

impl Shown {
    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        match self.attributes.get(key)? {
            Value::UInt(number) => Some(*number as f64),
            Value::Double(number) => Some(*number),
            other => panic!("{key} is {other:?}"),
        }
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        match self.attributes.get(key)? {
            Value::String(text) => Some(text),
            other => panic!("{key} is {other:?}"),
        }
    }

    /// How many schools it stands for.
    pub(crate) fn count(&self) -> u64 {
        self.number("point_count").map_or(1, |count| count as u64)
    }
}

/// All that a zoom shows in the squares of its tiles, each tile checked by the validator.
pub(crate) fn shown(catalog: &Catalog<Mapping>, layer: &str, zoom: u8, points: Option<&str>) -> Vec<Shown> {
    shown_by(catalog, &asked(layer, &[("points", points.unwrap_or_default())]), zoom)
}

/// The same for any request of one layer.
pub(crate) fn shown_by(catalog: &Catalog<Mapping>, request: &Request, zoom: u8) -> Vec<Shown> {
    thread_local!(static SCRATCH: RefCell<Scratch> = RefCell::default());
    let selection = select(catalog, request).expect("the layer is there");
    let id = catalog.layer(&request.layers).expect("the layer is there").0;
    let tiles = tiles_near(&catalog.view(id), zoom);
    let of_tile = |tile: TileId| {
        let drawn = SCRATCH.with_borrow_mut(|scratch| Edition::of(catalog).draw(&selection, tile, scratch));
        assert_eq!(drawn.skipped, 0);
        let faults = validate(&drawn.bytes, &Rules::default());
        assert!(faults.is_empty(), "{tile:?}: {faults:?}");
        let features = decode(&drawn.bytes).into_iter().flat_map(|layer| layer.features);
        let inside = features.filter_map(|feature| {
            let Geometry::Points(points) = &feature.geometry else { panic!("no point: {feature:?}") };
            let square = 0..4096;
            let [at] = points[..] else { panic!("{} points", points.len()) };
            let is_inside = square.contains(&at.x) && square.contains(&at.y);
            let attributes = feature.attributes.into_iter().collect();
            is_inside.then_some(Shown { id: feature.id, attributes })
        });
        inside.collect::<Vec<Shown>>()
    };
    tiles.into_iter().flat_map(of_tile).collect()
}
