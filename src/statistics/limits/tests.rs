use proptest::prelude::*;

use super::*;

fn counted() -> impl Iterator<Item = Method> {
    Method::ALL.into_iter().filter(|method| *method != Method::Manual)
}

fn raw(figures: &[f64], method: Method, count: usize) -> Vec<f64> {
    limits(&Column::new(figures.iter().copied()), method, count, 0, false, &[]).raw
}

fn shown(figures: &[f64], method: Method, count: usize, decimals: u8) -> Vec<f64> {
    limits(&Column::new(figures.iter().copied()), method, count, decimals, true, &[]).shown
}

#[test]
fn names_lead_back_to_their_methods() {
    for method in Method::ALL {
        assert_eq!(serde_json::to_value(method).unwrap(), method.name());
    }
}

#[test]
fn quantiles_lie_between_the_ranks() {
    let figures = [1.0, 2.0, 4.0, 8.0, 16.0];
    assert_eq!(raw(&figures, Method::Quantile, 2), [4.0]);
    assert_eq!(raw(&figures, Method::Quantile, 4), [2.0, 4.0, 8.0]);
    let thirds = raw(&figures, Method::Quantile, 3);
    assert!(thirds.iter().zip([8.0 / 3.0, 20.0 / 3.0]).all(|(one, other)| (one - other).abs() < 1e-12), "{thirds:?}");
}

#[test]
fn equal_classes_are_as_wide_as_each_other_and_may_be_empty() {
    let column = Column::new([0.0, 1.0, 2.0, 100.0]);
    let limits = limits(&column, Method::Equal, 4, 0, false, &[]).raw;
    assert_eq!(limits, [25.0, 50.0, 75.0]);
    assert_eq!(bounds(column.values(), &limits), [0, 3, 3, 3, 4]);
}

#[test]
fn standard_deviations_lie_around_the_mean() {
    let figures = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
    let deviation = (32.0f64 / 7.0).sqrt();
    assert_eq!(raw(&figures, Method::StdDev, 4), [5.0 - deviation, 5.0, 5.0 + deviation]);
    assert_eq!(raw(&figures, Method::StdDev, 3), [5.0 - 0.5 * deviation, 5.0 + 0.5 * deviation]);
    assert_eq!(raw(&figures, Method::StdDev, 8).len(), 3, "classes beyond the figures are left out");
}

#[test]
fn heads_are_parted_while_they_are_small() {
    // The mean of 1, 1, 1, 1, 2, 4, 8, 30 is 6; of the head 8 and 30 it is 19, and half of it is too large a head.
    let figures = [1.0, 1.0, 1.0, 1.0, 2.0, 4.0, 8.0, 30.0];
    assert_eq!(raw(&figures, Method::HeadTail, 6), [6.0, 19.0]);
    assert_eq!(raw(&figures, Method::HeadTail, 2), [6.0]);
    assert_eq!(raw(&[1.0, 2.0, 3.0, 4.0], Method::HeadTail, 6), [2.5], "a large head is parted from its tail, no more");
}

#[test]
fn natural_breaks_part_where_figures_part() {
    let figures = [1.0, 2.0, 3.0, 10.0, 11.0, 12.0, 50.0, 51.0];
    assert_eq!(raw(&figures, Method::Jenks, 3), [10.0, 50.0]);
    assert_eq!(shown(&figures, Method::Jenks, 3, 0), [10.0, 50.0]);
}

#[test]
fn ties_stay_together_and_few_distinct_figures_give_few_classes() {
    let figures = [3.0, 3.0, 3.0, 3.0, 7.0, 7.0, 9.0];
    assert_eq!(raw(&figures, Method::Jenks, 6), [7.0, 9.0]);
    assert_eq!(raw(&figures, Method::Quantile, 6), [7.0]);
}

#[test]
fn weights_draw_limits_towards_what_weighs_most() {
    let pairs = [(1.0, 1.0), (2.0, 1.0), (3.0, 1.0), (10.0, 1.0), (11.0, 1.0), (20.0, 0.0)];
    let column = Column::weighted(pairs);
    let of = |method, count| limits(&column, method, count, 0, false, &[]).raw;
    assert_eq!(of(Method::Jenks, 2), [10.0], "what weighs nothing makes no class");
    assert_eq!(of(Method::Quantile, 5), [2.0, 3.0, 10.0, 11.0]);
    let heavy = Column::weighted([(1.0, 1.0), (2.0, 1.0), (3.0, 97.0), (4.0, 1.0)]);
    assert_eq!(limits(&heavy, Method::Quantile, 2, 0, false, &[]).raw, [4.0]);
    assert_eq!(heavy.mean(), 2.98);
}

#[test]
fn whole_weights_are_repeated_figures() {
    let pairs = [(1.0, 3.0), (4.0, 2.0), (6.0, 5.0), (13.0, 1.0), (14.0, 2.0)];
    let weighted = Column::weighted(pairs);
    let repeated = Column::new(pairs.iter().flat_map(|&(value, weight)| vec![value; weight as usize]));
    for count in 2..=5 {
        for method in [Method::Jenks, Method::StdDev] {
            let [one, other] = [&weighted, &repeated].map(|column| limits(column, method, count, 0, false, &[]).raw);
            assert_eq!(one, other, "{} {count}", method.name());
        }
    }
}

