//! A country with something of everything that a build makes, of sources that are written here to the last digit.

use std::fmt::Write as _;
use std::path::Path;

use crate::lilliput::Lilliput;
use crate::random::Random;

const RECIPE: &str = r####"name = "ripple"
title = { fr = "Ondes", en = "Ripple" }
attribution = "© Ripple"
bounds = [0.0, 44.0, 4.0, 48.0]

[mesh]
simplify = 0.5
close_below = 100_000

[[level]]
name = "communes"
label = { fr = "Communes", en = "Municipalities" }
source = { file = "communes.csv", geometry = "wkt" }
key = "code"
title = "nom"
id = "###"
zooms = [3, 8]
borders = [5, 8]
indicators = ["population"]

[[level]]
name = "provinces"
label = { fr = "Provinces", en = "Provinces" }
dissolve = { from = "communes", by = "province" }
table = "provinces.csv"
key = "code"
title = "nom"
id = "@"
zooms = [0, 8]
indicators = ["population", "part_young"]

[[points]]
name = "schools"
label = { fr = "Écoles", en = "Schools" }
source = "schools.csv"
key = "code"
title = "nom"
longitude = "lon"
latitude = "lat"
parents = { commune = "commune" }
within = "communes"
fields = { type = "type", year = { column = "opened", type = "integer" } }
shown = ["type"]
id = "@###"
zooms = [0, 8]
indicators = ["pupils", "score"]
clusters = { radius = 60, max_zoom = 7, by = ["type"] }

[[view]]
name = "country"
label = { fr = "Pays", en = "Country" }
layers = [{ layer = "provinces", zooms = [0, 4] }, { layer = "communes", zooms = [5, 8] }]

[[indicator]]
id = "population"
label = { fr = "Population", en = "Population" }
kind = "count"

[[indicator]]
id = "young"
label = { fr = "Jeunes", en = "Young" }
kind = "count"

[[indicator]]
id = "part_young"
label = { fr = "Part des jeunes", en = "Share of the young" }
kind = "share"
numerator = "young"
denominator = "population"
decimals = 1

[[indicator]]
id = "pupils"
label = { fr = "Élèves", en = "Pupils" }
kind = "count"

[[indicator]]
id = "score"
label = { fr = "Indice", en = "Index" }
kind = "index"
weight = "pupils"
decimals = 2

[[indicator]]
id = "schools_open"
label = { fr = "Écoles ouvertes", en = "Schools open" }
kind = "count"

[[tally]]
indicator = "schools_open"
points = "schools"
year = 2023
source = "Ripple"
licence = "free"

[[passage]]
file = "passages.csv"
level = "communes"
from = "old"
to = "new"
last_year = "until"

[[table]]
file = "figures_2019.csv"
level = "communes"
key = "code"
year = 2019
code_year = 2019
columns = { population = "population", young = "young" }
absences = { secret = ["s"] }
source = "Ripple"
licence = "free"

[[table]]
file = "figures_2023.csv"
level = "communes"
key = "code"
year = 2023
columns = { population = "population", young = "young" }
absences = { secret = ["s"] }
source = "Ripple"
licence = "free"

[[table]]
file = "schools.csv"
level = "schools"
key = "code"
year = 2023
columns = { pupils = "pupils", score = "score" }
source = "Ripple"
licence = "free"
"####;

/// Communes along a side of the country; each is a degree wide.
const SIDE: usize = 4;

/// Steps of a border from one corner to the next.
const STEPS: i64 = 24;

/// Writes recipe and sources into a folder.
pub(crate) fn write(folder: &Path) {
    let mut random = Random::new(2019);
    let files = [
        ("recipe.toml", RECIPE.to_owned()),
        ("communes.csv", communes(&mut random)),
        ("provinces.csv", "code;nom\nA;Alpha\nB;Beta\nC;Gamma\n".to_owned()),
        ("schools.csv", schools(&mut random)),
        ("passages.csv", "old;new;until\n901;001;2021\n902;002;2021\n903;003;2018\n".to_owned()),
        ("figures_2019.csv", figures(&mut random, &["901", "902"])),
        ("figures_2023.csv", figures(&mut random, &[])),
    ];
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("a source can be written");
    }
}

/// The country in a folder of its own, to be changed by a test.
pub(crate) fn country() -> Lilliput {
    let country = Lilliput::new();
    write(country.out().parent().expect("a folder"));
    country
}

