//! A country that builds in milliseconds: two levels, an enclave, an exclave, a lake, an island smaller than a pixel,
//! and three schools.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::{Geometry, LineString, MultiPolygon, Polygon, polygon};
use geozero::{ColumnValue, PropertyProcessor};

use crate::common::{map_folder, program};

const RECIPE: &str = r####"name = "lilliput"
title = { fr = "Lilliput", en = "Lilliput" }
attribution = "© Lilliput"
bounds = [0.0, 40.0, 9.0, 45.0]

[[level]]
name = "communes"
label = { fr = "Communes", en = "Municipalities" }
source = "communes.fgb"
key = "code"
title = "nom"
id = "###"
zooms = [2, 14]
indicators = ["population"]

[[level]]
name = "provinces"
label = { fr = "Provinces", en = "Provinces" }
dissolve = { from = "communes", by = "province" }
table = "provinces.csv"
key = "code"
title = "nom"
id = "@"
zooms = [0, 14]
indicators = ["population"]

[[points]]
name = "schools"
label = { fr = "Écoles", en = "Schools" }
source = "schools.csv"
key = "code"
title = "nom"
longitude = "lon"
latitude = "lat"
parents = { commune = "commune" }
id = "@#"
zooms = [0, 14]

[[view]]
name = "country"
label = { fr = "Pays", en = "Country" }
layers = [{ layer = "provinces", zooms = [0, 4] }, { layer = "communes", zooms = [5, 14] }]

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

[[table]]
file = "figures.csv"
level = "communes"
key = "code"
year = 2020
columns = { population = "population", young = "young" }
source = "Lilliput"
licence = "free"
"####;

/// The communes: code, name, province.
pub(crate) const COMMUNES: [(&str, &str, &str); 6] = [
    ("001", "Around", "A"),
    ("002", "Enclave", "B"),
    ("003", "Twofold", "B"),
    ("004", "Lakeside", "A"),
    ("005", "Plain", "B"),
    ("006", "Speck", "A"),
];

const FIGURES: &str = "code;population;young\n001;1000;100\n002;20;5\n003;300;60\n004;0;0\n005;;\n006;7;1\n";
const PROVINCES: &str = "code;nom\nA;Alpha\nB;Beta\n";
const SCHOOLS: &str =
    "code,nom,lon,lat,commune\nA1,One,0.2,40.2,001\nA2,Two,1,41,002\nB3,Three,8.000001,44.000001,006\n";

/// The sources of the country in a folder of their own, to be changed by a test, and the folder to publish in.
pub(crate) struct Lilliput {
    folder: tempfile::TempDir,
}

impl Lilliput {
    pub(crate) fn new() -> Lilliput {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let lilliput = Lilliput { folder };
        lilliput.write("recipe.toml", RECIPE);
        lilliput.write("figures.csv", FIGURES);
        lilliput.write("provinces.csv", PROVINCES);
        lilliput.write("schools.csv", SCHOOLS);
        lilliput.write("communes.fgb", communes(4326, 1.0));
        lilliput
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.path("out")
    }

    pub(crate) fn write(&self, file: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(file), content).expect("a source can be written");
    }

    /// Changes a text wherever it stands in a source; it must stand there.
    pub(crate) fn replace(&self, file: &str, text: &str, by: &str) {
        let before = fs::read_to_string(self.path(file)).expect("a source can be read");
        assert!(before.contains(text), "{file} has no {text}");
        self.write(file, before.replace(text, by));
    }

    /// A command that builds the country.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_to(&self.out(), arguments)
    }

    pub(crate) fn command_to(&self, out: &Path, arguments: &[&str]) -> Command {
        let mut command = program();
        command.arg("build").arg(self.path("recipe.toml")).arg("--out").arg(out).args(arguments);
        command
    }

    pub(crate) fn build(&self, arguments: &[&str]) -> Told {
        Told::of(&mut self.command(arguments))
    }
}

/// What a program said and how it ended.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    /// Standard error without what its layout on a terminal adds, so that sentences can be looked for.
    pub(crate) sentence: String,
}

