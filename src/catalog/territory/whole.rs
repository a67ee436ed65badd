use crate::almanac::ColumnView;
use crate::catalog::Catalog;
use crate::gazetteer::{Aggregation, Indicator, LayerKind};

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The figure of an indicator for the whole country in a year, made of the figures of one level; none for kinds
    /// that cannot be made of others. A layer of points that has figures of its own alone is made of these.
    ///
    /// Levels differ only by what is missing from them (a commune in no intermunicipality, a figure not told), so the
    /// level with the largest sum of what is counted is the most complete.
    pub fn whole(&self, layer: usize, indicator: &Indicator, year: i32) -> Option<f64> {
        let polygons = self.levels().filter(|(_, layer)| layer.kind == LayerKind::Polygons).map(|(number, _)| number);
        let of_polygons = polygons.filter_map(|number| self.sum(number, indicator, year));
        let most = of_polygons.max_by(|one, other| one.counted.total_cmp(&other.counted));
        most.or_else(|| self.sum(layer, indicator, year)).map(|sum| sum.figure)
    }

    /// The figure of all features of a layer together.
    fn sum(&self, layer: usize, indicator: &Indicator, year: i32) -> Option<Sum> {
        let column = |id: &str| self.almanac().column(layer, id, year);
        if let Aggregation::Share { numerator, denominator } = &indicator.aggregation {
            let (part, counted) = self.sum_pairs(&column(numerator)?, &column(denominator)?);
            return (counted != 0.0).then_some(Sum { figure: 100.0 * part / counted, counted });
        }
        if indicator.aggregation == Aggregation::Count {
            let summary = &column(&indicator.id)?.record().summary;
            return (summary.with_value > 0).then_some(Sum { figure: summary.sum, counted: summary.sum });
        }
        None
    }

    /// The sums of two columns over the features that have a figure in both.
    fn sum_pairs(&self, one: &ColumnView<'_>, other: &ColumnView<'_>) -> (f64, f64) {
        let value = |column, feature| self.figure(column, feature).value();
        let pairs = (0..one.numbers().len() as u32).filter_map(|it| Some((value(one, it)?, value(other, it)?)));
        pairs.fold((0.0, 0.0), |sums, pair| (sums.0 + pair.0, sums.1 + pair.1))
    }
}

/// A figure made of a level's, and how much was counted for it.
struct Sum {
    figure: f64,
    counted: f64,
}
