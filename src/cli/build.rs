use std::path::PathBuf;

use clap::Args;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use miette::Result;
use serde_json::{Value, json};

use super::output::{print, size};
use super::progress::Bars;
use crate::compile::{BuildError, BuildOptions, LayerReport, OnLoss, Report, build, losses_in_words};
use crate::gazetteer::{counted, grouped};
use crate::ingest::{ComplaintKind, Complaints, Recipe};

/// `maillage build`: what is asked for.
#[derive(Debug, Args)]
pub(super) struct BuildArguments {
    /// The recipe, a TOML file
    recipe: PathBuf,
    /// Folder to publish in
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Publish nothing when something of the data is lost, changed or in doubt
    #[arg(long)]
    strict: bool,
    /// Accept that there is much less than in the map published before: --strict allows it, and the next build does not report it
    #[arg(long)]
    accept_loss: bool,
    /// Print errors and warnings only
    #[arg(long)]
    quiet: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

/// `maillage build`.
pub(super) fn run(arguments: &BuildArguments) -> Result<()> {
    let start = Instant::now();
    let recipe = Recipe::load(&arguments.recipe)?;
    let bars = Bars::new(!arguments.quiet && !arguments.json);
    let options = BuildOptions {
        strict: arguments.strict,
        on_loss: if arguments.accept_loss { OnLoss::Accept } else { OnLoss::Report },
    };
    let built = build(&recipe, &arguments.out, options, &bars);
    if let Ok(report) = &built
        && !report.losses.is_empty()
        && !arguments.accept_loss
    {
        // Where nobody reads the report too, as in a nightly build.
        eprintln!("warning: much less than in the map published before: {}", losses_in_words(&report.losses));
    }
    match built {
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
            "{:22} {:>18}, {:>18}",
            layer.name,
            counted(layer.features.into(), "feature"),
            counted(layer.vertices, "vertex")
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
    let is_of_all = |kind: ComplaintKind| kind == ComplaintKind::FewerThanBefore;
    let mut out = some_in_words(&report.complaints, is_of_all);
    out.push_str(&sources_in_words(&report.layers, &report.complaints));
    out.push_str(&some_in_words(&report.complaints, |kind| !is_of_all(kind)));
    if let Some(kept) = &report.kept {
        let complaints = counted(kept.iter().map(|kind| kind.count).sum(), "complaint");
        let _ = writeln!(out, "Shapes are those of before: their atlas was kept, with {complaints}");
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
    some_in_words(complaints, |_| true)
}

/// Complaints of some kinds.
fn some_in_words(complaints: &Complaints, is_meant: impl Fn(ComplaintKind) -> bool) -> String {
    let mut out = String::new();
    for (kind, count) in complaints.counts().filter(|(kind, _)| is_meant(*kind)) {
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