impl Told {
    pub(crate) fn of(command: &mut Command) -> Told {
        let Output { status, stdout, stderr } = command.output().expect("the program can be started");
        let text = String::from_utf8_lossy(&stderr);
        let words: Vec<&str> =
            text.split_whitespace().filter(|word| !["│", "×", "╰─▶", "├─▶", "help:"].contains(word)).collect();
        Told { code: status.code(), out: String::from_utf8_lossy(&stdout).into_owned(), sentence: words.join(" ") }
    }

    /// Checks that it went well.
    #[track_caller]
    pub(crate) fn done(self) -> Told {
        assert_eq!((self.code, self.sentence.as_str()), (Some(0), ""), "{}", self.out);
        self
    }

    /// Checks that it was refused with code 1, without a panic, in words that contain all `parts`.
    #[track_caller]
    pub(crate) fn refused(self, parts: &[&str]) -> Told {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert!(!self.sentence.contains("panicked"), "{self:?}");
        for part in parts {
            // Long paths are broken across lines.
            let (text, part) = (self.sentence.replace(' ', ""), part.replace(' ', ""));
            assert!(text.contains(&part), "no `{part}` in {self:#?}");
        }
        self
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).expect("standard output is JSON")
    }
}

/// The country, compiled once a run of the tests.
pub(crate) fn map() -> &'static Path {
    static MAP: OnceLock<PathBuf> = OnceLock::new();
    MAP.get_or_init(|| {
        let folder = map_folder("lilliput");
        Told::of(&mut Lilliput::new().command_to(&folder, &["--quiet"])).done();
        folder
    })
}

pub(crate) fn square(west: f64, south: f64, side: f64) -> Polygon<f64> {
    let (east, north) = (west + side, south + side);
    polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)]
}

fn with_hole(shell: &Polygon<f64>, hole: &Polygon<f64>) -> Polygon<f64> {
    let inner = LineString(hole.exterior().0.iter().rev().copied().collect());
    Polygon::new(shell.exterior().clone(), vec![inner])
}

/// The communes as a FlatGeobuf in a coordinate system, their coordinates times `scale`.
pub(crate) fn communes(system: i32, scale: f64) -> Vec<u8> {
    let shapes = [
        MultiPolygon(vec![with_hole(&square(0.0, 40.0, 2.0), &square(0.5, 40.5, 1.0))]),
        MultiPolygon(vec![square(0.5, 40.5, 1.0)]),
        MultiPolygon(vec![square(2.0, 40.0, 2.0), square(6.0, 40.0, 1.0)]),
        MultiPolygon(vec![with_hole(&square(0.0, 42.0, 2.0), &square(0.8, 42.8, 0.4))]),
        MultiPolygon(vec![square(2.0, 42.0, 2.0)]),
        MultiPolygon(vec![square(8.0, 44.0, 0.000_002)]),
    ];
    let scaled = shapes.map(|shape| {
        use geo::MapCoords;
        shape.map_coords(|at| geo::Coord { x: at.x * scale, y: at.y * scale })
    });
    flatgeobuf(system, COMMUNES.into_iter().zip(scaled))
}

/// A FlatGeobuf of territories with code, name and province.
pub(crate) fn flatgeobuf<'a>(
    system: i32,
    territories: impl IntoIterator<Item = ((&'a str, &'a str, &'a str), MultiPolygon<f64>)>,
) -> Vec<u8> {
    let options = FgbWriterOptions {
        crs: FgbCrs { code: system, ..FgbCrs::default() },
        promote_to_multi: false,
        detect_type: false,
        ..FgbWriterOptions::default()
    };
    let mut writer = FgbWriter::create_with_options("communes", GeometryType::MultiPolygon, options).expect("a writer");
    let columns = ["code", "nom", "province"];
    columns.iter().for_each(|column| writer.add_column(column, ColumnType::String, |_, _| {}));
    for ((code, name, province), shape) in territories {
        let written = writer.add_feature_geom(Geometry::MultiPolygon(shape), |feature| {
            for (place, value) in [code, name, province].into_iter().enumerate() {
                feature.property(place, columns[place], &ColumnValue::String(value)).expect("a value");
            }
        });
        written.expect("a feature can be written");
    }
    let mut bytes = Vec::new();
    writer.write(&mut bytes).expect("a FlatGeobuf can be written");
    bytes
}
