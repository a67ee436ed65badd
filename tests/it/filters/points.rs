//! Filters on points that are joined or thinned.

use std::collections::BTreeSet;

use maillage::catalog::Catalog;

use super::codes;
use crate::edition::asked;
use crate::schools::{School, map, schools, shown_by};

fn expected(is_wanted: impl Fn(&School) -> bool) -> BTreeSet<String> {
    schools().into_iter().filter(|school| is_wanted(school)).map(|school| school.code).collect()
}

/// The weights of thinned points sum to the number of those that a filter lets through, all of which it lets through.
#[test]
fn thinned_points_stand_for_those_that_match() {
    let catalog = Catalog::map(map()).expect("the schools open").0;
    let filter = "type<>'lycée' AND ips>=60";
    let matching = expected(|school| school.kind != "lycée" && school.ips.is_some_and(|ips| ips >= 60.0));
    assert!((500..2000).contains(&matching.len()), "{}", matching.len());
    let mut before: BTreeSet<String> = BTreeSet::new();
    for zoom in 0..=14 {
        let request = asked("ecoles", &[("points", "thinned"), ("filter", filter)]);
        let shown = shown_by(&catalog, &request, zoom);
        let total: f64 = shown.iter().filter_map(|it| it.number("weight")).sum();
        assert_eq!(total, matching.len() as f64, "zoom {zoom}");
        let codes: BTreeSet<String> = shown.iter().filter_map(|it| it.text("code")).map(str::to_owned).collect();
        assert!(codes.is_subset(&matching) && before.is_subset(&codes), "zoom {zoom}");
        before = codes;
    }
    assert_eq!(before, matching);
}

/// Schools that name no commune are held by the shape of one.
#[test]
fn points_without_parents_are_held_by_their_place() {
    let catalog = Catalog::map(map()).expect("the schools open").0;
    let inside = |low: f64, value: f64| low < value && value < low + 2.0;
    let found = codes(&catalog, "ecoles", "within('communes','005')");
    let all = expected(|school| inside(2.0, school.longitude) && inside(42.0, school.latitude));
    assert!(all.len() > 100, "{}", all.len());
    // The outline is that of the highest zoom: a school beside it may be on either side.
    let differing = found.symmetric_difference(&all).count();
    assert!(differing <= 2, "{differing} of {}", all.len());
    // One with a hole, of which nothing may count twice.
    let around = codes(&catalog, "ecoles", "within('communes','001')");
    let enclave = codes(&catalog, "ecoles", "within('communes','002')");
    assert!(around.is_disjoint(&enclave) && !around.is_empty() && !enclave.is_empty());
}
