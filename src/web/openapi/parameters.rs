//! The parameters of each operation, from the structs that its handler reads.

use serde_json::{Value, json};

use crate::parameters::{Known, Parameter, Parameters};
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
const DECLARED: &[(&str, Declared)] = &[
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
    for &(path, known) in DECLARED {
        let Some(operation) = document["paths"].get_mut(path).and_then(|path| path.get_mut("get")) else { continue };
        let mut parameters = match operation["parameters"].take() {
            Value::Array(parameters) => parameters,
            _ => Vec::new(),
        };
        parameters.extend(known().iter().map(Parameter::described));
        operation["parameters"] = json!(parameters);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The rows of a table of all addresses, those with the same parameters together.
    fn rows() -> Vec<String> {
        let mut groups: Vec<(Vec<&str>, Vec<&str>)> = Vec::new();
        for (path, known) in DECLARED.iter().filter(|(path, _)| *path != "/") {
            let names: Vec<&str> = known().iter().map(|parameter| parameter.name.as_str()).collect();
            match groups.iter_mut().find(|(_, known)| *known == names) {
                Some((paths, _)) => paths.push(path),
                None => groups.push((vec![path], names)),
            }
        }
        let code = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        groups.iter().map(|(paths, names)| format!("| {} | {} |", code(paths), code(names))).collect()
    }

    #[test]
    fn the_readme_lists_the_parameters_of_every_address() {
        let readme = include_str!("../../../README.md");
        let rows = rows().join("\n");
        assert!(
            readme.contains(&format!("| address | parameters |\n|---|---|\n{rows}\n\n")),
            "README.md needs:\n{rows}"
        );
    }

    #[test]
    fn every_declared_path_is_described() {
        let document = super::super::assembled().expect("the pieces are JSON");
        let described: BTreeSet<&str> =
            document["paths"].as_object().expect("paths").keys().map(String::as_str).collect();
        for &(path, known) in DECLARED {
            assert!(described.contains(path), "{path}");
            assert!(known().iter().all(|parameter| parameter.description.len() > 10), "{path}");
        }
    }
}
