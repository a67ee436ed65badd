//! When a source may be read: when nobody is writing it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::container::Stamp;

/// How long files have to be unchanged before they are read: a copy that is under way grows more often than that.
pub(super) const QUIET: Duration = Duration::from_secs(2);

/// How long to wait for that before it is reported.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// The same before a server starts that has a map to serve meanwhile.
pub(super) const SHORT_PATIENCE: Duration = Duration::from_secs(5);

/// Time between two looks.
const EVERY: Duration = Duration::from_millis(100);

/// Waits until nothing has changed for as long as [`QUIET`]; gives the stamp of the files then.
///
/// # Errors
/// With a file that changed last, when that takes longer than `patience`.
pub(super) fn rest(files: &[PathBuf], patience: Duration) -> Result<Stamp, &Path> {
    let begin = Instant::now();
    let (mut stamp, mut since) = (Stamp::of(files), begin);
    // Files that are old enough already need no waiting, unless their clock is ahead of ours.
    while !files.iter().all(|file| is_old(file)) && since.elapsed() < QUIET {
        if begin.elapsed() > patience {
            return Err(files.iter().rev().max_by_key(|file| modified(file)).map_or(Path::new(""), PathBuf::as_path));
        }
        std::thread::sleep(EVERY);
        let now = Stamp::of(files);
        if now != stamp {
            (stamp, since) = (now, Instant::now());
        }
    }
    Ok(stamp)
}

fn modified(file: &Path) -> Option<std::time::SystemTime> {
    file.metadata().and_then(|metadata| metadata.modified()).ok()
}

/// Whether a file was changed long enough ago; one that is not there is not being written.
fn is_old(file: &Path) -> bool {
    modified(file).is_none_or(|at| at.elapsed().is_ok_and(|age| age >= QUIET))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    fn file(folder: &tempfile::TempDir) -> PathBuf {
        let path = folder.path().join("a.csv");
        fs::write(&path, "a").unwrap();
        path
    }

    #[test]
    fn what_was_just_written_is_waited_for_and_what_is_missing_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let files = [file(&folder), folder.path().join("none.csv")];
        assert_eq!(rest(&files, PATIENCE), Ok(Stamp::of(&files)));
        assert!(rest(&files[..1], Duration::ZERO).is_ok(), "it is old by now");
        assert!(rest(&files[1..], Duration::ZERO).is_ok());
    }

    #[test]
    fn a_clock_that_is_ahead_is_no_reason_to_wait_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let path = file(&folder);
        let ahead = std::time::SystemTime::now() + Duration::from_secs(3600);
        fs::File::options().write(true).open(&path).unwrap().set_modified(ahead).unwrap();
        assert!(rest(&[path], PATIENCE).is_ok());
    }

    #[test]
    fn a_file_that_never_rests_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let files = [file(&folder)];
        let is_done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for length in 2.. {
                    if is_done.load(Ordering::Relaxed) {
                        return;
                    }
                    fs::write(&files[0], "a".repeat(length)).unwrap();
                    std::thread::sleep(EVERY);
                }
            });
            let found = rest(&files, QUIET + QUIET);
            is_done.store(true, Ordering::Relaxed);
            assert_eq!(found, Err(files[0].as_path()));
        });
    }
}
