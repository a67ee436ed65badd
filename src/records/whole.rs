use super::source::Records;
use crate::gazetteer::{Indicator, LayerId, LayerKind, Whole};

impl<'a, D: AsRef<[u8]>> Records<'a, D> {
    /// The figure of an indicator for the whole country in a year, made of the figures of one level; none for kinds
    /// that cannot be made of others. A layer of points that has figures of its own alone is made of these.
    ///
    /// Levels differ only by what is missing from them (a commune in no intermunicipality, a figure not known), so the
    /// level with the largest sum of what is counted is the most complete; of equal ones the finest knows best what is
    /// missing.
    pub fn whole(self, layer: LayerId, indicator: &Indicator, year: i32) -> Option<Whole> {
        let of = |layer| self.catalog.summary(self.catalog.column(layer, &indicator.id, year)?).whole;
        let polygons = self.catalog.levels().filter(|(_, layer)| layer.kind == LayerKind::Polygons);
        let of_polygons = polygons.filter_map(|(id, layer)| Some((of(id)?, layer.features)));
        let most = of_polygons.max_by(|(one, features), (other, others)| {
            one.counted.total_cmp(&other.counted).then(features.cmp(others))
        });
        most.map(|(whole, _)| whole).or_else(|| of(layer))
    }
}
