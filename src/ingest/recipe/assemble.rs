use std::collections::BTreeMap;
use std::path::Path;

use super::check::Checker;
use super::error::Fault;
use super::form::{DissolveForm, LevelForm, RecipeForm, ViewForm};
use super::indicators::{read_indicators, read_passage, read_tallies};
use super::placed::{Columns, Placed};
use super::points::read_points;
use super::source_form::SourcesForm;
use super::sources::read_sources;
use super::tables::read_tables;
use super::{LevelRecipe, NameTable, Recipe, Shapes};
use crate::gazetteer::{View, ViewPart, ZoomRange};

/// Makes a recipe of what is written, or tells all that is wrong with it (at least one fault).
pub(super) fn assemble(path: &Path, form: &RecipeForm) -> Result<Recipe, Vec<Fault>> {
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let mut checker = Checker::new(form, &folder);
    checker.recipe_name(&form.name);
    checker.bounds(&form.bounds);
    let accept_loss = form.accept_loss.as_ref().and_then(|given| checker.accept_loss(given));
    let mesh = checker.mesh(&form.mesh);
    let levels: Vec<_> = form.level.iter().filter_map(|level| read_level(&mut checker, form, level)).collect();
    let points: Vec<_> = form.points.iter().map(|points| read_points(&mut checker, form, points)).collect();
    let zooms: BTreeMap<String, ZoomRange> = levels
        .iter()
        .map(|level| (level.name.clone(), level.zooms))
        .chain(points.iter().map(|points| (points.name.clone(), points.zooms)))
        .collect();
    let views = form.view.iter().map(|view| read_view(&mut checker, view, &zooms)).collect();
    let indicators = read_indicators(&mut checker, &form.indicator);
    let tables = read_tables(&mut checker, &form.absences, &form.table);
    let tallies = read_tallies(&mut checker, form, &tables);
    let passages = form.passage.iter().map(|passage| read_passage(&mut checker, passage)).collect();
    if !checker.faults.is_empty() {
        return Err(checker.faults);
    }
    let (name, title, attribution) = (form.name.to_string(), form.title.clone(), form.attribution.clone());
    let (path, bounds) = (path.to_owned(), *form.bounds);
    Ok(Recipe {
        path,
        folder,
        name,
        title,
        attribution,
        bounds,
        accept_loss,
        mesh,
        levels,
        points,
        views,
        indicators,
        tables,
        tallies,
        passages,
    })
}

/// None only beside a fault.
fn read_level<'a>(checker: &mut Checker<'a>, form: &'a RecipeForm, level: &'a LevelForm) -> Option<LevelRecipe> {
    checker.layer_name(&level.name);
    // The levels that are dissolved from this one, or beside this one from the same: their `by` become attributes here.
    let siblings = level.dissolve.as_ref().map(|dissolve| dissolve.from.as_str());
    let implied: Vec<&str> = form
        .level
        .iter()
        .filter(|other| *other.name != *level.name)
        .filter_map(|other| other.dissolve.as_ref())
        .filter(|dissolve| *dissolve.from == *level.name || Some(dissolve.from.as_str()) == siblings)
        .map(|dissolve| dissolve.by.as_str())
        .collect();
    let attributes: Vec<&Placed<String>> = level.fields.keys().chain(level.parents.keys()).collect();
    checker.attributes(&attributes, &implied, "a level is dissolved by it");
    let id = checker.scheme(level.id.as_ref());
    let zooms = checker.zooms(level.zooms.as_ref());
    let borders = checker.borders(level, zooms);
    let indicators = checker.indicators(&level.indicators);
    let budget = checker.budget(level.budget.as_ref());
    let shapes = match (&level.source, &level.dissolve) {
        (Some(source), None) => read_source(checker, level, source),
        (None, Some(dissolve)) => read_dissolve(checker, form, level, dissolve),
        (source, _) => {
            let has = if source.is_some() { "both `source` and `dissolve`" } else { "neither `source` nor `dissolve`" };
            let help = "give `source = \"file.fgb\"`, or `dissolve = { from = \"level\", by = \"column\" }`, not both";
            checker.fault(level.name.place(), format!("the level `{}` has {has}", *level.name), help);
            None
        }
    };
    Some(LevelRecipe {
        name: level.name.to_string(),
        label: level.label.clone(),
        description: level.description.clone(),
        shapes: shapes?,
        fields: plain_columns(&level.fields),
        parents: plain_columns(&level.parents),
        id,
        zooms,
        borders,
        indicators,
        budget,
    })
}

