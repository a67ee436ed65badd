use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use tower_http::trace::{DefaultOnResponse, OnResponse};
use tracing::Span;

/// What threads count request by request: each thread in a line of its own, so that none waits for another's.
#[derive(Default)]
pub(super) struct Counters([Line; LINES]);

/// Lines of all counters; were there more threads, some would share one.
const LINES: usize = 32;

/// The counters of a thread: as many as fill a line of the processor's cache.
#[derive(Default)]
#[repr(align(64))]
struct Line([AtomicU64; 8]);

/// What is counted.
#[derive(Clone, Copy)]
pub(super) enum Count {
    /// An answer, by the first digit of its status less one.
    Answer(usize),
    TileDrawn,
    TileCached,
    /// A tile that the client had already.
    TileUnmodified,
}

impl Count {
    fn place(self) -> usize {
        match self {
            Count::Answer(class) => class.min(4),
            Count::TileDrawn => 5,
            Count::TileCached => 6,
            Count::TileUnmodified => 7,
        }
    }
}

impl Counters {
    pub(super) fn add(&self, count: Count) {
        thread_local! {
            static OWN: usize = {
                static THREADS: AtomicUsize = AtomicUsize::new(0);
                THREADS.fetch_add(1, Ordering::Relaxed) % LINES
            };
        }
        let line = OWN.try_with(|own| *own).unwrap_or_default();
        self.0[line].0[count.place()].fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn sum(&self, count: Count) -> u64 {
        self.0.iter().map(|line| line.0[count.place()].load(Ordering::Relaxed)).sum()
    }
}

/// What this process counts beside what its maps count.
pub(super) fn counters() -> &'static Counters {
    static COUNTERS: LazyLock<Counters> = LazyLock::new(Counters::default);
    &COUNTERS
}

/// Counts every answer by its status, beside what is logged of it.
#[derive(Clone, Copy)]
pub(super) struct CountAnswers(pub(super) &'static Counters);

impl<B> OnResponse<B> for CountAnswers {
    fn on_response(self, response: &axum::http::Response<B>, latency: Duration, span: &Span) {
        let class = usize::from(response.status().as_u16() / 100);
        self.0.add(Count::Answer(class.saturating_sub(1)));
        DefaultOnResponse::new().on_response(response, latency, span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_threads_count_is_summed_up() {
        let counters = Counters::default();
        std::thread::scope(|scope| {
            for _ in 0..LINES + 3 {
                scope.spawn(|| {
                    counters.add(Count::Answer(1));
                    counters.add(Count::Answer(1));
                    counters.add(Count::TileDrawn);
                });
            }
        });
        let threads = LINES as u64 + 3;
        assert_eq!([1, 4].map(|class| counters.sum(Count::Answer(class))), [2 * threads, 0]);
        assert_eq!([Count::TileDrawn, Count::TileCached].map(|count| counters.sum(count)), [threads, 0]);
    }
}
