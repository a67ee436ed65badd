//! Filters on the communes of France: reading them, and finding what they let through, each time anew.

#[path = "common/france.rs"]
mod france;
#[path = "common/timing.rs"]
mod timing;

use std::hint::black_box;

use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::filter::{FilterCache, evaluate};
use maillage::query::{Request, Selection, select};

/// What is asked for, and of what.
const FILTERS: [(&str, &str); 12] = [
    ("communes", "departement='35'"),
    ("communes", "departement IN('22','29','35','56')"),
    ("communes", "population>=2000"),
    ("communes", "departement='35' AND population>=2000"),
    ("communes", "population@2023>population@2019"),
    ("communes", "nom LIKE 'Saint-%'"),
    ("communes", "ACCENTI(CASEI(nom)) LIKE '%saint%'"),
    ("communes", "within('departements','35')"),
    ("epci", "S_INTERSECTS(geom,within('departements','35'))"),
    ("communes", "S_INTERSECTS(geom,BBOX(-2,47.5,-1,48.5))"),
    ("communes", "S_INTERSECTS(geom,POLYGON((-2 47.5,-1 47.5,-1.2 48.6,-2 48.4,-2 47.5)))"),
    ("lycees", "S_INTERSECTS(geom,POLYGON((-2 47.5,-1 47.5,-1.2 48.6,-2 48.4,-2 47.5)))"),
];

fn main() {
    let (catalog, _) = Catalog::map(&france::folder()).expect("the map opens");
    let selections: Vec<Selection> = FILTERS.iter().map(|(layer, filter)| selected(&catalog, layer, filter)).collect();
    println!(
        "\nfilters on France, µs, median of turns: read and bound; evaluated on all features; taken from the cache"
    );
    println!("{:82} {:>9} {:>8} {:>9} {:>8}", "", "matching", "read", "evaluate", "kept");
    for ((layer, filter), selection) in FILTERS.iter().zip(&selections) {
        let Some(bound) = selection.parts.first().and_then(|part| part.filter.clone()) else { continue };
        let cache = FilterCache::default();
        let mut read = || drop(black_box(selected(&catalog, layer, filter)));
        let mut evaluate = || drop(black_box(evaluate(&catalog, &bound)));
        let mut kept = || drop(black_box(cache.matching(&catalog, &bound)));
        let times = timing::race(&mut [&mut read, &mut evaluate, &mut kept]);
        let count = cache.matching(&catalog, &bound).count();
        let micros: Vec<f64> = times.iter().map(|time| time / 1000.0).collect();
        let name = format!("{layer}: {filter}");
        println!("{name:82} {count:>9} {:>8.1} {:>9.1} {:>8.2}", micros[0], micros[1], micros[2]);
    }
}

fn selected(catalog: &Catalog<Mapping>, layers: &str, filter: &str) -> Selection {
    let request = Request::read(layers, &[("filter", filter)]).expect("known parameters");
    select(catalog, &request).expect("the filter is sound")
}
