//! The messages of `vector_tile.proto`: tile, layer, feature, value.

use super::Value;
use super::protobuf::{Broken, Content, Message, packed_u32, unzigzag};
use super::report::Report;

const UNKNOWN_FIELD: Broken = "a message has a field that the specification does not know";
const REPEATED_FIELD: Broken = "a field that may occur once occurs again";
const NOT_UTF8: Broken = "a string is not UTF-8";
const NO_TYPE: Broken = "a value has no type";
const TWO_TYPES: Broken = "a value has more than one type";
const BAD_BOOL: Broken = "a boolean is neither 0 nor 1";

/// A layer as it is written, before anything about it is checked.
#[derive(Default)]
pub(crate) struct RawLayer<'a> {
    pub(crate) name: Option<&'a str>,
    pub(crate) version: Option<u64>,
    pub(crate) extent: Option<u64>,
    pub(crate) keys: Vec<&'a str>,
    pub(crate) values: Vec<Value>,
    pub(crate) features: Vec<RawFeature>,
}

#[derive(Default)]
pub(crate) struct RawFeature {
    pub(crate) id: Option<u64>,
    pub(crate) tags: Vec<u32>,
    pub(crate) kind: Option<u64>,
    pub(crate) geometry: Vec<u32>,
}

/// Reads all layers. A message that cannot be read is reported and kept as far as it was read.
pub(crate) fn read_tile<'a>(tile: &'a [u8], report: &mut Report) -> Vec<RawLayer<'a>> {
    let mut layers = Vec::new();
    let mut message = Message::new(tile);
    while let Some(field) = message.next() {
        match field {
            Ok((3, Content::Bytes(bytes))) => {
                report.enter_layer(format!("#{}", layers.len()));
                let mut layer = RawLayer::default();
                if let Err(broken) = read_layer(bytes, &mut layer, report) {
                    report.leave_feature();
                    report.add(broken, "in the layer");
                }
                layers.push(layer);
            }
            Ok((number, content)) => report.add(UNKNOWN_FIELD, format_args!("tile, field {number}, {content:?}")),
            Err(broken) => {
                report.add(broken, "in the tile");
                break;
            }
        }
    }
    layers
}

fn read_layer<'a>(bytes: &'a [u8], layer: &mut RawLayer<'a>, report: &mut Report) -> Result<(), Broken> {
    let mut message = Message::new(bytes);
    while let Some(field) = message.next() {
        match field? {
            (15, Content::Varint(version)) => once(&mut layer.version, version)?,
            (1, Content::Bytes(name)) => {
                once(&mut layer.name, text(name)?)?;
                report.enter_layer(layer.name.unwrap_or_default().to_owned());
            }
            (2, Content::Bytes(bytes)) => {
                let mut feature = RawFeature::default();
                if let Err(broken) = read_feature(bytes, &mut feature) {
                    report.enter_feature(layer.features.len(), feature.id);
                    report.add(broken, "in the feature");
                    report.leave_feature();
                }
                layer.features.push(feature);
            }
            (3, Content::Bytes(key)) => layer.keys.push(text(key)?),
            (4, Content::Bytes(value)) => layer.values.push(read_value(value)?),
            (5, Content::Varint(extent)) => once(&mut layer.extent, extent)?,
            _ => return Err(UNKNOWN_FIELD),
        }
    }
    Ok(())
}

fn read_feature(bytes: &[u8], feature: &mut RawFeature) -> Result<(), Broken> {
    let mut message = Message::new(bytes);
    let (mut tags, mut geometry) = (None, None);
    while let Some(field) = message.next() {
        match field? {
            (1, Content::Varint(id)) => once(&mut feature.id, id)?,
            (2, Content::Bytes(packed)) => once(&mut tags, packed_u32(packed)?)?,
            (3, Content::Varint(kind)) => once(&mut feature.kind, kind)?,
            (4, Content::Bytes(packed)) => once(&mut geometry, packed_u32(packed)?)?,
            _ => return Err(UNKNOWN_FIELD),
        }
    }
    feature.tags = tags.unwrap_or_default();
    feature.geometry = geometry.unwrap_or_default();
    Ok(())
}

fn read_value(bytes: &[u8]) -> Result<Value, Broken> {
    let mut message = Message::new(bytes);
    let mut value = None;
    while let Some(field) = message.next() {
        let read = match field? {
            (1, Content::Bytes(bytes)) => Value::String(text(bytes)?.to_owned()),
            (2, Content::Fixed32(bytes)) => Value::Float(f32::from_le_bytes(bytes)),
            (3, Content::Fixed64(bytes)) => Value::Double(f64::from_le_bytes(bytes)),
            (4, Content::Varint(bits)) => Value::Int(bits.cast_signed()),
            (5, Content::Varint(number)) => Value::UInt(number),
            (6, Content::Varint(bits)) => Value::SInt(unzigzag(bits)),
            (7, Content::Varint(bit @ (0 | 1))) => Value::Bool(bit == 1),
            (7, Content::Varint(_)) => return Err(BAD_BOOL),
            _ => return Err(UNKNOWN_FIELD),
        };
        if value.replace(read).is_some() {
            return Err(TWO_TYPES);
        }
    }
    value.ok_or(NO_TYPE)
}

fn once<T>(place: &mut Option<T>, value: T) -> Result<(), Broken> {
    if place.replace(value).is_some() { Err(REPEATED_FIELD) } else { Ok(()) }
}

fn text(bytes: &[u8]) -> Result<&str, Broken> {
    std::str::from_utf8(bytes).map_err(|_| NOT_UTF8)
}
