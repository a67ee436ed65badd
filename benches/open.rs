//! Opening published maps of different sizes: it must not take longer for a larger file.

#[path = "common/france.rs"]
mod france;
#[path = "common/tessellation.rs"]
mod tessellation;
#[path = "common/timing.rs"]
mod timing;

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::Criterion;
use maillage::catalog::Catalog;
use tessellation::{Plan, cells, published};

fn main() {
    let plan = |columns, rows| Plan { columns, rows, left: 40, top: 40, width: 160, height: 200 };
    let maps: [(&str, PathBuf); 3] = [
        ("made up, 500 cells", published("small", cells(&[plan(25, 20)]))),
        ("made up, 20,000 cells", published("large", cells(&[plan(200, 100)]))),
        ("France", france::folder()),
    ];
    println!("\nopening, files in the page cache; µs, median of turns");
    println!("{:24} {:>10} {:>10}", "", "MB", "open");
    let mut opens: Vec<_> = maps.iter().map(|(_, folder)| move || open(folder)).collect();
    let mut opens: Vec<&mut dyn FnMut()> = opens.iter_mut().map(|work| work as &mut dyn FnMut()).collect();
    let times = timing::race(&mut opens);
    for ((name, folder), time) in maps.iter().zip(times) {
        let (catalog, _) = Catalog::map(folder).expect("the map opens");
        let megabytes = (catalog.atlas().length() + catalog.almanac().length()) as f64 / 1e6;
        println!("{name:24} {megabytes:>10.1} {:>10.0}", time / 1000.0);
    }
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("open");
    group.sample_size(20);
    for (name, folder) in &maps {
        group.bench_function(*name, |bencher| bencher.iter(|| open(folder)));
    }
    group.finish();
    criterion.final_summary();
}

fn open(folder: &Path) {
    black_box(Catalog::map(folder).expect("the map opens"));
}
