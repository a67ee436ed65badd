//! Building the example with the program itself: seconds, processor time, and the most memory it held.
//! Needs Linux's /proc.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 3;

fn main() {
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/france/recipe.toml");
    println!("\nmaillage build data/france/recipe.toml");
    println!("{:>5} {:>9} {:>13} {:>12}", "run", "seconds", "CPU seconds", "memory MB");
    for run in 1..=RUNS {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-build-{run}"));
        let _ = std::fs::remove_dir_all(&folder);
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_maillage"))
            .arg("build")
            .arg(&recipe)
            .arg("--out")
            .arg(&folder)
            .arg("--quiet")
            .stdin(Stdio::null())
            .spawn()
            .expect("the program can be started");
        let (mut memory, mut processor) = (0.0, 0.0);
        let status = loop {
            if let Some(status) = child.try_wait().expect("the program can be waited for") {
                break status;
            }
            // The peak is the kernel's own; what is read last before the end counts.
            memory = peak_megabytes(child.id()).unwrap_or(memory);
            processor = processor_seconds(child.id()).unwrap_or(processor);
            std::thread::sleep(Duration::from_millis(5));
        };
        let seconds = start.elapsed().as_secs_f64();
        assert!(status.success(), "the build failed: {status}");
        println!("{run:>5} {seconds:>9.1} {processor:>13.1} {memory:>12.0}");
        let _ = std::fs::remove_dir_all(&folder);
    }
}

fn peak_megabytes(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? * 1024.0 / 1e6)
}

fn processor_seconds(process: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    // A tick is a hundredth of a second.
    Some((fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?) / 100.0)
}
