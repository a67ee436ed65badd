//! Building the example with the program itself: seconds, processor time, and the most memory it held.
//! Needs Linux's /proc.

#[path = "common/child.rs"]
mod child;

use std::path::Path;
use std::process::Command;

const RUNS: usize = 3;

fn main() {
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/france/recipe.toml");
    println!("\nmaillage build data/france/recipe.toml");
    println!("{:>5} {:>9} {:>13} {:>12}", "run", "seconds", "CPU seconds", "memory MB");
    for run in 1..=RUNS {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-build-{run}"));
        let _ = std::fs::remove_dir_all(&folder);
        let mut build = Command::new(env!("CARGO_BIN_EXE_maillage"));
        build.arg("build").arg(&recipe).arg("--out").arg(&folder).arg("--quiet");
        let usage = child::measure(&mut build);
        let child::Usage { seconds, processor_seconds, peak_megabytes } = usage;
        println!("{run:>5} {seconds:>9.1} {processor_seconds:>13.1} {peak_megabytes:>12.0}");
        let _ = std::fs::remove_dir_all(&folder);
    }
}
