use crate::almanac::ColumnView;
use crate::catalog::Catalog;
use crate::gazetteer::{Aggregation, Indicator};

/// The indicator whose figures tell how important a territory is among those found: the first count of the layer's
/// own, else of all, in its latest year.
pub(super) fn importance<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: usize) -> Option<ColumnView<'_>> {
    let own = catalog.layer_at(layer)?.default_indicators.iter().filter_map(|id| catalog.indicator(id));
    let counts = own.chain(catalog.all_indicators()).filter(|indicator| is_count(indicator));
    counts.into_iter().find_map(|indicator| {
        let year = catalog.latest_year(layer, &indicator.id)?;
        catalog.almanac().column(layer, &indicator.id, year)
    })
}

fn is_count(indicator: &Indicator) -> bool {
    indicator.aggregation == Aggregation::Count
}
