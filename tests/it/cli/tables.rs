//! Tables as administrations publish them, from the recipe to the figures.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use maillage::catalog::Catalog;

use super::files;
use crate::common::project;
use crate::lilliput::Lilliput;

/// The table of the country in another form.
fn with_tables(tables: &str) -> Lilliput {
    let lilliput = Lilliput::new();
    let recipe = std::fs::read_to_string(lilliput.path("recipe.toml")).expect("a recipe");
    let (head, _) = recipe.split_once("[[table]]").expect("a table");
    lilliput.write("recipe.toml", format!("{head}{tables}"));
    lilliput
}

fn table(file: &str, rest: &str) -> String {
    format!("[[table]]\nfile = \"{file}\"\nlevel = \"communes\"\nsource = \"Lilliput\"\nlicence = \"free\"\n{rest}\n\n")
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).expect("memory");
    encoder.finish().expect("memory")
}

/// The figures of an indicator in a year, in the order of these codes.
fn figures(lilliput: &Lilliput, layer: &str, codes: &[&str], indicator: &str, year: i32) -> Vec<Option<f64>> {
    let catalog = Catalog::map(&lilliput.out()).expect("it opens").0;
    let (id, _) = catalog.layer(layer).expect("the layer is there");
    let column = catalog.figures(catalog.column(id, indicator, year).expect("the column is there"));
    let features = catalog.view(id);
    codes.iter().map(|code| column.figure(features.find(code).expect("the code is there")).value()).collect()
}

const COMMUNES: [&str; 6] = ["001", "002", "003", "004", "005", "006"];

const LONG: &str = "key = \"territoire\"\nindicator = \"champ\"\nyear = \"annee\"\nvalue = \"valeur\"\n\
                    names = { population = \"Habitants\", young = \"Moins de 20 ans\" }";

const LONG_TEXT: &str = "Population de Lilliput;;;\n;;;\nterritoire;champ;annee;valeur\n\
                         001;Habitants;2020;1 000\n001;Moins de 20 ans;2020;100\n001;Chats;2020;3\n\
                         02;Habitants;2020;20\n002;Moins de 20 ans;2020;s\n0003;Habitants;2020;300\n\
                         004;Habitants;2020;0\n004;Moins de 20 ans;2020;nd\n005;Habitants;2020;\n\
                         006;Habitants;2021;8\n006;Habitants;2020;7,0\n";

const RULES: &str = "codes = [\"pad\", \"strip_zeros\"]\nabsences = { secret = [\"s\"], not_communicated = [\"nd\"] }";

#[test]
fn a_long_table_in_gzip_gives_its_figures() {
    let lilliput = with_tables(&table("longue.csv.gz", &format!("{LONG}\n{RULES}")));
    lilliput.write("longue.csv.gz", gzip(LONG_TEXT));
    let report = lilliput.build(&["--json", "--strict"]).done().json();
    assert_eq!(report["tables"]["longue.csv.gz"], "gzip, UTF-8, delimiter `;`, decimal comma, header on line 3");
    let expected = serde_json::json!({
        "file": "longue.csv.gz",
        "level": "communes",
        "rows": 11,
        "matched": 10,
        "other_indicators": 1,
        "figures": 7,
        "absences": { "not_communicated": 1, "secret": 1 },
        "rules": { "pad": 1, "strip_zeros": 1 },
        "parts_left_out": 0,
    });
    assert_eq!(report["figures"], serde_json::json!([expected]));
    let population = figures(&lilliput, "communes", &COMMUNES, "population", 2020);
    assert_eq!(population, [Some(1000.0), Some(20.0), Some(300.0), Some(0.0), None, Some(7.0)]);
    let young = figures(&lilliput, "communes", &COMMUNES, "young", 2020);
    assert_eq!(young, [Some(100.0), None, None, None, None, None]);
    assert_eq!(figures(&lilliput, "communes", &["006", "001"], "population", 2021), [Some(8.0), None]);
    let told = lilliput.build(&[]).done().out;
    let line = "longue.csv.gz (communes): 10 of 11 rows matched, 7 figures; other indicators: 1; not_communicated: 1; \
                secret: 1; rule pad: 1; rule strip_zeros: 1";
    assert!(told.contains(line), "{told}");
}

