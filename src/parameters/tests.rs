use std::collections::BTreeSet;

use proptest::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{NoParameters, Parameters, Year, pairs, routes};

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Shape {
    /// Round.
    #[default]
    Circle,
    /// With corners.
    Square,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
struct Group {
    /// Which years.
    #[schemars(with = "BTreeSet<Year>")]
    year: BTreeSet<i32>,
    names: Option<BTreeSet<String>>,
    coverage: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Whole {
    #[schemars(range(min = -90.0, max = 90.0), extend("x-unit" = "degrees", "examples" = [48.5]))]
    lat: f64,
    #[serde(default = "usual")]
    #[schemars(range(min = 1, max = 100))]
    limit: usize,
    #[serde(default)]
    shape: Shape,
    #[serde(default)]
    other: Option<Shape>,
    #[serde(default)]
    breaks: Vec<f64>,
    #[serde(default)]
    #[schemars(length(max = 20))]
    text: Option<String>,
    #[serde(flatten)]
    group: Group,
}

fn usual() -> usize {
    10
}

routes!(Whole);

fn refused(query: &str) -> String {
    Whole::read_query(query).unwrap_err().to_string()
}

#[test]
fn texts_become_what_the_struct_holds() {
    let read = Whole::read_query("lat=48.5&year=2021&year=2019,2021&names=b,a,,b&shape=square&coverage=true").unwrap();
    assert_eq!((read.lat, read.limit, read.shape, read.other), (48.5, 10, Shape::Square, None));
    assert_eq!(read.group.year, BTreeSet::from([2019, 2021]));
    assert_eq!(read.group.names, Some(BTreeSet::from(["a".to_owned(), "b".to_owned()])));
    assert!(read.group.coverage);
}

#[test]
fn an_empty_value_is_left_out_but_for_lists() {
    let read = Whole::read_query("lat=1&limit=&shape=&text=&year=&names=&breaks=").unwrap();
    assert_eq!((read.limit, read.shape, read.text), (10, Shape::Circle, None));
    assert_eq!(read.group, Group { names: Some(BTreeSet::new()), ..Group::default() });
    assert_eq!(refused("lat="), "`lat` is needed, as in lat=48.5");
}

#[test]
fn what_cannot_be_read_is_told_with_what_can() {
    for (query, told) in [
        ("lat=91", "`lat` is a number of degrees from -90 to 90, not `91`"),
        ("lat=nan", "`lat` is a number of degrees from -90 to 90, not `nan`"),
        ("lat=1&limit=0", "`limit` is a whole number from 1 to 100, not `0`"),
        ("lat=1&limit=1.5", "`limit` is a whole number from 1 to 100, not `1.5`"),
        ("lat=1&shape=star", "`shape` is one of circle, square, not `star`"),
        ("lat=1&other=star", "`other` is one of circle, square, not `star`"),
        ("lat=1&coverage=1", "`coverage` is true or false, not `1`"),
        (
            "lat=1&text=0123456789012345678901",
            "`text` is a text of at most 20 characters, not `0123456789012345678901`",
        ),
        ("lat=1&limit=2&limit=2", "`limit` is given twice; it takes one value"),
        (
            "lat=1&Limit=2",
            "there is no parameter `Limit` here; did you mean `limit`? The parameters are breaks, coverage, lat, limit, names, other, shape, text, year",
        ),
        (
            "lat=1&format=csv",
            "there is no parameter `format` here; the ending of the path says the format, such as .csv or .geojson. The parameters are breaks, coverage, lat, limit, names, other, shape, text, year",
        ),
        ("limit=2", "`lat` is needed, as in lat=48.5"),
    ] {
        assert_eq!(refused(query), told, "{query}");
    }
    for query in
        ["lat=1&year=2021,", "lat=1&year=soon", "lat=1&breaks=1,,2", "lat=1&breaks=inf", "lat=1&year=99999999999"]
    {
        assert!(Whole::read_query(query).is_err(), "{query}");
    }
    let none = NoParameters::read_query("x=1").unwrap_err().to_string();
    assert_eq!(none, "there is no parameter `x` here; this address takes none");
}

#[test]
fn keys_and_what_follows_clicks_change_nothing() {
    assert_eq!(NoParameters::read_query("key=secret&utm_source=a&fbclid=b&_=17&k%65y=c"), Ok(NoParameters {}));
    assert_eq!(pairs("key=secret&a=1").unwrap(), [("a".to_owned(), "1".to_owned())]);
    assert!(NoParameters::read_query("keys=1").is_err());
}

#[test]
fn the_canonical_query_is_in_order_and_without_what_is_usual() {
    let canonical = |query: &str| Whole::read_query(query).unwrap().query();
    assert_eq!(canonical("year=2021,2019&lat=1.5&limit=10&shape=circle&names=b,a"), "lat=1.5&names=a,b&year=2019,2021");
    assert_eq!(canonical("lat=1.5&names="), "lat=1.5&names=");
    assert_eq!(canonical("lat=1.5&text=a%20%26b%3D%C3%A9"), "lat=1.5&text=a%20%26b%3D%C3%A9");
}

#[test]
fn a_parameter_is_described_as_it_is_declared() {
    let described = |name: &str| Whole::known().iter().find(|it| it.name == name).expect("a name").described();
    assert_eq!(described("lat")["required"], true);
    assert_eq!(described("lat")["schema"], json!({ "type": "number", "minimum": -90.0, "maximum": 90.0 }));
    let limit =
        json!({ "anyOf": [{ "type": "integer", "minimum": 1, "maximum": 100 }, { "const": "" }], "default": 10 });
    assert_eq!(described("limit")["schema"], limit);
    let shape = json!({ "type": "string", "enum": ["circle", "square", ""] });
    assert_eq!(described("other")["schema"], shape);
    let year = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Year", "type": "integer" } });
    assert_eq!((&described("year")["schema"], &described("year")["explode"]), (&year, &json!(false)));
    assert_eq!(described("year")["description"], "Which years.");
}

fn shapes() -> impl Strategy<Value = Shape> {
    prop_oneof![Just(Shape::Circle), Just(Shape::Square)]
}

prop_compose! {
    fn groups()(
        year in proptest::collection::btree_set(-3000..3000, 0..4),
        names in proptest::option::of(proptest::collection::btree_set("[^,]{1,8}", 0..4)),
        coverage: bool,
    ) -> Group {
        Group { year, names, coverage }
    }
}

proptest! {
    #[test]
    fn the_canonical_query_is_read_as_what_it_was_written_of(
        lat in -90.0..90.0,
        limit in 1_usize..=100,
        shape in shapes(),
        other in proptest::option::of(shapes()),
        breaks in proptest::collection::vec(proptest::num::f64::NORMAL, 0..4),
        text in proptest::option::of(".{1,20}"),
        group in groups(),
    ) {
        let whole = Whole { lat, limit, shape, other, breaks, text, group };
        prop_assert_eq!(Whole::read_query(&whole.query()), Ok(whole));
    }

    #[test]
    fn any_query_is_read_or_refused(query in "((lat|limit|year|names|text|other|x)=?[0-9a,.%é&-]{0,6}&){0,5}") {
        if let Ok(read) = Whole::read_query(&query) {
            prop_assert_eq!(Whole::read_query(&read.query()), Ok(read));
        }
    }
}
