use crate::gazetteer::{counted, grouped};
use crate::ingest::complaint::{Complaint, Complaints};
use crate::ingest::complaint_kind::ComplaintKind;

/// A fault that a feature may have by the habit of its file: then all of the file has it, and it is told once.
#[derive(Debug)]
pub(super) struct Habit {
    kind: ComplaintKind,
    found: Vec<Case>,
}

/// Row, code, what is wrong, and where.
type Case = (u64, Option<String>, String, Option<[f64; 2]>);

/// Features with the same fault beyond which it is the habit of a file.
const MANY: usize = 100;

impl Habit {
    pub(super) fn new(kind: ComplaintKind) -> Habit {
        Habit { kind, found: Vec::new() }
    }

    pub(super) fn is_of(&self, kind: ComplaintKind) -> bool {
        self.kind == kind
    }

    /// A feature, by its row and code, has it: what it is there, and where, in degrees east and north.
    pub(super) fn note(&mut self, row: u64, code: Option<String>, detail: String, place: Option<[f64; 2]>) {
        self.found.push((row, code, detail, place));
    }

    /// Tells each, or once that most of `features`, or very many of them, have it.
    pub(super) fn tell(self, file: &str, features: u64, complaints: &mut Complaints) {
        let (kind, count) = (self.kind, self.found.len());
        let is_habit = count > MANY || (features > 1 && count as u64 * 2 > features);
        for (row, code, detail, place) in self.found {
            let file = file.to_owned();
            if is_habit {
                let first = code.map_or_else(String::new, |code| format!(" ({code})"));
                let detail = format!(
                    "{} of {}; the first is feature {row}{first}: {detail}",
                    grouped(count as u64),
                    counted(features, "feature")
                );
                return complaints.push(Complaint { kind, file, row: None, code: None, detail, place });
            }
            complaints.push(Complaint { kind, file, row: Some(row), code, detail, place });
        }
    }
}
