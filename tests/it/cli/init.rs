//! A recipe guessed from the files of a folder, which builds as it is.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;

use super::files;
use crate::common::{Server, france, program, project, run};
use crate::lilliput::{Lilliput, Told};

fn init(folder: &Path, arguments: &[&str]) -> Told {
    Told::of(program().arg("init").arg(folder).args(arguments))
}

/// The recipe of a folder as it is printed, without a file being written.
#[track_caller]
fn printed(folder: &Path) -> String {
    init(folder, &["--out", "-"]).done().out
}

/// Builds the recipe that stands in a folder, into its folder `maps`; how many features each level and layer of points has.
#[track_caller]
fn build(folder: &Path) -> BTreeMap<String, u64> {
    let maps = folder.join("maps");
    let mut command = program();
    command.arg("build").arg(folder.join("recipe.toml")).arg("--out").arg(maps).arg("--json");
    let report = Told::of(&mut command).done().json();
    let layers = report["layers"].as_array().expect("layers").iter();
    let count = |layer: &serde_json::Value| {
        (layer["name"].as_str().unwrap_or_default().to_owned(), layer["features"].as_u64().unwrap_or_default())
    };
    layers.map(count).collect()
}

/// Names and counts as [`build`] gives them.
fn counts<const N: usize>(layers: [(&str, u64); N]) -> BTreeMap<String, u64> {
    layers.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
}

/// The sum of an indicator over a level.
fn sum(server: &Server, level: &str, indicator: &str, year: i32) -> f64 {
    let answer = server.get(&format!("/territories/{level}.csv?indicators={indicator}&year={year}"));
    assert_eq!(answer.status, 200, "{level} {indicator} {year}: {}", String::from_utf8_lossy(&answer.body));
    let mut reader = csv::Reader::from_reader(answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer.body));
    let at = reader.headers().expect("a header").iter().position(|name| name.starts_with(indicator));
    let at = at.expect("a column of the indicator");
    reader.records().map(|row| row.expect("a row")[at].parse::<f64>().unwrap_or(0.0)).sum()
}

fn copied(from: &Path, to: &Path, names: &[&str]) {
    for name in names {
        fs::create_dir_all(to.join(name).parent().expect("a folder")).expect("a folder can be made");
        fs::copy(from.join(name), to.join(name)).expect("a file can be copied");
    }
}

#[test]
fn a_small_country_is_guessed_and_built() {
    let lilliput = Lilliput::new();
    fs::remove_file(lilliput.path("recipe.toml")).expect("it was there");
    let folder = lilliput.path("");
    let told = init(&folder, &[]).done().out;
    assert!(told.starts_with("Found 2 provinces, 6 communes, 3 schools; 2 indicators in 1 table."), "{told}");
    assert!(told.contains("maillage check") && told.contains("maillage build"), "{told}");
    assert_eq!(build(&folder), counts([("communes", 6), ("provinces", 2), ("schools", 3)]));
    let server = Server::start(&folder.join("maps"));
    assert_eq!(sum(&server, "provinces", "population", 2000), 1327.0);
    // Names of the coarser level come from its table; a school counts for the commune that its table names.
    let alpha = String::from_utf8(server.get("/territories/provinces/A").body).expect("text");
    assert!(alpha.contains("Alpha"), "{alpha}");
    let school = String::from_utf8(server.get("/points/schools/B3").body).expect("text");
    assert!(school.contains("006"), "{school}");
}

#[test]
fn guesses_tell_their_reasons_and_what_is_uncertain() {
    let lilliput = Lilliput::new();
    lilliput.write("notes.txt", "nothing but words\n");
    lilliput.write("strange.csv", "thing;n\nx;1\ny;2\n");
    let recipe = printed(&lilliput.path(""));
    for part in [
        "# 6 3-character codes, all different, in `code` of communes.fgb; names in `nom`.",
        "# 2 codes in the column `province`; all 2 are in `code` of provinces.csv.",
        "# to be looked at: no year is told; 2000 stands here so that it can be built",
        "# to be looked at: who publishes it, and under which licence",
        "# notes.txt: it is no table",
        "# strange.csv: no column has codes of a level: `thing`, `n`",
    ] {
        assert!(recipe.contains(part), "no {part:?} in\n{recipe}");
    }
    assert_eq!(recipe, printed(&lilliput.path("")), "the same files give the same recipe");
}

