use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use xxhash_rust::xxh3::Xxh3;

use super::cache::Encoded;
use super::engine::Engine;
use super::negotiate::{encoding, has_current};
use super::problem::Problem;
use crate::tile::Encoding;

/// How long clients may keep an answer.
#[derive(Clone, Copy)]
pub(super) enum Keep {
    /// For ever: its address changes with its content.
    Forever,
    /// Until asked again, with the tag.
    Revalidate,
}

impl Keep {
    fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Keep::Forever => "public, max-age=31536000, immutable",
            Keep::Revalidate => "no-cache",
        })
    }
}

/// A strong tag in its quotes.
pub(super) fn tag(key: u128) -> HeaderValue {
    // Quotes and hexadecimal digits are always fit for a header.
    HeaderValue::from_str(&format!("\"{key:032x}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// The tag of a key, when the client has that already.
pub(super) fn current_tag(headers: &HeaderMap, key: u128) -> Option<HeaderValue> {
    headers.contains_key(header::IF_NONE_MATCH).then(|| tag(key)).filter(|tag| has_current(headers, tag))
}

/// `304 Not Modified`, which repeats the tag.
pub(super) fn not_modified(tag: HeaderValue, keep: Keep, vary: &'static str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    stamp(response.headers_mut(), tag, keep, vary);
    response
}

/// `200 OK`, or `204 No Content` for no bytes at all.
pub(super) fn answer(content: Encoded, content_type: &'static str, keep: Keep, vary: &'static str) -> Response {
    let is_empty = content.bytes.is_empty();
    let mut response = Response::new(Body::from(content.bytes));
    let headers = response.headers_mut();
    if !is_empty {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Some(name) = content.encoding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
    }
    stamp(headers, content.tag, keep, vary);
    if is_empty {
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
    response
}

fn stamp(headers: &mut HeaderMap, tag: HeaderValue, keep: Keep, vary: &'static str) {
    headers.insert(header::CACHE_CONTROL, keep.header());
    headers.insert(header::VARY, HeaderValue::from_static(vary));
    headers.insert(header::ETAG, tag);
}

/// Answers a document: a page, a style, a list. Its tag is the hash of its bytes.
pub(super) async fn document(
    engine: &impl AsRef<Engine>,
    headers: &HeaderMap,
    bytes: Bytes,
    content_type: &'static str,
    keep: Keep,
) -> Result<Response, Problem> {
    const VARY: &str = "Accept-Encoding";
    let encoding = if is_compressible(content_type) { encoding(headers) } else { Encoding::Identity };
    let mut hasher = Xxh3::new();
    hasher.update(b"document");
    hasher.update(encoding.name().unwrap_or_default().as_bytes());
    hasher.update(&bytes);
    let key = hasher.digest128();
    if let Some(tag) = current_tag(headers, key) {
        return Ok(not_modified(tag, keep, VARY));
    }
    let engine = engine.as_ref();
    let make = engine.studio.run(|drawer| encode(&bytes, encoding, key, &mut drawer.compressors));
    let content = engine.cache.get_or_make(key, make).await?;
    Ok(answer(content, content_type, keep, VARY))
}

/// Encodes bytes as asked, or leaves them as they are where that makes nothing smaller.
pub(super) fn encode(
    bytes: &Bytes,
    encoding: Encoding,
    key: u128,
    compressors: &mut crate::tile::Compressors,
) -> Encoded {
    let tag = tag(key);
    match compressors.compress(bytes, encoding) {
        Some(compressed) => Encoded { bytes: compressed.into(), encoding, tag },
        None => Encoded { bytes: bytes.clone(), encoding: Encoding::Identity, tag },
    }
}

fn is_compressible(content_type: &str) -> bool {
    !content_type.starts_with("image/png") && !content_type.starts_with("font/")
}
