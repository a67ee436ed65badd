//! Encoding one tile of 500 polygons × 100 vertices, by this program, by the crate `mvt` and, with
//! `--features compare`, by `geozero`, in turns.

#[path = "common/allocations.rs"]
mod allocations;
#[path = "common/drawing.rs"]
mod drawing;
#[path = "encode/peers.rs"]
mod peers;
#[path = "common/tessellation.rs"]
mod tessellation;
#[path = "common/timing.rs"]
mod timing;

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use drawing::Drawer;
use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::geo::{TilePoint, push_ring};
use maillage::query::{Request, Selection, select};
use tessellation::{Cell, Plan, SIDE, cells, published, tile};

/// 500 cells of 100 vertices that the tile's window holds.
const HELD: [Plan; 1] = [Plan { columns: 25, rows: 20, left: 40, top: 40, width: 160, height: 200 }];

/// 500 cells of 100 vertices, a row along each side of the window, cut by it through the middle.
const CROSSING: [Plan; 4] = [
    Plan { columns: 125, rows: 1, left: -60, top: -164, width: 33, height: 200 },
    Plan { columns: 125, rows: 1, left: -60, top: 4060, width: 33, height: 200 },
    Plan { columns: 1, rows: 125, left: -164, top: -60, width: 200, height: 33 },
    Plan { columns: 1, rows: 125, left: 4060, top: -60, width: 200, height: 33 },
];

/// Vertices of either map.
const VERTICES: u64 = 500 * 4 * SIDE as u64;

struct Contestant<'a> {
    name: &'static str,
    work: Box<dyn FnMut() -> usize + 'a>,
}

fn main() {
    let (held, crossing) = (map("held", &HELD), map("crossing", &CROSSING));
    let cells = cells(&HELD);
    let mut criterion = Criterion::default().configure_from_args();
    for (title, attributes) in [("geometry and id", false), ("geometry, id and 10 attributes", true)] {
        let mut contestants = contestants(&held, &crossing, &cells, attributes);
        print_table(title, &mut contestants);
        let mut group = criterion.benchmark_group(format!("encode, {title}"));
        group.throughput(Throughput::Elements(VERTICES)).sample_size(20);
        for contestant in &mut contestants {
            group.bench_function(contestant.name, |bencher| bencher.iter(|| black_box((contestant.work)())));
        }
        group.finish();
    }
    criterion.final_summary();
}

fn map(name: &str, plans: &[Plan]) -> Catalog<Mapping> {
    Catalog::map(&published(name, cells(plans))).expect("the made-up map opens").0
}

fn selected(catalog: &Catalog<Mapping>, attributes: bool) -> Selection {
    let fields = if attributes { "code,nom,departement,region" } else { "" };
    let indicators = if attributes { "*" } else { "" };
    let request = Request::read("cells", &[("fields", fields), ("indicators", indicators)]).expect("known parameters");
    select(catalog, &request).expect("the map has what is asked for")
}

fn contestants<'a>(
    held: &'a Catalog<Mapping>,
    crossing: &'a Catalog<Mapping>,
    cells: &'a [Cell],
    attributes: bool,
) -> Vec<Contestant<'a>> {
    let drawing = |catalog: &'a Catalog<Mapping>| {
        let (selection, mut drawer) = (selected(catalog, attributes), Drawer::default());
        Box::new(move || {
            let drawn = drawer.draw(catalog, &selection, tile());
            assert_eq!((drawn.features, drawn.skipped), (500, 0));
            black_box(drawn).bytes.len()
        })
    };
    let mut list = vec![
        Contestant { name: "maillage, copied", work: drawing(held) },
        Contestant { name: "maillage, cut", work: drawing(crossing) },
    ];
    if !attributes {
        let rings = peers::rings(cells);
        let mut out = Vec::new();
        list.push(Contestant { name: "rings written, no tile", work: Box::new(move || write_rings(&rings, &mut out)) });
    }
    list.push(Contestant { name: "mvt 0.15", work: Box::new(move || peers::mvt(cells, attributes).len()) });
    #[cfg(feature = "compare")]
    list.push(Contestant { name: "geozero 0.15", work: Box::new(move || peers::geozero(cells, attributes).len()) });
    list
}

/// The command streams alone, from points in memory.
fn write_rings(rings: &[Vec<TilePoint>], out: &mut Vec<u8>) -> usize {
    out.clear();
    for ring in rings {
        push_ring(out, ring, &mut TilePoint::default());
    }
    black_box(&*out).len()
}

fn print_table(title: &str, contestants: &mut [Contestant<'_>]) {
    println!("\n{title}: 500 polygons, {VERTICES} vertices, median of turns");
    println!("{:24} {:>10} {:>10} {:>12} {:>8} {:>12}", "", "ns/vertex", "× copied", "allocations", "KB", "tile bytes");
    let bytes: Vec<usize> = contestants.iter_mut().map(|contestant| (contestant.work)()).collect();
    let allocations: Vec<_> =
        contestants.iter_mut().map(|contestant| allocations::of(|| (contestant.work)())).collect();
    let mut works: Vec<_> = contestants.iter_mut().map(|contestant| || _ = black_box((contestant.work)())).collect();
    let mut works: Vec<&mut dyn FnMut()> = works.iter_mut().map(|work| work as &mut dyn FnMut()).collect();
    let times = timing::race(&mut works);
    for (number, contestant) in contestants.iter().enumerate() {
        println!(
            "{:24} {:>10.2} {:>10.1} {:>12} {:>8.0} {:>12}",
            contestant.name,
            times[number] / VERTICES as f64,
            times[number] / times[0],
            allocations[number].0,
            allocations[number].1 as f64 / 1000.0,
            bytes[number]
        );
    }
}
