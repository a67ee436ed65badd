//! Filters before clustering: what is joined is what the filter leaves.

use std::collections::BTreeMap;
use std::path::Path;

use crate::edition::asked;

use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::query::Request;

use super::{School, Shown, build, catalog, schools, shown_by};

/// A filter in words and in code.
type Filter = (&'static str, fn(&School) -> bool);

const FILTERS: [Filter; 6] = [
    ("type = 'collège'", |it| it.kind == "collège"),
    ("ips < 75.5", |it| it.ips.is_some_and(|ips| ips < 75.5)),
    ("NOT (ips < 75.5)", |it| it.ips.is_some_and(|ips| ips >= 75.5)),
    ("type IN ('école', 'lycée') AND (eleves IS NULL OR ips IS NULL)", |it| {
        it.kind != "collège" && (it.pupils.is_none() || it.ips.is_none())
    }),
    ("eleves BETWEEN 100 AND 120 OR code LIKE 'S000%'", |it| {
        it.pupils.is_some_and(|pupils| (100.0..=120.0).contains(&pupils)) || it.code.starts_with("S000")
    }),
    ("S_INTERSECTS(geom, BBOX(1, 41, 2.5, 43))", |it| {
        (1.0..=2.5).contains(&it.longitude) && (41.0..=43.0).contains(&it.latitude)
    }),
];

fn request(filter: &str) -> Request {
    asked("ecoles", &[("filter", filter)])
}

#[test]
fn counts_of_all_tiles_sum_to_what_the_filter_leaves() {
    let (catalog, all) = (catalog(), schools());
    for (filter, holds) in FILTERS {
        let expected = all.iter().filter(|school| holds(school)).count() as u64;
        assert!(expected > 20, "{filter}: {expected}");
        for zoom in 0..=14 {
            let total: u64 = shown_by(&catalog, &request(filter), zoom).iter().map(Shown::count).sum();
            assert_eq!(total, expected, "{filter} at zoom {zoom}");
        }
    }
    assert!(shown_by(&catalog, &request("ips > 9999"), 5).is_empty());
}

/// What a zoom shows, by id: for a cluster its attributes, for a school its code and figures.
fn by_id(catalog: &Catalog<Mapping>, request: &Request, zoom: u8) -> BTreeMap<u64, String> {
    let shown = shown_by(catalog, request, zoom).into_iter();
    shown
        .map(|it| {
            // A map of some schools counts by fewer kinds: those that the other map knows too have none here.
            let kept = it
                .attributes
                .iter()
                .filter(|(key, value)| !key.starts_with("type:") || !matches!(value, crate::validator::Value::UInt(0)));
            (it.id.expect("an id"), format!("{:?}", kept.collect::<BTreeMap<_, _>>()))
        })
        .collect()
}

/// With a filter every tile shows what a map of only those schools shows: ids, counts, figures, expansion zooms.
#[test]
fn a_filter_shows_what_a_map_of_only_those_schools_shows() {
    let (catalog, all) = (catalog(), schools());
    for (number, (filter, holds)) in FILTERS.into_iter().enumerate() {
        let some: Vec<School> = all.iter().filter(|school| holds(school)).cloned().collect();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("schools-{number}"));
        build(&some, &folder);
        let only = Catalog::map(&folder).expect("the schools open").0;
        for zoom in 0..=14 {
            let whole = request("");
            let (found, expected) = (by_id(&catalog, &request(filter), zoom), by_id(&only, &whole, zoom));
            assert_eq!(found, expected, "{filter} at zoom {zoom}");
        }
        let _ = std::fs::remove_dir_all(folder);
    }
}
