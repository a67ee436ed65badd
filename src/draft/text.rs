//! The text of a drafted recipe.

use super::guesses::Guesses;
use super::indicators::Indicator;
use super::levels::{Level, Shapes};
use super::points::PointLayer;
use super::text_of_figures::{indicators, passages, tables};
use super::text_of_sources::{heading, source};
use super::write::{bilingual, comment, doubt, key, quoted};
use super::zooms::{HIGHEST, lowest};
use super::{pattern, zooms};

/// Territories from which borders are more than can be seen at the lowest zooms of a level.
const MANY: usize = 5_000;

/// Points from which single ones are more than can be seen.
const CROWD: u64 = 200;

/// The whole recipe.
pub(super) fn recipe(guesses: &Guesses) -> String {
    let mut out = String::new();
    out.push_str(&comment(
        "A recipe as `maillage init` guessed it. Every guess has its reason above it; what is uncertain says `to be looked at`. \
         It can be built as it is. Paths are relative to this file; `maillage schema` describes every key.",
    ));
    out.push_str(&format!("\nname = {}\ntitle = {}\n", quoted(&guesses.name), bilingual(&guesses.label)));
    out.push_str(&doubt("whom a map has to name, as in `attribution = \"© who made the data\"`"));
    out.push_str("attribution = \"\"\n");
    let [west, south, east, north] = guesses.bounds.map(decimal);
    out.push_str(&format!(
        "bounds = [{west}, {south}, {east}, {north}] # west, south, east, north: where most of it lies\n"
    ));
    if !guesses.levels.is_empty() {
        heading(&mut out, "Levels of territories");
        out.push_str(&comment(
            "`id` tells how a code becomes the integer id of a feature: # is a digit, @ a letter A–Z, * either, [..] a set of \
             characters, | separates alternatives.",
        ));
    }
    for level in &guesses.levels {
        out.push_str(&of_level(level, guesses));
    }
    if !guesses.points.is_empty() {
        heading(&mut out, "Points");
    }
    for layer in &guesses.points {
        out.push_str(&of_points(layer, guesses));
    }
    out.push_str(&view(guesses));
    out.push_str(&indicators(guesses));
    out.push_str(&passages(guesses));
    out.push_str(&tables(guesses));
    out.push_str(&unused(guesses));
    out
}

/// A number with a decimal point, which TOML wants of floats.
fn decimal(number: f64) -> String {
    format!("{number:.1}")
}

fn of_level(level: &Level, guesses: &Guesses) -> String {
    let mut out = format!("\n{}", comment(&level.why));
    level.doubts.iter().for_each(|told| out.push_str(&doubt(told)));
    out.push_str(&format!("[[level]]\nname = {}\nlabel = {}\n", quoted(&level.name), bilingual(&level.label)));
    match &level.shapes {
        Shapes::Source { find, key, title } => {
            out.push_str(&format!("source = {}\nkey = {}\n", source(&find.source, &guesses.prefix), quoted(key)));
            title.iter().for_each(|title| out.push_str(&format!("title = {}\n", quoted(title))));
        }
        Shapes::Dissolve { from, by, digits, names } => {
            let digits = digits.map_or_else(String::new, |digits| format!(", digits = {digits}"));
            out.push_str(&format!("dissolve = {{ from = {}, by = {}{digits} }}\n", quoted(from), quoted(by)));
            if let Some(names) = names {
                out.push_str(&format!("table = {}\n", source(&names.find.source, &guesses.prefix)));
                out.push_str(&format!("key = {}\ntitle = {}\n", quoted(names.key), quoted(names.title)));
            }
        }
    }
    out.push_str(&id(level.codes.iter().map(|code| &**code)));
    let from = lowest(level.codes.len(), guesses.bounds);
    out.push_str(&format!("zooms = [{from}, {HIGHEST}]\n"));
    if level.codes.len() > MANY {
        let borders = (from + 4).min(HIGHEST);
        out.push_str(&format!("borders = [{borders}, {HIGHEST}] # below there are more borders than can be seen\n"));
    }
    let shown: Vec<String> = default_indicators(level, guesses).into_iter().map(|id| quoted(&id)).collect();
    if !shown.is_empty() {
        out.push_str(&format!("indicators = [{}]\n", shown.join(", ")));
    }
    out
}

