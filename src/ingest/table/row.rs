/// A row below the header that has all fields.
#[derive(Clone, Debug)]
pub struct Row {
    /// Line of the file or row of the sheet in which the row starts, from 1; in Parquet, which has neither, its number
    /// as if the header were the first.
    pub line: u64,
    pub(super) cells: Cells,
    /// Where it is, in a file of features.
    pub(in crate::ingest) place: Place,
}

/// Where a row of a file of features is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::ingest) enum Place {
    /// Nowhere, or the table knows nothing of places.
    #[default]
    None,
    /// A point, in the coordinate system of the file.
    At([f64; 2]),
    /// A shape that is no point.
    Other(&'static str),
}

/// The texts of a row in one piece: tables have millions of rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    text: Box<str>,
    ends: Box<[u32]>,
    /// A bit for every cell that the file stores as a number; empty where it stores texts only.
    numbers: Box<[u8]>,
}

/// The cells of a row that is being read.
#[derive(Debug, Default)]
pub(super) struct CellsBuilder {
    text: String,
    ends: Vec<u32>,
    numbers: Vec<u8>,
}

impl Row {
    pub(super) fn new(line: u64, cells: Cells) -> Row {
        Row { line, cells, place: Place::None }
    }

    /// The cell of a column without the spaces around it.
    pub fn get(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default().trim()
    }

    /// Whether the file stores the cell as a number, so that nobody has to guess what its marks mean.
    pub(in crate::ingest) fn is_number(&self, column: usize) -> bool {
        self.cells.numbers.get(column / 8).is_some_and(|bits| bits & (1 << (column % 8)) != 0)
    }

    /// Bytes of memory that the row takes.
    pub(super) fn size(&self) -> u64 {
        (size_of::<Row>() + self.cells.text.len() + self.cells.ends.len() * 4 + self.cells.numbers.len()) as u64
    }
}

impl Cells {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)? as usize;
        let start = column.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        (0..self.len()).map(|column| self.get(column).unwrap_or_default())
    }
}

impl<Text: AsRef<str>> FromIterator<Text> for Cells {
    fn from_iter<Texts: IntoIterator<Item = Text>>(texts: Texts) -> Cells {
        let mut builder = CellsBuilder::default();
        texts.into_iter().for_each(|text| builder.push(text.as_ref(), false));
        builder.finish()
    }
}

impl CellsBuilder {
    pub(super) fn push(&mut self, text: &str, is_number: bool) {
        if is_number {
            let column = self.ends.len();
            self.numbers.resize(column / 8 + 1, 0);
            self.numbers[column / 8] |= 1 << (column % 8);
        }
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).expect("the limit of a row is far below 4 GiB"));
    }

    /// The cells; the builder is empty again.
    pub(super) fn finish(&mut self) -> Cells {
        let cells =
            Cells { text: self.text.as_str().into(), ends: self.ends[..].into(), numbers: self.numbers[..].into() };
        self.text.clear();
        self.ends.clear();
        self.numbers.clear();
        cells
    }
}
