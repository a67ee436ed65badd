use axum::http::{Method, StatusCode, Uri};
use httparse::{EMPTY_HEADER, Error, Request, Status};
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};

use super::problem::Problem;

/// Longest address of a request, in bytes, as hyper takes it: 64 KiB less two.
pub(super) const MOST_OF_ADDRESS: usize = 65_534;

/// Longest head of a request behind its first line, in bytes.
pub(super) const MOST_OF_HEADERS: usize = 128 << 10;

/// Headers that a request may have: as many as hyper takes.
pub(super) const MOST_HEADERS: usize = 100;

/// Bytes of a first line beside the address: method, version, spaces.
const BESIDE_ADDRESS: usize = 64;

/// Characters that an address must not have as they are (RFC 3986), and that some clients send all the same.
const RAW: &AsciiSet = &CONTROLS.add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'}');

/// What is to be done with the bytes at the beginning of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// They are no whole head yet.
    Unfinished,
    /// A whole head of so many bytes, and what stands in its place when its address had to be escaped. Behind it the next
    /// request begins, unless it has a body or leaves HTTP.
    Whole { length: usize, instead: Option<Vec<u8>>, is_followed: bool },
    /// A head that is answered with a problem; `is_head` says that only its head is wanted.
    Refused { problem: Box<Problem>, is_head: bool },
}

/// Looks at the bytes at the beginning of a request, of which `seen` have been looked at before without finding its end.
pub(super) fn look(bytes: &[u8], seen: usize) -> Head {
    let line = bytes.iter().position(|byte| *byte == b'\n');
    let is_head = bytes.starts_with(b"HEAD ");
    let refused = |problem: Problem| Head::Refused { problem: Box::new(problem), is_head };
    if line.unwrap_or(bytes.len()) > MOST_OF_ADDRESS + BESIDE_ADDRESS {
        return refused(too_long());
    }
    let Some(line) = line else { return Head::Unfinished };
    let Some(length) = end(bytes, seen.max(line)) else {
        let is_large = bytes.len() - line > MOST_OF_HEADERS;
        return if is_large { refused(too_large()) } else { Head::Unfinished };
    };
    if length - line > MOST_OF_HEADERS {
        return refused(too_large());
    }
    let instead = match escaped(&bytes[..line], &bytes[line..length]) {
        Ok(instead) => instead,
        Err(problem) => return refused(problem),
    };
    match judge(instead.as_deref().unwrap_or(&bytes[..length])) {
        Ok(is_followed) => Head::Whole { length, instead, is_followed },
        Err(problem) => refused(problem),
    }
}

/// Where the empty line ends that ends a head whose first line ends before `from`. Lines end as the parser has it, with or
/// without a carriage return.
fn end(bytes: &[u8], from: usize) -> Option<usize> {
    // The end may have come in two parts.
    let from = from.saturating_sub(2);
    let rest = &bytes[from..];
    let ends = rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(place, _)| place + 1);
    let mut ends = ends.filter_map(|next| match rest.get(next..)? {
        [b'\n', ..] => Some(next + 1),
        [b'\r', b'\n', ..] => Some(next + 2),
        _ => None,
    });
    ends.next().map(|end| from + end)
}

/// The head with its address escaped where that was needed; none where it was not.
fn escaped(line: &[u8], rest: &[u8]) -> Result<Option<Vec<u8>>, Problem> {
    let Some(begin) = line.iter().position(|byte| *byte == b' ').map(|space| space + 1) else { return Ok(None) };
    let Some(end) = line.iter().rposition(|byte| *byte == b' ').filter(|end| *end > begin) else { return Ok(None) };
    let address = &line[begin..end];
    if let Some(byte) = address.iter().find(|byte| **byte <= b' ' || **byte == 0x7F) {
        let name = if *byte == b' ' { "space".to_owned() } else { format!("byte 0x{byte:02X}") };
        let detail = format!("the address of the request has a raw {name}; write it as %{byte:02X}");
        return Err(Problem::bad_request(detail));
    }
    let mut escaped = Vec::new();
    let mut parts = percent_encode(address, RAW).peekable();
    let whole = parts.next().unwrap_or_default();
    if parts.peek().is_none() && whole.as_bytes() == address {
        return if address.len() > MOST_OF_ADDRESS { Err(too_long()) } else { Ok(None) };
    }
    escaped.extend_from_slice(&line[..begin]);
    escaped.extend_from_slice(whole.as_bytes());
    parts.for_each(|part| escaped.extend_from_slice(part.as_bytes()));
    if escaped.len() - begin > MOST_OF_ADDRESS {
        return Err(too_long());
    }
    escaped.extend_from_slice(&line[end..]);
    escaped.extend_from_slice(rest);
    Ok(Some(escaped))
}

