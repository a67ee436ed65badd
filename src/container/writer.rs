use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use xxhash_rust::xxh3::xxh3_64;
use zerocopy::IntoBytes;

use super::layout::{ContentHash, Entry, Header, SectionKey, align, content_hash};

/// Writes a sectioned file to a temporary one in the folder where it will be published.
pub struct ContainerWriter {
    file: BufWriter<NamedTempFile>,
    table: Vec<Entry>,
    end: u64,
}

/// A whole file, synced to disk, still under a temporary name that goes when this value does.
pub struct Finished {
    file: NamedTempFile,
    pub hash: ContentHash,
    pub length: u64,
}

impl ContainerWriter {
    /// Starts a file in `folder`.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn create(folder: &Path) -> io::Result<ContainerWriter> {
        let file = tempfile::Builder::new().prefix(TEMPORARY_PREFIX).suffix(".tmp").tempfile_in(folder)?;
        let mut writer = ContainerWriter { file: BufWriter::with_capacity(1 << 20, file), table: Vec::new(), end: 0 };
        writer.write(&[0; size_of::<Header>()])?;
        Ok(writer)
    }

    /// Appends a section. Keys may come in any order, each once.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add(&mut self, key: SectionKey, bytes: &[u8]) -> io::Result<()> {
        self.table.push(Entry {
            kind: key.kind.into(),
            layer: key.layer.into(),
            part: key.part.into(),
            zero: 0.into(),
            offset: self.end.into(),
            length: (bytes.len() as u64).into(),
            hash: xxh3_64(bytes).into(),
        });
        self.write(bytes)?;
        let padding = align(self.end).unwrap_or(self.end) - self.end;
        self.write(&[0; 64][..padding as usize])
    }

    /// Writes the table and the header and syncs the file.
    ///
    /// # Errors
    /// When the disk refuses, or a key came twice.
    pub fn finish(mut self, magic: &str, version: u32, partner: ContentHash) -> io::Result<Finished> {
        let table_offset = self.end;
        let mut table = std::mem::take(&mut self.table);
        table.sort_unstable_by_key(Entry::key);
        if let Some(pair) = table.windows(2).find(|pair| pair[0].key() == pair[1].key()) {
            return Err(io::Error::other(format!("{:?} was written twice", pair[0].key())));
        }
        self.write(table.as_bytes())?;
        let mut header = Header {
            magic: magic.as_bytes().try_into().map_err(io::Error::other)?,
            version: version.into(),
            sections: (table.len() as u32).into(),
            file_length: self.end.into(),
            table_offset: table_offset.into(),
            content: [0; 16],
            partner: partner.0,
        };
        let hash = content_hash(&header, &table);
        header.content = hash.0;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(header.as_bytes())?;
        let length = self.end;
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        Ok(Finished { file, hash, length })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.end += bytes.len() as u64;
        self.file.write_all(bytes)
    }
}

impl Finished {
    /// Gives the file its name in the folder, readable for everybody. A file of that name has the same content.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn persist(self, path: &Path) -> io::Result<()> {
        make_readable(self.file.path())?;
        self.file.persist(path).map_err(|error| error.error)?;
        Ok(())
    }

    /// Where the file lies now.
    pub fn temporary_path(&self) -> PathBuf {
        self.file.path().to_owned()
    }
}

/// How names of unfinished files begin, so that a later build can sweep up what a killed one has left.
pub(super) const TEMPORARY_PREFIX: &str = ".maillage-";

/// Temporary files are private; published ones are for any server process to read.
pub(super) fn make_readable(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
