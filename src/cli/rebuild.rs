//! A map that is built again whenever one of its sources changes.

use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use miette::{Diagnostic, IntoDiagnostic, Result, miette};
use xxhash_rust::xxh3::xxh3_64;

use super::example::cache_folder;
use super::progress::Bars;
use crate::build::{BuildError, BuildOptions, Progress, Silent, build, sources_hash};
use crate::catalog::Catalog;
use crate::container::{Published, Stamp};
use crate::ingest::Recipe;
use crate::web::{Cause, Server, changed};

/// A recipe and the folder in which its map is published.
#[derive(Clone)]
pub(super) struct Workshop {
    recipe: PathBuf,
    folder: PathBuf,
    /// The name of the map, once the recipe could be read.
    name: Option<String>,
    /// The files of which the map was last known to be made.
    sources: Vec<PathBuf>,
    seen: Stamp,
}

/// Why there is no map of the sources as they are.
pub(super) enum Failure {
    /// Another build holds the folder: to be tried again.
    Busy,
    Told(miette::Report),
}

impl Workshop {
    /// A workshop that publishes in `folder`, or in one of its own in the user's cache folder.
    pub(super) fn open(recipe: &Path, folder: Option<PathBuf>) -> Result<Workshop> {
        let folder = match folder {
            Some(file) if file.is_file() => {
                return Err(miette!("{} is a file: with --recipe name the folder to publish in", file.display()));
            }
            Some(folder) => folder,
            None => own_folder(recipe)?,
        };
        let sources = vec![recipe.to_owned()];
        Ok(Workshop { recipe: recipe.to_owned(), folder, name: None, seen: Stamp::of(&sources), sources })
    }

    /// Builds the map before there is a server; gives where it is published.
    ///
    /// # Errors
    /// When it cannot be built and nothing is published from which to serve meanwhile.
    pub(super) fn first(&mut self) -> Result<(PathBuf, Option<String>)> {
        let failure = match self.bring_up_to_date(&Bars::new(true)) {
            Ok(()) => None,
            Err(Failure::Busy) => Some(BuildError::Busy { folder: self.folder.clone() }.into()),
            Err(Failure::Told(report)) => Some(report),
        };
        let place = self.name.as_ref().map_or_else(|| self.folder.clone(), |name| pointer(&self.folder, name));
        match failure {
            Some(report) if Catalog::map(&place).is_err() => Err(report),
            failure => Ok((place, failure.map(|report| in_words(&*report)))),
        }
    }

    /// Builds and publishes the map unless what is published is of the same sources.
    fn bring_up_to_date(&mut self, progress: &dyn Progress) -> std::result::Result<(), Failure> {
        let recipe = Recipe::load(&self.recipe).map_err(|error| Failure::Told(error.into()))?;
        self.follow_sources_of(&recipe);
        let name = self.name.get_or_insert_with(|| recipe.name.clone());
        if *name != recipe.name {
            let now = &recipe.name;
            let sentence = miette!(
                "the map of the recipe is now called `{now}`; start the server again to serve that instead of `{name}`"
            );
            return Err(Failure::Told(sentence));
        }
        match build_if_stale(&recipe, &self.folder, progress) {
            Ok(()) => Ok(()),
            Err(BuildError::Busy { .. }) => Err(Failure::Busy),
            Err(error) => Err(Failure::Told(error.into())),
        }
    }

    /// Other files than before count as they are now; of the same ones, what was seen when they changed stays, so
    /// that a change since then is found.
    fn follow_sources_of(&mut self, recipe: &Recipe) {
        let sources = recipe.source_files();
        if sources != self.sources {
            self.seen = Stamp::of(&sources);
            self.sources = sources;
        }
    }
}

/// What names the published pair.
fn pointer(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.json"))
}

fn build_if_stale(recipe: &Recipe, folder: &Path, progress: &dyn Progress) -> std::result::Result<(), BuildError> {
    let pointer = pointer(folder, &recipe.name);
    let sources = sources_hash(recipe)?;
    let is_current = Published::find(&pointer).is_ok_and(|(published, _)| published.sources == sources);
    if is_current && Catalog::map(&pointer).is_ok() {
        return Ok(());
    }
    tracing::info!(map = recipe.name, folder = %folder.display(), "building");
    let start = Instant::now();
    let report = build(recipe, folder, BuildOptions::default(), progress)?;
    let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
    tracing::info!(map = recipe.name, complaints = report.complaints.total(), seconds, "built");
    Ok(())
}

/// How long to wait for another build to leave the folder.
const BREATH: Duration = Duration::from_secs(1);

/// Builds and swaps whenever a source changes, one build at a time. Never ends.
pub(super) async fn follow(server: Server, mut workshop: Workshop) {
    loop {
        let sources = workshop.sources.clone();
        workshop.seen = changed(&workshop.seen, move || Stamp::of(&sources)).await;
        loop {
            let result;
            (workshop, result) = work(workshop).await;
            match result {
                Ok(()) => server.reload(Cause::Build).await,
                Err(Failure::Told(report)) => server.refuse(Cause::Build, in_words(&*report)),
                Err(Failure::Busy) => {
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            };
            break;
        }
    }
}

/// Runs a build on threads of its own, one fewer than there are cores, so that requests are answered meanwhile.
async fn work(workshop: Workshop) -> (Workshop, std::result::Result<(), Failure>) {
    let mut busy = workshop.clone();
    let done = tokio::task::spawn_blocking(move || {
        let threads = available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().into_diagnostic();
        let result = pool.map_err(Failure::Told).and_then(|pool| pool.install(|| busy.bring_up_to_date(&Silent)));
        (busy, result)
    });
    done.await.unwrap_or_else(|_| {
        let report = miette!("the build itself failed; the log says where. Please report it with the recipe");
        (workshop, Err(Failure::Told(report)))
    })
}

/// An error with its place, what lies behind it, what to do about it, and all further ones, in one line.
fn in_words(error: &dyn Diagnostic) -> String {
    let mut words = vec![error.to_string()];
    let mut behind = error.source();
    while let Some(cause) = behind {
        words.push(cause.to_string());
        behind = cause.source();
    }
    words.extend(error.help().map(|help| help.to_string()));
    words.dedup();
    let place = place(error).map_or_else(String::new, |place| format!("{place}: "));
    let further = error.related().into_iter().flatten().map(in_words);
    let first = format!("{place}{}", words.join("; "));
    std::iter::once(first).chain(further).collect::<Vec<_>>().join(" | ")
}

/// The file and the line of an error that points into its source.
fn place(error: &dyn Diagnostic) -> Option<String> {
    let label = error.labels()?.next()?;
    let contents = error.source_code()?.read_span(label.inner(), 0, 0).ok()?;
    Some(format!("{}, line {}", contents.name()?, contents.line() + 1))
}

/// A folder for a recipe: maps of one name from different recipes must not take each other's place.
fn own_folder(recipe: &Path) -> Result<PathBuf> {
    let absolute = std::path::absolute(recipe).into_diagnostic()?;
    let hash = xxh3_64(absolute.as_os_str().as_encoded_bytes());
    let stem = absolute.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
    Ok(cache_folder()?.join("maillage").join(format!("{stem}-{hash:016x}")))
}
