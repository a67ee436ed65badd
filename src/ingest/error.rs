use std::fmt;

use miette::Diagnostic;

use super::fault::Fault;

/// A source that cannot be read at all, which ends a build.
///
/// The display says what is wrong, the help of the diagnostic what to do.
#[derive(Debug)]
pub struct IngestError {
    /// The path as the recipe writes it.
    pub file: String,
    /// The sheet of a spreadsheet, where the fault is that of one.
    pub sheet: Option<String>,
    pub fault: Box<Fault>,
}

impl IngestError {
    /// The same fault, of a sheet of the file.
    pub(super) fn in_sheet(self, sheet: &str) -> IngestError {
        IngestError { sheet: Some(sheet.to_owned()), ..self }
    }

    /// The same fault, of the file that holds the one it was found in.
    pub(super) fn of_file(self, outer: &str) -> IngestError {
        IngestError { file: outer.to_owned(), ..self }
    }
}

impl fmt::Display for IngestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sheet {
            Some(sheet) => write!(formatter, "the sheet `{sheet}` of `{}` {}", self.file, self.fault),
            None => write!(formatter, "`{}` {}", self.file, self.fault),
        }
    }
}

impl std::error::Error for IngestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.fault)
    }
}

impl Diagnostic for IngestError {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.fault.help(&self.file)))
    }
}
