use zerocopy::little_endian::U32;

use super::Catalog;
use crate::gazetteer::{CODE, FeatureId, Field, FieldId, LayerId};

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The features of a layer that a territory holds, ascending.
    pub fn held_by(&self, parent: FeatureId, layer: LayerId) -> Vec<u32> {
        let level = self.layer_at(parent.layer).name.as_str();
        let mut fields = self.fields(layer);
        let Some((field, _)) = fields.find(|(_, field)| field.level.as_deref() == Some(level)) else {
            return Vec::new();
        };
        let (Some(code), Some(column)) = (self.code_number(parent), self.view(layer).column(field.number())) else {
            return Vec::new();
        };
        let is_held = |(feature, parent): (u32, &U32)| (parent.get() == code).then_some(feature);
        (0..).zip(column).filter_map(is_held).collect()
    }

    /// The territories of the same level that share a piece of border with one, by ascending code.
    pub fn neighbours(&self, territory: FeatureId) -> Vec<FeatureId> {
        let FeatureId { layer, number } = territory;
        let neighbours = self.view(layer).neighbours(number).into_iter().map(|number| layer.feature(number));
        let mut found: Vec<FeatureId> = neighbours.collect();
        found.sort_by_key(|&neighbour| self.code_and_name(neighbour).0);
        found
    }

    /// The field of a layer with codes of a level: in that level itself its own.
    pub(crate) fn field_of_level(&self, layer: LayerId, level: &str) -> Option<FieldId> {
        let is_own = self.layer_at(layer).name == level;
        let is_of_level = |(id, field): &(FieldId, &Field)| {
            if is_own { id.number() == CODE } else { field.level.as_deref() == Some(level) }
        };
        self.fields(layer).find(is_of_level).map(|(id, _)| id)
    }

    /// The code of a territory as columns have it. A value is in the dictionary once, so equal codes are equal numbers.
    pub(crate) fn code_number(&self, territory: FeatureId) -> Option<u32> {
        let codes = self.view(territory.layer).column(CODE)?;
        codes.get(territory.number as usize).map(|code| code.get()).filter(|&code| code != 0)
    }

    /// The names under which the features of other layers carry the codes of a level.
    pub(crate) fn names_of_codes(&self, layer: LayerId) -> impl Iterator<Item = &str> {
        let level = self.layer_at(layer).name.as_str();
        let fields = self.levels().flat_map(|(_, layer)| &layer.fields);
        fields.filter(move |field| field.level.as_deref() == Some(level)).map(|field| field.name.as_str())
    }
}
