//! Tables of figures, checked.

use std::collections::BTreeMap;

use super::check::Checker;
use super::placed::Placed;
use super::table::{Absences, CodeRule, FigureCells, IndicatorColumn, KeyPart, TableKey, TableRecipe};
use super::table_form::{AbsencesForm, CellsForm, CodeRuleForm, KeyForm, KeyPartForm, TableForm, YearForm};
use crate::gazetteer::Reason;
use crate::ingest::number::{Marks, parse_number};

/// What `year` says of the cells that name none.
enum Year {
    Fixed(i32),
    Column(String),
    Nothing,
}

pub(super) fn read_tables(checker: &mut Checker, absences: &AbsencesForm, forms: &[TableForm]) -> Vec<TableRecipe> {
    let usual = read_absences(checker, absences);
    forms.iter().map(|form| read_table(checker, form, &usual)).collect()
}

fn read_table(checker: &mut Checker, form: &TableForm, usual: &Absences) -> TableRecipe {
    checker.known("level or layer of points", &form.level, checker.layer_names());
    let year = read_year(checker, form.year.as_ref());
    let indicator = read_indicator(checker, form);
    let mut cells = Vec::new();
    for (id, columns) in &form.columns {
        checker.known_indicator(id);
        let of_indicator = read_cells(checker, form, id, columns, &year);
        cells.extend(of_indicator.into_iter().map(|cells| FigureCells { indicator: Some(id.to_string()), ..cells }));
    }
    if let (Some(value), Some(place)) = (&form.value, &form.indicator) {
        cells.extend(read_cells(checker, form, place, value, &year));
    }
    if form.year.is_some() && !cells.is_empty() && !uses_year(form) {
        let message = format!("the table `{}` names the years of all its columns and a year beside them", *form.file);
        let place = form.year.as_ref().map(Placed::place).unwrap_or_default();
        checker.fault(place, message, "take `year` out");
    }
    TableRecipe {
        file: checker.file(&form.file),
        sheet: form.sheet.as_deref().cloned(),
        level: form.level.to_string(),
        key: read_key(checker, &form.key),
        code_year: form.code_year.as_ref().map(|year| checker.year(year)),
        cells,
        indicator,
        year: match year {
            Year::Column(column) => Some(column),
            Year::Fixed(_) | Year::Nothing => None,
        },
        parts: form.parts,
        absences: Absences(usual.0.clone().into_iter().chain(read_absences(checker, &form.absences).0).collect()),
        figures: form.figures.iter().map(|figure| figure.trim().to_owned()).collect(),
        marks: read_marks(checker, &form.thousands, &form.decimal),
        codes: read_rules(checker, &form.codes),
        source: form.source.clone(),
        licence: form.licence.clone(),
        date: read_date(checker, form.date.as_ref()),
    }
}

/// Characters of a code beyond which none is meant.
const LONGEST_PART: usize = 20;

fn read_key(checker: &mut Checker, form: &Placed<KeyForm>) -> TableKey {
    let parts = match &**form {
        KeyForm::Column(column) => vec![KeyPart { column: column.clone(), digits: 0 }],
        KeyForm::Joined(parts) => {
            let part = |part: &KeyPartForm| KeyPart { column: part.column.clone(), digits: part.digits };
            parts.iter().map(part).collect()
        }
    };
    if parts.is_empty() || parts.iter().any(|part| part.digits > LONGEST_PART) {
        let message = "the key names no column, or a part of too many digits".to_owned();
        checker.fault(
            form.place(),
            message,
            "write `key = [{ column = \"DEP\", digits = 2 }, { column = \"COM\", digits = 3 }]`",
        );
    }
    TableKey { parts }
}

