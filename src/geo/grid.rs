use super::{BUFFER, EXTENT, TileId};

/// A point on the grid of one zoom: cells of a 4096th of a tile, x eastwards, y southwards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GridPoint {
    pub x: i32,
    pub y: i32,
}

/// A point relative to the north-west corner of one tile, in the same cells as [`GridPoint`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TilePoint {
    pub x: i32,
    pub y: i32,
}

/// What the points of both integer grids can do, for algorithms that do not care on which they work.
pub trait Planar: Copy + Ord {
    /// The coordinates.
    fn xy(self) -> (i32, i32);
}

impl Planar for GridPoint {
    fn xy(self) -> (i32, i32) {
        (self.x, self.y)
    }
}

impl Planar for TilePoint {
    fn xy(self) -> (i32, i32) {
        (self.x, self.y)
    }
}

impl GridPoint {
    /// The point, or the nearest cell on the map: a point on its eastern or southern edge would belong to no tile.
    pub fn on_map(self, zoom: u8) -> GridPoint {
        let last = (EXTENT << zoom) - 1;
        GridPoint { x: self.x.clamp(0, last), y: self.y.clamp(0, last) }
    }

    /// The same point seen from the tile whose corner is `corner`. Wraps rather than panics on points that no
    /// sound file holds.
    pub fn relative_to(self, corner: GridPoint) -> TilePoint {
        TilePoint { x: self.x.wrapping_sub(corner.x), y: self.y.wrapping_sub(corner.y) }
    }
}

/// A box on the grid of one zoom, edges included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridBox {
    pub min: GridPoint,
    pub max: GridPoint,
}

impl GridBox {
    /// The smallest box around the points; none around no points.
    pub fn around(points: impl IntoIterator<Item = GridPoint>) -> Option<GridBox> {
        points.into_iter().fold(None, |found: Option<GridBox>, point| {
            let so_far = found.unwrap_or(GridBox { min: point, max: point });
            Some(GridBox {
                min: GridPoint { x: so_far.min.x.min(point.x), y: so_far.min.y.min(point.y) },
                max: GridPoint { x: so_far.max.x.max(point.x), y: so_far.max.y.max(point.y) },
            })
        })
    }
}

/// What one tile shows: its square and the buffer around it, on the grid of its zoom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub min: GridPoint,
    pub max: GridPoint,
}

impl Window {
    /// The window of a tile.
    pub fn of(tile: TileId) -> Window {
        let corner = tile.corner();
        Window {
            min: GridPoint { x: corner.x - BUFFER, y: corner.y - BUFFER },
            max: GridPoint { x: corner.x + EXTENT + BUFFER, y: corner.y + EXTENT + BUFFER },
        }
    }

    /// The cells of a tile alone, each of which belongs to no other tile.
    pub fn without_buffer(tile: TileId) -> Window {
        let corner = tile.corner();
        Window { min: corner, max: GridPoint { x: corner.x + EXTENT - 1, y: corner.y + EXTENT - 1 } }
    }

    /// Whether a shape of that box needs no cutting.
    pub fn holds(&self, shape: &GridBox) -> bool {
        self.min.x <= shape.min.x && self.min.y <= shape.min.y && shape.max.x <= self.max.x && shape.max.y <= self.max.y
    }

    /// Whether a shape of that box may have a point in common with the window, its edges included.
    pub fn touches(&self, shape: &GridBox) -> bool {
        shape.min.x <= self.max.x && self.min.x <= shape.max.x && shape.min.y <= self.max.y && self.min.y <= shape.max.y
    }

    /// Whether a shape of that box may have area inside the window.
    pub fn meets(&self, shape: &GridBox) -> bool {
        shape.min.x < self.max.x && self.min.x < shape.max.x && shape.min.y < self.max.y && self.min.y < shape.max.y
    }
}
