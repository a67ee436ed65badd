use super::error::DownloadError;
use super::table::{Cell, Table};

impl<D: AsRef<[u8]>> Table<'_, D> {
    /// RFC 4180: a header, lines ended by CRLF, quotes where they are needed. A cell without a value is empty.
    pub(crate) fn csv(&self) -> Result<Vec<u8>, DownloadError> {
        let dialect = self.request.parameters.dialect;
        let mut out = Vec::new();
        if dialect.bom {
            out.extend_from_slice("\u{FEFF}".as_bytes());
        }
        let delimiter = if dialect.has_semicolons() { b';' } else { b',' };
        let mut writer =
            csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(out);
        let failed = |error: csv::Error| DownloadError::Write(error.to_string());
        writer.write_record(self.columns.iter().map(|column| &column.name)).map_err(failed)?;
        let mut text = String::new();
        for feature in self.rows() {
            for (_, cell) in self.cells(feature) {
                text.clear();
                write_cell(&mut text, cell, dialect.has_semicolons());
                writer.write_field(&text).map_err(failed)?;
            }
            writer.write_record(None::<&[u8]>).map_err(failed)?;
        }
        writer.into_inner().map_err(|error| DownloadError::Write(error.to_string()))
    }
}

fn write_cell(out: &mut String, cell: Cell<'_>, comma: bool) {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => out.push_str(text),
        Cell::Flag(flag) => out.push_str(if flag { "true" } else { "false" }),
        Cell::Whole(number) => out.push_str(&number.to_string()),
        Cell::Plain(value) => push_number(out, &value.to_string(), comma),
        Cell::Number { value, decimals } => {
            push_number(out, &format!("{:.*}", usize::from(decimals), value + 0.0), comma);
        }
    }
}

fn push_number(out: &mut String, number: &str, comma: bool) {
    if comma { out.push_str(&number.replace('.', ",")) } else { out.push_str(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_decimals_and_the_comma_of_their_dialect() {
        let written = |value, decimals, comma| {
            let mut text = String::new();
            write_cell(&mut text, Cell::Number { value, decimals }, comma);
            text
        };
        assert_eq!(written(12.3, 1, false), "12.3");
        assert_eq!(written(8.0, 1, true), "8,0");
        assert_eq!(written(1_234_567.0, 0, true), "1234567");
        assert_eq!(written(-0.0, 0, false), "0");
    }
}
