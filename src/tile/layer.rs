use std::ops::Range;

use crate::geo::{EXTENT, push_varint};

/// Fields of the messages of MVT 2.1 (`vector_tile.proto`), each as its number and wire type.
const TILE_LAYERS: u8 = 3 << 3 | 2;
const LAYER_NAME: u8 = 1 << 3 | 2;
const LAYER_FEATURES: u8 = 2 << 3 | 2;
const LAYER_KEYS: u8 = 3 << 3 | 2;
const LAYER_EXTENT: u8 = 5 << 3;
const LAYER_VERSION: u8 = 15 << 3;
const FEATURE_ID: u8 = 1 << 3;
const FEATURE_TAGS: u8 = 2 << 3 | 2;
const FEATURE_TYPE: u8 = 3 << 3;
const FEATURE_GEOMETRY: u8 = 4 << 3 | 2;

/// Types of geometry.
pub(super) const POINT: u8 = 1;
pub(super) const LINE: u8 = 2;
pub(super) const POLYGON: u8 = 3;

/// The parts of a layer while its features are written. Memory is kept from layer to layer.
#[derive(Default)]
pub(super) struct LayerWriter {
    features: Vec<u8>,
    keys: Vec<u8>,
    /// Where the text of each key lies in `keys`.
    key_places: Vec<Range<usize>>,
    values: Vec<u8>,
    value_count: u32,
    feature_count: u32,
}

impl LayerWriter {
    pub(super) fn clear(&mut self) {
        self.features.clear();
        self.keys.clear();
        self.key_places.clear();
        self.values.clear();
        (self.value_count, self.feature_count) = (0, 0);
    }

    pub(super) fn feature_count(&self) -> u32 {
        self.feature_count
    }

    /// The place of a key, which is added when it is not there.
    pub(super) fn add_key(&mut self, key: &str) -> u32 {
        let known = self.key_places.iter().position(|place| self.keys[place.clone()] == *key.as_bytes());
        if let Some(place) = known {
            return place as u32;
        }
        self.keys.push(LAYER_KEYS);
        push_varint(&mut self.keys, key.len() as u64);
        self.keys.extend_from_slice(key.as_bytes());
        self.key_places.push(self.keys.len() - key.len()..self.keys.len());
        self.key_places.len() as u32 - 1
    }

    /// Adds a value, encoded with its tag and length, and returns its place.
    pub(super) fn add_value(&mut self, encoded: &[u8]) -> u32 {
        self.values.extend_from_slice(encoded);
        self.value_count += 1;
        self.value_count - 1
    }

    /// Adds a feature; `head` and `body` together are its command stream, an id of 0 is left out.
    #[inline]
    pub(super) fn add_feature(&mut self, id: u64, tags: &[u8], kind: u8, head: &[u8], body: &[u8]) {
        let geometry = head.len() + body.len();
        let id_length = if id == 0 { 0 } else { 1 + varint_length(id) };
        let tags_length = if tags.is_empty() { 0 } else { 1 + varint_length(tags.len() as u64) + tags.len() };
        let length = id_length + tags_length + 2 + 1 + varint_length(geometry as u64) + geometry;
        let out = &mut self.features;
        out.reserve(length + 6);
        out.push(LAYER_FEATURES);
        push_varint(out, length as u64);
        if id != 0 {
            out.push(FEATURE_ID);
            push_varint(out, id);
        }
        if !tags.is_empty() {
            out.push(FEATURE_TAGS);
            push_varint(out, tags.len() as u64);
            out.extend_from_slice(tags);
        }
        out.extend_from_slice(&[FEATURE_TYPE, kind, FEATURE_GEOMETRY]);
        push_varint(out, geometry as u64);
        out.extend_from_slice(head);
        out.extend_from_slice(body);
        self.feature_count += 1;
    }

    /// Appends the layer to a tile.
    pub(super) fn finish(&self, name: &str, tile: &mut Vec<u8>) {
        let name_length = 1 + varint_length(name.len() as u64) + name.len();
        let extent_length = 1 + varint_length(EXTENT as u64);
        let length = 2 + name_length + self.features.len() + self.keys.len() + self.values.len() + extent_length;
        tile.reserve(length + 6);
        tile.push(TILE_LAYERS);
        push_varint(tile, length as u64);
        tile.extend_from_slice(&[LAYER_VERSION, 2, LAYER_NAME]);
        push_varint(tile, name.len() as u64);
        tile.extend_from_slice(name.as_bytes());
        tile.extend_from_slice(&self.features);
        tile.extend_from_slice(&self.keys);
        tile.extend_from_slice(&self.values);
        tile.push(LAYER_EXTENT);
        push_varint(tile, EXTENT as u64);
    }
}

/// Bytes of a varint.
fn varint_length(value: u64) -> usize {
    let bits = 64 - (value | 1).leading_zeros() as usize;
    bits.div_ceil(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_varints_are_those_written() {
        for value in [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX] {
            let mut out = Vec::new();
            push_varint(&mut out, value);
            assert_eq!(out.len(), varint_length(value), "{value}");
        }
    }

    #[test]
    fn a_layer_of_one_point() {
        let mut writer = LayerWriter::default();
        let key = writer.add_key("code");
        let value = writer.add_value(&crate::atlas::Attribute::from("01").encode());
        writer.add_feature(5, &[key as u8, value as u8], POINT, &[9, 50, 34], &[]);
        let mut tile = Vec::new();
        writer.finish("l", &mut tile);
        let expected = b"\x1a\x23\x78\x02\x0a\x01l\x12\x0d\x08\x05\x12\x02\x00\x00\x18\x01\x22\x03\x09\x32\x22\
            \x1a\x04code\x22\x04\x0a\x0201\x28\x80\x20";
        assert_eq!(tile, expected);
    }
}
