use super::super::{Complaint, ComplaintKind, Complaints};

/// Features whose rings are wound against the rule of their format. Where most are, the whole file follows another rule,
/// which is told once.
#[derive(Debug, Default)]
pub(super) struct Turned(Vec<(u64, Option<String>, [f64; 2])>);

impl Turned {
    pub(super) fn note(&mut self, row: u64, code: Option<String>, place: [f64; 2]) {
        self.0.push((row, code, place));
    }

    pub(super) fn tell(self, file: &str, features: u64, complaints: &mut Complaints) {
        let (kind, file) = (ComplaintKind::WrongWinding, file.to_owned());
        if self.0.len() as u64 * 2 > features && features > 1 {
            let detail = format!("{} of {features} features: the file follows another rule throughout", self.0.len());
            complaints.push(Complaint { kind, file, row: None, code: None, detail, place: None });
            return;
        }
        for (row, code, place) in self.0 {
            let (file, detail) = (file.clone(), "a ring goes the wrong way round".to_owned());
            complaints.push(Complaint { kind, file, row: Some(row), code, detail, place: Some(place) });
        }
    }
}
