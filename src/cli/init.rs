use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use miette::{IntoDiagnostic, Report, Result, miette};

use super::output::print;
use crate::draft::{Draft, NoDraft, Survey};
use crate::gazetteer::counted;
use crate::gazetteer::grouped;

/// `maillage init`: what is asked for.
#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// Folder with files of areas, points and figures
    folder: PathBuf,
    /// Where to write the recipe; `-` for standard output, `recipe.toml` in the folder when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Files that are named when nothing can be used.
const SHOWN: usize = 12;

/// `maillage init`.
pub(super) fn run(arguments: &InitArguments) -> Result<()> {
    let folder = &arguments.folder;
    if !folder.is_dir() {
        let what = if folder.exists() { "is not a folder" } else { "does not exist" };
        return Err(told(
            &format!("`{}` {what}", folder.display()),
            "name the folder that has your files, as in `maillage init my-country`",
        ));
    }
    let to_output = arguments.out.as_deref() == Some(Path::new("-"));
    let usual = folder.join("recipe.toml");
    let path = arguments.out.as_ref().filter(|_| !to_output).unwrap_or(&usual);
    if !to_output && path.exists() {
        return Err(already(path));
    }
    let prefix = if to_output { String::new() } else { way(path, folder)? };
    let survey = Survey::of(folder).map_err(|error| {
        told(&format!("the folder `{}` cannot be read: {error}", folder.display()), "look at its permissions")
    })?;
    let at = if to_output { &usual } else { path };
    let draft = Draft::of(&survey, at, &prefix).map_err(|failed| match failed {
        NoDraft::Nothing(looked_at) => nothing(folder, &looked_at),
        NoDraft::Unsound(error) => Report::from(*error).wrap_err(
            "what was guessed of these files is no recipe, which is a fault of this program; nothing was written",
        ),
    })?;
    if to_output {
        return print(draft.text.trim_end());
    }
    // Never over a file that has come to be there meanwhile.
    let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| {
        told(&format!("`{}` cannot be written: {error}", path.display()), "write it elsewhere with `--out FILE`")
    })?;
    file.write_all(draft.text.as_bytes()).into_diagnostic()?;
    print(&in_words(&draft, path))
}

fn told(message: &str, help: &str) -> Report {
    miette!(help = help, "{message}")
}

fn already(path: &Path) -> Report {
    told(
        &format!("there is a file `{}` already, and it is not overwritten", path.display()),
        "write the new recipe elsewhere with `--out FILE`, or print it with `--out -`",
    )
}

/// What stands before the paths of files in a recipe at `path`, so that they lead into `folder`.
fn way(path: &Path, folder: &Path) -> Result<String> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let parent = parent.canonicalize().map_err(|error| {
        told(&format!("the folder of `{}` cannot be opened: {error}", path.display()), "make it first")
    })?;
    let folder = folder.canonicalize().into_diagnostic()?;
    let below = folder.strip_prefix(&parent).unwrap_or(&folder);
    let below =
        below.to_str().ok_or_else(|| miette!("the name of the folder is no UTF-8, which a recipe has to be"))?;
    Ok(if below.is_empty() { String::new() } else { format!("{below}/") })
}

fn nothing(folder: &Path, looked_at: &[(String, String)]) -> Report {
    let mut message = format!("`{}` has no file of territories or points that can be used", folder.display());
    for (file, reason) in looked_at.iter().take(SHOWN) {
        let _ = write!(message, "\n  {file}: {reason}");
    }
    match looked_at.len() {
        0 => message.push_str(": it is empty"),
        count if count > SHOWN => {
            let _ = write!(message, "\n  … and {} more", grouped((count - SHOWN) as u64));
        }
        _ => {}
    }
    told(
        &message,
        "put a file with the shapes of your territories there, such as a shapefile (.shp, .dbf and .prj, or their ZIP), a GeoPackage \
         or a GeoJSON, and tables with their codes beside it",
    )
}

fn in_words(draft: &Draft, path: &Path) -> String {
    let layers: Vec<String> = draft.layers.iter().map(|(name, count)| format!("{} {name}", grouped(*count))).collect();
    let count = |number: usize, noun: &str| counted(number as u64, noun);
    let unused = match draft.unused.len() {
        0 => String::new(),
        number => format!("; {} not used", count(number, "file")),
    };
    let path = path.display();
    format!(
        "Found {}; {} in {}{unused}. Written: {path}\n\
         Look at what it says is `to be looked at` ({}), then: maillage check {path} && maillage build {path} --out maps",
        layers.join(", "),
        count(draft.indicators, "indicator"),
        count(draft.tables, "table"),
        count(draft.doubts, "place"),
    )
}
