use std::collections::{BTreeMap, BTreeSet};

use super::{KINDS, School, Shown, catalog, schools, shown};

/// The clusters of every zoom by id.
fn by_zoom() -> Vec<BTreeMap<u64, Shown>> {
    let catalog = catalog();
    let clusters = |zoom| {
        let all = shown(&catalog, "ecoles", zoom, None);
        let only = all.into_iter().filter(|it| it.attributes.contains_key("cluster"));
        only.map(|it| (it.id.expect("clusters have ids"), it)).collect()
    };
    (0..=14).map(clusters).collect()
}

/// A cluster is shown from some zoom up to the one before its expansion zoom, and never again.
#[test]
fn expansion_zooms_are_true() {
    let zooms = by_zoom();
    let mut seen = BTreeSet::new();
    for (zoom, clusters) in zooms.iter().enumerate() {
        for (id, cluster) in clusters {
            let expansion = cluster.number("expansion_zoom").expect("an expansion zoom") as usize;
            let shown: Vec<usize> = (0..zooms.len()).filter(|&it| zooms[it].contains_key(id)).collect();
            assert_eq!(shown.last().map(|last| last + 1), Some(expansion), "cluster {id} of zoom {zoom}");
            assert_eq!(shown.len(), shown[shown.len() - 1] - shown[0] + 1, "cluster {id} has a gap: {shown:?}");
            assert_eq!(cluster.attributes.contains_key("leaves"), expansion == 15, "{cluster:?}");
            assert_eq!(cluster.number("cluster_id"), Some(*id as f64));
            seen.insert(id);
        }
    }
    assert!(seen.len() > 400, "{} clusters", seen.len());
}

/// Where all schools that a cluster stands for lie inside its box and nobody else does, its figures are theirs.
#[test]
fn figures_of_clusters_are_those_of_their_schools() {
    let all = schools();
    let mut compared = 0;
    for clusters in by_zoom() {
        for cluster in clusters.values() {
            let bounds: Vec<f64> =
                cluster.text("bbox").expect("a box").split(',').map(|it| it.parse().expect("a number")).collect();
            // Five decimals of a degree: a box is rounded.
            let inside = |school: &&School| {
                let slack = 0.000_006;
                (bounds[0] - slack..=bounds[2] + slack).contains(&school.longitude)
                    && (bounds[1] - slack..=bounds[3] + slack).contains(&school.latitude)
            };
            let members: Vec<&School> = all.iter().filter(inside).collect();
            if members.len() as u64 == cluster.count() {
                compare(cluster, &members);
                compared += 1;
            }
        }
    }
    assert!(compared > 1000, "{compared} clusters compared");
}

fn compare(cluster: &Shown, members: &[&School]) {
    for kind in KINDS {
        let count = members.iter().filter(|school| school.kind == kind).count();
        assert_eq!(cluster.number(&format!("type:{kind}")), Some(count as f64), "{cluster:?}");
    }
    let known: Vec<f64> = members.iter().filter_map(|school| school.ips).collect();
    assert_eq!(cluster.number("ips_missing"), Some((members.len() - known.len()) as f64));
    let least = known.iter().copied().reduce(f64::min);
    let most = known.iter().copied().reduce(f64::max);
    assert_eq!((cluster.number("ips_min"), cluster.number("ips_max")), (least, most));
    let weighted = members.iter().filter_map(|school| Some((school.ips?, school.pupils?)));
    let (upper, lower) = weighted.fold((0.0, 0.0), |(u, l), (ips, pupils)| (u + ips * pupils, l + pupils));
    let mean = (lower > 0.0).then(|| upper / lower);
    let near = |key: &str, expected: Option<f64>, half: f64| match (cluster.number(key), expected) {
        (Some(found), Some(expected)) => assert!((found - expected).abs() <= half, "{key} {expected}: {cluster:?}"),
        (found, expected) => assert_eq!(found, expected, "{key}: {cluster:?}"),
    };
    near("ips", mean, 0.050_001);
    near("ips_mean", mean, 0.050_001);
    let pupils: Vec<f64> = members.iter().filter_map(|school| school.pupils).collect();
    let sum = (!pupils.is_empty()).then(|| pupils.iter().sum::<f64>());
    near("eleves", sum, 0.0);
    near("eleves_mean", sum.map(|sum| sum / pupils.len() as f64), 0.050_001);
}

/// Schools on one spot are one cluster at every zoom, and say so.
#[test]
fn schools_on_one_spot_never_split() {
    let zooms = by_zoom();
    let mut spots: BTreeMap<[u64; 2], u64> = BTreeMap::new();
    for school in schools() {
        *spots.entry([school.longitude.to_bits(), school.latitude.to_bits()]).or_default() += 1;
    }
    let mut expected: Vec<u64> = spots.into_values().filter(|count| *count > 1).collect();
    let mut found: Vec<u64> = zooms[14].values().map(Shown::count).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert!(zooms[14].values().all(|cluster| cluster.attributes.contains_key("leaves")));
}
