//! Every rule is seen to fire, and right tiles to pass.

mod shapes;

use super::encoder::{
    TestFeature, TestLayer, bytes_field, command, number_field, pairs, value_message, varint, zigzag,
};
use super::{Geometry, Point, Rules, Value, decode, validate};
use crate::random::Random;

/// Shapes, clockwise on the screen, that is with positive area.
const SQUARE: [(i32, i32); 4] = [(0, 0), (100, 0), (100, 100), (0, 100)];
const HOLE: [(i32, i32); 4] = [(20, 20), (20, 60), (60, 60), (60, 20)];
const ISLAND: [(i32, i32); 4] = [(30, 30), (50, 30), (50, 50), (30, 50)];

fn layer(feature: TestFeature) -> TestLayer {
    TestLayer::new("communes", vec![feature])
}

fn square() -> TestLayer {
    layer(TestFeature::polygon(7, &[&SQUARE]))
}

/// The sentences of a tile's faults.
fn sentences(tile: &[u8]) -> Vec<&'static str> {
    validate(tile, &Rules::default()).iter().map(|fault| fault.sentence).collect()
}

#[track_caller]
fn assert_only(tile: &[u8], sentence: &str) {
    let found = sentences(tile);
    assert_eq!(found, [sentence], "{:#?}", validate(tile, &Rules::default()));
}

#[track_caller]
fn assert_rings(rings: &[&[(i32, i32)]], expected: &[&str]) {
    let tile = layer(TestFeature::polygon(7, rings)).tile();
    assert_eq!(sentences(&tile), expected, "{:#?}", validate(&tile, &Rules::default()));
}

#[track_caller]
fn assert_stream(kind: u64, geometry: Vec<u32>, sentence: &str) {
    assert_only(&layer(TestFeature { id: Some(7), tags: vec![], kind: Some(kind), geometry }).tile(), sentence);
}

/// A layer of one point with these attributes.
fn attributed(keys: &[&str], values: &[Value], tags: &[u32]) -> TestLayer {
    let mut feature = TestFeature::points(7, &[(1, 2)]);
    feature.tags = tags.to_vec();
    let mut layer = layer(feature);
    layer.keys = keys.iter().map(|key| (*key).to_owned()).collect();
    layer.values = values.to_vec();
    layer
}

/// A tile with one layer that holds these bytes.
fn raw(layer: &[u8]) -> Vec<u8> {
    let mut tile = Vec::new();
    bytes_field(&mut tile, 3, layer);
    tile
}

#[test]
fn right_tiles_pass_and_decode() {
    assert_eq!(sentences(&[]), [""; 0]);
    let values = [
        Value::String("Rennes".into()),
        Value::Float(1.5),
        Value::Double(-12.3),
        Value::Int(-5),
        Value::UInt(5),
        Value::SInt(-5),
        Value::Bool(true),
    ];
    let keys = ["a", "b", "c", "d", "e", "f", "g"];
    let tags: Vec<u32> = (0..7).flat_map(|number| [number, number]).collect();
    let tile = attributed(&keys, &values, &tags).tile();
    assert_eq!(sentences(&tile), [""; 0]);
    let decoded = decode(&tile);
    assert_eq!(decoded[0].name, "communes");
    let feature = &decoded[0].features[0];
    assert_eq!(feature.id, Some(7));
    assert_eq!(feature.geometry, Geometry::Points(vec![Point { x: 1, y: 2 }]));
    let expected: Vec<(String, Value)> = keys.iter().map(|key| (*key).to_owned()).zip(values).collect();
    assert_eq!(feature.attributes, expected);

    let line = layer(TestFeature::lines(7, &[&[(0, 0), (5, 5), (5, 9)]])).tile();
    assert_eq!(sentences(&line), [""; 0]);
    let polygon = layer(TestFeature::polygon(7, &[&SQUARE, &HOLE])).tile();
    let Geometry::Rings(rings) = &decode(&polygon)[0].features[0].geometry else { panic!("not a polygon") };
    assert_eq!(rings.iter().map(|ring| pairs(ring)).collect::<Vec<_>>(), [SQUARE.to_vec(), HOLE.to_vec()]);
}

