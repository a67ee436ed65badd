use crate::catalog::Catalog;
use crate::statistics::{ColumnCache, Statistics};

/// The maps that can be made of a catalogue; `columns` keeps what was found out of its figures.
pub struct Portrayal<'a, D> {
    pub catalog: &'a Catalog<D>,
    pub columns: &'a ColumnCache,
}

impl<D> Clone for Portrayal<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D> Copy for Portrayal<'_, D> {}

impl<'a, D: AsRef<[u8]>> Portrayal<'a, D> {
    pub(super) fn statistics(self) -> Statistics<'a, D> {
        Statistics { catalog: self.catalog, columns: self.columns }
    }
}
