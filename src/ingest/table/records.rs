use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::bounds::{LINE_LIMIT, QUOTE_LIMIT};
use super::quotes::{Beginnings, has_rows_below, is_mostly_rows, is_swallowed};
use crate::ingest::complaint_kind::ComplaintKind;

/// Lines of a record after which it is asked for the first time whether they are rows.
const ASKED_AT: usize = 8;

/// How many times its length a text may be read again because of quotation marks.
const AGAIN: usize = 16;

/// The records of delimited text, in which rows that a stray quotation mark has swallowed are rows again: the mark is
/// read as a part of its text, and the next line begins anew.
pub(super) struct Records<'a> {
    text: &'a str,
    delimiter: u8,
    core: Reader,
    at: usize,
    /// Line ends before `at`.
    lines: u64,
    /// Fields that rows have, once the header is known.
    width: Option<usize>,
    /// Bytes that may still be read again.
    again: usize,
    /// Which cells begin several lines; looked for once it matters.
    beginnings: Option<Beginnings>,
    /// The texts of the fields of a record and where each ends; the first `written` and `count` of them.
    fields: Vec<u8>,
    ends: Vec<usize>,
    written: usize,
    count: usize,
}

/// A record that was read; its fields are in [`Records::field`].
pub(super) struct Found {
    /// The line in which it starts, from 1.
    pub(super) line: u64,
    /// What is wrong with its quotation marks.
    pub(super) fault: Option<ComplaintKind>,
    /// Whether it cannot be known which fields it has.
    pub(super) is_lost: bool,
}

