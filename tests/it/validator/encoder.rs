//! A small writer of tiles for tests. It writes whatever it is told, right or wrong.

use super::{Point, Value};

#[derive(Clone)]
pub(crate) struct TestFeature {
    pub(crate) id: Option<u64>,
    pub(crate) tags: Vec<u32>,
    pub(crate) kind: Option<u64>,
    pub(crate) geometry: Vec<u32>,
}

#[derive(Clone)]
pub(crate) struct TestLayer {
    pub(crate) name: Option<String>,
    pub(crate) version: Option<u64>,
    pub(crate) extent: Option<u64>,
    pub(crate) keys: Vec<String>,
    pub(crate) values: Vec<Value>,
    pub(crate) features: Vec<TestFeature>,
}

impl TestLayer {
    pub(crate) fn new(name: &str, features: Vec<TestFeature>) -> Self {
        Self {
            name: Some(name.to_owned()),
            version: Some(2),
            extent: Some(4096),
            keys: Vec::new(),
            values: Vec::new(),
            features,
        }
    }

    /// The layer's message.
    pub(crate) fn message(&self) -> Vec<u8> {
        let mut out = Vec::new();
        number_field(&mut out, 15, self.version);
        if let Some(name) = &self.name {
            bytes_field(&mut out, 1, name.as_bytes());
        }
        for feature in &self.features {
            bytes_field(&mut out, 2, &feature.message());
        }
        for key in &self.keys {
            bytes_field(&mut out, 3, key.as_bytes());
        }
        for value in &self.values {
            bytes_field(&mut out, 4, &value_message(value));
        }
        number_field(&mut out, 5, self.extent);
        out
    }

    /// A tile of this layer alone.
    pub(crate) fn tile(&self) -> Vec<u8> {
        let mut out = Vec::new();
        bytes_field(&mut out, 3, &self.message());
        out
    }
}

impl TestFeature {
    pub(crate) fn polygon(id: u64, rings: &[&[(i32, i32)]]) -> Self {
        Self { id: Some(id), tags: Vec::new(), kind: Some(3), geometry: ring_commands(rings) }
    }

    pub(crate) fn points(id: u64, points: &[(i32, i32)]) -> Self {
        let mut geometry = vec![command(1, points.len())];
        let mut cursor = (0, 0);
        points.iter().for_each(|&point| step(&mut geometry, &mut cursor, point));
        Self { id: Some(id), tags: Vec::new(), kind: Some(1), geometry }
    }

    pub(crate) fn lines(id: u64, lines: &[&[(i32, i32)]]) -> Self {
        let mut geometry = Vec::new();
        let mut cursor = (0, 0);
        for line in lines {
            geometry.push(command(1, 1));
            step(&mut geometry, &mut cursor, line[0]);
            geometry.push(command(2, line.len() - 1));
            line[1..].iter().for_each(|&point| step(&mut geometry, &mut cursor, point));
        }
        Self { id: Some(id), tags: Vec::new(), kind: Some(2), geometry }
    }

    pub(crate) fn message(&self) -> Vec<u8> {
        let mut out = Vec::new();
        number_field(&mut out, 1, self.id);
        if !self.tags.is_empty() {
            bytes_field(&mut out, 2, &packed(&self.tags));
        }
        number_field(&mut out, 3, self.kind);
        if !self.geometry.is_empty() {
            bytes_field(&mut out, 4, &packed(&self.geometry));
        }
        out
    }
}

pub(crate) fn value_message(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    match value {
        Value::String(text) => bytes_field(&mut out, 1, text.as_bytes()),
        Value::Float(number) => {
            out.push(2 << 3 | 5);
            out.extend(number.to_le_bytes());
        }
        Value::Double(number) => {
            out.push(3 << 3 | 1);
            out.extend(number.to_le_bytes());
        }
        Value::Int(number) => number_field(&mut out, 4, Some(number.cast_unsigned())),
        Value::UInt(number) => number_field(&mut out, 5, Some(*number)),
        Value::SInt(number) => number_field(&mut out, 6, Some(((number << 1) ^ (number >> 63)).cast_unsigned())),
        Value::Bool(bit) => number_field(&mut out, 7, Some(u64::from(*bit))),
    }
    out
}

pub(crate) fn command(command: u32, count: usize) -> u32 {
    command | u32::try_from(count << 3).expect("a count that fits")
}

pub(crate) fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)).cast_unsigned()
}

pub(crate) fn ring_commands(rings: &[&[(i32, i32)]]) -> Vec<u32> {
    let mut out = Vec::new();
    let mut cursor = (0, 0);
    for ring in rings {
        out.push(command(1, 1));
        step(&mut out, &mut cursor, ring[0]);
        out.push(command(2, ring.len() - 1));
        ring[1..].iter().for_each(|&point| step(&mut out, &mut cursor, point));
        out.push(command(7, 1));
    }
    out
}

pub(crate) fn pairs(points: &[Point]) -> Vec<(i32, i32)> {
    points.iter().map(|point| (point.x, point.y)).collect()
}

fn step(out: &mut Vec<u32>, cursor: &mut (i32, i32), point: (i32, i32)) {
    out.extend([zigzag(point.0 - cursor.0), zigzag(point.1 - cursor.1)]);
    *cursor = point;
}

pub(crate) fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(crate) fn number_field(out: &mut Vec<u8>, field: u64, value: Option<u64>) {
    if let Some(value) = value {
        varint(out, field << 3);
        varint(out, value);
    }
}

pub(crate) fn bytes_field(out: &mut Vec<u8>, field: u64, bytes: &[u8]) {
    varint(out, field << 3 | 2);
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

fn packed(numbers: &[u32]) -> Vec<u8> {
    let mut out = Vec::new();
    numbers.iter().for_each(|&number| varint(&mut out, u64::from(number)));
    out
}