fn read_source(checker: &mut Checker, level: &LevelForm, source: &Placed<SourcesForm>) -> Option<Shapes> {
    let sources = read_sources(checker, source);
    if let Some(table) = &level.table {
        let help = "a level with `source` takes its names from there; `table` goes with `dissolve`";
        checker.fault(table.place(), format!("the level `{}` has a source and a table", *level.name), help);
    }
    let Some(key) = &level.key else {
        let message = format!("the level `{}` does not say which column holds the code", *level.name);
        checker.fault(level.name.place(), message, "add `key = \"column\"`");
        return None;
    };
    Some(Shapes::Source { sources, key: key.to_string(), title: level.title.as_deref().cloned() })
}

fn read_dissolve(
    checker: &mut Checker,
    form: &RecipeForm,
    level: &LevelForm,
    dissolve: &DissolveForm,
) -> Option<Shapes> {
    if checker.known("level", &dissolve.from, checker.level_names()) {
        let sources = form.level.iter().filter(|other| other.source.is_some()).map(|other| other.name.as_str());
        if !sources.clone().any(|name| name == *dissolve.from) {
            let itself = *dissolve.from == *level.name;
            let message = if itself {
                format!("the level `{}` is dissolved from itself", *level.name)
            } else {
                format!("the level `{}` has no source, so nothing can be dissolved from it", *dissolve.from)
            };
            let help = super::error::allowed_names("", sources);
            checker.fault(dissolve.from.place(), message, help);
        }
    }
    for parent in level.parents.keys() {
        let help = "`parents` goes with `source`; a dissolved level lies in what its parts lie in";
        checker.fault(parent.place(), format!("the dissolved level `{}` names parents", *level.name), help);
    }
    checker.attribute_of_dissolve(&dissolve.by);
    let names = read_name_table(checker, level);
    if let Some(none) = dissolve.digits.as_ref().filter(|digits| ***digits == 0) {
        checker.fault(none.place(), "no characters of a code are no code", "write how many, such as `digits = 2`");
    }
    let (from, by) = (dissolve.from.to_string(), dissolve.by.to_string());
    Some(Shapes::Dissolve { from, by, digits: dissolve.digits.as_deref().copied(), orphans: dissolve.orphans, names })
}

fn read_name_table(checker: &mut Checker, level: &LevelForm) -> Option<NameTable> {
    let Some(table) = &level.table else {
        let columns = level.key.iter().chain(&level.title).chain(level.fields.values());
        for column in columns {
            let message = format!("the level `{}` names the column `{}` but no table", *level.name, **column);
            checker.fault(column.place(), message, "add `table = \"file.csv\"`, or leave the column out");
        }
        return None;
    };
    let source = super::sources::read_source(checker, table, &table.place());
    let Some(key) = &level.key else {
        checker.fault(table.place(), "no column of this table is named as the code", "add `key = \"column\"`");
        return None;
    };
    Some(NameTable {
        file: source.file,
        layer: source.layer,
        key: key.to_string(),
        title: level.title.as_deref().cloned(),
    })
}

fn read_view<'a>(checker: &mut Checker<'a>, view: &'a ViewForm, zooms: &BTreeMap<String, ZoomRange>) -> View {
    checker.layer_name(&view.name);
    if view.layers.is_empty() {
        let help = "add `layers = [{ layer = \"name\", zooms = [0, 5] }]`";
        checker.fault(view.name.place(), format!("the view `{}` shows no layer", *view.name), help);
    }
    for part in &view.layers {
        let shown = checker.zooms(Some(&part.zooms));
        if !checker.known("layer", &part.layer, checker.layer_names()) {
            continue;
        }
        let Some(&own) = zooms.get(&*part.layer) else { continue };
        // Zooms that cannot be have been told already.
        if own.is_sound() && shown.is_sound() && !own.holds(shown) {
            let (view, layer) = (&*view.name, &*part.layer);
            let message = format!("the view `{view}` shows `{layer}` at zooms that the layer does not have");
            let help = format!("`{layer}` has zooms {} to {}", own.min, own.max);
            checker.fault(part.zooms.place(), message, help);
        }
    }
    let parts = view.layers.iter().map(|part| ViewPart { layer: part.layer.to_string(), zooms: *part.zooms }).collect();
    View { name: view.name.to_string(), label: view.label.clone(), parts }
}

fn plain_columns(columns: &Columns) -> BTreeMap<String, String> {
    columns.iter().map(|(attribute, column)| (attribute.to_string(), column.to_string())).collect()
}