#[test]
fn without_figures_or_differences_there_are_no_limits() {
    for method in counted() {
        for count in 1..=9 {
            assert!(raw(&[], method, count).is_empty(), "{}", method.name());
            assert!(raw(&[12.0; 40], method, count).is_empty(), "{}", method.name());
            assert!(raw(&[f64::NAN, 3.0], method, count).is_empty(), "{}", method.name());
        }
    }
    assert_eq!(limits(&Column::default(), Method::Manual, 3, 0, true, &[5.0, 10.0]).shown, [5.0, 10.0]);
}

#[test]
fn round_limits_leave_features_where_they_are() {
    assert_eq!(shown(&[1.0, 12_345.0, 19_876.0, 20_000.0], Method::Jenks, 2, 0), [10_000.0]);
    assert_eq!(shown(&[-7.0, -3.0, 2.0, 4.0], Method::Jenks, 2, 0), [0.0], "zero is the roundest of all");
    assert_eq!(shown(&[440.0, 441.0, 441.0, 442.0], Method::Quantile, 2, 0), [441.0], "no other number is between");
    assert_eq!(shown(&[20.11, 20.12, 20.48, 20.49], Method::Jenks, 2, 2), [20.4]);
}

#[test]
fn limits_of_widths_are_rounded_a_little_only() {
    let figures = [0.0, 3.0, 1000.0, 997.0];
    for (raw, shown) in raw(&figures, Method::Equal, 3).iter().zip(shown(&figures, Method::Equal, 3, 0)) {
        assert!((raw - shown).abs() <= 0.05 * 1000.0 / 3.0 && shown % 10.0 == 0.0, "{raw} {shown}");
    }
}

#[test]
fn the_fit_is_whole_where_classes_have_no_spread() {
    let column = Column::new([1.0, 1.0, 5.0, 5.0]);
    assert_eq!(fit(&column, &[5.0]), Some(1.0));
    assert_eq!(fit(&column, &[]), Some(0.0));
    assert_eq!(fit(&Column::new([2.0, 2.0]), &[]), None);
}

/// The sum of squares of the best partition, by trying every one.
fn brute_force(pairs: &[(f64, f64)], count: usize) -> f64 {
    if count == 1 {
        return squares(pairs);
    }
    let starts = 1..pairs.len().max(1);
    starts
        .map(|start| brute_force(&pairs[..start], count - 1) + squares(&pairs[start..]))
        .fold(squares(pairs), f64::min)
}

fn squares(pairs: &[(f64, f64)]) -> f64 {
    let weight: f64 = pairs.iter().map(|pair| pair.1).sum();
    if weight == 0.0 {
        return 0.0;
    }
    let mean = pairs.iter().map(|(value, weight)| value * weight).sum::<f64>() / weight;
    pairs.iter().map(|(value, weight)| weight * (value - mean).powi(2)).sum()
}

fn squares_by(pairs: &[(f64, f64)], limits: &[f64]) -> f64 {
    let values: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
    bounds(&values, limits).windows(2).map(|pair| squares(&pairs[pair[0]..pair[1]])).sum()
}

proptest! {
    #[test]
    fn no_partition_is_better_than_that_of_natural_breaks(
        mut pairs in prop::collection::vec((-20i32..60, 0u8..5), 1..11),
        count in 1usize..6,
        is_weighted: bool,
    ) {
        pairs.sort_unstable();
        let pairs: Vec<(f64, f64)> =
            pairs.iter().map(|&(value, weight)| (f64::from(value), if is_weighted { f64::from(weight) } else { 1.0 })).collect();
        let column = Column::weighted(pairs.iter().copied());
        let found = limits(&column, Method::Jenks, count, 0, false, &[]).raw;
        let (best, ours) = (brute_force(&pairs, count), squares_by(&pairs, &found));
        prop_assert!((best - ours).abs() <= 1e-9 * best.max(1.0), "{best} {ours} {found:?}");
    }

    #[test]
    fn limits_part_the_figures(
        figures in prop::collection::vec(prop_oneof![-50.0..50.0f64, Just(0.0), Just(3.0), 1e5..1e7f64], 0..80),
        weights in prop::collection::vec(0.0..9.0f64, 80),
        count in 1usize..=9,
        decimals in 0u8..3,
        is_weighted: bool,
    ) {
        let column = if is_weighted {
            Column::weighted(figures.iter().copied().zip(weights))
        } else {
            Column::new(figures.iter().copied())
        };
        let values = column.values();
        for method in counted() {
            let Limits { raw, shown } = limits(&column, method, count, decimals, true, &[]);
            for limits in [&raw, &shown] {
                prop_assert!(limits.windows(2).all(|pair| pair[0] < pair[1]), "{} {limits:?}", method.name());
                prop_assert!(limits.len() < count.max(1));
                let within = |limit: f64| values.first().is_some_and(|&least| limit > least)
                    && values.last().is_some_and(|&greatest| limit <= greatest);
                prop_assert!(limits.iter().all(|&limit| within(limit)), "{} {limits:?}", method.name());
            }
            prop_assert_eq!(bounds(values, &raw), bounds(values, &shown), "{}: rounding moves no figure", method.name());
            if matches!(method, Method::Quantile | Method::Jenks | Method::HeadTail) {
                prop_assert!(bounds(values, &raw).windows(2).all(|pair| pair[0] < pair[1]) || values.is_empty());
            }
        }
    }
}
