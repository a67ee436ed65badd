use std::fs::{self, Metadata};
use std::path::Path;

/// What the file system tells of files without reading them: another stamp means that one of them may have changed.
///
/// It holds which file lies at a path, its length and when it was last changed, so that a file that another was
/// moved onto counts, with whatever time it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp(Vec<Option<[i128; 5]>>);

impl Stamp {
    /// The stamp of files in their order; one that is missing counts as such.
    pub fn of(paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Stamp {
        let facts = paths.into_iter().map(|path| fs::metadata(path).ok().as_ref().map(facts));
        Stamp(facts.collect())
    }

    /// The stamp of these files and then of others.
    pub fn and(mut self, others: Stamp) -> Stamp {
        self.0.extend(others.0);
        self
    }
}

#[cfg(unix)]
fn facts(of: &Metadata) -> [i128; 5] {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
    let modified = nanoseconds(of.mtime(), of.mtime_nsec());
    let changed = nanoseconds(of.ctime(), of.ctime_nsec());
    [of.dev().into(), of.ino().into(), of.len().into(), modified, changed]
}

#[cfg(not(unix))]
fn facts(of: &Metadata) -> [i128; 5] {
    let since = |time: std::io::Result<std::time::SystemTime>| {
        let elapsed = time.ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
        elapsed.map_or(0, |elapsed| elapsed.as_nanos() as i128)
    };
    [0, 0, of.len().into(), since(of.modified()), since(of.created())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_change_a_file_changes_the_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        let look = || Stamp::of([&path]);
        let missing = look();
        fs::write(&path, "one").unwrap();
        let first = look();
        assert_ne!(first, missing);
        assert_eq!(first, look());
        fs::write(&path, "longer").unwrap();
        let longer = look();
        assert_ne!(longer, first);
        // Another file of the same length and time, moved into the name.
        let other = folder.path().join("b.csv");
        fs::write(&other, "LONGER").unwrap();
        let time = fs::metadata(&path).unwrap().modified().unwrap();
        fs::File::options().write(true).open(&other).unwrap().set_modified(time).unwrap();
        fs::rename(&other, &path).unwrap();
        assert_ne!(look(), longer);
        fs::remove_file(&path).unwrap();
        assert_eq!(look(), missing);
        assert_ne!(Stamp::of([&path, &path]), missing, "another number of files");
    }
}
