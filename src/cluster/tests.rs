use proptest::prelude::*;
use zerocopy::little_endian::U32;

use super::*;
use crate::gazetteer::{Figure, Rule, Sides, ZoomRange};
use crate::geo::WorldPoint;

const METHOD: Method = Method { radius: 40.0, zooms: ZoomRange { min: 0, max: 12 }, highest: 14 };
const EVERYWHERE: ([f64; 2], [f64; 2]) = ([0.0; 2], [4_294_967_296.0; 2]);

fn members(places: &[(u32, u32)]) -> Vec<Member> {
    let member = |(feature, &(x, y)): (u32, &(u32, u32))| Member {
        feature,
        place: WorldPoint { x, y },
        key: (u64::from(x) << 32 | u64::from(y)).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(feature),
    };
    (0..).zip(places).map(member).collect()
}

/// The members of what a zoom shows.
fn shown(forest: &Forest, zoom: u8) -> Vec<Vec<u32>> {
    let mut shown = Vec::new();
    forest.view().search(EVERYWHERE.0, EVERYWHERE.1, zoom, |found| {
        shown.push(match found {
            Found::Point(feature) => vec![feature],
            Found::Cluster(_, node) => forest.view().members(node).iter().map(|feature| feature.get()).collect(),
        });
    });
    shown
}

/// Points in clumps, some at one place.
fn places() -> impl Strategy<Value = Vec<(u32, u32)>> {
    let clump = (any::<u32>(), any::<u32>(), 1u32..=1 << 28).prop_flat_map(|(x, y, size)| {
        proptest::collection::vec((0..=size, 0..=size), 1..12)
            .prop_map(move |offsets| offsets.iter().map(|&(dx, dy)| (x.wrapping_add(dx), y.wrapping_add(dy))).collect())
    });
    proptest::collection::vec(clump, 1..12).prop_map(|clumps: Vec<Vec<(u32, u32)>>| {
        let mut places = clumps.concat();
        places.extend_from_within(..places.len() / 3);
        places
    })
}

