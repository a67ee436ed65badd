use std::io::IsTerminal;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use crate::compile::Progress;

/// Bars on a terminal, nothing elsewhere.
pub(super) struct Bars {
    current: Mutex<Option<ProgressBar>>,
    shown: bool,
}

impl Bars {
    /// Bars on standard error, unless they are not wanted or it is no terminal.
    pub(super) fn new(wanted: bool) -> Bars {
        Bars { current: Mutex::new(None), shown: wanted && std::io::stderr().is_terminal() }
    }

    fn with_current(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        if let Ok(mut current) = self.current.lock() {
            act(&mut current);
        }
    }

    fn begin(&self, name: &str, length: u64, template: &str) {
        if !self.shown {
            return;
        }
        let bar = ProgressBar::new(length.max(1));
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(name.to_owned());
        self.with_current(|current| {
            if let Some(before) = current.replace(bar) {
                before.finish();
            }
        });
    }
}

/// Counts with the time that is left.
const OF_STEPS: &str = "{msg:22} {bar:30} {pos}/{len} {elapsed}, {eta} left";

/// Bytes with their rate and the time that is left.
const OF_BYTES: &str = "{msg:22} {bar:30} {bytes}/{total_bytes} {elapsed}, {bytes_per_sec}, {eta} left";

impl Progress for Bars {
    fn stage(&self, name: &str, steps: u64) {
        self.begin(name, steps, OF_STEPS);
    }

    fn stage_of_bytes(&self, name: &str, bytes: u64) {
        self.begin(name, bytes, OF_BYTES);
    }

    fn advance(&self, bytes: u64) {
        self.with_current(|current| {
            if let Some(bar) = current {
                bar.inc(bytes);
            }
        });
    }

    fn step(&self) {
        self.with_current(|current| {
            if let Some(bar) = current {
                bar.inc(1);
            }
        });
    }

    fn done(&self) {
        self.with_current(|current| {
            if let Some(bar) = current.take() {
                bar.finish();
            }
        });
    }
}
