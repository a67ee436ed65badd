use super::Catalog;
use crate::atlas::LayerRecord;
use crate::gazetteer::{Indicator, Language, Layer, LayerKind, Summary, View, ViewPart};

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The layers that may be asked for, in the atlas's order.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        let is_offered = |(_, record): &(&Layer, &LayerRecord)| !record.is_hidden();
        self.layers.iter().zip(&self.description().layers).filter(is_offered).map(|(layer, _)| layer)
    }

    /// A layer by its number.
    pub fn layer_at(&self, number: usize) -> Option<&Layer> {
        self.layers.get(number)
    }

    /// A layer that may be asked for by its name, with its number.
    pub fn layer(&self, name: &str) -> Option<(usize, &Layer)> {
        self.any_layer(name).filter(|(number, _)| !self.description().layers[*number].is_hidden())
    }

    /// A layer by its name, with its number, also one that only a view shows.
    pub(crate) fn any_layer(&self, name: &str) -> Option<(usize, &Layer)> {
        self.layers.iter().enumerate().find(|(_, layer)| layer.name == name)
    }

    /// The name under which tiles show a layer.
    pub fn shown_name(&self, number: usize) -> Option<&str> {
        Some(self.description().layers.get(number)?.shown_name())
    }

    pub fn views(&self) -> &[View] {
        &self.presentation().views
    }

    /// A view as those see it who ask: layers that are shown under one name are one.
    pub fn shown_view(&self, view: &View) -> View {
        let mut parts: Vec<ViewPart> = Vec::new();
        for ViewPart { layer, zooms } in &view.parts {
            let shown = self.any_layer(layer).and_then(|(number, _)| self.shown_name(number)).unwrap_or(layer);
            match parts.iter_mut().find(|part| part.layer == shown && shown != layer) {
                Some(part) => part.zooms = part.zooms.union(*zooms),
                None => parts.push(ViewPart { layer: shown.to_owned(), zooms: *zooms }),
            }
        }
        View { parts, ..view.clone() }
    }

    pub fn view(&self, name: &str) -> Option<&View> {
        self.views().iter().find(|view| view.name == name)
    }

    pub fn all_indicators(&self) -> &[Indicator] {
        &self.almanac().description().indicators
    }

    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.all_indicators().iter().find(|indicator| indicator.id == id)
    }

    /// The layer whose figures a layer shows: for label points that of the territories that they label.
    pub fn figures_layer(&self, layer: usize) -> usize {
        let record = self.description().layers.get(layer);
        record.and_then(|record| record.labels_of).map_or(layer, usize::from)
    }

    /// The layer of the label points of a layer.
    pub fn labels_layer(&self, layer: usize) -> Option<usize> {
        let mut records = self.description().layers.iter();
        records.position(|record| record.labels_of.map(usize::from) == Some(layer))
    }

    /// The latest year in which an indicator has figures for a layer.
    pub fn latest_year(&self, layer: usize, indicator: &str) -> Option<i32> {
        let records = self.almanac().description().columns.get(self.figures_layer(layer))?;
        let known = records.iter().filter(|record| record.indicator == indicator && record.summary.with_value > 0);
        known.map(|record| record.year).max()
    }

    /// The years in which an indicator has a column at a layer.
    pub(crate) fn years_of(&self, layer: usize, indicator: &str) -> Vec<i32> {
        let records = self.almanac().description().columns.get(self.figures_layer(layer));
        let of_indicator = records.into_iter().flatten().filter(|record| record.indicator == indicator);
        of_indicator.map(|record| record.year).collect()
    }

    /// The number of the column of an indicator in a year for a layer.
    pub fn column(&self, layer: usize, indicator: &str, year: i32) -> Option<usize> {
        let records = self.almanac().description().columns.get(self.figures_layer(layer))?;
        records.iter().position(|record| record.indicator == indicator && record.year == year)
    }

    /// What the column of an indicator in a year holds for a layer.
    pub fn summary(&self, layer: usize, indicator: &str, year: i32) -> Option<&Summary> {
        let column = self.column(layer, indicator, year)?;
        let records = self.almanac().description().columns.get(self.figures_layer(layer))?;
        Some(&records.get(column)?.summary)
    }

    /// The layers of points, with their numbers.
    pub fn point_layers(&self) -> impl Iterator<Item = (usize, &Layer)> {
        self.levels().filter(|(_, layer)| layer.kind == LayerKind::Points)
    }

    /// A layer's or a view's label.
    pub fn label(&self, name: &str, language: Language) -> Option<&str> {
        let layer = self.layer(name).map(|(_, layer)| &layer.label);
        let label = layer.or_else(|| self.view(name).map(|view| &view.label))?;
        Some(label.get(language))
    }
}
