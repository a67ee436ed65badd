//! OpenDocument says of a cell or a row how often it is repeated: a few bytes may stand for a sheet that no memory holds.

use std::io::{BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::ingest::error::IngestError;
use crate::ingest::unpack::damaged;

/// What a spreadsheet takes once every repetition is written out; sheets and rows that end empty do not count there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) cells: u64,
    /// Bytes of text in them.
    pub(super) text: u64,
}

/// An element that may be repeated: a cell, or a row of them.
struct Repeated {
    times: u64,
    size: Size,
    /// Empty cells behind the last that is not; in a cell 1 while it is empty.
    empty: u64,
}

/// The size of an OpenDocument spreadsheet. It is never told too small, whatever the elements stand in.
///
/// # Errors
/// When its content is no XML.
pub(super) fn size(file: &str, bytes: &[u8]) -> Result<Size, IngestError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(file, "ODS", &error))?;
    let content = archive.by_name("content.xml").map_err(|error| damaged(file, "ODS", &error))?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    reader.config_mut().expand_empty_elements = true;
    let (mut buffer, mut total, mut empty_rows) = (Vec::new(), Size::default(), 0u64);
    let (mut rows, mut cells) = (Vec::<Repeated>::new(), Vec::<Repeated>::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|error| damaged(file, "ODS", &error))? {
            Event::Start(tag) => match tag.name().as_ref() {
                "table:table" => empty_rows = 0,
                "table:table-row" => rows.push(Repeated::new(&tag, "table:number-rows-repeated", 0)),
                "table:table-cell" | "table:covered-table-cell" => {
                    cells.push(Repeated::new(&tag, "table:number-columns-repeated", 1));
                }
                "text:s" => count_text(&mut cells, number(&tag, "text:c")),
                _ => {}
            },
            Event::Text(text) => count_text(&mut cells, text.len() as u64),
            Event::End(tag) => match tag.name().as_ref() {
                "table:table-cell" | "table:covered-table-cell" => {
                    if let (Some(cell), Some(row)) = (cells.pop(), rows.last_mut()) {
                        row.take(&cell);
                    }
                }
                "table:table-row" => {
                    let Some(row) = rows.pop() else { continue };
                    if row.size.cells == 0 {
                        empty_rows = empty_rows.saturating_add(row.times);
                    } else {
                        let times = row.times.saturating_add(std::mem::take(&mut empty_rows));
                        total.cells = total.cells.saturating_add(times.saturating_mul(row.size.cells));
                        total.text = total.text.saturating_add(row.times.saturating_mul(row.size.text));
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(total),
            _ => {}
        }
    }
}

impl Repeated {
    fn new(tag: &BytesStart, attribute: &str, empty: u64) -> Repeated {
        // Values and formulas stand in attributes.
        let filled = |key: &str| key.starts_with("office:") || key.starts_with("calcext:") || key == "table:formula";
        let is_filled = attributes(tag).any(|attribute| filled(attribute.key.as_ref()));
        let text = attributes(tag).map(|attribute| attribute.value.len() as u64).sum();
        Repeated { times: number(tag, attribute), size: Size { cells: u64::from(is_filled), text }, empty }
    }

    /// Adds a cell to a row.
    fn take(&mut self, cell: &Repeated) {
        if cell.size.cells == 0 {
            self.empty = self.empty.saturating_add(cell.times);
            return;
        }
        let empty = std::mem::take(&mut self.empty);
        self.size.cells = self.size.cells.saturating_add(empty).saturating_add(cell.times);
        self.size.text = self.size.text.saturating_add(cell.times.saturating_mul(cell.size.text));
    }
}

fn count_text(cells: &mut [Repeated], bytes: u64) {
    for cell in cells {
        cell.size.text = cell.size.text.saturating_add(bytes);
    }
}

/// The attributes of a tag, one that stands there twice included.
fn attributes<'a>(tag: &'a BytesStart) -> impl Iterator<Item = Attribute<'a>> {
    let mut attributes = tag.attributes();
    attributes.with_checks(false);
    attributes.flatten()
}

/// The number that an attribute holds; 1 where there is none.
fn number(tag: &BytesStart, name: &str) -> u64 {
    let attributes = attributes(tag).filter(|attribute| attribute.key.as_ref() == name);
    let numbers = attributes.filter_map(|attribute| attribute.value.trim().parse::<u128>().ok());
    numbers.max().map_or(1, |number| u64::try_from(number).unwrap_or(u64::MAX))
}
