use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How the bytes of a text become letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Charset {
    /// One of the encodings of the web.
    Web(&'static Encoding),
    /// A code page of DOS: its name, and the letters of the bytes from 128.
    Dos(&'static str, &'static str),
}

/// The code pages of DOS in which old shapefiles of western Europe and America are written.
pub(in crate::ingest) const CP437: Charset = Charset::Dos(
    "CP437",
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
);
pub(in crate::ingest) const CP850: Charset = Charset::Dos(
    "CP850",
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
);
pub(in crate::ingest) const UTF8: Charset = Charset::Web(UTF_8);

impl Charset {
    /// The one of this label: `utf-8`, `latin1`, `windows-1252`, `cp850`.
    pub(in crate::ingest) fn of_label(label: &str) -> Option<Charset> {
        match label.trim().to_ascii_lowercase().as_str() {
            "cp437" | "ibm437" | "437" => Some(CP437),
            "cp850" | "ibm850" | "850" => Some(CP850),
            other => Encoding::for_label(other.as_bytes()).map(Charset::Web),
        }
    }

    /// The one that a `.cpg` names: `UTF-8`, `1252`, `ANSI 1252`, `OEM 850`, `ISO 8859-1`, `88591`.
    pub(in crate::ingest) fn of_code_page(text: &str) -> Option<Charset> {
        let label = text.trim().trim_start_matches('\u{feff}').to_ascii_lowercase();
        let digits: String = label.chars().filter(char::is_ascii_digit).collect();
        Charset::of_label(&match digits.as_str() {
            "65001" | "8" => "utf-8".to_owned(),
            "437" | "850" => digits,
            iso if iso.len() > 4 && iso.starts_with("8859") => format!("iso-8859-{}", &iso[4..]),
            page if page.starts_with("125") && page.len() == 4 => format!("windows-{page}"),
            _ => label,
        })
    }

    /// The one that the language byte of a dBASE header means.
    pub(in crate::ingest) fn of_language(language: u8) -> Option<Charset> {
        match language {
            0x01 | 0x09 | 0x0b | 0x0d | 0x0f | 0x11 | 0x15 | 0x18 | 0x19 | 0x1b => Some(CP437),
            0x02 | 0x08 | 0x0a | 0x0e | 0x10 | 0x12 | 0x14 | 0x16 | 0x1a | 0x1d | 0x25 | 0x37 => Some(CP850),
            0x03 | 0x57..=0x59 => Some(Charset::Web(WINDOWS_1252)),
            0xc8 => Charset::of_label("windows-1250"),
            0xc9 => Charset::of_label("windows-1251"),
            0xca => Charset::of_label("windows-1254"),
            0xcb => Charset::of_label("windows-1253"),
            _ => None,
        }
    }

    pub(in crate::ingest) fn name(self) -> &'static str {
        match self {
            Charset::Web(encoding) => encoding.name(),
            Charset::Dos(name, _) => name,
        }
    }

    /// The text, and whether some bytes are none.
    pub(in crate::ingest) fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        match self {
            Charset::Web(encoding) => {
                let (text, _, is_bad) = encoding.decode(bytes);
                (text, is_bad)
            }
            Charset::Dos(_, upper) => {
                let letter = |byte: &u8| match byte.checked_sub(128) {
                    Some(place) => upper.chars().nth(usize::from(place)).unwrap_or(char::REPLACEMENT_CHARACTER),
                    None => char::from(*byte),
                };
                (bytes.iter().map(letter).collect::<String>().into(), false)
            }
        }
    }

    /// Whether the bytes may be a text of it.
    pub(in crate::ingest) fn allows(self, bytes: &[u8]) -> bool {
        match self {
            Charset::Web(encoding) => !encoding.decode_without_bom_handling(bytes).1,
            Charset::Dos(..) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_pages_have_all_letters() {
        for page in [CP437, CP850] {
            let Charset::Dos(_, letters) = page else { panic!("a code page") };
            assert_eq!(letters.chars().count(), 128);
        }
        assert_eq!(CP850.decode(b"\x90vry \xd2\x85").0, "Évry Êà");
        assert_eq!(CP437.decode(b"caf\x82").0, "café");
    }
}