/// Reads a whole head with hyper's own parser, so that both always agree where it ends: whether another may follow.
fn judge(head: &[u8]) -> Result<bool, Problem> {
    let mut headers = [EMPTY_HEADER; MOST_HEADERS];
    let mut request = Request::new(&mut headers);
    match request.parse(head) {
        Ok(Status::Complete(length)) if length == head.len() => {}
        Ok(_) => return Ok(false),
        Err(Error::TooManyHeaders) => return Err(too_many()),
        Err(error) => return Err(Problem::bad_request(format!("the request cannot be read: {error}"))),
    }
    let method = request.method.and_then(|method| method.parse::<Method>().ok());
    let Some(method) = method else { return Err(Problem::bad_request("the method of the request is no word")) };
    // A CONNECT names a host alone, which is for hyper to say.
    let address = request.path.unwrap_or_default();
    if method != Method::CONNECT && address.parse::<Uri>().is_err() {
        return Err(Problem::bad_request("the address of the request cannot be read"));
    }
    let has = |name: &str| request.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
    let has_body = has("transfer-encoding").is_some() || has("content-length").is_some();
    Ok(method != Method::CONNECT && !has_body && has("upgrade").is_none())
}

fn too_long() -> Problem {
    let detail = format!("the address of the request is longer than {MOST_OF_ADDRESS} bytes; ask for less at once");
    Problem::new(StatusCode::URI_TOO_LONG, detail)
}

fn too_large() -> Problem {
    let detail = format!("the headers of the request are longer than {MOST_OF_HEADERS} bytes; send fewer cookies");
    Problem::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, detail)
}

fn too_many() -> Problem {
    let detail = format!("the request has more than {MOST_HEADERS} headers");
    Problem::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instead(request: &[u8]) -> String {
        match look(request, 0) {
            Head::Whole { instead, .. } => String::from_utf8(instead.unwrap_or_else(|| request.to_vec())).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    fn refused(request: &[u8]) -> (u16, String) {
        match look(request, 0) {
            Head::Refused { problem, .. } => (problem.status.as_u16(), problem.detail),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn raw_characters_are_escaped_and_nothing_else_is_changed() {
        let plain = "GET /a%20b?c=d|e#f HTTP/1.1\r\nHost: x\r\n\r\n";
        assert_eq!(instead(plain.as_bytes()), plain);
        let raw = "GET /é?f=a<b>\"{}\\^` HTTP/1.1\r\nHost: <x>\r\n\r\n";
        let right = "GET /%C3%A9?f=a%3Cb%3E%22%7B%7D%5C%5E%60 HTTP/1.1\r\nHost: <x>\r\n\r\n";
        assert_eq!(instead(raw.as_bytes()), right);
        assert_eq!(instead(b"GET /\xE9 HTTP/1.1\n\n"), "GET /%E9 HTTP/1.1\n\n");
    }

    #[test]
    fn heads_end_where_the_parser_says() {
        for head in ["GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\n\n", "GET / HTTP/1.1\r\nA: b\n\r\n"] {
            let request = format!("{head}GET /next");
            for end in 0..head.len() {
                assert_eq!(look(&request.as_bytes()[..end], 0), Head::Unfinished, "{end} of {head:?}");
                let whole = Head::Whole { length: head.len(), instead: None, is_followed: true };
                assert_eq!(look(request.as_bytes(), end), whole, "{end} of {head:?}");
            }
        }
    }

    #[test]
    fn what_may_have_a_body_is_the_last_that_is_looked_at() {
        let follows = |head: &str| match look(head.as_bytes(), 0) {
            Head::Whole { is_followed, .. } => is_followed,
            other => panic!("{other:?}"),
        };
        assert!(follows("GET / HTTP/1.1\r\nA: b\r\n\r\n"));
        for header in ["Content-Length: 3", "content-length: 0", "Transfer-Encoding: chunked", "Upgrade: h2c"] {
            assert!(!follows(&format!("POST / HTTP/1.1\r\n{header}\r\n\r\n")), "{header}");
        }
        assert!(!follows("CONNECT a:1 HTTP/1.1\r\n\r\n"));
    }

    #[test]
    fn what_cannot_be_read_is_refused_in_words() {
        let space = refused(b"GET /a b HTTP/1.1\r\n\r\n");
        assert_eq!(space, (400, "the address of the request has a raw space; write it as %20".to_owned()));
        let byte = refused(b"GET /a\x07 HTTP/1.1\r\n\r\n").1;
        assert_eq!(byte, "the address of the request has a raw byte 0x07; write it as %07");
        assert_eq!(refused(b"nonsense\r\n\r\n").0, 400);
        assert_eq!(refused(b"GET / HTTP/1.1\r\nA b\r\n\r\n").0, 400);
        let long = "x".repeat(MOST_OF_ADDRESS);
        assert_eq!(refused(format!("GET /{long} HTTP/1.1\r\n\r\n").as_bytes()).0, 414);
        assert_eq!(refused(format!("GET /{long}{long}").as_bytes()).0, 414);
        let grown = "<".repeat(MOST_OF_ADDRESS / 2);
        assert_eq!(refused(format!("GET /{grown} HTTP/1.1\r\n\r\n").as_bytes()).0, 414);
        let header = "y".repeat(MOST_OF_HEADERS);
        assert_eq!(refused(format!("GET / HTTP/1.1\r\nA: {header}\r\n\r\n").as_bytes()).0, 431);
        assert_eq!(refused(format!("GET / HTTP/1.1\r\nA: {header}").as_bytes()).0, 431);
        let many = "A: b\r\n".repeat(MOST_HEADERS + 1);
        assert_eq!(refused(format!("GET / HTTP/1.1\r\n{many}\r\n").as_bytes()).0, 431);
        let longest = format!("GET /{} HTTP/1.1\r\n\r\n", &long[1..]);
        assert_eq!(instead(longest.as_bytes()), longest);
    }
}
