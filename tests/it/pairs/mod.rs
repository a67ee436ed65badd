//! Figures of territories and clusters against what schools make of them directly: whichever way the figures go up, a
//! weight, a numerator or a denominator counts where the figure that it belongs to is known, and nowhere else.

mod oracle;
mod world;

use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::gazetteer::{Figure, Reason};
use maillage::query::{Caches, Request, prepare, select};
use oracle::{Expected, RULES, Rule, expected};
use world::{School, World, YEARS};

use crate::edition::{Edition, asked};

const SEEDS: u64 = 8;

/// Six decimals are kept of every figure, and four of a coverage.
const CLOSE: f64 = 2e-6;

fn open(folder: &std::path::Path) -> Catalog<Mapping> {
    Catalog::map(folder).expect("the map opens").0
}

/// A figure and its coverage as the map has them; none where the layer has no such column.
fn found(
    catalog: &Catalog<Mapping>,
    layer: &str,
    code: &str,
    indicator: &str,
    year: i32,
) -> Option<(Figure, Option<f64>)> {
    let (id, _) = catalog.layer(layer).expect("the layer is there");
    let feature = catalog.view(id).find(code).unwrap_or_else(|| panic!("no {code} in {layer}"));
    let column = catalog.figures(catalog.column(id, indicator, year)?);
    Some((column.figure(feature), column.coverage(feature)))
}

#[track_caller]
fn compare(place: &str, found: Option<f64>, expected: Option<f64>) {
    match (found, expected) {
        (Some(found), Some(expected)) => {
            assert!((found - expected).abs() <= CLOSE * expected.abs().max(1.0), "{place}: {found}, not {expected}");
        }
        (found, expected) => assert_eq!(found, expected, "{place}"),
    }
}

/// The figure of a territory against that of its schools.
fn check(catalog: &Catalog<Mapping>, (layer, code): (&str, &str), rule: &Rule, year: i32, expected: &Expected) {
    let place = format!("{} of {year} in {layer} {code}", rule.id);
    let found = found(catalog, layer, code, rule.id, year);
    let (figure, coverage) = found.unwrap_or((Figure::Missing(None), None));
    compare(&place, figure.value(), expected.figure);
    if expected.figure.is_some() && rule.id != "number" {
        let (coverage, expected) = (coverage.unwrap_or(1.0), expected.coverage.expect("it rests on something"));
        assert!((coverage - expected).abs() <= 1e-4, "{place}: coverage {coverage}, not {expected}");
    }
}

#[test]
fn schools_go_up_to_every_level_in_pairs() {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let (map, _) = world.build(&world.recipe_of_points());
        let catalog = open(map.path());
        for (rule, year) in RULES.iter().flat_map(|rule| YEARS.map(|year| (rule, year))) {
            for (layer, code, schools) in world.territories() {
                let made = expected(rule, year, &world.years_of_weights(), &schools);
                check(&catalog, (layer, code.as_str()), rule, year, &made);
                let nobody = schools.is_empty() && rule.id != "number" && rule.id != "size";
                if let (true, Some((figure, coverage))) = (nobody, found(&catalog, layer, &code, rule.id, year)) {
                    let expected = (Figure::Missing(Some(Reason::NotApplicable)), None);
                    assert_eq!((figure, coverage), expected, "{} of {year} in {layer} {code}, seed {seed}", rule.id);
                }
            }
            let indicator = catalog.indicator(rule.id).expect("the recipe has it");
            let communes = catalog.layer("communes").expect("it is there").0;
            let all: Vec<&School> = world.schools.iter().collect();
            let country = Edition::of(&catalog).records().whole(communes, indicator, year).map(|whole| whole.figure);
            let made = expected(rule, year, &world.years_of_weights(), &all);
            compare(&format!("{} of {year} in the country, seed {seed}", rule.id), country, made.figure);
        }
    }
}

#[test]
fn clusters_have_the_means_that_territories_have() {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let (map, _) = world.build(&world.recipe_of_points());
        let catalog = open(map.path());
        for filter in ["", "kind = 'a'", "NOT (ips >= 100)"] {
            for year in YEARS.map(|year| year.to_string()) {
                let request = asked("schools", &[("indicators", "*"), ("year", &year), ("filter", filter)]);
                check_clusters(&world, &catalog, &request);
            }
        }
    }
}

/// Every cluster of every zoom against its schools.
fn check_clusters(world: &World, catalog: &Catalog<Mapping>, request: &Request) {
    let selection = select(catalog, request).expect("the layer is there");
    let part = &selection.parts[0];
    let layer = catalog.view(part.layer);
    let prepared = prepare(catalog, &Caches::default(), &selection, selection.zooms().max);
    let hierarchy = prepared.parts[0].clusters.as_ref().expect("points are joined");
    let forest = hierarchy.forest();
    assert!(forest.nodes.len() > 3, "{} clusters", forest.nodes.len());
    for key in &part.figures {
        let Some(rule) = RULES.iter().find(|rule| rule.id == catalog.indicator_of(key.column).id) else { continue };
        let figures = hierarchy.figures(key.column);
        for (node, figures) in forest.nodes.iter().zip(figures) {
            let code = |feature: u32| layer.text(0, feature).expect("a code");
            let schools: Vec<&School> =
                forest.members(node).iter().map(|feature| world.school(code(feature.get()))).collect();
            let place = format!("{} of {} in a cluster of {}", rule.id, key.year, schools.len());
            let made = expected(rule, key.year, &world.years_of_weights(), &schools);
            match rule.is_sum() {
                true => compare(&place, Some(figures.sum.get()), Some(made.figure.unwrap_or(0.0))),
                false => compare(&place, figures.mean(), made.figure),
            }
        }
    }
}