#[test]
fn bytes_are_read_strictly() {
    let tile = square().tile();
    for length in 1..tile.len() {
        assert_only(&tile[..length], "a field runs past the end of its message");
    }
    let with = |extra: &[u8]| [tile.as_slice(), extra].concat();
    assert_only(&with(&[0]), "a field has the number 0, or one above 2²⁹ − 1");
    assert_only(&with(&[0x1B]), "a field has a wire type that does not exist");
    assert_only(&with(&[0x88, 0x01, 0x00]), "a message has a field that the specification does not know");
    assert_only(&with(&[0x18, 0x00]), "a message has a field that the specification does not know");
    assert_only(&with(&[0x88, 0x00, 0x00]), "a varint is written longer than it needs to be");
    let eleven = [[0x88; 1].as_slice(), &[0xFF; 10]].concat();
    assert_only(&with(&eleven), "a varint does not fit into 64 bits");

    let message = square().message();
    for (extra, sentence) in [
        (vec![0x78, 2], "a field that may occur once occurs again"),
        (vec![0x0A, 1, b'x'], "a field that may occur once occurs again"),
        (vec![0x1A, 1, 0xFF], "a string is not UTF-8"),
        (vec![0x22, 0], "a value has no type"),
        (vec![0x22, 4, 0x28, 1, 0x20, 1], "a value has more than one type"),
        (vec![0x22, 2, 0x38, 2], "a boolean is neither 0 nor 1"),
        (vec![0x30, 1], "a message has a field that the specification does not know"),
        (vec![0x7A, 1, 2], "a message has a field that the specification does not know"),
    ] {
        let found = sentences(&raw(&[message.as_slice(), &extra].concat()));
        assert!(found.contains(&sentence), "{sentence}: {found:?}");
    }
}

#[test]
fn features_are_read_strictly() {
    let good = TestFeature::polygon(7, &[&SQUARE]).message();
    let mut unpacked = Vec::new();
    number_field(&mut unpacked, 2, Some(0));
    let mut wide = Vec::new();
    let mut element = Vec::new();
    varint(&mut element, 1 << 32);
    bytes_field(&mut wide, 2, &element);
    for (extra, sentence) in [
        (unpacked, "a message has a field that the specification does not know"),
        (wide, "an element of a packed field does not fit into 32 bits"),
        (vec![0x08, 7], "a field that may occur once occurs again"),
        (vec![0x22, 0], "a field that may occur once occurs again"),
    ] {
        let mut message = square().message();
        bytes_field(&mut message, 2, &[good.as_slice(), &extra].concat());
        let found = sentences(&raw(&message));
        assert!(found.contains(&sentence), "{sentence}: {found:?}");
    }
}

#[test]
fn layers_describe_themselves() {
    let change = |change: fn(&mut TestLayer)| {
        let mut layer = square();
        change(&mut layer);
        layer.tile()
    };
    assert_only(&change(|layer| layer.version = Some(1)), "the layer's version is not 2");
    assert_only(&change(|layer| layer.version = None), "the layer has no version");
    assert_only(&change(|layer| layer.name = None), "the layer has no name");
    assert_only(&change(|layer| layer.name = Some(String::new())), "the layer's name is empty");
    assert_only(&change(|layer| layer.extent = Some(512)), "the layer's extent is not the one asked for");
    assert_only(&change(|layer| layer.extent = None), "the layer's extent is not the one asked for");
    assert_only(&change(|layer| layer.features.clear()), "the layer has no feature");
    let twice = [square().tile(), square().tile()].concat();
    assert_only(&twice, "two layers of the tile have the same name");
}

#[test]
fn dictionaries_are_tidy() {
    let uint = Value::UInt;
    assert_only(
        &attributed(&["a", "a"], &[uint(1)], &[0, 0, 1, 0]).tile(),
        "a key stands twice among the layer's keys",
    );
    assert_only(
        &attributed(&["a", "b"], &[uint(1), uint(1)], &[0, 0, 1, 1]).tile(),
        "a value stands twice among the layer's values",
    );
    assert_only(&attributed(&["a"], &[Value::Double(f64::NAN)], &[0, 0]).tile(), "a value is not a finite number");
    assert_only(&attributed(&["a", "b"], &[uint(1)], &[0, 0]).tile(), "a key is used by no feature");
    assert_only(&attributed(&["a"], &[uint(1), uint(2)], &[0, 0]).tile(), "a value is used by no feature");
    assert_only(&attributed(&["a"], &[uint(1)], &[0, 0, 0]).tile(), "the feature's tags are odd in number");
    assert_only(&attributed(&["a"], &[uint(1)], &[0, 0, 1, 0]).tile(), "a tag names a key that does not exist");
    assert_only(&attributed(&["a", "b"], &[uint(1)], &[0, 0, 1, 1]).tile(), "a tag names a value that does not exist");
    assert_only(&attributed(&["a"], &[uint(1), uint(2)], &[0, 0, 0, 1]).tile(), "the feature has a key twice");
    // The same number in another type is another value, and both zeros of floating point are kept apart.
    let values = [uint(1), Value::SInt(1), Value::Double(0.0), Value::Double(-0.0)];
    assert_eq!(sentences(&attributed(&["a", "b", "c", "d"], &values, &[0, 0, 1, 1, 2, 2, 3, 3]).tile()), [""; 0]);
    assert_eq!(value_message(&Value::SInt(-1)), [0x30, 1]);
}

