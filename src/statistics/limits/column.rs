/// Finite figures, ascending, each with its weight where there are weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    values: Vec<f64>,
    weights: Option<Vec<f64>>,
}

impl Column {
    /// Figures in any order; those that are not finite are left out.
    pub fn new(values: impl IntoIterator<Item = f64>) -> Column {
        let mut values: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        Column { values, weights: None }
    }

    /// Figures in any order with their weights; a weight that is not above zero counts as zero.
    pub fn weighted(pairs: impl IntoIterator<Item = (f64, f64)>) -> Column {
        let mut pairs: Vec<(f64, f64)> = pairs.into_iter().filter(|(value, _)| value.is_finite()).collect();
        pairs.sort_by(|one, other| one.0.total_cmp(&other.0));
        let weight = |weight: f64| if weight.is_finite() { weight.max(0.0) } else { 0.0 };
        let (values, weights) = pairs.into_iter().map(|(value, by)| (value, weight(by))).unzip();
        Column { values, weights: Some(weights) }
    }

    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// As many as values.
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// The mean, weighted where there are weights; zero of nothing.
    pub fn mean(&self) -> f64 {
        mean(&self.values, self.weights())
    }

    /// The standard deviation of a sample: squares are divided by one less than the number of features, or than the
    /// sum of the weights, which are numbers of things.
    pub fn deviation(&self) -> f64 {
        let mean = self.mean();
        let square = |value: &f64| (value - mean).powi(2);
        let (squares, count) = match self.weights() {
            Some(weights) => {
                let squares: f64 = self.values.iter().zip(weights).map(|(value, weight)| weight * square(value)).sum();
                (squares, weights.iter().sum::<f64>())
            }
            None => (self.values.iter().map(square).sum(), self.values.len() as f64),
        };
        if count > 1.0 { (squares / (count - 1.0)).sqrt() } else { 0.0 }
    }
}

/// The mean of figures, weighted where there are weights; zero where nothing weighs anything.
pub(crate) fn mean(values: &[f64], weights: Option<&[f64]>) -> f64 {
    let (sum, count) = match weights {
        Some(weights) => {
            (values.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f64>(), weights.iter().sum())
        }
        None => (values.iter().sum::<f64>(), values.len() as f64),
    };
    if count > 0.0 { sum / count } else { 0.0 }
}
