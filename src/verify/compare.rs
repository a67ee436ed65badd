use std::cmp::Ordering;

use super::decode::{Geometry, Path, Seen, Value};
use super::expected::Expected;
use super::reference::comparable;

/// Where two readings of a tile differ: the feature, and how.
pub(super) type Difference = (String, String);

/// How a tile reads otherwise than expected, feature by feature.
pub(super) fn with_expected(expected: &[Expected], seen: &[Seen]) -> Vec<Difference> {
    let by = |one: &Seen, other: &Seen| of_features(one, other, Geometry::clone);
    walk(expected, seen, ["the tile", "the atlas"], by)
}

/// How the tile of the reference encoder reads otherwise than expected.
pub(super) fn with_reference(expected: &[Expected], seen: &[Seen]) -> Vec<Difference> {
    let by = |one: &Seen, other: &Seen| of_features(one, other, comparable);
    walk(expected, seen, ["the tile of the crate `mvt`", "this program's"], by)
}

/// Goes through both readings in one order. `names` are those of what is seen and of what is expected.
fn walk(
    expected: &[Expected],
    seen: &[Seen],
    names: [&str; 2],
    difference: impl Fn(&Seen, &Seen) -> Option<String>,
) -> Vec<Difference> {
    let mut expected: Vec<&Expected> = expected.iter().collect();
    expected.sort_by(|one, other| one.seen.order(&other.seen));
    let mut seen: Vec<&Seen> = seen.iter().collect();
    seen.sort_by(|one, other| one.order(other));
    let mut differences = Vec::new();
    let (mut left, mut right) = (expected.into_iter().peekable(), seen.into_iter().peekable());
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some(expected), Some(seen)) => expected.seen.id.cmp(&seen.id),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return differences,
        };
        let (expected, found) = match order {
            Ordering::Less => (left.next(), None),
            Ordering::Greater => (None, right.next()),
            Ordering::Equal => (left.next(), right.next()),
        };
        match (expected, found) {
            (Some(expected), Some(found)) => {
                let told = difference(&found.clone(), &expected.seen).map(|what| {
                    let [seen, other] = names;
                    (expected.name.clone(), format!("in {seen}, compared with {other}, {what}"))
                });
                differences.extend(told);
            }
            (Some(expected), None) => {
                differences.push((expected.name.clone(), format!("it is missing in {}", names[0])));
            }
            (None, Some(found)) => {
                let what = format!("it is in {} and should not be", names[0]);
                differences.push((format!("with id {}", found.id), what));
            }
            (None, None) => {}
        }
    }
}

/// What a feature has otherwise than another, geometries in a form that forgives what need not be alike.
fn of_features(seen: &Seen, expected: &Seen, form: impl Fn(&Geometry) -> Geometry) -> Option<String> {
    of_geometries(&form(&seen.geometry), &form(&expected.geometry))
        .or_else(|| of_values(&seen.values, &expected.values))
}

fn of_geometries(seen: &Geometry, expected: &Geometry) -> Option<String> {
    if seen == expected {
        return None;
    }
    let (of_seen, of_expected) = (paths(seen), paths(expected));
    if of_seen.len() != of_expected.len() {
        return Some(format!("it has {} rings, lines or points, not {}", of_seen.len(), of_expected.len()));
    }
    for (number, (seen, expected)) in of_seen.iter().zip(&of_expected).enumerate() {
        if let Some(place) = (0..seen.len().min(expected.len())).find(|&place| seen[place] != expected[place]) {
            let ([x, y], [right_x, right_y]) = (seen[place], expected[place]);
            return Some(format!("point {place} of its part {number} is {x} {y}, not {right_x} {right_y}"));
        }
        if seen.len() != expected.len() {
            return Some(format!("its part {number} has {} points, not {}", seen.len(), expected.len()));
        }
    }
    Some("its rings belong together in another way, or its type is another".to_owned())
}

fn paths(geometry: &Geometry) -> Vec<&Path> {
    match geometry {
        Geometry::Points(points) => vec![points],
        Geometry::Lines(lines) => lines.iter().collect(),
        Geometry::Polygons(polygons) => polygons.iter().flatten().collect(),
    }
}

fn of_values(seen: &[(String, Value)], expected: &[(String, Value)]) -> Option<String> {
    let find = |values: &[(String, Value)], key: &str| {
        values.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone())
    };
    for (key, value) in expected {
        match find(seen, key) {
            None => return Some(format!("the attribute `{key}` is missing; it should be {value:?}")),
            Some(found) if found != *value => {
                return Some(format!("the attribute `{key}` is {found:?}, not {value:?}"));
            }
            Some(_) => {}
        }
    }
    let more = seen.iter().find(|(key, _)| find(expected, key).is_none())?;
    Some(format!("there is an attribute `{}`, {:?}, which should not be", more.0, more.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(id: u64, x: i32, values: &[(&str, Value)]) -> Expected {
        let values = values.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let seen = Seen::new(id, Geometry::Lines(vec![vec![[0, 0], [x, 9]]]), values);
        Expected { seen, name: format!("c{id}"), is_cut: false }
    }

    #[test]
    fn every_difference_is_told() {
        let name = |text: &str| ("name", Value::Text(text.to_owned()));
        let right = [expected(1, 5, &[name("a")]), expected(2, 6, &[]), expected(4, 1, &[])];
        let told = |wrong: &[Expected]| {
            let seen: Vec<Seen> = wrong.iter().rev().map(|it| it.seen.clone()).collect();
            with_expected(&right, &seen).into_iter().map(|(name, what)| format!("{name}: {what}")).collect::<Vec<_>>()
        };
        assert_eq!(told(&right), [""; 0]);
        let prefix = "in the tile, compared with the atlas,";
        let wrong = [expected(1, 5, &[name("b")]), expected(3, 6, &[]), expected(4, 2, &[name("c")])];
        let expected = [
            format!("c1: {prefix} the attribute `name` is Text(\"b\"), not Text(\"a\")"),
            "c2: it is missing in the tile".to_owned(),
            "with id 3: it is in the tile and should not be".to_owned(),
            format!("c4: {prefix} point 1 of its part 0 is 2 9, not 1 9"),
        ];
        assert_eq!(told(&wrong), expected);
    }
}
