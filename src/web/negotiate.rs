use axum::http::{HeaderMap, HeaderValue, header};

use crate::gazetteer::Language;
use crate::tile::Encoding;

/// Media types of a tile: the registered one, which is answered, and the one that older clients ask for.
pub(super) const MVT: &str = "application/vnd.mapbox-vector-tile";
const PROTOBUF: &str = "application/x-protobuf";

/// Whether a client takes MVT (RFC 9110, section 12.5.1). No `Accept`, or one that is no text, takes anything.
pub(super) fn accepts_mvt(headers: &HeaderMap) -> bool {
    let mut asked = false;
    for value in headers.get_all(header::ACCEPT) {
        let Ok(text) = value.to_str() else { return true };
        for (range, quality) in weighted(text) {
            asked = true;
            let matches = [MVT, PROTOBUF, "application/*", "*/*"].iter().any(|known| range.eq_ignore_ascii_case(known));
            let matches = matches || range.eq_ignore_ascii_case("application/octet-stream");
            if matches && quality > 0 {
                return true;
            }
        }
    }
    !asked
}

/// Whether a client names one media type, and does not weigh another more.
pub(super) fn prefers(headers: &HeaderMap, one: &str, other: &str) -> bool {
    let weight = |name: &str| {
        let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(weighted).filter(|(range, _)| range.eq_ignore_ascii_case(name)).map(|(_, weight)| weight).max()
    };
    weight(one).is_some_and(|weight_of_one| weight_of_one > 0 && Some(weight_of_one) >= weight(other))
}

/// The encoding to answer in (RFC 9110, section 12.5.3): the one that the client weighs most, zstd before gzip among
/// equals since it costs less to make, and identity when neither is taken.
pub(super) fn encoding(headers: &HeaderMap) -> Encoding {
    let (mut gzip, mut zstd, mut any) = (None, None, None);
    for value in headers.get_all(header::ACCEPT_ENCODING) {
        for (name, quality) in value.to_str().map(weighted).into_iter().flatten() {
            match name {
                "*" => any = Some(quality),
                _ if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => gzip = Some(quality),
                _ if name.eq_ignore_ascii_case("zstd") => zstd = Some(quality),
                _ => {}
            }
        }
    }
    let gzip = gzip.or(any).unwrap_or(0);
    // `*` is taken for gzip alone: who names nothing may know nothing newer.
    let zstd = zstd.unwrap_or(0);
    match (zstd, gzip) {
        (0, 0) => Encoding::Identity,
        (zstd, gzip) if zstd >= gzip => Encoding::Zstd,
        _ => Encoding::Gzip,
    }
}

/// The language that a client weighs most of those that there are (RFC 9110, section 12.5.4), the first among equals.
pub(super) fn language(headers: &HeaderMap) -> Option<Language> {
    let mut best = None;
    for value in headers.get_all(header::ACCEPT_LANGUAGE) {
        for (tag, quality) in value.to_str().map(weighted).into_iter().flatten() {
            let beaten = best.map_or(0, |(quality, _)| quality);
            if let Some(language) = Language::from_tag(tag).filter(|_| quality > beaten) {
                best = Some((quality, language));
            }
        }
    }
    best.map(|(_, language)| language)
}

/// Whether `If-None-Match` names the tag (weak comparison, RFC 9110, section 13.1.2). `tag` comes with its quotes.
pub(super) fn has_current(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|text| {
        text.split(',')
            .map(str::trim)
            .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known).as_bytes() == tag.as_bytes())
    })
}

/// The members of a list with their weights in thousandths; a weight that cannot be read counts as one.
fn weighted(text: &str) -> impl Iterator<Item = (&str, u32)> {
    text.split(',').filter(|member| !member.trim().is_empty()).map(|member| {
        let mut parts = member.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let weight = weight.and_then(|weight| weight.parse::<f64>().ok()).unwrap_or(1.0);
        (name, (weight.clamp(0.0, 1.0) * 1000.0) as u32)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn encodings_are_weighed() {
        let asked = |text: &str| encoding(&headers(header::ACCEPT_ENCODING, text));
        assert_eq!(asked("gzip, deflate, br, zstd"), Encoding::Zstd);
        assert_eq!(asked("gzip, deflate, br"), Encoding::Gzip);
        assert_eq!(asked("zstd;q=0.5, gzip"), Encoding::Gzip);
        assert_eq!(asked("gzip;q=0"), Encoding::Identity);
        assert_eq!(asked("br"), Encoding::Identity);
        assert_eq!(asked("*"), Encoding::Gzip);
        assert_eq!(asked("identity"), Encoding::Identity);
        assert_eq!(encoding(&HeaderMap::new()), Encoding::Identity);
    }

    #[test]
    fn only_clients_that_take_tiles_get_them() {
        let takes = |text: &str| accepts_mvt(&headers(header::ACCEPT, text));
        assert!(takes("*/*") && takes("application/x-protobuf") && takes("image/png, */*;q=0.1"));
        assert!(takes("Application/Vnd.Mapbox-Vector-Tile"));
        assert!(!takes("image/png") && !takes("application/json, text/*") && !takes("*/*;q=0"));
        assert!(accepts_mvt(&HeaderMap::new()));
    }

    #[test]
    fn languages_are_weighed() {
        let asked = |text: &str| language(&headers(header::ACCEPT_LANGUAGE, text)).map(Language::tag);
        assert_eq!(asked("en-GB, fr;q=0.9"), Some("en"));
        assert_eq!(asked("de, en;q=0.5, fr;q=0.8"), Some("fr"));
        assert_eq!(asked("fr;q=0, de"), None);
        assert_eq!(language(&HeaderMap::new()), None);
    }

    #[test]
    fn tags_compare_weakly() {
        let known = |text: &str| has_current(&headers(header::IF_NONE_MATCH, text), &HeaderValue::from_static("\"a\""));
        assert!(known("\"a\"") && known("W/\"a\"") && known("\"b\", \"a\"") && known("*"));
        assert!(!known("\"b\"") && !known("a"));
    }
}
