//! What is right and wrong about the shapes of a feature.

use super::super::encoder::TestFeature;
use super::{HOLE, ISLAND, SQUARE, assert_only, assert_rings, layer, sentences};

#[test]
fn rings_do_not_repeat_points() {
    assert_rings(&[&[(0, 0), (9, 0), (9, 0), (0, 9)]], &["a point repeats the one before it"]);
    assert_rings(&[&[(0, 0), (9, 0), (0, 9), (0, 0)]], &["a ring repeats its first point at its end"]);
    assert_rings(&[&[(0, 0), (9, 0)]], &["a LineTo has too small a count", "a ring has no area"]);
}

#[test]
fn coordinates_stay_in_the_buffer() {
    assert_rings(&[&[(-64, -64), (4160, -64), (4160, 4160), (-64, 4160)]], &[]);
    let outside = "a coordinate lies outside the tile and its buffer";
    for point in [(-65, 0), (0, -65), (4161, 0), (0, 4161)] {
        assert_only(&layer(TestFeature::points(7, &[point])).tile(), outside);
        assert_only(&layer(TestFeature::lines(7, &[&[(1, 1), point]])).tile(), outside);
    }
    assert_rings(&[&[(0, 0), (i32::MAX, 0), (0, i32::MAX)]], &[outside]);
}

#[test]
fn rings_are_wound_and_have_area() {
    let backwards: Vec<_> = SQUARE.iter().rev().copied().collect();
    assert_rings(&[&backwards], &["the first ring is wound like a hole"]);
    assert_rings(&[&[(0, 0), (5, 5), (9, 9)]], &["a ring has no area"]);
    assert_rings(&[&SQUARE, &[(20, 20), (30, 30), (40, 40)]], &["a ring has no area"]);
    // Two loops of opposite winding: the area is zero although no three points are on one line.
    assert_rings(&[&[(0, 0), (10, 10), (10, 0), (0, 10)]], &["a ring has no area"]);
}

#[test]
fn rings_are_simple() {
    let self_crossing = [(0, 0), (30, 0), (30, 30), (20, -10), (0, 30)];
    assert_rings(&[&self_crossing], &["a ring crosses itself"]);
    // Two loops of the same winding, joined in one vertex.
    let pinched = [(0, 0), (10, 0), (10, 10), (20, 10), (20, 20), (10, 20), (10, 10), (0, 10)];
    assert_rings(&[&pinched], &["a ring touches itself"]);
    // A vertex on the inside of another edge.
    let nicked = [(0, 0), (20, 0), (20, 20), (10, 0), (0, 20)];
    assert_rings(&[&nicked], &["a ring touches itself"]);
    let spike = [(0, 0), (20, 0), (20, 10), (30, 10), (20, 10), (20, 20), (0, 20)];
    assert!(sentences(&layer(TestFeature::polygon(7, &[&spike])).tile()).contains(&"a ring runs back along itself"));
    let blunt_spike = [(0, 0), (30, 0), (20, 0), (20, 20), (0, 20)];
    assert!(
        sentences(&layer(TestFeature::polygon(7, &[&blunt_spike])).tile()).contains(&"a ring runs back along itself")
    );
    // Out along an edge, round a loop and back along the same edge.
    let bridge =
        [(0, 0), (10, 0), (10, 5), (20, 5), (20, 0), (30, 0), (30, 10), (20, 10), (20, 5), (10, 5), (10, 10), (0, 10)];
    assert!(
        sentences(&layer(TestFeature::polygon(7, &[&bridge])).tile())
            .contains(&"a ring overlaps itself along a stretch")
    );
    // A point in the middle of a straight edge is no fault.
    assert_rings(&[&[(0, 0), (50, 0), (100, 0), (100, 100), (0, 100)]], &[]);
}

#[test]
fn different_rings_do_not_cross() {
    let across = [(50, 20), (50, 60), (150, 60), (150, 20)];
    assert_rings(&[&SQUARE, &across], &["two rings of the feature cross"]);
    let along = [(0, 20), (0, 60), (60, 60), (60, 20)];
    assert_rings(&[&SQUARE, &along], &["two rings of the feature overlap along a stretch"]);
    assert_rings(
        &[&SQUARE, &[(100, 0), (200, 0), (200, 100), (100, 100)]],
        &["two rings of the feature overlap along a stretch"],
    );
    // Inside and outside, through two vertices of the outer ring and along no edge.
    let through = [(50, 50), (100, 0), (150, 50), (100, 100)];
    let other_way: Vec<_> = through.iter().rev().copied().collect();
    assert_rings(&[&SQUARE, &other_way], &["two rings of the feature cross in a vertex"]);
    assert_rings(&[&SQUARE, &through], &["two rings of the feature cross in a vertex"]);
}

