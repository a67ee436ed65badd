use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::ranks::Siblings;
use super::reference::noun;
use super::source::Records;
use crate::atlas::Attribute;
use crate::catalog::Territory;
use crate::catalog::text::{degrees, rounded};
use crate::gazetteer::{Bilingual, Field, Figure, Indicator, Language, Layer};
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
        territory: Territory,
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
        let reference = |found: &Territory| self.reference(*found, base, *language);
        let mut portrait = self.reference(territory, base, *language);
        let kind = self.catalog.layer_at(territory.layer).map(|layer| noun(layer.kind));
        let fields = json!({
            "kind": kind,
            "attributes": self.attributes(territory),
            "area_km2": self.catalog.area(territory),
            "point": self.catalog.point(territory).map(|at| [at.lon, at.lat].map(degrees)),
            "bounds": self.catalog.bounds(territory).map(|bounds| bounds.map(degrees)),
            "parents": parents.iter().map(reference).collect::<Vec<_>>(),
            "children": self.children(territory, *language),
            "neighbours": self.catalog.neighbours(territory).iter().map(reference).collect::<Vec<_>>(),
            "figures": figures.collect::<Vec<_>>(),
            "attribution": self.catalog.description().attribution,
            "version": self.catalog.version(),
        });
        if let (Value::Object(portrait), Value::Object(fields)) = (&mut portrait, fields) {
            portrait.extend(fields);
        }
        Ok(portrait)
    }

    /// What a feature says of itself beside its code, its name and its parents.
    fn attributes(self, territory: Territory) -> Map<String, Value> {
        let Some(view) = self.catalog.atlas().layer(territory.layer) else { return Map::new() };
        let fields = view.record().layer.fields.iter().enumerate().skip(2).filter(|(_, field)| field.level.is_none());
        let value = |place| match view.attribute(place, territory.feature) {
            Some(Attribute::Text(text)) => json!(text),
            Some(Attribute::Unsigned(number)) => json!(number),
            Some(Attribute::Real(number)) => json!(number),
            Some(Attribute::Flag(flag)) => json!(flag),
            None => Value::Null,
        };
        fields.map(|(place, field): (usize, &Field)| (field.name.clone(), value(place))).collect()
    }

    /// How many territories and points of each other level lie in one.
    fn children(self, territory: Territory, language: Language) -> Vec<Value> {
        let count = |(number, layer): (usize, &Layer)| {
            let count = self.catalog.held_by(territory, number).len();
            let child = json!({ "level": layer.name, "level_label": layer.label.get(language), "count": count });
            (count > 0).then_some(child)
        };
        self.catalog.levels().filter_map(count).collect()
    }

    /// The figures of one indicator in all years that the layer has.
    fn figures_of(
        self,
        territory: Territory,
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
        territory: Territory,
        siblings: &[Siblings],
        indicator: &Indicator,
        year: i32,
    ) -> Option<Value> {
        let column = self.catalog.almanac().column(territory.layer, &indicator.id, year)?;
        let own = column.figure(territory.feature);
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
                    let held = self.catalog.almanac().column(parent.layer, &indicator.id, year);
                    let figure = held.map(|column| column.figure(parent.feature));
                    entry["level"] = json!(self.catalog.layer_at(parent.layer).map(|layer| &layer.name));
                    entry["code"] = json!(self.catalog.code_and_name(parent).0);
                    entry["value"] = json!(figure.and_then(Figure::value).map(shown));
                    entry["reason"] = json!(figure.and_then(Figure::reason));
                    entry["coverage"] = json!(held.and_then(|column| column.coverage(parent.feature)));
                    parents.push(entry);
                }
            }
        }
        let source = indicator.source_of(year);
        Some(json!({
            "year": year,
            "value": own.value().map(shown),
            "reason": own.reason(),
            "coverage": column.coverage(territory.feature),
            "country": country,
            "parents": parents,
            "source": source.map(|it| &it.source),
            "licence": source.map(|it| &it.licence),
        }))
    }
}
