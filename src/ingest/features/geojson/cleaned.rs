use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

/// How far a file has been read: shared by who reads it and who tells of it.
#[derive(Default)]
pub(in crate::ingest::features) struct Progress {
    bytes: Cell<u64>,
    line_ends: Cell<u64>,
}

impl Progress {
    pub(in crate::ingest::features) fn new() -> Rc<Progress> {
        Rc::default()
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    /// The line on which the last byte that was read lies, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line_ends.get() + 1
    }
}

/// A file without its byte order mark and with blanks for the separators of text sequences; counts what is read.
///
/// It is outside of the buffer, so that no more is counted than the parser, which takes one byte at a time, has seen.
pub(in crate::ingest::features) struct Cleaned {
    input: BufReader<File>,
    progress: Rc<Progress>,
}

/// The separator that RFC 8142 puts before each text.
const RECORD_SEPARATOR: u8 = 0x1e;

/// The mark that some programs put before UTF-8, byte by byte.
const MARK: [u8; 3] = *b"\xef\xbb\xbf";

impl Cleaned {
    pub(in crate::ingest::features) fn new(file: File, progress: Rc<Progress>) -> Cleaned {
        Cleaned { input: BufReader::with_capacity(1 << 18, file), progress }
    }
}

impl Read for Cleaned {
    #[inline]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        let before = self.progress.bytes.get();
        self.progress.bytes.set(before + read as u64);
        for (byte, at) in buffer[..read].iter_mut().zip(before..) {
            match *byte {
                b'\n' => self.progress.line_ends.set(self.progress.line_ends.get() + 1),
                RECORD_SEPARATOR => *byte = b' ',
                other if at < 3 && other == MARK[at as usize] => *byte = b' ',
                _ => {}
            }
        }
        Ok(read)
    }
}
