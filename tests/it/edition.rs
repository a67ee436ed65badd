//! A catalogue with what a server keeps beside it.

use maillage::catalog::Catalog;
use maillage::geo::TileId;
use maillage::portrayal::Portrayal;
use maillage::query::{Caches, Request, SelectError, Selection, prepare};
use maillage::records::{DownloadRequest, NameIndex, Records, Table};
use maillage::statistics::ColumnCache;
use maillage::tile::{Drawn, Scratch, draw};

/// What names and values ask of layers.
#[track_caller]
pub(crate) fn asked(layers: &str, pairs: &[(&str, &str)]) -> Request {
    Request::read(layers, pairs).expect("parameters that there are")
}

pub(crate) struct Edition<'a, D> {
    catalog: &'a Catalog<D>,
    pub(crate) caches: Caches,
    columns: ColumnCache,
    names: NameIndex,
}

impl<'a, D: AsRef<[u8]>> Edition<'a, D> {
    pub(crate) fn of(catalog: &'a Catalog<D>) -> Edition<'a, D> {
        let (caches, columns, names) = (Caches::default(), ColumnCache::default(), NameIndex::default());
        Edition { catalog, caches, columns, names }
    }

    pub(crate) fn portrayal(&self) -> Portrayal<'_, D> {
        Portrayal { catalog: self.catalog, columns: &self.columns }
    }

    pub(crate) fn records(&self) -> Records<'_, D> {
        Records { catalog: self.catalog, caches: &self.caches, names: &self.names }
    }

    pub(crate) fn table<'t>(&'t self, request: &DownloadRequest<'t>) -> Result<Table<'t, D>, SelectError> {
        Table::new(self.records(), request, &request.select(self.catalog)?)
    }

    pub(crate) fn draw(&self, selection: &Selection, tile: TileId, scratch: &mut Scratch) -> Drawn {
        let prepared = prepare(self.catalog, &self.caches, selection, tile.zoom());
        draw(self.catalog, &prepared, tile, scratch)
    }
}
