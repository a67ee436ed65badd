use std::borrow::Cow;
use std::collections::BTreeSet;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::charset::Charset;

/// Text with what it took to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decoded<'a> {
    pub(super) text: Cow<'a, str>,
    /// Name of the encoding as people know it.
    pub(super) encoding: &'static str,
    /// Whether a byte order mark led the file.
    pub(super) mark: bool,
    /// Lines with bytes that the encoding does not allow, ascending.
    pub(super) bad_lines: Vec<u64>,
}

/// In a file without a mark, this many well-formed UTF-8 sequences outweigh one malformed byte.
const OUTWEIGHS: usize = 10;

/// Reads text in UTF-8, in UTF-16, or in the single-byte encoding that its bytes look like: Windows-1252, of which
/// Latin-1 is a part, unless another is clearly meant.
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decode_with(encoding, &bytes[length..], true);
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return decode_with(encoding, bytes, false);
    }
    if is_nearly_utf_8(bytes) {
        return decode_with(UTF_8, bytes, false);
    }
    decode_with(sniff(bytes), bytes, false)
}

/// The single-byte encoding that bytes look like.
pub(super) fn sniff(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"fr"), Utf8Detection::Deny)
}

/// Reads text in the encoding that the recipe says it has.
pub(super) fn decode_as(bytes: &[u8], charset: Charset) -> Decoded<'_> {
    match charset {
        Charset::Web(encoding) => {
            let marked = Encoding::for_bom(bytes).filter(|(mark, _)| *mark == encoding);
            let length = marked.map_or(0, |(_, length)| length);
            decode_with(encoding, &bytes[length..], length > 0)
        }
        Charset::Dos(..) => {
            let text = charset.decode(bytes).0;
            Decoded { text, encoding: charset.name(), mark: false, bad_lines: Vec::new() }
        }
    }
}

fn decode_with<'a>(encoding: &'static Encoding, bytes: &'a [u8], mark: bool) -> Decoded<'a> {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    let bad_lines = match malformed {
        false => Vec::new(),
        true if encoding == UTF_8 => malformed_lines(bytes),
        true => replaced_lines(&text),
    };
    let encoding = match encoding.name() {
        "windows-1252" => "Windows-1252",
        name => name,
    };
    Decoded { text, encoding, mark, bad_lines }
}

/// Spreadsheets write UTF-16 with a mark, scripts sometimes without: then every other byte of the first ASCII
/// characters is zero.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0, low, 0, _, ..] if *low != 0 => Some(UTF_16BE),
        [low, 0, _, 0, ..] if *low != 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether the bytes are UTF-8, but for a few that somebody pasted in another encoding.
fn is_nearly_utf_8(bytes: &[u8]) -> bool {
    let (mut sequences, mut malformed) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sequences += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        malformed += usize::from(!chunk.invalid().is_empty());
    }
    malformed == 0 || sequences > malformed * OUTWEIGHS
}

fn malformed_lines(bytes: &[u8]) -> Vec<u64> {
    let mut line = 1;
    let mut lines = BTreeSet::new();
    for chunk in bytes.utf8_chunks() {
        line += count_line_ends(chunk.valid());
        if !chunk.invalid().is_empty() {
            lines.insert(line);
        }
    }
    lines.into_iter().collect()
}

fn replaced_lines(text: &str) -> Vec<u64> {
    let lines = text.split('\n').zip(1..);
    lines.filter(|(line, _)| line.contains('\u{fffd}')).map(|(_, number)| number).collect()
}

fn count_line_ends(text: &str) -> u64 {
    text.bytes().filter(|&byte| byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_with_and_without_mark() {
        let plain = decode("Bègles;1\n".as_bytes());
        assert_eq!((&*plain.text, plain.encoding, plain.mark), ("Bègles;1\n", "UTF-8", false));
        let marked = decode("\u{feff}Bègles;1\n".as_bytes());
        assert_eq!((&*marked.text, marked.encoding, marked.mark), ("Bègles;1\n", "UTF-8", true));
    }

    #[test]
    fn utf_16_with_and_without_mark() {
        let bytes = |mark: &str| -> Vec<u8> {
            format!("{mark}code;Bègles\n").encode_utf16().flat_map(u16::to_le_bytes).collect()
        };
        let (marked, plain) = (bytes("\u{feff}"), bytes(""));
        let marked = decode(&marked);
        assert_eq!((&*marked.text, marked.encoding, marked.mark), ("code;Bègles\n", "UTF-16LE", true));
        let plain = decode(&plain);
        assert_eq!((&*plain.text, plain.encoding, plain.mark), ("code;Bègles\n", "UTF-16LE", false));
    }

    #[test]
    fn latin_1_is_recognised() {
        let decoded = decode(b"930100204;Le Moulin \xe0 Vent;16805,6\n930100301;La Mare \xe0 la Veuve;22839,0\n");
        assert_eq!(decoded.encoding, "Windows-1252");
        assert!(decoded.text.contains("Le Moulin à Vent"), "{}", decoded.text);
        assert!(decoded.bad_lines.is_empty());
        assert!(decode(b"code;nom\n38185;Ch\xe2teau-Th\xe9bo\xfbt\n").text.contains("Château-Théboût"));
    }

    #[test]
    fn what_the_recipe_says_is_believed() {
        fn read<'a>(bytes: &'a [u8], label: &str) -> Decoded<'a> {
            decode_as(bytes, Charset::of_label(label).unwrap())
        }
        assert_eq!(read(b"\x90vry;1\n", "cp850").text, "Évry;1\n");
        assert_eq!(read(b"\xc9vry;1\n", "latin1").encoding, "Windows-1252");
        assert_eq!(read(b"a\n\xc9vry;1\n", "utf-8").bad_lines, [2]);
        let marked = read("\u{feff}Évry".as_bytes(), "utf-8");
        assert_eq!((&*marked.text, marked.mark), ("Évry", true));
    }

    #[test]
    fn a_bad_byte_in_a_utf_8_file_is_told_with_its_line() {
        let mut bytes = "é\n".repeat(30).into_bytes();
        bytes.extend(b"Ch\xe2teau \xe9\nfin\n");
        let decoded = decode(&bytes);
        assert_eq!((decoded.encoding, decoded.bad_lines.as_slice()), ("UTF-8", [31].as_slice()));
        let marked = decode(b"\xef\xbb\xbfcode\nCh\xe2teau\n");
        assert_eq!((marked.encoding, marked.bad_lines.as_slice()), ("UTF-8", [2].as_slice()));
    }
}
