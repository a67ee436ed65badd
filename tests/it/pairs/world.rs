//! A made-up country of twelve communes in three départements, and its schools, of whose figures many are missing.

use std::fmt::Write as _;
use std::fs;

use tempfile::TempDir;

use crate::common::program;
use crate::random::Random;

pub(crate) const YEARS: [i32; 2] = [2021, 2022];

pub(crate) struct School {
    pub(crate) code: String,
    pub(crate) commune: String,
    /// The commune of former days, several of which make one of today.
    former: String,
    kind: &'static str,
    place: [f64; 2],
    /// By year: pupils, index, admitted, present.
    figures: [[Option<f64>; 4]; 2],
}

impl School {
    fn figure(&self, year: i32, which: usize) -> Option<f64> {
        self.figures[YEARS.iter().position(|&it| it == year).expect("a year")][which]
    }

    pub(crate) fn pupils(&self, year: i32) -> Option<f64> {
        self.figure(year, 0)
    }

    pub(crate) fn ips(&self, year: i32) -> Option<f64> {
        self.figure(year, 1)
    }

    pub(crate) fn admitted(&self, year: i32) -> Option<f64> {
        self.figure(year, 2)
    }

    pub(crate) fn present(&self, year: i32) -> Option<f64> {
        self.figure(year, 3)
    }
}

pub(crate) struct World {
    pub(crate) schools: Vec<School>,
    weights: Vec<i32>,
}

const COMMUNES: usize = 12;

fn commune(number: usize) -> String {
    format!("{:02}{:03}", number / 4 + 1, number % 4 + 1)
}

impl World {
    pub(crate) fn new(seed: u64) -> World {
        let mut random = Random::new(seed);
        // In every other country nobody counted the pupils of the later year.
        let weights = if seed.is_multiple_of(2) { YEARS.to_vec() } else { YEARS[..1].to_vec() };
        // The last commune has no school.
        let schools = (0..60).map(|number| World::school_of(&mut random, number, &weights)).collect();
        World { schools, weights }
    }

    fn school_of(random: &mut Random, number: u64, weights: &[i32]) -> School {
        let home = random.below(COMMUNES as u64 - 1) as usize;
        let mut figure = |most: u64, decimals: f64| {
            let is_known = random.below(3) > 0;
            let figure = (random.below(most) + 1) as f64 / decimals;
            is_known.then_some(figure)
        };
        let mut of_year = |year: i32| {
            let (pupils, ips) = (figure(900, 1.0), figure(1500, 10.0));
            let present = figure(200, 1.0);
            let admitted = figure(200, 1.0).map(|it| it.min(present.unwrap_or(it)));
            [pupils.filter(|_| weights.contains(&year)), ips, admitted, present]
        };
        let figures = YEARS.map(&mut of_year);
        let (column, row) = ((home % 4) as f64, (home / 4) as f64);
        let mut within = || (random.below(8) + 1) as f64 / 10.0;
        School {
            code: format!("S{number:03}"),
            commune: commune(home),
            former: format!("9{}{}", commune(home), number % 2),
            kind: if number.is_multiple_of(3) { "b" } else { "a" },
            place: [column + within(), 40.0 + row + within()],
            figures,
        }
    }

    /// The years of which pupils are known.
    pub(crate) fn years_of_weights(&self) -> Vec<i32> {
        self.weights.clone()
    }

    pub(crate) fn school(&self, code: &str) -> &School {
        self.schools.iter().find(|school| school.code == code).expect("a school")
    }

