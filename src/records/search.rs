use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::hit::Hit;
use super::source::Records;
use crate::catalog::TerritoryError;
use crate::catalog::text::degrees;
use crate::gazetteer::Language;
use crate::parameters::{LevelName, routes};
use crate::query::InLanguage;

/// Territories that a search answers without a limit.
const FEW: usize = 10;

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SearchParameters {
    /// A name, its beginning, some of its words, or a code. Without it all are found.
    #[schemars(length(max = 200), extend("examples" = json!(["saint et"])))]
    pub q: String,
    /// Only this level, which may be one of points; without it all territories and no points.
    #[schemars(with = "Option<LevelName>")]
    pub level: Option<String>,
    /// Most results.
    #[schemars(range(min = 1, max = 100))]
    pub limit: usize,
    #[serde(flatten)]
    pub language: InLanguage,
}

impl Default for SearchParameters {
    fn default() -> SearchParameters {
        SearchParameters { q: String::new(), level: None, limit: FEW, language: InLanguage::default() }
    }
}

routes!(SearchParameters);

impl<'a, D: AsRef<[u8]>> Records<'a, D> {
    /// Finds territories by name or code, the best first, and tells how many there are in all. The names are put in
    /// order at the first search.
    ///
    /// # Errors
    /// When the level asked for is unknown.
    pub fn search(self, request: &SearchParameters) -> Result<(Vec<Hit>, usize), TerritoryError> {
        let level =
            request.level.as_deref().map(|level| self.catalog.level(level)).transpose()?.map(|(layer, _)| layer);
        let index = self.names.get(self.catalog);
        Ok(index.search(&request.q, request.limit, level))
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
