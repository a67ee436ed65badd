//! What is wrong with some rows of a table.

use crate::random::Random;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    /// A cell that is neither a number nor a marker.
    Junk,
    /// A row before it has a code that nobody has.
    UnknownCode,
    /// The row stands there twice.
    Repeated,
    /// The row stands there twice, with other figures.
    Contradicted,
    /// The last field is not there.
    Short,
    /// A delimiter stands in a name without quotation marks.
    Long,
    /// A quotation mark opens a name and does not close.
    OpenQuote,
    /// A quotation mark stands within a name.
    InnerQuote,
}

const ALL: [Fault; 8] = [
    Fault::Junk,
    Fault::UnknownCode,
    Fault::Repeated,
    Fault::Contradicted,
    Fault::Short,
    Fault::Long,
    Fault::OpenQuote,
    Fault::InnerQuote,
];

impl Fault {
    /// The name as it stands between delimiters, where the fault lies there.
    pub(super) fn name(self, delimiter: char) -> Option<String> {
        match self {
            Fault::Long => Some(format!("Bourg{delimiter} Le")),
            Fault::OpenQuote => Some("\"Le Bourg".to_owned()),
            Fault::InnerQuote => Some("Le \"Bourg".to_owned()),
            Fault::Junk | Fault::UnknownCode | Fault::Repeated | Fault::Contradicted | Fault::Short => None,
        }
    }
}

/// The faults of a table: none, or some kinds of them.
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn new(random: &mut Random) -> Faults {
        let count = random.below(5);
        Faults((0..count).map(|_| ALL[random.below(ALL.len() as u64) as usize]).collect())
    }

    /// The fault of a row: few have one.
    pub(super) fn of_row(&self, random: &mut Random, place: usize) -> Option<Fault> {
        let is_struck = random.below(15) == 0;
        self.0.get((place + random.below(4) as usize) % self.0.len().max(1)).copied().filter(|_| is_struck)
    }
}
