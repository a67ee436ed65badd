//! A map that is built again whenever one of its sources changes.

use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use miette::{Diagnostic, IntoDiagnostic, Result, miette};
use xxhash_rust::xxh3::xxh3_64;

use super::example::cache_folder;
use super::progress::Bars;
use super::quiet::{PATIENCE, QUIET, SHORT_PATIENCE, rest};
use crate::catalog::Catalog;
use crate::compile::{BuildError, BuildOptions, OnLoss, Progress, Silent, build, losses_in_words, sources_hash};
use crate::container::{Published, Stamp};
use crate::ingest::Recipe;
use crate::web::{Cause, Server, changed};

/// A recipe and the folder in which its map is published.
#[derive(Clone)]
pub(super) struct Workshop {
    recipe: PathBuf,
    folder: PathBuf,
    on_loss: OnLoss,
    /// The name of the map, once the recipe could be read.
    name: Option<String>,
    /// The files of which the map was last known to be made.
    sources: Vec<PathBuf>,
    /// Their stamp when they were looked at last.
    seen: Stamp,
    /// The stamp of what is published, while the sources are refused: somebody may publish them by hand.
    published: Option<Stamp>,
}

/// Why there is no map of the sources as they are.
pub(super) enum Failure {
    /// Another build holds the folder: to be tried again.
    Busy,
    /// A source is being written: to be tried again when it is not.
    Changed(miette::Report),
    Told(miette::Report),
}

impl Workshop {
    /// A workshop that publishes in `folder`, or in one of its own in the user's cache folder.
    pub(super) fn open(recipe: &Path, folder: Option<PathBuf>, on_loss: OnLoss) -> Result<Workshop> {
        let folder = match folder {
            Some(file) if file.is_file() => {
                return Err(miette!("{} is a file: with --recipe name the folder to publish in", file.display()));
            }
            Some(folder) => folder,
            None => own_folder(recipe)?,
        };
        let (recipe, sources, seen) = (recipe.to_owned(), vec![recipe.to_owned()], Stamp::default());
        Ok(Workshop { recipe, folder, on_loss, name: None, sources, seen, published: None })
    }

    /// Builds the map before there is a server; gives where it is published.
    ///
    /// # Errors
    /// When it cannot be built and nothing is published from which to serve meanwhile.
    pub(super) fn first(&mut self) -> Result<(PathBuf, Option<String>)> {
        let mut tries = 0;
        let failure = loop {
            tries += 1;
            match self.bring_up_to_date(&Bars::new(true)) {
                Err(Failure::Changed(_)) if tries < TRIES => {}
                Ok(()) => break None,
                Err(Failure::Busy) => break Some(BuildError::Busy { folder: self.folder.clone() }.into()),
                Err(Failure::Changed(report) | Failure::Told(report)) => break Some(report),
            }
        };
        let place = self.place();
        match failure {
            Some(report) if Catalog::map(&place).is_err() => Err(report),
            failure => Ok((place, failure.map(|report| in_words(&*report)))),
        }
    }

    /// Where the map is published, as far as that is known.
    fn place(&self) -> PathBuf {
        self.name.as_ref().map_or_else(|| self.folder.clone(), |name| pointer(&self.folder, name))
    }

    /// Builds and publishes the map unless what is published is of the same sources.
    fn bring_up_to_date(&mut self, progress: &dyn Progress) -> std::result::Result<(), Failure> {
        // Before anything is read, so that a change since then is found.
        self.seen = Stamp::of(&self.sources);
        self.published = None;
        let result = self.build(progress);
        if matches!(result, Err(Failure::Told(_))) {
            self.published = Some(Stamp::of([self.place()]));
        }
        result
    }

