use std::collections::{BTreeMap, BTreeSet};

use super::attributes::is_plain;
use super::check::Checker;
use super::clusters::read_clusters;
use super::form::{PointsForm, RecipeForm};
use super::notes::read_notes;
use super::placed::Placed;
use super::point_layer::{FieldRecipe, FieldType, PLACED_BY, PointsRecipe, PositionRecipe, Within};
use super::points_form::{FieldForm, WithinByForm, WithinForm};
use super::sources::read_source;
use super::tables::{read_marks, read_rules};
use crate::ingest::crs::Crs;

/// A layer of points. Where `within` says which territories hold them, the codes of those and of all coarser ones become
/// parents, if the table has no columns of them.
pub(super) fn read_points<'a>(checker: &mut Checker<'a>, recipe: &'a RecipeForm, form: &'a PointsForm) -> PointsRecipe {
    checker.layer_name(&form.name);
    let within = read_within(checker, form);
    let mut parents: BTreeMap<String, Option<String>> =
        form.parents.iter().map(|(attribute, column)| (attribute.to_string(), Some(column.to_string()))).collect();
    let implied = within.as_ref().map(|within| implied_parents(recipe, within)).unwrap_or_default();
    let computed: Vec<&str> = implied.iter().map(String::as_str).filter(|name| !parents.contains_key(*name)).collect();
    let also = within.as_ref().map(|within| held_by_place(recipe, form, within, &implied)).unwrap_or_default();
    let by_place = also.iter().map(|it| it.by.as_str()).filter(|name| !parents.contains_key(*name));
    let computed: Vec<&str> = computed.into_iter().chain(by_place).collect();
    let attributes: Vec<&Placed<String>> = form.parents.keys().chain(form.fields.keys()).collect();
    checker.attributes(&attributes, &computed, "the territories that hold the points have it: see `parents`");
    checker.attributes_of_points(&attributes);
    for name in &computed {
        checker.made_attribute(name, form.name.place());
    }
    for attribute in implied.iter().chain(also.iter().map(|it| &it.by)) {
        parents.entry(attribute.clone()).or_insert(None);
    }
    let fallback = read_fallback(checker, form, &parents);
    let fields = read_fields(checker, form, fallback.is_some());
    let zooms = checker.zooms(form.zooms.as_ref());
    let of_texts = fields.iter().filter(|(_, field)| field.kind == FieldType::Text).map(|(name, _)| name.as_str());
    let clusters = read_clusters(checker, form, zooms, &of_texts.chain(parents.keys().map(String::as_str)).collect());
    let position = read_position(checker, form);
    let source = read_source(checker, &form.source, &form.source.place());
    let has_shapes = position.is_none() && checker.has_places(&source);
    if position.is_none() && !has_shapes && fallback.is_none() {
        let message = format!("the points of `{}` have no place", *form.name);
        let help = "name the columns `longitude` and `latitude`, or `x` and `y` with a `crs`, or a file of points; or, where the \
                    table knows only their territories, `fallback = \"commune\"`";
        checker.fault(form.name.place(), message, help);
    }
    PointsRecipe {
        name: form.name.to_string(),
        label: form.label.clone(),
        description: form.description.clone(),
        source,
        key: form.key.clone(),
        title: form.title.clone(),
        position,
        has_shapes,
        shown: read_shown(checker, form, &parents, &fields),
        fallback,
        parents,
        codes: read_rules(checker, &form.codes),
        within,
        also,
        fields,
        id: checker.scheme(form.id.as_ref()),
        zooms,
        indicators: checker.indicators(&form.indicators),
        budget: checker.budget(form.budget.as_ref()),
        clusters,
        notes: read_notes(checker, form),
    }
}

