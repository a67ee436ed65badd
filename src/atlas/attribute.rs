use super::dictionary::VALUES_FIELD;
use crate::gazetteer::FieldKind;
use crate::geo::{CommandReader, push_varint};

/// The value of a plain attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    Text(String),
    Unsigned(u64),
    /// A finite number: others have no place in a tile.
    Real(f64),
    Flag(bool),
}

/// Fields of the message `Value` (MVT 2.1, section 4.4, `vector_tile.proto`), each as its number and wire type.
pub(super) const STRING_VALUE: u8 = 1 << 3 | 2;
const DOUBLE_VALUE: u8 = 3 << 3 | 1;
const UINT_VALUE: u8 = 5 << 3;
const BOOL_VALUE: u8 = 7 << 3;

impl Attribute {
    /// The type of fields that may hold it.
    pub fn kind(&self) -> FieldKind {
        match self {
            Attribute::Text(_) => FieldKind::Text,
            Attribute::Unsigned(_) => FieldKind::Unsigned,
            Attribute::Real(_) => FieldKind::Real,
            Attribute::Flag(_) => FieldKind::Flag,
        }
    }

    /// Reads the field `values` of an MVT layer; none when the bytes are not one sound value of these types.
    pub fn decode(value: &[u8]) -> Option<Attribute> {
        let mut reader = CommandReader::new(value);
        let (_field, length) = (reader.varint()?, reader.varint()? as usize);
        let message = value.get(value.len().checked_sub(length)?..)?;
        if reader.remaining() != length {
            return None;
        }
        match *message {
            [STRING_VALUE, ref rest @ ..] => {
                let mut reader = CommandReader::new(rest);
                let length = reader.varint()? as usize;
                let text = rest.get(rest.len().checked_sub(length)?..)?;
                let is_whole = reader.remaining() == length;
                std::str::from_utf8(text).ok().filter(|_| is_whole).map(Attribute::from)
            }
            [DOUBLE_VALUE, ref bytes @ ..] => Some(Attribute::Real(f64::from_le_bytes(bytes.try_into().ok()?))),
            [UINT_VALUE, ref varint @ ..] => unsigned(varint).map(Attribute::Unsigned),
            [BOOL_VALUE, bit @ (0 | 1)] => Some(Attribute::Flag(bit == 1)),
            _ => None,
        }
    }

    /// The text, unless it is something else.
    pub fn text(&self) -> Option<&str> {
        match self {
            Attribute::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value as the field `values` of an MVT layer. Minus zero becomes zero.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.encode_into(&mut out);
        out
    }

    /// Appends the same to other bytes.
    pub fn encode_into(&self, out: &mut Vec<u8>) {
        let mut head = |length: usize, kind: u8| {
            out.push(VALUES_FIELD);
            push_varint(out, 1 + length as u64);
            out.push(kind);
        };
        match self {
            Attribute::Text(text) => {
                head(varint_length(text.len() as u64) + text.len(), STRING_VALUE);
                push_varint(out, text.len() as u64);
                out.extend_from_slice(text.as_bytes());
            }
            Attribute::Unsigned(number) => {
                head(varint_length(*number), UINT_VALUE);
                push_varint(out, *number);
            }
            Attribute::Real(number) => {
                head(size_of::<f64>(), DOUBLE_VALUE);
                out.extend_from_slice(&(number + 0.0).to_le_bytes());
            }
            Attribute::Flag(flag) => {
                head(1, BOOL_VALUE);
                out.push(u8::from(*flag));
            }
        }
    }
}

/// Bytes of a number as a varint.
fn varint_length(number: u64) -> usize {
    (u64::BITS - (number | 1).leading_zeros()).div_ceil(7) as usize
}

/// A varint of up to 64 bits that fills `bytes`.
fn unsigned(bytes: &[u8]) -> Option<u64> {
    let (last, before) = bytes.split_last()?;
    let is_whole = bytes.len() <= 10 && *last < 0x80 && before.iter().all(|byte| *byte >= 0x80);
    let add = |value: u64, byte: &u8| value << 7 | u64::from(byte & 0x7F);
    is_whole.then(|| bytes.iter().rev().fold(0, add))
}

impl From<&str> for Attribute {
    fn from(text: &str) -> Attribute {
        Attribute::Text(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_written_by_their_type() {
        assert_eq!(Attribute::from("01").encode(), [0x22, 4, 0x0A, 2, b'0', b'1']);
        assert_eq!(Attribute::Unsigned(300).encode(), [0x22, 3, 0x28, 0xAC, 0x02]);
        assert_eq!(Attribute::Flag(true).encode(), [0x22, 2, 0x38, 1]);
        let mut real = vec![0x22, 9, 0x19];
        real.extend_from_slice(&12.3f64.to_le_bytes());
        assert_eq!(Attribute::Real(12.3).encode(), real);
        assert_eq!(Attribute::Real(-0.0).encode(), Attribute::Real(0.0).encode());
    }

    #[test]
    fn attributes_are_read_back_and_damaged_ones_are_none() {
        let all = [
            Attribute::from("L’Haÿ"),
            Attribute::from(""),
            Attribute::Unsigned(0),
            Attribute::Unsigned(u64::MAX),
            Attribute::Real(12.3),
            Attribute::Flag(true),
        ];
        for attribute in all {
            let bytes = attribute.encode();
            assert_eq!(Attribute::decode(&bytes), Some(attribute.clone()), "{attribute:?}");
            for end in 0..bytes.len() {
                assert_eq!(Attribute::decode(&bytes[..end]), None, "{attribute:?}, {end} bytes");
            }
        }
    }
}
