//! What this program makes of the same sources and the same map, against what it made before.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use maillage::catalog::{Catalog, TILE};
use maillage::compile::{BUILD, BuildOptions, Silent, build};
use maillage::container::Mapping;
use maillage::geo::TileId;
use maillage::ingest::Recipe;
use maillage::parameters::Parameters;
use maillage::query::{Request, select};
use maillage::records::{CsvParameters, DownloadRequest, FILES, Format};
use maillage::tile::Scratch;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::{file_in, folder_of, present_format};
use crate::common::project;
use crate::edition::{Edition, asked};
use crate::ripple;

/// Set to write the fixtures anew.
const RENEW: &str = "MAILLAGE_RENEW";

/// The numbers that are raised by hand, by their names in the code.
const CONSTANTS: [(&str, u32); 3] = [("BUILD", BUILD), ("TILE", TILE), ("FILES", FILES)];

/// Hashes by what they are of.
type Hashes = BTreeMap<String, String>;

#[test]
#[cfg_attr(
    not(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64")),
    ignore = "elsewhere the last digit of a logarithm may be another"
)]
fn what_this_program_makes_has_changed_only_with_its_versions() {
    let built = tempfile::tempdir().expect("a folder");
    ripple::write(built.path());
    let out = built.path().join("out");
    let recipe = Recipe::load(&built.path().join("recipe.toml")).expect("the recipe is sound");
    build(&recipe, &out, BuildOptions::default(), &Silent).expect("the country builds");
    let kept = folder_of(&present_format());
    let renews = std::env::var_os(RENEW).is_some();
    let list = fs::read_to_string(list_path()).ok();
    // Tiles and files are made of the map that is kept, so that they tell of nothing but drawing and writing.
    let made = || hashes(&catalog(&kept), built_files(&out));
    if !renews {
        assert!(list.is_some() && kept.exists(), "there is no map of this format yet: write it with {RENEW}=1");
        let told = differences(&list.unwrap_or_default(), &made());
        return assert!(told.is_empty(), "{told}");
    }
    // Of a new format there is nothing to compare with, and its version tells that maps have to be built again.
    if let Some(list) = list.filter(|_| kept.exists()) {
        let told = forgotten(&list, &made());
        assert!(told.is_empty(), "{told}");
    }
    keep(&out, &kept);
    fs::write(list_path(), written(&made())).expect("the list can be written");
}

/// The list of what was made before.
fn list_path() -> PathBuf {
    project().join("tests/fixtures/made.txt")
}

fn catalog(folder: &Path) -> Catalog<Mapping> {
    Catalog::map(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())).0
}

fn built_files(folder: &Path) -> [PathBuf; 2] {
    ["atlas", "almanac"].map(|ending| file_in(folder, ending))
}

/// Puts a map that was built into the fixtures, in the place of what is there.
fn keep(out: &Path, kept: &Path) {
    let _ = fs::remove_dir_all(kept);
    fs::create_dir_all(kept).expect("a folder for the map");
    for file in ["atlas", "almanac", "json"].map(|ending| file_in(out, ending)) {
        fs::copy(&file, kept.join(file.file_name().expect("a name"))).expect("a file can be copied");
    }
}

/// Hashes of a pair that was built, and of the tiles and files of a map.
fn hashes(catalog: &Catalog<Mapping>, [atlas, almanac]: [PathBuf; 2]) -> Hashes {
    let mut made = Hashes::new();
    for (name, file) in [("atlas", atlas), ("almanac", almanac)] {
        made.insert(format!("BUILD {name}"), hash(&fs::read(file).expect("a file")));
    }
    for (name, request) in tile_requests() {
        for zoom in 0..=8 {
            made.insert(format!("TILE {name} zoom {zoom}"), hash_of_tiles(catalog, &request, zoom));
        }
    }
    for (ending, format) in Format::ENDINGS {
        for level in ["communes", "provinces", "schools"] {
            made.insert(format!("FILES {level}{ending}"), hash_of_file(catalog, level, format));
        }
    }
    made
}

fn hash(bytes: &[u8]) -> String {
    format!("{:032x}", xxh3_128(bytes))
}

/// Requests for tiles that between them ask for everything that tiles can show.
fn tile_requests() -> Vec<(&'static str, Request)> {
    let all = ("indicators", "*");
    vec![
        ("plain", asked("communes,provinces,schools", &[])),
        ("all", asked("communes,provinces", &[all, ("coverage", "true")])),
        ("view", asked("country,country_labels,borders", &[])),
        ("labels", asked("communes_labels,provinces_labels", &[all])),
        ("years", asked("communes,provinces", &[all, ("year", "2019,2023"), ("evolution", "percent")])),
        ("fields", asked("communes", &[("fields", "nom,province"), ("indicators", "")])),
        ("filter", asked("communes", &[("filter", "population > 40000")])),
        ("clusters", asked("schools", &[all])),
        ("points", asked("schools", &[all, ("points", "all")])),
        ("thinned", asked("schools", &[("points", "thinned")])),
        ("some points", asked("schools", &[all, ("filter", "type = 'primary'")])),
    ]
}

/// One hash of all tiles of a zoom around the country.
fn hash_of_tiles(catalog: &Catalog<Mapping>, request: &Request, zoom: u8) -> String {
    let selection = select(catalog, request).unwrap_or_else(|error| panic!("{request:?}: {error}"));
    let (edition, mut scratch) = (Edition::of(catalog), Scratch::default());
    let mut hasher = Xxh3::new();
    // The country lies between 0° and 5° east, 44° and 48° north.
    let side = f64::from(1_u32 << zoom);
    let [west, east] = [0.5, 0.515].map(|x| (x * side) as u32);
    let [north, south] = [0.345, 0.364].map(|y| (y * side) as u32);
    for (x, y) in (west..=east).flat_map(|x| (north..=south).map(move |y| (x, y))) {
        let drawn = edition.draw(&selection, TileId::new(zoom, x, y).expect("a tile"), &mut scratch);
        assert_eq!(drawn.skipped, 0, "{request:?} {zoom}/{x}/{y}");
        hasher.update(&(drawn.bytes.len() as u64).to_le_bytes());
        hasher.update(&drawn.bytes);
    }
    format!("{:032x}", hasher.digest128())
}

