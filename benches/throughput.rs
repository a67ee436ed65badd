//! Answers over HTTP: warm against a bare handler that gives the same bytes, and cold over a walk of map users.
//! Needs `wrk` (Debian package of that name) and Linux's /proc.

#[path = "http/bare.rs"]
mod bare;
#[path = "common/drawing.rs"]
mod drawing;
#[path = "common/france.rs"]
mod france;
#[path = "http/process.rs"]
mod process;
#[path = "common/trace.rs"]
mod trace;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use drawing::Drawer;
use maillage::catalog::Catalog;
use maillage::container::Mapping;
use maillage::geo::TileId;
use maillage::query::{Request, select};
use process::Server;

/// Asks the process to be the bare server: address, file of the head, file of the body.
const BARE: &str = "--bare";

/// Turns of either server, and seconds of a turn.
const TURNS: usize = 5;
const SECONDS: u32 = 2;

/// Requests of the walk.
const WALK: usize = 20_000;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, first, address, head, body, ..] = arguments.as_slice()
        && first == BARE
    {
        return bare::serve(address, head, body);
    }
    if Command::new("wrk").arg("--version").output().is_err() {
        eprintln!("wrk is missing: it is the Debian package `wrk`");
        std::process::exit(1);
    }
    // Another build must not change the program between two turns.
    std::fs::copy(env!("CARGO_BIN_EXE_maillage"), output("bench-maillage")).expect("the program is kept");
    let folder = france::folder();
    let (catalog, _) = Catalog::map(&folder).expect("the example opens");
    let walk = trace::tiles(&catalog, WALK);
    warm(&folder, &catalog, &walk);
    cold(&folder, &walk);
}

fn path_of(tile: &TileId) -> String {
    format!("/france/{}/{}/{}", tile.zoom(), tile.x(), tile.y())
}

fn maillage(folder: &Path, cache: u32, address: SocketAddr) -> Command {
    let mut command = Command::new(output("bench-maillage"));
    command.arg("serve").arg(folder).args(["--listen", &address.to_string(), "--cache", &cache.to_string()]);
    command.env("RUST_LOG", "warn");
    command
}

