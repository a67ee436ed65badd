use std::io::IsTerminal;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use crate::build::Progress;

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
}

impl Progress for Bars {
    fn stage(&self, name: &str, steps: u64) {
        if !self.shown {
            return;
        }
        let bar = ProgressBar::new(steps.max(1));
        if let Ok(style) = ProgressStyle::with_template("{msg:22} {bar:30} {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(name.to_owned());
        self.with_current(|current| {
            if let Some(before) = current.replace(bar) {
                before.finish();
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