    /// Layer, code and schools of every territory.
    pub(crate) fn territories(&self) -> Vec<(&'static str, String, Vec<&School>)> {
        let of = |layer: &'static str, code: String| {
            let schools = self.schools.iter().filter(|school| school.commune.starts_with(&code)).collect();
            (layer, code, schools)
        };
        let communes = (0..COMMUNES).map(|number| of("communes", commune(number)));
        communes.chain((1..=3).map(|number| of("departements", format!("{number:02}")))).collect()
    }

    /// The schools of each former commune that is part of one of today.
    pub(crate) fn former(&self, commune: &str) -> Vec<Vec<&School>> {
        let mut found: Vec<Vec<&School>> = Vec::new();
        for school in self.schools.iter().filter(|school| school.commune == commune) {
            match found.iter_mut().find(|group| group[0].former == school.former) {
                Some(group) => group.push(school),
                None => found.push(vec![school]),
            }
        }
        found
    }

    /// Builds the communes alone, each with one pupil, of which one has no département.
    pub(crate) fn build_orphan(&self, orphans: &str, code: &str) -> (TempDir, Vec<(String, String)>) {
        let head = HEAD.replace("by = \"dep\" }", &format!("by = \"dep\"{orphans} }}"));
        let table = "[[table]]\nfile = \"ones.csv\"\nlevel = \"communes\"\nkey = \"code\"\nyear = 2021\n\
                     columns = { pupils = \"n\" }\nsource = \"\"\nlicence = \"\"\n";
        let ones: String = (0..COMMUNES).map(|number| format!("{};1\n", commune(number))).collect();
        let ones = ones.replace("02002", code);
        let nameless = format!(r#""code":"{code}","dep":null"#);
        let communes = communes().replace(r#""code":"02002","dep":"02""#, &nameless);
        build(&format!("{head}{table}"), &[("communes.geojson", &communes), ("ones.csv", &format!("code;n\n{ones}"))])
    }

    /// Builds a recipe; gives the folder of the map, and kind and detail of the complaints.
    pub(crate) fn build(&self, recipe: &str) -> (TempDir, Vec<(String, String)>) {
        let zones = squares(&[("W", [0.0, 40.0, ZONES, 43.0]), ("E", [ZONES, 40.0, 4.0, 43.0])]);
        let files = [
            ("communes.geojson", communes()),
            ("zones.geojson", zones),
            ("schools.csv", self.table()),
            ("former.csv", self.former_codes()),
        ];
        build(recipe, &files.each_ref().map(|(file, text)| (*file, text.as_str())))
    }

    fn table(&self) -> String {
        let mut text = "code;commune;former;kind;lon;lat".to_owned();
        for year in YEARS {
            let _ = write!(text, ";pupils{year};ips{year};admitted{year};present{year}");
        }
        for school in &self.schools {
            let School { code, commune, former, kind, place: [lon, lat], .. } = school;
            let _ = write!(text, "\n{code};{commune};{former};{kind};{lon:.1};{lat:.1}");
            for figure in school.figures.iter().flatten() {
                let _ = write!(text, ";{}", figure.map(|it| it.to_string()).unwrap_or_default());
            }
        }
        text + "\n"
    }

    fn former_codes(&self) -> String {
        let mut codes: Vec<(&str, &str)> =
            self.schools.iter().map(|school| (school.former.as_str(), school.commune.as_str())).collect();
        codes.sort_unstable();
        codes.dedup();
        let rows = codes.iter().map(|(old, new)| format!("{old};{new};2030\n"));
        "old;new;last\n".to_owned() + &rows.collect::<String>()
    }

    pub(crate) fn recipe_of_points(&self) -> String {
        let points = r#"
[[points]]
name = "schools"
label = { fr = "", en = "" }
source = "schools.csv"
key = "code"
longitude = "lon"
latitude = "lat"
parents = { commune = "commune" }
within = { level = "communes", by = "commune" }
fields = { kind = "kind" }
clusters = { radius = 40, max_zoom = 12 }
indicators = ["ips"]

[[indicator]]
id = "number"
label = { fr = "", en = "" }
kind = "count"

[[indicator]]
id = "size"
label = { fr = "", en = "" }
kind = "mean"
numerator = "pupils"
denominator = "number"
decimals = 6

[[tally]]
indicator = "number"
points = "schools"
year = 2022
source = ""
licence = ""
"#;
        format!("{HEAD}{points}{}", self.of_table("level = \"schools\"\nkey = \"code\""))
    }

    /// With zones that cut through communes.
    pub(crate) fn recipe_of_zones(&self) -> String {
        let zones = "[[level]]\nname = \"zones\"\nlabel = { fr = \"\", en = \"\" }\nsource = \"zones.geojson\"\nkey = \"code\"\n\
                     zooms = [0, 8]\n";
        let points = self.recipe_of_points();
        points.replacen("[[indicator]]", &format!("{zones}\n[[indicator]]"), 1)
    }

    /// The schools west and east of a meridian.
    pub(crate) fn zones(&self) -> [(&'static str, Vec<&School>); 2] {
        let of = |holds: fn(f64) -> bool| self.schools.iter().filter(|school| holds(school.place[0])).collect();
        [("W", of(|lon| lon < ZONES)), ("E", of(|lon| lon > ZONES))]
    }

    pub(crate) fn recipe_of_parts(&self) -> String {
        format!("{HEAD}{}", self.of_table("level = \"communes\"\nkey = \"commune\"\nparts = true"))
    }

    pub(crate) fn recipe_of_former_codes(&self) -> String {
        let passage = "[[passage]]\nfile = \"former.csv\"\nlevel = \"communes\"\nfrom = \"old\"\nto = \"new\"\nlast_year = \"last\"\n";
        let table = self.of_table("level = \"communes\"\nkey = \"former\"\nparts = true\ncode_year = 2022");
        format!("{HEAD}{passage}{table}")
    }

    /// The table, with the columns that have anything in them.
    fn of_table(&self, what: &str) -> String {
        let years = |column: &str, years: &[i32]| {
            let named: Vec<String> = years.iter().map(|year| format!("{year} = \"{column}{year}\"")).collect();
            format!("{{ {} }}", named.join(", "))
        };
        let [ips, admitted, present] = ["ips", "admitted", "present"].map(|column| years(column, &YEARS));
        let pupils = years("pupils", &self.weights);
        format!(
            "[[table]]\nfile = \"schools.csv\"\n{what}\nsource = \"\"\nlicence = \"\"\n[table.columns]\n\
             pupils = {pupils}\nips = {ips}\nips_latest = {ips}\nips_plain = {ips}\n\
             admitted = {admitted}\npresent = {present}\n"
        )
    }
}

/// Builds a recipe of some files; gives the folder of the map, and kind and detail of the complaints.
fn build(recipe: &str, files: &[(&str, &str)]) -> (TempDir, Vec<(String, String)>) {
    let folder = tempfile::tempdir().expect("a folder");
    for (file, text) in files.iter().chain(&[("recipe.toml", recipe)]) {
        fs::write(folder.path().join(file), text).expect("it can be written");
    }
    let map = tempfile::tempdir().expect("a folder");
    let mut build = program();
    build.arg("build").arg(folder.path().join("recipe.toml")).arg("--out").arg(map.path()).arg("--json");
    let output = build.output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report in JSON");
    let text = |value: &serde_json::Value| value.as_str().expect("a string").to_owned();
    let records = report["complaints"]["records"].as_array().expect("records").iter();
    let complaints = records.map(|record| (text(&record["kind"]), text(&record["detail"]))).collect();
    (map, complaints)
}

/// The meridian between the zones, on which no school stands.
const ZONES: f64 = 1.55;

/// Squares of a degree.
fn communes() -> String {
    let codes: Vec<String> = (0..COMMUNES).map(commune).collect();
    let boxes = codes.iter().enumerate().map(|(number, code)| {
        let (west, south) = ((number % 4) as f64, (40 + number / 4) as f64);
        (code.as_str(), [west, south, west + 1.0, south + 1.0])
    });
    squares(&boxes.collect::<Vec<_>>())
}

/// Rectangles with a code, of which the first two characters are a département.
fn squares(boxes: &[(&str, [f64; 4])]) -> String {
    let feature = |(code, [west, south, east, north]): &(&str, [f64; 4])| {
        let dep = code.get(..2).unwrap_or_default();
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","dep":"{dep}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"#
        )
    };
    let features: Vec<String> = boxes.iter().map(feature).collect();
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

const HEAD: &str = r#"name = "pairs"
title = { fr = "", en = "" }
attribution = ""
bounds = [0.0, 40.0, 4.0, 43.0]

[[level]]
name = "communes"
label = { fr = "", en = "" }
source = "communes.geojson"
key = "code"
zooms = [0, 8]

[[level]]
name = "departements"
label = { fr = "", en = "" }
dissolve = { from = "communes", by = "dep" }
zooms = [0, 8]

[[indicator]]
id = "pupils"
label = { fr = "", en = "" }
kind = "count"

[[indicator]]
id = "admitted"
label = { fr = "", en = "" }
kind = "count"

[[indicator]]
id = "present"
label = { fr = "", en = "" }
kind = "count"

[[indicator]]
id = "rate"
label = { fr = "", en = "" }
kind = "share"
numerator = "admitted"
denominator = "present"
decimals = 6

[[indicator]]
id = "ips"
label = { fr = "", en = "" }
kind = "index"
weight = "pupils"
decimals = 6

[[indicator]]
id = "ips_latest"
label = { fr = "", en = "" }
kind = "index"
weight = "pupils"
weight_year = "latest"
decimals = 6

[[indicator]]
id = "ips_plain"
label = { fr = "", en = "" }
kind = "index"
weight = 1
decimals = 6
"#;