fn output(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// The same tile from both servers in turns, at 16 connections: a light one, the median of the walk, a heavy one.
fn warm(folder: &Path, catalog: &Catalog<Mapping>, walk: &[TileId]) {
    println!("\nwarm, 16 connections, gzip, {TURNS} turns of {SECONDS} s each");
    println!(
        "{:22} {:>8} {:>11} {:>11} {:>7} {:>11} {:>11}",
        "tile", "bytes", "bare req/s", "ours req/s", "ratio", "bare CPU µs", "ours CPU µs"
    );
    for tile in light_median_heavy(catalog, walk) {
        let path = path_of(&tile);
        let ours = Server::start(&path, |address| maillage(folder, 64, address));
        let (head, body) = ours.get(&path).expect("a tile");
        let (head_file, body_file) = (output("bench-answer.head"), output("bench-answer.body"));
        std::fs::write(&head_file, head).expect("the head is kept");
        std::fs::write(&body_file, &body).expect("the body is kept");
        let bare = Server::start(&path, |address| {
            let mut command = Command::new(std::env::current_exe().expect("this program"));
            command.arg(BARE).arg(address.to_string()).arg(&head_file).arg(&body_file);
            command
        });
        assert_eq!(bare.get(&path).expect("an answer").1, body, "both servers give the same bytes");
        let mut runs = [(&bare, Vec::new(), Vec::new()), (&ours, Vec::new(), Vec::new())];
        for _ in 0..TURNS {
            for (server, rates, costs) in &mut runs {
                let run = wrk(server, &[&format!("http://{}{path}", server.address)], SECONDS);
                rates.push(run.rate);
                costs.push(run.processor_microseconds);
            }
        }
        let [bare, ours] = runs.map(|(_, rates, costs)| (median(rates), median(costs)));
        println!(
            "{path:22} {:>8} {:>11.0} {:>11.0} {:>7.2} {:>11.1} {:>11.1}",
            body.len(),
            bare.0,
            ours.0,
            ours.0 / bare.0,
            bare.1,
            ours.1
        );
    }
}

fn light_median_heavy(catalog: &Catalog<Mapping>, walk: &[TileId]) -> [TileId; 3] {
    let view = select(catalog, &Request::read("france", &[]).expect("known parameters")).expect("the view of France");
    let mut drawer = Drawer::default();
    let mut sizes: Vec<(usize, TileId)> =
        walk.iter().map(|&tile| (drawer.draw(catalog, &view, tile).bytes.len(), tile)).collect();
    sizes.retain(|(bytes, _)| *bytes > 0);
    sizes.sort_unstable();
    [sizes.len() / 10, sizes.len() / 2, sizes.len() * 95 / 100].map(|place| sizes[place].1)
}

/// The walk without a cache; then with one, as users would find it.
fn cold(folder: &Path, walk: &[TileId]) {
    let paths = output("bench-walk.txt");
    let text: Vec<String> = walk.iter().map(path_of).collect();
    std::fs::write(&paths, text.join("\n") + "\n").expect("the walk is kept");
    let mut distinct = walk.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    println!("\na walk of {} tiles over `france`, {} of them distinct, gzip, z4 to z14", walk.len(), distinct.len());
    println!(
        "{:10} {:>11} {:>9} {:>8} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "cache", "connections", "req/s", "CPU µs", "p50 ms", "p99 ms", "requests", "anon MB", "mapped MB", "first ms"
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/http/trace.lua");
    for (cache, connections) in [(0, 1), (0, 16), (0, 64), (64, 16)] {
        let server = Server::start(&path_of(&walk[0]), |address| maillage(folder, cache, address));
        let (script, url) = (script.to_string_lossy(), format!("http://{}", server.address));
        let connections_text = connections.to_string();
        let arguments = ["-c", &connections_text, "-s", &script, &url, "--", &paths.to_string_lossy()];
        let mut run = wrk(&server, &arguments, 8);
        // The memory is that after at least one whole walk.
        for _ in 0..5 {
            if run.requests < WALK as u64 {
                let more = wrk(&server, &arguments, 8);
                run.requests += more.requests;
            }
        }
        println!(
            "{:10} {connections:>11} {:>9.0} {:>8.1} {:>9.2} {:>9.2} {:>9} {:>9.1} {:>9.1} {:>9.1}",
            format!("{cache} MiB"),
            run.rate,
            run.processor_microseconds,
            run.percentiles[0],
            run.percentiles[1],
            run.requests,
            server.megabytes("RssAnon"),
            server.megabytes("RssFile"),
            server.first_answer.as_secs_f64() * 1000.0
        );
    }
}

/// What a run of wrk found.
struct Run {
    rate: f64,
    requests: u64,
    processor_microseconds: f64,
    /// The 50th and the 99th percentile of latency, in milliseconds.
    percentiles: [f64; 2],
}

/// Runs wrk for some seconds: one thread and 16 connections unless the arguments say otherwise.
fn wrk(server: &Server, arguments: &[&str], seconds: u32) -> Run {
    let before = server.processor_seconds();
    let mut command = Command::new("wrk");
    command.args(["-t1", "-c16", "--latency", "-H", "Accept-Encoding: gzip", &format!("-d{seconds}s")]);
    let output = command.args(arguments).output().expect("wrk runs");
    let spent = server.processor_seconds() - before;
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!text.contains("Non-2xx") && !text.contains("Socket errors"), "requests failed:\n{text}");
    let after = |name: &str| text.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::trim);
    let rate = after("Requests/sec:").and_then(|rate| rate.parse().ok()).expect("a rate");
    let requests = text.lines().find_map(|line| line.trim().split_once(" requests in "));
    let requests: u64 = requests.and_then(|(count, _)| count.parse().ok()).expect("a number of requests");
    let percentiles = ["50%", "99%"].map(|name| after(name).map_or(f64::NAN, milliseconds));
    Run { rate, requests, processor_microseconds: spent * 1e6 / requests as f64, percentiles }
}

/// A time as wrk writes it.
fn milliseconds(text: &str) -> f64 {
    let units = [("us", 0.001), ("ms", 1.0), ("s", 1000.0)];
    let found = units.iter().find_map(|(unit, scale)| Some(text.strip_suffix(unit)?.parse::<f64>().ok()? * scale));
    found.unwrap_or(f64::NAN)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
