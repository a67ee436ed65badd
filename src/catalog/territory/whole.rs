use crate::almanac::ColumnView;
use crate::catalog::Catalog;
use crate::gazetteer::{Figure, Indicator, LayerKind, Reason, Rule};

/// A figure made of all those of a level.
pub(super) struct Whole {
    pub(super) figure: f64,
    /// How much was counted for it: the count itself, or a denominator or a weight.
    counted: f64,
    parts: Parts,
}

/// Of how much a figure could have been made, and of how much it is: features, or what they weigh.
#[derive(Default)]
struct Parts {
    known: f64,
    all: f64,
}

impl Whole {
    /// The share of what it could have been made of that had a figure. A partial one never looks whole.
    pub(super) fn coverage(&self) -> f64 {
        let Parts { known, all } = self.parts;
        if known >= all * (1.0 - 1e-9) { 1.0 } else { (known / all).clamp(1e-4, 1.0 - 1e-4) }
    }
}

impl Parts {
    /// The features of a column, each as much as any other.
    fn of(column: &ColumnView<'_>) -> Parts {
        let summary = &column.record().summary;
        if column.record().is_computed {
            let mut parts = Parts::default();
            (0..column.numbers().len() as u32).for_each(|it| parts.take(column.figure(it), column.coverage(it), 1.0));
            return parts;
        }
        let not_applicable = summary.reasons.get(&Reason::NotApplicable).copied().unwrap_or(0);
        let known = f64::from(summary.with_value);
        Parts { known, all: known + f64::from(summary.missing.saturating_sub(not_applicable)) }
    }

    /// Takes in what a feature weighs: wholly where a table gives its figure, else by the share that this rests on.
    /// Where nothing could be counted there is no gap.
    fn take(&mut self, figure: Figure, coverage: Option<f64>, weight: f64) {
        match figure {
            Figure::Missing(Some(Reason::NotApplicable)) => return,
            Figure::Missing(_) => {}
            Figure::Known(_) => self.known += weight * coverage.unwrap_or(1.0),
        }
        self.all += weight;
    }
}

impl<D: AsRef<[u8]>> Catalog<D> {
    /// The figure of an indicator for the whole country in a year, made of the figures of one level; none for kinds
    /// that cannot be made of others. A layer of points that has figures of its own alone is made of these.
    ///
    /// Levels differ only by what is missing from them (a commune in no intermunicipality, a figure not told), so the
    /// level with the largest sum of what is counted is the most complete; of equal ones the finest knows best what is
    /// missing.
    pub(super) fn whole(&self, layer: usize, indicator: &Indicator, year: i32) -> Option<Whole> {
        let polygons = self.levels().filter(|(_, layer)| layer.kind == LayerKind::Polygons);
        let of_polygons =
            polygons.filter_map(|(number, layer)| Some((self.sum(number, indicator, year)?, layer.features)));
        let most = of_polygons.max_by(|(one, features), (other, others)| {
            one.counted.total_cmp(&other.counted).then(features.cmp(others))
        });
        most.map(|(whole, _)| whole).or_else(|| self.sum(layer, indicator, year))
    }

    /// The figure of all features of a layer together.
    fn sum(&self, layer: usize, indicator: &Indicator, year: i32) -> Option<Whole> {
        let column = |id: &str| self.almanac().column(layer, id, year);
        match indicator.aggregation.rule() {
            Rule::Sum => {
                let column = column(&indicator.id)?;
                let summary = &column.record().summary;
                let (figure, counted) = (summary.sum, summary.sum);
                (summary.with_value > 0).then(|| Whole { figure, counted, parts: Parts::of(&column) })
            }
            Rule::Ratio { numerator, denominator, per } => {
                let (figures, weights) = (column(numerator)?, column(denominator)?);
                Pair { figures, weights, own: column(&indicator.id), made: |part, _| part }.whole(per)
            }
            Rule::Weighted { weight } => {
                let (figures, weights) = (column(&indicator.id)?, column(weight)?);
                Pair { figures, weights, own: Some(figures), made: |figure, weight| figure * weight }.whole(1.0)
            }
            Rule::None => None,
        }
    }
}

/// Two columns that make a figure together: what is added of both, over the sum of the second.
struct Pair<'a> {
    figures: ColumnView<'a>,
    weights: ColumnView<'a>,
    /// What the features have of the figure itself.
    own: Option<ColumnView<'a>>,
    made: fn(f64, f64) -> f64,
}

impl Pair<'_> {
    /// The figure of the features that have both.
    fn whole(&self, per: f64) -> Option<Whole> {
        let (mut sum, mut counted, mut parts) = (0.0, 0.0, Parts::default());
        for feature in 0..self.figures.numbers().len() as u32 {
            let Some(weight) = self.weights.figure(feature).value() else { continue };
            let coverage = self.own.and_then(|own| own.coverage(feature));
            parts.take(self.figures.figure(feature), coverage, weight);
            if let Some(figure) = self.figures.figure(feature).value() {
                sum += (self.made)(figure, weight);
                counted += weight;
            }
        }
        (counted != 0.0).then_some(Whole { figure: per * sum / counted, counted, parts })
    }
}