#[test]
fn rings_are_nested_in_order() {
    assert_rings(&[&SQUARE, &HOLE], &[]);
    assert_rings(&[&SQUARE, &HOLE, &ISLAND], &[]);
    let beside = [(200, 20), (200, 60), (260, 60), (260, 20)];
    assert_rings(&[&SQUARE, &beside], &["a hole is not inside its exterior ring"]);
    // The right ring, but after another polygon has begun.
    assert_rings(
        &[&SQUARE, &[(200, 0), (300, 0), (300, 100), (200, 100)], &HOLE],
        &["a hole is not inside its exterior ring"],
    );
    let around = [(-10, -10), (-10, 110), (110, 110), (110, -10)];
    assert_rings(&[&SQUARE, &around], &["a hole is not inside its exterior ring"]);
    let inner: Vec<_> = ISLAND.iter().rev().copied().collect();
    assert_rings(&[&SQUARE, &HOLE, &inner], &["a hole is inside another hole of its polygon"]);
    assert_rings(&[&SQUARE, &ISLAND], &["a polygon of the feature lies inside another one"]);
    assert_rings(&[&ISLAND, &SQUARE], &["a polygon of the feature lies inside another one"]);
    // An island first and the polygon with its lake afterwards.
    assert_rings(&[&ISLAND, &SQUARE, &HOLE], &[]);
    // A hole that touches the exterior ring from outside.
    assert_rings(&[&SQUARE, &[(100, 50), (150, 60), (150, 40)]], &["a hole is not inside its exterior ring"]);
    // Polygons that touch in a corner, and a diamond whose every vertex is on the square around it.
    assert_rings(&[&SQUARE, &[(100, 100), (150, 100), (150, 150), (100, 150)]], &[]);
    assert_rings(
        &[&SQUARE, &[(50, 0), (100, 50), (50, 100), (0, 50)]],
        &["a polygon of the feature lies inside another one"],
    );
}

#[test]
fn interiors_are_in_one_piece() {
    let cut = "the interior of a polygon is cut apart by touching rings";
    assert_rings(&[&SQUARE, &[(0, 50), (40, 60), (40, 40)]], &[]);
    assert_rings(&[&SQUARE, &[(0, 50), (50, 60), (100, 50), (50, 40)]], &[cut]);
    assert_rings(&[&SQUARE, &[(0, 50), (40, 60), (50, 50)], &[(50, 50), (60, 60), (100, 50)]], &[cut]);
    // Two holes with one point in common cut nothing; nor do three at the same point.
    let holes: [&[(i32, i32)]; 3] =
        [&[(50, 50), (40, 40), (40, 60)], &[(50, 50), (60, 60), (60, 40)], &[(50, 50), (45, 70), (55, 70)]];
    assert_rings(&[&SQUARE, holes[0], holes[1]], &[]);
    assert_rings(&[&SQUARE, holes[0], holes[1], holes[2]], &[]);
}

#[test]
fn lines_may_close_cross_and_follow_each_other_inside_the_buffer() {
    let tile = |lines: &[&[(i32, i32)]]| layer(TestFeature::lines(7, lines)).tile();
    for right in [
        &[&[(0, 0), (9, 0), (9, 9), (0, 0)][..]][..],
        &[&[(0, 0), (9, 9)], &[(9, 9), (9, 0)]],
        &[&[(0, 0), (9, 9)], &[(0, 9), (9, 0)], &[(0, 0), (9, 9)]],
        &[&[(-64, 4160), (4160, -64)]],
    ] {
        assert_eq!(sentences(&tile(right)), [""; 0], "{right:?}");
    }
    assert_only(&tile(&[&[(0, 0), (9, 9)], &[(3, 3)]]), "a LineTo has too small a count");
    assert_only(&tile(&[&[(0, 0), (9, 9), (9, 9)]]), "a point repeats the one before it");
    assert_only(&tile(&[&[(0, 0), (9, 4161)]]), "a coordinate lies outside the tile and its buffer");
    let empty = TestFeature { geometry: Vec::new(), ..TestFeature::lines(7, &[]) };
    assert_only(&layer(empty).tile(), "the feature has no geometry command");
}
