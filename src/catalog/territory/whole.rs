use crate::almanac::ColumnView;
use crate::catalog::Catalog;
use crate::gazetteer::{Indicator, LayerKind, Rule};

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
        match indicator.aggregation.rule() {
            Rule::Sum => {
                let summary = &column(&indicator.id)?.record().summary;
                (summary.with_value > 0).then_some(Sum { figure: summary.sum, counted: summary.sum })
            }
            Rule::Ratio { numerator, denominator, per } => {
                let (part, counted) = self.sum_pairs(&column(numerator)?, &column(denominator)?, |part, _| part);
                (counted != 0.0).then_some(Sum { figure: per * part / counted, counted })
            }
            Rule::Weighted { weight } => {
                let product = |figure, weight| figure * weight;
                let (sum, counted) = self.sum_pairs(&column(&indicator.id)?, &column(weight)?, product);
                (counted != 0.0).then_some(Sum { figure: sum / counted, counted })
            }
            Rule::None => None,
        }
    }

    /// What two columns make together, and the sum of the second, over the features that have a figure in both.
    fn sum_pairs(&self, one: &ColumnView<'_>, other: &ColumnView<'_>, made: impl Fn(f64, f64) -> f64) -> (f64, f64) {
        let value = |column: &ColumnView<'_>, feature| column.figure(feature).value();
        let pairs = (0..one.numbers().len() as u32).filter_map(|it| Some((value(one, it)?, value(other, it)?)));
        pairs.fold((0.0, 0.0), |sums, (one, other)| (sums.0 + made(one, other), sums.1 + other))
    }
}

/// A figure made of a level's, and how much was counted for it.
struct Sum {
    figure: f64,
    counted: f64,
}
