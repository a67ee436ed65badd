//! Readers of others, whose panics over damaged bytes become sentences.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::error::IngestError;
use super::unpack::damaged;

thread_local! {
    /// Whether this thread is inside of [`guarded`].
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader that may panic over damaged bytes, as that of Parquet does where two of its parts contradict each
/// other. Such a panic is told as the damage that it is, and not on standard error.
pub(super) fn guarded<T>(
    file: &str,
    format: &'static str,
    read: impl FnOnce() -> Result<T, IngestError>,
) -> Result<T, IngestError> {
    be_quiet_inside();
    GUARDED.set(true);
    let read = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(false);
    read.unwrap_or_else(|_| Err(damaged(file, format, &"its parts contradict each other")))
}

/// Panics are told by a hook of the whole program: it is asked to leave out those of guarded readers.
fn be_quiet_inside() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told_before = take_hook();
        set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                told_before(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_sentence_and_the_next_is_told_again() {
        let broken: Result<(), IngestError> = guarded("t.parquet", "Parquet", || panic!("a fault of the library"));
        let sentence = "`t.parquet` cannot be read as Parquet: its parts contradict each other";
        assert_eq!(broken.unwrap_err().to_string(), sentence);
        assert!(!GUARDED.get());
        assert_eq!(guarded("t.parquet", "Parquet", || Ok(7)).unwrap(), 7);
    }
}
