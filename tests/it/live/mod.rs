//! Servers whose map changes while they serve it.

mod connection;
mod losses;
mod rebuilds;
mod refusals;
mod shelf;
mod swaps;
mod triggers;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::common::{Answer, Server};
use crate::lilliput::{Lilliput, Told};

const TOKEN: &str = "a token for tests";

/// A folder that is served and maps that are published there in turn, as somebody who copies them does.
struct Stage {
    country: Lilliput,
    served: PathBuf,
}

impl Stage {
    fn new() -> Stage {
        let country = Lilliput::new();
        let served = country.path("served");
        fs::create_dir(&served).expect("a folder");
        Stage { country, served }
    }

    /// Builds the country as its sources are now, elsewhere than it is served.
    fn build(&self, name: &str) -> PathBuf {
        let folder = self.country.path(name);
        Told::of(&mut self.country.command_to(&folder, &["--quiet"])).done();
        folder
    }

    /// Builds two maps of which every tile and most documents differ.
    fn two_maps(&self) -> [PathBuf; 2] {
        let first = self.build("first");
        for (file, text, by) in [
            ("figures.csv", "001;1000;100\n002;20;5\n003;300;60\n004;0;0", "001;4321;7\n002;21;6\n003;301;61\n004;9;3"),
            ("provinces.csv", "Alpha", "Omega"),
            ("schools.csv", "One", "Uno"),
        ] {
            self.country.replace(file, text, by);
        }
        [first, self.build("second")]
    }

    /// Publishes a map: its files first, and last, in one step, what names them.
    fn publish(&self, map: &Path) {
        let pointer = fs::read_to_string(map.join("lilliput.json")).expect("a publication");
        let named: Value = serde_json::from_str(&pointer).expect("JSON");
        for file in ["atlas", "almanac"] {
            let name = named[file].as_str().expect("a name");
            if !self.served.join(name).exists() {
                fs::copy(map.join(name), self.served.join(name)).expect("a file can be copied");
            }
        }
        self.name_pair(&pointer);
    }

    /// Replaces what names the served pair.
    fn name_pair(&self, pointer: &str) {
        let temporary = self.served.join(".pointer.tmp");
        fs::write(&temporary, pointer).expect("a file");
        fs::rename(temporary, self.served.join("lilliput.json")).expect("a file can be moved");
    }

    fn serve(&self) -> Server {
        Server::start_with(&self.served, &["--reload-token", TOKEN])
    }
}

fn version(server: &Server) -> String {
    server.get("/ready").json()["version"].as_str().expect("a version").to_owned()
}

/// Asks for a reload as one may who knows the token.
fn reload(server: &Server) -> Answer {
    server.ask("POST", "/-/reload", &[("Authorization", &format!("Bearer {TOKEN}"))])
}

/// A sample of `/metrics`, by its name and labels as they are written there.
fn metric(server: &Server, sample: &str) -> u64 {
    let answer = server.get("/metrics");
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/plain; version=0.0.4; charset=utf-8"));
    let line = answer.text().lines().find_map(|line| line.strip_prefix(sample)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {sample} in {}", answer.text())).parse().expect("a number")
}
