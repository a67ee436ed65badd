use crate::atlas::LayerView;
use crate::atlas::rtree::WorldBox;
use crate::cluster::{ForestView, Found};
use crate::geo::{BUFFER, EXTENT, TileId, WorldPoint};

/// The tiles of a zoom in which features of a layer may show, sorted, each once.
///
/// Clusters stand where their points are in the mean, which may be in a tile of none of them.
///
/// Those are the tiles for which [`super::draw`] finds a box in the R-tree, so no tile that shows a feature is missing.
/// A box is larger than its shape: some of the tiles come out empty. Tiles are found from the whole map down, at the
/// cost of those near features, not of all that the zoom has.
pub fn tiles_near<D: AsRef<[u8]>>(layer: &LayerView<'_, D>, zoom: u8) -> Vec<TileId> {
    let mut found = Vec::new();
    let mut waiting: Vec<TileId> = TileId::new(0, 0, 0).into_iter().collect();
    // A tile reaches beyond its square by as much as the tiles of `zoom` inside it do: what it does not see, no tile
    // inside it sees.
    let reach = f64::from(1u32 << (20 - zoom)) * (f64::from(BUFFER) + f64::from(layer.displacement(zoom)));
    while let Some(tile) = waiting.pop() {
        let mut is_near = false;
        layer.search(&square(tile, reach), |_| is_near = true);
        if is_near && tile.zoom() == zoom {
            found.push(tile);
        } else if is_near {
            waiting.extend(tile.children());
        }
    }
    if let Some(forest) = layer.clusters() {
        found.extend(tiles_of_clusters(forest, zoom));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The tiles that show a cluster of a zoom.
fn tiles_of_clusters(forest: ForestView<'_>, zoom: u8) -> Vec<TileId> {
    let mut found = Vec::new();
    forest.search([0.0; 2], [f64::from(u32::MAX); 2], zoom, |shown| {
        let Found::Cluster(_, node) = shown else { return };
        let place = WorldPoint { x: node.place[0].get(), y: node.place[1].get() };
        let at = place.on_grid(zoom).on_map(zoom);
        let near = |value: i32| [value - BUFFER, value + BUFFER].map(|value| (value.max(0) / EXTENT) as u32);
        let ([west, east], [north, south]) = (near(at.x), near(at.y));
        let places = [(west, north), (east, north), (west, south), (east, south)];
        // Beyond the edge of the map there is no tile.
        found.extend(places.iter().filter_map(|&(x, y)| TileId::new(zoom, x, y)));
    });
    found
}

/// The square of a tile on the world grid, and `reach` cells around it.
fn square(tile: TileId, reach: f64) -> WorldBox {
    let side = f64::from(1u32 << (20 - tile.zoom())) * f64::from(EXTENT);
    let min = [tile.x(), tile.y()].map(|place| f64::from(place) * side);
    WorldBox { min: min.map(|value| value - reach), max: min.map(|value| value + side + reach) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_square_of_a_tile_is_its_part_of_the_world() {
        let whole = square(TileId::new(0, 0, 0).unwrap(), 0.0);
        assert_eq!(whole, WorldBox { min: [0.0, 0.0], max: [2f64.powi(32), 2f64.powi(32)] });
        let last = square(TileId::new(18, (1 << 18) - 1, 1).unwrap(), 4.0);
        let side = 2f64.powi(14);
        let east = 2f64.powi(32);
        assert_eq!(last, WorldBox { min: [east - side - 4.0, side - 4.0], max: [east + 4.0, 2.0 * side + 4.0] });
    }
}
