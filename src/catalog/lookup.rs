use super::Catalog;
use crate::atlas::{LayerRecord, LayerView};
use crate::gazetteer::{Field, FieldId, Language, Layer, LayerId, LayerKind, View, ViewPart};

impl<D: AsRef<[u8]>> Catalog<D> {
    /// Every layer in the atlas's order, also those that cannot be asked for.
    pub fn all_layers(&self) -> impl Iterator<Item = (LayerId, &LayerRecord)> {
        let records = self.description().layers.iter().enumerate();
        records.map(|(number, record)| (LayerId::new(number, self.stamp), record))
    }

    /// The layers that may be asked for, in the atlas's order.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        let is_offered = |(_, record): &(&Layer, &LayerRecord)| !record.is_hidden();
        self.layers.iter().zip(&self.description().layers).filter(is_offered).map(|(layer, _)| layer)
    }

    /// A layer that may be asked for by its name.
    pub fn layer(&self, name: &str) -> Option<(LayerId, &Layer)> {
        self.any_layer(name).filter(|(id, _)| !self.record(*id).is_hidden())
    }

    /// A layer by its name, also one that only a view shows.
    pub(crate) fn any_layer(&self, name: &str) -> Option<(LayerId, &Layer)> {
        let mut layers = self.all_layers().map(|(id, _)| (id, self.layer_at(id)));
        layers.find(|(_, layer)| layer.name == name)
    }

    /// The layer of a number that the description names, such as one of a family.
    pub fn numbered(&self, number: u16) -> Option<LayerId> {
        let number = usize::from(number);
        (number < self.description().layers.len()).then(|| LayerId::new(number, self.stamp))
    }

    /// A layer as the atlas describes it.
    pub fn record(&self, layer: LayerId) -> &LayerRecord {
        &self.description().layers[layer.number(self.stamp)]
    }

    pub fn layer_at(&self, layer: LayerId) -> &Layer {
        &self.layers[layer.number(self.stamp)]
    }

    /// What the atlas holds of a layer.
    pub fn view(&self, layer: LayerId) -> LayerView<'_, D> {
        self.atlas().layer_at(layer.number(self.stamp))
    }

    /// The name under which tiles show a layer.
    pub fn shown_name(&self, layer: LayerId) -> &str {
        self.record(layer).shown_name()
    }

    /// The fields of a layer, in order.
    pub fn fields(&self, layer: LayerId) -> impl Iterator<Item = (FieldId, &Field)> {
        let fields = self.layer_at(layer).fields.iter().enumerate();
        fields.map(move |(number, field)| (layer.field(number), field))
    }

    pub fn field(&self, field: FieldId) -> &Field {
        &self.layer_at(field.layer()).fields[field.number()]
    }

    pub fn views(&self) -> &[View] {
        &self.presentation().views
    }

    /// A view as those see it who ask: layers that are shown under one name are one.
    pub fn shown_view(&self, view: &View) -> View {
        let mut parts: Vec<ViewPart> = Vec::new();
        for ViewPart { layer, zooms } in &view.parts {
            let shown = self.any_layer(layer).map_or(layer.as_str(), |(id, _)| self.shown_name(id));
            match parts.iter_mut().find(|part| part.layer == shown && shown != layer) {
                Some(part) => part.zooms = part.zooms.union(*zooms),
                None => parts.push(ViewPart { layer: shown.to_owned(), zooms: *zooms }),
            }
        }
        View { parts, ..view.clone() }
    }

    /// A view by its name.
    pub fn named_view(&self, name: &str) -> Option<&View> {
        self.views().iter().find(|view| view.name == name)
    }

    /// The layer whose figures a layer shows and by which its features are filtered: itself, or for label points that of
    /// the territories that they label. Lines have none.
    pub fn figures_layer(&self, layer: LayerId) -> Option<LayerId> {
        let shown = self.record(layer).labels_of.map_or(Some(layer), |labelled| self.numbered(labelled))?;
        self.record(shown).has_figures().then_some(shown)
    }

    /// The layer of the label points of a layer.
    pub fn labels_layer(&self, layer: LayerId) -> Option<LayerId> {
        let number = layer.number(self.stamp);
        self.all_layers().find(|(_, record)| record.labels_of.map(usize::from) == Some(number)).map(|(id, _)| id)
    }

    /// The layers of points.
    pub fn point_layers(&self) -> impl Iterator<Item = (LayerId, &Layer)> {
        self.levels().filter(|(_, layer)| layer.kind == LayerKind::Points)
    }

    /// A layer's or a view's label.
    pub fn label(&self, name: &str, language: Language) -> Option<&str> {
        let layer = self.layer(name).map(|(_, layer)| &layer.label);
        let label = layer.or_else(|| self.named_view(name).map(|view| &view.label))?;
        Some(label.get(language))
    }
}
