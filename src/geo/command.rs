//! The numbers of an MVT command stream (MVT 2.1, section 4.3): command integers, zigzag, varints.

use super::TilePoint;

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u32 = 7;

/// The command integer of `count` MoveTo.
pub const fn move_to(count: u32) -> u32 {
    count << 3 | MOVE_TO
}

/// The command integer of `count` LineTo.
pub const fn line_to(count: u32) -> u32 {
    count << 3 | LINE_TO
}

/// The command integer of ClosePath.
pub const fn close_path() -> u32 {
    1 << 3 | CLOSE_PATH
}

/// Signed to unsigned, small magnitudes to small numbers.
pub const fn zigzag(value: i32) -> u32 {
    ((value << 1) ^ (value >> 31)) as u32
}

/// The inverse of [`zigzag`].
pub const fn unzigzag(value: u32) -> i32 {
    (value >> 1) as i32 ^ -((value & 1) as i32)
}

/// Appends a varint of at most ten bytes.
#[inline]
pub fn push_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends one parameter pair: the step from `from` to `to`.
#[inline]
fn push_step(out: &mut Vec<u8>, from: TilePoint, to: TilePoint) {
    let x = zigzag(to.x.wrapping_sub(from.x));
    let y = zigzag(to.y.wrapping_sub(from.y));
    push_varint(out, u64::from(x));
    push_varint(out, u64::from(y));
}

/// Steps that are encoded before they are appended together.
const CHUNK: usize = 32;

/// Appends the steps from `from` through all points, as parameters of a LineTo.
pub fn push_steps(out: &mut Vec<u8>, from: TilePoint, points: &[TilePoint]) {
    let mut before = from;
    for chunk in points.chunks(CHUNK) {
        // A step takes two varints of at most five bytes.
        let mut bytes = [0; CHUNK * 10];
        let mut length = 0;
        for &point in chunk {
            let x = zigzag(point.x.wrapping_sub(before.x));
            let y = zigzag(point.y.wrapping_sub(before.y));
            if (x | y) < 0x80 {
                // Most steps of a border are this short.
                bytes[length] = x as u8;
                bytes[length + 1] = y as u8;
                length += 2;
            } else {
                length = put_varint(&mut bytes, length, x);
                length = put_varint(&mut bytes, length, y);
            }
            before = point;
        }
        out.extend_from_slice(&bytes[..length]);
    }
}

/// Writes a varint at a place and returns the place behind it.
#[inline]
fn put_varint(bytes: &mut [u8], mut place: usize, mut value: u32) -> usize {
    while value >= 0x80 {
        bytes[place] = value as u8 | 0x80;
        place += 1;
        value >>= 7;
    }
    bytes[place] = value as u8;
    place + 1
}

/// Appends one MoveTo, the step from `from` to `to`.
pub fn push_move(out: &mut Vec<u8>, from: TilePoint, to: TilePoint) {
    push_varint(out, u64::from(move_to(1)));
    push_step(out, from, to);
}

/// Appends one line as MoveTo and LineTo, starting from `cursor`, which it leaves at the line's last point.
pub fn push_line(out: &mut Vec<u8>, line: &[TilePoint], cursor: &mut TilePoint) {
    let [first, rest @ ..] = line else { return };
    out.reserve(line.len() * 4 + 8);
    push_move(out, *cursor, *first);
    push_varint(out, u64::from(line_to(rest.len() as u32)));
    push_steps(out, *first, rest);
    *cursor = *rest.last().unwrap_or(first);
}

/// Appends one open ring as a line and a ClosePath, which does not move the cursor.
pub fn push_ring(out: &mut Vec<u8>, ring: &[TilePoint], cursor: &mut TilePoint) {
    if !ring.is_empty() {
        push_line(out, ring, cursor);
        push_varint(out, u64::from(close_path()));
    }
}

/// Reads varints from bytes that may be anything.
#[derive(Clone, Debug)]
pub struct CommandReader<'a> {
    rest: &'a [u8],
}

impl<'a> CommandReader<'a> {
    pub fn new(bytes: &'a [u8]) -> CommandReader<'a> {
        CommandReader { rest: bytes }
    }

    /// Bytes not yet read.
    pub fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// The next varint of at most 32 bits; none at the end or when it is longer.
    #[inline]
    pub fn varint(&mut self) -> Option<u32> {
        let (&first, rest) = self.rest.split_first()?;
        self.rest = rest;
        if first < 0x80 {
            return Some(u32::from(first));
        }
        let mut value = u32::from(first & 0x7F);
        for shift in [7, 14, 21, 28] {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            value |= u32::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// The point one parameter pair further than `from`; wraps on numbers that no sound file holds.
    #[inline]
    pub fn step(&mut self, from: TilePoint) -> Option<TilePoint> {
        let (x, y) = match *self.rest {
            // Most steps of a border are this short.
            [x, y, ref rest @ ..] if (x | y) < 0x80 => {
                self.rest = rest;
                (u32::from(x), u32::from(y))
            }
            _ => self.long_step()?,
        };
        let (x, y) = (unzigzag(x), unzigzag(y));
        Some(TilePoint { x: from.x.wrapping_add(x), y: from.y.wrapping_add(y) })
    }

    #[inline(never)]
    fn long_step(&mut self) -> Option<(u32, u32)> {
        Some((self.varint()?, self.varint()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_specification() {
        // MVT 2.1, section 4.3.5.5: the polygon (3,6) (8,12) (20,34).
        let ring = [(3, 6), (8, 12), (20, 34)].map(|(x, y)| TilePoint { x, y });
        let mut out = Vec::new();
        push_ring(&mut out, &ring, &mut TilePoint::default());
        assert_eq!(out, [9, 6, 12, 18, 10, 12, 24, 44, 15]);
    }

    #[test]
    fn the_example_of_a_multilinestring() {
        // MVT 2.1, section 4.3.5.4: the lines (2,2) (2,10) (10,10) and (1,1) (3,5).
        let (mut out, mut cursor) = (Vec::new(), TilePoint::default());
        push_line(&mut out, &[(2, 2), (2, 10), (10, 10)].map(|(x, y)| TilePoint { x, y }), &mut cursor);
        push_line(&mut out, &[(1, 1), (3, 5)].map(|(x, y)| TilePoint { x, y }), &mut cursor);
        assert_eq!(out, [9, 4, 4, 18, 0, 16, 16, 0, 9, 17, 17, 10, 4, 8]);
    }

    #[test]
    fn steps_of_every_length_come_back() {
        for x in [0, 1, -1, 63, -64, 64, 8191, -8192, 8192, 1 << 25, -(1 << 25), i32::MAX, i32::MIN] {
            for y in [0, -64, 64, 4000, i32::MIN] {
                let mut out = Vec::new();
                push_steps(&mut out, TilePoint { x: 7, y: -9 }, &[TilePoint { x, y }]);
                let mut reader = CommandReader::new(&out);
                assert_eq!(reader.step(TilePoint { x: 7, y: -9 }), Some(TilePoint { x, y }));
                assert_eq!(reader.remaining(), 0);
            }
        }
    }

    #[test]
    fn broken_varints_end_the_reading() {
        assert_eq!(CommandReader::new(&[]).varint(), None);
        assert_eq!(CommandReader::new(&[0x80]).varint(), None);
        assert_eq!(CommandReader::new(&[0xFF; 6]).varint(), None);
        assert_eq!(CommandReader::new(&[0xAC, 0x02]).varint(), Some(300));
    }
}