#[test]
fn rows_that_are_parts_go_up_as_schools_do() {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let (map, _) = world.build(&world.recipe_of_parts());
        let catalog = open(map.path());
        for (rule, year) in RULES.iter().filter(|rule| !rule.has_tally()).flat_map(|rule| YEARS.map(|it| (rule, it))) {
            for (layer, code, schools) in world.territories() {
                let made = expected(rule, year, &world.years_of_weights(), &schools);
                check(&catalog, (layer, code.as_str()), rule, year, &made);
            }
        }
    }
}

#[test]
fn former_territories_go_up_as_their_schools_do() {
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let (map, _) = world.build(&world.recipe_of_former_codes());
        let catalog = open(map.path());
        for (rule, year) in RULES.iter().filter(|rule| !rule.has_tally()).flat_map(|rule| YEARS.map(|it| (rule, it))) {
            let weights = world.years_of_weights();
            // A commune of today has a figure if all communes that it was made of have one.
            let is_known = |commune: &str| {
                world.former(commune).iter().all(|schools| expected(rule, year, &weights, schools).figure.is_some())
            };
            for (layer, code, schools) in world.territories() {
                let known: Vec<&School> = schools.iter().copied().filter(|school| is_known(&school.commune)).collect();
                let figure = expected(rule, year, &weights, &known).figure;
                let found = found(&catalog, layer, &code, rule.id, year).map(|(figure, _)| figure);
                let place = format!("{} of {year} in {layer} {code}, seed {seed}", rule.id);
                compare(&place, found.and_then(Figure::value), figure);
            }
        }
    }
}

#[test]
fn weights_that_are_not_known_are_reported() {
    let mut seen = [false; 2];
    for seed in 0..SEEDS {
        let world = World::new(seed);
        let (_, complaints) = world.build(&world.recipe_of_points());
        let lacks_a_year = world.years_of_weights().len() < YEARS.len();
        let of = |kind: &str| complaints.iter().filter(|(found, _)| found == kind).count();
        assert_eq!(of("no_weights") > 0, lacks_a_year, "seed {seed}: {complaints:?}");
        assert!(of("unweighted") > 0, "seed {seed}: some schools have an index and no pupils");
        seen[usize::from(lacks_a_year)] = true;
    }
    assert_eq!(seen, [true, true], "both are tried");
}

#[test]
fn levels_with_shapes_of_their_own_have_the_schools_that_lie_in_them() {
    let world = World::new(3);
    let (map, _) = world.build(&world.recipe_of_zones());
    let catalog = open(map.path());
    for (zone, schools) in world.zones() {
        assert!(schools.len() > 5, "{zone}: {}", schools.len());
        for (rule, year) in RULES.iter().flat_map(|rule| YEARS.map(|year| (rule, year))) {
            let made = expected(rule, year, &world.years_of_weights(), &schools);
            check(&catalog, ("zones", zone), rule, year, &made);
        }
    }
}

/// A commune whose département is not known may be of any that surround it.
#[test]
fn members_without_a_parent_leave_those_around_them_incomplete() {
    let coverage = |orphans: &str, code: &str| {
        let (map, complaints) = World::new(0).build_orphan(orphans, code);
        let catalog = open(map.path());
        let of = |code: &str| {
            let (figure, coverage) = found(&catalog, "departements", code, "pupils", 2021).expect("a column");
            (figure.value(), coverage)
        };
        (["01", "02", "03"].map(of), complaints.iter().filter(|(kind, _)| kind == "no_parent").count())
    };
    let three_of = |figure: f64, of: f64| (Some(figure), Some((3.0 / of * 1e4_f64).round() / 1e4));
    // The nameless commune lies between all three; the figures are 1 for each commune.
    let (found, told) = coverage("", "X2002");
    assert_eq!((found, told), ([(Some(4.0), Some(0.8)), three_of(3.0, 4.0), (Some(4.0), Some(0.8))], 1));
    // All codes begin with that of their département, and so does its own.
    let (found, told) = coverage("", "02002");
    assert_eq!((found, told), ([(Some(4.0), Some(1.0)), three_of(3.0, 4.0), (Some(4.0), Some(1.0))], 1));
    let (found, told) = coverage(", orphans = true", "02002");
    assert_eq!((found, told), ([(Some(4.0), Some(1.0)), (Some(3.0), Some(1.0)), (Some(4.0), Some(1.0))], 0));
}
