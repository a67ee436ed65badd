use super::*;

fn found(are_shares: bool, numbers: &[f64]) -> Vec<f64> {
    let mut column = Numbers::new(are_shares);
    numbers.iter().for_each(|&number| column.note(number, 0, false));
    let sentinels = column.sentinels();
    numbers.iter().copied().filter(|number| sentinels.iter().any(|one| one.number == *number)).collect()
}

/// Those found beside 101 … 111.
fn beside_counts(suspects: &[f64]) -> Vec<f64> {
    let others = (101..=111).map(f64::from);
    found(false, &suspects.iter().copied().chain(others).collect::<Vec<_>>())
}

#[test]
fn digits_that_are_all_the_same_are_counted() {
    for (number, expected) in [
        (999.0, Some((9, 3))),
        (666_666_666.0, Some((6, 9))),
        (999.9, Some((9, 4))),
        (99.99, Some((9, 4))),
        (99.0, Some((9, 2))),
        (22.2, None),
        (998.0, None),
        (1111.5, None),
        (9.99, None),
        (0.0, None),
        (77_777.0, Some((7, 5))),
        (1e300, None),
    ] {
        assert_eq!(digits_alike(number), expected, "{number}");
    }
}

#[test]
fn what_cannot_be_a_figure_is_refused_and_what_can_is_kept() {
    let refused = |numbers: &[f64]| found(false, numbers);
    assert_eq!(refused(&[51_000.0, 0.0, -666_666_666.0, 222.0]), [-666_666_666.0]);
    assert_eq!(refused(&[51_000.0, -3.0, -666_666_666.0]), [-666_666_666.0], "a thousand times larger");
    assert_eq!(refused(&[12.0, -999.0, 9999.0]), [-999.0], "9999 is less than a thousand times 12");
    assert_eq!(refused(&[9.5, 9999.0, 99_999_999.0]), [9999.0, 99_999_999.0]);
    let kept: [&[f64]; 10] = [
        &[-12.0, -999.0, 400.0],
        &[100.0, 333.0, 111.0, 999.0],
        &[0.0, 0.0, 111.0],
        &[-999.0],
        &[999.0, 999.0],
        &[-98.0, 5.0],
        &[-999.0, -1500.0, -200.0, 300.0, -850.0, 1200.0, 45.0, -998.0, -1002.0],
        &[99_999.0, 120_000.0, 80_000.0, 95_000.0, 101_000.0, 99_998.0],
        &[-12.5, -99.9, -100.0, 3.5, 3.5],
        &[999.0, 1000.0, 1001.0, 1002.0, 1010.0],
    ];
    for numbers in kept {
        assert!(refused(numbers).is_empty(), "{numbers:?}");
    }
    assert_eq!(refused(&[-999.0, -999.0]), [-999.0, -999.0]);
    assert_eq!(refused(&[-666_666_666.0]), [-666_666_666.0]);
}

#[test]
fn what_counts_nothing_on_earth_is_refused_whatever_stands_beside_it() {
    for huge in [1e20, -1e20, 1e30, -1e30, 3.402_823_5e38, -3.402_823_5e38, f64::MAX, -f64::MAX] {
        assert_eq!(beside_counts(&[huge]), [huge]);
        assert_eq!(found(false, &[huge, huge]), [huge, huge]);
        assert_eq!(beside_counts(&[huge, -999.0, 1e30]), [huge, -999.0, 1e30]);
    }
    assert_eq!(beside_counts(&[2e15]), [2e15]);
    assert!(found(false, &[2e15, 3e15, 1.5e14]).is_empty(), "a budget in centimes");
    let mut said = Numbers::default();
    said.note(1e300, 0, true);
    assert_eq!(said.sentinels().len(), 1, "nobody can say that it is a figure: sums would become infinite");
}

#[test]
fn sentinels_lie_far_outside_of_the_other_numbers() {
    let sentinels: [&[f64]; 12] = [
        &[-999.9],
        &[-99.0],
        &[-99.99],
        &[99_999.0, 99_999.0, 99_999.0],
        &[999_999.0],
        &[77_777.0, 99_999.0],
        &[2_147_483_647.0],
        &[-2_147_483_648.0],
        &[65_535.0],
        &[-32_768.0],
        &[-999.0, -998.0, -997.0],
        &[-99.0, -98.0],
    ];
    for suspects in sentinels {
        assert_eq!(beside_counts(suspects), suspects);
    }
    assert_eq!(beside_counts(&[-9999.0, -3.0]), [-9999.0]);
    assert_eq!(beside_counts(&[-99.0, -9.0, -8.0, -888.0, -777.0]), [-99.0, -888.0, -777.0]);
    assert_eq!(found(false, &[-999.0, -5.0, 3.0, 2.0, -1.0, 4.0, -7.0]), [-999.0]);
    for kept in [-1.0, -9.0, -98.0, -998.0, 222.0, 120.0] {
        assert!(beside_counts(&[kept]).is_empty(), "{kept}");
    }
}

#[test]
fn shares_of_several_hundred_percent_in_nines_are_none() {
    let numbers = [999.9, 999.0, 9999.9, 12.5, 12.5];
    assert_eq!(found(true, &numbers), [999.9, 999.0, 9999.9]);
    assert!(found(true, &[99.9, 12.5, 13.5, 14.5, 12.0]).is_empty());
    assert!(found(true, &[120.0, 12.5, 13.5]).is_empty());
}

#[test]
fn what_somebody_calls_a_figure_is_one() {
    let mut column = Numbers::default();
    (101..=111).for_each(|number| column.note(f64::from(number), 0, false));
    column.note(99_999.0, 0, true);
    assert!(column.sentinels().is_empty());
}
