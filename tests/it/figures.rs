//! Figures of coarser levels against sums made by other means, and the sums of whole tables.

use std::collections::{BTreeMap, BTreeSet};

use maillage::catalog::Catalog;
use maillage::container::Mapping;

use crate::common::{france, project};

fn catalog() -> Catalog<Mapping> {
    Catalog::map(france()).expect("France opens").0
}

/// The figure of a territory, read as a tile would show it.
fn figure(catalog: &Catalog<Mapping>, layer: &str, code: &str, indicator: &str, year: i32) -> Option<f64> {
    let (id, _) = catalog.layer(layer).expect("the layer is there");
    let feature = catalog.view(id).find(code)?;
    catalog.figures(catalog.column(id, indicator, year)?).figure(feature).value()
}

/// Intermunicipalities that hold a commune which was split since, but not all its parts: it counts in none of them.
fn holding_a_part(catalog: &Catalog<Mapping>) -> BTreeSet<String> {
    let (id, described) = catalog.layer("communes").expect("the layer is there");
    let communes = catalog.view(id);
    let field = described.fields.iter().position(|field| field.name == "epci").expect("communes know their parents");
    let text = std::fs::read_to_string(project().join("data/france/scissions.csv")).expect("a table");
    let mut holders: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for row in text.lines().skip(1).map(|line| line.split(';').collect::<Vec<_>>()) {
        let feature = communes.find(row[1]).expect("a commune of today");
        let epci = communes.text(field, feature).unwrap_or_default().to_owned();
        holders.entry(row[0]).or_default().insert(epci);
    }
    holders.into_values().filter(|epci| epci.len() > 1).flatten().collect()
}

#[test]
fn sums_of_every_level_are_those_expected() {
    let catalog = catalog();
    let levels = [("departements", "departement"), ("academies", "academie"), ("regions", "region"), ("epci", "epci")];
    for (layer, file) in levels {
        let path = project().join(format!("data/france/expected/ind_rp2021_{file}.csv"));
        let text = std::fs::read_to_string(path).expect("the expected sums are there");
        let mut rows = text.lines().map(|line| line.split(';').collect::<Vec<_>>());
        let header = rows.next().expect("a header");
        let apart = if layer == "epci" { holding_a_part(&catalog) } else { BTreeSet::new() };
        let mut compared = 0;
        for row in rows.filter(|row| !apart.contains(row[0])) {
            let (id, _) = catalog.layer(layer).expect("the layer is there");
            let feature = catalog.view(id).find(row[0]).expect("the code is there");
            let pop = catalog.figures(catalog.column(id, "pop", 2021).expect("the census is there"));
            assert_eq!(pop.coverage(feature), Some(1.0), "{layer} {}", row[0]);
            for (column, cell) in header.iter().zip(&row).skip(1) {
                let decimals = catalog.indicator(column).map(|indicator| indicator.decimals);
                let decimals = decimals.unwrap_or_else(|| panic!("no indicator {column}"));
                let expected: f64 = cell.parse().unwrap_or_else(|_| panic!("{layer} {} {column}: {cell}", row[0]));
                let found = figure(&catalog, layer, row[0], column, 2021);
                let found = found.unwrap_or_else(|| panic!("{layer} {} has no {column}", row[0]));
                // Counts are exact; others are kept with their decimals and expected with two.
                let allowed = [0.0, 0.056, 0.005_000_1][usize::from(decimals)];
                assert!((found - expected).abs() <= allowed, "{layer} {} {column}: {found}, not {expected}", row[0]);
                compared += 1;
            }
        }
        assert!(compared >= 12 * 12, "{layer}: only {compared} figures compared");
    }
}

