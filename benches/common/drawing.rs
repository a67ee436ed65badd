//! Tiles as the server draws them.

use maillage::catalog::Catalog;
use maillage::geo::TileId;
use maillage::query::{Caches, Selection, prepare};
use maillage::tile::{Drawn, Scratch, draw};

/// What a drawing thread of the server has at hand.
#[derive(Default)]
pub(crate) struct Drawer {
    pub caches: Caches,
    scratch: Scratch,
}

impl Drawer {
    /// Draws a tile of a selection, with what has to be worked out for it.
    pub(crate) fn draw<D: AsRef<[u8]>>(&mut self, catalog: &Catalog<D>, selection: &Selection, tile: TileId) -> Drawn {
        draw(catalog, &prepare(catalog, &self.caches, selection, tile.zoom()), tile, &mut self.scratch)
    }
}
