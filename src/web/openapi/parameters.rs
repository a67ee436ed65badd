//! The parameters of each operation, from the structs that its handler reads.

use serde_json::{Value, json};

use crate::parameters::{Known, Parameters};
use crate::portrayal::{
    BivariateParameters, ChoroplethParameters, ClassesParameters, LayerStyleParameters, LegendParameters,
    PointsParameters, SymbolsParameters,
};
use crate::query::{InLanguage, TileJsonParameters, VersionedTileParameters};
use crate::records::{
    CsvNearParameters, CsvPageParameters, CsvParameters, FileParameters, NearParameters, PageParameters,
    PortraitParameters, SearchParameters,
};

/// What gives the parameters of a route.
type Declared = fn() -> &'static Known;

/// The paths that take parameters. All others take none, or ignore what they are given.
const DECLARED: [(&str, Declared); 28] = [
    ("/{layers}", TileJsonParameters::known),
    ("/{layers}/{z}/{x}/{y}", VersionedTileParameters::known),
    ("/{layers}/{z}/{x}/{y}.mvt", VersionedTileParameters::known),
    ("/styles/{name}.json", LayerStyleParameters::known),
    ("/styles/choropleth.json", ChoroplethParameters::known),
    ("/styles/symbols.json", SymbolsParameters::known),
    ("/styles/bivariate.json", BivariateParameters::known),
    ("/styles/points.json", PointsParameters::known),
    ("/legend.svg", LegendParameters::known),
    ("/legend.png", LegendParameters::known),
    ("/indicators/{id}/classes", ClassesParameters::known),
    ("/territories", SearchParameters::known),
    ("/territories/{code}", PortraitParameters::known),
    ("/territories/{level}/{code}", PortraitParameters::known),
    ("/territories/{level}.csv", CsvParameters::known),
    ("/territories/{level}.csv-metadata.json", CsvParameters::known),
    ("/territories/{level}.json", FileParameters::known),
    ("/territories/{level}.geojson", FileParameters::known),
    ("/territories/{level}.fgb", FileParameters::known),
    ("/points", InLanguage::known),
    ("/points/{layer}", PageParameters::known),
    ("/points/{layer}.csv", CsvPageParameters::known),
    ("/points/{layer}/nearest", NearParameters::known),
    ("/points/{layer}/nearest.csv", CsvNearParameters::known),
    ("/points/{layer}/clusters/{id}", PageParameters::known),
    ("/points/{layer}/clusters/{id}.csv", CsvPageParameters::known),
    ("/points/{layer}/{code}", PortraitParameters::known),
    ("/", InLanguage::known),
];

/// Adds the parameters of queries to those of paths.
pub(super) fn describe(document: &mut Value) {
    for (path, known) in DECLARED {
        let Some(operation) = document["paths"].get_mut(path).and_then(|path| path.get_mut("get")) else { continue };
        let mut parameters = match operation["parameters"].take() {
            Value::Array(parameters) => parameters,
            _ => Vec::new(),
        };
        parameters.extend(known().iter().map(|parameter| parameter.described()));
        operation["parameters"] = json!(parameters);
    }
}
