use std::fmt;

/// How a table is written, as far as its reader had to find out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFormat {
    pub storage: Storage,
    /// Whether the file was packed with gzip.
    pub gzip: bool,
    /// Whether the numbers of some column have a decimal comma.
    pub decimal_comma: bool,
    /// Line of the header, which is not 1 where a preamble precedes it.
    pub header_line: u64,
}

/// In which of the formats a table is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// Delimited text.
    Text {
        /// Name of the encoding: `UTF-8`, `Windows-1252`.
        encoding: &'static str,
        byte_order_mark: bool,
        delimiter: u8,
    },
    /// A sheet of a spreadsheet.
    Sheet {
        /// `XLSX` or `ODS`.
        kind: &'static str,
        name: String,
    },
    /// A Parquet file, of which only the wanted columns were read.
    Parquet,
    /// A file of features, of which only the wanted columns were read.
    Features {
        /// `GeoPackage, layer communes`.
        format: String,
    },
}

impl Storage {
    /// The file, and the sheet of it, as sentences name them.
    pub(super) fn place(&self, file: &str) -> String {
        match self {
            Storage::Sheet { name, .. } => format!("{file}, sheet {name}"),
            Storage::Text { .. } | Storage::Parquet | Storage::Features { .. } => file.to_owned(),
        }
    }

    /// What stands between fields. Numbers that people typed into cells as text are doubted like those between commas.
    pub(in crate::ingest) fn delimiter(&self) -> u8 {
        match self {
            Storage::Text { delimiter, .. } => *delimiter,
            Storage::Sheet { .. } | Storage::Parquet | Storage::Features { .. } => b',',
        }
    }
}

impl fmt::Display for Storage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Storage::Text { encoding, byte_order_mark, delimiter } => {
                formatter.write_str(encoding)?;
                if *byte_order_mark {
                    formatter.write_str(" with BOM")?;
                }
                match delimiter {
                    b'\t' => formatter.write_str(", delimiter tab"),
                    delimiter => write!(formatter, ", delimiter `{}`", char::from(*delimiter)),
                }
            }
            Storage::Sheet { kind, .. } => formatter.write_str(kind),
            Storage::Parquet => formatter.write_str("Parquet"),
            Storage::Features { format } => formatter.write_str(format),
        }
    }
}

impl fmt::Display for TableFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.gzip {
            formatter.write_str("gzip, ")?;
        }
        write!(formatter, "{}", self.storage)?;
        formatter.write_str(if self.decimal_comma { ", decimal comma" } else { ", decimal point" })?;
        match self.header_line {
            1 => Ok(()),
            line => write!(formatter, ", header on line {line}"),
        }
    }
}
