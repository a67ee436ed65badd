use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::ranks::Siblings;
use super::reference::noun;
use super::source::Records;
use crate::atlas::Attribute;
use crate::catalog::text::{degrees, members, rounded};
use crate::gazetteer::{Bilingual, FeatureId, FieldId, Figure, Indicator, Language, Layer, LayerId};
use crate::parameters::routes;
use crate::query::{Figures, InLanguage, SelectError, indicators, years};

/// What a portrait is asked for with; without figures it tells all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PortraitParameters {
    #[serde(flatten)]
    pub figures: Figures,
    #[serde(flatten)]
    pub language: InLanguage,
}

routes!(PortraitParameters);

/// Digits of a share of parts, as the almanac has them.
const COVERAGE_DECIMALS: u8 = 4;

impl<'a, D: AsRef<[u8]>> Records<'a, D> {
    /// Everything that is known of a territory or a point, as JSON. `base` is the public address of the server, without a
    /// slash at its end.
    ///
    /// # Errors
    /// Names an indicator or a year that is unknown.
    pub fn portrait(
        self,
        territory: FeatureId,
        parameters: &PortraitParameters,
        base: &str,
    ) -> Result<Value, SelectError> {
        let PortraitParameters { figures, language: InLanguage { lang: language } } = parameters;
        let indicators = indicators(self.catalog, figures.indicators.as_ref())?;
        let years = years(self.catalog, &figures.year)?;
        let parents = self.catalog.parents(territory);
        let siblings = self.siblings(territory, &parents);
        let is_asked = |indicator: &&Indicator| indicators.as_ref().is_none_or(|asked| asked.contains(&indicator.id));
        let figures = self.catalog.all_indicators().iter().filter(is_asked).filter_map(|indicator| {
            let years =
                indicator.years.iter().copied().filter(|year| years.as_ref().is_none_or(|it| it.contains(year)));
            self.figures_of(territory, &siblings, indicator, years, *language)
        });
        let reference = |found: &FeatureId| self.reference(*found, base, *language);
        let mut portrait = self.reference_members(territory, base, *language);
        portrait.extend(members([
            ("kind", json!(noun(self.catalog.layer_at(territory.layer).kind))),
            ("attributes", json!(self.attributes(territory))),
            ("area_km2", json!(self.catalog.area(territory))),
            ("point", json!(self.catalog.point(territory).map(|at| [at.lon, at.lat].map(degrees)))),
            ("bounds", json!(self.catalog.bounds(territory).map(|bounds| bounds.map(degrees)))),
            ("parents", json!(parents.iter().map(reference).collect::<Vec<_>>())),
            ("children", json!(self.children(territory, *language))),
            ("neighbours", json!(self.catalog.neighbours(territory).iter().map(reference).collect::<Vec<_>>())),
            ("figures", json!(figures.collect::<Vec<_>>())),
            ("attribution", json!(self.catalog.attribution())),
            ("version", json!(self.catalog.version())),
        ]));
        Ok(Value::Object(portrait))
    }

    /// What a feature says of itself beside its code, its name and its parents.
    fn attributes(self, territory: FeatureId) -> Map<String, Value> {
        let view = self.catalog.view(territory.layer);
        let fields = self.catalog.fields(territory.layer).skip(2).filter(|(_, field)| field.level.is_none());
        let value = |field: FieldId| match view.attribute(field.number(), territory.number) {
            Some(Attribute::Text(text)) => json!(text),
            Some(Attribute::Unsigned(number)) => json!(number),
            Some(Attribute::Real(number)) => json!(number),
            Some(Attribute::Flag(flag)) => json!(flag),
            None => Value::Null,
        };
        fields.map(|(id, field)| (field.name.clone(), value(id))).collect()
    }

    /// How many territories and points of each other level lie in one.
    fn children(self, territory: FeatureId, language: Language) -> Vec<Value> {
        let count = |(id, layer): (LayerId, &Layer)| {
            let count = self.catalog.held_by(territory, id).len();
            let child = json!({ "level": layer.name, "level_label": layer.label.get(language), "count": count });
            (count > 0).then_some(child)
        };
        self.catalog.levels().filter_map(count).collect()
    }

    /// The figures of one indicator in all years that the layer has.
    fn figures_of(
        self,
        territory: FeatureId,
        siblings: &[Siblings],
        indicator: &Indicator,
        years: impl Iterator<Item = i32>,
        language: Language,
    ) -> Option<Value> {
        let years: Vec<Value> =
            years.filter_map(|year| self.figure_of_year(territory, siblings, indicator, year)).collect();
        let text = |text: &Bilingual| text.get(language).to_owned();
        (!years.is_empty()).then(|| {
            json!({
                "indicator": indicator.id,
                "label": text(&indicator.label),
                "unit": indicator.unit.as_ref().map(text),
                "decimals": indicator.decimals,
                "years": years,
            })
        })
    }

    /// One figure, and those to compare it with; none where the layer has no such column.
    fn figure_of_year(
        self,
        territory: FeatureId,
        siblings: &[Siblings],
        indicator: &Indicator,
        year: i32,
    ) -> Option<Value> {
        let figures = |layer| Some(self.catalog.figures(self.catalog.column(layer, &indicator.id, year)?));
        let column = figures(territory.layer)?;
        let own = column.figure(territory.number);
        let shown = |value: f64| rounded(value, indicator.decimals);
        let mut country = Value::Null;
        let mut parents = Vec::new();
        for group in siblings {
            let mut entry = group.rank(&column, own.value());
            match group.parent {
                None => {
                    let whole = self.whole(territory.layer, indicator, year);
                    entry["value"] = json!(whole.map(|whole| shown(whole.figure)));
                    entry["coverage"] = json!(whole.map(|whole| rounded(whole.coverage, COVERAGE_DECIMALS)));
                    country = entry;
                }
                Some(parent) => {
                    let held = figures(parent.layer);
                    let figure = held.map(|column| column.figure(parent.number));
                    entry["level"] = json!(self.catalog.layer_at(parent.layer).name);
                    entry["code"] = json!(self.catalog.code_and_name(parent).0);
                    entry["value"] = json!(figure.and_then(Figure::value).map(shown));
                    entry["reason"] = json!(figure.and_then(Figure::reason));
                    entry["coverage"] = json!(held.and_then(|column| column.coverage(parent.number)));
                    parents.push(entry);
                }
            }
        }
        let source = indicator.source_of(year);
        Some(json!({
            "year": year,
            "value": own.value().map(shown),
            "reason": own.reason(),
            "coverage": column.coverage(territory.number),
            "country": country,
            "parents": parents,
            "source": source.map(|it| &it.source),
            "licence": source.map(|it| &it.licence),
        }))
    }
}
