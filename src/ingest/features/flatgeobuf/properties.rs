use ::flatgeobuf::{ColumnType, Feature, Header};

/// What the columns asked for hold.
pub(super) struct Values {
    pub(super) texts: Vec<Option<String>>,
    /// Whether some text was not UTF-8 and reads `�` now.
    pub(super) bad_text: bool,
}

/// Reads the columns `asked` (positions in the header) of a feature.
///
/// The crate's own reader slices without looking, and panics where a damaged feature claims a longer text than it
/// has.
///
/// # Errors
/// What is broken.
pub(super) fn read_values(feature: Feature, header: &Header, asked: &[usize]) -> Result<Values, String> {
    let mut values = Values { texts: vec![None; asked.len()], bad_text: false };
    let (Some(properties), Some(columns)) = (feature.properties(), header.columns()) else { return Ok(values) };
    let mut bytes = properties.bytes();
    // Some writers leave one byte behind the last property.
    while bytes.len() > 1 {
        let column = usize::from(u16::from_le_bytes(take(&mut bytes)?));
        if column >= columns.len() {
            return Err(format!("a property of column {column}, but there are {}", columns.len()));
        }
        let value = take_value(&mut bytes, columns.get(column).type_())?;
        for (_, text) in asked.iter().zip(&mut values.texts).filter(|&(&wanted, _)| wanted == column) {
            *text = value.text(&mut values.bad_text);
        }
    }
    Ok(values)
}

/// A property as it lies in the file.
enum Value<'a> {
    Integer(i128),
    Float(f32),
    Double(f64),
    Bool(bool),
    Text(&'a [u8]),
    /// Bytes that are no text.
    Binary,
}

impl Value<'_> {
    /// Numbers as they are usually written; nothing for blanks, for what is no number and for binary values.
    fn text(&self, bad_text: &mut bool) -> Option<String> {
        match *self {
            Value::Integer(number) => Some(number.to_string()),
            Value::Float(number) => number.is_finite().then(|| number.to_string()),
            Value::Double(number) => number.is_finite().then(|| number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Text(bytes) => {
                let text = String::from_utf8_lossy(bytes);
                *bad_text |= matches!(text, std::borrow::Cow::Owned(_));
                Some(text.trim().to_owned()).filter(|text| !text.is_empty())
            }
            Value::Binary => None,
        }
    }
}

fn take_value<'a>(bytes: &mut &'a [u8], kind: ColumnType) -> Result<Value<'a>, String> {
    Ok(match kind {
        ColumnType::Byte => Value::Integer(i8::from_le_bytes(take(bytes)?).into()),
        ColumnType::UByte => Value::Integer(u8::from_le_bytes(take(bytes)?).into()),
        ColumnType::Bool => Value::Bool(take::<1>(bytes)? != [0]),
        ColumnType::Short => Value::Integer(i16::from_le_bytes(take(bytes)?).into()),
        ColumnType::UShort => Value::Integer(u16::from_le_bytes(take(bytes)?).into()),
        ColumnType::Int => Value::Integer(i32::from_le_bytes(take(bytes)?).into()),
        ColumnType::UInt => Value::Integer(u32::from_le_bytes(take(bytes)?).into()),
        ColumnType::Long => Value::Integer(i64::from_le_bytes(take(bytes)?).into()),
        ColumnType::ULong => Value::Integer(u64::from_le_bytes(take(bytes)?).into()),
        ColumnType::Float => Value::Float(f32::from_le_bytes(take(bytes)?)),
        ColumnType::Double => Value::Double(f64::from_le_bytes(take(bytes)?)),
        ColumnType::String | ColumnType::Json | ColumnType::DateTime => Value::Text(take_counted(bytes)?),
        ColumnType::Binary => {
            take_counted(bytes)?;
            Value::Binary
        }
        ColumnType(other) => return Err(format!("a column of the unknown type {other}")),
    })
}

fn take<const LENGTH: usize>(bytes: &mut &[u8]) -> Result<[u8; LENGTH], String> {
    let (first, rest) = bytes.split_first_chunk().ok_or("a property beyond the end of its feature")?;
    *bytes = rest;
    Ok(*first)
}

fn take_counted<'a>(bytes: &mut &'a [u8]) -> Result<&'a [u8], String> {
    let length = u32::from_le_bytes(take(bytes)?) as usize;
    let (text, rest) = bytes.split_at_checked(length).ok_or("a text beyond the end of its feature")?;
    *bytes = rest;
    Ok(text)
}
