use std::collections::BTreeSet;

use super::{SCHOOLS, catalog, shown};

/// The weights of what is left sum to the number of schools, and what a zoom shows higher ones show too.
#[test]
fn weights_of_thinned_points_sum_to_the_schools() {
    let catalog = catalog();
    let mut before: BTreeSet<String> = BTreeSet::new();
    for zoom in 0..=14 {
        let shown = shown(&catalog, "ecoles", zoom, Some("thinned"));
        let total: f64 = shown.iter().filter_map(|it| it.number("weight")).sum();
        assert_eq!(total, SCHOOLS as f64, "zoom {zoom}");
        let codes: BTreeSet<String> = shown.iter().filter_map(|it| it.text("code")).map(str::to_owned).collect();
        assert!(before.is_subset(&codes), "zoom {zoom}");
        before = codes;
    }
    assert_eq!(before.len(), SCHOOLS);
}
