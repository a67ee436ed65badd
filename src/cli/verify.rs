use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use miette::{Result, miette};

use super::output::print;
use super::progress::Bars;
use crate::catalog::Catalog;
use crate::compile::Progress;
use crate::container::{Mapping, Published};
use crate::gazetteer::grouped;
use crate::verify::{Looked, Verdict, Verification};

#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// Folder of the map, or its <name>.json
    folder: PathBuf,
    /// Also draw N tiles of every layer at every zoom (4 without a number), and hold them against the same tiles made by
    /// other ways: other code looks features up, cuts, encodes (crate mvt) and reads (crate fast-mvt)
    #[arg(
        long,
        value_name = "N",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "4",
        value_parser = clap::value_parser!(u16).range(1..)
    )]
    tiles: Option<u16>,
}

/// Faults printed, at most.
const TOLD: usize = 20;

/// `maillage verify`.
pub(super) fn run(arguments: &VerifyArguments) -> Result<()> {
    let (catalog, published) = Catalog::map(&arguments.folder)?;
    let damaged =
        |file: &str, error| miette!("{file}: {error}; copy it again, or build it again with `maillage build`");
    catalog.atlas().verify().map_err(|error| damaged(&published.atlas, error))?;
    catalog.almanac().verify().map_err(|error| damaged(&published.almanac, error))?;
    let bytes = catalog.atlas().length() + catalog.almanac().length();
    print(&format!("{}: every one of {} bytes is as it was written", published.name, grouped(bytes)))?;
    arguments.tiles.map_or(Ok(()), |tiles| verify_tiles(&catalog, &published, tiles.into()))
}

fn verify_tiles(catalog: &Catalog<Mapping>, published: &Published, tiles: usize) -> Result<()> {
    let start = Instant::now();
    let verification = Verification::new(catalog);
    let bars = Bars::new(true);
    bars.stage("tiles", verification.len() as u64);
    let Verdict { looked, faults } = verification.run(tiles, || bars.step());
    bars.done();
    let told = in_words(&looked);
    if faults.is_empty() {
        return print(&format!(
            "{}: {told} are as the atlas and the almanac say, in {:.1} s",
            published.name,
            start.elapsed().as_secs_f64()
        ));
    }
    for fault in faults.iter().take(TOLD) {
        print(&fault.to_string())?;
    }
    if faults.len() > TOLD {
        print(&format!("… and {} more", faults.len() - TOLD))?;
    }
    Err(miette!(
        help = "build the map again with `maillage build`; if that does not help, please report it with the sources",
        "{}: {} faults in {told}",
        published.name,
        faults.len()
    ))
}

fn in_words(looked: &Looked) -> String {
    let Looked { layers, zooms, shapes, tiles, features, vertices, cut, attributes } = *looked;
    format!(
        "{} tiles of {} layers at {} zooms ({} features, {} of them cut, {} vertices, {} attributes) and {} shapes",
        grouped(tiles),
        grouped(layers),
        grouped(zooms),
        grouped(features),
        grouped(cut),
        grouped(vertices),
        grouped(attributes),
        grouped(shapes)
    )
}