#[test]
fn nothing_is_overwritten() {
    let lilliput = Lilliput::new();
    let before = fs::read(lilliput.path("recipe.toml")).expect("a recipe");
    init(&lilliput.path(""), &[]).refused(&[
        "recipe.toml` already, and it is not overwritten",
        "`--out FILE`",
        "`--out -`",
    ]);
    assert_eq!(fs::read(lilliput.path("recipe.toml")).expect("a recipe"), before);
    // Elsewhere its paths lead back to the folder.
    let elsewhere = tempfile::tempdir().expect("a folder for the test");
    let path = elsewhere.path().join("other.toml");
    init(&lilliput.path(""), &["--out", path.to_str().expect("UTF-8")]).done();
    Told::of(program().arg("check").arg(&path)).done();
    init(&lilliput.path(""), &["--out", path.to_str().expect("UTF-8")]).refused(&["already"]);
}

#[test]
fn a_folder_without_territories_is_told_what_was_looked_at() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    init(folder.path(), &[]).refused(&["has no file of territories or points", "it is empty", "a shapefile"]);
    fs::write(folder.path().join("figures.csv"), "code;n\n01;1\n02;2\n").expect("a file can be written");
    fs::write(folder.path().join("empty.geojson"), "").expect("a file can be written");
    fs::write(folder.path().join("broken.zip"), b"PK\x03\x04 and no more").expect("a file can be written");
    init(folder.path(), &[]).refused(&[
        "figures.csv: a table, and there is no file of areas or points that it could be about",
        "`empty.geojson` is empty",
        "broken.zip",
    ]);
    assert_eq!(files(folder.path()).len(), 3, "nothing is written");
    init(&folder.path().join("none"), &[]).refused(&["none` does not exist"]);
}

#[test]
fn france_without_its_recipe_has_the_same_levels_and_figures() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let indicators = ["population_2019", "population_2020", "population_2021", "population_2023", "recensement_2021"];
    let tables = ["regions", "academies", "departements", "epci", "lycees", "passages", "scissions"];
    let names: Vec<String> = indicators.iter().map(|name| format!("indicators/{name}.csv")).collect();
    let names: Vec<String> = names.into_iter().chain(tables.iter().map(|name| format!("{name}.csv"))).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.push("communes.fgb");
    copied(&project().join("data/france"), folder.path(), &names);
    init(folder.path(), &[]).done();
    let levels = [("communes", 34_875), ("epci", 1_255), ("departements", 101), ("academies", 30), ("regions", 18)];
    let mut expected = counts(levels);
    expected.insert("lycees".to_owned(), 5_031);
    assert_eq!(build(folder.path()), expected);
    let (guessed, shipped) = (Server::start(&folder.path().join("maps")), Server::start(france()));
    assert_eq!(sum(&guessed, "regions", "population_municipale", 2023), 68_350_798.0);
    for (level, year) in [("regions", 2019), ("departements", 2021), ("communes", 2020), ("epci", 2023)] {
        let found = sum(&guessed, level, "population_municipale", year);
        assert_eq!(found, sum(&shipped, level, "population", year), "{level} {year}");
    }
    // That arrondissements are parts of a city is for a recipe to say: until then they are codes that nobody has.
    let is_arrondissement = |code: &str| ["751", "6938", "132"].iter().any(|city| code.starts_with(city));
    let path = project().join("data/france/indicators/recensement_2021.csv");
    let mut census = csv::ReaderBuilder::new().delimiter(b';').from_path(path).expect("a table");
    let rows = census.records().map(|row| row.expect("a row")).filter(|row| is_arrondissement(&row[0]));
    let cities: f64 = rows.map(|row| row[1].parse::<f64>().expect("a number")).sum();
    assert!(cities > 3e6, "{cities}");
    assert_eq!(sum(&guessed, "academies", "pop", 2021) + cities, sum(&shipped, "academies", "pop", 2021));
}

