use std::collections::BTreeSet;

use maillage::catalog::Catalog;

use super::{SCHOOLS, catalog, shown};
use crate::common::france;

/// At every zoom the counts of all tiles sum to the number of schools.
#[test]
fn counts_of_all_tiles_sum_to_the_schools() {
    let catalog = catalog();
    for zoom in 0..=14 {
        let total: u64 = shown(&catalog, "ecoles", zoom, None).iter().map(super::Shown::count).sum();
        assert_eq!(total, SCHOOLS as u64, "zoom {zoom}");
    }
}

/// The same for France, where the lycées of a town stand at one town hall; the table of it is printed.
#[test]
fn counts_of_all_tiles_sum_to_the_lycees_of_france() {
    let catalog = Catalog::map(france()).expect("France opens").0;
    let features = u64::from(catalog.layer("lycees").expect("lycées").1.features);
    println!("zoom  shown  clusters  of one place  largest    sum");
    for zoom in 0..=14 {
        let shown = shown(&catalog, "lycees", zoom, None);
        let clusters: Vec<_> = shown.iter().filter(|it| it.attributes.contains_key("cluster")).collect();
        let of_one_place = clusters.iter().filter(|it| it.attributes.contains_key("leaves")).count();
        let largest = shown.iter().map(super::Shown::count).max().unwrap_or(0);
        let sum: u64 = shown.iter().map(super::Shown::count).sum();
        println!("{zoom:>4} {:>6} {:>9} {of_one_place:>13} {largest:>8} {sum:>6}", shown.len(), clusters.len());
        assert_eq!(sum, features, "zoom {zoom}");
    }
}

/// Without clusters every school is in one tile at every zoom.
#[test]
fn every_school_is_shown_where_points_are_not_joined() {
    let catalog = catalog();
    for zoom in [0, 5, 10, 14] {
        let shown = shown(&catalog, "ecoles", zoom, Some("all"));
        let codes: BTreeSet<&str> = shown.iter().filter_map(|it| it.text("code")).collect();
        assert_eq!((shown.len(), codes.len()), (SCHOOLS, SCHOOLS), "zoom {zoom}");
    }
}
