use super::Territory;
use crate::catalog::Catalog;

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The territories of the same level that share a piece of border with one, by ascending code.
    pub fn neighbours(&self, territory: Territory) -> Vec<Territory> {
        let Territory { layer, feature } = territory;
        let Some(view) = self.atlas().layer(layer) else { return Vec::new() };
        let neighbours = view.neighbours(feature).into_iter().map(|feature| Territory { layer, feature });
        let mut found: Vec<Territory> = neighbours.collect();
        found.sort_by_key(|&neighbour| self.code_and_name(neighbour).0);
        found
    }
}
