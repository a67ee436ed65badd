use super::check::Checker;
use super::form::PointsForm;
use crate::gazetteer::FieldNotes;

/// The notes of a layer of points, each on an attribute that it has.
pub(super) fn read_notes(checker: &mut Checker, points: &PointsForm) -> Vec<FieldNotes> {
    let mut notes = Vec::with_capacity(points.notes.len());
    for (field, texts) in &points.notes {
        if !points.fields.keys().any(|attribute| **attribute == **field) {
            let message =
                format!("`{}` has no attribute `{}` on whose values there could be notes", *points.name, **field);
            checker.fault(field.place(), message, "name one of its `fields`");
        }
        notes.push(FieldNotes { field: field.to_string(), texts: texts.clone() });
    }
    notes
}