#[test]
fn without_rules_and_markers_the_same_table_is_full_of_complaints() {
    let lilliput = with_tables(&table("longue.csv.gz", LONG));
    lilliput.write("longue.csv.gz", gzip(LONG_TEXT));
    let report = lilliput.build(&["--json"]).done().json();
    let details = report["complaints"]["records"].as_array().expect("records").iter();
    let details: Vec<&str> = details.map(|record| record["detail"].as_str().expect("a detail")).collect();
    let expected = [
        "no `02`, but there is `002`: the file has lost its leading zeros; `codes = [\"pad\"]` mends it",
        "no `0003`, but there is `003`: the file has zeros too many in front; `codes = [\"strip_zeros\"]` mends it",
        "`valeur`: `s` is not a number; markers of absence declared: none",
        "`valeur`: `nd` is not a number; markers of absence declared: none",
    ];
    assert_eq!(details, expected);
}

#[test]
fn a_spreadsheet_has_a_column_for_each_year() {
    let wide = "key = \"commune\"\ncolumns = { population = { 2018 = \"p18\", 2019 = \"p19\" } }\n";
    let lilliput = with_tables(&table("lilliput.xlsx", &format!("sheet = \"Séries\"\n{wide}{RULES}")));
    let workbook = std::fs::read(project().join("tests/fixtures/tables/lilliput.xlsx")).expect("the fixture");
    lilliput.write("lilliput.xlsx", &workbook);
    let report = lilliput.build(&["--json", "--strict"]).done().json();
    assert_eq!(report["tables"]["lilliput.xlsx, sheet Séries"], "XLSX, decimal point, header on line 2");
    assert_eq!(report["figures"][0]["rules"], serde_json::json!({ "pad": 5 }));
    let earlier = figures(&lilliput, "communes", &COMMUNES, "population", 2018);
    assert_eq!(earlier, [Some(900.0), None, Some(280.0), Some(0.0), None, None]);
    let later = figures(&lilliput, "communes", &COMMUNES, "population", 2019);
    assert_eq!(later, [Some(950.0), Some(19.0), None, Some(0.0), Some(12.0), None]);

    for cut in [10, workbook.len() / 2, workbook.len() - 1] {
        lilliput.write("lilliput.xlsx", &workbook[..cut]);
        std::fs::remove_dir_all(lilliput.out()).expect("it was built");
        lilliput.build(&[]).refused(&["`lilliput.xlsx` cannot be read as ZIP: ", "download or export it again"]);
        assert!(files(&lilliput.out()).is_empty());
    }
    lilliput.replace("recipe.toml", "sheet = \"Séries\"", "sheet = \"Series\"");
    lilliput.write("lilliput.xlsx", &workbook);
    lilliput.build(&[]).refused(&["has no sheet `Series`; it has `Séries`", "did you mean `Séries`?"]);
}

#[test]
fn a_damaged_parquet_is_refused_in_one_sentence() {
    let columns = "key = \"codgeo\"\nyear = 2020\ncolumns = { population = \"population\" }";
    let lilliput = with_tables(&table("communes.parquet", columns));
    let parquet = std::fs::read(project().join("tests/fixtures/tables/communes.snappy.parquet")).expect("the fixture");
    lilliput.write("communes.parquet", &parquet);
    let report = lilliput.build(&["--json"]).done().json();
    assert_eq!(report["complaints"]["kinds"][0]["kind"], "unknown_code");
    assert_eq!(report["complaints"]["kinds"][1]["kind"], "no_figures");
    assert_eq!(report["complaints"]["total"], 4);
    for place in (0..parquet.len()).step_by(29) {
        let mut damaged = parquet.clone();
        damaged[place] ^= 0x80;
        lilliput.write("communes.parquet", damaged);
        let told = lilliput.build(&["--quiet"]);
        assert!(!told.sentence.contains("panicked"), "{place}: {told:?}");
        if told.code != Some(0) {
            told.refused(&["communes.parquet"]);
        }
    }
}
