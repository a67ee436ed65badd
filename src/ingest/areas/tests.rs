use super::super::features::Winding;
use super::*;

/// A square with a corner on the north-west.
fn square(west: f64, south: f64, side: f64) -> Vec<[f64; 2]> {
    let (east, north) = (west + side, south + side);
    vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
}

fn reversed(mut ring: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    ring.reverse();
    ring
}

fn degrees() -> Reading {
    Reading::find("a", Some(Crs::DEGREES), &[], [0.0; 4]).unwrap().0
}

/// The number of rings, and what was told; or why it was refused.
fn outcome(shape: &Shape) -> Result<(usize, Vec<&'static str>), &'static str> {
    let mended = mend(shape, &degrees(), Some(Winding::Counterclockwise), 50_000.0);
    let mended = mended.map_err(|refusal| refusal.kind.name())?;
    let told: Vec<&str> = mended.remarks.iter().map(|remark| remark.kind.name()).collect();
    Ok((mended.border.rings.len(), told))
}

fn polygon(rings: &[Vec<[f64; 2]>]) -> Shape {
    Shape::Polygons(vec![rings.to_vec()])
}

#[test]
fn sound_shapes_pass_without_a_word() {
    let holed = polygon(&[square(0.0, 0.0, 4.0), reversed(square(1.0, 1.0, 1.0))]);
    assert_eq!(outcome(&holed), Ok((2, vec![])));
    let touching = Shape::Polygons(vec![vec![square(0.0, 0.0, 1.0)], vec![square(1.0, 1.0, 1.0)]]);
    assert_eq!(outcome(&touching), Ok((2, vec![])));
}

#[test]
fn faults_with_one_answer_are_mended_and_told() {
    let open = square(0.0, 0.0, 1.0)[..4].to_vec();
    assert_eq!(outcome(&polygon(&[open])), Ok((1, vec!["unclosed_ring"])));
    let mut repeating = square(0.0, 0.0, 1.0);
    repeating.insert(2, repeating[1]);
    assert_eq!(outcome(&polygon(&[repeating])), Ok((1, vec!["repeated_point"])));
    let spike = vec![[1.0, 1.0], [2.0, 2.0], [1.0, 1.0]];
    assert_eq!(outcome(&polygon(&[square(0.0, 0.0, 4.0), spike])), Ok((1, vec!["collapsed_ring"])));
    let outside = reversed(square(7.0, 7.0, 1.0));
    assert_eq!(outcome(&polygon(&[square(0.0, 0.0, 4.0), outside])), Ok((1, vec!["hole_outside"])));
    assert_eq!(outcome(&polygon(&[reversed(square(0.0, 0.0, 1.0))])), Ok((1, vec!["wrong_winding"])));
    let tie = vec![[0.0, 0.0], [2.0, 2.0], [2.0, 0.0], [0.0, 2.0], [0.0, 0.0]];
    let (rings, told) = outcome(&polygon(&[tie])).unwrap();
    assert_eq!((rings, told.last()), (2, Some(&"self_crossing")));
    let across = reversed(square(3.0, 1.0, 2.0));
    assert_eq!(outcome(&polygon(&[square(0.0, 0.0, 4.0), across])), Ok((2, vec!["crossing_rings"])));
    let mixed = Shape::Mixed(vec![vec![square(0.0, 0.0, 1.0)]], "a LineString");
    assert_eq!(outcome(&mixed), Ok((1, vec!["mixed_geometry"])));
}

#[test]
fn what_may_mean_several_things_is_refused() {
    let curl = [(0, 0), (9, 0), (9, 9), (3, 9), (3, 3), (6, 3), (6, 6), (0, 6), (0, 0)];
    let curl = curl.map(|(x, y)| [f64::from(x), f64::from(y)]).to_vec();
    assert_eq!(outcome(&polygon(&[curl])), Err("ambiguous_shape"));
    let mut unknown = square(0.0, 0.0, 1.0);
    unknown[2][1] = f64::NAN;
    assert_eq!(outcome(&polygon(&[unknown])), Err("bad_coordinates"));
    assert_eq!(outcome(&Shape::Missing), Err("missing_geometry"));
    assert_eq!(outcome(&Shape::Point([1.0, 2.0])), Err("not_a_polygon"));
    assert_eq!(outcome(&Shape::Curved("a CurvePolygon")), Err("curved_geometry"));
}

/// Rings without order: what lies within an odd number of others is a hole.
#[test]
fn rings_find_their_places() {
    let rings = |rings: Vec<Vec<[f64; 2]>>| {
        mend(&Shape::Rings(rings), &degrees(), Some(Winding::Clockwise), 0.0).map(|mended| {
            let areas: Vec<bool> =
                mended.border.rings.iter().map(|ring| crate::geo::double_world_area(ring) > 0).collect();
            (areas, !mended.remarks.is_empty())
        })
    };
    let shell = || reversed(square(0.0, 0.0, 9.0));
    let island = || reversed(square(2.0, 2.0, 1.0));
    let lake = square(1.0, 1.0, 4.0);
    assert_eq!(rings(vec![lake.clone(), island(), shell()]).unwrap(), (vec![true, true, false], false));
    // A lake that is wound like a shell is a lake all the same.
    assert_eq!(rings(vec![shell(), reversed(lake)]).unwrap(), (vec![true, false], true));
}
