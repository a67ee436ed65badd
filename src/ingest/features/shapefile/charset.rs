use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::ingest::encoding::sniff;

/// How the bytes of a text become letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Charset {
    /// One of the encodings of the web.
    Web(&'static Encoding),
    /// A code page of DOS: its name, and the letters of the bytes from 128.
    Dos(&'static str, &'static str),
}

/// The code pages of DOS in which old shapefiles of western Europe and America are written.
const CP437: Charset = Charset::Dos(
    "CP437",
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}",
);
const CP850: Charset = Charset::Dos(
    "CP850",
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
);
const UTF8: Charset = Charset::Web(UTF_8);

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
    pub(super) fn of_code_page(text: &str) -> Option<Charset> {
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
    pub(super) fn of_language(language: u8) -> Option<Charset> {
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

    fn allows(self, bytes: &[u8]) -> bool {
        match self {
            Charset::Web(encoding) => !encoding.decode_without_bom_handling(bytes).1,
            Charset::Dos(..) => true,
        }
    }
}

/// The character set that texts, one on a line, really have, and what the files say of it if that is not so.
pub(super) fn judge(said: Option<Charset>, texts: &[u8]) -> (Charset, Option<String>) {
    let lines = || texts.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    if lines().next().is_none() {
        return (said.unwrap_or(UTF8), None);
    }
    // A cell may end within a character, where the field was too short for it.
    let is_utf8 = lines().all(|line| std::str::from_utf8(line).is_ok() || ends_within_a_character(line));
    let found = match said {
        _ if is_utf8 => UTF8,
        Some(Charset::Web(_)) | None if is_of_dos(texts) => CP850,
        Some(said) if said != UTF8 && lines().all(|line| said.allows(line)) => said,
        _ => Charset::Web(Some(sniff(texts)).filter(|found| *found != UTF_8).unwrap_or(WINDOWS_1252)),
    };
    let lie = said.filter(|said| *said != found).map(|said| format!("the file says {}", said.name()));
    (found, lie)
}

/// Whether letters with accents are where the code pages of DOS have them, and not where those of Windows do: there these
/// bytes are signs that stand in no word, and some are nothing.
fn is_of_dos(texts: &[u8]) -> bool {
    const OF_DOS: [u8; 10] = [0x82, 0x83, 0x85, 0x87, 0x88, 0x8a, 0x8b, 0x90, 0x93, 0x96];
    let is_in_word = |around: &[u8]| around[0].is_ascii_alphabetic() || around[2].is_ascii_alphabetic();
    let lined = [b"\n", texts, b"\n"].concat();
    let count = |like: &dyn Fn(u8) -> bool| lined.windows(3).filter(|it| like(it[1]) && is_in_word(it)).count();
    count(&|byte| OF_DOS.contains(&byte)) > count(&|byte| byte >= 0xc0)
}

fn ends_within_a_character(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_err_and(|error| error.error_len().is_none() && error.valid_up_to() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &str =
        "Évry-Grégy\nPanaméen\nL'Haÿ-les-Roses\nSaint-Étienne-lès-Remiremont\nBâgé-Dommartin\nÎle-d'Aix";

    fn bytes_in(charset: Charset) -> Vec<u8> {
        match charset {
            Charset::Web(encoding) => encoding.encode(NAMES).0.into_owned(),
            Charset::Dos(_, upper) => {
                let byte = |letter: char| match upper.chars().position(|known| known == letter) {
                    Some(place) => place as u8 + 128,
                    None => letter as u8,
                };
                NAMES.chars().map(byte).collect()
            }
        }
    }

    #[test]
    fn code_pages_have_all_letters() {
        for page in [CP437, CP850] {
            let Charset::Dos(_, letters) = page else { panic!("a code page") };
            assert_eq!(letters.chars().count(), 128);
        }
        assert_eq!(CP850.decode(b"\x90vry \xd2\x85").0, "Évry Êà");
        assert_eq!(CP437.decode(b"caf\x82").0, "café");
    }

    /// What the file says, in what it is, and what comes out; a lie is told where it can be seen.
    #[test]
    fn texts_are_read_whatever_the_file_says() {
        let latin = Charset::Web(WINDOWS_1252);
        for (said, real, is_lie) in [
            (None, UTF8, false),
            (None, latin, false),
            (Some("UTF-8"), UTF8, false),
            (Some("UTF-8"), latin, true),
            (Some("1252"), UTF8, true),
            (Some("ISO 8859-1"), latin, false),
            (Some("88591"), latin, false),
            (Some("ANSI 1252"), latin, false),
            (Some("OEM 850"), CP850, false),
            (Some("850"), UTF8, true),
            (None, CP850, false),
            (Some("1252"), CP850, true),
            (Some("nonsense"), latin, false),
            (Some("nonsense"), UTF8, false),
        ] {
            let texts = bytes_in(real);
            let (found, lie) = judge(said.and_then(Charset::of_code_page), &texts);
            assert_eq!(found.decode(&texts), (NAMES.into(), false), "{said:?} {real:?}");
            assert_eq!(lie.is_some(), is_lie, "{said:?} {real:?} {lie:?}");
        }
        assert_eq!(judge(Charset::of_language(0x57), &bytes_in(latin)), (latin, None));
        assert_eq!(judge(Charset::of_language(0x02), &bytes_in(CP850)), (CP850, None));
        assert_eq!(judge(None, b""), (UTF8, None));
        assert_eq!(judge(Some(latin), b""), (latin, None));
        // Cut within the last letter.
        assert_eq!(judge(Some(UTF8), b"Bourg-Blanc-\xc3"), (UTF8, None));
    }
}
