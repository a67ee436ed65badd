use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use miette::{Result, miette};
use serde_json::json;

use super::build::{complaints_in_json, complaints_in_words, sources_in_words};
use super::output::print;
use super::places;
use super::progress::Bars;
use crate::compile::{Checked, check, faults};
use crate::gazetteer::counted;
use crate::ingest::Recipe;

/// `maillage check`: what is asked for.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// The recipe, a TOML file
    recipe: PathBuf,
    /// Write the places of what is wrong as points, to a FlatGeobuf file that QGIS opens
    #[arg(long, value_name = "FILE")]
    places: Option<PathBuf>,
    /// Exit with code 1 when something is lost, changed or in doubt, not only when nothing could be built
    #[arg(long)]
    strict: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// `maillage check`.
pub(super) fn run(arguments: &CheckArguments) -> Result<()> {
    let recipe = Recipe::load(&arguments.recipe)?;
    let checked = check(&recipe, &Bars::new(!arguments.json))?;
    let written = match &arguments.places {
        Some(path) => Some((path, places::write(&checked.complaints, path)?)),
        None => None,
    };
    if arguments.json {
        print(&format!("{:#}", in_json(&checked)))?;
    } else {
        let mut text = in_words(&checked);
        if let Some((path, count)) = written {
            let _ = write!(text, "\nWritten to {}: {}", path.display(), counted(count, "place"));
        }
        print(&text)?;
    }
    let losses = checked.complaints.losses();
    match checked.errors.len() {
        0 if arguments.strict && losses > 0 => {
            Err(miette!("--strict refuses data that is lost, changed or in doubt: {}", faults(losses)))
        }
        0 => Ok(()),
        1 => Err(miette!("nothing can be built of these sources: see above")),
        count => Err(miette!("nothing can be built of these sources: {count} files are at fault, see above")),
    }
}

fn in_words(checked: &Checked) -> String {
    let mut out = sources_in_words(&checked.layers, &checked.complaints);
    out.push_str(&complaints_in_words(&checked.complaints));
    for error in &checked.errors {
        let _ = writeln!(out, "× {error}");
        if let Some(help) = miette::Diagnostic::help(error) {
            let _ = writeln!(out, "    {help}");
        }
    }
    match (checked.errors.is_empty(), checked.complaints.total()) {
        (true, 0) => out.push_str("Nothing is wrong. Nothing was built."),
        (true, count) => {
            let _ = write!(out, "It can be built, with {}. Nothing was built.", counted(count, "complaint"));
        }
        (false, _) => out.push_str("It cannot be built as it is."),
    }
    out
}

fn in_json(checked: &Checked) -> serde_json::Value {
    let help = |error| miette::Diagnostic::help(error).map(|help| help.to_string());
    let errors: Vec<_> =
        checked.errors.iter().map(|error| json!({ "error": error.to_string(), "help": help(error) })).collect();
    json!({
        "layers": checked.layers,
        "sources": checked.complaints.formats(),
        "figures": checked.complaints.tallies(),
        "complaints": complaints_in_json(&checked.complaints),
        "errors": errors,
    })
}