#[test]
fn totals_are_those_of_the_tables() {
    let catalog = catalog();
    let summary = |layer: &str, indicator: &str, year: i32| {
        let (id, _) = catalog.layer(layer).expect("the layer is there");
        catalog.summary(catalog.column(id, indicator, year).expect("it has figures")).clone()
    };
    for layer in ["communes", "departements", "academies", "regions"] {
        assert_eq!(summary(layer, "population", 2023).sum, 68_350_798.0, "{layer}");
    }
    // Every row of the census counts, those of communes that were split since in the territories that hold all parts.
    for layer in ["departements", "academies", "regions"] {
        assert_eq!(summary(layer, "pop", 2021).sum, 67_408_104.0, "{layer}");
        assert_eq!(summary(layer, "pop_0_19", 2021).sum, 16_013_133.0, "{layer}");
    }
    let communes = summary("communes", "pop", 2021);
    assert_eq!((communes.with_value, communes.missing), (34_848, 27));
    // Six communes died for France: theirs is a zero, not a gap.
    for code in ["55039", "55050", "55139", "55189", "55239", "55307"] {
        assert_eq!(figure(&catalog, "communes", code, "population", 2023), Some(0.0));
        assert_eq!(figure(&catalog, "communes", code, "part_0_19", 2021), None);
    }
}

#[test]
fn older_years_are_carried_to_todays_territories() {
    let catalog = catalog();
    // What the tables add up to, whatever the codes they are in.
    for (year, total) in [(2019, 67_244_921.0), (2020, 67_415_394.0), (2021, 67_648_309.0)] {
        for layer in ["departements", "academies", "regions"] {
            let (id, _) = catalog.layer(layer).expect("the layer is there");
            assert_eq!(
                catalog.summary(catalog.column(id, "population", year).expect("it has figures")).sum,
                total,
                "{layer} {year}"
            );
        }
    }
    // Les Trois Lacs has taken in a commune of 1,769 people under a code of its own.
    assert_eq!(figure(&catalog, "communes", "27676", "population", 2019), Some(1769.0));
    // Neussargues was split in 2025, and what was split off had no figures before.
    let (id, _) = catalog.layer("communes").expect("the layer is there");
    let communes = catalog.view(id);
    for code in ["15141", "15031", "15035", "15047", "15171", "60054", "60694", "85084", "85165", "85212"] {
        for (indicator, year) in [("population", 2019), ("population", 2021), ("pop", 2021), ("part_0_19", 2021)] {
            let column = catalog.figures(catalog.column(id, indicator, year).expect("it has figures"));
            let reason = column.figure(communes.find(code).expect("the code is there")).reason();
            assert_eq!(reason, Some(maillage::gazetteer::Reason::NotComparable), "{code} {indicator} {year}");
        }
        assert!(figure(&catalog, "communes", code, "population", 2023).is_some(), "{code}");
    }
}

#[test]
fn mayotte_has_no_census_and_says_so_by_absence() {
    let catalog = catalog();
    for (layer, code) in [("communes", "97608"), ("departements", "976"), ("regions", "06")] {
        assert_eq!(figure(&catalog, layer, code, "pop", 2021), None, "{layer}");
        assert!(
            figure(&catalog, layer, code, "population", 2023).is_some_and(|population| population > 0.0),
            "{layer}"
        );
    }
}

#[test]
fn dissolved_territories_know_what_holds_them() {
    let catalog = catalog();
    let parents = |layer: &str, code: &str| -> Vec<(String, Option<String>)> {
        let (id, described) = catalog.layer(layer).expect("the layer is there");
        let view = catalog.view(id);
        let feature = view.find(code).expect("the code is there");
        let texts = described.fields.iter().enumerate().skip(2);
        texts.map(|(place, field)| (field.name.clone(), view.text(place, feature).map(str::to_owned))).collect()
    };
    let some = |name: &str, value: &str| (name.to_owned(), Some(value.to_owned()));
    let ille_et_vilaine = parents("departements", "35");
    assert!(ille_et_vilaine.contains(&some("region", "53")) && ille_et_vilaine.contains(&some("academie", "14")));
    let rennes = parents("epci", "243500139");
    assert!(rennes.contains(&some("departement", "35")) && rennes.contains(&some("region", "53")));
    assert_eq!(parents("regions", "53"), []);
    // An EPCI that crosses the border of its département has no département.
    let (id, _) = catalog.layer("epci").expect("the layer is there");
    let epci = catalog.view(id);
    let field = epci.record().layer.fields.iter().position(|field| field.name == "departement").expect("a parent");
    let crossing = (0..epci.len() as u32).filter(|&feature| epci.text(field, feature).is_none()).count();
    assert!((1..200).contains(&crossing), "{crossing} EPCI cross a département's border");
}
