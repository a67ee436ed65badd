//! The text of indicators and their tables.

use super::figures::{Figures, Year};
use super::guesses::Guesses;
use super::indicators::{Cells, Indicator};
use super::kinds::Kind;
use super::survey::Column;
use super::table_key::TableKey;
use super::text_of_sources::heading;
use super::write::{bilingual, comment, doubt, key, quoted};

pub(super) fn indicators(guesses: &Guesses) -> String {
    let mut out = String::new();
    if guesses.indicators.is_empty() {
        return out;
    }
    heading(&mut out, "Indicators");
    out.push_str(&comment(
        "kind = \"count\": figures of coarser levels are sums. \"share\" and \"mean\" are recomputed of their parts, where these \
         are named. Labels are those of the columns: they may be written for people, in both languages.",
    ));
    for indicator in &guesses.indicators {
        out.push_str(&of_indicator(indicator));
    }
    out
}

fn of_indicator(indicator: &Indicator) -> String {
    let mut out = format!("\n{}", comment(&format!("{}.", capital(&indicator.why))));
    indicator.doubts.iter().for_each(|told| out.push_str(&doubt(told)));
    out.push_str(&format!("[[indicator]]\nid = {}\nlabel = {}\n", quoted(&indicator.id), bilingual(&indicator.label)));
    match indicator.unit {
        Some((french, english)) => {
            out.push_str(&format!("unit = {{ fr = {}, en = {} }}\n", quoted(french), quoted(english)));
        }
        None => out.push_str("# to be looked at: its unit, as in unit = { fr = \"euros\", en = \"euros\" }\n"),
    }
    let kind = match indicator.kind {
        Kind::Count => "count",
        Kind::Share => "share",
        Kind::Mean => "mean",
    };
    out.push_str(&format!("kind = \"{kind}\"\n"));
    if let Some((numerator, denominator, per)) = &indicator.parts {
        out.push_str(&format!("numerator = {}\ndenominator = {}\n", quoted(numerator), quoted(denominator)));
        if !(*per == 100 && indicator.kind == Kind::Share) {
            out.push_str(&format!("per = {per}\n"));
        }
    }
    out.push_str(&format!("decimals = {}\n", indicator.decimals));
    out
}

pub(super) fn passages(guesses: &Guesses) -> String {
    let mut out = String::new();
    if guesses.passages.is_empty() {
        return out;
    }
    heading(&mut out, "From former codes to today's");
    for found in &guesses.passages {
        let recipe = &found.recipe;
        out.push_str(&format!("\n{}", comment(&found.why)));
        out.push_str(&doubt(&format!("whether `{}` is the last year in which a code was in use", recipe.last_year)));
        let file = format!("{}{}", guesses.prefix, recipe.file);
        out.push_str(&format!("[[passage]]\nfile = {}\nlevel = {}\n", quoted(&file), quoted(&recipe.level)));
        out.push_str(&format!("from = {}\nto = {}\n", quoted(&recipe.from), quoted(&recipe.to)));
        out.push_str(&format!("last_year = {}\n", quoted(&recipe.last_year)));
    }
    out
}

pub(super) fn tables(guesses: &Guesses) -> String {
    let mut out = String::new();
    if guesses.tables.is_empty() {
        return out;
    }
    heading(&mut out, "Tables of figures");
    for table in &guesses.tables {
        out.push_str(&of_table(table, &guesses.prefix));
    }
    out
}

fn of_table(table: &Figures, prefix: &str) -> String {
    let mut out = format!("\n{}", comment(&capital(&table.why)));
    table.doubts.iter().for_each(|told| out.push_str(&doubt(told)));
    let file = format!("{prefix}{}", table.find.source.file);
    out.push_str(&format!("[[table]]\nfile = {}\n", quoted(&file)));
    table.find.source.layer.iter().for_each(|layer| out.push_str(&format!("sheet = {}\n", quoted(layer))));
    out.push_str(&format!("level = {}\nkey = {}\n", quoted(&table.level), of_key(&table.key)));
    table.rule.iter().for_each(|rule| out.push_str(&format!("codes = [\"{rule}\"]\n")));
    match &table.year {
        Year::Fixed(year) => out.push_str(&format!("year = {year}\n")),
        Year::Column(column) => out.push_str(&format!("year = {}\n", quoted(column))),
        Year::InHeaders => {}
    }
    table.code_year.iter().for_each(|year| out.push_str(&format!("code_year = {year}\n")));
    out.push_str("# to be looked at: who publishes it, and under which licence\n");
    out.push_str("source = \"unknown\"\nlicence = \"unknown\"\n\n[table.columns]\n");
    for (id, cells) in &table.columns {
        match cells {
            Cells::Column(column) => out.push_str(&format!("{} = {}\n", key(id), quoted(column))),
            Cells::Years(years) => {
                let years: Vec<String> =
                    years.iter().map(|(year, column)| format!("{year} = {}", quoted(column))).collect();
                out.push_str(&format!("{} = {{ {} }}\n", key(id), years.join(", ")));
            }
        }
    }
    out
}

fn of_key(key: &TableKey) -> String {
    let part =
        |(column, digits): &(&Column, usize)| format!("{{ column = {}, digits = {digits} }}", quoted(&column.name));
    match key {
        TableKey::Column(column) => quoted(&column.name),
        TableKey::Joined(parts) => format!("[{}]", parts.iter().map(part).collect::<Vec<_>>().join(", ")),
    }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
