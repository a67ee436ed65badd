//! Fetches what the map page needs from npm, once, and lays it ready for embedding in `OUT_DIR/static`.
//!
//! The versions and their checksums stand in `src/web/viewer/package-lock.json`; `npm ci` checks them. Nothing is
//! written into the source tree.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

/// Where the page and its npm files lie in the source tree.
const VIEWER: &str = "src/web/viewer";

/// The npm files that decide what is fetched.
const NPM_FILES: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// Files of the package `maplibre-gl`, each with the name that the page asks for.
const MAPLIBRE_FILES: [(&str, &str); 4] = [
    ("dist/maplibre-gl.mjs", "maplibre-gl.mjs"),
    ("dist/maplibre-gl-worker.mjs", "maplibre-gl-worker.mjs"),
    ("dist/maplibre-gl.css", "maplibre-gl.css"),
    ("LICENSE.txt", "maplibre-gl-LICENSE.txt"),
];

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    for name in NPM_FILES {
        println!("cargo::rerun-if-changed={VIEWER}/{name}");
    }
    match fetch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}

fn fetch() -> Result<(), Box<dyn Error>> {
    let source = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join(VIEWER);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let work = out.join("npm");
    let target = out.join("static");
    // What was fetched for these npm files stays good for them.
    let wanted: Vec<u8> = NPM_FILES.iter().filter_map(|name| fs::read(source.join(name)).ok()).flatten().collect();
    let stamp = out.join("npm-fetched");
    if fs::read(&stamp).is_ok_and(|fetched| fetched == wanted)
        && MAPLIBRE_FILES.iter().all(|(_, to)| target.join(to).is_file())
    {
        return Ok(());
    }
    fs::create_dir_all(&work)?;
    fs::create_dir_all(&target)?;
    for name in NPM_FILES {
        fs::copy(source.join(name), work.join(name)).map_err(|error| format!("{VIEWER}/{name}: {error}"))?;
    }
    npm_ci(&work)?;
    let package = work.join("node_modules").join("maplibre-gl");
    for (from, to) in MAPLIBRE_FILES {
        let text = fs::read_to_string(package.join(from))
            .map_err(|error| format!("the npm package maplibre-gl lacks {from} ({error}): has its version changed?"))?;
        fs::write(target.join(to), without_source_map(&text))?;
    }
    fs::write(stamp, wanted)?;
    Ok(())
}

/// Installs what the lock file names, without running any script of a package.
fn npm_ci(work: &Path) -> Result<(), String> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"])
        .current_dir(work)
        .output()
        .map_err(|error| {
            format!("npm does not start ({error}): install Node.js 20 or later with npm, which fetches MapLibre GL JS for the map page")
        })?;
    if output.status.success() {
        return Ok(());
    }
    let messages = String::from_utf8_lossy(&output.stderr);
    let reason: Vec<&str> =
        messages.lines().filter(|line| line.starts_with("npm error") && !line.contains("    at ")).take(4).collect();
    Err(format!(
        "`npm ci` failed while fetching MapLibre GL JS for the map page: check the network and the npm registry, \
         and that Node.js 20 or later is installed. npm said: {}",
        reason.join(" / ")
    ))
}

/// The text without its last line if that names a source map, since maps are not embedded.
fn without_source_map(text: &str) -> &str {
    match text.trim_end().rsplit_once('\n') {
        Some((before, last)) if last.starts_with("//# sourceMappingURL=") => before,
        _ => text,
    }
}
