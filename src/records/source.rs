use super::index::NameIndex;
use crate::catalog::Catalog;
use crate::query::Caches;

/// The records of a catalogue's features, with what was worked out lately.
pub struct Records<'a, D> {
    pub catalog: &'a Catalog<D>,
    pub caches: &'a Caches,
    pub names: &'a NameIndex,
}

impl<D> Clone for Records<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D> Copy for Records<'_, D> {}
