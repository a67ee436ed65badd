use encoding_rs::{UTF_8, WINDOWS_1252};

use crate::ingest::charset::{CP850, Charset, UTF8};
use crate::ingest::encoding::sniff;

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
