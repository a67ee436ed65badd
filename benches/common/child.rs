//! What a run of the program takes. Needs Linux's /proc.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a run has taken.
pub(crate) struct Usage {
    pub(crate) seconds: f64,
    pub(crate) processor_seconds: f64,
    /// The most memory it held.
    pub(crate) peak_megabytes: f64,
}

/// Runs a command to its end, which must be a good one.
pub(crate) fn measure(command: &mut Command) -> Usage {
    let start = Instant::now();
    let mut child = command.stdin(Stdio::null()).spawn().expect("the program can be started");
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
    assert!(status.success(), "{command:?} failed: {status}");
    Usage { seconds, processor_seconds: processor, peak_megabytes: memory }
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
