//! Made-up schools: towns of all sizes over a country as large as France, some schools sharing a place.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

use maillage::cluster::Member;
use maillage::geo::LonLat;

/// What makes one country differ from another.
const SEED: u64 = 2026;

/// West, south, east, north.
const COUNTRY: [f64; 4] = [-4.5, 42.5, 8.0, 51.0];

pub(crate) const KINDS: [&str; 3] = ["collège", "lycée", "école"];

#[derive(Clone, Copy)]
pub(crate) struct School {
    pub(crate) longitude: f64,
    pub(crate) latitude: f64,
    /// One of [`KINDS`].
    pub(crate) kind: u32,
    pub(crate) pupils: u32,
    /// An index in tenths.
    pub(crate) index: u32,
}

/// Schools, of which one in twenty stands where another does.
pub(crate) fn schools(count: usize) -> Vec<School> {
    let mut random = Random(SEED);
    // As many towns as communes have schools; that of rank r has a share of 1 / r, as towns have (G. K. Zipf 1949).
    let towns: Vec<(f64, f64, f64)> = (0..count / 20 + 1).map(|rank| town(&mut random, rank)).collect();
    let shares: Vec<f64> = (1..=towns.len())
        .scan(0.0, |sum, rank| {
            *sum += 1.0 / rank as f64;
            Some(*sum)
        })
        .collect();
    let all = shares[shares.len() - 1];
    let mut schools: Vec<School> = Vec::with_capacity(count);
    for number in 0..count {
        let wanted = random.unit() * all;
        let (x, y, size) = towns[shares.partition_point(|&sum| sum < wanted).min(towns.len() - 1)];
        // Three times a uniform offset, denser towards the middle.
        let mut offset = || (random.unit() + random.unit() + random.unit() - 1.5) * size;
        let (mut longitude, mut latitude) = (x + offset(), y + offset());
        if number % 20 == 19 {
            (longitude, latitude) = (schools[number / 2].longitude, schools[number / 2].latitude);
        }
        let kind = [2, 2, 2, 2, 0, 1][random.below(6) as usize];
        schools.push(School {
            longitude,
            latitude,
            kind,
            pupils: 20 + random.below(900),
            index: 500 + random.below(1000),
        });
    }
    schools
}

fn town(random: &mut Random, rank: usize) -> (f64, f64, f64) {
    let [west, south, east, north] = COUNTRY;
    let (longitude, latitude) = (west + random.unit() * (east - west), south + random.unit() * (north - south));
    (longitude, latitude, 0.15 / ((rank + 1) as f64).sqrt() + 0.004)
}

/// The same as the clustering takes them.
pub(crate) fn members(schools: &[School]) -> Vec<Member> {
    let member = |(feature, school): (u32, &School)| Member {
        feature,
        place: LonLat { lon: school.longitude, lat: school.latitude }.project(),
        key: u64::from(feature).wrapping_mul(0x9E37_79B9_7F4A_7C15),
    };
    (0..).zip(schools).map(member).collect()
}

/// Writes the schools and their recipe, with or without clusters.
pub(crate) fn write_sources(schools: &[School], folder: &Path, clusters: bool) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let mut places = "code,type,lon,lat\n".to_owned();
    let mut figures = "code,pupils,index\n".to_owned();
    for (number, school) in schools.iter().enumerate() {
        let School { longitude, latitude, kind, pupils, index } = *school;
        let kind = KINDS[kind as usize];
        let _ = writeln!(places, "S{number:07},{kind},{longitude},{latitude}");
        let _ = writeln!(figures, "S{number:07},{pupils},{}", f64::from(index) / 10.0);
    }
    std::fs::write(folder.join("schools.csv"), places)?;
    std::fs::write(folder.join("figures.csv"), figures)?;
    let france = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/france/communes.fgb");
    std::fs::copy(france, folder.join("communes.fgb"))?;
    let clusters = if clusters { "clusters = { radius = 40, max_zoom = 13, by = [\"type\"] }\n" } else { "" };
    let recipe = include_str!("recipe.toml").replace("# clusters\n", clusters);
    std::fs::write(folder.join("recipe.toml"), recipe)
}

/// Writes the schools as five numbers each, for the other contestant.
pub(crate) fn write_numbers(schools: &[School], path: &Path) -> io::Result<()> {
    let mut file = io::BufWriter::new(std::fs::File::create(path)?);
    for school in schools {
        let School { longitude, latitude, kind, pupils, index } = *school;
        for number in [longitude, latitude, kind.into(), pupils.into(), f64::from(index) / 10.0] {
            file.write_all(&number.to_le_bytes())?;
        }
    }
    file.flush()
}

/// SplitMix64 (G. L. Steele, D. Lea, C. H. Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ bits >> 31
    }

    /// From 0 to 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, limit: u32) -> u32 {
        (self.next() % u64::from(limit)) as u32
    }
}