#[test]
fn the_united_states_without_their_recipe_have_the_same_levels() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    copied(&project().join("data/usa"), folder.path(), &["counties-10m.json", "income.csv", "population.csv"]);
    init(folder.path(), &[]).done();
    assert_eq!(build(folder.path()), counts([("counties", 3_230), ("states", 56)]));
    let server = Server::start(&folder.path().join("maps"));
    let portrait = |code: &str| String::from_utf8(server.get(&format!("/territories/{code}")).body).expect("text");
    let (autauga, alabama) = (portrait("counties/01001"), portrait("states/01"));
    assert!(autauga.contains("Autauga") && autauga.contains("Alabama") && autauga.contains("55869"), "{autauga}");
    // The code of a county stands in two columns of its table; a state has the sum, and incomes of a table of its own.
    assert!(["Alabama", "4903185", "32274"].iter().all(|part| alabama.contains(part)), "{alabama}");
}

/// Communes of two départements in Lambert-93, with the names of columns that IGN gives them.
fn lambert(out: &Path, arguments: &[&str]) {
    let query = "SELECT code AS INSEE_COM, nom AS NOM_COM, departement AS INSEE_DEP FROM communes \
                 WHERE departement IN ('35', '56')";
    let mut gdal = Command::new("ogr2ogr");
    gdal.args(arguments).args(["-t_srs", "EPSG:2154", "-sql", query]);
    run(gdal.arg(out).arg(project().join("data/france/communes.fgb")));
}

/// Figures of these communes: their number, and a share that is made of two others.
fn figures(folder: &Path) -> String {
    let codes = Command::new("ogrinfo").args(["-q", "-al", "-geom=NO"]).arg(folder).output().expect("GDAL");
    let codes = String::from_utf8(codes.stdout).expect("UTF-8");
    let codes = codes.lines().filter_map(|line| line.split("INSEE_COM (String) = ").nth(1));
    let mut text = "code insee;P19_POP;P20_POP;ménages;revenu médian\n".to_owned();
    for (code, number) in codes.zip(1..) {
        text.push_str(&format!("{code};{};{};{};{},5\n", number * 10, number * 11, number * 3, 20_000 + number));
    }
    text
}

#[test]
fn a_zipped_shapefile_in_lambert_93_and_a_table_of_figures_are_enough() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let shapes = tempfile::tempdir().expect("a folder for the test");
    lambert(&shapes.path().join("communes.shp"), &["-f", "ESRI Shapefile"]);
    fs::write(folder.path().join("chiffres.csv"), figures(&shapes.path().join("communes.shp"))).expect("a table");
    let mut zip = zip::ZipWriter::new(File::create(folder.path().join("communes.zip")).expect("a file"));
    for ending in ["shp", "shx", "dbf", "prj"] {
        let name = format!("communes.{ending}");
        zip.start_file(&name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(&fs::read(shapes.path().join(&name)).expect("a file")).expect("an entry");
    }
    zip.finish().expect("an archive");
    check_newcomer(folder.path());
}

#[test]
fn a_shapefile_without_its_prj_is_looked_for_in_france() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    lambert(&folder.path().join("communes.shp"), &["-f", "ESRI Shapefile"]);
    fs::write(folder.path().join("chiffres.csv"), figures(&folder.path().join("communes.shp"))).expect("a table");
    fs::remove_file(folder.path().join("communes.prj")).expect("it was there");
    let recipe = check_newcomer(folder.path());
    assert!(recipe.contains("source = { file = \"communes.shp\", crs = \"EPSG:2154\" }"), "{recipe}");
}

