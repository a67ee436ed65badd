use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// How far a file has been read: shared by who reads it and who tells of it.
#[derive(Default)]
pub(in crate::ingest::features) struct Progress {
    bytes: Cell<u64>,
    line_ends: Cell<u64>,
    bad_texts: Cell<u64>,
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

    /// Places so far at which a string was no text and reads `�` now.
    pub(in crate::ingest::features) fn bad_texts(&self) -> u64 {
        self.bad_texts.get()
    }
}

/// A document in JSON without its byte order mark, with blanks for the separators of text sequences, and with `�` where a
/// string is no text: halves of surrogate pairs, bytes that are not UTF-8. One of them would else cost the whole file.
///
/// It has the buffer in itself, so that no more is counted than the parser, which takes one byte at a time, has seen.
pub(in crate::ingest::features) struct Cleaned<R> {
    input: R,
    buffer: Vec<u8>,
    /// What of the buffer is still to be read.
    start: usize,
    end: usize,
    /// What has been looked at and is still to be given: a character or escape.
    ready: Vec<u8>,
    given: usize,
    is_in_string: bool,
    progress: Rc<Progress>,
}

/// The separator that RFC 8142 puts before each text.
const RECORD_SEPARATOR: u8 = 0x1e;

/// The mark that some programs put before UTF-8, byte by byte.
const MARK: [u8; 3] = *b"\xef\xbb\xbf";

/// What has to be seen to tell half a pair of surrogates from a whole one: two escapes.
const LONGEST: usize = 12;

impl<R: Read> Cleaned<R> {
    pub(in crate::ingest::features) fn new(input: R, progress: Rc<Progress>) -> Cleaned<R> {
        let (buffer, ready) = (vec![0; 1 << 18], Vec::with_capacity(LONGEST));
        Cleaned { input, buffer, start: 0, end: 0, ready, given: 0, is_in_string: false, progress }
    }

    /// Fills the buffer until so many bytes are there to be looked at, or all that the file has left.
    fn look_ahead(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.end - self.start < count {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            match self.input.read(&mut self.buffer[self.end..]) {
                Ok(0) => break,
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(&self.buffer[self.start..self.end.min(self.start + count)])
    }

    /// The next byte that a parser shall see.
    fn next(&mut self) -> io::Result<Option<u8>> {
        if let Some(&byte) = self.ready.get(self.given) {
            self.given += 1;
            return Ok(Some(byte));
        }
        let Some(&byte) = self.look_ahead(1)?.first() else { return Ok(None) };
        let at = self.progress.bytes.get();
        if self.is_in_string && (byte == b'\\' || byte >= 0x80) {
            return self.next_of_several(byte);
        }
        self.pass(1);
        match byte {
            b'"' => self.is_in_string = !self.is_in_string,
            b'\n' => self.progress.line_ends.set(self.progress.line_ends.get() + 1),
            RECORD_SEPARATOR => return Ok(Some(b' ')),
            other if at < 3 && other == MARK[at as usize] => return Ok(Some(b' ')),
            _ => {}
        }
        Ok(Some(byte))
    }

    /// The first byte of an escape or of a character of several bytes, after the whole of it has been looked at.
    fn next_of_several(&mut self, first: u8) -> io::Result<Option<u8>> {
        let ahead = self.look_ahead(LONGEST)?;
        let (length, is_text) = if first == b'\\' { escape(ahead) } else { character(ahead) };
        self.ready.clear();
        self.given = 1;
        if is_text {
            self.ready.extend_from_slice(&self.buffer[self.start..self.start + length]);
        } else {
            self.progress.bad_texts.set(self.progress.bad_texts.get() + 1);
            self.ready.extend_from_slice("\u{fffd}".as_bytes());
        }
        self.pass(length);
        Ok(self.ready.first().copied())
    }

    fn pass(&mut self, count: usize) {
        self.start += count;
        self.progress.bytes.set(self.progress.bytes.get() + count as u64);
    }
}

impl<R: Read> Read for Cleaned<R> {
    #[inline]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for (place, slot) in buffer.iter_mut().enumerate() {
            match self.next()? {
                Some(byte) => *slot = byte,
                None => return Ok(place),
            }
        }
        Ok(buffer.len())
    }
}

/// The length of the escape at the beginning, and whether it stands for a character: half a pair of surrogates does not.
/// What is no escape is left to the parser.
fn escape(ahead: &[u8]) -> (usize, bool) {
    let unit = |from: usize| {
        let digits = ahead.get(from..from + 6)?.strip_prefix(b"\\u")?;
        let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
        u16::from_str_radix(std::str::from_utf8(digits).ok().filter(|_| is_hex)?, 16).ok()
    };
    match (unit(0), unit(6)) {
        (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => (12, true),
        (Some(0xd800..0xe000), _) => (6, false),
        (Some(_), _) => (6, true),
        (None, _) => (ahead.len().min(2), true),
    }
}

/// The length of the character at the beginning, and whether it is one in UTF-8.
fn character(ahead: &[u8]) -> (usize, bool) {
    let (valid, bad) = match std::str::from_utf8(ahead) {
        Ok(text) => (text, None),
        // A character that the look ahead cuts is not at its beginning, or the file ends within it.
        Err(error) => {
            let (valid, rest) = ahead.split_at(error.valid_up_to());
            (std::str::from_utf8(valid).unwrap_or_default(), Some(error.error_len().unwrap_or(rest.len())))
        }
    };
    match (valid.chars().next(), bad) {
        (Some(character), _) => (character.len_utf8(), true),
        (None, bad) => (bad.unwrap_or(ahead.len()), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(document: &[u8]) -> (String, u64, u64) {
        let progress = Progress::new();
        let mut text = String::new();
        Cleaned::new(document, Rc::clone(&progress)).read_to_string(&mut text).unwrap();
        (text, progress.bad_texts(), progress.bytes())
    }

    #[test]
    fn what_is_no_text_reads_as_the_character_for_that() {
        for (document, expected, bad) in [
            (&br#"{"a":"x\ud800y"}"#[..], "{\"a\":\"x\u{fffd}y\"}", 1),
            (br#"["\udc00\ud83d\ude00\ud83d"]"#, "[\"\u{fffd}\\ud83d\\ude00\u{fffd}\"]", 2),
            (br#"["\ud83d\ud83d\ude00"]"#, "[\"\u{fffd}\\ud83d\\ude00\"]", 1),
            (br#"["\\ud800","\"\u00e9"]"#, r#"["\\ud800","\"\u00e9"]"#, 0),
            (b"[\"Stra\xdfe\", \"\xc3\xa9\xe2\x82\"]", "[\"Stra\u{fffd}e\", \"\u{e9}\u{fffd}\"]", 2),
            (b"\xef\xbb\xbf\x1e[\"a\xe2\x82", "    [\"a\u{fffd}", 1),
            (b"[\"\\", "[\"\\", 0),
            (b"[\"\\ud8", "[\"\\ud8", 0),
        ] {
            assert_eq!(cleaned(document), (expected.to_owned(), bad, document.len() as u64));
        }
    }

    #[test]
    fn the_end_of_the_buffer_is_no_end() {
        for before in (1 << 18) - 14..(1 << 18) + 2 {
            let document = format!("[\"{}\\ud83d\\ude00é\\ud800\"]", "x".repeat(before));
            let expected = document.replace("\\ud800", "\u{fffd}");
            assert!(cleaned(document.as_bytes()) == (expected, 1, document.len() as u64), "{before}");
        }
    }
}
