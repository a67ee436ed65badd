use super::hit::Hit;
use serde_json::{Value, json};

use super::source::Records;
use crate::catalog::TerritoryError;
use crate::catalog::text::degrees;
use crate::gazetteer::Language;

/// Most territories that a search answers.
pub const MOST_HITS: usize = 100;

/// What is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct SearchRequest<'a> {
    /// A name, its beginning, some of its words, or a code; empty finds all.
    pub text: &'a str,
    /// Only territories, or points, of this layer; without it all territories and no points.
    pub level: Option<&'a str>,
    /// Most hits; no more than [`MOST_HITS`].
    pub limit: usize,
}

impl<'a, D: AsRef<[u8]>> Records<'a, D> {
    /// Finds territories by name or code, the best first, and tells how many there are in all. The names are put in
    /// order at the first search.
    ///
    /// # Errors
    /// When the level asked for is unknown.
    pub fn search(self, request: &SearchRequest<'_>) -> Result<(Vec<Hit>, usize), TerritoryError> {
        let level = request.level.map(|level| self.catalog.level(level)).transpose()?.map(|(layer, _)| layer);
        let index = self.names.get(self.catalog);
        Ok(index.search(request.text, request.limit.min(MOST_HITS), level))
    }

    /// A hit as an answer shows it.
    pub fn describe_hit(self, hit: &Hit, base: &str, language: Language) -> Value {
        let mut value = self.reference(hit.territory, base, language);
        let parents = self.catalog.parents(hit.territory);
        value["parents"] = parents.iter().map(|parent| self.reference(*parent, base, language)).collect();
        value["point"] = json!(self.catalog.point(hit.territory).map(|at| [at.lon, at.lat].map(degrees)));
        value["bounds"] = json!(self.catalog.bounds(hit.territory).map(|bounds| bounds.map(degrees)));
        value
    }
}
