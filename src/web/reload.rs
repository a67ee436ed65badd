//! How a running server takes another map: beside the one it serves, checked to the last byte, and then in one step.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use super::edition::Edition;
use super::server::Server;

/// What made a server look for another map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The published files changed.
    Watch,
    /// The process was told by a signal.
    Signal,
    /// A request to `/-/reload`.
    Request,
    /// The sources of a recipe changed and were built.
    Build,
}

impl Cause {
    pub(super) const ALL: [Cause; 4] = [Cause::Watch, Cause::Signal, Cause::Request, Cause::Build];

    /// One word for logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Watch => "watch",
            Cause::Signal => "signal",
            Cause::Request => "request",
            Cause::Build => "build",
        }
    }
}

/// What became of a reload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Another map is served.
    Swapped {
        /// The version that was served before.
        before: String,
        /// The version that is served from now on.
        version: String,
        /// How long it took to open and to check.
        took: Duration,
    },
    /// The published map is the one that is served.
    Unchanged { version: String },
    /// The published map is not fit; the one before goes on.
    Refused { why: String },
}

/// What a server remembers of its reloads.
pub(super) struct Reloads {
    /// What is looked for: a `<name>.json`.
    pub(super) place: PathBuf,
    /// Held by the reload that is under way: others wait.
    turn: Mutex<()>,
    refusal: Mutex<Option<Refusal>>,
    counters: [[AtomicU64; 3]; Cause::ALL.len()],
}

/// Why what was published last is not what is served.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) at: SystemTime,
    pub(super) cause: Cause,
    pub(super) why: String,
}

/// Names of the outcomes, in the order in which they are counted.
pub(super) const OUTCOMES: [&str; 3] = ["swapped", "unchanged", "refused"];

impl Reloads {
    pub(super) fn new(place: PathBuf) -> Reloads {
        Reloads { place, turn: Mutex::default(), refusal: Mutex::default(), counters: Default::default() }
    }

    /// What was refused, if nothing was taken since.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        lock(&self.refusal).clone()
    }

    /// How often a cause had each of [`OUTCOMES`].
    pub(super) fn counts(&self, cause: Cause) -> [u64; 3] {
        self.counters[cause as usize].each_ref().map(|counter| counter.load(Ordering::Relaxed))
    }

    fn note(&self, cause: Cause, outcome: &Outcome) {
        let published = self.place.display();
        let (place, refusal) = match outcome {
            Outcome::Swapped { before, version, took } => {
                let milliseconds = took.as_millis();
                tracing::info!(%published, by = cause.name(), before, version, milliseconds, "another map is served");
                (0, None)
            }
            Outcome::Unchanged { version } => {
                tracing::debug!(%published, by = cause.name(), version, "the published map is served already");
                (1, None)
            }
            Outcome::Refused { why } => {
                let what = if cause == Cause::Build { "could not be built" } else { "was refused" };
                tracing::error!(%published, by = cause.name(), "the new map {what}, the one before is served on: {why}");
                (2, Some(Refusal { at: SystemTime::now(), cause, why: why.clone() }))
            }
        };
        self.counters[cause as usize][place].fetch_add(1, Ordering::Relaxed);
        let mut known = lock(&self.refusal);
        // That the published map is served says nothing of sources that cannot be built: only a good build does.
        let is_of_build = known.as_ref().is_some_and(|refusal| refusal.cause == Cause::Build);
        if refusal.is_some() || !is_of_build || cause == Cause::Build {
            *known = refusal;
        }
    }
}

/// None of what is locked here can be left half changed, so a poisoned lock is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Server {
    /// Looks for another published map, opens and checks it beside the one that is served, and swaps them.
    ///
    /// It runs to its end even when who asked goes away; a second one waits for the first.
    pub async fn reload(&self, cause: Cause) -> Outcome {
        let server = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let reloads = &server.0.reloads;
            let _turn = lock(&reloads.turn);
            let (outcome, replaced) = server.swap();
            reloads.note(cause, &outcome);
            (outcome, replaced)
        });
        match done.await {
            Ok((outcome, replaced)) => {
                if let Some(edition) = replaced {
                    tokio::task::spawn_blocking(move || retire(edition));
                }
                outcome
            }
            Err(_) => self.refuse(cause, "the reload itself failed; the log says where".to_owned()),
        }
    }

    /// Notes that there is a map which cannot be served, and why.
    pub fn refuse(&self, cause: Cause, why: String) -> Outcome {
        let outcome = Outcome::Refused { why };
        self.0.reloads.note(cause, &outcome);
        outcome
    }

    /// Swaps editions if another one is published; gives the one that was replaced.
    fn swap(&self) -> (Outcome, Option<Arc<Edition>>) {
        let start = Instant::now();
        let current = self.edition();
        let before = current.catalog.version().to_owned();
        match current.next(&self.0.reloads.place) {
            Ok(None) => (Outcome::Unchanged { version: before }, None),
            Ok(Some(next)) => {
                let version = next.catalog.version().to_owned();
                drop(current);
                let replaced = self.replace_edition(next);
                (Outcome::Swapped { before, version, took: start.elapsed() }, Some(replaced))
            }
            Err(unfit) => (Outcome::Refused { why: unfit.to_string() }, None),
        }
    }
}

/// How long an edition is kept for the requests that still draw from it; then the last of them lets go of it.
const FAREWELL: Duration = Duration::from_secs(10);

/// Lets go of an edition once no request has it any more: to take down a large mapping would hold up a thread that
/// answers requests.
fn retire(edition: Arc<Edition>) {
    let start = Instant::now();
    while Arc::strong_count(&edition) > 1 && start.elapsed() < FAREWELL {
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(edition);
}
