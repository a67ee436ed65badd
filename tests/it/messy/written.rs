//! How a table is written: its encoding, its delimiter, its quotation marks, its numbers.

use crate::random::Random;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16Little,
    Utf16Big,
    Latin1,
    Windows1252,
}

pub(super) struct Style {
    pub(super) encoding: Encoding,
    pub(super) delimiter: char,
    pub(super) decimal_mark: char,
    /// Between groups of three digits.
    group: Option<char>,
    quotes_all: bool,
    pub(super) line_end: &'static str,
    /// Whether each line ends with a delimiter that ends nothing: of the header, of the rows.
    trailing: [bool; 2],
    /// Spaces around cells.
    padded: bool,
}

impl Style {
    pub(super) fn new(random: &mut Random) -> Style {
        use Encoding::{Latin1, Utf8, Utf8WithMark, Utf16Big, Utf16Little, Windows1252};
        let encoding = pick(random, &[Utf8, Utf8, Utf8WithMark, Utf16Little, Utf16Big, Latin1, Windows1252]);
        let is_unicode = !matches!(encoding, Latin1 | Windows1252);
        let group = pick(random, &[None, None, Some(' '), Some('\u{a0}'), Some('\u{202f}')]);
        Style {
            encoding,
            delimiter: pick(random, &[';', ',', '\t', '|']),
            decimal_mark: pick(random, &['.', ',']),
            group: group.filter(|&group| is_unicode || group != '\u{202f}'),
            quotes_all: random.below(4) == 0,
            line_end: pick(random, &["\n", "\r\n"]),
            trailing: pick(random, &[[false, false], [false, false], [false, false], [true, true], [false, true]]),
            padded: random.below(6) == 0,
        }
    }

    /// A number of so many digits behind its mark, without the mark.
    pub(super) fn number(&self, digits: i64, decimals: u32) -> String {
        let scale = 10i64.pow(decimals);
        let (whole, rest) = (digits.abs() / scale, digits.abs() % scale);
        let mut text = whole.to_string();
        if let Some(group) = self.group {
            for at in (1..text.len()).rev().filter(|at| (text.len() - at) % 3 == 0).collect::<Vec<_>>() {
                text.insert(at, group);
            }
        }
        if decimals > 0 {
            text.push(self.decimal_mark);
            text.push_str(&format!("{rest:0width$}", width = decimals as usize));
        }
        if digits < 0 { format!("-{text}") } else { text }
    }

    /// A field as it stands between delimiters.
    pub(super) fn field(&self, text: &str) -> String {
        let needs = text.contains([self.delimiter, '"', '\n', '\r']);
        if needs || self.quotes_all {
            return format!("\"{}\"", text.replace('"', "\"\""));
        }
        if self.padded { format!(" {text} ") } else { text.to_owned() }
    }

    /// A line of fields that are written already.
    pub(super) fn line(&self, fields: &[String], is_header: bool) -> String {
        let mut line = fields.join(&self.delimiter.to_string());
        if self.trailing[usize::from(!is_header)] {
            line.push(self.delimiter);
        }
        line + self.line_end
    }

    /// The bytes of a text whose letters the encoding has.
    pub(super) fn encode(&self, text: &str) -> Vec<u8> {
        let units = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        match self.encoding {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Utf8WithMark => format!("\u{feff}{text}").into_bytes(),
            Encoding::Utf16Little => units(&format!("\u{feff}{text}")).into_iter().flat_map(u16::to_le_bytes).collect(),
            Encoding::Utf16Big => units(&format!("\u{feff}{text}")).into_iter().flat_map(u16::to_be_bytes).collect(),
            Encoding::Latin1 => text.chars().map(|letter| u8::try_from(letter).expect("a letter of Latin-1")).collect(),
            Encoding::Windows1252 => text.chars().map(windows).collect(),
        }
    }
}

fn windows(letter: char) -> u8 {
    match letter {
        '€' => 0x80,
        'œ' => 0x9c,
        '’' => 0x92,
        other => u8::try_from(other).expect("a letter of Windows-1252"),
    }
}

/// One of several.
pub(super) fn pick<T: Copy>(random: &mut Random, of: &[T]) -> T {
    of[random.below(of.len() as u64) as usize]
}
