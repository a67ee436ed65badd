use std::fmt::Write as _;
use std::time::{Duration, Instant};

use miette::Result;
use serde_json::{Value, json};

use super::progress::Bars;
use super::{BuildArguments, grouped, print, size};
use crate::build::{BuildError, BuildOptions, LayerReport, Report, build};
use crate::ingest::{Complaints, Recipe};

/// `maillage build`.
pub(super) fn run(arguments: &BuildArguments) -> Result<()> {
    let start = Instant::now();
    let recipe = Recipe::load(&arguments.recipe)?;
    let bars = Bars::new(!arguments.quiet && !arguments.json);
    let options = BuildOptions { strict: arguments.strict };
    match build(&recipe, &arguments.out, options, &bars) {
        Ok(report) if arguments.json => {
            print(&format!("{:#}", in_json(&report, start.elapsed(), &arguments.out.display().to_string())))
        }
        Ok(_) if arguments.quiet => Ok(()),
        Ok(report) => print(&in_words(&report, start.elapsed(), &arguments.out.display().to_string())),
        Err(BuildError::Strict { complaints }) => {
            if arguments.json {
                print(&format!("{:#}", complaints_in_json(&complaints)))?;
            } else if !arguments.quiet {
                print(complaints_in_words(&complaints).trim_end())?;
            }
            Err(BuildError::Strict { complaints }.into())
        }
        Err(error) => Err(error.into()),
    }
}

/// What the layers hold, how each source was read, and what became of its figures.
pub(super) fn sources_in_words(layers: &[LayerReport], complaints: &Complaints) -> String {
    let mut out = String::new();
    for layer in layers {
        let _ = writeln!(
            out,
            "{:22} {:>9} features, {:>9} vertices",
            layer.name,
            grouped(layer.features.into()),
            grouped(layer.vertices)
        );
    }
    for (file, format) in complaints.formats() {
        let _ = writeln!(out, "{file}: {format}");
    }
    for tally in complaints.tallies() {
        let _ = writeln!(out, "{tally}");
    }
    out
}

pub(super) fn in_words(report: &Report, elapsed: Duration, folder: &str) -> String {
    let mut out = sources_in_words(&report.layers, &report.complaints);
    out.push_str(&complaints_in_words(&report.complaints));
    if let Some(kept) = &report.kept {
        let complaints = grouped(kept.iter().map(|kind| kind.count).sum());
        let _ = writeln!(out, "Shapes are those of before: their atlas was kept, with {complaints} complaints");
    }
    let _ = write!(
        out,
        "Published {folder}/{}.json: {} ({}) and {} ({}) in {:.1} s",
        report.published.name,
        report.published.atlas,
        size(report.atlas_bytes),
        report.published.almanac,
        size(report.almanac_bytes),
        elapsed.as_secs_f64()
    );
    out
}

/// Examples of each kind that a terminal shows; `--json` prints all that are kept.
const SHOWN: usize = 3;

pub(super) fn complaints_in_words(complaints: &Complaints) -> String {
    let mut out = String::new();
    for (kind, count) in complaints.counts() {
        let _ = writeln!(out, "{} × {kind}: {}", grouped(count), kind.sentence());
        let of_kind = complaints.iter().filter(|complaint| complaint.kind == kind);
        for complaint in of_kind.take(SHOWN) {
            let _ = writeln!(out, "    {complaint}");
        }
        if count > SHOWN as u64 {
            let _ = writeln!(out, "    … and {} more", grouped(count - SHOWN as u64));
        }
    }
    out
}

fn in_json(report: &Report, elapsed: Duration, folder: &str) -> Value {
    json!({
        "name": report.published.name,
        "folder": folder,
        "atlas": { "file": report.published.atlas, "bytes": report.atlas_bytes, "kept": report.kept },
        "almanac": { "file": report.published.almanac, "bytes": report.almanac_bytes },
        "seconds": elapsed.as_secs_f64(),
        "layers": report.layers,
        "tables": report.complaints.formats(),
        "figures": report.complaints.tallies(),
        "complaints": complaints_in_json(&report.complaints),
    })
}

pub(super) fn complaints_in_json(complaints: &Complaints) -> Value {
    let kinds: Vec<Value> = complaints
        .counts()
        .map(|(kind, count)| json!({ "kind": kind.name(), "count": count, "effect": kind.effect(), "meaning": kind.sentence() }))
        .collect();
    json!({ "total": complaints.total(), "losses": complaints.losses(), "kinds": kinds, "records": complaints.iter().collect::<Vec<_>>() })
}
