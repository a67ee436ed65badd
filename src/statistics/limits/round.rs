/// Limits rounded for people, each to the roundest number that leaves every figure in its class: above the greatest
/// figure below the limit and not above the least figure from it on, and no further than `reach` from where it was.
pub(super) fn same_classes(values: &[f64], limits: &[f64], decimals: u8, reach: f64) -> Vec<f64> {
    let mut rounded: Vec<f64> = Vec::with_capacity(limits.len());
    for (number, &limit) in limits.iter().enumerate() {
        let place = values.partition_point(|&value| value < limit);
        let below = place.checked_sub(1).and_then(|before| values.get(before)).copied();
        let above = values.get(place).copied().unwrap_or(limit);
        let floor = [below, rounded.last().copied()].into_iter().flatten().fold(f64::NEG_INFINITY, f64::max);
        let next = limits.get(number + 1).copied().unwrap_or(f64::INFINITY);
        let fits = |it: f64| it > floor && it <= above && it < next && (it - limit).abs() <= reach;
        let width = if floor.is_finite() { (above - floor).min(reach) } else { 0.0 };
        rounded.push(roundest(limit, width, decimals, 3, fits));
    }
    rounded
}

/// The roundest number next to `number` that `fits`, found within about `reach` of it; `number` itself if none does.
/// Of the multiples of a round number so many are tried, the nearest first, up to three.
pub(super) fn roundest(number: f64, reach: f64, decimals: u8, tries: usize, fits: impl Fn(f64) -> bool) -> f64 {
    let coarsest = number.abs().max(reach).log10().ceil();
    let coarsest = if coarsest.is_finite() { coarsest as i32 } else { 0 };
    let exponents = (-i32::from(decimals)..=coarsest).rev();
    let multiples = exponents.flat_map(|exponent| [5, 2, 1].map(|factor| nearest_multiples(number, factor, exponent)));
    multiples.flat_map(|nearest| nearest.into_iter().take(tries)).find(|&number| fits(number)).unwrap_or(number)
}

/// The multiples of `factor` × 10^`exponent` nearest to `number`, the nearest first, free of the noise of binary
/// fractions.
fn nearest_multiples(number: f64, factor: u32, exponent: i32) -> [f64; 3] {
    let factor = f64::from(factor);
    let power = 10f64.powi(exponent.abs());
    let steps = if exponent < 0 { number * power / factor } else { number / power / factor };
    let nearest = steps.round();
    let other = if steps < nearest { -1.0 } else { 1.0 };
    [nearest, nearest + other, nearest - other].map(|steps| {
        let multiple = if exponent < 0 { steps * factor / power } else { steps * factor * power };
        if multiple == 0.0 { 0.0 } else { multiple }
    })
}
