use rustc_hash::FxHashMap;

use super::layer::LayerWriter;
use crate::atlas::Attribute;

/// The values of a layer that no file holds. One of them may equal a stored one, and a value stands in a layer once.
#[derive(Default)]
pub(super) struct MadeValues {
    /// Doubles by their bits.
    doubles: FxHashMap<u64, u32>,
    wholes: FxHashMap<u64, u32>,
    /// Others as they are encoded.
    others: FxHashMap<Vec<u8>, u32>,
    encoded: Vec<u8>,
    makes: Makes,
}

/// Which values are made for a layer: only those need to be looked for among the stored ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Makes {
    #[default]
    Nothing,
    Doubles,
    All,
}

impl MadeValues {
    /// Starts a layer.
    pub(super) fn begin(&mut self, makes: Makes) {
        self.doubles.clear();
        self.wholes.clear();
        self.others.clear();
        self.makes = makes;
    }

    /// The place of a stored value that the layer does not have yet, unless it was made before.
    pub(super) fn stored(&mut self, encoded: &[u8], writer: &mut LayerWriter) -> u32 {
        if self.makes == Makes::Nothing {
            return writer.add_value(encoded);
        }
        // Field `values` of a layer, eleven bytes long in all: tag, length, the tag of a double, its bytes (MVT 2.1, §4.1).
        if let [0x22, 9, 0x19, bytes @ ..] = encoded
            && let Ok(bytes) = <[u8; 8]>::try_from(bytes)
        {
            return *self.doubles.entry(u64::from_le_bytes(bytes)).or_insert_with(|| writer.add_value(encoded));
        }
        if self.makes == Makes::Doubles {
            return writer.add_value(encoded);
        }
        match Attribute::decode(encoded) {
            Some(Attribute::Unsigned(number)) => self.whole(number, writer),
            _ => other(&mut self.others, encoded, writer),
        }
    }

    /// The place of a value.
    pub(super) fn place(&mut self, value: &Attribute, writer: &mut LayerWriter) -> u32 {
        match value {
            Attribute::Real(number) => {
                let number = number + 0.0;
                *self.doubles.entry(number.to_bits()).or_insert_with(|| writer.add_value(&value.encode()))
            }
            Attribute::Unsigned(number) => self.whole(*number, writer),
            value => {
                self.encoded.clear();
                value.encode_into(&mut self.encoded);
                other(&mut self.others, &self.encoded, writer)
            }
        }
    }

    fn whole(&mut self, number: u64, writer: &mut LayerWriter) -> u32 {
        *self.wholes.entry(number).or_insert_with(|| writer.add_value(&Attribute::Unsigned(number).encode()))
    }
}

fn other(others: &mut FxHashMap<Vec<u8>, u32>, encoded: &[u8], writer: &mut LayerWriter) -> u32 {
    match others.get(encoded) {
        Some(&place) => place,
        None => {
            let place = writer.add_value(encoded);
            others.insert(encoded.to_owned(), place);
            place
        }
    }
}
