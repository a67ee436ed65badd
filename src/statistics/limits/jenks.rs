//! Natural breaks, exactly: the partition of figures on a line into k classes with the least sum of squared
//! deviations from the means of the classes ("Jenks", "Fisher–Jenks", k-means in one dimension).
//!
//! Wang & Song 2011, "Ckmeans.1d.dp: optimal k-means clustering in one dimension by dynamic programming", The R
//! Journal 3(2), with weights and divide and conquer over the splits as in Song & Zhong 2020, "Efficient weighted
//! univariate clustering", Bioinformatics 36(20): the best split of a longer prefix never lies before that of a shorter
//! one, so that a layer of the table takes O(m log m) for m distinct figures. Equal figures are one point with the sum
//! of their weights: they are never parted, and fewer distinct figures than classes give fewer classes.

/// Limits of the best partition into `count` classes: the least figure of each class but the first.
pub(crate) fn limits(values: &[f64], weights: Option<&[f64]>, count: usize) -> Vec<f64> {
    let points = Points::new(values, weights);
    points.starts(count).into_iter().skip(1).filter_map(|start| points.values.get(start).copied()).collect()
}

/// Distinct figures with running sums over them, in which the cost of any class takes a subtraction.
struct Points {
    values: Vec<f64>,
    /// Sums before each point, and of all at the end: one more than there are points.
    weights: Vec<f64>,
    sums: Vec<f64>,
    squares: Vec<f64>,
}

impl Points {
    fn new(values: &[f64], weights: Option<&[f64]>) -> Points {
        // Figures near zero lose least to the subtraction of large sums.
        let origin = values.get(values.len() / 2).copied().unwrap_or(0.0);
        let mut points = Points { values: Vec::new(), weights: vec![0.0], sums: vec![0.0], squares: vec![0.0] };
        let (mut weight, mut sum, mut square) = (0.0, 0.0, 0.0);
        for (place, &value) in values.iter().enumerate() {
            let by = weights.map_or(1.0, |weights| weights.get(place).copied().unwrap_or(0.0));
            if by <= 0.0 {
                continue;
            }
            let shifted = value - origin;
            weight += by;
            sum += by * shifted;
            square += by * shifted * shifted;
            if points.values.last() == Some(&value) {
                points.weights.pop();
                points.sums.pop();
                points.squares.pop();
            } else {
                points.values.push(value);
            }
            points.weights.push(weight);
            points.sums.push(sum);
            points.squares.push(square);
        }
        points
    }

    /// The sum of squared deviations of the points `from..to` from their mean.
    fn cost(&self, from: usize, to: usize) -> f64 {
        let part = |sums: &[f64]| sums[to] - sums[from];
        let (weight, sum) = (part(&self.weights), part(&self.sums));
        if to - from < 2 || weight <= 0.0 { 0.0 } else { (part(&self.squares) - sum * sum / weight).max(0.0) }
    }

    /// Where each class of the best partition begins.
    fn starts(&self, count: usize) -> Vec<usize> {
        let total = self.values.len();
        let count = count.min(total);
        if count == 0 {
            return Vec::new();
        }
        // The least cost of the first 0, 1, 2, … points in as many classes as the layer has.
        let mut costs: Vec<f64> = (0..=total).map(|end| self.cost(0, end)).collect();
        let mut splits: Vec<Vec<usize>> = Vec::new();
        for classes in 2..=count {
            let (unknown, none) = (vec![f64::INFINITY; total + 1], vec![0; total + 1]);
            let mut layer = Layer { points: self, before: &costs, costs: unknown, splits: none };
            layer.fill(classes..=total, classes - 1..=total);
            let Layer { costs: found, splits: places, .. } = layer;
            costs = found;
            splits.push(places);
        }
        let mut starts = Vec::with_capacity(count);
        let mut end = total;
        for layer in splits.iter().rev() {
            end = layer[end];
            starts.push(end);
        }
        starts.push(0);
        starts.reverse();
        starts
    }
}

/// The best partitions of every prefix into one class more than `before` has.
struct Layer<'a> {
    points: &'a Points,
    before: &'a [f64],
    costs: Vec<f64>,
    /// Where the last class of each prefix begins.
    splits: Vec<usize>,
}

impl Layer<'_> {
    /// Finds the best split of the prefixes that end at `ends`, among `splits`: that of the middle one first, which
    /// bounds those of both sides.
    fn fill(&mut self, ends: std::ops::RangeInclusive<usize>, splits: std::ops::RangeInclusive<usize>) {
        if ends.is_empty() {
            return;
        }
        let (first, last) = ends.into_inner();
        let (low, high) = splits.into_inner();
        let middle = first.midpoint(last);
        for split in low..=high.min(middle - 1) {
            let cost = self.before[split] + self.points.cost(split, middle);
            if cost < self.costs[middle] {
                self.costs[middle] = cost;
                self.splits[middle] = split;
            }
        }
        let best = self.splits[middle].max(low);
        self.fill(first..=middle - 1, low..=best);
        self.fill(middle + 1..=last, best..=high);
    }
}
