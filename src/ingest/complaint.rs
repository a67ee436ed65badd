use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::complaint_kind::{ComplaintKind, Effect};
use super::tally::TableTally;

/// Examples kept of each kind unless more are asked for; beyond them complaints are only counted.
const EXAMPLES: usize = 1000;

/// A fault in the data: counted and shown, never the end of a build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Complaint {
    pub kind: ComplaintKind,
    /// The file as the recipe writes it, relative to the recipe's folder.
    pub file: String,
    /// Line of a table (the header is line 1) or number of a feature, from 1.
    pub row: Option<u64>,
    /// Official code of the record, where it is known.
    pub code: Option<String>,
    /// What was found.
    pub detail: String,
    /// Where it is, degrees east and north, when that is more than a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<[f64; 2]>,
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(formatter, ", row {row}")?;
        }
        if let Some(code) = &self.code {
            write!(formatter, ", code {code}")?;
        }
        write!(formatter, ": {}", self.detail)?;
        match self.place {
            Some([lon, lat]) => write!(formatter, ", at {lat:.5} N {lon:.5} E"),
            None => Ok(()),
        }
    }
}

/// Complaints of a build: exact counts of every kind and its first examples; and how each table was read and what became
/// of its rows, which a reader of complaints wants to know.
#[derive(Clone, Debug, PartialEq)]
pub struct Complaints {
    /// Examples kept of each kind.
    kept: usize,
    kinds: BTreeMap<ComplaintKind, Pile>,
    formats: BTreeMap<String, String>,
    tallies: Vec<TableTally>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Pile {
    count: u64,
    examples: Vec<Complaint>,
}

impl Default for Complaints {
    fn default() -> Complaints {
        Complaints::keeping(EXAMPLES)
    }
}

impl Complaints {
    /// None yet; of each kind so many will be kept.
    pub fn keeping(kept: usize) -> Complaints {
        Complaints { kept, kinds: BTreeMap::new(), formats: BTreeMap::new(), tallies: Vec::new() }
    }

    /// Counts a complaint and keeps it if its kind has few examples yet.
    pub fn push(&mut self, complaint: Complaint) {
        let pile = self.kinds.entry(complaint.kind).or_default();
        pile.count += 1;
        if pile.examples.len() < self.kept {
            pile.examples.push(complaint);
        }
    }

    /// Records complaints, one after another.
    pub fn extend(&mut self, complaints: impl IntoIterator<Item = Complaint>) {
        complaints.into_iter().for_each(|complaint| self.push(complaint));
    }

    /// Notes how a table was read: its encoding, delimiter and decimal mark.
    pub fn note_format(&mut self, file: &str, format: String) {
        self.formats.insert(file.to_owned(), format);
    }

    /// How each table was read.
    pub fn formats(&self) -> &BTreeMap<String, String> {
        &self.formats
    }

    /// Notes what became of the rows of a table of figures.
    pub fn note_tally(&mut self, tally: TableTally) {
        self.tallies.push(tally);
    }

    /// What became of the rows of each table of figures, in the order of reading.
    pub fn tallies(&self) -> &[TableTally] {
        &self.tallies
    }

    /// Adds the complaints of `other` behind these, as if they had been pushed one after another.
    pub fn append(&mut self, other: Complaints) {
        self.formats.extend(other.formats);
        self.tallies.extend(other.tallies);
        for (kind, more) in other.kinds {
            let pile = self.kinds.entry(kind).or_default();
            pile.count += more.count;
            let room = self.kept.saturating_sub(pile.examples.len());
            pile.examples.extend(more.examples.into_iter().take(room));
        }
    }

    /// The same complaints of the file that holds the one they speak of.
    pub(super) fn of_file(mut self, inner: &str, outer: &str) -> Complaints {
        let all = self.kinds.values_mut().flat_map(|pile| &mut pile.examples);
        for complaint in all.filter(|complaint| complaint.file == inner) {
            outer.clone_into(&mut complaint.file);
        }
        self.formats.remove(inner);
        self
    }

    /// How many complaints of `kind` there were, kept or not.
    pub fn count(&self, kind: ComplaintKind) -> u64 {
        self.kinds.get(&kind).map_or(0, |pile| pile.count)
    }

    /// How many complaints there were.
    pub fn total(&self) -> u64 {
        self.kinds.values().map(|pile| pile.count).sum()
    }

    /// How many complaints there were by which something is lost, changed or in doubt.
    pub fn losses(&self) -> u64 {
        self.counts().filter(|(kind, _)| kind.effect() == Effect::Lost).map(|(_, count)| count).sum()
    }

    /// Whether nothing was wrong.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Gives those that have no place, but a code, the place that `find` knows for them.
    pub fn locate(&mut self, mut find: impl FnMut(&Complaint) -> Option<[f64; 2]>) {
        let all = self.kinds.values_mut().flat_map(|pile| &mut pile.examples);
        for complaint in all.filter(|complaint| complaint.place.is_none() && complaint.code.is_some()) {
            complaint.place = find(complaint);
        }
    }

    /// The kinds that occurred with their exact counts, in the order of [`ComplaintKind`].
    pub fn counts(&self) -> impl Iterator<Item = (ComplaintKind, u64)> {
        self.kinds.iter().map(|(&kind, pile)| (kind, pile.count))
    }

    /// The examples, kind by kind and within a kind in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Complaint> {
        self.kinds.values().flat_map(|pile| &pile.examples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(kind: ComplaintKind, row: u64) -> Complaint {
        Complaint { kind, file: "a.csv".to_owned(), row: Some(row), code: None, detail: String::new(), place: None }
    }

    #[test]
    fn counts_are_exact_and_examples_bounded() {
        let mut complaints = Complaints::default();
        for row in 0..2_500 {
            complaints.push(complaint(ComplaintKind::UnknownCode, row));
        }
        complaints.push(complaint(ComplaintKind::ShortRow, 7));
        assert_eq!(complaints.count(ComplaintKind::UnknownCode), 2_500);
        assert_eq!(complaints.total(), 2_501);
        assert_eq!(complaints.iter().count(), EXAMPLES + 1);
        let rows: Vec<u64> = complaints.iter().take(3).filter_map(|complaint| complaint.row).collect();
        assert_eq!(rows, [7, 0, 1], "kinds in their own order, examples as found");
    }

    #[test]
    fn appending_equals_pushing_in_turn() {
        let all: Vec<Complaint> = (0..1_500).map(|row| complaint(ComplaintKind::LongRow, row)).collect();
        let (mut one, mut first, mut second) = <(Complaints, Complaints, Complaints)>::default();
        all.iter().cloned().for_each(|complaint| one.push(complaint));
        all[..800].iter().cloned().for_each(|complaint| first.push(complaint));
        all[800..].iter().cloned().for_each(|complaint| second.push(complaint));
        first.append(second);
        assert_eq!(first, one);
    }
}
