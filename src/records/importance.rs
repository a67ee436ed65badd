use crate::almanac::ColumnView;
use crate::catalog::Catalog;
use crate::gazetteer::{Aggregation, Indicator, LayerId};

/// The indicator whose figures tell how important a territory is among those found: the first count of the layer's
/// own, else of all, in its latest year.
pub(super) fn importance<D: AsRef<[u8]>>(catalog: &Catalog<D>, layer: LayerId) -> Option<ColumnView<'_>> {
    let own = catalog.layer_at(layer).default_indicators.iter().filter_map(|id| catalog.indicator(id));
    let mut counts = own.chain(catalog.all_indicators()).filter(|indicator| is_count(indicator));
    let column = counts.find_map(|indicator| catalog.latest_column(layer, &indicator.id))?;
    Some(catalog.figures(column))
}

fn is_count(indicator: &Indicator) -> bool {
    indicator.aggregation == Aggregation::Count
}
