//! Commands: they open files, call rooms, and put results and errors into words.

mod build;
mod check;
mod example;
mod init;
mod inspect;
mod places;
mod progress;
mod quiet;
mod rebuild;
mod serve;
mod verify;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use miette::{IntoDiagnostic, Result};

use crate::gazetteer::grouped;

/// Vector tiles of territories, schools and indicators.
///
/// Without a command it serves the example, France, at http://127.0.0.1:8080.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a recipe for the files of a folder, as far as they tell it
    Init(init::InitArguments),
    /// Build a map from a recipe and publish it in a folder
    Build(BuildArguments),
    /// Tell what is wrong with the sources of a recipe, without building
    Check(check::CheckArguments),
    /// Serve a published map over HTTP; the example without a folder
    Serve(ServeArguments),
    /// Show what a published map holds
    Inspect(inspect::InspectArguments),
    /// Check every byte of a published map, and with --tiles what is drawn from it
    Verify(verify::VerifyArguments),
    /// Print the JSON schema of recipes
    Schema,
}

#[derive(Debug, Args)]
struct BuildArguments {
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

#[derive(Debug, Args)]
struct ServeArguments {
    /// Folder of the map, or its <name>.json; the example when left out, with --recipe a folder in the user's cache.
    /// Several stand beside each other, each below /<name>/: `name=folder` gives another name
    folders: Vec<PathBuf>,
    /// Address to listen at
    #[arg(long, value_name = "ADDRESS", env = "MAILLAGE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Address under which clients reach the server, such as https://example.org/tiles
    #[arg(long, value_name = "URL", env = "MAILLAGE_PUBLIC_URL")]
    public_url: Option<String>,
    /// Mebibytes of compressed tiles kept in memory; 0 for none
    #[arg(long, value_name = "MIB", env = "MAILLAGE_CACHE", default_value_t = 64)]
    cache: u64,
    /// Build the map of this recipe when it is missing or stale, and again whenever one of its files changes
    #[arg(long, value_name = "RECIPE")]
    recipe: Option<PathBuf>,
    /// With --recipe: publish even when there is much less than in the map published before, such as of a file that was
    /// cut off
    #[arg(long, requires = "recipe")]
    accept_loss: bool,
    /// Token with which POST /-/reload is allowed; better given in the environment, where no list of processes shows it
    #[arg(long, value_name = "TOKEN", env = "MAILLAGE_RELOAD_TOKEN", hide_env_values = true)]
    reload_token: Option<String>,
}

/// Runs a command line.
///
/// # Errors
/// With what a user should read; the caller prints it and ends with a code other than 0.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<()> {
    let cli = Cli::parse_from(arguments);
    match cli.command {
        None => serve::run(cli.serve),
        Some(Command::Serve(arguments)) => serve::run(arguments),
        Some(Command::Init(arguments)) => init::run(&arguments),
        Some(Command::Build(arguments)) => build::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Inspect(arguments)) => inspect::run(&arguments),
        Some(Command::Verify(arguments)) => verify::run(&arguments),
        Some(Command::Schema) => {
            print(&serde_json::to_string_pretty(&crate::ingest::Recipe::schema()).into_diagnostic()?)
        }
    }
}

/// Prints a result to standard output. Who closes it has read enough: that is no error.
fn print(text: &str) -> Result<()> {
    use std::io::{ErrorKind, Write};
    match writeln!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).into_diagnostic(),
        _ => Ok(()),
    }
}

/// Bytes for people.
fn size(bytes: u64) -> String {
    const STEP: f64 = 1024.0;
    let bytes = bytes as f64;
    if bytes < STEP {
        format!("{bytes:.0} B")
    } else if bytes < STEP * STEP {
        format!("{:.1} KiB", bytes / STEP)
    } else {
        format!("{:.1} MiB", bytes / STEP / STEP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_sizes_scaled() {
        assert_eq!([0, 999, 1_000, 68_350_798].map(grouped), ["0", "999", "1,000", "68,350,798"]);
        assert_eq!([5, 2048, 3 << 20].map(size), ["5 B", "2.0 KiB", "3.0 MiB"]);
    }

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