/// What `thousands` and `decimal` say; the one that is not said follows from the other.
pub(super) fn read_marks(
    checker: &mut Checker,
    thousands: &Option<Placed<String>>,
    decimal: &Option<Placed<String>>,
) -> Option<Marks> {
    let mut mark = |said: &Option<Placed<String>>, known: &[char], help: &str| {
        let said = said.as_ref()?;
        let mark = known.iter().copied().find(|mark| said.chars().eq([*mark]));
        if mark.is_none() {
            checker.fault(said.place(), format!("`{}` is not a mark of numbers", **said), help);
        }
        mark
    };
    let said_decimal = decimal;
    let thousands = mark(thousands, &['.', ',', '\'', ' '], "write `thousands = \".\"`, or \",\", \"'\" or \" \"");
    let decimal = mark(decimal, &['.', ','], "write `decimal = \",\"` or \".\"");
    if let (Some(both), Some(place)) = (thousands.filter(|_| thousands == decimal), said_decimal) {
        checker.fault(
            place.place(),
            format!("`{both}` cannot be both the decimal mark and that of thousands"),
            "keep one of them",
        );
    }
    (thousands.is_some() || decimal.is_some()).then(|| {
        let other = if thousands == Some('.') { ',' } else { '.' };
        Marks { decimal: decimal.unwrap_or(other), thousands }
    })
}

fn uses_year(form: &TableForm) -> bool {
    form.columns.values().chain(&form.value).any(|cells| matches!(cells, CellsForm::Column(_)))
}

fn read_year(checker: &mut Checker, year: Option<&Placed<YearForm>>) -> Year {
    let Some(placed) = year else { return Year::Nothing };
    match &**placed {
        YearForm::Column(column) => Year::Column(column.clone()),
        YearForm::Fixed(year) => {
            let year = i32::try_from(*year).unwrap_or(i32::MAX);
            Year::Fixed(checker.sound_year(placed.place(), year))
        }
    }
}

/// The columns in which the figures of an indicator stand; `named` is where the recipe speaks of them.
fn read_cells(
    checker: &mut Checker,
    form: &TableForm,
    named: &Placed<String>,
    cells: &CellsForm,
    year: &Year,
) -> Vec<FigureCells> {
    match (cells, year) {
        (CellsForm::Column(column), Year::Nothing) => {
            let message = format!("the table `{}` does not say of which year the column `{column}` is", *form.file);
            let help =
                "add `year = 2023`, `year = \"column\"`, or give a column for each year: `{ 2023 = \"column\" }`";
            checker.fault(named.place(), message, help);
            Vec::new()
        }
        (CellsForm::Column(column), Year::Fixed(year)) => {
            vec![FigureCells { column: column.clone(), indicator: None, year: Some(*year) }]
        }
        (CellsForm::Column(column), Year::Column(_)) => {
            vec![FigureCells { column: column.clone(), indicator: None, year: None }]
        }
        (CellsForm::Years(years), _) => {
            if years.is_empty() {
                checker.fault(named.place(), "no year has a column here", "write `{ 2023 = \"column\" }`");
            }
            let mut read = Vec::new();
            for (year, column) in years {
                match year.parse::<i32>().ok() {
                    Some(number) => {
                        let year = checker.sound_year(year.place(), number);
                        read.push(FigureCells { column: column.to_string(), indicator: None, year: Some(year) });
                    }
                    None => {
                        let help = "years stand before columns: `{ 2023 = \"column\" }`";
                        checker.fault(year.place(), format!("`{}` is no year", **year), help);
                    }
                }
            }
            read
        }
    }
}

