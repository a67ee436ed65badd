use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::sync::Semaphore;

use super::problem::Problem;
use crate::tile::{Compressors, Scratch};

/// Where tiles are drawn: so many at once, a bounded number waiting, each drawer with memory of its own.
pub(super) struct Studio {
    places: Semaphore,
    waiting: AtomicUsize,
    most_waiting: usize,
    drawers: Mutex<Vec<Drawer>>,
}

/// The memory and the compressors of one drawer.
#[derive(Default)]
pub(super) struct Drawer {
    pub(super) scratch: Scratch,
    pub(super) compressors: Compressors,
}

/// Requests that may wait for each drawer; more are told to come back. At a millisecond a tile, the last waits a
/// quarter of a second.
const WAITING_EACH: usize = 256;

impl Studio {
    pub(super) fn new(drawers: usize) -> Studio {
        Studio {
            places: Semaphore::new(drawers.max(1)),
            waiting: AtomicUsize::new(0),
            most_waiting: drawers.max(1) * WAITING_EACH,
            drawers: Mutex::new(Vec::new()),
        }
    }

    /// Runs `work` with a drawer of its own, once there is room.
    ///
    /// It runs where it is called: a tile takes tens of microseconds, which handing it to another thread would cost
    /// again. The server has one thread more than drawers, so that other requests never wait for a heavy tile.
    pub(super) async fn run<R>(&self, work: impl FnOnce(&mut Drawer) -> R) -> Result<R, Problem> {
        let _place = match self.places.try_acquire() {
            Ok(place) => place,
            Err(_) => {
                let _waiting = Waiting::enter(self).ok_or_else(Problem::overloaded)?;
                self.places.acquire().await.map_err(|_| Problem::overloaded())?
            }
        };
        let mut drawer = self.lock().pop().unwrap_or_default();
        let result = work(&mut drawer);
        self.lock().push(drawer);
        Ok(result)
    }

    /// A drawer is only ever taken out or put back under the lock, so a poisoned one is sound.
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Drawer>> {
        self.drawers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts a waiting request until it is dropped, also when its client goes away.
struct Waiting<'a>(&'a Studio);

impl<'a> Waiting<'a> {
    fn enter(studio: &'a Studio) -> Option<Waiting<'a>> {
        let before = studio.waiting.fetch_add(1, Ordering::Relaxed);
        let waiting = Waiting(studio);
        (before < studio.most_waiting).then_some(waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}
