use super::{Catalog, Territory};
use crate::gazetteer::CODE;

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The features of a layer that a territory holds, ascending.
    pub fn held_by(&self, parent: Territory, layer: usize) -> Vec<u32> {
        let level = self.layer_at(parent.layer).map(|layer| &layer.name);
        let fields = self.layer_at(layer).map_or(&[][..], |layer| &layer.fields);
        let Some(field) = fields.iter().position(|field| field.level.is_some() && field.level.as_ref() == level) else {
            return Vec::new();
        };
        let codes = self.atlas().layer(parent.layer).and_then(|view| view.column(CODE));
        let code = codes.and_then(|codes| codes.get(parent.feature as usize));
        let column = self.atlas().layer(layer).and_then(|view| view.column(field));
        let (Some(code), Some(column)) = (code, column) else { return Vec::new() };
        // The atlas keeps every text once, so equal codes have equal numbers.
        let is_held = |(feature, parent)| (parent == code).then_some(feature);
        (0..).zip(column).filter_map(is_held).collect()
    }

    /// The territories of the same level that share a piece of border with one, by ascending code.
    pub fn neighbours(&self, territory: Territory) -> Vec<Territory> {
        let Territory { layer, feature } = territory;
        let Some(view) = self.atlas().layer(layer) else { return Vec::new() };
        let neighbours = view.neighbours(feature).into_iter().map(|feature| Territory { layer, feature });
        let mut found: Vec<Territory> = neighbours.collect();
        found.sort_by_key(|&neighbour| self.code_and_name(neighbour).0);
        found
    }

    /// The field of a layer with codes of a level: in that level itself its own.
    pub(crate) fn field_of_level(&self, layer: usize, level: &str) -> Option<usize> {
        let layer = self.layer_at(layer)?;
        if layer.name == level {
            return Some(CODE);
        }
        layer.fields.iter().position(|field| field.level.as_deref() == Some(level))
    }

    /// The code of a territory as columns have it. A value is in the dictionary once, so equal codes are equal numbers.
    pub(crate) fn code_number(&self, territory: Territory) -> Option<u32> {
        let codes = self.atlas().layer(territory.layer)?.column(CODE)?;
        codes.get(territory.feature as usize).map(|code| code.get()).filter(|&code| code != 0)
    }

    /// The names under which the features of other layers carry the codes of a level.
    pub(crate) fn names_of_codes(&self, layer: usize) -> impl Iterator<Item = &str> {
        let level = self.layer_at(layer).map(|layer| layer.name.as_str());
        let fields = self.levels().flat_map(|(_, layer)| &layer.fields);
        fields.filter(move |field| field.level.as_deref() == level && level.is_some()).map(|field| field.name.as_str())
    }
}
