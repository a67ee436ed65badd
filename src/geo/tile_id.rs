use super::{EXTENT, GridPoint, HIGHEST_ZOOM};

/// Address of a tile: zoom, column from the west, row from the north.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId {
    zoom: u8,
    x: u32,
    y: u32,
}

impl TileId {
    /// The tile, or none off the map or above zoom 18.
    pub fn new(zoom: u8, x: u32, y: u32) -> Option<TileId> {
        let on_map = zoom <= HIGHEST_ZOOM && x < 1 << zoom && y < 1 << zoom;
        on_map.then_some(TileId { zoom, x, y })
    }

    pub fn zoom(self) -> u8 {
        self.zoom
    }

    pub fn x(self) -> u32 {
        self.x
    }

    pub fn y(self) -> u32 {
        self.y
    }

    /// Its north-west corner on the grid of its zoom.
    pub fn corner(self) -> GridPoint {
        GridPoint { x: self.x as i32 * EXTENT, y: self.y as i32 * EXTENT }
    }

    /// The four tiles of the next zoom that cover the same square; none beyond zoom 18.
    pub fn children(self) -> impl Iterator<Item = TileId> {
        [(0, 0), (1, 0), (0, 1), (1, 1)]
            .into_iter()
            .filter_map(move |(right, down)| TileId::new(self.zoom + 1, self.x * 2 + right, self.y * 2 + down))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tiles_on_the_map_exist() {
        assert!(TileId::new(0, 0, 0).is_some());
        assert!(TileId::new(0, 1, 0).is_none());
        assert!(TileId::new(14, 16_383, 16_383).is_some());
        assert!(TileId::new(14, 0, 16_384).is_none());
        assert!(TileId::new(19, 0, 0).is_none());
        assert!(TileId::new(255, 0, 0).is_none());
    }

    #[test]
    fn children_cover_their_parent() {
        let parent = TileId::new(3, 4, 2).unwrap();
        let children: Vec<_> = parent.children().map(|child| (child.x(), child.y())).collect();
        assert_eq!(children, [(8, 4), (9, 4), (8, 5), (9, 5)]);
    }
}