/// Squares whose borders wander; one has a lake, one an islet.
fn communes(random: &mut Random) -> String {
    let lines = |random: &mut Random| -> Vec<Vec<[i64; 2]>> {
        (0..(SIDE + 1) * SIDE).map(|_| (0..=STEPS).map(|step| wander(random, step)).collect()).collect()
    };
    // In thousandths of a step.
    let (across, up) = (lines(random), lines(random));
    let degrees = |value: i64| value as f64 / (1000 * STEPS) as f64;
    let point = |column: usize, row: usize, [x, y]: [i64; 2]| {
        let (west, south) = (column as i64 * STEPS * 1000, row as i64 * STEPS * 1000);
        format!("{:.6} {:.6}", degrees(west + x), 44.0 + degrees(south + y))
    };
    let mut text = "code;nom;province;wkt\n".to_owned();
    for number in 0..SIDE * SIDE {
        let (column, row) = (number % SIDE, number / SIDE);
        let border = |row: usize, lines: &[Vec<[i64; 2]>]| lines[row * SIDE + column].clone();
        let side = |column: usize| up[column * SIDE + row].iter().map(|&[x, y]| [y, x]).collect::<Vec<_>>();
        let mut ring: Vec<String> = border(row, &across).into_iter().map(|at| point(column, row, at)).collect();
        ring.extend(side(column + 1).into_iter().map(|at| point(column + 1, row, at)));
        ring.extend(border(row + 1, &across).into_iter().rev().map(|at| point(column, row + 1, at)));
        ring.extend(side(column).into_iter().rev().map(|at| point(column, row, at)));
        ring.dedup();
        let mut shape = format!("(({})", ring.join(","));
        if number == 5 {
            shape += ",(1.4 45.4,1.4 45.6,1.6 45.6,1.6 45.4,1.4 45.4)";
        }
        shape += ")";
        if number == 15 {
            shape += ",((4.5 47.5,4.500002 47.5,4.500002 47.500002,4.5 47.5))";
        }
        let province = ["A", "B", "C"][(number * 7 + row) % 3];
        let _ = writeln!(text, "{:03};Île {number};{province};MULTIPOLYGON({shape})", number + 1);
    }
    text
}

/// A place along a border and beside it, in thousandths of a step; its ends are corners.
fn wander(random: &mut Random, step: i64) -> [i64; 2] {
    let beside = if step == 0 || step == STEPS { 0 } else { random.below(1500) as i64 - 750 };
    [step * 1000, beside]
}

/// Schools with a place, a type, a commune that may be a former one, and figures that may be missing.
fn schools(random: &mut Random) -> String {
    let mut text = "code;nom;lon;lat;commune;type;opened;pupils;score\n".to_owned();
    for number in 0..70_u64 {
        // Some share a place with the one before.
        let mut place = Random::new(number - u64::from(number % 9 == 8));
        let [x, y] = [place.below(4000), place.below(4000)];
        let commune = match number {
            3 => "901".to_owned(),
            7 => "777".to_owned(),
            _ => format!("{:03}", y / 1000 * 4 + x / 1000 + 1),
        };
        let kind = ["primary", "secondary"][random.below(2) as usize];
        let [pupils, score] = [random.below(900), 60 + random.below(90)];
        let pupils = if number % 11 == 0 { String::new() } else { pupils.to_string() };
        let (longitude, latitude) = (x as f64 / 1000.0, 44.0 + y as f64 / 1000.0);
        let opened = 1880 + random.below(140);
        let _ = writeln!(
            text,
            "S{number:03};School {number};{longitude:.3};{latitude:.3};{commune};{kind};{opened};{pupils};{score}"
        );
    }
    text
}

/// Figures of every commune, and of some in former codes.
fn figures(random: &mut Random, former: &[&str]) -> String {
    let mut text = "code;population;young\n".to_owned();
    let codes = (1..=SIDE * SIDE).map(|number| format!("{number:03}"));
    for (number, code) in codes.chain(former.iter().map(|code| (*code).to_owned())).enumerate() {
        let population = random.below(90_000);
        let young = random.below(population + 1);
        let young = match number {
            4 => "s".to_owned(),
            9 => String::new(),
            _ => young.to_string(),
        };
        let _ = writeln!(text, "{code};{population};{young}");
    }
    text
}
