//! The figures in tiles are those of the tables.

use std::collections::{BTreeMap, BTreeSet};

use super::{by_code, layers};
use crate::common::{Server, france, project};

/// The rows of a table of the example by their first column, the others by name.
fn table(file: &str, delimiter: u8) -> BTreeMap<String, BTreeMap<String, f64>> {
    let path = project().join("data/france").join(file);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_path(path).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let mut rows = BTreeMap::new();
    for row in reader.records() {
        let row = row.expect("a row");
        let figures =
            header.iter().zip(&row).skip(1).filter_map(|(name, cell)| Some((name.to_owned(), cell.parse().ok()?)));
        rows.insert(row[0].to_owned(), figures.collect());
    }
    rows
}

#[test]
fn rennes_counts_what_the_tables_say() {
    let server = Server::start(france());
    let code = "35238";
    let tile = layers(&server.get("/communes/8/126/88?indicators=population&year=2019,2020,2021,2023"));
    let rennes = &by_code(&tile[0])[code];
    for year in [2019, 2020, 2021, 2023] {
        let table = table(&format!("indicators/population_{year}.csv"), b';');
        assert_eq!(rennes[&format!("population@{year}")].number(), table[code]["population_municipale"], "{year}");
    }
    assert_eq!(rennes["population@2023"].number(), 230_890.0);
    let tile = layers(&server.get("/communes/8/126/88?indicators=*&year=2021"));
    let rennes = &by_code(&tile[0])[code];
    let census = table("indicators/recensement_2021.csv", b';');
    assert!(census[code].len() >= 11);
    for (name, figure) in &census[code] {
        assert!((rennes[name].number() - figure).abs() < 1e-9, "{name}");
    }
}

#[test]
fn every_commune_of_a_tile_counts_what_the_tables_say() {
    let server = Server::start(france());
    let tile = layers(&server.get("/communes/6/31/22?indicators=*&year=2021"));
    let census = table("indicators/recensement_2021.csv", b';');
    let population = table("indicators/population_2021.csv", b';');
    let found = by_code(&tile[0]);
    assert!(found.len() > 500);
    // Those that have taken in others since have the sums of both, those that were split none.
    let passages = ["passages.csv", "scissions.csv"].map(|file| table(file, b';'));
    let codes = passages.iter().flat_map(BTreeMap::values).map(|row| format!("{:05}", row["code_2026"]));
    let undivided = passages[1].keys().cloned();
    let carried: BTreeSet<String> = codes.chain(undivided).collect();
    for (code, attributes) in found.iter().filter(|(code, _)| !carried.contains(*code)) {
        let mut expected: BTreeMap<&str, f64> = BTreeMap::new();
        if let Some(&figure) = population.get(code).and_then(|row| row.get("population_municipale")) {
            expected.insert("population", figure);
        }
        expected.extend(census.get(code).into_iter().flatten().map(|(name, figure)| (name.as_str(), *figure)));
        // Shares are made of the counts here: the tables' own are rounded from the same counts.
        let differs = |name: &str, figure: f64| (attributes[name].number() - figure).abs() > 0.1 + 1e-9;
        for (name, figure) in expected {
            let is_share = name.starts_with("part_");
            assert!(attributes.contains_key(name), "{code}: {name}");
            assert!(
                if is_share { !differs(name, figure) } else { attributes[name].number() == figure },
                "{code}: {name}"
            );
        }
    }
}

#[test]
fn coarser_levels_sum_up_the_census() {
    let server = Server::start(france());
    for (layer, file) in [("departements", "departement"), ("regions", "region"), ("academies", "academie")] {
        let expected = table(&format!("expected/ind_rp2021_{file}.csv"), b';');
        let mut found = BTreeMap::new();
        for (x, y) in (0..4).flat_map(|y| (0..4).map(move |x| (x, y))) {
            let answer = server.get(&format!("/{layer}/2/{x}/{y}?indicators=*&year=2021"));
            if answer.status == 200 {
                found.extend(by_code(&layers(&answer)[0]));
            }
        }
        for (code, row) in &expected {
            for name in ["pop", "pop_0_19", "pop_20_64", "pop_65p", "logements", "res_secondaires", "maisons"] {
                let (figure, counted) = (found[code][name].number(), row[name]);
                assert_eq!(figure, counted, "{layer} {code}: {name}");
            }
            // The expected share is rounded to two decimals, that of a tile to one.
            let share = found[code]["part_0_19"].number();
            assert!((share - row["part_0_19"]).abs() <= 0.055 + 1e-9, "{layer} {code}: {share}");
        }
        let missing: Vec<&String> = found.keys().filter(|code| !expected.contains_key(*code)).collect();
        assert_eq!(missing.len(), 1, "Mayotte alone has no census: {missing:?}");
        assert!(missing.iter().all(|code| !found[*code].contains_key("pop")), "{missing:?}");
    }
}
