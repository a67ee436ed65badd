use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::placed::{Columns, Placed};

/// A table of figures. Wide: `columns` names the column of every indicator. Long: a column names the `indicator` of the
/// row, another has the `value`. The year is fixed, stands in a column, or every year has a column of its own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TableForm {
    /// Delimited text, plain, in gzip or in a ZIP, XLSX, ODS or Parquet.
    pub(super) file: Placed<String>,
    /// Sheet of a spreadsheet; when left out, the first that has the columns.
    pub(super) sheet: Option<Placed<String>>,
    /// Level or layer of points whose codes it uses.
    pub(super) level: Placed<String>,
    /// Column of the code, or several that make one together.
    pub(super) key: Placed<KeyForm>,
    /// Reference year of the figures, or the column that has it.
    pub(super) year: Option<Placed<YearForm>>,
    /// Year in whose codes the table is, where those are not today's: see `passage`.
    pub(super) code_year: Option<Placed<i32>>,
    /// Wide table: indicator -> column, or indicator -> year -> column.
    #[serde(default)]
    pub(super) columns: BTreeMap<Placed<String>, CellsForm>,
    /// Long table: column that tells the indicator of a row.
    pub(super) indicator: Option<Placed<String>>,
    /// Long table: indicator -> what stands for it in the column `indicator`; rows of others are left out.
    #[serde(default)]
    pub(super) names: Columns,
    /// Long table: column of the figures, or year -> column.
    pub(super) value: Option<CellsForm>,
    /// Whether a row is about a part of the territory whose code it has, as a school is of its commune: then the counts
    /// of rows with the same code add up.
    #[serde(default)]
    pub(super) parts: bool,
    /// What stands in its cells where there is no figure, beside what holds for all tables.
    #[serde(default)]
    pub(super) absences: AbsencesForm,
    /// Numbers such as `"99999"` that look as if they stood for an absent figure, and are figures.
    #[serde(default)]
    pub(super) figures: Vec<String>,
    /// What separates thousands in its figures, where they do not tell: `"."`, `","`, `"'"` or `" "`.
    #[schemars(extend("enum" = [".", ",", "'", " ", null]))]
    pub(super) thousands: Option<Placed<String>>,
    /// Its decimal mark, where the figures do not tell: `"."` or `","`.
    #[schemars(extend("enum" = [".", ",", null]))]
    pub(super) decimal: Option<Placed<String>>,
    /// How codes that no territory has are brought into another form, one rule after another.
    #[serde(default)]
    pub(super) codes: Vec<Placed<CodeRuleForm>>,
    /// Who publishes the figures.
    pub(super) source: String,
    pub(super) licence: String,
    /// Day of publication, as `2023-12-28`.
    pub(super) date: Option<Placed<String>>,
}

/// Where a table has its codes: `"code"`, or `[{ column = "DEP", digits = 2 }, { column = "COM", digits = 3 }]`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a column, or several such as [{ column = \"DEP\", digits = 2 }]")]
pub(super) enum KeyForm {
    Column(String),
    Joined(Vec<KeyPartForm>),
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyPartForm {
    /// Column of a part of the code.
    pub(super) column: String,
    /// Characters that the part has at least: lost zeros are put in front.
    #[serde(default)]
    pub(super) digits: usize,
}

/// What stands in cells where there is no figure, by reason. Zero is always a figure.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AbsencesForm {
    /// Too few people or things: publishing it would tell of single ones.
    #[serde(default)]
    pub(super) secret: Vec<Placed<String>>,
    /// The territory, or who reports for it, has not given it.
    #[serde(default)]
    pub(super) not_communicated: Vec<Placed<String>>,
    /// There is nothing there that could be counted.
    #[serde(default)]
    pub(super) not_applicable: Vec<Placed<String>>,
    /// Nobody asked for it there or then.
    #[serde(default)]
    pub(super) not_collected: Vec<Placed<String>>,
}

/// A year, or the column that has it: `2021` or `"annee"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum YearForm {
    Fixed(i64),
    Column(String),
}

