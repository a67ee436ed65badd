//! Protocol buffers, read strictly: what a lenient reader forgives is an error here.

/// Why a message cannot be read further.
pub(crate) type Broken = &'static str;

pub(crate) const TRUNCATED: Broken = "a field runs past the end of its message";
pub(crate) const OVERLONG: Broken = "a varint is written longer than it needs to be";
pub(crate) const TOO_LARGE: Broken = "a varint does not fit into 64 bits";
pub(crate) const BAD_WIRE_TYPE: Broken = "a field has a wire type that does not exist";
pub(crate) const BAD_FIELD_NUMBER: Broken = "a field has the number 0, or one above 2²⁹ − 1";
pub(crate) const ELEMENT_TOO_LARGE: Broken = "an element of a packed field does not fit into 32 bits";

/// One field's content by its wire type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Content<'a> {
    Varint(u64),
    Fixed64([u8; 8]),
    Bytes(&'a [u8]),
    Fixed32([u8; 4]),
}

/// Reads the fields of one message in order.
pub(crate) struct Message<'a> {
    rest: &'a [u8],
}

impl<'a> Message<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next field's number and content; `None` exactly at the end.
    pub(crate) fn next(&mut self) -> Option<Result<(u32, Content<'a>), Broken>> {
        if self.rest.is_empty() { None } else { Some(self.field()) }
    }

    fn field(&mut self) -> Result<(u32, Content<'a>), Broken> {
        let tag = varint(&mut self.rest)?;
        let number = match u32::try_from(tag >> 3) {
            Ok(number) if (1..1 << 29).contains(&number) => number,
            _ => return Err(BAD_FIELD_NUMBER),
        };
        let content = match tag & 7 {
            0 => Content::Varint(varint(&mut self.rest)?),
            1 => Content::Fixed64(self.fixed()?),
            2 => {
                let length = usize::try_from(varint(&mut self.rest)?).map_err(|_| TRUNCATED)?;
                let (bytes, rest) = self.rest.split_at_checked(length).ok_or(TRUNCATED)?;
                self.rest = rest;
                Content::Bytes(bytes)
            }
            5 => Content::Fixed32(self.fixed()?),
            _ => return Err(BAD_WIRE_TYPE),
        };
        Ok((number, content))
    }

    fn fixed<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], Broken> {
        let (bytes, rest) = self.rest.split_first_chunk::<LENGTH>().ok_or(TRUNCATED)?;
        self.rest = rest;
        Ok(*bytes)
    }
}

/// A packed field of `uint32`.
pub(crate) fn packed_u32(mut bytes: &[u8]) -> Result<Vec<u32>, Broken> {
    let mut numbers = Vec::with_capacity(bytes.len());
    while !bytes.is_empty() {
        numbers.push(u32::try_from(varint(&mut bytes)?).map_err(|_| ELEMENT_TOO_LARGE)?);
    }
    Ok(numbers)
}

pub(crate) fn varint(bytes: &mut &[u8]) -> Result<u64, Broken> {
    let mut value = 0_u64;
    for index in 0..10 {
        let (&byte, rest) = bytes.split_first().ok_or(TRUNCATED)?;
        *bytes = rest;
        if index == 9 && byte > 1 {
            return Err(TOO_LARGE);
        }
        value |= u64::from(byte & 0x7F) << (7 * index);
        if byte < 0x80 {
            return if byte == 0 && index > 0 { Err(OVERLONG) } else { Ok(value) };
        }
    }
    Err(TOO_LARGE)
}

/// Undoes the zig-zag coding of a signed number.
pub(crate) fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}