#[test]
fn layers_of_a_geopackage_and_a_sheet_below_its_title_are_found() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let file = folder.path().join("france.gpkg");
    lambert(&file, &["-f", "GPKG", "-nln", "communes"]);
    let mut second = Command::new("ogr2ogr");
    second.args(["-f", "GPKG", "-update", "-nln", "departements", "-dialect", "SQLite", "-sql"]);
    second
        .arg("SELECT ST_Union(geom) AS geom, INSEE_DEP AS code, 'Dép. ' || INSEE_DEP AS nom FROM communes GROUP BY 2");
    run(second.arg(&file).arg(&file));
    // A sheet with a title and an empty line above its header.
    let text = figures(&file).replace(",5\n", ".5\n");
    fs::write(folder.path().join("chiffres.xlsx"), sheet(&format!("Chiffres\n\n{text}"))).expect("a table");
    let recipe = check_newcomer(folder.path());
    assert!(recipe.contains("table = { file = \"france.gpkg\", layer = \"departements\" }"), "{recipe}");
    assert!(recipe.contains("title = \"nom\""), "{recipe}");
}

/// A spreadsheet of one sheet, whose cells are those of delimited text.
fn sheet(text: &str) -> Vec<u8> {
    let cell = |(column, text): (u8, &str)| match text {
        "" => String::new(),
        text => format!("<c r=\"{}{{row}}\" t=\"inlineStr\"><is><t>{text}</t></is></c>", char::from(b'A' + column)),
    };
    let row = |(number, line): (usize, &str)| {
        let cells: String = (0..).zip(line.split(';')).map(cell).collect();
        format!("<row r=\"{number}\">{}</row>", cells.replace("{row}", &number.to_string()))
    };
    let rows: String = (1..).zip(text.lines()).map(row).collect();
    let main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    let links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let start = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
         Type=\"{links}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let parts = [
        ("_rels/.rels", start),
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook {main} xmlns:r=\"{links}\"><sheets><sheet name=\"COM\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
                 Type=\"{links}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet {main}><sheetData>{rows}</sheetData></worksheet>")),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content.as_bytes()).expect("an entry");
    }
    zip.finish().expect("an archive").into_inner()
}

/// Builds what is guessed of communes and figures, and checks levels and sums; gives the recipe.
#[track_caller]
fn check_newcomer(folder: &Path) -> String {
    init(folder, &[]).done();
    let recipe = fs::read_to_string(folder.join("recipe.toml")).expect("a recipe");
    let counts = build(folder);
    let (finest, coarsest) = (counts["communes"], counts.values().copied().min().unwrap_or_default());
    assert_eq!((finest > 500, coarsest, counts.len()), (true, 2, 2), "{counts:?}\n{recipe}");
    let server = Server::start(&folder.join("maps"));
    let total = (finest * (finest + 1) / 2) as f64;
    let coarser = counts.keys().find(|name| *name != "communes").expect("a coarser level").clone();
    for level in ["communes", &coarser] {
        assert_eq!(sum(&server, level, "p_pop", 2019), total * 10.0, "{level}\n{recipe}");
        assert_eq!(sum(&server, level, "p_pop", 2020), total * 11.0, "{level}");
    }
    assert!(recipe.contains("id = \"revenu_median\"") && recipe.contains("kind = \"mean\""), "{recipe}");
    recipe
}

#[test]
fn names_with_quotes_and_spaces_come_through() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let feature = |code: &str, x: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"code \"x\" é":"{code}","le nom":"L'{code}","a\nb":{x}}},"geometry":{{"type":"Polygon","coordinates":[[[{x},45],[{0},45],[{0},46],[{x},46],[{x},45]]]}}}}"#,
            x + 1.0
        )
    };
    let features = [feature("a", 1.0), feature("b", 2.0), feature("c", 3.0)].join(",");
    let text = format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#);
    fs::write(folder.path().join("mes \"communes\" à moi.geojson"), text).expect("a file can be written");
    init(folder.path(), &[]).done();
    assert_eq!(build(folder.path()).into_values().collect::<Vec<_>>(), [3]);
}
