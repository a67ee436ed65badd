use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Bilingual;

/// What the values of a field mean, in sentences for those who read a map: `mairie` in the field `position` may say that
/// a point stands at a town hall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldNotes {
    pub field: String,
    /// By value. Values without a sentence need none.
    pub texts: BTreeMap<String, Bilingual>,
}