/// The parents that follow from a territory: its code, and the codes of those that it lies in.
fn implied_parents(recipe: &RecipeForm, within: &Within) -> BTreeSet<String> {
    let dissolves = recipe.level.iter().filter_map(|level| level.dissolve.as_ref());
    let coarser = dissolves.filter(|dissolve| *dissolve.from == within.level).map(|dissolve| dissolve.by.to_string());
    let own = recipe.level.iter().filter(|level| *level.name == within.level).flat_map(|level| level.parents.keys());
    let own = own.map(|attribute| attribute.to_string());
    coarser.chain(own).chain([within.by.clone()]).collect()
}

/// Levels with shapes of their own, beside the one that points are within: their territories hold points by place. One
/// whose attribute is taken does not.
fn held_by_place(recipe: &RecipeForm, form: &PointsForm, within: &Within, implied: &BTreeSet<String>) -> Vec<Within> {
    let dissolved =
        recipe.level.iter().find(|level| *level.name == within.level).and_then(|level| level.dissolve.as_ref());
    let is_reached = |name: &str| name == within.level || dissolved.is_some_and(|dissolve| *dissolve.from == name);
    let has_shapes = recipe.level.iter().filter(|level| level.source.is_some() && !is_reached(&level.name));
    let held = has_shapes.map(|level| {
        let by = level.name.strip_suffix('s').unwrap_or(&level.name).to_owned();
        Within { level: level.name.to_string(), by }
    });
    let is_taken = |name: &str| {
        let is_field = form.fields.keys().any(|known| **known == name);
        is_field || implied.contains(name) || !is_plain(name) || recipe.indicator.iter().any(|it| *it.id == name)
    };
    held.filter(|it| !is_taken(&it.by)).collect()
}

/// Which level holds the points of a layer, and by which parent: one that the recipe declares, or one that is called like
/// the level and follows from the place.
fn read_within(checker: &mut Checker, points: &PointsForm) -> Option<Within> {
    let form = points.within.as_ref()?;
    let level = form.map(|within| within.level().to_owned());
    checker.known("level", &level, checker.level_names());
    let singular = level.strip_suffix('s').unwrap_or(&level);
    let usual = checker.dissolved_by(&level).unwrap_or(singular);
    let is_declared = |by: &str| points.parents.keys().any(|parent| **parent == by);
    let by = match &**form {
        WithinForm::By(WithinByForm { by, .. }) => {
            if !is_declared(by) && **by != usual {
                let message = format!("`{}` has no parent `{}`", *points.name, **by);
                let parents: Vec<&str> = points.parents.keys().map(|parent| parent.as_str()).collect();
                checker.fault(by.place(), message, format!("its parents are {}", parents.join(", ")));
            }
            by.as_str()
        }
        WithinForm::Level(_) => [usual, singular, &level].into_iter().find(|by| is_declared(by)).unwrap_or(usual),
    };
    if !is_plain(by) {
        let help = format!("declare a parent, and write `within = {{ level = \"{}\", by = \"…\" }}`", *level);
        checker.fault(form.place(), format!("`{by}` cannot be the name of an attribute"), help);
    }
    Some(Within { level: level.to_string(), by: by.to_owned() })
}

/// The parent at whose territory points stand that have no position.
fn read_fallback(
    checker: &mut Checker,
    form: &PointsForm,
    parents: &BTreeMap<String, Option<String>>,
) -> Option<String> {
    let fallback = form.fallback.as_ref()?;
    if !parents.contains_key(fallback.as_str()) {
        let message = format!("`{}` has no parent `{}`", *form.name, **fallback);
        let known: Vec<&str> = parents.keys().map(String::as_str).collect();
        let help = format!("name one of its `parents`: {}", known.join(", "));
        checker.fault(fallback.place(), message, help);
    }
    Some(fallback.to_string())
}