/// Where figures stand: in one column, or in one for each year.
#[derive(Debug)]
pub(super) enum CellsForm {
    Column(String),
    Years(BTreeMap<Placed<String>, Placed<String>>),
}

/// How a code that no territory has is brought into another form.
#[derive(Debug)]
pub(super) enum CodeRuleForm {
    Pad,
    StripZeros,
    Upper,
    /// Pattern -> code.
    Map(BTreeMap<Placed<String>, Placed<String>>),
}

impl<'de> Deserialize<'de> for YearForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<YearForm, D::Error> {
        deserializer.deserialize_any(YearVisitor)
    }
}

impl<'de> Deserialize<'de> for CellsForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CellsForm, D::Error> {
        deserializer.deserialize_any(CellsVisitor)
    }
}

impl<'de> Deserialize<'de> for CodeRuleForm {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CodeRuleForm, D::Error> {
        deserializer.deserialize_any(CodeRuleVisitor)
    }
}

/// These tell what may stand there, which untagged enums of serde do not.
struct YearVisitor;
struct CellsVisitor;
struct CodeRuleVisitor;

impl Visitor<'_> for YearVisitor {
    type Value = YearForm;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a year such as 2021, or the name of the column that has it")
    }

    fn visit_i64<E: Error>(self, year: i64) -> Result<YearForm, E> {
        Ok(YearForm::Fixed(year))
    }

    fn visit_str<E: Error>(self, column: &str) -> Result<YearForm, E> {
        Ok(YearForm::Column(column.to_owned()))
    }
}

impl<'de> Visitor<'de> for CellsVisitor {
    type Value = CellsForm;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a column, or one for each year as in { 2019 = \"p19\", 2020 = \"p20\" }")
    }

    fn visit_str<E: Error>(self, column: &str) -> Result<CellsForm, E> {
        Ok(CellsForm::Column(column.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CellsForm, A::Error> {
        BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(CellsForm::Years)
    }
}

impl<'de> Visitor<'de> for CodeRuleVisitor {
    type Value = CodeRuleForm;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("\"pad\", \"strip_zeros\", \"upper\", or codes as in { \"751##\" = \"75056\" }")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<CodeRuleForm, E> {
        match name {
            "pad" => Ok(CodeRuleForm::Pad),
            "strip_zeros" => Ok(CodeRuleForm::StripZeros),
            "upper" => Ok(CodeRuleForm::Upper),
            _ => Err(E::unknown_variant(name, &["pad", "strip_zeros", "upper"])),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CodeRuleForm, A::Error> {
        BTreeMap::deserialize(MapAccessDeserializer::new(map)).map(CodeRuleForm::Map)
    }
}

/// The schema of a value that is either of two.
macro_rules! either {
    ($form:ty, $name:literal, $schema:expr) => {
        impl JsonSchema for $form {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

either!(
    YearForm,
    "YearForm",
    json_schema!({
        "anyOf": [{ "type": "integer", "minimum": 0, "maximum": 9999 }, { "type": "string", "description": "A column." }]
    })
);

either!(
    CellsForm,
    "CellsForm",
    json_schema!({
        "anyOf": [
            { "type": "string", "description": "A column." },
            {
                "type": "object",
                "description": "Year -> column.",
                "propertyNames": { "pattern": "^[0-9]{1,4}$" },
                "additionalProperties": { "type": "string" }
            }
        ]
    })
);

either!(
    CodeRuleForm,
    "CodeRuleForm",
    json_schema!({
        "anyOf": [
            { "const": "pad", "description": "Lost zeros are put in front again." },
            { "const": "strip_zeros", "description": "Zeros too many in front are taken away." },
            { "const": "upper", "description": "Letters become capitals." },
            {
                "type": "object",
                "description": "Pattern -> code: # in a pattern is a digit. Counts of several codes that become one add up.",
                "additionalProperties": { "type": "string" }
            }
        ]
    })
);
