//! Files of features of all formats and in all projections, and broken ones.

mod broken;
mod projections;
mod same;
mod usa;

use std::process::Command;

use crate::common::project;

/// The Python of `tests/.tools`.
fn python() -> Command {
    let python = project().join("tests/.tools/venv/bin/python");
    assert!(python.exists(), "{} is missing: tests/run makes it", python.display());
    Command::new(python)
}
