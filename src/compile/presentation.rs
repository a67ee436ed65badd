//! How a map is presented: what the recipe says that decides no shape. It stands in the almanac, so that a build that finds
//! nothing else changed keeps the atlas.

use super::features::OWN_FIELDS;
use crate::almanac::Presentation;
use crate::atlas::{AtlasDescription, LayerRecord};
use crate::gazetteer::{AREA_FIELD, Bilingual, LayerPresentation, SPACE_FIELD, View, ViewPart};
use crate::ingest::{LevelRecipe, PointsRecipe, Recipe};

/// How many fields of border lines a tile carries when the request names none: all but the codes on both sides.
const FIELDS_OF_LINES: usize = 3;

/// How the recipe presents an atlas that is made of it.
pub(super) fn presentation(recipe: &Recipe, atlas: &AtlasDescription) -> Presentation {
    let present = |(number, record)| of_layer(recipe, number, record);
    let labels = recipe.views.iter().map(|view| view.labels(|layer| recipe.level(layer).is_some()));
    let labels = labels.filter(|view| !view.parts.is_empty());
    Presentation {
        title: recipe.title.clone(),
        attribution: recipe.attribution.clone(),
        views: recipe.views.iter().cloned().chain(labels).chain(views_of_lines(atlas)).collect(),
        layers: atlas.layers.iter().enumerate().map(present).collect(),
    }
}

/// How a layer of the atlas is presented, by its number: levels come first, then points, then labels and lines.
fn of_layer(recipe: &Recipe, number: usize, record: &LayerRecord) -> LayerPresentation {
    let labelled = record.labels_of.and_then(|level| recipe.levels.get(usize::from(level)));
    let points = || recipe.points.get(number.checked_sub(recipe.levels.len())?);
    if let Some(level) = labelled {
        of_labels(level)
    } else if let Some(level) = recipe.levels.get(number) {
        of_level(level)
    } else if let Some(points) = points() {
        of_points(points)
    } else {
        of_lines(record)
    }
}

fn of_level(level: &LevelRecipe) -> LayerPresentation {
    LayerPresentation {
        label: level.label.clone(),
        description: level.description.clone(),
        default_fields: OWN_FIELDS.map(str::to_owned).to_vec(),
        default_indicators: level.indicators.clone(),
        budget: level.budget,
        notes: Vec::new(),
    }
}

fn of_points(points: &PointsRecipe) -> LayerPresentation {
    LayerPresentation {
        label: points.label.clone(),
        description: points.description.clone(),
        default_fields: OWN_FIELDS.map(str::to_owned).into_iter().chain(points.shown.iter().cloned()).collect(),
        default_indicators: points.indicators.clone(),
        budget: points.budget,
        notes: points.notes.clone(),
    }
}

/// Label points show what their territories do, and what they tell of these.
fn of_labels(level: &LevelRecipe) -> LayerPresentation {
    let mut of_labels = of_level(level);
    of_labels.label.fr.push_str(" : étiquettes");
    of_labels.label.en.push_str(": labels");
    of_labels.default_fields.extend([AREA_FIELD, SPACE_FIELD].map(str::to_owned));
    LayerPresentation { description: None, budget: None, ..of_labels }
}

fn of_lines(record: &LayerRecord) -> LayerPresentation {
    let shown = record.layer.fields.iter().take(FIELDS_OF_LINES);
    LayerPresentation {
        label: label_of_lines(),
        description: None,
        default_fields: shown.map(|field| field.name.clone()).collect(),
        default_indicators: Vec::new(),
        budget: None,
        notes: Vec::new(),
    }
}

fn label_of_lines() -> Bilingual {
    Bilingual { fr: "Limites".to_owned(), en: "Borders".to_owned() }
}

/// A view for each name under which layers of lines are shown together.
fn views_of_lines(atlas: &AtlasDescription) -> Vec<View> {
    let mut views: Vec<View> = Vec::new();
    for record in &atlas.layers {
        let Some(name) = &record.shown_as else { continue };
        let part = ViewPart { layer: record.layer.name.clone(), zooms: record.layer.zooms };
        match views.iter_mut().find(|view| view.name == *name) {
            Some(view) => view.parts.push(part),
            None => views.push(View { name: name.clone(), label: label_of_lines(), parts: vec![part] }),
        }
    }
    views
}
