//! What a published map holds, and what its tiles weigh.

mod budget;
mod clusters;
mod cost;
mod report;
mod summary;
mod tiles;
mod topology;
mod weighed;

use std::path::PathBuf;

use clap::Args;
use miette::Result;

use super::output::print;
use crate::catalog::Catalog;

/// `maillage inspect`: what is asked for.
#[derive(Debug, Args)]
pub(super) struct InspectArguments {
    /// Folder of the map, or its <name>.json
    folder: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Draw all tiles and show what they weigh
    #[arg(long)]
    tiles: bool,
    /// Judge the shapes of every level and zoom: lost, invalid, overlapping, uncovered
    #[arg(long, conflicts_with = "tiles")]
    topology: bool,
    /// Count what every zoom shows of points that are joined to clusters: each point must be there once
    #[arg(long, conflicts_with_all = ["tiles", "topology"])]
    clusters: bool,
    #[command(flatten)]
    drawn: tiles::TilesArguments,
}

/// `maillage inspect`.
pub(super) fn run(arguments: &InspectArguments) -> Result<()> {
    let (catalog, published) = Catalog::map(&arguments.folder)?;
    if arguments.tiles {
        return tiles::run(&catalog, &arguments.drawn, arguments.json);
    }
    if arguments.topology {
        return topology::run(&catalog, arguments.json);
    }
    if arguments.clusters {
        return clusters::run(&catalog, arguments.json);
    }
    if arguments.json {
        print(&format!("{:#}", summary::in_json(&catalog, &published)))
    } else {
        print(&summary::in_words(&catalog, &published))
    }
}