/// The hash of a file, without the version of the map in it, which `TILE` changes.
fn hash_of_file(catalog: &Catalog<Mapping>, level: &str, format: Format) -> String {
    let wanted = [("indicators", "*"), ("year", "2019,2023"), ("coverage", "true"), ("lang", "en")];
    let parameters = &CsvParameters::read(&wanted).expect("parameters");
    let request = DownloadRequest { level, format, parameters, base: "https://example.org" };
    let edition = Edition::of(catalog);
    let file = edition.table(&request).expect("a level").file().expect("a file");
    let version = catalog.version().as_bytes();
    let places = file.windows(version.len()).enumerate().filter(|(_, window)| *window == version);
    let mut plain = file.clone();
    places.for_each(|(place, _)| plain[place..place + version.len()].fill(b'0'));
    hash(&plain)
}

/// The list as a text: the constants, then what was made of which kind with its hash.
fn written(made: &Hashes) -> String {
    let mut text = format!("# Written by `{RENEW}=1 cargo test --test it versions`: see tests/it/versions.\n");
    for (name, value) in CONSTANTS {
        let _ = writeln!(text, "{name} = {value}");
    }
    for (name, hash) in made {
        let _ = writeln!(text, "{name}: {hash}");
    }
    text
}

/// Which kinds of things differ from the list, with the first of each kind and how many there are.
fn changed(text: &str, made: &Hashes) -> BTreeMap<&'static str, (String, usize)> {
    let lines = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    let known: Hashes = lines.map(|(name, hash)| (name.to_owned(), hash.to_owned())).collect();
    let mut found = BTreeMap::new();
    for name in known.keys().chain(made.keys()).collect::<BTreeSet<_>>() {
        let kind = CONSTANTS.iter().find(|(kind, _)| name.starts_with(kind)).map_or("", |(kind, _)| kind);
        if known.get(name) != made.get(name) {
            found.entry(kind).or_insert((name.clone(), 0)).1 += 1;
        }
    }
    found
}

/// The value that a constant had when the list was written.
fn listed(text: &str, name: &str) -> Option<u32> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = ")?.parse().ok())
}

/// What differs, and what to do about it; nothing where all is as it was.
fn differences(text: &str, made: &Hashes) -> String {
    let renew = format!("write the list anew with `{RENEW}=1 cargo test --test it versions`");
    let mut told = forgotten(text, made);
    for (name, value) in CONSTANTS {
        if listed(text, name) != Some(value) {
            let _ = writeln!(told, "{name} is {value} and not what the list has: {renew}");
        }
    }
    told
}

/// The constants that have to be raised and are not, in sentences.
fn forgotten(text: &str, made: &Hashes) -> String {
    let mut told = String::new();
    for (kind, (first, count)) in changed(text, made) {
        let value = CONSTANTS.iter().find(|(name, _)| *name == kind).map_or(0, |(_, value)| *value);
        if listed(text, kind).is_none_or(|before| before >= value) {
            let what = match kind {
                "BUILD" => "a build makes something else of the same sources: raise `BUILD` in src/compile/sources.rs",
                "TILE" => "tiles of the same map are others: raise `TILE` in src/catalog/version.rs",
                _ => "files of the same map are others: raise `FILES` in src/records/files/version.rs",
            };
            let _ = writeln!(
                told,
                "{what} if you meant that, then run `{RENEW}=1 cargo test --test it versions`. If only this test has \
                 changed, delete tests/fixtures/made.txt instead, and run the same. {count} differ, first `{first}`"
            );
        }
    }
    told
}

#[test]
fn what_has_changed_names_the_constant_to_raise() {
    let made = |changes: &[(&str, &str)]| -> Hashes {
        let usual = [("BUILD atlas", "1"), ("TILE plain zoom 3", "2"), ("FILES communes.csv", "3")];
        usual.iter().chain(changes).map(|(name, hash)| ((*name).to_owned(), (*hash).to_owned())).collect()
    };
    let list = written(&made(&[]));
    assert_eq!(differences(&list, &made(&[])), "");
    for (name, constant) in [("BUILD atlas", "BUILD"), ("TILE plain zoom 3", "TILE"), ("FILES communes.csv", "FILES")] {
        let told = differences(&list, &made(&[(name, "other")]));
        assert!(told.contains(&format!("raise `{constant}`")) && told.contains(&format!("`{name}`")), "{told}");
        assert!(
            CONSTANTS.iter().all(|(other, _)| *other == constant || !told.contains(&format!("`{other}`"))),
            "{told}"
        );
        // Raised, the list is to be written anew, and may be.
        let value = CONSTANTS.iter().find(|(it, _)| *it == constant).map_or(0, |(_, value)| *value);
        let before = list.replace(&format!("{constant} = {value}"), &format!("{constant} = {}", value - 1));
        assert_eq!(forgotten(&before, &made(&[(name, "other")])), "");
        assert!(differences(&before, &made(&[(name, "other")])).contains(RENEW));
    }
    // What is new in the list counts as well.
    assert!(differences(&list, &made(&[("TILE more zoom 1", "1")])).contains("raise `TILE`"));
}