/// The column of indicators of a long table; none for a wide one.
fn read_indicator(checker: &mut Checker, form: &TableForm) -> Option<IndicatorColumn> {
    let file = &*form.file;
    let Some(column) = &form.indicator else {
        if form.value.is_some() || !form.names.is_empty() {
            let message = format!("the table `{file}` names no column of indicators for its `value` and `names`");
            checker.fault(
                form.file.place(),
                message,
                "add `indicator = \"column\"`, or write `columns = { … }` instead",
            );
        } else if form.columns.is_empty() {
            let help = "add `columns = { indicator = \"column\" }`";
            checker.fault(form.file.place(), format!("the table `{file}` gives no indicator"), help);
        }
        return None;
    };
    if !form.columns.is_empty() {
        let message = format!("the table `{file}` is both wide (`columns`) and long (`indicator`)");
        checker.fault(column.place(), message, "keep one of them; a file may stand in two tables");
    } else if form.value.is_none() {
        let message = format!("the table `{file}` does not say which column has the figures");
        checker.fault(column.place(), message, "add `value = \"column\"`, or `value = { 2023 = \"column\" }`");
    }
    if form.names.is_empty() {
        let message = format!("the table `{file}` does not say what stands for which indicator");
        checker.fault(column.place(), message, "add `names = { indicator = \"its text in that column\" }`");
    }
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (id, text) in &form.names {
        checker.known_indicator(id);
        if let Some(other) = names.insert(text.trim().to_owned(), id.to_string()) {
            let message = format!("`{}` stands for two indicators, `{other}` and `{}`", **text, **id);
            checker.fault(text.place(), message, "give each a text of its own");
        }
    }
    Some(IndicatorColumn { column: column.to_string(), names })
}

fn read_absences(checker: &mut Checker, form: &AbsencesForm) -> Absences {
    let reasons = [
        (Reason::Secret, &form.secret),
        (Reason::NotCommunicated, &form.not_communicated),
        (Reason::NotApplicable, &form.not_applicable),
        (Reason::NotCollected, &form.not_collected),
    ];
    let mut markers: BTreeMap<String, Reason> = BTreeMap::new();
    for (reason, marker) in reasons.iter().flat_map(|(reason, list)| list.iter().map(|marker| (*reason, marker))) {
        let text = marker.trim();
        if [false, true].iter().any(|&comma| parse_number(text, comma) == Ok(Some(0.0))) {
            let help = "zero is a figure; leave it out";
            checker.fault(marker.place(), format!("`{text}` cannot stand for a missing figure"), help);
        }
        if let Some(other) = markers.insert(text.to_owned(), reason).filter(|other| *other != reason) {
            let message = format!("`{text}` stands for two reasons, {} and {}", other.name(), reason.name());
            checker.fault(marker.place(), message, "keep one of them");
        }
    }
    Absences(markers)
}

pub(super) fn read_rules(checker: &mut Checker, forms: &[Placed<CodeRuleForm>]) -> Vec<CodeRule> {
    let maps = forms.iter().filter_map(|form| match &**form {
        CodeRuleForm::Map(map) => Some(map),
        _ => None,
    });
    let targets: Vec<&str> = maps.flat_map(BTreeMap::values).map(|code| code.as_str()).collect();
    let mut rules = Vec::new();
    for form in forms {
        match &**form {
            CodeRuleForm::Pad => rules.push(CodeRule::Pad),
            CodeRuleForm::StripZeros => rules.push(CodeRule::StripZeros),
            CodeRuleForm::Upper => rules.push(CodeRule::Upper),
            CodeRuleForm::Map(map) => {
                for (pattern, code) in map {
                    if pattern.trim().is_empty() || code.trim().is_empty() {
                        let help = "write `{ \"751##\" = \"75056\" }`";
                        checker.fault(pattern.place(), "a code or its pattern is empty", help);
                    }
                    let of_parts =
                        pattern.contains('#') || targets.iter().filter(|other| **other == **code).count() > 1;
                    rules.push(CodeRule::Becomes { pattern: pattern.to_string(), code: code.to_string(), of_parts });
                }
            }
        }
    }
    rules
}

fn read_date(checker: &mut Checker, date: Option<&Placed<String>>) -> Option<String> {
    let date = date?;
    let sound = date.parse::<toml::value::Datetime>();
    if !sound.is_ok_and(|read| read.date.is_some() && read.time.is_none()) {
        checker.fault(date.place(), format!("`{}` is no day", **date), "write year, month and day: `2023-12-28`");
    }
    Some(date.to_string())
}
