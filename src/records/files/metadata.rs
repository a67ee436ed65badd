use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::table::{Column, Content, Table};
use crate::catalog::text::members;
use crate::gazetteer::{FieldKind, Language, YearSource};
use crate::parameters::{Parameters, behind_mark};

/// Names of columns are parts of URI templates, whose names have no `@` and no `-` (RFC 6570, section 2.3).
const IN_TEMPLATES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'_');

/// What describes a download, as members of its own: the map, the level, the columns with figures, whom they are from.
pub(crate) fn described<D: AsRef<[u8]>>(table: &Table<'_, D>) -> Map<String, Value> {
    let catalog = table.records.catalog;
    let language = table.language();
    let figures: Vec<Value> = table.columns.iter().filter_map(|column| figure(table, column)).collect();
    let mut described = members([
        ("map", json!(catalog.name())),
        ("title", json!(format!("{}, {}", catalog.title().get(language), table.layer.label.get(language)))),
        ("level", json!(table.layer.name)),
        ("description", json!(table.layer.description.as_ref().map(|text| text.get(language)))),
        ("attribution", json!(catalog.attribution())),
        ("version", json!(catalog.version())),
        ("figures", json!(figures)),
    ]);
    described.extend(table.filter.iter().map(|filter| ("filter".to_owned(), json!(filter.text()))));
    described
}

/// What describes a column with figures.
fn figure<D: AsRef<[u8]>>(table: &Table<'_, D>, column: &Column<'_>) -> Option<Value> {
    let Content::Figure { indicator, year, .. } = &column.content else { return None };
    let language = table.language();
    let source = indicator.source_of(*year);
    Some(json!({
        "column": column.name,
        "indicator": indicator.id,
        "year": year,
        "label": indicator.label.get(language),
        "unit": indicator.unit.as_ref().map(|unit| unit.get(language)),
        "decimals": indicator.decimals,
        "source": source.map(|it| &it.source),
        "licence": source.map(|it| &it.licence),
    }))
}

impl<D: AsRef<[u8]>> Table<'_, D> {
    /// The description of the CSV file: *Metadata Vocabulary for Tabular Data*, W3C 2015.
    pub(super) fn csv_metadata(&self) -> Value {
        let request = &self.request;
        let (catalog, language) = (self.records.catalog, self.language());
        let query = behind_mark(&request.parameters.query());
        let columns: Vec<Value> = self.columns.iter().map(|column| self.csv_column(column)).collect();
        let mut sources: Vec<&YearSource> = self.columns.iter().filter_map(source).collect();
        sources.dedup();
        let texts = |text: fn(&YearSource) -> &String| {
            let mut texts: Vec<&String> = sources.iter().map(|it| text(it)).collect();
            texts.sort();
            texts.dedup();
            json!(texts)
        };
        json!({
            "@context": "http://www.w3.org/ns/csvw",
            "url": format!("{}/territories/{}.csv{query}", request.base, self.layer.name),
            "dc:title": format!("{}, {}", catalog.title().get(language), self.layer.label.get(language)),
            "dc:rights": catalog.attribution(),
            "dc:source": texts(|it| &it.source),
            "dc:license": texts(|it| &it.licence),
            "dc:language": language.tag(),
            "dialect": {
                "encoding": "utf-8",
                "delimiter": if request.parameters.dialect.has_semicolons() { ";" } else { "," },
                "header": true,
                "lineTerminators": ["\r\n"],
            },
            "tableSchema": { "columns": columns, "primaryKey": "code" },
        })
    }

    fn csv_column(&self, column: &Column<'_>) -> Value {
        let language = self.language();
        let decimal_char = if self.request.parameters.dialect.has_semicolons() { "," } else { "." };
        let number = |base: &str| json!({ "base": base, "format": { "decimalChar": decimal_char } });
        let mut described = json!({
            // Titles are what stands in the header.
            "name": utf8_percent_encode(&column.name, IN_TEMPLATES).to_string(),
            "titles": column.name,
            "datatype": match &column.content {
                Content::Field(_, field) => match field.kind {
                    FieldKind::Text => json!("string"),
                    FieldKind::Unsigned => json!("nonNegativeInteger"),
                    FieldKind::Real => number("decimal"),
                    FieldKind::Flag => json!("boolean"),
                },
                Content::Reason { .. } => json!("string"),
                Content::Figure { indicator, .. } if indicator.decimals == 0 => json!("integer"),
                Content::Area | Content::Distance | Content::Longitude | Content::Latitude => number("decimal"),
                Content::Coverage { .. } | Content::Figure { .. } => number("decimal"),
            },
        });
        if column.name == "code" {
            described["required"] = json!(true);
        }
        if let Content::Figure { indicator, year, .. } = &column.content {
            let unit = indicator.unit.as_ref().map_or(String::new(), |unit| format!(", {}", unit.get(language)));
            described["dc:description"] = json!(format!("{}{unit}, {year}", indicator.label.get(language)));
            if let Some(YearSource { source, licence, .. }) = indicator.source_of(*year) {
                described["dc:source"] = json!(source);
                described["dc:license"] = json!(licence);
            }
        }
        if let Content::Coverage { .. } = &column.content {
            described["dc:description"] = json!(match language {
                Language::French => "Part des composantes du chiffre qui sont connues, de 0 à 1",
                Language::English => "Share of the figure's parts that are known, 0 to 1",
            });
        }
        described
    }
}

/// Where the figures of a column come from.
fn source<'a>(column: &Column<'a>) -> Option<&'a YearSource> {
    match &column.content {
        Content::Figure { indicator, year, .. } => indicator.source_of(*year),
        _ => None,
    }
}
