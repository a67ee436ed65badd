use std::fs::File;
use std::io;
use std::path::Path;

use memmap2::Mmap;

/// A file mapped into memory, read-only.
///
/// Published files are never changed in place: a new version is another file, moved into its name when it is
/// whole. That is what makes a mapping sound; cutting a published file short by hand would end the server.
#[derive(Debug)]
pub struct Mapping(Mmap);

impl Mapping {
    /// Maps a whole file.
    ///
    /// # Errors
    /// When the file cannot be opened or mapped; a folder is an error too.
    pub fn open(path: &Path) -> io::Result<Mapping> {
        let file = File::open(path)?;
        if file.metadata()?.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        #[expect(unsafe_code, reason = "memory mapping; files are immutable once published, see the type")]
        let map = unsafe { Mmap::map(&file)? };
        Ok(Mapping(map))
    }
}

impl AsRef<[u8]> for Mapping {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