#[test]
fn ids_are_usable() {
    let feature = |id| TestFeature { id, ..TestFeature::points(0, &[(1, 1)]) };
    assert_only(&layer(feature(None)).tile(), "the feature has no id");
    let border = TestFeature { id: None, ..TestFeature::lines(0, &[&[(1, 1), (2, 1)]]) };
    assert_eq!(sentences(&layer(border).tile()), [""; 0]);
    assert_only(&layer(feature(Some(1 << 53))).tile(), "the feature's id is not below 2⁵³");
    assert_eq!(sentences(&layer(feature(Some((1 << 53) - 1))).tile()), [""; 0]);
    let twins = TestLayer::new("communes", vec![feature(Some(4)), feature(Some(4))]);
    assert_only(&twins.tile(), "another feature of the layer has the same id");
}

#[test]
fn command_streams_follow_the_specification() {
    assert_stream(3, vec![], "the feature has no geometry command");
    assert_stream(0, vec![9, 2, 2], "the feature's geometry type is not point, line or polygon");
    let untyped = TestFeature { kind: None, ..TestFeature::points(7, &[(1, 1)]) };
    assert_only(&layer(untyped).tile(), "the feature has no geometry type");

    assert_stream(1, vec![command(2, 1), 2, 2], "a point does not begin with MoveTo");
    assert_stream(1, vec![command(1, 0)], "a MoveTo has the count 0");
    assert_stream(1, vec![command(1, 2), 2, 2], "a command has too few parameters");
    assert_stream(1, vec![command(1, 1 << 20), 2, 2], "a command has too few parameters");
    assert_stream(1, vec![command(1, 1), 2, 2, command(1, 1), 2, 2], "integers are left over after the points");
    let far = zigzag(i32::MAX);
    assert_stream(1, vec![command(1, 2), far, 0, far, 0], "a coordinate does not fit into 32 bits");

    assert_stream(2, vec![command(2, 1), 2, 2], "a line or ring does not begin with MoveTo");
    assert_stream(2, vec![command(1, 2), 2, 2, 2, 2], "the MoveTo of a line or ring does not have the count 1");
    assert_stream(2, vec![command(1, 1), 2, 2], "the command stream ends too early");
    assert_stream(
        2,
        vec![command(1, 1), 2, 2, command(1, 1), 2, 2],
        "the MoveTo of a line or ring is not followed by LineTo",
    );
    assert_stream(2, vec![command(1, 1), 2, 2, command(2, 0)], "a LineTo has too small a count");
    assert_stream(2, vec![command(1, 1), 2, 2, command(2, 2), 2, 2, 0, 0], "a point repeats the one before it");

    let ring = |last: u32| vec![command(1, 1), 0, 0, command(2, 2), 20, 0, 0, 20, last];
    assert_eq!(
        sentences(&layer(TestFeature { geometry: ring(command(7, 1)), ..TestFeature::polygon(7, &[&SQUARE]) }).tile()),
        [""; 0]
    );
    assert_stream(3, ring(command(7, 2)), "a ClosePath does not have the count 1");
    assert_stream(3, ring(command(7, 0)), "a ClosePath does not have the count 1");
    assert_stream(3, ring(command(1, 1)), "a ring does not end with ClosePath");
    assert_stream(3, ring(command(3, 1)), "a ring does not end with ClosePath");
    let mut unclosed = ring(0);
    unclosed.pop();
    assert_stream(3, unclosed, "the command stream ends too early");
    let mut more = ring(command(7, 1));
    more.push(command(7, 1));
    assert_stream(3, more, "a line or ring does not begin with MoveTo");
}

#[test]
fn faults_say_where() {
    let tile =
        TestLayer::new("epci", vec![TestFeature::points(3, &[(1, 1)]), TestFeature::points(4, &[(9000, 1)])]).tile();
    let faults = validate(&tile, &Rules::default());
    assert_eq!(
        faults[0].to_string(),
        "layer \"epci\", feature 1 (id 4): a coordinate lies outside the tile and its buffer: (9000, 1)"
    );
    assert_eq!((faults[0].feature, faults[0].id), (Some(1), Some(4)));
}

/// Whatever the bytes are, the validator comes to an end with an answer.
#[test]
fn damaged_tiles_are_read_to_an_end() {
    let tile = layer(TestFeature::polygon(7, &[&SQUARE, &HOLE, &ISLAND])).tile();
    let mut random = Random::new(5);
    let mut faulty = 0;
    for _ in 0..20_000 {
        let mut damaged = tile.clone();
        for _ in 0..=random.below(3) {
            let place = random.below(damaged.len() as u64) as usize;
            damaged[place] = random.next() as u8;
        }
        faulty += usize::from(!validate(&damaged, &Rules::default()).is_empty());
        decode(&damaged);
    }
    assert!(faulty > 15_000, "only {faulty} of the damaged tiles have a fault");
}
