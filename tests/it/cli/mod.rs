//! The program itself: what it says, how it ends, and what it leaves behind.

mod aggregation;
mod clusters;
mod complaints;
mod disk;
mod init;
mod kept;
mod kills;
mod places;
mod publishing;
mod recipes;
mod serving;
mod sources;
mod tables;
mod tiles;
pub(crate) mod topology;

use std::collections::BTreeSet;
use std::path::Path;

use crate::common::{Server, program};
use crate::lilliput::Told;

/// The names in a folder, hidden ones too, but for the lock.
fn files(folder: &Path) -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeSet::new() };
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| name != ".maillage.lock").collect()
}

fn inspect(folder: &Path) -> serde_json::Value {
    Told::of(program().arg("inspect").arg(folder).arg("--json")).done().json()
}

fn verify(folder: &Path) -> Told {
    Told::of(program().arg("verify").arg(folder))
}

/// Checks that a folder is served and that every byte of what it serves is right; gives its version.
#[track_caller]
fn check_served(folder: &Path) -> String {
    verify(folder).done();
    let server = Server::start(folder);
    assert_eq!(server.get("/communes/5/16/11").status, 200);
    let version = server.get("/ready").json()["version"].as_str().expect("a version").to_owned();
    assert_eq!(inspect(folder)["version"], version.as_str());
    version
}