    fn build(&mut self, progress: &dyn Progress) -> std::result::Result<(), Failure> {
        let recipe = Recipe::load(&self.recipe).map_err(|error| Failure::Told(error.into()))?;
        let sources = recipe.source_files();
        if sources != self.sources {
            self.seen = Stamp::of(&sources);
            self.sources = sources;
        }
        let name = self.name.get_or_insert_with(|| recipe.name.clone());
        if *name != recipe.name {
            let now = &recipe.name;
            let sentence = miette!(
                "the map of the recipe is now called `{now}`; start the server again to serve that instead of `{name}`"
            );
            return Err(Failure::Told(sentence));
        }
        let failed = |error| match error {
            BuildError::Busy { .. } => Failure::Busy,
            error @ BuildError::Changed { .. } => Failure::Changed(error.into()),
            error => Failure::Told(error.into()),
        };
        let is_published = Catalog::map(&self.place()).is_ok();
        if is_published && self.is_current(&recipe).map_err(failed)? {
            return Ok(());
        }
        let patience = if is_published { SHORT_PATIENCE } else { PATIENCE };
        self.seen = rest(&self.sources, patience).map_err(|path| {
            let (file, seconds) = (path.strip_prefix(recipe.folder()).unwrap_or(path).display(), patience.as_secs());
            Failure::Told(miette!("`{file}` is still being written after {seconds} s; it is built when it is quiet"))
        })?;
        self.publish(&recipe, progress).map_err(failed)
    }

    /// Whether what is published is of the sources as they are.
    fn is_current(&self, recipe: &Recipe) -> std::result::Result<bool, BuildError> {
        let sources = sources_hash(recipe)?;
        let is_of_them = |published: &Published| published.sources == sources;
        // Losses that are accepted now are not to be shown any more.
        let is_settled = |published: &Published| self.on_loss != OnLoss::Accept || published.losses.is_empty();
        Ok(Published::find(&self.place()).is_ok_and(|(published, _)| is_of_them(&published) && is_settled(&published)))
    }

    fn publish(&self, recipe: &Recipe, progress: &dyn Progress) -> std::result::Result<(), BuildError> {
        tracing::info!(map = recipe.name, folder = %self.folder.display(), "building");
        let start = Instant::now();
        let options = BuildOptions { on_loss: self.on_loss, ..BuildOptions::default() };
        let report = build(recipe, &self.folder, options, progress)?;
        let seconds = format!("{:.1}", start.elapsed().as_secs_f64());
        if !report.losses.is_empty() {
            tracing::warn!("much less than in the map published before: {}", losses_in_words(&report.losses));
        }
        tracing::info!(map = recipe.name, complaints = report.complaints.total(), seconds, "built");
        Ok(())
    }

    /// What is looked at, and how it was when it was looked at last.
    fn watched(&self) -> (Vec<PathBuf>, Stamp) {
        let mut files = self.sources.clone();
        let mut seen = self.seen.clone();
        if let Some(published) = &self.published {
            files.push(self.place());
            seen = seen.and(published.clone());
        }
        (files, seen)
    }
}

/// What names the published pair.
fn pointer(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.json"))
}

/// How often a build is begun again before there is a server, since a source was written meanwhile.
const TRIES: usize = 3;

/// How long to wait for another build to leave the folder.
const BREATH: Duration = Duration::from_secs(1);

/// Builds and swaps whenever a source changes, one build at a time. Never ends.
pub(super) async fn follow(server: Server, mut workshop: Workshop) {
    loop {
        wait_for_change(&server, &workshop).await;
        loop {
            let result;
            (workshop, result) = work(workshop).await;
            match result {
                Ok(()) => {
                    server.reload(Cause::Build).await;
                }
                Err(Failure::Told(report)) => {
                    server.refuse(Cause::Build, in_words(&*report));
                }
                Err(Failure::Changed(report)) => tracing::info!("{}; it is built when it is quiet", report),
                Err(Failure::Busy) => {
                    tokio::time::sleep(BREATH).await;
                    continue;
                }
            }
            break;
        }
    }
}

/// Waits until a source has changed and is quiet again; reports sources that never are.
async fn wait_for_change(server: &Server, workshop: &Workshop) {
    let (files, seen) = workshop.watched();
    let look = move || Stamp::of(&files);
    let mut unquiet = 0;
    while tokio::time::timeout(PATIENCE, changed(&seen, QUIET, look.clone())).await.is_err() {
        unquiet = if look() == seen { 0 } else { unquiet + 1 };
        // The first time it may have begun a moment ago.
        if unquiet == 2 {
            let (seconds, quiet) = (PATIENCE.as_secs(), QUIET.as_secs());
            let why =
                format!("sources have been changing for {seconds} s; they are built when they rest for {quiet} s");
            server.refuse(Cause::Build, why);
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
