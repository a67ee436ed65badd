/// How whole levels are written as files, in any format. It is part of the tag of every download.
///
/// Raise it when the same request may get other bytes than before: another column, another order, other digits.
pub const FILES: u32 = 1;