/// A line beyond the limit.
pub(super) struct TooLong {
    pub(super) line: u64,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str, delimiter: u8) -> Records<'a> {
        Records {
            text,
            delimiter,
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            at: 0,
            lines: 0,
            width: None,
            again: text.len().saturating_mul(AGAIN),
            beginnings: None,
            fields: vec![0; 1024],
            ends: vec![0; 64],
            written: 0,
            count: 0,
        }
    }

    /// From here on rows are so wide.
    pub(super) fn set_width(&mut self, width: usize) {
        self.width = Some(width);
    }

    /// How many fields the record has that was read last.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// A field of the record that was read last.
    pub(super) fn field(&self, place: usize) -> &str {
        let end = if place < self.count { self.ends[place] } else { return "" };
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        // Text was cut at characters of ASCII alone.
        std::str::from_utf8(&self.fields[start..end]).unwrap_or_default()
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = &str> {
        (0..self.count).map(|place| self.field(place))
    }

    /// Reads the next record that has anything in it.
    ///
    /// # Errors
    /// When one of its lines is longer than the limit.
    pub(super) fn read(&mut self) -> Result<Option<Found>, TooLong> {
        loop {
            self.skip_line_ends();
            if self.at == self.text.len() {
                return Ok(None);
            }
            let found = self.read_record()?;
            if found.fault.is_some() || self.fields().any(|field| !field.trim().is_empty()) {
                return Ok(Some(found));
            }
        }
    }

    fn read_record(&mut self) -> Result<Found, TooLong> {
        let (start, line) = (self.at, self.lines + 1);
        let first_end = self.line_end(start, line)?;
        self.begin();
        let (mut end, mut lines) = (first_end, 1);
        let mut is_open = !self.feed_lines(start, end);
        let mut seems_swallowed = false;
        while is_open && end < self.text.len() && end - first_end < QUOTE_LIMIT.min(self.again) && !seems_swallowed {
            let next = self.line_end(end, line + lines as u64)?;
            is_open = !self.feed_lines(end, next);
            (end, lines) = (next, lines + 1);
            seems_swallowed = is_open
                && lines >= ASKED_AT
                && lines.is_power_of_two()
                && self.width.is_some_and(|width| is_mostly_rows(&self.text[start..end], self.delimiter, width));
        }
        let record = &self.text[start..end];
        let (text, delimiter, beginnings) = (self.text, self.delimiter, &mut self.beginnings);
        let mut repeats = |cell: &str| beginnings.get_or_insert_with(|| Beginnings::of(text, delimiter)).repeats(cell);
        let mut is_swallowed = |width| seems_swallowed || is_swallowed(record, delimiter, width, &mut repeats);
        let fault = match self.width {
            Some(width) if lines > 1 && !is_open && is_swallowed(width) => Some(ComplaintKind::SwallowedRows),
            _ if seems_swallowed => Some(ComplaintKind::SwallowedRows),
            _ if is_open => Some(ComplaintKind::OpenQuote),
            _ => None,
        };
        let mut is_lost = false;
        if fault.is_some() {
            self.again = self.again.saturating_sub(end - first_end);
            is_lost =
                is_open && self.width.is_some_and(|width| !has_rows_below(&self.text[start..], self.delimiter, width));
            end = first_end;
            self.read_literally(start, end);
        }
        self.lines += line_ends(&self.text.as_bytes()[start..end]);
        self.at = end;
        Ok(Found { line, fault, is_lost })
    }

    /// Reads a line whose last field has a quotation mark that does not close in it: the mark is left out, and
    /// delimiters behind it are delimiters.
    fn read_literally(&mut self, start: usize, end: usize) {
        self.begin();
        self.feed_lines(start, end);
        self.feed(b"");
        let Some(last) = self.count.checked_sub(1) else { return };
        let from = if last == 0 { 0 } else { self.ends[last - 1] };
        let text = self.fields[from..self.ends[last]].trim_ascii_end().to_vec();
        self.count = last;
        let mut to = from;
        for piece in text.split(|&byte| byte == self.delimiter) {
            self.fields[to..to + piece.len()].copy_from_slice(piece);
            to += piece.len();
            if self.count == self.ends.len() {
                self.ends.push(0);
            }
            self.ends[self.count] = to;
            self.count += 1;
        }
    }

    fn begin(&mut self) {
        self.core.reset();
        (self.written, self.count) = (0, 0);
    }

    /// Reads the lines from `start` to `end` of the text; whether the record ends with them.
    fn feed_lines(&mut self, start: usize, end: usize) -> bool {
        let input = &self.text.as_bytes()[start..end];
        let has_end = input.ends_with(b"\n") || input.ends_with(b"\r");
        self.feed(input) || (!has_end && self.feed(b"\n"))
    }

    /// Reads bytes, or the end of all where there are none; whether the record ends with them.
    fn feed(&mut self, mut input: &[u8]) -> bool {
        loop {
            let (fields, ends) = (&mut self.fields[self.written..], &mut self.ends[self.count..]);
            let (result, read, written, ended) = self.core.read_record(input, fields, ends);
            input = &input[read..];
            self.written += written;
            self.count += ended;
            match result {
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::InputEmpty => return false,
                ReadRecordResult::Record | ReadRecordResult::End => return true,
            }
        }
    }

    fn skip_line_ends(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let skipped = rest.iter().position(|byte| !b"\r\n".contains(byte)).unwrap_or(rest.len());
        self.lines += line_ends(&rest[..skipped]);
        self.at += skipped;
    }

    /// Where the line ends that starts at `start`, with its line end.
    fn line_end(&self, start: usize, line: u64) -> Result<usize, TooLong> {
        let rest = &self.text.as_bytes()[start..];
        let looked_at = &rest[..rest.len().min(LINE_LIMIT)];
        match looked_at.iter().position(|byte| b"\r\n".contains(byte)) {
            Some(at) if rest[at..].starts_with(b"\r\n") => Ok(start + at + 2),
            Some(at) => Ok(start + at + 1),
            None if looked_at.len() == rest.len() => Ok(self.text.len()),
            None => Err(TooLong { line }),
        }
    }
}

fn line_ends(text: &[u8]) -> u64 {
    text.iter().filter(|&&byte| byte == b'\n').count() as u64
}
