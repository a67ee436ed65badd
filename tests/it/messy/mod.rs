//! Two hundred tables as people send them, each from a seed, with what they truly say: every wrong figure and every missing
//! one is reported.

mod faults;
mod table;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use maillage::catalog::Catalog;
use maillage::container::Mapping;
use serde_json::Value;
use table::{MessyTable, Truth, codes};

use crate::common::{program, run};

const TABLES: u64 = 200;

/// Tables of one build.
const BATCH: u64 = 20;

const HEAD: &str = r######"name = "messy"
title = { fr = "Messy", en = "Messy" }
attribution = "nobody"
bounds = [0.0, 40.0, 10.0, 46.0]

[[level]]
name = "communes"
label = { fr = "Communes", en = "Municipalities" }
source = "communes.geojson"
key = "code"
id = "#####"
zooms = [2, 8]
"######;

/// What became of the figures of all tables.
#[derive(Default)]
struct Outcome {
    right: usize,
    missing: usize,
    /// What was not reported.
    silent: Vec<String>,
}

/// What a build complained of one file: the lines and codes that it names, and whether it is about a whole column.
#[derive(Default)]
struct Reported {
    lines: BTreeSet<u64>,
    codes: BTreeSet<String>,
    kinds: BTreeSet<String>,
}

impl Reported {
    fn names(&self, truth: &Truth) -> bool {
        truth.lines.iter().any(|line| self.lines.contains(line))
            || truth.codes.iter().any(|code| self.codes.contains(code))
    }

    /// Whether figures of whole columns are said to be missing.
    fn has_column(&self) -> bool {
        ["doubtful_mark", "sentinel"].iter().any(|kind| self.kinds.contains(*kind))
    }
}

#[test]
fn messy_tables_publish_no_wrong_figure_in_silence() {
    let mut outcome = Outcome::default();
    for first in (0..TABLES).step_by(BATCH as usize) {
        let tables: Vec<MessyTable> = (first..first + BATCH).map(MessyTable::new).collect();
        judge(&tables, &mut outcome);
    }
    println!("seeds 0 to {}: {} figures right, {} missing and reported", TABLES - 1, outcome.right, outcome.missing);
    assert!(outcome.silent.is_empty(), "{} in silence:\n{}", outcome.silent.len(), outcome.silent.join("\n"));
    // Who reports everything and publishes nothing is not right either.
    assert!(outcome.right > 20 * outcome.missing, "{} right, {} missing", outcome.right, outcome.missing);
}

/// Builds the tables together and holds what is published against what they truly say.
fn judge(tables: &[MessyTable], outcome: &mut Outcome) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path();
    let write = |name: &str, bytes: &[u8]| std::fs::write(path.join(name), bytes).expect("it can be written");
    let recipe: String = tables.iter().map(|table| table.recipe.as_str()).collect();
    write("recipe.toml", format!("{HEAD}{recipe}").as_bytes());
    write("communes.geojson", communes().as_bytes());
    tables.iter().for_each(|table| write(&table.file, &table.bytes));
    let mut build = program();
    build.arg("build").arg(path.join("recipe.toml")).arg("--out").arg(path.join("out")).arg("--json");
    let report: Value = serde_json::from_str(&run(&mut build)).expect("a report in JSON");
    let reported = reported(&report["complaints"]);
    let catalog = Catalog::map(&path.join("out")).expect("it opens").0;
    let none = Reported::default();
    for table in tables {
        compare(table, &catalog, reported.get(&table.file).unwrap_or(&none), outcome);
    }
}

fn reported(complaints: &Value) -> BTreeMap<String, Reported> {
    let records = complaints["records"].as_array().expect("records");
    assert_eq!(complaints["total"], records.len(), "all complaints are there");
    let mut reported: BTreeMap<String, Reported> = BTreeMap::new();
    for record in records {
        let of_file = reported.entry(record["file"].as_str().expect("a file").to_owned()).or_default();
        of_file.kinds.insert(record["kind"].as_str().expect("a kind").to_owned());
        of_file.lines.extend(record["row"].as_u64());
        of_file.codes.extend(record["code"].as_str().map(str::to_owned));
    }
    reported
}

fn compare(table: &MessyTable, catalog: &Catalog<Mapping>, reported: &Reported, outcome: &mut Outcome) {
    for (indicator, truths) in &table.truths {
        for (code, truth) in truths {
            let published = figure(catalog, code, indicator);
            let is_right = match (published, truth.figure) {
                (Some(found), Some(figure)) => (found - figure).abs() < 1e-6,
                (None, None) => !truth.is_junk || reported.names(truth) || reported.has_column(),
                (Some(_), None) | (None, Some(_)) => false,
            };
            let is_told = reported.names(truth) || (published.is_none() && reported.has_column());
            match (is_right, is_told) {
                (true, _) => outcome.right += usize::from(published.is_some()),
                (false, true) => outcome.missing += 1,
                (false, false) => outcome.silent.push(format!(
                    "seed {}, `{indicator}` of {code}: {published:?} is published, {:?} is true, in lines {:?} of\n{}",
                    table.seed,
                    truth.figure,
                    truth.lines,
                    String::from_utf8_lossy(&table.bytes)
                )),
            }
        }
    }
}

fn figure(catalog: &Catalog<Mapping>, code: &str, indicator: &str) -> Option<f64> {
    let (layer, _) = catalog.layer("communes").expect("the level");
    let feature = catalog.view(layer).find(code).expect("the commune");
    catalog.figures(catalog.column(layer, indicator, 2020)?).figure(feature).value()
}

/// Squares side by side, one for each code.
fn communes() -> String {
    let square = |(place, code): (usize, String)| {
        let (west, south) = ((place % 10) as f64, 40.0 + (place / 10) as f64);
        let (east, north) = (west + 1.0, south + 1.0);
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"code\":\"{code}\"}},\"geometry\":{{\"type\":\"Polygon\",\
             \"coordinates\":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}}}"
        )
    };
    let squares: Vec<String> = codes().into_iter().enumerate().map(square).collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", squares.join(","))
}

#[test]
fn the_oracle_sees_a_wrong_figure() {
    let mut table = MessyTable::new(3);
    let truths = table.truths.values_mut().next().expect("an indicator");
    let truth = truths.values_mut().find(|truth| truth.figure.is_some()).expect("a figure");
    *truth =
        Truth { figure: truth.figure.map(|figure| figure + 1.0), lines: Vec::new(), codes: Vec::new(), is_junk: false };
    let mut outcome = Outcome::default();
    judge(&[table], &mut outcome);
    assert_eq!(outcome.silent.len(), 1, "{:?}", outcome.silent);
}