/// Further attributes; to them comes what points stand at, where some stand at their territory.
fn read_fields(checker: &mut Checker, form: &PointsForm, has_fallback: bool) -> BTreeMap<String, FieldRecipe> {
    let text = |column: Option<&String>| FieldRecipe { column: column.cloned(), kind: FieldType::Text, marks: None };
    let mut read = |field: &FieldForm| match field {
        FieldForm::Column(column) => text(Some(column)),
        FieldForm::Typed(typed) => {
            let marks = read_marks(checker, &typed.thousands, &typed.decimal);
            FieldRecipe { column: Some(typed.column.clone()), kind: typed.kind, marks }
        }
    };
    let mut fields: BTreeMap<String, FieldRecipe> =
        form.fields.iter().map(|(attribute, field)| (attribute.to_string(), read(field))).collect();
    if has_fallback {
        if !fields.contains_key(PLACED_BY) {
            checker.made_attribute(PLACED_BY, form.name.place());
        }
        let field = fields.entry(PLACED_BY.to_owned()).or_insert(text(None));
        if field.kind != FieldType::Text {
            let name = form.fields.keys().find(|name| name.as_str() == PLACED_BY);
            let message = format!("the field `{PLACED_BY}` has to be a text");
            let help = "it says what a point stands at: with `fallback` that may be the name of a parent";
            checker.fault(name.map_or_else(|| form.name.place(), Placed::place), message, help);
        }
    }
    fields
}

/// The attributes that tiles carry by themselves; what points stand at is one of them where some stand elsewhere.
fn read_shown(
    checker: &mut Checker,
    form: &PointsForm,
    parents: &BTreeMap<String, Option<String>>,
    fields: &BTreeMap<String, FieldRecipe>,
) -> Vec<String> {
    let mut shown: Vec<String> = Vec::new();
    for attribute in &form.shown {
        if !parents.contains_key(attribute.as_str()) && !fields.contains_key(attribute.as_str()) {
            let message = format!("`{}` has no attribute `{}`", *form.name, **attribute);
            checker.fault(attribute.place(), message, "name one of its `fields` or `parents`");
        } else if shown.contains(attribute) {
            let message = format!("the attribute `{}` is listed twice", **attribute);
            checker.fault(attribute.place(), message, "leave one of them out");
        }
        shown.push(attribute.to_string());
    }
    if form.fallback.is_some() && !shown.iter().any(|name| name == PLACED_BY) {
        shown.push(PLACED_BY.to_owned());
    }
    shown
}

/// The columns of positions: degrees, or x and y in a coordinate system.
fn read_position(checker: &mut Checker, form: &PointsForm) -> Option<PositionRecipe> {
    let crs = form.crs.as_ref().and_then(|crs| {
        let read = Crs::parse(crs);
        read.map_err(|error| checker.fault(crs.place(), error.to_string(), "")).ok()
    });
    let pairs = [(&form.longitude, &form.latitude), (&form.x, &form.y)];
    let named = pairs.map(|(x, y)| x.is_some() || y.is_some());
    let columns = pairs.into_iter().find_map(|(x, y)| Some((x.as_ref()?, y.as_ref()?)));
    let [degrees, projected] = named;
    let is_whole = columns.is_some() && !(degrees && projected);
    if (degrees || projected) && !is_whole {
        let help = "name two columns: `longitude` and `latitude`, or `x` and `y`";
        checker.fault(form.name.place(), format!("`{}` names half a position, or two", *form.name), help);
        return None;
    }
    let (x, y) = columns?;
    if projected && form.crs.is_none() && form.crs_column.is_none() {
        let message = format!("`{}` does not say in which coordinate system `x` and `y` are", *form.name);
        let help = "add `crs = \"EPSG:2154\"`, or `crs_column = \"…\"` where each row names its own";
        checker.fault(form.name.place(), message, help);
    }
    let usual = (degrees && form.crs_column.is_none()).then_some(Crs::DEGREES);
    Some(PositionRecipe { x: x.clone(), y: y.clone(), crs: crs.or(usual), crs_column: form.crs_column.clone() })
}