proptest! {
    #[test]
    fn every_point_is_in_one_cluster_at_every_zoom(places in places()) {
        let forest = build(&members(&places), &METHOD);
        for zoom in 0..=14 {
            let mut all = shown(&forest, zoom).concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..places.len() as u32).collect::<Vec<_>>(), "zoom {}", zoom);
        }
    }

    #[test]
    fn the_largest_clusters_are_those_that_a_zoom_shows(places in places()) {
        let forest = build(&members(&places), &METHOD);
        let largest = |zoom| {
            let clusters = shown(&forest, zoom).into_iter().filter(|group| group.len() > 1);
            clusters.map(|group| group.len() as u32).max().unwrap_or(0)
        };
        prop_assert_eq!(forest.view().largest(14), (0..=14).map(largest).collect::<Vec<_>>());
    }

    #[test]
    fn expansion_zooms_are_true(places in places()) {
        let forest = build(&members(&places), &METHOD);
        let sorted = |zoom| shown(&forest, zoom).into_iter().map(|mut group| { group.sort_unstable(); group }).collect::<Vec<_>>();
        let at: Vec<Vec<Vec<u32>>> = (0..=14).map(sorted).collect();
        for node in &forest.nodes[1..] {
            let mut group: Vec<u32> = forest.view().members(node).iter().map(|feature| feature.get()).collect();
            group.sort_unstable();
            let shown: Vec<u8> = (0..=14).filter(|&zoom| at[usize::from(zoom)].contains(&group)).collect();
            prop_assert_eq!(shown.last().map(|last| last + 1), Some(node.expansion_zoom));
            prop_assert_eq!(shown.len() as u8, shown[shown.len() - 1] - shown[0] + 1, "without a gap");
            let first = places[group[0] as usize];
            let at_one_place = group.iter().all(|&feature| places[feature as usize] == first);
            prop_assert_eq!(node.is_of_one_place(), at_one_place);
            prop_assert_eq!(node.expansion_zoom == 15, at_one_place);
            prop_assert_eq!(node.is_of_leaves(), at_one_place);
        }
    }

    /// Where neighbours are joined up to the highest zoom, a cluster that it shows has its points as leaves.
    #[test]
    fn what_the_highest_zoom_shows_together_is_of_leaves(places in places()) {
        let to_the_end = Method { zooms: ZoomRange { min: 0, max: 14 }, ..METHOD };
        let forest = build(&members(&places), &to_the_end);
        let at_the_end = shown(&forest, 14);
        for node in &forest.nodes[1..] {
            let group: Vec<u32> = forest.view().members(node).iter().map(|feature| feature.get()).collect();
            let is_shown = at_the_end.contains(&group);
            prop_assert_eq!(node.expansion_zoom > 14, node.is_of_leaves());
            // A cluster of one place inside of one that never parts is shown by no zoom.
            prop_assert!(!is_shown || node.is_of_leaves());
        }
        let counted = node_figures(forest.view(), |_| Some(1.0), |_| Sides::default());
        for (node, figures) in forest.nodes.iter().zip(counted) {
            prop_assert_eq!(figures.known.get(), node.member_count.get(), "every member counts once");
        }
    }

    #[test]
    fn places_boxes_and_counts_are_those_of_the_members(places in places()) {
        let forest = build(&members(&places), &METHOD);
        for node in &forest.nodes {
            let group: Vec<(u32, u32)> =
                forest.view().members(node).iter().map(|feature| places[feature.get() as usize]).collect();
            prop_assert_eq!(group.len(), node.member_count.get() as usize);
            let mean = |axis: fn(&(u32, u32)) -> u32| {
                let sum: u64 = group.iter().map(|place| u64::from(axis(place))).sum();
                ((sum + group.len() as u64 / 2) / group.len() as u64) as u32
            };
            prop_assert_eq!(node.place, [mean(|place| place.0), mean(|place| place.1)].map(U32::new));
            let west = group.iter().map(|place| place.0).min().unwrap();
            let south = group.iter().map(|place| place.1).max().unwrap();
            prop_assert_eq!((node.bounds[0].get(), node.bounds[3].get()), (west, south));
        }
    }

    #[test]
    fn the_order_of_the_table_changes_nothing(places in places(), turn in 0usize..50) {
        let mut members = members(&places);
        let ids = |forest: &Forest| {
            let mut ids: Vec<u64> = forest.nodes.iter().map(|node| node.id.get()).collect();
            ids.sort_unstable();
            ids
        };
        let before = ids(&build(&members, &METHOD));
        let turn = turn % members.len();
        members.rotate_left(turn);
        members.reverse();
        prop_assert_eq!(ids(&build(&members, &METHOD)), before);
    }

    #[test]
    fn a_box_finds_all_that_stands_in_it(places in places(), zoom in 0u8..=14, x in any::<u32>(), y in any::<u32>(), size in 1u32..=1 << 30) {
        let forest = build(&members(&places), &METHOD);
        let (min, max) = ([x, y].map(f64::from), [x, y].map(|value| f64::from(value) + f64::from(size)));
        let stands = |found: &Found<'_>| {
            let place = match found {
                Found::Point(feature) => [places[*feature as usize].0, places[*feature as usize].1],
                Found::Cluster(_, node) => node.place.map(U32::get),
            };
            (0..2).all(|axis| min[axis] <= f64::from(place[axis]) && f64::from(place[axis]) <= max[axis])
        };
        let count = |(min, max): ([f64; 2], [f64; 2])| {
            let mut count = 0;
            forest.view().search(min, max, zoom, |found| count += u32::from(stands(&found)));
            count
        };
        prop_assert_eq!(count((min, max)), count(EVERYWHERE));
    }

    #[test]
    fn figures_are_those_of_a_scan(places in places(), figures in proptest::collection::vec(proptest::option::of(0u32..1000), 60)) {
        let forest = build(&members(&places), &METHOD);
        let figure = |feature: u32| figures[feature as usize % figures.len()].map(f64::from);
        let kind = |feature: u32| (feature % 4 != 3).then_some(feature as usize % 4);
        let found = node_figures(forest.view(), figure, |feature| {
            Rule::Sum.sides(figure(feature).into(), [Figure::Missing(None); 2])
        });
        let counts = count_by(forest.view(), 3, kind);
        for (number, node) in forest.nodes.iter().enumerate() {
            let group: Vec<u32> = forest.view().members(node).iter().map(|feature| feature.get()).collect();
            let known: Vec<f64> = group.iter().filter_map(|&feature| figure(feature)).collect();
            let sum: f64 = known.iter().fold(0.0, |sum, value| sum + value);
            let expected = NodeFigures {
                sum: sum.into(),
                upper: sum.into(),
                lower: (known.len() as f64).into(),
                min: known.iter().copied().fold(f64::INFINITY, f64::min).into(),
                max: known.iter().copied().fold(f64::NEG_INFINITY, f64::max).into(),
                known: (known.len() as u32).into(),
                missing: ((group.len() - known.len()) as u32).into(),
            };
            prop_assert_eq!(found[number], expected);
            for this in 0..3 {
                let count = group.iter().filter(|&&feature| kind(feature) == Some(this)).count();
                prop_assert_eq!(counts[number * 3 + this].get() as usize, count);
            }
        }
    }
}

#[test]
fn clusters_join_what_is_near_on_the_screen() {
    // A pixel at zoom 5 is 2¹⁸ cells: 30 pixels apart they are one, 100 pixels apart two.
    let near = build(&members(&[(1 << 31, 1 << 31), ((1 << 31) + 30 * (1 << 18), 1 << 31)]), &METHOD);
    assert_eq!(near.nodes[1].expansion_zoom, 6);
    let far = build(&members(&[(1 << 31, 1 << 31), ((1 << 31) + 100 * (1 << 18), 1 << 31)]), &METHOD);
    assert_eq!(far.nodes[1].expansion_zoom, 4);
}

#[test]
fn nothing_makes_nothing() {
    let forest = build(&[], &METHOD);
    assert_eq!(forest.nodes.len(), 1);
    assert!(shown(&forest, 3).is_empty());
    assert!(shown(&Forest::default(), 3).is_empty());
}

#[test]
fn bytes_that_go_round_in_circles_come_to_an_end() {
    let mut forest = build(&members(&[(5, 5), (5, 5), (9_000, 9_000), (1 << 31, 7)]), &METHOD);
    for child in &mut forest.children {
        *child = U32::new(0);
    }
    assert!(shown(&forest, 14).is_empty());
    for node in &mut forest.nodes {
        (node.first_child, node.child_count) = (U32::new(1), U32::new(u32::MAX));
    }
    assert!(shown(&forest, 14).is_empty());
}