/// Indicators that tiles of a level carry by themselves: the first two that it has figures of.
fn default_indicators(level: &Level, guesses: &Guesses) -> Vec<String> {
    let has = |indicator: &&Indicator| {
        let sums = level.from().is_some_and(|from| indicator.levels.contains(from) && indicator.adds_up());
        indicator.levels.contains(&level.name) || sums
    };
    guesses.indicators.iter().filter(has).take(2).map(|indicator| indicator.id.clone()).collect()
}

fn id<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    pattern::of(codes).map_or_else(
        || comment("no `id`: the codes follow no pattern that gives small numbers"),
        |pattern| format!("id = {}\n", quoted(&pattern)),
    )
}

fn of_points(layer: &PointLayer, guesses: &Guesses) -> String {
    let mut out = format!("\n{}", comment(&layer.why));
    layer.doubts.iter().for_each(|told| out.push_str(&doubt(told)));
    out.push_str(&format!("[[points]]\nname = {}\nlabel = {}\n", quoted(&layer.name), bilingual(&layer.label)));
    out.push_str(&format!("source = {}\nkey = {}\n", source(&layer.find.source, &guesses.prefix), quoted(layer.key)));
    layer.title.iter().for_each(|title| out.push_str(&format!("title = {}\n", quoted(title))));
    if let Some((longitude, latitude)) = layer.position {
        out.push_str(&format!("longitude = {}\nlatitude = {}\n", quoted(longitude), quoted(latitude)));
    }
    if let Some((attribute, column)) = layer.declares() {
        out.push_str(&format!("parents = {{ {} = {} }}\n", key(attribute), quoted(column)));
    }
    if let Some((level, attribute, _)) = &layer.within {
        out.push_str(&format!("within = {{ level = {}, by = {} }}\n", quoted(level), quoted(attribute)));
    }
    if !layer.fields.is_empty() {
        let fields: Vec<String> = layer
            .fields
            .iter()
            .map(|(attribute, column)| {
                format!("  {} = {{ column = {}, type = \"auto\" }},\n", key(attribute), quoted(column))
            })
            .collect();
        out.push_str(&format!("fields = {{\n{}}}\n", fields.concat()));
    }
    out.push_str(&id(layer.codes.iter().map(|code| &**code)));
    out.push_str(&format!("zooms = [0, {HIGHEST}]\n"));
    if layer.find.rows > CROWD {
        out.push_str("clusters = {} # neighbours are joined, with exact counts\n");
    }
    out
}

fn view(guesses: &Guesses) -> String {
    // The largest level and its unions: what lies elsewhere is no wider level of it.
    let Some(finest) = guesses.levels.iter().find(|level| level.from().is_none()) else { return String::new() };
    let belongs = |level: &&Level| level.name == finest.name || level.from() == Some(finest.name.as_str());
    let levels: Vec<(&str, usize)> =
        guesses.levels.iter().rev().filter(belongs).map(|level| (level.name.as_str(), level.codes.len())).collect();
    let parts = zooms::view(&levels, guesses.bounds);
    if parts.len() < 2 {
        return String::new();
    }
    let mut out = String::new();
    heading(&mut out, "A view: one address, wider levels at lower zooms");
    let is_taken = |name: &str| {
        guesses.levels.iter().any(|level| level.name == name) || guesses.points.iter().any(|it| it.name == name)
    };
    let is_no_name = |name: &str| is_taken(name) || crate::gazetteer::is_reserved_name(name);
    let name = [guesses.name.clone(), format!("{}_map", guesses.name), "overview".to_owned()];
    let Some(name) = name.into_iter().find(|name| !is_no_name(name)) else { return String::new() };
    out.push_str(&format!("\n[[view]]\nname = {}\nlabel = {}\nlayers = [\n", quoted(&name), bilingual(&guesses.label)));
    for (layer, [from, to]) in parts {
        out.push_str(&format!("  {{ layer = {}, zooms = [{from}, {to}] }},\n", quoted(layer)));
    }
    out.push_str("]\n");
    out
}

fn unused(guesses: &Guesses) -> String {
    if guesses.unused.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    heading(&mut out, "Files that are not used, and why");
    out.push('\n');
    for (file, reason) in &guesses.unused {
        out.push_str(&comment(&format!("{file}: {reason}")));
    }
    out
}
