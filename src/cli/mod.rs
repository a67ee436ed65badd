//! Commands: they open files, call rooms, and put results and errors into words.

mod build;
mod check;
mod example;
mod init;
mod inspect;
mod output;
mod places;
mod progress;
mod quiet;
mod rebuild;
mod serve;
mod verify;

use std::ffi::OsString;

use clap::{Parser, Subcommand};
use miette::{IntoDiagnostic, Result};

/// Vector tiles of territories, schools and indicators.
///
/// Without a command it serves the example, France, at http://127.0.0.1:8080.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::ServeArguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a recipe for the files of a folder, as far as they tell it
    Init(init::InitArguments),
    /// Build a map from a recipe and publish it in a folder
    Build(build::BuildArguments),
    /// Tell what is wrong with the sources of a recipe, without building
    Check(check::CheckArguments),
    /// Serve a published map over HTTP; the example without a folder
    Serve(serve::ServeArguments),
    /// Show what a published map holds
    Inspect(inspect::InspectArguments),
    /// Check every byte of a published map, and with --tiles what is drawn from it
    Verify(verify::VerifyArguments),
    /// Print the JSON schema of recipes
    Schema,
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
            output::print(&serde_json::to_string_pretty(&crate::ingest::Recipe::schema()).into_diagnostic()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
