/// How tiles are drawn of the same two files. It is part of the address and the tag of every tile, so that raising it makes
/// every client fetch its tiles again.
///
/// Raise it when the same request may get other bytes than before: another way to cut, to order or to encode, another
/// attribute, another choice of features. What the files say instead needs no raise, since their hashes are in the
/// addresses too. It stands here and not in [`crate::tile`], since this room writes the addresses.
pub const TILE: u32 = 1;
